"""The answers of a questionnaire as a book of sheets, when it is too long to be written while somebody waits."""

from collections.abc import Iterator
from typing import Any

from noress.core import clock, links, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.core.workbooks import XLSX, open_book
from noress.documents.packing import temporary_file
from noress.domain.accounts.actor import Actor
from noress.domain.exchange import progress
from noress.domain.exchange.answered import narrowed_by
from noress.domain.exchange.models import ANSWERS, CatalogueExport
from noress.domain.exchange.rules.exports import KINDS
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.questionnaires import policy
from noress.domain.questionnaires.models import Questionnaire, Response
from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.received.book import BATCH, write_book
from noress.extensions import db

_TOLD_EVERY = 500


def fingerprint(export: CatalogueExport, language: str) -> str:
    questionnaire_id, found = narrowed_by(export)
    summed = db.session.execute(queries.sum_up(questionnaire_id, found.filters)).one()
    return documents.fingerprint_of([export.digest, *(str(part) for part in summed), len(found.versions)])


def make(export_id: int, language: str) -> Made:
    export = db.session.get_one(CatalogueExport, export_id)
    questionnaire_id, found = narrowed_by(export)
    ids = list(db.session.scalars(queries.list_ids(questionnaire_id, found.filters)))

    def responses() -> Iterator[Response]:
        for done, response in enumerate(paging.in_batches(ids, queries.list_by_ids, size=BATCH), 1):
            yield response
            if done % _TOLD_EVERY == 0:
                progress.tell(export_id, done, len(ids))

    path = temporary_file("xlsx")
    with path.open("wb") as file, open_book(file) as book:
        write_book(book, found.union, responses())
    name = f"reponses-{questionnaire_id}-{clock.today().isoformat()}.xlsx"
    return Made(_("Réponses au questionnaire"), name, path, XLSX)


def can_read(actor: Actor | None, export: CatalogueExport) -> bool:
    questionnaire = db.session.get(Questionnaire, export.of_answers[0])
    return actor is not None and questionnaire is not None and policy.can_manage(actor, questionnaire)


def _page(export: Any) -> str:
    return links.to("questionnaires.answers", questionnaire_id=export.of_answers[0])


documents.register(
    KINDS[ANSWERS], make, can_read, subject=CatalogueExport, fingerprint=fingerprint,
    label=lazy("Réponses au questionnaire"), file_type="XLSX", page=_page,
)  # fmt: skip
