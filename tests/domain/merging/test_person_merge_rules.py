"""Two records of one person become one, and two again: row by row."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.references import key_of, name_of
from noress.domain.accounts.models import Person, Visibility
from noress.domain.audit.models import AuditEvent
from noress.domain.drafts.models import FormDraft
from noress.domain.institutions import queries as institutions
from noress.domain.institutions import rules as institution_rules
from noress.domain.institutions.models import SeatKind
from noress.domain.merging import person_moving, rules, wording
from noress.domain.merging.models import PersonMerge
from noress.domain.notifications.models import DigestItem
from noress.extensions import db
from tests.factories import (
    NOW,
    make_institution,
    make_person,
)
from tests.factories.person_merges import USUAL, change, mails, merge, refusal, undo
from tests.factories.same_person import TODAY, make_doubles
from tests.factories.twins import everything, plain

pytestmark = pytest.mark.usefixtures("app")


# --- what moves -------------------------------------------------------------------------------------


def test_everything_that_named_the_other_names_the_kept_one_and_both_say_so():
    doubles = make_doubles()
    done = merge(doubles.kept, doubles.merged, {"name": "other"})
    kept, merged = doubles.kept, doubles.merged
    assert done.moved == doubles.moves
    assert done.left == doubles.stays
    for name, keys in doubles.moves.items():
        column = next(link for link in person_moving.links() if name_of(link) == name)
        rows = (
            db.session.execute(column.table.select().where(key_of(column.table).in_(keys))).mappings().all()
        )
        assert [row[column.name] for row in rows] == [kept.id] * len(keys), name
    assert (kept.name, kept.name_ar, kept.phone, kept.language, kept.visibility, kept.email) == (
        "Titulaire, membre n°12", "ممثلة العضو 12", "06 61 00 00 12", "fr", Visibility.INTERNAL, "titulaire@exemple.ma",
    )  # fmt: skip
    assert kept.name_folded == "titulaire, membre n°12 ممثله العضو 12"
    assert (merged.merged_into_id, merged.account_id, kept.version, merged.version) == (kept.id, None, 2, 2)
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.object_type == "person").order_by(AuditEvent.id)
    )
    assert [(e.action, e.object_id, e.changes) for e in events] == [
        ("person.merged_into", merged.id, {"kept_person_id": [None, kept.id]}),
        ("person.merged", kept.id, {
            "name": ["Titulaire du membre 12", "Titulaire, membre n°12"], "name_ar": [None, "ممثلة العضو 12"],
            "phone": [None, "06 61 00 00 12"], "visibility": ["public", "internal"],
            "merged_person_id": [None, merged.id], "rows": [None, sum(len(keys) for keys in doubles.moves.values())],
        }),
    ]  # fmt: skip
    (signed,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.signed_in"))
    assert (signed.person_id, signed.person_name) == (merged.id, "Titulaire, membre n°12")


def test_there_and_back_is_as_before_row_by_row():
    doubles = make_doubles()
    before = everything()
    done = merge(doubles.kept, doubles.merged, {"name": "other"})
    undo(done)
    after = everything()
    (row,) = after.pop("person_merge").values()
    assert (row["undone_at"] is not None, before.pop("person_merge")) == (True, {})
    for table in ("audit_event", "outbox_mail"):
        assert {key: after[table][key] for key in before[table]} == before.pop(table)
        after.pop(table)
    for rows in (before, after):
        assert len(rows["device"]) == 2
        for device in rows.pop("device").values():
            assert (device["revoked_at"] is None) == (rows is before)  # both sign in anew
        for person in rows["person"].values():
            person.pop("version")  # goes up, never back: a page opened in between is stale
    assert after == before
    assert mails()[-2:] == [  # each in the language of its own record again
        ("titulaire@exemple.ma", "Vos deux fiches sont de nouveau séparées"),
        ("membre12@exemple.ma", "عادت بطاقتاكم منفصلتين"),
    ]
    assert refusal(lambda: undo(done)) == ("obstacles", 409, "Cette fusion est déjà annulée.")


def test_every_table_that_names_people_has_one_key_and_its_words():
    """A table that comes later is moved too; here it gets its words."""
    links = person_moving.links()
    assert [name_of(link) for link in links if name_of(link) not in wording.WORDS] == []
    assert [link.table.name for link in links if len(link.table.primary_key.columns) != 1] == []
    since = person_moving.FLEETING
    assert [name for name, column in since.items() if column not in db.metadata.tables[name].c] == []


# --- what stands in the way of undoing --------------------------------------------------------------


def test_what_keeps_a_merge_from_being_undone():
    doubles = make_doubles()
    done = merge(doubles.kept, doubles.merged, {"name": "other"})
    third = make_person("Une autre")

    def obstacles():
        db.session.expire_all()
        return [plain(line) for line in rules.list_person_obstacles(done)]

    assert obstacles() == []
    change(doubles.seat, person_id=third.id)
    assert obstacles() == ["Déplacés ou retirés depuis : 1 siège."]
    assert refusal(lambda: undo(done)) == ("obstacles", 409, "Déplacés ou retirés depuis : 1 siège.")
    change(doubles.seat, person_id=doubles.kept.id)
    change(doubles.kept, name="Autrement")
    assert obstacles() == ["Les valeurs choisies lors de la fusion ont été modifiées depuis."]
    change(doubles.kept, name="Titulaire, membre n°12")
    chained = merge(third, doubles.kept)
    assert obstacles() == [
        "« Titulaire, membre n°12 » a depuis été fusionnée à son tour : annulez d'abord cette autre fusion."
    ]
    undo(chained)
    undo(done)


def test_drafts_that_come_and_go_keep_nobody_from_undoing():
    """A draft sent since is gone, one typed again since stays with whoever typed it."""
    doubles = make_doubles()
    done = merge(doubles.kept, doubles.merged)
    draft = db.session.get_one(FormDraft, doubles.moves["form_draft.person_id"][0])
    change(draft, saved_at=NOW + timedelta(minutes=5))
    db.session.rollback()
    with writing():
        db.session.delete(db.session.get_one(DigestItem, doubles.moves["digest_item.person_id"][0]))
        db.session.commit()
    undo(done)
    assert (draft.person_id, doubles.seat.person_id) == (doubles.kept.id, doubles.merged.id)


# --- races ------------------------------------------------------------------------------------------


def _merge_again(kept_id, merged_id):
    kept, merged = (db.session.get_one(Person, key) for key in (kept_id, merged_id))
    rules.merge_persons(kept=kept, merged=merged, choices={}, versions=(1, 1), **USUAL)


def test_two_merges_at_once_and_two_undos_at_once(at_once):
    for number in range(4):
        one, other = (make_person(f"{name} {number}").id for name in ("Une", "Autre"))
        assert at_once(lambda a=one, b=other: _merge_again(a, b), lambda a=one, b=other: _merge_again(b, a)) == [
            "done", "refused",
        ]  # fmt: skip
        key = db.session.scalars(select(PersonMerge.id).order_by(PersonMerge.id.desc())).first()

        def take_back(key=key):
            rules.undo_person_merge(merge=db.session.get_one(PersonMerge, key), **USUAL)

        assert at_once(take_back, take_back) == ["done", "obstacles"]
        assert [db.session.get_one(Person, row).merged_into_id for row in (one, other)] == [None, None]


def test_a_seat_opened_while_its_person_is_merged(at_once):
    """Either the seat comes first and moves with the rest, or the page is told that the record is no more."""
    for number in range(4):
        kept, merged, place = (
            make_person(f"Une {number}").id,
            make_person(f"A {number}").id,
            make_institution().id,
        )

        def open_seat(merged=merged, place=place):
            from noress.domain.institutions.models import Institution

            institution_rules.open_seat(
                institution=db.session.get_one(Institution, place), person=db.session.get_one(Person, merged),
                kind=SeatKind.TITULAR, starts_on=TODAY, **USUAL,
            )  # fmt: skip

        results = at_once(lambda a=kept, b=merged: _merge_again(a, b), open_seat)
        seats = [seat.person_id for seat in db.session.scalars(institutions.list_open_seats_of(place))]
        assert (results, seats) in ((["done", "done"], [kept]), (["done", "merged"], []))
