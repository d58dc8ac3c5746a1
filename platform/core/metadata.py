"""What a file says of its author, of places and of devices, taken out of it: for those who judge without knowing who.

Pictures are cleaned part by part, without unpacking them (JPEG: ITU-T T.81; PNG: third edition, 11.3; WebP: RFC 9649);
PDF with pypdf; Office documents as the archives that they are. What cannot be cleaned for certain gives None: it is not shown.
"""

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from noress.core.metadata_office import clean_office
from noress.core.metadata_pdf import clean_pdf

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
#: JPEG: how colours are meant (JFIF, Adobe); tables and frames are no notes
_KEPT_MARKERS: Final = {0xE0, 0xEE}
_BARE: Final = {0x01, *range(0xD0, 0xD8)}
#: PNG: what the picture needs to be shown
_KEPT_CHUNKS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)  # fmt: skip
_KEPT_WEBP: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
#: EXIF 2.32, part 4.6: tags that name somebody, a place or a device
_EXIF: Final = {
    0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x0131: "Software", 0x0132: "DateTime", 0x013B: "Artist",
    0x013C: "HostComputer", 0x8298: "Copyright", 0x8825: "GPS", 0x9C9D: "Author", 0x9C9B: "Title", 0x9C9C: "Comment",
}  # fmt: skip
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True)
class Cleaned:
    """The bytes without it, and what it was, by its name in the file ("Author", "GPS")."""

    content: bytes
    taken_out: list[str] = field(default_factory=list)


def clean(content: bytes, content_type: str) -> Cleaned | None:
    """None where it cannot be done for certain: unknown, broken, encrypted, or with other files inside."""
    how = _WAYS.get(content_type)
    if how is None:
        return None
    taken: list[str] = []
    try:
        cleaned = how(content, taken)
    except (ValueError, struct.error, IndexError, KeyError):
        return None
    return Cleaned(cleaned, list(dict.fromkeys(taken))) if cleaned is not None else None


# --- pictures --------------------------------------------------------------------------------------------


def _picture(content: bytes, taken: list[str]) -> bytes | None:
    if content[:2] == _JPEG:
        return _jpeg(content, taken)
    if content[:8] == _PNG:
        return _png(content, taken)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content, taken)
    return None


def _jpeg(content: bytes, taken: list[str]) -> bytes:
    """Headers part by part, the picture as it is, nothing after its end: phones hide films and notes there."""
    kept, turned, end = [_JPEG], 1, 2
    for marker, part, follows in _segments(content):
        end += len(part) + len(follows)
        if marker == 0xE1 and part[4:10] == b"Exif\0\0":
            turned = _read_exif(part[10:], taken) or turned
        elif marker in _KEPT_MARKERS:
            kept.append(_bare_jfif(part))
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            taken.append(_application_name(marker, part))
        else:
            kept += [part, follows]
    if len(content) > end + 2:
        taken.append("Trailer")
    if turned != 1:
        kept.insert(1, _orientation_note(turned))
    return b"".join(kept) + b"\xff\xd9"


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(marker, its part, the picture's own bytes that follow) until the end of the picture."""
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no marker")
        marker = content[place + 1]
        if marker == 0xD9:
            return
        if marker in _BARE or marker == 0xFF:  # alone, or filling up
            end = place + (1 if marker == 0xFF else 2)
        else:
            end = place + 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
        after = _end_of_scan(content, end) if marker == 0xDA else end
        yield marker, content[place:end], content[end:after]
        place = after


def _bare_jfif(part: bytes) -> bytes:
    """JFIF may carry a small picture of its own."""
    if part[4:9] == b"JFIF\0" and len(part) > 18:
        return b"\xff\xe0\x00\x10" + part[4:16] + b"\0\0"
    return b"" if part[4:9] == b"JFXX\0" else part


def _application_name(marker: int, part: bytes) -> str:
    if marker == 0xFE:
        return "Comment"
    if part[4:].startswith(b"http://ns.adobe.com/"):
        return "XMP"
    return "IPTC" if marker == 0xED else "ICC" if marker == 0xE2 else f"APP{marker - 0xE0}"


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next marker stands: a byte FF in the picture is followed by 00 or by a restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise ValueError("no end")
        if content[place + 1] != 0 and not 0xD0 <= content[place + 1] <= 0xD7:
            return place
        place += 2


def _read_exif(tiff: bytes, taken: list[str]) -> int | None:
    """How the picture is turned, the one note that is kept; the names of the others."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        taken.append("EXIF")
        return None
    start = struct.unpack(f"{order}I", tiff[4:8])[0]
    count = struct.unpack(f"{order}H", tiff[start : start + 2])[0] if start + 2 <= len(tiff) else 0
    turned, found = None, []
    for number in range(count):
        entry = tiff[start + 2 + 12 * number : start + 14 + 12 * number]
        if len(entry) < 12:
            break
        tag = struct.unpack(f"{order}H", entry[:2])[0]
        if tag == _ORIENTATION:
            value = int(struct.unpack(f"{order}H", entry[8:10])[0])
            turned = value if 1 <= value <= 8 else None
        elif tag in _EXIF:
            found.append(_EXIF[tag])
    taken += found or (["EXIF"] if turned is None else [])
    return turned


def _orientation_note(turned: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes, taken: list[str]) -> bytes:
    kept, place = [_PNG], 8
    while True:
        size, name = struct.unpack(">I4s", content[place : place + 8])
        end = place + 12 + size
        if end > len(content):
            raise ValueError("cut")
        if name in _KEPT_CHUNKS:
            kept.append(content[place:end])
        else:
            taken.append(_text_name(name, content[place + 8 : end - 4]))
        place = end
        if name == b"IEND":
            break
    if len(content) > place:
        taken.append("Trailer")
    return b"".join(kept)


def _text_name(name: bytes, body: bytes) -> str:
    if name in (b"tEXt", b"zTXt", b"iTXt"):
        return body.split(b"\0", 1)[0][:79].decode("latin-1") or "Text"
    return "EXIF" if name == b"eXIf" else name.decode("latin-1")


def _webp(content: bytes, taken: list[str]) -> bytes:
    kept, place = [], 12
    until = min(len(content), 8 + struct.unpack("<I", content[4:8])[0])
    while place + 8 <= until:
        name, size = struct.unpack("<4sI", content[place : place + 8])
        end = place + 8 + size + size % 2
        if end > len(content) + size % 2:
            raise ValueError("cut")
        part = content[place:end]
        if name == b"VP8X":  # it says no more that notes follow
            part = part[:8] + bytes([part[8] & ~0x2C]) + part[9:]
        if name in _KEPT_WEBP:
            kept.append(part)
        else:
            taken.append(name.decode("latin-1").strip())
        place = end
    if len(content) > until:
        taken.append("Trailer")
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def clean_picture(content: bytes, taken: list[str]) -> bytes | None:
    """For pictures inside other files: None where it is not one of those that are known."""
    try:
        return _picture(content, taken)
    except (ValueError, struct.error, IndexError, KeyError):
        return None


# --- texts and documents -----------------------------------------------------------------------------------


def _text(content: bytes, taken: list[str]) -> bytes:
    """It carries nothing beside what it says."""
    return content


_Way = Callable[[bytes, list[str]], bytes | None]
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."


def _pdf(content: bytes, taken: list[str]) -> bytes | None:
    return clean_pdf(io.BytesIO(content), taken, clean_picture)


def _office(content: bytes, taken: list[str]) -> bytes | None:
    return clean_office(io.BytesIO(content), taken, clean_picture)


_WAYS: dict[str, _Way] = {
    "image/jpeg": _picture, "image/png": _picture, "image/webp": _picture, "application/pdf": _pdf,
    _OOXML + "wordprocessingml.document": _office, _OOXML + "spreadsheetml.sheet": _office,
    _OOXML + "presentationml.presentation": _office, _ODF + "text": _office, _ODF + "spreadsheet": _office,
    "text/plain": _text, "text/csv": _text,
}  # fmt: skip
