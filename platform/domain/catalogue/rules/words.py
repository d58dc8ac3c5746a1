"""The words of the closed lists: made from the choices of a questionnaire, then kept by the secretariat."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.mapping import NO_WORD, code_of, sector_of
from noress.domain.catalogue.models import Facet, Term
from noress.domain.catalogue.rules.finding_again import index_carriers
from noress.domain.catalogue.seeds import PLAIN, SEEDS
from noress.domain.catalogue.vocabulary import MASKS, MOST_BITS, forget_vocabulary, read_vocabulary
from noress.domain.questionnaires.definition import Definition, Question
from noress.extensions import db

#: letters of a name, of a plain word, of an ESSglobal code
MOST_NAME, MOST_PLAIN, MOST_CODE = 120, 200, 40
#: fields of the form, as `edit_word` takes them
COLUMNS = ("name", "plain", "pictogram", "essglobal")
_ESSGLOBAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_.-]*")


def seed_words(*, actor: Actor, now: datetime) -> int:
    """The legal forms, the languages and the labels that no questionnaire asks for; how many were missing."""
    return _add(((facet, code, Translated(name), "") for facet, code, name in SEEDS), actor, now)


def make_words(
    *, definition: Definition, mapping: Mapping[str, list[str]], actor: Actor, now: datetime
) -> int:
    """One word for each choice of the questions that are mapped, those that exist already left as they are; how many
    were made. Sectors come first: services stand under them."""
    return _add(list_choices(definition, mapping), actor, now)


def list_choices(
    definition: Definition, mapping: Mapping[str, list[str]]
) -> list[tuple[Facet, str, Translated, str]]:
    """(facet, code, name, pictogram) of every choice that is a word of the catalogue, each once."""
    found: dict[tuple[Facet, str], tuple[Facet, str, Translated, str]] = {}
    names = sorted(mapping, key=lambda name: list(FIELDS).index(name) if name in FIELDS else 0)
    for name in names:
        field = FIELDS.get(name)
        if field is None or field.facet is None or field.kind not in {Kind.TERM, Kind.TERMS}:
            continue
        questions: list[Question] = [one for key in mapping[name] if (one := definition.question(key))]
        for question, choice in ((one, choice) for one in questions for choice in one.choices):
            code = code_of(field, question, choice.key)
            if choice.key not in NO_WORD:
                found.setdefault((field.facet, code), (field.facet, code, choice.label, choice.pictogram))
    return list(found.values())


def create_word(
    *, facet: Facet, values: Mapping[str, Any], sector: Term | None, actor: Actor, now: datetime
) -> Term:
    """A word more, last of its list; a service stands under a sector."""
    if facet is Facet.SERVICE and (sector is None or sector.facet is not Facet.SECTOR):
        raise RuleError("no_sector", _("Choisissez le secteur de ce service."), field="sector_id")
    cleaned = _checked(values)
    start = f"{sector.code}." if facet is Facet.SERVICE and sector else ""
    known = {term.code for term in read_vocabulary().terms if term.facet is facet}
    _add([(facet, _free_code(start, cleaned["name"], known), cleaned["name"], "")], actor, now)
    term = read_vocabulary().terms
    made = next(one for one in term if one.facet is facet and one.code not in known)
    changed(made, cleaned)
    forget_vocabulary()
    return made


def edit_word(*, term: Term, values: Mapping[str, Any], version: int, actor: Actor, now: datetime) -> None:
    """Its name in both languages, how people say it, its sign, its code elsewhere. Entries hold its own code, which
    never changes."""
    lock(term)
    if version != term.version:
        raise StaleVersion(_("Ce mot a changé depuis que cette page est ouverte."), term)
    changes = changed(term, _checked(values))
    if changes:
        _kept(term, "catalogue_term.edited", changes, actor, now)
    if "name" in changes:
        index_carriers(term=term, now=now)


def archive_word(*, term: Term, actor: Actor, now: datetime) -> None:
    """No longer offered; entries that have it keep it."""
    lock(term)
    if term.archived_at is not None:
        raise RuleError("archived", _("Ce mot est déjà archivé."), status=409)
    term.archived_at = now
    _kept(term, "catalogue_term.archived", {}, actor, now)


def restore_word(*, term: Term, actor: Actor, now: datetime) -> None:
    lock(term)
    if term.archived_at is None:
        raise RuleError("in_use", _("Ce mot est déjà proposé."), status=409)
    term.archived_at = None
    _kept(term, "catalogue_term.restored", {}, actor, now)


def move_word(*, term: Term, up: bool, actor: Actor, now: datetime) -> None:
    """One place before or after its neighbour; the first and the last stay where they are."""
    words = read_vocabulary()
    row = [
        one
        for one in words.terms
        if one.facet is term.facet and one.parent_id == term.parent_id and one.archived_at is None
    ]
    if term not in row:
        raise RuleError("archived", _("Ce mot est archivé : remettez-le d'abord."), status=409)
    place = row.index(term)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(row):
        return
    row[place], row[other] = row[other], row[place]
    for position, one in enumerate(row):
        one.position = position
    _kept(term, "catalogue_term.moved", {"position": (place, other)}, actor, now)


# --- inside ------------------------------------------------------------------------------------------


def _add(rows: Iterable[tuple[Facet, str, Translated, str]], actor: Actor, now: datetime) -> int:
    """Those that are missing, last of their list, each with a bit of its own where lists count it."""
    words = read_vocabulary()
    known = {(term.facet, term.code): term for term in words.terms}
    taken = {mask: {term.bit for term in words.terms if term.mask == mask} for mask in set(MASKS.values())}
    last = {
        facet: max((term.position for term in words.terms if term.facet is facet), default=-1)
        for facet in Facet
    }
    count = 0
    for facet, code, name, pictogram in rows:
        if (facet, code) in known:
            continue
        mask = MASKS.get(facet)
        bit = _free_bit(facet, taken[mask]) if mask else None
        last[facet] += 1
        term = Term(
            facet=facet, code=code[:80], name=Translated(name), pictogram=pictogram, position=last[facet], mask=mask,
            bit=bit, plain=PLAIN.get((facet, code)), parent=known.get((Facet.SECTOR, sector_of(code))) if facet is Facet.SERVICE else None,
        )  # fmt: skip
        db.session.add(term)
        db.session.flush()  # a service names its sector; history names the word
        record(actor, "catalogue_term.created", term, now=now, changes={"name": (None, dict(term.name))})
        known[facet, code] = term
        count += 1
    forget_vocabulary()
    return count


def _free_bit(facet: Facet, taken: set[int | None]) -> int:
    bit = next((bit for bit in range(MOST_BITS) if bit not in taken), None)
    if bit is None:
        message = _(
            "Les listes ne comptent que %(most)s mots de cette sorte (%(facet)s) : réunissez des choix, puis recommencez.",
            most=MOST_BITS, facet=facet.label,
        )  # fmt: skip
        raise RuleError("too_many_words", message)
    taken.add(bit)
    return bit


def _free_code(start: str, name: Translated, known: set[str]) -> str:
    """Readable, and nobody's yet."""
    word = re.sub(r"[^a-z0-9]+", "_", fold(name.get("fr") or "")).strip("_")[:40] or "word"
    code, number = start + word, 2
    while code in known:
        code, number = f"{start}{word}_{number}", number + 1
    return code


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    name, plain = Translated(values.get("name")), Translated(values.get("plain"))
    for code in ("fr", "ar"):
        if not (name.get(code) or "").strip():
            message = _("Écrivez ce mot en français et en arabe : le catalogue se lit dans les deux langues.")
            raise RuleError("no_name", message, field=f"name_{code}")
    for field, texts, most in (("name", name, MOST_NAME), ("plain", plain, MOST_PLAIN)):
        for code, text in texts.items():
            if len(text) > most:
                message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=most)
                raise RuleError("too_long", message, field=f"{field}_{code}")
    essglobal = (values.get("essglobal") or "").strip() or None
    if essglobal and (len(essglobal) > MOST_CODE or not _ESSGLOBAL.fullmatch(essglobal)):
        message = _("Ce code a %(limit)s lettres ou chiffres au plus. Exemple : A10.", limit=MOST_CODE)
        raise RuleError("bad_code", message, field="essglobal")
    pictogram = (values.get("pictogram") or "").strip()
    if len(pictogram) > 20:
        raise RuleError("too_long", _("Un seul signe suffit."), field="pictogram")
    return {"name": name, "plain": plain or None, "pictogram": pictogram, "essglobal": essglobal}


def _kept(term: Term, action: str, changes: dict[str, tuple[Any, Any]], actor: Actor, now: datetime) -> None:
    term.version += 1
    record(actor, action, term, now=now, changes=changes)
    forget_vocabulary()
