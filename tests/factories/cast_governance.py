"""The cast's texts: a public one of the committee, signed; a draft that only its members read; a link that stops news."""

from typing import Any

from noress.domain.accounts.models import Person
from noress.domain.notifications.models import Topic
from noress.domain.notifications.stop_links import stop_url
from noress.extensions import db
from tests.factories.documents import make_file
from tests.factories.governance import make_paper, make_signature, make_version


def make_texts(cast: Any, bodies: dict[str, Any], places: dict[str, Any]) -> None:
    public, private = make_paper(bodies["committee"], is_public=True), make_paper(bodies["committee"], "Note")
    adopted = make_version(public, file_id=make_file("charte.pdf").id)
    draft = make_version(private, adopted_on=None, file_id=make_file("projet.pdf").id)
    signature = make_signature(adopted, places["own"], scan_id=make_file("scan.pdf").id)
    cast.ids["usual"].update(
        governing_paper_id=public.id, paper_version_id=adopted.id, paper_signature_id=signature.id, name="sessions"
    )  # fmt: skip
    cast.ids["private paper"] = {"governing_paper_id": private.id, "paper_version_id": draft.id}
    person = db.session.get_one(Person, cast.people["titular"])
    cast.ids["stop"] = {"token": stop_url(person, Topic.SESSIONS).rsplit("/", 1)[1]}
