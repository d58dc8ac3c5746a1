"""Building a questionnaire: one draft version at a time, published for good."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import editing, queries
from noress.domain.questionnaires.checking import list_problems
from noress.domain.questionnaires.definition import Definition, read_definition, write_definition
from noress.domain.questionnaires.filling import key_of_input, still_unread
from noress.domain.questionnaires.models import (
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseState,
    VersionState,
)
from noress.domain.questionnaires.moving import ASK_AGAIN, add_changes, carry, list_changes
from noress.extensions import db

#: of the JSON of a version, written out
MOST_BYTES = 1_000_000


def create_questionnaire(
    *, title: Translated, notice: Translated, actor: Actor, now: datetime, definition: Definition | None = None,
) -> Questionnaire:  # fmt: skip
    """A questionnaire with its first version, in the making; empty, or begun from a definition (an import)."""
    if not title:
        raise RuleError("no_title", _("Donnez un titre au questionnaire."), field="title_fr")
    questionnaire = Questionnaire(title=title, notice=notice, created_at=now, created_by_id=actor.person_id)
    db.session.add(questionnaire)
    db.session.flush()
    db.session.add(
        QuestionnaireVersion(
            questionnaire=questionnaire, content=write_definition(definition or Definition())
        )
    )
    db.session.flush()
    record(actor, "questionnaire.created", questionnaire, now=now, changes={"title": (None, title)})
    return questionnaire


def edit_questionnaire(
    *, questionnaire: Questionnaire, title: Translated, notice: Translated, version: int, actor: Actor, now: datetime,
    correct_until: date | None,
) -> None:  # fmt: skip
    """Its title, what is said under the form, and the last day on which answers can be corrected by their link."""
    lock(questionnaire)
    if questionnaire.version != version:
        theirs = {name: getattr(questionnaire, name) for name in ("title", "notice", "correct_until")}
        raise StaleVersion(_stale(), theirs)
    if not title:
        raise RuleError("no_title", _("Donnez un titre au questionnaire."), field="title_fr")
    changes = changed(questionnaire, {"title": title, "notice": notice, "correct_until": correct_until})
    if changes:
        questionnaire.version += 1
        record(actor, "questionnaire.edited", questionnaire, now=now, changes=changes)


def begin_version(*, questionnaire: Questionnaire, actor: Actor, now: datetime) -> QuestionnaireVersion:
    """A copy of the version in use, to be changed. One at a time."""
    lock(questionnaire)
    if db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none():
        message = _("Une nouvelle version est déjà en préparation.")
        raise RuleError("has_draft", message, status=409)
    current = db.session.scalars(queries.get_current_version(questionnaire.id)).one()
    draft = QuestionnaireVersion(questionnaire=questionnaire, content=current.content)
    db.session.add(draft)
    db.session.flush()
    record(actor, "questionnaire.version_begun", questionnaire, now=now)
    return draft


def save_content(
    *, draft: QuestionnaireVersion, definition: Definition, version: int, actor: Actor, now: datetime
) -> None:
    """What the builder holds now. It may be unfinished: problems are shown, and only publishing refuses them."""
    _check_editable(draft)
    if draft.version != version:
        raise StaleVersion(_stale(), read_definition(draft.content))
    content = write_definition(definition)
    if len(json.dumps(content, ensure_ascii=False).encode()) > MOST_BYTES:
        raise RuleError("too_big", _("Ce questionnaire est trop long."), status=413)
    if content == draft.content:
        return
    changes = list_changes(read_definition(draft.content), definition)
    draft.content = content
    draft.version += 1
    words = {"questions": (None, [f"{what} {key}" for what, key in changes][:50])} if changes else {}
    record(actor, "questionnaire.content_edited", draft.questionnaire, now=now, changes=words)


def record_voice(
    *, draft: QuestionnaireVersion, name: str, language: str, file: StoredFile | None, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The voice that reads a question in that language; without a file, none any more."""
    definition = editing.set_voice(read_definition(draft.content), name, language, file.id if file else None)
    save_content(draft=draft, definition=definition, version=version, actor=actor, now=now)


def record_model(
    *, draft: QuestionnaireVersion, name: str, language: str, file: StoredFile | None, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The empty paper that comes with a question asking for files, in that language; without a file, none any more."""
    definition = editing.set_model(read_definition(draft.content), name, language, file.id if file else None)
    save_content(draft=draft, definition=definition, version=version, actor=actor, now=now)


def discard_version(*, draft: QuestionnaireVersion, actor: Actor, now: datetime) -> None:
    """Give up a new version; the first one goes only with its questionnaire."""
    _check_editable(draft)
    questionnaire = draft.questionnaire
    if db.session.scalars(queries.get_current_version(questionnaire.id)).one_or_none() is None:
        raise RuleError("only_version", _("C'est la seule version de ce questionnaire."), status=409)
    db.session.delete(draft)
    record(actor, "questionnaire.version_discarded", questionnaire, now=now)


def publish_version(*, draft: QuestionnaireVersion, version: int, actor: Actor, now: datetime) -> None:
    """From here on it never changes. Drafts of answers move to it and are shown what changed; answers that were
    sent keep the version they answered."""
    _check_editable(draft)
    if draft.version != version:
        raise StaleVersion(_stale(), read_definition(draft.content))
    definition = read_definition(draft.content)
    _check_restricted(draft.questionnaire, definition)
    problems = list_problems(definition)
    if problems:
        message = _("Cette version ne peut pas être publiée : %(why)s", why=problems[0].message)
        raise RuleError("not_ready", message)
    questionnaire = draft.questionnaire
    lock(questionnaire)  # nobody begins to answer the version before meanwhile
    before = db.session.scalars(queries.get_current_version(questionnaire.id)).one_or_none()
    draft.number = (before.number or 0) + 1 if before else 1
    draft.state, draft.published_at, draft.published_by_id = VersionState.PUBLISHED, now, actor.person_id
    draft.sha256 = hashlib.sha256(canonical(draft.content).encode()).hexdigest()
    if before:
        _move_drafts(before, draft, definition)
    changes: dict[str, tuple[Any, Any]] = {"number": (before.number if before else None, draft.number)}
    record(actor, "questionnaire.published", questionnaire, now=now, changes=changes)


def _move_drafts(before: QuestionnaireVersion, after: QuestionnaireVersion, definition: Definition) -> None:
    old = read_definition(before.content)
    for response in db.session.scalars(queries.list_drafts_of_version(before.id)):
        lock(response)  # what somebody saves or sends meanwhile comes along, or stays where it was sent
        if response.state is ResponseState.DRAFT:
            own_old, own = (one.asked_through(response.through_id) for one in (old, definition))
            move(response, own_old, after, own, [list(change) for change in list_changes(own_old, own)])


def move(
    response: Response,
    old: Definition,
    after: QuestionnaireVersion,
    definition: Definition,
    changes: list[list[str]],
) -> None:
    """One draft onto a newer version: what it still takes is kept, what it no longer takes is asked again."""
    kept, lost = carry(old, definition, response.values)
    response.moved = add_changes(
        response.moved,
        [change for change in changes if change[1] not in lost] + [[ASK_AGAIN, key] for key in lost],
    )
    touched = {key for _what, key in changes}
    unread = {name: texts for name, texts in response.unread.items() if key_of_input(name) not in touched}
    response.values, response.unread = kept, still_unread(definition, kept, unread)
    response.questionnaire_version = after
    response.version += 1


def canonical(content: Any) -> str:
    """JSON with sorted keys and no spare blanks: the same content gives the same bytes (RFC 8785 in spirit)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _check_restricted(questionnaire: Questionnaire, definition: Definition) -> None:
    """Papers that may show an identity card are asked for only where a domain guards them."""
    if questionnaire.serves:
        return
    for question in definition.questions():
        if question.settings.get("restricted"):
            message = _(
                "« %(question)s » peut montrer une pièce d'identité : seul le questionnaire d'un appel la demande. "
                "Décochez cette case.",
                question=question.label or question.key,
            )
            raise RuleError("restricted", message)


def _check_editable(draft: QuestionnaireVersion) -> None:
    lock(draft)
    if draft.state is not VersionState.DRAFT:
        message = _("Une version publiée ne change plus : préparez-en une nouvelle.")
        raise RuleError("published", message, status=409)


def _stale() -> Any:
    return _("Quelqu'un d'autre a enregistré entre-temps.")
