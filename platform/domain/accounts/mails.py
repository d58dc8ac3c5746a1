"""Mails about accounts: pure functions that return a Mail."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from noress.core.names import called_in
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account, AccountInvitation, Person, PersonalDataRequest
from noress.domain.outbox.rules import Mail


def _unique(name: str) -> str:
    """A key never used before: row numbers may come back after a purge."""
    return f"{name}-{secrets.token_hex(12)}"


def sign_in_code(*, email: str, code: str, persons: Sequence[Person], language: str) -> Mail:
    """The six digits, in the language of the only person of the account, else of the page."""
    person = persons[0] if len(persons) == 1 else None
    return Mail(
        template="sign_in_code", to_address=email, to_name=person.own_name if person else email,
        language=person.language if person else language, key=_unique("sign-in-code"),
        values={"code": f"{code[:3]}\u00a0{code[3:]}"}, person_id=person.id if person else None, is_secret=True,
    )  # fmt: skip


def account_invitation(invitation: AccountInvitation, *, inviter: Actor, url: str) -> Mail:
    person, seat = invitation.person, invitation.seat
    return Mail(
        template="account_invitation", to_address=invitation.email, to_name=person.own_name, language=person.language,
        key=_unique(f"account-invitation-{invitation.id}"), person_id=person.id, about=("person", person.id),
        values={
            "url": url, "expires_at": invitation.expires_at, "inviter": called_in(person.language, inviter.name, inviter.name_ar),
            "institution": seat.institution.name if seat else None, "seat_kind": seat.kind.label if seat else None,
            "source": person.source,
        },
    )  # fmt: skip


def account_notice(account: Account, what: str, *, language: str = "") -> Mail:
    """Something happened to the account: the person who did not do it must learn of it."""
    person = _only_person(account)
    return Mail(
        template="account_notice", to_address=account.email, to_name=person.own_name if person else account.email,
        language=person.language if person else language or "fr", key=_unique(f"account-notice-{what}"),
        values={"what": what}, person_id=person.id if person else None, about=("account", account.id),
    )  # fmt: skip


def personal_data_receipt(
    request: PersonalDataRequest, person: Person, *, url: str, answer_before: datetime
) -> Mail:
    return _about_request(
        "personal_data_receipt", request, person, {"url": url, "answer_before": answer_before}
    )


def personal_data_answer(request: PersonalDataRequest, person: Person) -> Mail:
    """After an erasure this mail is the last trace of the address: it is purged with the codes."""
    is_last = bool(request.is_accepted) and request.kind.value == "erasure"
    return _about_request("personal_data_answer", request, person, {}, is_secret=is_last)


def _about_request(
    template: str,
    request: PersonalDataRequest,
    person: Person,
    more: dict[str, Any],
    *,
    is_secret: bool = False,
) -> Mail:
    return Mail(
        template=template, to_address=person.email or "", to_name=person.own_name, language=person.language,
        key=_unique(f"{template}-{request.reference}"), person_id=person.id, is_secret=is_secret,
        about=("personal_data_request", request.id),
        values={
            "reference": request.reference, "kind": request.kind.label, "kind_code": request.kind.value,
            "text": request.text, "created_at": request.created_at, "is_accepted": request.is_accepted,
            "answer": request.answer, **more,
        },
    )  # fmt: skip


def _only_person(account: Account) -> Person | None:
    persons = [person for person in account.persons if person.erased_at is None]
    return persons[0] if len(persons) == 1 else None
