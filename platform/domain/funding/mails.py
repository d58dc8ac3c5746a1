"""Mails of calls. None of them says who else applies or asked."""

from typing import Any

from noress.domain.applications.models import ApplicationPerson
from noress.domain.funding import calendar
from noress.domain.funding.models import CallQuestion, FundingCall
from noress.domain.funding.wording import said
from noress.domain.outbox.rules import Mail


def answered(question: CallQuestion, *, url: str) -> Mail:
    """To who asked, once: the answer that everybody reads."""
    return Mail(
        template="call_answered", to_address=question.email or "", to_name="", language=question.language,
        key=f"call-answered-{question.id}", about=("funding_question", question.id),
        values={
            "call": question.call.title, "question": question.question, "answer": question.answer,
            "url": url, "is_prize": said(question.call, False, True),
        },
    )  # fmt: skip


def closed_unsent(call: FundingCall, person: ApplicationPerson, stage: int, *, url: str) -> Mail:
    """The call is closed, and their draft was not sent. Once per mailbox, whatever the number of turns."""
    values: dict[str, Any] = {
        "call": call.title, "project": person.application.title, "closed_at": calendar.closing_of(call, stage),
        "contact_email": call.contact_email, "contact_phone": call.contact_phone, "url": url,
        "is_prize": said(call, False, True),
    }  # fmt: skip
    return Mail(
        template="call_closed_unsent", to_address=person.email, to_name=person.name, language=person.language,
        key=f"call-closed-{call.id}-{stage}-{person.id}", about=("application", person.application_id), values=values,
    )  # fmt: skip
