"""The envelope of a call: granted, engaged, paid, left, per funder, lot and province; the same as a workbook."""

import tempfile
from decimal import Decimal
from typing import IO, Any

from flask import render_template

from noress.blueprints.payments import bp, present
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.workbooks import XLSX, Sheet, open_book
from noress.domain.accounts.permissions import P
from noress.domain.funding.models import FundingCall
from noress.domain.payments import queries
from noress.domain.payments.board import Board, Line, board_of
from noress.extensions import db
from noress.web import acting, exports
from noress.web.permissions import permission


@bp.get("/appels/gestion/<int:funding_call_id>/enveloppe")
@permission(P.ENVELOPE_READ, loads=FundingCall)
def envelope(call: FundingCall) -> Any:
    """Without what this reader may not know of."""
    board = board_of(call, reader=acting.actor())
    return render_template(
        "payments/envelope.html", call=call, board=board, tables=_tables(board), can_prepare=acting.actor().is_secretariat,
    )  # fmt: skip


def _tables(board: Board) -> list[tuple[str, str, list[tuple[Any, Line]]]]:
    """(name, heading of the first column, rows)."""
    named: list[tuple[str, str, list[tuple[Any, Line]]]] = [
        (_("Par financeur"), _("Financeur"), [(line.label, line) for line in board.funders]),
        (_("Par lot"), _("Lot"), [(line.label, line) for line in board.lots]),
        (_("Par province"), _("Province"), [(present.province_name(line.key), line) for line in board.provinces]),
    ]  # fmt: skip
    return [(name, heading, rows) for name, heading, rows in named if rows]


@bp.get("/appels/gestion/<int:funding_call_id>/enveloppe.xlsx")
@permission(P.ENVELOPE_READ, loads=FundingCall)
def envelope_xlsx(call: FundingCall) -> Any:
    """One sheet a table, then a line per project."""
    board = board_of(call, reader=acting.actor())
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer has left
    with open_book(file) as book:
        for name, heading, rows in _tables(board):
            _table(book, name, heading, [*rows, (_("Tout l'appel"), board.total)])
        _projects(book, call)
    return exports.send(file, f"enveloppe-{call.edition}-{clock.today()}.xlsx", XLSX)


def _table(book: Any, name: str, heading: str, rows: list[tuple[Any, Line]]) -> None:
    heads = [
        _("Prévu"),
        _("Projets"),
        _("Accordé"),
        _("Engagé"),
        _("Payé"),
        _("Reste à payer"),
        _("Reste à accorder"),
    ]
    sheet = Sheet(book, name, [(heading, 34), *((head, 16) for head in heads)])
    for label, line in rows:
        cells = line.cells
        sheet.add([
            str(label), _dirhams(line.planned), cells.projects, _dirhams(cells.granted), _dirhams(cells.engaged),
            _dirhams(cells.paid), _dirhams(cells.left_to_pay), _dirhams(line.left_to_grant),
        ])  # fmt: skip
    sheet.finish()


def _projects(book: Any, call: FundingCall) -> None:
    heads = [(_("Numéro"), 16), (_("Projet"), 40), (_("Structure"), 36), (_("Lot"), 24), (_("Province"), 24),
             (_("État"), 20), (_("Accordé"), 16), (_("Payé"), 16), (_("Reste à payer"), 16)]  # fmt: skip
    sheet = Sheet(book, _("Projets"), heads)
    recused, told = present.knowing()
    for award, paid in db.session.execute(queries.list_lines(call.id, recused, **told)):
        sheet.add([
            present.name_of(award), award.application.title, str(award.structure.name), str(award.lot.title),
            present.province_name(award.application.province_code), str(award.state.label), _dirhams(award.amount),
            _dirhams(int(paid)), _dirhams(award.amount - int(paid)),
        ])  # fmt: skip
    sheet.finish()


def _dirhams(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100
