"""Which files people may send: an allow-list by extension and by content.

Both must agree, and both must be known: what is not recognised is refused (SVG, HTML, programs, the
Office formats before 2007, macros). Codes only; the words for people are elsewhere.
"""

import codecs
import hashlib
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import BinaryIO, Final, NamedTuple

from noress.core.images import MAX_SIDE, pixel_size

CHUNK: Final = 64 * 1024
MAX_NAME: Final = 120  # characters of a display name, extension included
MAX_ENTRIES: Final = 5_000  # files inside one document
MAX_UNPACKED: Final = 256 * 1024 * 1024  # bytes a document may unpack to
MAX_RATIO: Final = 100  # unpacked to packed, looked at beyond RATIO_FLOOR
RATIO_FLOOR: Final = 16 * 1024 * 1024  # bytes; an honest sheet of repeated cells may pack very well
HEAD: Final = 8 * 1024  # bytes that tell a type; what the filetype library reads

_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "docx": _OOXML + "wordprocessingml.document",
    "xlsx": _OOXML + "spreadsheetml.sheet",
    "pptx": _OOXML + "presentationml.presentation",
    "odt": _ODF + "text",
    "ods": _ODF + "spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
#: recorded voices: taken only where they are asked for
AUDIO_TYPES: Final = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "webm": "audio/webm"}
_OOXML_FOLDERS: Final = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_SAME: Final = {"jpeg": "jpg"}
_KEPT_FORMATS: Final = frozenset("\u200c\u200d")  # joiners, part of words; other format signs may hide a name
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_TEXT_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f]")
_NO_TEXT: Final = re.compile(
    r"\s*(?:%PDF-|%!PS|\{\\rtf|<(?:[!?]|/?(?:html|head|body|script|svg|iframe|style|title|table|div|img|math)\b))",
    re.IGNORECASE,
)
#: what reading an archive says of one that is cut, encrypted or not one at all
BROKEN_ZIP: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, KeyError, ValueError, OSError,
)  # fmt: skip
_OLE_MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


class UploadRefused(Exception):
    """The file is not taken. ``code`` says why and ``params`` what to tell:

    'empty'; 'too_large' (max_bytes); 'bad_name'; 'type_not_allowed' (extension, allowed);
    'content_mismatch' (extension): the bytes are not of that type; 'encrypted_or_bomb' (extension);
    'too_many_pixels' (width, height, limit): a picture that nobody could open.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class CheckedFile(NamedTuple):
    """An accepted file: ``size`` in bytes, ``sha256`` in hexadecimal, ``extension`` as in CONTENT_TYPES."""

    name: str
    extension: str
    content_type: str
    size: int
    sha256: str


def check_upload(
    filename: str, stream: BinaryIO, *, max_bytes: int, types: Mapping[str, str] = CONTENT_TYPES
) -> CheckedFile:
    """Check a seekable stream from its start; it is left at its start. `types` are those asked for: {extension:
    type}. Raises UploadRefused."""
    name = safe_name(filename)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    extension = _SAME.get(extension, extension)
    if extension not in types:
        raise UploadRefused("type_not_allowed", extension=extension, allowed=tuple(types))
    size, sha256 = _measure(stream, max_bytes)
    stream.seek(0)
    head = stream.read(HEAD)
    _CHECKS[extension](stream, head, extension)
    stream.seek(0)
    return CheckedFile(name, extension, types[extension], size, sha256)


def safe_name(filename: str) -> str:
    """The name to show and to offer at download: no folder, no hidden sign, at most 120 characters.

    Keeps Arabic, Tifinagh and accents. Raises UploadRefused('bad_name') when no name is left.
    """
    base = re.split(r"[/\\]", filename)[-1]
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", base)
        if char.isspace() or char in _KEPT_FORMATS or unicodedata.category(char)[0] != "C"
    )
    name = re.sub(r'[<>:"|?*]', "_", " ".join(kept.split())).strip(". ") if not _hidden(kept) else ""
    stem, dot, extension = name.rpartition(".")
    stem = (stem if dot else name).rstrip(". ")
    if not stem.strip("\u200c\u200d") or len(extension) > MAX_NAME // 2:
        raise UploadRefused("bad_name")
    if _RESERVED.match(stem + "."):
        stem = "_" + stem
    ending = dot + extension if dot else ""
    return stem[: MAX_NAME - len(ending)].rstrip(". ") + ending


def _hidden(name: str) -> bool:
    """Whether nothing but an extension is there: '.pdf'."""
    return re.fullmatch(r"[\s.]*\.[^.]*", name) is not None


def _measure(stream: BinaryIO, max_bytes: int) -> tuple[int, str]:
    """Size and SHA-256, reading no further than the limit."""
    stream.seek(0)
    size, sha256 = 0, hashlib.sha256()
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > max_bytes:
            raise UploadRefused("too_large", max_bytes=max_bytes)
        sha256.update(piece)
    if not size:
        raise UploadRefused("empty")
    return size, sha256.hexdigest()


def _mismatch(extension: str) -> UploadRefused:
    return UploadRefused("content_mismatch", extension=extension)


def _check_magic(stream: BinaryIO, head: bytes, extension: str) -> None:
    """PDF and images: the library must recognise exactly this type; pictures of a size that can be shown."""
    import filetype  # a hundred small modules, needed for uploads only

    if filetype.guess_extension(head) != extension:
        raise _mismatch(extension)
    size = pixel_size(stream) if extension != "pdf" else None
    if size is not None and max(size) > MAX_SIDE:
        raise UploadRefused("too_many_pixels", width=size[0], height=size[1], limit=MAX_SIDE)


def _check_text(stream: BinaryIO, head: bytes, extension: str) -> None:
    """UTF-8, UTF-16 with its mark, or a Windows code page (old Excel): no binary, no markup.

    The filetype library is not asked: two letters (BM, MZ) make it see an image or a program.
    """
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    encoding = next((found for mark, found in marks.items() if head.startswith(mark)), "latin-1")
    if _NO_TEXT.match(head.decode(encoding, errors="replace")):
        raise _mismatch(extension)
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while piece := stream.read(CHUNK):
            if _TEXT_CONTROLS.search(decoder.decode(piece)):
                raise _mismatch(extension)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _mismatch(extension) from error


def _check_office(stream: BinaryIO, head: bytes, extension: str) -> None:
    """A zip whose own declaration of type is the one expected, that unpacks to what it says."""
    if head.startswith(_OLE_MAGIC):  # an Office file with a password, or one from before 2007
        stream.seek(0)
        locked = _OLE_ENCRYPTED in stream.read()
        raise UploadRefused("encrypted_or_bomb", extension=extension) if locked else _mismatch(extension)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_bounds(archive, extension)
            declared = _declares_odf if extension in ("odt", "ods") else _declares_ooxml
            if not head.startswith(b"PK\x03\x04") or not declared(archive, extension):
                raise _mismatch(extension)
            _check_unpacking(archive, extension)
    except BROKEN_ZIP as error:
        raise _mismatch(extension) from error


def _check_bounds(archive: zipfile.ZipFile, extension: str) -> None:
    """What the table of contents says, before anything is unpacked."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    absurd = unpacked > RATIO_FLOOR and unpacked > packed * MAX_RATIO
    locked = any(entry.flag_bits & 1 for entry in entries)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _mismatch(extension)  # no office program writes another kind
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or absurd or locked:
        raise UploadRefused("encrypted_or_bomb", extension=extension)


def _check_unpacking(archive: zipfile.ZipFile, extension: str) -> None:
    """Unpack everything once, piece by piece: the table of contents may lie, bytes may be damaged."""
    for entry in archive.infolist():
        said = entry.file_size
        entry.file_size = 2 * MAX_UNPACKED  # zipfile would stop at the figure said, and hide a lie
        left = said
        with archive.open(entry) as content:
            while piece := content.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise UploadRefused("encrypted_or_bomb", extension=extension)
        if left:
            raise _mismatch(extension)


def _declares_ooxml(archive: zipfile.ZipFile, extension: str) -> bool:
    """ECMA-376 part 2: [Content_Types].xml names the main part's type; no macros."""
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return False
    if not any(name.startswith(_OOXML_FOLDERS[extension]) for name in names):
        return False
    return (CONTENT_TYPES[extension] + ".main+xml").encode() in _small(archive, "[Content_Types].xml")


def _declares_odf(archive: zipfile.ZipFile, extension: str) -> bool:
    """OpenDocument 1.3 part 2: the entry ``mimetype`` is the type; no macros, no password."""
    if b"encryption-data" in _small(archive, "META-INF/manifest.xml"):
        raise UploadRefused("encrypted_or_bomb", extension=extension)
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
        return False
    return _small(archive, "mimetype").strip() == CONTENT_TYPES[extension].encode()


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first MiB of an entry. Raises KeyError when there is none."""
    with archive.open(name) as content:
        return content.read(1024 * 1024)


def _check_audio(stream: BinaryIO, head: bytes, extension: str) -> None:
    """Sound alone, in the container that its name says; what also holds pictures is refused."""
    stream.seek(0)
    content = stream.read()
    if not _SOUNDS[extension](content):
        raise _mismatch(extension)


def _is_mp3(content: bytes) -> bool:
    """MPEG layer III frames, after an ID3 header or at once (ISO 11172-3, 2.4.1.3; id3.org)."""
    start = 0
    if content.startswith(b"ID3") and len(content) > 10:
        start = 10 + sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(content[6:10])))
    frame = content[start : start + 4]
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return False
    version, layer = frame[1] >> 3 & 3, frame[1] >> 1 & 3
    rate, sampling = frame[2] >> 4, frame[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in (0, 15) and sampling != 3


def _is_m4a(content: bytes) -> bool:
    """ISO base media file with a track of sound and none of pictures (ISO 14496-12, 4.3 and 8.4.3)."""
    tracks = set(re.findall(rb"hdlr.{8}(soun|vide)", content, re.DOTALL))
    return content[4:8] == b"ftyp" and tracks == {b"soun"}


def _is_ogg(content: bytes) -> bool:
    """Pages of Ogg whose streams are Opus, Vorbis or Speex (RFC 3533, RFC 7845)."""
    first = content[:HEAD]
    is_sound = any(mark in first for mark in (b"OpusHead", b"\x01vorbis", b"Speex   "))
    return content.startswith(b"OggS") and is_sound and b"theora" not in first


def _is_webm(content: bytes) -> bool:
    """EBML that says "webm", with a codec of sound and none of pictures (RFC 8794, RFC 9559)."""
    first = content[:HEAD]
    is_sound = b"A_OPUS" in first or b"A_VORBIS" in first
    return (
        content.startswith(b"\x1a\x45\xdf\xa3")
        and b"webm" in first[:64]
        and is_sound
        and re.search(rb"V_(?:VP|AV|MPEG)", first) is None
    )


_SOUNDS: Final[dict[str, Callable[[bytes], bool]]] = {
    "mp3": _is_mp3,
    "m4a": _is_m4a,
    "ogg": _is_ogg,
    "webm": _is_webm,
}
_CHECKS: Final[dict[str, Callable[[BinaryIO, bytes, str], None]]] = {
    **dict.fromkeys(("pdf", "png", "jpg", "webp"), _check_magic),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods"), _check_office),
    **dict.fromkeys(("csv", "txt"), _check_text),
    **dict.fromkeys(AUDIO_TYPES, _check_audio),
}
