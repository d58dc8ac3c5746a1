"""Addresses of structures: one writing of each, and the keyed hashes of those that asked to be left alone."""

from noress.core import links, tokens
from noress.core.contacts import clean_email, clean_phone, phone_key
from noress.core.folding import fold_address
from noress.domain.campaigns.models import Participant

MOROCCO = "+212"


def one_email(raw: str | None) -> str | None:
    """Without blanks, in small letters: one mailbox, one writing. Raises RuleError on `email`."""
    address = clean_email(raw)
    return fold_address(address) if address else None


def one_phone(raw: str | None) -> str | None:
    """In the international writing, so that 05 39 and +212 539 are one number. Raises RuleError on `phone`.

    >>> one_phone("05 39 00 00 01"), one_phone("00 33 1 40 00 00 00")
    ('+212539000001', '+33140000000')
    """
    text = clean_phone(raw)
    if text is None:
        return None
    digits = "".join(char for char in text if char.isdigit())
    if text.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00") if not text.startswith("+") else digits
        # the 0 that some leave between the country and the number
        return f"{MOROCCO}{digits[4:]}" if digits.startswith("2120") else f"+{digits}"
    if digits.startswith("0") and len(digits) == 10:
        return MOROCCO + digits[1:]
    return f"+{digits}" if digits.startswith("212") and len(digits) == 12 else digits


def hash_email(address: str) -> str:
    return tokens.digest(f"email {fold_address(address)}", links.secret())


def hash_phone(phone: str) -> str:
    return tokens.digest(f"phone {phone_key(phone) or phone}", links.secret())


def hashes_of(email: str | None, phone: str | None) -> list[str]:
    """What `DoNotContact` may hold of them."""
    return [*([hash_email(email)] if email else []), *([hash_phone(phone)] if phone else [])]


def hashes_of_participant(participant: Participant) -> list[str]:
    return hashes_of(participant.email, participant.phone)
