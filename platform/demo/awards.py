"""A call that is over, of an edition of the demonstration: eight numbered bodies applied, six are funded, one waits, one
appealed. All of it is invented; its number, 0, is no edition of the network's."""

from datetime import datetime, timedelta

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo import applications, calls
from noress.demo.applications import Desk
from noress.demo.bodies import People
from noress.demo.coming import send_waiting_mails
from noress.demo.questionnaire import text
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application, ApplicationPerson
from noress.domain.applications.queries.applying import list_own_structures
from noress.domain.awards import queries
from noress.domain.awards.board import Settings
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules import appealing, bulk, telling, weighing
from noress.domain.funding import rules
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.funding.rules.completeness import coming_version, forms_of
from noress.domain.funding.rules.preparing import create_call
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.reviewing import grids
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db

DAY = timedelta(days=1)
#: days before the demonstration's: when applications closed, when results were told
CLOSED, TOLD = 70, 40
FILES, FUNDED = 8, 6
AMOUNT = 60_000_00
#: numbers of editions begin at 1
_MADE_AS = 90
TITLE = text(("Appel de démonstration, déjà décidé", "طلب إبداء الاهتمام للعرض التجريبي، تم البت فيه"))


def add_awards(
    carrier_id: int, institutions: dict[int, Institution], desk: tuple[Actor, Actor], people: People, now: datetime
) -> FundingCall:  # fmt: skip
    """`desk`: who coordinates, who follows the files. The call is given back, decided and told."""
    closed = now - CLOSED * DAY
    call = _call(carrier_id, desk[0], closed)
    files = _files(call, institutions, desk, closed)
    _evaluate(call, files, desk[0], people, closed + 10 * DAY)
    _decide(call, desk[0], now)
    return call


def _call(carrier_id: int, actor: Actor, closed: datetime) -> FundingCall:
    """Prepared like any call; its announcement is nobody's news any more."""
    began = closed - 20 * DAY
    call = create_call(edition=_MADE_AS, title=TITLE, stages=1, actor=actor, now=began)
    call.edition = 0
    for form in (call.note_questionnaire, call.file_questionnaire):
        if form is not None:
            form.title = Translated(
                {code: said.replace(str(_MADE_AS), "0") for code, said in form.title.items()}
            )
    call.is_demonstration, call.carrier_id = True, carrier_id
    call.objective, call.audience, call.contact = calls.OBJECTIVE, calls.AUDIENCE, calls.CONTACT
    call.contact_email = "appel@demo.example"
    lot = rules.LotRow(
        row="lot", id=None, title=text(("Projets de structures du réseau", "مشاريع بنيات الشبكة")), amount=AMOUNT,
        most_projects=FUNDED, own_percent=10, own_in_kind=True,
    )  # fmt: skip
    funders = [
        rules.FunderRow(row=f"funder_{place}", id=None, institution_id=None, name=text(name), amount=amount)
        for place, (name, amount) in enumerate(
            (
                (("Financeur de démonstration 1", "الممول التجريبي 1"), 4 * AMOUNT),
                (("Financeur de démonstration 2", "الممول التجريبي 2"), 2 * AMOUNT),
            )
        )
    ]
    rules.save_money(
        call=call, envelope=FUNDED * AMOUNT, lots=[lot], funders=funders, version=call.version, actor=actor, now=began
    )  # fmt: skip
    rules.save_criteria(
        call=call, version=call.version, actor=actor, now=began,
        rows=[
            rules.CriterionRow(f"critere_{place}", None, text((fr, ar)), Translated(), weight)
            for place, (fr, ar, weight) in enumerate(calls.CRITERIA)
        ],
    )  # fmt: skip
    _open(call, actor, began, closed)
    return call


def _open(call: FundingCall, actor: Actor, began: datetime, closed: datetime) -> None:
    for questionnaire_id, _words in forms_of(call):
        version = coming_version(questionnaire_id) if questionnaire_id else None
        if version is not None:
            questionnaires.publish_version(draft=version, version=version.version, actor=actor, now=began)
    call.opens_at, call.closes_at = closed - 12 * DAY, closed
    call.questions_until, call.announced_at = closed - 5 * DAY, began
    call.results_on = clock.today(closed + (CLOSED - TOLD) * DAY)
    call.appeal_until = clock.today(closed + (CLOSED - TOLD + 15) * DAY)
    call.state = CallState.OPEN
    db.session.flush()


def _files(
    call: FundingCall, institutions: dict[int, Institution], desk: tuple[Actor, Actor], closed: datetime
) -> list[Application]:
    at_desk = Desk(call, *desk, closed - timedelta(hours=6))
    found = [
        db.session.scalars(list_own_structures(institutions[key].id, None)).first()
        for key in sorted(institutions)
    ]
    structures = [one for one in found if one is not None][:FILES]
    made = []
    for number, structure in enumerate(structures):
        person = applications.begin(at_desk, structure, None, number)
        assert person is not None, "nobody applied for it before"
        applications.find_eligible(at_desk, person, number)
        made.append(person.application)
    call.state = CallState.REVIEW
    db.session.flush()
    send_waiting_mails(closed + timedelta(hours=1))
    return made


def _evaluate(
    call: FundingCall, files: list[Application], actor: Actor, people: People, at: datetime
) -> None:
    """Two people each; marks from good to poor, in no order of arrival."""
    evaluators: list[Person] = [
        people.add(f"Évaluateur {place} (démonstration)", f"المقيِّم {place} (عرض تجريبي)", f"evaluation{place}@demo.example", "fr")
        for place in (4, 5)
    ]  # fmt: skip
    db.session.flush()
    grid = grids.save_grid(
        call=call, stage=1, rows=grids.rows_from_call(call), settings=grids.Settings(2, None, at + 10 * DAY), version=0,
        actor=actor, now=at,
    )  # fmt: skip
    for place, application in enumerate(files):
        for turn, person in enumerate(evaluators):
            db.session.add(_evaluation(grid, application, person, (3 * place + turn) % 5, at))
    db.session.flush()


def _evaluation(grid: Grid, application: Application, person: Person, turn: int, at: datetime) -> Evaluation:
    values = {}
    for place, criterion in enumerate(grid.criteria):
        steps = [step["value"] for step in criterion.scale]
        values[str(criterion.id)] = steps[-1 - (turn + place) % min(3, len(steps))]
    return Evaluation(
        grid_id=grid.id, subject_id=application.id, person_id=person.id, assigned_at=at, scores=values, comments={},
        comment="Projet utile et réaliste.", total=grids.total_of(grid.criteria, values), saved_at=at + DAY,
        sent_at=at + 2 * DAY, version=2,
    )  # fmt: skip


def _decide(call: FundingCall, actor: Actor, now: datetime) -> None:
    told = now - TOLD * DAY
    weighing.save_scenario(
        call=call, name="Une place par province", actor=actor, now=told - 6 * DAY,
        settings=Settings(provinces={"01.151": 1, "01.511": 1}, reserve=1),
    )  # fmt: skip
    chosen = weighing.save_scenario(
        call=call, name="Au classement", settings=Settings(reserve=1), actor=actor, now=told - 6 * DAY
    )
    weighing.adopt_scenario(scenario=chosen, version=chosen.version, actor=actor, now=told - 3 * DAY)
    telling.release_letters(call=call, actor=actor, now=told)
    letters = db.session.scalars(task_queries.get_last_task(call.id, telling.LETTERS)).one()
    while bulk.do_next(task=letters, now=told):
        pass
    send_waiting_mails(told + timedelta(minutes=10))
    refused = next(
        one for one in db.session.scalars(queries.list_decided(call.id, 1)) if one.state.value == "rejected"
    )
    owner: ApplicationPerson = refused.people[0]
    appeal = appealing.file_appeal(
        person=owner,
        text="Notre deuxième devis est arrivé après la clôture. Pouvez-vous le lire ?",
        now=told + 4 * DAY,
    )
    appealing.answer_appeal(
        appeal=appeal, is_upheld=False, version=appeal.version, actor=actor, now=told + 9 * DAY,
        answer="Le comité a relu le dossier : ce qui est arrivé après la clôture ne peut pas compter. La note reste la même.",
    )  # fmt: skip
    send_waiting_mails(told + 9 * DAY + timedelta(minutes=10))
