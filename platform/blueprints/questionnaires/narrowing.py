"""What lists, figures and exports of answers are narrowed to: all of it lives in the address."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import request
from wtforms import SelectField
from wtforms.fields import SelectChoice

from noress.core.i18n import LANGUAGE_NAMES, lazy
from noress.core.i18n import gettext as _
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.models import (
    RECEIVED,
    Channel,
    Questionnaire,
    QuestionnaireVersion,
    ResponseState,
)
from noress.domain.questionnaires.received.narrowing import ANSWER, narrow
from noress.domain.questionnaires.received.queries import OTHER, Filters
from noress.domain.questionnaires.received.union import Union
from noress.web.forms import BaseForm, line


class Asked(NamedTuple):
    """The filter of this address, and the versions whose answers it looks at."""

    filters: Filters
    union: Union
    form: BaseForm
    #: the same, for addresses of other pages
    arguments: dict[str, str]


def read(questionnaire: Questionnaire) -> Asked:
    """What the address says; what it says badly is not asked for."""
    found = narrow(questionnaire.id, request.args)
    form = _form(found.filters, found.versions, found.through, found.narrowing)
    arguments = {name: str(value) for name, value in form.data.items() if value}
    return Asked(found.filters, found.union, form, arguments)


def _form(
    filters: Filters, versions: Sequence[QuestionnaireVersion], through: Sequence[Institution],
    narrowing: Sequence[Question],
) -> BaseForm:  # fmt: skip
    """One field for each thing that there is a choice of."""
    fields: dict[str, Any] = {"q": line(lazy("Chercher dans les réponses, par mots ou par numéro"))}
    states = [state for state in ResponseState if state in RECEIVED or state is ResponseState.REFUSED]
    fields["etat"] = _choice(
        lazy("État"), lazy("Toutes les réponses reçues"), [(s.value, s.label) for s in states]
    )
    fields["canal"] = _choice(
        lazy("Façon de remplir"), lazy("Toutes"), [(one.value, one.label) for one in Channel]
    )
    if len(versions) > 1:
        fields["version"] = _choice(
            lazy("Version"), lazy("Toutes"), [(str(v.number), str(v.number)) for v in versions]
        )
    if through:
        fields["par"] = _choice(
            lazy("Transmise par"), lazy("Toutes"), [(str(one.id), one.name) for one in through]
        )
    fields["langue"] = _choice(lazy("Langue"), lazy("Toutes"), list(LANGUAGE_NAMES.items()))
    fields["du"] = line(lazy("Reçue à partir du"), description=lazy("Exemple : 31/12/2026."))
    fields["au"] = line(lazy("Reçue jusqu'au"))
    for question in narrowing:
        fields[ANSWER + question.key] = _choice(str(question.label), lazy("Toutes"), _offered(question))
    kind = type("AnswersForm", (BaseForm,), fields)
    held: dict[str, Any] = {
        "q": filters.words, "etat": filters.state, "canal": filters.channel, "version": filters.version,
        "par": filters.through_id, "langue": filters.language, "du": _day(filters.since), "au": _day(filters.until),
    } | {ANSWER + key: value for key, _type, value in filters.answers}  # fmt: skip
    return kind(data={name: str(value) if value else "" for name, value in held.items() if name in fields})


def _offered(question: Question) -> list[tuple[str, Any]]:
    if question.type == "yes_no":
        return [("true", lazy("Oui")), ("false", lazy("Non"))]
    kind: Any = types.get(question.type)
    if question.type == "province":
        return [*((place.code, place.name) for place in kind.offered(question)), (OTHER, lazy("Autre"))]
    offered = [(choice.key, choice.label) for choice in question.choices]
    return [*offered, (OTHER, lazy("Autre"))] if question.settings.get("other") else offered


def _choice(label: Any, every: Any, offered: Sequence[tuple[str, Any]]) -> SelectField:
    choices = [SelectChoice("", str(every)), *(SelectChoice(key, str(name)) for key, name in offered)]
    return SelectField(label, choices=choices)


def describe(asked: Asked) -> list[str]:
    """The filter in words, for a page whose figures depend on it."""
    told = []
    for field in asked.form:
        if not field.data:
            continue
        chosen = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or []}
        told.append(
            _("%(label)s : %(value)s", label=field.label.text, value=chosen.get(field.data, field.data))
        )
    return told


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
