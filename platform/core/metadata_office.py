"""Office documents (OOXML: ECMA-376; OpenDocument 1.3) without what they say of who made them; see metadata.py.

They are archives: their properties are replaced by empty ones, names of authors are blanked wherever an attribute or an
element holds them, pictures are cleaned. One that holds other documents or programs gives None.
"""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO, Final

from noress.core.uploads import BROKEN_ZIP

_Picture = Callable[[bytes, list[str]], bytes | None]
#: other documents, programs and signatures inside
_INSIDE: Final = re.compile(r"(^|/)(embeddings|activeX|ctrlProps|_xmlsignatures|externalLinks|ObjectReplacements|Basic|Scripts)(/|$)|vbaProject|documentsignatures", re.I)  # fmt: skip
#: of programs: which printer, what a template kept for itself, a small picture of the first page
_DROPPED: Final = re.compile(r"(^|/)(printerSettings|customXml|Configurations2)/(?!_rels/|itemProps)|^docProps/thumbnail\.(?!jpe?g$)|^layout-cache$", re.I)  # fmt: skip
_PICTURES: Final = re.compile(r"\.(jpe?g|png|webp)$", re.I)
#: drawings of other formats may hold notes that nothing here reads
_UNREAD: Final = re.compile(
    r"\.(emf|wmf|tiff?|gif|bmp|svg|mp4|m4a|mp3|wav|avi|mov|heic|pdf|wdp|eps|bin)$", re.I
)
_HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY: Final = {
    "docProps/core.xml": _HEAD + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": _HEAD + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": _HEAD + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}  # fmt: skip
_EMPTY_ODF: Final = (
    _HEAD + b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3">'
    b"<office:meta/></office:document-meta>"
)  # fmt: skip
_EMPTY_SETTINGS: Final = (
    _HEAD + b'<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3">'
    b"<office:settings/></office:document-settings>"
)  # fmt: skip
#: elements and attributes of properties that hold something, by their names
_PROPERTY: Final = re.compile(rb"<(?:\w+:)?(\w+)(?:\s[^>]*)?>([^<\s][^<]*)<")
#: who wrote a note or a change, on whose machine
_ATTRIBUTES: Final = re.compile(
    rb'(\s(?:\w+:)?(?:author|initials|userId|userName|displayName|providerId|lastModifiedBy|clIdx)|\sname(?=="[^"]*"\s+initials))="([^"]*)"'
)
_ELEMENTS: Final = re.compile(
    rb"(<(?:dc:creator|author|text:initial-creator|text:creator|text:author-name|text:author-initials|meta:initial-creator|meta:creator-initials|loext:sender-initials)(?:\s[^>]*)?>)([^<]+)(<)"
)  # fmt: skip
_PATHS: Final = re.compile(rb"<(?:\w+:)?absPath\b[^>]*/>|<mc:AlternateContent[^>]*>(?:(?!</mc:AlternateContent>).)*absPath.*?</mc:AlternateContent>", re.S)  # fmt: skip
#: of templates and pictures on the author's own disk
_TARGETS: Final = re.compile(rb'(\sTarget=")(file:[^"]*)(")', re.I)
_MOST: Final = 256 * 1024 * 1024


def clean_office(stream: BinaryIO, taken: list[str], picture: _Picture) -> bytes | None:
    """None for one that is encrypted, broken, or holds what cannot be cleaned."""
    output = BytesIO()
    try:
        with zipfile.ZipFile(stream) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
            if sum(one.file_size for one in source.infolist()) > _MOST:
                return None
            if source.comment:
                taken.append("Comment")
            for entry in source.infolist():
                if entry.is_dir():
                    continue
                if entry.flag_bits & 1 or _INSIDE.search(entry.filename):
                    return None
                content: bytes | None = b""
                if _DROPPED.search(entry.filename):
                    taken.append(entry.filename.rpartition("/")[0] or entry.filename)
                    content = b"<none/>" if entry.filename.endswith(".xml") else b""
                elif _UNREAD.search(entry.filename):
                    return None
                else:
                    content = _cleaned(entry.filename, source.read(entry), taken, picture)
                if content is None:
                    return None
                method = entry.compress_type if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
                target.writestr(zipfile.ZipInfo(entry.filename), content, compress_type=method)
    except BROKEN_ZIP:
        return None
    return output.getvalue()


def _cleaned(name: str, content: bytes, taken: list[str], picture: _Picture) -> bytes | None:
    if name in _EMPTY:
        taken += _properties(content)
        return _EMPTY[name]
    if name == "meta.xml" or name.endswith("/meta.xml"):
        taken += _properties(content)
        return _EMPTY_ODF
    if name == "settings.xml" or (
        name.endswith("/settings.xml") and not name.startswith(("word/", "xl/", "ppt/"))
    ):
        return _EMPTY_SETTINGS
    if _PICTURES.search(name):
        return picture(content, taken)
    if name.endswith((".xml", ".rels", ".rdf")):
        return _blanked(content, taken)
    return content


def _properties(content: bytes) -> list[str]:
    """Names of the properties that say something."""
    return [found[0].decode("ascii", "replace") for found in _PROPERTY.findall(content)]


def _blanked(content: bytes, taken: list[str]) -> bytes:
    def attribute(found: "re.Match[bytes]") -> bytes:
        if found[2]:
            taken.append(found[1].strip().decode("ascii", "replace").rpartition(":")[2])
        return found[1] + b'=""'

    def element(found: "re.Match[bytes]") -> bytes:
        taken.append(found[1].strip(b"<>").split()[0].decode("ascii", "replace").rpartition(":")[2])
        return found[1] + found[3]

    content = _TARGETS.sub(rb"\1about:blank\3", content)
    if _PATHS.search(content):
        taken.append("absPath")
        content = _PATHS.sub(b"", content)
    return _ELEMENTS.sub(element, _ATTRIBUTES.sub(attribute, content))
