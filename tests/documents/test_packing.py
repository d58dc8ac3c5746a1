"""Packs: one ZIP, one merged PDF, whatever was joined."""

import io
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter

from noress.core.storage import StorageMissing
from noress.documents.packing import Entry, make_zip, merge_pdfs, read_file
from tests.factories import make_meeting
from tests.factories.documents import make_document

pytestmark = pytest.mark.usefixtures("app")


def pdf(pages: int, *, password: str | None = None) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()


def stored(content: bytes):
    return make_document(make_meeting(), "Note", content=content).file


def test_zip_holds_every_file_under_its_name():
    path = make_zip(
        [Entry("1 Lettre/lettre.pdf", pdf(1)), Entry("1 Lettre/lettre.pdf", b"deux"), Entry("محضر.txt", "نص".encode()),
         Entry("note.pdf", stored(b"%PDF-1.4 note"))]
    )  # fmt: skip
    try:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert archive.namelist() == [
                "1 Lettre/lettre.pdf",
                "1 Lettre/lettre (2).pdf",
                "محضر.txt",
                "note.pdf",
            ]
            assert archive.read("note.pdf") == b"%PDF-1.4 note"
            assert archive.read("محضر.txt").decode() == "نص"
            kinds = [entry.compress_type for entry in archive.infolist()]
            assert kinds == [zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]
    finally:
        path.unlink()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"), ("/racine.pdf", "racine.pdf"), ("a\\b.pdf", "b.pdf"), ("con.txt", "_con.txt"),
        ("..", "document"), ("a\x00\u202eb.pdf", "ab.pdf"), ("point <1>: début?.pdf", "point _1__ début_.pdf"),
    ],
)  # fmt: skip
def test_names_cannot_climb_out_of_the_archive(name, kept):
    path = make_zip([Entry(name, b"x")])
    try:
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == [kept]
    finally:
        path.unlink()


def test_same_files_give_the_same_zip():
    paths = [make_zip([Entry("a.txt", b"a"), Entry("b.txt", b"b")]) for _ in range(2)]
    try:
        assert paths[0].read_bytes() == paths[1].read_bytes()
    finally:
        for path in paths:
            path.unlink()


def test_merged_pdf_keeps_the_order_and_names_what_is_left_out():
    merged = merge_pdfs(
        [
            Entry("Lettre", pdf(2)), Entry("Tableau", b"PK\x03\x04 un classeur"), Entry("Note", stored(pdf(1))),
            Entry("Verrouillé", pdf(1, password="x")), Entry("Coupé", pdf(3)[:200]), Entry("محضر", pdf(1)),
        ],
        title="Dossier",
    )  # fmt: skip
    try:
        reader = PdfReader(merged.path)
        assert (merged.pages, len(reader.pages)) == (4, 4)
        assert merged.left_out == ["Tableau", "Verrouillé", "Coupé"]
        assert [(item.title, reader.get_destination_page_number(item)) for item in reader.outline] == [
            ("Lettre", 0), ("Note", 2), ("محضر", 3),
        ]  # fmt: skip
        assert reader.metadata.title == "Dossier"
    finally:
        merged.path.unlink()


def test_a_file_missing_from_the_storage_is_a_fault_not_a_shorter_pack(app):
    file = stored(pdf(1))
    app.extensions["storage"].delete(file.key)
    with pytest.raises(StorageMissing):
        merge_pdfs([Entry("Note", file)], title="Dossier")
    with pytest.raises(StorageMissing):
        make_zip([Entry("Note", file)])
    with pytest.raises(StorageMissing):
        read_file(file)


def test_nothing_to_merge_makes_no_page():
    merged = merge_pdfs([], title="Dossier")
    assert (merged.pages, merged.left_out) == (0, [])
    merged.path.unlink()
