"""Link tokens, sign-in codes and the digests they are stored as.

A link token holds its row's number and a MAC over purpose, row and generation, so nothing is stored:
raising the row's generation revokes every link made before. Only letters, digits and one inner hyphen:
WhatsApp cuts a link at some signs and turns ``_x_`` and ``*x*`` into styles. HMAC: RFC 2104.
"""

import hashlib
import hmac
import re
import secrets
import string
from typing import Final, NamedTuple

MAC_BITS: Final = 128
MAC_CHARS: Final = 22  # 62**22 > 2**128
CODE_DIGITS: Final = 6
RANDOM_BYTES: Final = 32

_BASE62: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BASE36: Final = string.digits + string.ascii_lowercase
_TOKEN: Final = re.compile(r"(0|[1-9a-z][0-9a-z]{0,12})-([0-9A-Za-z]{22})")
_MAX_ROW_ID: Final = 2**31 - 1  # PostgreSQL refuses to look for a larger number among ours


class TokenClaim(NamedTuple):
    """What a well-formed token says; worth nothing until ``matches`` has compared its ``mac``."""

    row_id: int
    mac: str


def make_token(secret: str, purpose: str, row_id: int, generation: int) -> str:
    """The token of a row for one purpose: ``<row id in base 36>-<22 characters of MAC>``.

    Raises ValueError on an empty secret or purpose, or a number out of range.
    """
    return f"{_encode(row_id, _BASE36)}-{_mac(secret, purpose, row_id, generation)}"


def read_token(secret: str, purpose: str, token: str) -> TokenClaim | None:
    """What a token claims, or None when it is not one. Blanks around it are forgiven.

    The claim says which row to fetch; only the row's generation lets ``matches`` decide.
    Raises ValueError on an empty secret or purpose, as ``make_token`` does.
    """
    _require(secret, purpose)
    found = _TOKEN.fullmatch(token.strip())
    if found is None or (row_id := int(found[1], 36)) > _MAX_ROW_ID:
        return None
    return TokenClaim(row_id, found[2])


def matches(secret: str, purpose: str, claim: TokenClaim, generation: int) -> bool:
    """Whether the claim was made for this purpose and generation; takes the same time either way."""
    return hmac.compare_digest(claim.mac.encode(), _mac(secret, purpose, claim.row_id, generation).encode())


def random_code() -> str:
    """A sign-in code: six digits, uniformly drawn. To be stored by ``digest`` only, with few attempts."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def random_token() -> str:
    """A secret of 32 random bytes as 43 letters and digits. To be stored by ``digest`` only."""
    return _encode(int.from_bytes(secrets.token_bytes(RANDOM_BYTES)), _BASE62).rjust(43, "0")


def digest(value: str, secret: str) -> str:
    """What is stored instead of a code or token: hexadecimal HMAC-SHA-256, 64 characters."""
    _require(secret, "digest")
    return hmac.new(secret.encode(), b"noress digest\0" + value.encode(), hashlib.sha256).hexdigest()


def _require(secret: str, purpose: str) -> None:
    if not secret or not purpose or "\0" in purpose:
        raise ValueError("a token needs a secret and a purpose")


def _mac(secret: str, purpose: str, row_id: int, generation: int) -> str:
    _require(secret, purpose)
    if not 0 <= row_id <= _MAX_ROW_ID or generation < 0:
        raise ValueError("row_id and generation are numbers of a database row")
    said = f"noress token\0{purpose}\0{row_id}\0{generation}".encode()
    full = hmac.new(secret.encode(), said, hashlib.sha256).digest()
    return _encode(int.from_bytes(full[: MAC_BITS // 8]), _BASE62).rjust(MAC_CHARS, "0")


def _encode(number: int, alphabet: str) -> str:
    """A natural number in the base of the alphabet's length, most significant digit first."""
    if number < 0:
        raise ValueError("only natural numbers have a token")
    digits = ""
    while True:
        number, rest = divmod(number, len(alphabet))
        digits = alphabet[rest] + digits
        if not number:
            return digits
