"""The cast's reports: one that was sent, with a photograph on the public page; one of a project that the desk officer is
recused from; a project that was not told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import token_of
from noress.domain.reports import queries
from noress.domain.reports.models import ProjectPage
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from tests.factories import save
from tests.factories.awards import make_award, make_call_to_decide, make_eligible
from tests.factories.documents import make_file
from tests.factories.received import join_file
from tests.factories.reports import fill, holder, make_signed, reports_of, send


@contextmanager
def _work() -> Iterator[None]:
    db.session.rollback()
    with writing():
        yield
        db.session.commit()


def make_project_reports(cast: Any) -> None:
    now = clock.now()
    call = make_call_to_decide(envelope=10**9, lot={"most_projects": 9})
    award, aside = make_signed(_work, call), make_signed(_work, call)
    untold = make_award(make_eligible(call), actor=Actor.system(), work=_work)
    save(Recusal(subject_type="application", subject_id=aside.application_id, person_id=cast.people["desk_officer"],
                 nature=RecusalNature.DECLARED, made_at=now))  # fmt: skip
    photo = make_file("atelier.jpg", content=b"\xff\xd8\xff\xda\x00\x02\xff\xd9", content_type="image/jpeg")
    sent, of_aside = reports_of(award)[0], reports_of(aside)[0]
    fill(_work, sent, now)
    assert sent.response is not None
    join_file(sent.response, "photos", photo.id)
    send(_work, sent, now, photos=[{"file": photo.id, "name": photo.name, "size": photo.size}])
    send(_work, of_aside, now)
    empty = {name: Translated() for name in ("summary", "results", "lessons")}
    save(ProjectPage(award_id=award.id, title=Translated(fr="Atelier"), published_at=now, version=1,
                     photos=[{"file": photo.id, "on": "2026-11-20"}], **empty))  # fmt: skip
    usual = {
        "project_report_id": sent.id, "report_id": sent.id, "award_id": award.id, "project_id": award.id, "file_id": photo.id,
        "expense_id": _first_expense(award), "funding_call_id": call.id, "token": token_of(holder(award)),
    }  # fmt: skip
    cast.ids["project report"] = usual
    cast.ids["project report aside"] = {
        **usual,
        "project_report_id": of_aside.id,
        "expense_id": _first_expense(aside),
    }
    cast.ids["project report other"] = {
        **usual,
        "report_id": of_aside.id,
        "file_id": make_file("autre.pdf").id,
    }
    cast.ids["project report untold"] = {**usual, "project_id": untold.id}


def _first_expense(award: Any) -> int:
    expense = db.session.scalars(queries.list_expenses(award.id)).first()
    assert expense is not None, "its report was sent"
    return expense.id
