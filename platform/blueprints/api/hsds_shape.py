"""An entry of the catalogue in the words of Open Referral HSDS: the structure is the organization, each of its services
a service, each "dispositif" a program. One language at a time, as the specification wants it; the other names stand
in `alternate_name`."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from noress.core import links, territories
from noress.core.i18n import Translated, language
from noress.core.i18n import gettext as _
from noress.domain.catalogue.fields import FIELDS, SCOPES
from noress.domain.catalogue.models import Facet, Term
from noress.domain.exchange.saying import Told, Words

Said = dict[str, Any]

#: ISO 639 of the languages that the network named; the others have no code
_LANGUAGES = {"arabic": "ar", "french": "fr", "spanish": "es", "amazigh": "zgh", "darija": "ary"}
_TERMS = UUID("5f6c7b0e-7a54-4d1b-9a50-1d3f6c1b7a11")
#: of a UUID of version 8 (RFC 9562): 32 bits of the entry, 16 of the word, 74 that prove that both are meant
_VERSION, _VARIANT, _LOW = 8 << 76, 2 << 62, (1 << 62) - 1


def service_id(entry: int, entry_uuid: str, term: int) -> str:
    """The same for ever, and the way back to the entry and the word: a list of a million services needs no table."""
    proof = int.from_bytes(hashlib.sha256(f"{entry_uuid} {term}".encode()).digest()[:16], "big")
    high = entry << 96 | term << 80 | _VERSION | (proof >> 62 & 0xFFF) << 64
    return str(UUID(int=high | _VARIANT | proof & _LOW))


def read_service_id(key: UUID) -> tuple[int, int]:
    """(entry, word); whether they are meant is known once the entry's own UUID is."""
    return key.int >> 96, key.int >> 80 & 0xFFFF


def _key(row: Told, *parts: str) -> str:
    return str(uuid5(UUID(row.uuid), " ".join(parts)))


def _known(said: Said) -> Said:
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _names(texts: Any) -> Said:
    """The name in the language of the feed, and in the next one that there is."""
    names = Translated(texts) if isinstance(texts, dict) else Translated(fr=str(texts))
    code, name = names.pick()
    return {
        "name": name,
        "alternate_name": next((other for key, other in names.items() if key != code), None),
    }


def organization(row: Told, words: Words) -> Said:
    values = row.values
    names = _names(values["name"])
    described = Translated(values.get("description") or {}).pick()[1]
    kind = words.say(FIELDS["kind"], values["kind"]) if values.get("kind") else ""
    created = values.get("created_on")
    return _known(
        {
            "id": row.uuid, **names, "description": described or kind or names["name"], "email": values.get("email"),
            "website": values.get("website"), "year_incorporated": int(created[:4]) if created else None,
            "legal_status": str(words.vocabulary.name(Facet.LEGAL_FORM, values["legal_form"]))
            if values.get("legal_form") else None,
            "uri": links.to("catalogue.show", structure_id=row.id), "phones": _phones(row), "locations": _locations(row),
            "programs": _programs(row),
            "attributes": [*_attributes(row, row.uuid, "organization", Facet.SECTOR, values.get("sectors"), words)],
        }
    )  # fmt: skip


def service(row: Told, term: Term, words: Words, *, is_whole: bool = True) -> Said:
    values = row.values
    key = service_id(row.id, row.uuid, term.id)
    publics = [str(words.vocabulary.name(Facet.PUBLIC, code)) for code in values.get("publics") or []]
    return _known(
        {
            "id": key, "organization_id": row.uuid, **_names(term.name), "status": "active",
            "url": links.to("catalogue.show", structure_id=row.id), "email": values.get("email"),
            "application_process": values.get("access"), "fees_description": _("Gratuit") if values.get("is_free") else None,
            "eligibility_description": ", ".join([*publics, *filter(None, [values.get("publics_other")])]),
            "assured_date": row.confirmed_on.isoformat() if row.confirmed_on else None, "phones": _phones(row),
            "languages": _languages(row, key, words), "service_areas": _areas(row, key),
            "service_at_locations": [
                {"id": _key(row, "at", key), "service_id": key, "location_id": place["id"], "location": place}
                for place in _locations(row)
            ],
            "attributes": [*_attributes(row, key, "service", Facet.SERVICE, [term.code], words)],
            "organization": organization(row, words) if is_whole else None,
        }
    )  # fmt: skip


def _phones(row: Told) -> list[Said]:
    phone = row.values.get("phone")
    return [{"id": _key(row, "phone"), "number": phone, "type": "voice"}] if phone else []


def _place(code: Any) -> str:
    found = territories.get(code or "")
    return found.name.pick()[1] if found else ""


def _locations(row: Told) -> list[Said]:
    """Where it is found: a point, an address, or the commune alone."""
    values = row.values
    point, city = row.point, _place(values.get("commune")) or values.get("commune_other") or ""
    addresses = []
    if values.get("address"):
        addresses = [
            {
                "id": _key(row, "address"), "address_1": values["address"], "city": city,
                "state_province": _place(values.get("province")), "postal_code": "", "country": "MA",
                "address_type": "physical",
            }
        ]  # fmt: skip
    place = {
        "id": _key(row, "location"), "location_type": "physical", "name": city or _place(values.get("province")),
        "addresses": addresses, "latitude": point[0] if point else None, "longitude": point[1] if point else None,
    }  # fmt: skip
    return [_known(place)] if place["name"] or addresses or point else []


def _programs(row: Told) -> list[Said]:
    return [
        {
            "id": _key(row, "program", str(number), scheme["title"]), "organization_id": row.uuid,
            "name": scheme["title"], "description": scheme.get("offer") or scheme["title"],
        }
        for number, scheme in enumerate(row.values.get("schemes") or [])
    ]  # fmt: skip


def _languages(row: Told, service: str, words: Words) -> list[Said]:
    return [
        _known(
            {
                "id": _key(row, "language", service, code), "code": _LANGUAGES.get(code),
                "name": str(words.vocabulary.name(Facet.LANGUAGE, code)),
            }
        )
        for code in row.values.get("languages") or []
    ]  # fmt: skip


def _areas(row: Told, service: str) -> list[Said]:
    return [
        {"id": _key(row, "area", service, name), "service_id": service, "name": name}
        for name in dict.fromkeys(_areas_in_words(row.values))
    ]


def _areas_in_words(values: Said) -> Iterator[str]:
    scope, province = values.get("scope"), values.get("province")
    if scope == "commune" and values.get("commune"):
        yield _place(values["commune"])
    elif scope == "region" and province and (region := territories.region_of(province)):
        yield region.name.pick()[1]
    elif scope in ("commune", "region", "country"):
        yield str(SCOPES[scope])
    elif values.get("provinces") or province:
        yield from (_place(code) for code in values.get("provinces") or [province])


def _attributes(
    row: Told, link: str, entity: str, facet: Facet, codes: list[str] | None, words: Words
) -> Iterator[Said]:
    """Each word that classifies it, in the taxonomy of the catalogue."""
    for code in codes or []:
        term = words.vocabulary.get(facet, code)
        key = str(uuid5(_TERMS, f"{facet} {code}"))
        name = str(words.vocabulary.name(facet, code))
        parent = term.parent if term is not None else None
        described = {
            "id": key, "code": code, "name": name, "language": language(), "taxonomy": f"noress:{facet}",
            "description": str(term.plain) if term is not None and term.plain else name,
            "parent_id": str(uuid5(_TERMS, f"{parent.facet} {parent.code}")) if parent is not None else None,
        }  # fmt: skip
        yield {
            "id": _key(row, "attribute", link, code), "link_id": link, "link_entity": entity,
            "taxonomy_term_id": key, "taxonomy_term": _known(described),
        }  # fmt: skip
