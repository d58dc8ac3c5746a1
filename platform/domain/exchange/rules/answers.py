"""The answers of a questionnaire as a book of sheets, where there are too many to be written while somebody waits."""

from collections.abc import Mapping
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import UNLISTED
from noress.domain.exchange.answered import query_of
from noress.domain.exchange.models import ANSWERS, CatalogueExport
from noress.domain.exchange.rules.exports import ask_made, find_export
from noress.domain.files.models import RenderedDocument
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.received.narrowing import narrow
from noress.extensions import db

#: beyond, it is made by the worker; and at most: CSV takes any number
AT_ONCE, MOST = 3_000, 100_000


def find_answers_file(*, query: str, language: str) -> CatalogueExport | None:
    return find_export(file_format=ANSWERS, query=query, listed=UNLISTED, language=language)


def ask_answers_file(
    *, questionnaire: Questionnaire, arguments: Mapping[str, str], language: str, is_told: bool, actor: Actor, now: datetime
) -> tuple[CatalogueExport, RenderedDocument]:  # fmt: skip
    """Who asks may be told by mail when it is ready."""
    found = narrow(questionnaire.id, arguments)
    count = db.session.scalar(queries.count_ids(questionnaire.id, found.filters)) or 0
    if count > MOST:
        message = _(
            "Ce fichier aurait plus de %(most)s réponses. Choisissez moins, ou prenez le fichier CSV.",
            most=MOST,
        )
        raise RuleError("too_many", message, status=422)
    return ask_made(
        file_format=ANSWERS, query=query_of(questionnaire, arguments), listed=UNLISTED, language=language, count=count,
        is_told=is_told, network="", actor=actor, now=now,
    )  # fmt: skip
