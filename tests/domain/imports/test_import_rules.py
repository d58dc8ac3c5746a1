"""A sheet kept, understood, written at once or not at all, and taken back; what each leaves behind."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.accounts.models import Person, Visibility
from noress.domain.actions.models import ImportState
from noress.domain.audit.models import AuditEvent
from noress.domain.imports import rules
from noress.domain.institutions.models import Institution, Membership, Seat, SeatKind
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_institution,
    make_person,
)
from tests.factories.member_sheets import (
    SECRETARY,
    confirm,
    csv_of,
    keep,
    plan_of,
    row,
)
from tests.factories.twins import plain

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


# --- before -----------------------------------------------------------------------------------------


def test_a_sheet_is_kept_and_nothing_is_written():
    pending = keep(FULL)
    assert (pending.filename, pending.state, pending.seats_from, pending.numbers, pending.version) == (
        "membres.csv", ImportState.PENDING, date(2026, 11, 20), [1, 2], 1,
    )  # fmt: skip
    assert pending.mapping["0"] == "name"
    assert (rows(Institution), rows(Person), rows(AuditEvent)) == ([], [], [])


def map_columns(pending, **values):
    rules.map_columns(**{
        "pending": pending, "mapping": {0: "name", 3: "category"}, "category_code": None, "seats_from": date(2026, 12, 1),
        "version": pending.version, "actor": SECRETARY, "now": NOW, **values,
    })  # fmt: skip
    db.session.commit()


def test_columns_are_remembered_for_the_next_sheet_with_the_same_headings():
    headings = ("Le groupe", "Sa sorte", "Divers")
    content = csv_of([{"Le groupe": "Une", "Sa sorte": "Association"}], headings)
    first = keep(content=content)
    assert first.mapping == {}
    map_columns(first, mapping={0: "name", 1: "category"}, category_code="cooperative")
    again = keep(content=csv_of([{"Le groupe": "Deux"}], headings))
    assert (again.mapping, again.category_code, plan_of(again).counts()["institutions"]) == (
        {"0": "name", "1": "category"}, "cooperative", 1,
    )  # fmt: skip
    corrected = keep(content=csv_of([{"Le groupe": "Trois"}], (*headings, "Ligne", "À corriger")))
    assert corrected.mapping == {"0": "name", "1": "category"}
    assert keep(content=csv_of([{"Le groupe": "Quatre"}], (*headings, "Autre"))).mapping == {}


@pytest.mark.parametrize(
    ("values", "code", "status"),
    [
        ({"mapping": {0: "name", 1: "name"}}, "twice", 422),
        ({"mapping": {0: "couleur"}}, "unknown_field", 422),
        ({"mapping": {3: "category"}}, "no_name", 422),
        ({"category_code": "inconnue"}, "unknown_category", 422),
        ({"seats_from": date(1000, 1, 1)}, "bad_date", 422),
        ({"version": 7}, "not_pending", 409),
    ],
)
def test_columns_that_make_no_sense(values, code, status):
    pending = keep(FULL)
    before = dict(pending.mapping)
    assert refusal(lambda: map_columns(pending, **values))[:2] == (code, status)
    assert (pending.mapping, pending.version) == (before, 1)


def test_what_is_given_up_is_forgotten():
    pending = keep(FULL)
    rules.abandon_import(pending=pending, actor=SECRETARY, now=NOW)
    db.session.commit()
    assert (pending.state, pending.rows, pending.numbers) == (ImportState.ABANDONED, [], [])
    acts = [
        lambda: rules.abandon_import(pending=pending, actor=SECRETARY, now=NOW),
        lambda: rules.choose_deeds(pending=pending, choices={}, actor=SECRETARY, now=NOW),
        lambda: rules.confirm_import(pending=pending, seen="", actor=SECRETARY, now=NOW),
        lambda: map_columns(pending),
    ]
    told = "Cet import a déjà été traité. Rechargez la page pour voir où il en est."
    assert [refusal(act) for act in acts] == [("not_pending", 409, told)] * 4


# --- written ----------------------------------------------------------------------------------------


def test_a_confirmed_sheet_becomes_records_with_their_source_and_no_mail():
    pending = confirm(keep(FULL))
    (institution,), (titular, alternate), seats = rows(Institution), rows(Person), rows(Seat)
    source = "membres.csv, 2026-11-20"
    assert (institution.name, institution.acronym, institution.membership, institution.source, institution.visibility) == (
        {"fr": "Réseau des femmes"}, "RF", Membership.MEMBER, source, Visibility.MEMBERS,
    )  # fmt: skip
    assert (titular.name, titular.name_ar, titular.email, titular.phone, titular.language) == (
        "Titulaire du réseau", "الممثل", "t@exemple.ma", "0600000001", "ar",
    )  # fmt: skip
    assert [(p.source, p.visibility, p.account_id) for p in (titular, alternate)] == [
        (source, Visibility.INTERNAL, None)
    ] * 2
    assert [(s.institution_id, s.person_id, s.kind, s.starts_on, s.closed_at) for s in seats] == [
        (institution.id, titular.id, SeatKind.TITULAR, date(2026, 11, 20), None),
        (institution.id, alternate.id, SeatKind.ALTERNATE, date(2026, 11, 20), None),
    ]
    assert rows(OutboxMail) == []
    assert (pending.state, pending.confirmed_at) == (ImportState.DONE, NOW)
    assert pending.written == {
        "institutions": [[institution.id, 1]], "persons": [[titular.id, 1], [alternate.id, 1]],
        "seats": [[seats[0].id, 1], [seats[1].id, 1]], "filled": [], "left": [],
    }  # fmt: skip


def test_history_says_it_on_each_object_and_on_the_import():
    pending = confirm(keep(FULL))
    assert history("institution_import") == [
        ("institution_import.confirmed", pending.id,
         {"institutions": [None, 1], "persons": [None, 2], "seats": [None, 2], "source": [None, "membres.csv"]}),
    ]  # fmt: skip
    assert [action for action, _key, _changes in history("institution")] == ["institution.created"]
    assert [(action, changes["source"]) for action, _key, changes in history("person")] == [
        ("person.created", [None, "membres.csv, 2026-11-20"])
    ] * 2
    assert [(action, changes["kind"]) for action, _key, changes in history("seat")] == [
        ("seat.opened", [None, "titular"]), ("seat.opened", [None, "alternate"]),
    ]  # fmt: skip


def test_a_record_that_exists_takes_only_what_it_lacked():
    known = make_institution("Réseau des femmes", email="connu@exemple.ma")
    person = make_person("Titulaire du réseau", email="t@exemple.ma")
    pending = confirm(keep(FULL))
    assert (known.email, known.acronym, known.source, known.version) == ("connu@exemple.ma", "RF", None, 2)
    assert (rows(Seat)[0].institution_id, rows(Seat)[0].person_id) == (known.id, person.id)
    ((key, version, changes),) = pending.written["filled"]
    assert (key, version, changes["acronym"]) == (known.id, 2, [None, "RF"])
    assert [(a, sorted(c)) for a, _key, c in history("institution")] == [("institution.edited", ["acronym"])]


def test_two_lines_may_complete_one_record():
    known = make_institution("Réseau")
    pending = keep(row("Réseau", Courriel="r@exemple.ma"), row("Le réseau", Téléphone="05 39 00 00 01"))
    rules.choose_deeds(
        pending=pending, choices={"2": {"institution": f"use:{known.id}"}}, actor=SECRETARY, now=NOW
    )
    make_institution("Le réseau", acronym="LR")
    db.session.commit()
    assert confirm(pending).written["filled"] != []
    assert (known.email, known.phone) == ("r@exemple.ma", None)


def test_lines_that_are_wrong_or_left_are_told():
    make_institution("Connue")
    make_institution("Téléphone", phone="05 39 00 00 01")
    lines = [
        row("Une"),
        row("Fausse", Courriel="r@"),
        row("Connue"),
        row("Semblable", Téléphone="0539000001"),
    ]
    pending = confirm(keep(*lines))
    assert pending.written["left"] == [[2, "wrong"], [3, "complete"], [4, "skipped"]]
    assert len(rows(Institution)) == 3


def test_one_person_of_two_lines_is_made_once():
    both = {TITULAR: "Même personne", MAIL: "m@exemple.ma"}
    pending = keep(row("Une", **both), row("Deux", **both))
    confirm(pending)
    (person,) = rows(Person)
    assert [seat.person_id for seat in rows(Seat)] == [person.id, person.id]


def test_one_person_whose_first_line_is_left_is_made_at_the_second():
    both = {TITULAR: "Même personne", MAIL: "m@exemple.ma"}
    pending = keep(row("Une", **both), row("Deux", **both))
    rules.choose_deeds(pending=pending, choices={"1": {"institution": "skip"}}, actor=SECRETARY, now=NOW)
    db.session.commit()
    confirm(pending)
    assert ([p.name for p in rows(Person)], len(rows(Seat))) == (["Même personne"], 1)


def test_seats_open_from_the_day_chosen():
    pending = keep(FULL)
    map_columns(pending, mapping={int(k): v for k, v in pending.mapping.items()}, seats_from=date(2027, 1, 1))
    confirm(pending)
    assert {seat.starts_on for seat in rows(Seat)} == {date(2027, 1, 1)}


# --- not written ------------------------------------------------------------------------------------


def test_the_second_confirmation_finds_it_done():
    pending = keep(FULL)
    seen = plan_of(pending).seen
    confirm(pending, seen=seen)
    assert refusal(lambda: rules.confirm_import(pending=pending, seen=seen, actor=SECRETARY, now=NOW))[
        :2
    ] == ("not_pending", 409)
    assert len(rows(Institution)) == 1


def test_what_changed_since_it_was_read_is_read_again():
    pending = keep(FULL)
    seen = plan_of(pending).seen
    make_institution("Réseau des femmes")
    assert refusal(lambda: confirm(pending, seen=seen)) == (
        "changed", 409, "Ce qui serait écrit a changé depuis votre relecture. Relisez, puis confirmez de nouveau.",
    )  # fmt: skip
    assert (pending.state, len(rows(Institution))) == (ImportState.PENDING, 1)


def test_a_sheet_with_nothing_to_write():
    pending = keep(row("Fausse", Courriel="r@"))
    assert refusal(lambda: confirm(pending))[:2] == ("nothing", 409)


def test_one_line_that_its_rule_refuses_stops_all_of_it():
    """The record holds a telephone of before that its rule would refuse today."""
    known = make_institution("Connue", phone="demander à l'accueil")
    pending = keep(row("Une"), row("Connue", Courriel="c@exemple.ma"))
    assert refusal(lambda: confirm(pending)) == (
        "line_refused", 409, "Ligne 3 : Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00. Rien n'a été importé.",
    )  # fmt: skip
    assert ([i.id for i in rows(Institution)], known.email, pending.state) == (
        [known.id],
        None,
        ImportState.PENDING,
    )
