"""The plain Arabic of small print: words that can be searched, and lam that joins alef as it must."""

import pypdfium2
import pytest
import typst

from noress.documents import compiler
from tests.documents.test_typesetting import WORDS


def typeset(text: str, family: str) -> pypdfium2.PdfDocument:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(compiler.FONTS)]
    )
    source = (
        f'#set page(width: 90mm, height: 60mm)\n#set text(font: "{family}", lang: "ar", size: 12pt)\n{text}'
    )
    pdf, warnings = typst.compile_with_warnings(source.encode(), font_paths=fonts)
    assert warnings == []
    return pypdfium2.PdfDocument(pdf)


def picture(text: str, family: str) -> bytes:
    return typeset(text, family)[0].render(scale=3).to_pil().tobytes()


def test_its_words_can_be_searched():
    found = typeset(" ".join(WORDS), "Amiri Plain")[0].get_textpage().get_text_range()
    assert sum(word in found for word in WORDS) >= 12


@pytest.mark.parametrize("text", ["لا", "بلا", "لأن", "الإدماج", "الآن", "الثلاثاء", "مؤهلات", "*ولا بلا*"])
def test_lam_joins_alef(text):
    assert picture(text, "Amiri Plain") == picture(text, "Amiri")


def test_other_joins_are_left_out():
    """Else this paper would cost what it is there to spare."""
    assert picture("لحم", "Amiri Plain") != picture("لحم", "Amiri")
