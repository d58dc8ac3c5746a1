"""The data of `bench.evaluating`: a call in one stage, files found eligible, evaluators of institutions that some of the files
name as partners, one evaluation of each file still to be written."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from noress.core import clock
from noress.core.database import writing
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account, Device, Person
from noress.domain.applications.models import Application, ApplicationState, ApplicationTie, TieKind
from noress.domain.awards.board import Settings
from noress.domain.awards.rules import weighing
from noress.domain.catalogue.models import Source
from noress.domain.catalogue.rules import create_structure
from noress.domain.funding import built_in
from noress.domain.funding.models import CallCriterion, CallState, FundingCall, Lot
from noress.domain.institutions.models import (
    Body,
    BodyKind,
    Category,
    Institution,
    Mandate,
    MandateRole,
    Seat,
    SeatKind,
)
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.models import Response, ResponseState
from noress.domain.reviewing import grids
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db
from noress.web.identity import digest

AMOUNT, WEIGHTS, BATCH = 60_000_00, (30, 25, 25, 20), 500
TEXT = "Un atelier de couture ouvert aux femmes du douar, avec une formation et un local partagé. " * 4


@dataclass
class Judging:
    """What was seeded: who evaluates, with the addresses of what they have to write."""

    grid_id: int
    reader_id: int
    #: (cookie's token, ids of evaluations)
    people: list[tuple[str, list[int]]]
    #: cookie's token of who coordinates; a call, one of its files, a saved scenario
    desk_token: str
    call_id: int
    file_id: int
    scenario_id: int = 0


def seed(count: int, each: int, evaluators: int) -> Judging:
    with writing():
        call = _call()
        grid = grids.make_grid(
            call=call, stage=1, settings=grids.Settings(each), actor=Actor.system(), now=clock.now()
        )
        people = [_person(number) for number in range(evaluators + 1)]
        db.session.add_all(person for person, _token in people)
        db.session.flush()
        reader, desk_token = people[-1]
        _coordinates(reader)
        judging = Judging(
            grid.id, reader.id, [(token, []) for _person, token in people[:-1]], desk_token, call.id, 0
        )
        ids = [person.id for person, _token in people[:-1]]
        houses = _houses([person for person, _token in people[:-1]])
        for first in range(0, count, BATCH):
            _files(call, grid, range(first, min(first + BATCH, count)), ids, houses, each)
        db.session.commit()
    with writing():
        for key, person_id in db.session.execute(_to_write(grid.id)).all():
            judging.people[ids.index(person_id)][1].append(key)
        judging.file_id = db.session.scalars(select(func.min(Application.id))).one()
        judging.scenario_id = _scenario(judging)
        db.session.commit()
    return judging


def _coordinates(person: Person) -> None:
    body = Body(kind=BodyKind.SECRETARIAT, name=Translated(fr="Secrétariat permanent"))
    db.session.add(body)
    db.session.flush()
    since = date(2020, 1, 1)
    db.session.add(
        Mandate(body_id=body.id, person_id=person.id, role=MandateRole.COORDINATOR, starts_on=since)
    )


def _scenario(judging: Judging) -> int:
    """Saved with what the marks give now: a place kept for a province, one for a project led by women."""
    actor = Actor(name="Coordination", method="code", person_id=judging.reader_id)
    call, settings = (
        db.session.get_one(FundingCall, judging.call_id),
        Settings(women=1, provinces={"01.571": 2}),
    )
    return weighing.save_scenario(
        call=call, name="Mesure", settings=settings, actor=actor, now=clock.now()
    ).id


def _to_write(grid_id: int) -> Any:
    waiting = select(Evaluation.id, Evaluation.person_id).where(Evaluation.grid_id == grid_id)
    return waiting.where(Evaluation.sent_at.is_(None)).order_by(Evaluation.id)


def _call() -> FundingCall:
    both, now = Translated(fr="Appel de mesure", ar="طلب للقياس"), clock.now()
    call = FundingCall(
        edition=1, title=both, objective=both, audience=both, contact=both, declaration=built_in.DECLARATION,
        state=CallState.REVIEW, stages=1, needs_affiliation=False, envelope=10 * AMOUNT, created_at=now, eligibility=[],
        announced_at=now - timedelta(days=40), opens_at=now - timedelta(days=30), closes_at=now - timedelta(days=1),
    )  # fmt: skip
    db.session.add(call)
    call.lots = [Lot(title=both, amount=AMOUNT, most_projects=10, own_percent=10)]
    call.criteria = [
        CallCriterion(title=both, weight=weight, position=place) for place, weight in enumerate(WEIGHTS)
    ]
    db.session.flush()
    built_in.make_questionnaires(call, Actor.system(), now)
    form = call.file_questionnaire
    assert form is not None
    questionnaires.publish_version(draft=form.versions[0], version=1, actor=Actor.system(), now=now)
    return call


def _person(number: int) -> tuple[Person, str]:
    now, email = clock.now(), f"evaluation{number}@banc.example"
    person = Person(
        name=f"Évaluatrice {number}", name_folded=f"evaluatrice {number}", email=email, language="fr", created_at=now,
        account=Account(email=email, created_at=now),
    )  # fmt: skip
    token = secrets.token_urlsafe(32)
    device: Any = Device(
        token_digest=digest(token), account=person.account, person=person, method="code", created_at=now,
        expires_at=now + timedelta(hours=12), second_factor_at=now,
    )  # fmt: skip
    db.session.add(device)
    return person, token


def _houses(people: list[Person]) -> list[int]:
    """One institution for each evaluator."""
    if db.session.get(Category, "association") is None:
        db.session.add(Category(code="association", name=Translated(fr="Association")))
        db.session.flush()
    houses = [
        Institution(
            name=Translated(fr=f"Maison {place}"), name_folded=f"maison {place}", category_code="association",
            created_at=clock.now(),
        )
        for place, _person in enumerate(people)
    ]  # fmt: skip
    db.session.add_all(houses)
    db.session.flush()
    db.session.add_all(
        Seat(institution_id=house.id, person_id=person.id, kind=SeatKind.TITULAR, starts_on=date(2015, 3, 18))
        for house, person in zip(houses, people, strict=True)
    )
    return [house.id for house in houses]


def _files(
    call: FundingCall, grid: Grid, numbers: range, people: list[int], houses: list[int], each: int
) -> None:
    for number in numbers:
        answers = {
            "title": f"Projet {number}",
            "summary": TEXT,
            "need": TEXT,
            "results": TEXT,
            "province": "01.571",
        }
        file = received(call, answers, f"AMI-{number:06d}", requested=AMOUNT)
        places = [(number + step * 5) % len(people) for step in range(each)]
        aside = houses[
            (number + 1) % len(houses)
        ]  # a partner's people stand aside, none of those who judge it
        db.session.add(ApplicationTie(application_id=file.id, institution_id=aside, kind=TieKind.PARTNER))
        db.session.add_all(
            _evaluation(grid, file, people[place], step, number) for step, place in enumerate(places)
        )
    db.session.flush()


def received(call: FundingCall, answers: dict[str, str], number: str, **values: Any) -> Application:
    """Sent and found eligible, of a structure of its own; `values` are the application's."""
    now = clock.now()
    assert call.file_questionnaire is not None
    response = Response(
        questionnaire_version_id=call.file_questionnaire.versions[0].id, language="fr", started_at=now, saved_at=now,
        submitted_at=now, state=ResponseState.SUBMITTED, values=answers, answers=answers,
    )  # fmt: skip
    structure = create_structure(
        values={"name": {"fr": f"Structure de mesure {number}"}, "province": "01.571"}, source=Source.DECLARED,
        said_by="la structure", actor=Actor.system(), now=now,
    )  # fmt: skip
    db.session.add(response)
    db.session.flush()
    file = Application(
        call_id=call.id, lot_id=call.lots[0].id, structure_id=structure.id, title=answers["title"], number=number,
        title_folded=fold(answers["title"]), state=ApplicationState.ELIGIBLE, public_state=ApplicationState.SUBMITTED,
        file_response_id=response.id, language="fr", started_at=now, submitted_at=now, **values,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    return file


def _evaluation(grid: Grid, file: Application, person_id: int, step: int, number: int) -> Evaluation:
    """The last one of each file is begun, and still to be sent."""
    now = clock.now()
    scores = {str(one.id): (number * (step + 2) + place) % 6 for place, one in enumerate(grid.criteria)}
    return Evaluation(
        grid_id=grid.id, subject_id=file.id, person_id=person_id, assigned_at=now, scores=scores, comments={}, comment="",
        total=grids.total_of(grid.criteria, scores), saved_at=now, sent_at=None if step == 0 else now, version=1,
    )  # fmt: skip
