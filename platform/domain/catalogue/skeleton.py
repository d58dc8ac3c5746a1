"""What a name says whatever its spelling and script: "تعاونية النور" and "Coopérative Annour" are both a cooperative
called n-r. Words of kind are set apart, common subjects become one word in both languages, the others keep their
consonants, by classes that Arabic and Latin writings share."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from noress.core.folding import fold_name

_KINDS = {
    "coop": "cooperative cooperatives coop coops taawounia taawouniya taawouniyat taawoniya taawonia تعاونيه تعاونيات",
    "assoc": "association associations assoc asso ass jamiya jamia jamiyat jamiat jamaia جمعيه جمعيات",
    "union": "union unions ittihad itihad اتحاد اتحادات",
    "network": "reseau reseaux network chabaka شبكه شبكات",
    "federation": "federation confederation فيدراليه كونفدراليه فدراليه جامعه",
    "foundation": "fondation foundation mouassassa مؤسسه موسسه",
    "group": "groupement groupements groupe group gie مجموعه مجموعات مجمع",
    "centre": "centre centres center markaz مركز مراكز",
    "mutual": "mutuelle mutuelles mutual تعاضديه",
    "company": "societe entreprise sarl company startup شركه مقاوله",
    "committee": "comite committee commission لجنه",
    "club": "club nadi نادي",
    "agency": "agence agency وكاله",
    "office": "direction delegation division service office مديريه مندوبيه مصلحه قسم",
    "institute": "institut institute ecole school معهد مدرسه",
    "organisation": "organisation organization ong ngo structure منظمه هييه هيئه بنيه",
    "space": "espace maison dar space فضاء دار",
}
_SUBJECTS = {
    "*dev": "developpement development developement tanmia tanmiya تنميه تنمويه",
    "*women": "femme femmes feminine feminin women woman nissae نساء نسويه نسايه نسائيه نسوه مراه",
    "*youth": "jeune jeunes jeunesse youth chabab شباب شبيبه",
    "*farm": "agricole agricoles agriculture agricultural filahia filaha فلاحيه فلاحه فلاحي فلاحين",
    "*craft": "artisanat artisanal artisanale artisans artisan craft crafts تقليديه تقليدي صناع حرفيين",
    "*green": "environnement environment ecologie biaa بييه بيئه بيءه",
    "*culture": "culture culturel culturelle cultural taqafa ثقافه ثقافيه ثقافي",
    "*sport": "sport sports sportif sportive رياضه رياضيه رياضي",
    "*school": "education educatif formation training تربيه تربويه تكوين تعليم",
    "*social": "social sociale sociales sociaux ijtimaia ijtimai اجتماعيه اجتماعي",
    "*economy": "economie economique economiques economy iqtissad اقتصاد اقتصاديه اقتصادي",
    "*rural": "rural rurale rurales ruraux قرويه قروي قرويات",
    "*oil": "huile huiles oil zit زيت زيوت",
    "*olive": "olive olives oleicole zaytoun زيتون",
    "*honey": "miel honey apicole apiculteurs asal عسل نحاله",
    "*fish": "peche pecheurs fishing الصيد صيد صيادين",
    "*milk": "lait laitiere laitier milk halib حليب",
    "*forest": "foret forets forestier forestiere forest غابه غابات غابويه",
    "*tourism": "tourisme touristique tourism سياحه سياحيه",
    "*sew": "couture tissage sewing khiyata خياطه نسيج",
    "*help": "entraide aide aid help مساعده",
    "*handicap": "handicap handicapes handicapees disability اعاقه معاقين",
}
_SKIPPED = frozenset(
    [
        "a",
        "al",
        "el",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "e",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "pour",
        "par",
        "sur",
        "dans",
        "avec",
        "and",
        "for",
        "in",
        "of",
        "the",
        "to",
        "s",
        "un",
        "une",
        "y",
        "demonstration",
        "في",
        "من",
        "علي",
        "على",
        "الي",
        "و",
        "او",
        "ل",
        "لل",
        "ب",
    ]
)
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_SUBJECT_OF = {word: subject for subject, words in _SUBJECTS.items() for word in words.split()}
_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_ARABIC = {
    **dict.fromkeys("اءعأإآٱ", ""), **dict.fromkeys("وؤ", "o"), **dict.fromkeys("يىئ", "i"), **dict.fromkeys("بپ", "b"), **dict.fromkeys("تثط", "t"),
    **dict.fromkeys("دذضظ", "d"), **dict.fromkeys("سص", "s"), **dict.fromkeys("شچ", "x"),
    **dict.fromkeys("حه", "h"), **dict.fromkeys("قكگڭک", "k"), **dict.fromkeys("فڤ", "f"),
    "ج": "j", "خ": "q", "ر": "r", "ز": "z", "غ": "g", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
#: in this order; what is left of vowels then falls
_LATIN = (
    ("œ", "e"), ("tch", "x"), ("sch", "x"), ("ch", "x"), ("sh", "x"), ("kh", "1"), ("gh", "2"), ("dh", "d"),
    ("th", "t"), ("dj", "j"), ("ph", "f"), ("qu", "k"), ("ck", "k"), ("gu", "k"),
)  # fmt: skip
#: after the pairs above: 1 and 2 stand for kh and gh, x is ch already
_LETTERS = str.maketrans({"1": "q", "2": "g", "q": "k", "c": "k", "g": "k", "v": "f", "p": "b"})
#: digits that people type for Arabic letters inside Latin words
_TYPED = str.maketrans({"2": "", "3": "", "5": "kh", "7": "h", "9": "k"})
_WORD = re.compile(r"[\W_]+")
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d+$)")
MOST_WORDS = 8


class Reading(NamedTuple):
    """One name, in one language."""

    folded: str
    #: each word in the order of the name, without words of kind: its skeleton, then the one that it has without a
    #: plural. Subjects begin with *, numbers are themselves
    words: tuple[tuple[str, ...], ...]
    kinds: frozenset[str]
    #: the distinctive words with their long vowels: Nour and Anwar are both n-r
    long: str

    @property
    def skeleton(self) -> str:
        return " ".join(forms[0] for forms in self.words)

    @property
    def distinctive(self) -> tuple[tuple[str, ...], ...]:
        """The words that tell names apart."""
        return tuple(forms for forms in self.words if not forms[0].isdigit() and forms[0][0] != "*")

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(forms[0] for forms in self.words if forms[0].isdigit())


@lru_cache(4096)
def read_name(name: str) -> Reading:
    """A name made of words of kind keeps them: "Union 12" is its kind and its number."""
    folded = fold_name(name)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in folded)
    typed = [part for word in _WORD.split(text) if word for part in _GLUED.split(word)]
    found = [word for word in dict.fromkeys(map(_letters_typed, typed)) if word not in _SKIPPED]
    kinds = {kind for word in found if (kind := _known(_KIND_OF, word))}
    own = [word for word in found if not _known(_KIND_OF, word)][:MOST_WORDS]
    read = [forms for word in own if (forms := _forms(word))]
    if all(forms[0].isdigit() for forms in read):
        read = [(f"*{kind}",) for kind in sorted(kinds)] + read
    long = " ".join(
        _with_vowels(word) for word in own if not word.isdigit() and not _known(_SUBJECT_OF, word)
    )
    return Reading(folded, tuple(read), frozenset(kinds), long)


def _letters_typed(word: str) -> str:
    """ "ta3awoniya": digits that stand for letters."""
    return word if word.isdigit() or not any(map(str.isdigit, word)) else word.translate(_TYPED)


def _known(words: dict[str, str], word: str) -> str | None:
    """Also behind an article, or behind a particle of one letter."""
    bare = _without_article(word)
    return words.get(word) or words.get(bare) or (words.get(bare[1:]) if bare[:1] in "ولبف" else None)


@lru_cache(65_536)
def _forms(word: str) -> tuple[str, ...]:
    """Its skeleton first; a Latin word that may be a plural has another without it. Nothing for a word of vowels."""
    if word.isdigit():
        return (str(int(word[:20])),)
    if subject := _known(_SUBJECT_OF, word):
        return (subject,)
    bare = _without_article(word)
    forms = [_skeleton(bare)]
    if bare.isascii() and bare.endswith("s") and len(bare) > 4:
        forms.append(_skeleton(bare[:-1]))
    return tuple(dict.fromkeys(form for form in forms if form))


def _without_article(word: str) -> str:
    """Also in Latin letters: Alnour, Elhilal; Annour and Ennour lose theirs with their vowels."""
    if _is_arabic(word):
        for article in _ARTICLES:
            if word.startswith(article) and len(word) - len(article) >= 2:
                return word[len(article) :]
    elif word[:2] in ("al", "el") and len(_skeleton(word[2:])) >= 2:
        return word[2:]
    return word


def _is_arabic(word: str) -> bool:
    return any("\u0600" <= char <= "\u06ff" for char in word)


def _skeleton(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub("[oi]", "", _with_vowels(word)))[:24]


@lru_cache(65_536)
def _with_vowels(word: str) -> str:
    """By classes of letters; o for و, ou, o and w, i for ي, i, y and e; a, and what short vowels leave, are not there."""
    word = _without_article(word)
    if _is_arabic(word):
        # the last letter is ta marbuta as often as not
        return "".join(_ARABIC.get(char, char) for char in word.removesuffix("ه"))
    word = re.sub(r"c(?=[eiy])", "s", word.removesuffix("h"))
    word = re.sub(r"g(?=[eiy])", "j", word).replace("x", "ks")
    for written, letter in _LATIN:
        word = word.replace(written, letter)
    word = re.sub(r"[iye]+", "i", re.sub(r"ou|[ouw]", "o", word.translate(_LETTERS)))
    return word.replace("a", "")


def vowels_agree(one: str, other: str) -> bool:
    """Of two writings of one skeleton, the one with fewer letters finds all of them in the other one, in order."""
    if len(one) > len(other):
        one, other = other, one
    letters = iter(other)
    return all(char in letters for char in one)
