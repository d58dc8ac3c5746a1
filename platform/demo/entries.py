"""What the numbered structures of the catalogue say of themselves: invented from their number, always the same."""

from typing import Any

from noress.core import territories
from noress.demo.answers import POINTS, PUBLICS
from noress.demo.questionnaire import SERVICES

#: (category, noun in French, in Arabic, legal form): the frequent kinds more often
KINDS = (
    ("cooperative", "Coopérative", "تعاونية", "cooperative"), ("association", "Association", "جمعية", "association"),
    ("cooperative", "Coopérative féminine", "تعاونية نسائية", "cooperative"),
    ("association", "Association de quartier", "جمعية الحي", "association"),
    ("union", "Union de coopératives", "اتحاد التعاونيات", "union"),
    ("cooperative", "Coopérative agricole", "تعاونية فلاحية", "cooperative"),
    ("reseau", "Réseau d'associations", "شبكة الجمعيات", "association"),
    ("association", "Association de femmes", "جمعية نسائية", "association"),
    ("cooperative", "Coopérative d'artisans", "تعاونية الصناع التقليديين", "cooperative"),
    ("microcredit", "Agence de microcrédit", "وكالة السلفات الصغيرة", "association"),
    ("association", "Association de jeunes", "جمعية الشباب", "association"),
    ("mutuelle", "Mutuelle", "تعاضدية", "mutuelle"), ("fondation", "Fondation", "مؤسسة", "foundation"),
    ("cooperative", "Coopérative de pêche", "تعاونية الصيد", "cooperative"),
    ("union", "Groupement d'intérêt économique", "مجموعة ذات نفع اقتصادي", "gie"),
    ("service_deconcentre", "Guichet d'accueil", "شباك الاستقبال", None),
)  # fmt: skip
MARK = {"fr": "(démonstration)", "ar": "(عرض تجريبي)"}
FIRST, LAST = 101, 280
WORK = {
    "financing": ("aide à trouver l'argent du démarrage", "تساعد على إيجاد تمويل الانطلاق"),
    "management": ("aide à tenir les comptes et à prévoir", "تساعد على مسك الحسابات والتخطيط"),
    "functioning": ("aide pour les papiers, le local et la vie de la structure", "تساعد في الوثائق والمقر وتسيير البنية"),
    "communication": ("aide à se faire connaître", "تساعد على التعريف بالمشاريع"),
    "marketing": ("aide à vendre, sur les marchés et en ligne", "تساعد على البيع في الأسواق وعبر الإنترنت"),
}  # fmt: skip
ACCESS = (
    "Prendre rendez-vous par téléphone.", "Venir le matin, sans rendez-vous.",
    "Habiter la commune et présenter une idée de projet.",
)  # fmt: skip
STAGES = ("idea", "creation", "growth", "trouble")
RESOURCES = ("premises", "equipment", "skills", "training")
LANGUAGES = ("darija", "arabic", "french", "amazigh", "spanish")


def name_of(number: int) -> dict[str, str]:
    """Numbered, and marked as the demonstration's."""
    _category, fr, ar, _form = KINDS[number % len(KINDS)]
    return {"fr": f"{fr} {number} {MARK['fr']}", "ar": f"{ar} {number} {MARK['ar']}"}


def values_of(number: int, needs: tuple[str, ...]) -> dict[str, Any]:
    """`needs`: codes of what structures may need."""
    category, _fr, _ar, form = KINDS[number % len(KINDS)]
    turn = number // len(KINDS)  # so that no kind stays in one place, nor with one trade
    province = sorted(POINTS)[(number * 5 + turn) % len(POINTS)]
    communes = [place for place in territories.children(province) if place.level == "commune"]
    commune = communes[(number * 7 + turn * 3) % len(communes)]
    sectors = sorted({tuple(WORK)[(number + turn) % 5], tuple(WORK)[(number * 3 + turn) % 5]})
    lat, lon = POINTS[province]
    return {
        "name": name_of(number), "kind": category, "legal_form": form,
        "description": _description(sectors, commune.name),
        "created_on": f"{1998 + number % 26}-{1 + number % 12:02d}-01",
        **_people(number, category), "province": province, "commune": commune.code,
        "address": f"Rue de la Démonstration, n° {number}",
        "point": f"{lat + _step(number, 7):.4f}, {lon + _step(number, 11):.4f}" if number % 6 else None,
        **_contacts(number), "sectors": sectors, "services": _services(number, sectors),
        "stages": sorted({STAGES[number % 4], STAGES[number // 4 % 4]}), "is_free": number % 3 != 0,
        "financing_most": (number % 9 + 1) * 500_000 if "financing" in sectors else None,
        "schemes": _schemes(number), "publics": sorted({PUBLICS[number % 9], PUBLICS[number * 2 % 9], "holders"}),
        "access": ACCESS[number % 3], "languages": sorted({"darija", LANGUAGES[number % 5]}),
        **_territory(number, province), "shares": sorted({RESOURCES[number % 4]}) if number % 3 else None,
        "needs": sorted({needs[number % len(needs)]}) if number % 4 else None,
    }  # fmt: skip


def _step(number: int, turn: int) -> float:
    """A few kilometres around the seat of the province."""
    return ((number * turn) % 41 - 20) / 400


def _description(sectors: list[str], commune: dict[str, str]) -> dict[str, str]:
    french, arabic = (" ; ".join(WORK[sector][place] for sector in sectors) for place in (0, 1))
    return {
        "fr": f"Structure de démonstration installée à {commune['fr']} : elle {french}.",
        "ar": f"بنية للعرض التجريبي مقرها بـ{commune['ar']}: {arabic.replace(' ; ', '، ')}.",
    }


def _people(number: int, category: str) -> dict[str, Any]:
    if category not in {"cooperative", "association", "union", "reseau", "mutuelle", "microcredit"}:
        return {}
    members = 7 + number * 13 % 90
    return {"members": members, "women": members * (number % 10) // 10}


def _contacts(number: int) -> dict[str, Any]:
    return {
        "phone": f"05 39 00 {number // 100:02d} {number % 100:02d}",
        "email": f"structure{number}@demo.example" if number % 5 else None,
        "website": f"https://structure{number}.example/" if number % 4 == 0 else None,
    }


def _services(number: int, sectors: list[str]) -> list[str]:
    codes = []
    for sector in sectors:
        offered = [choice.key for choice in SERVICES[sector][2]]
        codes += [f"{sector}.{key}" for place, key in enumerate(offered) if (number + place) % 2 == 0]
    return codes


def _schemes(number: int) -> list[dict[str, Any]] | None:
    if number % 5:
        return None
    offer = "Un accueil, puis un suivi pendant un an."
    return [{"title": f"Dispositif {number} (démonstration)", "offer": offer, "places": 5 + number % 20}]


def _territory(number: int, province: str) -> dict[str, Any]:
    scope = ("commune", "provinces", "provinces", "region", "country")[number % 5]
    return {"scope": scope, "provinces": [province] if scope == "provinces" else None}
