"""flask pages: every address with its code, its permission and its templates."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask import Flask
from werkzeug.routing import Rule

ROOT = Path(__file__).resolve().parents[2]


class PageLine(NamedTuple):
    """One address as a newcomer wants to see it."""

    address: str
    methods: str
    code: str
    permission: str
    template: str


def list_pages(app: Flask) -> Iterator[PageLine]:
    """One line per route, by address."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        guarded = app.view_functions[rule.endpoint]
        view = inspect.unwrap(guarded)
        declared = getattr(guarded, "declared_permission", "?")
        loads = getattr(guarded, "loads", None)
        yield PageLine(
            rule.rule, methods(rule), place(view),
            f"{declared} ({loads.__name__})" if loads else str(declared), ", ".join(templates(view)),
        )  # fmt: skip


def methods(rule: Rule) -> str:
    return " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def place(view: Any) -> str:
    """file:line, as editors and terminals open it."""
    path = Path(view.__code__.co_filename)
    return (
        f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}:{view.__code__.co_firstlineno}"
    )


@cache
def functions(path: str) -> dict[int, ast.AST]:
    """Those of a file, by their first line, decorators included."""
    return {
        min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]): node
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


@cache
def templates(view: Any, depth: int = 2) -> list[str]:
    """The templates that the view names, itself or through the functions of its area that it calls."""
    tree = functions(view.__code__.co_filename).get(view.__code__.co_firstlineno)
    if tree is None:  # a lambda in the middle of a call
        return []
    found = {
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and node.value.endswith(".html") and "/" in node.value
    }  # fmt: skip
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for name in called if depth else ():
        helper = view.__globals__.get(name)
        if inspect.isfunction(helper) and helper.__module__.startswith("noress."):
            found.update(templates(inspect.unwrap(helper), depth - 1))
    return sorted(found)


def list_addresses(app: Flask) -> list[str]:
    """Each address and its methods: what others may have noted, printed or mailed."""
    return sorted({f"{rule.rule} {methods(rule)}" for rule in app.url_map.iter_rules()})


def register(app: Flask) -> None:
    @app.cli.command("pages")
    @click.option(
        "--addresses",
        is_flag=True,
        help="Only addresses and methods, as tests/architecture/routes.txt keeps them.",
    )
    def pages(addresses: bool) -> None:
        """Print every address with its code, its permission and its templates."""
        if addresses:
            click.echo("\n".join(list_addresses(app)))
            return
        lines = list(list_pages(app))
        widths = [
            max(len(getattr(line, name)) for line in lines)
            for name in ("address", "methods", "code", "permission")
        ]
        for line in lines:
            columns = (line.address, line.methods, line.code, line.permission)
            click.echo(
                "  ".join(text.ljust(width) for text, width in zip(columns, widths, strict=True))
                + "  "
                + line.template
            )
