"""What an application says, in words: answers by their questions, papers, sums, and what changed between two sendings.
Only what was sent is read: a draft is its authors' alone."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk_file
from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.models import QuestionnaireVersion, Response
from noress.domain.questionnaires.published import definition_in
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db


class Said(NamedTuple):
    """One question with its answer in words."""

    key: str
    label: Any
    answer: str
    #: of a budget: its sums, computed again
    sums: Any = None


class Paper(NamedTuple):
    """One paper that is asked for, and what was given."""

    key: str
    label: Any
    is_required: bool
    #: may show an identity card
    is_restricted: bool
    files: tuple[StoredFile, ...]


class Sending(NamedTuple):
    """One sending, with its fingerprint."""

    sha256: str
    at: datetime
    stage: int
    is_emptied: bool


class Change(NamedTuple):
    """One answer that differs between two sendings."""

    label: Any
    before: str
    after: str
    key: str = ""


def stages_of(application: Application) -> list[tuple[int, Response]]:
    """(stage, its answers) of what was sent, the last first."""
    found = [
        (2 if application.call.stages == 2 else 1, application.file_response),
        (1, application.note_response),
    ]
    return [
        (stage, response)
        for stage, response in found
        if response is not None and response.answers is not None
    ]


def parts_of(response: Response) -> list[tuple[str, Any, list[Said]]]:
    """(key, title, what was said) of each part that was asked, papers left out."""
    answers = response.answers or {}
    parts = []
    for part in asked_of(definition_of(response), answers):
        lines = [_said(question, answers) for question in part.questions if _is_said(question)]
        if lines:
            parts.append((part.section.key, part.section.title, lines))
    return parts


def _is_said(question: Question) -> bool:
    kind = types.get(question.type)
    return kind.asks and not kind.is_file


def _said(question: Question, answers: Mapping[str, Any]) -> Said:
    answer = answers.get(question.key)
    sums = _sums_of(answer) if question.type == "budget" and answer else None
    return Said(question.key, question.label, _words(question, answers), sums)


def _sums_of(answer: Any) -> Any:
    from noress.domain.questionnaires.types.budget import sums_of

    return sums_of(answer)


def papers_of(response: Response) -> list[Paper]:
    """The list of papers asked for, those given and those missing."""
    answers = response.answers or {}
    stored = {one.file_id: one.file for one in db.session.scalars(desk_file.list_files(response.id))}
    return [
        Paper(
            question.key, question.label, question.is_required, is_restricted(question),
            tuple(stored[one["file"]] for one in answers.get(question.key) or [] if one["file"] in stored),
        )
        for part in asked_of(definition_of(response), answers)
        for question in part.questions
        if types.get(question.type).is_file
    ]  # fmt: skip


def is_restricted(question: Question) -> bool:
    return bool(question.settings.get("restricted"))


def is_restricted_key(response: Response, key: str) -> bool:
    """Also of a question that is not there any more: what cannot be known is restricted."""
    found = next((one for one in definition_of(response).questions() if one.key == key), None)
    return found is None or is_restricted(found)


def was_given(response: Response, file_id: int) -> bool:
    """Part of what was sent, not of the working copy."""
    return any(
        isinstance(part, Mapping) and part.get("file") == file_id
        for snapshot in response.snapshots
        for answer in (json.loads(snapshot.content).get("answers") or {}).values()
        if isinstance(answer, list)
        for part in answer
    )


def list_sendings(application: Application) -> list[Sending]:
    """Every sending of every stage, the last first."""
    found = [
        Sending(one.sha256, one.submitted_at, stage, "emptied" in json.loads(one.content))
        for stage, response in stages_of(application)
        for one in response.snapshots
    ]
    return sorted(found, key=lambda one: (one.stage, one.at), reverse=True)


def compare(application: Application, old: str, new: str) -> list[Change] | None:
    """What differs between two sendings of a stage, by their fingerprints; None when they are not of one stage."""
    for _stage, response in stages_of(application):
        known = {one.sha256: one for one in response.snapshots}
        if old not in known or new not in known:
            continue
        before, after = (json.loads(known[one].content).get("answers") or {} for one in (old, new))
        version = db.session.get_one(QuestionnaireVersion, known[new].questionnaire_version_id)
        return changes_between(definition_in(version), before, after)
    return None


def changes_between(
    definition: Definition, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    return [
        Change(question.label, _words(question, before), _words(question, after), question.key)
        for question in definition.questions()
        if before.get(question.key) != after.get(question.key)
    ]


def changed_since(application: Application, when: datetime) -> tuple[str, str] | None:
    """(fingerprint before, fingerprint after): the last sending before that instant, and the last one since."""
    response = application.response
    if response is None:
        return None
    before = [one for one in response.snapshots if one.submitted_at <= when]
    after = [one for one in response.snapshots if one.submitted_at > when]
    return (before[-1].sha256, after[-1].sha256) if before and after else None


def _words(question: Question, answers: Mapping[str, Any]) -> str:
    return types.get(question.type).say(question, answers.get(question.key))


def label_of(response: Response, key: str) -> Any:
    """What a question is called, in every language; its key where it is not there any more."""
    found = next((one for one in definition_of(response).questions() if one.key == key), None)
    return dict(found.label) if found is not None else key
