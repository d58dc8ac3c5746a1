"""An institution's own questions: one section of the version in the making, asked only of those who come through it.
Nothing else of the questionnaire can be touched from here."""

from dataclasses import replace
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.questionnaires import editing
from noress.domain.questionnaires.definition import Definition, Question, Section, read_definition
from noress.domain.questionnaires.models import QuestionnaireVersion
from noress.domain.questionnaires.rules.authoring import save_content

#: one screen of a phone or two: more, and people stop answering
MOST_OWN = 15


def save_own_section(
    *,
    draft: QuestionnaireVersion,
    title: Translated,
    intro: Translated,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """The title of the institution's section, which comes last."""
    definition = read_definition(draft.content)
    if not title:
        raise RuleError("no_title", _("Donnez un titre à vos questions."), field="title_fr")
    before = _section(definition, actor)
    if before is None:
        key = editing.propose_key(title.get("fr", ""), editing.keys_taken(definition), "partie")
        changed = editing.add_section(definition, Section(key, title, intro, owner_id=actor.institution_id))
    else:
        changed = editing.replace_section(definition, before.key, replace(before, title=title, intro=intro))
    _save(draft, changed, version, actor, now)


def save_own_question(
    *, draft: QuestionnaireVersion, question: Question, name: str, version: int, actor: Actor, now: datetime
) -> None:
    """A new one at the end of the institution's section (no `name`), or one of its own changed."""
    definition = read_definition(draft.content)
    section = _own(definition, actor)
    if name:
        _check_own(section, name)
        changed = editing.replace_question(definition, name, question)
    elif len(section.questions) >= MOST_OWN:
        message = _("Quinze questions propres au plus : retirez-en une d'abord.")
        raise RuleError("too_many", message, field="label_fr")
    else:
        changed = editing.add_question(definition, question, section=section.key)
    _save(draft, changed, version, actor, now)


def move_own_question(
    *, draft: QuestionnaireVersion, name: str, step: int, version: int, actor: Actor, now: datetime
) -> None:
    """Up or down among the institution's own; it never leaves its section."""
    definition = read_definition(draft.content)
    section = _own(definition, actor)
    place = _check_own(section, name)
    if 0 <= place + step < len(section.questions):
        _save(draft, editing.move_question(definition, name, step), version, actor, now)


def remove_own_question(
    *, draft: QuestionnaireVersion, name: str, version: int, actor: Actor, now: datetime
) -> None:
    definition = read_definition(draft.content)
    _check_own(_own(definition, actor), name)
    _save(draft, editing.remove_question(definition, name), version, actor, now)


def remove_own_section(*, draft: QuestionnaireVersion, version: int, actor: Actor, now: datetime) -> None:
    """With its questions; answers that were sent keep their version."""
    definition = read_definition(draft.content)
    changed = editing.remove_section(definition, _own(definition, actor).key)
    save_content(draft=draft, definition=changed, version=version, actor=actor, now=now)
    record(actor, "questionnaire.own_section_removed", draft.questionnaire, now=now)


def _save(
    draft: QuestionnaireVersion, definition: Definition, version: int, actor: Actor, now: datetime
) -> None:
    before = draft.version
    save_content(draft=draft, definition=definition, version=version, actor=actor, now=now)
    if draft.version != before:
        record(actor, "questionnaire.own_section_saved", draft.questionnaire, now=now)


def _section(definition: Definition, actor: Actor) -> Section | None:
    return definition.section_owned_by(actor.institution_id) if actor.institution_id is not None else None


def _own(definition: Definition, actor: Actor) -> Section:
    section = _section(definition, actor)
    if section is None:
        raise RuleError("no_section", _("Votre institution n'a pas encore de partie à elle ici."), status=409)
    return section


def _check_own(section: Section, name: str) -> int:
    """The place of the question in the section; another institution's question does not exist from here."""
    for place, question in enumerate(section.questions):
        if question.key == name:
            return place
    raise RuleError("gone", _("Cette partie ou cette question n'existe plus."), status=404)
