"""Files of the catalogue, each made in a process of its own so that its memory can be told apart.

`python -m bench.exports booklet|sheet|csv <how many>` with the environment of the product: prints one line of JSON.
`seed_structures` and `measure` are what `make bench` calls; with another word the entries are only written.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PROVINCES = ("01.051", "01.151", "01.227", "01.331", "01.405", "01.511", "01.571", "01.573")
_BATCH = 2_000


def measure(what: str, count: int, environment: dict[str, str]) -> dict[str, Any]:
    """{"seconds", "own_mb", "all_mb", "bytes", "pages"} of one file of `count` entries, on the database named by
    DATABASE_URL, which holds them already."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.exports", what, str(count)], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def seed_structures(count: int) -> None:
    """Entries of about twelve lines in both languages, over the provinces of one region, published for everybody;
    inside an application context."""
    from sqlalchemy import insert

    from noress.core import territories
    from noress.core.database import writing
    from noress.core.folding import fold, sort_key
    from noress.core.i18n import Translated
    from noress.domain.catalogue.models import Facet, Structure, StructureDetail, StructureState
    from noress.domain.catalogue.vocabulary import read_vocabulary
    from noress.extensions import db

    if not read_vocabulary().terms:
        _seed_words()
    vocabulary = read_vocabulary()
    words = {facet: [term.code for term in vocabulary.of(facet)] for facet in Facet}
    provinces = [code for code in PROVINCES if territories.get(code, "province")]
    communes = {code: territories.children(code) for code in provinces}
    for start in range(0, count, _BATCH):
        rows, details = [], []
        for place in range(start, min(start + _BATCH, count)):
            province = provinces[place % len(provinces)]
            commune = communes[province][place // len(provinces) % len(communes[province])]
            values = _values(place, province, commune, words)
            name = Translated(values["name"])
            rows.append(
                {
                    "id": place + 1, "uuid": str(uuid.UUID(int=place + 1)), "name": name,
                    "name_folded": fold(" ".join(name.values())), "name_sort": sort_key(fold(name["fr"])),
                    "state": StructureState.PUBLISHED, "listed": 2, "is_open": True, "province_code": province,
                    "commune_code": commune.code, "tags": 0, "services": 0, "shares": 0, "needs": 0, "created_at": NOW,
                    "updated_at": NOW, "published_at": NOW, "version": 1, "asks": 0, "link_generation": 1,
                }
            )  # fmt: skip
            details.append({"structure_id": place + 1, "values": values, "sources": {}, "audience": {}})
        with writing():
            db.session.execute(insert(Structure), rows)
            db.session.execute(insert(StructureDetail), details)
            db.session.commit()


def _seed_words() -> None:
    """Some words of each list, where the demonstration has brought none."""
    from noress.core.database import writing
    from noress.core.i18n import Translated
    from noress.domain.catalogue.models import Facet, Term
    from noress.domain.catalogue.vocabulary import MASKS, forget_vocabulary
    from noress.extensions import db

    with writing():
        for number, facet in enumerate(Facet):
            for place in range(8):
                name = Translated(
                    fr=f"{str(facet.label).capitalize()} numéro {place}", ar=f"كلمة رقم {place}"
                )
                mask = MASKS.get(facet)
                bit = number * 8 + place if mask else None
                db.session.add(
                    Term(facet=facet, code=f"word{place}", name=name, position=place, mask=mask, bit=bit)
                )
        db.session.commit()
    forget_vocabulary()


def _values(place: int, province: str, commune: Any, words: dict[Any, list[str]]) -> dict[str, Any]:
    from noress.domain.catalogue.models import Facet

    def some(facet: Facet, count: int) -> list[str]:
        codes = words[facet]
        return [codes[(place + step) % len(codes)] for step in range(min(count, len(codes)))]

    about_fr = (
        "Accompagne les coopératives et les associations de la région : information, montage du dossier, "
        "formation à la gestion, recherche de débouchés, suivi pendant deux ans après la création."
    )
    about_ar = (
        "تواكب التعاونيات والجمعيات بالجهة: الإخبار، إعداد الملف، التكوين في التسيير، البحث عن منافذ التسويق، "
        "والتتبع لمدة سنتين بعد الإحداث."
    )
    return {
        "name": {"fr": f"Structure d'appui de {commune.name['fr']} n° {place}", "ar": f"بنية الدعم {commune.name['ar']} رقم {place}"},
        "description": {"fr": about_fr, "ar": about_ar}, "province": province, "commune": commune.code,
        "address": f"{place} avenue Mohammed V", "phone": f"+2125390{place % 100000:05d}",
        "email": f"structure{place}@demo.example", "website": f"https://demo.example/{place}",
        "sectors": some(Facet.SECTOR, 2), "services": some(Facet.SERVICE, 3), "publics": some(Facet.PUBLIC, 2),
        "stages": some(Facet.STAGE, 2), "is_free": place % 2 == 0, "scope": "region", "languages": some(Facet.LANGUAGE, 2),
        "access": "Prendre rendez-vous par téléphone, avec une pièce d'identité et l'idée du projet.",
    }  # fmt: skip


#: pypdf loads it where it finds it: some megabytes that a server does not give, since only tests bring it
_OF_TESTS = "cryptography"


def main(what: str, count: int) -> None:
    sys.modules[_OF_TESTS] = None  # type: ignore[assignment]
    from noress.domain.catalogue import queries  # noqa: F401 -- loaded before the clock starts
    from wsgi import app

    made = {"booklet": booklet, "sheet": sheet, "csv": csv}[what](app, count)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"own_mb": _peak(), "child_cpu": spent.ru_utime + spent.ru_stime, **made}))


def _peak() -> float:
    """Megabytes. What getrusage says of a process begins with those of the process that started it."""
    told = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()
    return int(told[0]) / 1000 if told else 0.0


class _Watched(Thread):
    """The most that this process and the programs that it starts hold at once, looked at fifty times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.is_over = 0.0, Event()

    def run(self) -> None:
        mine = Path("/proc/self/cmdline").read_bytes()
        while not self.is_over.wait(0.02):
            started = []
            for listed in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):  # it ended in between
                    # until it runs a program of its own, a child is this process
                    others = (
                        c
                        for c in listed.read_text().split()
                        if Path(f"/proc/{c}/cmdline").read_bytes() != mine
                    )
                    started += [_held(child) for child in others]
            # the program itself, which all of them share, is there once
            shared = max((files for _own, files in started), default=0.0)
            self.most = max(self.most, sum(_held("self")) + sum(own for own, _files in started) + shared)


def _held(process: str) -> tuple[float, float]:
    """Megabytes of its own, and of files that others may hold too."""
    _size, resident, files = (int(pages) for pages in Path(f"/proc/{process}/statm").read_text().split()[:3])
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    return (resident - files) * page, files * page


def booklet(app: Any, count: int) -> dict[str, Any]:
    made = _made(app, "pdf")
    from pypdf import PdfReader  # after the clock has stopped

    content = io.BytesIO(app.extensions["storage"].get(made.pop("key")))
    return {**made, "pages": len(PdfReader(content).pages)}


def sheet(app: Any, count: int) -> dict[str, Any]:
    made = _made(app, "xlsx")
    made.pop("key")
    return made


def _made(app: Any, file_format: str) -> dict[str, Any]:
    """As the worker makes it."""
    from noress.core import clock
    from noress.core.database import writing
    from noress.domain.accounts.actor import Actor
    from noress.domain.exchange.rules import ask_export
    from noress.domain.files.models import RenderedDocument
    from noress.extensions import db
    from noress.jobs.documents import drain

    drain(app)
    with app.app_context(), writing():
        asked = {
            "file_format": file_format,
            "query": "",
            "listed": 2,
            "language": "fr",
            "is_told": False,
            "network": "",
        }
        _export, row = ask_export(**asked, actor=Actor.system(), now=clock.now())  # type: ignore[arg-type]
        key = row.id
        db.session.commit()
    watched = _Watched()
    watched.start()
    begun, cpu = time.perf_counter(), time.process_time()
    ready = drain(app)
    cpu = time.process_time() - cpu
    seconds = time.perf_counter() - begun
    watched.is_over.set()
    watched.join()
    memory = {"own_mb": _peak(), "all_mb": max(watched.most, _peak())}
    assert ready == 1, "the file could not be made"
    with app.app_context():
        file = db.session.get_one(RenderedDocument, key).file
        assert file is not None
        return {**memory, "seconds": seconds, "own_cpu": cpu, "bytes": file.size, "key": file.key}


def csv(app: Any, count: int) -> dict[str, Any]:
    """As a browser takes it, piece by piece."""
    begun, size, lines = time.perf_counter(), 0, 0
    address = app.config["SETTINGS"].base_url
    response = app.test_client().get("/catalogue.csv", base_url=address, buffered=False)
    for piece in response.response:
        size, lines = size + len(piece), lines + piece.count(b"\r\n")
    seconds = time.perf_counter() - begun
    assert response.status_code == 200
    assert lines > count, "an entry is missing"
    return {"seconds": seconds, "bytes": size}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
