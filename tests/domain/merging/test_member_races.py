"""Two people press at the same instant: one is heard, the other is told, nothing is written twice."""

from functools import partial

from sqlalchemy import select

from noress.core.database import writing
from noress.domain.imports import rules as imports
from noress.domain.imports.models import InstitutionImport
from noress.domain.institutions import rules as institutions
from noress.domain.institutions.models import Institution, Seat, SeatKind
from noress.domain.merging import rules
from noress.domain.merging.models import InstitutionMerge
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat
from tests.factories.member_sheets import COORDINATOR, SECRETARY, TODAY, keep, plan_of, row

ROUNDS = 5


def confirm(key, seen):
    pending = db.session.get_one(InstitutionImport, key)
    imports.confirm_import(pending=pending, seen=seen, actor=SECRETARY, now=NOW)


def merge(kept_id, merged_id):
    kept, merged = (db.session.get_one(Institution, key) for key in (kept_id, merged_id))
    rules.merge_institutions(
        kept=kept,
        merged=merged,
        choices={},
        versions=(kept.version, merged.version),
        actor=COORDINATOR,
        now=NOW,
    )


def test_one_sheet_confirmed_twice_at_once(at_once):
    for number in range(ROUNDS):
        pending = keep(row(f"Une {number}", **{"Titulaire : prénom et nom": "Titulaire"}))
        key, seen = pending.id, plan_of(pending).seen
        assert at_once(lambda k=key, s=seen: confirm(k, s), lambda k=key, s=seen: confirm(k, s)) == [
            "done",
            "not_pending",
        ]
    assert len(db.session.scalars(select(Institution)).all()) == ROUNDS
    assert len(db.session.scalars(select(Seat)).all()) == ROUNDS


def test_two_sheets_of_the_same_institution_confirmed_at_once(at_once):
    for number in range(ROUNDS):
        sheets = [keep(row(f"Une {number}"), filename=name) for name in ("a.csv", "b.csv")]
        works = [partial(confirm, sheet.id, plan_of(sheet).seen) for sheet in sheets]
        assert at_once(*works) == ["changed", "done"]
    assert len(db.session.scalars(select(Institution)).all()) == ROUNDS


def test_two_records_merged_both_ways_at_once(at_once):
    for number in range(ROUNDS):
        one, other = (make_institution(f"{name} {number}").id for name in ("Une", "Autre"))
        assert at_once(lambda a=one, b=other: merge(a, b), lambda a=one, b=other: merge(b, a)) == [
            "done",
            "refused",
        ]
        hidden = [db.session.get_one(Institution, key).merged_into_id for key in (one, other)]
        assert sorted(key is None for key in hidden) == [False, True]


def test_a_merge_undone_twice_at_once(at_once):
    for number in range(ROUNDS):
        kept, merged = make_institution(f"Une {number}"), make_institution(f"Autre {number}")
        seat = make_seat(merged)
        with writing():
            merge(kept.id, merged.id)
            db.session.commit()
        key = db.session.scalars(select(InstitutionMerge.id).order_by(InstitutionMerge.id.desc())).first()

        def undo(key=key):
            rules.undo_merge(merge=db.session.get_one(InstitutionMerge, key), actor=COORDINATOR, now=NOW)

        assert at_once(undo, undo) == ["done", "obstacles"]
        assert seat.institution_id == merged.id


def test_a_seat_opened_while_its_institution_is_merged(at_once):
    """Either the seat comes first and moves with the rest, or the page is told that the record is no more."""
    for number in range(ROUNDS):
        kept, merged, person = (
            make_institution(f"Une {number}").id,
            make_institution(f"Autre {number}").id,
            make_person().id,
        )

        def open_seat(merged=merged, person=person):
            from noress.domain.accounts.models import Person

            institutions.open_seat(
                institution=db.session.get_one(Institution, merged), person=db.session.get_one(Person, person),
                kind=SeatKind.TITULAR, starts_on=TODAY, actor=COORDINATOR, now=NOW,
            )  # fmt: skip

        results = at_once(lambda a=kept, b=merged: merge(a, b), open_seat)
        seats = [
            seat.institution_id for seat in db.session.scalars(select(Seat).where(Seat.person_id == person))
        ]
        assert (results, seats) in ((["done", "done"], [kept]), (["done", "merged"], []))
