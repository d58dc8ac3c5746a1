"""Texts of agreements: everybody's, and those of a carrier."""

from typing import Any

from flask import render_template, url_for
from wtforms import BooleanField
from wtforms.fields import SelectChoice

from noress.blueprints.payments import bp
from noress.blueprints.payments.forms import ARABIC, FRENCH, NewTemplateForm, TemplateForm, row_id
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.payments import built_in, queries
from noress.domain.payments.models import AgreementTemplate
from noress.domain.payments.rules import templates as rules
from noress.extensions import db
from noress.web import acting
from noress.web.forms import line
from noress.web.permissions import permission
from noress.web.rows import names_of, rows_of, stored_rows, with_rows
from noress.web.submitting import attempt


def _fields() -> dict[str, Any]:
    return {
        "fr": line(FRENCH), "ar": line(ARABIC), "required": BooleanField(lazy("Rien ne se paie sans lui")),
        "restricted": BooleanField(lazy("Il peut montrer une pièce d'identité")),
    }  # fmt: skip


@bp.route("/projets/gestion/modeles", methods=["GET", "POST"])
@permission(P.PROCEDURE_EDIT)
def templates() -> Any:
    """The list, and a new one for a carrier."""
    found = db.session.scalars(queries.list_all_templates()).all()
    form = NewTemplateForm()
    carriers = db.session.scalars(queries.list_carriers()).all()
    form.carrier_id.choices = [
        SelectChoice("", _("tous")),
        *(SelectChoice(str(one.id), str(one.name)) for one in carriers),
    ]  # fmt: skip
    tried = attempt(form, lambda: _create(form, {one.id for one in carriers}))
    if tried.status:
        return render_template(
            "payments/templates.html", templates=found, form=form, carriers=carriers
        ), tried.status
    made = tried.made
    return acting.done(
        url_for(".template", agreement_template_id=made.id), _("Le modèle est prêt à être modifié.")
    )


def _create(form: NewTemplateForm, known: set[int]) -> AgreementTemplate:
    """With the built-in text, to begin with."""
    key = row_id(form.carrier_id.data)
    if (form.carrier_id.data or "") not in {str(one.value) for one in form.carrier_id.choices or []}:
        raise RuleError("no_carrier", _("Choisissez un porteur juridique de la liste."), field="carrier_id")
    if key is None and not form.for_prizes.data and db.session.scalars(queries.list_templates(None)).first():
        message = _("Le texte commun existe déjà : changez-le, ou choisissez un porteur juridique.")
        raise RuleError("everybodys", message, field="carrier_id", status=409)
    for_prizes = bool(form.for_prizes.data)
    values = built_in.PRIZE if for_prizes else built_in.PROJECT
    return rules.create_template(
        carrier_id=key if key in known else None,
        values=dict(values),
        for_prizes=for_prizes,
        **acting.doing(),
    )


@bp.route("/projets/gestion/modeles/<int:agreement_template_id>", methods=["GET", "POST"])
@permission(P.PROCEDURE_EDIT, loads=AgreementTemplate)
def template(template: AgreementTemplate) -> Any:
    """Its two texts, and the papers that it asks for."""
    names = names_of("papier", [f"r{place}" for place in range(1, len(template.papers) + 1)])
    form = with_rows(TemplateForm, {"rows": (names, _fields)})(data=_stored(template))

    def stored() -> dict[str, Any]:
        db.session.refresh(template)
        return _stored(template)

    rows = rows_of(form, names, _fields)
    tried = attempt(form, lambda: _save(template, form, rows), stored=stored)
    if tried.status:
        page = render_template(
            "payments/template.html",
            template=template,
            form=form,
            rows=rows,
            stale=tried.stale,
            tags=built_in.TAGS,
        )
        return page, tried.status
    return acting.done(
        url_for(".templates"), _("Le modèle est enregistré. Les conventions déjà écrites gardent leur texte.")
    )


def _stored(template: AgreementTemplate) -> dict[str, Any]:
    papers = [
        (f"r{place}", {name: one.get(name) for name in ("fr", "ar", "required", "restricted")})
        for place, one in enumerate(template.papers, 1)
    ]
    return {
        "version": template.version, "title_fr": template.title.get("fr"), "title_ar": template.title.get("ar"),
        "french": template.french, "arabic": template.arabic, **stored_rows("papier", papers),
    }  # fmt: skip


def _save(template: AgreementTemplate, form: Any, rows: Any) -> None:
    kinds = {f"r{place}": one.get("category") for place, one in enumerate(template.papers, 1)}
    papers = [
        {"fr": row.fields["fr"].data or row.fields["ar"].data, "ar": row.fields["ar"].data or row.fields["fr"].data,
         "required": bool(row.fields["required"].data), "restricted": bool(row.fields["restricted"].data),
         "category": kinds.get(row.key or "")}
        for row in rows if not row.is_empty("fr", "ar")
    ]  # fmt: skip
    values = {"title": form.title(), "french": form.french.data, "arabic": form.arabic.data, "papers": papers}
    rules.edit_template(template=template, values=values, version=form.version.data, **acting.doing())


@bp.post("/projets/gestion/modeles/<int:agreement_template_id>/retirer")
@permission(P.PROCEDURE_EDIT, loads=AgreementTemplate)
def retire_template(template: AgreementTemplate) -> Any:
    rules.retire_template(template=template, **acting.doing())
    return acting.done(url_for(".templates"), _("Le modèle ne sert plus aux nouvelles conventions."))
