"""Cleaning the values of an entry's fields, and saying them in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from noress.core import formats, territories
from noress.core.contacts import clean_email, clean_phone, clean_url
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES, Translated, lazy
from noress.core.i18n import gettext as _
from noress.core.numerals import parse_day, parse_number
from noress.domain.catalogue.fields import FIELDS, SCOPES, Field, Kind
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.questionnaires.types.places import read_point

MOST_COUNT = 100_000_000
EARLIEST = date(1800, 1, 1)


def clean_values(raw: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The values of these fields, as they are kept; None where nothing is said. A commune outside its province
    is refused. Raises RuleError naming the first field that is wrong."""
    values = {name: clean_value(FIELDS[name], value, vocabulary) for name, value in raw.items()}
    commune = territories.get(values.get("commune") or "")
    if commune and commune.level == "arrondissement":
        commune = territories.get(commune.parent)
    if commune and values.get("province") and commune.parent != values["province"]:
        message = lazy("Cette commune n'est pas dans cette préfecture ou province.")
        raise RuleError("wrong_commune", message, field="commune")
    if values.get("women") and values.get("members") and values["women"] > values["members"]:
        message = lazy("Il y a plus de femmes que de membres : vérifiez les deux nombres.")
        raise RuleError("too_many_women", message, field="women")
    return values


def clean_value(field: Field, raw: Any, vocabulary: Vocabulary) -> Any:
    """One value, from JSON or from what was typed. RuleError, with the name of the field, when it cannot be kept."""
    if isinstance(raw, str):
        raw = raw.replace("\x00", "").strip()
    if raw is None or raw == "" or raw == [] or raw == {}:
        return None
    try:
        return _CLEAN[field.kind](field, raw, vocabulary)
    except RuleError as refused:
        refused.field = field.name
        raise


def say_value(field: Field, value: Any, vocabulary: Vocabulary) -> str:
    """In the reader's language; "" when nothing is said."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    say = _SAY.get(field.kind)
    return str(say(field, value, vocabulary)) if say else str(value)


# --- cleaning ----------------------------------------------------------------------------------------


def _line(field: Field, raw: Any, _vocabulary: Vocabulary) -> str:
    text = (
        " ".join(str(raw).split()) if field.kind is not Kind.LONG else str(raw).replace("\r\n", "\n").strip()
    )
    if len(text) > field.most:
        raise RuleError(
            "too_long", lazy("Ce texte est trop long : %(limit)s caractères au plus.", limit=field.most)
        )
    return text


def _pair(field: Field, raw: Any, vocabulary: Vocabulary) -> dict[str, str] | None:
    texts = dict(raw) if isinstance(raw, Mapping) else {script_of(str(raw)): str(raw)}
    kept = {}
    for code in LANGUAGES:
        text = str(texts.get(code) or "").replace("\x00", "").replace("\r\n", "\n").strip()
        text = text if field.kind is Kind.LONG_PAIR else " ".join(text.split())
        if len(text) > field.most:
            message = lazy("Ce texte est trop long : %(limit)s caractères au plus.", limit=field.most)
            raise RuleError("too_long", message)
        if text:
            kept[code] = text
    return kept or None


def script_of(text: str) -> str:
    """Arabic when most of its letters are."""
    arabic = sum("\u0600" <= char <= "\u06ff" for char in text)
    return "ar" if arabic * 2 > sum(char.isalpha() for char in text) else "fr"


def _category(_field: Field, raw: Any, _vocabulary: Vocabulary) -> str:
    return str(raw)[:40]


def _term(field: Field, raw: Any, vocabulary: Vocabulary) -> str:
    if field.facet is None or vocabulary.get(field.facet, str(raw)) is None:
        raise RuleError("unknown_choice", lazy("Choisissez une des réponses proposées."))
    return str(raw)


def _terms(field: Field, raw: Any, vocabulary: Vocabulary) -> list[str]:
    asked = [str(code) for code in raw] if isinstance(raw, list | tuple) else [str(raw)]
    known = {_term(field, code, vocabulary) for code in asked}
    return [term.code for term in vocabulary.terms if term.facet is field.facet and term.code in known]


def _place(level: str) -> Callable[[Field, Any, Vocabulary], str]:
    def clean(_field: Field, raw: Any, _vocabulary: Vocabulary) -> str:
        found = territories.get(str(raw), level) or territories.find(str(raw), level)
        if found is None and level == "commune":
            found = territories.get(str(raw), "arrondissement")
        if found is None:
            raise RuleError("unknown_place", lazy("Ce lieu n'est pas dans la liste officielle."))
        return found.code

    return clean


def _provinces(field: Field, raw: Any, vocabulary: Vocabulary) -> list[str]:
    clean = _place("province")
    asked = raw if isinstance(raw, list | tuple) else [raw]
    return sorted({clean(field, code, vocabulary) for code in asked})


def _scope(_field: Field, raw: Any, _vocabulary: Vocabulary) -> str:
    if str(raw) not in SCOPES:
        raise RuleError("unknown_choice", lazy("Choisissez une des réponses proposées."))
    return str(raw)


def _point(_field: Field, raw: Any, _vocabulary: Vocabulary) -> str:
    lat, lon = read_point(str(raw))
    return f"{lat}, {lon}"


def _day(_field: Field, raw: Any, _vocabulary: Vocabulary) -> str:
    day = raw if isinstance(raw, date) else parse_day(str(raw))
    if day is None or day < EARLIEST or day.year > 2100:
        raise RuleError("no_day", lazy("Écrivez une date, par exemple 31/12/2026."))
    return day.isoformat()


def _number(raw: Any) -> Decimal | None:
    return Decimal(raw) if isinstance(raw, int) else parse_number(str(raw))


def _count(_field: Field, raw: Any, _vocabulary: Vocabulary) -> int:
    number = _number(raw)
    if number is None or number != int(number) or not 0 <= number <= MOST_COUNT:
        raise RuleError("no_number", lazy("Écrivez un nombre entier, par exemple 12."))
    return int(number)


def _money(_field: Field, raw: Any, _vocabulary: Vocabulary) -> int:
    """An int is centimes already; a text is dirhams."""
    if isinstance(raw, int):
        return raw
    number = _number(raw)
    if number is None or not 0 <= number <= MOST_COUNT or number * 100 != int(number * 100):
        raise RuleError("no_amount", lazy("Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50."))
    return int(number * 100)


def _yes_no(_field: Field, raw: Any, _vocabulary: Vocabulary) -> bool:
    known = {"yes": True, "oui": True, "true": True, "1": True, "نعم": True,
             "no": False, "non": False, "false": False, "0": False, "لا": False}  # fmt: skip
    answer = raw if isinstance(raw, bool) else known.get(str(raw).lower())
    if answer is None:
        raise RuleError("unknown_choice", lazy("Choisissez une des réponses proposées."))
    return answer


def _schemes(field: Field, raw: Any, _vocabulary: Vocabulary) -> list[dict[str, Any]] | None:
    """Blocks without a title are left out."""
    kept = []
    for block in raw if isinstance(raw, list | tuple) else []:
        title = " ".join(str(block.get("title") or "").split())[:200]
        if not title:
            continue
        places = _number(block.get("places") or "")
        made: dict[str, Any] = {"title": title}
        if offer := str(block.get("offer") or "").strip()[:600]:
            made["offer"] = offer
        if places is not None and places == int(places) and 0 <= places <= MOST_COUNT:
            made["places"] = int(places)
        kept.append(made)
    if len(kept) > field.most:
        raise RuleError("too_many", lazy("Pas plus de %(count)s fois ce groupe.", count=field.most))
    return kept or None


_CLEAN: dict[Kind, Callable[[Field, Any, Vocabulary], Any]] = {
    Kind.LINE: _line, Kind.LONG: _line, Kind.PAIR: _pair, Kind.LONG_PAIR: _pair, Kind.CATEGORY: _category,
    Kind.TERM: _term, Kind.TERMS: _terms, Kind.PROVINCE: _place("province"), Kind.COMMUNE: _place("commune"),
    Kind.PROVINCES: _provinces, Kind.SCOPE: _scope, Kind.POINT: _point, Kind.DAY: _day, Kind.COUNT: _count,
    Kind.PHONE: lambda field, raw, _v: clean_phone(str(raw), field=field.name),
    Kind.EMAIL: lambda field, raw, _v: clean_email(str(raw), field=field.name),
    Kind.URL: lambda field, raw, _v: clean_url(str(raw), field=field.name),
    Kind.MONEY: _money, Kind.YES_NO: _yes_no, Kind.SCHEMES: _schemes,
}  # fmt: skip


# --- saying ------------------------------------------------------------------------------------------


def _place_name(code: str) -> Any:
    found = territories.get(code)
    return found.name if found else code


def _say_schemes(_field: Field, value: Any, _vocabulary: Vocabulary) -> str:
    return "\n".join(
        " : ".join(part for part in (scheme["title"], scheme.get("offer")) if part) for scheme in value
    )


_SAY: dict[Kind, Callable[[Field, Any, Vocabulary], Any]] = {
    Kind.PAIR: lambda _f, value, _v: Translated(value), Kind.LONG_PAIR: lambda _f, value, _v: Translated(value),
    Kind.TERM: lambda field, value, words: words.name(field.facet, value),
    Kind.TERMS: lambda field, value, words: formats.listed(words.name(field.facet, code) for code in value),
    Kind.PROVINCE: lambda _f, value, _v: _place_name(value), Kind.COMMUNE: lambda _f, value, _v: _place_name(value),
    Kind.PROVINCES: lambda _f, value, _v: formats.listed(_place_name(code) for code in value),
    Kind.SCOPE: lambda _f, value, _v: SCOPES.get(value, value),
    Kind.DAY: lambda _f, value, _v: formats.date_words(date.fromisoformat(value)),
    Kind.PHONE: lambda _f, value, _v: formats.phone(value),
    Kind.MONEY: lambda _f, value, _v: formats.money(value),
    Kind.YES_NO: lambda _f, value, _v: _("oui") if value else _("non"),
    Kind.SCHEMES: _say_schemes,
}  # fmt: skip
