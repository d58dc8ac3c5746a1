"""The cast's register: a public decision of the committee, and one that only its members read yet."""

from typing import Any

from noress.core.i18n import Translated
from tests.factories.decisions import make_decision, make_held_meeting


def make_register(cast: Any, bodies: dict[str, Any]) -> None:
    meeting = make_held_meeting(reference="S-2026-60", bodies=[bodies["committee"]])
    text = Translated(fr="Le fonds est créé.", ar="تم إحداث الصندوق.")
    for case, is_public in (("usual", True), ("unpublished", False)):
        decision = make_decision(text, meeting=meeting, is_public=is_public)
        cast.ids.setdefault(case, {}).update(decision_id=decision.id, number=decision.address)
    cast.ids["decided"] = {"meeting_id": meeting.id}
