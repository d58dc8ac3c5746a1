"""The checklist of papers of a project."""

from typing import Any

from flask import abort, redirect, render_template, url_for

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import FileForm, PaperForm, ReasonForm
from noress.blueprints.payments.present import Act
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.audit.rules import record
from noress.domain.awards.models import Award
from noress.domain.payments import policy, queries
from noress.domain.payments.models import AwardPaper
from noress.domain.payments.rules import papers as rules
from noress.extensions import db
from noress.web import acting, files
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/projets/gestion/<int:award_id>/papiers", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def papers(award: Award) -> Any:
    """What is asked, given, found good; one more for this project alone."""
    form = PaperForm()
    tried = attempt(
        form,
        lambda: rules.ask_paper(
            award=award, label=form.label, is_required=form.is_required.data, is_restricted=form.is_restricted.data,
            **acting.doing(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "payments/papers.html", award=award, form=form, papers=db.session.scalars(queries.list_papers(award.id)).all(),
            crumbs=present.crumbs(award), can_restricted=policy.can_read_paper(acting.actor(), award),
            is_over=present.is_over(award),
        )  # fmt: skip
        return page, tried.status
    return acting.done(_list(award), _("Le papier est demandé : la structure le voit sur sa page."))


@bp.route("/projets/gestion/<int:award_id>/papiers/<int:paper_id>/donner", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def give_paper(award: Award, paper_id: int) -> Any:
    """For a structure that brought it by hand."""
    found, form = _paper(award, paper_id), FileForm()
    page = Act(
        title=str(found.label), label=_("Donner ce papier"), back_url=_list(award), has_files=True,
        crumbs=present.crumbs(award, (_("Papiers"), _list(award))), lead=award.application.title,
    )  # fmt: skip
    run = lambda: rules.give_paper(paper=found, file=present.given(form), **acting.doing())  # noqa: E731
    return present.act(form, run, page, _("Le papier est donné. Il reste à le vérifier."))


@bp.post("/projets/gestion/<int:award_id>/papiers/<int:paper_id>/verifier")
@permission(P.AGREEMENT_MANAGE, loads=Award)
def check_paper(award: Award, paper_id: int) -> Any:
    rules.check_paper(paper=_paper(award, paper_id), **acting.doing())
    return acting.done(_list(award), _("Le papier est vérifié."))


@bp.route("/projets/gestion/<int:award_id>/papiers/<int:paper_id>/refuser", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def refuse_paper(award: Award, paper_id: int) -> Any:
    found, form = _paper(award, paper_id), ReasonForm()
    page = Act(
        title=_("Refuser un papier"), label=_("Refuser ce papier"), back_url=_list(award), lead=found.label,
        crumbs=present.crumbs(award, (_("Papiers"), _list(award))), question=_("Demander ce papier de nouveau ?"),
        consequences=[_("La structure lit pourquoi, et le donne de nouveau."), present.mails_to(award)],
    )  # fmt: skip
    run = lambda: rules.refuse_paper(paper=found, reason=form.reason.data, **acting.doing())  # noqa: E731
    return present.act(form, run, page, _("Le papier est refusé. La structure est prévenue."))


@bp.get("/projets/gestion/<int:award_id>/papiers/<int:paper_id>/fichier")
@permission(P.AGREEMENT_MANAGE, loads=Award)
def paper_file(award: Award, paper_id: int) -> Any:
    found = _paper(award, paper_id)
    if found.file is None:
        abort(404)
    return redirect(_list(award), 303) if found.is_restricted else files.send(found.file)


@bp.post("/projets/gestion/<int:award_id>/papiers/<int:paper_id>/protege")
@permission(P.AGREEMENT_MANAGE, loads=Award)
def restricted_file(award: Award, paper_id: int) -> Any:
    """For two roles; who opened it when stays in the history."""
    found, actor = _paper(award, paper_id), acting.actor()
    if found.file is None or not found.is_restricted:
        abort(404)
    if not policy.can_read_paper(actor, award):
        abort(403)
    record(actor, "award_paper.read", found, now=clock.now(), changes={"paper": (None, found.label)})
    answer = files.send(found.file)
    db.session.commit()
    return answer


def _list(award: Award) -> str:
    return url_for("payments.papers", award_id=award.id)


def _paper(award: Award, key: int) -> AwardPaper:
    found = db.session.get(AwardPaper, key)
    return found if found is not None and found.award_id == award.id else abort(404)
