"""Passwords: argon2id, tuned so that a check costs some 25 milliseconds and 19 MB whoever is asked for."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Any

from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import lazy as _

SHORTEST = 10
LONGEST = 200

#: what people type first, without the figures and signs around it; a longer list would be no surer than
#: ten characters and five tries, and would refuse more honest people
COMMON = frozenset(
    {
        "password", "motdepasse", "mot de passe", "passer", "azerty", "azertyuiop", "qwerty", "qwertyuiop",
        "bonjour", "bienvenue", "welcome", "administrateur", "administrator", "admin", "secretariat",
        "noress", "nouress", "maroc", "morocco", "tanger", "tetouan", "alhoceima", "casablanca", "rabat",
        "soleil", "jetaime", "iloveyou", "letmein", "abcdefghij", "abcdefghijkl", "association",
        "cooperative", "marhaba", "salam", "bismillah", "hamdoulillah", "inchallah", "superman", "football",
    }
)  # fmt: skip
_FIGURES = re.compile(r"[^a-z\u0600-\u06ff ]+")


@lru_cache(maxsize=1)
def _hasher() -> Any:
    from argon2 import PasswordHasher  # loads a C library: only sign-in pages need it

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """The hash that is checked when there is none, so that an unknown address costs the same time."""
    return str(_hasher().hash("nobody has this password"))


def hash_password(password: str) -> str:
    return str(_hasher().hash(_one_form(password)))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; takes the same time when nothing is stored."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        is_right = bool(_hasher().verify(stored or _nobody(), _one_form(password)[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and stored is not None


def check_strength(password: str, email: str) -> None:
    """Refuse what is short, holds the address, or is among the first that anybody would try."""
    plain = fold(_one_form(password))
    if len(password) < SHORTEST:
        raise RuleError(
            "password_short", _("Dix caractères au moins. Exemple : quatre mots que vous seul rapprochez."),
            field="password",
        )  # fmt: skip
    if len(password) > LONGEST:
        raise RuleError("password_long", _("Deux cents caractères au plus."), field="password")
    mailbox = fold(email.split("@", maxsplit=1)[0])
    if len(mailbox) >= 3 and mailbox in plain:
        raise RuleError(
            "password_address", _("Le mot de passe ne doit pas contenir votre adresse."), field="password"
        )
    if len(set(plain)) < 5 or _is_row(plain) or _FIGURES.sub("", plain).strip() in COMMON | {""}:
        raise RuleError(
            "password_common", _("Ce mot de passe est trop connu. Choisissez plusieurs mots sans rapport."),
            field="password",
        )  # fmt: skip


def _one_form(password: str) -> str:
    """Keyboards write é in one sign or two: both are the same password."""
    return unicodedata.normalize("NFKC", password)


def _is_row(text: str) -> bool:
    """1234567890, abcdefghij and the like."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return len(steps) == 1
