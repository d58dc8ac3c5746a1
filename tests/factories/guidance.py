"""Requests for contact and proposals of mutual aid."""

import itertools
from typing import Any

from noress.domain.catalogue.models import Structure
from noress.domain.files.models import StoredFile
from noress.domain.guidance.models import (
    AidMatch,
    AidState,
    ContactMessage,
    ContactRequest,
    ContactState,
    GuidanceVoice,
)
from tests.factories import NOW, save
from tests.factories.documents import put_content

_n = itertools.count(1)


def make_request(
    structure: Structure, text: str = "Je voudrais un conseil.", **values: Any
) -> ContactRequest:
    """Sent by somebody with a mail address, waiting; `text` is their first message."""
    number = next(_n)
    given = {"name": "Prénom", "email": f"demande{number}@exemple.ma", "language": "fr", "sent_at": NOW,
             "state": ContactState.SENT, "province_code": structure.province_code, **values}  # fmt: skip
    row = ContactRequest(
        number=f"C-2026-9{number:03d}", structure_id=structure.id, sent_key=f"cle-de-la-page-{number:04d}",
        reminders=given.pop("reminders", 0), asker_generation=1, structure_generation=1, version=1,
        shows_phone=given.pop("shows_phone", False), **given,
    )  # fmt: skip
    row.messages = [ContactMessage(is_from_structure=False, text=text, sent_at=row.sent_at)]
    return save(row)


def make_match(giver: Structure, taker: Structure, term_id: int, **values: Any) -> AidMatch:
    given = {"state": AidState.PROPOSED, "proposed_at": NOW, "version": 1, **values}
    return save(AidMatch(giver_id=giver.id, taker_id=taker.id, term_id=term_id, **given))


def make_voice(about: str, language: str, content: bytes = b"OggS voix") -> GuidanceVoice:
    number = next(_n)
    key = f"2026/11/voix-{number}.ogg"
    put_content(key, content)
    file = save(
        StoredFile(
            key=key, name="voix.ogg", content_type="audio/ogg", size=len(content), sha256=f"{number:064d}",
            uploaded_at=NOW,
        )
    )  # fmt: skip
    return save(GuidanceVoice(about=about, language=language, file_id=file.id, recorded_at=NOW))
