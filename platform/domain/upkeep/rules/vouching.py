""" "Je la connais", "n'existe plus": member institutions of the province say what they know. Nothing follows by
itself: the secretariat sees where several say that it is gone, or disagree."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import UNLISTED, Structure
from noress.domain.catalogue.queries.desk import list_of_institution
from noress.domain.upkeep import queries
from noress.domain.upkeep.models import Knowledge, StructureVouch
from noress.extensions import db


def province_of(institution_id: int) -> str | None:
    """Where an institution is: the province of the entry that speaks for it. None without an entry: institutions hold
    no address of their own."""
    entries = db.session.scalars(list_of_institution(institution_id))
    return next(
        (entry.province_code for entry in entries if entry.province_code and not entry.merged_into_id), None
    )


def is_neighbour(actor: Actor, structure: Structure) -> bool:
    """Of the same province. Those whose province is not known may speak everywhere, and so may everybody of an entry
    that says no province: what is said is signed and decides nothing, and half of the members work on the whole
    region."""
    if actor.institution_id is None:
        return False
    home = province_of(actor.institution_id)
    return home is None or structure.province_code is None or home == structure.province_code


def vouch(*, structure: Structure, says: Knowledge, note: str, actor: Actor, now: datetime) -> StructureVouch:
    """The last word of each institution stands."""
    lock(structure)
    if structure.listed == UNLISTED:
        raise RuleError("unlisted", _("Cette fiche ne paraît plus."), status=409)
    if actor.institution_id is None or not is_neighbour(actor, structure):
        message = _("Seules les institutions de la même préfecture ou province le disent.")
        raise RuleError("elsewhere", message, status=403)
    text = " ".join(note.replace("\x00", "").split())
    if len(text) > 200:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=200)
        raise RuleError("too_long", message, field="note")
    found = db.session.scalars(queries.get_vouch(structure.id, actor.institution_id)).one_or_none()
    before = found.says if found is not None else None
    row = found or StructureVouch(structure=structure, institution_id=actor.institution_id)
    row.says, row.note, row.person_id, row.said_at = says, text or None, actor.person_id, now
    db.session.add(row)
    changes = {"says": (before.value if before else None, says.value), "note": (None, row.note)}
    record(actor, "structure.vouched", structure, now=now, changes=changes)
    return row
