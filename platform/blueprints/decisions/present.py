"""How decisions are told to readers: a line of the register, the page of one, its columns in an export."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from noress.core import formats
from noress.core.i18n import Translated, language, lazy
from noress.core.i18n import gettext as _
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.decisions.queries import Line
from noress.domain.meetings import wording
from noress.web.exports import Column

STATE_KINDS = {
    DecisionState.IN_FORCE: "ok", DecisionState.EXECUTED: "info", DecisionState.REPLACED: "neutral",
    DecisionState.WITHDRAWN: "danger",
}  # fmt: skip
#: a line of the register shows that much of a text
_EXCERPT = 420


class DecisionLine(NamedTuple):
    """One decision in a list."""

    number: str
    url: str
    text: Any
    state: str
    state_kind: str
    is_public: bool
    day: str
    mode: str
    meeting_title: Any
    meeting_url: str


def url_of(decision: Decision) -> str:
    return url_for("decisions.show", number=decision.address)


def lines(rows: Iterable[Line]) -> list[DecisionLine]:
    """What is the same for all of them is worked out once."""
    states = {state: str(state.label) for state in DecisionState}
    modes = {mode: str(mode.label) for mode in DecisionMode}
    register, session = url_for("decisions.index"), url_for("public.session", meeting_id=0)[:-1]
    return [
        DecisionLine(
            number=row.number, url=register + row.number.removeprefix("D-"), text=excerpt(row.text),
            state=states[row.state], state_kind=STATE_KINDS[row.state], is_public=row.is_public,
            day=_day(row.adopted_on, language()), mode=modes[row.mode], meeting_title=title_of(row),
            meeting_url=f"{session}{row.meeting_id}",
        )
        for row in rows
    ]  # fmt: skip


@lru_cache(2048)
def _day(day: date, _spoken: str) -> str:
    return formats.date_short(day)


def title_of(meeting: Any) -> Any:
    """Of a meeting, or of a row that says as much of one."""
    return meeting.theme or wording.title(meeting)


def excerpt(text: Translated) -> Translated:
    """Its beginning, in every language, cut between two words."""
    if all(len(words) <= _EXCERPT for words in text.values()):
        return text
    return Translated({code: _cut(words) for code, words in text.items()})


def _cut(words: str) -> str:
    if len(words) <= _EXCERPT:
        return words
    return words[:_EXCERPT].rsplit(None, 1)[0] + "…"


def counts_of(decision: Decision) -> list[tuple[str, int]]:
    """The voices of a show of hands."""
    if decision.mode is not DecisionMode.SHOW_OF_HANDS:
        return []
    return [
        (_("Voix pour"), decision.votes_for or 0), (_("Voix contre"), decision.votes_against or 0),
        (_("Abstentions"), decision.abstentions or 0),
    ]  # fmt: skip


def facts_of(decision: Decision) -> list[tuple[str, Any]]:
    """The strip under the title: when, by whom, how."""
    meeting = decision.meeting
    session = Markup('<a href="{}">{}</a>').format(
        url_for("public.session", meeting_id=meeting.id), title_of(meeting)
    )
    rows: list[tuple[str, Any]] = [
        (_("Prise le"), formats.date_words(decision.adopted_on)),
        (_("Session"), session),
    ]
    if meeting.bodies:
        names = Markup(", ").join(
            Markup('<a href="{}">{}</a>').format(url_for("public.body", body_id=body.id), body.name)
            for body in meeting.bodies
        )
        rows.append((_("Instance") if len(meeting.bodies) == 1 else _("Instances"), names))
    counts = formats.listed(f"{label} {count}" for label, count in counts_of(decision))
    how = (
        Markup("{} <span class='facts__more'>{}</span>").format(decision.mode.label, counts)
        if counts
        else None
    )
    rows.append((_("Comment"), how or decision.mode.label))
    return rows


COLUMNS = [
    Column(lazy("Numéro"), lambda d: d.number, 16),
    Column(lazy("Prise le"), lambda d: d.adopted_on, 12),
    Column(lazy("Décision en français"), lambda d: d.text.get("fr"), 70),
    Column(lazy("Décision en arabe"), lambda d: d.text.get("ar"), 70),
    Column(lazy("Instances"), lambda d: formats.listed(body.name for body in d.meeting.bodies), 24),
    Column(lazy("Session"), lambda d: title_of(d.meeting), 36),
    Column(lazy("Mode"), lambda d: d.mode.label, 16),
    Column(lazy("Voix pour"), lambda d: d.votes_for, 8),
    Column(lazy("Voix contre"), lambda d: d.votes_against, 8),
    Column(lazy("Abstentions"), lambda d: d.abstentions, 12),
    Column(lazy("Réserves en français"), lambda d: (d.reservations or {}).get("fr"), 40),
    Column(lazy("Réserves en arabe"), lambda d: (d.reservations or {}).get("ar"), 40),
    Column(lazy("État"), lambda d: d.state.label, 16),
    Column(
        lazy("Remplacée par"),
        lambda d: d.replaced_by.number if d.replaced_by and d.replaced_by.is_public else None,
        16,
    ),
    Column(lazy("Exécutée le"), lambda d: d.executed_on, 12),
]
#: for those who also read what is not public yet
PUBLIC_COLUMN = Column(lazy("Publique"), lambda d: _("oui") if d.is_public else _("pas encore"), 12)
