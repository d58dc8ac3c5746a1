"""Whether an entry exists already, asked while its name is typed, among 3,000, 30,000 and 300,000: through the keys
that entries share. `python -m bench.existing sqlite 3000 30000` measures one engine at these sizes."""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import delete, insert, select

from bench.catalogue_seed import RARE, SIZES, seed_catalogue
from bench.inside import know_tables, make_app
from bench.servers import database
from noress.core.database import writing
from noress.domain.catalogue.likeness import find_likely, keys_of
from noress.domain.catalogue.models import StructureDetail, StructureKey
from noress.domain.catalogue.pairs import list_pairs
from noress.extensions import db

_BATCH, ROUNDS = 5_000, 40
#: what is typed: selective ones find a few entries at every size, the last one words that a third of all have
TYPED: dict[str, dict[str, Any]] = {
    "rare name": {"name": {"fr": f"Cooperative {RARE}"}},
    "other script": {"name": {"ar": "تعاونية تمسمان"}},
    "telephone": {"name": {"fr": "Coopérative nouvelle"}, "phone": "05 39 00 04 02"},
    "frequent words": {"name": {"fr": "Coopérative d'huile d'olive"}},
}


def seed_keys() -> int:
    """The keys of every entry that is there; how many."""
    count, last = 0, 0
    with writing():
        db.session.execute(delete(StructureKey))
        while rows := db.session.execute(
            select(StructureDetail.structure_id, StructureDetail.values)
            .where(StructureDetail.structure_id > last)
            .order_by(StructureDetail.structure_id)
            .limit(_BATCH)
        ).all():
            keys = [
                {"key": key, "structure_id": number} for number, values in rows for key in keys_of(values)
            ]
            db.session.execute(insert(StructureKey), keys)
            count, last = count + len(keys), rows[-1][0]
        db.session.commit()
    return count


def measure_typing() -> dict[str, float]:
    """{what is typed: milliseconds, the median}; each from an empty session, as a request has it."""
    found = {}
    for name, values in TYPED.items():
        times = []
        for _round in range(ROUNDS):
            db.session.remove()
            begun = time.perf_counter()
            find_likely(values)
            times.append((time.perf_counter() - begun) * 1000)
        found[name] = median(times)
    return found


def measure_pairs() -> float:
    """Seconds of the page of likely pairs, without its template."""
    db.session.remove()
    begun = time.perf_counter()
    list_pairs()
    return time.perf_counter() - begun


def main(engine: str, sizes: list[int]) -> None:
    from flask_migrate import upgrade

    for size in sizes:
        with (
            tempfile.TemporaryDirectory(prefix="noress-bench-") as folder,
            database(engine, Path(folder)) as url,
        ):
            app = make_app(url, Path(folder))
            with app.app_context():
                upgrade()
                seed_catalogue(size)
                keys = seed_keys()
                know_tables()
                told = ", ".join(f"{name} {ms:.1f} ms" for name, ms in measure_typing().items())
                print(
                    f"{engine} {size:,} entries, {keys:,} keys: {told}; pairs {measure_pairs():.2f} s",
                    flush=True,
                )
                db.session.remove()
                db.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]] or list(SIZES))
