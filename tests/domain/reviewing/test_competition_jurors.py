"""Which juror reads what, kept true by itself; each in an order of their own; reminders to those who are late alone."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.applications.models import ApplicationState
from noress.domain.competitions.models import PitchSlot
from noress.domain.juries import charter
from noress.domain.juries.models import JuryRole
from noress.domain.juries.rules import inviting
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing import following, grids, jury_assigning, own_list
from noress.domain.reviewing.criteria import CriterionRow
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.sitting import sitting_of
from noress.extensions import db
from noress.jobs import scoring as job
from tests.desk_pages import change
from tests.factories import NOW, make_person, make_secretary, save
from tests.factories.applications_desk import refused
from tests.factories.calls import make_lot
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror
from tests.factories.evaluating import make_evaluation, run
from tests.factories.questionnaires import both
from tests.factories.recusals import acting, make_recusal

DAY = timedelta(days=1)
WORDS = {"fr": ["Non", "Un peu", "Oui"]}


@pytest.fixture
def desk(app):
    return acting(make_secretary())


def make_member(competition, number, **values):
    return make_juror(
        competition, make_person(f"Membre du jury {number}", email=f"jury{number}@exemple.ma"), **values
    )


def bring_up(competition, desk, now=NOW):
    return run(
        jury_assigning.bring_up, competition=competition, grid=grid_of(competition), actor=desk, now=now
    )


def pairs():
    rows = db.session.execute(
        select(Evaluation.subject_id, Evaluation.person_id).where(Evaluation.declined_at.is_(None))
    )
    return {(row[0], row[1]) for row in rows}


def mails(word):
    return [one.to_address for one in db.session.scalars(select(OutboxMail)) if one.key.startswith(word)]


def test_everybody_reads_everything_also_what_comes_later(desk):
    competition = make_competition()
    first, second = make_member(competition, 1), make_member(competition, 2)
    late = make_member(competition, 3, accepted_at=None, invited_at=NOW)
    make_member(competition, 4, role=JuryRole.SECRETARY)
    alternate = make_member(competition, 5, role=JuryRole.ALTERNATE)
    one, two = make_entry(competition), make_entry(competition)
    make_recusal(two.application, second.person)
    assert (bring_up(competition, desk).given, bring_up(competition, desk).given) == (3, 0)
    assert pairs() == {
        (one.application_id, first.person_id),
        (two.application_id, first.person_id),
        (one.application_id, second.person_id),
    }
    assert sorted(mails("score-given")) == ["jury1@exemple.ma", "jury2@exemple.ma"]
    found_later = make_entry(competition)
    assert (bring_up(competition, desk).given, len(mails("score-given"))) == (2, 2)
    sha256 = charter.sha256_of(charter.current())
    run(inviting.accept_charter, juror=late, sha256=sha256, actor=acting(late.person))
    assert (found_later.application_id, late.person_id) in pairs()
    change(alternate, called_at=NOW, in_place_of_id=second.id)
    change(second, removed_at=NOW, removed_because="Indisponible")
    assert job_given() == 3
    assert {key for key, person in pairs() if person == alternate.person_id} == {
        one.application_id, two.application_id, found_later.application_id
    }  # fmt: skip


def job_given():
    from noress.core.database import writing

    with writing():
        done = job.look_after(NOW)
        db.session.commit()
    return done


def test_nothing_is_given_before_scoring_or_out_of_ones_categories(desk):
    early = make_competition("eligibility")
    make_member(early, 1)
    make_entry(early)
    assert bring_up(early, desk).given == 0
    competition = make_competition(call={"edition": 9})
    other = make_lot(competition.call, title=both("Numérique"), amount=0)
    juror = make_member(competition, 2, lot_ids=[other.id])
    make_entry(competition)
    mine = make_entry(competition, lot_id=other.id)
    assert bring_up(competition, desk).given == 1
    assert pairs() == {(mine.application_id, juror.person_id)}


def test_some_readers_for_each_file_evenly_around_conflicts_and_abstentions(desk):
    competition = make_competition(grid={"by_everybody": False, "per_file": 2})
    jurors = [make_member(competition, number) for number in range(1, 5)]
    entries = [make_entry(competition) for _n in range(6)]
    make_recusal(entries[0].application, jurors[0].person)
    make_recusal(entries[0].application, jurors[1].person)
    assert bring_up(competition, desk).given == 12
    load = Counter(person for _key, person in pairs())
    assert (sorted(load.values()), Counter(key for key, _person in pairs())) == (
        [3, 3, 3, 3], Counter({one.application_id: 2 for one in entries}),
    )  # fmt: skip
    assert {person for key, person in pairs() if key == entries[0].application_id} == {
        one.person_id for one in jurors[2:]
    }
    gave_up = db.session.scalars(
        select(Evaluation).where(Evaluation.subject_id == entries[1].application_id)
    ).first()
    change(gave_up, abstained_at=NOW)
    assert bring_up(competition, desk).given == 1
    assert len([key for key, _person in pairs() if key == entries[1].application_id]) == 3
    make_recusal(entries[0].application, jurors[2].person)
    assert bring_up(competition, desk).left == 1


def test_each_juror_has_a_stable_order_of_their_own(desk):
    competition = make_competition()
    first, second = make_member(competition, 1), make_member(competition, 2)
    for _n in range(8):
        make_entry(competition)
    bring_up(competition, desk)

    def order(juror):
        sitting = sitting_of(competition.id, juror.person_id, NOW)
        own = own_list.list_own(sitting, acting(juror.person))
        return [db.session.get_one(Evaluation, key).subject_id for key in own.keys]

    one, other = order(first), order(second)
    assert (sorted(one), one == other, order(first)) == (sorted(other), False, one)
    sitting = sitting_of(competition.id, first.person_id, NOW)
    own = own_list.list_own(sitting, acting(first.person))
    walked, here = [], None
    for _n in range(8):
        here = own.next_after(here)
        walked.append(here)
    assert (walked, own.next_after(here)) == (list(own.keys), own.keys[0])


def test_a_page_of_the_list_is_that_part_of_it(desk):
    """Every standing, in the order of the whole list; past its end, the last page."""
    competition = make_competition()
    juror = make_member(competition, 1)
    entries = [make_entry(competition) for _n in range(9)]
    bring_up(competition, desk)
    given = {one.subject_id: one for one in db.session.scalars(select(Evaluation))}
    sent, abstained, over, later, sooner = (given[one.application_id] for one in entries[:5])
    change(sent, sent_at=NOW)
    change(abstained, abstained_at=NOW)
    change(over.application, state=ApplicationState.WITHDRAWN)
    change(over, skipped_at=NOW)
    change(later, skipped_at=NOW + timedelta(minutes=1))
    change(sooner, skipped_at=NOW)
    make_recusal(entries[8].application, juror.person)
    sitting, actor = sitting_of(competition.id, juror.person_id, NOW), acting(juror.person)
    own = own_list.list_own(sitting, actor)
    assert own.keys[3:] == [sooner.id, later.id, sent.id, abstained.id, over.id]
    pages = [
        own_list.read_page(competition.id, actor, number, now=NOW, per_page=3) for number in (1, 2, 3, 99999)
    ]
    shown = [[line.evaluation_id for line in one.page.items] for one in pages]
    assert (shown, [one.page.number for one in pages]) == (
        [own.keys[:3], own.keys[3:6], own.keys[6:], own.keys[6:]], [1, 2, 3, 3],
    )  # fmt: skip
    assert [(one.counts, one.done, one.total, one.left) for one in pages] == [
        (own.counts, own.done, own.total, own.left)
    ] * 4
    assert (own.done, own.total, own.left) == (2, 7, 5)
    assert [(standing, len(lines)) for standing, lines in pages[1].groups] == [
        (own_list.Standing.SKIPPED, 2), (own_list.Standing.SENT, 1),
    ]  # fmt: skip


def test_the_list_says_when_and_where_an_entry_is_presented(desk):
    competition = make_competition()
    juror = make_member(competition, 1)
    heard, other = make_entry(competition), make_entry(competition)
    slot = PitchSlot(
        competition_id=competition.id, application_id=heard.application_id, starts_at=NOW + timedelta(days=2, seconds=1),
        minutes=10, place="Salle 2", missed_at=None,
    )  # fmt: skip
    save(slot)
    bring_up(competition, desk)
    sitting = sitting_of(competition.id, juror.person_id, NOW)
    own = own_list.list_own(sitting, acting(juror.person))
    by_entry = {one.number: one for one in own_list.say(sitting, own.keys).values()}
    told = by_entry[heard.application.number]
    assert (told.pitch_at, told.pitch_place, told.is_pitch_missed) == (
        NOW + timedelta(days=2, seconds=1),
        "Salle 2",
        False,
    )
    assert by_entry[other.application.number].pitch_at is None


def test_only_those_who_have_something_left_are_reminded_and_once_by_itself(desk):
    competition = make_competition()
    grid = grid_of(competition)
    late, done, recused = (make_member(competition, number) for number in (1, 2, 3))
    entry = make_entry(competition)
    make_evaluation(grid, entry.application, late.person)
    make_evaluation(grid, entry.application, done.person, (3, 3), is_sent=True)
    make_evaluation(grid, entry.application, recused.person)
    make_recusal(entry.application, recused.person)
    act = {"competition": competition, "grid": grid, "actor": desk}
    assert (run(following.remind, **act), mails("score-reminder")) == (1, ["jury1@exemple.ma"])
    refused(lambda: run(following.remind, **act), "nobody", 409)
    auto = {"competition": competition, "grid": grid}
    assert run(following.remind_before_closing, **auto, now=NOW + DAY) == 0
    near = grid.closes_at - 2 * DAY
    assert run(following.remind_before_closing, **auto, now=near) == 1
    assert [run(following.remind_before_closing, **auto, now=near + step * DAY) for step in (1, 3)] == [0, 0]
    board = following.board_of(competition, grid, desk)
    assert [(juror.person_id, one.given, one.sent) for juror, one in board.jurors] == [
        (late.person_id, 1, 0), (done.person_id, 1, 1), (recused.person_id, 0, 0),
    ]  # fmt: skip


def row(place, weight, **values):
    return CriterionRow(
        f"r{place}", None, Translated(fr=f"Critère {place}"), Translated(), weight, WORDS, **values
    )


def test_weights_make_100_in_each_category_and_a_new_edition_begins_with_the_last_grid(desk):
    before = make_competition("scored", call={"edition": 3})
    second = make_lot(before.call, title=both("Numérique"), amount=0)
    first = before.call.lots[0]
    save = {"call": before.call, "stage": 1, "settings": grids.Settings(2), "version": 1, "actor": desk}

    def saved(*rows):
        return run(grids.save_grid, **save, rows=rows)

    db.session.expire_all()
    wrong = refused(
        lambda: saved(row(1, 60), row(2, 40, lot_id=first.id), row(3, 30, lot_id=second.id)), "wrong_weights"
    )
    assert ("Numérique" in str(wrong.message), "90" in str(wrong.message), wrong.field) == (
        True,
        True,
        "r3_weight",
    )
    refused(lambda: saved(row(1, 60), row(2, 40, lot_id=first.id)), "wrong_weights")
    refused(lambda: saved(row(1, 100), row(2, 5, is_outside_total=True)), "bad_weight")
    refused(lambda: saved(row(1, 60), row(2, 40, lot_id=999)), "no_lot")
    grid = saved(
        row(1, 60),
        row(2, 40, lot_id=first.id),
        row(3, 40, lot_id=second.id),
        row(4, None, is_outside_total=True),
    )
    assert [(one.weight, one.lot_id) for one in grids.criteria_of(grid, first.id)] == [
        (60, None),
        (40, first.id),
        (0, None),
    ]
    after = make_competition("entry", call={"edition": 4}, grid={"stage": 1})
    db.session.delete(grid_of(after))
    after.call.criteria[:] = []
    db.session.commit()
    rows = grids.first_rows(after.call)
    assert [(one.weight, one.lot_id, one.is_outside_total) for one in rows] == [
        (60, None, False), (40, after.call.lots[0].id, False), (0, None, True),
    ]  # fmt: skip
    change(before, deliberation_opens_at=NOW)
    refused(lambda: run(grids.save_grid, **{**save, "version": 2}, rows=None), "sealed", 409)
