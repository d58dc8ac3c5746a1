"""The mail that says that a file is ready, or that it could not be made."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from noress.core import links
from noress.core.formats import filesize
from noress.core.i18n import in_language
from noress.core.names import called_in
from noress.domain.exchange.models import ANSWERS, CatalogueExport, CatalogueExportWait
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.outbox.rules import Mail

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person


def page_of(export: CatalogueExport) -> str:
    """Where the file is, or where it is asked for again."""
    if export.format == ANSWERS:
        questionnaire_id, arguments = export.of_answers
        address = links.to("questionnaires.export_xlsx", questionnaire_id=questionnaire_id)
        return f"{address}?{urlencode(arguments)}" if arguments else address
    address = links.to("exchange.booklet" if export.format == "pdf" else "exchange.workbook")
    return f"{address}?{export.query}" if export.query else address


def export_ready(
    export: CatalogueExport, document: RenderedDocument, wait: CatalogueExportWait, person: "Person"
) -> Mail:
    assert person.email is not None, "people without address are left out"
    with in_language(person.language):
        is_ready = document.state is DocumentState.READY
        values = {
            "is_ready": is_ready, "is_booklet": export.format == "pdf", "is_answers": export.format == ANSWERS, "count": export.total,
            "size": filesize(document.size) if document.size else "",
            "page_url": page_of(export),
        }  # fmt: skip
    return Mail(
        template="catalogue_export_ready", key=f"catalogue_export:{document.id}:{person.id}:{wait.asked_at:%Y%m%d%H%M%S}",
        to_address=person.email, to_name=called_in(person.language, person.name, person.name_ar),
        language=person.language, person_id=person.id, about=("catalogue_export", export.id), values=values,
    )  # fmt: skip
