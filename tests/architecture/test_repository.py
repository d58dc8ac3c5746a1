"""What the repository keeps: nothing of one machine, of one registry, or of one person."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

#: folders of this or that machine
MACHINE = re.compile(r"(?<![\w.])/(work|home|root|Users|tmp|mnt)/\w+")
#: download servers: which one is used belongs to the machine's own settings
REGISTRY = re.compile(
    r"registry\.npmjs|registry\.yarnpkg|files\.pythonhosted|pypi\.(org|io)/(simple|packages)|(--|)index-url|"
    r"artifactory|jfrog|nexus\.|\.pkg\.dev"
)
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{30}|xox[bp]-")
BINARY = {".woff2", ".png", ".jpg", ".jpeg", ".ico", ".pdf", ".gz", ".br"}
#: files that name these things to forbid them
EXCEPT = {"tests/architecture/test_repository.py"}


def tracked() -> list[Path]:
    """Files git keeps, and those not yet added that it would not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.fail("this folder is not a git repository: nothing can be said of what it keeps")
    return [ROOT / name for name in sorted(listed.stdout.split("\0")) if name and (ROOT / name).is_file()]


def lines() -> list[tuple[str, str]]:
    return [
        (f"{path.relative_to(ROOT)}:{number}", line)
        for path in tracked()
        if path.suffix not in BINARY and str(path.relative_to(ROOT)) not in EXCEPT
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


@pytest.mark.parametrize("forbidden", [MACHINE, REGISTRY, SECRETS], ids=["machine", "registry", "secret"])
def test_nothing_of_one_machine_is_kept(forbidden):
    assert [f"{where}: {line.strip()[:100]}" for where, line in lines() if forbidden.search(line)] == []


def test_lock_file_names_no_server():
    """npm asks the registry of the machine it runs on."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []


def test_files_made_by_programs_are_not_kept():
    made = re.compile(
        r"(^|/)(node_modules|__pycache__|\.venv|dist|instance)/(?!\.gitkeep)|\.(pyc|mo|db|sqlite3?|log)$|messages\.pot$"
    )
    assert [
        str(path.relative_to(ROOT)) for path in tracked() if made.search(str(path.relative_to(ROOT)))
    ] == []


def test_names_of_files_are_plain():
    assert [
        str(path) for path in tracked() if not re.fullmatch(r"[A-Za-z0-9._/-]+", str(path.relative_to(ROOT)))
    ] == []


def test_refused_words_name_no_file():
    """STYLE 1.3: these names say nothing."""
    refused = {"utils", "helpers", "manager", "data", "misc", "common"}
    assert [
        str(path.relative_to(ROOT)) for path in tracked() if path.suffix == ".py" and path.stem in refused
    ] == []
