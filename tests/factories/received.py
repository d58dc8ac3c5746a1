"""Answers that were sent, with their snapshots, as the rules leave them."""

import hashlib
import itertools
from typing import Any

from noress.core.database import writing
from noress.domain.questionnaires.definition import Definition, read_definition
from noress.domain.questionnaires.models import (
    QuestionnaireVersion,
    Response,
    ResponseFile,
    ResponseSnapshot,
    ResponseState,
)
from noress.domain.questionnaires.received.words import search_text_of
from noress.domain.questionnaires.rules.authoring import canonical
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.questionnaires import both, make_question, make_response, make_section

_n = itertools.count(1)


def make_form() -> Definition:
    """Every kind of answer that lists, figures and exports tell apart."""
    branch = (
        make_question("town"),
        make_question("manager", identifies=True),
        make_question("staff", "number"),
    )
    return Definition((
        make_section(
            "general",
            make_question("name", label=both("Nom de la structure"), is_required=True),
            make_question("kind", "one", label=both("Sorte"), choices="coop union", settings={"other": True}),
            make_question("province", "province", label=both("Province"), settings={"region": "01"}),
            make_question("premises", "yes_no", label=both("Un local")),
            make_question("sectors", "several", label=both("Secteurs"), choices="finance marketing"),
            make_question("contact", label=both("Personne à contacter"), identifies=True),
        ),
        make_section(
            "figures",
            make_question("members", "number", label=both("Adhérents")),
            make_question("budget", "money", label=both("Budget")),
            make_question("created", "date", label=both("Création")),
            make_question("address", "address", label=both("Adresse")),
            make_question("staff", "table", label=both("Effectifs"), choices="women men",
                          questions=(make_question("count", "number"),)),
            make_question("branches", "repeated", label=both("Antennes"), questions=branch),
            make_question("statutes", "file", label=both("Statuts"), identifies=True),
            make_question("plan", "file", label=both("Plan")),
        ),
    ))  # fmt: skip


def make_sent(of: QuestionnaireVersion, answers: dict[str, Any], **values: Any) -> Response:
    """Sent once with these answers; state SUBMITTED unless told."""
    number = f"R-2026-{next(_n):04d}"
    usual = {
        "state": ResponseState.SUBMITTED,
        "submitted_at": NOW,
        "number": number,
        "answers": answers,
        "values": answers,
    }
    response = make_response(of, **{**usual, **values})
    definition: Definition = read_definition(of.content)
    with writing():
        response.search_text = search_text_of(response, definition)
        db.session.commit()
    take_snapshot(response)
    return response


def take_snapshot(response: Response, **changes: Any) -> ResponseSnapshot:
    content = canonical(
        {"number": response.number, "filled_by": response.filled_by, "answers": response.answers, **changes}
    )
    return save(
        ResponseSnapshot(
            response_id=response.id, questionnaire_version_id=response.questionnaire_version_id, content=content,
            sha256=hashlib.sha256(content.encode()).hexdigest(), submitted_at=response.submitted_at,
        )
    )  # fmt: skip


def join_file(response: Response, question: str, file_id: int) -> None:
    save(ResponseFile(response_id=response.id, question=question, file_id=file_id))
