"""The signed cookie of a visit: verified once, and no older than it may be at each page."""

import pytest
import time_machine
from itsdangerous import BadSignature, SignatureExpired

from noress.web.sessions import CookieSessions

pytestmark = pytest.mark.no_database
NOON = 1_795_000_000
MINUTE = 60


@pytest.fixture
def serializer(app):
    return CookieSessions().get_signing_serializer(app)


@pytest.fixture
def cookie(serializer):
    with time_machine.travel(NOON, tick=False):
        return serializer.dumps({"said": ["a"]})


def test_known_cookie_grows_old_all_the_same(serializer, cookie):
    for later in (0, MINUTE):
        with time_machine.travel(NOON + later, tick=False):
            assert serializer.loads(cookie, max_age=MINUTE) == {"said": ["a"]}
    for elsewhere in (MINUTE + 1, -1):
        with time_machine.travel(NOON + elsewhere, tick=False), pytest.raises(SignatureExpired):
            serializer.loads(cookie, max_age=MINUTE)


def test_what_one_page_changes_the_next_does_not_find(serializer, cookie):
    with time_machine.travel(NOON, tick=False):
        serializer.loads(cookie, max_age=MINUTE)["said"].append("b")
        assert serializer.loads(cookie, max_age=MINUTE) == {"said": ["a"]}


@pytest.mark.parametrize("place", [0, 5, -1, -12, -30])
def test_one_sign_changed_is_no_cookie_of_ours(serializer, cookie, place):
    with time_machine.travel(NOON, tick=False):
        serializer.loads(cookie, max_age=MINUTE)
        letters = list(cookie)
        letters[place] = "A" if letters[place] != "A" else "Q"
        for _ in range(2):
            with pytest.raises(BadSignature):
                serializer.loads("".join(letters), max_age=MINUTE)


def test_secret_of_before_is_still_read(app, cookie, monkeypatch):
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-one-of-forty-signs-0123456789abcdef")
    with time_machine.travel(NOON, tick=False):
        assert CookieSessions().get_signing_serializer(app).loads(cookie, max_age=MINUTE) == {"said": ["a"]}
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    with time_machine.travel(NOON, tick=False), pytest.raises(BadSignature):
        CookieSessions().get_signing_serializer(app).loads(cookie, max_age=MINUTE)
