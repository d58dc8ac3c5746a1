"""What is typed about an action, and everything that may be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import LANGUAGES, Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.actions.due import Due
from noress.domain.actions.models import Action, DuePrecision
from noress.domain.institutions.models import Body, Institution
from noress.domain.meetings.rules.checks import LINE_BREAKS
from noress.extensions import db

MAX_WHAT, MAX_TEXT, MAX_WORDS = 1000, 2000, 200
#: nothing of a network is older, and a plan that far ahead is a slip of the keyboard
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class ActionValues:
    """The six columns. One owner: an institution, a body, or an outside body in words."""

    what: Translated
    where: Translated = field(default_factory=Translated)
    how: Translated = field(default_factory=Translated)
    deliverables: Translated = field(default_factory=Translated)
    starts_on: date | None = None
    due: Due | None = None
    owner_institution_id: int | None = None
    owner_body_id: int | None = None
    owner_words: str | None = None
    owner_email: str | None = None
    owner_language: str = "fr"

    @classmethod
    def of(cls, action: Action) -> "ActionValues":
        """What is saved, for a form or to show beside what somebody else typed."""
        return cls(
            what=action.what, where=Translated(action.where), how=Translated(action.how),
            deliverables=Translated(action.deliverables), starts_on=action.starts_on, due=Due.of(action),
            owner_institution_id=action.owner_institution_id, owner_body_id=action.owner_body_id,
            owner_words=action.owner_words, owner_email=action.owner_email, owner_language=action.owner_language,
        )  # fmt: skip

    @classmethod
    def from_details(cls, text: Translated, details: Mapping[str, Any]) -> "ActionValues":
        """Of an action block of a record: its text, and `details` as `to_details` writes them."""
        due_on = _day(details.get("due_on"))
        precision = details.get("due_precision")
        due = None
        if due_on is not None:
            due = Due.within(
                due_on, DuePrecision(precision) if precision in set(DuePrecision) else DuePrecision.DAY,
                wall=details.get("due_wall"), is_end=bool(details.get("due_is_end")), words=details.get("due_words"),
            )  # fmt: skip
        return cls(
            what=text, where=Translated(details.get("where")), how=Translated(details.get("how")),
            deliverables=Translated(details.get("deliverables")), starts_on=_day(details.get("starts_on")), due=due,
            owner_institution_id=details.get("owner_institution_id") or None,
            owner_body_id=details.get("owner_body_id") or None, owner_words=details.get("owner_words") or None,
            owner_email=details.get("owner_email") or None, owner_language=details.get("owner_language") or "fr",
        )  # fmt: skip

    def to_details(self) -> dict[str, Any]:
        """Plain JSON for `MinutesBlock.details`; what is empty is left out."""
        due = self.due
        found = {
            "where": dict(self.where), "how": dict(self.how), "deliverables": dict(self.deliverables),
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
            "due_on": due.on.isoformat() if due else None, "due_precision": due.precision.value if due else None,
            "due_wall": due.wall if due else None, "due_is_end": due.is_end if due else None,
            "due_words": due.words if due else None, "owner_institution_id": self.owner_institution_id,
            "owner_body_id": self.owner_body_id, "owner_words": self.owner_words, "owner_email": self.owner_email,
            "owner_language": self.owner_language if self.owner_email else None,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}


def list_problems(values: ActionValues, *, has_known_owner: bool = False) -> list[RuleError]:
    """Everything wrong with what was typed, each at its field, so that one answer tells all. With
    `has_known_owner`, the owner was just read from the database: a sheet does not ask once per row."""
    return [*_text_problems(values), *_time_problems(values), *_owner_problems(values, has_known_owner)]


def check_values(values: ActionValues) -> None:
    """Raise the first problem."""
    for problem in list_problems(values):
        raise problem


def _text_problems(values: ActionValues) -> list[RuleError]:
    found = []
    if not values.what:
        found.append(
            RuleError("no_what", _("Écrivez ce qui est à faire, en quelques mots."), field="what_fr")
        )
    limits = {"what": MAX_WHAT, "where": MAX_TEXT, "how": MAX_TEXT, "deliverables": MAX_TEXT}
    for name, limit in limits.items():
        for code, text in getattr(values, name).items():
            if len(text) > limit:
                message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=limit)
                found.append(RuleError("too_long", message, field=f"{name}_{code}"))
            elif "\x00" in text:
                message = _("Ce texte contient un signe qui ne s'écrit pas.")
                found.append(RuleError("bad_text", message, field=f"{name}_{code}"))
    return found


def _time_problems(values: ActionValues) -> list[RuleError]:
    found = []
    days = {"starts_on": values.starts_on, "due_on": values.due.on if values.due else None}
    for name, day in days.items():
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = _("Cette année ne va pas. Exemple : 2027.")
            found.append(RuleError("bad_year", message, field=name))
    if values.starts_on and values.due and values.due.on < values.starts_on:
        message = _("L'échéance est avant le début. Corrigez l'une des deux dates.")
        found.append(RuleError("due_before_start", message, field="due_on"))
    if values.due and values.due.precision is DuePrecision.MINUTE and not values.due.wall:
        message = _("Écrivez l'heure, ou choisissez « au jour près ». Exemple : 10:30.")
        found.append(RuleError("no_hour", message, field="due_wall"))
    return found


def _owner_problems(values: ActionValues, is_known: bool) -> list[RuleError]:
    given = [values.owner_institution_id, values.owner_body_id, values.owner_words]
    if not any(given):
        message = _("Dites qui est responsable : une institution, une instance, ou un autre organisme.")
        return [RuleError("no_owner", message, field="owner")]
    if len([one for one in given if one]) > 1:
        return [RuleError("two_owners", _("Choisissez un seul responsable."), field="owner")]
    if is_known:
        return _outside_problems(values) if values.owner_words else []
    if values.owner_institution_id and db.session.get(Institution, values.owner_institution_id) is None:
        return [RuleError("unknown_owner", _("Cette institution n'existe pas, ou plus."), field="owner")]
    if values.owner_body_id and db.session.get(Body, values.owner_body_id) is None:
        return [RuleError("unknown_owner", _("Cette instance n'existe pas, ou plus."), field="owner")]
    return _outside_problems(values) if values.owner_words else []


def _outside_problems(values: ActionValues) -> list[RuleError]:
    found = []
    words = values.owner_words or ""
    if LINE_BREAKS.search(words):
        found.append(RuleError("line_break", _("Écrivez ce texte sur une seule ligne."), field="owner_words"))
    elif len(words) > MAX_WORDS:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MAX_WORDS)
        found.append(RuleError("too_long", message, field="owner_words"))
    try:
        clean_email(values.owner_email, field="owner_email")
    except RuleError as error:
        found.append(error)
    return found


def columns_of(values: ActionValues) -> dict[str, Any]:
    """The columns of the table, but for what an outside owner's address needs."""
    due = values.due
    return {
        "what": values.what, "where": values.where or None, "how": values.how or None,
        "deliverables": values.deliverables or None, "starts_on": values.starts_on,
        "due_on": due.on if due else None, "due_precision": due.precision if due else None,
        "due_wall": due.wall if due else None, "due_is_end": due.is_end if due else False,
        "due_words": due.words if due else None,
        "owner_institution_id": values.owner_institution_id, "owner_body_id": values.owner_body_id,
        "owner_words": values.owner_words or None,
    }  # fmt: skip


def outside_columns(values: ActionValues) -> dict[str, Any]:
    """The address of an outside owner; the others are reached through their seats."""
    is_outside = bool(values.owner_words)
    return {
        "owner_email": clean_email(values.owner_email, field="owner_email") if is_outside else None,
        "owner_language": values.owner_language if values.owner_language in LANGUAGES else "fr",
    }


def source_of(actor: Actor) -> str:
    """Who gives an outside owner's address, as its mails will say: an institution, never a person."""
    if actor.is_secretariat or actor.institution_id is None:
        return "Secrétariat permanent"
    return actor.institution_name.pick("fr")[1][:200]


def refold(action: Action) -> None:
    """The shadows that searches look into."""
    texts = [text for part in (action.what, action.where, action.how, action.deliverables) if part
             for text in part.values()]  # fmt: skip
    action.text_folded = fold(" ".join([action.number, *texts, action.owner_words or ""]))
    action.where_folded = fold(" ".join((action.where or {}).values()))


def _day(raw: Any) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except (TypeError, ValueError):
        return None
