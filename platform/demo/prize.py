"""Twenty numbered entries to the edition of the prize that is under way, in both languages and in every state; what they say is
invented, and says so. Structures, groups and persons; two were put forward by a member."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from noress.demo.coming import send_waiting_mails
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson, CorrectionKind
from noress.domain.applications.queries.applying import list_own_structures
from noress.domain.applications.rules import beginning, checking, correcting, sending, withdrawing
from noress.domain.applications.standing import response_of
from noress.domain.applications.taking import last_sending
from noress.domain.catalogue.models import Structure
from noress.domain.competitions.models import Competition, Entrant
from noress.domain.competitions.rules import entering, nominations
from noress.domain.institutions.models import Institution
from noress.extensions import db

DAY = timedelta(days=1)
ENTRIES = 20
MARK = {"fr": "(démonstration)", "ar": "(عرض تجريبي)"}
#: (French, Arabic): what numbered entrants present
IDEAS = (
    ("Séchoir solaire du douar", "مجفف شمسي بالدوار"), ("Atelier de réparation solidaire", "ورشة تضامنية للإصلاح"),
    ("Ferme école de quartier", "ضيعة مدرسة بالحي"), ("Four à pain partagé", "فرن خبز مشترك"),
    ("Couture à partir de restes de tissu", "خياطة من بقايا الثوب"), ("Transport scolaire entre voisins", "نقل مدرسي بين الجيران"),
    ("Compost des marchés", "سماد أسواق الأحياء"), ("Étiquette commune du miel", "علامة مشتركة للعسل"),
    ("Crèche tenue par les mères", "حضانة تسيرها الأمهات"), ("Eau de pluie gardée", "تخزين ماء المطر"),
)  # fmt: skip
SAID = {
    "summary": {"fr": "Nous mettons en commun un équipement que personne ne peut payer seul, et chacun apprend à s'en servir.",
                "ar": "نتشارك تجهيزات لا يقدر أحد على ثمنها وحده، ويتعلم كل واحد استعمالها."},
    "novelty": {"fr": "Personne ne le faisait ainsi ici : on partage l'outil, et l'on vend ensemble.",
                "ar": "لم يكن أحد يقوم بذلك هنا بهذه الطريقة: نتقاسم الأداة ونبيع معا."},
    "effects": {"fr": "Vingt familles gagnent un peu plus, et perdent moins de ce qu'elles produisent.",
                "ar": "تربح عشرون أسرة أكثر قليلا، وتضيع أقل مما تنتج."},
    "next": {"fr": "Un deuxième équipement, pour le douar voisin.", "ar": "تجهيز ثان للدوار المجاور."},
}  # fmt: skip
PROVINCES = ("01.571", "01.151", "01.511", "01.227", "01.051")
#: of each entry in turn
STORIES = ("eligible",) * 13 + (
    "unfinished", "sent", "to correct", "ineligible", "withdrawn", "eligible", "eligible",
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    coordinator: Actor
    officer: Actor


def add_entries(
    competition: Competition, institutions: dict[int, Institution], structures: list[Structure], desk: Desk, now: datetime
) -> list[ApplicationPerson]:  # fmt: skip
    """Begun and sent while entries were taken; `structures` of the catalogue present some of them."""
    call = competition.call
    assert call.opens_at is not None
    assert call.closes_at is not None
    first = call.opens_at + DAY
    own = [
        db.session.scalars(list_own_structures(one.id, None)).first()
        for _n, one in sorted(institutions.items())
    ]
    presenting = [one for one in (*own[:3], *structures) if one is not None][:9]
    _put_forward(competition, institutions, first)
    made = [
        _begin(competition, place, presenting[place // 2] if place % 2 == 0 and place < 18 else None, first)
        for place in range(ENTRIES)
    ]
    for place, person in enumerate(made):
        at = first + (place + 1) * timedelta(hours=20)
        fill(person, place, at)
        if STORIES[place] != "unfinished":
            send(person, at + timedelta(minutes=10))
    withdrawn = made[STORIES.index("withdrawn")]
    withdrawing.withdraw_application(person=withdrawn, now=call.closes_at - DAY)
    send_waiting_mails(call.closes_at - timedelta(hours=1))
    return made


def check_entries(made: list[ApplicationPerson], desk: Desk, at: datetime) -> None:
    """Entries are closed: the desk finds them eligible, or not; one is sent back."""
    for place, person in enumerate(made):
        story = STORIES[place]
        if story in ("eligible", "ineligible"):
            check(person, desk, at + place * timedelta(minutes=10), is_eligible=story == "eligible")
        elif story == "to correct":
            application = person.application
            correcting.ask_correction(
                application=application, kind=CorrectionKind.INCOMPLETE, questions=["effects"],
                reason="Dites combien de personnes en profitent, femmes et jeunes compris.", version=application.version,
                seen=last_sending(application), actor=desk.officer, now=at,
            )  # fmt: skip
    send_waiting_mails(at + DAY)


def _put_forward(competition: Competition, institutions: dict[int, Institution], at: datetime) -> None:
    """By two members; nobody has answered yet."""
    for place, number in enumerate(sorted(institutions)[4:6], 1):
        house = institutions[number]
        actor = Actor(
            name=house.name["fr"],
            method="demo",
            institution_id=house.id,
            institution_name=house.name,
            language="fr",
        )
        nominations.nominate(
            competition=competition, actor=actor, now=at, nominated=nominations.Nominated(
                name=f"Porteuse proposée {place} (démonstration)", email=f"proposee{place}@demo.example",
                initiative=f"Initiative proposée {place} (démonstration)",
                reason="Une idée utile à toute la vallée, que peu de gens connaissent.", lot_id=competition.call.lots[0].id,
            ),
        )  # fmt: skip


def title_of(place: int, language: str) -> str:
    idea = IDEAS[place % len(IDEAS)][language == "ar"]
    return f"{idea} {place + 1} {MARK[language]}"


def language_of(place: int) -> str:
    return "ar" if place % 3 == 2 else "fr"


def _begin(
    competition: Competition,
    place: int,
    structure: Structure | None,
    first: datetime,
    mail: str = "initiative",
) -> ApplicationPerson:
    """A structure of the catalogue, else a group or a person by turns."""
    language, lots = language_of(place), competition.call.lots
    who = Entrant.STRUCTURE if structure is not None else Entrant.GROUP if place % 4 == 1 else Entrant.PERSON
    words = {
        Entrant.STRUCTURE: ("Présidente", "الرئيسة"), Entrant.GROUP: ("Groupe", "مجموعة"), Entrant.PERSON: ("Porteuse", "حاملة"),
    }[who]  # fmt: skip
    name = f"{words[language == 'ar']} {place + 1} {MARK[language]}"
    begun = entering.begin_entry(
        competition=competition, actor=None, network=f"{mail}-{place}", now=first + place * timedelta(hours=18),
        entering=entering.Entering(who, True, competition.rules[-1].number, shows_name=place % 4 == 1, shows_photo=True),
        wanted=beginning.Wanted(
            title=title_of(place, language), name=name, email=f"{mail}{place + 1}@demo.example", language=language,
            lot_id=lots[place % len(lots)].id, structure_id=structure.id if structure is not None else None,
            structure_name=name, province=PROVINCES[place % len(PROVINCES)],
            answers={rule["key"]: rule["expects"] for rule in competition.call.eligibility},
        ),
    )  # fmt: skip
    assert begun.person is not None, "nobody entered with that address before"
    db.session.flush()
    return begun.person


def begin(
    competition: Competition, place: int, structure: Structure | None, first: datetime
) -> ApplicationPerson:
    """Of another edition: mailboxes of their own."""
    return _begin(competition, place, structure, first, "primee")


def fill(person: ApplicationPerson, place: int, at: datetime) -> None:
    response = response_of(person.application)
    assert response is not None
    language = response.language if response.language in MARK else "fr"
    said: dict[str, Any] = {key: texts[language] for key, texts in SAID.items()}
    said |= {
        "title": title_of(place, language), "province": PROVINCES[place % len(PROVINCES)], "stage": "works",
        "presenter": person.name, "contact_phone": f"0539 00 03 {place:02d}",
    }  # fmt: skip
    response.values, response.saved_at = {**response.values, **said}, at
    response.version += 1


def send(person: ApplicationPerson, at: datetime) -> None:
    response = response_of(person.application)
    assert response is not None
    signed = sending.Signed(
        signatory=person.name,
        is_declared=True,
        key=f"demonstration-prix-{person.application_id}",
        version=response.version,
    )
    sending.send_application(person=person, signed=signed, now=at)
    db.session.flush()


def check(person: ApplicationPerson, desk: Desk, at: datetime, *, is_eligible: bool) -> None:
    application = person.application
    reason = None if is_eligible else "L'initiative se déroule hors de la région."
    checking.find_complete(
        application=application,
        version=application.version,
        seen=last_sending(application),
        actor=desk.officer,
        now=at,
    )
    checking.decide_eligibility(
        application=application, is_eligible=is_eligible, reason=reason, version=application.version,
        seen=last_sending(application), actor=desk.officer, now=at,
    )  # fmt: skip
