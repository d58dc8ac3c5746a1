"""`make bench`: the product beside the floor, on SQLite and PostgreSQL, two gunicorn workers.

Prints a table and writes every row to `instance/bench.json`. `FULL=1` measures longer; `ENGINE=sqlite` measures
one engine, `ONLY=session` the pages whose name holds the word, `ONLY=catalogue` those of the catalogue at its sizes,
`ONLY=deadline` the last minutes of a call, `ONLY=evaluating` and `ONLY=envelope` what follows, `ONLY=scoring` a jury at work, and these write nothing.
The product runs as it is deployed, without the demonstration. Requests ask for gzip; the bytes of a row are the
page's own, before compression, and the floor renders as many, so that compressing never makes the floor lighter.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import asked, catalogue, deadline, envelope, evaluating, load, scoring
from bench.decisions import SEARCH, seed_decisions
from bench.forms import answer_once, answers, read_block, read_form, saved_blocks, typed_block
from bench.inside import SECRET, cookie_of, know_tables, make_app, prepare_floor, statements_of
from bench.life import PEOPLE, Life, count_answers, seed_life
from bench.questionnaire import Form, seed_form
from bench.seed import Seeded, seed
from bench.servers import ROOT, database, environment, server, where, workers

FULL = os.environ.get("FULL") == "1"
ENGINES = [os.environ["ENGINE"]] if os.environ.get("ENGINE") else ["sqlite", "postgresql"]
ONLY = os.environ.get("ONLY", "")
SECONDS = 10.0 if FULL else 2.5
#: what a row of bench.json holds
COLUMNS = ("name", "engine", "connections", "rps", "p50_ms", "p95_ms", "cpu_ms", "bytes", "queries", "ratio",
           "floor_rps", "goal", "cold")  # fmt: skip
REGISTER = f"/decisions/?q={quote(SEARCH)}"
THREE_HUNDRED, PAPER = "300 answers", "minutes PDF, 20 pages"
#: how many times the floor each page may cost at 8 connections: warm, cold
GOALS: dict[str, tuple[float | None, float | None]] = {
    "public session page": (3, 6), "sessions.ics": (1, None), "sign-in page": (3, None),
    "session page, signed in": (6, None), "answer saved": (8, None), "register searched": (3, 6),
    "minutes page, 40 blocks": (6, None), "block saved": (8, None), **asked.GOALS, **catalogue.GOALS,
}  # fmt: skip


def main() -> None:
    rows: list[dict[str, Any]] = []
    print("bytes: of the page before compression, then as sent")
    for engine in ENGINES:
        if ONLY not in {catalogue.NAME, deadline.NAME, evaluating.NAME, envelope.NAME, scoring.NAME}:
            with (
                tempfile.TemporaryDirectory(prefix="noress-bench-") as folder,
                database(engine, Path(folder)) as url,
            ):
                rows += measure(engine, url, Path(folder))
        if ONLY in catalogue.NAME:
            rows += catalogue.measure(engine, one_page)
        for scale in (deadline, evaluating, envelope, scoring):
            if ONLY in scale.NAME:
                scale.print_all(engine, is_full=FULL)
    print_import_time()
    if len(ENGINES) == 2 and not ONLY:
        target = ROOT / "instance" / "bench.json"
        target.write_text(json.dumps([{name: row[name] for name in COLUMNS} for row in rows], indent=1))
        print(f"{len(rows)} rows in {target.relative_to(ROOT)}")


def measure(engine: str, url: str, folder: Path) -> list[dict[str, Any]]:
    app = make_app(url, folder)
    with app.app_context():
        from flask_migrate import upgrade

        upgrade()
        seeded = seed(SECRET, people=200, sessions=1000)
        life = seed_life(SECRET)
        seed_decisions(10_000)
        form = seed_form(SECRET, sent=asked.ANSWERS)
        prepare_floor(app)
        know_tables()
    cookies = {who: cookie_of(app, token) for who, token in (("secretary", seeded.secretary_token),
                                                             ("member", seeded.member_token))}  # fmt: skip
    queries = count_queries(app, seeded, life, cookies) | asked.count_queries(app, form)
    rows: list[dict[str, Any]] = []
    with server("wsgi:app", "product", url, folder), server("wsgi:app", "cold", url, folder), \
            server("bench.floor:app", "floor", url, folder):  # fmt: skip
        for name, kind, make in [*pages(seeded, life, cookies), *asked.pages(form)]:
            if ONLY not in name:
                continue
            for connections in (1, 8):
                rows += one_page(engine, name, kind, make, connections, queries.get(name, 0))
        if ONLY in THREE_HUNDRED:
            rows.append(three_hundred(engine, app, life, queries[THREE_HUNDRED]))
        if ONLY in PAPER:
            rows.append(paper(engine, url, folder, life))
        rows += asked_rows(engine, app, form, queries, rows)
        if ONLY in asked.EXPORT:
            rows += asked.take_away(engine, form, cookies["secretary"], environment(url, folder))
        rows.append(worker_memory(engine))
    return rows


def one_page(
    engine: str, name: str, kind: str, make: Any, connections: int, queries: int
) -> list[dict[str, Any]]:
    """The product's figures, warm and for cached pages cold, and the floor's of the same bytes."""
    rows = []
    for is_cold in (False, True) if kind == "cached" else (False,):
        at = where("cold" if is_cold else "product")
        product, floor = load.beside_floor(
            make(at[0]), product=at, floor=where("floor"), connections=connections, seconds=SECONDS,
            writes=kind == "write",
        )  # fmt: skip
        goal = GOALS.get(name, (None, None))[int(is_cold)] if connections == 8 else None
        rows.append(
            row(
                engine,
                name,
                product,
                floor,
                connections=connections,
                queries=queries,
                goal=goal,
                is_cold=is_cold,
            )
        )
        show(rows[-1])
    return rows


def row(
    engine: str, name: str, product: load.Figures, floor: load.Figures, *, connections: int, queries: int | None,
    goal: float | None, is_cold: bool = False,
) -> dict[str, Any]:  # fmt: skip
    return {
        "name": name, "engine": engine, "connections": connections, "rps": round(product.rps, 1),
        "p50_ms": round(product.p50_ms, 2), "p95_ms": round(product.p95_ms, 2),
        "cpu_ms": round(product.cpu_ms, 2), "bytes": product.bytes, "sent_bytes": product.sent_bytes,
        "queries": queries, "floor_cpu_ms": round(floor.cpu_ms, 2),
        "ratio": round(floor.rps / product.rps, 2), "floor_rps": round(floor.rps, 1), "goal": goal, "cold": is_cold,
    }  # fmt: skip


def three_hundred(engine: str, app: Any, life: Life, queries: int) -> dict[str, Any]:
    """300 people open their link and answer, once, as fast as the server takes it: two requests each."""
    base, pids = where("product")
    seconds, product = answer_once(base, life.tokens, pids)
    with app.app_context():
        stored = count_answers(life.asked_id)
    assert stored == PEOPLE, f"{stored} answers stored of {PEOPLE}"
    found = row(engine, THREE_HUNDRED, product, floor_writes(), connections=8, queries=queries, goal=8)
    show(found)
    print(
        f"{engine:11}{PEOPLE} links opened and answered in {seconds:.1f} s, all stored (goal 60 s)",
        flush=True,
    )
    return found


def asked_rows(
    engine: str, app: Any, form: Form, queries: dict[str, int], before: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What is done with each draft of the questionnaire once, and what 200 people do together."""
    rows = []
    for name, connections, work in asked.ONCE:
        if ONLY in name:
            product, floor = work(app, form, *where("product")), floor_writes()
            found = row(
                engine, name, product, floor, connections=connections, queries=queries[name], goal=None
            )
            show(found)
            if name == asked.TYPING:
                found["ratio"] = None  # they rest between two savings
                asked.print_share(engine, product.rps, before)
            rows.append(found)
    return rows


def paper(engine: str, url: str, folder: Path, life: Life) -> dict[str, Any]:
    """The PDF of a long record, made once by what the worker runs."""
    done = subprocess.run([sys.executable, "-m", "bench.paper", str(life.paper_id)], cwd=ROOT, env=environment(url, folder),
                          stdout=subprocess.PIPE, check=True)  # fmt: skip
    made = json.loads(done.stdout.splitlines()[-1])
    print(f"{engine:11}{PAPER}: {made['pages']} pages, {made['bytes']} B in {made['seconds']:.2f} s by the worker; its "
          f"compiler took {made['child_cpu']:.2f} s of CPU and {made['child_mb']:.0f} MB at most", flush=True)  # fmt: skip
    milliseconds = round(made["seconds"] * 1000, 2)
    return {"name": PAPER, "engine": engine, "connections": 1, "rps": round(1 / made["seconds"], 2), "p50_ms": milliseconds,
            "p95_ms": milliseconds, "cpu_ms": round(made["child_cpu"] * 1000, 2), "bytes": made["bytes"], "queries": None,
            "ratio": None, "floor_rps": None, "goal": None, "cold": True}  # fmt: skip


def floor_writes() -> load.Figures:
    """What 8 connections that write ask of the floor."""
    floor = load.Load(where("floor"), load.of_floor(0, writes=True), 8)
    floor.go(load.WARM_UP)
    floor.forget()
    floor.go(SECONDS / 2)
    return floor.figures()


def always(request: load.Request) -> Any:
    def for_base(_base: str) -> Any:
        def forever(_number: int) -> Iterator[load.Request]:
            while True:
                yield request

        return forever

    return for_base


def pages(seeded: Seeded, life: Life, cookies: dict[str, str]) -> list[tuple[str, str, Any]]:
    """(name, kind, request maker): cached pages are measured cold too, on a server without cache."""

    def get(path: str, cookie: str = "") -> Any:
        return always(load.Request("GET", path, {"Cookie": cookie} if cookie else {}))

    session, record = f"/sessions/{seeded.meeting_id}", f"/sessions/{life.meeting_id}/compte-rendu"
    return [
        ("home", "cached", get("/")),
        ("sessions list", "cached", get("/sessions/")),
        ("public session page", "cached", get(session)),
        ("sessions.ics", "cached", get("/sessions.ics")),
        ("register searched", "cached", get(REGISTER)),
        ("sign-in page", "page", get("/connexion")),
        ("session page, signed in", "page", get(session, cookies["secretary"])),
        ("à faire", "page", get("/a-faire", cookies["member"])),
        ("answer saved", "write", answers(seeded.answer_tokens)),
        ("minutes page, 40 blocks", "page", get(record, cookies["secretary"])),
        ("block saved", "write", saved_blocks(life.note_ids[:8], cookies["secretary"])),
    ]


def worker_memory(engine: str) -> dict[str, Any]:
    """The largest worker of the product after all pages, in megabytes: its part of what it shares with the others, and
    all that it sees."""
    shares, whole = (
        [int(re.search(rf"^{name}:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M).group(1)) / 1000  # type: ignore[union-attr]
         for pid in workers("product")] for name in ("Pss", "Rss")
    )  # fmt: skip
    print(
        f"{engine:11} worker memory after all pages: {max(shares):.0f} MB, {max(whole):.0f} with all that is shared (goal 130)"
    )
    return {"name": "worker memory MB", "engine": engine, "connections": 8, "rps": None, "p50_ms": None,
            "p95_ms": None, "cpu_ms": None, "bytes": int(max(shares) * 1e6), "queries": None, "ratio": None,
            "floor_rps": None, "goal": 130, "cold": False}  # fmt: skip


def count_queries(app: Any, seeded: Seeded, life: Life, cookies: dict[str, str]) -> dict[str, int]:
    """SQL statements of each page, cold."""
    base = app.config["SETTINGS"].base_url
    client = app.test_client(use_cookies=False)
    counts: dict[str, int] = {}
    session = f"/sessions/{seeded.meeting_id}"
    for name, path, cookie in (
        ("home", "/", ""), ("sessions list", "/sessions/", ""), ("public session page", session, ""),
        ("sessions.ics", "/sessions.ics", ""), ("register searched", REGISTER, ""), ("sign-in page", "/connexion", ""),
        ("session page, signed in", session, cookies["secretary"]), ("à faire", "/a-faire", cookies["member"]),
        ("minutes page, 40 blocks", f"/sessions/{life.meeting_id}/compte-rendu", cookies["secretary"]),
    ):  # fmt: skip
        with statements_of(app) as seen:
            answer = client.get(path, base_url=base, headers={"Cookie": cookie} if cookie else {})
        assert answer.status_code == 200, f"{path}: {answer.status}"
        counts[name] = len(seen)
    browser, link = app.test_client(), f"/i/{seeded.answer_tokens[-1]}"
    action, fields = read_form(browser.get(link, base_url=base).get_data(as_text=True))
    with statements_of(app) as seen:
        answer = browser.post(
            action or link, base_url=base, data={**fields, "answer": "yes"}, headers={"Origin": base}
        )
    assert answer.status_code == 303, f"{link}: {answer.status}"
    counts["answer saved"] = counts[THREE_HUNDRED] = len(seen)
    path, headers = f"/sessions/blocs/{life.note_ids[-1]}", {"Cookie": cookies["secretary"], "Origin": base}
    page = client.get(path, base_url=base, headers=headers).get_data(as_text=True)
    fields = typed_block(*read_block(page), 9)
    with statements_of(app) as seen:
        answer = client.post(
            path, base_url=base, headers={**headers, "Accept": "application/json"}, data=fields
        )
    assert answer.status_code == 200, f"{path}: {answer.status}"
    counts["block saved"] = len(seen)
    return counts


def show(row: dict[str, Any]) -> None:
    goal = f"goal {row['goal']}" if row["goal"] else ""
    print(f"{row['engine']:11}{row['name']:26}{'cold' if row['cold'] else 'warm':5} c={row['connections']} "
          f"{row['rps']:8.1f} r/s  p50 {row['p50_ms']:7.2f} p95 {row['p95_ms']:7.2f} ms  cpu {row['cpu_ms']:6.2f} ms "
          f"floor {row['floor_cpu_ms']:5.2f} {row['bytes']:7} B {row['sent_bytes']:6} {row['queries']:3} q  "
          f"ratio {row['ratio']:6.2f} {goal}", flush=True)  # fmt: skip


def print_import_time() -> None:
    script = "import time; t = time.perf_counter(); import wsgi; print(f'{time.perf_counter() - t:.2f}')"
    env = {**os.environ, "SECRET_KEY": SECRET}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # as deployed: compiled once
    best = min(
        float(subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True,
                             check=True).stdout) for _ in range(3)
    )  # fmt: skip
    print(f"import of wsgi: {best:.2f} s (goal 1)")


if __name__ == "__main__":
    main()
