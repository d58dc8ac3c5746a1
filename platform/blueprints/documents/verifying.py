"""What the hash on a paper names: anybody may check that a content has not changed since it was frozen."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from noress.blueprints.documents import bp
from noress.blueprints.documents.forms import SHA256, HashForm, normal_hash
from noress.core.i18n import gettext as _
from noress.domain.files import queries
from noress.domain.files.frozen_kinds import FROZEN_KINDS
from noress.domain.files.models import FrozenContent
from noress.domain.juries.queries import deliberating as seal_queries
from noress.domain.minutes import policy
from noress.domain.minutes.models import Minutes, MinutesState, PublicScope, Rectification
from noress.domain.questionnaires import queries as answer_queries
from noress.extensions import db
from noress.web.identity import current_actor
from noress.web.permissions import public
from noress.web.public_cache import cached_public

#: kinds of frozen contents that belong to a record, with the row that each was made from
_RECORDS: dict[str, Any] = {"minutes": Minutes, "rectification": Rectification}


@bp.get("/verifier/")
@cached_public
@public
def verify() -> Any:
    """Paste a hash."""
    form = HashForm(request.args)
    if "empreinte" not in request.args:
        return render_template("documents/verify.html", form=form)
    if not form.validate():
        return render_template("documents/verify.html", form=form), 422
    return redirect(url_for(".verified", sha=normal_hash(form.empreinte.data or "")))


@bp.get("/verifier/<sha>")
@cached_public
@public
def verified(sha: str) -> Any:
    """What was frozen, when, by whom, and whether it was corrected since."""
    form, frozen = HashForm(data={"empreinte": sha}), _find(sha)
    if frozen is None:
        wanted = normal_hash(sha)
        known = db.session.scalars(answer_queries.get_snapshot(wanted)) if SHA256.fullmatch(wanted) else None
        if known is not None and (snapshot := known.one_or_none()) is not None:
            return render_template("documents/verified_response.html", snapshot=snapshot)
        if SHA256.fullmatch(wanted) and (seal := db.session.scalars(seal_queries.get_seal(wanted)).first()):
            last = db.session.scalars(seal_queries.get_last_seal(seal.competition_id)).one()
            return render_template(
                "documents/verified_seal.html", seal=seal, later=last.sha256 != seal.sha256
            )
        return render_template("documents/unknown_hash.html", form=form, sha=sha), 404
    corrections = [
        (correction, url_for(".verified", sha=correction.sha256))
        for correction in db.session.scalars(queries.list_rectifications(frozen.sha256))
    ]
    return render_template(
        "documents/verified.html", frozen=frozen, kind=FROZEN_KINDS.get(frozen.kind, FROZEN_KINDS["document"]),
        corrections=corrections, size=len(frozen.content.encode()), reading=_reading_of(frozen),
    )  # fmt: skip


def _reading_of(frozen: FrozenContent) -> Any:
    """Where the record behind the hash is read: as a whole by those who may, as published by the others."""
    row = db.session.get(_RECORDS[frozen.kind], frozen.subject_id) if frozen.kind in _RECORDS else None
    minutes = row.minutes if isinstance(row, Rectification) else row
    if not isinstance(minutes, Minutes) or frozen.subject_type != row.__tablename__:
        return None
    url = url_for("minutes.show", meeting_id=minutes.meeting_id)
    if policy.can_read_minutes(current_actor(), minutes):
        return url, _("Lire le texte")
    if minutes.state is not MinutesState.PUBLISHED:
        return None
    return url, _("Lire le texte publié") if minutes.scope is PublicScope.FULL else _("Lire l'extrait publié")


@bp.get("/verifier/<sha>/contenu")
@public
def frozen_content(sha: str) -> Response:
    """The very bytes that the hash was computed from, where they are public: checking needs nobody's word."""
    frozen = _find(sha)
    if frozen is None or not frozen.is_public:
        abort(404)
    response = Response(frozen.content.encode(), content_type="application/json; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{frozen.sha256[:12]}.json")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _find(sha: str) -> FrozenContent | None:
    wanted = normal_hash(sha)
    return db.session.get(FrozenContent, wanted) if SHA256.fullmatch(wanted) else None
