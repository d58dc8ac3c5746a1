"""Evaluations of the call under way, partly done: a grid from its criteria, three people who evaluate and have no other part
in the network, one file judged by both of its readers, one by one of them, one that somebody cannot judge."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from noress.core import clock
from noress.demo import accounts
from noress.demo.bodies import People
from noress.demo.coming import send_waiting_mails
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import assigning, evaluating, grids
from noress.domain.reviewing.models import Evaluation, Grid
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db

DAY = timedelta(days=1)
#: days after the demonstration's when evaluations close
CLOSES = 24
#: (French, Arabic, language)
EVALUATORS = (
    ("Évaluatrice 1", "المقيِّمة 1", "fr"),
    ("Évaluateur 2", "المقيِّم 2", "ar"),
    ("Évaluatrice 3", "المقيِّمة 3", "fr"),
)
#: of the two readers of each file in turn: both sent it; one cannot; one has begun it
STORIES = ("sent", "sent", "sent", "declined", "untouched", "begun")
WHY = {
    "fr": ("Besoin réel, bien décrit avec des chiffres.", "Le budget est clair ; il manque un devis.", "Projet utile et réaliste."),
    "ar": ("حاجة حقيقية ومبينة بالأرقام.", "الميزانية واضحة وينقصها بيان أثمنة.", "مشروع مفيد وواقعي."),
}  # fmt: skip


def add_evaluations(call: FundingCall, secretariat: Actor, people: People, now: datetime) -> None:
    evaluators = [
        people.add(
            f"{fr} (démonstration)",
            f"{ar} (عرض تجريبي)",
            f"evaluation{place}@{accounts.DOMAIN}",
            language,
        )
        for place, (fr, ar, language) in enumerate(EVALUATORS, 1)
    ]
    db.session.flush()  # files are given to their numbers
    given = now - 2 * DAY
    grid = _grid(call, secretariat, now)
    files = [
        db.session.get_one(Application, row[0])
        for row in db.session.execute(queries.list_to_judge(call.id, 1)).all()
    ]
    for place, file in enumerate(files):
        pair = [evaluators[place % 3].id, evaluators[(place + 1) % 3].id]
        assigning.assign(grid=grid, application=file, person_ids=pair, actor=secretariat, now=given)
    send_waiting_mails(given + timedelta(minutes=1))
    for place, file in enumerate(files):
        for turn, person in enumerate((evaluators[place % 3], evaluators[(place + 1) % 3])):
            _live(_of(grid, file, person), person, 2 * place + turn, now)
    send_waiting_mails(now - timedelta(minutes=20))


def _grid(call: FundingCall, secretariat: Actor, now: datetime) -> Grid:
    """The announced criteria; the first eliminates, the budget is explained."""
    rows = grids.rows_from_call(call)
    rows = [
        replace(row, minimum=2 if not place else None, needs_comment=place == 2)
        for place, row in enumerate(rows)
    ]
    closes = clock.to_utc(datetime.combine(clock.today(now) + CLOSES * DAY, time(17)))
    return grids.save_grid(
        call=call,
        stage=1,
        rows=rows,
        settings=grids.Settings(2, None, closes),
        version=0,
        actor=secretariat,
        now=now - 3 * DAY,
    )


def _of(grid: Grid, file: Application, person: Person) -> Evaluation:
    rows = db.session.scalars(queries.list_of_file(grid.id, file.id))
    return next(one for one in rows if one.person_id == person.id)


def _live(evaluation: Evaluation, person: Person, turn: int, now: datetime) -> None:
    story = STORIES[turn % len(STORIES)]
    at, actor = (
        now - DAY + timedelta(minutes=30 * turn),
        identity.build_actor(person, seat=None, now=now, method="demo"),
    )
    if story == "declined":
        reason = (
            "Je connais la trésorière depuis longtemps ; je préfère qu'une autre personne évalue ce dossier."
        )
        evaluating.decline_evaluation(
            evaluation=evaluation, is_conflict=False, reason=reason, actor=actor, now=at
        )
    if story not in ("sent", "begun"):
        return
    criteria = evaluation.grid.criteria
    marks = {one.id: 3 + (turn + place) % 3 for place, one in enumerate(criteria)}
    if story == "begun":
        marks = dict(list(marks.items())[:2])
    first, budget, whole = WHY[person.language]
    typed = evaluating.Typed(marks, {criteria[0].id: first, criteria[2].id: budget}, whole)
    evaluating.save_evaluation(
        evaluation=evaluation, typed=typed, version=evaluation.version, actor=actor, now=at
    )
    if story == "sent":
        evaluating.send_evaluation(
            evaluation=evaluation, version=evaluation.version, actor=actor, now=at + timedelta(minutes=9)
        )
