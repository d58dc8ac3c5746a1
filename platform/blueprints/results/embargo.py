"""The embargo of an edition: what is ready, and the release, once, from the ceremony's instant."""

from typing import Any

from flask import render_template, request, url_for

from noress.blueprints.results import bp, present
from noress.blueprints.results.readiness import readiness
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.applications.rules.correcting import readers
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules.telling import LETTERS
from noress.domain.competitions.certificates import CERTIFICATE, has_certificate
from noress.domain.competitions.models import Competition
from noress.domain.competitions.outcomes import Outcome, outcome_of
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import releasing
from noress.extensions import db
from noress.web import acting
from noress.web.documents import document_links
from noress.web.forms import BaseForm
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/concours/gestion/<int:competition_id>/resultats")
@permission(P.RESULT_RELEASE, loads=Competition)
def embargo(competition: Competition) -> Any:
    """Nothing of what the jury decided before it has; then entry by entry, with what is ready."""
    release = present.release_of(competition)
    is_decided = competition.deliberated_at is not None
    page = paging.paginate(
        queries.list_decided(competition.id, present.recused()) if is_decided else queries.list_none(),
        paging.page_number(request.args.get("page")),
    )
    ids = [one.application_id for one in page.items]
    task = db.session.scalars(task_queries.get_last_task(competition.call_id, LETTERS)).first()
    return render_template(
        "results/embargo.html", competition=competition, call=competition.call, page=page, release=release,
        said=releasing.released_words(release) if release is not None else None, is_decided=is_decided,
        ready=readiness(competition, present.recused()) if is_decided and release is None else [],
        letters={one.application_id: one for one in db.session.scalars(queries.list_letters_of(ids))},
        outcomes={one.id: outcome_of(one) for one in page.items},
        papers=document_links(CERTIFICATE, [one for one in page.items if has_certificate(one)]),
        upheld=set(db.session.scalars(queries.list_upheld(ids))) if release is not None else set(),
        task=task, failed=len(task.failures) if task is not None else 0, is_time=_is_time(competition),
    )  # fmt: skip


def _is_time(competition: Competition) -> bool:
    return competition.ceremony_at is not None and competition.ceremony_at <= clock.now()


@bp.post("/concours/gestion/<int:competition_id>/resultats/preparer")
@permission(P.RESULT_RELEASE, loads=Competition)
def prepare(competition: Competition) -> Any:
    target = url_for(".embargo", competition_id=competition.id)
    releasing.prepare_letters(competition=competition, **acting.doing())
    return acting.done(target, _("Les lettres sont prêtes à relire. Personne n'est prévenu."))


@bp.route("/concours/gestion/<int:competition_id>/resultats/annoncer", methods=["GET", "POST"])
@permission(P.RESULT_RELEASE, loads=Competition)
def release(competition: Competition) -> Any:
    """To whom it goes; once."""
    form = BaseForm()
    tried = attempt(form, lambda: releasing.release_results(competition=competition, **acting.doing()))
    if tried.status:
        entries = []
        if competition.deliberated_at is not None:
            entries = (
                db.session.scalars(queries.list_decided(competition.id, present.recused())).unique().all()
            )
        known = present.release_of(competition)
        page = render_template(
            "results/release.html", competition=competition, call=competition.call, form=form,
            counts=[(one, sum(outcome_of(entry) is one for entry in entries)) for one in Outcome],
            mails=sum(len(readers(entry.application)) for entry in entries), is_time=_is_time(competition),
            said=releasing.released_words(known) if known is not None else None, entries=entries,
        )  # fmt: skip
        return page, tried.status
    words = ngettext("Le résultat de %(num)s dossier est annoncé. Le courriel part maintenant.",
                     "Les résultats de %(num)s dossiers sont annoncés. Les courriels partent maintenant.", tried.made)  # fmt: skip
    return acting.done(url_for(".embargo", competition_id=competition.id), words)
