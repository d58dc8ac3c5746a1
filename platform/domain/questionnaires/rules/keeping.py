"""A whole questionnaire: taken from a sheet, copied, put away and taken out again."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES, Translated, gettext, in_language
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.questionnaires import queries
from noress.domain.questionnaires.definition import Definition, read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.domain.questionnaires.rules.authoring import create_questionnaire, save_content
from noress.extensions import db


def import_content(
    *, draft: QuestionnaireVersion, definition: Definition, filename: str, version: int, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """What a sheet holds takes the place of the version in the making; what institutions ask for themselves is no
    part of sheets, and stays."""
    own = read_definition(draft.content).owned_sections()
    common = tuple(section for section in definition.sections if section.owner_id is None)
    save_content(draft=draft, definition=Definition((*common, *own)), version=version, actor=actor, now=now)
    record(actor, "questionnaire.imported", draft.questionnaire, now=now, changes={"name": (None, filename)})


def copy_questionnaire(
    *, questionnaire: Questionnaire, title: Translated, actor: Actor, now: datetime
) -> Questionnaire:
    """Another one, in the making, that asks the same; answers and institutions' own questions stay with the first."""
    draft = db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none()
    version = draft or db.session.scalars(queries.get_current_version(questionnaire.id)).one_or_none()
    definition = read_definition(version.content if version else {}).asked_through(None)
    copy = create_questionnaire(
        title=title, notice=questionnaire.notice, actor=actor, now=now, definition=definition
    )
    record(actor, "questionnaire.copied", copy, now=now, changes={"copied_from": (None, questionnaire.title)})
    return copy


def title_of_copy(questionnaire: Questionnaire) -> Translated:
    """What a copy is called until somebody says better."""
    title = {}
    for code in LANGUAGES:
        if questionnaire.title.get(code):
            with in_language(code):
                title[code] = gettext("%(title)s (copie)", title=questionnaire.title[code])
    return Translated(title)


def archive_questionnaire(*, questionnaire: Questionnaire, actor: Actor, now: datetime) -> None:
    """Out of the list, closed to new answers; nothing is lost, and those begun can still be finished."""
    lock(questionnaire)
    if questionnaire.archived_at is not None:
        raise RuleError("archived", _("Ce questionnaire est déjà archivé."), status=409)
    questionnaire.archived_at = now
    questionnaire.version += 1
    record(actor, "questionnaire.archived", questionnaire, now=now)


def restore_questionnaire(*, questionnaire: Questionnaire, actor: Actor, now: datetime) -> None:
    lock(questionnaire)
    if questionnaire.archived_at is None:
        raise RuleError("not_archived", _("Ce questionnaire n'est pas archivé."), status=409)
    questionnaire.archived_at = None
    questionnaire.version += 1
    record(actor, "questionnaire.restored", questionnaire, now=now)
