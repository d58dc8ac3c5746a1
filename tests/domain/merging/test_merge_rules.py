"""Two records become one, and two again: row by row, over every table."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import StaleVersion
from noress.core.references import key_of, name_of
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions import queries as institutions
from noress.domain.institutions import rules as institution_rules
from noress.domain.institutions.models import BodyKind, Mandate, MandateRole, Membership, SeatKind
from noress.domain.meetings.models import Invitation, MeetingState
from noress.domain.merging import moving, rules, wording
from noress.domain.merging.sides import compare, snapshot
from noress.domain.minutes.models import Consultation
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.minutes import make_held_meeting, make_minutes
from tests.factories.person_merges import COORDINATOR, merge_by, refusal, undo_by
from tests.factories.twins import attend, everything, give_voice, make_twins, plain

pytestmark = pytest.mark.usefixtures("app")
merge = partial(merge_by, rules.merge_institutions)
undo = partial(undo_by, rules.undo_merge)


def history(*ids):
    query = select(AuditEvent).where(AuditEvent.object_type == "institution", AuditEvent.object_id.in_(ids))
    return [(e.action, e.object_id, e.changes) for e in db.session.scalars(query.order_by(AuditEvent.id))]


def test_everything_that_named_the_other_names_the_kept_one():
    twins = make_twins()
    done = merge(twins.kept, twins.merged)
    assert done.moved == twins.moves
    assert done.left == twins.stays
    for name, keys in twins.moves.items():
        if name == moving.BLOCKS:
            continue
        column = next(link for link in moving.links() if name_of(link) == name)
        held = (
            db.session.execute(column.table.select().where(key_of(column.table).in_(keys))).mappings().all()
        )
        assert [row[column.name] for row in held] == [twins.kept.id] * len(keys), name
    (block,) = db.session.scalars(moving.queries.list_blocks(twins.moves[moving.BLOCKS]))
    assert block.details == {"owner_institution_id": twins.kept.id}
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_the_kept_one_takes_what_it_lacked_and_both_say_so():
    twins = make_twins()
    version = twins.kept.version
    done = merge(twins.kept, twins.merged)
    kept, merged = twins.kept, twins.merged
    assert (kept.name, kept.acronym, kept.phone, kept.head_title) == (
        {"fr": "Association des femmes de Tétouan", "ar": "جمعية نساء تطوان"}, "AFT", "05 39 00 00 01",
        {"fr": "Madame la Présidente"},
    )  # fmt: skip
    assert (kept.email, kept.member_since, kept.address, kept.through) == (
        "aft@exemple.ma", date(2015, 3, 18), {"fr": "Avenue principale, Tétouan"}, {"fr": "Monsieur le Gouverneur"},
    )  # fmt: skip
    assert kept.version > version
    assert (merged.merged_into_id, merged.membership) == (kept.id, Membership.UNKNOWN)
    assert done.membership == "member"
    actions = [(action, key) for action, key, _changes in history(kept.id, merged.id)]
    assert actions[-2:] == [("institution.merged_into", merged.id), ("institution.merged", kept.id)]
    assert history(kept.id)[-1][2] == {
        "merged_id": [None, merged.id], "rows": [None, sum(len(keys) for keys in twins.moves.values())],
    }  # fmt: skip
    assert history(merged.id)[-1][2] == {
        "merged_into_id": [None, kept.id], "membership": ["member", "unknown"],
    }  # fmt: skip


def test_the_values_chosen_are_kept():
    twins = make_twins()
    merge(
        twins.kept, twins.merged, {"name_fr": "other", "phone": "other", "acronym": "other", "email": "kept"}
    )
    assert (twins.kept.name["fr"], twins.kept.phone, twins.kept.acronym, twins.kept.email) == (
        "Association des femmes de Tetouann", "+212 539 000 001", None, None,
    )  # fmt: skip
    assert twins.kept.name["ar"] == "جمعية نساء تطوان"
    assert twins.kept.name_folded.startswith("association des femmes de tetouann")


def test_there_and_back_is_as_before_row_by_row():
    twins = make_twins()
    before = everything()
    done = merge(twins.kept, twins.merged, {"name_fr": "other"})
    undo(done)
    after = everything()
    (row,) = after.pop("institution_merge").values()
    assert (row["undone_at"] is not None, before.pop("institution_merge")) == (True, {})
    events = after.pop("audit_event")
    assert {key: events[key] for key in before["audit_event"]} == before.pop("audit_event")
    for rows in (before["institution"], after["institution"]):
        for row in rows.values():
            row.pop("version")  # goes up, never back: a page opened in between is stale
    assert after == before


def test_undoing_is_told_on_both():
    twins = make_twins()
    done = merge(twins.kept, twins.merged)
    versions = twins.kept.version, twins.merged.version
    undo(done)
    assert (twins.kept.version, twins.merged.version) == (versions[0] + 1, versions[1] + 1)
    assert [action for action, _key, _changes in history(twins.kept.id, twins.merged.id)][-2:] == [
        "institution.shown_again", "institution.unmerged",
    ]  # fmt: skip
    assert history(twins.merged.id)[-1][2] == {
        "merged_into_id": [twins.kept.id, None], "membership": ["unknown", "member"],
    }  # fmt: skip
    assert refusal(lambda: undo(done)) == ("obstacles", 409, "Cette fusion est déjà annulée.")


def test_the_hidden_one_is_in_no_list_and_counts_no_more():
    twins = make_twins()
    merge(twins.kept, twins.merged)
    hidden = {twins.merged.id, twins.moves["institution.merged_into_id"][0]}
    lists = [
        {row.id for row in db.session.scalars(institutions.list_institutions())},
        {row[0] for row in db.session.execute(institutions.list_institution_choices())},
        {row.id for row in db.session.scalars(institutions.list_similar_names(["association"], None))},
    ]
    assert [found & hidden for found in lists] == [set(), set(), set()]
    plenary = db.session.get(Mandate, twins.stays["mandate.institution_id"][0]).body_id
    assert [
        m.institution_id for m in db.session.scalars(institutions.list_mandates(plenary, date(2026, 11, 20)))
    ] == [twins.kept.id]
    assert dict(db.session.execute(institutions.count_mandates(date(2026, 11, 20))).all())[plenary] == 1
    counts = {state: n for state, _demo, n in db.session.execute(institutions.count_by_membership())}
    assert Membership.UNKNOWN not in counts


def test_nothing_is_added_to_the_hidden_one():
    twins = make_twins()
    merge(twins.kept, twins.merged)
    body, person = make_body(), make_person()
    usual = {"actor": COORDINATOR, "now": NOW}
    acts = {
        "a seat": lambda: institution_rules.open_seat(
            institution=twins.merged, person=person, kind=SeatKind.TITULAR, starts_on=date(2026, 11, 20), **usual
        ),
        "a place": lambda: institution_rules.add_mandate(
            body=body, institution=twins.merged, person=None, role=MandateRole.MEMBER, starts_on=date(2026, 11, 20),
            ends_on=None, act=None, **usual,
        ),
        "a text": lambda: institution_rules.edit_institution(
            institution=twins.merged, values={}, version=twins.merged.version, **usual
        ),
    }  # fmt: skip
    expected = ("merged", 409, "Cette fiche a été fusionnée avec une autre : ouvrez celle qui reste.")
    assert {what: refusal(act) for what, act in acts.items()} == dict.fromkeys(acts, expected)


def test_seats_make_the_kept_one_a_member():
    kept, merged = (
        make_institution("Fiche", membership=Membership.LEFT, member_until=date(2020, 1, 1)),
        make_institution("Fiche bis"),
    )
    make_seat(merged)
    done = merge(kept, merged)
    assert kept.membership is Membership.MEMBER
    undo(done)
    assert (kept.membership, kept.member_until, merged.membership) == (
        Membership.LEFT, date(2020, 1, 1), Membership.MEMBER,
    )  # fmt: skip


# --- refusals ---------------------------------------------------------------------------------------


def test_only_the_coordination_merges():
    twins = make_twins()
    member = Actor(
        name="Secrétaire",
        method="code",
        body_roles=frozenset({BodyRole(1, BodyKind.SECRETARIAT, MandateRole.MEMBER)}),
    )
    assert refusal(lambda: merge(twins.kept, twins.merged, actor=member)) == (
        "coordination", 403, "La coordination seule fusionne des fiches.",
    )  # fmt: skip
    done = merge(twins.kept, twins.merged)
    assert refusal(lambda: undo(done, actor=member)) == (
        "coordination", 403, "La coordination seule annule une fusion.",
    )  # fmt: skip


def test_a_record_is_not_merged_with_itself_nor_twice():
    twins = make_twins()
    assert refusal(lambda: merge(twins.kept, twins.kept))[2] == "Choisissez deux fiches différentes."
    merge(twins.kept, twins.merged)
    told = "« Association des femmes de Tetouann » est déjà fusionnée avec une autre fiche."
    assert refusal(lambda: merge(twins.other, twins.merged)) == ("refused", 409, told)
    assert refusal(lambda: merge(twins.merged, twins.other)) == ("refused", 409, told)


def test_a_part_is_not_merged_into_its_whole_the_wrong_way():
    whole = make_institution("Le tout")
    part = make_institution("La partie", part_of_id=make_institution("Entre deux", part_of_id=whole.id).id)
    assert refusal(lambda: merge(part, whole))[2] == (
        "« La partie » fait partie de « Le tout » : ce sont deux institutions. Si ce lien est faux, retirez-le d'abord de sa fiche."
    )
    merge(whole, part)
    assert (whole.part_of_id, part.merged_into_id) == (None, whole.id)


def test_a_page_written_from_older_records_is_stale():
    twins = make_twins()
    with pytest.raises(StaleVersion):
        merge(twins.kept, twins.merged, versions=(twins.kept.version, twins.merged.version + 1))
    db.session.rollback()
    assert twins.merged.merged_into_id is None


@pytest.mark.parametrize("choices", [{"couleur": "kept"}, {"phone": "both"}, {"membership": "other"}])
def test_choices_that_do_not_exist(choices):
    twins = make_twins()
    assert refusal(lambda: merge(twins.kept, twins.merged, choices))[:2] == ("unknown_choice", 422)


def test_a_sheet_still_written_does_not_count_one_twice():
    twins = make_twins()
    meeting = make_held_meeting(state=MeetingState.HELD, theme="Financement")
    attend(meeting, twins.kept)
    attend(meeting, twins.merged)
    assert refusal(lambda: merge(twins.kept, twins.merged))[2] == (
        "Les deux sont pointées à la session « Financement », qui n'est pas close. Corrigez d'abord sa feuille de présence."
    )


def test_one_institution_one_voice():
    twins = make_twins()
    minutes = make_minutes(make_held_meeting(theme="Financement"))
    consultation = save(Consultation(minutes_id=minutes.id, opened_at=NOW, closes_at=NOW))
    give_voice(consultation, twins.kept)
    give_voice(consultation, twins.merged)
    assert refusal(lambda: merge(twins.kept, twins.merged))[2] == (
        "Les deux ont donné une voix dans une consultation écrite encore ouverte (« Financement »). Attendez sa fin."
    )


def test_somebody_seated_in_both_is_told():
    twins = make_twins()
    make_seat(twins.kept, twins.seat.person)
    plan = rules.plan_merge(kept=twins.kept, merged=twins.merged, now=NOW)
    assert [plain(line) for line in plan.warnings] == [
        "Titulaire aura deux sièges dans la même institution : fermez ensuite celui qui ne sert plus."
    ]


# --- what stands in the way of undoing --------------------------------------------------------------


def obstacles(done):
    db.session.expire_all()
    return [plain(line) for line in rules.list_obstacles(done)]


def change(row, **values):
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def test_a_row_that_went_elsewhere_since():
    twins = make_twins()
    done = merge(twins.kept, twins.merged)
    seat = twins.seat
    change(seat, institution_id=twins.other.id)
    assert obstacles(done) == ["Déplacés ou retirés depuis : 1 siège."]
    assert refusal(lambda: undo(done)) == ("obstacles", 409, "Déplacés ou retirés depuis : 1 siège.")
    change(seat, institution_id=twins.kept.id)
    undo(done)


def test_a_value_changed_since():
    twins = make_twins()
    done = merge(twins.kept, twins.merged)
    change(twins.kept, description={"fr": "Écrit depuis."})
    assert obstacles(done) == []
    change(twins.kept, email="autre@exemple.ma")
    assert obstacles(done) == ["Les valeurs choisies lors de la fusion ont été modifiées depuis."]


def test_what_a_moved_seat_received_since():
    twins = make_twins()
    done = merge(twins.kept, twins.merged)
    save(
        Invitation(
            meeting_id=make_meeting().id, seat_id=twins.seat.id, institution_id=twins.kept.id, created_at=NOW
        )
    )
    assert obstacles(done) == ["Ajoutés depuis, par un siège déplacé : 1 convocation."]


def test_a_moved_seat_that_passed_to_another_since():
    twins = make_twins()
    done = merge(twins.kept, twins.merged)
    successor = make_seat(twins.kept)
    change(twins.seat, closed_at=NOW, successor_id=successor.id)
    assert obstacles(done) == ["Ajoutés depuis, par un siège déplacé : 1 siège qui passe à un autre."]


def test_a_kept_one_that_was_merged_in_turn():
    twins = make_twins()
    first = merge(twins.kept, twins.merged)
    second = merge(twins.other, twins.kept)
    assert twins.merged.merged_into_id == twins.other.id
    assert obstacles(first) == [
        "« Association des femmes de Tétouan » a depuis été fusionnée à son tour : annulez d'abord cette autre fusion."
    ]
    undo(second)
    undo(first)
    assert {row.merged_into_id for row in (twins.kept, twins.merged, twins.other)} == {None}


# --- tables -----------------------------------------------------------------------------------------


def test_every_table_that_names_institutions_has_one_key_and_its_words():
    """A table that comes later is moved too; here it gets its words."""
    assert [name_of(link) for link in moving.links() if name_of(link) not in wording.WORDS] == []
    assert [link.table.name for link in moving.links() if len(link.table.primary_key.columns) != 1] == []


def test_what_a_merge_changes_can_be_put_back():
    """Every column that two records may differ by survives the way to JSON and back."""
    twins = make_twins()
    assert set(snapshot(twins.kept)) >= {side.column for side in compare(twins.kept, twins.merged)}
