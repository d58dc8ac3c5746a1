"""Two texts side by side: what words changed, and both changes in one text when they do not meet."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED = "same", "added", "removed"
#: beyond that many words on one side, a passage is shown as replaced whole: comparing would take seconds
MOST_WORDS = 3000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A run of text: the same on both sides, added, or removed."""

    kind: str
    text: str


def compare_words(before: str, after: str) -> list[Piece]:
    """The second text as pieces, with what was removed from the first in its place."""
    pieces: list[Piece] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(old[i1:i2])))
        else:
            pieces += _compare_passage("".join(old[i1:i2]), "".join(new[j1:j2]))
    return _joined(pieces)


def _compare_passage(before: str, after: str) -> list[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return [Piece(REMOVED, before), Piece(ADDED, after)]
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(old[i1:i2])))
        else:
            pieces += [Piece(REMOVED, "".join(old[i1:i2])), Piece(ADDED, "".join(new[j1:j2]))]
    return pieces


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


class _Hunk(NamedTuple):
    """Lines `start` to `end` of the base are replaced by `lines`."""

    start: int
    end: int
    lines: list[str]

    @property
    def keeps_count(self) -> bool:
        """Line by line: what stands beside it is untouched by it."""
        return self.end > self.start and self.end - self.start == len(self.lines)


def merge_lines(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of the base in one text; None when they meet and a person must choose."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    lines = base.split("\n")
    merged = _merged_hunks(list(_hunks(lines, mine)), list(_hunks(lines, theirs)))
    if merged is None:
        return None
    result, at = [], 0
    for hunk in merged:
        result += lines[at : hunk.start] + hunk.lines
        at = hunk.end
    return "\n".join(result + lines[at:])


def _hunks(base: list[str], text: str) -> Iterator[_Hunk]:
    lines = text.split("\n")
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, base, lines, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Hunk(i1, i2, lines[j1:j2])


def _merged_hunks(mine: list[_Hunk], theirs: list[_Hunk]) -> list[_Hunk] | None:
    """All hunks in order; the same change made twice is made once; None when two of them meet."""
    shared = [hunk for hunk in mine if hunk in theirs]
    others = [hunk for hunk in theirs if hunk not in shared]
    for own in mine:
        for other in others:
            if own not in shared and _meet(own, other):
                return None
            if own in shared and _overlap(own, other):
                return None
    return sorted([*mine, *others], key=lambda hunk: (hunk.start, hunk.end))


def _overlap(one: _Hunk, other: _Hunk) -> bool:
    return max(one.start, other.start) < min(one.end, other.end)


def _meet(one: _Hunk, other: _Hunk) -> bool:
    """They change the same lines, or stand side by side and both change how many lines there are."""
    if _overlap(one, other):
        return True
    touch = one.end >= other.start and other.end >= one.start
    return touch and not one.keeps_count and not other.keeps_count
