"""Freezing a content: from then on its SHA-256 names exactly these bytes, and anybody can check it."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files import documents
from noress.domain.files.frozen_kinds import FROZEN_KINDS
from noress.domain.files.models import FrozenContent
from noress.extensions import db


def freeze(
    *, kind: str, title: Translated, content: Any, subject: Any, is_public: bool, actor: Actor, now: datetime,
    issuer: Translated | None = None, rectifies: str | None = None,
) -> str:  # fmt: skip
    """Keep the content as it is now and return the SHA-256 of its canonical JSON. The same content of the
    same subject frozen again keeps its first date. `issuer` is the body in whose name (by default the
    institution that acts, else the network); `rectifies` the hash of the content that this one corrects."""
    if kind not in FROZEN_KINDS:
        raise ValueError(f"name the kind {kind!r} in domain/files/frozen_kinds.py")
    of = {"kind": kind, "subject": f"{subject.__tablename__}/{subject.id}", "content": content}
    text = documents.canonical(of)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if rectifies is not None and (rectifies == sha256 or db.session.get(FrozenContent, rectifies) is None):
        raise RuleError("nothing_to_rectify", _("Le contenu à rectifier n'est pas figé."), status=409)
    row = FrozenContent(
        sha256=sha256, kind=kind, title=title, issuer=issuer or _issuer(actor),
        subject_type=subject.__tablename__, subject_id=subject.id, content=text, is_public=is_public,
        frozen_at=now, frozen_by_id=actor.person_id, rectifies_sha256=rectifies,
    )  # fmt: skip
    frozen = db.session.get(FrozenContent, sha256)
    if frozen is None:
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # somebody else froze the same at the same instant (PostgreSQL only)
            frozen = db.session.get_one(FrozenContent, sha256)
    if frozen is not None:
        frozen.is_public = frozen.is_public or is_public  # published after it was frozen
        return sha256
    record(actor, "content.frozen", subject, now=now, changes={"sha256": (None, sha256)})
    return sha256


def _issuer(actor: Actor) -> Translated:
    return actor.institution_name or Translated(documents.letterhead()["name"])
