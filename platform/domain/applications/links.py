"""The personal link of somebody who works on an application, `/candidature/<token>`: no account, until it is ended."""

from noress.core import links, tokens
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.queries import applying as queries
from noress.extensions import db

_PURPOSE = "application"


def token_of(person: ApplicationPerson) -> str:
    return links.token(_PURPOSE, person.id, person.link_generation)


def home_url(person: ApplicationPerson) -> str:
    return links.to("applying.show", token=token_of(person), lang=person.language)


def find_person(token: str) -> ApplicationPerson | None:
    """Who the token was given to; None for a forged one, one that was replaced, and somebody who was removed."""
    claim = tokens.read_token(links.secret(), _PURPOSE, token)
    person = db.session.get(ApplicationPerson, claim.row_id, options=queries.with_file()) if claim else None
    if claim is None or person is None or person.removed_at is not None:
        return None
    return person if tokens.matches(links.secret(), _PURPOSE, claim, person.link_generation) else None


def find_ended(token: str) -> ApplicationPerson | None:
    """Who held it before they were removed, or before another link took its place."""
    claim = tokens.read_token(links.secret(), _PURPOSE, token)
    person = db.session.get(ApplicationPerson, claim.row_id) if claim else None
    if claim is None or person is None:
        return None
    before = range(1, person.link_generation)
    return person if any(tokens.matches(links.secret(), _PURPOSE, claim, one) for one in before) else None


def actor_of(person: ApplicationPerson) -> Actor:
    """Who acts behind the link: somebody of the structure, known by the link alone."""
    structure = person.application.structure
    return Actor(
        name=person.name, method="link", language=person.language, institution_id=structure.institution_id,
        institution_name=structure.name,
    )  # fmt: skip


def hidden_address(email: str) -> str:
    """Enough to know one's own, too little to know somebody else's: "se…@exemple.ma"."""
    name, _at, host = email.partition("@")
    return f"{name[: min(2, len(name) - 1) or 1]}…@{host}"


def comments_url(person: ApplicationPerson) -> str:
    return links.to("applying.comments", token=token_of(person), lang=person.language)


def receipt_url(person: ApplicationPerson) -> str:
    """The receipt as PDF."""
    return links.to("applying.receipt_pdf", token=token_of(person), lang=person.language)
