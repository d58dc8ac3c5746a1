"""The mail that brings an official letter to an institution's own mailbox."""

from noress.core import links
from noress.core.i18n import in_language
from noress.domain.letters.models import Letter
from noress.domain.meetings import wording
from noress.domain.outbox.rules import Mail

PURPOSE = "letter"


def letter_url(letter: Letter) -> str:
    """The head's page: the letter, and the form that designates. No password."""
    return links.to("letters.open_letter", token=links.token(PURPOSE, letter.id, letter.link_generation))


def official_letter(letter: Letter, language: str) -> Mail:
    meeting = letter.text.meeting
    with in_language(language):
        values = {
            "title": wording.title(meeting), "when": wording.when(meeting), "where": wording.where(meeting),
            "number": letter.number, "subject": str(letter.text.subject), "institution": str(letter.institution.name),
            "head": str(letter.head_title), "url": letter_url(letter),
        }  # fmt: skip
    return Mail(
        template="official_letter", to_address=letter.institution.email or "", to_name=values["institution"],
        language=language, key=f"letter:{letter.id}", about=("meeting", meeting.id), values=values,
    )  # fmt: skip
