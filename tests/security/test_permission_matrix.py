"""Who may open and send what: every address, every kind of person.

The table is the policy, written by hand from the design; it does not look at the code's own. A line names an
address (and, in brackets, which object it is about), then the answer to each kind of person:

200 the page   303 done, or sent on   302 sign in first   403 not yours to do   404 does not exist for you
422 allowed; the empty form sent here is refused   409 the state forbids it   410 gone   429 wait
"""

import re
from dataclasses import dataclass

import pytest

from tests.conftest import empty_database
from tests.factories.cast import AUTHORISING_OFFICER, KINDS, make_cast
from tests.factories.cast_juries import JURY_KINDS
from tests.posting import post
from tests.security.matrix_actions import ACTIONS
from tests.security.matrix_api import API
from tests.security.matrix_application_desk import APPLICATION_DESK
from tests.security.matrix_applying import APPLYING
from tests.security.matrix_awards import AWARDS
from tests.security.matrix_backlog import BACKLOG
from tests.security.matrix_campaigns import CAMPAIGNS
from tests.security.matrix_catalogue import CATALOGUE
from tests.security.matrix_catalogue_desk import CATALOGUE_DESK
from tests.security.matrix_competitions import COMPETITIONS
from tests.security.matrix_days import DAYS
from tests.security.matrix_decisions import DECISIONS
from tests.security.matrix_deliberation import DELIBERATION
from tests.security.matrix_entering import ENTERING
from tests.security.matrix_evaluating import EVALUATING
from tests.security.matrix_exchange import EXCHANGE
from tests.security.matrix_foundation import FOUNDATION
from tests.security.matrix_funding import FUNDING
from tests.security.matrix_governance import GOVERNANCE
from tests.security.matrix_guidance import GUIDANCE
from tests.security.matrix_juries import JURIES
from tests.security.matrix_payments import PAYMENTS
from tests.security.matrix_questionnaires import QUESTIONNAIRES
from tests.security.matrix_records import RECORDS
from tests.security.matrix_relay import RELAY
from tests.security.matrix_reports import REPORTS
from tests.security.matrix_results import RESULTS
from tests.security.matrix_reviewing import REVIEWING
from tests.security.matrix_scoring import SCORING
from tests.security.matrix_twins import TWINS
from tests.security.matrix_upkeep import UPKEEP

#: whom lines about money ask besides, and those about the prize
MORE = {
    **dict.fromkeys(PAYMENTS.splitlines(), (AUTHORISING_OFFICER,)),
    **dict.fromkeys((JURIES + DELIBERATION + RESULTS + SCORING).splitlines(), JURY_KINDS),
}


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
    parts = (
        FOUNDATION, ACTIONS, API, APPLICATION_DESK, APPLYING, AWARDS, BACKLOG, CAMPAIGNS, CATALOGUE, CATALOGUE_DESK, COMPETITIONS, DAYS, DECISIONS, DELIBERATION, ENTERING, EVALUATING, EXCHANGE,
        FUNDING, GOVERNANCE, GUIDANCE, JURIES, PAYMENTS, QUESTIONNAIRES, RECORDS, RELAY, REPORTS, RESULTS, REVIEWING, SCORING, TWINS, UPKEEP,
    )  # fmt: skip
    for text in "".join(parts).splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        found = re.fullmatch(r"(\w+) +(\S+)(?: \[([\w ]+)\])?((?: +\d{3})+)", text.rstrip())
        assert found, f"cannot be read: {text}"
        numbers = [int(number) for number in found[4].split()]
        columns = (*KINDS, *MORE.get(text, ()))
        assert len(numbers) == len(columns), f"{len(numbers)} answers: {text}"
        lines.append(Line(found[1], found[2], found[3] or "usual", dict(zip(columns, numbers, strict=True))))
    return lines


LINES = read_policy()


def address(line: Line, values: dict) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), line.rule)


def ask(browser, line: Line, values: dict) -> tuple[int, bool]:
    """The status, and whether something may have changed: being sent to sign in changes nothing."""
    where = address(line, values)
    response = browser.get(where) if line.method == "GET" else post(browser, where, method=line.method)
    response.close()
    return response.status_code, not (response.location or "").startswith("/connexion?suite=")


def areas() -> dict[str, list[Line]]:
    """What only reads, by the first part of its address."""
    found: dict[str, list[Line]] = {}
    for line in LINES:
        if line.method == "GET":
            found.setdefault(line.rule.split("/")[1] or "accueil", []).append(line)
    return found


@pytest.mark.one_engine
@pytest.mark.parametrize(("area", "lines"), areas().items(), ids=areas())
def test_who_reads_what(app, area, lines):
    """One cast for a whole area: a page that is read changes nothing for the next."""
    cast = make_cast()
    asked = {str(line): told_apart(line.answers) for line in lines}
    got = {
        str(line): {
            kind: ask(cast.browser(app, kind), line, cast.values(line.case))[0] for kind in asked[str(line)]
        }
        for line in lines
    }
    assert got == asked


def told_apart(answers: dict[str, int]) -> dict[str, int]:
    """A page that answers everybody alike is asked by four of them."""
    if len(set(answers.values())) > 1:
        return answers
    return {kind: answers[kind] for kind in ("visitor", "titular", "coordinator", "administrator")}


@pytest.mark.one_engine
@pytest.mark.parametrize("line", [line for line in LINES if line.method != "GET"], ids=str)
def test_who_writes_what(app, line):
    """The refused ask first, then those who are let in; where that changes something, on fresh data."""
    cast, got = make_cast(), {}
    allowed = [kind for kind in line.answers if line.method == "POST" and line.answers[kind] in {200, 303}]
    for kind in [kind for kind in line.answers if kind not in allowed]:
        got[kind], _ = ask(cast.browser(app, kind), line, cast.values(line.case))
    is_changed = False
    for kind in allowed:
        if is_changed:
            empty_database()
            cast = make_cast()
        got[kind], is_changed = ask(cast.browser(app, kind), line, cast.values(line.case))
    assert got == line.answers


@pytest.mark.no_database
def test_every_address_is_in_the_policy(app):
    """A page added to the platform is added here, by hand, with its answer to each kind of person."""
    real = {
        f"{method} {rule.rule}" for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }  # fmt: skip
    told = {f"{line.method} {line.rule}" for line in LINES}
    assert sorted(real - told) == [], "not in the policy"
    assert sorted(told - real) == [], "in the policy, but gone"


@pytest.mark.one_engine
def test_other_methods_are_refused(app):
    """405, before anything is looked at."""
    cast = make_cast()
    browser = cast.browser(app, "coordinator")
    only_get = [
        line
        for line in LINES
        if line.method == "GET" and f"POST {line.rule}" not in {f"{li.method} {li.rule}" for li in LINES}
    ]
    wrong = {
        str(line): status for line in only_get
        if line.case == "usual" and (status := post(browser, address(line, {**cast.values("link"), **cast.values("usual"), "token": "x"})).status_code) != 405
    }  # fmt: skip
    assert wrong == {}
