"""The sheet that people sign on entering: every expected institution, in both languages, then lines for visitors."""

from collections.abc import Callable
from functools import partial
from typing import Any

from noress.core.i18n import Translated, in_language, language, lazy
from noress.core.i18n import gettext as _
from noress.documents.pieces import spoken
from noress.documents.typesetting import make_pdf
from noress.domain.attendance import policy
from noress.domain.attendance.roll import list_roll
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.extensions import db

VISITORS = 12


def may_read(actor: Any, meeting: Meeting) -> bool:
    return actor is not None and policy.can_record_attendance(actor, meeting)


def fingerprint(meeting: Meeting, language: str) -> str:
    names = [entry.institution.name for entry in list_roll(meeting, [])]
    return documents.fingerprint_of(
        [meeting.reference, meeting.theme, meeting.starts_wall, meeting.ends_wall, meeting.place, names]
    )


def make(meeting_id: int, language: str) -> Made:
    meeting = db.session.get(Meeting, meeting_id)
    assert meeting is not None, "the job has found it"
    title = _("Feuille de présence")
    pdf = make_pdf(
        "sign_in_sheet.typ",
        content(meeting),
        title=title,
        language=language,
        reference=meeting.reference or "",
    )
    name = f"presence-{meeting.reference or meeting.id}.pdf"
    return Made(title=title, filename=name, content=pdf)


def both(text: Any) -> str:
    """The same words in French and in Arabic, for whoever reads only one of them."""
    said = []
    for code in ("fr", "ar"):
        with in_language(code):
            said.append(str(text))
    return " · ".join(dict.fromkeys(said))


def _each(say: Callable[[], str]) -> list[dict[str, str]]:
    """What is said in French, then in Arabic; once where it is the same."""
    said = []
    for code in ("fr", "ar"):
        with in_language(code):
            said.append(spoken(say()))
    return [said[0], *(said[1:] if said[1] != said[0] else [])]


def _other(text: Any) -> str:
    """In the language that the sheet's title is not in."""
    with in_language("fr" if language() == "ar" else "ar"):
        return str(text)


def content(meeting: Meeting) -> dict[str, Any]:
    facts: list[tuple[Any, Any]] = [
        (lazy("Session"), partial(wording.title, meeting)),
        (lazy("Quand"), partial(wording.when, meeting)),
        (lazy("Où"), partial(wording.where, meeting)),
    ]
    headers = [
        lazy("N°"),
        lazy("Institution"),
        lazy("Nom et fonction"),
        lazy("F / H"),
        lazy("Heure"),
        lazy("Signature"),
    ]
    return {
        "subtitle": spoken(_other(lazy("Feuille de présence"))),
        "facts": [{"label": both(label), "value": _each(say)} for label, say in facts],
        "headers": [both(headers[0]), *_once(headers[1]), *(both(header) for header in headers[2:])],
        "rows": [
            [number, *(spoken(Translated({code: entry.institution.name.get(code, "")})) for code in ("fr", "ar"))]
            for number, entry in enumerate(list_roll(meeting, []), 1)
        ],
        "visitors": both(lazy("Visiteurs")),
        "visitor_headers": [both(header) for header in (headers[0], lazy("Organisme"), *headers[2:])],
        "visitor_lines": VISITORS,
    }  # fmt: skip


def _once(text: Any) -> list[str]:
    """A column for each language."""
    said = both(text).split(" · ")
    return [said[0], said[-1]]


documents.register(
    "sign_in_sheet", make, may_read, subject=Meeting, fingerprint=fingerprint, label=lazy("Feuille de présence"),
)  # fmt: skip
