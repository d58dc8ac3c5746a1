"""What everybody reads of one funded project: its facts, what it did, dated photographs."""

from typing import Any

from flask import Response, abort, render_template

from noress.blueprints.reports import bp, present
from noress.core.pictures import without_notes
from noress.domain.awards.models import Award
from noress.domain.funding.rules.parts import funder_name
from noress.domain.reports import queries
from noress.domain.reports.models import ProjectPage
from noress.domain.reports.rules.closing import page_of
from noress.domain.reports.spending import reached_by
from noress.extensions import db
from noress.web.files import storage
from noress.web.permissions import public
from noress.web.public_cache import cached_public

#: bytes of a photograph that a page may show by itself: phones made it smaller before it left, as a rule
LIGHT = 600_000


def open_project(project_id: int) -> tuple[Award, ProjectPage | None]:
    """Announced and standing; its page once it is published."""
    award = db.session.scalars(queries.get_public_award(project_id)).one_or_none()
    if award is None:
        abort(404)
    page = page_of(award)
    return award, page if page is not None and page.published_at is not None else None


@bp.get("/projets/<int:project_id>")
@cached_public
@public
def public_project(project_id: int) -> Any:
    award, page = open_project(project_id)
    reports = list(db.session.scalars(queries.list_accepted(award.id)))
    shown = page.photos or [] if page is not None else []
    stored = {one.id: one for one in db.session.scalars(queries.list_stored(one["file"] for one in shown))}
    return render_template(
        "reports/public_project.html", award=award, page=page, present=present, funder_name=funder_name,
        photos=[(one["on"], stored[one["file"]]) for one in shown if one["file"] in stored], light=LIGHT,
        reach=reached_by(reports) if reports else None, differing=[one for one in reports if _differs(one)],
    )  # fmt: skip


def _differs(report: Any) -> bool:
    total = sum(getattr(report, name) or 0 for name in ("women", "men", "not_stated"))
    return report.printed_total is not None and report.printed_total != total


@bp.get("/projets/<int:project_id>/photos/<int:file_id>")
@public
def public_photo(project_id: int, file_id: int) -> Any:
    """One that the page shows, without what the camera noted."""
    award, page = open_project(project_id)
    if page is None or file_id not in {one["file"] for one in page.photos or []}:
        abort(404)
    ids = [one.response_id for one in db.session.scalars(queries.list_of_award(award.id)) if one.response_id]
    found = db.session.scalars(queries.get_file(ids, file_id)).first()
    if found is None:
        abort(404)
    file = found.file
    content = without_notes(b"".join(storage().stream(file.key)))
    response = Response(content, content_type=file.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=600"
    return response
