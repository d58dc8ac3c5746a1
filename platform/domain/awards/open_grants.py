"""Published awards in the 360Giving standard 1.4 (standard.threesixtygiving.org): organisations only.

No register of ours is known to org-id.guide: identifiers carry a prefix of our own, the country and the network's name, then
what kind of row it is. They never change: a structure keeps its `uuid`, an institution its key.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from noress.core import territories
from noress.core.folding import fold
from noress.core.i18n import in_language
from noress.domain.awards.models import Award
from noress.domain.catalogue.models import Structure
from noress.domain.institutions.models import Institution

VERSION = "1.4"
CURRENCY = "MAD"
#: legal forms of what is no organisation
_PERSONS = frozenset({"holder", "informal"})


def prefix_of(network: str) -> str:
    """ "MA-NORESS" of a network called so: letters and digits alone."""
    letters = "".join(char for char in fold(network).upper() if char.isascii() and char.isalnum())
    return f"MA-{letters or 'NETWORK'}"


def is_organisation(structure: Structure) -> bool:
    detail = structure.detail
    return detail is None or detail.values.get("legal_form") not in _PERSONS


def package(awards: Iterable[Award], *, network: str, base_url: str, now: datetime) -> dict[str, Any]:
    """The whole file. Texts in French: the standard knows one language."""
    prefix = prefix_of(network)
    with in_language("fr"):
        grants = [_grant(one, prefix, network, base_url) for one in awards if is_organisation(one.structure)]
    return {
        "version": VERSION, "title": f"Projets financés, {network}", "issued": now.date().isoformat(),
        "publisher": {"identifier": prefix, "name": network, "website": base_url}, "accessURL": f"{base_url}/projets/",
        "downloadURL": f"{base_url}/projets.360giving.json",
        "license": "https://creativecommons.org/licenses/by/4.0/", "grants": grants,
    }  # fmt: skip


def _grant(award: Award, prefix: str, network: str, base_url: str) -> dict[str, Any]:
    application, call = award.application, award.call
    decided = award.published_at or award.decided_at
    title = call.title.pick("fr")[1]
    return {
        "id": f"{prefix}-{award.number}", "title": application.title,
        "description": f"{application.title}. {title}, {award.lot.title.pick('fr')[1]}.",
        "currency": CURRENCY, "amountAwarded": _dirhams(award.amount), "awardDate": decided.date().isoformat(),
        "recipientOrganization": [_recipient(award.structure, prefix)],
        "fundingOrganization": [_funder(call.carrier, prefix, network)],
        "grantProgramme": [{"code": f"{prefix}-{call.edition}", "title": title, "url": f"{base_url}/appels/{call.id}"}],
        **_place(application.province_code),
        "dataSource": f"{base_url}/projets/", "dateModified": decided.isoformat(timespec="seconds"),
    }  # fmt: skip


def _dirhams(cents: int) -> int | float:
    return cents // 100 if cents % 100 == 0 else cents / 100


def _recipient(structure: Structure, prefix: str) -> dict[str, Any]:
    return {
        "id": f"{prefix}-STRUCTURE-{structure.uuid}", "name": structure.name.pick("fr")[1], "addressCountry": "Maroc",
    }  # fmt: skip


def _funder(carrier: Institution | None, prefix: str, network: str) -> dict[str, Any]:
    if carrier is None:
        return {"id": prefix, "name": network}
    return {"id": f"{prefix}-INSTITUTION-{carrier.id}", "name": carrier.name.pick("fr")[1]}


def _place(code: str | None) -> dict[str, Any]:
    place = territories.get(code or "")
    if place is None:
        return {}
    return {"beneficiaryLocation": [{"name": str(place.name), "countryCode": "MA", "geoCode": code}]}
