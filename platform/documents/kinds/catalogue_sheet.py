"""The catalogue as a spreadsheet, when it is too long to be written while somebody waits."""

from typing import Any

from noress.core import clock, links
from noress.core.i18n import DIRECTION, lazy
from noress.core.i18n import gettext as _
from noress.documents.kinds.catalogue_booklet import fingerprint_of
from noress.documents.packing import temporary_file
from noress.documents.spreadsheet import write_rows
from noress.domain.exchange import policy, progress, queries, saying
from noress.domain.exchange.models import CatalogueExport
from noress.domain.exchange.rules.exports import KINDS, check_count, found_by
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.extensions import db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def fingerprint(export: CatalogueExport, language: str) -> str:
    return fingerprint_of(export)


def make(export_id: int, language: str) -> Made:
    export = db.session.get_one(CatalogueExport, export_id)
    found = found_by(export.query, export.listed)
    count = db.session.scalar(queries.count_found(found)) or 0
    check_count(export.format, count)
    ids, listed = list(db.session.scalars(found)), export.listed
    words = saying.Words.read()
    columns = saying.columns(listed, words, lambda key: links.to("catalogue.show", structure_id=key))
    done = 0

    def rows() -> Any:
        nonlocal done
        for row in saying.told(ids, listed, rests=db.session.expunge_all):
            yield [column.value(row) for column in columns]
            done += 1
            if done % 1000 == 0:
                progress.tell(export_id, done, count)

    path = temporary_file("xlsx")
    heads = [(column.label, column.width) for column in columns]
    write_rows(path, _("Catalogue"), heads, rows(), is_turned=DIRECTION[language] == "rtl")
    title = _("Catalogue des acteurs")
    return Made(title, _("catalogue") + f"-{clock.today():%Y-%m-%d}-{language}.xlsx", path, XLSX)


documents.register(
    KINDS["xlsx"], make, policy.can_read_export, subject=CatalogueExport, fingerprint=fingerprint,
    label=lazy("Feuille du catalogue"), file_type="XLSX", page=lambda export: links.to("catalogue.index"),
)  # fmt: skip
