"""History in words: who did what, in whose name, when, and from what to what.

A view calls `page_of({"institution": [3], "seat": [8, 9]}, number)` and gives the page to the `history`
macro of components/history.html. Words stand in web/history_words.py, one line per action and field.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from noress.core import formats, paging
from noress.core.i18n import DIRECTION, HTML_LANG, LANGUAGES, Translated
from noress.core.i18n import gettext as _
from noress.core.names import called
from noress.domain.audit import queries
from noress.domain.audit.models import AuditEvent
from noress.extensions import db
from noress.web.history_words import ACTIONS, ENUMS, FIELDS, METHODS, QUESTION_CHANGES, VISITOR

PER_PAGE = 20
#: fields that hold the key of another row: its name is shown instead
REFERENCES = {
    "plan_id": "action_plan", "carrier_id": "institution", "owner_institution_id": "institution", "owner_body_id": "body",
    "person_id": "person", "officer_id": "person", "institution_id": "institution", "part_of_id": "institution",
    "category_code": "category", "body_id": "body", "parent_id": "body", "seat_id": "seat", "merged_id": "institution",
    "other_id": "institution", "merged_into_id": "institution", "merged_person_id": "person",
    "other_person_id": "person", "kept_person_id": "person",
    "other_structure_id": "structure", "merged_structure_id": "structure", "kept_structure_id": "structure",
    "evaluator_id": "person", "recused_person_id": "person", "substitute_person_id": "person", "linked_institution_id": "institution",
    "juror_id": "person", "juror_institution_id": "institution",
    "successor_id": "seat", "entered_by_id": "person", "body_ids": "body", "agenda_item_id": "agenda_item", "decision_id": "decision", "meeting_id": "meeting",
}  # fmt: skip
_RANKS = {name: rank for rank, name in enumerate(FIELDS)}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[\d:.+\-]*")


class Entry(NamedTuple):
    """One line of the `timeline` macro; `details` are (field, before, after)."""

    what: Any
    when: str
    who: Any
    details: list[tuple[str, Any, Any]]


Names = dict[tuple[str, Any], str]


def page_of(
    objects: Mapping[str, Iterable[int]],
    number: int,
    *,
    per_page: int = PER_PAGE,
    without: Collection[str] = (),
) -> paging.Page:
    """The history of these objects together, newest first, ready to show; `without` what the journal alone keeps."""
    page = paging.paginate(queries.list_history_of(objects, without=without), number, per_page=per_page)
    page.items = entries(page.items)
    return page


def entries(events: Iterable[AuditEvent]) -> list[Entry]:
    """History rows as lines of a timeline; the names of what they speak of cost one query per kind."""
    events = list(events)
    names = _names_in(events)
    return [
        Entry(
            what=_what(event, names), when=formats.datetime_words(event.at), who=_who(event),
            details=[
                (_field(name), _value(event, name, before, names), _value(event, name, after, names))
                for name, (before, after) in sorted(event.changes.items(), key=_rank)
                if before != after
            ],
        )
        for event in events
    ]  # fmt: skip


def _what(event: AuditEvent, names: Names) -> Any:
    word = str(ACTIONS.get(event.action, event.action))
    about = names.get((event.object_type, event.object_id))
    if about is None or event.object_type not in {
        "seat",
        "mandate",
        "invitation",
        "agenda_item",
        "proposed_item",
        "assignment",
    }:
        return word
    return Markup(_("%(what)s : %(about)s")) % {"what": word, "about": _isolated(about)}  # noqa: S704 -- our text


def _who(event: AuditEvent) -> Any:
    who: Any = _isolated(_actor_name(event))
    if event.acting_for:
        text = _("%(name)s, au nom de %(institution)s")
        who = Markup(text) % {"name": who, "institution": _isolated(event.acting_for)}  # noqa: S704 -- our text
    method = METHODS.get(event.method)
    return Markup("{} ({})").format(who, str(method)) if method else who


def _actor_name(event: AuditEvent) -> str:
    """The name of that day, in the reader's letters while the person still bears it."""
    person = event.person
    if person is None and event.method == VISITOR:
        return _("visiteur")
    if person is not None and person.name == event.person_name:
        return person.shown_name
    return called(event.person_name)


def _rank(change: tuple[str, Any]) -> tuple[int, str]:
    """The order of the list of words: PostgreSQL keeps JSON's keys in its own."""
    return _RANKS.get(change[0], len(_RANKS)), change[0]


def _field(name: str) -> str:
    return str(FIELDS.get(name, name))


def _value(event: AuditEvent, field: str, value: Any, names: Names) -> Any:
    if field in REFERENCES and value is not None:
        kind = REFERENCES[field]
        found = [
            names.get((kind, key), _("n° %(key)s", key=key))
            for key in (value if isinstance(value, list) else [value])
        ]
        return _isolated(formats.listed(found))
    if (event.object_type, field) == ("questionnaire", "questions") and isinstance(value, list):
        return _isolated(formats.listed(_question_change(str(item)) for item in value))
    return readable(value, ENUMS.get((event.object_type, field)))


def _question_change(written: str) -> str:
    """What a questionnaire's row says of one question: "changed adresse"."""
    what, _space, key = written.partition(" ")
    return f"{QUESTION_CHANGES.get(what, what)} {key}"


def readable(value: Any, kind: Any = None) -> Any:
    """A stored value (JSON) as people read it; texts in several languages show all of them."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        return Markup(" / ").join(
            Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(HTML_LANG[code], DIRECTION[code], value[code])
            for code in LANGUAGES
            if value.get(code)
        )
    if isinstance(value, list):
        return Markup(formats.listed(escape(readable(item, kind)) for item in value))  # noqa: S704 -- escaped
    if kind is not None and value in {member.value for member in kind}:
        return str(kind(value).label)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return formats.date_short(date.fromisoformat(value))
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return formats.datetime_short(datetime.fromisoformat(value))
    return _isolated(called(str(value)))


def _isolated(text: Any) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def _names_in(events: Iterable[AuditEvent]) -> Names:
    """What the rows and the references of these events are called today: an erased person stays erased."""
    wanted: dict[str, set[Any]] = {}
    for event in events:
        wanted.setdefault(event.object_type, set()).add(event.object_id)
        for field, pair in event.changes.items():
            if field in REFERENCES:
                keys = {key for side in pair for key in (side if isinstance(side, list) else [side])}
                wanted.setdefault(REFERENCES[field], set()).update(keys - {None})
    names: Names = {}
    for kind, keys in wanted.items():
        query = queries.list_names(kind, keys)
        for key, *parts in db.session.execute(query).all() if query is not None else ():
            names[kind, key] = formats.listed(text for part in parts if (text := _part(part)))
    return names


def _part(part: Any) -> str:
    if isinstance(part, Translated) or part is None:
        return str(part or "")
    return called(str(getattr(part, "label", part)))
