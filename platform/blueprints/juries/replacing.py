"""Leaving a jury, and calling an alternate."""

from typing import Any

from flask import redirect, render_template
from wtforms.fields import SelectChoice

from noress.blueprints.juries import bp, present
from noress.blueprints.juries.forms import CHOOSE, CallForm, RemoveForm
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.juries import panel, sealing
from noress.domain.juries.models import Juror
from noress.domain.juries.rules import replacing
from noress.domain.juries.rules.composing import has_sent
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/jury/gestion/membres/<int:juror_id>/retirer", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Juror)
def remove(juror: Juror) -> Any:
    """Their scores are kept, and count no more."""
    competition = juror.competition
    form = RemoveForm()
    tried = attempt(
        form,
        lambda: replacing.remove_juror(
            juror=juror,
            reason=form.reason.data or "",
            seals_again=bool(form.seals_again.data),
            **acting.doing(),
        ),
    )
    if tried.status:
        page = render_template(
            "juries/remove.html", competition=competition, juror=juror, form=form, is_sent=has_sent(juror),
            is_sealed=sealing.current_seal(competition) is not None,
            crumbs=present.crumbs(competition, _("Retirer du jury")),
        )  # fmt: skip
        return page, tried.status
    target = present.board_url(competition)
    db.session.commit()
    say(_("La personne ne siège plus. Ce qu'elle a noté est gardé et ne compte plus."))
    return redirect(target, 303)


@bp.route("/jury/gestion/membres/<int:juror_id>/appeler", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Juror)
def call_in(juror: Juror) -> Any:
    """An alternate takes somebody's place, with what is left to score."""
    competition = juror.competition
    form = CallForm()
    seated = [one for one in db.session.scalars(panel.list_jurors(competition.id)) if panel.scores(one)]
    form.in_place_of.choices = [
        SelectChoice(0, CHOOSE), *(SelectChoice(one.id, f"{one.person.shown_name} ({one.role.label})") for one in seated)
    ]  # fmt: skip
    tried = attempt(form, lambda: _call(juror, form))
    if tried.status:
        page = render_template(
            "juries/call_in.html", competition=competition, juror=juror, form=form,
            is_sealed=sealing.current_seal(competition) is not None,
            crumbs=present.crumbs(competition, _("Appeler un(e) suppléant(e)")),
        )  # fmt: skip
        return page, tried.status
    target, count = present.board_url(competition), tried.made
    db.session.commit()
    say(_("La personne siège désormais, et un courriel le lui dit."))
    if count:
        say(
            ngettext(
                "%(num)s candidature lui est confiée.", "%(num)s candidatures lui sont confiées.", count
            ),
            "info",
        )
    return redirect(target, 303)


def _call(juror: Juror, form: CallForm) -> int:
    leaving = db.session.get(Juror, form.in_place_of.data or 0)
    if leaving is None:
        raise RuleError("nobody", _("Choisissez la personne qui laisse sa place."), field="in_place_of")
    return replacing.call_alternate(
        alternate=juror, in_place_of=leaving, reason=form.reason.data or "", seals_again=bool(form.seals_again.data),
        **acting.doing(),
    )  # fmt: skip
