"""Requests of people about their own data (law 09-08, articles 7 to 9; GDPR), and the answers."""

from datetime import datetime, timedelta
from typing import Final

from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.numbering import next_number
from noress.domain.accounts import mails, queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person, PersonalDataRequest, RequestKind, Visibility
from noress.domain.accounts.rules.erasure import check_erasable, erase_person
from noress.domain.audit.rules import record
from noress.domain.outbox import rules as outbox
from noress.extensions import db

#: the answer is promised within a month
ANSWER_WITHIN: Final = timedelta(days=30)


def request_about_own_data(
    *, person: Person, kind: RequestKind, text: str, actor: Actor, now: datetime
) -> PersonalDataRequest:  # fmt: skip
    """A person asks to correct, to object or to erase; a numbered receipt leaves by mail."""
    text = text.strip()
    if kind is not RequestKind.ERASURE and not text:
        raise RuleError(
            "text_empty", _("Dites ce qui doit changer. Exemple : mon numéro de téléphone."), field="text"
        )
    for other in db.session.scalars(queries.list_own_requests(person.id)):
        if other.kind is kind and other.handled_at is None:
            raise RuleError(
                "pending",
                _("Votre demande %(reference)s attend déjà une réponse.", reference=other.reference),
                field="kind", status=409,
            )  # fmt: skip
    year = clock.today(now).year
    reference = f"DP-{year}-{next_number(db.session(), 'DP', year):03d}"
    request = PersonalDataRequest(
        reference=reference, person_id=person.id, person=person, kind=kind, text=text, created_at=now
    )
    db.session.add(request)
    db.session.flush()  # history and the mail need its number
    record(actor, "personal_data.requested", request, now=now, changes={"kind": (None, kind)})
    if person.email:
        url = links.to("accounts.own_request", request_id=request.id)
        outbox.enqueue(
            mails.personal_data_receipt(request, person, url=url, answer_before=now + ANSWER_WITHIN), now=now
        )
    return request


def handle_request(
    *, request: PersonalDataRequest, is_accepted: bool, answer: str, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Answer a request, do what it asks when accepted, and write to the person."""
    if request.handled_at is not None:
        raise RuleError("handled", _("Cette demande a déjà reçu une réponse."), status=409)
    answer = answer.strip()
    if not is_accepted and not answer:
        raise RuleError("reason", _("Écrivez pourquoi la demande est refusée."), field="answer")
    person = request.person
    request.handled_at, request.handled_by_id = now, actor.person_id
    request.is_accepted, request.answer = is_accepted, answer or None
    reply = mails.personal_data_answer(request, person) if person.email else None
    if is_accepted and request.kind is RequestKind.OBJECTION:
        _object(person, now)
    if is_accepted and request.kind is RequestKind.ERASURE:
        check_erasable(person, now=now)
        erase_person(person=person, actor=actor, now=now)
    record(actor, "personal_data.handled", request, now=now, changes={"is_accepted": (None, is_accepted)})
    if reply is not None:
        outbox.enqueue(reply, now=now)


def _object(person: Person, now: datetime) -> None:
    """Contact details go back to the secretariat alone, and what was agreed to is withdrawn."""
    person.visibility = Visibility.INTERNAL
    for consent in db.session.scalars(queries.list_consents(person.id)):
        consent.withdrawn_at = consent.withdrawn_at or now
