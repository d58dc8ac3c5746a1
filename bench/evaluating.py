"""Deciding at scale: a score kept beside one INSERT of the floor, the ranking computed again, the pages of the desk and the board.

`python -m bench.evaluating`: 100 applications; `FULL=1`: 5,000. Three evaluations of each, of four criteria.
Goals: keeping a score within 8 times the floor's INSERT at 8 connections, the ranking of 5,000 files within 1 s.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench import load
from bench.inside import cookie_of, know_tables, make_app, prepare_floor, statements_of
from bench.servers import database, for_engines, server, where

if TYPE_CHECKING:
    from bench.evaluating_seed import Judging

NAME = "evaluating"
SMALL, REAL = 100, 5_000
EACH, EVALUATORS = 3, 24
GOALS = {"score kept": 8, "ranking ms": 1_000}
ROUNDS = 7


def measure(engine: str, count: int, seconds: float) -> list[str]:
    with (
        tempfile.TemporaryDirectory(prefix="noress-evaluating-") as name,
        database(engine, Path(name)) as url,
    ):
        folder = Path(name)
        app = make_app(url, folder)
        with app.app_context():
            from flask_migrate import upgrade

            upgrade()
            from bench.evaluating_seed import seed

            judging = seed(count, EACH, EVALUATORS)
            prepare_floor(app)
            know_tables()
        lines = [rank_again(app, engine, count, judging)]
        with server("wsgi:app", "product", url, folder), server("bench.floor:app", "floor", url, folder):
            lines += serve(app, engine, count, judging, seconds)
        return lines


def rank_again(app: Any, engine: str, count: int, judging: "Judging") -> str:
    """With all that a page does for it: files, evaluations, who stands aside, places."""
    from noress.domain.accounts.actor import Actor
    from noress.domain.reviewing import ranking
    from noress.domain.reviewing.models import Grid
    from noress.extensions import db

    reader = Actor(name="Lecture", method="code", person_id=judging.reader_id)
    spent = []
    with app.app_context(), statements_of(app) as seen:
        for _ in range(ROUNDS):
            db.session.rollback()
            db.session.expunge_all()
            seen.clear()
            began = time.perf_counter()
            lines = ranking.rank(db.session.get_one(Grid, judging.grid_id), reader=reader)
            spent.append((time.perf_counter() - began) * 1000)
            assert len(lines) == count, f"{len(lines)} files ranked of {count}"
    return (
        f"{engine:<11}{count:>6,} files  ranking computed again   {median(spent):8.1f} ms, {len(seen)} statements"
        f"  (goal {GOALS['ranking ms']} ms for 5,000)"
    )


def serve(app: Any, engine: str, count: int, judging: "Judging", seconds: float) -> list[str]:
    lines = []
    for connections in (1, 8):
        for name, make in (("evaluating page", opened), ("score kept", kept), *desk_pages(judging)):
            found, floor = load.beside_floor(
                make(app, judging), product=where("product"), floor=where("floor"), connections=connections, seconds=seconds,
                writes=name == "score kept",
            )  # fmt: skip
            goal = GOALS.get(name) if connections == 8 else None
            lines.append(
                f"{engine:<11}{count:>6,} files  {name:<18} c={connections} " + load.told(found, floor, goal)
            )
    return lines


def desk_pages(judging: "Judging") -> list[tuple[str, Any]]:
    paths = {
        "desk's list": "/candidatures/",
        "one file": f"/candidatures/{judging.file_id}",
        "board": f"/appels/gestion/{judging.call_id}/classement",
        "saved scenario": f"/appels/gestion/scenarios/{judging.scenario_id}",
    }
    return [(name, read(path)) for name, path in paths.items()]


def read(path: str) -> Any:
    """A page of who coordinates."""

    def for_all(app: Any, judging: "Judging") -> Any:
        headers = {"Cookie": cookie_of(app, judging.desk_token)}

        def make(_number: int) -> Iterator[load.Request]:
            while True:
                yield load.Request("GET", path, headers)

        return make

    return for_all


def opened(app: Any, judging: "Judging") -> Any:
    def make(number: int) -> Iterator[load.Request]:
        token, ids = judging.people[number]
        headers = {"Cookie": cookie_of(app, token)}
        while True:
            for key in ids:
                yield load.Request("GET", f"/evaluations/{key}", headers)

    return make


def kept(app: Any, judging: "Judging") -> Any:
    """Each connection is one person who opens a page once, then keeps it again and again, one mark changed."""

    def make(number: int) -> Iterator[load.Request]:
        token, ids = judging.people[number]
        base = where("product")[0]
        headers = {
            "Cookie": cookie_of(app, token),
            "Origin": base,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        seen: dict[str, str] = {}
        path = f"/evaluations/{ids[-1]}"
        yield load.Request("GET", path, {"Cookie": headers["Cookie"]}, seen=seen.update)
        fields = read_fields(seen["html"])
        marks = re.findall(r'name="(score_\d+)"', seen["html"])
        version, turn = int(fields["version"]), 0
        while True:
            turn += 1
            marked = {name: str((turn + place) % 6) for place, name in enumerate(dict.fromkeys(marks))}
            body = urlencode({**fields, **marked, "version": version, "comment": f"Avis {turn}"})
            yield load.Request("POST", path, headers, body, expected=303)
            version += 1

    return make


def read_fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that keeps a draft."""
    form = page[page.index("data-draft=") :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if 'type="hidden"' in tag and name and value:
            found[name[1]] = value[1]
    return found


def print_all(engine: str, *, is_full: bool) -> None:
    for count in (SMALL, REAL) if is_full else (SMALL,):
        print("\n".join(measure(engine, count, 8.0 if is_full else 2.5)), flush=True)


if __name__ == "__main__":
    for_engines(print_all)
