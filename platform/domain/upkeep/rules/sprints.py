"""Sprints: who opens one, what fills its queue, how it ends."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from noress.core import clock, territories
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.catalogue.pairs import list_pairs
from noress.domain.upkeep.models import CardReason, Sprint, SprintCard
from noress.domain.upkeep.queries import tidying
from noress.extensions import db

#: cards of one sprint: two hundred are an afternoon of ten people
MOST_CARDS = 500
MOST_NAME, MOST_SCRIPT = 120, 3000
CLOSED = _("Ce tri est terminé.")
#: what is most pressing stands first in the queue
_ORDER = (
    CardReason.SAID_GONE, CardReason.REPORTED, CardReason.BOUNCED, CardReason.UNCONFIRMED, CardReason.DUPLICATE,
    CardReason.INCOMPLETE,
)  # fmt: skip


def create_sprint(
    *, name: Translated, script: Translated, province_code: str | None, reasons: Iterable[CardReason], actor: Actor,
    now: datetime,
) -> Sprint:  # fmt: skip
    """With its queue filled."""
    chosen = [reason for reason in _ORDER if reason in set(reasons)]
    name, script = _texts(name, script)
    if not chosen:
        raise RuleError("no_reason", _("Choisissez au moins une sorte de fiches."), field="reasons")
    if province_code and territories.get(province_code, "province") is None:
        raise RuleError("unknown_place", _("Ce lieu n'est pas dans la liste officielle."), field="province")
    sprint = Sprint(
        name=name, script=script, province_code=province_code or None, reasons=[reason.value for reason in chosen],
        created_at=now, created_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(sprint)
    db.session.flush()  # its cards and its history need its number
    count = fill_sprint(sprint=sprint, now=now)
    record(actor, "sprint.created", sprint, now=now, changes={"cards": (None, count)})
    return sprint


def edit_sprint(
    *, sprint: Sprint, name: Translated, script: Translated, version: int | None, actor: Actor, now: datetime
) -> None:
    """What is said on the telephone, and how the sprint is called, while cards are being taken."""
    lock(sprint)
    if sprint.closed_at is not None:
        raise RuleError("closed", CLOSED, status=409)
    if version != sprint.version:
        raise StaleVersion(_("Ce tri a changé depuis que cette page est ouverte."), sprint)
    name, script = _texts(name, script)
    changes = changed(sprint, {"name": name, "script": script})
    if changes:
        sprint.version += 1
        record(actor, "sprint.edited", sprint, now=now, changes=changes)


def fill_sprint(*, sprint: Sprint, now: datetime) -> int:
    """Put the entries that have one of its reasons in the queue; those that are there stay as they are. How many
    were added."""
    lock(sprint)
    if sprint.closed_at is not None:
        raise RuleError("closed", CLOSED, status=409)
    found: dict[int, list[str]] = {}
    for reason in _ORDER:
        if reason.value in sprint.reasons:
            for structure_id in _ids_of(reason, sprint, now):
                found.setdefault(structure_id, []).append(reason.value)
    there = set(db.session.scalars(tidying.list_queued(sprint.id)))
    added = [key for key in found if key not in there][: max(0, MOST_CARDS - len(there))]
    db.session.add_all(
        SprintCard(sprint=sprint, structure_id=key, reasons=found[key], position=len(there) + place)
        for place, key in enumerate(added)
    )
    return len(added)


def close_sprint(*, sprint: Sprint, actor: Actor, now: datetime) -> None:
    """Nobody takes a card any more. Done twice, it changes nothing."""
    lock(sprint)
    if sprint.closed_at is not None:
        return
    sprint.closed_at = now
    sprint.version += 1
    for card in db.session.scalars(tidying.list_held(sprint.id)):
        card.held_by_id = card.held_until = None
    record(actor, "sprint.closed", sprint, now=now)


def _texts(name: Translated, script: Translated) -> tuple[Translated, Translated]:
    """Both without what is too much; French is needed, which everybody may fall back on."""
    found = [
        Translated({code: text.strip()[:most] for code, text in pair.items() if text and text.strip()})
        for pair, most in ((name, MOST_NAME), (script, MOST_SCRIPT))
    ]
    if not found[0].get("fr"):
        raise RuleError("no_name", _("Donnez un nom à ce tri."), field="name_fr")
    if not found[1].get("fr"):
        raise RuleError("no_script", _("Écrivez ce qu'il faut dire au téléphone."), field="script_fr")
    return found[0], found[1]


def _ids_of(reason: CardReason, sprint: Sprint, now: datetime) -> Sequence[int]:
    wanted = tidying.reason_is(reason, clock.today(now), now)
    if wanted is not None:
        return db.session.scalars(tidying.list_ids(wanted, sprint.province_code, MOST_CARDS)).all()
    pairs, _has_more = list_pairs()
    # the younger of two is looked at: the other is on its page
    ids = list(dict.fromkeys(pair.second.id for pair in pairs))
    return db.session.scalars(tidying.list_alive_among(ids, sprint.province_code)).all() if ids else []
