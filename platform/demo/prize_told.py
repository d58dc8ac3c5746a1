"""A third edition, of the demonstration alone (its number, 0, is no edition of the network's), finished more than a year ago: a
jury, scores, winners, a mention, letters, feedback, a prize that is paid and one that waits, answers one year after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo import accounts, drawings, payments, prize, prize_decided, prize_jury
from noress.demo.bodies import People
from noress.demo.coming import send_waiting_mails
from noress.demo.competitions import AUDIENCE, CONTACT, RULES
from noress.demo.questionnaire import text
from noress.domain.accounts.actor import Actor
from noress.domain.awards import queries as award_queries
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules import bulk, telling
from noress.domain.catalogue.models import Structure
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition, Entry, RulesVersion
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import editions, feedback, following_up, releasing
from noress.domain.funding.models import CallState, Lot
from noress.domain.funding.rules.completeness import coming_version, forms_of
from noress.domain.institutions.models import Institution
from noress.domain.juries.models import JuryRole
from noress.domain.juries.rules import composing
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db

DAY = timedelta(days=1)
#: numbers of editions begin at 1
_MADE_AS = 90
#: days before the demonstration's
OPENED, CLOSED, SCORED, DECIDED, TOLD, ASKED = 480, 460, 440, 415, 400, 30
ENTRIES = 6
#: the first entries have a drawing where a photo would be
DRAWN = 4
LEVELS = (5, 4, 3, 2, 2, 1)
TITLE = ("Concours de démonstration, déjà décidé", "مسابقة للعرض التجريبي، تم البت فيها")
PRIZES = (("Premier prix", "الجائزة الأولى", 50_000_00), ("Deuxième prix", "الجائزة الثانية", 30_000_00),
          ("Troisième prix", "الجائزة الثالثة", None))  # fmt: skip
TEXT = ("Vingt familles partagent un équipement qu'aucune ne pouvait payer seule.",
        "عشرون أسرة تتقاسم تجهيزا لم تكن أي منها قادرة على ثمنه وحدها.")  # fmt: skip
PRESS = ("Le concours de démonstration a récompensé trois initiatives. Tout y est inventé.",
         "كافأت مسابقة العرض التجريبي ثلاث مبادرات. كل ما فيها متخيل.")  # fmt: skip
FEEDBACK = ("L'idée répond à un besoin réel du territoire. Montrez les premiers résultats : quelques chiffres, des photos.",
            "تستجيب الفكرة لحاجة حقيقية في المجال الترابي. بينوا النتائج الأولى: بعض الأرقام والصور.")  # fmt: skip
ANSWERS = (
    "Un an après, l'équipement sert chaque jour. Douze personnes y travaillent, dont huit femmes.",
    "Nous cherchons encore un local ; l'activité continue chez l'une de nous.",
)


@dataclass(frozen=True)
class Hands:
    """Who coordinates, who follows the files, who orders and pays."""

    coordinator: Actor
    officer: Actor
    orderer: Actor
    treasurer: Actor


def add_told(
    carrier_id: int, institutions: dict[int, Institution], structures: list[Structure], people: People, hands: Hands,
    now: datetime,
) -> Competition:  # fmt: skip
    competition = _edition(carrier_id, hands.coordinator, now)
    call = competition.call
    desk = prize.Desk(hands.coordinator, hands.officer)
    made = []
    for place in range(ENTRIES):
        person = prize.begin(
            competition, place, structures[place] if place % 2 == 0 else None, now - OPENED * DAY + DAY
        )
        at = now - (CLOSED + 2) * DAY + place * timedelta(hours=1)
        prize.fill(person, place, at)
        if place < DRAWN:
            drawings.give_drawing(person, place, at)
        prize.send(person, at)
        made.append(person)
    drawings.make_copies(now - CLOSED * DAY)
    call.state = CallState.REVIEW
    db.session.flush()
    for person in made:
        prize.check(person, desk, now - (CLOSED - 3) * DAY, is_eligible=True)
    send_waiting_mails(now - (CLOSED - 4) * DAY)
    chair = _judge(competition, institutions, people, hands.coordinator, now)
    entries = _words(competition, hands.coordinator, now - (TOLD + 6) * DAY)
    for entry in entries[3:]:
        feedback.choose_feedback(
            entry=entry,
            feedback=text(FEEDBACK),
            version=entry.version,
            actor=chair,
            now=now - (TOLD + 5) * DAY,
        )
    _tell(competition, hands.coordinator, now - TOLD * DAY)
    prize_decided.approve(competition, hands.coordinator, now - TOLD * DAY)
    _pay(entries[0], hands, now)
    _one_year_after(entries, hands.coordinator, now)
    return competition


def _edition(carrier_id: int, actor: Actor, now: datetime) -> Competition:
    """Prepared like any edition; its announcement is nobody's news any more."""
    began = now - (OPENED + 20) * DAY
    competition = editions.create_edition(edition=_MADE_AS, title=text(TITLE), actor=actor, now=began)
    call = competition.call
    call.edition, call.is_demonstration, call.carrier_id = 0, True, carrier_id
    form = call.file_questionnaire
    if form is not None:
        form.title = Translated({code: said.replace(str(_MADE_AS), "0") for code, said in form.title.items()})
    call.objective, call.audience, call.contact = text(TITLE), AUDIENCE, CONTACT
    call.envelope, call.contact_email = 120_000_00, "concours@demo.example"
    call.lots = [Lot(title=text(("Initiatives", "المبادرات")), position=0, amount=0)]
    for row, (fr, ar, amount) in zip(competition.prizes, PRIZES, strict=True):
        row.title, row.amount = text((fr, ar)), amount
    french, arabic = ("\n\n".join(one[place] for one in RULES) for place in (0, 1))
    competition.rules.append(RulesVersion(number=1, text=text((french, arabic)), published_at=began))
    competition.certifies_all, competition.special_mentions = True, 1
    for questionnaire_id, _words in forms_of(call):
        version = coming_version(questionnaire_id) if questionnaire_id else None
        if version is not None:
            questionnaires.publish_version(draft=version, version=version.version, actor=actor, now=began)
    call.announced_at, call.opens_at, call.closes_at = began, now - OPENED * DAY, now - CLOSED * DAY
    call.questions_until, call.results_on = call.closes_at, clock.today(now - TOLD * DAY)
    call.appeal_until = clock.today(now - (TOLD - 15) * DAY)
    competition.ceremony_at, competition.ceremony_place = (
        now - TOLD * DAY,
        text(("Salle de démonstration", "قاعة العرض التجريبي")),
    )
    call.state = CallState.OPEN
    grid = finding.grid_of(competition)
    assert grid is not None, "made with the edition"
    grid.opens_at, grid.closes_at = now - (CLOSED - 5) * DAY, now - SCORED * DAY
    db.session.flush()
    return competition


def _judge(
    competition: Competition,
    institutions: dict[int, Institution],
    people: People,
    actor: Actor,
    now: datetime,
) -> Actor:
    """Four people; the chair is given back."""
    at, houses = now - (CLOSED - 2) * DAY, [institutions[key] for key in sorted(institutions)]
    jurors = []
    for place, role in enumerate((JuryRole.CHAIR, JuryRole.MEMBER, JuryRole.MEMBER, JuryRole.SECRETARY), 1):
        person = people.add(
            f"Ancien jury {place} (démonstration)", f"لجنة سابقة {place} (عرض تجريبي)", f"ancienjury{place}@{accounts.DOMAIN}", "fr"
        )  # fmt: skip
        db.session.flush()
        seat = composing.Place(role, houses[-place].id)
        juror = composing.appoint(competition=competition, person=person, place=seat, actor=actor, now=at)
        juror.invited_at = at
        prize_jury.accept(juror, person, at + DAY)
        jurors.append(juror)
    grid = finding.grid_of(competition)
    assert grid is not None, "made with the edition"
    for juror in jurors[:3]:
        _write(competition, grid, juror.person_id, now - (SCORED + 5) * DAY)
    db.session.flush()
    prize_decided.deliberate(competition, jurors, actor, now - DECIDED * DAY)
    return prize_jury.acting(jurors[0].person, now)


def _write(competition: Competition, grid: Grid, person_id: int, at: datetime) -> None:
    for place, entry in enumerate(db.session.scalars(queries.list_decided(competition.id)).unique()):
        row = Evaluation(
            grid_id=grid.id, subject_id=entry.application_id, person_id=person_id, assigned_at=at - 2 * DAY, scores={},
            comments={}, comment="", version=1,
        )  # fmt: skip
        db.session.add(row)
        prize_jury.write_scores(row, grid, LEVELS[place], place, at, "fr")
    db.session.flush()


def _words(competition: Competition, actor: Actor, at: datetime) -> list[Entry]:
    """What everybody will read and see; the entries, the best first."""
    found = db.session.scalars(queries.list_decided(competition.id)).unique()
    entries = sorted(found, key=lambda one: (one.rank or 99, one.application_id))
    for entry in entries:
        if entry.prize_id is not None:
            photo = next(iter(releasing.photos_of(entry)), None)
            releasing.edit_public_text(
                entry=entry, text=text(TEXT), photo_id=photo, version=entry.version, actor=actor, now=at
            )
    competition.press_text = text(PRESS)
    db.session.flush()
    return entries


def _tell(competition: Competition, actor: Actor, told: datetime) -> None:
    releasing.release_results(competition=competition, actor=actor, now=told)
    db.session.flush()
    letters = db.session.scalars(task_queries.get_last_task(competition.call_id, telling.LETTERS)).one()
    while bulk.do_next(task=letters, now=told):
        pass
    send_waiting_mails(told + timedelta(minutes=10))


def _pay(entry: Entry, hands: Hands, now: datetime) -> None:
    """The first prize is paid; the second waits for its legal structure, the third for an amount."""
    award = db.session.scalars(award_queries.get_standing_award(entry.application_id)).one()
    payments.pay_whole(payments.Desk(hands.officer, hands.orderer, hands.treasurer, now), award)
    send_waiting_mails(now - timedelta(hours=1))


def _one_year_after(entries: list[Entry], actor: Actor, now: datetime) -> None:
    """The first answered and is published, the second answered, the third is silent."""
    asked = now - ASKED * DAY
    following_up.ask_due(now=asked)
    send_waiting_mails(asked + timedelta(minutes=10))
    for place, (entry, said) in enumerate(zip(entries, ANSWERS, strict=False)):
        following_up.answer_follow_up(
            entry=entry, person=entry.application.people[0], text=said, now=asked + (5 + place) * DAY
        )
    first = entries[0]
    following_up.publish_follow_up(
        entry=first, is_public=True, version=first.version, actor=actor, now=asked + 12 * DAY
    )
    db.session.flush()
