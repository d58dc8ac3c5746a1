"""What is invented so that the platform lives: numbered institutions, their seats, mandates, and the staff."""

from datetime import date, datetime

from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.demo import accounts
from noress.demo.facts import facts
from noress.domain.accounts.models import Account, Person
from noress.domain.institutions.models import (
    Assignment,
    Body,
    BodyKind,
    Function,
    Institution,
    Mandate,
    MandateRole,
    Membership,
    Seat,
    SeatKind,
)
from noress.extensions import db

#: thirty numbered institutions over the thirteen categories, the most frequent kinds more often
SPREAD = (
    "collectivite", "service_deconcentre", "association", "cooperative", "reseau", "association", "cooperative",
    "union", "chambre", "etablissement_public", "association", "microcredit", "cooperative", "universite",
    "association", "mutuelle", "fondation", "cooperative", "collectivite", "association", "reseau",
    "service_deconcentre", "microcredit", "cooperation", "association", "cooperative", "union", "association",
    "etablissement_public", "association",
)  # fmt: skip
#: these have told nobody who replaces their representative
WITHOUT_ALTERNATE = frozenset({11, 17, 24, 29, 33})
#: international cooperation observes, without a voice
OBSERVING = frozenset({29})
ACT = "Session du 18 mars 2015"


class People:
    """Persons of the demonstration, one account each unless they share a mailbox."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.accounts: dict[str, Account] = {}

    def add(self, fr: str, ar: str, email: str, language: str, *, is_shared: bool = False) -> Person:
        account = self.accounts.get(email)
        if account is None:
            account = Account(email=email, is_shared=is_shared, created_at=self.now)
            self.accounts[email] = account
        person = Person(
            name=fr, name_ar=ar, name_folded=fold(f"{fr} {ar}")[:400], language=language, email=email,
            account=account, created_at=self.now,
        )  # fmt: skip
        db.session.add(person)
        return person


def language_of(number: int) -> str:
    return "ar" if number % 2 == 0 else "fr"


def add_numbered_institutions(now: datetime) -> dict[int, Institution]:
    """The members that no source names, numbered after those that one does."""
    named = sum(1 for row in facts()["institutions"] if row["membership"] == "member")
    found = {}
    for number, category in enumerate(SPREAD, named + 1):
        name = Translated(
            fr=f"Institution membre {number} (démonstration)", ar=f"المؤسسة العضو {number} (عرض تجريبي)",
            en=f"Member institution {number} (demonstration)",
        )  # fmt: skip
        institution = Institution(
            name=name, name_folded=fold(f"{name['fr']} {name['ar']}"), category_code=category,
            membership=Membership.MEMBER, is_demonstration=True, created_at=now,
            head_title=Translated(fr="Madame, Monsieur le Président", ar="السيد(ة) الرئيس(ة)"),
        )  # fmt: skip
        db.session.add(institution)
        found[number] = institution
    db.session.flush()  # seats and mandates need their numbers
    return found


def add_seats(institutions: dict[int, Institution], people: People) -> dict[int, Person]:
    """A representative and, for most, an alternate; returns the representatives."""
    titulars: dict[int, Person] = {}
    for number, institution in institutions.items():
        is_shared = number == accounts.SHARED
        address = f"membre{number}@{accounts.DOMAIN}"
        titulars[number] = people.add(
            f"Titulaire, institution membre {number}", f"الممثل الرسمي، المؤسسة العضو {number}",
            address, language_of(number), is_shared=is_shared,
        )  # fmt: skip
        _add_seat(institution, titulars[number], SeatKind.TITULAR)
        if number in WITHOUT_ALTERNATE or number == accounts.TWO_SEATS[1]:
            continue
        alternate = people.add(
            f"Suppléant, institution membre {number}", f"الممثل النائب، المؤسسة العضو {number}",
            address if is_shared else f"suppleant{number}@{accounts.DOMAIN}", language_of(number + number // 3),
        )  # fmt: skip
        _add_seat(institution, alternate, SeatKind.ALTERNATE)
    first, second = accounts.TWO_SEATS
    _add_seat(institutions[second], titulars[first], SeatKind.ALTERNATE)
    people.accounts[f"membre{accounts.SUSPENDED}@{accounts.DOMAIN}"].suspended_at = people.now
    return titulars


def _add_seat(institution: Institution, person: Person, kind: SeatKind) -> None:
    db.session.add(
        Seat(
            institution=institution,
            person=person,
            kind=kind,
            starts_on=facts()["mandates_from"],
            designation="Lettre de désignation (démonstration)",
        )
    )


def add_bodies(institutions: dict[int, Institution], coordinator: Person) -> dict[str, Body]:
    """Plenary, secretariat and the three committees; who sits in them is invented, their dates are not."""
    begun: date = facts()["mandates_from"]
    plenary = Body(
        kind=BodyKind.PLENARY, name=Translated(fr="Plénière", ar="الجمع العام", en="Plenary"), position=0,
        created_on=facts()["launched"],
    )  # fmt: skip
    secretariat = Body(
        kind=BodyKind.SECRETARIAT, position=1, parent=plenary, created_on=begun,
        name=Translated(fr="Secrétariat permanent", ar="الكتابة الدائمة", en="Permanent secretariat"),
    )  # fmt: skip
    committees = [
        Body(
            kind=BodyKind.COMMITTEE, position=1 + number, parent=plenary, created_on=begun,
            name=Translated(
                fr=f"Comité thématique {number} (nom non documenté)",
                ar=f"اللجنة الموضوعاتية {number} (الاسم غير موثق)",
                en=f"Thematic committee {number} (name not documented)",
            ),
        )
        for number in (1, 2, 3)
    ]  # fmt: skip
    db.session.add_all([plenary, secretariat, *committees])
    secretariat.mandates = [_mandate(MandateRole.COORDINATOR, person=coordinator)] + [
        _mandate(MandateRole.MEMBER, institution=institutions[number]) for number in accounts.SECRETARIES
    ]
    for committee, chair in zip(committees, accounts.CHAIRING, strict=True):
        places = [chair, *(6 + (chair - 6 + step * 5) % 30 for step in range(1, 6))]
        roles = [MandateRole.CHAIR, MandateRole.RAPPORTEUR] + [MandateRole.MEMBER] * 4
        committee.mandates = [
            _mandate(MandateRole.OBSERVER if number in OBSERVING else role, institution=institutions[number])
            for role, number in zip(roles, places, strict=True)
        ]
    db.session.flush()  # meetings need their numbers
    return {"plenary": plenary, "secretariat": secretariat, "committee": committees[0]}


def _mandate(
    role: MandateRole, *, institution: Institution | None = None, person: Person | None = None
) -> Mandate:
    return Mandate(
        role=role, institution=institution, person=person, starts_on=facts()["mandates_from"], act=ACT
    )


def add_staff(people: People) -> dict[str, Person]:
    """The coordinator and the people who work for the network."""
    rows = {
        "secretariat": ("Coordination du secrétariat permanent", "منسق(ة) الكتابة الدائمة", None),
        "animation": ("Équipe d'animation", "فريق التنشيط", Function.ANIMATION_TEAM),
        "dossier": ("Chargé de dossier", "المكلف بالملف", Function.DESK_OFFICER),
        "ordonnateur": ("Ordonnateur", "الآمر بالصرف", Function.AUTHORISING_OFFICER),
        "tresorier": ("Trésorier", "أمين المال", Function.TREASURER),
        "technique": ("Administrateur technique", "المدير التقني", Function.TECHNICAL_ADMINISTRATOR),
    }
    staff = {}
    for key, (fr, ar, function) in rows.items():
        person = people.add(f"{fr} (démonstration)", f"{ar} (عرض تجريبي)", f"{key}@{accounts.DOMAIN}", "fr")
        if function is not None:
            person.assignments = [Assignment(function=function, starts_on=facts()["mandates_from"])]
        staff[key] = person
    db.session.flush()  # what they do next needs their numbers
    return staff
