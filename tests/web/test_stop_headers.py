"""How mail programs offer to stop an optional mail (RFC 2369, RFC 8058)."""

from dataclasses import dataclass

import pytest

from noress.web.mailer import compose
from tests.smtp_server import SENDER, Stored


@dataclass(frozen=True)
class Optional(Stored):
    stop_url: str | None = None


def headers_of(mail):
    message = compose(mail, {"MAIL_DEFAULT_SENDER": SENDER})._message()
    return message["List-Unsubscribe"], message["List-Unsubscribe-Post"]


@pytest.mark.parametrize("mail, expected", [
    (Stored(), (None, None)),
    (Optional(stop_url=None), (None, None)),
    (Optional(stop_url="https://noress.example/nouvelles/tout/arreter/1-a"),
     ("<https://noress.example/nouvelles/tout/arreter/1-a>", "List-Unsubscribe=One-Click")),
    # one press only over a safe way
    (Optional(stop_url="http://127.0.0.1:8000/nouvelles/tout/arreter/1-a"),
     ("<http://127.0.0.1:8000/nouvelles/tout/arreter/1-a>", None)),
])  # fmt: skip
def test_optional_mails_say_how_to_stop_them(mail, expected):
    assert headers_of(mail) == expected
