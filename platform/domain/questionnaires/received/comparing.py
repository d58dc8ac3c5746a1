"""Two versions side by side: what was added, removed and changed, and how many answered each question in each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from noress.core.i18n import gettext as _
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import is_empty
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.moving import ADDED, CHANGED, REMOVED

SAME = "same"


@dataclass
class Compared:
    """One question in two versions."""

    label: Any
    what: str
    #: what changed, in words
    details: list[str] = field(default_factory=list)
    before: int | None = None
    after: int | None = None


def compare(
    before: Definition, after: Definition, answered: Mapping[int, Counter[str]], ids: tuple[int, int]
) -> list[Compared]:
    """Every question in the order of the later version, those that were removed last. `answered` counts the answers
    of each version by question; `ids` are the keys of both versions."""
    old, new = ({question.key: question for question in part.questions()} for part in (before, after))
    lines = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, becomes = old.get(key), new.get(key)
        question = becomes or was
        if question is None or not types.get(question.type).asks:
            continue
        what = ADDED if was is None else REMOVED if becomes is None else CHANGED if was != becomes else SAME
        lines.append(
            Compared(
                question.label, what, list_differences(was, becomes) if was and becomes else [],
                answered[ids[0]][key] if was else None, answered[ids[1]][key] if becomes else None,
            )
        )  # fmt: skip
    return lines


def count_answered(rows: Iterable[tuple[int, Mapping[str, Any] | None]]) -> dict[int, Counter[str]]:
    """{key of the version: {key of the question: answers}} of (key of the version, answers)."""
    found: dict[int, Counter[str]] = {}
    for version_id, answers in rows:
        found.setdefault(version_id, Counter()).update(
            key for key, answer in (answers or {}).items() if not is_empty(answer)
        )
    return found


def list_differences(was: Question, becomes: Question) -> list[str]:
    """What changed in a question, in words."""
    told = []
    for code, name in (("fr", _("français")), ("ar", _("arabe"))):
        told += _changed(
            _("libellé en %(language)s", language=name), was.label.get(code), becomes.label.get(code)
        )
    told += _changed(_("type"), _type(was), _type(becomes))
    if was.is_required != becomes.is_required:
        told.append(_("devient obligatoire") if becomes.is_required else _("n'est plus obligatoire"))
    if was.visibility != becomes.visibility:
        told += _changed(_("visibilité"), was.visibility.label, becomes.visibility.label)
    told += _choices(was, becomes)
    for what, changed in (
        (_("l'aide"), was.help != becomes.help), (_("la condition"), was.condition != becomes.condition),
        (_("les limites"), was.settings != becomes.settings), (_("ce qu'elle contient"), was.questions != becomes.questions),
        (_("si elle dit qui répond"), was.identifies != becomes.identifies),
    ):  # fmt: skip
        if changed:
            told.append(_("change : %(what)s", what=what))
    return told


def _type(question: Question) -> str:
    return str(types.get(question.type).label)


def _changed(what: str, before: Any, after: Any) -> list[str]:
    if (before or "") == (after or ""):
        return []
    return [
        _(
            "%(what)s : « %(before)s » devient « %(after)s »",
            what=what,
            before=before or "",
            after=after or "",
        )
    ]


def _choices(was: Question, becomes: Question) -> list[str]:
    old, new = ({choice.key: choice.label for choice in question.choices} for question in (was, becomes))
    told = [_("choix ajouté : %(label)s", label=new[key]) for key in new if key not in old]
    told += [_("choix retiré : %(label)s", label=old[key]) for key in old if key not in new]
    told += [
        _("choix « %(before)s » devient « %(after)s »", before=old[key], after=new[key])
        for key in new
        if key in old and old[key] != new[key]
    ]
    if not told and list(old) != list(new):
        told.append(_("l'ordre des choix change"))
    return told
