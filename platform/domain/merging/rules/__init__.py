"""Making two records one, taking it back, and remembering which pairs are two."""

from noress.domain.merging.rules.distinct import forget_distinct, note_distinct
from noress.domain.merging.rules.merging import MergePlan, merge_institutions, plan_merge
from noress.domain.merging.rules.undoing import list_obstacles, undo_merge

__all__ = [
    "MergePlan", "forget_distinct", "list_obstacles", "merge_institutions", "note_distinct", "plan_merge",
    "undo_merge",
]  # fmt: skip
