"""The secretariat at work on plans, without pages."""

from datetime import date
from typing import Any

import pytest

from noress.core.i18n import Translated
from noress.domain.accounts.identity import build_actor
from noress.domain.actions.rules import ActionValues, Due
from tests.factories import NOW


def values(**changes: Any) -> ActionValues:
    """A line that nothing is wrong with."""
    return ActionValues(
        **{
            "what": Translated(fr="Tenir un atelier", ar="تنظيم ورشة"), "where": Translated(fr="Tanger"),
            "how": Translated(fr="Avec deux membres"), "deliverables": Translated(fr="Compte rendu"),
            "due": Due(date(2026, 12, 15)),
            "owner_words": "Comité local", **changes,
        }
    )  # fmt: skip


@pytest.fixture
def member(app):
    """member(seat) acts for its institution, on the site."""
    return lambda seat: build_actor(seat.person, seat=seat, now=NOW, method="code")
