"""Numbered members answer the common questionnaire: invented, always the same, through the rules of the engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.demo import accounts, questionnaire
from noress.demo.answers import list_answers, list_later_answers
from noress.demo.bodies import language_of
from noress.demo.coming import send_waiting_mails, working_day
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import Institution, SeatKind
from noress.domain.institutions.queries import list_open_seats_of
from noress.domain.questionnaires import queries, rules, types
from noress.domain.questionnaires.definition import Section, read_definition
from noress.domain.questionnaires.filling import PREFIX
from noress.domain.questionnaires.models import Channel, Questionnaire, Response
from noress.extensions import db

#: days before the demonstration's own: the first version, the second one, what was corrected since
FIRST_AGO, SECOND_AGO, CORRECTED_AGO = 42, 14, 6
#: members who answer, in the order they begin: the last six have the second version from the start
NUMBERS = (
    8,
    6,
    9,
    12,
    10,
    14,
    11,
    13,
    16,
    7,
    18,
    15,
    19,
    17,
    21,
    20,
    22,
    25,
    23,
    26,
    28,
    29,
    27,
    30,
    31,
    24,
    33,
    32,
    34,
)
#: begun and not sent: {number: sections that are filled in}
BEGUN = {13: 2, 20: 3, 27: 1, 32: 4}
#: typed where a number is asked: kept, and shown again beside its error
UNREAD = {32: {"q.helped.women.received": ["حوالي عشرة"]}}
#: sent, opened again and sent once more; opened again and left there
CORRECTED, REOPENED = (9, 22), 18
CHANNELS = {
    7: Channel.PHONE, 15: Channel.PHONE, 20: Channel.PHONE, 23: Channel.PHONE, 28: Channel.PHONE,
    11: Channel.HELPED, 17: Channel.HELPED, 25: Channel.HELPED, 30: Channel.HELPED,
    19: Channel.PAPER, 26: Channel.PAPER, 33: Channel.PAPER,
}  # fmt: skip
HELPER = {
    Channel.PHONE: "Équipe d'animation (démonstration)", Channel.HELPED: "Équipe d'animation (démonstration)",
    Channel.PAPER: "Secrétariat permanent (démonstration)",
}  # fmt: skip
#: who asked for a receipt by mail
RECEIPTS = (accounts.MEMBER, 31)


@dataclass(frozen=True)
class Round:
    """What every answer needs: the questionnaire, who types for others, the numbered members."""

    questionnaire: Questionnaire
    animation: Actor
    secretariat: Actor
    institutions: dict[int, Institution]
    now: datetime

    def at(self, ago: int, hour: int, minute: int) -> datetime:
        """A working hour that many days ago, or on the Monday after."""
        day = working_day(clock.today(self.now) - timedelta(days=ago))
        return clock.to_utc(datetime.combine(day, time(hour, minute)))

    def actor(self, number: int, now: datetime) -> Actor:
        """Whoever fills in for the member, or its titular."""
        channel = CHANNELS.get(number, Channel.SELF)
        if channel is not Channel.SELF:
            return self.secretariat if channel is Channel.PAPER else self.animation
        seats = db.session.scalars(list_open_seats_of(self.institutions[number].id)).all()
        seat = next(seat for seat in seats if seat.kind is SeatKind.TITULAR)
        return identity.build_actor(seat.person, seat=seat, now=now, method="demo")

    def sections_of(self, response: Response) -> tuple[Section, ...]:
        return read_definition(response.questionnaire_version.content).sections


def add_responses(institutions: dict[int, Institution], staff: dict[str, Person], now: datetime) -> None:
    """The questionnaire in its two versions, and what members made of it."""
    secretariat, animation = (
        identity.build_actor(staff[key], seat=None, now=now, method="demo") for key in ("secretariat", "animation")
    )  # fmt: skip
    created_at = now - timedelta(days=FIRST_AGO + 7)
    made = rules.create_questionnaire(
        title=questionnaire.TITLE, notice=questionnaire.NOTICE, actor=secretariat, now=created_at,
        definition=questionnaire.build_definition(),
    )  # fmt: skip
    asking = Round(made, animation, secretariat, institutions, now)
    _publish(asking, asking.at(FIRST_AGO, 9, 0))
    days = _days_of_beginning()
    _answer_all(asking, [(number, ago) for number, ago in days if ago > SECOND_AGO])
    second_at = asking.at(SECOND_AGO, 16, 30)
    draft = rules.begin_version(questionnaire=made, actor=secretariat, now=second_at - timedelta(hours=1))
    content = questionnaire.build_second_version()
    rules.save_content(
        draft=draft, definition=content, version=draft.version, actor=secretariat, now=second_at
    )
    _publish(asking, second_at + timedelta(minutes=20))
    _answer_all(asking, [(number, ago) for number, ago in days if ago <= SECOND_AGO])
    for number in CORRECTED:
        corrected_at = asking.at(CORRECTED_AGO, 11, number)
        response = _change(asking, number, corrected_at)
        _send(response, number, asking.actor(number, corrected_at), corrected_at + timedelta(minutes=4))
    _change(asking, REOPENED, asking.at(CORRECTED_AGO - 2, 15, REOPENED))


def _days_of_beginning() -> list[tuple[int, int]]:
    """(member, days ago): a good week at the start, then fewer, the last ones after the second version."""
    late = len(NUMBERS) - 6
    step = (FIRST_AGO - SECOND_AGO - 4) / late
    return [
        (number, FIRST_AGO - 1 - int(place * step) if place < late else SECOND_AGO - 3 - (place - late))
        for place, number in enumerate(NUMBERS)
    ]


def _publish(asking: Round, now: datetime) -> None:
    draft = db.session.scalars(queries.get_draft_version(asking.questionnaire.id)).one()
    rules.publish_version(draft=draft, version=draft.version, actor=asking.secretariat, now=now)


def _answer_all(asking: Round, days: Iterable[tuple[int, int]]) -> None:
    """In the order of time: numbers follow it."""
    times = [(asking.at(ago, 10 + place % 6, number), number) for place, (number, ago) in enumerate(days)]
    for now, number in sorted(times):
        _answer(asking, number, now)


def _answer(asking: Round, number: int, now: datetime) -> None:
    """Begun, filled in section after section, and sent by most."""
    channel, actor = CHANNELS.get(number, Channel.SELF), asking.actor(number, now)
    institution = asking.institutions[number]
    response = rules.begin_response(
        questionnaire=asking.questionnaire, language=language_of(number), actor=actor, now=now, channel=channel,
        institution_id=institution.id, filled_by=HELPER.get(channel),
    )  # fmt: skip
    sections = asking.sections_of(response)[: BEGUN.get(number)]
    answers = list_answers(number, institution.category_code, clock.today(asking.now).year)
    for place, section in enumerate(sections, 1):
        _save(response, section, answers, now + timedelta(minutes=3 * place), UNREAD.get(number, {}))
    if number not in BEGUN:
        _send(response, number, actor, now + timedelta(minutes=3 * len(sections) + 2))


def _save(
    response: Response, section: Section, answers: dict[str, Any], now: datetime, typed: Mapping[str, Sequence[str]],
) -> None:  # fmt: skip
    """What the page of that section would post; `typed` in place of what could be read."""
    posted: dict[str, Sequence[str]] = {
        f"{PREFIX}{question.key}{suffix}": texts
        for question in section.questions
        for suffix, texts in types.get(question.type).typed(question, answers.get(question.key)).items()
    }
    posted |= {name: texts for name, texts in typed.items() if name in posted}
    rules.save_page(
        response=response, questions=section.questions, posted=posted, place=section.key, version=response.version,
        now=now,
    )  # fmt: skip


def _send(response: Response, number: int, actor: Actor, now: datetime) -> None:
    """With a receipt by mail for a few."""
    email = f"membre{number}@{accounts.DOMAIN}" if number in RECEIPTS else None
    key = f"demo-{number}-{len(response.snapshots)}"
    rules.submit_response(
        response=response, key=key, version=response.version, email=email, actor=actor, now=now
    )
    if email:
        send_waiting_mails(now + timedelta(seconds=20))


def _change(asking: Round, number: int, now: datetime) -> Response:
    """Opened again: another answer to what the network is expected to do."""
    found = db.session.scalars(queries.get_begun(asking.questionnaire.id, asking.institutions[number].id))
    response = found.one()
    section = next(part for part in asking.sections_of(response) if part.key == "needs")
    _save(response, section, response.values | list_later_answers(number), now, {})
    return response
