"""What goes to the compiler: signs that can be printed, trees of long texts."""

import pytest

from noress.core.i18n import in_language
from noress.documents.pieces import markdown_tree
from noress.documents.signs import printable


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("Procès-verbal de Salé", "Procès-verbal de Salé"), ("العربية ⵜⴰⵎⴰⵣⵉⵖⵜ", "العربية ⵜⴰⵎⴰⵣⵉⵖⵜ"),
        ("✅ ☐ ■ →", "[x] [ ] • ›"), ("\U0001f600", "\ufffd"), ("a\tb\r\nc\x00\x1b", "a b\nc"),
        ("\u202e\u2066gauche\u2069", "gauche"), ("لا\u200cف", "لا\u200cف"), ("10\u202fh", "10\u202fh"), ("\ufe0f", ""),
    ],
)  # fmt: skip
def test_signs(said, printed):
    assert printable(said) == printed


def test_words_wider_than_a_line_can_be_cut_and_hashes_are_whole():
    assert printable("a" * 200) == "\u200b".join(["a" * 80, "a" * 80, "a" * 40])
    assert printable("f" * 64) == "f" * 64
    assert printable({"svg": "<svg" + "h" * 100, "text": "x"}) == {"svg": "<svg" + "h" * 100, "text": "x"}


def test_numbers_and_shapes_are_kept():
    assert printable({"a": [1, 2.5, None, True, ("✅",)], 3: {"b": "x"}}) == {
        "a": [1, 2.5, None, True, ["[x]"]], "3": {"b": "x"},
    }  # fmt: skip


def text(said: str) -> dict:
    return {"kind": "text", "text": said}


def paragraph(*content: dict, lang: str = "fr") -> dict:
    return {"kind": "text", "lang": lang, "content": list(content)}


TREES = [
    ("", []),
    ("a *b* **c**", [paragraph(text("a "), {"kind": "plain", "content": [text("b")]}, text(" "),
                               {"kind": "bold", "content": [text("c")]})]),
    ("un\ndeux\n\nنص", [paragraph(text("un"), {"kind": "break"}, text("deux")), paragraph(text("نص"), lang="ar")]),
    ("[l](https://a.ma) [m](javascript:alert(1))", [
        paragraph({"kind": "link", "address": "https://a.ma", "content": [text("l")]}, text(" [m](javascript:alert(1))"))]),
    ("[fichier](file:///etc/passwd)", [paragraph(text("[fichier](file:///etc/passwd)"))]),
    ("[page](/sessions/1)", [paragraph({"kind": "plain", "content": [text("page")]})]),
    ("3. a\n4. b\n   - c", [{"kind": "list", "ordered": True, "start": 3, "items": [
        {"content": [paragraph(text("a"))]},
        {"content": [paragraph(text("b")),
                     {"kind": "list", "ordered": False, "start": 1, "items": [{"content": [paragraph(text("c"))]}]}]}]}]),
    ("# x\n<b>y</b> `z` ![i](https://a.ma/i.png)", [
        paragraph(text("# x"), {"kind": "break"}, text("<b>y</b> `z` !"),
                  {"kind": "link", "address": "https://a.ma/i.png", "content": [text("i")]})]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "tree"), TREES)
def test_trees(said, tree):
    with in_language("fr"):
        assert markdown_tree(said) == tree


def test_a_very_long_or_deep_text_is_read_whole():
    with in_language("fr"):
        assert len(markdown_tree("mot\n\n" * 40_000)) == 40_000
        assert markdown_tree("- " * 3_000 + "x")
        assert markdown_tree("[" * 20_000 + "**" * 20_000)
