"""Answers begun, saved and sent at the same instant through the pages, and while the server is killed: nothing
acknowledged is lost, nothing happens twice."""

import json
from typing import Any

from sqlalchemy import func, select

from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires import response_links
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseSnapshot
from noress.extensions import db
from tests.factories import make_institution, make_person, make_seat
from tests.factories.questionnaires import make_question as ask
from tests.factories.questionnaires import make_response, make_section, make_version
from tests.pages import parse
from tests.posting import post
from tests.security.killing import Typist, kill_while_typing, served

ROUNDS = 4
KILLS = 10
JSON = {"Accept": "application/json"}


def two_parts() -> Any:
    """A version of two parts, one required question each."""
    return make_version(definition=Definition((
        make_section("general", ask("name")), make_section("means", ask("remark")),
    )))  # fmt: skip


def stored(response_id: int) -> Response:
    db.session.rollback()
    return db.session.get_one(Response, response_id)


def test_begun_twice_at_once_is_one_draft(at_once, login_as):
    """The titular and the alternate of one institution press together."""
    institution = make_institution()
    seats = [make_seat(institution, make_person()) for _ in range(2)]
    browsers = [login_as(seat.person, seat) for seat in seats]
    for number in range(1, ROUNDS + 1):
        path = f"/questionnaires/{two_parts().questionnaire_id}/remplir"
        answers = at_once(lambda _n, browser, path=path: post(browser, path, {"channel": "self"}), browsers)
        assert [answer.status_code for answer in answers] == [303, 303]
        assert len({answer.location for answer in answers}) == 1
        db.session.rollback()
        assert db.session.scalar(select(func.count(Response.id))) == number


def test_sent_twice_at_once_is_one_number(at_once, app):
    """One page sent twice; then two phones, each with its own page: the second is told, and nothing is sent again."""
    browsers = [app.test_client() for _ in range(2)]
    year_numbers = []
    for keys, statuses in (("aa", [303, 303]), ("ab", [303, 409])) * ROUNDS:
        made = make_response(two_parts(), values={"name": "Membre 12"}, email="contact@exemple.ma").id
        address = f"/q/{response_links.token_of(stored(made))}/verifier"

        def send(number, browser, address=address, keys=keys):
            fields = {"version": "1", "key": keys[number] * 32, "email": "contact@exemple.ma"}
            return post(browser, address, fields)

        answers = at_once(send, browsers)
        assert sorted(answer.status_code for answer in answers) == statuses
        year_numbers.append(stored(made).number)
        of_this = select(func.count(ResponseSnapshot.id)).where(ResponseSnapshot.response_id == made)
        assert (db.session.scalar(of_this), stored(made).answers) == (1, {"name": "Membre 12"})
    assert [number[-4:] for number in year_numbers] == [f"{n:04d}" for n in range(1, 2 * ROUNDS + 1)]
    assert db.session.scalar(select(func.count(OutboxMail.id))) == 2 * ROUNDS


def test_two_phones_that_save_different_parts_at_once(at_once, app):
    """While typing, both are kept; without a script the second is told, and its page, sent again, keeps both."""
    browsers = [app.test_client() for _ in range(2)]
    parts = (("general", "name"), ("means", "remark"))
    both = {"name": "écrit par 0", "remark": "écrit par 1"}
    for _round in range(ROUNDS):
        typed, paged = (make_response(two_parts()).id for _ in range(2))

        def save(number, browser, made=typed):
            section, key = parts[number]
            address = f"/q/{response_links.token_of(stored(made))}/enregistrer/{section}"
            return post(browser, address, {f"q.{key}": f"écrit par {number}"}, headers=JSON)

        assert [answer.status_code for answer in at_once(save, browsers)] == [200, 200]
        assert stored(typed).values == both

        def turn(number, browser, made=paged, version="1"):
            section, key = parts[number]
            address = f"/q/{response_links.token_of(stored(made))}/partie/{section}"
            return post(browser, address, {f"q.{key}": f"écrit par {number}", "version": version})

        answers = at_once(turn, browsers)
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        late = [answer.status_code for answer in answers].index(409)
        again = parse(answers[late])
        assert again.select_one(f'[name="q.{parts[late][1]}"]')["value"] == f"écrit par {late}"
        version = again.select_one('main form [name="version"]')["value"]
        assert turn(late, browsers[late], version=version).status_code == 303
        assert stored(paged).values == both


# --- a server that is killed --------------------------------------------------------------------------


class Phone(Typist):
    """Types in one part of a form."""

    def __init__(self, site: dict[str, Any], section: str, key: str):
        super().__init__(site, f"{site['address']}/enregistrer/{section}")
        self.key = key
        self.marks: dict[str, str] = {}

    def fields(self, number: int) -> dict[str, Any]:
        return {f"q.{self.key}": f"texte {number}", "marks": json.dumps(self.marks)}

    def hear(self, answer: dict[str, Any]) -> None:
        self.marks = answer["marks"]


def test_ten_kills_lose_nothing_that_was_acknowledged(app, tmp_path):
    """Two phones type in two parts of one form; after each kill the database holds what was last said to be saved,
    or what was sent after it."""

    def prepare() -> dict[str, Any]:
        made = make_response(two_parts())
        return {"response": made.id, "address": f"/q/{response_links.token_of(made)}"}

    with served(tmp_path, prepare) as site:
        phones = [Phone(site, "general", "name"), Phone(site, "means", "remark")]

        def look() -> None:
            said = [phone.acknowledged[-1] for phone in phones]
            with site["app"].app_context():
                values = stored(site["response"]).values
                db.session.remove()
            kept = [int(values[phone.key].removeprefix("texte ")) for phone in phones]
            sent = [phone.sent for phone in phones]
            found = [low <= held <= high for low, held, high in zip(said, kept, sent, strict=True)]
            assert found == [True, True]

        kill_while_typing(site, phones, KILLS, after_each=look)
