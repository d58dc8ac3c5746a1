"""Labels that an institution gives to a structure."""

from typing import Any

from flask import redirect, render_template, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.catalogue_desk import bp
from noress.blueprints.catalogue_desk.forms import BaseForm, LabelForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import Facet, Structure, StructureLabel, Term
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules.labels import give_label, withdraw_label
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.institutions.models import Institution
from noress.domain.institutions.queries import list_institution_choices
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/catalogue/gestion/<int:structure_id>/labels", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def give(structure: Structure) -> Any:
    """Those that it has or had, and one more."""
    form = LabelForm(data={"given_on": clock.today()})
    rows = db.session.execute(list_institution_choices()).all()
    form.institution_id.choices = [
        SelectChoice("", _("choisissez")),
        *(SelectChoice(row[0], str(row[1])) for row in rows),
    ]
    terms = read_vocabulary().of(Facet.LABEL)
    form.term_id.choices = [
        SelectChoice("", _("choisissez")),
        *(SelectChoice(term.id, str(term.name)) for term in terms),
    ]
    tried = attempt(form, lambda: _give(structure, form))
    if tried.status:
        page = render_template(
            "catalogue_desk/labels.html", structure=structure, form=form, today=clock.today(), has_words=bool(terms),
            labels=db.session.scalars(desk.list_all_labels(structure.id)).all(),
        )  # fmt: skip
        return page, tried.status
    target = url_for(".give", structure_id=structure.id)
    db.session.commit()
    say(_("Le label est donné. Il paraît sur la page de la structure."))
    return redirect(target, 303)


def _give(structure: Structure, form: LabelForm) -> StructureLabel:
    institution = db.session.get(Institution, form.institution_id.data or 0)
    if institution is None:
        raise RuleError(
            "no_institution", _("Choisissez l'institution qui donne ce label."), field="institution_id"
        )
    term = db.session.get(Term, form.term_id.data or 0)
    if term is None:
        raise RuleError("no_label", _("Choisissez un des labels proposés."), field="term_id")
    assert form.given_on.data is not None, "the form requires it"
    return give_label(
        structure=structure, institution=institution, term=term, given_on=form.given_on.data, until=form.until.data,
        actor=acting.actor(), now=clock.now(),
    )  # fmt: skip


@bp.route("/catalogue/gestion/labels/<int:structure_label_id>/retirer", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=StructureLabel)
def withdraw(label: StructureLabel) -> Any:
    form = BaseForm()
    tried = attempt(form, lambda: withdraw_label(label=label, actor=acting.actor(), now=clock.now()))
    if tried.status:
        return render_template(
            "catalogue_desk/withdraw_label.html", label=label, structure=label.structure, form=form
        ), tried.status
    target = url_for(".give", structure_id=label.structure_id)
    db.session.commit()
    say(_("Le label est retiré."))
    return redirect(target, 303)
