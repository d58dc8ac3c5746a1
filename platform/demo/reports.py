"""Reports of the projects of the decided demonstration call: one project told to the end, one report to read, one given
back, one very late. The first project is closed, with its balance. All of it is invented; the printed figures are documented."""

import struct
import zlib
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.coming import send_waiting_mails
from noress.demo.facts import SOURCES, facts
from noress.demo.payments import Desk, pay_second
from noress.domain.accounts.actor import Actor
from noress.domain.awards import queries as awards
from noress.domain.awards.models import Award, AwardState
from noress.domain.funding.models import FundingCall
from noress.domain.questionnaires.models import Response
from noress.domain.reports import photos, queries
from noress.domain.reports.built_in import PHOTOS
from noress.domain.reports.models import ProjectReport, ReportKind
from noress.domain.reports.rules import closing, deciding, planning, printing, sending
from noress.domain.reports.rules.closing import Written
from noress.domain.reports.rules.planning import Due
from noress.extensions import db

DAY = timedelta(days=1)
DONE = {
    "fr": "L'équipement est acheté et posé. Quinze personnes ont suivi la première formation. Le groupe se réunit chaque jeudi.",
    "ar": "تم اقتناء التجهيزات وتركيبها. استفاد خمسة عشر شخصا من التكوين الأول. تجتمع المجموعة كل خميس.",
}  # fmt: skip
HARD = {
    "fr": "Le fournisseur a livré avec trois semaines de retard.",
    "ar": "تأخر المورد ثلاثة أسابيع في التسليم.",
}
LESSONS = Translated(
    fr="Acheter à plusieurs demande deux réunions de plus, et fait baisser le prix.",
    ar="الشراء الجماعي يتطلب اجتماعين إضافيين، ويخفض الثمن.",
)


def add_figures() -> None:
    """The beneficiaries' table as it was printed."""
    table = facts()["beneficiaries"]
    printing.copy_figures(
        source=SOURCES["remess"],
        columns=table["columns"],
        rows=table["rows"],
        grand_total=table["printed_grand_total"],
    )


def add_plan(call: FundingCall, actor: Actor, now: datetime) -> None:
    """Before agreements are signed: a report after a month, so that the demonstration has some to read."""
    plan = planning.ensure_plan(call=call, actor=actor, now=now)
    dues = [Due(ReportKind.INTERIM, 1), Due(ReportKind.FINAL, 12)]
    planning.edit_plan(plan=plan, dues=dues, version=plan.version, actor=actor, now=now)


def add_reports(call: FundingCall, desk: Desk) -> None:
    """Of the projects whose agreement is signed, in the order of their numbers."""
    found = db.session.scalars(awards.list_awards(call.id)).unique()
    signed = [one for one in found if one.state in (AwardState.SIGNED, AwardState.EXECUTION)]
    for award, story in zip(signed, _STORIES, strict=False):
        story(award, desk)
    send_waiting_mails(desk.now - timedelta(minutes=20))


def _told_to_the_end(award: Award, desk: Desk) -> None:
    """Both reports accepted, both instalments paid, its page public, its end noted with its balance."""
    officer, now = desk.officer, desk.now
    first, last = _reports(award)
    _send(first, now - 6 * DAY)
    deciding.accept_report(report=first, version=first.version, actor=officer, now=now - 5 * DAY)
    pay_second(desk, award, 4)
    _send(last, now - 4 * DAY, spent=_spent(last, clock.today(now - 5 * DAY), (28_000_00, 12_500_00, 350_00)))
    deciding.accept_report(report=last, version=last.version, actor=officer, now=now - 4 * DAY)
    title = Translated({award.application.language: award.application.title})
    page = closing.write_page(
        award=award, version=1, actor=officer, now=now - 4 * DAY,
        written=Written(
            title=title, summary=Translated(fr=DONE["fr"], ar=DONE["ar"]), results=Translated(), lessons=LESSONS,
            photos=[one.file_id for one in photos.offered(award)],
        ),
    )  # fmt: skip
    closing.publish_page(award=award, is_public=True, version=page.version, actor=officer, now=now - 4 * DAY)
    closing.close_award(award=award, lessons=LESSONS, version=award.version, actor=officer, now=now - 3 * DAY)


def _to_read(award: Award, desk: Desk) -> None:
    """The list that came with it bears another total; one expense is refused already."""
    officer, now = desk.officer, desk.now
    report = _reports(award)[0]
    _send(report, now - DAY, printed_total="42")
    expense = list(db.session.scalars(queries.list_expenses(award.id)))[-1]
    deciding.refuse_expense(
        expense=expense,
        report=report,
        reason="Sans facture.",
        version=expense.version,
        actor=officer,
        now=now,
    )


def _given_back(award: Award, desk: Desk) -> None:
    officer, now = desk.officer, desk.now
    report = _reports(award)[0]
    _send(report, now - 4 * DAY)
    deciding.return_report(
        report=report,
        reason="Les photos des factures manquent.",
        version=report.version,
        actor=officer,
        now=now - 3 * DAY,
    )


def _very_late(award: Award, desk: Desk) -> None:
    report = _reports(award)[0]
    report.due_on = clock.today(desk.now - 20 * DAY)
    report.reminders, report.reminded_at = 2, desk.now - 10 * DAY


_STORIES = (_told_to_the_end, _to_read, _given_back, _very_late)


def _reports(award: Award) -> list[ProjectReport]:
    return list(db.session.scalars(queries.list_of_award(award.id)))


def _send(report: ProjectReport, at: datetime, **more: Any) -> None:
    person = report.award.application.people[0]
    response = sending.begin_report(person=person, report=report, now=at - DAY)
    day = clock.today(at - DAY)
    _give_photo(response, at - DAY)
    response.values = {**response.values, **_answers(report, response.language, day), **more}
    response.version += 1
    sending.send_report(
        person=person, report=report, key=f"demonstration-{report.id}", version=response.version, now=at
    )
    db.session.flush()


def _answers(report: ProjectReport, language: str, day: date) -> dict[str, Any]:
    return {
        "done": DONE[language], "photos_on": day.isoformat(), "people": {"women": 11, "men": 4, "not_stated": 0},
        "spent": _spent(report, day, (14_500_00, 4_000_00, 350_00)), "hard": HARD[language],
    }  # fmt: skip


def _spent(report: ProjectReport, day: date, amounts: tuple[int, ...]) -> list[dict[str, Any]]:
    language = report.award.application.people[0].language
    words = {"fr": ("Machines", "Formatrice", "Transport"), "ar": ("آلات", "مكوِّنة", "نقل")}[language]
    lines = zip(("l1", "l2", "unforeseen"), words, amounts, strict=True)
    return [
        {"line": line, "label": label, "amount": amount, "spent_on": day.isoformat()}
        for line, label, amount in lines
    ]


def _give_photo(response: Response, at: datetime) -> None:
    from flask import current_app

    from noress.domain.files.rules import store_file
    from noress.domain.questionnaires.rules import attach_file
    from noress.domain.questionnaires.rules.answering import definition_of

    question = definition_of(response).question(PHOTOS)
    assert question is not None, "the built-in form has it"
    file = store_file(
        name="photo.png", stream=BytesIO(_picture()), storage=current_app.extensions["storage"], max_bytes=1_000_000,
        actor=Actor.system(), now=at,
    )  # fmt: skip
    attach_file(response=response, question=question, file=file, now=at)


def _picture() -> bytes:
    """Tiles in the colours of the platform: nobody's photograph."""
    colours = (b"\x0b\x4f\x6c", b"\x24\x6b\x4c", b"\xe0\xa5\x26", b"\xfb\xfa\xf7")
    wide, high, size = 360, 240, 40
    rows = (
        b"\0"
        + b"".join(colours[(x // size + y // size) % 4 if (x + y) % size > 4 else 3] for x in range(wide))
        for y in range(high)
    )
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows))),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
