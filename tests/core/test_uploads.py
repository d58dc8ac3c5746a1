"""Uploads: each allowed type taken, each disguise refused with its code, names made safe."""

import hashlib
import io
import struct
import tempfile
import unicodedata
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noress.core.uploads import (
    AUDIO_TYPES,
    CONTENT_TYPES,
    CheckedFile,
    UploadRefused,
    check_upload,
    safe_name,
)

LIMIT = 5_000_000


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these entries; one called mimetype is stored as it is, as OpenDocument wants."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else method)
    return file.getvalue()


def ooxml(extension: str, main: str | None = None, **more: bytes) -> bytes:
    part = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[extension]
    main = main or CONTENT_TYPES[extension] + ".main+xml"
    types = f'<Types><Override PartName="/{part}" ContentType="{main}"/></Types>'.encode()
    return zipped({"[Content_Types].xml": types, "_rels/.rels": b"<r/>", part: b"<main/>", **more})


def odf(extension: str, manifest: bytes = b"<manifest/>", **more: bytes) -> bytes:
    kind = CONTENT_TYPES[extension].encode()
    return zipped({"mimetype": kind, "content.xml": b"<c/>", "META-INF/manifest.xml": manifest, **more})


GOOD = {
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "png": png(),
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 40 + b"\xff\xd9",
    "webp": b"RIFF\x1a\0\0\0WEBPVP8 " + b"\0" * 20,
    "docx": ooxml("docx"),
    "xlsx": ooxml("xlsx"),
    "pptx": ooxml("pptx"),
    "odt": odf("odt"),
    "ods": odf("ods"),
    "csv": "nom;montant\nCoopérative;1 200,50\n".encode(),
    "txt": "محضر الاجتماع\n".encode(),
}


def refusal(filename: str, content: bytes, limit: int = LIMIT) -> tuple[str, dict]:
    with pytest.raises(UploadRefused) as refused:
        check_upload(filename, io.BytesIO(content), max_bytes=limit)
    return refused.value.code, refused.value.params


def test_every_allowed_type_has_its_sample():
    assert set(GOOD) == set(CONTENT_TYPES)


@pytest.mark.parametrize("extension", sorted(GOOD))
def test_allowed_type_is_taken_and_measured(extension):
    content = GOOD[extension]
    stream = io.BytesIO(content)
    stream.seek(3)
    checked = check_upload(f"Compte rendu.{extension.upper()}", stream, max_bytes=len(content))
    assert checked == CheckedFile(
        f"Compte rendu.{extension.upper()}",
        extension,
        CONTENT_TYPES[extension],
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    assert stream.read() == content


def test_jpeg_is_jpg():
    checked = check_upload("photo.jpeg", io.BytesIO(GOOD["jpg"]), max_bytes=LIMIT)
    assert (checked.name, checked.extension, checked.content_type) == ("photo.jpeg", "jpg", "image/jpeg")


def test_spooled_upload_is_read_like_any_other():
    with tempfile.SpooledTemporaryFile(max_size=100) as file:
        file.write(GOOD["docx"])
        assert check_upload("a.docx", file, max_bytes=LIMIT).size == len(GOOD["docx"])
        assert file.tell() == 0


@pytest.mark.parametrize("claimed", sorted(GOOD))
@pytest.mark.parametrize("real", sorted(GOOD))
def test_a_type_is_never_taken_for_another(claimed, real):
    if claimed == real or {claimed, real} == {"csv", "txt"}:
        check_upload(f"a.{claimed}", io.BytesIO(GOOD[real]), max_bytes=LIMIT)
    else:
        assert refusal(f"a.{claimed}", GOOD[real]) == ("content_mismatch", {"extension": claimed})


@pytest.mark.parametrize(
    "name",
    [
        "a.svg",
        "a.html",
        "a.exe",
        "a.doc",
        "a.xls",
        "a.docm",
        "a.zip",
        "a.gif",
        "a.pdf.exe",
        "a",
        "a.",
        "a.pdf\u202e.js",
    ],
)
def test_other_extension_is_refused_whatever_it_holds(name):
    code, params = refusal(name, GOOD["pdf"])
    assert (code, params["allowed"]) == ("type_not_allowed", tuple(CONTENT_TYPES))


HTML = b"<!DOCTYPE html><script>alert(1)</script>"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.txt", HTML),
        ("a.csv", b"\n  <svg xmlns='x' onload='alert(1)'/>"),
        ("a.txt", b"\xef\xbb\xbf<html>"),
        ("a.txt", "\ufeff<script>".encode("utf-16-le")),
        ("a.txt", b"<?xml version='1.0'?>"),
        ("a.txt", b"plain" + b"\0" * 10),
        ("a.txt", b"a" * 200_000 + b"\x01"),
        ("a.txt", b"\xef\xbb\xbfmark of UTF-8, then \xe9"),
        ("a.txt", "\ufeffodd".encode("utf-16-le") + b"x"),
        ("a.txt", b"{\\rtf1 hello}"),
        ("a.txt", b"MZ\x90\0\x03\0\0\0"),
        ("a.png", b"\x89PN"),
        ("a.pdf", HTML),
        ("a.jpg", b"<svg/>"),
        ("a.docx", OLE),  # a .doc under a new name
        ("a.docx", GOOD["docx"][:-30]),
        ("a.docx", b"#!/bin/sh\n" + GOOD["docx"]),
        ("a.docx", zipped({"word/document.xml": b"<w/>"})),
        ("a.docx", zipped({"[Content_Types].xml": CONTENT_TYPES["docx"].encode() + b".main+xml"})),
        ("a.docx", ooxml("docx", MACRO)),
        ("a.docx", ooxml("docx", **{"word/vbaProject.bin": b"x"})),
        ("a.docx", zipped({"[Content_Types].xml": b"x"}, zipfile.ZIP_LZMA)),
        ("a.odt", odf("odt", **{"Basic/Standard/Module1.xml": b"x"})),
        ("a.odt", zipped({"content.xml": b"x", "META-INF/manifest.xml": b"x"})),
        ("a.odt", zipped({"mimetype": CONTENT_TYPES["odt"].encode()})),
    ],
)
def test_disguise_is_refused(name, content):
    assert refusal(name, content) == ("content_mismatch", {"extension": name.rpartition(".")[2]})


def test_damaged_part_is_refused():
    content = ooxml("docx", **{"word/media/big.bin": bytes(range(256)) * 40})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("word/media/big.bin")
    at = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    damaged = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
    assert refusal("a.docx", damaged) == ("content_mismatch", {"extension": "docx"})


def lying(content: bytes, name: str, size: int) -> bytes:
    """The same zip, whose table of contents and local header give another unpacked size for one entry."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(name)
    changed = bytearray(content)
    changed[entry.header_offset + 22 : entry.header_offset + 26] = struct.pack("<I", size)
    central = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
    changed[central + 24 : central + 28] = struct.pack("<I", size)
    return bytes(changed)


SMALL_PART = {"word/media/a.bin": bytes(100_000)}


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.docx", ooxml("docx", **{"word/media/a.bin": bytes(40_000_000)})),
        ("a.xlsx", ooxml("xlsx", **{f"xl/n{n}.xml": b"" for n in range(5_001)})),
        ("a.docx", lying(ooxml("docx", **SMALL_PART), "word/media/a.bin", 300 * 1024 * 1024)),
        ("a.docx", lying(ooxml("docx", **SMALL_PART), "word/media/a.bin", 10)),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le") + OLE),
        ("a.odt", odf("odt", manifest=b"<m><manifest:encryption-data/></m>")),
        ("a.odt", odf("odt").replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0")),
    ],
    ids=["ratio", "entries", "unpacked", "lie", "ooxml password", "odf password", "zip password"],
)
def test_bomb_or_locked_file_is_refused(name, content):
    assert refusal(name, content) == ("encrypted_or_bomb", {"extension": name.rpartition(".")[2]})


def test_sheet_that_packs_well_is_taken():
    content = ooxml("xlsx", **{"xl/worksheets/sheet1.xml": b"<c><v>0</v></c>" * 700_000})
    assert check_upload("a.xlsx", io.BytesIO(content), max_bytes=LIMIT).size == len(content) < 200_000


def test_size_is_refused_without_reading_further():
    class Endless(io.RawIOBase):
        given = 0

        def seek(self, offset: int, whence: int = 0) -> int:
            return 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(UploadRefused) as refused:
        check_upload("a.txt", stream, max_bytes=1_000_000)
    assert (refused.value.code, refused.value.params) == ("too_large", {"max_bytes": 1_000_000})
    assert stream.given < 1_200_000


def test_empty_file_and_limit_itself():
    assert refusal("a.txt", b"") == ("empty", {})
    assert refusal("a.txt", b"1234", limit=3) == ("too_large", {"max_bytes": 3})
    assert check_upload("a.txt", io.BytesIO(b"123"), max_bytes=3).size == 3


@pytest.mark.parametrize(
    "content",
    [
        "é;à".encode("cp1252"),
        "تعاونية;طنجة".encode("cp1256"),
        "\ufeffé;ⵜⵉⴼⵉⵏⴰⵖ\r\n".encode("utf-16-le"),
        "\ufeffé".encode("utf-16-be"),
        "\ufeffnom;é".encode(),
        b"cell\x0bpasted from Word\f\t",
        b"BMCE;Bank\n",
        b"MZ;Meknes\n",
        b"< 5 ans;12\n",
        ("é" * 100_000).encode(),
    ],
)
def test_texts_of_old_and_new_programs_are_taken(content):
    assert check_upload("a.csv", io.BytesIO(content), max_bytes=LIMIT).content_type == "text/csv"


@pytest.mark.parametrize(
    "given_name, name",
    [
        ("محضر الاجتماع.pdf", "محضر الاجتماع.pdf"),
        ("Compte-rendu n°3 été.PDF", "Compte-rendu n°3 été.PDF"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("C:\\Users\\x\\note.pdf", "note.pdf"),
        ("../../etc/note.pdf", "note.pdf"),
        ("a\r\nX-Evil: 1.pdf", "a X-Evil_ 1.pdf"),
        ("  a \t b\0.pdf ", "a b.pdf"),
        ("facture\u202efdp.exe.pdf", "facturefdp.exe.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ('a<b>"c|d?*.pdf', "a_b__c_d__.pdf"),
        ("..a.pdf..", "a.pdf"),
        ("a .pdf", "a.pdf"),
        ("con.pdf", "_con.pdf"),
        ("Console.pdf", "Console.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_name_is_made_safe(given_name, name):
    assert check_upload(given_name, io.BytesIO(GOOD["pdf"]), max_bytes=LIMIT).name == name


@pytest.mark.parametrize(
    "name", ["", ".pdf", "..pdf", " .pdf", "/", "a/", "\0\n", "\u202e.pdf", "\u200d.pdf", "a." + "x" * 80]
)
def test_name_with_nothing_in_it_is_refused(name):
    assert refusal(name, GOOD["pdf"]) == ("bad_name", {})


@given(st.text(max_size=200))
def test_safe_name_is_short_plain_and_stable(text):
    try:
        name = safe_name(text + ".pdf")
    except UploadRefused as refused:
        name = refused.code
    assert len(name) <= 120
    assert [
        char for char in name if unicodedata.category(char)[0] == "C" and char not in "\u200c\u200d"
    ] == []
    assert not set(name) & set('/\\<>:"|?*')
    assert name == "bad_name" or safe_name(name) == name


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_damaged_file_is_taken_or_refused_never_an_error(extension, data):
    content = bytearray(GOOD[extension])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        outcome = check_upload(f"a.{extension}", io.BytesIO(content), max_bytes=LIMIT).extension
    except UploadRefused as refused:
        outcome = refused.code
    assert outcome in {extension, "content_mismatch", "encrypted_or_bomb", "too_many_pixels"}


SOUNDS = {
    "mp3": b"ID3\x04\0\0\0\0\0\x05\0\0\0\0\0\xff\xfb\x90\x64" + b"\0" * 60,
    "m4a": b"\0\0\0\x18ftypM4A \0\0\0\0" + b"\0\0\0\x21hdlr" + b"\0" * 8 + b"soun" + b"\0" * 20,
    "ogg": b"OggS\0\x02" + b"\0" * 22 + b"OpusHead\x01\x01",
    "webm": b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + b"\0" * 20 + b"\x86\x86A_OPUS",
}
NO_SOUNDS = {
    "video.webm": SOUNDS["webm"] + b"\x86\x85V_VP8",
    "video.m4a": SOUNDS["m4a"] + b"hdlr" + b"\0" * 8 + b"vide",
    "mute.m4a": b"\0\0\0\x18ftypM4A ",
    "video.ogg": SOUNDS["ogg"] + b"\x80theora",
    "mute.ogg": b"OggS\0\x02" + b"\0" * 40,
    "mpeg1.mp3": b"\xff\xff\x90\x64",
    "reserved.mp3": b"\xff\xeb\x90\x64",
    "cut.mp3": b"ID3\x04\0\0\0\0\x7f\x7f\xff\xfb",
    "program.mp3": b"MZ\x90\0" + b"\0" * 60,
    "page.ogg": b"<html>OpusHead",
}  # fmt: skip


def test_voices_are_taken_only_where_they_are_asked_for():
    for extension, content in SOUNDS.items():
        name = f"voix.{extension}"
        checked = check_upload(name, io.BytesIO(content), max_bytes=LIMIT, types=AUDIO_TYPES)
        assert (checked.content_type, checked.size) == (AUDIO_TYPES[extension], len(content)), extension
        assert refusal(name, content)[0] == "type_not_allowed", extension
    bare = SOUNDS["mp3"][15:]
    assert check_upload("voix.MP3", io.BytesIO(bare), max_bytes=LIMIT, types=AUDIO_TYPES).extension == "mp3"


def test_a_voice_holds_sound_alone_of_the_kind_that_its_name_says():
    disguised = {f"{real}.{name}": SOUNDS[real] for real in SOUNDS for name in SOUNDS if name != real}
    for name, content in {**NO_SOUNDS, **disguised}.items():
        with pytest.raises(UploadRefused) as refused:
            check_upload(name, io.BytesIO(content), max_bytes=LIMIT, types=AUDIO_TYPES)
        assert refused.value.code == "content_mismatch", name
    with pytest.raises(UploadRefused) as refused:
        check_upload("a.pdf", io.BytesIO(GOOD["pdf"]), max_bytes=LIMIT, types=AUDIO_TYPES)
    assert refused.value.code == "type_not_allowed"
