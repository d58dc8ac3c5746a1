"""Blocks of a record saved at the same instant, and while the server is killed: nothing acknowledged is lost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import FrozenContent
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import rules
from noress.domain.minutes.models import BlockKind, BlockRevision, Minutes, MinutesBlock, MinutesState
from noress.domain.minutes.values import BlockValues
from noress.extensions import db
from tests.factories import make_body, make_device, make_secretary
from tests.factories.minutes import make_block, make_held_meeting, make_minutes
from tests.security.killing import Typist, kill_while_typing, served
from tests.security.test_races import all_at_once

ROUNDS = 20
KILLS = 20
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ACTOR = Actor(name="Secrétariat", method="code")


def note(text: str) -> BlockValues:
    return BlockValues(BlockKind.NOTE, Translated(fr=text))


def save(app, block_id: int, text: str, version: int, *, writer: str | None = None) -> int | str:
    """The version that the save left, or why it was refused; in a transaction of its own."""
    with app.app_context(), writing():
        try:
            block = db.session.get_one(MinutesBlock, block_id)
            rules.save_block(
                block=block, values=note(text), version=version, writer=writer, actor=ACTOR, now=NOW
            )
            db.session.commit()
            return block.version
        except RuleError as error:
            db.session.rollback()
            return error.code


def block_of(text: str) -> int:
    """A block of its own record. Only its number: an object read in two threads would share a transaction."""
    key: int = make_block(make_minutes(), text, ar="").id
    db.session.rollback()
    return key


def texts_kept(block_id: int) -> set[str]:
    db.session.rollback()
    rows = db.session.scalars(select(BlockRevision.text).where(BlockRevision.block_id == block_id))
    return {text.get("fr", "") for text in rows}


def test_two_who_save_the_same_line_at_once(app):
    """One is kept, the other is told; whatever was acknowledged is a revision."""
    key, version = block_of("début"), 1
    for round_number in range(ROUNDS):
        typed = [f"texte {round_number} de {who}" for who in "ab"]
        known = version
        answers = all_at_once(lambda n, typed=typed, known=known: save(app, key, typed[n], known), 2)
        assert sorted(map(str, answers)) == sorted([str(version + 1), "stale"])
        version += 1
        kept = texts_kept(key)
        assert [text in kept for text in typed] == [answer != "stale" for answer in answers]
    db.session.rollback()
    assert db.session.get_one(MinutesBlock, key).version == ROUNDS + 1


def test_two_who_save_different_lines_at_once_are_both_kept(app):
    key = block_of("un\nmilieu\ndeux")
    for round_number in range(ROUNDS):
        db.session.rollback()
        now = db.session.get_one(MinutesBlock, key)
        first, middle, last = now.text["fr"].split("\n")
        typed = [f"a{round_number}\n{middle}\n{last}", f"{first}\n{middle}\nb{round_number}"]
        known = now.version
        db.session.rollback()
        answers = all_at_once(lambda n, typed=typed, known=known: save(app, key, typed[n], known), 2)
        assert all(isinstance(answer, int) for answer in answers), answers
        db.session.rollback()
        kept = db.session.get_one(MinutesBlock, key).text["fr"]
        assert kept == f"a{round_number}\n{middle}\nb{round_number}"
        assert set(typed) <= texts_kept(key)


def test_a_block_edited_by_two_people_ten_times_each(app):
    """Turn by turn from pages that are always one text behind: each acknowledged text is a revision, each
    refused one still names both."""
    key = block_of("départ")
    seen = {"a": 1, "b": 1}
    acknowledged = ["départ"]
    for turn in range(10):
        for who in "ab":
            text = f"version {turn} de {who}"
            answer = save(app, key, text, seen[who])
            if (
                answer == "stale"
            ):  # both texts are shown; the person keeps theirs over what they have now seen
                db.session.rollback()
                seen[who] = db.session.get_one(MinutesBlock, key).version
                db.session.rollback()
                answer = save(app, key, text, seen[who])
            assert isinstance(answer, int)
            seen[who] = answer
            acknowledged.append(text)
    assert texts_kept(key) == set(acknowledged)
    assert len(acknowledged) == 21


def test_one_key_sent_twice_at_once_is_one_block(app):
    minutes_id = make_minutes().id
    db.session.rollback()
    for round_number in range(ROUNDS):
        key = f"clef-de-la-page-{round_number}"

        def add(_: int, key: str = key) -> int:
            with app.app_context(), writing():
                found = db.session.get_one(Minutes, minutes_id)
                block = rules.add_block(minutes=found, values=note("x"), client_key=key, actor=ACTOR, now=NOW)
                db.session.commit()
                return block.id

        answers = all_at_once(add, 2)
        assert len(set(answers)) == 1, answers
    db.session.rollback()
    assert db.session.scalar(select(func.count(MinutesBlock.id))) == ROUNDS


def test_what_is_frozen_is_what_was_saved(app):
    """Approval and a save at the same instant: the save is in the frozen text, or refused."""
    for _ in range(ROUNDS):
        body = make_body()
        minutes = make_minutes(
            make_held_meeting(bodies=[body]),
            state=MinutesState.CIRCULATED,
            corrections_until=NOW - timedelta(days=1),
        )
        block = make_block(minutes, "avant", ar="")
        approving = make_held_meeting(bodies=[body], starts_wall=datetime(2026, 11, 30, 10))
        ids = (minutes.id, block.id, approving.id)
        db.session.rollback()

        def act(number: int, ids: tuple[int, int, int] = ids) -> Any:
            if number:
                return save(app, ids[1], "après", 1)
            with app.app_context(), writing():
                found, meeting = db.session.get_one(Minutes, ids[0]), db.session.get_one(Meeting, ids[2])
                sha256 = rules.approve_minutes(minutes=found, by_meeting=meeting, actor=ACTOR, now=NOW)
                db.session.commit()
                return sha256

        sha256, saved = all_at_once(act, 2)
        assert isinstance(sha256, str), sha256
        db.session.rollback()
        frozen = json.loads(db.session.get_one(FrozenContent, sha256).content)["content"]["blocks"][0][
            "text"
        ]["fr"]
        assert frozen == db.session.get_one(MinutesBlock, ids[1]).text["fr"]
        assert (saved, frozen) in {("locked", "avant"), (2, "après")}


# --- a server that is killed ----------------------------------------------------------------------------------


@pytest.fixture
def site(app, tmp_path) -> Iterator[dict[str, Any]]:
    """A real gunicorn with a record of two blocks and the secretariat's cookie."""

    def prepare() -> dict[str, Any]:
        device = make_device(make_secretary())
        minutes = make_minutes()
        return {"_user_id": device, "blocks": [make_block(minutes, "", ar="").id for _ in range(2)]}

    with served(tmp_path, prepare) as site:
        yield site


class Writer(Typist):
    """Types in one block of a record."""

    def __init__(self, site: dict[str, Any], block_id: int):
        super().__init__(site, f"/sessions/blocs/{block_id}")
        self.block_id, self.version = block_id, 1

    def text(self, number: int) -> str:
        return f"phrase {number} du bloc {self.block_id}"

    def fields(self, number: int) -> dict[str, Any]:
        return {
            "version": self.version,
            "text_fr": self.text(number),
            "writer": f"page-{self.block_id:08d}",
        }

    def hear(self, answer: dict[str, Any]) -> None:
        self.version = answer["version"]


def test_twenty_kills_lose_nothing_that_was_acknowledged(site):
    writers = [Writer(site, block_id) for block_id in site["blocks"]]
    kill_while_typing(site, writers, KILLS)
    with site["app"].app_context():
        for writer in writers:
            said = {writer.text(number) for number in writer.acknowledged}
            assert said - texts_kept(writer.block_id) == set()
        db.session.remove()
