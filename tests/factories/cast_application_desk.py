"""The cast's applications at the desk: one that was sent, one never sent, one that the desk officer is recused from."""

from typing import Any

from noress.core import clock
from noress.domain.applications.models import ApplicationMessage, ApplicationNote, ApplicationState
from noress.domain.reviewing.models import Recusal, RecusalNature
from tests.factories import save
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call
from tests.factories.documents import make_file
from tests.factories.received import join_file


def make_candidates(cast: Any) -> None:
    now = clock.now()
    call = make_call(stages=1)
    plain, secret = make_file("statuts.pdf"), make_file("carte.pdf")
    said = {"statutes": [_answer(plain)], "identity": [_answer(secret)]}
    sent = make_received(call, answers=said)
    for question, file in (("statutes", plain), ("identity", secret)):
        join_file(sent.response, question, file.id)
    draft = make_received(call, state=ApplicationState.DRAFT, is_sent=False)
    aside = make_received(call)
    save(Recusal(subject_type="application", subject_id=aside.id, person_id=cast.people["desk_officer"],
                 nature=RecusalNature.DECLARED, made_at=now))  # fmt: skip
    note = save(
        ApplicationNote(
            application_id=sent.id, person_id=cast.people["coordinator"], text="Note", written_at=now
        )
    )
    message = save(ApplicationMessage(application_id=sent.id, text="Voici", file_id=plain.id, sent_at=now,
                                      author_id=sent.people[0].id))  # fmt: skip
    usual = {"application_id": sent.id, "note_id": note.id, "message_id": message.id, "file_id": plain.id}
    cast.ids["candidate"] = usual
    cast.ids["candidate paper"] = {**usual, "file_id": secret.id}
    cast.ids["candidate draft"] = {"application_id": draft.id}
    cast.ids["candidate aside"] = {**usual, "application_id": aside.id}


def _answer(file: Any) -> dict[str, Any]:
    return {"file": file.id, "name": file.name, "size": file.size}
