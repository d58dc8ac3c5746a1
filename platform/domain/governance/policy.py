"""Who may see the texts of bodies, and keep them."""

from collections.abc import Iterable

from noress.domain.accounts.actor import Actor
from noress.domain.governance import queries
from noress.domain.governance.models import GoverningPaper, PaperSignature, PaperVersion
from noress.domain.institutions.models import Body, BodyKind
from noress.extensions import db


def sits_in(actor: Actor, body: Body) -> bool:
    """Holds a place there, or acts for an institution that does; every member sits in the plenary."""
    return any(role.body_id == body.id for role in actor.body_roles) or (
        body.kind is BodyKind.PLENARY and actor.is_member
    )


def is_inside(actor: Actor | None, body: Body) -> bool:
    return actor is not None and (actor.is_secretariat or sits_in(actor, body))


def can_see_paper(actor: Actor | None, paper: GoverningPaper) -> bool:
    """Everybody, once public; before, those who sit in its body and the secretariat."""
    return paper.is_public or is_inside(actor, paper.body)


def list_papers(actor: Actor | None, body_ids: Iterable[int]) -> list[GoverningPaper]:
    """The texts of these bodies that somebody may see, with their versions."""
    query = queries.list_papers_of_bodies(
        body_ids, is_secretariat=actor is not None and actor.is_secretariat,
        sits_in=[role.body_id for role in actor.body_roles] if actor is not None else [],
        is_member=actor is not None and actor.is_member,
    )  # fmt: skip
    return list(db.session.scalars(query))


def can_read_version(actor: Actor | None, version: PaperVersion) -> bool:
    """Of a public text, visitors read what was adopted; drafts stay within the body."""
    if is_inside(actor, version.paper.body):
        return True
    return version.paper.is_public and version.is_adopted


def can_see(actor: Actor | None, subject: GoverningPaper | PaperVersion) -> bool:
    if isinstance(subject, PaperVersion):
        return can_read_version(actor, subject)
    return can_see_paper(actor, subject)


def can_read_scan(actor: Actor | None, signature: PaperSignature) -> bool:
    """A signed copy bears names and stamps: the institution that signed it, and the secretariat."""
    if actor is None:
        return False
    return actor.is_secretariat or actor.institution_id == signature.institution_id


def can_manage_papers(
    actor: Actor, subject: Body | GoverningPaper | PaperVersion | PaperSignature | None = None
) -> bool:
    return actor.is_secretariat
