"""Every entry is asked once a year whether all of it is still right, and answers with one press."""

from collections.abc import Callable
from datetime import datetime, timedelta

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns import queries as campaigns
from noress.domain.campaigns.addresses import hash_email
from noress.domain.catalogue.links import structure_url
from noress.domain.catalogue.models import HiddenBecause, Source, Structure
from noress.domain.catalogue.rules.states import confirm_structure, hide_structure, oppose_structure
from noress.domain.catalogue.rules.telling import address_of
from noress.domain.outbox.models import MailState
from noress.domain.outbox.rules import enqueue
from noress.domain.upkeep import mails, queries
from noress.domain.upkeep.links import confirm_url
from noress.domain.upkeep.models import MOST_ASKS
from noress.extensions import db

#: mails of this kind that leave in one day, and entries that leave the lists in one night: 3,000 entries of one import
#: are asked over two months (`ask_day`), and a worker that was stopped for a while catches up little by little
ASKS_A_DAY = HIDDEN_A_DAY = 100
#: failed mails are looked for that far back
RETURNED_WITHIN = timedelta(days=45)


def run_daily(*, now: datetime) -> dict[str, int]:
    """What came back first, so that nobody is written to in vain. Safe to run twice a day."""
    work: tuple[Callable[..., int], ...] = (note_returned_mails, ask_due, hide_stale)
    return {one.__name__: one(now=now) for one in work}


def note_returned_mails(*, now: datetime) -> int:
    """Entries whose present address sends our mails back: to be checked by telephone. How many."""
    count = 0
    for structure, address, sent_at in db.session.execute(queries.list_returned(now - RETURNED_WITHIN)).all():
        reached = address_of(structure)
        was_confirmed = structure.confirmed_on is not None and structure.confirmed_on >= clock.today(sent_at)
        if reached is not None and reached[0] == address and not was_confirmed and not structure.needs_phone:
            _to_telephone(structure, now)
            count += 1
    return count


def ask_due(*, now: datetime) -> int:
    """Ask, or remind, those whose turn it is. How many mails were written."""
    today = clock.today(now)
    midnight = clock.to_utc(datetime.combine(today, datetime.min.time()))
    room = ASKS_A_DAY - (db.session.scalar(queries.count_asked_since(mails.CONFIRM, midnight)) or 0)
    ids = db.session.scalars(queries.list_due_ids(today, now, max(0, room))).all()
    return sum(_ask(db.session.get_one(Structure, key), now) for key in ids)


def hide_stale(*, now: datetime) -> int:
    """Fifteen months after it was last confirmed an entry leaves the lists. One mail says how to come back."""
    today = clock.today(now)
    ids = db.session.scalars(queries.list_stale_ids(today, now, HIDDEN_A_DAY)).all()
    for structure_id in ids:
        structure = db.session.get_one(Structure, structure_id)
        hide_structure(
            structure=structure,
            because=HiddenBecause.STALE,
            reason=None,
            actor=Actor.system(),
            now=now,
            tells=False,
        )
        asking = _asking_of(structure)
        if asking is not None and not structure.needs_phone:
            enqueue(mails.stale(structure, asking), now=now)
    return len(ids)


def confirm_by_keeper(*, structure: Structure, actor: Actor, now: datetime) -> None:
    """ "Tout est encore juste", by the mailed link or by whoever keeps it. Pressed twice, it is said once."""
    lock(structure)
    if structure.confirmed_on == clock.today(now) and structure.listed and not structure.needs_phone:
        return
    said_by = actor.institution_name.pick("fr")[1] or actor.name
    confirm_structure(structure=structure, said_by=said_by, source=Source.DECLARED, actor=actor, now=now)


def confirm_by_telephone(*, structure: Structure, actor: Actor, now: datetime) -> None:
    """Somebody telephoned: all of it is right."""
    confirm_structure(structure=structure, said_by=actor.name, source=Source.TELEPHONE, actor=actor, now=now)


def oppose_by_link(*, structure: Structure, actor: Actor, now: datetime) -> None:
    """ "Ne plus paraître": at once. Pressed twice, it is said once."""
    lock(structure)
    if structure.opposed_at is None:
        oppose_structure(structure=structure, actor=actor, now=now)


def note_returned(*, structure: Structure, actor: Actor, now: datetime) -> None:
    """The secretariat saw a mail come back: no more mails to that address, somebody telephones."""
    lock(structure)
    reached = address_of(structure)
    if reached is None:
        raise RuleError("no_address", _("Cette fiche n'a pas de courriel."), status=409)
    for mail in db.session.scalars(queries.list_mails_to(structure.id, reached[0]).limit(1)):
        mail.state, mail.last_error = MailState.FAILED, "returned"
    if not structure.needs_phone:
        _to_telephone(structure, now, actor)


def is_unwanted(address: str) -> bool:
    """It asked never to be written to, of whatever."""
    return bool(db.session.scalars(campaigns.list_unwanted([hash_email(address)])).first())


# --- inside ------------------------------------------------------------------------------------------


def _ask(structure: Structure, now: datetime) -> int:
    """Zero where no mail leaves: without an address somebody telephones; whoever asked to be left alone is."""
    lock(structure)
    asking = _asking_of(structure)
    if asking is not None and is_unwanted(asking.address):
        structure.asks, structure.asked_at = MOST_ASKS, now
        return 0
    structure.asked_at = now
    if asking is None:
        _to_telephone(structure, now)
        return 0
    structure.asks += 1
    enqueue(mails.confirm(structure, asking), now=now)
    record(Actor.system(), "structure.asked", structure, now=now, changes={"asks": (None, structure.asks)})
    return 1


def _to_telephone(structure: Structure, now: datetime, actor: Actor | None = None) -> None:
    structure.needs_phone = True
    structure.asked_at = structure.asked_at or now
    record(actor or Actor.system(), "structure.to_telephone", structure, now=now)


def _asking_of(structure: Structure) -> mails.Asking | None:
    """None without an address, or when mails to it came back."""
    reached = address_of(structure)
    if reached is None or db.session.scalar(queries.has_returned(structure.id, reached[0])):
        return None
    address, language = reached
    if structure.response_id is None and "fr" not in structure.name and "ar" in structure.name:
        language = "ar"  # nobody said in which language: it names itself in this one
    return mails.Asking(
        address,
        language,
        confirm_url(structure, language=language),
        structure_url(structure, language=language),
    )
