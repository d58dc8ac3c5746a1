"""A Moroccan bank account number: 24 digits, the last two a key over the others (modulo 97)."""

import re

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.numerals import western

DIGITS = 24
_BETWEEN = re.compile("[\\s\u00a0\u202f\u2009\u200e\u200f\u061c._-]+")


def clean_rib(typed: str | None) -> str:
    """The 24 digits, whatever stands between them; raises when they are not 24, or when the key is wrong."""
    text = _BETWEEN.sub("", western(typed or "")).upper()
    if re.fullmatch(r"MA\d{26}", text):  # an IBAN: the same account behind a country and its own key
        text = text[4:]
    if not re.fullmatch(r"\d+", text) or len(text) != DIGITS:
        message = _("Un RIB a 24 chiffres. Recopiez-le tel que la banque l'a écrit sur l'attestation.")
        raise RuleError("rib_digits", message, field="rib")
    if int(text) % 97:
        message = _(
            "Ce RIB n'est pas juste : sa clé (les deux derniers chiffres) ne correspond pas. Relisez chaque chiffre."
        )
        raise RuleError("rib_key", message, field="rib")
    return text


def key_of(first: str) -> str:
    """The key of the 22 digits before it."""
    return f"{97 - int(first) * 100 % 97:02d}"


def masked(rib: str) -> str:
    """Enough to know one's own: bank, and the last four digits."""
    return f"{rib[:3]} … {rib[-4:]}"


def grouped(rib: str) -> str:
    """As banks print it: bank, place, account, key."""
    return f"{rib[:3]} {rib[3:6]} {rib[6:22]} {rib[22:]}"
