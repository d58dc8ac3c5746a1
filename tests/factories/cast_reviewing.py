"""The cast's recusal (the desk officer's), a tie between organisations, opinions asked about the file that was sent."""

from typing import Any

from noress.core import clock
from noress.domain.accounts.models import Person
from noress.domain.applications.links import token_of as person_token
from noress.domain.applications.models import Application
from noress.domain.applications.opinion_links import token_of
from noress.extensions import db
from tests.factories import make_institution
from tests.factories.calls import make_worker
from tests.factories.documents import make_file
from tests.factories.recusals import make_link, make_opinion, make_recusal


def make_recusals(cast: Any) -> None:
    """After the desk's files."""
    now = clock.now()
    sent = db.session.get_one(Application, cast.ids["candidate"]["application_id"])
    officer = cast.people["desk_officer"]
    aside = db.session.get_one(Application, cast.ids["candidate aside"]["application_id"])
    person = make_worker(sent)
    lifted = make_recusal(sent, db.session.get_one(Person, officer), lifted_at=now)
    tie = make_link(make_institution("Union"), make_institution("Coopérative membre"))
    given = make_opinion(
        sent,
        text="Favorable",
        answered_at=now,
        asked_at=now,
        is_confidential=False,
        file_id=make_file("avis.pdf").id,
    )
    waiting = make_opinion(sent, email="attente@exemple.ma", asked_at=now)
    cast.ids["recused"] = {"application_id": aside.id, "person_id": officer}
    cast.ids["recusal lifted"] = {"recusal_id": lifted.id}
    cast.ids["tie"] = {"organisation_link_id": tie.id, "institution_id": tie.from_id}
    cast.ids["opinion given"] = {"opinion_id": given.id, "token": token_of(given)}
    cast.ids["opinion"] = {
        "opinion_id": waiting.id,
        "token": token_of(waiting),
        "file_id": cast.ids["candidate"]["file_id"],
    }
    cast.ids["opinion paper"] = {**cast.ids["opinion"], "file_id": cast.ids["candidate paper"]["file_id"]}
    cast.ids["opinion shown"] = {"token": person_token(person), "opinion_id": given.id}
    cast.ids["opinion hidden"] = {"token": person_token(person), "opinion_id": waiting.id}
