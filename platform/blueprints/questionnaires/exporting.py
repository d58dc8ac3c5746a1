"""Answers taken elsewhere: a book of sheets, a text of semicolons, JSON. Read in batches, written row by row."""

import io
import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from flask import Response as Answer

from noress.blueprints.questionnaires import bp, narrowing
from noress.blueprints.questionnaires.narrowing import Asked
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires.models import Questionnaire, Response
from noress.domain.questionnaires.received import columns, queries
from noress.extensions import db
from noress.web import exports
from noress.web.permissions import permission

BATCH = 200
LANGUAGES = ("fr", "ar")


@bp.get("/questionnaires/<int:questionnaire_id>/reponses.xlsx")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def export_xlsx(questionnaire: Questionnaire) -> Answer:
    """Answers in French and in Arabic, a sheet for each table and repeated block, and what every column means."""
    asked = narrowing.read(questionnaire)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer has left
    with exports.open_book(file) as book:
        _write_book(book, questionnaire, asked)
    return exports.send(file, f"{_name(questionnaire)}.xlsx", exports.XLSX)


def _write_book(book: Any, questionnaire: Questionnaire, asked: Asked) -> None:
    union = asked.union
    flat = [column for column in columns.columns_of(union) if not column.question.questions]
    sheets = []
    for language in LANGUAGES:
        with in_language(language):
            heads = [
                *_facts_heads(),
                *zip(columns.heads_of(flat), (column.width for column in flat), strict=True),
            ]
            sheets.append((language, exports.Sheet(book, _("Réponses"), heads)))
    groups = [(group, _group_sheet(book, group)) for group in columns.groups_of(union)]
    for response in _rows(questionnaire, asked):
        own, answers = union.asked[response.questionnaire_version_id], response.answers or {}
        numbers = union.numbers[response.questionnaire_version_id]
        for language, sheet in sheets:
            with in_language(language):
                sheet.add(
                    [*_facts(response, numbers), *(columns.cell(column, own, answers) for column in flat)]
                )
        for group, sheet in groups:
            for place, cells in columns.rows_of(group, own, answers):
                sheet.add([response.number, place, *cells])
    dictionary = exports.Sheet(book, _("Dictionnaire"), columns.dictionary_heads())
    for line in columns.dictionary(union):
        dictionary.add(line)
    for sheet in (*(one for _language, one in sheets), *(one for _group, one in groups), dictionary):
        sheet.finish()


def _group_sheet(book: Any, group: Any) -> exports.Sheet:
    inner = [columns.Column(question) for question in group.questions]
    place = _("Ligne") if group.type == "table" else _("Rang")
    heads = [
        (_("Numéro"), 16),
        (place, 20),
        *zip(columns.heads_of(inner), (one.width for one in inner), strict=True),
    ]
    return exports.Sheet(book, str(group.label) or group.key, heads)


@bp.get("/questionnaires/<int:questionnaire_id>/reponses.csv")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def export_csv(questionnaire: Questionnaire) -> Answer:
    """One line for each answer, in the reader's language; tables and repeated blocks in words."""
    asked = narrowing.read(questionnaire)
    every = columns.columns_of(asked.union)
    heads = [label for label, _width in _facts_heads()] + columns.heads_of(every)
    return exports.as_csv(
        [exports.Column(label, _at(place)) for place, label in enumerate(heads)],
        (
            [
                *_facts(response, asked.union.numbers[response.questionnaire_version_id]),
                *(
                    columns.cell(
                        one, asked.union.asked[response.questionnaire_version_id], response.answers or {}
                    )
                    for one in every
                ),
            ]
            for response in _rows(questionnaire, asked)
        ),
        _name(questionnaire),
    )


def _at(place: int) -> Any:
    return lambda row: row[place]


@bp.get("/questionnaires/<int:questionnaire_id>/reponses.json")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def export_json(questionnaire: Questionnaire) -> Answer:
    """For programs: choices by their keys, numbers and dirhams as numbers, days in ISO form."""
    asked = narrowing.read(questionnaire)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer has left
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    head = {
        "questionnaire": {"id": questionnaire.id, "title": dict(questionnaire.title)},
        "exported_at": clock.now().isoformat(timespec="seconds"), "filter": asked.arguments,
    }  # fmt: skip
    text.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "responses": [')
    for place, response in enumerate(_rows(questionnaire, asked)):
        text.write((",\n" if place else "\n") + json.dumps(_as_json(response, asked), ensure_ascii=False))
    text.write("\n]}\n")
    text.flush()
    text.detach()
    return exports.send(file, f"{_name(questionnaire)}.json", "application/json; charset=utf-8")


def _as_json(response: Response, asked: Asked) -> dict[str, Any]:
    own = asked.union.asked[response.questionnaire_version_id]
    answers = response.answers or {}
    return {
        "number": response.number, "version": asked.union.numbers[response.questionnaire_version_id],
        "state": response.state.value, "channel": response.channel.value, "language": response.language,
        "filled_by": response.filled_by, "submitted_at": _instant(response),
        "institution": dict(response.institution.name) if response.institution else None,
        "through": dict(response.through.name) if response.through else None,
        "answers": {key: columns.typed(own[key], answer) for key, answer in answers.items() if key in own},
    }  # fmt: skip


def _rows(questionnaire: Questionnaire, asked: Asked) -> Iterator[Response]:
    ids = db.session.scalars(queries.list_ids(questionnaire.id, asked.filters)).all()
    return paging.in_batches(ids, queries.list_by_ids, size=BATCH)


def _facts_heads() -> list[tuple[str, int]]:
    return [
        (_("Numéro"), 16), (_("Reçue le"), 12), (_("État"), 12), (_("Version"), 9), (_("Pour l'institution"), 30),
        (_("Transmise par"), 30), (_("Façon de remplir"), 22), (_("Remplie par"), 24), (_("Langue"), 10),
    ]  # fmt: skip


def _facts(response: Response, version: int) -> list[Any]:
    return [
        response.number, clock.today(response.submitted_at) if response.submitted_at else None,
        str(response.state.label), version, str(response.institution.name) if response.institution else None,
        str(response.through.name) if response.through else None, str(response.channel.label), response.filled_by,
        response.language,
    ]  # fmt: skip


def _instant(response: Response) -> str | None:
    return response.submitted_at.isoformat(timespec="seconds") if response.submitted_at else None


def _name(questionnaire: Questionnaire) -> str:
    return f"reponses-{questionnaire.id}-{clock.today().isoformat()}"
