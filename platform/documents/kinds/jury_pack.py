"""Everything that a juror needs of a category if the network dies: the table once it may be read, entries as this reader reads
them with their pictures and PDFs, the grid, a blank sheet for each entry."""

import base64
import io
from typing import Any

from noress.core import clock, formats, links
from noress.core.i18n import Translated, lazy
from noress.core.i18n import gettext as _
from noress.core.images import pixel_size
from noress.documents.packing import Entry, merge_pdfs, read_file
from noress.documents.pieces import markdown_tree, spoken
from noress.documents.typesetting import TypesettingError, make_pdf
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.competitions import finding
from noress.domain.competitions.phases import Rights
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.files.models import StoredFile
from noress.domain.juries import access, packs, record_words, rights
from noress.domain.juries.models import JuryPack
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.reading import Read, ShownFile, files_of, read_entry, titles_of
from noress.domain.reviewing import table
from noress.domain.reviewing.criteria import criteria_of
from noress.domain.reviewing.models import Grid
from noress.extensions import db

#: files of one entry that go on pages
MOST_FILES = 12


def may_read(actor: Actor | None, pack: JuryPack) -> bool:
    return rights.can_read_pack(actor, pack)


def fingerprint(pack: JuryPack, language: str) -> str:
    """Phases change what is shown; so do answers, figures and the grid."""
    competition = pack.juror.competition
    at, now_rights = access.rights_now(competition, clock.now())
    grid = finding.grid_of(competition)
    entries = db.session.execute(queries.list_versions(pack.application_ids)).all()
    figures = [
        [one.application_id, one.place, one.mean] for one in _table(pack, grid, now_rights)
    ]  # fmt: skip
    return documents.fingerprint_of(
        [at.value, grid.version if grid is not None else 0, [list(row) for row in entries], figures]
    )


def _table(pack: JuryPack, grid: Grid | None, seen: Rights) -> list[Any]:
    """Once scores are sealed, of the entries of this pack alone."""
    if grid is None or pack.juror.competition.deliberation_opens_at is None or not seen.shows_others:
        return []
    lines = table.results(pack.juror.competition, grid, reader=None, now=clock.now())
    kept = [one for one in lines if one.application_id in set(pack.application_ids)]
    return sorted(kept, key=lambda one: (one.place is None, one.place or 0, one.number))


def make(pack_id: int, language: str) -> Made:
    pack = db.session.get_one(JuryPack, pack_id)
    competition = pack.juror.competition
    _at, seen = access.rights_now(competition, clock.now())
    found = {one.id: one for one in db.session.scalars(queries.list_applications(pack.application_ids))}
    entries = [found[key] for key in pack.application_ids if key in found]
    titles = titles_of(competition, pack.application_ids, seen)
    title = _(
        "Dossiers du jury : %(category)s", category=pack.lot.title if pack.lot else competition.call.title
    )
    main = make_pdf(
        "jury_pack.typ", content(pack, entries, titles, seen), title=title, language=language, reference="", version=""
    )  # fmt: skip
    parts = [Entry(title, main)]
    for one in entries:
        for shown in list(files_of(competition, one, seen).values())[:MOST_FILES]:
            name = f"{one.number} {shown.name}"
            parts.append(Entry(name, _pages(shown, name, language)))
    merged = merge_pdfs(parts, title=title)
    return Made(title, f"dossiers-jury-{pack.id}-{language}.pdf", merged.path)


def content(
    pack: JuryPack, entries: list[Application], titles: dict[int, str], seen: Rights
) -> dict[str, Any]:
    competition = pack.juror.competition
    grid = finding.grid_of(competition)
    return {
        "subtitle": spoken(competition.call.title),
        "notice": _("Confidentiel : pour %(name)s seulement. À rendre ou à détruire après la délibération.",
                    name=pack.juror.person.shown_name),
        "made": _("Fait le %(when)s. Un déport déclaré depuis rend ces pages caduques : demandez-en d'autres.",
                  when=formats.datetime_words(clock.now())),
        "table_title": _("Tableau des résultats"),
        "table_headers": [_("Numéro"), _("Place"), _("Moyenne"), _("Médiane"), _("Nombre de notes")],
        "table": [
            [one.number, str(one.place or "–"), record_words.mark(one.mean, competition.out_of),
             record_words.mark(one.median, competition.out_of), str(one.count)]
            for one in _table(pack, grid, seen)
        ],
        "grid_title": _("Grille"), "grid_headers": [_("Critère"), _("Poids"), _("Valeurs")],
        "sheets_title": _("Feuilles à remplir"),
        "sheet_headers": [_("Critère"), _("Valeur"), _("Pourquoi")], "sign": _("Nom, date, signature"),
        "entries": [_entry(pack, one, titles[one.id], grid, seen) for one in entries],
    }  # fmt: skip


def _entry(pack: JuryPack, one: Application, title: str, grid: Grid | None, seen: Rights) -> dict[str, Any]:
    criteria = criteria_of(grid, one.lot_id) if grid is not None else []
    return {
        "number": one.number or "", "title": spoken(title),
        "answers": [_answer(line) for line in read_entry(pack.juror.competition, one, seen)],
        "grid": [
            [spoken(row.title), _("hors total") if row.is_outside_total else str(row.weight),
             spoken(" · ".join(f"{step['value']} {_word(step['word'])}" for step in row.scale))]
            for row in criteria
        ],
        "blank": [[spoken(row.title), "", ""] for row in criteria],
    }  # fmt: skip


def _word(words: dict[str, str]) -> str:
    return str(Translated(words))


def _answer(line: Read) -> dict[str, Any]:
    if line.is_hidden:
        said = _("Non montré dans cette phase.")
    else:
        said = line.answer or ("" if line.files else _("Sans réponse."))
    return {
        "label": spoken(line.label),
        "text": markdown_tree(said),
        "files": [one.name for one in line.files],
    }


def _pages(shown: ShownFile, name: str, language: str) -> bytes | StoredFile:
    """A picture on a page of its own, light when it has a preview; a PDF as it is; the rest is left out by the merging."""
    file = shown.preview or shown.file
    if not file.content_type.startswith("image/"):
        return shown.file
    picture = read_file(file)
    size = pixel_size(io.BytesIO(picture))
    if size is None:
        return file
    width, height = size
    packed = base64.b64encode(picture).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{file.content_type};base64,{packed}"/></svg>'
    )
    data = {"svg": svg, "alt": name, "is_wide": width > height}
    try:
        return make_pdf("meeting_picture.typ", data, title=name, language=language)
    except TypesettingError:
        return file


documents.register(
    packs.KIND, make, may_read, subject=JuryPack, fingerprint=fingerprint, label=lazy("Dossiers à emporter"),
    page=lambda pack: links.to("deliberating.packs", competition_id=pack.juror.competition_id),
)  # fmt: skip
