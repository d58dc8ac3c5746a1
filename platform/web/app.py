"""Flask, with what every page does many times made cheap: building addresses and opening templates."""

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, Request, has_request_context
from flask.globals import request_ctx
from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.utils import cached_property

from noress.web.sessions import CookieSessions

#: addresses kept ready; those of searches and of old pages leave first
KEPT_ADDRESSES = 4096
NUL = "\x00"
_special = re.compile("[&<>\"']").search


class PlainOutput(CodeGenerator):
    """What a template shows is joined at once: as text, not as a `Markup` of its own for each value."""

    def _output_child_pre(self, node: Any, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class FlatEnvironment(Environment):
    """Templates keep what they all share in one plain dictionary. Jinja gives each a chain of two, and goes
    through it name by name, in Python, at every import of a component and at every render."""

    code_generator_class = PlainOutput

    @staticmethod
    def shown(value: Any) -> str:
        """Escaped, unless it is markup."""
        kind = type(value)
        if kind is Markup or (kind is str and not _special(value)):
            return value
        if kind is int:
            return str(value)
        html = getattr(value, "__html__", None)
        return html() if html is not None else escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class CleanRequest(Request):
    """What comes in, without the sign NUL: no text has a use for it, and PostgreSQL stores none. Here and nowhere
    else, so that fields read past any form are safe too. A word that holds it is read as if it did not."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        read = self.__dict__
        read["form"] = _without_nul(read["form"])
        for file in read["files"].values():
            file.filename = file.filename and file.filename.replace(NUL, "")

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return _without_nul(super().args)


def _without_nul(fields: Any) -> Any:
    """The same fields; a new set of them only where one holds NUL, which is nearly never."""
    pairs = list(fields.items(multi=True))
    if not any(NUL in name or NUL in value for name, value in pairs):
        return fields
    return type(fields)((name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs)


class LateRule(Rule):
    """A rule that compiles its builder when it first builds an address: all of them together are a sixth of a start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder

        def build(rule: "LateRule", /, **values: Any) -> tuple[str, str]:
            made = compile_now(append_unknown)
            setattr(rule, "_build_unknown" if append_unknown else "_build", made.__get__(rule, None))
            return made(rule, **values)

        return build


class App(Flask):
    """An address follows from its endpoint and values alone: it is built once, not thirty times a page."""

    jinja_environment = FlatEnvironment
    request_class = CleanRequest
    url_rule_class = LateRule

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.session_interface = CookieSessions()
        self._address = lru_cache(KEPT_ADDRESSES, typed=True)(self._build)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func  # none of ours is asynchronous: Flask asks each one, twenty times a request

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        adapter = request_ctx.url_adapter if has_request_context() else None
        if adapter is None or endpoint[:1] == ".":
            return super().url_for(endpoint, **values)
        asked = {name: value for name, value in values.items() if value is not None}
        try:
            return self._address(adapter.script_name, endpoint, **asked)
        except TypeError:  # a list cannot be looked up
            return super().url_for(endpoint, **values)

    def _build(self, _script_name: str, /, endpoint: str, **values: Any) -> str:
        return super().url_for(endpoint, **values)
