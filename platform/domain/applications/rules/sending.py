"""Sending an application: complete, declared true, in time by the server's clock, once however often it is pressed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_number
from noress.domain.applications import mails, prefill
from noress.domain.applications.links import actor_of, home_url, receipt_url
from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.rules.correcting import close_request
from noress.domain.applications.standing import (
    Place,
    Standing,
    is_changed,
    response_of,
    standing_of,
    why_closed,
)
from noress.domain.applications.ties import write_ties
from noress.domain.audit.rules import changed, record
from noress.domain.competitions.models import Entry
from noress.domain.competitions.rules.accepting import accept_before_sending
from noress.domain.files.rules import request_document
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseSnapshot
from noress.domain.questionnaires.rules import submit_response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.types.budget import sums_of
from noress.extensions import db

RECEIPT = "application_receipt"
_SUMS = ("requested", "total", "own_cash", "own_in_kind", "partners")
_PEOPLE = ("women", "men", "not_stated")


class Signed(NamedTuple):
    """What the page of sending asks."""

    signatory: str
    is_declared: bool
    #: of the page that sends, so that its button counts once
    key: str
    #: of the answers that it showed
    version: int
    #: key of the correction that it showed, 0 for none; None where no page was shown
    correction: int | None = None
    #: number of the rules of the prize that it accepts; None where it asked nothing
    rules: int | None = None


def send_application(*, person: ApplicationPerson, signed: Signed, now: datetime) -> ResponseSnapshot:
    """A number, a snapshot, a receipt to all who work on it. What is sent already, and did not change, is not sent
    twice: two tabs get the same receipt. Raises Incomplete, StaleVersion."""
    application = person.application
    lock(application)
    response = response_of(application)
    if response is not None:
        lock(response)  # another tab may have sent it since this one read it
    standing = standing_of(application, now)
    is_over = standing.place in (Place.SENT, Place.LOCKED)
    if response is not None and is_over and response.snapshots and not is_changed(response):
        return response.snapshots[-1]  # of what was changed too late there is no receipt
    _check_sends(person, standing, signed)
    assert response is not None, "what can be sent has answers"
    is_again = response.number is not None
    entry = accept_before_sending(application, signed.rules, actor=actor_of(person), now=now)
    number = _number_of(application, standing.stage, now)
    application.sent_by = signed.signatory.strip()[:200]
    snapshot = submit_response(
        response=response, key=signed.key, version=signed.version, email=None, actor=actor_of(person), now=now,
        number=number, about=_about(application, standing, person, entry), gives_receipt=False,
    )  # fmt: skip
    definition, answers = definition_of(response), response.answers or {}
    changes = _write_columns(application, definition, answers)
    application.submitted_at, application.complete_at = now, None
    if application.state is ApplicationState.DRAFT:
        application.state = application.public_state = ApplicationState.SUBMITTED
    changes |= _undo_decision(application)
    close_request(application, now)
    application.version += 1
    action = "application.sent_again" if is_again else "application.sent"
    changes |= {"sent_by": (None, application.sent_by), "sha256": (None, snapshot.sha256)}
    record(actor_of(person), action, application, now=now, changes=changes)
    _give_receipts(application, person, snapshot, is_again=is_again, now=now)
    return snapshot


def _undo_decision(application: Application) -> dict[str, tuple[Any, Any]]:
    """What the desk decided of the file as it was, and told nobody, is decided anew."""
    if (
        application.state is ApplicationState.SUBMITTED
        or application.public_state is not ApplicationState.SUBMITTED
    ):
        return {}
    application.reason = application.decided_at = None
    return changed(application, {"state": ApplicationState.SUBMITTED})


def _check_sends(person: ApplicationPerson, standing: Standing, signed: Signed) -> None:
    if not person.part.can_send:
        message = _("Votre part ne permet pas d'envoyer : demandez à qui porte la candidature.")
        raise RuleError("cannot", message, status=403)
    if not standing.can_send:
        message = why_closed(standing, person.application.call.contact_email)
        raise RuleError("closed", message, status=409)
    if standing.correction is not None and signed.correction not in (None, standing.correction.id):
        message = _("Le secrétariat vient de demander une correction : lisez-la avant d'envoyer.")
        raise RuleError("asked_meanwhile", message, status=409)
    if not signed.signatory.strip():
        raise RuleError("no_signatory", _("Écrivez le nom et la fonction de qui signe."), field="signatory")
    if not signed.is_declared:
        raise RuleError("not_declared", _("Cochez la déclaration pour envoyer."), field="declared")


def _number_of(application: Application, stage: int, now: datetime) -> str:
    """One number for the application; the answers of its full file bear it with a 2."""
    if application.number is None:
        year, prefix = clock.today(now).year, _prefix_of(application.call)
        application.number = f"{prefix}-{year}-{next_number(db.session(), prefix, year):04d}"
    return f"{application.number}-2" if stage == 2 else application.number


def _prefix_of(call: FundingCall) -> str:
    if call.is_test:
        return "ESSAI"
    return "PRIX" if call.kind is CallKind.COMPETITION else "AMI"


def _about(
    application: Application, standing: Standing, person: ApplicationPerson, entry: Entry | None
) -> Mapping[str, Any]:
    """What the snapshot says besides the answers: enough to know what was sent without this database."""
    prize = {
        "entrant": entry.entrant.value, "is_of_age": entry.is_of_age, "rules": entry.rules.number if entry.rules else None,
    } if entry is not None else {}  # fmt: skip
    return {
        "application": application.number, "call": application.call.edition, "stage": standing.stage,
        "structure": dict(application.structure.name), "lot": dict(application.lot.title), "signed_by": application.sent_by,
        "sent_with_the_link_of": person.name, "declaration": dict(application.call.declaration),
        "affiliation": application.affiliation.value, **prize,
    }  # fmt: skip


def _write_columns(
    application: Application, definition: Definition, answers: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """The columns that repeat the answers; a new name of the project, for the history. Amounts stand in snapshots."""
    values: dict[str, Any] = dict.fromkeys((*_SUMS, *_PEOPLE))  # what is no longer said is no longer kept
    partners: list[str] = []
    for question in definition.questions():
        answer = answers.get(question.key)
        if question.key in prefill.TITLES and isinstance(answer, str) and answer.strip():
            values["title"] = answer.strip()[:300]
        elif question.type == "budget" and answer:
            sums = sums_of(answer)
            values |= {name: getattr(sums, name) for name in _SUMS}
            partners += [partner.get("name") or "" for partner in answer.get("partners") or []]
        elif question.type == "beneficiaries" and answer:
            values |= {name: answer.get(name) for name in _PEOPLE}
        elif question.type == "province" and isinstance(answer, str):
            values.setdefault("province_code", answer)
    values.setdefault("province_code", application.structure.province_code)
    changes = changed(application, {"title": values.pop("title", application.title)})
    for name, value in values.items():
        setattr(application, name, value)
    application.title_folded = fold(application.title)[:600]
    write_ties(application, partners=partners)
    return changes


def _give_receipts(
    application: Application,
    sender: ApplicationPerson,
    snapshot: ResponseSnapshot,
    *,
    is_again: bool,
    now: datetime,
) -> None:
    """As a paper, and by mail to all who work on it."""
    language = application.language if application.language in ("fr", "ar") else "fr"
    request_document(
        kind=RECEIPT, subject=application, language=language, actor=actor_of(sender), now=now, is_told=False
    )
    for person in db.session.scalars(queries.list_people(application.id)):
        mail = mails.receipt(
            person,
            home_url(person),
            receipt_url(person),
            sha256=snapshot.sha256,
            sent_at=now,
            is_again=is_again,
        )
        enqueue(mail, now=now)


def last_snapshot(response: Response | None) -> ResponseSnapshot | None:
    return response.snapshots[-1] if response is not None and response.snapshots else None
