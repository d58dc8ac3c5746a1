"""What a questionnaire asks: sections of questions, read from and written to the JSON of a version.

A definition never changes once read: editing makes another one. Keys are stable across versions and languages;
answers, conditions and exports name questions and choices by them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.conditions import Condition

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Visibility(StrEnum):
    """Who may read an answer, at most."""

    PUBLIC = "public"
    MEMBERS = "members"
    INTERNAL = "internal"

    @property
    def label(self) -> Any:
        return {"public": _("public"), "members": _("membres"), "internal": _("interne")}[self.value]


class Choice(NamedTuple):
    key: str
    label: Translated
    #: a picture beside the label: a sign of its own (an emoji), or nothing
    pictogram: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `type` names its class in `types`; `settings` holds what that type alone knows."""

    key: str
    type: str
    label: Translated
    help: Translated = field(default_factory=Translated)
    is_required: bool = False
    condition: Condition | None = None
    choices: tuple[Choice, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict, hash=False)
    visibility: Visibility = Visibility.PUBLIC
    #: the answer tells who gives it: hidden where authors are
    identifies: bool = False
    #: part of the common core: institutions that add questions of their own cannot change it
    is_locked: bool = False
    #: a recorded voice that reads the question: {language: stored file's id}
    voices: dict[str, int] = field(default_factory=dict, hash=False)
    #: columns of a table, questions of a repeated block
    questions: tuple["Question", ...] = ()

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True)
class Section:
    key: str
    title: Translated
    intro: Translated = field(default_factory=Translated)
    questions: tuple[Question, ...] = ()
    condition: Condition | None = None
    is_locked: bool = False
    #: the institution that asks these questions of those it passed the questionnaire on to; none: asked of all
    owner_id: int | None = None


@dataclass(frozen=True)
class Definition:
    sections: tuple[Section, ...] = ()

    def questions(self) -> Iterator[Question]:
        """Every question in the order of asking; those inside a group come with it, not here."""
        for section in self.sections:
            yield from section.questions

    def everything(self) -> Iterator[tuple[Section, Question, Question | None]]:
        """(section, question, the group it stands in)."""
        for section in self.sections:
            for question in section.questions:
                yield section, question, None
                for inner in question.questions:
                    yield section, inner, question

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions() if question.key == key), None)

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def section_of(self, question_key: str) -> Section | None:
        for section in self.sections:
            if any(question.key == question_key for question in section.questions):
                return section
        return None

    def with_sections(self, sections: tuple[Section, ...]) -> "Definition":
        return replace(self, sections=sections)

    def asked_through(self, institution_id: int | None) -> "Definition":
        """What is asked of those who came through this institution: the common sections and its own."""
        return self.with_sections(
            tuple(section for section in self.sections if section.owner_id in (None, institution_id))
        )

    def section_owned_by(self, institution_id: int) -> Section | None:
        return next((section for section in self.sections if section.owner_id == institution_id), None)

    def owned_sections(self) -> tuple[Section, ...]:
        """What institutions ask for themselves."""
        return tuple(section for section in self.sections if section.owner_id is not None)

    def recordings(self) -> set[int]:
        """The stored files of the voices that read its questions."""
        return {
            file_id
            for _section, question, _group in self.everything()
            for file_id in question.voices.values()
        }

    def models(self) -> set[int]:
        """The stored files of the models of papers, which its questions offer to download."""
        return {file_id for question in self.questions() for file_id in models_of(question).values()}


def models_of(question: Question) -> dict[str, int]:
    """{language: stored file} of the empty papers that come with a question asking for files."""
    return dict(question.settings.get("model") or {})


# --- as JSON -----------------------------------------------------------------------------------------


def read_definition(content: dict[str, Any]) -> Definition:
    """The definition of a version's JSON. Unknown names are left out: older code may read newer content."""
    return Definition(tuple(_section(part) for part in content.get("sections", [])))


def _section(part: dict[str, Any]) -> Section:
    return Section(
        part["key"], Translated(part.get("title")), Translated(part.get("intro")),
        tuple(read_question(question) for question in part.get("questions", [])),
        Condition.read(part.get("condition")), bool(part.get("locked")), part.get("owner"),
    )  # fmt: skip


def read_question(part: dict[str, Any]) -> Question:
    return Question(
        key=part["key"], type=part["type"], label=Translated(part.get("label")), help=Translated(part.get("help")),
        is_required=bool(part.get("required")), condition=Condition.read(part.get("condition")),
        choices=tuple(
            Choice(choice["key"], Translated(choice.get("label")), choice.get("pictogram", ""))
            for choice in part.get("choices", [])
        ),
        settings=dict(part.get("settings", {})), visibility=Visibility(part.get("visibility", "public")),
        identifies=bool(part.get("identifies")), is_locked=bool(part.get("locked")),
        voices=dict(part.get("voices", {})),
        questions=tuple(read_question(inner) for inner in part.get("questions", [])),
    )  # fmt: skip


def write_definition(definition: Definition) -> dict[str, Any]:
    return {"sections": [_written_section(section) for section in definition.sections]}


def _written_section(section: Section) -> dict[str, Any]:
    return _filled({
        "key": section.key, "title": dict(section.title), "intro": dict(section.intro),
        "condition": section.condition.write() if section.condition else None, "locked": section.is_locked,
        "owner": section.owner_id, "questions": [write_question(question) for question in section.questions],
    })  # fmt: skip


def write_question(question: Question) -> dict[str, Any]:
    return _filled({
        "key": question.key, "type": question.type, "label": dict(question.label), "help": dict(question.help),
        "required": question.is_required, "condition": question.condition.write() if question.condition else None,
        "choices": [
            _filled({"key": choice.key, "label": dict(choice.label), "pictogram": choice.pictogram})
            for choice in question.choices
        ],
        "settings": question.settings, "visibility": question.visibility.value,
        "identifies": question.identifies, "locked": question.is_locked, "voices": question.voices,
        "questions": [write_question(inner) for inner in question.questions],
    })  # fmt: skip


def _filled(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value not in (None, False, "", {}, [])}
