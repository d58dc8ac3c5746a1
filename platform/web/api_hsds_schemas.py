"""Open Referral HSDS 3.0: the parts of organizations and services that the catalogue knows. Names and required fields
follow the specification; what is not known is left out, never null."""

from marshmallow import fields, validate

from noress.web.api_schemas import Closed, many, number, one, text

_UUID = {"format": "uuid"}


def key() -> fields.String:
    return text(metadata=_UUID)


def named(**given: str) -> fields.String:
    return fields.String(metadata=given)


class HsdsPhone(Closed):
    id = key()
    number = text()
    type = named()


class HsdsLanguage(Closed):
    id = key()
    name = named()
    code = named()


class HsdsAddress(Closed):
    id = key()
    address_1 = text()
    city = text()
    state_province = text()
    postal_code = text()
    country = text()
    address_type = fields.String(required=True, validate=validate.OneOf(["physical", "postal", "virtual"]))


class HsdsLocation(Closed):
    id = key()
    location_type = fields.String(required=True, validate=validate.OneOf(["physical", "postal", "virtual"]))
    name = named()
    latitude = fields.Float()
    longitude = fields.Float()
    addresses = many(HsdsAddress, required=False)


class HsdsTerm(Closed):
    id = key()
    code = named()
    name = text()
    description = text()
    parent_id = named(**_UUID)
    taxonomy = named()
    language = named()


class HsdsAttribute(Closed):
    id = key()
    link_id = named(**_UUID)
    link_entity = named()
    taxonomy_term_id = named(**_UUID)
    taxonomy_term = one(HsdsTerm, required=False)


class HsdsProgram(Closed):
    id = key()
    organization_id = named(**_UUID)
    name = text()
    description = text()


class HsdsArea(Closed):
    id = key()
    service_id = named(**_UUID)
    name = named()


class HsdsAtLocation(Closed):
    id = key()
    service_id = named(**_UUID)
    location_id = named(**_UUID)
    location = one(HsdsLocation, required=False)


class HsdsOrganization(Closed):
    id = key()
    name = text()
    alternate_name = named()
    description = text()
    email = named(format="email")
    website = named(format="uri")
    year_incorporated = fields.Integer(strict=True)
    legal_status = named()
    uri = named(format="uri")
    phones = many(HsdsPhone, required=False)
    locations = many(HsdsLocation, required=False)
    programs = many(HsdsProgram, required=False)
    attributes = many(HsdsAttribute, required=False)


class HsdsService(Closed):
    id = key()
    organization_id = named(**_UUID)
    name = text()
    alternate_name = named()
    description = named()
    url = named(format="uri")
    email = named(format="email")
    status = fields.String(
        required=True, validate=validate.OneOf(["active", "inactive", "defunct", "temporarily closed"])
    )
    application_process = named()
    fees_description = named()
    eligibility_description = named()
    assured_date = named(format="date")
    phones = many(HsdsPhone, required=False)
    languages = many(HsdsLanguage, required=False)
    service_areas = many(HsdsArea, required=False)
    service_at_locations = many(HsdsAtLocation, required=False)
    attributes = many(HsdsAttribute, required=False)
    organization = one(HsdsOrganization, required=False)


class HsdsAbout(Closed):
    version = text()
    profile = text(metadata={"format": "uri"})
    openapi_url = text(metadata={"format": "uri"})


class HsdsPaged(Closed):
    total_items = number()
    total_pages = number()
    page_number = number()
    size = number()
    first_page = fields.Boolean(required=True)
    last_page = fields.Boolean(required=True)
    empty = fields.Boolean(required=True)


class HsdsOrganizations(HsdsPaged):
    contents = many(HsdsOrganization)


class HsdsServices(HsdsPaged):
    contents = many(HsdsService)


ANSWERS = (HsdsAbout, HsdsOrganization, HsdsOrganizations, HsdsService, HsdsServices)
