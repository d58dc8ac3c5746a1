"""The end of a project, its public page, and printed figures."""

from datetime import date
from pathlib import Path

import yaml
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.core.pictures import without_notes
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import AwardState
from noress.domain.payments.models import Instalment, InstalmentState
from noress.domain.reports import queries
from noress.domain.reports.figures import tables_of
from noress.domain.reports.models import ProjectPage
from noress.domain.reports.rules import closing, deciding, printing
from noress.domain.reports.rules.closing import Written
from noress.domain.reports.spending import balance_of
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.reports import make_signed, reports_of, send

LESSONS = Translated(fr="Acheter ensemble coûte moins.", ar="الشراء الجماعي أقل كلفة.")


def make_reported(work, officer):
    award = make_signed(work)
    interim, final = reports_of(award)
    for report in (interim, final):
        send(work, report, **({} if report is interim else {"spent": None}))
        with work():
            deciding.accept_report(report=report, version=report.version, actor=officer, now=NOW)
    return award


def pay(award, amount, state=InstalmentState.PAID):
    return save(
        Instalment(
            award_id=award.id,
            position=1,
            amount=amount,
            state=state,
            condition=Translated(fr="x"),
            paid_on=date(2026, 11, 20),
        )
    )


def test_closing_says_what_is_given_back(work, officer, refusals):
    award, early = make_reported(work, officer), make_signed(work)
    pay(award, 40_000_00)
    waiting = pay(award, 20_000_00, InstalmentState.ASKED)

    def close(of=award, lessons=LESSONS):
        return lambda: closing.close_award(award=of, lessons=lessons, version=None, actor=officer, now=NOW)

    assert refusals({
        "not reported": close(early), "an instalment waits": close(), "no lessons": close(lessons=Translated()),
    }) == {
        "not reported": ("not_reported", None, 409), "an instalment waits": ("unsettled", None, 409), "no lessons": ("unsettled", None, 409),
    }  # fmt: skip
    with work():
        waiting.state = InstalmentState.CANCELLED
    assert refusals({"no lessons": close(lessons=Translated())}) == {
        "no lessons": ("no_lessons", "lessons_fr", 422)
    }
    with work():
        balance = close()()
    assert (balance.granted, balance.paid, balance.spent, balance.to_give_back) == (
        60_000_00,
        40_000_00,
        35_000_00,
        5_000_00,
    )
    assert (award.state, award.closed_at) == (AwardState.CLOSED, NOW)
    row = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "award.closed")).one()
    assert row.changes["state"] == ["reported", "closed"]
    assert set(row.changes) == {"state", "granted", "paid", "spent", "to_give_back"}
    assert db.session.scalars(queries.get_page(award.id)).one().lessons == LESSONS
    assert refusals({"again": close()}) == {"again": ("award_ended", None, 409)}
    assert balance_of(award) == balance


def test_the_page_is_written_then_published(work, officer, refusals):
    award, cancelled = make_signed(work), make_signed(work)
    with work():
        cancelled.state = AwardState.CANCELLED
    text = Translated(fr="Atelier", ar="ورشة")

    def write(of=award, version=1, title=text):
        written = Written(title, Translated(fr="Coudre"), Translated(), Translated(), [99])
        return lambda: closing.write_page(award=of, written=written, version=version, actor=officer, now=NOW)

    def publish(is_public, version):
        return lambda: closing.publish_page(
            award=award, is_public=is_public, version=version, actor=officer, now=NOW
        )

    assert refusals({
        "cancelled": write(cancelled), "no title": write(title=Translated()), "publish nothing": publish(True, 1), "stale": write(version=4),
        "good": write(), "publish": publish(True, 2), "publish twice": publish(True, 3), "hide": publish(False, 3),
    }) == {
        "cancelled": ("cancelled", None, 409), "no title": ("no_title", "title_fr", 422), "publish nothing": ("no_title", None, 409),
        "stale": ("stale", None, 409), "good": "done", "publish": "done", "publish twice": "done", "hide": "done",
    }  # fmt: skip
    page = db.session.scalars(select(ProjectPage)).one()
    assert (page.title, page.photos, page.published_at, page.version) == (
        text,
        [],
        None,
        4,
    )  # a photo of nobody is left out


def test_the_printed_table_is_imported_as_it_is(work):
    """Twelve rows of the documented table: their own sums are those that the source itself states."""
    documented = yaml.safe_load(Path("platform/demo/noress.yaml").read_text(encoding="utf-8"))[
        "beneficiaries"
    ]
    with work():
        printing.copy_figures(
            source="REMESS",
            columns=documented["columns"],
            rows=documented["rows"],
            grand_total=documented["printed_grand_total"],
        )
    (table,) = tables_of(db.session.scalars(queries.list_figures()))
    assert (table.women, table.men, table.totals, table.grand.printed_total) == (1_412, 1_251, 2_970, 8_890)
    assert (table.grand.women, table.grand.men, table.grand_own) == (3_168, 5_722, 8_890)
    assert [(line.figure.project, line.own_total, line.figure.printed_total, line.is_incomplete) for line in table.lines if line.differs] == [
        ("Commercialisation des produits des coopératives", 70, 490, True),
        ("Institut Panafricain pour le Développement, Afrique du Nord", 234, 121, False),
    ]  # fmt: skip
    assert len(table.lines) == 12


def test_photographs_lose_what_the_camera_noted():
    exif = (
        b"Exif\0\0II*\0\x08\0\0\0\x02\0"
        + b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
        + b"\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0"
        + b"GPSGPSGPS"
    )
    photo = (
        b"\xff\xd8\xff\xe1"
        + (len(exif) + 2).to_bytes(2, "big")
        + exif
        + b"\xff\xfe\x00\x07SECRT\xff\xda\x00\x02image\xff\xd9"
    )
    shown = without_notes(photo)
    assert b"GPS" not in shown
    assert b"SECRT" not in shown
    assert shown.startswith(b"\xff\xd8\xff\xe1")  # the turn of the picture alone
    assert shown.endswith(b"\xff\xda\x00\x02image\xff\xd9")
    assert without_notes(shown) == shown
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x03eXIfGPSCRC." + b"\0\0\0\0IENDCRC."
    assert without_notes(png) == b"\x89PNG\r\n\x1a\n\0\0\0\0IENDCRC."
    webp = b"RIFF\x1a\0\0\0WEBP" + b"EXIF\x03\0\0\0GPS\0" + b"VP8 \x02\0\0\0ab"
    assert without_notes(webp) == b"RIFF\x0e\0\0\0WEBPVP8 \x02\0\0\0ab"
    assert without_notes(b"%PDF-1.4") == b"%PDF-1.4"
