"""Who may open and send what: every address, every kind of person.

The table is the policy, written by hand from the design; it does not look at the code's own. A line names an
address (and, in brackets, which object it is about), then the answer to each kind of person:

200 the page   303 done, or sent on   302 sign in first   403 not yours to do   404 does not exist for you
422 allowed; the empty form sent here is refused   409 the state forbids it   410 gone   429 wait
"""

import re
from dataclasses import dataclass

import pytest

from tests.factories.cast import KINDS, make_cast
from tests.posting import post

COLUMNS = KINDS
POLICY = """
#                                                         outside          members          secretariat  staff
#                                                         vis lnk sus clo  tit alt cha      coo ani      des tre adm
# The public site
GET  /                                                    200 200 200 200  200 200 200      200 200      200 200 200
"""


@dataclass(frozen=True)
class Line:
    """One line of the policy."""

    method: str
    rule: str
    case: str
    answers: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}" + (f" [{self.case}]" if self.case != "usual" else "")


def read_policy() -> list[Line]:
    lines = []
    for text in POLICY.splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        found = re.fullmatch(r"(\w+) +(\S+)(?: \[([\w ]+)\])?((?: +\d{3})+)", text.rstrip())
        assert found, f"cannot be read: {text}"
        numbers = [int(number) for number in found[4].split()]
        assert len(numbers) == len(COLUMNS), f"{len(numbers)} answers: {text}"
        lines.append(Line(found[1], found[2], found[3] or "usual", dict(zip(COLUMNS, numbers, strict=True))))
    return lines


LINES = read_policy()


def address(line: Line, values: dict) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), line.rule)


def ask(browser, line: Line, values: dict) -> int:
    if line.method == "GET":
        return browser.get(address(line, values)).status_code
    return post(browser, address(line, values)).status_code


@pytest.mark.parametrize("line", LINES, ids=str)
def test_policy(app, line):
    """The refused ask first, then those who are let in; where that changes something, on fresh data."""
    cast, got = make_cast(), {}
    allowed = [kind for kind in KINDS if line.method == "POST" and line.answers[kind] in {200, 303}]
    for kind in [kind for kind in KINDS if kind not in allowed]:
        got[kind] = ask(cast.browser(app, kind), line, cast.values(line.case))
    for number, kind in enumerate(allowed):
        if number:
            from tests.conftest import empty_database

            empty_database()
            cast = make_cast()
        got[kind] = ask(cast.browser(app, kind), line, cast.values(line.case))
    assert got == line.answers


def test_every_address_is_in_the_policy(app):
    """A page added to the platform is added here, by hand, with its answer to each kind of person."""
    real = {
        f"{method} {rule.rule}" for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }  # fmt: skip
    told = {f"{line.method} {line.rule}" for line in LINES}
    assert sorted(real - told) == [], "not in the policy"
    assert sorted(told - real) == [], "in the policy, but gone"


def test_other_methods_are_refused(app):
    """405, before anything is looked at."""
    cast = make_cast()
    browser = cast.browser(app, "coordinator")
    only_get = [line for line in LINES if line.method == "GET" and f"POST {line.rule}" not in {f"{li.method} {li.rule}" for li in LINES}]
    wrong = {
        str(line): status for line in only_get
        if line.case == "usual" and (status := post(browser, address(line, {**cast.values("link"), **cast.values("usual"), "token": "x"})).status_code) != 405
    }  # fmt: skip
    assert wrong == {}
