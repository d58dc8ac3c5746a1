"""Edits of a definition, each giving another definition: what the builder's buttons do.

A question is named by its key; one that stands in a group by both keys with a point between ("moyens.nombre").
What is locked is not touched, and conditions follow a question that changes its key.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import lazy as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import Condition
from noress.domain.questionnaires.definition import KEY, Definition, Question, Section, models_of

IN_GROUP = "."
LONGEST_KEY = 40

Part = TypeVar("Part")


# --- finding ---------------------------------------------------------------------------------------------


def find_section(definition: Definition, key: str) -> Section:
    found = definition.section(key)
    if found is None:
        raise _gone()
    return found


def find_question(definition: Definition, name: str) -> Question:
    """The question of that name, inside its group when the name says so."""
    outer, _point, inner = name.partition(IN_GROUP)
    found = definition.question(outer)
    if found and inner:
        found = next((one for one in found.questions if one.key == inner), None)
    if found is None:
        raise _gone()
    return found


def section_of(definition: Definition, name: str) -> Section:
    found = definition.section_of(name.partition(IN_GROUP)[0])
    if found is None:
        raise _gone()
    return found


def keys_taken(definition: Definition, group: str = "") -> set[str]:
    """What a new question cannot be called: beside the others of its group, or in the whole form."""
    if group:
        return {inner.key for inner in find_question(definition, group).questions}
    sections = {section.key for section in definition.sections}
    return sections | {question.key for question in definition.questions()}


def earlier_questions(definition: Definition, name: str = "", section: str = "") -> list[Question]:
    """What a condition may test: asked before this question, before this section, or (a new question of this
    section) up to its end."""
    found: list[Question] = []
    for part in definition.sections:
        if part.key == section and name == "":
            return found
        for question in part.questions:
            if question.key == name:
                return found
            found.append(question)
    return found


def depending_on(definition: Definition, keys: Iterable[str]) -> list[Section | Question]:
    """The sections and questions whose condition tests one of these questions, themselves left out."""
    keys = set(keys)
    found: list[Section | Question] = []
    for section in definition.sections:
        if section.condition and section.condition.keys & keys:
            found.append(section)
        found += [
            question
            for question in section.questions
            if question.key not in keys and question.condition and question.condition.keys & keys
        ]
    return found


def propose_key(label: str, taken: Iterable[str], start: str = "question") -> str:
    """A key made of the first words of a label, that nothing else has."""
    taken = set(taken)
    plain = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")
    if not plain.isascii() or not KEY.match(plain):
        plain = f"{start}_{plain}".rstrip("_") if plain.isascii() and plain else start
    plain = plain[: LONGEST_KEY - 4].rstrip("_")
    numbered = (f"{plain}_{number}" for number in range(2, 1000))
    return plain if plain not in taken else next(key for key in numbered if key not in taken)


# --- sections --------------------------------------------------------------------------------------------


def add_section(definition: Definition, section: Section) -> Definition:
    """At the end."""
    _check_key(section.key, keys_taken(definition))
    return definition.with_sections((*definition.sections, section))


def replace_section(definition: Definition, key: str, section: Section) -> Definition:
    """Its title, its introduction, its condition; its questions stay."""
    before = find_section(definition, key)
    _check_open(before.is_locked)
    after = replace(section, key=before.key, questions=before.questions, owner_id=before.owner_id)
    return definition.with_sections(tuple(after if one is before else one for one in definition.sections))


def move_section(definition: Definition, key: str, step: int) -> Definition:
    place = definition.sections.index(find_section(definition, key))
    return definition.with_sections(_moved(definition.sections, place, step))


def remove_section(definition: Definition, key: str) -> Definition:
    section = find_section(definition, key)
    _check_open(section.is_locked or any(question.is_locked for question in section.questions))
    without = definition.with_sections(tuple(one for one in definition.sections if one is not section))
    return _forget(without, {question.key for question in section.questions})


# --- questions -------------------------------------------------------------------------------------------


def add_question(definition: Definition, question: Question, *, section: str = "", group: str = "") -> Definition:  # fmt: skip
    """At the end of a section, or of a group."""
    _check_key(question.key, keys_taken(definition, group))
    if group:
        _check_open(find_question(definition, group).is_locked)
        return _in_group(definition, group, lambda inner: (*inner, question))
    find_section(definition, section)
    return _in_section(definition, section, lambda questions: (*questions, question))


def replace_question(definition: Definition, name: str, question: Question) -> Definition:
    """In its place. Its inner questions, recorded voices and models stay; conditions on it follow a new key."""
    before = find_question(definition, name)
    _check_open(before.is_locked)
    group = name.partition(IN_GROUP)[0] if IN_GROUP in name else ""
    if question.key != before.key:
        _check_key(question.key, keys_taken(definition, group))
    kept = {"model": models_of(before)} if models_of(before) and _takes_files(question) else {}
    settings = kept | question.settings
    after = replace(question, questions=before.questions, voices=before.voices, settings=settings)
    changed = _in_place(definition, name, before, after)
    return changed if group or after.key == before.key else _renamed(changed, before.key, after.key)


def move_question(definition: Definition, name: str, step: int) -> Definition:
    """Up (-1) or down (1): at the edge of its section, into the next one."""
    question = find_question(definition, name)
    if IN_GROUP in name:
        group = name.partition(IN_GROUP)[0]
        _check_open(find_question(definition, group).is_locked)
        return _in_group(definition, group, lambda inner: _moved(inner, inner.index(question), step))
    section = section_of(definition, name)
    place = section.questions.index(question)
    if 0 <= place + step < len(section.questions):
        return _in_section(definition, section.key, lambda questions: _moved(questions, place, step))
    target = definition.sections.index(section) + step
    if not 0 <= target < len(definition.sections):
        return definition
    _check_open(question.is_locked)
    there = definition.sections[target].key
    left = _in_section(definition, section.key, lambda questions: _without(questions, question))
    return _in_section(
        left, there, lambda questions: (*questions, question) if step < 0 else (question, *questions)
    )


def copy_question(definition: Definition, name: str) -> Definition:
    """Right after the first, under a key of its own, free to be edited; the same words for now."""
    question = find_question(definition, name)
    group = name.partition(IN_GROUP)[0] if IN_GROUP in name else ""
    copy = replace(
        question, key=propose_key(question.key, keys_taken(definition, group)), is_locked=False, voices={}
    )

    def after(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        place = questions.index(question) + 1
        return (*questions[:place], copy, *questions[place:])

    if group:
        _check_open(find_question(definition, group).is_locked)
        return _in_group(definition, group, after)
    return _in_section(definition, section_of(definition, name).key, after)


def remove_question(definition: Definition, name: str) -> Definition:
    """With it go the tests on its answer: what depended on it alone is asked of everybody."""
    question = find_question(definition, name)
    _check_open(question.is_locked)
    if IN_GROUP in name:
        group = name.partition(IN_GROUP)[0]
        _check_open(find_question(definition, group).is_locked)
        return _in_group(definition, group, lambda inner: _without(inner, question))
    section = section_of(definition, name)
    changed = _in_section(definition, section.key, lambda questions: _without(questions, question))
    return _forget(changed, {question.key})


def set_voice(definition: Definition, name: str, language: str, file_id: int | None) -> Definition:
    """The recording that reads the question in that language, or none."""
    question = find_question(definition, name)
    _check_open(question.is_locked)
    voices = {code: one for code, one in question.voices.items() if code != language}
    after = replace(question, voices=voices | ({language: file_id} if file_id else {}))
    return _in_place(definition, name, question, after)


def set_model(definition: Definition, name: str, language: str, file_id: int | None) -> Definition:
    """The empty paper to download beside a question that asks for files, in that language, or none."""
    question = find_question(definition, name)
    _check_open(question.is_locked)
    if not _takes_files(question):
        raise _gone()
    models = {code: one for code, one in models_of(question).items() if code != language}
    models |= {language: file_id} if file_id else {}
    settings = {key: value for key, value in question.settings.items() if key != "model"}
    after = replace(question, settings=settings | ({"model": models} if models else {}))
    return _in_place(definition, name, question, after)


def _takes_files(question: Question) -> bool:
    return question.type in types.names() and types.get(question.type).is_file


def set_lock(definition: Definition, name: str, *, is_locked: bool) -> Definition:
    """A question becomes part of the common core, or leaves it."""
    question = find_question(definition, name)
    return _in_place(definition, name, question, replace(question, is_locked=is_locked))


def set_section_lock(definition: Definition, key: str, *, is_locked: bool) -> Definition:
    """The same for a whole section, with its questions."""
    section = find_section(definition, key)
    questions = tuple(replace(question, is_locked=is_locked) for question in section.questions)
    after = replace(section, is_locked=is_locked, questions=questions)
    return definition.with_sections(tuple(after if one is section else one for one in definition.sections))


# --- inside ----------------------------------------------------------------------------------------------

Change = Callable[[tuple[Question, ...]], tuple[Question, ...]]


def _in_section(definition: Definition, key: str, change: Change) -> Definition:
    return definition.with_sections(
        tuple(
            replace(section, questions=change(section.questions)) if section.key == key else section
            for section in definition.sections
        )
    )


def _in_group(definition: Definition, name: str, change: Change) -> Definition:
    group = find_question(definition, name)
    changed = replace(group, questions=change(group.questions))
    return _in_section(
        definition, section_of(definition, name).key,
        lambda questions: tuple(changed if one is group else one for one in questions),
    )  # fmt: skip


def _in_place(definition: Definition, name: str, before: Question, after: Question) -> Definition:
    def swap(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(after if one is before else one for one in questions)

    if IN_GROUP in name:
        return _in_group(definition, name.partition(IN_GROUP)[0], swap)
    return _in_section(definition, section_of(definition, name).key, swap)


def _moved(parts: tuple[Part, ...], place: int, step: int) -> tuple[Part, ...]:
    target = place + step
    if not 0 <= target < len(parts):
        return parts
    rows = list(parts)
    rows.insert(target, rows.pop(place))
    return tuple(rows)


def _without(questions: tuple[Question, ...], question: Question) -> tuple[Question, ...]:
    return tuple(one for one in questions if one is not question)


def _renamed(definition: Definition, old: str, new: str) -> Definition:
    def follow(condition: Condition) -> Condition | None:
        tests = tuple(
            replace(test, question=new) if test.question == old else test for test in condition.tests
        )
        return replace(condition, tests=tests)

    return _with_conditions(definition, follow)


def _forget(definition: Definition, keys: set[str]) -> Definition:
    def without(condition: Condition) -> Condition | None:
        tests = tuple(test for test in condition.tests if test.question not in keys)
        return replace(condition, tests=tests) if tests else None

    return _with_conditions(definition, without)


def _with_conditions(definition: Definition, change: Callable[[Condition], Condition | None]) -> Definition:
    def on(part: Any) -> Any:
        return replace(part, condition=change(part.condition)) if part.condition else part

    return definition.with_sections(
        tuple(
            on(replace(section, questions=tuple(on(question) for question in section.questions)))
            for section in definition.sections
        )
    )


def _check_key(key: str, taken: set[str]) -> None:
    if not KEY.fullmatch(key):
        message = _(
            "Le nom technique commence par une lettre ; lettres sans accent, chiffres et « _ » ensuite."
        )
        raise RuleError("bad_key", message, field="key")
    if key in taken:
        raise RuleError("key_taken", _("Une autre question porte déjà ce nom technique."), field="key")


def _check_open(is_locked: bool) -> None:
    if is_locked:
        message = _("Cette question fait partie du tronc commun : elle ne se modifie pas ici.")
        raise RuleError("locked", message, status=409)


def _gone() -> RuleError:
    return RuleError("gone", _("Cette partie ou cette question n'existe plus."), status=404)
