"""Refusals that rules raise; pages turn them into an answer in the reader's language."""

from typing import Any


class RuleError(Exception):
    """A rule refuses: `code` names why, `message` says it (lazy text), `field` points at the input.

    `status` is the answer's HTTP status: 422 for bad input, 409 for a state that forbids, 429 to wait.
    """

    def __init__(self, code: str, message: Any, *, field: str | None = None, status: int = 422):
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.status = status


class StaleVersion(RuleError):
    """Somebody else saved first; `theirs` holds what they saved, so that the person can merge."""

    def __init__(self, message: Any, theirs: Any):
        super().__init__("stale", message, status=409)
        self.theirs = theirs
