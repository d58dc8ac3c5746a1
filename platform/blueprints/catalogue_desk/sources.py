"""Questionnaires that the catalogue is made from, and which question fills which field."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice

from noress.blueprints.catalogue_desk import bp
from noress.blueprints.catalogue_desk.entry_form import Boxes
from noress.blueprints.catalogue_desk.forms import BaseForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.fields import FIELDS, Kind
from noress.domain.catalogue.mapping import CONSENT, OTHERS, can_fill, guess_mapping
from noress.domain.catalogue.models import CatalogueSource
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules.sources import definition_of_source, remove_source, save_source
from noress.domain.catalogue.rules.words import list_choices
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.serving import is_served
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.merge import version_field
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: several questions may fill these together
SEVERAL = (Kind.PAIR, Kind.LONG_PAIR, Kind.TERMS)


@bp.get("/catalogue/gestion/sources")
@permission(P.STRUCTURE_MANAGE)
def sources() -> Any:
    rows = db.session.execute(questionnaires.list_questionnaires(owned=False)).all()
    made = {source.questionnaire_id: source for source in db.session.scalars(desk.list_sources())}
    return render_template("catalogue_desk/sources.html", rows=rows, sources=made)


@bp.route("/catalogue/gestion/sources/<int:questionnaire_id>", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Questionnaire)
def edit_source(questionnaire: Questionnaire) -> Any:
    """The fields of an entry, each with the questions that fill it; guessed the first time."""
    if is_served(questionnaire):
        abort(404)
    definition = definition_of_source(questionnaire)
    source = db.session.get(CatalogueSource, questionnaire.id)
    form = _form(definition or Definition(), source)
    tried = attempt(
        form,
        lambda: save_source(
            questionnaire=questionnaire, mapping=_mapping(form), version=form.version.data, actor=acting.actor(),
            now=clock.now(),
        ),
        stored=lambda: _stored(db.session.get(CatalogueSource, questionnaire.id)),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "catalogue_desk/source.html", form=form, questionnaire=questionnaire, source=source, stale=tried.stale,
            names=_names(), definition=definition, words=_new_words(definition, form),
        )  # fmt: skip
        return page, tried.status
    made = tried.made
    target = url_for(".list_words") if made else url_for(".sources")
    db.session.commit()
    say(
        _("C'est enregistré. %(count)s mots sont nouveaux : relisez-les.", count=made)
        if made
        else _("C'est enregistré.")
    )
    return redirect(target, 303)


@bp.route("/catalogue/gestion/sources/<int:questionnaire_id>/retirer", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Questionnaire)
def drop_source(questionnaire: Questionnaire) -> Any:
    form = BaseForm()
    tried = attempt(
        form, lambda: remove_source(questionnaire=questionnaire, actor=acting.actor(), now=clock.now())
    )
    if tried.status:
        return render_template(
            "catalogue_desk/drop_source.html", questionnaire=questionnaire, form=form
        ), tried.status
    db.session.commit()
    say(_("Ses réponses ne remplissent plus le catalogue."))
    return redirect(url_for(".sources"), 303)


def _names() -> list[str]:
    """Fields that a question may fill: those of other answers follow from their list."""
    return [name for name in (*FIELDS, CONSENT) if name not in OTHERS.values()]


def _form(definition: Definition, source: CatalogueSource | None) -> Any:
    inputs: dict[str, Any] = {"version": version_field()}
    for name in _names():
        field = FIELDS.get(name)
        label = field.label if field is not None else _("Tout le monde peut lire la fiche")
        choices = [
            SelectChoice(one.key, f"{one.label} [{one.key}]")
            for one in definition.questions()
            if can_fill(name, one)
        ]
        if field is not None and field.kind in SEVERAL:
            inputs[name] = Boxes(label, choices=choices)
        else:
            inputs[name] = SelectField(label, choices=[SelectChoice("", _("aucune question")), *choices])
    return type("SourceForm", (BaseForm,), inputs)(
        data=_stored(source) if source else _data(guess_mapping(definition))
    )


def _stored(source: CatalogueSource | None) -> dict[str, Any]:
    return {**_data(source.mapping), "version": source.version} if source is not None else {}


def _data(mapping: Any) -> dict[str, Any]:
    return {name: _value(name, mapping.get(name, [])) for name in _names()}


def _value(name: str, keys: list[str]) -> Any:
    field = FIELDS.get(name)
    return keys if field is not None and field.kind in SEVERAL else next(iter(keys), "")


def _mapping(form: Any) -> dict[str, list[str]]:
    found = {}
    for name in _names():
        data = form[name].data
        keys = data if isinstance(form[name], SelectMultipleField) else [data]
        found[name] = [key for key in keys or [] if key]
    return {name: keys for name, keys in found.items() if keys}


def _new_words(definition: Definition | None, form: Any) -> list[Any]:
    """Choices of these questions that are no word yet."""
    if definition is None:
        return []
    known = {(term.facet, term.code) for term in read_vocabulary().terms}
    return [
        (facet, name)
        for facet, code, name, _sign in list_choices(definition, _mapping(form))
        if (facet, code) not in known
    ]
