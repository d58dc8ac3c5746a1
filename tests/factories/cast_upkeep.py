"""The cast's entry that our own institution keeps and is asked to confirm, a mistake reported in it, a sprint with one
card."""

from typing import Any

from noress.core import clock
from noress.domain.upkeep.links import confirm_token
from noress.domain.upkeep.models import CardReason
from tests.factories.catalogue import make_structure
from tests.factories.upkeep import make_card, make_report, make_sprint


def make_upkeep(cast: Any, places: Any) -> None:
    now = clock.now()
    kept = make_structure(
        "Fiche tenue", email="tenue@exemple.ma", now=now,
        columns={"institution_id": places["own"].id, "ask_on": clock.today(now)},
    )  # fmt: skip
    report = make_report(kept, created_at=now)
    sprint = make_sprint(CardReason.SAID_GONE, now=now)
    card = make_card(sprint, kept)
    cast.ids["usual"] |= {"structure_report_id": report.id, "sprint_id": sprint.id, "sprint_card_id": card.id}
    cast.ids["kept entry"] = {"structure_id": kept.id}
    cast.ids["confirm link"] = {"token": confirm_token(kept)}
