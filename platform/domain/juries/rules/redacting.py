"""What jurors read instead of an answer that names somebody, entry by entry, before scoring. The entry itself never changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.applications.reading import is_restricted
from noress.domain.audit.rules import record
from noress.domain.competitions.models import Competition, Entry
from noress.domain.juries import masking, queries
from noress.domain.juries.models import RedactedAnswer
from noress.domain.juries.reading import names_of
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.filling import asked_of
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.reviewing import conflicts
from noress.extensions import db

MOST_TEXT = 10_000
#: what was typed freely, where anything may be said
FREE = ("text", "long_text")
#: a word of a name that short is found in many words
SHORTEST_WORD = 4


class Looked(NamedTuple):
    """One answer, what was found in it, and what jurors would read."""

    question: Question
    text: str
    found: tuple[masking.Found, ...]
    proposed: str
    row: RedactedAnswer | None

    @property
    def shown(self) -> str:
        """What jurors read as it stands."""
        return (self.row.text or "") if self.row is not None else self.proposed

    @property
    def pieces(self) -> list[tuple[str, Any]]:
        """(text, what it tells or nothing), in their order."""
        parts: list[tuple[str, Any]] = []
        last = 0
        for one in self.found:
            parts += [(self.text[last : one.start], None), (self.text[one.start : one.end], one.told)]
            last = one.end
        return [part for part in [*parts, (self.text[last:], None)] if part[0]]


class Progress(NamedTuple):
    total: int
    done: int

    @property
    def is_over(self) -> bool:
        return self.done == self.total


def look_at(application: Application) -> list[Looked]:
    """The answers that jurors read in the blind phase and that were typed freely."""
    response = application.response
    if response is None or response.answers is None:
        return []
    rows = {row.question: row for row in db.session.scalars(queries.list_redacted([application.id]))}
    names = _all_names(application)
    found = []
    for part in asked_of(definition_of(response), response.answers):
        for question in part.questions:
            text = _free_text(question, response.answers)
            if text:
                spans = tuple(masking.find(text, names, with_places=True))
                proposed = masking.mask(text, names, with_places=True)
                found.append(Looked(question, text, spans, proposed, rows.get(question.key)))
    return found


def _free_text(question: Question, answers: Mapping[str, Any]) -> str:
    if question.type not in FREE or question.identifies or is_restricted(question):
        return ""
    return types.get(question.type).say(question, answers.get(question.key))


def _all_names(application: Application) -> list[str]:
    """With each word of the names of people: "Mme Bennani" names as well as the whole. Only proposed, to be looked at."""
    names = names_of(application)
    people = [person.name for person in application.people] + [application.sent_by or ""]
    own = {word for name in application.structure.name.values() for word in (name or "").split()}
    words = {word.strip(",.()") for name in people for word in name.split()} - own
    return [*names, *sorted(word for word in words if len(word) >= SHORTEST_WORD and word[:1].isupper())]


def save_redactions(
    *,
    competition: Competition,
    application: Application,
    texts: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> int:
    """What jurors read of each answer; one left as it was typed needs no other text. The entry counts as looked at. How many
    answers read otherwise."""
    lock(application)
    entry = _entry(application)
    rows = {row.question: row for row in db.session.scalars(queries.list_redacted([application.id]))}
    count = 0
    for one in look_at(application):
        typed = texts.get(one.question.key)
        if typed is None:
            continue
        if len(typed) > MOST_TEXT:
            message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
            raise RuleError("too_long", message, field=f"texte_{one.question.key}")
        said, row = _one_break(typed), rows.get(one.question.key)
        if said == _one_break(one.text):
            if row is not None:
                db.session.delete(row)
            continue
        count += 1
        if row is None:
            row = RedactedAnswer(application_id=application.id, question=one.question.key, version=0)
            db.session.add(row)
        if row.text != said or row.version == 0:
            row.text, row.made_at, row.made_by_id, row.version = said, now, actor.person_id, row.version + 1
    entry.redacted_at = now
    record(actor, "application.redacted", application, now=now, changes={"redacted_answers": (None, count)})
    return count


def _one_break(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _entry(application: Application) -> Entry:
    found = db.session.scalars(queries.list_entry_rows([application.id])).one_or_none()
    if found is None:
        raise RuleError("no_entry", _("Cette candidature n'est pas celle d'un prix."), status=409)
    return found


def list_to_look_at(competition: Competition, reader: Actor) -> list[tuple[Application, bool]]:
    """(entry, looked at since it was last sent), by number; never one that the reader stands aside from."""
    hidden = conflicts.recused_ids(reader, conflicts.APPLICATION)
    found = list(db.session.scalars(queries.list_received(competition, hidden)))
    looked = {
        row.application_id: row.redacted_at
        for row in db.session.scalars(queries.list_entry_rows([one.id for one in found]))
    }
    return [(one, _is_done(looked.get(one.id), one)) for one in found]


def _is_done(at: datetime | None, application: Application) -> bool:
    return at is not None and (application.submitted_at is None or at >= application.submitted_at)


def progress_of(rows: list[tuple[Application, bool]]) -> Progress:
    return Progress(len(rows), sum(is_done for _application, is_done in rows))


def next_to_look_at(rows: list[tuple[Application, bool]], after: Application) -> Application | None:
    """The next one in the list that waits, from the top again at its end."""
    ids = [one.id for one, _done in rows]
    place = ids.index(after.id) + 1 if after.id in ids else 0
    return next(
        (one for one, is_done in [*rows[place:], *rows[:place]] if not is_done and one.id != after.id), None
    )
