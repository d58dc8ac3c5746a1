"""What people type for themselves: names, addresses, codes. One place cleans and refuses."""

import re
import unicodedata

from noress.core import contacts
from noress.core.errors import RuleError
from noress.core.folding import fold, fold_address
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _

NAME_LIMIT = 200


def clean_name(text: str | None, *, field: str = "name", required: bool = True) -> str:
    """A name on one line; a line break would break the heads of mails and calendars."""
    text = (text or "").strip()
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in text):
        raise RuleError("name_line", _("Écrivez le nom sur une seule ligne."), field=field)
    text = re.sub(r"\s+", " ", text)
    if not text and required:
        raise RuleError("name_empty", _("Écrivez le prénom et le nom."), field=field)
    if len(text) > NAME_LIMIT:
        raise RuleError("name_long", _("Deux cents caractères au plus."), field=field)
    return text


def clean_address(text: str | None, *, field: str = "email") -> str:
    """A mail address as the key it is stored under; it must not be empty."""
    address = contacts.clean_email(text, field=field)
    if address is None:
        raise RuleError("no_email", _("Écrivez l'adresse. Exemple : nom@exemple.ma."), field=field)
    return fold_address(address)


def clean_language(text: str | None) -> str:
    if text not in LANGUAGES:
        raise RuleError("language", _("Choisissez une des réponses proposées."), field="language")
    return text


def clean_code(text: str) -> str:
    """A code as it is compared: Arabic digits, spaces and hyphens are forgiven."""
    return re.sub(r"[\s\u200e\u200f\u202f.-]+", "", western_digits(text)).upper()


def western_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in text)


def folded_name(name: str, name_ar: str | None) -> str:
    """What the search of persons looks in."""
    return fold(f"{name} {name_ar or ''}")[:400]
