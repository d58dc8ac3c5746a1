"""Which questions of a questionnaire fill which fields of an entry: guessed first, then corrected by people."""

from collections.abc import Mapping
from typing import Any

from noress.domain.catalogue.fields import FIELDS, Field, Kind
from noress.domain.catalogue.values import script_of
from noress.domain.questionnaires.definition import Definition, Question

#: {field: keys of questions}, as `CatalogueSource.mapping` keeps it
Fills = dict[str, list[str]]
#: the consent to be read by everybody is no field: it decides which lists show the entry
CONSENT = "is_open"
#: which types of question can fill which kind of field
TYPES: dict[Kind, tuple[str, ...]] = {
    Kind.LINE: ("text", "address"), Kind.LONG: ("long_text", "text"), Kind.PAIR: ("text",),
    Kind.LONG_PAIR: ("long_text", "text"), Kind.CATEGORY: ("one",), Kind.TERM: ("one",), Kind.TERMS: ("several", "one"),
    Kind.PROVINCE: ("province",), Kind.COMMUNE: ("commune",), Kind.PROVINCES: ("several", "province"),
    Kind.SCOPE: ("one",), Kind.POINT: ("address",), Kind.PHONE: ("phone",), Kind.EMAIL: ("email",), Kind.URL: ("url",),
    Kind.DAY: ("date",), Kind.COUNT: ("number",), Kind.MONEY: ("money",), Kind.YES_NO: ("yes_no",),
    Kind.SCHEMES: ("repeated",),
}  # fmt: skip
#: questions whose answers in other words than the list's fill a field of their own
OTHERS = {
    "kind": "kind_other",
    "commune": "commune_other",
    "services": "services_other",
    "publics": "publics_other",
}
SERVICES = "_services"
#: answers that name nothing: no word of a list
NO_WORD = frozenset({"nothing", "none"})
#: {field: keys that a questionnaire may have given to its question}, beside the name of the field itself
_NAMES = {
    "name": ("name", "name_second", "nom", "nom_second"), "point": ("point", "address"),
    CONSENT: ("is_open", "is_published"),
}  # fmt: skip


def can_fill(name: str, question: Question) -> bool:
    """Whether answers to that question say something of that field."""
    if name == CONSENT:
        return question.type == "yes_no"
    field = FIELDS.get(name)
    return field is not None and question.type in TYPES[field.kind]


def guess_mapping(definition: Definition) -> Fills:
    """By key and type; whatever is left over fills nothing."""
    questions = {question.key: question for question in definition.questions()}
    found: Fills = {}
    for name in [*FIELDS, CONSENT]:
        keys = [
            key for key in _NAMES.get(name, (name,)) if key in questions and can_fill(name, questions[key])
        ]
        if name == "services":
            keys += [key for key, one in questions.items() if key.endswith(SERVICES) and can_fill(name, one)]
        if keys:
            found[name] = keys
    return found


def code_of(field: Field, question: Question, choice: str) -> str:
    """The code of the word that a choice stands for: a service's begins with its sector."""
    if field.name != "services":
        return choice
    sector = question.key.removesuffix(SERVICES)
    return choice if sector == question.key and question.key == field.name else f"{sector}.{choice}"


def sector_of(code: str) -> str:
    """The sector of a service, by its code."""
    return code.partition(".")[0] if "." in code else ""


def read_values(
    answers: Mapping[str, Any], definition: Definition, mapping: Mapping[str, list[str]]
) -> dict[str, Any]:
    """{field: value not cleaned yet} of the questions that are mapped; None where they were not answered."""
    found: dict[str, Any] = {}
    for name, keys in mapping.items():
        field = FIELDS.get(name)
        asked = [
            question for key in keys if (question := definition.question(key)) and can_fill(name, question)
        ]
        if field is None or not asked:
            continue
        pairs = [(question, answers.get(question.key)) for question in asked]
        found[name] = _READ.get(field.kind, _first)(field, pairs)
        if name in OTHERS:
            found[OTHERS[name]] = _others(pairs)
    return found


def consent_in(answers: Mapping[str, Any], mapping: Mapping[str, list[str]]) -> bool | None:
    """Whether it agreed to be read by everybody; None when it was not asked."""
    said = [answers.get(key) for key in mapping.get(CONSENT, [])]
    return next((value for value in said if isinstance(value, bool)), None)


Pairs = list[tuple[Question, Any]]


def _first(_field: Field, pairs: Pairs) -> Any:
    """The first answer that says something; an address says its text, another answer than the list's nothing."""
    for _question, answer in pairs:
        said = answer.get("text") if isinstance(answer, Mapping) else answer
        if said not in (None, "", []):
            return said
    return None


def _point(_field: Field, pairs: Pairs) -> str | None:
    found = (answer for _question, answer in pairs if isinstance(answer, Mapping) and "lat" in answer)
    return next((f"{answer['lat']}, {answer['lon']}" for answer in found), None)


def _pair(_field: Field, pairs: Pairs) -> dict[str, str] | None:
    """Each text goes to the language of its letters; a second one of the same letters to the other language."""
    texts: dict[str, str] = {}
    for _question, answer in pairs:
        text = str(answer or "").strip()
        if not text or text in texts.values():
            continue
        code = script_of(text)
        texts[code if code not in texts else "ar" if code == "fr" else "fr"] = text
    return texts or None


def _terms(field: Field, pairs: Pairs) -> list[str] | None:
    codes = [code_of(field, question, key) for question, answer in pairs for key in _chosen(answer)]
    return list(dict.fromkeys(codes)) or None


def _term(field: Field, pairs: Pairs) -> str | None:
    return next(iter(_terms(field, pairs) or []), None)


def _provinces(_field: Field, pairs: Pairs) -> list[str] | None:
    """Choices may be written p01_571: a key holds no dot."""
    return [
        key.removeprefix("p").replace("_", ".") for _one, answer in pairs for key in _chosen(answer)
    ] or None


def _schemes(_field: Field, pairs: Pairs) -> list[dict[str, Any]] | None:
    """By key when the blocks have ours, else the first text, the first long one and the first number."""
    blocks = []
    for question, answer in pairs:
        keys = {}
        for name, types in (("title", ("text",)), ("offer", ("long_text",)), ("places", ("number",))):
            inner = [one.key for one in question.questions if one.type in types]
            keys[name] = name if name in inner else next(iter(inner), name)
        blocks += [{name: block.get(key) for name, key in keys.items()} for block in answer or []]
    return blocks or None


def _chosen(answer: Any) -> list[str]:
    parts = answer if isinstance(answer, list) else [answer]
    return [part for part in parts if isinstance(part, str) and part not in NO_WORD]


def _others(pairs: Pairs) -> str | None:
    parts = [part for _one, answer in pairs for part in (answer if isinstance(answer, list) else [answer])]
    said = [str(part["other"]) for part in parts if isinstance(part, Mapping) and part.get("other")]
    return ", ".join(dict.fromkeys(said)) or None


_READ: dict[Kind, Any] = {
    Kind.PAIR: _pair, Kind.LONG_PAIR: _pair, Kind.POINT: _point, Kind.TERM: _term, Kind.TERMS: _terms,
    Kind.CATEGORY: _term, Kind.SCOPE: _term, Kind.PROVINCES: _provinces, Kind.SCHEMES: _schemes,
}  # fmt: skip
