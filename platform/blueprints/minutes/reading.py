"""The record at its one address: for those who write it, those who read it, and visitors."""

from collections.abc import Iterable
from typing import Any

from flask import abort, render_template, request

from noress.blueprints.minutes import bp
from noress.blueprints.minutes.fragments import articles_of
from noress.blueprints.minutes.lines import ItemLine, html_of, load_blocks, load_items, name_owners
from noress.blueprints.minutes.summary import steps_of
from noress.core import clock, paging
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import policy, queries
from noress.domain.minutes.content import load_public
from noress.domain.minutes.models import Minutes, MinutesState, PublicScope
from noress.extensions import db
from noress.web import history as histories
from noress.web.documents import document_link
from noress.web.identity import current_actor
from noress.web.permissions import permission, send_to_sign_in
from noress.web.public_cache import cached_public


@bp.get("/<int:meeting_id>/compte-rendu")
@cached_public
@permission(P.MEETING_SEE, loads=Meeting)
def show(meeting: Meeting) -> Any:
    """Written by those who keep the pen, read by the bodies once circulated, by all once published."""
    from noress.blueprints.minutes.writing import begin_page, writing_page

    actor, minutes = current_actor(), meeting.minutes
    if actor is not None and policy.can_write_minutes(actor, meeting):
        if minutes is None:
            return begin_page(meeting)
        if minutes.is_open and "lecture" not in request.args:
            return writing_page(meeting, minutes, actor)
        return reading_page(meeting, minutes, actor)
    if minutes is not None and policy.can_read_minutes(actor, meeting):
        assert actor is not None, "visitors read what is public"
        return reading_page(meeting, minutes, actor)
    if minutes is not None and minutes.state is MinutesState.PUBLISHED:
        return public_page(meeting, minutes)
    return send_to_sign_in() if actor is None else abort(404)


def reading_page(meeting: Meeting, minutes: Minutes, actor: Actor) -> str:
    """The whole text, in both languages; a block may be corrected until the deadline."""
    now = clock.now()
    is_draft, is_asked = minutes.state is MinutesState.DRAFTING, minutes.takes_corrections(now)
    blocks = [block for block in load_blocks(minutes) if not block.is_removed and block.text]
    name_owners(blocks)
    sees_all = policy.can_read_confidential(actor, meeting)
    items = load_items(meeting, [block for block in blocks if sees_all or not block.is_confidential])
    outcomes = db.session.execute(queries.list_findings_and_proposals(), {"meeting_id": meeting.id}).all()
    return render_template(
        "minutes/read.html", meeting=meeting, minutes=minutes, title=wording.title(meeting),
        items=[item for item in items if item.blocks or item.id is not None], outcomes=by_axis(outcomes),
        articles_of=articles_of,
        takes_corrections=is_asked, may_write=policy.can_write_minutes(actor, meeting),
        has_read=is_asked and _has_read(minutes, actor),
        consultation=None if is_draft else db.session.scalars(queries.get_last_consultation(minutes.id)).one_or_none(),
        rectifications=db.session.scalars(queries.list_rectifications(minutes.id)).all() if minutes.published_at else (),
        steps=steps_of(meeting, minutes, actor, now),
        papers=[paper for code in ("fr", "ar") if (paper := document_link("minutes", minutes, code))],
        corrections_open=0 if is_draft else _corrections_of(minutes, actor),
    )  # fmt: skip


def _has_read(minutes: Minutes, actor: Actor) -> bool:
    if actor.institution_id is None:
        return False
    return db.session.scalars(queries.get_reading(minutes.id, actor.institution_id)).one_or_none() is not None


def _corrections_of(minutes: Minutes, actor: Actor) -> int:
    """How many corrections the reader's institution has proposed."""
    if actor.institution_id is None:
        return 0
    query = queries.list_corrections(minutes.id, actor.institution_id)
    return paging.paginate(query, 1, per_page=1).total


def by_axis(rows: Iterable[Any]) -> dict[str, list[tuple[Any, list[Any]]]]:
    """Findings and ways forward under their axis: {"finding": [(axis, rows)], "proposal": …}."""
    found: dict[str, dict[str, tuple[Any, list[Any]]]] = {"finding": {}, "proposal": {}}
    for row in rows:
        found[row.what].setdefault(str(row.axis or ""), (row.axis, []))[1].append(row)
    return {what: list(axes.values()) for what, axes in found.items()}


def public_page(meeting: Meeting, minutes: Minutes) -> str:
    """What visitors read: the extract, or the whole text where the bodies open it."""
    public = load_public(minutes, with_text=minutes.scope is PublicScope.FULL)
    items = [ItemLine(None, None), *(ItemLine(i.id, i.title, i.kind.label) for i in public.themes)]
    by_id = {item.id: item for item in items}
    for block in public.blocks:
        by_id[block.agenda_item_id].blocks.append(block)  # type: ignore[arg-type] # a block prints alike
    return render_template(
        "minutes/public.html", meeting=meeting, minutes=minutes, public=public, items=items,
        title=wording.title(meeting), html_of=html_of, paper=document_link("minutes_extract", minutes),
    )  # fmt: skip


@bp.get("/<int:meeting_id>/compte-rendu/historique")
@permission(P.HISTORY_READ, loads=Meeting)
def history(meeting: Meeting) -> Any:
    """Who did what with the record; the papers it asks for by itself are in the journal alone."""
    minutes = meeting.minutes or abort(404)
    number = paging.page_number(request.args.get("page"))
    page = histories.page_of({"minutes": [minutes.id]}, number, without=["document.requested"])
    return render_template("minutes/history.html", meeting=meeting, title=wording.title(meeting), page=page)


def minutes_of(meeting: Meeting) -> Minutes:
    """The record of this meeting; a page about one that does not exist is not found."""
    return meeting.minutes or abort(404)
