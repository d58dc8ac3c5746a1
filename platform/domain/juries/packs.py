"""If the network dies: everything on paper, a PDF per category, for one reader at a time because conflicts differ."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition
from noress.domain.files.documents import canonical
from noress.domain.files.rules import request_document, withdraw_documents
from noress.domain.funding.models import Lot
from noress.domain.juries import access, panel
from noress.domain.juries.models import Juror, JuryPack
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.sealing import hash_of
from noress.extensions import db

KIND = "jury_pack"


class Part(NamedTuple):
    """A category with the entries that the reader may have on paper, and their pack if it was asked for since."""

    lot: Lot | None
    entries: tuple[Application, ...]
    pack: JuryPack | None


def list_parts(competition: Competition, juror: Juror, reader: Actor, now: datetime) -> list[Part]:
    """By category, in their order. A pack that holds other entries than these is none."""
    groups: dict[int | None, list[Application]] = {}
    for one in access.list_readable(reader, competition, now):
        groups.setdefault(one.lot_id, []).append(one)
    lots = {lot.id: lot for lot in competition.call.lots}
    made = {(pack.lot_id, pack.entries): pack for pack in db.session.scalars(queries.list_packs(juror.id))}
    order: Sequence[int | None] = [
        *(key for key in lots if key in groups),
        *(key for key in groups if key not in lots),
    ]
    return [
        Part(lots.get(key or 0), tuple(groups[key]), made.get((key, name_of(groups[key])))) for key in order
    ]


def name_of(entries: Sequence[Application]) -> str:
    """Which entries a pack holds."""
    return hash_of(canonical([one.id for one in entries]))


def ask_packs(*, competition: Competition, language: str, actor: Actor, now: datetime) -> list[JuryPack]:
    """Of whoever asks, for every category; those that hold other entries are taken away at once."""
    juror = panel.juror_of(competition.id, actor.person_id)
    parts = list_parts(competition, juror, actor, now) if juror is not None else []
    if juror is None or not parts:
        raise RuleError("nothing", _("Aucune candidature n'est à lire maintenant."), status=409)
    lock(juror)
    kept = []
    for part in parts:
        pack = part.pack
        if pack is None:
            pack = JuryPack(
                juror_id=juror.id, lot_id=part.lot.id if part.lot is not None else None, entries=name_of(part.entries),
                application_ids=[one.id for one in part.entries], asked_at=now,
            )  # fmt: skip
            pack.juror, pack.lot = juror, part.lot
            db.session.add(pack)
            db.session.flush()  # its document names it
        kept.append(pack)
        request_document(kind=KIND, subject=pack, language=language, actor=actor, now=now)
    for old in db.session.scalars(queries.list_packs(juror.id)):
        if old not in kept:
            withdraw_documents(kinds=(KIND,), subject=old)
            db.session.delete(old)
    return kept
