"""The mails to an institution's own mailbox: its official letter, then what changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core import links
from noress.core.i18n import in_language
from noress.domain.letters.models import Letter
from noress.domain.meetings import wording
from noress.domain.meetings.mails import change_rows
from noress.domain.outbox.rules import Mail

PURPOSE = "letter"


def letter_url(letter: Letter) -> str:
    """The head's page: the letter, and the form that designates. No password."""
    return links.to("letters.open_letter", token=links.token(PURPOSE, letter.id, letter.link_generation))


def official_letter(letter: Letter, language: str) -> Mail:
    return Mail(template="official_letter", key=f"letter:{letter.id}", **_to(letter, language))


def letter_changed(letter: Letter, language: str, before: Mapping[str, Any], *, leaves_at: datetime) -> Mail:
    """What changed since the office was last written to; replaces one still waiting."""
    asked, meeting = _to(letter, language), letter.text.meeting
    with in_language(language):
        asked["values"]["changes"] = change_rows(meeting, before)
    return Mail(
        template="letter_changed", key=f"letter-changed:{letter.id}:{meeting.sequence}", merge_key=merge_key(letter),
        not_before=leaves_at, **asked,
    )  # fmt: skip


def letter_cancelled(letter: Letter, language: str) -> Mail:
    """The meeting is off: at once, in place of a change still waiting."""
    asked = _to(letter, language)
    with in_language(language):
        asked["values"]["reason"] = str(letter.text.meeting.cancel_reason or "")
    key = f"letter-cancelled:{letter.id}"
    return Mail(template="letter_cancelled", key=key, merge_key=merge_key(letter), **asked)


def merge_key(letter: Letter) -> str:
    return f"office:{letter.id}"


def _to(letter: Letter, language: str) -> dict[str, Any]:
    """The institution's own address, and what each of these mails recalls."""
    meeting = letter.text.meeting
    with in_language(language):
        values = {
            "title": wording.title(meeting), "when": wording.when(meeting), "where": wording.where(meeting),
            "number": letter.number, "subject": str(letter.text.subject), "institution": str(letter.institution.name),
            "head": str(letter.head_title), "url": letter_url(letter),
        }  # fmt: skip
    return {
        "to_address": letter.institution.email or "", "to_name": values["institution"], "language": language,
        "about": ("meeting", meeting.id), "values": values,
    }  # fmt: skip
