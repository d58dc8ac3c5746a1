"""The headings of a sheet that comes back: the same ones are understood as they were before."""

import hashlib

from noress.core.folding import fold
from noress.core.i18n import LANGUAGES, in_language
from noress.core.i18n import lazy as _

#: columns that we add to the lines in error: a corrected sheet comes back with them
ADDED = (_("Ligne"), _("À corriger"))


def headings_key(headings: list[str]) -> str:
    """Two sheets with the same headings have the same key; those that we add to lines in error do not count."""
    ours = set()
    for code in LANGUAGES:
        with in_language(code):
            ours |= {fold(str(text)) for text in ADDED}
    kept = [fold(text) for text in headings]
    while kept and (not kept[-1] or kept[-1] in ours):
        kept.pop()
    return hashlib.sha256("\x1f".join(kept).encode()).hexdigest()
