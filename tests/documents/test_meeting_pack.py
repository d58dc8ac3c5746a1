"""All the papers of a session at once: in the order of the agenda, numbered, with what could not be put on pages."""

import base64
import io
import struct
import zipfile
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from noress.core.database import writing
from noress.core.i18n import Translated, in_language
from noress.documents.kinds import meeting_pack
from noress.domain.files.models import StoredFile
from noress.extensions import db
from tests.factories import NOW, make_agenda_item, make_body, make_meeting, save
from tests.factories.documents import make_document, put_content
from tests.factories.papers import text_of

pytestmark = pytest.mark.usefixtures("app")

#: one point each
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////"
    "2wBDAf//////////////////////////////////////////////////////////////////////////////////////wAARCAABAAEDASIAAhEBAxEB/8QA"
    "FQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAM"
    "AwEAAhEDEQA/AKpAB//Z"
)
WEBP = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x46\x6b\x24" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pictures_on(content: bytes, page: int) -> int:
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    opened = pypdfium2.PdfDocument(content)
    try:
        return len(list(opened[page].get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=5)))
    finally:
        opened.close()


def pdf(pages: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def joined(meeting, title, name, content, content_type="application/pdf", **values):
    """A document of that file's name."""
    document = make_document(meeting, title, content=content, **values)
    with writing():
        document.file.name, document.file.content_type = name, content_type
        db.session.commit()
    return document


@pytest.fixture
def meeting():
    meeting = make_meeting(bodies=[make_body()], reference="S-2027-01")
    opening = make_agenda_item(meeting, "Ouverture / accueil", position=1)
    make_agenda_item(meeting, "Sans document", position=2)
    budget = make_agenda_item(meeting, "Budget", position=3, is_internal=True)
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    joined(meeting, "Tableau", "tableau.xlsx", b"PK\x03\x04 un classeur", office, agenda_item=budget)
    joined(meeting, "Deux pages", "deux.pdf", pdf(2), agenda_item=budget)
    joined(meeting, "Photo", "photo.png", png(300, 200), "image/png", agenda_item=opening, is_public=True)
    joined(meeting, "Affiche", "affiche.pdf", pdf(1), is_public=True)
    joined(meeting, "Retirée", "retiree.pdf", pdf(1), is_public=True, removed_at=NOW)
    db.session.refresh(meeting)
    return meeting


def archive(meeting, *, is_public, language="fr"):
    with in_language(language):
        made = meeting_pack.make_archive(meeting.id, language, is_public=is_public)
    with zipfile.ZipFile(made.content) as opened:
        names, bytes_of = opened.namelist(), {name: opened.read(name) for name in opened.namelist()}
    made.content.unlink()
    return made, names, bytes_of


def merged(meeting, *, is_public, language="fr"):
    with in_language(language):
        made = meeting_pack.make_merged(meeting.id, language, is_public=is_public)
    content = made.content.read_bytes()
    made.content.unlink()
    return made, content


def test_the_archive_has_a_numbered_folder_for_each_item(meeting):
    made, names, bytes_of = archive(meeting, is_public=False)
    assert names == [
        "00 Ordre du jour.pdf", "00 Documents de la session/01 Affiche.pdf", "01 Ouverture - accueil/01 Photo.png",
        "03 Budget/01 Tableau.xlsx", "03 Budget/02 Deux pages.pdf",
    ]  # fmt: skip
    assert (made.filename, made.content_type) == ("dossier-S-2027-01-fr.zip", "application/zip")
    assert bytes_of["03 Budget/01 Tableau.xlsx"] == b"PK\x03\x04 un classeur"
    assert "Budget (interne)" in text_of(bytes_of["00 Ordre du jour.pdf"])


def test_the_public_archive_holds_what_everybody_reads(meeting):
    made, names, bytes_of = archive(meeting, is_public=True)
    assert made.filename == "dossier-public-S-2027-01-fr.zip"
    assert names == [
        "00 Ordre du jour.pdf", "00 Documents de la session/01 Affiche.pdf", "01 Ouverture - accueil/01 Photo.png",
    ]  # fmt: skip
    assert "Budget" not in text_of(bytes_of["00 Ordre du jour.pdf"])


def test_the_merged_pdf_begins_with_its_contents(meeting):
    made, content = merged(meeting, is_public=False)
    reader = PdfReader(io.BytesIO(content))
    first = " ".join(text_of(content).split())
    assert made.filename == "dossier-S-2027-01-fr.pdf"
    # contents, agenda, poster, photo, two pages
    assert len(reader.pages) == 6
    assert [(item.title, reader.get_destination_page_number(item)) for item in reader.outline] == [
        ("Ordre du jour", 1), ("Affiche", 2), ("Photo", 3), ("Deux pages", 4),
    ]  # fmt: skip
    for told in ("Ordre du jour 2", "Affiche 00 Documents de la session 3", "Photo 01 Ouverture - accueil 4",
                 "Deux pages 03 Budget 5", "Ce qui n'y tient pas", "Tableau 03 Budget XLSX 16 octets"):  # fmt: skip
        assert told in first.replace("\u202f", " "), told
    assert reader.metadata.title == "Dossier de la session\xa0: Communication et financement"


def test_contents_of_several_pages_keep_their_numbers_right(meeting):
    for number in range(45):
        joined(meeting, f"Pièce {number}", f"piece{number}.pdf", pdf(1))
    db.session.refresh(meeting)
    _made, content = merged(meeting, is_public=False)
    reader = PdfReader(io.BytesIO(content))
    first = next(item for item in reader.outline if item.title == "Pièce 0")
    said = " ".join(text_of(content).split())
    place = reader.get_destination_page_number(first) + 1
    assert place > 4
    assert f"Pièce 0 00 Documents de la session {place}" in said


def test_in_arabic(meeting):
    _made, names, _bytes = archive(meeting, is_public=True, language="ar")
    assert names[-1].endswith("01 Photo.png")
    text = text_of(merged(meeting, is_public=True, language="ar")[1])
    assert [word for word in ("التواصل", "طنجة") if word not in text] == []


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (JPEG, "image/jpeg", "photo.jpg"),
        (WEBP, "image/webp", "photo.webp"),
        (png(1, 400), "image/png", "photo.png"),
    ],
)
def test_pictures_are_placed_on_pages(content, kind, name):
    meeting = make_meeting()
    joined(meeting, "Une photo de la salle", name, content, kind)
    made = merged(meeting, is_public=False)[1]
    reader = PdfReader(io.BytesIO(made))
    assert [item.title for item in reader.outline] == ["Ordre du jour", "Une photo de la salle"]
    assert pictures_on(made, 2) == 1


@pytest.mark.parametrize(
    ("content", "kind"), [(b"\x89PNG\r\n\x1a\n cass\xc3\xa9", "image/png"), (JPEG[:60], "image/jpeg")]
)
def test_a_picture_that_nobody_can_open_is_left_out(content, kind):
    meeting = make_meeting()
    joined(meeting, "Cassée", "cassee.png", content, kind)
    reader = PdfReader(io.BytesIO(merged(meeting, is_public=False)[1]))
    assert [item.title for item in reader.outline] == ["Ordre du jour"]
    assert "Cassée" in reader.pages[0].extract_text()


def test_the_fingerprint_follows_every_file_that_this_pack_holds(meeting):
    def prints():
        return [meeting_pack.fingerprint(meeting, "fr", is_public=is_public) for is_public in (False, True)]

    first = prints()
    secret = next(d for d in meeting.documents if d.title == "Deux pages")
    with writing():
        secret.file.sha256 = "1" * 64
        db.session.commit()
    second = prints()
    assert (second[0] != first[0], second[1] == first[1]) == (True, True)
    with writing():
        meeting.agenda[0].title = Translated(fr="Accueil")
        meeting.version += 1
        db.session.commit()
    third = prints()
    assert (third[0] != second[0], third[1] != second[1]) == (True, True)
    save(
        StoredFile(
            key="x", name="x.pdf", content_type="application/pdf", size=1, sha256="2" * 64, uploaded_at=NOW
        )
    )
    put_content("x")
    assert prints() == third
