"""The agenda of a session on paper, for everybody who may see the session: what is internal stays out, but for
the pack of those who are convened."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.documents.pieces import markdown_tree, qr, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.meetings import policy, wording
from noress.domain.meetings.models import AgendaItem, Meeting
from noress.extensions import db


def fingerprint(meeting: Meeting, language: str) -> str:
    return documents.fingerprint_of(told(meeting))


def told(meeting: Meeting, *, with_internal: bool = False) -> list[Any]:
    """All that the paper says."""
    items = shown_items(meeting, with_internal=with_internal)
    return [
        meeting.reference, meeting.state, meeting.theme, meeting.introduction, meeting.starts_wall, meeting.ends_wall,
        meeting.place, meeting.online_url, [body.name for body in meeting.bodies],
        [[item.title, item.note, item.kind, item.presenter, item.minutes] for item in items],
    ]  # fmt: skip


def shown_items(meeting: Meeting, *, with_internal: bool = False) -> list[AgendaItem]:
    return [item for item in meeting.agenda if with_internal or not item.is_internal]


def make(meeting_id: int, language: str) -> Made:
    meeting = db.session.get(Meeting, meeting_id)
    assert meeting is not None, "the job has found it"
    title = _("Ordre du jour")
    pdf = make_pdf(
        "meeting_agenda.typ",
        content(meeting),
        title=title,
        language=language,
        reference=meeting.reference or "",
    )
    name = f"ordre-du-jour-{meeting.reference or meeting.id}-{language}.pdf"
    return Made(title=title, filename=name, content=pdf)


def content(meeting: Meeting, *, with_internal: bool = False) -> dict[str, Any]:
    items = shown_items(meeting, with_internal=with_internal)
    facts: list[tuple[Any, Any]] = [
        (_("Quand"), wording.when(meeting)),
        (_("Où"), wording.where(meeting)),
        (_("Instances"), formats.listed(body.name for body in meeting.bodies)),
        (_("Durée"), formats.minutes_words(sum(item.minutes for item in items)) if items else ""),
    ]
    return {
        "theme": spoken(meeting.theme) if meeting.theme else wording.title(meeting),
        "facts": [{"label": label, "value": spoken(value)} for label, value in facts if value],
        "introduction": markdown_tree(meeting.introduction),
        "agenda_title": _("Points"),
        "headers": [_("N°"), _("Point"), _("Présenté par"), _("Durée")],
        "items": [_row(number, item) for number, item in enumerate(items, 1)],
        "nothing": _("Aucun point n'est encore inscrit."),
        "online": _("La session sur la plateforme, à jour :"),
        "code": qr(links.to("public.session", meeting_id=meeting.id)),
    }


def _row(number: int, item: AgendaItem) -> list[Any]:
    title = _("%(title)s (interne)", title=item.title) if item.is_internal else item.title
    return [
        number, spoken(title), spoken(item.presenter or ""), spoken(formats.minutes_words(item.minutes)),
    ]  # fmt: skip


documents.register(
    "meeting_agenda", make, policy.can_see_meeting, subject=Meeting, fingerprint=fingerprint,
    label=lazy("Ordre du jour"), page=lambda meeting: links.to("public.session", meeting_id=meeting.id),
)  # fmt: skip
