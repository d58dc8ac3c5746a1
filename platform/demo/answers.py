"""What numbered members answer to the common questionnaire: invented from their number, varied, always the same."""

from typing import Any

from noress.core import territories
from noress.demo.bodies import language_of
from noress.demo.questionnaire import EXPECTED, NEEDS, REGION, SERVICES

#: about where each province has its seat
POINTS = {
    "01.051": (35.24, -3.93), "01.151": (35.17, -5.27), "01.227": (35.84, -5.56), "01.331": (35.19, -6.15),
    "01.405": (34.8, -5.58), "01.511": (35.77, -5.8), "01.571": (35.57, -5.37), "01.573": (35.68, -5.32),
}  # fmt: skip
NAME = {"fr": "Institution membre {n} (démonstration)", "ar": "المؤسسة العضو {n} (عرض تجريبي)"}
ADDRESS = {"fr": "Rue de la Démonstration, n° {n}", "ar": "زنقة العرض التجريبي، رقم {n}"}
CONTACT = {"fr": "Titulaire du membre {n}", "ar": "الممثل الرسمي للعضو {n}"}
SCHEME = {"fr": "Dispositif {n}-{place} (démonstration)", "ar": "البرنامج {n}-{place} (عرض تجريبي)"}
OFFER = {"fr": "Un accueil, puis un suivi pendant un an.", "ar": "استقبال ثم تتبع خلال سنة."}
ACCESS = {
    "fr": "Prendre rendez-vous par téléphone et venir avec sa carte nationale.",
    "ar": "أخذ موعد عبر الهاتف والحضور مع البطاقة الوطنية.",
}
NEED_WORDS = (
    {"fr": "Nos accompagnateurs changent souvent : il faut les former chaque année.",
     "ar": "يتغير المواكبون لدينا باستمرار، ويجب تكوينهم كل سنة."},
    {"fr": "Les premiers mois sans revenu sont les plus durs.", "ar": "الأشهر الأولى بدون دخل هي الأصعب."},
    {"fr": "Nous envoyons les gens d'un guichet à l'autre, faute de savoir qui fait quoi.",
     "ar": "نوجه الناس من شباك إلى آخر لأننا لا نعرف من يقوم بماذا."},
)  # fmt: skip
COURSE = {"fr": "Tenir les comptes d'une coopérative", "ar": "مسك محاسبة تعاونية"}
OTHER_PUBLIC = {"fr": "Familles des marins", "ar": "عائلات البحارة"}
OTHER_COMMUNE = {"fr": "Commune de démonstration", "ar": "جماعة للعرض التجريبي"}
REMARK = {"fr": "Merci de nous appeler avant de publier.", "ar": "نرجو الاتصال بنا قبل النشر."}
PUBLICS = (
    "holders",
    "women",
    "youth",
    "cooperatives",
    "associations",
    "small",
    "craft",
    "farmers",
    "disabled",
)
#: what each kind of structure does first
FIRST_SECTOR = {
    "microcredit": "financing", "fondation": "financing", "cooperation": "financing", "collectivite": "financing",
    "universite": "management", "etablissement_public": "management", "service_deconcentre": "functioning",
    "chambre": "functioning", "mutuelle": "functioning", "reseau": "communication", "union": "marketing",
    "cooperative": "marketing",
}  # fmt: skip


def list_answers(number: int, category: str, year: int) -> dict[str, Any]:
    """Everything this member would answer; the engine keeps what it asks them."""
    language = language_of(number)
    return {
        **_general(number, category, language),
        **_services(number, category, language),
        **_publics(number, language),
        **_means(number, language, year),
        **_needs(number, language),
    }


def list_later_answers(number: int) -> dict[str, Any]:
    """What they answer when they open it again."""
    return {"expectations": [choice.key for choice in EXPECTED][: 3 + number % 3]}


def _some(keys: tuple[str, ...], number: int, most: int) -> list[str]:
    """One to `most` of the keys, in their own order."""
    count = 1 + number % most
    taken = {keys[(number + 2 * step) % len(keys)] for step in range(count)}
    return [key for key in keys if key in taken]


def _province(number: int) -> territories.Territory:
    found = territories.children(REGION)
    return found[number % len(found)]


def _general(number: int, category: str, language: str) -> dict[str, Any]:
    province = _province(number)
    communes = [place.code for place in territories.children(province.code) if place.level == "commune"]
    south, west = POINTS[province.code]
    second = "ar" if language == "fr" else "fr"
    address = {"text": ADDRESS[language].format(n=number)}
    point = {"lat": round(south + number / 1000, 3), "lon": round(west - number / 1000, 3)}
    return {
        "name": NAME[language].format(n=number),
        "name_second": NAME[second].format(n=number) if number % 4 else None,
        "kind": category,
        "created_on": f"{1990 + number % 28}-{1 + number % 12:02d}-01",
        "members": str(15 * number + 7),
        "women": str(6 * number) if number % 5 else None,
        "province": province.code,
        "commune": {"other": OTHER_COMMUNE[language]} if number == 29 else communes[number % len(communes)],
        "address": address | (point if number % 3 else {}),
        "phone": f"0500 00 00 {number:02d}",
        "email": f"membre{number}@demo.example" if number % 3 else None,
        "website": f"https://membre{number}.demo.example" if number % 4 == 0 else None,
        "contact": CONTACT[language].format(n=number),
        "contact_phone": f"0500 00 01 {number:02d}" if number % 2 else None,
    }


def _services(number: int, category: str, language: str) -> dict[str, Any]:
    names = tuple(SERVICES)
    sectors = {FIRST_SECTOR.get(category, names[number % 5]), *_some(names, number, 3)}
    offers = {
        f"{sector}_services": _some(tuple(choice.key for choice in offered), number, 4)
        for sector, (_fr, _ar, offered) in SERVICES.items()
    }
    schemes = [
        {"title": SCHEME[language].format(n=number, place=place), "offer": OFFER[language], "places": str(5 * place + number)}
        for place in range(1, 1 + number % 3)
    ]  # fmt: skip
    return {
        **offers, "sectors": [name for name in names if name in sectors], "schemes": schemes,
        "financing_most": (10_000 + 2_500 * number) * 100, "is_free": number % 4 != 1,
        "stages": _some(("idea", "creation", "growth", "trouble"), number, 3),
    }  # fmt: skip


def _publics(number: int, language: str) -> dict[str, Any]:
    publics: list[Any] = _some(PUBLICS, number, 5)
    near = ["p" + _province(number + step).code.replace(".", "_") for step in range(1 + number % 3)]
    return {
        "publics": [*publics, {"other": OTHER_PUBLIC[language]}] if number % 9 == 0 else publics,
        "access": ACCESS[language] if number % 2 else None,
        "languages": ["darija", *_some(("amazigh", "arabic", "french", "spanish"), number, 3)],
        "scope": ("provinces", "region", "commune", "provinces", "country")[number % 5],
        "provinces": near,
        "helped": {
            "women": {"received": str(8 * number), "started": str(number // 4)},
            "men": {"received": str(7 * number), "started": str(number // 5)},
            "youth": {"received": str(5 * number)},
        } if number % 4 else None,
    }  # fmt: skip


def _means(number: int, language: str, year: int) -> dict[str, Any]:
    local = {"use": ("meeting", "class", "office", "workshop", "shop")[number % 5], "seats": str(10 + number),
             "price": 0 if number % 2 else 20_000, "province": _province(number).code}  # fmt: skip
    course = {"title": COURSE[language], "days": "0.5" if number % 2 else "2", "next": f"{year + 1}-02-{number % 28 + 1:02d}",
              "is_free": True}  # fmt: skip
    is_poor = number % 7 == 0
    return {
        "shares": ["nothing"]
        if is_poor
        else _some(("premises", "equipment", "skills", "training"), number, 3),
        "premises": [local],
        "equipment": {
            "projector": {"count": str(1 + number % 2), "terms": "free"},
            "vehicle": {"count": "1", "terms": "costs"},
            "stand": {"count": str(number % 4 + 1), "terms": "talk"},
        },
        "skills": _some(("coach", "law", "accounts", "design", "sale", "translation"), number, 3),
        "training": [course],
    }


def _needs(number: int, language: str) -> dict[str, Any]:
    return {
        "needs": _some(tuple(choice.key for choice in NEEDS), number, 3),
        "needs_words": NEED_WORDS[number % 3][language] if number % 3 else None,
        "expectations": _some(tuple(choice.key for choice in EXPECTED), number, 4),
        "takes_part": number % 6 != 0,
        "calls_news": number % 2 == 0,
        "is_published": number % 11 != 0,
        "remarks": REMARK[language] if number % 11 == 0 else None,
    }
