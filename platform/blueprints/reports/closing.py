"""The end of a project, and what its public page says."""

from typing import Any

from flask import render_template, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.reports import bp, present
from noress.blueprints.reports.forms import CloseForm, PageForm, PublishForm
from noress.core.formats import date_words
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import Award
from noress.domain.reports import photos
from noress.domain.reports.models import ProjectPage
from noress.domain.reports.rules import closing as rules
from noress.domain.reports.rules.closing import Written, page_of
from noress.domain.reports.spending import balance_of
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import attempt

TEXTS = ("title", "summary", "results", "lessons")


@bp.route("/projets/gestion/<int:award_id>/cloture", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=Award)
def close(award: Award) -> Any:
    """The balance, the lessons, one button."""
    page = page_of(award)
    form = draft_form(
        CloseForm, data={"version": award.version, **(_stored(page, ("lessons",)) if page else {})}
    )
    tried = attempt(
        form,
        lambda: rules.close_award(
            award=award, lessons=form.text("lessons"), version=form.version.data, **acting.doing()
        ),
    )
    if tried.status:
        shown = render_template(
            "reports/close.html", award=award, form=form, balance=balance_of(award), present=present
        )
        return shown, tried.status
    return acting.done(
        url_for(".project", award_id=award.id), _("Le projet est terminé. Sa page dit ce qu'il apprend.")
    )


@bp.route("/projets/gestion/<int:award_id>/page", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=Award)
def edit_page(award: Award) -> Any:
    """In both languages, with photos chosen among those of accepted reports."""
    page = page_of(award)
    form = draft_form(PageForm, data=_values(award, page))
    form.photos.choices = [
        SelectChoice(one.file_id, f"{one.name}, {date_words(one.taken_on)}") for one in photos.offered(award)
    ]
    tried = attempt(
        form,
        lambda: rules.write_page(
            award=award, version=form.version.data,
            written=Written(**{name: form.text(name) for name in TEXTS}, photos=list(form.photos.data or [])),
            **acting.doing(),
        ),
        stored=lambda: _values(award, page_of(award)),
    )  # fmt: skip
    if tried.status:
        shown = render_template(
            "reports/edit_page.html", award=award, form=form, page=page, stale=tried.stale
        )
        return shown, tried.status
    return acting.done(
        url_for(".publish_page", award_id=award.id),
        _("La page est enregistrée. Il reste à la relire et à la publier."),
    )


def _values(award: Award, page: ProjectPage | None) -> dict[str, Any]:
    """What is stored; for a page that is new, what the file said."""
    if page is None:
        title = {award.application.language: award.application.title}
        return {"version": 1, **{f"title_{code}": title.get(code, "") for code in ("fr", "ar")}, "photos": []}
    return {
        "version": page.version,
        **_stored(page, TEXTS),
        "photos": [one["file"] for one in page.photos or []],
    }


def _stored(page: ProjectPage, names: tuple[str, ...]) -> dict[str, str]:
    return {f"{name}_{code}": getattr(page, name).get(code, "") for name in names for code in ("fr", "ar")}


@bp.route("/projets/gestion/<int:award_id>/page/publier", methods=["GET", "POST"])
@permission(P.REPORT_MANAGE, loads=Award)
def publish_page(award: Award) -> Any:
    """Everybody reads it, or nobody any more."""
    page = page_of(award)
    is_public = page is not None and page.published_at is not None
    form = PublishForm(data={"version": page.version if page else 1, "public": "" if is_public else "1"})
    tried = attempt(
        form,
        lambda: rules.publish_page(
            award=award, is_public=form.public.data == "1", version=form.version.data, **acting.doing()
        ),
    )
    if tried.status:
        return render_template(
            "reports/publish_page.html", award=award, page=page, form=form, is_public=is_public
        ), tried.status
    said = (
        _("La page du projet est publique.")
        if form.public.data == "1"
        else _("La page du projet n'est plus publique.")
    )
    return acting.done(url_for(".project", award_id=award.id), said)
