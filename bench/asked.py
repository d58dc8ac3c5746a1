"""The rows of a questionnaire: opened, saved while one types, checked, sent once; and all answers taken away."""

import html
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import load
from bench.forms import FORM, read_form
from bench.inside import statements_of
from bench.questionnaire import PEOPLE, SMALL, Form

ROOT = Path(__file__).parent.parent
OPENED, SAVED, CHECKED, SENT = "form opened", "answer autosaved", "check page", "form sent"
TYPING, EXPORT = f"{PEOPLE} autosaving", "export of answers"
#: how many times the floor at 8 connections: warm, cold
GOALS: dict[str, tuple[float | None, float | None]] = {SAVED: (8, None)}
#: seconds between two savings of one person, and for how long everybody types
EVERY = 5
LASTS = 60 if os.environ.get("FULL") == "1" else 15
#: answers that were sent, for the export
ANSWERS = 20_000
#: drafts sent before the clock runs
_WARM = 40


@dataclass
class Typist:
    """One browser with a page of the form open: what it holds, and what it was told last."""

    base: str
    path: str
    typed: dict[str, str]
    headers: dict[str, str]
    marks: dict[str, str]
    count: int = 0
    #: the answer that changes with every saving
    name: str = field(default="")

    @classmethod
    def open(cls, base: str, form: Form, token: str) -> "Typist":
        page, cookie = _read(f"{base}/q/{token}/partie/{form.section}")
        fields = read_form(page, "data-marks")[1]
        headers = {
            **FORM, "Cookie": cookie, "Origin": base, "Accept": "application/json", "X-CSRFToken": fields["csrf_token"],
        }  # fmt: skip
        return cls(base, f"/q/{token}/enregistrer/{form.section}", dict(form.typed), headers, marks_in(page))

    def saving(self, **headers: str) -> load.Request:
        """Everything on the page, one answer changed since: the page's script sends so."""
        self.count += 1
        self.name = f"Structure de {self.path[3:30]}, frappe {self.count}"
        fields = self.typed | {"q.s1_name": self.name, "marks": json.dumps(self.marks)}
        return load.Request("POST", self.path, self.headers | headers, urlencode(fields), seen=self._told)

    def _told(self, answer: dict[str, str]) -> None:
        self.marks |= json.loads(answer["html"])["marks"]


def marks_in(page: str) -> dict[str, str]:
    found = re.search(r"data-marks=\"([^\"]*)\"", page)
    assert found is not None
    marks: dict[str, str] = json.loads(html.unescape(found.group(1)))
    return marks


def _read(address: str) -> tuple[str, str]:
    """A page, and the cookie it gave."""
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode(), (answer.headers.get("Set-Cookie") or "").split(";")[0]


# ---- pages -----------------------------------------------------------------------------------------


def pages(form: Form) -> list[tuple[str, str, Any]]:
    """(name, kind, request maker)"""
    return [
        (OPENED, "page", _each(form.typing, f"/partie/{form.section}")),
        (SAVED, "write", _savings(form)),
        (CHECKED, "page", _each(form.complete, "/verifier")),
    ]


def _each(tokens: list[str], page: str) -> Any:
    """One link after the other, as different people open them."""

    def for_base(_base: str) -> Any:
        def forever(number: int) -> Iterator[load.Request]:
            while True:
                for token in tokens[number::8]:
                    yield load.Request("GET", f"/q/{token}{page}", {})

        return forever

    return for_base


def _savings(form: Form) -> Any:
    """Each connection types in a form of its own."""
    typists: dict[int, Typist] = {}

    def for_base(base: str) -> Any:
        for number in range(8):  # opened before the clock runs
            typists.setdefault(number, Typist.open(base, form, form.typing[number]))

        def forever(number: int) -> Iterator[load.Request]:
            while True:
                yield typists[number].saving()

        return forever

    return for_base


def count_queries(app: Any, form: Form) -> dict[str, int]:
    """SQL statements of each."""
    base, browser = app.config["SETTINGS"].base_url, app.test_client()
    counts: dict[str, int] = {}

    def count(name: str, ask: Callable[[], Any], status: int = 200) -> str:
        with statements_of(app) as seen:
            answer = ask()
        assert answer.status_code == status, f"{name}: {answer.status}"
        counts[name] = len(seen)
        text: str = answer.get_data(as_text=True)
        return text

    typing, whole = f"/q/{form.typing[-1]}", f"/q/{form.complete[-1]}"
    browser.get(typing, base_url=base)  # the definition is read once in a process
    page = count(OPENED, lambda: browser.get(f"{typing}/partie/{form.section}", base_url=base))
    fields = {**read_form(page, "data-marks")[1], **form.typed, "marks": json.dumps(marks_in(page))}
    headers = {"Origin": base, "Accept": "application/json"}
    save = f"{typing}/enregistrer/{form.section}"
    count(SAVED, lambda: browser.post(save, base_url=base, data=fields, headers=headers))
    page = count(CHECKED, lambda: browser.get(f"{whole}/verifier", base_url=base))
    fields = read_form(page, 'name="key"')[1] | {"email": "structure@banc.example"}
    count(SENT, lambda: browser.post(f"{whole}/verifier", base_url=base, data=fields, headers=headers), 303)
    return counts | {TYPING: counts[SAVED]}


# ---- once, and together ----------------------------------------------------------------------------


def send_once(app: Any, form: Form, base: str, pids: list[int]) -> load.Figures:
    """Complete drafts sent by 8 connections, each once; their check pages were open."""
    tokens = form.complete[:-1]
    opened = []
    for token in tokens:
        page, cookie = _read(f"{base}/q/{token}/verifier")
        fields = read_form(page, 'name="key"')[1] | {"email": "structure@banc.example"}
        headers = {**FORM, "Cookie": cookie, "Origin": base}
        opened.append(load.Request("POST", f"/q/{token}/verifier", headers, urlencode(fields), 303))
    for part in (opened[:_WARM], opened[_WARM:]):
        found = load.run(
            base, lambda number, part=part: iter(part[number::8]), connections=8, seconds=300, pids=pids
        )  # type: ignore[misc]
    stored = sum(1 for number in _drafts(app, form, "number") if number)
    assert stored == len(tokens) + 1, f"{stored} forms received of {len(tokens) + 1}"
    return found


def type_together(app: Any, form: Form, base: str, pids: list[int]) -> load.Figures:
    """Everybody saves every few seconds, each on a connection of their own that the network does not keep."""
    typists = [Typist.open(base, form, token) for token in form.typing]
    started = time.perf_counter()

    def make(number: int) -> Iterator[load.Request]:
        for turn in range(LASTS // EVERY):
            due = started + EVERY * (turn + number / PEOPLE)
            time.sleep(max(0.0, due - time.perf_counter()))
            yield typists[number].saving(Connection="close")

    found = load.run(base, make, connections=PEOPLE, seconds=LASTS + 60, pids=pids)
    assert found.requests == PEOPLE * LASTS // EVERY, f"{found.requests} savings answered"
    stored = {values["s1_name"] for values in _drafts(app, form, "values") if "s1_name" in values}
    lost = [typist.name for typist in typists if typist.name not in stored]
    assert not lost, f"{len(lost)} people's last saving is not stored"
    print(f"{'':11}{PEOPLE} people saved every {EVERY} s for {LASTS} s: {found.requests} savings, no error, all stored, p50 "
          f"{found.p50_ms:.1f} p95 {found.p95_ms:.1f} ms, {found.cpu_ms * found.rps / 1000:.2f} s of CPU a second", flush=True)  # fmt: skip
    return found


def print_share(engine: str, rps: float, rows: list[dict[str, Any]]) -> None:
    """What they ask for, beside what connections that never rest get through."""
    for row in rows:
        if row["name"] == SAVED and row["connections"] == 8:
            print(
                f"{engine:11}{TYPING}: {rps:.0f} a second of the {row['rps']:.0f} that the server takes, {rps / row['rps']:.0%}"
            )


#: (name, connections, what runs once)
ONCE = ((SENT, 8, send_once), (TYPING, PEOPLE, type_together))


def _drafts(app: Any, form: Form, column: str) -> list[Any]:
    """That column of everything begun on these links."""
    from noress.core.tokens import read_token
    from noress.domain.questionnaires.models import Response
    from noress.extensions import db

    claims = [
        read_token(app.config["SECRET_KEY"], "response", token) for token in form.typing + form.complete
    ]
    keys = [claim.row_id for claim in claims if claim]
    with app.app_context():
        return [
            value for (value,) in db.session.query(getattr(Response, column)).filter(Response.id.in_(keys))
        ]


# ---- taken away ------------------------------------------------------------------------------------


def take_away(engine: str, form: Form, cookie: str, env: dict[str, str]) -> list[dict[str, Any]]:
    """All answers as each kind of file, through the page of the secretariat; memory beside a tenth of them."""
    rows = []
    for kind in ("xlsx", "csv", "json"):
        address = f"/questionnaires/{form.questionnaire_id}/reponses.{kind}"
        done = subprocess.run([sys.executable, "-m", "bench.taking", address, address + SMALL, cookie], cwd=ROOT, env=env,
                              stdout=subprocess.PIPE, check=True)  # fmt: skip
        made = json.loads(done.stdout.splitlines()[-1])
        fewer, everything = made["fewer"], made["all"]
        print(f"{engine:11}{EXPORT}, {kind}: {form.sent} in {everything['seconds']:.1f} s ({everything['cpu']:.1f} s of CPU), "
              f"{everything['bytes']} B; memory at most {everything['peak_mb']:.0f} MB, {fewer['peak_mb']:.0f} MB for "
              f"{form.sent // 10} in {fewer['seconds']:.1f} s", flush=True)  # fmt: skip
        rows.append(
            _row(f"{EXPORT}, {kind}", engine, everything["seconds"], everything["cpu"], everything["bytes"])
        )
        grown = everything["peak_mb"] - fewer["peak_mb"]
        rows.append(_row(f"{EXPORT}, {kind}, memory grown", engine, None, None, int(grown * 1e6)))
    return rows


def _row(name: str, engine: str, seconds: float | None, cpu: float | None, size: int) -> dict[str, Any]:
    milliseconds = None if seconds is None else round(seconds * 1000, 2)
    return {
        "name": name, "engine": engine, "connections": 1, "rps": None if seconds is None else round(1 / seconds, 3),
        "p50_ms": milliseconds, "p95_ms": milliseconds, "cpu_ms": None if cpu is None else round(cpu * 1000, 2), "bytes": size,
        "queries": None, "ratio": None, "floor_rps": None, "goal": None, "cold": True,
    }  # fmt: skip
