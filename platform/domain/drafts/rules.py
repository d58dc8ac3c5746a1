"""Keeping, dropping and handing over drafts. Keeping one writes no history: nothing has been said to anybody."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import record
from noress.domain.drafts import queries
from noress.domain.drafts.models import FormDraft
from noress.domain.drafts.queries import Slot
from noress.domain.institutions.models import Seat
from noress.extensions import db

MOST_BYTES: Final = 256 * 1024
MOST_DRAFTS: Final = 50
#: the clock of a page may be anything: it only orders its own keystrokes
MOST_TYPED: Final = 2**62


@dataclass(frozen=True)
class Writing:
    """The open page that writes: its own name, the mark of the draft it was filled from ("" for none),
    and when its last key was pressed, by its own clock (0: unknown)."""

    page: str
    base: str = ""
    typed: int = 0
    device_label: str = ""


def keep_draft(
    *, slot: Slot, fields: Sequence[Sequence[str]], writing: Writing, is_forced: bool = False,
    actor: Actor, now: datetime,
) -> FormDraft:  # fmt: skip
    """Keep what a page holds. A draft that this page has not read, written elsewhere meanwhile, is only
    replaced when the person says so (`is_forced`)."""
    _check_owner(slot, actor)
    kept = [[str(name), str(value).replace("\x00", "")] for name, value in fields]
    if len(json.dumps(kept, ensure_ascii=False).encode()) > MOST_BYTES:
        message = _(
            "Ce texte est trop long pour être gardé comme brouillon. Copiez-le ailleurs, ou raccourcissez-le."
        )
        raise RuleError("too_large", message, status=413)
    # one writer at a time for each person: two tabs would both find no draft, and both add one
    db.session.get(Person, slot.person_id, with_for_update={"key_share": True})
    draft = db.session.scalars(queries.get_draft(slot)).one_or_none()
    if draft is None:
        _make_room(slot.person_id)
        draft = FormDraft(person_id=slot.person_id, seat_id=slot.seat_id, form_key=slot.form_key)
        db.session.add(draft)
    elif draft.page == writing.page:
        if 0 < writing.typed < draft.typed:
            return draft  # an older text of the same page, that was long on the way
    elif draft.mark != writing.base and not is_forced:
        raise RuleError("newer", _("Un brouillon plus récent existe, ouvert ailleurs."), status=409)
    draft.fields, draft.device_label = kept, writing.device_label[:120]
    draft.page, draft.typed = writing.page, min(max(writing.typed, 0), MOST_TYPED)
    draft.mark, draft.saved_at = secrets.token_hex(8), now
    db.session.flush()  # a draft made by somebody else meanwhile is refused here, not at the commit
    return draft


def drop_draft(*, slot: Slot, writing: Writing, actor: Actor, now: datetime) -> bool:
    """Forget the draft that this page wrote or was filled from: what it held is sent, or not wanted. A newer
    one, written elsewhere, stays; the answer says whether there was one to drop."""
    _check_owner(slot, actor)
    values = {
        "person": slot.person_id, "seat": slot.seat_id, "key": slot.form_key, "page": writing.page, "mark": writing.base,
    }  # fmt: skip
    dropping = queries.drop_draft(of_seat=slot.seat_id is not None)
    return bool(db.session.connection().execute(dropping, values).rowcount)


def pass_drafts(*, from_seat: Seat, to_seat: Seat, actor: Actor, now: datetime) -> int:
    """What was begun in the name of a seat waits for whoever takes it over. Where the successor began the
    same form, theirs stays and the other one stays behind, out of reach, until it is purged."""
    own = {
        draft.form_key
        for draft in db.session.scalars(queries.list_drafts_of_seat(to_seat.person_id, to_seat.id))
    }
    left = db.session.scalars(queries.list_drafts_of_seat(from_seat.person_id, from_seat.id)).all()
    passed = [draft for draft in left if draft.form_key not in own]
    for draft in passed:
        draft.person_id, draft.seat_id = to_seat.person_id, to_seat.id
    if passed:
        record(actor, "seat.drafts_passed", to_seat, now=now, changes={"drafts": (None, len(passed))})
    return len(passed)


def _check_owner(slot: Slot, actor: Actor) -> None:
    """A second lock: a draft is its author's alone, and of the seat they act for."""
    if slot.person_id != actor.person_id or slot.seat_id not in {None, actor.seat_id}:
        raise RuleError("not_yours", _("Ce brouillon n'est pas le vôtre."), status=404)


def _make_room(person_id: int) -> None:
    """The oldest leave first; fifty begun and unsent is more than anybody finds again."""
    ids = db.session.scalars(queries.list_draft_ids(person_id)).all()
    if len(ids) >= MOST_DRAFTS:
        db.session.execute(queries.drop_drafts(ids[MOST_DRAFTS - 1 :]))
