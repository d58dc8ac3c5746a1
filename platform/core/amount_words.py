"""An amount of dirhams in words, as agreements say it: "soixante mille dirhams", "ستون ألف درهم".

Written here rather than taken from a library: those that were tried join Arabic numbers with a loose "و" and know
nothing of the dirham's plural, which changes with the number.
"""

_FR_SMALL = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
)  # fmt: skip
_FR_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_AR_SMALL = (
    "صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة", "أحد عشر", "اثنا عشر",
    "ثلاثة عشر", "أربعة عشر", "خمسة عشر", "ستة عشر", "سبعة عشر", "ثمانية عشر", "تسعة عشر",
)  # fmt: skip
_AR_TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
_AR_HUNDREDS = (
    "", "مائة", "مائتان", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة", "سبعمائة", "ثمانمائة", "تسعمائة",
)  # fmt: skip
#: one, two, three to ten, eleven to ninety-nine, hundreds; and two before what is counted
_DIRHAM = ("درهم واحد", "درهمان", "دراهم", "درهماً", "درهم")
_CENTIME = ("سنتيم واحد", "سنتيمان", "سنتيمات", "سنتيماً", "سنتيم")
_THOUSAND = ("ألف", "ألفان", "آلاف", "ألفاً", "ألف")
_MILLION = ("مليون", "مليونان", "ملايين", "مليوناً", "مليون")
_BILLION = ("مليار", "ملياران", "ملايير", "ملياراً", "مليار")
#: what a number ends with changes before what it counts: duals lose their last letter, the accusative its ending
_JOINED = {
    "ألفان": "ألفا", "مليونان": "مليونا", "ملياران": "مليارا", "مائتان": "مائتا", "ألفاً": "ألف", "مليوناً": "مليون",
    "ملياراً": "مليار",
}  # fmt: skip
MOST = 10**12


def in_words(cents: int, language: str) -> str:
    """In French or in Arabic; any other language reads French, the language of the paper's copy.

    >>> in_words(60_000_00, "fr"), in_words(1_50, "fr")
    ('soixante mille dirhams', 'un dirham et cinquante centimes')
    """
    if not 0 <= cents < MOST * 100:
        raise ValueError("an amount between nothing and a thousand billion")
    whole, rest = divmod(cents, 100)
    if language == "ar":
        parts = [_arabic_counted(whole, _DIRHAM)] if whole or not rest else []
        return " و".join([*parts, *([_arabic_counted(rest, _CENTIME)] if rest else [])])
    parts = [f"{_french(whole)} {_french_dirhams(whole)}"] if whole or not rest else []
    if rest:
        parts.append(f"{_french(rest)} centime{'s' if rest > 1 else ''}")
    return " et ".join(parts)


def _french_dirhams(whole: int) -> str:
    noun = "dirhams" if whole > 1 else "dirham"
    return f"de {noun}" if whole >= 10**6 and whole % 10**6 == 0 else noun


def _french(number: int) -> str:
    words: list[str] = []
    for size, name in ((10**9, "milliard"), (10**6, "million")):
        count, number = divmod(number, size)
        if count:
            words.append(f"{_french_hundreds(count, ends=True)} {name}{'s' if count > 1 else ''}")
    thousands, number = divmod(number, 1000)
    if thousands:
        words.append("mille" if thousands == 1 else f"{_french_hundreds(thousands, ends=False)} mille")
    if number or not words:
        words.append(_french_hundreds(number, ends=True))
    return " ".join(words)


def _french_hundreds(number: int, *, ends: bool) -> str:
    """`ends`: nothing but a noun follows, so that "cents" and "quatre-vingts" take their s."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _french_tens(rest, ends=ends)
    head = "cent" if hundreds == 1 else f"{_FR_SMALL[hundreds]} cent"
    if rest:
        return f"{head} {_french_tens(rest, ends=ends)}"
    return f"{head}s" if hundreds > 1 and ends else head


def _french_tens(number: int, *, ends: bool) -> str:
    if number <= 16:
        return _FR_SMALL[number]
    if number < 20:
        return f"dix-{_FR_SMALL[number - 10]}"
    tens, unit = divmod(number, 10)
    base = tens - 1 if tens in (7, 9) else tens
    rest = number - base * 10
    if not rest:
        return f"{_FR_TENS[base]}{'s' if base == 8 and ends else ''}"
    if unit == 1 and base != 8:
        return f"{_FR_TENS[base]} et {_french_tens(rest, ends=ends)}"
    return f"{_FR_TENS[base]}-{_french_tens(rest, ends=ends)}"


def _arabic_counted(number: int, noun: tuple[str, ...]) -> str:
    """The number and what it counts, in the form that its last part asks for."""
    one, two, few, many, hundreds = noun
    last = number % 100
    if number in (1, 2):
        return (one, two)[number - 1]
    words = _arabic_parts(number)
    if last in (0, 1, 2):
        head, space, tail = words[-1].rpartition(" ")
        words[-1] = f"{head}{space}{_JOINED.get(tail, tail)}"
        return f"{' و'.join(words)} {hundreds}"
    return f"{' و'.join(words)} {few if last <= 10 else many}"


def _arabic_parts(number: int) -> list[str]:
    parts: list[str] = []
    for size, noun in ((10**9, _BILLION), (10**6, _MILLION), (1000, _THOUSAND)):
        count, number = divmod(number, size)
        if count:
            parts.append(_arabic_counted(count, noun))
    hundreds, rest = divmod(number, 100)
    if hundreds:
        parts.append(_AR_HUNDREDS[hundreds])
    if rest and rest < 20:
        parts.append(_AR_SMALL[rest])
    elif rest:
        tens, unit = divmod(rest, 10)
        parts += [_AR_SMALL[unit]] if unit else []
        parts.append(_AR_TENS[tens])
    return parts or [_AR_SMALL[0]]
