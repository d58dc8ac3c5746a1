"""What the open API says, field by field: marshmallow writes answers by it, apispec the document. Imported by those
functions alone that need it: it weighs 5 MB, which pages do without."""

import json
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.decisions.models import DecisionMode, DecisionState
from noress.domain.meetings.models import AgendaKind, MeetingState, MeetingType, OutcomeNature
from noress.domain.questionnaires.definition import Visibility


class Closed(Schema):
    """Holds what it declares, nothing else."""

    class Meta:
        unknown = RAISE
        ordered = True


def text(**given: Any) -> fields.String:
    return fields.String(required=True, **given)


def maybe(kind: type[fields.Field], **given: Any) -> fields.Field:
    """Always there, null where nothing is known."""
    return kind(required=True, allow_none=True, **given)


def number(**given: Any) -> fields.Integer:
    return fields.Integer(strict=True, required=True, **given)


def address(**given: Any) -> fields.String:
    return fields.String(required=True, metadata={"format": "uri"}, **given)


def one(schema: type[Schema], **given: Any) -> fields.Nested:
    return fields.Nested(schema, **{"required": True, **given})


def many(schema: type[Schema], **given: Any) -> fields.List:
    return fields.List(fields.Nested(schema), **{"required": True, **given})


def code_of(kind: Any) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf([member.value for member in kind]))


class Texts(Closed):
    fr = fields.String()
    ar = fields.String()
    en = fields.String()


class Word(Closed):
    """A code, and its name in the language of the answer."""

    code = text()
    name = text()


class Point(Closed):
    latitude = fields.Float(required=True)
    longitude = fields.Float(required=True)


class Scheme(Closed):
    title = text()
    offer = fields.String()
    places = fields.Integer(strict=True)


class Neighbours(Closed):
    first = address()
    last = address()
    previous = address(allow_none=True)
    next = address(allow_none=True)


class Paged(Closed):
    total = number()
    page = number()
    per_page = number()
    pages = number()
    links = one(Neighbours)


class Problem(Schema):
    """RFC 9457."""

    type = text()
    title = text()
    status = number()
    detail = text()
    parameter = fields.String()


class Index(Closed):
    title = text()
    version = text()
    links = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


# --- structures --------------------------------------------------------------------------------------

_OF: dict[Kind, Any] = {
    Kind.PAIR: lambda: fields.Nested(Texts), Kind.LONG_PAIR: lambda: fields.Nested(Texts),
    Kind.CATEGORY: lambda: fields.Nested(Word), Kind.TERM: lambda: fields.Nested(Word),
    Kind.PROVINCE: lambda: fields.Nested(Word), Kind.COMMUNE: lambda: fields.Nested(Word),
    Kind.SCOPE: lambda: fields.Nested(Word), Kind.TERMS: lambda: fields.List(fields.Nested(Word)),
    Kind.PROVINCES: lambda: fields.List(fields.Nested(Word)), Kind.POINT: lambda: fields.Nested(Point),
    Kind.EMAIL: lambda: fields.String(metadata={"format": "email"}),
    Kind.URL: lambda: fields.String(metadata={"format": "uri"}), Kind.DAY: fields.Date,
    Kind.COUNT: lambda: fields.Integer(strict=True), Kind.MONEY: fields.Float, Kind.YES_NO: fields.Boolean,
    Kind.SCHEMES: lambda: fields.List(fields.Nested(Scheme)),
}  # fmt: skip
#: what everybody reads unless it is chosen otherwise; never a person's name, even where it was made public
OPEN = tuple(field for field in FIELDS.values() if field.audience is Visibility.PUBLIC)
_written = {field.name: _OF.get(field.kind, fields.String)() for field in OPEN}
_written["created_on"] = fields.String(metadata={"format": "date"})  # kept as a text already


class Entry(Closed):
    id = number()
    uuid = text(metadata={"format": "uuid"})
    url = address()
    confirmed_on = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    updated_on = text(metadata={"format": "date"})


Structure = type("Structure", (Entry,), {"__doc__": Entry.__doc__, **_written})


class Structures(Paged):
    structures = many(Structure)


# --- sessions ----------------------------------------------------------------------------------------


class Body(Closed):
    id = number()
    name = one(Texts)
    url = address()


class Session(Closed):
    id = number()
    url = address()
    reference = maybe(fields.String)
    type = code_of(MeetingType)
    state = code_of([state for state in MeetingState if state.is_public])
    title = text()
    theme = one(Texts)
    place = one(Texts)
    is_online = fields.Boolean(required=True)
    #: null where only the day is known, or while a new date is looked for
    starts_at = maybe(fields.DateTime)
    ends_at = maybe(fields.DateTime)
    day = maybe(fields.Date)
    bodies = many(Body)


class Document(Closed):
    title = text()
    url = address()
    file_type = text()
    bytes = number()


class Item(Closed):
    kind = code_of(AgendaKind)
    title = one(Texts)
    note = one(Texts)
    minutes = number()
    documents = many(Document)


class Outcome(Closed):
    nature = code_of(OutcomeNature)
    text = one(Texts)


class Finding(Closed):
    axis = one(Texts)
    text = one(Texts)


class DecisionLink(Closed):
    number = text()
    url = address()


class WholeSession(Session):
    introduction = one(Texts)
    note = one(Texts)
    place_hints = one(Texts)
    cancel_reason = one(Texts)
    calendar = address(allow_none=True)
    agenda = many(Item)
    documents = many(Document)
    outcomes = many(Outcome)
    findings = many(Finding)
    decisions = many(DecisionLink)


class Sessions(Paged):
    sessions = many(Session)


# --- decisions ---------------------------------------------------------------------------------------


class SessionLink(Closed):
    id = number()
    title = text()
    url = address()


class Decision(Closed):
    number = text()
    url = address()
    text = one(Texts)
    reservations = one(Texts)
    state = code_of(state for state in DecisionState if state is not DecisionState.WITHDRAWN)
    mode = code_of(DecisionMode)
    votes_for = maybe(fields.Integer, strict=True)
    votes_against = maybe(fields.Integer, strict=True)
    abstentions = maybe(fields.Integer, strict=True)
    adopted_on = fields.Date(required=True)
    executed_on = maybe(fields.Date)
    state_note = one(Texts)
    replaced_by = fields.Nested(DecisionLink, required=True, allow_none=True)
    session = one(SessionLink)
    bodies = many(Body)


class Decisions(Paged):
    decisions = many(Decision)


# --- what is done with them --------------------------------------------------------------------------


def _all() -> dict[str, type[Schema]]:
    from noress.web import api_hsds_schemas as hsds

    own = (Problem, Index, Structure, Structures, Session, WholeSession, Sessions, Decision, Decisions)
    return {schema.__name__: schema for schema in (*own, *hsds.ANSWERS)}


SCHEMAS: dict[str, type[Schema]] = {}
_made: dict[str, Schema] = {}


def schema_of(name: str) -> type[Schema]:
    if not SCHEMAS:
        SCHEMAS.update(_all())
    return SCHEMAS[name]


def dump(name: str, values: Any) -> str:
    """As JSON; made once, a schema writes any number of answers."""
    if name not in _made:
        _made[name] = schema_of(name)()
    return json.dumps(_made[name].dump(values), ensure_ascii=False)
