"""Templates: they compile, are short, carry no style or script of their own, and call macros by name."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.architecture.source import TEMPLATES

pytestmark = pytest.mark.no_database

LINES = 120
#: mail readers ignore stylesheets: there, and only there, the style stands on the element
MAY_STYLE = ("mails/",)
MAY_IMPORT = ("components/", "layout/", "mails/")


def all_templates() -> list[str]:
    return sorted(
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*")
        if path.is_file() and path.suffix in {".html", ".txt"}
    )  # fmt: skip


def text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def tree(app, name: str) -> nodes.Template:
    return app.jinja_env.parse(text(name), name)


def test_every_template_compiles(app):
    """An unknown filter, test or tag stops here, not on the reader's screen."""
    for name in all_templates():
        app.jinja_env.get_template(name)


def test_names_of_templates_exist(app):
    """What extends, includes or imports names a template that is there."""
    missing = [
        f"{name} uses {target}"
        for name in all_templates()
        for target in referred(tree(app, name))
        if not (TEMPLATES / target).is_file()
    ]
    assert missing == []


def referred(parsed: nodes.Template) -> list[str]:
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    return [
        node.template.value for node in parsed.find_all(kinds) if isinstance(node.template, nodes.Const)
    ]  # fmt: skip


def test_templates_are_short():
    long = {name: count for name in all_templates() if (count := len(text(name).splitlines())) >= LINES}
    assert long == {}


def test_no_style_or_script_in_a_template():
    wrong = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name in all_templates()
        if not name.startswith(MAY_STYLE)
        for number, line in enumerate(text(name).splitlines(), 1)
        if re.search(r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=[\"']|href=[\"']javascript:", line)
        and not re.search(r"<script type=\"application/ld\+json\"", line)
    ]
    assert wrong == []


def test_styles_depend_on_direction_logically():
    """start and end, not left and right: one style sheet serves French and Arabic."""
    styles = TEMPLATES.parent / "static/src"
    physical = re.compile(
        r"(?<![\w-])(margin|padding|border)-(left|right)\b|(?<![\w-])(left|right)\s*:|"
        r"text-align\s*:\s*(left|right)|float\s*:\s*(left|right)"
    )
    wrong = [
        f"{path.relative_to(styles)}:{number}: {line.strip()[:80]}"
        for path in sorted(styles.rglob("*.css"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if physical.search(line)
    ]
    assert wrong == []


def test_imports_come_from_components_and_are_used(app):
    wrong = []
    for name in all_templates():
        parsed = tree(app, name)
        used = {node.name for node in parsed.find_all(nodes.Name) if node.ctx == "load"}
        for node in parsed.find_all((nodes.Import, nodes.FromImport)):
            own = f"{name.split('/')[0]}/_"  # what the pages of one area share
            if not node.template.value.startswith((*MAY_IMPORT, own)):
                wrong.append(f"{name} imports from {node.template.value}")
            wrong += [f"{name} does not use {local}" for local in locals_of(node) if local not in used]
    assert wrong == []


def test_every_template_imports_the_macros_it_calls(app):
    """An included part that counts on the page's imports breaks when the page stops needing them."""
    macros = {
        node.name
        for name in all_templates()
        if name.startswith("components/")
        for node in tree(app, name).find_all(nodes.Macro)
    }
    wrong = {
        name: missing
        for name in all_templates()
        if (missing := called_but_not_imported(tree(app, name)) & macros)
    }
    assert wrong == {}


def called_but_not_imported(parsed: nodes.Template) -> set[str]:
    called = {call.node.name for call in parsed.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    own = {node.name for node in parsed.find_all(nodes.Macro)}
    imported = {
        local for node in parsed.find_all((nodes.Import, nodes.FromImport)) for local in locals_of(node)
    }
    return called - own - imported


def locals_of(node: nodes.Import | nodes.FromImport) -> list[str]:
    if isinstance(node, nodes.Import):
        return [node.target]
    return [entry[1] if isinstance(entry, tuple) else entry for entry in node.names]


def test_macros_are_called_with_named_arguments(app):
    """`icon(name="menu")` can be read; so can it when a second argument comes."""
    wrong = []
    for name in all_templates():
        if name.startswith("components/"):
            continue
        parsed = tree(app, name)
        macros = {local for node in parsed.find_all(nodes.FromImport) for local in locals_of(node)}
        modules = {node.target for node in parsed.find_all(nodes.Import)}
        for call in parsed.find_all(nodes.Call):
            called = call.node
            is_macro = isinstance(called, nodes.Name) and called.name in macros
            is_member = isinstance(called, nodes.Getattr) and getattr(called.node, "name", None) in modules
            if (is_macro or is_member) and call.args:
                wrong.append(f"{name}:{call.lineno} {getattr(called, 'name', None) or called.attr}")
    assert wrong == []


def test_no_query_and_no_clock_in_a_template():
    wrong = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name in all_templates()
        for number, line in enumerate(text(name).splitlines(), 1)
        if re.search(r"\b(db\.session|\.query\b|select\(|clock\.(now|today)\()", line)
    ]
    assert wrong == []


#: pictures drawn in the template itself, chosen by a name
MAY_TRUST = {"components/status.html"}


def test_only_our_own_words_go_unescaped(app):
    """`|safe` on a literal marks our own markup; on anything else it would switch the protection off."""
    wrong = [
        f"{name}:{node.lineno}"
        for name in all_templates()
        for node in tree(app, name).find_all(nodes.Filter)
        if node.name == "safe" and not isinstance(node.node, nodes.Const) and name not in MAY_TRUST
    ]
    assert wrong == []
    assert [name for name in all_templates() if "autoescape false" in text(name)] == []


def mails() -> list[Path]:
    folder = TEMPLATES / "mails"
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.exists() else []


@pytest.mark.parametrize("folder", mails(), ids=lambda folder: folder.name)
def test_a_mail_has_its_three_parts(folder):
    """A mail is a folder; what starts with an underscore is shared by several."""
    if folder.name.startswith("_"):
        return
    assert {"subject.txt", "body.txt", "body.html"} <= {path.name for path in folder.iterdir()}


STORED_NAME = re.compile(r"\b(?:person|actor)\.name\b(?!\|called)")


def test_people_are_called_as_the_reader_does():
    """`person.shown_name`: the Arabic name for those who read Arabic, an erased person in every language."""
    wrong = [
        f"{name}: {line.strip()}"
        for name in all_templates()
        for line in text(name).splitlines()
        if STORED_NAME.search(line)
    ]
    assert wrong == []
