"""Entries of the catalogue that may be the structure that somebody describes, as pages and scripts are told of them."""

from typing import Any

from flask import url_for

from noress.core import formats
from noress.core.i18n import DIRECTION, HTML_LANG
from noress.domain.catalogue.likeness import Likely
from noress.domain.catalogue.policy import reader_of
from noress.domain.catalogue.queries import Reader
from noress.web.identity import current_actor
from noress.web.places import place_of


def sees_all() -> bool:
    """The secretariat is told of entries in every state, and of their state."""
    actor = current_actor()
    return actor is not None and actor.is_secretariat


def likely_reader() -> Reader | None:
    """For `find_likely`: what else this reader's lists show; none for who is told of all."""
    return None if sees_all() else reader_of(current_actor())


def told(likely: Likely) -> dict[str, Any]:
    structure = likely.structure
    language, name = structure.name.pick()
    said = {
        "id": structure.id, "name": name, "lang": HTML_LANG[language], "dir": DIRECTION[language],
        "place": place_of(structure), "url": url_for("catalogue.show", structure_id=structure.id),
        "why": formats.listed(reason.label for reason in likely.reasons),
    }  # fmt: skip
    return {**said, "state": str(structure.state.label)} if sees_all() else said
