"""The catalogue's rows at 3,000, 30,000 and 300,000 entries, a tenth of that without `FULL=1`, in a database each.

A page is asked through the application with nothing kept ready, in turn with what it cannot do without: its own
statements run alone by the driver with the same values, and a bare template of what it shows. Best of several: the
machine has other work. SQLite is measured without statistics, which the product never asks it for.
"""

import os
import tempfile
import time
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

from bench import exports, load
from bench.catalogue_seed import FREQUENT, RARE, RARE_SERVICE, SIZES, seed_catalogue
from bench.existing import measure_typing, seed_keys
from bench.inside import know_tables, make_app, prepare_floor, runs_of
from bench.servers import database, environment, server

NAME = "catalogue"
ENTRY = f"{NAME}: page of an entry"
#: how many times the floor at 8 connections: warm, cold
GOALS: dict[str, tuple[float | None, float | None]] = {ENTRY: (4, 4)}
FULL = os.environ.get("FULL") == "1"
ASKED_SIZES = SIZES if FULL else tuple(size // 10 for size in SIZES)
BOOKLETS = (1_000, 5_000) if FULL else (200,)
TIMES = 9
#: of its statements and its template together; of the time at the smallest size
BARE, GROWTH = 1.5, 2.0
WORST_MS = 500.0
CSV_MB, BOOKLET_SECONDS, BOOKLET_MB = 150.0, 3.0, 300.0
#: pages that find as much at every size, and those that find a third of all
SELECTIVE = ("rare word", "page of an entry", "right door, rare service", "exists already")
WORST = "frequent word"
_TEMPLATE = '<!doctype html>{% for href, text in parts %}<a href="{{ href }}">{{ text }}</a>{% endfor %}'

Row = dict[str, Any]
OnePage = Callable[..., list[Row]]


def addresses(province: str, size: int) -> dict[str, str]:
    """{name: address} of what is measured."""
    door = {"province": province, "commune": "-", "moment": "-", "service": "-", "public": "-"}
    asked: dict[str, dict[str, str]] = {
        "list": {}, "rare word": {"q": RARE}, WORST: {"q": FREQUENT}, f"{WORST} by name": {"q": FREQUENT, "tri": "nom"},
        "two words, province": {"q": f"{FREQUENT} laine", "province": province},
        "province and kind": {"province": province, "sorte": "cooperative"}, "a service": {"service": "s1.x1"},
        "rare service": {"service": RARE_SERVICE},
    }  # fmt: skip
    return {
        **{name: f"/catalogue/?{urlencode(values)}" for name, values in asked.items()},
        "page of an entry": f"/catalogue/{size // 2 + 1}",
        "right door": f"/aiguillage/?{urlencode(door | {'secteur': 's1'})}",
        "right door, rare service": f"/aiguillage/?{urlencode(door | {'secteur': 's0', 'service': RARE_SERVICE})}",
    }


def measure(engine: str, one_page: OnePage) -> list[Row]:
    """Every row of the catalogue on this engine; prints which goals are reached."""
    rows: list[Row] = []
    for size in ASKED_SIZES:
        with (
            tempfile.TemporaryDirectory(prefix="noress-bench-") as folder,
            database(engine, Path(folder)) as url,
        ):
            app = seeded(engine, url, Path(folder), lambda size=size: (seed_catalogue(size), seed_keys()))
            rows += one_size(engine, app, url, Path(folder), size, one_page)
    for size in BOOKLETS:
        with (
            tempfile.TemporaryDirectory(prefix="noress-bench-") as folder,
            database(engine, Path(folder)) as url,
        ):
            seeded(engine, url, Path(folder), lambda size=size: exports.seed_structures(size))
            rows += booklet(engine, url, Path(folder), size)
    rows += growth(engine, rows)
    print_goals(rows)
    return rows


def seeded(engine: str, url: str, folder: Path, fill: Callable[[], Any]) -> Any:
    from flask_migrate import upgrade

    from noress.extensions import db

    app = make_app(url, folder)
    with app.app_context():
        upgrade()
        fill()
        prepare_floor(app)
        if engine != "sqlite":
            know_tables()
        db.session.remove()
    return app


def one_size(engine: str, app: Any, url: str, folder: Path, size: int, one_page: OnePage) -> list[Row]:
    from noress.core import territories

    province = territories.of_level("province")[0].code
    rows = [
        beside_bare(engine, app, url, f"{NAME} {size:,}: {name}", address)
        for name, address in addresses(province, size).items()
    ]
    with app.app_context():
        for name, spent in measure_typing().items():
            rows.append(row(engine, f"{NAME} {size:,}: exists already, {name}", spent, spent))
            print(f"{engine:11}{rows[-1]['name']:52}{spent:9.1f} ms", flush=True)
    if size != ASKED_SIZES[-1]:
        return rows
    queries = next(found["queries"] for found in rows if found["name"].endswith("page of an entry"))
    rows.append(csv(engine, url, folder, size))
    with server("wsgi:app", "product", url, folder), server("wsgi:app", "cold", url, folder), \
            server("bench.floor:app", "floor", url, folder):  # fmt: skip
        for connections in (1, 8):
            rows += one_page(
                engine,
                ENTRY,
                "cached",
                forever(f"/catalogue/{size // 2 + 1}"),
                connections,
                queries,
            )
    return rows


def forever(path: str) -> Any:
    def for_base(_base: str) -> Any:
        def requests(_number: int) -> Any:
            while True:
                yield load.Request("GET", path, {})

        return requests

    return for_base


# ---- a page beside its bare parts ---------------------------------------------------------------------


class Seen(HTMLParser):
    """What the main part of a page shows: (address, text) by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, str]] = []
        self._is_main, self._href = False, ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._is_main = self._is_main or tag == "main"
        self._href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self._is_main = self._is_main and tag != "main"

    def handle_data(self, data: str) -> None:
        if self._is_main and data.strip():
            self.parts.append((self._href, data.strip()))
            self._href = ""


class Bare(NamedTuple):
    """What a page cannot do without."""

    cursor: Any
    runs: list[tuple[str, Any]]
    template: Any
    parts: list[tuple[str, str]]

    def spend(self) -> None:
        for statement, values in self.runs:
            self.cursor.execute(statement, values)
            self.cursor.fetchall()
        self.template.render(parts=self.parts)


def beside_bare(engine: str, app: Any, url: str, name: str, address: str) -> Row:
    from jinja2 import Environment
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    # as a server would ask: what it takes to make up a request is nobody's page
    asked = EnvironBuilder(address, base_url=app.config["SETTINGS"].base_url).get_environ()

    def ask() -> tuple[bytes, str]:
        parts, status, _headers = run_wsgi_app(app, {**asked, "wsgi.input": BytesIO()}, buffered=True)
        return b"".join(parts), status

    ask()
    with runs_of(app) as runs:
        page, status = ask()
    assert status == "200 OK", f"{address}: {status}"
    seen = Seen()
    seen.feed(page.decode())
    connection = connect(url)
    try:
        bare = Bare(
            connection.cursor(), runs, Environment(autoescape=True).from_string(_TEMPLATE), seen.parts
        )
        product, floor = in_turn(ask, bare.spend)
    finally:
        connection.close()
    found = row(
        engine, name, min(product), median(product), bare=min(floor), size=len(page), queries=len(runs)
    )
    print(f"{engine:11}{name:52}{min(product):9.1f} ms best {median(product):9.1f} median  bare {min(floor):8.1f} best  "
          f"{len(page):7} B {len(runs):3} q  ratio {found['ratio']:5.2f} goal {BARE}", flush=True)  # fmt: skip
    return found


def connect(url: str) -> Any:
    """Through the driver alone."""
    if url.startswith("sqlite"):
        import sqlite3

        return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    import psycopg

    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)


def in_turn(*works: Callable[[], Any]) -> list[list[float]]:
    """Milliseconds of each, again and again, one after the other: what else the machine does meets all of them."""
    spent: list[list[float]] = [[] for _work in works]
    for time_number in range(TIMES + 2):
        for work, times in zip(works, spent, strict=True):
            begun = time.perf_counter()
            work()
            if time_number > 1:
                times.append((time.perf_counter() - begun) * 1000)
    return spent


def row(
    engine: str, name: str, best: float, middle: float, *, bare: float | None = None, size: int = 0,
    queries: int | None = None, ratio: float | None = None, goal: float | None = None,
) -> Row:  # fmt: skip
    """As the other rows of bench.json are; beside a bare page, that one is the floor."""
    if bare is not None:
        ratio, goal = round(best / bare, 2), BARE
    return {
        "name": name, "engine": engine, "connections": 1, "rps": round(1000 / best, 2), "p50_ms": round(middle, 2),
        "p95_ms": None, "cpu_ms": None, "bytes": size, "queries": queries, "ratio": ratio,
        "floor_rps": round(1000 / bare, 2) if bare else None, "goal": goal, "cold": True, "best_ms": best,
    }  # fmt: skip


# ---- files ------------------------------------------------------------------------------------------


def csv(engine: str, url: str, folder: Path, size: int) -> Row:
    made = exports.measure("csv", size * 9 // 10, environment(url, folder))
    print(f"{engine:11}{NAME} {size:,}: CSV in {made['seconds']:.1f} s, {made['bytes']:,} B, {made['own_mb']:.0f} MB at most",
          flush=True)  # fmt: skip
    milliseconds = made["seconds"] * 1000
    return row(engine, f"{NAME} {size:,}: CSV, MB", milliseconds, milliseconds, size=made["bytes"],
               ratio=round(made["own_mb"], 1), goal=CSV_MB)  # fmt: skip


def booklet(engine: str, url: str, folder: Path, size: int) -> list[Row]:
    """The worker and the compilers it starts hold their memory at once."""
    made = exports.measure("booklet", size, environment(url, folder))
    memory, milliseconds = made["all_mb"], made["seconds"] * 1000
    print(f"{engine:11}{NAME}: booklet of {size:,} in {made['seconds']:.2f} s ({made['own_cpu']:.2f} + {made['child_cpu']:.2f} s of CPU), {made['pages']} pages, {made['bytes']:,} B, "
          f"{memory:.0f} MB at most", flush=True)  # fmt: skip
    is_asked = size <= 1_000
    return [
        row(engine, f"{NAME}: booklet of {size:,}, {unit}", milliseconds, milliseconds, size=made["bytes"],
            ratio=round(value, 2), goal=goal if is_asked else None)
        for unit, value, goal in (("seconds", made["seconds"], BOOKLET_SECONDS), ("MB", memory, BOOKLET_MB))
    ]  # fmt: skip


# ---- goals ------------------------------------------------------------------------------------------


def growth(engine: str, rows: list[Row]) -> list[Row]:
    """What must not grow with the catalogue, against the smallest; and the worst query, in halves of a second."""
    best = {found["name"]: found["best_ms"] for found in rows if "best_ms" in found}
    small, large = (f"{NAME} {size:,}: " for size in (ASKED_SIZES[0], ASKED_SIZES[-1]))
    grown = []
    for name, spent in best.items():
        what = name.removeprefix(large)
        if name.startswith(large) and what.startswith(SELECTIVE) and not what.endswith("frequent words"):
            ratio = round(spent / best[small + what], 2)
            grown.append(row(engine, f"{name}, times the smallest", spent, spent, ratio=ratio, goal=GROWTH))
        elif name.startswith(large) and what.startswith(WORST):
            grown.append(row(engine, f"{name}, ms", spent, spent, ratio=round(spent, 1), goal=WORST_MS))
    return grown


def print_goals(rows: list[Row]) -> None:
    for found in rows:
        if found["goal"] is not None and found["ratio"] is not None:
            held = "reached" if found["ratio"] <= found["goal"] else "MISSED "
            mark = (
                f", c={found['connections']}, {'cold' if found['cold'] else 'warm'}"
                if found["name"] == ENTRY
                else ""
            )
            print(
                f"{found['engine']:11}{held} {found['name'] + mark}: {found['ratio']} (goal {found['goal']})",
                flush=True,
            )
