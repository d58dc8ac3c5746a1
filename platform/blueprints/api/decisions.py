"""The register of decisions: those that are public."""

import re
from typing import Any

from flask import abort

from noress.blueprints.api import bp
from noress.blueprints.api.asks import DECISIONS, PAGES
from noress.blueprints.api.sessions import bodies_of, title_of
from noress.core import links, paging
from noress.core.i18n import lazy
from noress.domain.decisions import queries
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.decisions.queries import Filters, Reader
from noress.domain.exchange.queries import count_found
from noress.extensions import db
from noress.web import api
from noress.web.api import answers
from noress.web.permissions import public

#: as in the addresses of their pages; "D-" before it is no mistake
_NUMBER = re.compile(r"(?:D-)?([0-9]{4}-[0-9]{2,6}(?:/[0-9]{2,4})?)")


@bp.get("/api/v1/decisions")
@public
@answers(lazy("Les décisions publiques"), "decisions", "Decisions", (*DECISIONS, *PAGES))
def decisions(*, asked: dict[str, Any]) -> dict[str, Any]:
    filters = Filters(
        words=asked["q"], year=asked["annee"], body_id=asked["instance"],
        state=DecisionState(asked["etat"]) if asked["etat"] else None,
        mode=DecisionMode(asked["mode"]) if asked["mode"] else None,
    )  # fmt: skip
    statement, values = queries.list_ids(Reader(), filters)
    total = db.session.scalar(count_found(statement), values) or 0
    size, offset = asked["per_page"], (asked["page"] - 1) * asked["per_page"]
    ids = db.session.scalars(statement.limit(size).offset(offset), values).all() if offset < total else []
    found = [_said(row) for row in paging.in_batches(ids, queries.list_by_ids)]
    return api.page_of("decisions", found, total, asked)


@bp.get("/api/v1/decisions/<path:number>")
@public
@answers(lazy("Une décision, par son numéro"), "decisions", "Decision")
def decision(number: str) -> dict[str, Any]:
    typed = _NUMBER.fullmatch(number)
    query = queries.get_decision(f"D-{typed[1]}", Reader()) if typed else None
    found = db.session.scalars(query).one_or_none() if query is not None else None
    return _said(found) if found is not None else abort(404)


def _link(found: Decision) -> dict[str, Any]:
    return {"number": found.number, "url": links.to("decisions.show", number=found.address)}


def _said(found: Decision) -> dict[str, Any]:
    replaced_by, meeting = found.replaced_by, found.meeting
    return {
        **_link(found), "text": found.text, "reservations": found.reservations or {}, "state": found.state.value,
        "mode": found.mode.value, "votes_for": found.votes_for, "votes_against": found.votes_against,
        "abstentions": found.abstentions, "adopted_on": found.adopted_on, "executed_on": found.executed_on,
        "state_note": found.state_note or {},
        "replaced_by": _link(replaced_by) if replaced_by is not None and replaced_by.is_public else None,
        "session": {
            "id": meeting.id, "title": title_of(meeting), "url": links.to("public.session", meeting_id=meeting.id),
        },
        "bodies": bodies_of(meeting),
    }  # fmt: skip
