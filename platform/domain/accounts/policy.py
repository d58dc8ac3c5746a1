"""Who may manage people and what is administered."""

from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person


def is_signed_in(actor: Actor, subject: Any = None) -> bool:
    return actor.person_id is not None


def can_list_persons(actor: Actor, subject: Any = None) -> bool:
    return actor.is_secretariat or actor.is_administrator


def can_manage_person(actor: Actor, subject: Any = None) -> bool:
    """Invite, correct, suspend: the secretariat and the technical administrator. Not a record that was merged."""
    return (actor.is_secretariat or actor.is_administrator) and not _is_merged(subject)


def can_manage_functions(actor: Actor, subject: Any = None) -> bool:
    """Give or end staff functions: the coordinator and the technical administrator."""
    return (actor.is_coordinator or actor.is_administrator) and not _is_merged(subject)


def _is_merged(subject: Any) -> bool:
    return isinstance(subject, Person) and subject.merged_into_id is not None


def can_handle_personal_data(actor: Actor, subject: Any = None) -> bool:
    return actor.is_secretariat


def can_see_mails(actor: Actor, subject: Any = None) -> bool:
    return actor.is_secretariat or actor.is_administrator


def can_send_mail_again(actor: Actor, subject: Any = None) -> bool:
    return actor.is_secretariat


def can_read_history(actor: Actor, subject: Any = None) -> bool:
    """The history of institutions, bodies, meetings and persons."""
    return actor.is_secretariat or actor.is_administrator


def can_see_retention(actor: Actor, subject: Any = None) -> bool:
    return actor.is_secretariat or actor.is_administrator
