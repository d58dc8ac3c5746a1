"""A jury at work: a juror's own list, a score kept, the table of results, the ranking computed again, a whole jury saving at once.

`python -m bench.scoring`: 100 entries, 8 jurors; `FULL=1`: 500 entries, 20 jurors; five criteria. Goals, at 8 connections: the list
within 5 times the floor's page, a score kept within 8 times its INSERT, the ranking within 200 ms.
"""

import json
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench import load
from bench.inside import cookie_of, know_tables, make_app, prepare_floor, statements_of
from bench.servers import database, for_engines, server, where

if TYPE_CHECKING:
    from bench.scoring_seed import Judging

NAME = "scoring"
SMALL, REAL = (100, 8), (500, 20)
GOALS = {"juror's list": 5, "score kept": 8}
RANKING_MS = 200
ROUNDS = 7
EACH_SAVES = 25


def measure(engine: str, size: tuple[int, int], seconds: float) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="noress-scoring-") as name, database(engine, Path(name)) as url:
        folder = Path(name)
        app = make_app(url, folder)
        with app.app_context():
            from flask_migrate import upgrade

            upgrade()
            from bench.scoring_seed import seed

            judging = seed(*size)
            prepare_floor(app)
            know_tables()
        lines = [rank_again(app, engine, size, judging)]
        with server("wsgi:app", "product", url, folder), server("bench.floor:app", "floor", url, folder):
            lines += serve(app, engine, size, judging, seconds)
            lines.append(all_at_once(app, engine, size, judging))
        return lines


def _start(engine: str, size: tuple[int, int]) -> str:
    return f"{engine:<11}{size[0]:>4} entries × {size[1]:>2} jurors  "


def rank_again(app: Any, engine: str, size: tuple[int, int], judging: "Judging") -> str:
    """With all that a page does for it: files, scores, who stands aside, ties, places, severity."""
    from noress.core import clock
    from noress.domain.competitions.models import Competition
    from noress.domain.reviewing import table
    from noress.domain.reviewing.models import Grid
    from noress.extensions import db

    spent = []
    with app.app_context(), statements_of(app) as seen:
        for _ in range(ROUNDS):
            db.session.rollback()
            db.session.expunge_all()
            seen.clear()
            began = time.perf_counter()
            competition = db.session.get_one(Competition, judging.competition_id)
            grid = db.session.get_one(Grid, judging.grid_id)
            lines = table.results(competition, grid, reader=None, now=clock.now())
            spent.append((time.perf_counter() - began) * 1000)
            assert len(lines) == size[0], f"{len(lines)} entries ranked of {size[0]}"
            assert all(one.place for one in lines), "every entry has its place"
    return f"{_start(engine, size)}ranking computed again  {median(spent):7.1f} ms, {len(seen)} statements  (goal {RANKING_MS} ms)"


def serve(app: Any, engine: str, size: tuple[int, int], judging: "Judging", seconds: float) -> list[str]:
    lines = []
    cases = (
        ("juror's list", listed),
        ("score kept", kept),
        ("entry beside its grid", opened),
        ("table of results", tabled),
    )
    for connections in (1, 8):
        for name, make in cases:
            found, floor = load.beside_floor(
                make(app, judging), product=where("product"), floor=where("floor"), connections=connections, seconds=seconds,
                writes=name == "score kept",
            )  # fmt: skip
            goal = GOALS.get(name) if connections == 8 else None
            lines.append(f"{_start(engine, size)}{name:<22} c={connections} " + load.told(found, floor, goal))
    return lines


def listed(app: Any, judging: "Judging") -> Any:
    return _read(app, judging, f"/jury/{judging.competition_id}")


def opened(app: Any, judging: "Judging") -> Any:
    def make(number: int) -> Iterator[load.Request]:
        token, ids = judging.jurors[number % len(judging.jurors)]
        headers = {"Cookie": cookie_of(app, token)}
        while True:
            for key in ids:
                yield load.Request("GET", f"/jury/{judging.competition_id}/dossier/{key}", headers)

    return make


def tabled(app: Any, judging: "Judging") -> Any:
    """Of the chair, who has sent everything: nobody else may read it yet."""

    def make(_number: int) -> Iterator[load.Request]:
        headers = {"Cookie": cookie_of(app, judging.chair_token)}
        while True:
            yield load.Request("GET", f"/jury/{judging.competition_id}/tableau", headers)

    return make


def _read(app: Any, judging: "Judging", path: str) -> Any:
    def make(number: int) -> Iterator[load.Request]:
        headers = {"Cookie": cookie_of(app, judging.jurors[number % len(judging.jurors)][0])}
        while True:
            yield load.Request("GET", path, headers)

    return make


def kept(app: Any, judging: "Judging") -> Any:
    """Each connection is a juror who opens a page once, then changes one answer again and again, as the script sends it."""

    def make(number: int) -> Iterator[load.Request]:
        token, ids = judging.jurors[number % len(judging.jurors)]
        yield from saving(app, judging, token, ids[-1 - number // len(judging.jurors)])

    return make


def saving(app: Any, judging: "Judging", token: str, key: int) -> Iterator[load.Request]:
    base, cookie = where("product")[0], cookie_of(app, token)
    seen: dict[str, str] = {}
    path = f"/jury/{judging.competition_id}/dossier/{key}"
    yield load.Request("GET", path, {"Cookie": cookie}, seen=seen.update)
    page = seen["html"]
    marks = json.loads(unescape(re.search(r'data-marks="([^"]*)"', page)[1]))  # type: ignore[index]
    token_field = re.search(r'name="csrf_token" value="([^"]*)"', page)[1]  # type: ignore[index]
    names = list(dict.fromkeys(re.findall(r'name="(score_\d+)"', page)))
    typed = dict.fromkeys(names, "3")
    headers = {
        "Cookie": cookie, "Origin": base, "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
    }  # fmt: skip
    turn = 0
    while True:
        turn += 1
        typed = {**typed, names[turn % len(names)]: str(turn % 6)}
        known = json.dumps({name: [mark] for name, mark in marks.items()})
        body = urlencode({**typed, "comment": f"Avis {turn}", "marks": known, "csrf_token": token_field})
        yield load.Request("POST", f"{path}/notes", headers, body, seen=seen.update)
        marks = json.loads(seen["html"])["marks"]


def all_at_once(app: Any, engine: str, size: tuple[int, int], judging: "Judging") -> str:
    """Every juror saves as fast as the server answers; what each saved last is what is stored."""
    base, pids = where("product")
    faults: list[str] = []
    began = time.perf_counter()

    def work(number: int) -> None:
        token, ids = judging.jurors[number]

        def limited(_number: int) -> Iterator[load.Request]:
            for turn, request in enumerate(saving(app, judging, token, ids[0])):
                if turn > EACH_SAVES:
                    return
                yield request

        try:
            load.run(base, limited, connections=1, seconds=60, pids=pids)
        except RuntimeError as error:
            faults.append(str(error))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(judging.jurors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    assert not faults, faults[0]
    stored = _stored(app, [ids[0] for _token, ids in judging.jurors])
    assert stored == {f"Avis {EACH_SAVES}"}, f"lost: {stored}"
    count = EACH_SAVES * len(judging.jurors)
    return f"{_start(engine, size)}{len(judging.jurors)} jurors saving at once: {count} saved in {spent:.1f} s, {count / spent:.0f} a second, none lost"


def _stored(app: Any, keys: list[int]) -> set[str]:
    from sqlalchemy import select

    from noress.domain.reviewing.models import Evaluation
    from noress.extensions import db

    with app.app_context():
        return set(db.session.scalars(select(Evaluation.comment).where(Evaluation.id.in_(keys))))


def print_all(engine: str, *, is_full: bool) -> None:
    print("\n".join(measure(engine, REAL if is_full else SMALL, 8.0 if is_full else 2.5)), flush=True)


if __name__ == "__main__":
    for_engines(print_all)
