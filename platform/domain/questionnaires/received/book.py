"""Answers as a book of sheets."""

from collections.abc import Iterable
from typing import Any

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.core.workbooks import Sheet
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.received import columns
from noress.domain.questionnaires.received.union import Union

LANGUAGES = ("fr", "ar")
#: answers read at once
BATCH = 200


def write_book(book: Any, union: Union, responses: Iterable[Response]) -> None:
    """A sheet in each language, one for each table and repeated block, and what every column means."""
    flat = [column for column in columns.columns_of(union) if not column.question.questions]
    sheets = []
    for language in LANGUAGES:
        with in_language(language):
            heads = [
                *facts_heads(),
                *zip(columns.heads_of(flat), (column.width for column in flat), strict=True),
            ]
            sheets.append((language, Sheet(book, _("Réponses"), heads)))
    groups = [(group, _group_sheet(book, group)) for group in columns.groups_of(union)]
    for response in responses:
        own, answers = union.asked[response.questionnaire_version_id], response.answers or {}
        numbers = union.numbers[response.questionnaire_version_id]
        for language, sheet in sheets:
            with in_language(language):
                sheet.add(
                    [*facts_of(response, numbers), *(columns.cell(column, own, answers) for column in flat)]
                )
        for group, sheet in groups:
            for place, cells in columns.rows_of(group, own, answers):
                sheet.add([response.number, place, *cells])
    dictionary = Sheet(book, _("Dictionnaire"), columns.dictionary_heads())
    for line in columns.dictionary(union):
        dictionary.add(line)
    for sheet in (*(one for _language, one in sheets), *(one for _group, one in groups), dictionary):
        sheet.finish()


def _group_sheet(book: Any, group: Any) -> Sheet:
    inner = [columns.Column(question) for question in group.questions]
    place = _("Ligne") if group.type == "table" else _("Rang")
    heads = [
        (_("Numéro"), 16),
        (place, 20),
        *zip(columns.heads_of(inner), (one.width for one in inner), strict=True),
    ]
    return Sheet(book, str(group.label) or group.key, heads)


def facts_heads() -> list[tuple[str, int]]:
    return [
        (_("Numéro"), 16), (_("Reçue le"), 12), (_("État"), 12), (_("Version"), 9), (_("Pour l'institution"), 30),
        (_("Transmise par"), 30), (_("Façon de remplir"), 22), (_("Remplie par"), 24), (_("Langue"), 10),
    ]  # fmt: skip


def facts_of(response: Response, version: int) -> list[Any]:
    return [
        response.number, clock.today(response.submitted_at) if response.submitted_at else None,
        str(response.state.label), version, str(response.institution.name) if response.institution else None,
        str(response.through.name) if response.through else None, str(response.channel.label), response.filled_by,
        response.language,
    ]  # fmt: skip
