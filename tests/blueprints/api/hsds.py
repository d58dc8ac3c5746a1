"""JSON Schema of the parts of Open Referral HSDS 3.0 that we send: which properties each object has, of which type,
which it must have, which values are allowed. Written from the field tables of the specification
(docs.openreferral.org, "HSDS 3.0 schema reference"); the API's own answers (list envelope, "/") from its API reference."""

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_KEY: dict[str, Any] = {
    "type": "string",
    "format": "uuid",
    "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
}
_MAIL, _LINK, _DAY = ({"type": "string", "format": kind} for kind in ("email", "uri", "date"))
_NUMBER, _COUNT, _TRUTH = {"type": "number"}, {"type": "integer", "minimum": 0}, {"type": "boolean"}
_PLACES = {"enum": ["physical", "postal", "virtual"]}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _one(name)}


def _one(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _object(required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "required": required.split(), "properties": properties, "additionalProperties": False,
    }  # fmt: skip


def _texts(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), _TEXT)


def _keys(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), _KEY)


def _page(name: str) -> dict[str, Any]:
    return _object(
        "total_items total_pages page_number size first_page last_page empty contents",
        **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), _COUNT),
        **dict.fromkeys(("first_page", "last_page", "empty"), _TRUTH), contents=_many(name),
    )  # fmt: skip


_DEFS: dict[str, Any] = {
    "organization": _object(
        "id name description", **_keys("id parent_organization_id"),
        **_texts("name alternate_name description legal_status logo tax_status tax_id"), email=_MAIL, website=_LINK,
        uri=_LINK, year_incorporated=_NUMBER, phones=_many("phone"), locations=_many("location"),
        programs=_many("program"), attributes=_many("attribute"), organization_identifiers={"type": "array"},
        contacts={"type": "array"}, funding={"type": "array"}, metadata={"type": "array"},
    ),
    "service": _object(
        "id name status", **_keys("id organization_id program_id"),
        **_texts("name alternate_name description interpretation_services application_process fees_description "
                 "accreditations eligibility_description alert"),
        status={"enum": ["active", "inactive", "defunct", "temporarily closed"]}, url=_LINK, email=_MAIL,
        assurer_email=_MAIL, minimum_age=_NUMBER, maximum_age=_NUMBER, assured_date=_DAY, phones=_many("phone"),
        service_areas=_many("service_area"), service_at_locations=_many("service_at_location"),
        languages=_many("language"), organization=_one("organization"), program=_one("program"),
        attributes=_many("attribute"), schedules={"type": "array"}, cost_options={"type": "array"},
        required_documents={"type": "array"}, contacts={"type": "array"}, metadata={"type": "array"},
    ),
    "phone": _object(
        "id number", **_keys("id location_id service_id organization_id contact_id service_at_location_id"),
        **_texts("number description"), extension=_NUMBER, languages=_many("language"),
        type={"enum": ["text", "voice", "fax", "cell", "video", "pager", "textphone"]},
    ),
    "location": _object(
        "id location_type", **_keys("id organization_id"), location_type=_PLACES, url=_LINK,
        **_texts("name alternate_name description transportation external_identifier external_identifier_type"),
        latitude=_NUMBER, longitude=_NUMBER, addresses=_many("address"), phones=_many("phone"),
        languages=_many("language"), attributes=_many("attribute"),
    ),
    "address": _object(
        "id address_1 city state_province postal_code country address_type", **_keys("id location_id"),
        **_texts("attention address_1 address_2 city region state_province postal_code"), address_type=_PLACES,
        country={"type": "string", "pattern": "^[A-Z]{2}$"},
    ),
    "program": _object(
        "id name description", **_keys("id organization_id"), **_texts("name alternate_name description"),
    ),
    "language": _object(
        "id", **_keys("id service_id location_id phone_id"), **_texts("name note"),
        code={"type": "string", "pattern": "^[a-z]{2,3}$"},
    ),
    "service_area": _object(
        "id", **_keys("id service_id service_at_location_id"), **_texts("name description extent extent_type uri"),
    ),
    "service_at_location": _object(
        "id", **_keys("id service_id location_id"), description=_TEXT, location=_one("location"), phones=_many("phone"),
    ),
    "attribute": _object(
        "id", **_keys("id link_id taxonomy_term_id"), **_texts("link_type link_entity value label"),
        taxonomy_term=_one("taxonomy_term"),
    ),
    "taxonomy_term": _object(
        "id name description", **_keys("id parent_id taxonomy_id"), **_texts("code name description taxonomy language"),
        term_uri=_LINK,
    ),
    "organizations": _page("organization"),
    "services": _page("service"),
    "about": _object("version profile openapi_url", version={"const": "3.0"}, profile=_LINK, openapi_url=_LINK),
}  # fmt: skip


def schema_of(name: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": _DEFS, **_one(name)}
