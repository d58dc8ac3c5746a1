"""Who signed a version: noted with the scan, shown to the institution that signed, taken back when wrong."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.governance import bp
from noress.blueprints.governance.forms import SignatureForm
from noress.blueprints.governance.papers import store_for
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.governance import queries, rules
from noress.domain.governance.models import PaperSignature, PaperVersion
from noress.domain.institutions.models import Institution
from noress.extensions import db
from noress.web import files
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/textes/versions/<int:paper_version_id>/signatures/noter", methods=["GET", "POST"])
@permission(P.PAPER_MANAGE, loads=PaperVersion)
def note_signature(paper_version: PaperVersion) -> Any:
    """One institution after the other: saving comes back here while some are missing."""
    form = SignatureForm(
        data={"signed_on": clock.today(), "institution_id": request.args.get("institution", type=int)}
    )
    waiting = _waiting(paper_version)
    form.institution_id.choices = [
        SelectChoice("", _("Choisissez")),
        *(SelectChoice(row.id, str(row.name)) for row in waiting),
    ]
    tried = attempt(form, lambda: _note(paper_version, form))
    if tried.status:
        page = render_template(
            "governance/signature.html", form=form, paper=paper_version.paper, paper_version=paper_version, waiting=waiting
        )  # fmt: skip
        return page, tried.status
    name = str(tried.made.institution.name)
    db.session.commit()
    say(_("La signature est notée : %(name)s.", name=name))
    if len(waiting) > 1:
        return redirect(url_for(".note_signature", paper_version_id=paper_version.id), 303)
    return redirect(url_for(".show", governing_paper_id=paper_version.paper_id), 303)


def _waiting(paper_version: PaperVersion) -> list[Institution]:
    signed = {row.institution_id for row in db.session.scalars(queries.list_signatures([paper_version.id]))}
    expected = db.session.scalars(queries.list_signatories(paper_version.paper.body, clock.today()))
    return [institution for institution in expected if institution.id not in signed]


def _note(paper_version: PaperVersion, form: SignatureForm) -> PaperSignature:
    institution = db.session.get(Institution, form.institution_id.data)
    if institution is None:
        message = _("Choisissez une des réponses proposées.")
        raise RuleError("unknown", message, field="institution_id")
    return rules.note_signature(
        paper_version=paper_version, institution=institution, signed_on=form.signed_on.data, scan=store_for(form.scan),
        actor=current_actor(), now=clock.now(),
    )  # fmt: skip


@bp.get("/textes/signatures/<int:paper_signature_id>/copie")
@permission(P.PAPER_SCAN, loads=PaperSignature)
def scan(signature: PaperSignature) -> Any:
    return files.send(signature.scan or abort(404))


@bp.route("/textes/signatures/<int:paper_signature_id>/retirer", methods=["GET", "POST"])
@permission(P.PAPER_MANAGE, loads=PaperSignature)
def remove_signature(signature: PaperSignature) -> Any:
    """It was noted by mistake."""
    paper = signature.paper_version.paper
    if request.method == "GET":
        return render_template("governance/remove_signature.html", signature=signature, paper=paper)
    paper_id = paper.id
    rules.remove_signature(signature=signature, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("La signature est retirée."))
    return redirect(url_for(".show", governing_paper_id=paper_id), 303)
