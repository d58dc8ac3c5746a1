"""An entry as open data: schema.org's words for search engines, ESSglobal's for the maps of the social economy."""

import json
from typing import Any

from noress.core import territories
from noress.domain.catalogue.models import Facet, Structure
from noress.domain.catalogue.vocabulary import Vocabulary

_CONTEXT = [
    "https://schema.org",
    {
        "essglobal": "http://purl.org/essglobal/vocab/", "legal-form": "http://purl.org/essglobal/standard/legal-form/", "gr": "http://purl.org/goodrelations/v1#",
        "dcterms": "http://purl.org/dc/terms/", "vcard": "http://www.w3.org/2006/vcard/ns#",
    },
]  # fmt: skip
#: our legal forms in ESSglobal's list, where a term of ours does not say itself
_LEGAL_FORMS = {
    "informal": "L1",
    "cooperative": "L2",
    "company": "L3",
    "association": "L4",
    "social_enterprise": "L5",
}
_COUNTRY = "MA"


def describe(
    structure: Structure, values: dict[str, Any], vocabulary: Vocabulary, address: str
) -> dict[str, Any]:
    """`values` are those that everybody reads."""
    graph = [
        _organization(structure, values, vocabulary, address),
        _initiative(structure, values, vocabulary, address),
    ]
    return {"@context": _CONTEXT, "@graph": [_without_nothing(node) for node in graph]}


def dump(described: dict[str, Any]) -> str:
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))


def _organization(
    structure: Structure, values: dict[str, Any], vocabulary: Vocabulary, address: str
) -> dict[str, Any]:
    places = [territories.get(code) for code in values.get("provinces") or ()]
    return {
        "@type": "Organization", "@id": address, "url": values.get("website") or address,
        "identifier": structure.uuid, "name": _texts(values.get("name")), "alternateName": values.get("acronym"),
        "description": _texts(values.get("description")), "foundingDate": values.get("created_on"),
        "telephone": values.get("phone"), "email": values.get("email"), "address": _address(values),
        "location": _place(values), "areaServed": [{"@type": "AdministrativeArea", "name": _texts(place.name)} for place in places if place],
        "knowsAbout": [
            {"@type": "Thing", "name": _texts(vocabulary.name(Facet.SECTOR, code))} for code in values.get("sectors") or ()
        ],
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": _texts(vocabulary.name(Facet.SERVICE, code))}}
            for code in values.get("services") or ()
        ],
    }  # fmt: skip


def _initiative(
    structure: Structure, values: dict[str, Any], vocabulary: Vocabulary, address: str
) -> dict[str, Any]:
    members, women = values.get("members"), values.get("women")
    form = vocabulary.get(Facet.LEGAL_FORM, values.get("legal_form"))
    code = getattr(form, "essglobal", None) or _LEGAL_FORMS.get(values.get("legal_form") or "")
    place = _address(values)
    return {
        "@type": "essglobal:SSEInitiative", "@id": f"{address}#ess", "gr:name": _tagged(values.get("name")),
        "dcterms:description": _tagged(values.get("description")), "dcterms:identifier": structure.uuid,
        "essglobal:legalForm": {"@id": f"legal-form:{code}"} if code else None,
        "essglobal:totalOfMembers": members, "essglobal:totalWomen": women,
        "essglobal:totalMen": members - women if members is not None and women is not None else None,
        "essglobal:hasAddress": {
            "@type": "essglobal:Address", "vcard:street-address": place.get("streetAddress"),
            "vcard:locality": place.get("addressLocality"), "vcard:region": place.get("addressRegion"),
            "vcard:country-name": _COUNTRY,
        },
        "essglobal:hasProductOrService": [
            {"gr:name": _tagged(vocabulary.name(Facet.SERVICE, code))} for code in values.get("services") or ()
        ],
    }  # fmt: skip


def _texts(value: Any) -> Any:
    """A text in one language as it is; in several, the list that schema.org takes."""
    return _tagged(value)


def _tagged(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    found = [{"@language": code, "@value": text} for code, text in value.items() if text]
    return found[0] if len(found) == 1 else found


def _address(values: dict[str, Any]) -> dict[str, Any]:
    province, commune = (territories.get(values.get(name) or "") for name in ("province", "commune"))
    return _without_nothing({
        "@type": "PostalAddress", "streetAddress": values.get("address"),
        "addressLocality": commune.name.get("fr") if commune else values.get("commune_other"),
        "addressRegion": province.name.get("fr") if province else None, "addressCountry": _COUNTRY,
    })  # fmt: skip


def _place(values: dict[str, Any]) -> dict[str, Any] | None:
    if not values.get("point"):
        return None
    latitude, longitude = (float(part) for part in values["point"].split(","))
    return {
        "@type": "Place",
        "geo": {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude},
    }


def _without_nothing(node: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _without_nothing(value) if isinstance(value, dict) else value
        for key, value in node.items()
        if value not in (None, "", [], {})
    }
