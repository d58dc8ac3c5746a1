"""Why a structure is shown to somebody, in words: read from what everybody may read of it."""

from typing import Any

from noress.core import territories
from noress.core.formats import listed
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.catalogue.audience import visible_values
from noress.domain.catalogue.models import Facet, Term
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.guidance.asking import Asked
from noress.domain.guidance.places import provinces_around
from noress.domain.guidance.queries.finding import Fitting
from noress.domain.questionnaires.definition import Visibility

#: services of a sector that are named; the page of the structure says the others
NAMED = 3


def reasons_for(structure: Fitting, asked: Asked, vocabulary: Vocabulary) -> list[str]:
    """The place first, then what it offers, to whom, when, and that it costs nothing."""
    values = visible_values(structure, frozenset({Visibility.PUBLIC}))
    found = [_place(structure, values, asked), _offer(values, asked, vocabulary)]
    if asked.public is not None and asked.public.code in _codes(values, "publics"):
        found.append(_("Reçoit : %(public)s", public=_within(asked.public)))
    if asked.stage is not None and asked.stage.code in _codes(values, "stages"):
        found.append(_("Aide %(moment)s", moment=_within(asked.stage)))
    if values.get("is_free") is True:
        found.append(_("Gratuit"))
    return [reason for reason in found if reason]


def _place(structure: Fitting, values: dict[str, Any], asked: Asked) -> str:
    here, scope = territories.get(structure.commune_code or ""), values.get("scope")
    if asked.commune and structure.commune_code == asked.commune:
        return _("Dans votre commune")
    if scope == "commune" and here:
        return _("Travaille dans une seule commune : %(place)s", place=here.name)
    if asked.province and structure.province_code == asked.province:
        return _("Dans votre province")
    if asked.province and asked.province in _codes(values, "provinces"):
        return _("Travaille dans votre province")
    if scope == "country":
        return _("Travaille dans tout le pays")
    is_near = structure.province_code in provinces_around(asked.province) if asked.province else False
    if scope == "region" and is_near:
        return _("Travaille dans toute la région")
    place = territories.get(structure.province_code or "")
    return _("Se trouve à : %(place)s", place=place.name) if place else ""


def _offer(values: dict[str, Any], asked: Asked, vocabulary: Vocabulary) -> str:
    services = _codes(values, "services")
    if asked.service is not None and asked.service.code in services:
        return _("Propose : %(service)s", service=_within(asked.service))
    if asked.sector is None:
        return ""
    named = [
        _within(term) for term in vocabulary.of(Facet.SERVICE, parent=asked.sector) if term.code in services
    ]
    if named:
        return _("Propose : %(service)s", service=listed(named[:NAMED]))
    is_of_sector = asked.sector.code in _codes(values, "sectors")
    return _("Travaille dans ce domaine : %(sector)s", sector=_within(asked.sector)) if is_of_sector else ""


def _codes(values: dict[str, Any], name: str) -> list[str]:
    found = values.get(name)
    return list(found) if isinstance(found, list | tuple) else []


def _within(term: Term) -> str:
    """A word inside a sentence: its first letter small, unless it is a sigle."""
    text = str(Translated(term.name))
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in {"'", "’"} else text
