"""What the jury tells those who did not win: sentences chosen and edited by whoever presides over the entry, in the entrant's
language; never a score, never the name of a juror."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import changed, record
from noress.domain.competitions import results_policy
from noress.domain.competitions.models import Entry
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules.releasing import check_under_embargo
from noress.extensions import db

MOST_TEXT = 1500
#: a family name shorter than this is too common a word to refuse a text for
_SHORTEST = 4
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
#: "12/20", "14,5 sur 20", "68 / 100", "note de 12", "12 من 20"
_MARK = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:/|⁄|sur|out of|من|على)\s*(?:5|10|20|100)\b|"
    r"\b(?:note|moyenne|score|mark|نقطة|معدل)s?\s*(?:de|of|:|=)?\s*\d+",
    re.IGNORECASE,
)


def choose_feedback(*, entry: Entry, feedback: Translated, version: int, actor: Actor, now: datetime) -> None:
    """Read in the letter and on the entrant's own page, once the results are told. Nothing at all is a choice too."""
    lock(entry)
    check_not_recused(actor, entry.application)
    if not results_policy.presides(actor, entry):
        message = _("Le retour est choisi par la présidence du jury, ou par qui la remplace pour ce dossier.")
        raise RuleError("not_yours", message, status=403)
    check_under_embargo(entry.competition)
    if entry.version != version:
        message = _("Quelqu'un a changé ce retour pendant que vous écriviez. Comparez les deux textes.")
        raise StaleVersion(message, {"version": entry.version, **_fields(entry.feedback)})
    language = "ar" if entry.application.language == "ar" else "fr"
    if feedback and not feedback.get(language):
        message = _(
            "Écrivez le retour dans la langue de la candidature : %(language)s.", language=_NAMES[language]
        )
        raise RuleError("language", message, field=f"feedback_{language}")
    people = db.session.scalars(queries.list_people_of_jury(entry.competition_id)).all()
    for code, text in feedback.items():
        check_text(text, people, field=f"feedback_{code}")
    changes = changed(entry, {"feedback": feedback or None})
    if changes:
        entry.version += 1
        record(actor, "entry.feedback_chosen", entry, now=now)  # the text itself is told later


_NAMES = {"fr": _("français"), "ar": _("arabe")}


def _fields(feedback: Translated | None) -> dict[str, str]:
    said = feedback or Translated()
    return {f"feedback_{code}": said.get(code, "") for code in ("fr", "ar")}


def check_text(text: str, people: Iterable[Person], *, field: str) -> None:
    """Refuses a mark, and the name of somebody of the jury."""
    if len(text) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field=field)
    found = _MARK.search(text.translate(_DIGITS))
    if found is not None:
        message = _("Un retour ne dit jamais de note : enlevez « %(found)s ».", found=found[0])
        raise RuleError("mark", message, field=field)
    words = " " + " ".join(re.findall(r"\w+", fold(text))) + " "
    for person in people:
        if any(f" {name} " in words for name in names_of(person)):
            message = _(
                "Un retour ne nomme jamais un membre du jury : enlevez le nom de %(name)s.", name=person.name
            )
            raise RuleError("juror_named", message, field=field)


def names_of(person: Person) -> set[str]:
    """Folded: the name whole, in both orders, and the family name alone where it is long enough."""
    found: set[str] = set()
    for name in (person.name, person.name_ar):
        parts = re.findall(r"\w+", fold(name or ""))
        if not parts:
            continue
        found |= {" ".join(parts), " ".join(reversed(parts))}
        if len(parts) > 1 and len(parts[-1]) >= _SHORTEST and not parts[-1].isdigit():
            found.add(parts[-1])
    return found


def comments_of(entry: Entry) -> list[str]:
    """What jurors wrote of it and sent, without their names and in no order of theirs; what says a mark or a name is left out
    before it is offered."""
    people: list[Any] = list(db.session.scalars(queries.list_people_of_jury(entry.competition_id)))
    said: set[str] = set()
    for comment, comments in db.session.execute(queries.list_comments(entry)):
        said |= {text.strip() for text in (comment, *(comments or {}).values()) if text and text.strip()}
    kept = []
    for text in sorted(said):
        try:
            check_text(text[:MOST_TEXT], people, field="feedback_fr")
        except RuleError:
            continue
        kept.append(text[:MOST_TEXT])
    return kept
