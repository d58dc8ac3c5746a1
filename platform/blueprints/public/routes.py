"""Pages anybody may open."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.public import bp, members  # noqa: F401
from noress.core import clock, paging
from noress.core.i18n import LANGUAGES
from noress.domain.accounts.permissions import P
from noress.domain.accounts.retention import RETENTION
from noress.domain.competitions.queries.editions import list_current_editions
from noress.domain.decisions.queries import count_in_force
from noress.domain.funding import calendar
from noress.domain.funding.queries import list_current_calls
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import queries as meetings
from noress.domain.meetings.models import Meeting, MeetingDocument
from noress.domain.meetings.policy import can_read_document
from noress.extensions import db
from noress.web import files, meeting_page, resume
from noress.web import meeting_lines as present
from noress.web.identity import current_actor
from noress.web.languages import COOKIE
from noress.web.permissions import permission, public
from noress.web.public_cache import cached_public, note_until

CALLS_ON_HOME = 2
EDITIONS_ON_HOME = 1
COMING_ON_HOME = 3
OUTCOMES_ON_HOME = 6


@bp.get("/")
@cached_public
@public
def home() -> str:
    """What the platform is, when it meets next, what came out of it last."""
    now = clock.now()
    today = clock.today(now)
    open_calls = db.session.scalars(list_current_calls(now).limit(CALLS_ON_HOME)).all()
    editions = db.session.scalars(list_current_editions(now).limit(EDITIONS_ON_HOME)).unique().all()
    for call in (*open_calls, *(one.call for one in editions)):
        note_until(calendar.next_change(call, now))
    coming = db.session.scalars(
        meetings.list_public_meetings(past=False, today=today).limit(COMING_ON_HOME)
    ).all()
    past = meetings.list_public_meetings(past=True, today=today)
    return render_template(
        "public/home.html",
        calls=[(call, calendar.phase(call, now).value) for call in open_calls],
        editions=[(one, calendar.phase(one.call, now).value) for one in editions],
        coming=present.lines(coming, today),
        last=present.lines(db.session.scalars(past.limit(1)), today),
        past_count=db.session.scalar(meetings.count_meetings(past)),
        outcomes=db.session.scalars(meetings.list_latest_outcomes(OUTCOMES_ON_HOME)).all(),
        members_count=db.session.scalar(meetings.count_member_institutions()),
        decisions_count=db.session.scalar(count_in_force()),
        committees=[
            body
            for body in db.session.scalars(meetings.list_bodies(today))
            if body.kind is BodyKind.COMMITTEE
        ],
    )


@bp.get("/langue/<lang>")
@public
def set_language(lang: str) -> BaseResponse:
    """Remember a language and come back."""
    response = redirect(_without_language(resume.safe_target(request.args.get("suite")) or "/"))
    if lang in LANGUAGES:
        response.set_cookie(
            COOKIE, lang, max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


@bp.get("/sessions/")
@cached_public
@public
def sessions() -> str:
    """Coming sessions, then past ones by year; the secretariat sees its drafts first."""
    today, actor = clock.today(), current_actor()
    page = paging.paginate(
        meetings.list_public_meetings(past=True, today=today), paging.page_number(request.args.get("page"))
    )
    coming = meetings.list_public_meetings(past=False, today=today).limit(paging.PER_PAGE)
    is_secretariat = actor is not None and actor.is_secretariat
    drafts = db.session.scalars(meetings.list_drafts().limit(paging.PER_PAGE)).all() if is_secretariat else []
    return render_template(
        "public/sessions.html",
        page=page,
        years=present.by_year(present.lines(page.items, today)),
        coming=present.lines(db.session.scalars(coming), today) if page.number == 1 else [],
        drafts=present.lines(drafts, today),
    )


@bp.get("/sessions/propositions")
@cached_public
@public
def proposals() -> str:
    """What came out of the sessions, by axis: the raw material of the action plan."""
    found = db.session.scalars(meetings.list_proposals()).all()
    return render_template(
        "public/proposals.html",
        axes=present.by_axis(found),
        sources=sorted({p.source for p in found if p.source}),
    )


@bp.get("/sessions/<int:meeting_id>", endpoint="session")
@cached_public
@permission(P.MEETING_SEE, loads=Meeting)
def one_meeting(meeting: Meeting) -> str:
    """One session: facts, agenda, documents, what came out of it; more for those who take part."""
    return render_template(
        "public/session.html", **meeting_page.context(meeting, current_actor(), now=clock.now())
    )


@bp.get("/sessions/<int:meeting_id>/documents/<int:meeting_document_id>")
@permission(P.MEETING_SEE, loads=Meeting)
def document(meeting: Meeting, meeting_document_id: int) -> BaseResponse:
    """A public document for all; the others for the invited and the secretariat."""
    found, actor = db.session.get(MeetingDocument, meeting_document_id), current_actor()
    if found is None or found.meeting_id != meeting.id:
        abort(404)
    is_invited = bool(meeting_page.own_invitations(meeting, actor))
    if not can_read_document(actor, found, is_invited=is_invited):
        abort(404)
    return files.send(found.file)


@bp.get("/s/<int:meeting_id>")
@permission(P.MEETING_SEE, loads=Meeting)
def short(meeting: Meeting) -> BaseResponse:
    """The short address to paste in a message."""
    return redirect(url_for("public.session", meeting_id=meeting.id))


@bp.get("/donnees-personnelles")
@cached_public
@public
def personal_data() -> str:
    """The register of personal data that law 09-08 asks for, in plain words."""
    return render_template(
        "public/personal_data.html", retention=RETENTION, **_contact(current_app.config["SETTINGS"])
    )


@bp.get("/accessibilite")
@cached_public
@public
def accessibility() -> str:
    return render_template("public/accessibility.html", **_contact(current_app.config["SETTINGS"]))


def _without_language(target: str) -> str:
    """The address without `?lang=`, which would win over the language just chosen."""
    parts = urlsplit(target)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "lang"]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")


def _contact(settings: Any) -> dict[str, Any]:
    return {
        "contact": settings.mail_sender, "cndp_receipt": settings.cndp_receipt,
        "hosting_country": settings.hosting_country,
    }  # fmt: skip
