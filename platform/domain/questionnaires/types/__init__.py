"""One class per type of question: what it takes, how it is read, checked, said and exported.

`get(key)` finds a class; its control is `templates/questionnaires/_controls.html`, joined by the same key.
"""

from noress.domain.questionnaires.types import budget, choosing, files, groups, numbers, people, places, texts
from noress.domain.questionnaires.types.base import GroupType, QuestionType, get, names, register

__all__ = [
    "GroupType",
    "QuestionType",
    "budget",
    "choosing",
    "files",
    "get",
    "groups",
    "names",
    "numbers",
    "people",
    "places",
    "register",
    "texts",
]
