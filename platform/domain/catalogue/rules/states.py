"""What becomes of an entry: published, refused, hidden, checked again, opposed to, confirmed. Which lists show it
follows (`writing.list_again`); who keeps it is told why."""

from datetime import date, datetime, timedelta
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.catalogue.models import (
    UNLISTED,
    HiddenBecause,
    Source,
    Structure,
    StructureState,
)
from noress.domain.catalogue.rules.telling import tell_keepers
from noress.domain.catalogue.rules.writing import list_again
from noress.domain.files.rules import withdraw_kinds

#: letters of a reason
MOST_REASON = 2000
#: a year after it was confirmed, and some days more that spread entries of the same day
YEAR, SPREAD = 365, 60
#: files made of lists of the catalogue: they may name any entry that is listed
MADE_OF_LISTS = ("catalogue_booklet", "catalogue_sheet")
S = StructureState


def publish_structure(
    *, structure: Structure, actor: Actor, now: datetime, version: int | None = None, tells: bool = True
) -> None:
    """Everybody reads it, or members only where it did not agree to more."""
    _take(structure, {S.DRAFT, S.TO_CHECK, S.REFUSED, S.HIDDEN}, version)
    if structure.opposed_at is not None:
        message = _("Cette structure a demandé à ne pas paraître : levez d'abord son opposition.")
        raise RuleError("opposed", message, status=409)
    _move(structure, S.PUBLISHED, None, None, "structure.published", actor, now)
    if tells:
        tell_keepers("structure_published", structure, now=now)


def refuse_structure(
    *, structure: Structure, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """It does not belong in the catalogue: kept with the reason, in no list."""
    _take(structure, {S.DRAFT, S.TO_CHECK, S.HIDDEN}, version)
    _move(structure, S.REFUSED, None, check_reason(reason), "structure.refused", actor, now)
    tell_keepers("structure_refused", structure, now=now)


def hide_structure(
    *, structure: Structure, because: HiddenBecause, reason: str | None, actor: Actor, now: datetime,
    version: int | None = None, tells: bool | None = None,
) -> None:  # fmt: skip
    """It leaves the lists and stays in the records. The secretariat's own decision needs a reason. Who keeps it is
    told, unless it went because nobody confirmed it: those mails have been sent already."""
    _take(structure, {S.DRAFT, S.TO_CHECK, S.PUBLISHED}, version)
    needs_reason = because is HiddenBecause.SECRETARIAT
    said = check_reason(reason or "") if needs_reason else _optional(reason)
    _move(structure, S.HIDDEN, because, said, "structure.hidden", actor, now)
    if tells if tells is not None else because in {HiddenBecause.SECRETARIAT, HiddenBecause.GONE}:
        tell_keepers("structure_hidden", structure, now=now)


def send_back_to_check(
    *, structure: Structure, reason: str | None, actor: Actor, now: datetime, version: int | None = None,
) -> None:  # fmt: skip
    """Somebody has to look at it again before it is listed."""
    _take(structure, {S.DRAFT, S.PUBLISHED, S.REFUSED, S.HIDDEN}, version)
    _move(structure, S.TO_CHECK, None, _optional(reason), "structure.sent_back", actor, now)


def oppose_structure(
    *, structure: Structure, actor: Actor, now: datetime, reason: str | None = None, tells: bool = True
) -> None:
    """It asked not to be listed (law 09-08, article 9): at once, and whatever an import or an answer says later."""
    lock(structure)
    _check_not_merged(structure)
    if structure.opposed_at is not None:
        raise RuleError("opposed_already", _("Cette structure ne paraît déjà plus."), status=409)
    structure.opposed_at = now
    if structure.state in {S.DRAFT, S.TO_CHECK, S.PUBLISHED}:
        _move(structure, S.HIDDEN, HiddenBecause.OPPOSED, _optional(reason), "structure.opposed", actor, now)
    else:
        _stay(structure, "structure.opposed", actor, now)
    withdraw_kinds(kinds=MADE_OF_LISTS)
    if tells:
        tell_keepers("structure_opposed", structure, now=now)


def lift_opposition(*, structure: Structure, actor: Actor, now: datetime) -> None:
    """It agrees to be listed again: as it was, if it had been published; otherwise somebody checks it first."""
    lock(structure)
    _check_not_merged(structure)
    if structure.opposed_at is None:
        raise RuleError("not_opposed", _("Cette structure ne s'est pas opposée à paraître."), status=409)
    structure.opposed_at = None
    if structure.hidden_because is HiddenBecause.OPPOSED:
        state = S.PUBLISHED if structure.published_at is not None else S.TO_CHECK
        _move(structure, state, None, None, "structure.opposition_lifted", actor, now)
    else:
        _stay(structure, "structure.opposition_lifted", actor, now)


def confirm_structure(
    *, structure: Structure, said_by: str, source: Source, actor: Actor, now: datetime
) -> None:
    """All of it is right, today. One that had left the lists because nobody confirmed it comes back."""
    lock(structure)
    _check_not_merged(structure)
    was_stale = structure.state is S.HIDDEN and structure.hidden_because is HiddenBecause.STALE
    if structure.opposed_at is not None or (structure.state is not S.PUBLISHED and not was_stale):
        message = _("Cette fiche n'est pas publiée : il n'y a rien à confirmer. Écrivez au secrétariat.")
        raise RuleError("not_published", message, status=409)
    today = clock.today(now)
    changes = changed(structure, {"confirmed_on": today, "confirmed_by": said_by[:200]})
    record(
        actor, "structure.confirmed", structure, now=now, changes={**changes, "source": (None, source.value)}
    )
    structure.asks, structure.asked_at, structure.needs_phone = 0, None, False
    structure.ask_on = ask_day(structure, today)
    structure.updated_at = now
    if was_stale:
        _move(structure, S.PUBLISHED, None, None, "structure.published", actor, now)


def ask_day(structure: Structure, day: date) -> date:
    """When it is asked to confirm, a year after that day: spread over two months by its number."""
    return day + timedelta(days=YEAR + (structure.id or 0) * 37 % SPREAD)


def check_reason(reason: str) -> str:
    said = _optional(reason)
    if not said:
        raise RuleError(
            "no_reason", _("Écrivez pourquoi : la structure le lit dans son courriel."), field="reason"
        )
    return said


# --- inside ------------------------------------------------------------------------------------------


def _optional(reason: str | None) -> str | None:
    reason = (reason or "").replace("\x00", "").strip()
    if len(reason) > MOST_REASON:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REASON)
        raise RuleError("too_long", message, field="reason")
    return reason or None


def _take(structure: Structure, states: set[StructureState], version: int | None) -> None:
    lock(structure)
    _check_not_merged(structure)
    if structure.state not in states:
        message = _("Cette fiche est déjà « %(state)s ».", state=structure.state.label)
        raise RuleError("wrong_state", message, status=409)
    if version is not None and version != structure.version:
        message = _("Cette fiche a changé depuis que cette page est ouverte : relisez-la.")
        raise RuleError("stale", message, status=409)


def _check_not_merged(structure: Structure) -> None:
    if structure.state is S.MERGED:
        message = _("Cette fiche a été fusionnée avec une autre : ouvrez l'autre.")
        raise RuleError("merged", message, status=409)


def _move(
    structure: Structure, state: StructureState, because: HiddenBecause | None, reason: str | None, action: str,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    changes = changed(structure, {"state": state, "hidden_because": because, "reason": reason})
    _stay(structure, action, actor, now, changes)


def _stay(
    structure: Structure, action: str, actor: Actor, now: datetime,
    changes: dict[str, tuple[Any, Any]] | None = None,
) -> None:  # fmt: skip
    """What follows from every change of state."""
    list_again(structure, now=now)
    if structure.listed == UNLISTED:
        structure.ask_on, structure.asked_at, structure.asks = None, None, 0
    elif structure.ask_on is None:
        structure.ask_on = ask_day(structure, clock.today(now))
    structure.version += 1
    structure.updated_at = now
    record(actor, action, structure, now=now, changes=changes)
