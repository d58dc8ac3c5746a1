"""An import taken back, row by row, and what stands in the way."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.headings import headings_key
from noress.domain.accounts import rules as accounts
from noress.domain.accounts.models import Person
from noress.domain.accounts.rules.erasure import erase_person
from noress.domain.actions.models import ImportState
from noress.domain.audit.models import AuditEvent
from noress.domain.imports import reading, rules
from noress.domain.imports.models import InstitutionImport
from noress.domain.institutions.models import Institution, Seat
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_mandate,
    make_meeting,
    make_seat,
)
from tests.factories.member_sheets import (
    COORDINATOR,
    SECRETARY,
    confirm,
    csv_of,
    keep,
    make_categories,
    read,
    row,
)
from tests.factories.twins import everything, plain

pytestmark = pytest.mark.usefixtures("app")
TITULAR, MAIL, PHONE = "Titulaire : prénom et nom", "Titulaire : courriel", "Titulaire : téléphone"
FULL = row("Réseau des femmes", Sigle="RF", Courriel="r@exemple.ma", **{
    TITULAR: "Titulaire du réseau", "Titulaire : nom en arabe": "الممثل", MAIL: "t@exemple.ma", PHONE: "0600000001",
    "Titulaire : langue": "arabe", "Suppléant : prénom et nom": "Suppléant du réseau",
})  # fmt: skip


def rows(model):
    db.session.rollback()
    return db.session.scalars(select(model).order_by(model.id)).all()


def refusal(act):
    with pytest.raises(RuleError) as refused:
        act()
    db.session.rollback()
    return refused.value.code, refused.value.status, plain(refused.value.message)


def history(kind):
    query = select(AuditEvent).where(AuditEvent.object_type == kind).order_by(AuditEvent.id)
    return [(e.action, e.object_id, e.changes) for e in db.session.scalars(query)]


# --- taken back -------------------------------------------------------------------------------------


def undo(pending, actor=COORDINATOR):
    db.session.rollback()
    rules.undo_import(pending=pending, actor=actor, now=NOW)
    db.session.commit()


def obstacles(pending):
    db.session.rollback()
    return [plain(line) for line in rules.list_obstacles(pending)]


def test_there_and_back_is_as_before_row_by_row():
    known = make_institution("Connue")
    pending = keep(
        FULL, row("Connue", Courriel="c@exemple.ma", **{TITULAR: "Titulaire", PHONE: "0600000009"})
    )
    before = everything()
    confirm(pending)
    undo(pending)
    after = everything()
    events = [event["action"] for _key, event in sorted(after.pop("audit_event").items())]
    assert (before.pop("audit_event"), events) == (
        {}, ["institution.edited", "institution_import.confirmed", "institution.edited", "institution_import.undone"],
    )  # fmt: skip
    assert before.pop("institution_import") != after.pop("institution_import")
    assert (
        after["institution"][known.id,].pop("version") == before["institution"][known.id,].pop("version") + 2
    )
    assert after == before
    assert pending.state is ImportState.UNDONE
    assert history("institution_import")[-1][2] == {
        "institutions": [1, None], "persons": [3, None], "seats": [3, None], "filled": [1, None], "source": ["membres.csv", None],
    }  # fmt: skip
    assert refusal(lambda: undo(pending))[:2] == ("not_done", 409)


def test_only_the_coordination_takes_it_back():
    pending = confirm(keep(FULL))
    assert refusal(lambda: undo(pending, SECRETARY)) == (
        "coordination",
        403,
        "La coordination seule annule un import.",
    )


def depend_on_a_body(institution, seat):
    make_mandate(make_body(), institution_id=institution.id)


def depend_on_a_seat(institution, seat):
    make_meeting()
    accounts.invite_person(person=seat.person, email="t@exemple.ma", seat=seat, actor=SECRETARY, now=NOW)
    db.session.commit()


def depend_on_a_part(institution, seat):
    make_institution("Son service", part_of_id=institution.id)


def depend_on_another_seat(institution, seat):
    make_seat(institution)


@pytest.mark.parametrize(
    ("depend", "told"),
    [
        (depend_on_a_body, "1 mandat"), (depend_on_a_part, "1 service rattaché"), (depend_on_another_seat, "1 siège"),
        (depend_on_a_seat, "1 invitation à rejoindre, 1 courriel"),
    ],
)  # fmt: skip
def test_what_depends_on_it_stands_in_the_way(depend, told):
    pending = confirm(keep(FULL))
    depend(rows(Institution)[0], rows(Seat)[0])
    assert obstacles(pending) == [f"Ce que l'import a créé sert déjà : {told}."]
    assert refusal(lambda: undo(pending)) == ("obstacles", 409, f"Ce que l'import a créé sert déjà : {told}.")
    assert len(rows(Person)) >= 2


def test_what_somebody_changed_stands_in_the_way():
    pending = confirm(keep(FULL))
    institution, person, seat = rows(Institution)[0], rows(Person)[0], rows(Seat)[1]
    for changed in (institution, person, seat):
        changed.version += 1
    db.session.commit()
    assert obstacles(pending) == [
        f"3 fiches ont changé depuis : Réseau des femmes, Titulaire du réseau, suppléant n° {seat.id}."
    ]


def test_a_record_that_is_no_more_stands_in_the_way():
    pending = confirm(keep(row("Une")))
    institution = rows(Institution)[0]
    number = institution.id
    db.session.delete(institution)
    db.session.commit()
    assert obstacles(pending) == [f"1 fiche a changé depuis : n° {number}."]


def test_erasing_a_person_erases_them_from_the_sheet():
    pending = confirm(keep(FULL))
    person, seat = rows(Person)[0], rows(Seat)[0]
    seat.closed_at, seat.ends_on, seat.starts_on = NOW, date(2026, 11, 19), date(2026, 11, 1)
    db.session.commit()
    erase_person(person=person, actor=SECRETARY, now=NOW)
    db.session.commit()
    told = json.dumps(pending.rows, ensure_ascii=False)
    assert [
        text for text in ("Titulaire du réseau", "t@exemple.ma", "0600000001", "الممثل") if text in told
    ] == []
    assert (person.source, "Réseau des femmes" in told) == (None, True)


def test_headings_that_we_add_do_not_change_what_a_sheet_is():
    make_categories()
    sheet = read(csv_of([row("Une")]))
    assert headings_key(sheet.rows[0]) == headings_key([*sheet.rows[0], "Ligne", "À corriger", ""])
    assert headings_key(sheet.rows[0]) != headings_key(sheet.rows[0][1:])
    assert isinstance(keep(row("Deux")), InstitutionImport)
    assert set(reading.LABELS) == set(reading.NAMES)
