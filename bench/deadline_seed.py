"""The deadline's data: one call in one stage, complete drafts of numbered structures, their papers gone up beforehand."""

import io
import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.applications import links
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.rules.beginning import Wanted, begin_application
from noress.domain.files.rules import PIECE, add_piece
from noress.domain.funding import built_in
from noress.domain.funding.models import CallState, FundingCall, Lot
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.models import Response, ResponseSnapshot
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

#: questions of the built-in file that ask for a paper; the heaviest goes to the first
PAPERS = ("statutes", "registration", "identity")
AMOUNT = 60_000_00


def seed(app: Any, count: int, megabytes: int) -> list[str]:
    """The personal links of as many applicants, whose files lack nothing but the button."""
    now = clock.now()
    with writing():
        call_id = _call(now).id
        db.session.commit()
    return [_applicant(app, call_id, number, megabytes) for number in range(count)]


def _call(now: Any) -> FundingCall:
    both = {"fr": "Appel de mesure", "ar": "طلب للقياس"}
    call = FundingCall(
        edition=1, title=Translated(both), objective=Translated(both), audience=Translated(both), contact=Translated(both),
        declaration=built_in.DECLARATION, state=CallState.OPEN, stages=1, needs_affiliation=False, envelope=10 * AMOUNT,
        announced_at=now - timedelta(days=30), opens_at=now - timedelta(days=20), closes_at=now + timedelta(hours=12),
        created_at=now, eligibility=[],
    )  # fmt: skip
    db.session.add(call)
    call.lots = [Lot(title=Translated(both), amount=AMOUNT, most_projects=10, own_percent=10)]
    db.session.flush()
    built_in.make_questionnaires(call, Actor.system(), now)
    form = call.file_questionnaire
    assert form is not None
    questionnaires.publish_version(draft=form.versions[0], version=1, actor=Actor.system(), now=now)
    return call


def _applicant(app: Any, call_id: int, number: int, megabytes: int) -> str:
    now = clock.now()
    with writing():
        begun = begin_application(
            call=db.session.get_one(FundingCall, call_id), network=f"10.0.{number // 250}.{number % 250}", actor=None, now=now,
            wanted=Wanted(title=f"Projet {number}", name="Présidente", email=f"porteur{number}@exemple.ma", language="fr",
                          structure_name=f"Structure de mesure {number}"),
        )  # fmt: skip
        person = begun.person
        assert person is not None
        response = begun.application.file_response
        assert response is not None
        response.values = {**response.values, **_answers()}
        token, response_id = links.token_of(person), response.id
        db.session.commit()
    for place, question in enumerate(PAPERS):
        _send_up(
            app,
            response_id,
            question,
            f"{number}-{question}",
            megabytes * 1_000_000 if not place else 100_000,
        )
    db.session.remove()
    return token


def _answers() -> dict[str, Any]:
    text = "Un atelier de couture ouvert aux femmes du douar, avec une formation et un local partagé. " * 4
    return {
        "summary": text, "need": text, "results": text, "province": "01.571",
        "people": {"women": 20, "men": 5, "not_stated": 2},
        "activities": [{"what": f"Étape {n}", "starts": f"2027-0{n + 1}-01"} for n in range(6)],
        "budget": {
            "lines": [{"label": f"Dépense {n}", "amount": 10_000_00} for n in range(7)], "requested": AMOUNT,
            "own_cash": 8_000_00, "own_in_kind": 2_000_00, "partners": [],
        },
        "contact_role": "Présidente", "contact_phone": "0539 00 00 00",
    }  # fmt: skip


def _send_up(app: Any, response_id: int, question: str, key: str, size: int) -> None:
    """In the pieces that a phone sends, each in a transaction of its own."""
    data = b"%PDF-1.4\n" + os.urandom(size)
    storage, limit = app.extensions["storage"], app.config["SETTINGS"].max_upload_bytes
    with writing():
        response = db.session.get_one(Response, response_id)
        asked = definition_of(response).question(question)
        assert asked is not None
        upload = questionnaires.begin_file(
            response=response, question=asked, name=f"{question}.pdf", size=len(data), client_key=key, max_bytes=limit,
            now=clock.now(),
        )  # fmt: skip
        stream, is_whole = io.BytesIO(data), False
        while not is_whole:
            offset = stream.tell()
            is_whole = add_piece(
                upload=upload, offset=offset, data=stream.read(PIECE), storage=storage, now=clock.now()
            )
        questionnaires.finish_file(
            response=response, question=asked, upload=upload, storage=storage, max_bytes=limit, actor=Actor.system(),
            now=clock.now(),
        )  # fmt: skip
        db.session.commit()


@dataclass
class Books:
    """What the database says. `sent`: how many receipts each link's application has."""

    sent: dict[str, int]
    numbers: list[str]
    #: whether what was typed is still there
    drafts: dict[str, bool]


def read_books(tokens: list[str]) -> Books:
    db.session.remove()
    counted = (
        select(Application, func.count(ResponseSnapshot.id))
        .outerjoin(ResponseSnapshot, ResponseSnapshot.response_id == Application.file_response_id)
        .group_by(Application.id)
    )
    rows = {application.id: (application, count) for application, count in db.session.execute(counted)}
    books = Books({}, [application.number for application, _count in rows.values() if application.number], {})
    for token in tokens:
        person = links.find_person(token)
        assert person is not None
        application, count = rows[person.application_id]
        is_sent = application.state is ApplicationState.SUBMITTED
        assert is_sent == bool(count), "sent without a receipt, or the other way round"
        books.sent[token] = count
        books.drafts[token] = bool(
            application.file_response and application.file_response.values.get("budget")
        )
    return books
