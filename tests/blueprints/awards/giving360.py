"""What the 360Giving standard asks of a package (standard.threesixtygiving.org, version 1.4): the fields that we give, their
types, and those without which a grant is none. Written by hand from its documentation and compared, field by field, with its
published JSON schema; no registry has a package of it."""

from typing import Any

import jsonschema

DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
#: "a full date-time"
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"}
URI = {"type": "string", "pattern": r"^https?://"}
ORGANISATION = {
    "type": "object", "required": ["id", "name"], "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": r"^[A-Z]{2}-[A-Z0-9]+"}, "name": {"type": "string", "minLength": 1},
        "addressCountry": {"type": "string"},
    },
}  # fmt: skip
GRANT = {
    "type": "object",
    "required": [
        "id", "title", "description", "currency", "amountAwarded", "awardDate", "recipientOrganization", "fundingOrganization",
    ],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "minLength": 1}, "title": {"type": "string", "minLength": 1},
        "description": {"type": "string", "minLength": 1}, "currency": {"enum": ["MAD"]},
        "amountAwarded": {"type": "number", "exclusiveMinimum": 0}, "awardDate": DATE,
        "recipientOrganization": {"type": "array", "items": ORGANISATION, "minItems": 1},
        "fundingOrganization": {"type": "array", "items": ORGANISATION, "minItems": 1},
        "grantProgramme": {"type": "array", "items": {
            "type": "object", "properties": {"code": {"type": "string"}, "title": {"type": "string"}, "url": URI},
            "additionalProperties": False,
        }},
        "beneficiaryLocation": {"type": "array", "items": {
            "type": "object", "additionalProperties": False,
            "properties": {"name": {"type": "string"}, "countryCode": {"enum": ["MA"]}, "geoCode": {"type": "string"}},
        }},
        "dataSource": URI, "dateModified": INSTANT,
    },
}  # fmt: skip
PACKAGE = {
    "type": "object", "required": ["grants"], "additionalProperties": False,
    "properties": {
        "grants": {"type": "array", "minItems": 1, "uniqueItems": True, "items": GRANT},
        "version": {"type": "string", "pattern": r"^\d+\.\d+$"}, "title": {"type": "string"}, "issued": DATE,
        "publisher": {
            "type": "object", "required": ["name"],
            "properties": {"identifier": {"type": "string"}, "name": {"type": "string"}, "website": URI},
        },
        "accessURL": URI, "downloadURL": URI, "license": URI,
    },
}  # fmt: skip


def check_package(made: Any) -> None:
    jsonschema.validate(made, PACKAGE)
