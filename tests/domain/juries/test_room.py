"""In the room: who leads, who is out, what is decided, and what closing writes."""

import pytest
from sqlalchemy import select

from noress.core.errors import StaleVersion
from noress.core.i18n import Translated
from noress.domain.applications.models import ApplicationState
from noress.domain.competitions.models import Competition, Entry, Prize
from noress.domain.funding.models import CallState
from noress.domain.institutions.models import Body, BodyKind, MandateRole
from noress.domain.juries import conflicts, packs, rights
from noress.domain.juries.attending import list_present
from noress.domain.juries.models import Deliberation, DeliberationItem, JuryPack
from noress.domain.juries.rules import opening, room
from noress.domain.juries.rules.room import Decided
from noress.domain.meetings.models import MeetingState
from noress.domain.minutes import policy as minutes_policy
from noress.domain.minutes.models import Minutes, MinutesBlock
from noress.domain.minutes.rules.circulating import circulate_minutes
from noress.extensions import db
from tests.factories import NOW
from tests.factories.competitions import make_competition, make_juror
from tests.factories.deliberating import make_jury, stand_aside
from tests.factories.questionnaires import both

NONE = Translated()


def decided(rank=None, reason=NONE, mention=NONE, prize_id=None):
    return Decided(rank=rank, reason=reason, mention=mention, prize_id=prize_id)


def settle(jury, *, count=None):
    """Everything that has a prize is marked as decided."""
    for one in jury.items()[:count]:
        room.decide(item=one, values=decided(), version=one.version, actor=jury.acts(jury.secretary), now=NOW)


def test_a_meeting_of_the_jury_itself_is_an_instance_with_its_places(actor, work, refusals):
    competition = make_competition("scored")
    chair = make_juror(competition, role="chair")
    make_juror(competition, accepted_at=None)
    starts, ends = NOW.replace(tzinfo=None, day=28), NOW.replace(tzinfo=None, day=28, hour=15)

    def make(starts=starts):
        return lambda: opening.make_meeting(
            competition=competition, starts=starts, ends=ends, actor=actor, now=NOW
        )

    assert refusals({
        "not chosen": lambda: opening.open_deliberation(competition=competition, actor=actor, now=NOW),
        "past": make(starts.replace(month=1)), "made": make(), "twice": make(),
    }) == {
        "not chosen": ("no_meeting", None, 409), "past": ("past", "date", 422), "made": "done",
        "twice": ("chosen", "meeting", 409),
    }  # fmt: skip
    body = db.session.scalars(select(Body).where(Body.kind == BodyKind.JURY)).one()
    assert [(one.person_id, one.role) for one in body.mandates] == [(chair.person_id, MandateRole.CHAIR)]
    meeting = db.session.scalars(select(Deliberation)).one().meeting
    assert (meeting.state, meeting.bodies) == (MeetingState.DRAFT, [body])


@pytest.mark.one_engine
def test_who_presides_leads_and_where_both_stand_aside_another_juror_does(app):
    jury = make_jury(members=2)
    jury.open()
    first, second, third = (jury.item_of(one) for one in jury.entries)
    stand_aside(jury.chair, jury.entries[1])
    for one in (jury.chair, jury.secretary):
        stand_aside(one, jury.entries[2])
    people = {
        "chair": jury.chair,
        "secretary": jury.secretary,
        "one": jury.members[0],
        "two": jury.members[1],
    }

    def leads(item):
        return {name for name, juror in people.items() if rights.can_lead_item(jury.acts(juror), item)}

    assert [leads(item) for item in (first, second, third)] == [
        {"chair", "secretary"}, {"secretary", "one"}, {"one"},
    ]  # fmt: skip
    closes = {name for name, juror in people.items() if rights.can_close(jury.acts(juror), jury.competition)}
    assert closes == {"one", "two"}
    hidden = conflicts.hidden_items(jury.acts(jury.chair), jury.deliberation.meeting_id)
    assert hidden == {second.agenda_item_id, third.agenda_item_id, jury.deliberation.figures_item_id}
    assert conflicts.hidden_items(jury.acts(jury.members[0]), jury.deliberation.meeting_id) == set()


def test_the_order_is_the_chair_s_and_hidden_entries_keep_their_place(app, work, refusals):
    jury = make_jury()
    jury.open()
    one, two, three = (item.id for item in jury.items())
    version = jury.deliberation.version
    who = {"actor": jury.acts(jury.chair), "now": NOW}
    assert refusals({
        "moved": lambda: room.order_entries(
            deliberation=jury.deliberation, item_ids=[three, one], version=version, **who
        ),
        "stale": lambda: room.order_entries(deliberation=jury.deliberation, item_ids=[one], version=version, **who),
    }) == {"moved": "done", "stale": ("stale", None, 409)}  # fmt: skip
    assert [item.id for item in jury.items()] == [three, two, one]
    agenda = [str(item.agenda_item.title) for item in jury.items()]
    positions = [item.agenda_item.position for item in jury.items()]
    assert (agenda, positions) == (["Dossier 1", "Dossier 2", "Dossier 3"], sorted(positions))


@pytest.mark.one_engine
def test_hands_are_of_those_who_are_here_and_stay(app, work, refusals):
    jury = make_jury(members=2)
    jury.open()
    item = jury.item_of(jury.entries[0])
    stand_aside(jury.members[0], jury.entries[0])

    def vote(*votes, chair=False, motion=None):
        return lambda: room.show_hands(
            item=item, motion=motion or both("Premier prix ?"), votes=votes, chair_decided=chair,
            actor=jury.acts(jury.secretary), now=NOW,
        )  # fmt: skip

    assert refusals({"nobody here": vote(1, 0, 0)}) == {"nobody here": ("too_many_voices", "votes_for", 422)}
    jury.mark_present(jury.chair, jury.secretary, *jury.members)
    assert [one.id for one in list_present(item)] == [jury.chair.id, jury.members[1].id]
    assert refusals({
        "no arabic": vote(1, 0, 0, motion=Translated(fr="x")), "nobody": vote(0, 0, 0), "too many": vote(2, 1, 0),
        "not even": vote(2, 0, 0, chair=True), "even": vote(1, 1, 0), "cast": vote(1, 1, 0, chair=True), "carried": vote(2, 0, 0),
    }) == {
        "no arabic": ("no_motion", "motion_ar", 422), "nobody": ("no_vote", "votes_for", 422),
        "too many": ("too_many_voices", "votes_for", 422), "not even": ("not_even", "chair_decided", 422), "even": "done",
        "cast": "done", "carried": "done",
    }  # fmt: skip
    votes = db.session.scalars(select(room.ShowOfHands).order_by(room.ShowOfHands.id)).all()
    assert [room.is_carried(one) for one in votes] == [False, True, True]


def test_closing_writes_ranks_prizes_and_mentions_and_the_record_in_both_languages(
    app, work, refusals, outbox
):
    """Refused while something is open; nobody is told; opened again, everything is taken back."""
    jury = make_jury(marks=((3, 3), (5, 5), (4, 4), (2, 2)), members=2)
    jury.open()
    last, best, middle, fourth = (jury.item_of(one) for one in jury.entries)
    actor = jury.acts(jury.secretary)

    def decide(item, values):
        return lambda: room.decide(item=item, values=values, version=item.version, actor=actor, now=NOW)

    def close(why=None):
        return lambda: room.close_deliberation(
            competition=jury.competition, without_quorum=why, actor=jury.acts(jury.chair), now=NOW
        )

    moved = both("Il touche plus de familles")
    assert refusals({
        "early": close(), "no reason": decide(middle, decided(1)), "rank": decide(middle, decided(0, moved)),
        "first": decide(middle, decided(1, moved)), "tied": close(), "second": decide(best, decided(2, moved)),
        "third": decide(last, decided()), "mention": decide(fourth, decided(mention=both("Pour l'audace"))),
        "no quorum": close(), "stale": lambda: room.decide(item=last, values=decided(), version=1, actor=actor, now=NOW),
    }) == {
        "early": ("undecided", None, 409), "no reason": ("no_reason", "reason_fr", 422), "rank": ("rank", "rank", 422),
        "first": "done", "tied": ("tie", None, 409), "second": "done", "third": "done", "mention": "done",
        "no quorum": ("quorum", "without_quorum", 409), "stale": ("stale", None, 409),
    }  # fmt: skip
    jury.mark_present(jury.chair, jury.secretary, *jury.members)
    assert refusals({"closed": close(), "twice": close(), "late": decide(last, decided())}) == {
        "closed": "done", "twice": ("decided", None, 409), "late": ("decided", None, 409),
    }  # fmt: skip
    entries = {one.application_id: one for one in db.session.scalars(select(Entry))}
    prizes = {one.id: one.rank for one in db.session.scalars(select(Prize))}
    assert [
        (entry.rank, prizes.get(entry.prize_id), entry.prize_amount, entry.is_mention)
        for entry in (entries[one.application_id] for one in (middle, best, last, fourth))
    ] == [(1, 1, 50_000_00, False), (2, 2, 30_000_00, False), (3, 3, None, False), (4, None, None, True)]  # fmt: skip
    assert jury.competition.deliberated_at == NOW
    assert outbox() == []
    blocks = {one.client_key.split("-", 2)[2]: one for one in db.session.scalars(select(MinutesBlock))}
    assert all(one.is_confidential for one in blocks.values())
    french, arabic = (blocks[f"item-{middle.id}"].text[code] for code in ("fr", "ar"))
    assert "Il touche plus de familles" in french
    assert "50" in french
    assert middle.application.number in arabic
    assert {"composition", "method", "conflicts", "table", "winners", "seal-1-1", "signatures"} <= set(blocks)
    minutes = db.session.scalars(select(Minutes)).one()
    assert (minutes.kind.value, minutes.chaired_by, minutes.written_by) == (
        "record", "Présidente du jury", "Secrétaire du jury",
    )  # fmt: skip
    assert refusals({
        "no words": lambda: room.reopen_deliberation(competition=jury.competition, reason=" ", actor=actor, now=NOW),
        "open": lambda: room.reopen_deliberation(competition=jury.competition, reason="Une voix mal comptée", actor=actor, now=NOW),
    }) == {"no words": ("no_reason", "reason", 422), "open": "done"}  # fmt: skip
    assert [(one.rank, one.prize_id, one.is_mention) for one in db.session.scalars(select(Entry))] == [
        (None, None, False)
    ] * 4
    assert refusals({"again": close()}) == {"again": "done"}
    with work():
        jury.competition.call.state = CallState.PUBLISHED
    assert refusals({
        "told": lambda: room.reopen_deliberation(competition=jury.competition, reason="x", actor=actor, now=NOW)
    }) == {"told": ("told", None, 409)}  # fmt: skip


@pytest.mark.one_engine
def test_a_prize_given_to_nobody_and_a_body_without_quorum_have_their_reasons(app, work, refusals):
    jury = make_jury(marks=((5, 5), (4, 4)))
    jury.open()
    third = db.session.scalars(select(Prize).where(Prize.rank == 3)).one()
    who = {"actor": jury.acts(jury.secretary), "now": NOW}
    with work():
        settle(jury)

    def close(why):
        return lambda: room.close_deliberation(competition=jury.competition, without_quorum=why, **who)

    assert refusals({
        "to nobody": close("Deux membres bloqués par la neige"),
        "left": lambda: room.leave_prize(deliberation=jury.deliberation, prize=third, because=both("Deux dossiers"), **who),
        "closed": close("Deux membres bloqués par la neige"),
    }) == {"to nobody": ("no_winner", None, 409), "left": "done", "closed": "done"}  # fmt: skip
    text = "\n".join(one.text["fr"] for one in db.session.scalars(select(MinutesBlock)))
    assert "non attribué. Motif\xa0: Deux dossiers" in text
    assert "Deux membres bloqués par la neige" in text


@pytest.mark.one_engine
def test_the_record_is_the_jury_s_until_the_results_are_told(actor, work, refusals):
    """The secretariat reads and writes every record, but this one; whoever stands aside never reads what is about the entry."""
    jury = make_jury(members=1)
    jury.open()
    aside = jury.members[0]
    stand_aside(aside, jury.entries[0])
    jury.mark_present(jury.chair, jury.secretary, *jury.members)
    meeting = jury.deliberation.meeting
    with work():
        settle(jury)
        room.recording.write_record(jury.deliberation, actor=jury.acts(jury.secretary), now=NOW)

    def who_reads():
        people = {
            "secretariat": actor,
            "chair": jury.acts(jury.chair),
            "pen": jury.acts(jury.secretary),
            "juror": jury.acts(aside),
        }
        return (
            {name for name, one in people.items() if minutes_policy.can_read_minutes(one, meeting)},
            {name for name, one in people.items() if minutes_policy.can_write_minutes(one, meeting)},
        )

    assert who_reads() == ({"chair", "pen"}, {"chair", "pen"})
    with work():
        room.close_deliberation(competition=jury.competition, actor=jury.acts(jury.chair), now=NOW)
    assert who_reads() == ({"secretariat", "chair", "pen", "juror"}, {"chair", "pen"})
    minutes = db.session.scalars(select(Minutes)).one()
    assert refusals({
        "embargo": lambda: circulate_minutes(minutes=minutes, until=NOW.replace(year=2027), actor=actor, now=NOW)
    }) == {"embargo": ("embargo", None, 409)}  # fmt: skip
    with work():
        jury.competition.call.state = CallState.PUBLISHED
        minutes.state = "circulated"
    assert who_reads()[0] == {"secretariat", "chair", "pen", "juror"}
    key = f"jury-{jury.deliberation.id}"
    found = {one.client_key.removeprefix(f"{key}-"): one for one in db.session.scalars(select(MinutesBlock))}
    items = {one.application_id: f"item-{one.id}" for one in jury.items()}
    readable = {name for name, one in found.items() if minutes_policy.can_read_block(jury.acts(aside), one)}
    assert not {"table", "winners", "conflicts", "seal-1-1", items[jury.entries[0].id]} & readable
    assert {"composition", "method", items[jury.entries[1].id]} <= readable


@pytest.mark.one_engine
def test_an_entry_withdrawn_meanwhile_takes_no_prize(app, work, refusals):
    jury = make_jury()
    jury.open()
    jury.mark_present(jury.chair, jury.secretary, *jury.members)
    gone, second, third = (jury.item_of(one) for one in jury.entries)
    with work():
        gone.application.state, gone.application.withdrawn_at = ApplicationState.WITHDRAWN, NOW
    who = {"actor": jury.acts(jury.secretary), "now": NOW}
    assert refusals({
        "withdrawn": lambda: room.decide(item=gone, values=decided(), version=gone.version, **who),
        "second": lambda: room.decide(item=second, values=decided(), version=second.version, **who),
        "third": lambda: room.decide(item=third, values=decided(), version=third.version, **who),
        "third prize": lambda: room.close_deliberation(competition=jury.competition, **who),
    }) == {
        "withdrawn": ("withdrawn", None, 409), "second": "done", "third": "done", "third prize": ("no_winner", None, 409),
    }  # fmt: skip
    outcome, _problems = room.list_problems(jury.deliberation, NOW)
    assert [(one.application_id, one.prize.rank) for one in outcome.given] == [
        (second.application_id, 1), (third.application_id, 2),
    ]  # fmt: skip


def test_two_secretaries_move_and_note_at_once(app, at_once):
    """Pressed twice from the same page, the screens move once; of two notes, one is kept and the other is shown both."""
    jury = make_jury()
    jury.open()
    competition_id, version, actor = jury.competition.id, jury.deliberation.version, jury.acts(jury.secretary)
    item_id = jury.items()[0].id

    def move():
        deliberation = opening.deliberation_of(db.session.get(Competition, competition_id))
        room.show_item(deliberation=deliberation, step=1, version=version, actor=actor, now=NOW)

    def note(text):
        def work():
            item = db.session.get(DeliberationItem, item_id)
            room.note(item=item, text=text, version=1, actor=actor, now=NOW)

        return work

    assert at_once(move, move) == ["done", "done"]
    assert (jury.deliberation.current_id, jury.deliberation.version) == (item_id, version + 1)
    assert at_once(note("Une remarque"), note("Une autre")) == ["done", "stale"]
    item = db.session.get(DeliberationItem, item_id)
    kept = item.notes
    assert kept in {"Une remarque", "Une autre"}
    with pytest.raises(StaleVersion) as refused:
        room.note(item=item, text="Une troisième", version=1, actor=actor, now=NOW)
    assert refused.value.theirs.notes == kept


def test_a_pack_is_its_reader_s_and_a_conflict_declared_since_takes_it_away(app, work):
    jury = make_jury(members=1)
    jury.open()
    reader = jury.members[0]
    actor = jury.acts(reader)

    def ask():
        with work():
            return packs.ask_packs(competition=jury.competition, language="fr", actor=actor, now=NOW)

    (pack,) = ask()
    assert set(pack.application_ids) == {one.id for one in jury.entries}
    assert [rights.can_read_pack(jury.acts(one), pack) for one in (reader, jury.chair)] == [True, False]
    assert ask() == [pack]
    stand_aside(reader, jury.entries[0])
    assert rights.can_read_pack(actor, pack) is False
    (renewed,) = ask()
    assert set(renewed.application_ids) == {one.id for one in jury.entries[1:]}
    assert db.session.scalars(select(JuryPack)).all() == [renewed]
