"""Ties between organisations: those of one stand aside from the files of the other."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.reviewing import bp
from noress.blueprints.reviewing.forms import CHOOSE, ConfirmForm, TieForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.institutions.models import Institution
from noress.domain.institutions.queries import list_institution_choices
from noress.domain.reviewing import queries, rules
from noress.domain.reviewing.models import LinkKind, OrganisationLink
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/institutions/<int:institution_id>/liens", methods=["GET", "POST"])
@permission(P.ORGANISATION_LINK_MANAGE, loads=Institution)
def ties(institution: Institution) -> Any:
    """Those that are noted, and one more."""
    form = TieForm()
    rows = db.session.execute(list_institution_choices()).all()
    form.other.choices = [
        SelectChoice(0, CHOOSE),
        *(SelectChoice(row[0], str(row[1])) for row in rows if row[0] != institution.id),
    ]
    tried = attempt(form, lambda: _add(institution, form))
    if tried.status:
        links = db.session.scalars(queries.list_links(institution.id)).all()
        page = render_template("reviewing/ties.html", institution=institution, links=links, form=form)
        return page, tried.status
    target = url_for(".ties", institution_id=institution.id)
    db.session.commit()
    say(_("Le lien est noté."))
    return redirect(target, 303)


def _add(institution: Institution, form: TieForm) -> OrganisationLink:
    other = db.session.get(Institution, form.other.data or 0)
    if other is None:
        raise RuleError("no_institution", _("Choisissez l'autre institution."), field="other")
    first, second = (other, institution) if form.direction.data else (institution, other)
    return rules.add_link(
        first=first, second=second, kind=LinkKind(form.kind.data), actor=acting.actor(), now=clock.now()
    )


@bp.route("/institutions/liens/<int:organisation_link_id>/retirer", methods=["GET", "POST"])
@permission(P.ORGANISATION_LINK_MANAGE, loads=OrganisationLink)
def remove_tie(link: OrganisationLink) -> Any:
    """Those who stood aside because of it see the files again."""
    asked = request.args.get("de", "")
    shown = link.to_id if asked == str(link.to_id) else link.from_id
    form = ConfirmForm()
    tried = attempt(form, lambda: rules.remove_link(link=link, actor=acting.actor(), now=clock.now()))
    if tried.status:
        return render_template("reviewing/remove_tie.html", link=link, shown=shown, form=form), tried.status
    db.session.commit()
    say(_("Le lien est retiré."))
    return redirect(url_for(".ties", institution_id=shown), 303)
