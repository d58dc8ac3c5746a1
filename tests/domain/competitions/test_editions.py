"""An edition of the prize: made, dated, ruled, announced; what was promised does not change under those who entered."""

from datetime import timedelta

import pytest

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.competitions import finding
from noress.domain.competitions.queries import editions as queries
from noress.domain.competitions.rules import completeness, dates, editions, parts, rulebook, running, settings
from noress.domain.funding import rules as calls
from noress.domain.funding.models import CallKind, CallState, FundingCall
from noress.extensions import db
from tests.factories import NOW, make_institution
from tests.factories.calls import make_call
from tests.factories.competitions import make_competition, make_entry
from tests.factories.questionnaires import both

DAY = timedelta(days=1)
pytestmark = pytest.mark.one_engine


def text(words):
    return Translated(fr=words, ar=words)


@pytest.fixture
def make(actor):
    """An edition with nothing but what it begins with."""

    def made(edition=2, **values):
        competition = editions.create_edition(
            edition=edition, title=text("Prix"), actor=actor, now=NOW, **values
        )
        db.session.commit()
        return competition

    return made


def version(competition):
    return competition.call.version


def when(**values):
    usual = {
        "opens_at": NOW + DAY, "questions_until": NOW + 5 * DAY, "closes_at": NOW + 10 * DAY,
        "scoring_opens_at": NOW + 12 * DAY, "scoring_closes_at": NOW + 20 * DAY,
        "deliberation_on": clock.today(NOW + 25 * DAY), "ceremony_at": NOW + 30 * DAY,
        "ceremony_place": text("Tanger"), "appeal_until": clock.today(NOW + 45 * DAY), "grace_minutes": 5, "correction_days": 7,
    }  # fmt: skip
    return {**usual, **values}


def set_dates(competition, actor, now=NOW, **values):
    dates.edit_dates(
        competition=competition, values=when(**values), version=version(competition), actor=actor, now=now
    )


def row(rank=1, amount=None, key=None, **values):
    usual = {"title": text(f"Prix {rank}"), "winners": 1, "lot_id": None}
    return parts.PrizeRow(row=f"prix_{rank}", id=key, rank=rank, amount=amount, **{**usual, **values})


def complete(competition, actor, now=NOW):
    """Everything that it lacks, in the order of its list."""
    values = {
        **{name: text("Un texte") for name in editions.TEXTS}, "contact_email": "prix@exemple.ma", "contact_phone": None,
        "carrier_id": make_institution().id,
    }  # fmt: skip
    act = {"competition": competition, "actor": actor, "now": now}
    editions.edit_texts(values=values, version=version(competition), **act)
    set_dates(competition, actor, now)
    rows = [parts.CategoryRow("categorie_n1", None, text("Initiatives"))]
    parts.save_categories(rows=rows, version=version(competition), **act)
    rulebook.publish_rules(text=text("Article 1"), version=version(competition), **act)
    db.session.commit()


def test_what_is_missing_is_said_until_nothing_is_then_it_opens_by_itself(make, actor):
    competition = make()
    pages = {one.code for one in completeness.list_gaps(competition, NOW)}
    assert pages == {completeness.TEXTS, completeness.DATES, completeness.CATEGORIES, completeness.RULEBOOK}
    with pytest.raises(RuleError) as refused:
        running.announce(competition=competition, actor=actor, now=NOW)
    assert refused.value.status == 409
    complete(competition, actor)
    assert completeness.list_gaps(competition, NOW) == []
    running.announce(competition=competition, actor=actor, now=NOW)
    assert competition.call.state is CallState.ANNOUNCED
    calls.turn_by_date(now=NOW + DAY)
    assert competition.call.state is CallState.OPEN
    # what everybody reads stays complete
    with pytest.raises(RuleError) as kept:
        set_dates(competition, actor, ceremony_at=None)
    assert kept.value.code == "incomplete"


def test_an_edition_taken_from_another_takes_all_but_its_dates_and_its_rules(make, actor):
    first = make(edition=1)
    complete(first, actor)
    lot = first.call.lots[0]
    parts.save_prizes(
        competition=first, rows=[row(1, 50_000_00, lot_id=lot.id), row(2)], version=version(first), actor=actor, now=NOW
    )  # fmt: skip
    second = make(edition=2, source=first)
    assert [(one.rank, one.amount) for one in second.prizes] == [(1, 50_000_00), (2, None)]
    assert second.prizes[0].lot_id == second.call.lots[0].id != lot.id
    grids = [finding.grid_of(one) for one in (first, second)]
    assert [(str(one.title), one.weight) for one in grids[1].criteria] == [
        (str(one.title), one.weight) for one in grids[0].criteria
    ]
    assert (second.rules, second.ceremony_at, second.call.opens_at, grids[1].opens_at) == (
        [],
        None,
        None,
        None,
    )
    assert second.call.kind is CallKind.COMPETITION
    assert second.call.file_questionnaire_id != first.call.file_questionnaire_id


def test_a_call_and_an_edition_of_the_prize_may_have_the_same_number(make, actor):
    make_call(edition=2)
    make(edition=2)
    with pytest.raises(RuleError) as known:
        make(edition=2)
    assert (known.value.code, known.value.field) == ("known_edition", "edition")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"closes_at": NOW}, "closes_at"),
        ({"questions_until": NOW + 11 * DAY}, "questions_until"),
        ({"scoring_opens_at": NOW + 9 * DAY}, "scoring_opens_at"),
        ({"scoring_closes_at": NOW + 11 * DAY}, "scoring_closes_at"),
        ({"deliberation_on": clock.today(NOW + 19 * DAY)}, "deliberation_on"),
        ({"ceremony_at": NOW + 24 * DAY}, "ceremony_at"),
        ({"appeal_until": clock.today(NOW + 29 * DAY)}, "appeal_until"),
    ],
)
def test_dates_come_in_their_order(make, actor, values, field):
    with pytest.raises(RuleError) as refused:
        set_dates(make(), actor, **values)
    assert (refused.value.code, refused.value.field) == ("wrong_order", field)


def test_scoring_keeps_its_dates_in_the_grid_and_entries_do_not_open_again_under_it(actor):
    competition = make_competition("scoring")
    grid = finding.grid_of(competition)
    same = {
        "opens_at": competition.call.opens_at, "questions_until": competition.call.questions_until,
        "closes_at": competition.call.closes_at, "scoring_opens_at": grid.opens_at,
    }  # fmt: skip
    with pytest.raises(RuleError) as refused:
        set_dates(
            competition, actor, **{**same, "closes_at": NOW - 6 * DAY, "questions_until": NOW - 10 * DAY}
        )
    assert (refused.value.code, refused.value.status) == ("scoring", 409)


def test_only_the_ceremony_and_the_time_for_appeals_move_once_the_jury_has_decided(actor):
    competition = make_competition("embargo", deliberation_on=clock.today(NOW - 3 * DAY))
    call, grid = competition.call, finding.grid_of(competition)
    _finish(competition)
    same = {
        "opens_at": call.opens_at, "questions_until": call.questions_until, "closes_at": call.closes_at,
        "scoring_opens_at": grid.opens_at, "scoring_closes_at": grid.closes_at, "ceremony_place": None,
        "deliberation_on": competition.deliberation_on, "grace_minutes": call.grace_minutes,
        "correction_days": call.correction_days, "ceremony_at": NOW + 50 * DAY,
        "appeal_until": clock.today(NOW + 60 * DAY),
    }  # fmt: skip
    set_dates(competition, actor, **same)
    assert (competition.ceremony_at, call.results_on) == (NOW + 50 * DAY, clock.today(NOW + 50 * DAY))
    assert call.appeal_until == clock.today(NOW + 60 * DAY)
    with pytest.raises(RuleError) as late:
        set_dates(competition, actor, **{**same, "deliberation_on": clock.today(NOW)})
    assert late.value.code == "deliberated"
    with pytest.raises(RuleError) as over:
        parts.save_prizes(
            competition=competition, rows=[], version=version(competition), actor=actor, now=NOW
        )
    assert over.value.code == "over"


def _finish(competition):
    """What the factory leaves out, as an announced edition has it."""
    competition.call.title = competition.call.objective = competition.call.audience = text("Un texte")
    competition.call.contact = competition.call.declaration = text("Un texte")
    competition.rules[0].text = text("Article 1")
    for one in (*competition.prizes, *competition.call.lots):
        one.title = text("Un nom")
    db.session.flush()


def test_a_promised_prize_only_gains(actor):
    competition = make_competition("entry", deliberation_on=clock.today(NOW + 35 * DAY))
    _finish(competition)
    first, second, third = competition.prizes

    def save(*rows):
        parts.save_prizes(
            competition=competition, rows=rows, version=version(competition), actor=actor, now=NOW
        )

    kept = [row(1, 50_000_00, first.id), row(2, 30_000_00, second.id)]
    for rows in (kept, [*kept[:1], row(2, 20_000_00, second.id), row(3, None, third.id)]):
        with pytest.raises(RuleError) as refused:
            save(*rows)
        assert (refused.value.code, refused.value.status) == ("promised", 409)
    save(*kept, row(3, 10_000_00, third.id), row(4, None))
    assert [one.amount for one in competition.prizes] == [50_000_00, 30_000_00, 10_000_00, None]


def test_two_prizes_of_one_rank_and_an_amount_of_nothing_are_refused(make, actor):
    competition = make()
    for rows, code, field in (
        ([row(1), row(1)], "same_rank", "prix_1_rank"),
        ([row(1, 0)], "bad_amount", "prix_1_amount"),
        ([row(1, lot_id=999)], "no_lot", "prix_1_lot_id"),
        ([row(1, winners=0)], "bad_winners", "prix_1_winners"),
    ):
        with pytest.raises(RuleError) as refused:
            parts.save_prizes(competition=competition, rows=rows, version=version(competition), actor=actor, now=NOW)  # fmt: skip
        assert (refused.value.code, refused.value.field) == (code, field)


def test_rules_that_somebody_accepted_are_never_written_over(make, actor):
    competition = make()
    complete(competition, actor)

    def publish(words):
        return rulebook.publish_rules(
            competition=competition, text=text(words), version=version(competition), actor=actor, now=NOW
        )

    assert publish("Article 1 bis").number == 1  # nobody has read it yet
    running.announce(competition=competition, actor=actor, now=NOW)
    calls.turn_by_date(now=NOW + DAY)
    db.session.commit()
    entry = make_entry(competition)
    assert rulebook.has_accepted(entry)
    assert publish("Article 1 bis").number == 1
    assert publish("Article 2").number == 2
    assert not rulebook.has_accepted(entry)
    assert [(one.number, str(one.text)) for one in competition.rules] == [
        (1, "Article 1 bis"),
        (2, "Article 2"),
    ]
    calls.turn_by_date(now=NOW + 11 * DAY)
    with pytest.raises(RuleError) as closed:
        rulebook.publish_rules(
            competition=competition, text=text("3"), version=version(competition), actor=actor, now=NOW + 11 * DAY
        )  # fmt: skip
    assert (closed.value.code, closed.value.status) == ("closed", 409)


@pytest.mark.parametrize(
    ("ties", "code"),
    [
        ([], "no_rule"), (["criteria"], "no_end"), (["chair", "share"], "never_used"), (["chair", "chair"], "twice"),
        (["luck"], "no_rule"),
    ],
)  # fmt: skip
def test_a_tie_rule_that_settles_nothing_is_refused(make, actor, ties, code):
    competition = make()
    values = {name: getattr(competition, name) for name in editions.SETTINGS} | {"tie_rules": ties}
    with pytest.raises(RuleError) as refused:
        settings.edit_settings(
            competition=competition, values=values, version=version(competition), actor=actor, now=NOW
        )
    assert refused.value.code == code


def test_how_one_scores_is_fixed_once_entries_are_open_and_nobody_saves_over_another(actor):
    competition = make_competition("entry")
    values = {name: getattr(competition, name) for name in editions.SETTINGS} | {"out_of": 100}
    with pytest.raises(RuleError) as refused:
        settings.edit_settings(
            competition=competition, values=values, version=version(competition), actor=actor, now=NOW
        )
    assert (refused.value.code, refused.value.status) == ("open", 409)
    with pytest.raises(StaleVersion):
        settings.edit_settings(competition=competition, values=values, version=0, actor=actor, now=NOW)


@pytest.mark.usefixtures("app")
def test_a_trial_goes_with_all_that_was_entered(make, actor):
    competition = make(is_test=True)
    complete(competition, actor)
    running.announce(competition=competition, actor=actor, now=NOW)
    db.session.commit()
    make_entry(competition)
    call_id = competition.call_id
    assert running.delete_trial(competition=competition, actor=actor, now=NOW) == 1
    assert db.session.scalars(queries.list_editions()).unique().all() == []
    assert db.session.get(FundingCall, call_id) is None
    db.session.commit()
    real = make_competition("entry")
    with pytest.raises(RuleError) as refused:
        running.delete_trial(competition=real, actor=actor, now=NOW)
    assert refused.value.code == "not_a_trial"


def test_a_category_that_is_named_stays(actor):
    competition = make_competition("entry", call={"opens_at": NOW + DAY, "state": CallState.ANNOUNCED})
    _finish(competition)
    competition.prizes[0].lot_id = competition.call.lots[0].id
    with pytest.raises(RuleError) as refused:
        parts.save_categories(
            competition=competition, rows=[parts.CategoryRow("categorie_n1", None, both("Autre"))],
            version=version(competition), actor=actor, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "lot_in_use"
