"""Signs that our fonts cannot show: replaced before typesetting, because an archival PDF is refused for one."""

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

from noress.documents import compiler

UNKNOWN = "\ufffd"
#: what people paste from phones and word processors, and what says the same in our fonts
ALIKE = {
    **dict.fromkeys("■▪●◼◾⬛❖➢➤►▶\uf0b7\uf0a7\uf0d8", "•"),
    **dict.fromkeys("□☐❑❏◻○◯", "[ ]"),
    **dict.fromkeys("✓✔✅☑", "[x]"),
    **dict.fromkeys("❌✗✘✖", "×"),
    **dict.fromkeys("→➔➜➡⇒", "›"), **dict.fromkeys("←⇐", "‹"),
}  # fmt: skip
#: without a glyph and useful: joiners, marks of direction, places where a word may be cut
KEPT = frozenset("\n\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060")
#: wider than a line: cut, or it would leave the page (and the PDF format refuses the longest)
_LONG = 80
TOO_LONG = re.compile(rf"\S{{{_LONG}}}(?=\S)")


def printable(value: Any) -> Any:
    """The same lists and dictionaries, every text in signs that can be printed."""
    if isinstance(value, str):
        known = value.translate(_SIGNS) if _others().search(value) else value
        return TOO_LONG.sub("\\g<0>\u200b", known) if len(known) > _LONG else known
    if isinstance(value, dict):  # a drawing is no text
        return {str(key): item if key == "svg" else printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return printable(str(value))


class _Signs(dict[int, str]):
    """{code: what is printed}, each worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = printed = _sign(chr(code))
        return printed


_SIGNS = _Signs()


def _sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign in KEPT:
        return sign
    if sign.isspace() and ord(sign) not in _known():
        return " "
    if category in {"Cc", "Cf"}:  # also the signs that turn the order of what follows
        return ""
    if ord(sign) in _known():
        return sign
    return ALIKE.get(sign, "" if category == "Mn" else UNKNOWN)


@lru_cache(maxsize=1)
def _others() -> re.Pattern[str]:
    """What is not printed as it is: looked for first, since a booklet has millions of signs that are."""
    itself = (sign for sign in map(chr, _known()) if _sign(sign) == sign)
    return re.compile(f"[^{''.join(map(re.escape, sorted({*itself, *KEPT})))}]")


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    ranges = json.loads(compiler.FONTS.joinpath("signs.json").read_text())
    return frozenset(sign for first, last in ranges for sign in range(first, last + 1))
