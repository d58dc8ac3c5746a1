"""What the hash on a paper names: anybody may check that a content has not changed since it was frozen."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from noress.blueprints.documents import bp
from noress.blueprints.documents.forms import SHA256, HashForm, normal_hash
from noress.domain.files import queries
from noress.domain.files.frozen_kinds import FROZEN_KINDS
from noress.domain.files.models import FrozenContent
from noress.extensions import db
from noress.web.permissions import public
from noress.web.public_cache import cached_public


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
        return render_template("documents/unknown_hash.html", form=form, sha=sha), 404
    corrections = [
        (correction, url_for(".verified", sha=correction.sha256))
        for correction in db.session.scalars(queries.list_rectifications(frozen.sha256))
    ]
    return render_template(
        "documents/verified.html", frozen=frozen, kind=FROZEN_KINDS.get(frozen.kind, FROZEN_KINDS["document"]),
        corrections=corrections, size=len(frozen.content.encode()),
    )  # fmt: skip


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
