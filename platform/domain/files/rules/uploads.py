"""Keeping an uploaded file: checked, stored, then known to the database."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any, BinaryIO

from noress.core.errors import RuleError
from noress.core.formats import filesize
from noress.core.i18n import lazy as _
from noress.core.storage import Storage
from noress.domain.accounts.actor import Actor
from noress.domain.files import queries
from noress.domain.files.models import StoredFile
from noress.extensions import db

PICTURES = frozenset({"png", "jpg", "webp"})
_NO_VOICE = _("Ce fichier n'est pas un enregistrement de voix. Envoyez un fichier MP3, M4A, OGG ou WebM.")
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx,.odt,.ods,.csv,.txt"


def store_file(
    *, name: str, stream: BinaryIO, storage: Storage, max_bytes: int, actor: Actor, now: datetime, field: str = "file",
    is_voice: bool = False,
) -> StoredFile:  # fmt: skip
    """Check type and size, write the bytes, add the row. The bytes are written first: a row without its
    bytes would be a lie, bytes without a row are swept by the retention job. Sound is taken where a voice is
    asked for, and nothing else there."""
    from noress.core.uploads import (
        AUDIO_TYPES,
        CONTENT_TYPES,
        UploadRefused,
        check_upload,
    )  # zip and type sniffing: uploads only

    try:
        checked = check_upload(
            name, stream, max_bytes=max_bytes, types=AUDIO_TYPES if is_voice else CONTENT_TYPES
        )
    except UploadRefused as refused:
        status = 413 if refused.code == "too_large" else 422
        message = _refusal(refused.code, max_bytes, refused.params)
        if is_voice and refused.code in ("type_not_allowed", "content_mismatch"):
            message = _NO_VOICE
        raise RuleError(refused.code, message, field=field, status=status) from refused
    key = f"{now:%Y/%m}/{secrets.token_hex(16)}.{checked.extension}"
    stream.seek(0)
    storage.put(key, stream)
    row = StoredFile(
        key=key, name=checked.name, content_type=checked.content_type, size=checked.size,
        sha256=checked.sha256, uploaded_at=now, uploaded_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # what it is joined to needs its id
    return row


def drop_files(file_ids: Collection[int]) -> None:
    """Forget these files where nothing else holds them; the bytes are swept at night. An upload in pieces that
    ended remembers its file only to answer a phone that asks again: it holds nothing."""
    db.session.flush()  # nothing points at the files any more
    if file_ids:
        db.session.execute(queries.delete_uploads_that_made(file_ids))
        unused = list(db.session.scalars(queries.list_unused_files(file_ids)))
        db.session.execute(queries.delete_files(unused))


def check_announced(*, name: str, size: int, max_bytes: int, is_voice: bool = False) -> str:
    """Refuse from its name and size what would be refused in the end; returns the name to show."""
    from noress.core.uploads import (
        AUDIO_TYPES,
        CONTENT_TYPES,
        UploadRefused,
        safe_name,
    )  # uploads only

    try:
        shown = safe_name(name)
    except UploadRefused as refused:
        raise RuleError(refused.code, _refusal(refused.code, max_bytes, {})) from refused
    extension = shown.rpartition(".")[2].lower() if "." in shown else ""
    code = "empty" if size <= 0 else "too_large" if size > max_bytes else ""
    if not code and extension.replace("jpeg", "jpg") not in (AUDIO_TYPES if is_voice else CONTENT_TYPES):
        code = "type_not_allowed"
        if is_voice:
            raise RuleError(code, _NO_VOICE)
    if code:
        raise RuleError(code, _refusal(code, max_bytes, {}), status=413 if code == "too_large" else 422)
    return shown


def _refusal(code: str, max_bytes: int, params: dict[str, Any]) -> Any:
    if code == "content_mismatch" and params.get("extension") in PICTURES:
        return _("Le contenu de ce fichier n'est pas ce que dit son nom. Choisissez une autre photo.")
    if code == "too_many_pixels":
        return _(
            "Cette photo a %(width)s × %(height)s points, %(limit)s au plus par côté. Choisissez une taille plus petite "
            "dans l'appareil photo, ou envoyez une capture d'écran de la photo.", **{name: f"{value:,}".replace(",", "\u202f") for name, value in params.items()},
        )  # fmt: skip
    return {
        "empty": _("Ce fichier est vide. Choisissez-en un autre."),
        "too_large": _(
            "Ce fichier dépasse la limite de %(limit)s. Réduisez-le, par exemple en photo plus petite ou en PDF.",
            limit=filesize(max_bytes),
        ),
        "type_not_allowed": _(
            "Ce type de fichier n'est pas accepté. Envoyez un PDF, une image, ou un document."
        ),
        "content_mismatch": _(
            "Le contenu de ce fichier n'est pas ce que dit son nom. Enregistrez-le de nouveau en PDF, puis réessayez."
        ),
        "bad_name": _("Le nom de ce fichier n'est pas utilisable. Renommez-le, par exemple : rapport.pdf."),
        "encrypted_or_bomb": _("Ce fichier est protégé ou abîmé : il ne peut pas être vérifié."),
    }.get(code, _("Ce fichier ne peut pas être accepté."))
