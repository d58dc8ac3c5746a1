"""The cast's results: an edition under embargo, and one that is told, whose winners are asked what became of them."""

from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.links import token_of
from noress.domain.awards.models import Appeal
from noress.domain.competitions.models import Entry
from noress.domain.competitions.rules import releasing
from noress.domain.juries.models import JurorCopy
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.cast_juries import LONG_AFTER, SEATS
from tests.factories.competitions import make_decided, make_juror
from tests.factories.documents import make_file


def make_results(cast: Any) -> None:
    """[embargo]: the ceremony is far; its entry is a winner. [prize told]: its entry won a prize of unknown amount. [prize
    appeal upheld]: of the same edition, an entry without a prize."""
    competition, entries = make_decided(ceremony_at=LONG_AFTER, chair=None)
    for kind, role in SEATS.items():
        make_juror(competition, db.session.get_one(Person, cast.people[kind]), role=role)
    with writing():
        releasing.prepare_letters(competition=competition, actor=Actor.system(), now=clock.now())
        db.session.commit()
    cast.ids["embargo"] = {"competition_id": competition.id, "entry_id": entries[0].id, "file_id": 0}
    told, winners = make_decided(ceremony_at=NOW)
    photo = make_file("seche.jpg")
    won = winners[1]
    save(JurorCopy(application_id=won.application_id, source_id=photo.id, preview_id=photo.id, made_at=NOW))
    with writing():
        entry = db.session.get_one(Entry, won.id)
        entry.shows_photo, entry.photo_id, entry.follow_up_asked_at = True, photo.id, NOW
        coordinator = db.session.get_one(Person, cast.people["coordinator"])
        releasing.release_results(competition=told, actor=_acting(coordinator), now=clock.now())
        db.session.commit()
    save(
        Appeal(application_id=winners[3].application_id, text="x", filed_at=clock.now(), is_upheld=True, answer="x", answered_at=clock.now())
    )  # fmt: skip
    cast.ids["prize appeal upheld"] = {"competition_id": told.id, "entry_id": winners[3].id}
    person = db.session.get_one(Entry, won.id).application.people[0]
    cast.ids["prize told"] = {"competition_id": told.id, "entry_id": won.id, "token": token_of(person)}


def _acting(person: Person) -> Actor:
    from tests.factories.recusals import acting

    return acting(person)
