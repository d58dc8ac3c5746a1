"""The right door at scale: a search that many fit, one that few fit, one that nothing fits; and a week of mutual aid.
`python -m bench.guidance sqlite 3000 30000` measures one engine at these sizes."""

import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from bench.catalogue_seed import RARE_SERVICE, SIZES, seed_catalogue
from bench.inside import know_tables, make_app
from noress.core import clock, territories
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance import rules
from noress.domain.guidance.asking import read_asked
from noress.domain.guidance.finding import find, load
from noress.domain.guidance.reasons import reasons_for
from noress.extensions import db

#: {name: answers}, as the address says them; codes of the words that the seed makes
Searches = Mapping[str, Mapping[str, str]]
ROUNDS = 15


def searches() -> Searches:
    place = territories.of_level("province")[0].code
    here = {"province": place, "commune": "-", "moment": "s1", "public": "p1"}
    commune = territories.children(place)[0].code
    return {
        "usual": {**here, "secteur": "s1", "service": "s1.x9"},
        "usual, by commune": {**here, "commune": commune, "secteur": "s1", "service": "s1.x9"},
        "sector alone": {**here, "secteur": "s1", "service": "-"},
        "rare need": {**here, "service": RARE_SERVICE},
        "rare need, no place": {**here, "province": "-", "service": RARE_SERVICE},
        "nothing fits": {
            **here,
            "province": territories.of_level("province")[-1].code,
            "service": RARE_SERVICE,
        },
    }


def time_searches(asked_for: Searches, *, times: int = ROUNDS) -> dict[str, tuple[float, float]]:
    """(least, median) milliseconds of each, in a transaction of its own: found, loaded, and told why. Any engine."""
    told = {}
    for name, answers in asked_for.items():
        spent = []
        for _turn in range(times):
            db.session.rollback()
            db.session.expunge_all()
            began = time.perf_counter()
            words = read_vocabulary()
            asked = read_asked(answers, words)
            found = find(asked, words)
            ids = [*found.ids[:10], *(key for circle in found.circles for key in circle.ids)]
            for row in load(ids):
                reasons_for(row, asked, words)
            spent.append((time.perf_counter() - began) * 1000)
        told[name] = min(spent), median(spent)
    return told


def time_aid() -> tuple[float, int]:
    """Seconds of one week's proposals, and how many; undone."""
    with writing():
        began = time.perf_counter()
        takers = rules.takers_of_week(clock.now())
        made = len(rules.propose_matches(takers, actor=Actor.system(), now=clock.now()))
        spent = time.perf_counter() - began
        db.session.rollback()
    return spent, made


def main() -> None:
    from flask_migrate import upgrade  # alembic is heavy

    from bench.run import database  # reads the engine of the whole bench at its import

    engine, *sizes = sys.argv[1:] or ["sqlite"]
    with (
        tempfile.TemporaryDirectory(prefix="noress-bench-") as folder, database(engine, Path(folder)) as url,
        make_app(url, Path(folder)).app_context(),
    ):  # fmt: skip
        upgrade()
        for size in [int(size) for size in sizes] or SIZES[:1]:
            seed_catalogue(size)
            know_tables()
            report(engine, size)


def report(engine: str, size: int) -> None:
    for name, (least, middle) in time_searches(searches()).items():
        print(f"{engine:<11}{size:>8,} {name:<22}{least:>8.1f} ms at least,{middle:>8.1f} the median")
    spent, made = time_aid()
    print(f"{engine:<11}{size:>8,} mutual aid, a week{spent:>8.2f} s for {made} proposals")


if __name__ == "__main__":
    main()
