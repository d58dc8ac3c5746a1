"""The link of an entry, `/ma-structure/<token>`: mailed to who keeps it. Opening it changes nothing; raising the
entry's `link_generation` ends every link given before."""

from noress.core import links, tokens
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Structure
from noress.extensions import db

_PURPOSE = "structure"


def structure_token(structure: Structure) -> str:
    return links.token(_PURPOSE, structure.id, structure.link_generation)


def structure_url(structure: Structure, *, language: str | None = None) -> str:
    return links.to("catalogue_desk.own", token=structure_token(structure), lang=language)


def structure_of_token(token: str) -> Structure | None:
    """The entry that the token opens; None for a forged or an ended one. One that was merged opens the entry that
    was kept: it is the same structure."""
    secret = links.secret()
    claim = tokens.read_token(secret, _PURPOSE, token)
    structure = db.session.get(Structure, claim.row_id) if claim else None
    if claim is None or structure is None:
        return None
    if not tokens.matches(secret, _PURPOSE, claim, structure.link_generation):
        return None
    return kept_of(structure)


def kept_of(structure: Structure) -> Structure:
    """The entry itself, or the one that it was merged into."""
    while structure.merged_into is not None:
        structure = structure.merged_into
    return structure


def actor_of_link(structure: Structure) -> Actor:
    """Who acts behind the link: the structure. The link names no person."""
    institution = structure.institution
    return Actor(
        name=structure.name.pick("fr")[1][:200], method="link", institution_id=structure.institution_id,
        institution_name=institution.name if institution is not None else Translated(),
    )  # fmt: skip
