"""Which questionnaire the catalogue is made from, and which of its questions fill which fields."""

from collections.abc import Mapping
from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.mapping import Fills, can_fill
from noress.domain.catalogue.models import CatalogueSource
from noress.domain.catalogue.rules.words import make_words, seed_words
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.published import definition_in
from noress.domain.questionnaires.serving import check_unserved
from noress.extensions import db


def definition_of_source(questionnaire: Questionnaire) -> Definition | None:
    """What its last published version asks; None when none is."""
    version = db.session.scalars(questionnaires.get_current_version(questionnaire.id)).one_or_none()
    return definition_in(version) if version is not None else None


def save_source(
    *, questionnaire: Questionnaire, mapping: Mapping[str, list[str]], version: int | None, actor: Actor, now: datetime
) -> int:  # fmt: skip
    """Answers validated from now on become entries. The words of its choices are made at once; how many were new.
    `version` is that of the source that was corrected, none for a new one."""
    check_unserved(questionnaire)
    definition = definition_of_source(questionnaire)
    if definition is None:
        message = _("Publiez d'abord ce questionnaire : le catalogue se remplit de ses réponses validées.")
        raise RuleError("not_published", message, status=409)
    source = db.session.get(CatalogueSource, questionnaire.id)
    if source is not None:
        lock(source)
    if version != (source.version if source is not None else None):
        raise StaleVersion(_("Cette page a changé depuis qu'elle est ouverte."), source)
    kept = _checked(definition, mapping)
    before = dict(source.mapping) if source is not None else {}
    if source is None:
        source = CatalogueSource(questionnaire_id=questionnaire.id, since=now, version=0)
        db.session.add(source)
    source.mapping, source.version = kept, source.version + 1
    made = seed_words(actor=actor, now=now) + make_words(
        definition=definition, mapping=kept, actor=actor, now=now
    )
    differing = [name for name in {**before, **kept} if before.get(name) != kept.get(name)]
    record(
        actor, "questionnaire.fills_catalogue", questionnaire, now=now, changes={"fields": (None, differing)}
    )
    return made


def remove_source(*, questionnaire: Questionnaire, actor: Actor, now: datetime) -> None:
    """Its answers become entries no more; those that did stay."""
    source = db.session.get(CatalogueSource, questionnaire.id)
    if source is None:
        raise RuleError("no_source", _("Ce questionnaire ne remplit pas le catalogue."), status=409)
    db.session.delete(source)
    record(actor, "questionnaire.leaves_catalogue", questionnaire, now=now)


def _checked(definition: Definition, mapping: Mapping[str, list[str]]) -> Fills:
    kept: Fills = {}
    for name, keys in mapping.items():
        questions = [definition.question(key) for key in keys if key]
        if any(question is None or not can_fill(name, question) for question in questions):
            message = _("Une de ces questions ne peut pas remplir ce champ : choisissez-en une autre.")
            raise RuleError("wrong_question", message, field=name)
        if questions:
            kept[name] = list(dict.fromkeys(question.key for question in questions if question is not None))
    if "name" not in kept:
        raise RuleError("no_name", _("Dites quelle question donne le nom de la structure."), field="name")
    return kept
