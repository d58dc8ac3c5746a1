"""A meeting as a message to paste in WhatsApp: its text in one language, and its short address."""

from noress.core import links
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting, MeetingState


def short_url(meeting: Meeting) -> str:
    return links.to("public.short", meeting_id=meeting.id)


def share_text(meeting: Meeting, language: str) -> str:
    """Title, when, where and the short address; it says nothing that the public page does not."""
    with in_language(language):
        lines = [
            _("%(type)s : %(title)s", type=meeting.type.label, title=wording.title(meeting)),
            wording.when(meeting),
            wording.where(meeting),
            short_url(meeting),
        ]
        if meeting.state is MeetingState.CANCELLED:
            lines.insert(0, _("Annulée"))
        return "\n".join(lines)
