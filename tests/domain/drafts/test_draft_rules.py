"""One draft per person, seat and form: kept, replaced, refused, dropped, handed over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.drafts import queries, rules
from noress.domain.drafts.duties import list_drafts_to_finish
from noress.domain.drafts.models import FormDraft
from noress.domain.drafts.queries import Slot
from noress.domain.drafts.rules import Writing
from noress.domain.institutions.rules import close_seat, open_seat
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(minutes=5)
KEY = "meetings.edit:meeting_id=12"


@pytest.fixture
def seat():
    return make_seat(make_institution("Chambre"))


@pytest.fixture
def actor(seat):
    return acting(seat.person, seat)


def acting(person, seat=None):
    return Actor(
        name=person.name, method="code", person_id=person.id, seat_id=seat.id if seat else None,
        institution_id=seat.institution_id if seat else None,
    )  # fmt: skip


def slot_of(actor, key=KEY):
    return Slot(actor.person_id, actor.seat_id, key)


def keep(actor, text="Mon texte", *, page="a", base="", typed=0, at=NOW, key=KEY, **values):
    fields = values.pop("fields", [["theme_fr", text]])
    slot = values.pop("slot", None) or slot_of(actor, key)
    with writing():
        draft = rules.keep_draft(
            slot=slot, fields=fields, writing=Writing(page, base, typed, "Firefox, Android"), actor=actor, now=at, **values,
        )  # fmt: skip
        db.session.commit()
    return draft


def drafts():
    db.session.expire_all()
    return db.session.scalars(select(FormDraft).order_by(FormDraft.id)).all()


def texts():
    return [draft.fields[0][1] for draft in drafts()]


def test_a_draft_is_kept_whole(actor):
    keep(actor, fields=[["version", "3"], ["bodies", "1"], ["bodies", "2"], ["note", "a\x00b"]])
    (draft,) = drafts()
    assert (draft.person_id, draft.seat_id, draft.form_key) == (actor.person_id, actor.seat_id, KEY)
    assert draft.fields == [["version", "3"], ["bodies", "1"], ["bodies", "2"], ["note", "ab"]]
    assert (draft.page, draft.typed, draft.device_label, draft.saved_at) == ("a", 0, "Firefox, Android", NOW)
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_the_same_page_replaces_its_draft_and_the_mark_changes(actor):
    first = keep(actor, "Début", typed=10)
    mark, number = first.mark, first.id
    second = keep(actor, "Début, et la suite", typed=20, at=LATER)
    assert texts() == ["Début, et la suite"]
    assert (second.id, second.saved_at, second.mark != mark) == (number, LATER, True)


def test_an_older_text_of_the_page_that_arrives_late_changes_nothing(actor):
    mark = keep(actor, "Texte du soir", typed=20).mark
    late = keep(actor, "Texte du matin", typed=10, at=LATER)
    assert (texts(), late.mark, late.saved_at) == (["Texte du soir"], mark, NOW)


def test_a_page_filled_from_the_draft_replaces_it(actor):
    mark = keep(actor, "Sur le téléphone", page="phone", typed=99).mark
    keep(actor, "Repris sur l'ordinateur", page="desk", base=mark, typed=1)
    assert texts() == ["Repris sur l'ordinateur"]
    assert drafts()[0].page == "desk"


@pytest.mark.parametrize("base", ["", "an older mark"])
def test_a_page_that_has_not_read_the_draft_does_not_replace_it(actor, base):
    keep(actor, "Sur le téléphone", page="phone")
    with pytest.raises(RuleError) as refused:
        keep(actor, "Sur l'ordinateur", page="desk", base=base, typed=10**12, at=LATER)
    assert (refused.value.code, refused.value.status) == ("newer", 409)
    db.session.rollback()
    assert texts() == ["Sur le téléphone"]


def test_it_does_when_the_person_says_so(actor):
    keep(actor, "Sur le téléphone", page="phone")
    keep(actor, "Sur l'ordinateur", page="desk", is_forced=True)
    assert texts() == ["Sur l'ordinateur"]
    with pytest.raises(RuleError, match="newer"):
        keep(actor, "Encore le téléphone", page="phone")
    db.session.rollback()


def test_a_dropped_draft_can_be_begun_again_by_the_same_page(actor):
    mark = keep(actor).mark
    drop(actor, "a", mark)
    keep(actor, "Encore", base=mark)
    assert texts() == ["Encore"]


def test_a_draft_of_256_kilobytes_is_kept_and_one_byte_more_is_refused(actor):
    envelope = len('[["theme_fr", ""]]')
    fits = "é" * ((rules.MOST_BYTES - envelope) // 2)
    keep(actor, fits)
    with pytest.raises(RuleError) as refused:
        keep(actor, fits + "ab")
    assert (refused.value.code, refused.value.status) == ("too_large", 413)
    db.session.rollback()
    assert texts() == [fits]


def test_the_fifty_first_draft_drops_the_oldest(actor):
    for number in range(rules.MOST_DRAFTS):
        keep(
            actor, f"n{number}", key=f"meetings.edit:meeting_id={number}", at=NOW + timedelta(minutes=number)
        )
    keep(actor, "n0 encore", key="meetings.edit:meeting_id=0", at=NOW + timedelta(hours=2))
    keep(actor, "un de plus", key="meetings.create:", at=NOW + timedelta(hours=3))
    kept = texts()
    assert len(kept) == rules.MOST_DRAFTS
    assert "n1" not in kept
    assert {"n0 encore", "n2", "un de plus"} <= set(kept)


def test_drafts_of_each_seat_and_of_the_person_are_apart(actor, seat):
    other = acting(seat.person, make_seat(person=seat.person))
    alone = acting(seat.person)
    for who, text in ((actor, "premier siège"), (other, "second siège"), (alone, "en son nom")):
        keep(who, text)
    assert texts() == ["premier siège", "second siège", "en son nom"]
    assert [listed(who) for who in (actor, other, alone)] == [
        ["en son nom", "premier siège"], ["en son nom", "second siège"], ["en son nom"],
    ]  # fmt: skip


def listed(actor):
    found = db.session.scalars(queries.list_drafts(actor.person_id, actor.seat_id)).all()
    return [draft.fields[0][1] for draft in sorted(found, key=lambda draft: draft.id, reverse=True)]


def test_nobody_writes_or_drops_the_draft_of_another(actor, seat):
    keep(actor)
    for who in (acting(make_person()), acting(seat.person)):
        for act, values in ((rules.keep_draft, {"fields": [["theme_fr", "Volé"]]}), (rules.drop_draft, {})):
            with pytest.raises(RuleError) as refused:
                act(slot=slot_of(actor), writing=Writing("a"), actor=who, now=NOW, **values)
            assert (refused.value.code, refused.value.status) == ("not_yours", 404)
            db.session.rollback()
    assert texts() == ["Mon texte"]


def drop(actor, page, base=""):
    with writing():
        done = rules.drop_draft(slot=slot_of(actor), writing=Writing(page, base), actor=actor, now=NOW)
        db.session.commit()
    return done


def test_a_page_drops_what_it_wrote_or_read_and_nothing_newer(actor):
    mark = keep(actor, page="phone").mark
    assert drop(actor, "desk", "older") is False
    assert texts() == ["Mon texte"]
    assert drop(actor, "desk", mark) is True
    assert drop(actor, "desk", mark) is False
    keep(actor, page="phone")
    assert drop(actor, "phone") is True
    assert drafts() == []


def pass_on(from_seat, to_seat):
    with writing():
        count = rules.pass_drafts(from_seat=from_seat, to_seat=to_seat, actor=Actor.system(), now=NOW)
        db.session.commit()
    return count


def test_drafts_follow_the_seat_and_personal_ones_stay(actor, seat):
    successor = make_seat(seat.institution)
    keep(actor, "Au nom de la chambre")
    keep(acting(seat.person), "Ma demande", key="accounts.request_about_own_data:")
    assert pass_on(seat, successor) == 1
    assert [(d.person_id, d.seat_id, d.fields[0][1]) for d in drafts()] == [
        (successor.person_id, successor.id, "Au nom de la chambre"), (seat.person_id, None, "Ma demande"),
    ]  # fmt: skip
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.action, event.object_id, event.changes) == (
        "seat.drafts_passed",
        successor.id,
        {"drafts": [None, 1]},
    )


def test_what_the_successor_began_stays_theirs(actor, seat):
    successor = make_seat(seat.institution)
    keep(actor, "L'ancien texte")
    keep(acting(successor.person, successor), "Leur texte")
    assert pass_on(seat, successor) == 0
    assert [(d.seat_id, d.fields[0][1]) for d in drafts()] == [
        (seat.id, "L'ancien texte"), (successor.id, "Leur texte"),
    ]  # fmt: skip
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_closing_a_seat_hands_its_drafts_over_at_once_or_when_a_successor_comes(actor, seat):
    keep(actor)
    values = {"actor": Actor.system(), "now": NOW}
    with writing():
        close_seat(seat=seat, **values)
        db.session.commit()
    assert drafts()[0].seat_id == seat.id
    with writing():
        newcomer = open_seat(
            institution=seat.institution, person=make_person("Nouvelle"), kind=seat.kind,
            starts_on=NOW.date(), succeeds=seat, **values,
        )  # fmt: skip
        db.session.commit()
    assert (drafts()[0].person_id, drafts()[0].seat_id) == (newcomer.person_id, newcomer.id)


def test_the_duty_counts_what_is_begun(actor, seat):
    assert list_drafts_to_finish(actor, NOW) == []
    keep(actor)
    (duty,) = list_drafts_to_finish(actor, NOW)
    assert (duty.title, duty.endpoint, duty.deadline) == ("1 brouillon à finir", "drafts.index", None)
    keep(actor, key="meetings.create:")
    assert [duty.title for duty in list_drafts_to_finish(actor, NOW)] == ["2 brouillons à finir"]
    assert list_drafts_to_finish(Actor.system(), NOW) == []
