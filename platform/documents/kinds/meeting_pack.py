"""All the papers of a session at once, in the order of its agenda: one ZIP, and one PDF that begins with what it
holds and what it could not hold. One of each for those who are convened, with everything; one of each for
visitors and guests, with what they may read."""

import base64
import io
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from noress.core import links
from noress.core.formats import filesize
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.core.images import pixel_size
from noress.documents.kinds import meeting_agenda
from noress.documents.packing import Entry, make_zip, merge_pdfs, read_file
from noress.documents.pieces import spoken
from noress.documents.typesetting import TypesettingError, make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.files.models import StoredFile
from noress.domain.meetings import packs, policy, wording
from noress.domain.meetings.models import Meeting, MeetingDocument
from noress.extensions import db

#: a title in a name within the archive
LONGEST = 60


class Paper(NamedTuple):
    """A document of the pack: under which item, and which place it has there."""

    folder: str
    number: int
    document: MeetingDocument

    @property
    def file(self) -> StoredFile:
        return self.document.file

    @property
    def extension(self) -> str:
        return self.file.name.rpartition(".")[2].lower()

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.number:02d} {_short(self.document.title)}.{self.extension}"


def list_papers(meeting: Meeting, *, is_public: bool) -> list[Paper]:
    """What this pack holds: the session's own documents, then those of each item, as the agenda has them."""
    items = meeting_agenda.shown_items(meeting, with_internal=not is_public)
    shown = [d for d in meeting.documents if d.removed_at is None and (d.is_public or not is_public)]
    groups = [(_("00 Documents de la session"), None)]
    groups += [(f"{rank:02d} {_short(str(item.title))}", item.id) for rank, item in enumerate(items, 1)]
    found = []
    for folder, item_id in groups:
        own = [document for document in shown if document.agenda_item_id == item_id]
        found += [Paper(folder, number, document) for number, document in enumerate(own, 1)]
    return found


def _short(title: str) -> str:
    """A title as a part of a path: no folder of its own, short enough for every system."""
    return " ".join(title.replace("/", "-").replace("\\", "-").split())[:LONGEST].rstrip(" .") or "document"


def fingerprint(meeting: Meeting, language: str, *, is_public: bool) -> str:
    """Of the agenda and of every file."""
    return documents.fingerprint_of(
        [
            meeting_agenda.told(meeting, with_internal=not is_public),
            [
                [paper.folder, paper.document.title, paper.file.name, paper.file.sha256, paper.file.size, paper.file.id]
                for paper in list_papers(meeting, is_public=is_public)
            ],
        ]
    )  # fmt: skip


def make_archive(meeting_id: int, language: str, *, is_public: bool) -> Made:
    """The agenda, then a folder for each item that has documents."""
    meeting = _get(meeting_id)
    first = _("Ordre du jour")
    agenda = Entry(f"00 {first}.pdf", _agenda(meeting, language, is_public))
    papers = [Entry(paper.path, paper.file) for paper in list_papers(meeting, is_public=is_public)]
    name = _file_name(meeting, language, "zip", is_public=is_public)
    return Made(_title(meeting), name, make_zip([agenda, *papers]), "application/zip")


def make_merged(meeting_id: int, language: str, *, is_public: bool) -> Made:
    """What it holds, the agenda, then every document that can be put on pages."""
    meeting = _get(meeting_id)
    papers = list_papers(meeting, is_public=is_public)
    entries = [Entry(_("Ordre du jour"), _agenda(meeting, language, is_public))]
    entries += [Entry(paper.document.title, _pages(paper, language)) for paper in papers]
    merged = merge_pdfs(entries, title=_title(meeting), cover=partial(_cover, meeting, papers, language))
    name = _file_name(meeting, language, "pdf", is_public=is_public)
    return Made(_title(meeting), name, merged.path)


def _file_name(meeting: Meeting, language: str, extension: str, *, is_public: bool) -> str:
    """What everybody may read is not called like what the institutions alone may read."""
    name = _("dossier-public") if is_public else _("dossier")
    return f"{name}-{meeting.reference or meeting.id}-{language}.{extension}"


def _get(meeting_id: int) -> Meeting:
    return db.session.get_one(Meeting, meeting_id)


def _title(meeting: Meeting) -> str:
    return _("Dossier de la session : %(title)s", title=wording.title(meeting))[:200]


def _agenda(meeting: Meeting, language: str, is_public: bool) -> bytes:
    content = meeting_agenda.content(meeting, with_internal=not is_public)
    reference = meeting.reference or ""
    return make_pdf(
        "meeting_agenda.typ", content, title=_("Ordre du jour"), language=language, reference=reference
    )


def _pages(paper: Paper, language: str) -> bytes | StoredFile:
    """A picture on a page of its own; the rest as it is: what is no PDF is left out by the merging."""
    if not paper.file.content_type.startswith("image/"):
        return paper.file
    content = read_file(paper.file)
    size = pixel_size(io.BytesIO(content))
    if size is None:
        return paper.file
    width, height = size
    packed = base64.b64encode(content).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{paper.file.content_type};base64,{packed}"/></svg>'
    )
    title, data = paper.document.title, {"svg": svg, "alt": paper.document.title, "is_wide": width > height}
    try:
        return make_pdf("meeting_picture.typ", data, title=title, language=language)
    except TypesettingError:  # a picture that cannot be drawn is left out, like any file that cannot be read
        return paper.file


def _cover(meeting: Meeting, papers: list[Paper], language: str, counts: tuple[int | None, ...]) -> bytes:
    """The list of contents. How many pages it takes itself is known once it is made: then its numbers are right."""
    made, own = _contents(meeting, papers, language, counts, 1), 1
    while (pages := _count(made)) != own:
        made, own = _contents(meeting, papers, language, counts, pages), pages
    return made


def _count(pdf: bytes) -> int:
    from pypdf import PdfReader  # for packs only

    return len(PdfReader(io.BytesIO(pdf)).pages)


def _contents(
    meeting: Meeting, papers: list[Paper], language: str, counts: tuple[int | None, ...], own: int
) -> bytes:
    rows: list[list[Any]] = []
    left_out: list[list[Any]] = []
    page = own + 1
    names = [(_("Ordre du jour"), ""), *((paper.document.title, paper.folder) for paper in papers)]
    for place, ((title, folder), count) in enumerate(zip(names, counts, strict=True)):
        if count is None:
            paper = papers[place - 1]
            left_out.append(
                [spoken(title), spoken(folder), paper.extension.upper(), spoken(filesize(paper.file.size))]
            )
            continue
        rows.append([spoken(title), spoken(folder), str(page)])
        page += count
    return make_pdf(
        "meeting_pack.typ",
        {
            "theme": spoken(meeting.theme) if meeting.theme else wording.title(meeting),
            "facts": [{"label": _("Quand"), "value": spoken(wording.when(meeting))},
                      {"label": _("Où"), "value": spoken(wording.where(meeting))}],
            "contents_title": _("Ce que ce dossier contient"),
            "headers": [_("Document"), _("Point"), _("Page")], "rows": rows,
            "left_out_title": _("Ce qui n'y tient pas"),
            "left_out_note": _("Ces fichiers ne se mettent pas en pages : ouvrez-les depuis la session, ou dans le dossier ZIP."),
            "left_out_headers": [_("Document"), _("Point"), _("Type"), _("Taille")], "left_out": left_out,
        },
        title=_("Dossier de la session"), language=language, reference=meeting.reference or "",
    )  # fmt: skip


def _register(name: str, maker: Callable[..., Made], label: Any, file_type: str, *, is_public: bool) -> None:
    def make(meeting_id: int, language: str) -> Made:
        return maker(meeting_id, language, is_public=is_public)

    documents.register(
        name, make, policy.can_see_meeting if is_public else policy.sees_everything, subject=Meeting,
        fingerprint=partial(fingerprint, is_public=is_public), label=label, file_type=file_type,
        page=lambda meeting: links.to("meetings.documents_at_once", meeting_id=meeting.id),
    )  # fmt: skip


for _names, _is_public, _labels in (
    (packs.PACKS, False, (lazy("Tous les documents, un dossier par point"), lazy("Tous les documents, à la suite"))),
    (
        packs.PUBLIC_PACKS, True,
        (lazy("Documents publics, un dossier par point"), lazy("Documents publics, à la suite")),
    ),
):  # fmt: skip
    _register(_names[0], make_archive, _labels[0], "ZIP", is_public=_is_public)
    _register(_names[1], make_merged, _labels[1], "PDF", is_public=_is_public)
