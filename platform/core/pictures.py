"""Photographs as they may be shown to everybody: without what the camera noted beside the picture (place, serial number).

A phone turns a picture by a note of EXIF; that one note alone is kept (JPEG, EXIF 2.32 part 4.6; PNG chunks; RIFF of WebP).
"""

import struct

_KEPT_JPEG = {0xE0, 0xEE}  # JFIF and Adobe's: how colours are meant
_DROPPED = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"EXIF", b"XMP "}
_ORIENTATION = 0x0112


def without_notes(content: bytes) -> bytes:
    """The same picture; what is not understood is given back as it is only when it is no picture that carries notes."""
    if content[:2] == b"\xff\xd8":
        return _jpeg(content)
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return content[:8] + _chunks(content, 8, ">", extra=4, size_first=True)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kept = _chunks(content, 12, "<", extra=0, size_first=False)
        return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + kept
    return content


def _jpeg(content: bytes) -> bytes:
    kept, place, turned = [b"\xff\xd8"], 2, 1
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != 0xDA:
        marker, size = content[place + 1], struct.unpack(">H", content[place + 2 : place + 4])[0]
        part = content[place : place + 2 + size]
        if marker == 0xE1 and part[4:10] == b"Exif\0\0":
            turned = _orientation(part[10:])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _KEPT_JPEG:
            kept.append(part)
        place += 2 + size
    if turned != 1:
        kept.insert(1, _orientation_note(turned))
    return b"".join(kept) + content[place:]


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    start = struct.unpack(f"{order}I", tiff[4:8])[0]
    if start + 2 > len(tiff):
        return 1
    for number in range(struct.unpack(f"{order}H", tiff[start : start + 2])[0]):
        entry = tiff[start + 2 + 12 * number : start + 14 + 12 * number]
        if len(entry) == 12 and struct.unpack(f"{order}H", entry[:2])[0] == _ORIENTATION:
            turned = int(struct.unpack(f"{order}H", entry[8:10])[0])
            return turned if 1 <= turned <= 8 else 1
    return 1


def _orientation_note(turned: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _chunks(content: bytes, place: int, order: str, *, extra: int, size_first: bool) -> bytes:
    kept = []
    while place + 8 <= len(content):
        size_at, name_at = (place, place + 4) if size_first else (place + 4, place)
        size = struct.unpack(f"{order}I", content[size_at : size_at + 4])[0]
        end = place + 8 + size + extra
        end += 0 if size_first else size % 2
        if content[name_at : name_at + 4] not in _DROPPED:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)
