"""The catalogue as a booklet: one run of the compiler for some hundreds of entries, provinces kept together where
they fit, joined with page numbers that follow each other. Memory does not grow with the number of entries: texts
of one part are in memory at a time."""

import io
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import Any
from urllib.parse import parse_qsl

from noress.core import clock, formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, lazy, ngettext
from noress.documents import booklet, typesetting
from noress.documents.packing import temporary_file
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.listing import read_filters
from noress.domain.catalogue.models import FOR_ALL, Facet
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.exchange import policy, progress, queries, saying
from noress.domain.exchange.models import CatalogueExport
from noress.domain.exchange.rules.exports import KINDS, check_count, found_by
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.extensions import db

#: starts the compiler with a template of the booklet and its data
Typeset = Callable[[str, dict[str, Any]], Future[bytes]]
#: entries of one run of the compiler: its memory follows
PART = 150
#: compilers at work at the same time, each on one thread: more of them would wait for each other
BESIDE = 2
#: names of one run
SLICE = 2_500


@dataclass
class Part:
    """Chapters that are typeset together."""

    chapters: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0


@dataclass
class Volume:
    """What is known once the parts are made: on which page everything is."""

    pages: dict[str, int] = field(default_factory=dict)
    contents: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0


def fingerprint(export: CatalogueExport, language: str) -> str:
    return fingerprint_of(export)


def fingerprint_of(export: CatalogueExport) -> str:
    """Of every entry that the filter finds, and of the words that name what they do."""
    found = db.session.execute(queries.sum_up(found_by(export.query, export.listed))).one()
    words = sum(term.version for term in read_vocabulary().terms)
    return documents.fingerprint_of([export.digest, found[0], found[1], str(found[2]), words])


def make(export_id: int, language: str) -> Made:
    export = db.session.get_one(CatalogueExport, export_id)
    places = list(db.session.execute(queries.list_places(found_by(export.query, export.listed))))
    check_count(export.format, len(places))
    listed, count = export.listed, len(places)
    words, indexes, volume = saying.Words.read(), booklet.Indexes(), Volume()
    title = _title(export)
    ends = _ends(export, count)
    path = temporary_file("pdf")
    with ThreadPoolExecutor(BESIDE) as beside:

        def typeset(name: str, data: dict[str, Any]) -> Future[bytes]:
            template = f"catalogue_booklet{name}.typ"
            request = typesetting.write_request(template, data, title=title, language=language)
            return beside.submit(typesetting.typeset, template, request, threads=0 if name else 1)

        runs = _runs(_parts(places, language, listed, words, indexes), typeset)
        begun = list(islice(runs, 1))
        from pypdf import PdfWriter  # a fifth of a second to load, while the compilers are at work

        with PdfWriter() as writer:
            done = 0
            for part, run in chain(begun, runs):
                _join(writer, run.result(), part, volume)
                done += part.count
                progress.tell(export_id, done, count)
            _add_ends(writer, volume, indexes, words, ends, language, typeset)
            writer.metadata = {"/Title": title}
            writer.page_layout = "/SinglePage"
            writer.write(path)
    return Made(title, _("catalogue") + f"-{clock.today():%Y-%m-%d}-{language}.pdf", path)


def _runs(parts: Iterator[Part], typeset: Typeset) -> Iterator[tuple[Part, Future[bytes]]]:
    """Each part with its making, in order: what follows is read while compilers, processes of their own, work."""
    runs = deque[tuple[Part, Future[bytes]]]()
    for part in parts:
        runs.append((part, typeset("", {"chapters": part.chapters})))
        for chapter in part.chapters:
            for commune in chapter["communes"]:
                del commune["entries"]  # written down: only where it falls is still asked
        if len(runs) > BESIDE:
            yield runs.popleft()
    yield from runs


# --- parts -------------------------------------------------------------------------------------------


def _parts(places: list[Any], language: str, listed: int, words: Any, indexes: Any) -> Iterator[Part]:
    """Whole provinces until a part is full; a province that is larger is cut between entries."""
    part = Part()
    for province, rows in groupby(booklet.place_order(places, language), key=lambda row: row[1]):
        found = list(rows)
        if part.count and part.count + len(found) > PART:
            yield part
            part = Part()
        for start in range(0, len(found), PART):
            if start:
                yield part
                part = Part()
            piece = found[start : start + PART]
            part.chapters.append(_chapter(province, piece, bool(start), listed, words, indexes))
            part.count += len(piece)
    if part.count:
        yield part


def _chapter(
    province: str | None, rows: list[Any], is_continued: bool, listed: int, words: Any, indexes: Any
) -> dict[str, Any]:
    communes: dict[str | None, list[dict[str, Any]]] = {}
    place = {row[0]: row[2] for row in rows}
    for told in saying.told([row[0] for row in rows], listed):
        indexes.note(told)
        communes.setdefault(place[told.id], []).append(booklet.entry_of(told, words))
    names = booklet.place_names(province, level="province")
    if is_continued:
        for code in booklet.SIDES:
            with in_language(code):
                names[code] = _("%(place)s (suite)", place=names[code])
    return {
        "id": f"p{rows[0][0]}", **names, "is_continued": is_continued,
        "communes": [
            {"id": f"c{entries[0]['id']}", **booklet.place_names(code, level="commune"), "entries": entries}
            for code, entries in communes.items()
        ],
    }  # fmt: skip


def _join(writer: Any, pdf: bytes, part: Part, volume: Volume) -> None:
    """Where the headings of a part fell is noted, for contents and indexes."""
    from pypdf import PdfReader

    first = volume.total + 1
    reader = PdfReader(io.BytesIO(pdf))
    numbers = {page.indirect_reference.idnum: place for place, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    for name, target in reader.named_destinations.items():
        volume.pages[name] = first + numbers[target.page.idnum]  # type: ignore[union-attr]
    del reader.root_object["/Names"]  # nothing else asks for them: they would be copied one by one
    writer.append(reader, import_outline=False)
    volume.total += len(numbers)
    for chapter in part.chapters:
        volume.contents.append(
            {
                **_place(chapter, volume), "is_continued": chapter["is_continued"],
                "communes": [_place(commune, volume) for commune in chapter["communes"]],
            }
        )  # fmt: skip


def _place(it: dict[str, Any], volume: Volume) -> dict[str, Any]:
    return {"fr": it["fr"], "ar": it["ar"], "page": volume.pages[it["id"]]}


def _add_feet(writer: Any, pdf: bytes) -> None:
    """Numbers of pages, known once the parts are joined: a small drawing laid on each page."""
    from pypdf import PdfReader
    from pypdf.generic import (
        ArrayObject,
        DecodedStreamObject,
        DictionaryObject,
        NameObject,
    )

    def stream(content: bytes, **about: Any) -> Any:
        made = DecodedStreamObject()
        made.set_data(content)
        made.update({NameObject(f"/{name}"): value for name, value in about.items()})
        return made

    add = writer._add_object  # noqa: SLF001 -- pypdf has no other name for it
    before, after = (add(stream(content)) for content in (b"q\n", b"\nQ\nq /Foot Do Q\n"))
    for page, foot in zip(writer.pages, PdfReader(io.BytesIO(pdf)).pages, strict=True):
        form = stream(
            foot.get_contents().get_data(), Type=NameObject("/XObject"), Subtype=NameObject("/Form"),
            BBox=ArrayObject(foot.mediabox), Resources=foot["/Resources"].clone(writer),
        )  # fmt: skip
        known = DictionaryObject(page["/Resources"].get_object())
        drawn = DictionaryObject(known.get("/XObject", DictionaryObject()).get_object())
        drawn[NameObject("/Foot")] = add(form.flate_encode())
        known[NameObject("/XObject")] = drawn
        page[NameObject("/Resources")] = known
        page[NameObject("/Contents")] = ArrayObject([before, page.raw_get("/Contents"), after])


# --- before and after --------------------------------------------------------------------------------


def _add_ends(
    writer: Any, volume: Volume, indexes: Any, words: Any, ends: dict[str, Any], language: str,
    typeset: Typeset,
) -> None:  # fmt: skip
    """The feet of the chapters, the cover and the contents before, the indexes behind, and the bookmarks."""
    from pypdf import PdfReader

    chapters, said = volume.total, {"foot": ends["foot"], "page": _("Page {page}")}
    feet = typeset("_feet", {**said, "count": chapters})
    contents = {"contents": _contents(volume), "contents_title": _("Par province et par commune")}
    front = typeset("_front", {**said, **contents, "cover": ends["cover"]})
    for names, services in _index_slices(indexes, volume, words, language):
        found = {"names": names, "services": services, "services_title": _("Index des services")}
        run = typeset("_index", {**said, **found, "first": volume.total + 1})
        if volume.total == chapters:  # while the compiler is at work
            _add_feet(writer, feet.result())
        reader = PdfReader(io.BytesIO(run.result()))
        writer.append(reader, import_outline=False)
        volume.total += len(reader.pages)
    cover = PdfReader(io.BytesIO(front.result()))
    cut = len(cover.pages)
    writer.merge(0, cover, import_outline=False)
    _add_bookmarks(writer, volume, cut, chapters)
    writer.set_page_label(0, cut - 1, style="/r")
    writer.set_page_label(cut, len(writer.pages) - 1, style="/D", start=1)


def _index_slices(
    indexes: Any, volume: Volume, words: Any, language: str
) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """What is typeset at once: names of one language after the other, at most SLICE of them; services come last."""
    waiting, room = [], SLICE
    for code in sorted(booklet.SIDES, key=lambda side: side != language):
        title = _in(code, lazy("Index des noms"))
        names = booklet.sorted_names(indexes.names[code])
        while names:
            piece, names = names[:room], names[room:]
            groups = booklet.name_groups(piece, volume.pages)
            waiting.append({"lang": code, "title": title, "groups": groups})
            title, room = "", room - len(piece)
            if not room:
                yield waiting, []
                waiting, room = [], SLICE
    yield waiting, booklet.service_lines(indexes.services, volume.pages, words)


def _contents(volume: Volume) -> list[dict[str, Any]]:
    """A province that was cut is one chapter."""
    joined: list[dict[str, Any]] = []
    for chapter in volume.contents:
        if chapter["is_continued"]:
            known = {commune["fr"] for commune in joined[-1]["communes"]}
            joined[-1]["communes"] += [it for it in chapter["communes"] if it["fr"] not in known]
        else:
            joined.append({**chapter, "communes": list(chapter["communes"])})
    return joined


def _add_bookmarks(writer: Any, volume: Volume, before: int, chapters: int) -> None:
    for chapter in _contents(volume):
        name = f"{chapter['fr']} · {chapter['ar']}"
        above = writer.add_outline_item(title=name, page_number=before + chapter["page"] - 1)
        for it in chapter["communes"]:
            title = f"{it['fr']} · {it['ar']}"
            writer.add_outline_item(title=title, page_number=before + it["page"] - 1, parent=above)
    writer.add_outline_item(title=_("Index des noms"), page_number=before + chapters)


def _ends(export: CatalogueExport, count: int) -> dict[str, Any]:
    covers = {}
    for code in booklet.SIDES:
        with in_language(code):
            day = formats.date_short(clock.today())
            lines = [*_filter_words(export), ngettext("%(num)s structure", "%(num)s structures", count), day]
            note = _("Ce livret ne contient que ce que chaque structure a accepté de rendre public.")
            if export.listed != FOR_ALL:
                lines.append(_("Réservé aux membres"))
                note = _("Ce livret contient des coordonnées réservées aux membres : ne le diffusez pas.")
            covers[code] = {"title": _title(export), "lines": lines, "note": note}
    foot = f"{_title(export)} · {formats.date_short(clock.today())}"
    if export.listed != FOR_ALL:
        foot = " · ".join([foot, _("Réservé aux membres")])
    return {"cover": covers, "foot": foot}


def _title(export: CatalogueExport) -> str:
    return _("Catalogue des acteurs")


def _filter_words(export: CatalogueExport) -> list[str]:
    """What the list was narrowed to, as the cover says it."""
    vocabulary = read_vocabulary()
    chosen = read_filters(dict(parse_qsl(export.query)), vocabulary)
    words = saying.Words.read()
    said = [
        words.say(FIELDS[name], getattr(chosen, name)) for name in ("commune", "province", "kind") if getattr(chosen, name)
    ]  # fmt: skip
    said += [
        str(vocabulary.name(facet, code))
        for facet in (Facet.SECTOR, Facet.SERVICE, Facet.PUBLIC)
        if (code := getattr(chosen, facet.value))
    ]
    if chosen.words:
        said.append(_("« %(words)s »", words=chosen.words))
    return said


def _in(code: str, text: Any) -> str:
    with in_language(code):
        return str(text)


documents.register(
    KINDS["pdf"], make, policy.can_read_export, subject=CatalogueExport, fingerprint=fingerprint,
    label=lazy("Livret du catalogue"), page=lambda export: links.to("catalogue.index"),
)  # fmt: skip
