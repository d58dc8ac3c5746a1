"""The round of asking with the common questionnaire: the numbered members first, who pass it on to numbered
structures, by relay and by telephone. Everything invented here belongs to numbered bodies."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated, french_spacing
from noress.demo import accounts
from noress.demo.answers import POINTS, list_answers
from noress.demo.coming import send_waiting_mails, working_day
from noress.demo.questionnaire import REGION
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.campaigns import participation_links, rules
from noress.domain.campaigns import queries as campaign_queries
from noress.domain.campaigns.models import Call, CallOutcome, Campaign, Means, Participant
from noress.domain.campaigns.open_links import link_of
from noress.domain.campaigns.rules import Structure
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires import rules as answering
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import read_definition
from noress.domain.questionnaires.filling import PREFIX
from noress.domain.questionnaires.models import Channel, Response
from noress.extensions import db

NAME = Translated(
    fr="Catalogue des acteurs : la grande collecte", ar="دليل الفاعلين: الحملة الكبرى لجمع المعطيات"
)
MESSAGE = Translated(
    fr=french_spacing(
        "Les membres du réseau ont décidé ensemble d'un questionnaire commun. Vos réponses font entrer votre structure "
        "au catalogue : les porteurs de projets sauront vous trouver."
    ),
    ar="قرر أعضاء الشبكة معا استمارة مشتركة. بأجوبتكم تدخل بنيتكم إلى الدليل، ويعرف حاملو المشاريع كيف يجدونكم.",
)  # fmt: skip
#: days before the demonstration's own
OPENED_AGO, REMINDED_AGO, LISTED_AGO, ROUND_AGO, NEXT_ROUND_AGO = 41, 20, 9, 5, 1
LASTS = 35
STRUCTURES = 48
PROVINCES = tuple(POINTS)
SPREAD = (
    "association",
    "cooperative",
    "association",
    "reseau",
    "cooperative",
    "microcredit",
    "association",
    "mutuelle",
)
#: who passed it on to whom: structure -> structure, or -> member; three deep from the members
PASSED_BY_MEMBER = {1: 8, 2: 8, 3: 9, 4: 12, 5: 12, 6: 21, 7: 26, 8: 12}
PASSED_BY = {9: 1, 10: 1, 11: 4, 12: 5, 13: 9, 14: 11}
#: given by members as lists, without having passed it on themselves
LISTED_BY = {15: 10, 16: 10, 17: 18, 18: 18, 19: 18}
ANSWERED = (1, 4, 9, 5, 12, 2, 13)
BEGUN = (3, 10, 15)
DECLINED = 19
#: came by the link or the poster of a member; the last by the network's own, and looks like junk
BY_LINK = {49: 8, 50: 12, 51: None}
HELD = 51
#: what the first round gave, in the order in which it was drawn
OUTCOMES = (
    CallOutcome.ANSWERED, CallOutcome.NO_REPLY, CallOutcome.PROMISED, CallOutcome.WRONG_NUMBER, CallOutcome.ANSWERED,
    CallOutcome.NO_REPLY, CallOutcome.PROMISED, CallOutcome.REFUSED, CallOutcome.NO_REPLY, CallOutcome.PROMISED,
)  # fmt: skip
NEXT_OUTCOMES = (CallOutcome.CALL_BACK, CallOutcome.NO_REPLY)
TARGETS = {"association": 3, "cooperative": 3, "reseau": 1, "microcredit": 1, "mutuelle": 1}
CALLER = "Équipe d'animation (démonstration)"


@dataclass
class Collecting:
    """What every step needs."""

    campaign: Campaign
    animation: Actor
    now: datetime
    members: dict[int, Participant]
    structures: dict[int, Participant]

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        day = working_day(clock.today(self.now) - timedelta(days=ago))
        return min(clock.to_utc(datetime.combine(day, time(hour, minute))), self.now)


def add_campaign(institutions: dict[int, Institution], staff: dict[str, Person], now: datetime) -> None:
    """One open campaign on the common questionnaire, five weeks old."""
    animation = identity.build_actor(staff["animation"], seat=None, now=now, method="demo")
    questionnaire = db.session.execute(questionnaires.list_questionnaires()).scalars().all()[-1]
    opened_at = now - timedelta(days=OPENED_AGO)
    campaign = rules.create_campaign(
        questionnaire=questionnaire, name=NAME, message=MESSAGE, closes_on=clock.today(now) + timedelta(days=LASTS),
        province_question="province", kind_question="kind", most_depth=3, actor=animation, now=opened_at,
    )  # fmt: skip
    rules.open_campaign(campaign=campaign, actor=animation, now=opened_at + timedelta(minutes=20))
    collecting = Collecting(campaign, animation, now, {}, {})
    _ask_members(collecting, institutions)
    _add_structures(collecting, institutions)
    _set_targets(collecting)
    _relay(collecting)
    rules.decline(
        participant=collecting.structures[DECLINED], now=collecting.at(2, 11),
        actor=participation_links.actor_of_link(collecting.structures[DECLINED]),
    )  # fmt: skip
    _call(collecting)
    _come_by_links(collecting, institutions)
    send_waiting_mails(collecting.at(1, 12))


def _ask_members(collecting: Collecting, institutions: dict[int, Institution]) -> None:
    """All invited the same day; those who answered since are found, and most of them were telephoned or reminded."""
    invited_at = collecting.at(OPENED_AGO, 10)
    for number, institution in institutions.items():
        structure = Structure(
            name=institution.name["fr"], institution_id=institution.id, kind=institution.category_code,
            phone=f"0500 00 03 {number:02d}", province=PROVINCES[number % len(PROVINCES)],
        )  # fmt: skip
        collecting.members[number] = rules.add_participant(
            campaign=collecting.campaign, structure=structure, actor=collecting.animation, now=invited_at
        )
    rules.send_invitations(campaign=collecting.campaign, actor=collecting.animation, now=invited_at)
    send_waiting_mails(invited_at + timedelta(minutes=2))
    for number, member in collecting.members.items():
        member.invited_at = invited_at
        if member.response is not None and member.means is Means.INVITATION and number % 7:
            member.means = Means.REMINDER if number % 3 else Means.PHONE
            member.reminders, member.reminded_at = 1, collecting.at(REMINDED_AGO, 9)


def _add_structures(collecting: Collecting, institutions: dict[int, Institution]) -> None:
    """Those that members gave, then those on the network's own list."""
    added_at = collecting.at(LISTED_AGO, 9)
    for number in range(1, STRUCTURES + 1):
        giver = PASSED_BY_MEMBER.get(number) or LISTED_BY.get(number)
        collecting.structures[number] = rules.add_participant(
            campaign=collecting.campaign, actor=collecting.animation, now=added_at + timedelta(minutes=number),
            structure=Structure(
                name=name_of(number), province=PROVINCES[(number * 3) % len(PROVINCES)],
                kind=SPREAD[number % len(SPREAD)], language="ar" if number % 3 else "fr",
                phone=None if number % 6 == 5 else f"0500 00 02 {number:02d}",
                email=f"structure{number}@{accounts.DOMAIN}" if number % 4 == 0 else None,
                through_id=institutions[giver].id if giver else None,
            ),
        )  # fmt: skip
    sent_at = collecting.at(LISTED_AGO, 14)
    rules.send_invitations(campaign=collecting.campaign, actor=collecting.animation, now=sent_at)
    send_waiting_mails(sent_at + timedelta(minutes=2))


def name_of(number: int) -> str:
    return f"Structure de démonstration {number}" if number % 3 == 0 else f"بنية العرض التجريبي {number}"


def _set_targets(collecting: Collecting) -> None:
    targets = {
        (province, kind): target - (place % 2 if target > 1 else 0)
        for place, province in enumerate(PROVINCES)
        for kind, target in TARGETS.items()
        if province.startswith(REGION)
    }
    rules.set_targets(
        campaign=collecting.campaign, targets=targets, version=collecting.campaign.version,
        actor=collecting.animation, now=collecting.at(LISTED_AGO, 15),
    )  # fmt: skip


def _relay(collecting: Collecting) -> None:
    """From the members to structures, and from them to others: three steps at most; some have answered already."""
    for number, giver in [*PASSED_BY_MEMBER.items(), *PASSED_BY.items()]:
        passer = collecting.structures[giver] if number in PASSED_BY else collecting.members[giver]
        participant = collecting.structures[number]
        participant.passed_on_by, participant.depth, participant.means = passer, passer.depth + 1, Means.RELAY
        participant.through_id = passer.through_id or passer.institution_id
        participant.created_by_id = None
    for place, number in enumerate(ANSWERED):
        _answer(collecting, number, collecting.at(4, 9 + place, 10), is_sent=True)
    for place, number in enumerate(BEGUN):
        _answer(collecting, number, collecting.at(3, 15 + place, 5), is_sent=False)


def _come_by_links(collecting: Collecting, institutions: dict[int, Institution]) -> None:
    """Every member has its link; two structures answered by one, and a third answer waits to be looked at."""
    given_at = collecting.at(LISTED_AGO, 15, 30)
    rules.open_links_of_members(campaign=collecting.campaign, actor=collecting.animation, now=given_at)
    db.session.flush()
    for place, (number, giver) in enumerate(BY_LINK.items()):
        link = link_of(collecting.campaign, institution=institutions[giver] if giver else None)
        assert link is not None, "it was given above"
        at = collecting.at(4, 16, 10 + 5 * place)
        response = rules.join_by_link(
            link=link, language="ar" if number % 3 else "fr", network="demonstration", now=at,
            actor=Actor(name="", method="link"), trap="x" if number == HELD else "",
        )  # fmt: skip
        participant = db.session.scalars(campaign_queries.get_of_response(response.id)).one()
        collecting.structures[number] = participant
        _answer(collecting, number, at, is_sent=True)


def _call(collecting: Collecting) -> None:
    """A round that is over, and one in the middle of its calls."""
    drawn_at = collecting.at(ROUND_AGO, 9)
    first = rules.draw_round(
        campaign=collecting.campaign,
        count=len(OUTCOMES),
        caller=CALLER,
        actor=collecting.animation,
        now=drawn_at,
    )
    for place, (call, outcome) in enumerate(zip(list(first.calls), OUTCOMES, strict=True)):
        at = collecting.at(3, 9, 5 * place)
        _note(collecting, call, outcome, at)
        if outcome is CallOutcome.ANSWERED:
            number = next(n for n, one in collecting.structures.items() if one.id == call.participant_id)
            _answer(
                collecting,
                number,
                at + timedelta(hours=8, minutes=place),
                is_sent=True,
                channel=Channel.PHONE,
            )
    second = rules.draw_round(
        campaign=collecting.campaign, count=8, caller=CALLER, actor=collecting.animation,
        now=collecting.at(NEXT_ROUND_AGO, 9),
    )  # fmt: skip
    for place, (call, outcome) in enumerate(zip(second.calls, NEXT_OUTCOMES, strict=False)):
        _note(collecting, call, outcome, collecting.at(NEXT_ROUND_AGO, 10, 5 * place))


def _note(collecting: Collecting, call: Call, outcome: CallOutcome, at: datetime) -> None:
    rules.record_call(call=call, outcome=outcome, note=None, seen=None, actor=collecting.animation, now=at)


def _answer(
    collecting: Collecting, number: int, at: datetime, *, is_sent: bool, channel: Channel = Channel.SELF
) -> None:
    """Through its own link, or with the animation team; section after section, as its pages post them."""
    participant = collecting.structures[number]
    is_own = channel is Channel.SELF
    actor = participation_links.actor_of_link(participant) if is_own else collecting.animation
    response = rules.join(
        participant=participant, actor=actor, now=at, channel=channel, filled_by=None if is_own else CALLER
    )
    response.email = None  # receipts are shown by the members' answers
    answers = answers_of(number, participant, clock.today(collecting.now).year)
    sections = read_definition(response.questionnaire_version.content).sections
    for place, section in enumerate(sections if is_sent else sections[:2], 1):
        _save(response, section, answers, at + timedelta(minutes=2 * place))
    if is_sent:
        answering.submit_response(
            response=response, key=f"demo-structure-{number}", version=response.version, email=None, actor=actor,
            now=at + timedelta(minutes=2 * len(sections) + 1),
        )  # fmt: skip


def _save(response: Response, section: Any, answers: dict[str, Any], at: datetime) -> None:
    posted = {
        f"{PREFIX}{question.key}{suffix}": texts
        for question in section.questions
        for suffix, texts in types.get(question.type).typed(question, answers.get(question.key)).items()
    }
    answering.save_page(
        response=response, questions=section.questions, posted=posted, place=section.key, version=response.version, now=at
    )  # fmt: skip


def answers_of(number: int, participant: Participant, year: int) -> dict[str, Any]:
    """Those of a member of the same kind, under the structure's own number."""
    answers = list_answers(number + 100, participant.kind or "association", year)
    contacts = {
        "name_second",
        "acronym",
        "website",
        "contact",
        "contact_phone",
        "email",
        "commune",
        "address",
    }
    kept = {key: value for key, value in answers.items() if key not in contacts}
    return {**kept, "name": participant.name or name_of(number), "province": participant.province or PROVINCES[number % len(PROVINCES)],
            "kind": participant.kind or "association",
            "phone": f"0500 00 02 {number:02d}"}  # fmt: skip
