"""Where a structure is written to, unless it asked to be left alone."""

from noress.domain.campaigns.addresses import hash_email
from noress.domain.campaigns.queries import list_unwanted
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.rules.telling import address_of
from noress.extensions import db


def reach(structure: Structure) -> tuple[str, str] | None:
    """(address, language); None when it left none, or wants no mail of ours: the secretariat then calls."""
    found = address_of(structure)
    if found is None or db.session.scalars(list_unwanted([hash_email(found[0])])).first() is not None:
        return None
    return found
