"""The kinds of documents that the worker can make: who registers one says how, from what, and for whom.

Registered by `noress/documents/kinds/`, which knows how to typeset; rules only know that a kind exists.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from noress.domain.accounts.actor import Actor
from noress.domain.files.models import RenderedDocument
from noress.extensions import db


class Made(NamedTuple):
    """What a maker gives back; a `Path` is deleted once its content is stored."""

    title: str
    filename: str
    content: bytes | Path
    content_type: str = "application/pdf"


class DocumentKind(NamedTuple):
    name: str
    make: Callable[[int, str], Made]
    may_read: Callable[[Any, Any], bool]
    subject: type[Any]
    own_fingerprint: Callable[[Any, str], str]
    label: Any
    #: raised when the template changes: what was made before is made again
    version: int = 1
    #: the word for its format: "PDF", "ZIP"
    file_type: str = "PDF"
    #: the page of its subject, by `core.links.to`
    page: Callable[[Any], str] | None = None

    def get_subject(self, subject_id: int) -> Any:
        return db.session.get(self.subject, subject_id)

    def fingerprint(self, subject: Any, language: str) -> str:
        """Of everything that the paper shows: its content, its template, the letterhead."""
        return fingerprint_of(
            [self.name, self.version, _letterhead, language, self.own_fingerprint(subject, language)]
        )


@dataclass(frozen=True)
class Letterhead:
    """The network as papers show it, in each language, and where its pages are."""

    name: Mapping[str, str] = field(default_factory=dict)
    territory: Mapping[str, str] = field(default_factory=dict)
    base_url: str = ""


KINDS: dict[str, DocumentKind] = {}
_letterhead: dict[str, Any] = {"name": {}, "territory": {}, "base_url": ""}


def register(
    kind: str, maker: Callable[[int, str], Made], may_read: Callable[[Any, Any], bool], *, subject: type[Any],
    fingerprint: Callable[[Any, str], str], label: Any, version: int = 1, file_type: str = "PDF",
    page: Callable[[Any], str] | None = None,
) -> None:  # fmt: skip
    """Declare a kind of document. `maker(subject_id, language)` runs in the worker, in that language;
    `may_read(actor_or_None, subject)`; `fingerprint(subject, language)` is cheap and changes whenever the
    paper would; `page(subject)` is the address that the waiting page leads back to."""
    known = KINDS.get(kind)
    if known is not None and known.make.__module__ != maker.__module__:
        raise ValueError(f"the kind {kind!r} is registered twice")
    KINDS[kind] = DocumentKind(kind, maker, may_read, subject, fingerprint, label, version, file_type, page)


def get_kind(kind: str) -> DocumentKind | None:
    return KINDS.get(kind)


def is_current(document: RenderedDocument, subject: Any) -> bool:
    """Whether it shows its subject as it is now."""
    kind = get_kind(document.kind)
    return kind is not None and document.fingerprint == kind.fingerprint(subject, document.language)


def can_read_document(actor: Actor | None, document: RenderedDocument) -> bool:
    """Whoever may see what it is about; a kind or a subject that is gone is read by nobody."""
    kind = get_kind(document.kind)
    subject = kind.get_subject(document.subject_id) if kind is not None else None
    return kind is not None and subject is not None and kind.may_read(actor, subject)


def set_letterhead(letterhead: Letterhead) -> None:
    """Given by the factory: what stands at the head of every paper."""
    global _letterhead
    _letterhead = {
        "name": dict(letterhead.name), "territory": dict(letterhead.territory), "base_url": letterhead.base_url,
    }  # fmt: skip


def letterhead() -> dict[str, Any]:
    return dict(_letterhead)


def canonical(value: Any) -> str:
    """One text for one content: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def fingerprint_of(value: Any) -> str:
    """The SHA-256 of a content made of plain values, dates, enumerations and texts in several languages."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=canonical)
    return str(value)
