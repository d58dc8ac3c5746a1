"""A file that comes in pieces, in order, each as often as the network needs; the last one makes it a file.

Pieces are never deleted here: those of an upload that ended, or that nobody remembers, are unknown to the
database, and go with the other orphans of the night. So a crash loses none that is still needed.
"""

import secrets
import tempfile
from datetime import datetime
from typing import BinaryIO, cast

from noress.core.errors import RuleError
from noress.core.formats import filesize
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.storage import Storage, StorageConflict
from noress.domain.accounts.actor import Actor
from noress.domain.files import queries
from noress.domain.files.models import PartialUpload, StoredFile
from noress.domain.files.rules.uploads import check_announced, store_file
from noress.extensions import db

#: bytes of one piece: a weak network loses no more than this
PIECE = 256 * 1024
#: of one subject, begun and not ended
MOST_UNFINISHED = 10
#: what these may hold together, in files of the largest size
MOST_WAITING = 3
#: in memory while a file is put together; a larger one waits on the disk
IN_MEMORY = 1_000_000
LONGEST_KEY = 64


class OutOfStep(RuleError):
    """The piece is not the next one: `received` is where to go on."""

    def __init__(self, received: int):
        super().__init__("out_of_step", _("Ce morceau de fichier n'est pas le suivant."), status=409)
        self.received = received


def begin_upload(
    *, subject_type: str, subject_id: int, place: str, name: str, size: int, client_key: str, max_bytes: int,
    now: datetime, is_voice: bool = False,
) -> PartialUpload:  # fmt: skip
    """An address for the pieces; the same one when the browser asks again with its key. The caller holds the subject."""
    if not client_key or len(client_key) > LONGEST_KEY:
        raise RuleError("bad_key", _("Cet envoi n'est pas lisible."))
    begun = db.session.scalars(queries.get_partial_upload(subject_type, subject_id, client_key)).one_or_none()
    if begun is not None:
        if (begun.place, begun.size) != (place, size):
            raise RuleError(
                "other_file", _("Ce fichier n'est plus le même : choisissez-le à nouveau."), status=409
            )
        return begun
    shown = check_announced(name=name, size=size, max_bytes=max_bytes, is_voice=is_voice)
    waiting = db.session.execute(queries.sum_unfinished(subject_type, subject_id)).one()
    if waiting.uploads >= MOST_UNFINISHED or waiting.bytes + size > MOST_WAITING * max_bytes:
        message = _(
            "Trop de fichiers attendent : %(limit)s au plus ensemble. Laissez finir les autres, ou annulez-les.",
            limit=filesize(MOST_WAITING * max_bytes),
        )
        raise RuleError("too_many_uploads", message, status=409)
    upload = PartialUpload(
        key=secrets.token_hex(16), subject_type=subject_type, subject_id=subject_id, place=place, client_key=client_key,
        name=shown, size=size, received=0, started_at=now, updated_at=now,
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    return upload


def add_piece(*, upload: PartialUpload, offset: int, data: bytes, storage: Storage, now: datetime) -> bool:
    """Keep the next piece; one that came already changes nothing. True when the file is whole and not yet made."""
    lock(upload)
    if len(data) > PIECE:
        raise RuleError("piece_too_large", _("Ce morceau de fichier est trop grand."), status=413)
    if upload.file_id is not None:
        return False
    if offset != upload.received:
        if data and offset + len(data) <= upload.received:
            return False
        raise OutOfStep(upload.received)
    if not data or offset + len(data) > upload.size:
        raise RuleError("other_size", _("Ce fichier n'a pas la taille annoncée : choisissez-le à nouveau."))
    _put(storage, piece_key(upload, offset), data)
    upload.received += len(data)
    upload.updated_at = now
    return upload.received == upload.size


def finish_upload(
    *, upload: PartialUpload, storage: Storage, max_bytes: int, actor: Actor, now: datetime, is_voice: bool = False
) -> StoredFile:  # fmt: skip
    """Put the pieces together and check them as any upload: what a name hides is seen here."""
    with cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)) as whole:
        offset = 0
        while offset < upload.received:
            piece = storage.get(piece_key(upload, offset))
            whole.write(piece)
            offset += len(piece)
        whole.seek(0)
        file = store_file(
            name=upload.name, stream=whole, storage=storage, max_bytes=max_bytes, actor=actor, now=now,
            is_voice=is_voice,
        )  # fmt: skip
    upload.file_id = file.id
    return file


def drop_upload(*, upload: PartialUpload) -> None:
    """Given up, or refused: nothing is left of it in the database."""
    db.session.delete(upload)


def piece_key(upload: PartialUpload, offset: int) -> str:
    return f"{queries.PIECES}{upload.key}/{offset:012d}"


def _put(storage: Storage, key: str, data: bytes) -> None:
    try:
        storage.put(key, data)
    except StorageConflict:  # written before, by a request whose transaction did not end well
        storage.delete(key)
        storage.put(key, data)
