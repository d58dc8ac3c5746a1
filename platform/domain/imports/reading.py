"""The rows of a sheet, read as institutions and the people who speak for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from noress.core.contacts import clean_email, clean_phone, clean_url
from noress.core.errors import RuleError
from noress.core.folding import fold, search_words
from noress.core.i18n import LANGUAGE_NAMES, LANGUAGES, Translated, in_language
from noress.core.i18n import lazy as _
from noress.core.tables import Problem, in_its_language
from noress.domain.accounts.inputs import clean_address, clean_name
from noress.domain.actions.due_reading import NotADue, read_due
from noress.domain.actions.models import DuePrecision
from noress.domain.institutions.models import Category, SeatKind
from noress.domain.institutions.rules.checks import check_dates, check_length, check_line

_ROLES: dict[str, tuple[str, ...]] = {
    "titular": ("titulaire", "représentant titulaire", "représentant", "représentante", "الممثل الرسمي", "الممثل", "titular", "representative"),
    "alternate": ("suppléant", "suppléante", "représentant suppléant", "الممثل النائب", "النائب", "نائب", "alternate", "deputy"),
}  # fmt: skip
_FRENCH_ROLE = {"titular": ("titulaire", "représentant"), "alternate": ("suppléant",)}
_ARABIC_ROLE = {"titular": ("الممثل الرسمي", "الممثل"), "alternate": ("الممثل النائب", "النائب")}
_ENGLISH_ROLE = {"titular": ("titular", "representative"), "alternate": ("alternate",)}


def _of_person(role: str) -> dict[str, tuple[str, ...]]:
    """The headings about one person: "titulaire (courriel)", "courriel du titulaire", "بريد الممثل الرسمي"…"""
    french, arabic, english = _FRENCH_ROLE[role], _ARABIC_ROLE[role], _ENGLISH_ROLE[role]

    def headings(words: str, arabic_words: str, english_words: str) -> tuple[str, ...]:
        return tuple(
            heading
            for group, joined in ((words, french), (english_words, english))
            for word in group.split("|")
            for who in joined
            for heading in (f"{who} {word}", f"{word} du {who}", f"{word} {who}", f"{word} of the {who}")
        ) + tuple(f"{word} {who}" for word in arabic_words.split("|") for who in arabic)

    return {
        f"{role}_given": headings("prénom", "الاسم الشخصي", "first name"),
        f"{role}_ar": headings("nom en arabe|nom arabe|en arabe|arabe", "اسم بالعربية|الاسم بالعربية", "name in arabic|arabic name|in arabic|arabic"),
        f"{role}_email": headings("courriel|email|e-mail|mail|adresse électronique", "بريد|البريد الإلكتروني", "mail|email|e-mail"),
        f"{role}_phone": headings("téléphone|tél|tel|gsm|portable|mobile", "هاتف|الهاتف", "phone|mobile"),
        f"{role}_language": headings("langue", "لغة", "language"),
        role: headings("prénom et nom|nom et prénom|nom complet|nom", "اسم|الاسم الكامل", "full name|name") + _ROLES[role],
    }  # fmt: skip


#: what a column may be; the heading of our own sheet first, then what people write
NAMES: dict[str, tuple[str, ...]] = {
    **_of_person("titular"),
    **_of_person("alternate"),
    "name_ar": ("nom de l'institution en arabe", "nom en arabe", "nom arabe", "institution en arabe", "dénomination en arabe", "name in arabic", "الاسم بالعربية", "الإسم بالعربية", "اسم المؤسسة بالعربية", "الاسم العربي"),
    "name": ("nom de l'institution", "nom", "institution", "dénomination", "raison sociale", "organisme", "structure", "membre", "name", "organisation", "المؤسسة", "اسم المؤسسة", "الاسم", "الهيئة", "التسمية", "الاسم بالفرنسية"),
    "acronym": ("sigle", "acronyme", "abréviation", "acronym", "الاسم المختصر", "المختصر"),
    "category": ("catégorie", "type", "type d'institution", "collège", "category", "الفئة", "الصنف", "النوع"),
    "head_title_ar": ("titre du responsable en arabe", "fonction du responsable en arabe", "head title in arabic", "صفة المسؤول بالعربية"),
    "head_title": ("titre du responsable", "fonction du responsable", "responsable", "destinataire", "title of the head", "head title", "صفة المسؤول", "المسؤول"),
    "email": ("courriel", "email", "e-mail", "mail", "adresse électronique", "adresse email", "البريد الإلكتروني", "بريد إلكتروني", "البريد"),
    "phone": ("téléphone", "tél", "tel", "phone", "fixe", "gsm", "الهاتف", "رقم الهاتف"),
    "address_ar": ("adresse en arabe", "address in arabic", "العنوان بالعربية"),
    "address": ("adresse", "adresse postale", "siège", "address", "العنوان", "المقر"),
    "website": ("site", "site web", "site internet", "website", "الموقع", "الموقع الإلكتروني"),
    "member_since": ("membre depuis", "date d'adhésion", "adhésion", "member since", "عضو منذ", "تاريخ الانخراط", "تاريخ العضوية"),
}  # fmt: skip

LABELS: dict[str, Any] = {
    "name": _("nom de l'institution"), "name_ar": _("nom de l'institution en arabe"), "acronym": _("sigle"),
    "category": _("catégorie"), "head_title": _("titre du responsable"),
    "head_title_ar": _("titre du responsable en arabe"), "email": _("courriel"), "phone": _("téléphone"),
    "address": _("adresse"), "address_ar": _("adresse en arabe"), "website": _("site web"),
    "member_since": _("membre depuis"),
    "titular": _("nom du titulaire"), "titular_given": _("prénom du titulaire"),
    "titular_ar": _("nom en arabe du titulaire"), "titular_email": _("courriel du titulaire"),
    "titular_phone": _("téléphone du titulaire"), "titular_language": _("langue du titulaire"),
    "alternate": _("nom du suppléant"), "alternate_given": _("prénom du suppléant"),
    "alternate_ar": _("nom en arabe du suppléant"), "alternate_email": _("courriel du suppléant"),
    "alternate_phone": _("téléphone du suppléant"), "alternate_language": _("langue du suppléant"),
}  # fmt: skip


def headings() -> dict[str, tuple[str, ...]]:
    """What people write, and our own headings in every language: the sheet that we give comes back understood."""
    own: dict[str, list[str]] = {name: [] for name in LABELS}
    for code in LANGUAGES:
        with in_language(code):
            for name, label in LABELS.items():
                own[name].append(str(label))
    return {name: (*NAMES[name], *own[name]) for name in NAMES}


KINDS = {"titular": SeatKind.TITULAR, "alternate": SeatKind.ALTERNATE}
#: as `fold` leaves them, besides what the languages call themselves
_LANGUAGES = {
    "fr": ("fr", "francais", "french", "الفرنسيه", "فرنسيه"), "ar": ("ar", "arabe", "arabic", "العربيه", "عربيه"),
    "en": ("en", "anglais", "english", "الانجليزيه", "انجليزيه"),
}  # fmt: skip
_SUGGESTED = 3
_NO_CATEGORY = _("Dites la catégorie, ou choisissez plus haut celle des lignes qui n'en donnent pas.")

Wrong = Callable[[str, Any], None]


class SaidPerson(NamedTuple):
    """Somebody as the sheet gives them."""

    role: str
    name: str
    name_ar: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "fr"

    @property
    def kind(self) -> SeatKind:
        return KINDS[self.role]

    @property
    def folded(self) -> str:
        return fold(self.name)


@dataclass
class Line:
    """One row: what it says, and what is wrong with it. `place` is its place under the headings, from 1."""

    place: int
    number: int
    values: dict[str, Any]
    people: list[SaidPerson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: what only a new record lacks: a line that completes one does without
    needs: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> Translated:
        name: Translated = self.values["name"]
        return name

    @property
    def folded_names(self) -> set[str]:
        return {fold(text) for text in self.name.values()}


@dataclass
class Categories:
    """By code and by name in every language, plural or not; and which to propose for a word that is none."""

    codes: dict[str, str]
    names: dict[str, Any]

    @classmethod
    def of(cls, categories: list[Category]) -> "Categories":
        codes: dict[str, str] = {}
        for category in categories:
            for text in (category.code, *category.name.values()):
                codes.setdefault(_word_key(text), category.code)
        return cls(codes, {category.code: category.name for category in categories})

    def find(self, text: str) -> str | None:
        return self.codes.get(_word_key(text))

    def suggest(self, text: str) -> list[str]:
        from rapidfuzz import fuzz, process  # a library in C++, for words that are no category only

        spoken = {code: fold(" ".join(name.values())) for code, name in self.names.items()}
        close = process.extract(fold(text), spoken, scorer=fuzz.WRatio, score_cutoff=75, limit=_SUGGESTED)
        codes = [code for _text, _score, code in close] or list(self.names)[:_SUGGESTED]
        return [str(self.names[code]) for code in codes]


def _word_key(text: str) -> str:
    return " ".join(search_words(text.replace("_", " ")))


def read_line(
    place: int,
    number: int,
    cells: list[str],
    mapping: Mapping[int, str],
    categories: Categories,
    default: str | None,
) -> Line:
    """A row as an institution and its people; what cannot be read is a problem of its cell."""
    said = {name: cells[column].strip() for column, name in mapping.items() if column < len(cells)}
    columns = {name: column for column, name in mapping.items()}
    problems: list[Problem] = []

    def wrong(name: str, message: Any) -> None:
        problems.append(Problem(number, columns.get(name), message))

    line = Line(place, number, _institution(said, wrong), problems=problems)
    line.values["category_code"] = _category(said, categories, default, wrong)
    if line.values["category_code"] is None and not said.get("category"):
        line.needs.append(Problem(number, columns.get("category"), _NO_CATEGORY))
    if not line.name:
        wrong("name", _("Écrivez le nom de l'institution, en français ou en arabe."))
    line.people = [person for role in KINDS if (person := _person(role, said, wrong)) is not None]
    if len(line.people) == 2 and _are_one(*line.people):
        wrong("alternate", _("Le titulaire et le suppléant sont la même personne."))
    return line


def _institution(said: dict[str, str], wrong: Wrong) -> dict[str, Any]:
    """The values of the record, under the names that its rule knows."""
    values: dict[str, Any] = {
        name: in_its_language(said.get(name, ""), said.get(f"{name}_ar", "")) or None
        for name in ("head_title", "address")
    }
    values["name"] = in_its_language(said.get("name", ""), said.get("name_ar", ""))
    values["acronym"] = said.get("acronym") or None
    for name, clean in (("email", clean_email), ("phone", clean_phone), ("website", clean_url)):
        values[name] = _try(name, wrong, clean, said.get(name))
    values["member_since"] = _day(said.get("member_since", ""), wrong)
    for name in ("name", "head_title"):
        for text in (values[name] or {}).values():
            _try(name, wrong, lambda text, name=name: check_line(text, field=name), text)
    for text in (values["address"] or {}).values():
        _try("address", wrong, lambda text: check_length(text, field="address", limit=500), text)
    _try("acronym", wrong, lambda text: check_line(text, field="acronym", limit=40), values["acronym"])
    return values


def _try(name: str, wrong: Wrong, clean: Callable[..., Any], value: Any) -> Any:
    try:
        return clean(value)
    except RuleError as refused:
        wrong(name, refused.message)
        return None


def _category(said: dict[str, str], categories: Categories, default: str | None, wrong: Wrong) -> str | None:
    text = said.get("category", "")
    found = categories.find(text) if text else default
    if found is not None or not text:
        return found
    proposed = " ; ".join(categories.suggest(text))
    wrong(
        "category",
        _("Catégorie inconnue : « %(text)s ». Peut-être : %(names)s.", text=text[:80], names=proposed),
    )
    return None


def _day(raw: str, wrong: Wrong) -> date | None:
    try:
        due = read_due(raw)
    except NotADue:
        due = None
    if raw and (due is None or due.precision not in {DuePrecision.DAY, DuePrecision.MINUTE}):
        message = _(
            "Date non comprise : « %(text)s ». Écrivez le jour, le mois et l'année : 18/03/2015, 2015-03-18, "
            "18 mars 2015 ou 18 مارس 2015.",
            text=raw[:80],
        )
        wrong("member_since", message)
        return None
    day = due.on if due is not None else None
    _try("member_since", wrong, lambda value: check_dates(value, None, start="member_since", end=""), day)
    return day


def _person(role: str, said: dict[str, str], wrong: Wrong) -> SaidPerson | None:
    """None when the row says nothing of this person. An Arabic name alone is the name."""
    parts = {name: said.get(f"{role}_{name}", "") for name in ("given", "ar", "email", "phone", "language")}
    name = " ".join(text for text in (parts.pop("given"), said.get(role, "")) if text)
    if not name and not any(parts.values()):
        return None
    if not name and not parts["ar"]:
        wrong(role, _("Écrivez le prénom et le nom de cette personne."))
        return None
    is_arabic = not name or bool(in_its_language(name).get("ar"))
    name, arabic = (name, parts["ar"]) if name else (parts["ar"], "")
    email = parts["email"]
    clean = _try(role, wrong, clean_name, name)
    person = SaidPerson(
        role, clean or "", (_try(f"{role}_ar", wrong, clean_name, arabic) if arabic else None),
        _try(f"{role}_email", wrong, clean_address, email) if email else None,
        _try(f"{role}_phone", wrong, clean_phone, parts["phone"]),
        _language(role, parts["language"], is_arabic=is_arabic, wrong=wrong),
    )  # fmt: skip
    return person if clean else None


def _language(role: str, text: str, *, is_arabic: bool, wrong: Wrong) -> str:
    if not text:
        return "ar" if is_arabic else "fr"
    key = fold(text)
    for code, words in _LANGUAGES.items():
        if key in words or key == fold(LANGUAGE_NAMES[code]):
            return code
    wrong(
        f"{role}_language", _("Langue inconnue : « %(text)s ». Exemples : français, arabe.", text=text[:80])
    )
    return "fr"


def _are_one(one: SaidPerson, other: SaidPerson) -> bool:
    return one.folded == other.folded and (one.email or "") == (other.email or "")
