"""One folding of French and Arabic text, for searching and sorting alike on every engine."""

import re
import unicodedata
from itertools import filterfalse

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})


def fold(text: str) -> str:
    """Lower case, no accents, no tashkeel nor tatweel, one form of alef, ya and ta marbuta.

    >>> fold("Tétouan"), fold("آسفي")
    ('tetouan', 'اسفي')
    """
    text = unicodedata.normalize("NFKC", text).translate(_ARABIC).replace("ـ", "")
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(filterfalse(unicodedata.combining, text))
    return re.sub(r"[’'`\s]+", " ", text).strip()


#: "n°", "nº", "№", "no", "n.", "num.", "numéro", "رقم": how a number is announced, not what it is
_ANNOUNCED = re.compile(r"\b(?:n ?[°º]|n[o°º]?\.?|num\.?|numero|رقم)\s*(?=\d)")


def fold_name(text: str) -> str:
    """A name as names are compared: folded, without the sign that announces a number.

    >>> fold_name("Institution membre n°12") == fold_name("Institution Membre 12")
    True
    """
    return re.sub(r"\s+", " ", _ANNOUNCED.sub("", fold(text))).strip()


def sort_key(folded: str, limit: int = 600) -> str:
    """A folded text as lists sort it: numbers by their size, so that "membre 6" stands before "membre 10".

    >>> sort_key("membre 6")
    'membre 000000006'
    """
    return re.sub(r"\d{1,9}", lambda digits: f"{int(digits[0]):09d}", folded)[:limit]


def fold_address(address: str) -> str:
    """A mail address as a key: mailboxes that differ by case or spaces are one mailbox."""
    return unicodedata.normalize("NFKC", address).strip().lower()


# --- searching --------------------------------------------------------------------------------------
# The same function reads what is indexed and what is typed, so that both meet. It is light on purpose: a stem
# need not be a word, only be the same for the forms that people expect to find together.

#: longer "words" are not words; and no text needs more of them to be found
LONGEST_WORD = 40
MOST_WORDS = 20_000
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "\u200c": " ", "\u200b": " "})
_SEPARATOR = re.compile(r"[\W_]+")
#: too common to tell texts apart, in both languages, as `fold` leaves them
_COMMON = (
    "a au aux c ce ces d dans de des du en est et il j l la le les leur m n ne ou par pas pour qu que qui s sa "
    "se ses son sur t un une y الي ان او التي الذي ب ذلك على علي عن في ف ك كل ل ما مع من هذا هذه هو هي و يا"
)
_STOP = frozenset(_COMMON.split())
_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
#: "and", "in", "to", "so", "like" are written with the word that follows: it may also be the word's first letter
_PARTICLES = frozenset("وبلفك")
#: these begin with the two letters of the article without it: آليات
_BARE = frozenset({"اليات"})
#: an ending, and how many letters must stay without it (تعاون and تكوين are whole)
_ARABIC_ENDINGS = (
    ("يات", 3), ("يون", 4), ("يين", 4), ("ات", 3), ("ون", 4), ("ين", 4), ("يه", 3), ("ه", 3), ("ي", 3),
)  # fmt: skip
_PLURALS = {"travaux": "travail", "baux": "bail", "yeux": "oeil", "coraux": "corail"}


def search_words(text: str) -> list[str]:
    """The stems of a text, in its order, common words left out.

    >>> search_words("Les coopératives de Tétouan"), search_words("التعاونيات") == search_words("تعاونية")
    (['cooperativ', 'tetouan'], True)
    """
    return [_stem(word) for word in _words(text) if word not in _STOP]


def typed_words(text: str, most: int = 8) -> list[str]:
    """The stems of what was typed in a search box. When all of it is common words, the last one may be the
    beginning of another: it stays."""
    words = list(dict.fromkeys(search_words(text[:300])))[:most]
    return words or [_stem(word) for word in _words(text[:300])[-1:]]


def indexed_words(*texts: str | None) -> str:
    """Everything these texts are found by, as one line: the stems; the whole words that are still typed when
    their stem is passed ("تعاونيا" on the way to "تعاونيات"); what stays without a particle ("بتطوان")."""
    kept: list[str] = []
    for text in texts:
        for word in _words(text or ""):
            if word in _STOP:
                continue
            stem, bare = _stem(word), _without_article(word)
            kept.append(stem)
            if not bare.startswith(stem) or len(bare) - len(stem) > 1:
                kept.append(bare)
            if bare == word and word[0] in _PARTICLES and len(word) > 4:
                kept.append(_stem(word[1:]))
    return " ".join(kept[:MOST_WORDS])


def _words(text: str) -> list[str]:
    """Folded words; digits of every script become Western ones, direction marks vanish."""
    text = "".join(char for char in text.translate(_LETTERS) if unicodedata.category(char) != "Cf")
    folded = fold(text).translate(_LETTERS)
    folded = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char for char in folded
    )
    return [word[:LONGEST_WORD] for word in _SEPARATOR.split(folded) if word]


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u06ff"


def _without_article(word: str) -> str:
    """Also of words that begin like it: الالتزام and التزام become one."""
    if not _is_arabic(word):
        return word
    for articles in (_ARTICLES, ("ال",)):
        found = next((it for it in articles if word.startswith(it) and len(word) - len(it) >= 3), None)
        if found is not None and word not in _BARE:
            word = word[len(found) :]
    return word


def _stem(word: str) -> str:
    if word.isdigit():
        return word
    return _arabic_stem(_without_article(word)) if _is_arabic(word) else _french_stem(word)


def _arabic_stem(word: str) -> str:
    """One ending falls: تعاونيات, تعاونية and تعاوني become تعاون."""
    for ending, kept in _ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= kept:
            return word[: -len(ending)]
    return word


def _french_stem(word: str) -> str:
    """Plurals, then the silent e: coopératives, coopérative; régionaux, régionales, régional."""
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) < 4:
        return word
    if word.endswith("eaux"):
        word = word[:-1]
    elif word.endswith("aux") and len(word) > 4:
        word = word[:-3] + "al"
    elif word[-1] in "sx":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
