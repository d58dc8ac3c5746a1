"""The mails of a record: pure functions from a record and a mailbox to a `Mail`."""

from collections.abc import Mapping
from typing import Any, Protocol

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes.models import Consultation, Correction, CorrectionState, Minutes, Rectification
from noress.domain.outbox.rules import Mail


class Mailbox(Protocol):
    """What a mail needs to know of whoever gets it (readers.py)."""

    @property
    def address(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def places(self) -> tuple[str, ...]: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def digest(self) -> str: ...


def circulated(minutes: Minutes, mailbox: Mailbox) -> Mail:
    """The text may be read, and corrected until a date."""
    with in_language(mailbox.language):
        values = {
            "until": formats.datetime_words(minutes.corrections_until) if minutes.corrections_until else ""
        }
    key = f"minutes:{minutes.id}:circulated:{minutes.circulations}:{mailbox.digest}"
    return _mail("minutes_circulated", minutes, mailbox, key, values)


def correction_answered(correction: Correction, minutes: Minutes, mailbox: Mailbox) -> Mail:
    """What became of a correction, to whoever proposed it."""
    is_accepted = correction.state is CorrectionState.ACCEPTED
    values = {
        "is_accepted": is_accepted, "text": correction.text, "answer": correction.answer or "",
        "correction_url": links.to("minutes.correction", correction_id=correction.id),
        "text_dir_of": "rtl" if correction.language == "ar" else "ltr",
    }  # fmt: skip
    return _mail(
        "correction_answered", minutes, mailbox, f"correction:{correction.id}:{mailbox.digest}", values
    )


def consultation_opened(consultation: Consultation, minutes: Minutes, mailbox: Mailbox) -> Mail:
    """An institution is asked for its voice; again, to those that stay silent."""
    with in_language(mailbox.language):
        values = {
            "until": formats.datetime_words(consultation.closes_at),
            "silence_approves": consultation.silence_approves, "is_reminder": consultation.reminders > 0,
            "voice_url": links.to("minutes.consultation", meeting_id=minutes.meeting_id),
        }  # fmt: skip
    key = f"consultation:{consultation.id}:{consultation.reminders}:{mailbox.digest}"
    return _mail("minutes_consultation", minutes, mailbox, key, values)


def published(minutes: Minutes, mailbox: Mailbox) -> Mail:
    """The record is approved and public."""
    key = f"minutes:{minutes.id}:published:{mailbox.digest}"
    return _mail("minutes_published", minutes, mailbox, key, {"sha256": minutes.sha256 or ""})


def rectified(rectification: Rectification, minutes: Minutes, mailbox: Mailbox) -> Mail:
    """Something is corrected after the publication."""
    with in_language(mailbox.language):
        values = {"number": rectification.number, "text": str(rectification.text)}
    return _mail(
        "minutes_rectified", minutes, mailbox, f"rectification:{rectification.id}:{mailbox.digest}", values
    )


def _mail(template: str, minutes: Minutes, mailbox: Mailbox, key: str, values: Mapping[str, Any]) -> Mail:
    with in_language(mailbox.language):
        texts = {
            **_texts(minutes, minutes.meeting),
            "places": list(mailbox.places),
            "institution": " · ".join(mailbox.places),
            **values,
        }
    return Mail(
        template=template, key=key, to_address=mailbox.address, to_name=mailbox.name, language=mailbox.language,
        person_id=mailbox.person_id, about=("minutes", minutes.id), values=texts,
    )  # fmt: skip


def _texts(minutes: Minutes, meeting: Meeting) -> dict[str, Any]:
    """The record in words, in the current language."""
    return {
        "title": wording.title(meeting), "when": wording.when(meeting), "reference": meeting.reference or "",
        "kind": str(minutes.kind.label), "about": about(minutes, meeting),
        "page_url": page_url(meeting),
    }  # fmt: skip


def page_url(meeting: Meeting) -> str:
    return links.to("minutes.show", meeting_id=meeting.id)


def about(minutes: Minutes, meeting: Meeting) -> str:
    """How sentences call it: procès-verbal du 8 avril 2027."""
    return _("%(kind)s du %(day)s", kind=minutes.kind.label, day=formats.date_short(meeting.starts_wall))
