"""Mails of upkeep: the yearly question, the goodbye, and the answers to whoever reported a mistake."""

from typing import NamedTuple

from noress.domain.catalogue.models import Structure
from noress.domain.outbox.rules import Mail
from noress.domain.upkeep.models import ReportState, StructureReport

CONFIRM, STALE = "structure_confirm", "structure_stale"
RECEIVED, ANSWERED = "structure_report_received", "structure_report_answered"


class Asking(NamedTuple):
    """Whom to write to, with which links."""

    address: str
    language: str
    confirm_url: str
    own_url: str


def confirm(structure: Structure, asking: Asking) -> Mail:
    """Is all of it still right? `structure.asks` counts this one."""
    return Mail(
        template=CONFIRM, to_address=asking.address, to_name="", language=asking.language,
        key=f"structure-confirm-{structure.id}-{structure.ask_on}-{structure.asks}", about=("structure", structure.id),
        values={
            "name": structure.name, "asks": structure.asks, "confirmed_on": structure.confirmed_on,
            "url": asking.confirm_url, "own_url": asking.own_url,
        },
    )  # fmt: skip


def stale(structure: Structure, asking: Asking) -> Mail:
    """It left the lists, and one press brings it back."""
    return Mail(
        template=STALE, to_address=asking.address, to_name="", language=asking.language,
        key=f"structure-stale-{structure.id}-{structure.version}", about=("structure", structure.id),
        values={"name": structure.name, "url": asking.confirm_url},
    )  # fmt: skip


def report_received(report: StructureReport) -> Mail:
    """What happens next. What was typed is not sent: the address may be somebody else's."""
    return Mail(
        template=RECEIVED, to_address=report.email or "", to_name="", language=report.language,
        key=f"structure-report-{report.id}", about=("structure_report", report.id),
        values={"name": report.structure.name},
    )  # fmt: skip


def report_answered(report: StructureReport, page: str) -> Mail:
    return Mail(
        template=ANSWERED, to_address=report.email or "", to_name="", language=report.language,
        key=f"structure-report-answer-{report.id}", about=("structure_report", report.id),
        values={
            "name": report.structure.name, "text": report.text, "answer": report.answer, "page": page,
            "is_fixed": report.state is ReportState.FIXED,
        },
    )  # fmt: skip
