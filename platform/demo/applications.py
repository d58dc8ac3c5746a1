"""Applications of numbered bodies to the call under way: one in every state that a file goes through up to the full
file. What they say is invented, like those who say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from noress.demo.coming import send_waiting_mails
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson, CorrectionKind, Part
from noress.domain.applications.queries.applying import list_own_structures
from noress.domain.applications.rules import (
    beginning,
    checking,
    commenting,
    correcting,
    late,
    messaging,
    noting,
    people,
    retaining,
    sending,
    withdrawing,
)
from noress.domain.applications.standing import response_of
from noress.domain.catalogue.models import Structure
from noress.domain.funding.models import FundingCall
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.filling import list_missing
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

DAY = timedelta(days=1)
#: how many are put forward by a member
SPONSORED = 4
#: (French, Arabic, women, men, province): what fourteen numbered bodies propose
PROJECTS = (
    ("Atelier partagé de couture", "ورشة مشتركة للخياطة", 24, 2, "01.571"),
    ("Séchage solaire de figues", "تجفيف التين بالطاقة الشمسية", 18, 9, "01.151"),
    ("Marché mensuel des coopératives", "سوق شهري للتعاونيات", 30, 25, "01.511"),
    ("Tri et compostage de quartier", "الفرز والتسميد بالحي", 12, 14, "01.511"),
    ("Miel de thym : une seule étiquette", "عسل الزعتر: علامة واحدة", 9, 21, "01.227"),
    ("Transport à la demande du douar", "النقل عند الطلب بالدوار", 40, 35, "01.151"),
    ("Cuisine collective des cantines", "مطبخ جماعي للمطاعم المدرسية", 16, 4, "01.571"),
    ("Pêche artisanale : glace à quai", "الصيد التقليدي: الثلج بالميناء", 3, 38, "01.051"),
    ("Formation à la vente en ligne", "تكوين في البيع عبر الإنترنت", 28, 12, "01.331"),
    ("Plantes aromatiques en commun", "النباتات العطرية المشتركة", 22, 6, "01.405"),
    ("Réparation de vélos par les jeunes", "إصلاح الدراجات من طرف الشباب", 5, 20, "01.511"),
    ("Laine tissée, laine vendue", "صوف منسوج، صوف مباع", 26, 1, "01.227"),
    ("Ferme pédagogique du village", "الضيعة التربوية بالقرية", 15, 15, "01.051"),
    ("Bibliothèque ambulante des douars", "المكتبة المتنقلة للدواوير", 33, 31, "01.405"),
)
SUMMARY = {
    "fr": "Nous achetons ensemble l'équipement que personne ne peut payer seul, et nous formons celles et ceux qui s'en serviront. "
    "Le local est prêté ; le groupe se réunit chaque semaine.",
    "ar": "نشتري معا التجهيزات التي لا يقدر أحد على ثمنها وحده، ونكوّن من سيستعملونها. المقر معار، والمجموعة تجتمع كل أسبوع.",
}  # fmt: skip
NEED = {
    "fr": "Chacun produit peu et vend loin. Ensemble, nous gardons une plus grande part du prix.",
    "ar": "كل واحد ينتج قليلا ويبيع بعيدا. معا نحتفظ بحصة أكبر من الثمن.",
}
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Desk:
    call: FundingCall
    coordinator: Actor
    officer: Actor
    now: datetime


def add_applications(
    call: FundingCall,
    institutions: dict[int, Institution],
    structures: Iterable[Structure],
    desk: tuple[Actor, Actor],
    now: datetime,
) -> None:
    """`structures`: numbered ones outside the network, which a numbered member puts forward; `desk`: who coordinates,
    who follows the files."""
    at_desk = Desk(call, *desk, now)
    members = [
        db.session.scalars(list_own_structures(institutions[number].id, None)).first()
        for number in sorted(institutions)
    ]
    applying: list[tuple[Structure, int | None]] = [(row, None) for row in members if row is not None][
        :-SPONSORED
    ]
    sponsors = [row.institution_id for row in members if row is not None][-SPONSORED:]
    outside = [row for row in structures if row.institution_id is None]
    for place, (structure, sponsor) in enumerate(zip(outside, sponsors, strict=False)):
        applying.insert(3 * place + 2, (structure, sponsor))
    opened = [
        (number, begin(at_desk, structure, sponsor, number))
        for number, (structure, sponsor) in enumerate(applying[: len(PROJECTS)])
    ]
    for number, person in opened:
        if person is not None:
            _STORIES[number](at_desk, person, number)
    send_waiting_mails(now - timedelta(minutes=30))


def begin(desk: Desk, structure: Structure, sponsor_id: int | None, number: int) -> ApplicationPerson | None:
    french, arabic, *_rest = PROJECTS[number]
    language = "ar" if number % 3 == 1 else "fr"
    wanted = beginning.Wanted(
        title=arabic if language == "ar" else french, name="الرئيسة" if language == "ar" else "Présidente",
        email=f"candidature{number + 1}@demo.example", language=language, structure_id=structure.id, sponsor_id=sponsor_id,
        answers={rule["key"]: rule["expects"] for rule in desk.call.eligibility},
    )  # fmt: skip
    begun = beginning.begin_application(
        call=desk.call, wanted=wanted, network=f"demonstration-{number}", actor=None,
        now=desk.now - (8.5 - number * 0.2) * DAY,
    )  # fmt: skip
    db.session.flush()
    return begun.person


# --- what they write -----------------------------------------------------------------------------------


def _fill(person: ApplicationPerson, number: int, at: datetime, *, but: Iterable[str] = ()) -> Response:
    """Every question that is required, and those that tell something; `but`: what is not answered yet."""
    response = response_of(person.application)
    assert response is not None
    definition = definition_of(response)
    values = dict(response.values)
    for question in definition.questions():
        if question.key not in but and not types.get(question.type).is_file:
            answer = _answer(question, number, response.language)
            if answer is not None:
                values[question.key] = answer
    response.values, response.saved_at = values, at
    response.version += 1
    return response


def _answer(question: Question, number: int, language: str) -> Any:
    french, arabic, women, men, province = PROJECTS[number]
    said = {
        "title": arabic if language == "ar" else french, "summary": SUMMARY[language], "need": NEED[language],
        "results": NEED[language], "province": province, "people": {"women": women, "men": men, "not_stated": number % 3},
        "contact_role": "الرئيسة" if language == "ar" else "Présidente", "contact_phone": f"0539 00 01 {number:02d}",
        "structure_phone": f"0539 00 02 {number:02d}", "activities": _activities(language), "budget": _budget(number, language),
    }  # fmt: skip
    if question.key in said:
        return said[question.key]
    return SUMMARY[language] if question.is_required and question.type in ("text", "long_text") else None


def _activities(language: str) -> list[dict[str, str]]:
    words = {"fr": ("Achat de l'équipement", "Formation du groupe", "Premières ventes"),
             "ar": ("اقتناء التجهيزات", "تكوين المجموعة", "المبيعات الأولى")}[language]  # fmt: skip
    return [{"what": what, "starts": f"2027-0{2 * place + 2}-01"} for place, what in enumerate(words)]


def _budget(number: int, language: str) -> dict[str, Any]:
    own = (8_000 + 500 * number) * 100
    lines = {
        "fr": ("Équipement", "Formation", "Aménagement du local"),
        "ar": ("تجهيزات", "تكوين", "تهيئة المقر"),
    }[language]
    requested, kind = 60_000_00, 4_000_00
    total = requested + own + kind
    parts = (total * 6 // 10, total * 3 // 10)
    return {
        "lines": [{"label": label, "amount": amount} for label, amount in zip(lines, (*parts, total - sum(parts)), strict=True)],
        "requested": requested, "own_cash": own, "own_in_kind": kind, "partners": [],
    }  # fmt: skip


def _send(person: ApplicationPerson, number: int, at: datetime) -> None:
    response = _fill(person, number, at)
    _give_papers(response, at)
    missing = list_missing(definition_of(response), response.values)
    assert missing == {}, missing
    signed = sending.Signed(
        signatory="الرئيسة" if response.language == "ar" else "Présidente", is_declared=True,
        key=f"demonstration-{person.application_id}-{person.application.stage}", version=response.version,
    )  # fmt: skip
    sending.send_application(person=person, signed=signed, now=at)
    db.session.flush()


def _give_papers(response: Response, at: datetime) -> None:
    """One page without words for each paper that is required."""
    from io import BytesIO

    from flask import current_app

    from noress.domain.files.rules import store_file
    from noress.domain.questionnaires.rules import attach_file

    for question in _papers(definition_of(response)):
        if question.is_required and not response.values.get(question.key):
            file = store_file(
                name=f"{question.key}.pdf", stream=BytesIO(PAPER), storage=current_app.extensions["storage"],
                max_bytes=1_000_000, actor=Actor.system(), now=at,
            )  # fmt: skip
            attach_file(response=response, question=question, file=file, now=at)


def _papers(definition: Definition) -> list[Question]:
    return [question for question in definition.questions() if types.get(question.type).is_file]


# --- what becomes of them, one each -------------------------------------------------------------------


def _half_written(desk: Desk, person: ApplicationPerson, number: int) -> None:
    at = desk.now - 2 * DAY
    _fill(person, number, at, but=("need", "people", "contact_phone"))
    invited = people.invite_person(
        application=person.application, name="Trésorière", email="tresoriere1@demo.example", part=Part.EDIT, language="fr",
        institution_id=None, by=person, now=at,
    )  # fmt: skip
    people.accept_invitation(person=invited, now=at + timedelta(hours=2))
    commenting.add_comment(
        person=invited,
        text="J'ajoute le nombre de personnes demain, après la réunion.",
        question="people",
        now=at + timedelta(hours=3),
    )
    people.invite_person(
        application=person.application, name="Accompagnatrice", email="accompagnement@demo.example", part=Part.ACCOMPANIST,
        language="fr", institution_id=None, by=person, now=desk.now - DAY,
    )  # fmt: skip


def _just_begun(desk: Desk, person: ApplicationPerson, number: int) -> None:
    """Nothing but what the catalogue knew already."""


def _sent(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _send(person, number, desk.now - 5 * DAY)


def _sent_and_asked(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _sent(desk, person, number)
    _follow(desk, person)
    messaging.write_message(
        application=person.application, text="Le local prêté est-il accessible aux personnes à mobilité réduite ?", now=desk.now - DAY,
        awaits_answer=True, actor=desk.officer,
    )  # fmt: skip


def _sent_and_answered(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _sent_and_asked(desk, person, number)
    messaging.write_message(
        application=person.application, text="Oui, l'entrée est de plain-pied. Nous joindrons une photo.",
        now=desk.now - timedelta(hours=5), person=person,
    )  # fmt: skip


def _to_correct(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _sent(desk, person, number)
    _follow(desk, person)
    correcting.ask_correction(
        application=person.application, kind=CorrectionKind.INCOMPLETE, questions=["people"],
        reason="Le nombre de femmes ne correspond pas à ce que dit le résumé.", version=person.application.version,
        seen=_seen(person), actor=desk.officer, now=desk.now - DAY,
    )  # fmt: skip


def find_eligible(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _sent(desk, person, number)
    _follow(desk, person)
    _check(desk, person, is_eligible=True)


def _eligible_and_told(desk: Desk, person: ApplicationPerson, number: int) -> None:
    find_eligible(desk, person, number)
    retaining.tell(applications=[person.application], actor=desk.coordinator, now=desk.now - 2 * DAY)


def _ineligible(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _sent(desk, person, number)
    _follow(desk, person)
    reason = "Le projet se déroule hors de la région. Il peut être présenté au réseau de la région voisine."
    _check(desk, person, is_eligible=False, reason=reason)
    retaining.tell(applications=[person.application], actor=desk.coordinator, now=desk.now - 2 * DAY)


def _withdrawn(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _sent(desk, person, number)
    withdrawing.withdraw_application(person=person, now=desk.now - 3 * DAY)


def _retained(desk: Desk, person: ApplicationPerson, number: int) -> None:
    """Its full file is being written."""
    _eligible_and_told(desk, person, number)
    retaining.decide_retention(
        application=person.application, is_retained=True, reason=None, version=person.application.version,
        actor=desk.coordinator, now=desk.now - 2 * DAY + timedelta(hours=1),
    )  # fmt: skip
    retaining.tell(
        applications=[person.application], actor=desk.coordinator, now=desk.now - 2 * DAY + timedelta(hours=2)
    )
    db.session.flush()


def _full_file(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _retained(desk, person, number)
    _send(person, number, desk.now - DAY)


def _given_more_time(desk: Desk, person: ApplicationPerson, number: int) -> None:
    _fill(person, number, desk.now - 3 * DAY, but=("contact_phone",))
    late.open_late_door(
        application=person.application, until=desk.call.closes_at + 2 * DAY if desk.call.closes_at else desk.now + 2 * DAY,
        reason="Le douar est resté sans réseau trois jours ; l'association a téléphoné avant la clôture.", actor=desk.coordinator,
        now=desk.now - DAY,
    )  # fmt: skip


def _follow(desk: Desk, person: ApplicationPerson) -> None:
    application = person.application
    checking.assign_officer(
        application=application, officer_id=desk.officer.person_id, version=application.version, actor=desk.coordinator,
        now=desk.now - 4 * DAY,
    )  # fmt: skip
    noting.write_note(
        application=application, text="Budget relu : les deux devis manquent, à demander avec le dossier complet.",
        actor=desk.officer, now=desk.now - 4 * DAY + timedelta(hours=1),
    )  # fmt: skip


def _check(desk: Desk, person: ApplicationPerson, *, is_eligible: bool, reason: str | None = None) -> None:
    application, at = person.application, desk.now - 3 * DAY
    checking.find_complete(
        application=application, version=application.version, seen=_seen(person), actor=desk.officer, now=at
    )
    checking.decide_eligibility(
        application=application, is_eligible=is_eligible, reason=reason, version=application.version, seen=_seen(person),
        actor=desk.officer, now=at + timedelta(hours=1),
    )  # fmt: skip


def _seen(person: ApplicationPerson) -> str | None:
    snapshot = sending.last_snapshot(response_of(person.application))
    return snapshot.sha256 if snapshot else None


_STORIES = (
    _half_written, _just_begun, _sent, find_eligible, _sent_and_asked, _sent_and_answered, _to_correct, find_eligible, _eligible_and_told,
    _ineligible, _withdrawn, _retained, _full_file, _given_more_time,
)  # fmt: skip
