"""What a juror reads of an entry. In the blind phase nothing tells who enters: questions that identify are hidden, or
replaced by what the desk wrote instead; names and addresses are masked wherever they stand; files are clean copies with
names that say nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.applications.models import Application
from noress.domain.applications.reading import is_restricted
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Rights
from noress.domain.files.models import StoredFile
from noress.domain.juries import masking, queries
from noress.domain.juries.models import JurorCopy, RedactedAnswer
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.types.budget import sums_of
from noress.extensions import db

#: of the question whose answer is the entry's name
TITLE = "title"
#: no jury writes or telephones to an entrant: it has no use of these in any phase (law 09-08, article 3: no more than is needed)
NOT_FOR_JURORS = frozenset({"phone", "email"})
_EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf", "text/plain": "txt",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/webm": "webm", "audio/mp4": "m4a", "video/mp4": "mp4",
}  # fmt: skip
_STEMS = {"image": "photo", "audio": "audio", "video": "video"}


class ShownFile(NamedTuple):
    """`name` is its address and the name that it is saved under."""

    name: str
    file: StoredFile
    preview: StoredFile | None

    @property
    def is_picture(self) -> bool:
        return self.file.content_type.startswith("image/")


class Read(NamedTuple):
    """One question with what is shown of its answer."""

    key: str
    label: Any
    #: of the part that it stands in
    section: Any
    answer: str
    #: of a budget
    sums: Any = None
    files: tuple[ShownFile, ...] = ()
    #: it is another text than the entrant's
    is_redacted: bool = False
    #: nothing of it is shown in this phase
    is_hidden: bool = False


def read_entry(competition: Competition, application: Application, rights: Rights) -> list[Read]:
    """As it was sent, question by question; what this phase hides is marked. Telephones and addresses for mail are not there."""
    response = application.response
    if response is None or response.answers is None or not rights.can_read:
        return []
    answers = response.answers
    shown = _Showing(application, response, is_blind=not rights.shows_names)
    return [
        shown.line(question, part.section.title, answers)
        for part in asked_of(definition_of(response), answers)
        for question in part.questions
        if types.get(question.type).asks
        and not is_restricted(question)
        and question.type not in NOT_FOR_JURORS
    ]


def files_of(competition: Competition, application: Application, rights: Rights) -> dict[str, ShownFile]:
    """By their names in addresses."""
    return {one.name: one for line in read_entry(competition, application, rights) for one in line.files}


def title_of(competition: Competition, application: Application, rights: Rights) -> str:
    return titles_of(competition, [application.id], rights)[application.id]


def titles_of(competition: Competition, ids: Iterable[int], rights: Rights) -> dict[int, str]:
    """For lists, page titles, mails and exports, in a bounded number of queries."""
    found = list(db.session.scalars(queries.list_for_reading(list(ids))))
    if rights.shows_names:
        return {one.id: one.title for one in found}
    redacted = {
        row.application_id: row for row in db.session.scalars(queries.list_redacted([one.id for one in found]))
        if row.question == TITLE
    }  # fmt: skip
    return {one.id: _blind_title(one, redacted.get(one.id)) for one in found}


def _blind_title(application: Application, row: RedactedAnswer | None) -> str:
    names = names_of(application)
    response = application.response
    question = definition_of(response).question(TITLE) if response is not None else None
    if row is not None:
        return masking.mask(row.text or "", names) or number_words(application)
    if question is not None and question.identifies:
        return number_words(application)
    return masking.mask(application.title, names)


def number_words(application: Application) -> str:
    return str(_("Candidature %(number)s", number=application.number or application.id))


def names_of(application: Application) -> list[str]:
    """All that names who enters: the structure, those who work on it, what they answered to questions that identify."""
    structure = application.structure
    found = [*structure.name.values(), structure.acronym, application.sent_by]
    for person in application.people:
        found += [person.name, person.email]
    response = application.response
    if response is not None and response.answers:
        for question in definition_of(response).questions():
            if question.identifies:
                found += _texts(response.answers.get(question.key))
    return list(dict.fromkeys(one.strip() for one in found if isinstance(one, str) and one.strip()))


def _texts(answer: Any) -> list[str]:
    """Every text in an answer, whatever its shape; files are no texts."""
    if isinstance(answer, str):
        return [answer] if len(answer) <= 200 else []
    if isinstance(answer, Mapping):
        return [] if "file" in answer else [text for value in answer.values() for text in _texts(value)]
    if isinstance(answer, Sequence):
        return [text for value in answer for text in _texts(value)]
    return []


class _Showing:
    """One entry, with what stands in place of its answers."""

    def __init__(self, application: Application, response: Response, *, is_blind: bool) -> None:
        self.is_blind = is_blind
        self.redacted: dict[str, RedactedAnswer] = {}
        self.names: list[str] = []
        self.copies: dict[int, JurorCopy] = {
            one.source_id: one for one in db.session.scalars(queries.list_copies(application.id))
        }
        self._counts: dict[str, int] = {}
        if is_blind:
            rows = db.session.scalars(queries.list_redacted([application.id]))
            self.redacted = {row.question: row for row in rows}
            self.names = names_of(application)

    def line(self, question: Question, section: Any, answers: Mapping[str, Any]) -> Read:
        kind = types.get(question.type)
        answer = answers.get(question.key)
        row = self.redacted.get(question.key)
        if row is not None:
            files: tuple[ShownFile, ...] = (self._named(row.file, None),) if row.file is not None else ()
            text = masking.mask(row.text or "", self.names)
            return Read(
                question.key, question.label, section, text, files=files, is_redacted=True,
                is_hidden=not text and not files,
            )  # fmt: skip
        if self.is_blind and question.identifies:
            return Read(question.key, question.label, section, "", is_hidden=True)
        if kind.is_file:
            files, is_missing = self._files(answer)
            return Read(question.key, question.label, section, "", files=files, is_hidden=is_missing)
        words = kind.say(_without_identifying(question) if self.is_blind else question, answer)
        if self.is_blind:
            words = masking.mask(words, self.names)
        sums = sums_of(answer) if question.type == "budget" and answer and not self.is_blind else None
        return Read(question.key, question.label, section, words, sums=sums)

    def _files(self, answer: Any) -> tuple[tuple[ShownFile, ...], bool]:
        """And whether one of them cannot be shown yet: it has no clean copy."""
        shown, is_missing = [], False
        for part in answer or []:
            file = db.session.get(StoredFile, part["file"]) if "file" in part else None
            copy = self.copies.get(file.id) if file is not None else None
            if file is None:
                continue
            if not self.is_blind:
                shown.append(self._named(file, copy.preview if copy else None, name=file.name))
            elif copy is not None and copy.file is not None:
                shown.append(self._named(copy.file, copy.preview))
            else:
                is_missing = True
        return tuple(shown), is_missing

    def _named(self, file: StoredFile, preview: StoredFile | None, *, name: str = "") -> ShownFile:
        """ "photo-1.jpg": the entrant's own name of the file may be theirs."""
        stem = _STEMS.get(file.content_type.partition("/")[0], "document")
        self._counts[stem] = self._counts.get(stem, 0) + 1
        extension = _EXTENSIONS.get(file.content_type)
        neutral = f"{stem}-{self._counts[stem]}" + (f".{extension}" if extension else "")
        if name and not self.is_blind:
            neutral = f"{self._counts[stem]}-{name.replace('/', '-')}"
        return ShownFile(neutral, file, preview)


def _without_identifying(question: Question) -> Question:
    """A table or a repeated block without the columns that identify."""
    if not any(one.identifies for one in question.questions):
        return question
    return replace(question, questions=tuple(one for one in question.questions if not one.identifies))
