"""The OpenAPI 3.1 document, made of the addresses, of what each may be asked for and of the schemas that write its
answers: it cannot say anything else than what is answered."""

import re
from collections.abc import Iterator
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask

from noress.core.i18n import LANGUAGES
from noress.core.i18n import gettext as _
from noress.web import api, api_schemas
from noress.web.api import Ask, Operation

_KINDS: dict[str, dict[str, Any]] = {
    "int": {"type": "integer", "minimum": 0}, "uuid": {"type": "string", "format": "uuid"}, "path": {"type": "string"},
}  # fmt: skip


def describe(app: Flask, title: str, address: str) -> dict[str, Any]:
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title, api.VERSION, "3.1.0", plugins=[plugin],
        info={"description": _("Lecture seule, sans compte : ce que tout visiteur lit sur les pages.")},
        servers=[{"url": address.removesuffix("/api/v1/") or "/"}],
    )  # fmt: skip
    for path, operation, values in sorted(_operations(app), key=lambda found: found[0]):
        spec.path(path, operations={"get": _operation(operation, values)})
    return spec.to_dict()  # type: ignore[no-any-return]


def _name(schema: Any) -> str:
    return (schema if isinstance(schema, type) else type(schema)).__name__


def _operations(app: Flask) -> Iterator[tuple[str, Operation, list[tuple[str, str]]]]:
    for rule in app.url_map.iter_rules():
        operation = getattr(app.view_functions[rule.endpoint], "operation", None)
        if operation is not None and operation.is_told:
            values = re.findall(r"<(\w+):(\w+)>", rule.rule)
            yield re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule), operation, values


def _operation(operation: Operation, values: list[tuple[str, str]]) -> dict[str, Any]:
    refusals = {
        400: _("Une demande mal écrite"),
        **({404: _("Rien de public à cette adresse")} if values else {}),
    }
    if operation.may_be_gone:
        refusals[410] = _("Une fiche retirée du catalogue")
    return {
        "summary": str(operation.summary), "tags": [operation.tag],
        "parameters": [
            *(_key(name, (kind, *operation.also)) for kind, name in values),
            *(_parameter(ask) for ask in operation.asks),
            {
                "name": "lang", "in": "query", "description": _("Langue de la réponse"),
                "schema": {"type": "string", "enum": list(LANGUAGES)},
            },
        ],
        "responses": {
            "200": {
                "description": str(operation.summary),
                "content": {"application/json": {"schema": api_schemas.schema_of(operation.schema)}},
            },
            "304": {"description": _("Rien n'a changé depuis cet ETag")},
            **{
                str(status): {
                    "description": words,
                    "content": {"application/problem+json": {"schema": api_schemas.schema_of("Problem")}},
                }
                for status, words in refusals.items()
            },
        },
    }  # fmt: skip


def _key(name: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    schemas = [_KINDS[kind] for kind in kinds]
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _parameter(ask: Ask) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "maxLength": ask.letters}
    if ask.least is not None:
        schema = {"type": "integer", "minimum": ask.least, "maximum": ask.most}
    elif ask.choices:
        schema = {"type": "string", "enum": list(ask.choices)}
    if ask.default is not None:
        schema["default"] = ask.default
    return {"name": ask.name, "in": "query", "description": str(ask.label), "schema": schema}
