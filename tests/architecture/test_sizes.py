"""Files and functions that fit in a head: 400 lines, 40 lines, 120 for a template."""

import ast
from pathlib import Path

from tests.architecture.source import ROOT

FILE_LINES = 400
FUNCTION_LINES = 40
#: a test that tells a story from end to end
STORY_LINES = 80
FOLDERS = ("platform", "tests", "tools", "bench")

#: longer, each with its reason
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "tests/journeys/test_a_session_from_first_letter_to_cancellation.py:test_the_whole_story": "one story, read in order",
}


def files() -> list[Path]:
    return [
        *ROOT.glob("*.py"),
        *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) if "node_modules" not in path.parts),
    ]  # fmt: skip


def test_files_are_short():
    long = {
        str(path.relative_to(ROOT)): count
        for path in files()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
        and str(path.relative_to(ROOT)) not in LONG_FILES
    }
    assert long == {}


def test_functions_are_short():
    long = {}
    for path in files():
        name = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            limit = STORY_LINES if node.name.startswith("test_") else FUNCTION_LINES
            if lines > limit and f"{name}:{node.name}" not in LONG_FUNCTIONS:
                long[f"{name}:{node.name}"] = lines
    assert long == {}


def test_exceptions_still_exist():
    assert [name for name in LONG_FILES if not (ROOT / name).exists()] == []
    assert [name for name in LONG_FUNCTIONS if not (ROOT / name.split(":")[0]).exists()] == []
