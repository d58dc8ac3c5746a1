"""Subset the fonts of pages: French and Latin in Inter; Arabic, figures and Latin in IBM Plex Sans Arabic. And simplify
the Arabic font of papers for small print."""

from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

ASCII = "".join(map(chr, range(0x20, 0x7F)))
FRENCH = "ÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜŸàâäæçèéêëîïôöœùûüÿñÑíóúá"
FRENCH_FEW = "ÉÈÀÇéèêëàâçôîïûù"  # French names inside Arabic pages
PUNCTUATION = "\u00a0\u2009\u200e\u200f\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u00b7«»‹›°ºª²³×±−€§©“”"
NARROW_SPACE = 0x202F
#: GSUB lookup types of OpenType, contextual and chained contextual: where their third format has its letters
_CONTEXTS = {5: "Coverage", 6: "InputCoverage"}
#: family, unique, full and PostScript names
_FAMILY = {1: "Amiri Plain", 3: "Amiri Plain", 4: "Amiri Plain", 6: "AmiriPlain"}
FIXED_DATE = 3_800_000_000  # seconds since 1904: the same file at every build
# Letters of Arabic and Darija (ڭ ڤ پ چ گ), marks and Arabic punctuation; figures are Western in Morocco.
ARABIC = (
    "".join(map(chr, [*range(0x0621, 0x063B), *range(0x0640, 0x0653), 0x0670, 0x0671]))
    + "\u060c\u061b\u061f\u066a\u066b\u066c\u067e\u0686\u0698\u06a4\u06a9\u06ad\u06af\u06cc\ufd3e\ufd3f"
)
BOTH = " \u00a0\u200e\u200f"
LATIN_FEATURES = ["kern", "calt", "tnum"]
ARABIC_FEATURES = ["mark", "mkmk", "ccmp", "calt", "rlig", "init", "medi", "fina", "isol", "kern"]


def build_fonts(packages: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    inter = packages / "inter/files/inter-latin-{}-normal.woff2"
    plex = packages / "ibm-plex-sans-arabic/files"
    for weight in (400, 600):
        font = _subset(Path(str(inter).format(weight)), ASCII + FRENCH + PUNCTUATION, LATIN_FEATURES)
        _only_figures_are_tabular(font)
        _save(_with_narrow_space(font), target / f"inter-{weight}.woff2")
    for weight in (400, 700):
        parts = []
        latin = "".join(set(ASCII + FRENCH_FEW + PUNCTUATION) - set(BOTH))
        for script, text in (("arabic", ARABIC + BOTH), ("latin", latin)):
            part = target / f".{script}-{weight}.ttf"
            features = ARABIC_FEATURES if script == "arabic" else []  # Latin kerning alone is 5 KB
            _subset(plex / f"ibm-plex-sans-arabic-{script}-{weight}-normal.woff2", text, features).save(part)
            parts.append(part)
        merged = Merger().merge([str(part) for part in parts])
        merged.recalcTimestamp = False
        merged["head"].modified = merged["head"].created = FIXED_DATE
        for part in parts:
            part.unlink()
        _save(_with_narrow_space(merged), target / f"plex-arabic-{weight}.woff2")


def plain_arabic(source: Path, target: Path) -> None:
    """Amiri for small print, in a family of its own: letters take their usual forms and lam still joins alef. The other
    joins of a calligrapher, some sixty rules tried on each letter, are a quarter of the work on a catalogue's booklet."""
    font = TTFont(source, recalcTimestamp=False)
    features, lookups = font["GSUB"].table.FeatureList.FeatureRecord, font["GSUB"].table.LookupList.Lookup

    def used_by(*tags: str) -> set[int]:
        return {i for one in features if one.FeatureTag in tags for i in one.Feature.LookupListIndex}

    def forms(letters: str, *tags: str) -> set[str]:
        names = {font.getBestCmap()[ord(letter)] for letter in letters}
        steps = [step for index in used_by(*tags) for step in lookups[index].SubTable]
        return {step.mapping[name][0] for step in steps for name in names & set(step.mapping)}

    lam, alef = forms("ل", "init", "medi"), forms("اأإآ", "fina")
    kept = set()
    for index in used_by("rlig"):
        lookup = lookups[index]
        if letters := _CONTEXTS.get(lookup.LookupType):
            lookup.SubTable = [
                step for step in lookup.SubTable
                if lam & set(getattr(step, letters)[0].glyphs) and alef & set(getattr(step, letters)[-1].glyphs)
            ]  # fmt: skip
            lookup.SubTableCount = len(lookup.SubTable)
        if lookup.SubTable:
            kept.add(index)
    for one in features:
        if one.FeatureTag == "rlig":
            one.Feature.LookupListIndex = [i for i in one.Feature.LookupListIndex if i in kept]
            one.Feature.LookupCount = len(one.Feature.LookupListIndex)
    for name in font["name"].names:
        if name.nameID in _FAMILY:
            name.string = name.toUnicode().replace("Amiri", _FAMILY[name.nameID])
    font.save(target)


def _subset(source: Path, text: str, features: list[str]) -> TTFont:
    options = subset.Options(hinting=False, layout_features=features, notdef_outline=False, glyph_names=False)
    options.name_IDs = [1, 2, 13, 14]  # the licence (OFL) travels with the file
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    return font


def _with_narrow_space(font: TTFont) -> TTFont:
    """Neither font has U+202F, which French puts before : ; ? ! — without it each comes from another font."""
    name, cmap = "narrownbspace", font.getBestCmap()
    if NARROW_SPACE in cmap:
        return font
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = Glyph()
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["hmtx"].metrics[name] = (font["head"].unitsPerEm // 6, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[NARROW_SPACE] = name
    return font


def _only_figures_are_tabular(font: TTFont) -> None:
    """Inter also widens the hyphen and the space: A-2026-014 would read A - 2026 - 014."""
    figures = {font.getBestCmap()[ord(figure)] for figure in "0123456789"}
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        for index in record.Feature.LookupListIndex if record.FeatureTag == "tnum" else []:
            for step in table.LookupList.Lookup[index].SubTable:
                step.mapping = {old: new for old, new in step.mapping.items() if old in figures}


def _save(font: TTFont, path: Path) -> None:
    font.flavor = "woff2"
    font.save(path)
