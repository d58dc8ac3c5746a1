""" "Valider et publier la fiche", on the page of an answer."""

import pytest
import time_machine

from noress.demo.questionnaire import build_definition
from noress.domain.catalogue.mapping import guess_mapping
from noress.domain.catalogue.models import FOR_ALL, UNLISTED, CatalogueSource, Structure
from noress.domain.catalogue.models import StructureState as S
from noress.extensions import db
from tests.factories import NOW, make_secretary, save
from tests.factories.catalogue import TETOUAN, make_words
from tests.factories.questionnaires import make_version
from tests.factories.received import make_sent
from tests.pages import parse
from tests.posting import post

DESK = "/catalogue/gestion/"


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def text(page):
    return " ".join(parse(page).get_text(" ").split())


def test_valider_et_publier_sends_a_new_entry_out_at_once_unless_it_resembles_another(login_as, client):
    make_words()
    secretary = login_as(make_secretary())
    version = make_version(definition=build_definition())
    of = f"/questionnaires/{version.questionnaire_id}/reponses/"
    plain = make_sent(version, {"name": "Zitoune", "province": TETOUAN, "is_published": True})
    assert "Valider et publier la fiche" not in text(
        secretary.get(f"{of}{plain.id}")
    )  # nothing is filled yet
    mapping = guess_mapping(build_definition())
    save(CatalogueSource(questionnaire_id=version.questionnaire_id, mapping=mapping, since=NOW))
    twin = make_sent(version, {"name": "Zitoune", "province": TETOUAN, "is_published": True})
    nameless = make_sent(version, {"province": TETOUAN})
    told = {}
    for response in (plain, twin, nameless):
        page = parse(secretary.get(f"{of}{response.id}"))
        button = next(form for form in page.select("form") if "Valider et publier la fiche" in form.text)
        sent = {tag["name"]: tag["value"] for tag in button.select("input") if tag["name"] != "csrf_token"}
        assert sent.keys() == {"seen", "publier"}
        done = post(secretary, button["action"], sent)
        told[response.id] = (done.location, text(secretary.get(done.location)))
        assert post(secretary, button["action"], sent).status_code == 409
    entries = {row.response_id: row for row in db.session.query(Structure)}
    assert {key: (row.state, row.listed) for key, row in entries.items()} == {
        plain.id: (S.PUBLISHED, FOR_ALL), twin.id: (S.TO_CHECK, UNLISTED),
    }  # fmt: skip
    assert [told[one.id][0] for one in (plain, twin, nameless)] == [
        f"{of}{plain.id}", f"{DESK}{entries[twin.id].id}", f"{of}{nameless.id}",
    ]  # fmt: skip
    for response, said in (
        (plain, "Sa fiche est publiée dans le catalogue."),
        (
            twin,
            "Sa fiche attend encore : relisez-la, comparez-la à celles qui lui ressemblent, puis décidez.",
        ),
        (nameless, "Elle ne nomme aucune structure : il n'y a pas de fiche."),
    ):
        assert said in told[response.id][1]
    assert "Zitoune" in text(client.get("/catalogue/"))
