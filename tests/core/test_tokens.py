"""Link tokens: bound to purpose, row and generation; safe to paste; codes and digests."""

import hmac
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noress.core.tokens import (
    TokenClaim,
    digest,
    make_token,
    matches,
    random_code,
    random_token,
    read_token,
)

SECRET = "s" * 32
PURPOSE = "invitation.answer"


@pytest.mark.parametrize("row_id, prefix", [(0, "0"), (35, "z"), (36, "10"), (2**31 - 1, "zik0zj")])
def test_token_says_its_row_and_comes_back(row_id, prefix):
    token = make_token(SECRET, PURPOSE, row_id, 4)
    claim = read_token(SECRET, PURPOSE, f"  {token}\n")
    assert re.fullmatch(f"{prefix}-[0-9A-Za-z]{{22}}", token)
    assert claim == TokenClaim(row_id, token.split("-")[1])
    assert matches(SECRET, PURPOSE, claim, 4) is True


def test_token_is_the_truncated_hmac_of_rfc_2104():
    full = hmac.digest(SECRET.encode(), f"noress token\0{PURPOSE}\x007\x000".encode(), "sha256")
    value, alphabet = 0, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    for char in make_token(SECRET, PURPOSE, 7, 0).split("-")[1]:
        value = value * 62 + alphabet.index(char)
    assert value == int.from_bytes(full[:16])


@pytest.mark.parametrize(
    "secret, purpose, row_id, generation",
    [
        ("t" * 32, PURPOSE, 7, 1),
        (SECRET, "invitation.show", 7, 1),
        (SECRET, PURPOSE, 8, 1),
        (SECRET, PURPOSE, 7, 2),
        (SECRET, PURPOSE, 7, 11),
    ],
)
def test_token_matches_nothing_else(secret, purpose, row_id, generation):
    claim = read_token(SECRET, PURPOSE, make_token(SECRET, PURPOSE, 7, 1))
    assert matches(secret, purpose, TokenClaim(row_id, claim.mac), generation) is False
    assert matches(SECRET, PURPOSE, claim, 1) is True


GOOD = make_token(SECRET, PURPOSE, 7, 1)


@pytest.mark.parametrize(
    "token",
    [
        "", "-", "7", GOOD[2:], GOOD[:-1], GOOD + "x", "0" + GOOD, "A" + GOOD[1:], GOOD.replace("-", "_"),
        GOOD[:-1] + "é", GOOD[:-1] + "_", "٧" + GOOD[1:], "zzzzzzzzzzzzz" + GOOD[1:], "1" * 5000 + GOOD[1:],
        GOOD[:5] + "\n" + GOOD[6:], GOOD + "\0", "zik0zk" + GOOD[1:],
    ],
)  # fmt: skip
def test_what_is_no_token_is_none(token):
    assert read_token(SECRET, PURPOSE, token) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_error(text):
    claim = read_token(SECRET, PURPOSE, text)
    assert claim is None or matches(SECRET, PURPOSE, claim, 1) is (
        text.strip() == make_token(SECRET, PURPOSE, claim.row_id, 1)
    )


@given(
    st.integers(0, 2**31 - 1),
    st.integers(0, 2**31),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1),
)
def test_every_token_matches_itself_only_in_its_generation(row_id, generation, purpose):
    claim = read_token(SECRET, purpose, make_token(SECRET, purpose, row_id, generation))
    assert claim.row_id == row_id
    assert matches(SECRET, purpose, claim, generation) is True
    assert matches(SECRET, purpose, claim, generation + 1) is False


@pytest.mark.parametrize(
    "arguments",
    [
        ("", PURPOSE, 1, 1),
        (SECRET, "", 1, 1),
        (SECRET, "a\0b", 1, 1),
        (SECRET, PURPOSE, -1, 1),
        (SECRET, PURPOSE, 1, -1),
    ],
)
def test_token_without_its_parts_is_refused(arguments):
    with pytest.raises(ValueError):
        make_token(*arguments)


def test_reading_with_an_empty_secret_is_refused():
    with pytest.raises(ValueError):
        read_token("", PURPOSE, GOOD)
    with pytest.raises(ValueError):
        digest("123456", "")


def test_codes_are_six_digits_of_every_kind():
    codes = [random_code() for _ in range(3000)]
    assert [code for code in codes if not re.fullmatch("[0-9]{6}", code)] == []
    assert set(Counter(code[0] for code in codes)) == set("0123456789")
    assert len(set(codes)) > 2900


def test_random_tokens_are_long_plain_and_never_the_same():
    tokens = {random_token() for _ in range(500)}
    assert len(tokens) == 500
    assert [token for token in tokens if not re.fullmatch("[0-9A-Za-z]{43}", token)] == []


def test_digest_depends_on_value_and_secret_and_hides_both():
    assert digest("123456", SECRET) == digest("123456", SECRET)
    assert re.fullmatch("[0-9a-f]{64}", digest("123456", SECRET))
    assert len({digest("123456", SECRET), digest("123457", SECRET), digest("123456", "t" * 32)}) == 3
