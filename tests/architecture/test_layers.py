"""Arrows point one way, and each kind of file imports what STYLE 1.2 lets it import."""

import enum
import importlib
import re
import subprocess
import sys

import pytest

from tests.architecture.source import PLATFORM, ROOT, Import, Source, calls, imports, modules, sources

#: a room may import itself and the rooms named here
MAY_IMPORT = {
    "core": {"core", "extensions"},
    "domain": {"core", "extensions", "domain"},
    "documents": {"core", "extensions", "domain", "documents"},
    "jobs": {"core", "extensions", "domain", "documents", "jobs", "web"},
    "web": {"core", "extensions", "domain", "documents", "web"},
    "blueprints": {"core", "extensions", "domain", "documents", "jobs", "web", "blueprints", "demo"},
    "commands": {"core", "extensions", "domain", "documents", "jobs", "web", "commands", "demo"},
    "demo": {"core", "extensions", "domain", "documents", "web", "demo"},
}
#: a job sends mail through the one module that knows mail servers, and stores files; no page machinery
WEB_FOR_JOBS = {"noress.web.mailer", "noress.web.files"}

#: what domain/X/<kind>.py may import of the domains
DOMAIN_FILES = {
    "models": r"models",
    "queries": r"(models|queries|policy|retention|listing|areas|freshness|conflicts)",
    "policy": r"(models|queries|policy|actor|permissions|conflicts|panel)",
    "mails": r"(models|mails|wording|calendar|actor|outbox\.rules)",
}
#: libraries that belong to pages; rules and tools must run without them
PAGE_LIBRARIES = re.compile(r"^(flask|flask_\w+|werkzeug|wtforms|jinja2|whitenoise|gunicorn)(\.|$)")

#: files outside queries.py that read a table, each with its reason
SELECT_ELSEWHERE = {
    "core/numbering.py": "its one table is nobody's subject",
    "core/locking.py": "it holds a row of any table",
    "core/stamps.py": "its one table is nobody's subject",
    "core/search.py": "its one table is nobody's subject",
    "jobs/archive.py": "a backup reads and writes every table, whatever its subject",
    "demo/build.py": "a reset empties every table, whatever its subject",
}
COMMIT_ELSEWHERE = {
    "demo/build.py": "the demonstration is built whole or not at all, by a command or by the first start",
    "web/acting.py": "the end of a view, in its words",
    "web/link_papers.py": "the whole of a page that several areas have",
    "web/resume.py": "keeps what was typed when the view may not run at all",
}


def found(room: str) -> list[Source]:
    return [source for source in sources() if source.room == room]


def names(imported: Import) -> list[str]:
    return [name for name in modules(imported) if name == "noress" or name.startswith("noress.")]


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_arrows_point_one_way(room):
    wrong = [
        f"{source.name}:{imported.line} imports {name}"
        for source in found(room)
        for imported in imports(source.tree)
        for name in names(imported)
        if name.split(".")[1] not in MAY_IMPORT[room]
    ]
    assert wrong == []


def test_jobs_use_of_the_web_only_what_sends_and_stores():
    wrong = [
        f"{source.name}:{imported.line} imports {name}"
        for source in found("jobs")
        for imported in imports(source.tree)
        for name in names(imported)
        if name.startswith("noress.web")
        and not any(name == w or name.startswith(f"{w}.") for w in WEB_FOR_JOBS)
    ]
    assert wrong == []


def test_rules_and_tools_know_no_page_library():
    wrong = [
        f"{source.name}:{imported.line} imports {imported.module}"
        for room in ("core", "domain")
        for source in found(room)
        for imported in imports(source.tree)
        if PAGE_LIBRARIES.match(imported.module)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", sorted(DOMAIN_FILES))
def test_files_of_a_domain_import_what_their_kind_may(kind):
    wrong = [
        f"{source.name}:{imported.line} imports {name}"
        for source in found("domain")
        if source.kind == kind
        for imported in imports(source.tree)
        for name in domain_modules(source, imported, kind)
        if not re.search(rf"\.({DOMAIN_FILES[kind]})$", name)
    ]
    assert wrong == []


def domain_modules(source: Source, imported: Import, kind: str) -> list[str]:
    """The modules of domains that an import names, but for the file's own package."""
    module, own = imported.module, f"noress.domain.{source.subject}.{kind}"
    if not module.startswith("noress.domain") or module == own or module.startswith(f"{own}."):
        return []
    # A file, or the package that it was split into; else each name is a module.
    is_kind = re.search(rf"\.({DOMAIN_FILES[kind]})$", module)
    return [module] if is_kind or is_file(module) else modules(imported)


def is_file(module: str) -> bool:
    return PLATFORM.joinpath(*module.split(".")[1:]).with_suffix(".py").exists()


def test_models_import_of_other_models_only_closed_lists():
    """A table refers to another by its name; only enumerations are shared."""
    wrong = [
        f"{source.name}:{imported.line} imports {name}"
        for source in found("domain")
        if source.kind == "models" and source.subject
        for imported in imports(source.tree)
        if imported.module.startswith("noress.domain")
        for name in imported.names
        if not is_closed_list(imported.module, name)
    ]
    assert wrong == []


def is_closed_list(module: str, name: str) -> bool:
    value = getattr(importlib.import_module(module), name)
    return isinstance(value, type) and issubclass(value, enum.Enum)


def test_forms_never_touch_the_database():
    wrong = []
    for source in found("blueprints"):
        if source.kind != "forms":
            continue
        for imported in imports(source.tree):
            for name in names(imported):
                is_own = name.startswith(f"noress.blueprints.{source.subject}.")
                is_shape = re.match(r"noress\.(web|core)\b|noress\.domain\.\w+\.models\.", name)
                if not is_own and not is_shape:
                    wrong.append(f"{source.name}:{imported.line} imports {name}")
                if name.startswith("noress.domain") and not is_closed_list(
                    imported.module, name.rsplit(".", 1)[1]
                ):
                    wrong.append(f"{source.name}:{imported.line} imports the table {name}")
    assert wrong == []


def test_areas_do_not_know_each_other():
    wrong = [
        f"{source.name}:{imported.line} imports {name}"
        for source in found("blueprints")
        if source.subject
        for imported in imports(source.tree)
        for name in names(imported)
        if name.startswith("noress.blueprints.") and name.split(".")[2] not in {source.subject, "bp"}
    ]
    assert wrong == []


def test_pages_of_the_demonstration_alone_know_the_demonstration():
    wrong = [
        f"{source.name}:{imported.line}"
        for source in found("blueprints")
        if source.subject not in {"demo", ""}
        for imported in imports(source.tree)
        if any(name.startswith("noress.demo") for name in names(imported))
    ]
    assert wrong == []


def test_tables_are_read_in_queries_only():
    wrong = [
        f"{source.name}:{line}"
        for source in sources()
        if source.kind != "queries"
        and source.path.name != "queries.py"
        and source.name not in SELECT_ELSEWHERE
        for line in calls(source.tree, "select")
    ]
    assert wrong == []


def test_no_legacy_query():
    wrong = [
        f"{source.name}:{number}"
        for source in sources()
        for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(r"\b(session\.query\(|[A-Z]\w+\.query\b)", line)
    ]
    assert wrong == []


def test_commits_stand_in_pages_commands_and_jobs():
    wrong = [
        f"{source.name}:{line}"
        for source in sources()
        if source.room not in {"blueprints", "commands", "jobs"} and source.name not in COMMIT_ELSEWHERE
        for line in calls(source.tree, "commit")
    ]
    assert wrong == []


def test_only_one_module_knows_flask_mail():
    importers = {
        source.name for source in sources() for imported in imports(source.tree)
        if imported.module.split(".")[0] == "flask_mail"
    }  # fmt: skip
    assert importers <= {"web/mailer.py"}


def test_rules_do_not_read_the_clock():
    """They receive `now`, so that a test says when it is."""
    wrong = [
        f"{source.name}:{node}"
        for source in found("domain")
        if source.kind in {"rules", "policy", "queries", "mails"}
        for node in [*calls(source.tree, "utcnow"), *clock_reads(source)]
    ]
    assert wrong == []


def clock_reads(source: Source) -> list[int]:
    return [
        number for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(r"\b(clock|datetime)\.now\(|\bclock\.today\(\)|\bdate\.today\(", line)
    ]  # fmt: skip


def test_the_standard_library_keeps_its_module():
    """A `platform/__init__.py` would shadow it for every program started in this folder."""
    assert not (PLATFORM / "__init__.py").exists()
    found_file = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.__file__, bool(platform.python_version()))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert str(ROOT) not in found_file[0]
    assert found_file[1] == "True"
