"""A PDF without what it says of who made it; see metadata.py.

Only what the pages reach is written anew, so that older versions, kept in the file by programs that append, do not come.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, BinaryIO, Final

#: of any object: notes of programs, and where it comes from
_NOTES: Final = ("/Metadata", "/PieceInfo", "/LastModified")
#: of the document: other files, scripts, forms with their own data
_CATALOGUE: Final = (
    "/Names",
    "/AcroForm",
    "/OpenAction",
    "/AA",
    "/Perms",
    "/Legal",
    "/SpiderInfo",
    "/Collection",
    "/AF",
)
#: of what somebody wrote on a page
_AUTHORED: Final = ("/T", "/Contents", "/RC", "/Subj", "/NM", "/M", "/CreationDate")
_Picture = Callable[[bytes, list[str]], bytes | None]


def clean_pdf(stream: BinaryIO, taken: list[str], picture: _Picture) -> bytes | None:
    """None for one that is encrypted, signed or broken."""
    from pypdf import PdfReader, PdfWriter  # heavy: the worker alone reads PDF files
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(stream)
        if reader.is_encrypted or _is_signed(reader):
            return None
        _note_properties(reader, taken)
        writer = PdfWriter()
        for page in reader.pages:
            _clean_page(writer.add_page(page), taken)
        if not all(_clean_object(thing, taken, picture) for thing in _objects(writer)):
            return None
        writer.metadata = None
        output = BytesIO()
        writer.write(output)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError):
        return None
    return output.getvalue()


def _objects(writer: Any) -> Iterator[Any]:
    """All that the new file is made of."""
    number = 1
    while True:
        try:
            thing = writer.get_object(number)
        except IndexError:
            return
        yield thing
        number += 1


def _is_signed(reader: Any) -> bool:
    """A signature names who signs, and is nothing any more once the file changes."""
    root = reader.trailer["/Root"]
    form = root.get("/AcroForm")
    flags = form.get_object().get("/SigFlags", 0) if form is not None else 0
    return bool(int(flags) & 1) or "/Perms" in root


def _note_properties(reader: Any, taken: list[str]) -> None:
    information = reader.trailer.get("/Info")
    if information is not None:
        taken += [str(name).removeprefix("/") for name in information.get_object()]
    root = reader.trailer["/Root"]
    if "/Metadata" in root:
        taken.append("XMP")
    taken += [name.removeprefix("/") for name in _CATALOGUE if name in root and name != "/OpenAction"]


def _clean_page(page: Any, taken: list[str]) -> None:
    """Attached files and sounds go; of notes written on it, who wrote them."""
    kept = []
    for reference in page.get("/Annots", []) or []:
        note = reference.get_object()
        if note.get("/Subtype") == "/Link":
            kept.append(reference)
        else:
            taken.append("Annotations")
            for name in _AUTHORED:
                note.pop(name, None)
    if "/Annots" in page:
        from pypdf.generic import ArrayObject, NameObject

        page[NameObject("/Annots")] = ArrayObject(kept)
    for name in ("/AA", "/Thumb", "/B"):
        page.pop(name, None)


def _clean_object(thing: Any, taken: list[str], picture: _Picture) -> bool:
    """False where a picture inside cannot be cleaned."""
    if not hasattr(thing, "pop") or not hasattr(thing, "get") or isinstance(thing, list):
        return True
    for name in _NOTES:
        if name in thing:
            taken.append("XMP" if name == "/Metadata" else name.removeprefix("/"))
            thing.pop(name)
    if thing.get("/Subtype") == "/FileAttachment" or thing.get("/Type") == "/EmbeddedFile":
        return False
    filters = thing.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, list) else [str(filters)]
    if names != ["/DCTDecode"]:
        return not {"/DCTDecode", "/JPXDecode"} & set(names)  # of a picture wrapped twice, nothing is known
    cleaned = picture(bytes(thing._data), taken)  # noqa: SLF001 -- as it is stored: a JPEG
    if cleaned is None:
        return False
    thing._data = cleaned  # noqa: SLF001 -- pypdf changes no stream that it does not pack itself
    return True
