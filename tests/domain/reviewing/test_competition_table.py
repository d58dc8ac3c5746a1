"""The table of results: figures, who is ranked, ties, severity as advice; who reads it when; nothing of what one stands aside from."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.competitions.models import TieRule
from noress.domain.juries.models import JuryRole
from noress.domain.reviewing import entitled, rulings, severity, table, ties
from noress.domain.reviewing.criteria import usual_scale
from noress.domain.reviewing.models import GridCriterion, JuryRuling, RulingKind
from noress.domain.reviewing.scoring_duties import list_ties_to_settle
from noress.extensions import db
from tests.desk_pages import change
from tests.factories import NOW, make_person, save
from tests.factories.applications_desk import refused
from tests.factories.calls import make_lot
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror, make_prize
from tests.factories.evaluating import make_evaluation, run
from tests.factories.questionnaires import both
from tests.factories.recusals import acting, make_coordinator, make_recusal

DAY = timedelta(days=1)


def make_jury(competition, count=3):
    chair = make_juror(competition, make_person("Présidence du jury"), role=JuryRole.CHAIR)
    return [
        chair,
        *(make_juror(competition, make_person(f"Membre du jury {n}")) for n in range(2, count + 1)),
    ]


def judge(competition, entry, jurors, *marks):
    """`marks`: those of each juror; none: still awaited."""
    for juror, mark in zip(jurors, marks, strict=False):
        make_evaluation(
            grid_of(competition), entry.application, juror.person, mark or (), is_sent=mark is not None
        )


def read(competition, reader=None, now=NOW):
    made = table.make_table(competition, grid_of(competition), reader=reader, now=now)
    return {one.application_id: one for one in made.lines}, made


def places(lines):
    return [one.place for one in lines.values()]


def test_figures_abstentions_and_who_is_ranked(app):
    competition = make_competition("scored", minimum_scores=2)
    grid = grid_of(competition)
    rural = save(
        GridCriterion(
            grid_id=grid.id,
            title=both("Rural"),
            weight=0,
            scale=usual_scale(),
            is_outside_total=True,
            position=2,
        )
    )
    db.session.expire_all()
    jurors = make_jury(competition)
    good, weak, few, silent = (make_entry(competition) for _n in range(4))
    judge(competition, good, jurors, (5, 5, 1), (4, 3, 4), None)
    judge(competition, weak, jurors, (2, 2, 0), (3, 2, 0), (2, 3, 0))
    judge(competition, few, jurors, (5, 5, 5))
    make_evaluation(grid, few.application, jurors[1].person, abstained_at=NOW)
    lines, _made = read(competition)
    one = lines[good.application_id]
    assert (one.place, one.mean, one.median, one.spread, one.count, one.waiting) == (
        1,
        86_000,
        86_000,
        28_000,
        2,
        1,
    )
    assert one.outside == {rural.id: 2500}
    assert (lines[weak.application_id].place, lines[weak.application_id].mean) == (2, 46_667)
    assert (lines[few.application_id].place, lines[few.application_id].abstentions, str(lines[few.application_id].why_not_ranked)) == (
        None, 1, "trop peu de notes\u00a0: 1 sur 2",
    )  # fmt: skip
    assert str(lines[silent.application_id].why_not_ranked) == "aucune note envoyée"
    chair = acting(jurors[0].person)
    allow = {"competition": competition, "grid": grid, "application": few.application, "actor": chair}
    refused(lambda: run(rulings.allow_few_scores, **{**allow, "reason": " "}), "no_reason")
    refused(
        lambda: run(
            rulings.allow_few_scores, **{**allow, "reason": "Non", "actor": acting(jurors[1].person)}
        ),
        "not_chair",
        403,
    )
    refused(
        lambda: run(rulings.allow_few_scores, **{**allow, "application": weak.application, "reason": "Non"}),
        "not_few",
        409,
    )
    run(rulings.allow_few_scores, **allow, reason="Un seul juré lit l'amazighe")
    lines, _made = read(competition)
    assert (lines[few.application_id].place, lines[few.application_id].exception) == (
        1,
        "Un seul juré lit l'amazighe",
    )


def test_scores_of_who_left_or_stands_aside_count_for_nothing(app):
    competition = make_competition("scored")
    jurors = make_jury(competition)
    entry, other = make_entry(competition), make_entry(competition)
    judge(competition, entry, jurors, (5, 5), (1, 1), (3, 3))
    judge(competition, other, jurors, (4, 4), (4, 4), (4, 4))
    make_recusal(entry.application, jurors[1].person)
    change(jurors[2], removed_at=NOW, removed_because="Indisponible")
    lines, _made = read(competition)
    assert (
        lines[entry.application_id].mean,
        lines[entry.application_id].count,
        lines[other.application_id].count,
    ) == (100_000, 1, 2)
    assert places(lines) == [1, 2]


def test_ties_go_by_the_rules_in_their_order_and_the_chair_is_asked_for_the_rest(app):
    competition = make_competition("deliberation", tie_rules=["criteria", "chair"])
    jurors, grid = make_jury(competition, 2), grid_of(competition)
    # the same mean of 60 and 40: the first criterion tells the first from the two others
    by_rule, left, right = (make_entry(competition) for _n in range(3))
    judge(competition, by_rule, jurors, (5, 0), (5, 0))
    judge(competition, left, jurors, (3, 3), (3, 3))
    judge(competition, right, jurors, (3, 3), (3, 3))
    lines, made = read(competition)
    order = [by_rule.application_id, left.application_id, right.application_id]
    assert [lines[key].place for key in order] == [1, 2, 2]
    assert [lines[key].mean for key in order] == [60_000] * 3
    assert "Utilité" in str(lines[by_rule.application_id].tie_note)
    assert set(lines[left.application_id].tied_with) == {left.application_id, right.application_id}
    chair = acting(jurors[0].person)
    assert [duty.kind for duty in list_ties_to_settle(chair, NOW)] == ["score.tie"]
    assert run(rulings.record_ties, competition=competition, grid=grid, actor=chair) == 1
    assert run(rulings.record_ties, competition=competition, grid=grid, actor=chair) == 0
    decide = {"competition": competition, "grid": grid, "reason": "Plus d'emplois", "actor": chair}
    wrong = [left.application_id, by_rule.application_id]
    refused(lambda: run(rulings.decide_tie, **decide, application_ids=wrong), "not_tied", 409)
    member = {**decide, "actor": acting(jurors[1].person), "application_ids": order[1:]}
    refused(lambda: run(rulings.decide_tie, **member), "not_chair", 403)
    run(rulings.decide_tie, **decide, application_ids=[right.application_id, left.application_id])
    lines, made = read(competition)
    assert [lines[key].place for key in order] == [1, 3, 2]
    kinds = [one.kind for one in db.session.scalars(select(JuryRuling).order_by(JuryRuling.id))]
    assert (kinds, list_ties_to_settle(chair, NOW)) == ([RulingKind.TIE_BY_RULE, RulingKind.TIE_BY_CHAIR], [])
    told = select(AuditEvent.object_type).where(AuditEvent.action == "jury_ruling.made").distinct()
    assert db.session.scalars(told).all() == ["jury_ruling"]
    change(competition, tie_rules=["share"])
    lines, made = read(competition)
    assert ([lines[key].place for key in order], made.applied[0].rule) == ([1, 1, 1], TieRule.SHARE)


def test_the_chair_who_stands_aside_does_not_decide_and_the_rank_hides_the_file(app):
    competition = make_competition("deliberation", tie_rules=[])
    jurors, grid = make_jury(competition, 3), grid_of(competition)
    best, left, right = (make_entry(competition) for _n in range(3))
    judge(competition, best, jurors, None, (5, 5), (5, 5))
    for entry in (left, right):
        judge(competition, entry, jurors, (3, 3), (3, 3), (3, 3))
    make_recusal(best.application, jurors[0].person)
    make_recusal(left.application, jurors[0].person)
    lines, _made = read(competition, acting(jurors[0].person))
    assert [(one.application_id, one.place) for one in lines.values()] == [(right.application_id, 1)]
    tied = [left.application_id, right.application_id]
    decide = {"competition": competition, "grid": grid, "reason": "Oui", "application_ids": tied}
    refused(lambda: run(rulings.decide_tie, **decide, actor=acting(jurors[0].person)), "not_chair", 403)
    refused(lambda: run(rulings.decide_tie, **decide, actor=acting(jurors[2].person)), "not_chair", 403)
    run(rulings.decide_tie, **decide, actor=acting(jurors[1].person))
    assert rulings.list_rulings(competition, acting(jurors[0].person)) == []


def test_a_tie_with_a_file_that_the_chair_may_not_know_of_is_settled_by_another_who_has_it_among_their_duties(
    app,
):
    """Offered to the chair and then refused, it would tell them the scores of the hidden file."""
    competition = make_competition("deliberation", tie_rules=[])
    jurors, grid = make_jury(competition, 3), grid_of(competition)
    entries = [make_entry(competition) for _n in range(3)]
    for entry in entries:
        judge(competition, entry, jurors, (3, 3), (3, 3), (3, 3))
    make_recusal(entries[0].application, jurors[0].person)
    make_recusal(entries[1].application, jurors[1].person)
    people = [acting(one.person) for one in jurors]
    assert [[duty.kind for duty in list_ties_to_settle(one, NOW)] for one in people] == [
        [],
        [],
        ["score.tie"],
    ]
    ids = [one.application_id for one in entries]
    seen = {"competition": competition, "grid": grid, "reason": "Oui"}
    refused(
        lambda: run(rulings.decide_tie, **seen, application_ids=ids[1:], actor=people[0]), "not_chair", 403
    )
    run(rulings.decide_tie, **seen, application_ids=ids, actor=people[2])
    assert list_ties_to_settle(people[2], NOW) == []


def test_places_are_of_categories_where_prizes_are(app):
    competition = make_competition("scored")
    first = competition.call.lots[0]
    second = make_lot(competition.call, title=both("Numérique"), amount=0)
    make_prize(competition, rank=1, lot_id=second.id)
    jurors = make_jury(competition, 2)
    one, two, three = (
        make_entry(competition),
        make_entry(competition),
        make_entry(competition, lot_id=second.id),
    )
    judge(competition, one, jurors, (5, 5), (5, 5))
    judge(competition, two, jurors, (4, 4), (4, 4))
    judge(competition, three, jurors, (2, 2), (2, 2))
    lines, _made = read(competition)
    assert [lines[key.application_id].place for key in (one, two, three)] == [1, 2, 1]
    only = table.results(competition, grid_of(competition), reader=None, now=NOW, lot_id=second.id)
    assert ([line.application_id for line in only], first.id) == (
        [three.application_id],
        one.application.lot_id,
    )


def test_who_reads_it_and_when(app):
    """Own scores first; then what the phase says; the secretary from the close; who coordinates once the jury decided."""
    competition = make_competition("scoring", shows_others=True)
    chair, member = make_jury(competition, 2)
    secretary = make_juror(competition, make_person("Secrétariat du jury"), role=JuryRole.SECRETARY)
    coordinator = make_coordinator()
    entry = make_entry(competition)
    judge(competition, entry, [chair, member], (5, 5), None)

    def readers():
        people = {
            "chair": chair.person,
            "member": member.person,
            "secretary": secretary.person,
            "coordinator": coordinator,
        }
        return {
            name
            for name, person in people.items()
            if entitled.can_read_table(acting(person), competition, now=NOW)
        }

    assert readers() == {"chair"}
    refused(lambda: read(competition, acting(member.person)), "not_yet", 403)
    change(competition, shows_others=False)
    assert readers() == set()
    change(grid_of(competition), closes_at=NOW - DAY)
    assert readers() == {"secretary"}
    change(competition, shows_others=True)
    assert readers() == {"chair", "secretary"}  # the member could still be given more time
    change(competition, deliberation_opens_at=NOW - timedelta(hours=1))
    assert readers() == {"chair", "member", "secretary"}
    change(competition, deliberated_at=NOW)
    assert readers() == {"chair", "member", "secretary", "coordinator"}
    assert not entitled.can_read_table(None, competition, now=NOW)


@pytest.mark.no_database
def test_the_rules_settle_what_they_can(app):
    from fractions import Fraction

    means = {1: [("A", Fraction(3)), ("B", Fraction(1))], 2: [("A", Fraction(3)), ("B", Fraction(2))],
             3: [("A", Fraction(4)), ("B", Fraction(0))], 4: [("A", Fraction(3)), ("B", Fraction(2))]}  # fmt: skip
    settled = ties.settle([1, 2, 3, 4], [TieRule.CRITERIA, TieRule.SHARE], means, {})
    assert [(block.ids, block.is_shared) for block in settled.blocks] == [
        ((3,), False),
        ((2, 4), True),
        ((1,), False),
    ]
    assert [(one.rule, one.criterion) for one in settled.applied] == [
        (TieRule.CRITERIA, "A"), (TieRule.CRITERIA, "B"), (TieRule.SHARE, None),
    ]  # fmt: skip
    asked = ties.settle([1, 2], [], {}, {})
    assert [(block.ids, block.is_waiting) for block in asked.blocks] == [((1, 2), True)]
    assert [block.ids for block in ties.settle([1, 2], [], {}, {frozenset({1, 2}): [2, 1]}).blocks] == [
        (2,),
        (1,),
    ]


@pytest.mark.no_database
def test_severity_is_the_least_squares_of_two_factors_and_silent_on_small_samples(app):
    """Worths 50, 60, 70; jurors 10 above, level, 10 below the others; the third file is read by the severe one alone with another."""
    worth, effect = {1: 50_000, 2: 60_000, 3: 70_000, 4: 40_000}, {7: 10_000, 8: 0, 9: -10_000}
    marks = {
        (key, juror): worth[key] + effect[juror]
        for key in worth
        for juror in effect
        if (key, juror) not in {(3, 7), (4, 9)}
    }
    found = severity.estimate(marks, 3)
    assert (found.effects, found.adjusted) == (effect, worth)
    assert severity.estimate(marks, 4).why_not is not None
    assert severity.estimate(marks, None).why_not is not None
    apart = {(1, 7): 1, (2, 7): 2, (3, 8): 3, (4, 8): 4}
    assert "en commun" in str(severity.estimate(apart, 2).why_not)


def test_severity_says_what_the_rank_would_be_and_moves_nothing(app):
    competition = make_competition("scored", severity_from=2)
    jurors = make_jury(competition, 3)
    entries = [make_entry(competition) for _n in range(3)]
    # the third juror is severe, and did not read the second file
    judge(competition, entries[0], jurors, (4, 4), (4, 4), (2, 2))
    judge(competition, entries[1], jurors, (4, 3), (4, 3))
    judge(competition, entries[2], jurors, (2, 2), (2, 2), (0, 0))
    lines, made = read(competition)
    got = [(lines[one.application_id].place, lines[one.application_id].adjusted_place) for one in entries]
    assert (got, made.severity.why_not) == ([(2, 1), (1, 2), (None, None)], None)
    change(competition, severity_from=5)
    _lines, made = read(competition)
    assert (made.severity.effects, made.severity.why_not is not None) == ({}, True)
