"""What the link of a letter opens."""

from datetime import datetime

from noress.core import links, tokens
from noress.domain.files import queries as files
from noress.domain.files.models import DocumentState, StoredFile
from noress.domain.letters import queries
from noress.domain.letters.mails import PURPOSE
from noress.domain.letters.models import Letter
from noress.extensions import db


def find_letter(token: str) -> Letter | None:
    """The living letter of a link; None for what is not a link of ours, was replaced, or belongs to a draft."""
    secret = links.secret()
    claim = tokens.read_token(secret, PURPOSE, token)
    if claim is None:
        return None
    letter = db.session.scalars(queries.get_letter(claim.row_id)).one_or_none()
    if letter is None or not tokens.matches(secret, PURPOSE, claim, letter.link_generation):
        return None
    return letter if letter.cancelled_at is None and letter.text.meeting.state.is_public else None


def find_paper(letter: Letter, language: str) -> StoredFile | None:
    """The letter's PDF, once the worker has made it."""
    rows = db.session.scalars(files.list_shown("letter", Letter.__tablename__, [letter.id], language)).all()
    return next((row.file for row in rows if row.state is DocumentState.READY), None)


def takes_designation(letter: Letter, now: datetime) -> bool:
    return letter.cancelled_at is None and letter.text.meeting.takes_answers(now)
