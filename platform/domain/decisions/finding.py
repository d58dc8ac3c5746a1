"""What a decision is found by: its number and text, then its reservations."""

from noress.core import search
from noress.domain.decisions.models import Decision


def _entry(decision: Decision) -> search.Entry:
    return search.Entry(
        head=decision.text, body=(decision.number, decision.reservations or ()), is_public=decision.is_public
    )


search.describe("decision", Decision, _entry)
