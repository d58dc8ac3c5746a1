"""A text of a body: shown to those who may, written down, opened to everybody."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.governance import bp
from noress.blueprints.governance.forms import PaperForm
from noress.core import clock, paging
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.files.models import StoredFile
from noress.domain.governance import policy, queries, rules, wording
from noress.domain.governance.models import GoverningPaper, PaperSignature, PaperVersion
from noress.domain.governance.rules import PaperValues
from noress.domain.institutions.models import Body, Institution
from noress.extensions import db
from noress.web import files, history
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/textes/<int:governing_paper_id>")
@permission(P.PAPER_SEE, loads=GoverningPaper)
def show(paper: GoverningPaper) -> str:
    """Its versions, which one is in force, the act that adopted it, and who signed."""
    paper = db.session.scalars(queries.get_paper(paper.id)).one()
    actor, number = current_actor(), paging.page_number(request.args.get("signatures"))
    versions = [version for version in paper.versions if policy.can_read_version(actor, version)]
    shown = paper.in_force or (versions[0] if versions else None)
    lines = _signature_lines(paper, shown)
    own = [line for line in lines if actor is not None and line[0].id == actor.institution_id]
    return render_template(
        "governance/show.html", paper=paper, versions=versions, shown=shown, signed=sum(1 for _i, s in lines if s),
        page=paging.cut(lines, number), own=own[0] if own else None, last=paper.versions[0] if paper.versions else None,
        may_read_scan=policy.can_read_scan, adoption=wording.adoption_words,
        page_of_history=history.page_of({"governing_paper": [paper.id]}, paging.page_number(request.args.get("page")))
        if actor is not None and policy.can_manage_papers(actor)
        else None,
    )  # fmt: skip


def _signature_lines(
    paper: GoverningPaper, version: PaperVersion | None
) -> list[tuple[Institution, PaperSignature | None]]:
    """(institution, its signature or none): those who are to sign, and those who signed and left since."""
    if version is None:
        return []
    signed = {row.institution_id: row for row in db.session.scalars(queries.list_signatures([version.id]))}
    if not signed and not paper.asks_signatures:
        return []
    expected = list(db.session.scalars(queries.list_signatories(paper.body, clock.today())))
    known = {institution.id for institution in expected}
    gone = [row.institution for row in signed.values() if row.institution_id not in known]
    return [(institution, signed.get(institution.id)) for institution in [*expected, *gone]]


@bp.route("/instances/<int:body_id>/textes/nouveau", methods=["GET", "POST"])
@permission(P.PAPER_MANAGE, loads=Body)
def create(body: Body) -> Any:
    form = PaperForm()
    tried = attempt(
        form,
        lambda: rules.create_paper(body=body, values=_values(form), actor=current_actor(), now=clock.now()),
    )
    if tried.status:
        return render_template(
            "governance/edit.html", form=form, body=body, paper=None, stale=None
        ), tried.status
    db.session.commit()
    say(_("Le texte est ajouté. Joignez maintenant sa première version."))
    return redirect(url_for(".add_version", governing_paper_id=tried.made.id), 303)


@bp.route("/textes/<int:governing_paper_id>/modifier", methods=["GET", "POST"])
@permission(P.PAPER_MANAGE, loads=GoverningPaper)
def edit(paper: GoverningPaper) -> Any:
    form = PaperForm(data=_stored(paper))
    tried = attempt(form, lambda: rules.edit_paper(
        paper=paper, values=_values(form), version=form.version.data, actor=current_actor(), now=clock.now(),
    ), stored=lambda: _stored(paper))  # fmt: skip
    if tried.status:
        page = render_template(
            "governance/edit.html", form=form, body=paper.body, paper=paper, stale=tried.stale
        )
        return page, tried.status
    db.session.commit()
    say(_("Le texte est enregistré."))
    return redirect(url_for(".show", governing_paper_id=paper.id), 303)


@bp.route("/textes/<int:governing_paper_id>/ouverture", methods=["GET", "POST"])
@permission(P.PAPER_MANAGE, loads=GoverningPaper)
def open_to_visitors(paper: GoverningPaper) -> Any:
    """Say what visitors will read, or will read no longer; then it happens at once."""
    if request.method == "GET":
        versions = db.session.scalars(queries.get_paper(paper.id)).one().versions
        adopted = [version for version in versions if version.is_adopted]
        return render_template("governance/open.html", paper=paper, adopted=adopted)
    is_public = request.form.get("is_public") == "1"
    rules.open_paper(paper=paper, is_public=is_public, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(
        _("Le texte est public : les visiteurs lisent ses versions adoptées.")
        if is_public
        else _("Le texte n'est plus public.")
    )
    return redirect(url_for(".show", governing_paper_id=paper.id), 303)


@bp.get("/textes/versions/<int:paper_version_id>/fichier")
@permission(P.PAPER_SEE, loads=PaperVersion)
def version_file(version: PaperVersion) -> Any:
    """The file of a version, for whoever may read it."""
    return files.send(version.file or abort(404))


def store_for(field: Any) -> StoredFile | None:
    """The file sent in this field, if one was."""
    return files.take_upload(field.data, actor=current_actor(), now=clock.now(), field=field.short_name)


def _values(form: PaperForm) -> PaperValues:
    title = Translated(fr=form.title_fr.data, ar=form.title_ar.data)
    return PaperValues(form.kind.data, title, form.asks_signatures.data)


def _stored(paper: GoverningPaper) -> dict[str, Any]:
    return {
        "kind": paper.kind, "title_fr": paper.title.get("fr"), "title_ar": paper.title.get("ar"),
        "asks_signatures": paper.asks_signatures, "version": paper.version,
    }  # fmt: skip
