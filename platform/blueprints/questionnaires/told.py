"""How answers that were received are told: lines of the list, every answer in words, what changed between sendings."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from noress.core import formats
from noress.core.i18n import LANGUAGE_NAMES
from noress.core.i18n import gettext as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition, Question, read_definition
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.models import QuestionnaireVersion, Response, ResponseState
from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.received.union import Union
from noress.domain.questionnaires.received.words import name_of
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

STATE_KINDS = {
    ResponseState.DRAFT: "info", ResponseState.SUBMITTED: "info", ResponseState.VALIDATED: "ok",
    ResponseState.RETURNED: "warning", ResponseState.REFUSED: "neutral",
}  # fmt: skip


class Line(NamedTuple):
    response: Response
    name: str
    state_kind: str
    version: int | None


class Said(NamedTuple):
    """One question with its answer; `visibility` says who may read it at most."""

    label: Any
    answer: str
    visibility: Any
    identifies: bool
    #: "latitude,longitude" of a place
    point: str


class Sending(NamedTuple):
    sha256: str
    at: datetime
    version: int | None
    #: (question, before, after) since the sending before
    changes: list[tuple[Any, str, str]]
    is_first: bool
    #: what identifies was taken out of it since: the fingerprint names what was received
    is_emptied: bool


def lines(responses: list[Response], union: Union) -> list[Line]:
    return [
        Line(
            response, name_of(response, union.definitions[response.questionnaire_version_id]) or _("sans nom"),
            STATE_KINDS[response.state], response.questionnaire_version.number,
        )
        for response in responses
    ]  # fmt: skip


def counts(rows: Iterable[tuple[ResponseState, int]]) -> list[tuple[Any, int]]:
    """(state, how many) in the order of their life, drafts last: they are only counted."""
    found = dict(rows)
    order = [*(state for state in ResponseState if state is not ResponseState.DRAFT), ResponseState.DRAFT]
    return [(state.label, found[state]) for state in order if found.get(state)]


def name(response: Response) -> str:
    return name_of(response, definition_of(response)) or _("Réponse %(number)s", number=response.number)


def parts(response: Response) -> list[tuple[Any, list[Said]]]:
    """(title, what was said) of each part that was asked."""
    answers = response.answers or {}
    return [
        (part.section.title, [_said(question, answers) for question in part.questions if types.get(question.type).asks])
        for part in asked_of(definition_of(response), answers)
    ]  # fmt: skip


def _said(question: Question, answers: Mapping[str, Any]) -> Said:
    point = types.get(question.type).point(answers.get(question.key))
    return Said(question.label, _words(question, answers), question.visibility, question.identifies, point)


def facts(response: Response) -> list[tuple[str, Any]]:
    """Where it came from, and what became of it."""
    version, rows = response.questionnaire_version, list[tuple[str, Any]]()
    rows.append((_("Reçue"), formats.datetime_words(response.submitted_at) if response.submitted_at else ""))
    rows.append((_("Version"), version.number))
    if response.institution:
        rows.append((_("Pour"), response.institution.name))
    rows.append((_("Façon de remplir"), response.channel.label))
    if response.filled_by:
        rows.append((_("Remplie par"), response.filled_by))
    if response.email:
        rows.append((_("Courriel"), response.email))
    if response.through:
        rows.append((_("Transmise par"), response.through.name))
    rows.append((_("Langue"), LANGUAGE_NAMES[response.language]))
    if response.decided_at:
        who = response.decided_by.shown_name if response.decided_by else _("la plateforme")
        when = formats.datetime_words(response.decided_at)
        rows.append((_("Décidé"), _("%(when)s, %(who)s", when=when, who=who)))
    if response.reason:
        rows.append((_("Raison"), response.reason))
    return rows


def files(response: Response) -> list[tuple[Any, Any, str]]:
    """(question or "the paper", file, its kind) of what was last sent."""
    definition, answers = definition_of(response), response.answers or {}
    stored = {one.file_id: one.file for one in response.files}
    found: list[tuple[Any, Any]] = [
        (question.label, stored[part["file"]])
        for question in definition.questions()
        if types.get(question.type).is_file
        for part in answers.get(question.key) or []
        if part["file"] in stored
    ]
    found += [(_("Le papier recopié"), response.scan)] if response.scan else []
    return [(label, file, file.name.rpartition(".")[2].upper()[:5]) for label, file in found]


def snapshots(response: Response) -> list[Sending]:
    """Every sending with what it changed, the last first. One query for the versions they answer."""
    ids = {snapshot.questionnaire_version_id for snapshot in response.snapshots}
    versions = {row.id: row for row in db.session.scalars(queries.list_contents_of(sorted(ids)))}
    told: list[Sending] = []
    before: Mapping[str, Any] | None = None
    for snapshot in response.snapshots:
        version: QuestionnaireVersion = versions[snapshot.questionnaire_version_id]
        content = json.loads(snapshot.content)
        answers = content.get("answers") or {}
        changes = [] if before is None else _changes(read_definition(version.content), before, answers)
        told.append(
            Sending(
                snapshot.sha256,
                snapshot.submitted_at,
                version.number,
                changes,
                before is None,
                "emptied" in content,
            )
        )
        before = answers
    return told[::-1]


def _changes(
    definition: Definition, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[Any, str, str]]:
    return [
        (question.label, _words(question, before), _words(question, after))
        for question in definition.questions()
        if before.get(question.key) != after.get(question.key)
    ]


def _words(question: Question, answers: Mapping[str, Any]) -> str:
    return types.get(question.type).say(question, answers.get(question.key))
