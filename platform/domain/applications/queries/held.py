"""What applications hold about a person, for whoever asks for their own data."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from noress.domain.applications.models import (
    Application,
    ApplicationComment,
    ApplicationMessage,
    ApplicationPerson,
    Opinion,
)


def list_of_person(person_id: int, email: str | None) -> Select[ApplicationPerson]:
    """Everywhere that they work or worked, by their account or their mailbox; the last first."""
    mine: Any = ApplicationPerson.person_id == person_id
    if email:
        mine = or_(mine, func.lower(ApplicationPerson.email) == email.lower())
    file = joinedload(ApplicationPerson.application)
    return (
        select(ApplicationPerson)
        .where(mine)
        .options(file.joinedload(Application.call), file.joinedload(Application.structure))
        .order_by(ApplicationPerson.id.desc())
    )


def list_comments_by(people_ids: Collection[int]) -> Select[ApplicationComment]:
    return (
        select(ApplicationComment)
        .where(ApplicationComment.author_id.in_(people_ids))
        .order_by(ApplicationComment.id)
    )


def list_messages_by(people_ids: Collection[int]) -> Select[ApplicationMessage]:
    return (
        select(ApplicationMessage)
        .where(ApplicationMessage.author_id.in_(people_ids))
        .order_by(ApplicationMessage.id)
    )


def list_opinions_of(email: str) -> Select[Opinion]:
    return select(Opinion).where(func.lower(Opinion.email) == email.lower()).order_by(Opinion.id)
