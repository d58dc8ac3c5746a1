"""Voices that read the screens of the right door: given by the secretariat, one per screen and language."""

from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.numbering import insert_or_ignore
from noress.core.stamps import public_changed
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.files.rules.uploads import drop_files
from noress.domain.guidance.models import GuidanceVoice
from noress.domain.guidance.queries import voices as queries
from noress.domain.guidance.voices import SCREENS
from noress.extensions import db


def give_voice(
    *, about: str, language: str, file: StoredFile, heard: int, actor: Actor, now: datetime
) -> GuidanceVoice:
    """In place of the one that was `heard` (its file; 0 for none)."""
    voice = _held(about, language, heard)
    if voice is None:
        made = insert_or_ignore(db.session(), GuidanceVoice)
        row = {"about": about, "language": language, "file_id": file.id, "recorded_at": now}
        result: Any = db.session.execute(made.values(**row))
        if not result.rowcount:
            raise _moved_on()
        public_changed(db.session())
        voice = db.session.scalars(queries.lock_voice(about, language)).one()
    else:
        before, voice.file_id, voice.recorded_at = voice.file_id, file.id, now
        drop_files([before])
    record(actor, "guidance_voice.given", voice, now=now, changes={"language": (None, language)})
    return voice


def remove_voice(*, about: str, language: str, heard: int, actor: Actor, now: datetime) -> None:
    voice = _held(about, language, heard)
    if voice is None:
        raise _moved_on()
    record(actor, "guidance_voice.removed", voice, now=now, changes={"language": (language, None)})
    file_id = voice.file_id
    db.session.delete(voice)
    drop_files([file_id])


def _held(about: str, language: str, heard: int) -> GuidanceVoice | None:
    if about not in SCREENS or language not in LANGUAGES:
        raise RuleError("unknown", _("Cet écran n'existe pas."), status=404)
    voice = db.session.scalars(queries.lock_voice(about, language)).one_or_none()
    if (voice.file_id if voice else 0) != heard:
        raise _moved_on()
    return voice


def _moved_on() -> RuleError:
    return RuleError(
        "stale",
        _("Quelqu'un vient de changer cette voix. Écoutez celle qui est là, puis recommencez si besoin."),
        status=409,
    )
