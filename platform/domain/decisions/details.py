"""How a decision was taken: the values, their checks, and their shape in a block of the record.

A decision block keeps in `details`: {"mode": "show_of_hands", "votes_for": 12, "votes_against": 1,
"abstentions": 2, "reservations": {"fr": "…", "ar": "…"}}; every key may be missing, the mode is then
consensus. The page that writes the block calls `read_details` before saving it: it raises what is wrong.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.decisions.models import DecisionMode

#: no assembly counts more voices; beyond, it is a slip of the finger
MOST_VOICES = 100_000


class Taken(NamedTuple):
    """How it was taken; the counts belong to a show of hands and are voices, not people."""

    mode: DecisionMode = DecisionMode.CONSENSUS
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    reservations: Translated | None = None

    @property
    def counts(self) -> tuple[int | None, int | None, int | None]:
        return self.votes_for, self.votes_against, self.abstentions

    @property
    def total(self) -> int:
        return sum(count or 0 for count in self.counts)


def read_details(details: Mapping[str, Any]) -> Taken:
    """The values that a block keeps, checked."""
    try:
        mode = DecisionMode(details.get("mode") or DecisionMode.CONSENSUS)
    except ValueError:
        raise RuleError("mode", _("Choisissez comment la décision a été prise."), field="mode") from None
    reservations = details.get("reservations")
    taken = Taken(
        mode,
        _count(details, "votes_for"),
        _count(details, "votes_against"),
        _count(details, "abstentions"),
        Translated(reservations) if isinstance(reservations, Mapping) else None,
    )
    check_taken(taken)
    return taken


def write_details(taken: Taken) -> dict[str, Any]:
    """The same values in the shape that a block keeps."""
    kept: dict[str, Any] = {
        "mode": taken.mode.value, "votes_for": taken.votes_for, "votes_against": taken.votes_against,
        "abstentions": taken.abstentions, "reservations": dict(taken.reservations or {}) or None,
    }  # fmt: skip
    return {name: value for name, value in kept.items() if value is not None}


def check_taken(taken: Taken, *, voices: int | None = None) -> None:
    """Raise what is wrong with the counts; `voices` is how many institutions could vote, when known."""
    if taken.mode is DecisionMode.UNANIMITY and taken.votes_against:
        raise RuleError(
            "not_unanimous",
            _("Une voix contre : la décision n'est pas prise à l'unanimité. Choisissez « à main levée »."),
            field="votes_against",
        )
    if taken.mode is not DecisionMode.SHOW_OF_HANDS:
        if any(count is not None for count in taken.counts):
            raise RuleError(
                "counts", _("On ne compte les voix que d'un vote à main levée."), field="votes_for"
            )
        return
    for name, count in zip(("votes_for", "votes_against", "abstentions"), taken.counts, strict=True):
        if count is None:
            raise RuleError("no_count", _("Écrivez le nombre de voix ; 0 s'il n'y en a pas."), field=name)
        if not 0 <= count <= MOST_VOICES:
            raise RuleError("count", _("Ce nombre de voix n'est pas possible."), field=name)
    if not taken.total:
        raise RuleError("no_vote", _("Personne n'a voté : écrivez le nombre de voix."), field="votes_for")
    if (taken.votes_for or 0) < (taken.votes_against or 0):
        raise RuleError(
            "not_carried",
            _("Les voix contre sont plus nombreuses que les voix pour : la décision n'est pas prise."),
            field="votes_for",
        )
    if voices is not None and taken.total > voices:
        raise RuleError(
            "too_many_voices",
            _("Voix comptées : %(total)s ; institutions ayant une voix : %(voices)s.",
              total=taken.total, voices=voices),
            field="votes_for",
        )  # fmt: skip


def _count(details: Mapping[str, Any], name: str) -> int | None:
    value = details.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuleError("count", _("Écrivez un nombre entier. Exemple : 20."), field=name)
    return value
