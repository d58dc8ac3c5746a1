"""How many points a picture has, read from its header: nothing is unpacked to know it.

A phone's photo of 12,000 points a side needs half a gigabyte to be shown: it is refused before anybody opens it.
"""

import struct
from typing import BinaryIO, Final

#: points a side; the largest sensors of phones write 9,248 by 6,936 in their usual mode
MAX_SIDE: Final = 10_000
HEAD: Final = 512 * 1024  # a JPEG may carry previews and profiles before its size

_PNG: Final = b"\x89PNG\r\n\x1a\n"
#: JPEG markers that start a frame (ITU-T T.81, table B.1); the others of that range mean something else
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: markers without a length
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


def pixel_size(stream: BinaryIO) -> tuple[int, int] | None:
    """(width, height) of a PNG, JPEG or WebP from its start; None when its header does not say."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    try:
        if head.startswith(_PNG):
            return struct.unpack(">II", head[16:24])
        if head.startswith(b"\xff\xd8"):
            return _jpeg_size(head)
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            return _webp_size(head)
    except (struct.error, IndexError):
        return None
    return None


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    place = 2
    while place < len(head):
        if head[place] != 0xFF:
            return None
        while head[place] == 0xFF:  # fill bytes
            place += 1
        marker = head[place]
        place += 1
        if marker in _BARE:
            continue
        (length,) = struct.unpack(">H", head[place : place + 2])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", head[place + 3 : place + 7])
            return width, height
        place += max(length, 2)
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """RFC 9649: the three kinds of first chunk."""
    kind = head[12:16] if len(head) >= 30 or (head[12:16] == b"VP8L" and len(head) >= 25) else b""
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
