"""Ties of jurors with entries: declared, looked at by whoever presides; what they hide."""

import pytest
from sqlalchemy import select

from noress.domain.accounts.actor import Actor
from noress.domain.juries import access, panel
from noress.domain.juries.models import JuryRole
from noress.domain.juries.rules import conflicting
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.models import Evaluation, Recusal, RecusalNature
from noress.extensions import db
from tests.factories import NOW, make_person, make_secretary
from tests.factories.applications_desk import refused
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror
from tests.factories.evaluating import make_evaluation, run
from tests.factories.recusals import acting, make_recusal, make_tie

pytestmark = pytest.mark.usefixtures("app")
N = RecusalNature


@pytest.fixture
def competition(app):
    return make_competition("scoring")


@pytest.fixture
def chair(competition):
    return make_juror(competition, role=JuryRole.CHAIR)


def declare(competition, application, juror, nature=N.FAMILY, reason="Ma sœur y travaille"):
    return run(
        conflicting.declare_conflict, competition=competition, application=application, nature=nature, reason=reason,
        actor=acting(juror.person),
    )  # fmt: skip


def confirm(competition, application, juror, actor):
    return run(
        conflicting.confirm_conflict, competition=competition, application=application, person_id=juror.person_id, actor=actor
    )  # fmt: skip


def dismiss(competition, application, juror, actor):
    return run(
        conflicting.dismiss_conflict, competition=competition, application=application, person_id=juror.person_id, actor=actor
    )  # fmt: skip


def reads(juror, competition):
    return [one.id for one in access.list_readable(acting(juror.person), competition, NOW)]


def test_the_voice_of_an_institution_stands_aside_with_it_also_without_a_seat(competition, chair):
    juror, one, two = (
        make_juror(competition),
        make_entry(competition).application,
        make_entry(competition).application,
    )
    make_tie(one, juror.institution)
    assert [
        (tie.application_id, tie.nature) for tie in conflicts.detect([one.id, two.id], [juror.person_id])
    ] == [(one.id, N.INSTITUTION)]
    assert (reads(juror, competition), reads(chair, competition)) == ([two.id], [one.id, two.id])
    assert access.entry_for(acting(juror.person), competition, one.id, NOW) is None


def test_declaring_hides_at_once_and_drops_what_was_scored(competition, chair):
    juror, entry = make_juror(competition), make_entry(competition).application
    given = make_evaluation(grid_of(competition), entry, juror.person, (4, 4), is_sent=True)
    refused(lambda: declare(competition, entry, juror, nature=N.LINKED), "nature")
    refused(lambda: declare(competition, entry, juror, reason=" "), "reason")
    declare(competition, entry, juror)
    kept = db.session.get_one(Evaluation, given.id)
    assert (reads(juror, competition), kept.declined_at, kept.scores) == ([], NOW, given.scores)
    refused(lambda: declare(competition, entry, juror), "recused", 404)
    ties = conflicting.list_to_settle(competition, acting(chair.person), NOW)
    assert [(tie.juror.id, tie.nature, tie.is_declared) for tie in ties] == [(juror.id, N.FAMILY, True)]
    confirm(competition, entry, juror, acting(chair.person))
    row = db.session.scalars(select(Recusal)).one()
    assert (row.confirmed_at, row.confirmed_by_id, row.nature) == (NOW, chair.person_id, N.FAMILY)
    refused(lambda: confirm(competition, entry, juror, acting(chair.person)), "confirmed", 409)


def test_the_chair_sets_aside_what_is_no_tie_but_not_what_is_computed(competition, chair):
    juror, entry, tied = (
        make_juror(competition),
        make_entry(competition).application,
        make_entry(competition).application,
    )
    make_tie(tied, juror.institution)
    declare(competition, entry, juror, nature=N.DECLARED)
    dismiss(competition, entry, juror, acting(chair.person))
    assert reads(juror, competition) == [entry.id]
    refused(lambda: dismiss(competition, tied, juror, acting(chair.person)), "detected", 409)
    refused(lambda: dismiss(competition, entry, make_juror(competition), acting(chair.person)), "no_tie", 409)


def test_who_presides_decides_where_the_chair_stands_aside_and_nobody_decides_for_themselves(
    competition, chair
):
    lead = make_secretary()
    first, second = make_juror(competition), make_juror(competition)
    entry = make_entry(competition).application
    declare(competition, entry, chair)
    assert panel.presiding(competition, entry).id == first.id
    refused(lambda: confirm(competition, entry, chair, acting(chair.person)), "not_settler", 403)
    refused(lambda: confirm(competition, entry, chair, acting(lead)), "not_settler", 403)
    confirm(competition, entry, chair, acting(first.person))
    for juror in (first, second):
        declare(competition, entry, juror)
    refused(lambda: confirm(competition, entry, first, acting(second.person)), "not_settler", 403)
    confirm(competition, entry, first, acting(lead))  # nobody is left: whoever coordinates
    make_recusal(entry, lead)
    refused(lambda: confirm(competition, entry, second, acting(lead)), "not_settler", 403)


def test_ties_are_listed_without_entries_that_the_reader_stands_aside_from(competition, chair):
    juror, entry = make_juror(competition), make_entry(competition).application
    declare(competition, entry, juror)
    assert len(conflicting.list_ties(competition, acting(chair.person), NOW)) == 1
    make_tie(entry, chair.institution)
    assert conflicting.list_ties(competition, acting(chair.person), NOW) == []


def test_nothing_is_read_before_the_charter_nor_by_who_left(competition):
    entry = make_entry(competition).application
    silent, alternate = (
        make_juror(competition, accepted_at=None),
        make_juror(competition, role=JuryRole.ALTERNATE),
    )
    gone, member = make_juror(competition, removed_at=NOW), make_juror(competition)
    secretary = make_juror(competition, role=JuryRole.SECRETARY)
    assert [reads(one, competition) for one in (silent, alternate, gone)] == [[], [], []]
    assert [reads(one, competition) for one in (member, secretary)] == [[entry.id], [entry.id]]
    assert access.list_readable(acting(make_person()), competition, NOW) == []
    assert access.list_readable(Actor(name="Visiteur", method="link"), competition, NOW) == []


def test_where_entries_are_shared_out_each_reads_their_own():
    competition = make_competition("scoring", grid={"by_everybody": False})
    juror, mine, other = (
        make_juror(competition),
        make_entry(competition).application,
        make_entry(competition).application,
    )
    make_evaluation(grid_of(competition), mine, juror.person)
    assert reads(juror, competition) == [mine.id]
    assert access.entry_for(acting(juror.person), competition, other.id, NOW) is None
    later = make_competition("eligibility")
    early = make_juror(later)
    make_entry(later)
    assert reads(early, later) == []
