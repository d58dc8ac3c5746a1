"""Mail addresses, phone numbers and web addresses as people type them: cleaned, or refused with an example."""

import re
from urllib.parse import urlsplit

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]*")
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))+")


def clean_email(raw: str | None, *, field: str = "email") -> str | None:
    """The address without blanks and invisible signs, its domain in lower case; None when empty."""
    text = _INVISIBLE.sub("", raw or "").strip()
    if not text:
        return None
    from email_validator import EmailNotValidError, validate_email  # it loads a DNS library

    try:
        address = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        address = ""
    if not address or len(address) > 254:
        message = _("Cette adresse n'est pas complète. Exemple : nom@exemple.ma.")
        raise RuleError("bad_email", message, field=field)
    return address


def clean_phone(raw: str | None, *, field: str = "phone") -> str | None:
    """The number as typed, in Western digits; None when empty."""
    text = " ".join(_INVISIBLE.sub("", raw or "").translate(_EASTERN_DIGITS).split())
    if not text:
        return None
    digits = sum(char.isdigit() for char in text)
    if not _PHONE.fullmatch(text) or not 6 <= digits <= 15 or len(text) > 40:
        message = _("Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00.")
        raise RuleError("bad_phone", message, field=field)
    return text


def phone_key(phone: str | None) -> str | None:
    """What two writings of one number share: its last nine digits. None for a short one.

    >>> phone_key("+212 539 00 00 01") == phone_key("05 39 00 00 01") == "539000001"
    True
    """
    digits = "".join(char for char in (phone or "").translate(_EASTERN_DIGITS) if char.isdigit())
    return digits[-9:] if len(digits) >= 9 else None


def clean_url(raw: str | None, *, field: str = "website", limit: int = 300) -> str | None:
    """A web address, with https:// put in front of one typed without; None when empty."""
    text = _INVISIBLE.sub("", raw or "").strip()
    if not text:
        return None
    if "://" not in text and not text.lower().startswith(("javascript:", "data:", "mailto:")):
        text = f"https://{text}"
    if len(text) > limit or not _is_web_address(text):
        message = _("Cette adresse web n'est pas complète. Exemple : https://exemple.ma.")
        raise RuleError("bad_url", message, field=field)
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = not re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", text) and "@" not in parts.netloc
    return parts.scheme in {"http", "https"} and is_plain and bool(_HOST.fullmatch(host))
