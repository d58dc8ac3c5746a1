"""A form that two people may edit, sent without saying which text it was written from."""

import pytest
from sqlalchemy import func, select

from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import BodyKind
from noress.extensions import db
from tests.factories import (
    make_agenda_item,
    make_body,
    make_institution,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.forms import text_of
from tests.pages import parse

SAID = "Cette page est arrivée incomplète. Relisez ce qui est écrit, puis enregistrez de nouveau."


def fields_of(page):
    """What a browser would send, and where."""
    form = page.select_one("main form[method=post]")
    data = {}
    for tag in form.select("input[name], textarea[name]"):
        if tag.get("type") not in {"checkbox", "radio", "file"} or tag.has_attr("checked"):
            data[tag["name"]] = tag.get("value", "") if tag.name == "input" else tag.text.lstrip("\n")
    for tag in form.select("select[name]"):
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        data[tag["name"]] = chosen["value"] if chosen else ""
    return form["action"], data


def seat_form():
    seat = make_seat()
    return f"/sieges/{seat.id}/modifier", "designation", "Lettre du 3"


def mandate_form():
    mandate = make_mandate(make_body(BodyKind.COMMITTEE), institution_id=make_institution().id)
    return f"/mandats/{mandate.id}/terminer", "ends_on", "2026-11-30"


FORMS = {
    "institution": lambda: (f"/institutions/{make_institution().id}/modifier", "name_fr", "Nom corrigé"),
    "seat": seat_form,
    "body": lambda: (f"/instances/{make_body(BodyKind.COMMITTEE).id}/modifier", "name_fr", "Comité corrigé"),
    "mandate": mandate_form,
    "person": lambda: (f"/personnes/{make_person().id}/modifier", "name", "Titulaire corrigé"),
    "own details": lambda: ("/mon-compte/coordonnees", "name", "Coordination corrigée"),
    "meeting": lambda: (
        f"/sessions/{make_meeting(bodies=[make_body()]).id}/modifier",
        "theme_fr",
        "Thème corrigé",
    ),
    "agenda item": lambda: (
        f"/sessions/points/{make_agenda_item(make_meeting()).id}",
        "title_fr",
        "Point corrigé",
    ),
}


@pytest.fixture
def secretariat(login_as):
    return login_as(make_secretary())


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("sent", [None, "x"])
def test_it_is_refused_with_what_was_typed_and_saved_the_next_time(secretariat, name, sent):
    path, field, typed = FORMS[name]()
    action, data = fields_of(parse(secretariat.get(path)))
    hidden = "seen" if name == "mandate" else "version"
    data[field] = typed
    incomplete = {key: value for key, value in data.items() if key != hidden}
    if sent is not None:
        incomplete[hidden] = sent
    events = select(func.count()).select_from(AuditEvent)
    before = db.session.scalar(events)
    response = secretariat.post(action, data=incomplete)
    assert (response.status_code, text_of(response, ".error-summary li")) == (422, [SAID])
    assert db.session.scalar(events) == before
    again_to, again = fields_of(parse(response))
    assert again[field] == typed
    assert secretariat.post(again_to, data=again).status_code == 303
    assert db.session.scalar(events) > before


@pytest.mark.parametrize("name", [name for name in FORMS if name not in {"mandate", "seat"}])
def test_an_empty_form_is_refused_and_changes_nothing(secretariat, name):
    path, *_ = FORMS[name]()
    action, data = fields_of(parse(secretariat.get(path)))
    response = secretariat.post(action, data={"csrf_token": data["csrf_token"]})
    assert response.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == 0
