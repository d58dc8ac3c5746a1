"""The benchmark's catalogue: entries of no one at the sizes the issue names, each found by some 45 words of French
and Arabic, written straight into the four tables that its lists and pages read."""

import random
import uuid
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, func, insert, select

from noress.core import clock, search, territories
from noress.core.database import writing
from noress.core.folding import fold, indexed_words, sort_key
from noress.core.i18n import Translated
from noress.core.stamps import raise_public_stamp
from noress.domain.catalogue.areas import codes_of
from noress.domain.catalogue.models import (
    FOR_ALL,
    FOR_MEMBERS,
    Facet,
    Structure,
    StructureArea,
    StructureDetail,
    StructureKey,
    StructureState,
    Term,
)
from noress.domain.catalogue.rules.writing import served
from noress.domain.institutions.models import Category
from noress.extensions import db

SIZES = (3_000, 30_000, 300_000)
#: found in as many entries at every size; held by a third of all of them
RARE, FREQUENT = "temsamane", "coopérative"
#: how many entries hold the rare word
FEW = 40
PROVINCES = 13
SECTORS, SERVICES, PUBLICS, STAGES, RESOURCES = 8, 48, 6, 4, 8
#: the service that the entries of the rare word offer, and no others
RARE_SERVICE = f"s{SERVICES % SECTORS}.x{SERVICES}"
_BATCH = 5_000
_KINDS = (
    ("cooperative", "Coopérative", "تعاونية"), ("association", "Association", "جمعية"),
    ("foundation", "Fondation", "مؤسسة"), ("mutual", "Mutuelle", "تعاضدية"),
    ("company", "Entreprise sociale", "مقاولة اجتماعية"), ("network", "Réseau", "شبكة"),
)  # fmt: skip
_TRADES = (
    ("du tissage de laine", "نسيج الصوف"), ("des produits du terroir", "المنتجات المجالية"), ("de pêche côtière", "الصيد الساحلي"),
    ("d'apiculture de montagne", "تربية النحل بالجبل"), ("de tourisme rural", "السياحة القروية"), ("d'huile d'olive", "زيت الزيتون"),
    ("de plantes aromatiques", "النباتات العطرية"), ("de recyclage du bois", "تدوير الخشب"), ("de poterie et céramique", "الفخار والخزف"),
)  # fmt: skip
_OFFERS = (
    ("Accompagne les porteurs de projets depuis l'idée jusqu'à la création.", "ترافق حاملي المشاريع من الفكرة إلى الإحداث."),
    ("Aide à monter le dossier de financement et à suivre les comptes.", "تساعد على إعداد ملف التمويل وتتبع الحسابات."),
    ("Ouvre des salons et des marchés aux femmes et aux jeunes.", "تفتح المعارض والأسواق للنساء والشباب."),
    ("Propose des formations courtes à la gestion et à la vente.", "تقترح تكوينات قصيرة في التدبير والبيع."),
    ("Prête des locaux équipés pour commencer une activité.", "تعير محلات مجهزة لبدء نشاط."),
    ("Met en relation les artisans avec des acheteurs de la région.", "تربط الصناع التقليديين بمشتري الجهة."),
)  # fmt: skip


def seed_catalogue(count: int) -> None:
    """An empty catalogue becomes one of `count` entries: nine in ten for everybody, the others for members."""
    chance = random.Random(20261121)  # the same catalogue at every run
    now = clock.now()
    with writing():
        for table in (StructureKey, StructureArea, StructureDetail, Structure):
            db.session.execute(delete(table))
        first = search._key("structure", 0)  # noqa: SLF001
        db.session.execute(delete(search.ENTRIES).where(search.ENTRIES.c.id.between(first, 2 * first - 1)))
        terms = _terms()
        places = [(row.code, [below.code for below in territories.children(row.code)], row.name)
                  for row in territories.of_level("province")[:PROVINCES]]  # fmt: skip
        for start in range(0, count, _BATCH):
            made = [
                _entry(n, count, terms, places, chance, now) for n in range(start, min(start + _BATCH, count))
            ]
            for table, rows in zip(
                (Structure, StructureDetail, search.ENTRIES), zip(*made, strict=True), strict=True
            ):
                db.session.execute(insert(table), list(rows))
            db.session.execute(insert(StructureArea), [
                {"code": code, "structure_id": detail["structure_id"]}
                for row, detail, _found in made for code in sorted(codes_of(served(detail["values"]), row["services"]))
            ])  # fmt: skip
        if db.engine.dialect.name == "sqlite":
            db.session.connection().exec_driver_sql(
                "INSERT INTO search_words(search_words) VALUES ('optimize')"
            )
        raise_public_stamp(db.session)  # type: ignore[arg-type]
        db.session.commit()


def _terms() -> dict[str, list[tuple[str, int]]]:
    """{facet: [(code, bit)]}: The words of the catalogue, in their columns of bits."""
    if not db.session.scalar(select(func.count()).select_from(Category)):
        db.session.execute(insert(Category), [{"code": code, "name": Translated(fr=fr, ar=ar), "position": n}
                                              for n, (code, fr, ar) in enumerate(_KINDS)])  # fmt: skip
    db.session.execute(delete(Term))
    rows: list[dict[str, Any]] = []

    def put(facet: Facet, number: int, mask: str, first: int, parents: int = 0) -> list[tuple[str, int]]:
        for n in range(number):
            parent = n % parents if parents else None
            code = f"s{parent}.x{n}" if parents else f"{facet.value[0]}{n}"
            rows.append({
                "id": len(rows) + 1, "facet": facet, "code": code, "mask": mask, "bit": first + n, "position": n,
                "name": Translated(fr=f"{facet.label} {n}", ar=f"كلمة {n}"), "pictogram": "",
                "parent_id": parent + 1 if parent is not None else None, "version": 1,
            })  # fmt: skip
        return [(row["code"], row["bit"]) for row in rows[-number:]]

    made = {
        "sectors": put(Facet.SECTOR, SECTORS, "tags", 0), "publics": put(Facet.PUBLIC, PUBLICS, "tags", SECTORS),
        "services": put(Facet.SERVICE, SERVICES + 1, "services", 0, SECTORS)[:SERVICES],
    }  # fmt: skip
    put(Facet.STAGE, STAGES, "tags", SECTORS + PUBLICS)
    put(Facet.RESOURCE, RESOURCES, "resources", 0)
    db.session.execute(insert(Term), rows)
    return made


def _entry(
    n: int, count: int, terms: Any, places: Any, chance: random.Random, now: datetime
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    province, communes, place = chance.choice(places)
    kind, fr, ar = _KINDS[n % 3 and 1 + chance.randrange(len(_KINDS) - 1)]
    trade_fr, trade_ar = chance.choice(_TRADES)
    offers = [chance.choice(_OFFERS) for _ in range(2)]
    mark = f" {RARE}" if n % max(1, count // FEW) == 0 and n // max(1, count // FEW) < FEW else ""
    name = Translated(fr=f"{fr} {trade_fr} {n}{mark}", ar=f"{ar} {trade_ar} {n}")
    description = {"fr": " ".join(offer[0] for offer in offers), "ar": " ".join(offer[1] for offer in offers)}
    chosen = {facet: chance.sample(words, chance.randint(1, most)) for (facet, words), most
              in zip(terms.items(), (3, 3, 6), strict=True)}  # fmt: skip
    bits = {facet: sum(1 << bit for _code, bit in words) for facet, words in chosen.items()}
    commune = chance.choice(communes) if communes else None
    lat, lon = round(31 + chance.random() * 4, 5), round(-9 + chance.random() * 6, 5)
    listed = FOR_MEMBERS if n % 10 == 9 else FOR_ALL
    values = {
        "name": dict(name), "description": description, "kind": kind, "province": province, "commune": commune,
        "point": f"{lat}, {lon}", "phone": f"+2125{39000000 + n:08d}", "email": f"structure{n}@banc.example",
        **{facet: [code for code, _bit in words] for facet, words in chosen.items()},
    }  # fmt: skip
    means = _add_guided(n, values, bits, places, mark)
    day = (now - timedelta(days=n % 500)).date()
    row = {
        "id": n + 1, "uuid": str(uuid.UUID(int=n + 1)), "name": name, "name_folded": fold(" ".join(name.values())),
        "name_sort": sort_key(fold(name["fr"])), "state": StructureState.PUBLISHED, "listed": listed,
        "is_open": listed == FOR_ALL, "kind_code": kind, "province_code": province, "commune_code": commune,
        "latitude": lat, "longitude": lon, "tags": bits["sectors"] + bits["publics"] + bits.get("stages", 0),
        "services": bits["services"], **means, "confirmed_on": day, "asks": 0, "link_generation": 1, "version": 1,
        "created_at": now, "updated_at": now - timedelta(minutes=n), "published_at": now,
    }  # fmt: skip
    told = ["declared", day.isoformat(), "la structure"]
    detail = {"structure_id": n + 1, "values": values, "sources": dict.fromkeys(values, told), "audience": {}}
    found = {
        "id": search._key("structure", n + 1), "marks": "_structure _public" if listed == FOR_ALL else "_structure",  # noqa: SLF001
        "head": _words(fr, ar, trade_fr, trade_ar, str(n), mark), "body": _words(*(t for o in offers for t in o), *place.values()),
    }  # fmt: skip
    return row, detail, found


def _add_guided(
    n: int, values: dict[str, Any], bits: dict[str, int], places: Any, mark: str
) -> dict[str, int]:
    """What the right door asks too: where it works, at which stage it helps; what it shares and needs, as columns."""
    values |= _reach(n, values["province"], places)
    if mark:
        values["services"] = [*values["services"], RARE_SERVICE]
        bits["services"] += 1 << SERVICES
    if n % 4:  # one in four says nothing of it
        stage = n // 3 % STAGES
        values["stages"], bits["stages"] = [f"s{stage}"], 1 << (SECTORS + PUBLICS + stage)
    drawn = n * 2654435761 >> 16  # in no step with the numbers of entries
    bit = 1 << drawn // 5 % RESOURCES
    return {name: bit if drawn % 5 == part else 0 for part, name in enumerate(("shares", "needs"))}


def _reach(n: int, province: str, places: Any) -> dict[str, Any]:
    """Of twenty entries two serve their commune, two other provinces too, two the region, one the country."""
    others = [places[(n + step) % len(places)][0] for step in (1, 2)]
    scope = {
        0: "commune",
        1: "commune",
        2: "provinces",
        3: "provinces",
        4: "region",
        5: "region",
        6: "country",
    }.get(n // 7 % 20)
    return ({"scope": scope} if scope else {}) | (
        {"provinces": sorted({province, *others})} if scope == "provinces" else {}
    )


def _words(*texts: str) -> str:
    return " ".join(word for text in texts for word in _folded(text))


@lru_cache(2048)
def _folded(text: str) -> tuple[str, ...]:
    """As `search.index` folds it: once for each of the few texts that entries are made of."""
    return tuple(indexed_words(text).split())
