"""Answers counted by institution: one institution, one place, whoever of its seats comes."""

from collections.abc import Iterable
from dataclasses import dataclass

from noress.domain.meetings.models import Answer

#: the first one found among an institution's seats is its answer: while one seat is silent, a "no" is not final
_ORDER = (
    ("yes", {Answer.YES, Answer.DELEGATE}),
    ("maybe", {Answer.MAYBE}),
    ("none", {Answer.NONE}),
    ("no", {Answer.NO}),
)


@dataclass(frozen=True)
class Tally:
    """`institutions` and `guests` map yes, maybe, no, none to how many; `unanswered` counts invitations."""

    institutions: dict[str, int]
    guests: dict[str, int]
    invited: int
    unanswered: int

    @property
    def institution_count(self) -> int:
        return sum(self.institutions.values())

    @property
    def guest_count(self) -> int:
        return sum(self.guests.values())


def tally(rows: Iterable[tuple[int | None, Answer, int]]) -> Tally:
    """From the rows of `queries.count_answers`."""
    by_institution: dict[int, set[Answer]] = {}
    guests = dict.fromkeys(("yes", "maybe", "no", "none"), 0)
    invited = unanswered = 0
    for institution_id, answer, count in rows:
        invited += count
        unanswered += count if answer is Answer.NONE else 0
        if institution_id is None:
            guests[_kind({answer})] += count
        else:
            by_institution.setdefault(institution_id, set()).add(answer)
    institutions = dict.fromkeys(("yes", "maybe", "no", "none"), 0)
    for answers in by_institution.values():
        institutions[_kind(answers)] += 1
    return Tally(institutions, guests, invited, unanswered)


def _kind(answers: set[Answer]) -> str:
    return next(name for name, kinds in _ORDER if answers & kinds)
