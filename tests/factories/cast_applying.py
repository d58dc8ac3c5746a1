"""The cast's application as those who work on it open it: a draft with its owner and a co-editor; one that was sent."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.domain.applications.links import token_of
from noress.domain.applications.models import ApplicationComment, ApplicationMessage
from tests.factories import save
from tests.factories.calls import make_application, make_call, make_worker
from tests.factories.documents import make_file


def make_applying(cast: Any) -> None:
    now, day = clock.now(), timedelta(days=1)
    call = make_call(opens_at=now - day, closes_at=now + 10 * day, needs_affiliation=False)
    draft = make_application(call, answers={"summary": "x"})
    owner = draft.people[0]
    worker = make_worker(draft)
    invited = make_worker(draft, accepted_at=None)
    comment = save(
        ApplicationComment(
            application_id=draft.id, author_id=owner.id, stage=1, text="Trop court", said_at=now
        )
    )
    message = save(
        ApplicationMessage(
            application_id=draft.id, text="Voici", file_id=make_file("bail.pdf").id, sent_at=now
        )
    )
    ids = {"worker_id": worker.id, "comment_id": comment.id, "message_id": message.id}
    cast.ids["applying"] = {"token": token_of(owner), **ids}
    cast.ids["applying invited"] = {"token": token_of(invited), **ids, "worker_id": invited.id}
    cast.ids["applying elsewhere"] = {**cast.ids["applying"], "comment_id": 999_999, "message_id": 999_999}
    cast.ids["applying editor"] = {"token": token_of(worker), **ids, "worker_id": invited.id}
