"""The link, in each optional mail, that stops its subject for the mailbox it was sent to.

It opens a page with a button; mail programs post to the same address (RFC 8058). Bound to the person and to the
address written to: it dies when the address changes or the person is erased. It does not expire: a link that
stops mails must work in the oldest of them.
"""

from noress.core import links, tokens
from noress.core.folding import fold_address
from noress.domain.accounts.models import Person
from noress.domain.notifications.models import Topic
from noress.extensions import db

#: in addresses: every subject at once
EVERYTHING = "tout"
_GENERATION = 1


def topics_of(name: str) -> list[Topic] | None:
    """The subjects that an address names; None for what is none."""
    if name == EVERYTHING:
        return list(Topic)
    return [Topic(name)] if name in {topic.value for topic in Topic} else None


def stop_url(person: Person, topic: Topic | None) -> str:
    """None stands for every subject: the link of a digest."""
    name = topic.value if topic is not None else EVERYTHING
    token = links.token(_purpose(name, person), person.id, _GENERATION)
    return links.to("notifications.stop", name=name, token=token)


def find_person(name: str, token: str) -> Person | None:
    """Whom the link was sent to, while it is good."""
    claim = tokens.read_token(links.secret(), EVERYTHING, token)
    person = db.session.get(Person, claim.row_id) if claim is not None else None
    if claim is None or person is None or not person.email or person.erased_at is not None:
        return None
    is_ours = tokens.matches(links.secret(), _purpose(name, person), claim, _GENERATION)
    return person if is_ours else None


def _purpose(name: str, person: Person) -> str:
    return f"stop {name} {fold_address(person.email or '')}"
