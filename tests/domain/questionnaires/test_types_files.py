"""Files and photos: the page never carries them, only the list of what came is the answer."""

import pytest

from noress.domain.questionnaires import types
from tests.factories.questionnaires import make_question as ask

FILES = [{"file": 3, "name": "statuts.pdf", "size": 12_300}, {"file": 4, "name": "plan.pdf", "size": 900}]


@pytest.mark.parametrize("kind", ["file", "photo"])
def test_files_in_words(say, kind):
    assert say(ask(kind=kind), FILES) == "statuts.pdf (12 Ko), plan.pdf (900 octets)"
    assert say(ask(kind=kind), None) == ""
    assert types.get(kind).typed(ask(kind=kind), FILES) == {}
    assert types.get(kind).is_file is True


def test_a_page_does_not_read_files():
    with pytest.raises(NotImplementedError):
        types.get("file").read(ask(kind="file"), "q", {"q": ["statuts.pdf"]})


@pytest.mark.parametrize(
    ("most", "found"),
    [("", []), ("3", []), (1, []), ("-1", ["Une limite ne peut pas être lue."]), ("x", ["Une limite ne peut pas être lue."])],
)  # fmt: skip
def test_wrong_number_of_files(faults, most, found):
    assert faults(ask(kind="photo", settings={"max_files": most})) == found
