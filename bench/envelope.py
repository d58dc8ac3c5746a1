"""The envelope of a call at scale: its board beside the floor, and the list of funded projects.

`python -m bench.envelope`: 100 and 5,000 applications, two in five of them funded by three funders, in four lots, paid in
three instalments. `ENGINE=sqlite` measures one engine, `FULL=1` longer and the larger size too.
"""

import secrets
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import load
from bench.inside import cookie_of, know_tables, make_app, prepare_floor, statements_of
from bench.servers import database, for_engines, server, where

NAME = "envelope"
SIZES = (100, 5_000)
FUNDERS, LOTS, PARTS = 3, 4, (30_000_00, 20_000_00, 10_000_00)
AMOUNT = sum(PARTS)
PROVINCES = ("01.051", "01.151", "01.227", "01.331", "01.405", "01.511", "01.571", "01.573")


def measure(engine: str, count: int, seconds: float) -> list[str]:
    with (
        tempfile.TemporaryDirectory(prefix="noress-envelope-") as name,
        database(engine, Path(name)) as url,
    ):
        app = make_app(url, Path(name))
        with app.app_context():
            from flask_migrate import upgrade

            upgrade()
            call_id, token = seed(count)
            prepare_floor(app)
            know_tables()
        pages = {
            "envelope board": f"/appels/gestion/{call_id}/enveloppe",
            "funded projects": "/projets/gestion/",
        }
        queries = {label: statements(app, token, path) for label, path in pages.items()}
        with (
            server("wsgi:app", "product", url, Path(name)),
            server("bench.floor:app", "floor", url, Path(name)),
        ):
            return [
                row(
                    engine,
                    count,
                    label,
                    run(app, token, path, seconds, connections),
                    connections,
                    queries[label],
                )
                for label, path in pages.items()
                for connections in (1, 8)
            ]


def statements(app: Any, token: str, path: str) -> int:
    browser, base = app.test_client(use_cookies=False), app.config["SETTINGS"].base_url
    headers = {"Cookie": cookie_of(app, token)}
    assert browser.get(path, headers=headers, base_url=base).status_code == 200
    with statements_of(app) as seen:
        browser.get(path, headers=headers, base_url=base)
    return len(seen)


def run(app: Any, token: str, path: str, seconds: float, connections: int) -> tuple[Any, Any]:
    request = load.Request("GET", path, {"Cookie": cookie_of(app, token)})

    def make(_number: int) -> Iterator[load.Request]:
        while True:
            yield request

    return load.beside_floor(
        make,
        product=where("product"),
        floor=where("floor"),
        connections=connections,
        seconds=seconds,
        writes=False,
    )


def row(
    engine: str, count: int, label: str, measured: tuple[Any, Any], connections: int, queries: int
) -> str:
    found, floor = measured
    return (
        f"{engine:<11}{count:>6,} files  {label:<16} c={connections} {found.rps:8.1f} r/s  p50 {found.p50_ms:7.2f}"
        f" p95 {found.p95_ms:7.2f} ms  cpu {found.cpu_ms:6.2f} ms  {found.bytes:7} B  {queries:2} statements"
        f"  ratio {floor.rps / found.rps:6.2f}"
    )


# --- the data ---------------------------------------------------------------------------------------------


def seed(count: int) -> tuple[int, str]:
    """(the call, the treasurer's cookie)."""
    from noress.core.database import writing
    from noress.extensions import db

    with writing():
        call, token = _call(count), _treasurer()
        db.session.commit()
        call_id = call.id
        _projects(call, count)
        db.session.commit()
    return call_id, token


def _call(count: int) -> Any:
    from noress.core import clock
    from noress.core.i18n import Translated
    from noress.domain.funding.models import CallState, Funder, FundingCall, Lot
    from noress.extensions import db

    both, now = Translated(fr="Appel de mesure", ar="طلب للقياس"), clock.now()
    call = FundingCall(
        edition=1, title=both, objective=both, audience=both, contact=both, declaration=both, stages=1, created_at=now,
        state=CallState.EXECUTION, needs_affiliation=False, envelope=count * AMOUNT, eligibility=[], announced_at=now,
    )  # fmt: skip
    call.lots = [Lot(title=both, amount=AMOUNT, most_projects=count, position=place) for place in range(LOTS)]
    call.funders = [
        Funder(name=Translated(fr=f"Financeur {n}"), amount=count * AMOUNT // FUNDERS) for n in range(FUNDERS)
    ]
    db.session.add(call)
    db.session.flush()
    return call


def _treasurer() -> str:
    from noress.core import clock
    from noress.domain.accounts.models import Account, Device, Person
    from noress.domain.institutions.models import Assignment, Function
    from noress.extensions import db
    from noress.web.identity import digest

    token, now = secrets.token_urlsafe(32), clock.now()
    email = "tresorier@banc.example"
    person = Person(
        name="Trésorier", name_folded="tresorier", email=email, language="fr", created_at=now,
        account=Account(email=email, created_at=now),
    )  # fmt: skip
    person.assignments = [Assignment(function=Function.TREASURER, starts_on=date(2020, 1, 1))]
    device: Any = Device(
        token_digest=digest(token), account=person.account, person=person, method="code", created_at=now,
        expires_at=now + timedelta(hours=12), second_factor_at=now,
    )  # fmt: skip
    db.session.add(device)
    return token


def _projects(call: Any, count: int) -> None:
    """Rows alone, as rules would leave them: two files in five funded, the first instalment of each paid."""

    from noress.core import clock
    from noress.domain.applications.models import Application, ApplicationState
    from noress.domain.catalogue.models import Structure

    now = clock.now()

    structures = _add(Structure, [
        {"uuid": secrets.token_hex(16), "name": {"fr": f"Structure {n}"}, "name_folded": f"structure {n}",
         "name_sort": f"structure {n:06}", "created_at": now, "updated_at": now} for n in range(count)
    ])  # fmt: skip
    lots, funders = [lot.id for lot in call.lots], [one.id for one in call.funders]
    files = _add(Application, [
        {"call_id": call.id, "lot_id": lots[n % LOTS], "structure_id": key, "title": f"Projet {n}", "title_folded": f"projet {n}",
         "state": ApplicationState.SELECTED if n % 5 < 2 else ApplicationState.REJECTED, "number": f"AMI-2026-{n:04}",
         "language": "fr", "started_at": now, "submitted_at": now, "province_code": PROVINCES[n % 8]}
        for n, key in enumerate(structures)
    ])  # fmt: skip
    funded = [(n, structures[n], key) for n, key in enumerate(files) if n % 5 < 2]
    _money(call, funded, lots, funders)


def _add(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    from sqlalchemy import insert

    from noress.extensions import db

    return list(db.session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows))


def _money(call: Any, funded: list[tuple[int, int, int]], lots: list[int], funders: list[int]) -> None:
    from sqlalchemy import insert

    from noress.core import clock
    from noress.domain.awards.models import Award, AwardShare, AwardState
    from noress.domain.payments.models import Instalment, InstalmentShare, InstalmentState
    from noress.extensions import db

    now, paid = clock.now(), InstalmentState.PAID
    awards = _add(Award, [
        {"application_id": key, "call_id": call.id, "lot_id": lots[n % LOTS], "structure_id": structure, "amount": AMOUNT,
         "state": AwardState.EXECUTION, "decided_at": now, "published_at": now, "number": f"C-2026-{n:04}"}
        for n, structure, key in funded
    ])  # fmt: skip
    db.session.execute(insert(AwardShare), [
        {"award_id": key, "funder_id": funder, "amount": AMOUNT // FUNDERS} for key in awards for funder in funders
    ])  # fmt: skip
    instalments = _add(Instalment, [
        {"award_id": key, "position": place, "amount": amount, "condition": {"fr": "Rapport"},
         "state": paid if place == 1 else InstalmentState.PLANNED}
        for key in awards for place, amount in enumerate(PARTS, 1)
    ])  # fmt: skip
    db.session.execute(insert(InstalmentShare), [
        {"instalment_id": key, "funder_id": funder, "amount": PARTS[n % len(PARTS)] // FUNDERS}
        for n, key in enumerate(instalments) for funder in funders
    ])  # fmt: skip


def print_all(engine: str, *, is_full: bool) -> None:
    for count in SIZES if is_full else SIZES[:1]:
        print("\n".join(measure(engine, count, 10.0 if is_full else 2.5)), flush=True)


if __name__ == "__main__":
    for_engines(print_all)
