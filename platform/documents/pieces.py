"""What makers put in their data for the shared pieces of templates/base.typ: plain JSON, no markup."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from noress.core.i18n import DEFAULT, Translated, french_spacing, language
from noress.core.markdown import parse

SAFE_LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_TIFINAGH = range(0x2D30, 0x2D80)


def spoken(value: Any, code: str | None = None) -> dict[str, str]:
    """{"text", "lang"} for `say()`: a content in its language; a plain text in the language of its letters
    (the name of a French-speaking institution inside an Arabic paper)."""
    wanted = code or language()
    if isinstance(value, Translated):
        found, text = value.pick(wanted)
        return {"text": french_spacing(text) if found == DEFAULT else text, "lang": found}
    text = str(value if value is not None else "")
    return {"text": text, "lang": _language_of(text, wanted)}


def _language_of(text: str, wanted: str) -> str:
    """By the first letter: Arabic and Tifinagh are known by theirs, Latin letters are French or English."""
    for sign in text:
        if ord(sign) in _TIFINAGH:
            return "zgh"
        direction = unicodedata.bidirectional(sign)
        if direction in {"R", "AL"}:
            return "ar"
        if direction == "L":
            return wanted if wanted != "ar" else DEFAULT
    return wanted


def markdown_tree(text: Any) -> list[dict[str, Any]]:
    """The small Markdown subset for `prose()`: paragraphs and lists of texts, bold, links, line breaks;
    from the same tokens as the page shows (core/markdown.py)."""
    root: list[dict[str, Any]] = []
    stack: list[list[dict[str, Any]]] = [root]
    for token in parse(text):
        if token.type == "inline":
            inline = _inline(token.children or [])
            plain = "".join(_texts(inline))
            stack[-1].append({"kind": "text", "lang": _language_of(plain, language()), "content": inline})
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            items: list[dict[str, Any]] = []
            start = int(token.attrGet("start") or 1)
            stack[-1].append(
                {"kind": "list", "ordered": token.type.startswith("ordered"), "start": start, "items": items}
            )
            stack.append(items)
        elif token.type == "list_item_open":
            content: list[dict[str, Any]] = []
            stack[-1].append({"content": content})
            stack.append(content)
        elif token.type in {"bullet_list_close", "ordered_list_close", "list_item_close"}:
            stack.pop()
    return root


def _inline(tokens: Iterable[Any]) -> list[dict[str, Any]]:
    root: list[dict[str, Any]] = []
    stack = [root]
    for token in tokens:
        if token.type == "text":
            if token.content:
                stack[-1].append({"kind": "text", "text": token.content})
        elif token.type in {"softbreak", "hardbreak"}:
            stack[-1].append({"kind": "break"})
        elif token.nesting == 1:
            content: list[dict[str, Any]] = []
            stack[-1].append(_span(token, content))
            stack.append(content)
        elif token.nesting == -1:
            stack.pop()
        elif token.content:
            stack[-1].append({"kind": "text", "text": token.content})
    return root


def _span(token: Any, content: list[dict[str, Any]]) -> dict[str, Any]:
    if token.type == "strong_open":
        return {"kind": "bold", "content": content}
    address = str(token.attrGet("href") or "")
    if token.type == "link_open" and SAFE_LINK.match(address):
        return {"kind": "link", "address": address, "content": content}
    return {"kind": "plain", "content": content}


def _texts(inline: Iterable[dict[str, Any]]) -> Iterable[str]:
    for item in inline:
        yield item.get("text", "")
        yield from _texts(item.get("content", []))


def qr(address: str) -> dict[str, str]:
    """A QR code for `code()`, with the address that it holds."""
    import segno  # only papers and second factors draw codes

    drawn = segno.make(address, error="m", micro=False)
    return {"address": address, "svg": drawn.svg_inline(border=0, dark="#000", omitsize=True)}
