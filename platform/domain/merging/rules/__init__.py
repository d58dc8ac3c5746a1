"""Making two records one, taking it back, and remembering which pairs are two."""

from noress.domain.merging.rules.checks import MergePlan
from noress.domain.merging.rules.distinct import forget_distinct, note_distinct
from noress.domain.merging.rules.merging import merge_institutions, plan_merge
from noress.domain.merging.rules.persons import merge_persons, plan_person_merge
from noress.domain.merging.rules.persons_undoing import list_person_obstacles, undo_person_merge
from noress.domain.merging.rules.undoing import list_obstacles, undo_merge

__all__ = [
    "MergePlan", "forget_distinct", "list_obstacles", "list_person_obstacles", "merge_institutions", "merge_persons",
    "note_distinct", "plan_merge", "plan_person_merge", "undo_merge", "undo_person_merge",
]  # fmt: skip
