"""PDF from a template and plain data. Data is never markup: it travels as JSON and is printed as text."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from noress.core import clock
from noress.core.i18n import DIRECTION, in_language
from noress.core.i18n import gettext as _
from noress.documents import compiler
from noress.documents.signs import printable
from noress.domain.files import documents

log = logging.getLogger(__name__)

#: one document; the lease of domain/files/rules is longer
SECONDS = 120
FONT_FILES = (
    "Amiri_400Regular.ttf", "Amiri_700Bold.ttf", "AmiriPlain_400Regular.ttf", "AmiriPlain_700Bold.ttf",
    "NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf", "NotoSansTifinagh_400Regular.ttf", "signs.json",
)  # fmt: skip


class TypesettingError(RuntimeError):
    """The document could not be made; the message is for those who look after the platform."""


def make_pdf(
    template: str, data: dict[str, Any], *, title: str, language: str, reference: str = "", version: str = "",
    sha256: str = "",
) -> bytes:  # fmt: skip
    """A PDF/UA-1 and PDF/A-2a file of `templates/<template>`, in the direction of its language. The
    reference, the version and the SHA-256 of the frozen content stand at the foot of each page."""
    request = write_request(
        template, data, title=title, language=language, reference=reference, version=version, sha256=sha256
    )
    return typeset(template, request)


def write_request(
    template: str, data: dict[str, Any], *, title: str, language: str, reference: str = "", version: str = "",
    sha256: str = "",
) -> bytes:  # fmt: skip
    """What `typeset` is given for it: a third of the memory that `data` takes."""
    check_fonts()
    with in_language(language):
        document = {
            "title": title, "language": language, "direction": DIRECTION[language], "reference": reference,
            "version": version, "sha256": sha256, "letterhead": documents.letterhead(), "words": _words(),
            "data": data,
        }  # fmt: skip
    about = json.dumps({"template": template, "made_at": clock.now().isoformat(timespec="seconds")})
    # the compiler hands the second line on as it is
    return f"{about}\n{json.dumps(printable(document), ensure_ascii=False)}".encode()


def _words() -> dict[str, str]:
    """What base.typ itself writes."""
    return {
        "page": _("Page {page} sur {pages}"),
        "reference": _("Référence :"),
        "version": _("Version :"),
        "verify": _("Empreinte SHA-256 du contenu, à vérifier sur {address} :"),
        "signature": _("Signature et cachet"),
        "date": _("Date"),
    }


def check_fonts() -> None:
    missing = [name for name in FONT_FILES if not compiler.FONTS.joinpath(name).exists()]
    if missing:
        raise TypesettingError(
            f"the fonts of papers are missing in {compiler.FONTS}: run `make assets` ({', '.join(missing)})"
        )


def typeset(template: str, request: bytes, threads: int = 0) -> bytes:
    """In a process of its own, without our settings; see compiler.py. On as many threads as there are processors, unless
    others are at work beside it."""
    needed = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 -- our own program; what is untrusted goes through its input
            [sys.executable, "-I", str(Path(compiler.__file__).resolve())],
            input=request, capture_output=True, timeout=SECONDS, check=False,
            env={**needed, "RAYON_NUM_THREADS": str(threads)},
            start_new_session=True,  # Ctrl-C stops the worker, which gives the document back
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"{template}: not made within {SECONDS} seconds") from error
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise TypesettingError(f"{template}: {said or f'the compiler ended with {done.returncode}'}")
    if said:
        log.warning("%s: %s", template, said)
    return done.stdout
