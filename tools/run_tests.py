"""Every test: on SQLite, on PostgreSQL, then in a browser. `make test` and CI call this, nothing else.

Usage: tools/run_tests.py [sqlite] [postgresql] [browser]   (all three by default)
       tools/run_tests.py coverage   (on SQLite, then the lines of the rules that no test runs)
The last line is the sum of the runs: `N passed, M failed`.
"""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PYTEST = ["-m", "pytest", "--tb=short"]
PARTS = ["sqlite", "postgresql", "browser"]


@dataclass
class Outcome:
    """What one run of pytest said."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    not_run: str = ""

    def __str__(self) -> str:
        if self.not_run:
            return self.not_run
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.name:12} {self.passed:5} passed, {self.failed} failed{skipped} in {self.seconds:.0f} s"


def main() -> int:
    asked = sys.argv[1:] or PARTS
    unknown = set(asked) - {*PARTS, "coverage"}
    if unknown:
        sys.exit(f"unknown part: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}, coverage")
    outcomes = []
    with TemporaryDirectory(prefix="noress-tests-") as folder:
        scratch = Path(folder)
        if "coverage" in asked:
            outcomes.append(with_coverage(scratch))
        if "sqlite" in asked:
            outcomes.append(run("SQLite", [*PYTEST, *without_browser()], scratch, {"ENGINE": "sqlite"}))
        if "postgresql" in asked:
            outcomes.append(on_postgresql(scratch))
        if "browser" in asked:
            outcomes.append(in_browser(scratch))
        if "coverage" in asked:
            print_uncovered(scratch)
    print()
    for outcome in outcomes:
        print(outcome)
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def with_coverage(scratch: Path) -> Outcome:
    """Every line of the rules that ran is noted; that takes half as long again."""
    command = ["-m", "coverage", "run", "--source=platform/domain", *PYTEST, *without_browser()]
    return run("Coverage", command, scratch, {"ENGINE": "sqlite", "COVERAGE_FILE": str(scratch / "coverage")})


def on_postgresql(scratch: Path) -> Outcome:
    """The same tests, on a server that the run starts itself (tests/engines.py)."""
    return run("PostgreSQL", [*PYTEST, *without_browser()], scratch, {"ENGINE": "postgresql"})


def in_browser(scratch: Path) -> Outcome:
    from tests.browser.chromium import find_chromium

    if find_chromium() is None:
        why = "Browser tests were not run: no Chromium found"
        return Outcome("Browser", failed=1 if os.environ.get("CI") else 0, not_run=why)
    command = [*PYTEST, "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder", "tests/browser"]
    return run("Browser", command, scratch, {"ENGINE": "sqlite"})


def without_browser() -> list[str]:
    """A file goes whole to a process, which prepares once what its tests share; long ones first (tests/conftest.py)."""
    return ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--ignore=tests/browser", "tests"]


def run(name: str, command: list[str], scratch: Path, environment: dict[str, str]) -> Outcome:
    print(f"\n== {name}", flush=True)
    report = scratch / f"{name}.xml"
    started = time.monotonic()
    code = subprocess.run(
        [sys.executable, *command, f"--junit-xml={report}"], cwd=ROOT, check=False,
        env={**environment_of_tests(), "COMPILED_TEMPLATES": str(scratch / "templates"), **environment},
    ).returncode  # fmt: skip
    outcome = read_report(name, report)
    outcome.seconds = time.monotonic() - started
    if code and not outcome.failed:
        outcome.failed = 1  # a crash, or a test folder that could not be read
    return outcome


def environment_of_tests() -> dict[str, str]:
    """Compiled files are kept even where Python is told not to write them (images of containers often say so):
    each process would compile the tests and the platform anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONTZPATH": ""}


def read_report(name: str, report: Path) -> Outcome:
    if not report.exists():
        return Outcome(name, failed=1)
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    counts = [
        {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
        for suite in suites
    ]
    failed = sum(count["failures"] + count["errors"] for count in counts)
    skipped = sum(count["skipped"] for count in counts)
    return Outcome(name, max(0, sum(count["tests"] for count in counts) - failed - skipped), failed, skipped)


def print_uncovered(scratch: Path) -> None:
    """The lines of the rules that no test runs: to be read, not to be counted."""
    environment = {**os.environ, "COVERAGE_FILE": str(scratch / "coverage")}
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "-q"], cwd=ROOT, env=environment, check=False, capture_output=True)
    report = subprocess.run(
        [*coverage, "report", "--show-missing", "--skip-covered"],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    print("\n== Lines of platform/domain that no test runs")
    print(report.stdout.strip() or report.stderr.strip())


if __name__ == "__main__":
    sys.exit(main())
