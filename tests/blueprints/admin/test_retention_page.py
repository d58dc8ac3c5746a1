"""The page of retention shows the table that the purge obeys, and what there is."""

from datetime import timedelta

import pytest
import time_machine

from noress.domain.accounts.models import SavedPost
from noress.domain.accounts.retention import RETENTION
from noress.domain.outbox.models import WorkerMark
from noress.domain.outbox.rules import PURGED
from tests.factories import NOW, make_secretary, save
from tests.pages import parse

pytestmark = pytest.mark.both_engines  # rows of every table are moved or forgotten


def test_every_line_of_the_table_with_its_counts(login_as):
    with time_machine.travel(NOW, tick=False):
        save(WorkerMark(name=PURGED, at=NOW - timedelta(hours=6)))
        for n, age in enumerate((2, 3, 0)):
            at = NOW - timedelta(days=age)
            save(SavedPost(token_digest=f"{n}" * 64, path="/", fields=[], created_at=at, expires_at=at))
        page = parse(login_as(make_secretary()).get("/conservation"))
    lines = {
        row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in page.select("tbody tr")
    }
    assert len(lines) == len(RETENTION)
    assert lines["Formulaires gardés quand la connexion a expiré"][-2:] == ["3", "2"]
    assert lines["Invitations aux sessions et réponses"][-2:] == ["0", "gardées"]
    facts = [" ".join(found.get_text(" ").split()) for found in page.select(".facts div")]
    assert facts == [
        "Dernière purge vendredi 20 novembre 2026 à 3\u202fh".replace("\u202f", " "),
        "Prochaine purge samedi 21 novembre 2026 à 3 h",
    ]
