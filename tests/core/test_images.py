"""The size of a picture, read from its header alone."""

import io
import struct

import pytest

from noress.core.images import pixel_size
from noress.core.uploads import UploadRefused, check_upload


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)


def jpeg(width, height, before=b""):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9) + before + frame + b"\xff\xd9"


def webp(chunk):
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


WEBPS = {
    "extended": webp(b"VP8X" + struct.pack("<I", 10) + bytes(4) + (11_999).to_bytes(3, "little") + (8_999).to_bytes(3, "little")),
    "lossless": webp(b"VP8L" + struct.pack("<I", 5) + b"\x2f" + (11_999 | 8_999 << 14).to_bytes(4, "little")),
    "lossy": webp(b"VP8 " + struct.pack("<I", 10) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 12_000, 9_000)),
}  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [png(12_000, 9_000), jpeg(12_000, 9_000), *WEBPS.values()],
    ids=["png", "jpeg", *WEBPS],
)
def test_the_header_says_the_size(content):
    stream = io.BytesIO(content)
    assert pixel_size(stream) == (12_000, 9_000)
    assert stream.tell() == 0


def test_a_preview_before_the_frame_is_passed_over():
    """A phone's photo carries its preview, and a table that looks like a frame, before its own size."""
    exif = b"\xff\xe1" + struct.pack(">H", 40_002) + b"\xc0" * 40_000
    tables = b"\xff\xc4" + struct.pack(">H", 4) + b"\0\0"
    assert pixel_size(io.BytesIO(jpeg(640, 480, before=exif + b"\xff\xff" + tables[1:]))) == (640, 480)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\x00\x00", webp(b"VP8L"), webp(b"ALPH" + bytes(20)), jpeg(1, 1)[:22]],
)  # fmt: skip
def test_what_says_nothing_has_no_size(content):
    assert pixel_size(io.BytesIO(content)) is None


def test_a_picture_of_twelve_thousand_points_is_refused_unopened():
    with pytest.raises(UploadRefused) as refused:
        check_upload("photo.jpg", io.BytesIO(jpeg(12_000, 9_000)), max_bytes=1_000_000)
    assert refused.value.code == "too_many_pixels"
    assert refused.value.params == {"width": 12_000, "height": 9_000, "limit": 10_000}


def test_a_picture_at_the_limit_is_taken():
    assert check_upload("photo.jpg", io.BytesIO(jpeg(10_000, 10_000)), max_bytes=1_000_000).extension == "jpg"
