"""The cast's calls: one open, with a paper that has a model and a question that waits; one in the making."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import CallQuestion, CallState
from noress.domain.questionnaires.definition import Definition
from tests.factories import save
from tests.factories.calls import make_call
from tests.factories.documents import put_content
from tests.factories.questionnaires import make_question, make_section


def make_calls(cast: Any) -> None:
    now, day = clock.now(), timedelta(days=1)
    put_content("ab/modele")
    file = save(StoredFile(key="ab/modele", name="modele.pdf", content_type="application/pdf", size=16, sha256="c" * 64, uploaded_at=now))  # fmt: skip
    note = Definition(
        (make_section("papers", make_question("statutes", "file", settings={"model": {"fr": file.id}})),)
    )
    dates = {
        "opens_at": now - day,
        "closes_at": now + 10 * day,
        "questions_until": now + 5 * day,
        "files_close_at": now + 40 * day,
    }
    call = make_call(note=note, **dates)
    draft = make_call(state=CallState.DRAFT, **{**dates, "opens_at": now + day}, announced_at=None)
    announced = make_call(state=CallState.ANNOUNCED, **{**dates, "opens_at": now + day})
    question = save(
        CallQuestion(call_id=call.id, asked="Une question ?", language="fr", asked_at=now, version=1)
    )
    cast.ids["usual"] |= {"funding_call_id": call.id, "call_question_id": question.id}
    cast.ids["call in the making"] = {"funding_call_id": draft.id}
    cast.ids["call announced"] = {"funding_call_id": announced.id}
    cast.ids["model"] = {"funding_call_id": call.id, "question_name": "statutes", "lang": "fr"}
    cast.ids["no model"] = {"funding_call_id": call.id, "question_name": "identity", "lang": "fr"}
