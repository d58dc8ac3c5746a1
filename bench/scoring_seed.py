"""The data of `bench.scoring`: an edition of the prize in scoring, its entries, its jurors with every entry each; half of the
scores are sent, the others begun or untouched."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from bench.evaluating_seed import _houses, _person, received
from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition, Entrant, Entry, Prize, TieRule
from noress.domain.funding import built_in
from noress.domain.funding.models import CallKind, CallState, FundingCall, Lot
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.reviewing.criteria import total_of, usual_scale
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion
from noress.extensions import db

WEIGHTS = (30, 25, 20, 15, 10)
TEXT = "Un séchoir solaire ouvert aux coopératives de la vallée, avec une formation et un suivi. " * 4


@dataclass
class Judging:
    competition_id: int
    grid_id: int
    #: cookie's token of the chair, who has sent everything
    chair_token: str
    #: (cookie's token, evaluations that are not sent) of every other juror
    jurors: list[tuple[str, list[int]]]


def seed(entries: int, jurors: int) -> Judging:
    with writing():
        competition, grid = _edition()
        people = [_person(number) for number in range(jurors)]
        db.session.add_all(person for person, _token in people)
        db.session.flush()
        houses = _houses([person for person, _token in people])
        for place, (person, _token) in enumerate(people):
            role = JuryRole.MEMBER if place else JuryRole.CHAIR
            db.session.add(_juror(competition, person.id, houses[place], role))
        ids = [_entry(competition, number) for number in range(entries)]
        db.session.flush()
        _evaluations(grid, ids, [person.id for person, _token in people])
        db.session.commit()
    waiting = (
        select(Evaluation.id, Evaluation.person_id)
        .where(Evaluation.sent_at.is_(None))
        .order_by(Evaluation.id)
    )
    by_person: dict[int, list[int]] = {}
    for key, person_id in db.session.execute(waiting):
        by_person.setdefault(person_id, []).append(key)
    rest = [(token, by_person[person.id]) for person, token in people[1:]]
    return Judging(competition.id, grid.id, people[0][1], rest)


def _edition() -> tuple[Competition, Grid]:
    both, now = Translated(fr="Prix de mesure", ar="جائزة للقياس"), clock.now()
    call = FundingCall(
        kind=CallKind.COMPETITION, edition=1, title=both, objective=both, audience=both, contact=both,
        declaration=built_in.DECLARATION, state=CallState.REVIEW, stages=1, needs_affiliation=False, created_at=now, eligibility=[],
        announced_at=now - timedelta(days=40), opens_at=now - timedelta(days=30), closes_at=now - timedelta(days=10),
    )  # fmt: skip
    db.session.add(call)
    call.lots = [Lot(title=both, amount=0, own_percent=0)]
    db.session.flush()
    built_in.make_questionnaires(call, Actor.system(), now)
    form = call.file_questionnaire
    assert form is not None
    questionnaires.publish_version(draft=form.versions[0], version=1, actor=Actor.system(), now=now)
    competition = Competition(
        call_id=call.id, entrants=[Entrant.STRUCTURE.value], tie_rules=[TieRule.CRITERIA.value, TieRule.CHAIR.value],
        minimum_scores=3, severity_from=10, shows_others=True, is_blind=False,
    )  # fmt: skip
    db.session.add(competition)
    grid = Grid(
        subject_type="application", call_id=call.id, stage=1, per_file=1, by_everybody=True,
        opens_at=now - timedelta(days=5), closes_at=now + timedelta(days=5), version=1,
    )  # fmt: skip
    grid.criteria = [
        GridCriterion(title=both, weight=weight, scale=usual_scale(), position=place)
        for place, weight in enumerate(WEIGHTS)
    ]
    db.session.add(grid)
    db.session.flush()
    db.session.add(Prize(competition_id=competition.id, title=both, rank=1, amount=50_000_00, winners=1))
    return competition, grid


def _juror(competition: Competition, person_id: int, house: int, role: JuryRole) -> Juror:
    now = clock.now()
    return Juror(
        competition_id=competition.id, person_id=person_id, institution_id=house, role=role, lot_ids=[], appointed_at=now,
        accepted_at=now,
    )  # fmt: skip


def _entry(competition: Competition, number: int) -> int:
    answers = {"title": f"Initiative {number}", "summary": TEXT, "need": TEXT, "results": TEXT}
    file = received(competition.call, answers, f"PRIX-{number:06d}")
    db.session.add(
        Entry(
            application_id=file.id, competition_id=competition.id, entrant=Entrant.STRUCTURE, is_of_age=True
        )
    )
    return file.id


def _evaluations(grid: Grid, entries: list[int], people: list[int]) -> None:
    """The chair has sent everything; of the others, nine in ten."""
    now, rows, chance = clock.now(), [], Random(8)
    for place, person_id in enumerate(people):
        for number, key in enumerate(entries):
            scores = {
                str(one.id): min(5, max(0, round(chance.gauss(1 + number % 4, 1)) + place % 2))
                for one in grid.criteria
            }
            is_sent = not place or (number + place) % 10 != 0  # the chair has sent everything
            rows.append({
                "grid_id": grid.id, "subject_id": key, "person_id": person_id, "assigned_at": now, "scores": scores,
                "comments": {}, "comment": "", "total": total_of(grid.criteria, scores), "saved_at": now,
                "sent_at": now if is_sent else None, "version": 1,
            })  # fmt: skip
    extra: Any = insert(Evaluation)
    db.session.execute(extra, rows)
