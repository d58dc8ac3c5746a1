"""Mails of the desk to those who work on an application, each in their own language. They say what the structure may
know of: never the desk's state, notes or labels."""

from typing import Any

from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationPerson,
    CorrectionRequest,
)
from noress.domain.funding.calendar import closing_of
from noress.domain.outbox.rules import Mail


def correction(request: CorrectionRequest, to: ApplicationPerson, *, url: str) -> Mail:
    """What to correct, why, until when."""
    return _mail(
        "application_correction", request.application, to, f"{request.id}", url=url, reason=request.reason,
        due_at=request.due_at, kind=request.kind.label,
    )  # fmt: skip


def correction_withdrawn(request: CorrectionRequest, to: ApplicationPerson, *, url: str) -> Mail:
    """Nothing is to be corrected any more."""
    return _mail("application_correction_withdrawn", request.application, to, f"{request.id}", url=url)


def message(made: ApplicationMessage, application: Application, to: ApplicationPerson, *, url: str) -> Mail:
    """What the desk wrote, and whether it waits for an answer."""
    return _mail(
        "application_message", application, to, f"{made.id}", url=url, text=made.text,
        awaits_answer=made.awaits_answer, has_file=made.file is not None,
    )  # fmt: skip


def late_door(application: Application, to: ApplicationPerson, *, url: str) -> Mail:
    """This one may be sent later than the others."""
    assert application.late_until is not None
    until = application.late_until
    return _mail(
        "application_late_door", application, to, f"{application.id}-{until.timestamp():.0f}", url=url, until=until
    )


def told(application: Application, telling: str, to: ApplicationPerson, *, url: str) -> Mail:
    """What was decided."""
    key = f"{application.id}-{application.version}"
    closing = closing_of(application.call, 2) if telling == "retained" else None
    return _mail(
        "application_told", application, to, key, url=url, telling=telling, reason=application.reason, closing=closing
    )


def _mail(template: str, application: Application, to: ApplicationPerson, key: str, **values: Any) -> Mail:
    return Mail(
        template=template, to_address=to.email, to_name=to.name, language=to.language, key=f"{template}-{key}-{to.id}",
        person_id=to.person_id, about=("application", application.id),
        values={
            "number": application.number or "", "title": application.title, "call": application.call.title,
            "structure": application.structure.name, **values,
        },
    )  # fmt: skip
