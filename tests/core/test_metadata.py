"""Files without what they say of who made them; what cannot be cleaned for certain is given back as nothing."""

import io
import zipfile

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from noress.core.metadata import clean

pytestmark = pytest.mark.no_database
AUTHOR = "Autrice Nommee"
NAMED = AUTHOR.encode()
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = _OOXML + "wordprocessingml.document", _OOXML + "spreadsheetml.sheet"
PPTX, ODT = _OOXML + "presentationml.presentation", "application/vnd.oasis.opendocument.text"


def photo(kind="JPEG"):
    exif = Image.Exif()
    exif[0x013B], exif[0x010F], exif[0x0112] = AUTHOR, "Marque", 6
    exif.get_ifd(0x8825)[1] = "N"
    extra = {}
    if kind == "PNG":
        extra["pnginfo"] = PngInfo()
        extra["pnginfo"].add_text("Author", AUTHOR)
    if kind == "JPEG":
        extra["comment"] = NAMED
    output = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(output, kind, exif=exif.tobytes(), **extra)
    return output.getvalue()


@pytest.mark.parametrize(
    ("kind", "taken"),
    [("JPEG", {"Artist", "Make", "GPS", "Comment", "Trailer"}), ("PNG", {"Author", "EXIF", "Trailer"}),
     ("WEBP", {"EXIF", "Trailer"})],
)  # fmt: skip
def test_a_photo_names_nobody(kind, taken):
    cleaned = clean(photo(kind) + b"film de " + NAMED, f"image/{kind.lower()}")
    assert set(cleaned.taken_out) == taken
    assert NAMED not in cleaned.content
    with Image.open(io.BytesIO(cleaned.content)) as picture:
        picture.load()
        assert (picture.size, "GPSInfo" in picture.info) == ((40, 20), False)
        if kind == "JPEG":  # still shown the right way up
            assert dict(picture.getexif()) == {0x0112: 6}


def test_a_clean_photo_stays_as_it_is():
    output = io.BytesIO()
    Image.new("RGB", (10, 10)).save(output, "JPEG")
    cleaned = clean(output.getvalue(), "image/jpeg")
    assert (cleaned.content, cleaned.taken_out) == (output.getvalue(), [])


def pdf(**how):
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": AUTHOR, "/Title": "Projet"})
    if how.get("note"):
        note = DictionaryObject({
            NameObject("/Subtype"): NameObject("/Text"), NameObject("/T"): TextStringObject(AUTHOR),
        })  # fmt: skip
        page[NameObject("/Annots")] = ArrayObject([note])
    if how.get("attached"):
        writer.add_attachment("cv.txt", NAMED)
    if how.get("password"):
        writer.encrypt("secret")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@pytest.mark.parametrize("how", [{}, {"note": True}, {"attached": True}])
def test_a_pdf_names_nobody(how):
    before = pdf(**how)
    assert NAMED in before
    cleaned = clean(before, "application/pdf")
    assert "Author" in cleaned.taken_out
    reader = PdfReader(io.BytesIO(cleaned.content))
    assert NAMED not in cleaned.content
    assert (len(reader.pages), reader.attachments) == (1, {})


def test_what_cannot_be_cleaned_is_not_given():
    assert clean(pdf(password=True), "application/pdf") is None
    assert clean(b"%PDF-1.7 nothing", "application/pdf") is None
    assert clean(photo()[:200], "image/jpeg") is None
    assert clean(b"ID3 voice", "audio/mpeg") is None
    assert clean(office(DOCX, {"word/embeddings/oleObject1.bin": b"x"}), DOCX) is None
    assert clean(office(DOCX, {"word/media/image1.emf": b"x"}), DOCX) is None


CORE = f"<cp:coreProperties><dc:creator>{AUTHOR}</dc:creator><cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy></cp:coreProperties>"
PARTS = {
    DOCX: {
        "docProps/core.xml": CORE, "docProps/app.xml": f"<Properties><Company>{AUTHOR}</Company></Properties>",
        "word/document.xml": f'<w:document><w:ins w:id="1" w:author="{AUTHOR}" w:date="2026-01-01"><w:t>Séchoir</w:t></w:ins></w:document>',
        "word/comments.xml": f'<w:comments><w:comment w:author="{AUTHOR}" w:initials="AN"/></w:comments>',
        "word/_rels/settings.xml.rels": f'<Relationships><Relationship Target="file:///C:\\Users\\{AUTHOR}\\m.dotx"/></Relationships>',
    },
    XLSX: {"docProps/core.xml": CORE, "xl/comments1.xml": f"<comments><authors><author>{AUTHOR}</author></authors></comments>",
           "xl/workbook.xml": f'<workbook><x15ac:absPath url="C:\\{AUTHOR}"/><sheets/></workbook>'},
    PPTX: {"docProps/core.xml": CORE, "ppt/commentAuthors.xml": f'<p:cmAuthorLst><p:cmAuthor id="0" name="{AUTHOR}" initials="AN"/></p:cmAuthorLst>'},
    ODT: {"meta.xml": f"<office:document-meta><office:meta><meta:initial-creator>{AUTHOR}</meta:initial-creator></office:meta></office:document-meta>",
          "content.xml": f"<office:text><office:annotation><dc:creator>{AUTHOR}</dc:creator></office:annotation><text:p>Séchoir</text:p></office:text>"},
}  # fmt: skip


def office(kind, more=None):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in {**PARTS[kind], **(more or {})}.items():
            archive.writestr(name, content)
    return output.getvalue()


@pytest.mark.parametrize("kind", PARTS)
def test_a_document_names_nobody_and_keeps_its_text(kind):
    cleaned = clean(office(kind, {"word/media/image1.jpg": photo()}), kind)
    with zipfile.ZipFile(io.BytesIO(cleaned.content)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert NAMED not in whole
    assert {"creator", "initial-creator"} & set(cleaned.taken_out)
    if kind in (DOCX, ODT):
        assert "Séchoir".encode() in whole


def test_plain_text_is_what_it_says():
    assert clean(b"a;b", "text/csv").content == b"a;b"
