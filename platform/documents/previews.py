"""Light previews for a phone: a photo made small, the first page of a PDF; 60 KB at most."""

import io
import tempfile
from pathlib import Path
from typing import Any, Final

MOST: Final = 60 * 1024
_SIDES: Final = (960, 720, 540, 400, 280)
_QUALITIES: Final = (72, 55, 40)
_PAGE: Final = '#set page(width: auto, height: auto, margin: 0pt)\n#image("page.pdf", width: 400pt)\n'


def preview_of(content: bytes, content_type: str) -> bytes | None:
    """A JPEG; None for what has no picture, or cannot be read."""
    if content_type == "application/pdf":
        page = _first_page(content)
        return _small(page) if page is not None else None
    return _small(content) if content_type.startswith("image/") else None


def _small(content: bytes) -> bytes | None:
    from PIL import Image, ImageOps, UnidentifiedImageError  # heavy: the worker alone makes previews

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            opened.draft("RGB", (_SIDES[0], _SIDES[0]))  # a JPEG is unpacked at that size
            picture: Any = ImageOps.exif_transpose(opened)
            picture.thumbnail((_SIDES[0], _SIDES[0]))
            return _within(_flat(picture))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None


def _flat(picture: Any) -> Any:
    """On white where it lets the page through."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        under = Image.new("RGB", picture.size, "white")
        clear = picture.convert("RGBA")
        under.paste(clear, mask=clear.getchannel("A"))
        return under
    return picture.convert("RGB")


def _within(picture: Any) -> bytes | None:
    for side in _SIDES:
        picture.thumbnail((side, side))
        for quality in _QUALITIES:
            output = io.BytesIO()
            picture.save(output, "JPEG", quality=quality, optimize=True, progressive=True)
            if output.tell() <= MOST:
                return output.getvalue()
    return None


def _first_page(content: bytes) -> bytes | None:
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.pdf").write_bytes(content)
        (Path(folder) / "page.typ").write_text(_PAGE)
        try:
            made = typst.compile(str(Path(folder) / "page.typ"), root=folder, format="png", ppi=110.0)
        except (typst.TypstError, RuntimeError, ValueError):
            return None
    pages = made if isinstance(made, list) else [made]
    return bytes(pages[0]) if pages and pages[0] else None
