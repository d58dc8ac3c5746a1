"""The cast's editions: one whose entries are open, with a paper that has a model and a question that waits; one in the making;
one announced."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import CallQuestion, CallState
from noress.domain.questionnaires.definition import Definition
from tests.factories import save
from tests.factories.competitions import make_competition
from tests.factories.documents import put_content
from tests.factories.questionnaires import make_question, make_section


def make_editions(cast: Any) -> None:
    """[edition], [edition in the making], [edition announced], [edition question], [edition model]."""
    now, day = clock.now(), timedelta(days=1)
    put_content("ab/modele-concours")
    file = save(StoredFile(key="ab/modele-concours", name="modele.pdf", content_type="application/pdf", size=16, sha256="d" * 64, uploaded_at=now))  # fmt: skip
    form = Definition(
        (make_section("papers", make_question("letter", "file", settings={"model": {"fr": file.id}})),)
    )
    dates = {"opens_at": now - day, "closes_at": now + 10 * day, "questions_until": now + 5 * day}
    later = {**dates, "opens_at": now + day}
    one = make_competition("entry", call={**dates, "file": form})
    making = make_competition("entry", call={**later, "state": CallState.DRAFT, "announced_at": None})
    announced = make_competition("entry", call={**later, "state": CallState.ANNOUNCED})
    question = save(
        CallQuestion(call_id=one.call_id, asked="Une question ?", language="fr", asked_at=now, version=1)
    )
    cast.ids["edition"] = {"competition_id": one.id}
    cast.ids["edition in the making"] = {"competition_id": making.id}
    cast.ids["edition announced"] = {"competition_id": announced.id}
    cast.ids["edition question"] = {"call_question_id": question.id}
    cast.ids["edition model"] = {"competition_id": one.id, "question_name": "letter", "lang": "fr"}
    cast.ids["edition no model"] = {"competition_id": one.id, "question_name": "other", "lang": "fr"}
