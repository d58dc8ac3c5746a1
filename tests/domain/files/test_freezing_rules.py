"""Frozen contents: the same words give the same hash, on every machine, for ever."""

import contextvars
import hashlib
import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.audit.models import AuditEvent
from noress.domain.files import documents
from noress.domain.files.models import FrozenContent
from noress.domain.files.rules import freeze
from noress.domain.meetings.models import Meeting, MeetingState
from noress.extensions import db
from tests.factories import NOW, make_institution, make_meeting, make_person, make_seat

pytestmark = pytest.mark.usefixtures("app")
TITLE = Translated(fr="Procès-verbal", ar="محضر")


def frozen(subject, content, now=NOW, actor=None, **values) -> str:
    db.session.rollback()
    with writing():
        sha = freeze(
            **{"kind": "minutes", "title": TITLE, "content": content, "subject": subject, "is_public": False,
               "actor": actor or Actor.system(), "now": now, **values}
        )  # fmt: skip
        db.session.commit()
    return sha


def test_hash_is_that_of_the_canonical_json():
    meeting = make_meeting()
    content = {
        "titre": Translated(fr="À Salé", ar="في سلا"), "état": MeetingState.HELD, "le": date(2027, 4, 8),
        "à": datetime(2027, 4, 8, 10, tzinfo=UTC), "votes": (1, 2), "présents": {"b", "a"}, "rien": None,
    }  # fmt: skip
    sha = frozen(meeting, content)
    row = db.session.get_one(FrozenContent, sha)
    assert row.content == (
        '{"content":{"le":"2027-04-08","présents":["a","b"],"rien":null,"titre":{"ar":"في سلا","fr":"À Salé"},'
        '"votes":[1,2],"à":"2027-04-08T10:00:00+00:00","état":"held"},"kind":"minutes",'
        f'"subject":"meeting/{meeting.id}"' + "}"
    )
    assert hashlib.sha256(row.content.encode()).hexdigest() == sha
    assert documents.canonical(json.loads(row.content)) == row.content, (
        "reading and writing it again changes nothing"
    )


def test_row_says_what_when_and_in_whose_name():
    seat = make_seat(make_institution("Celle qui préside", name_ar="التي تترأس"))
    actor = build_actor(seat.person, seat=seat, now=NOW, method="code")
    meeting = make_meeting()
    row = db.session.get_one(FrozenContent, frozen(meeting, {"a": 1}, actor=actor))
    assert (row.kind, row.title, row.issuer, row.subject_type, row.subject_id, row.is_public) == (
        "minutes", TITLE, {"fr": "Celle qui préside", "ar": "التي تترأس"}, "meeting", meeting.id, False,
    )  # fmt: skip
    assert (row.frozen_at, row.frozen_by_id, row.rectifies_sha256) == (NOW, seat.person_id, None)
    (event,) = db.session.scalars(select(AuditEvent)).all()
    assert (event.action, event.object_type, event.object_id, event.changes) == (
        "content.frozen", "meeting", meeting.id, {"sha256": [None, row.sha256]},
    )  # fmt: skip


def test_issuer_may_be_a_body_else_the_network():
    meeting = make_meeting()
    plenary = Translated(fr="Plénière")
    assert db.session.get_one(FrozenContent, frozen(meeting, 1, issuer=plenary)).issuer == plenary
    assert db.session.get_one(FrozenContent, frozen(meeting, 2)).issuer == {"fr": "NORESS", "ar": "نوريس"}


def test_freezing_again_keeps_the_first_date_and_never_hides():
    meeting = make_meeting()
    sha = frozen(meeting, {"a": 1})
    assert frozen(meeting, {"a": 1}, NOW + timedelta(days=1), is_public=True) == sha
    row = db.session.get_one(FrozenContent, sha)
    assert (row.frozen_at, row.is_public) == (NOW, True)
    assert frozen(meeting, {"a": 1}) == sha
    assert db.session.get_one(FrozenContent, sha).is_public
    assert len(db.session.scalars(select(AuditEvent)).all()) == 1


def test_same_words_about_two_things_have_two_hashes():
    one, other = make_meeting(), make_meeting()
    assert len({frozen(one, {"a": 1}), frozen(other, {"a": 1}), frozen(one, {"a": 1}, kind="decision")}) == 3


def test_rectification_names_what_it_corrects():
    meeting = make_meeting()
    first = frozen(meeting, {"a": 1})
    second = frozen(meeting, {"a": 2}, kind="rectification", rectifies=first)
    assert db.session.get_one(FrozenContent, second).rectifies_sha256 == first


@pytest.mark.parametrize("of", ["unknown", "itself"])
def test_rectification_of_nothing_is_refused(of):
    meeting = make_meeting()
    sha = frozen(meeting, {"a": 1})
    with pytest.raises(RuleError) as refused:
        frozen(
            meeting, {"a": 1} if of == "itself" else {"a": 2}, rectifies=sha if of == "itself" else "0" * 64
        )
    assert (refused.value.code, refused.value.status) == ("nothing_to_rectify", 409)
    db.session.rollback()
    assert [row.sha256 for row in db.session.scalars(select(FrozenContent))] == [sha]


def test_kind_without_a_name_and_numbers_that_are_none_are_faults():
    meeting = make_meeting()
    with pytest.raises(ValueError, match="frozen_kinds"):
        frozen(meeting, {}, kind="inconnu")
    with pytest.raises(ValueError, match="JSON compliant"):
        frozen(meeting, {"a": float("nan")})


def test_person_is_kept_by_number_only():
    """Erasing a person leaves the frozen content and its hash as they are."""
    person = make_person("Rapporteur")
    actor = build_actor(person, seat=None, now=NOW, method="code")
    sha = frozen(make_meeting(), {"a": 1}, actor=actor)
    assert db.session.get_one(FrozenContent, sha).frozen_by_id == person.id


def test_same_content_frozen_by_many_at_the_same_instant_is_kept_once(app):
    meeting_id = make_meeting().id
    for number in range(6):
        found, start = [], threading.Barrier(5)

        def work(number=number, found=found, start=start):
            with app.app_context(), writing():
                start.wait(30)
                sha = freeze(
                    kind="minutes", title=TITLE, content={"n": number}, subject=db.session.get_one(Meeting, meeting_id),
                    is_public=True, actor=Actor.system(), now=NOW,
                )  # fmt: skip
                db.session.commit()
                found.append(sha)
                db.session.remove()

        db.session.rollback()
        threads = [threading.Thread(target=lambda run=work: contextvars.Context().run(run)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(found), len(set(found))) == (5, 1)
    assert len(db.session.scalars(select(FrozenContent)).all()) == 6
    assert len(db.session.scalars(select(AuditEvent)).all()) == 6
