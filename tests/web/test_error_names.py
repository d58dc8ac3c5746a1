"""The summary of a refused form names each field as its page does, and still leads to it."""

import pytest
import time_machine

from noress.domain.institutions.models import BodyKind
from tests.factories import NOW, make_agenda_item, make_body, make_meeting, make_secretary
from tests.forms import post
from tests.pages import parse


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser(login_as):
    return login_as(make_secretary())


def summary(response):
    """[(what the line says, where it leads)]"""
    return [
        (" ".join(tag.get_text(" ", strip=True).split()), tag["href"])
        for tag in parse(response).select(".error-summary li a")
    ]


def test_every_line_names_its_field(browser):
    meeting = make_meeting(bodies=[make_body(BodyKind.PLENARY, "Plénière")])
    path, item = f"/sessions/{meeting.id}", make_agenda_item(meeting)
    wrong = {"subject_fr": "", "body_fr": "x" * 6001, "dated_on": "", "signatory_title_fr": ""}
    required = "Remplissez ce champ."
    cases = [
        (f"{path}/lettre", wrong, [
            ("Objet, en français : remplissez ce champ.", "#subject_fr"),
            ("Texte, en français : 6000 caractères au plus.", "#body_fr"),
            ("Date de la lettre : remplissez ce champ.", "#dated_on"),
            ("Titre du signataire, en français : remplissez ce champ.", "#signatory_title_fr"),
        ]),
        (f"/sessions/points/{item.id}", {"title_fr": "", "minutes": ""}, [
            ("Titre du point, en français : remplissez ce champ.", "#title_fr"),
            ("Durée en minutes : remplissez ce champ.", "#minutes"),
        ]),
        ("/sessions/nouvelle", {"theme_fr": "Plan"}, [
            ("Instances : choisissez au moins une instance.", "#bodies-0"),
        ]),
    ]  # fmt: skip
    for address, fields, expected in cases:
        response = post(browser, address, **fields)
        found = summary(response)
        assert response.status_code == 422, address
        assert [line for line in found if line in expected] == expected, found
        page = parse(response)
        for said, target in found:
            assert not said.startswith(required), (address, said)
            assert page.find(id=target[1:]) is not None, (address, target)
        assert b"<!--name" not in response.data, address


def test_the_name_is_in_the_reader_s_language(browser):
    meeting = make_meeting(bodies=[make_body(BodyKind.PLENARY, "Plénière")])
    for code, said in (
        ("ar", "الموضوع، بالفرنسية: املؤوا هذه الخانة."), ("en", "Subject, in French: fill in this field."),
    ):  # fmt: skip
        response = post(browser, f"/sessions/{meeting.id}/lettre?lang={code}", subject_fr="")
        assert summary(response) == [(said, "#subject_fr")], code


def test_a_field_named_by_a_question_keeps_both_sentences_apart(client):
    response = post(client, "/connexion", email="")
    assert [target for _said, target in summary(response)] == ["#email"]
    assert summary(response)[0][0].startswith("Votre adresse de courriel : ")
