"""The reminder: one mail per mailbox and language, naming every action that waits for news."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.folding import fold_address
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.actions import wording
from noress.domain.actions.models import Action
from noress.domain.outbox.rules import Mail


class Mailbox(NamedTuple):
    """One address, in one language, and the actions that it answers for."""

    address: str
    language: str
    name: str
    actions: tuple[Action, ...]
    person_id: int | None = None
    #: who gave a third party's address; empty for those who have a seat
    source: str = ""

    @property
    def digest(self) -> str:
        """The address within keys: short, and not readable in a Message-ID."""
        return hashlib.sha256(f"{fold_address(self.address)} {self.language}".encode()).hexdigest()[:16]


def reminder(mailbox: Mailbox, urls: Sequence[str], *, now: datetime) -> Mail:
    """What is due within two weeks or late, each with its own link."""
    with in_language(mailbox.language):
        lines = [_line(action, url, now) for action, url in zip(mailbox.actions, urls, strict=True)]
        owners = list(dict.fromkeys(str(wording.owner_name(action)) for action in mailbox.actions))
    return Mail(
        template="action_reminder", to_address=mailbox.address, to_name=mailbox.name, language=mailbox.language,
        key=f"actions:{clock.today(now):%Y-%m-%d}:{mailbox.digest}", person_id=mailbox.person_id,
        values={"lines": lines, "owner": owners[0] if len(owners) == 1 else "", "source": mailbox.source,
                "institution": " · ".join(owners)},
        about=("action", mailbox.actions[0].id),
    )  # fmt: skip


def _line(action: Action, url: str, now: datetime) -> dict[str, Any]:
    late = wording.late_words(action, now)
    when = wording.due_words(wording.due_of(action))
    return {
        "number": action.number, "what": wording.title_of(action), "owner": str(wording.owner_name(action)),
        "when": _("%(when)s, %(late)s", when=when, late=late) if late else when, "url": url,
    }  # fmt: skip
