"""Answers taken elsewhere: a book of sheets, a text of semicolons, JSON. Read in batches, written row by row."""

import io
import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from flask import Response as Answer
from flask import redirect, render_template, request, url_for

from noress.blueprints.questionnaires import bp, narrowing
from noress.blueprints.questionnaires.narrowing import Asked
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import language
from noress.domain.accounts.permissions import P
from noress.domain.exchange.answered import query_of
from noress.domain.exchange.queries import get_document_of
from noress.domain.exchange.rules.answers import AT_ONCE, ask_answers_file, find_answers_file
from noress.domain.files import documents
from noress.domain.files.models import DocumentState
from noress.domain.questionnaires.models import Questionnaire, Response
from noress.domain.questionnaires.received import book, columns, queries
from noress.extensions import db
from noress.web import acting, exports, files
from noress.web.permissions import permission

RELOAD_SECONDS = 3


@bp.route("/questionnaires/<int:questionnaire_id>/reponses.xlsx", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def export_xlsx(questionnaire: Questionnaire) -> Any:
    """Answers in French and in Arabic, a sheet for each table and repeated block, and what every column means: at once
    while they are few, else by the worker."""
    asked = narrowing.read(questionnaire)
    count = db.session.scalar(queries.count_ids(questionnaire.id, asked.filters)) or 0
    if count > AT_ONCE:
        return _made(questionnaire, asked, count)
    if request.method == "POST":  # some went since
        return redirect(_here(questionnaire, asked), 303)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when the answer has left
    with exports.open_book(file) as made:
        book.write_book(made, asked.union, _rows(questionnaire, asked))
    return exports.send(file, f"{_name(questionnaire)}.xlsx", exports.XLSX)


def _made(questionnaire: Questionnaire, asked: Asked, count: int) -> Any:
    """The file that the worker made of them as they are now, or the page that asks for it and waits."""
    if request.method == "POST":
        actor = acting.actor()
        try:
            ask_answers_file(
                questionnaire=questionnaire, arguments=asked.arguments, language=language(),
                is_told="prevenir" in request.form, actor=actor, now=clock.now(),
            )  # fmt: skip
        except RuleError as refused:
            db.session.rollback()
            return _file_page(
                questionnaire, asked, count, None, None, problem=refused.message
            ), refused.status
        where = _here(questionnaire, asked)
        db.session.commit()
        return redirect(where, 303)
    export = find_answers_file(query=query_of(questionnaire, asked.arguments), language=language())
    document = db.session.scalars(get_document_of(export.id)).one_or_none() if export is not None else None
    if document is not None and document.file is not None and documents.is_current(document, export):
        response = files.send(document.file)
        response.headers["Cache-Control"] = "no-store"
        return response
    return _file_page(questionnaire, asked, count, export, document)


def _file_page(
    questionnaire: Questionnaire, asked: Asked, count: int, export: Any, document: Any, *, problem: Any = None
) -> str:
    state = document.state if document is not None else None
    return render_template(
        "questionnaires/answers_file.html", questionnaire=questionnaire, count=count, export=export, problem=problem,
        is_waiting=state is DocumentState.QUEUED, failed=document if state is DocumentState.FAILED else None,
        is_changed=state is DocumentState.READY, address=_here(questionnaire, asked), reload_seconds=RELOAD_SECONDS,
        back=url_for(".answers", questionnaire_id=questionnaire.id, **asked.arguments),
    )  # fmt: skip


def _here(questionnaire: Questionnaire, asked: Asked) -> str:
    return url_for(".export_xlsx", questionnaire_id=questionnaire.id, **asked.arguments)


@bp.get("/questionnaires/<int:questionnaire_id>/reponses.csv")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def export_csv(questionnaire: Questionnaire) -> Answer:
    """One line for each answer, in the reader's language; tables and repeated blocks in words."""
    asked = narrowing.read(questionnaire)
    every = columns.columns_of(asked.union)
    heads = [label for label, _width in book.facts_heads()] + columns.heads_of(every)
    return exports.as_csv(
        [exports.Column(label, _at(place)) for place, label in enumerate(heads)],
        (
            [
                *book.facts_of(response, asked.union.numbers[response.questionnaire_version_id]),
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
    return paging.in_batches(ids, queries.list_by_ids, size=book.BATCH)


def _instant(response: Response) -> str | None:
    return response.submitted_at.isoformat(timespec="seconds") if response.submitted_at else None


def _name(questionnaire: Questionnaire) -> str:
    return f"reponses-{questionnaire.id}-{clock.today().isoformat()}"
