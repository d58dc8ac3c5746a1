"""What a block refuses: too long, too many fields, typed by somebody who may not any more, or too late."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from noress.core.database import writing
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.minutes.models import BlockKind, Minutes, MinutesBlock, MinutesState
from noress.domain.minutes.values import MOST_SIGNS
from noress.extensions import db
from tests.blueprints.minutes.conftest import NOW, fields, fresh, page_of
from tests.factories import (
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
)
from tests.factories.minutes import make_block, make_held_meeting, make_minutes
from tests.forms import errors_of
from tests.pages import parse
from tests.posting import post

JSON = {"headers": {"Accept": "application/json"}}


def test_600_kilobytes_of_text_are_refused_with_the_limit_and_kept_on_the_page(secretary):
    block = make_block(make_minutes())
    text = "نص طويل جدا " * 25_000
    assert len(text.encode()) > 500_000
    for typed, kwargs in ((text, {}), (text[: MOST_SIGNS + 10], {"content_type": "multipart/form-data"})):
        response = post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_ar=typed), **kwargs)
        assert response.status_code == 422
        assert "en prend 100 000 au plus" in errors_of(response)["text_ar"]
        assert parse(response).select_one("[name=text_ar]").get_text().strip() == typed.strip()
    refused = post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_ar=text), **JSON)
    assert (refused.status_code, refused.json["error"]) == (422, "refused")
    assert "300\u202f" in refused.json["message"] or "299\u202f" in refused.json["message"]
    assert fresh(MinutesBlock, block.id).version == 1


def test_the_longest_text_is_taken(secretary):
    block = make_block(make_minutes(), ar="")
    response = post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_fr="é" * MOST_SIGNS))
    assert response.status_code == 303


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_1001_fields_are_refused_in_words(secretary, content_type):
    block = make_block(make_minutes())
    many = {f"champ{n}": "x" for n in range(1001)}
    response = post(
        secretary,
        f"/sessions/blocs/{block.id}",
        {**fields(block, text_fr="Gardé"), **many},
        content_type=content_type,
    )
    assert response.status_code == 413
    assert "il en prend 1000 au plus" in response.get_data(as_text=True)
    assert parse(response).select_one("[name=text_fr]").get_text().strip() == "Gardé"
    added = post(
        secretary,
        f"{page_of(fresh(Minutes, block.minutes_id))}/blocs",
        {"kind": "note", **many},
        content_type=content_type,
    )
    assert added.status_code == 413
    assert fresh(MinutesBlock, block.id).version == 1
    assert db.session.scalar(select(func.count(MinutesBlock.id))) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"votes_for": "douze"}, "votes_for"), ({"votes_for": "-1"}, "votes_for"), ({"due_on": "demain"}, "due_on"),
        ({"mode": "tirage au sort"}, "mode"), ({"kind": "poème"}, "kind"), ({"owner": "x" * 201}, "owner"),
        ({"agenda_item_id": "999999"}, "agenda_item_id"),
    ],
)  # fmt: skip
def test_what_no_field_can_hold_is_told_beside_it(secretary, values, field):
    block = make_block(make_minutes(), "Gardé", kind=BlockKind.ACTION)
    response = post(secretary, f"/sessions/blocs/{block.id}", fields(block, **values))
    assert response.status_code == 422
    assert field in errors_of(response)
    assert fresh(MinutesBlock, block.id).version == 1


def test_signs_that_a_database_refuses_are_dropped(secretary):
    block = make_block(make_minutes(), ar="")
    post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_fr="un\x00deux\x0btrois\u2028quatre"))
    assert fresh(MinutesBlock, block.id).text["fr"] == "undeux\ntrois\nquatre"


def test_a_person_removed_while_writing_is_asked_to_sign_in_and_their_text_is_kept(app, login_as):
    from noress.domain.accounts.models import SavedPost

    body = make_body(BodyKind.COMMITTEE)
    institution = make_institution("Celle qui rapporte")
    seat = make_seat(institution, make_person("Rapporteure"))
    mandate = make_mandate(body, institution_id=institution.id, role=MandateRole.RAPPORTEUR)
    minutes = make_minutes(make_held_meeting(bodies=[body]))
    block = make_block(minutes)
    browser = login_as(seat.person, seat)
    assert browser.get(page_of(minutes)).status_code == 200
    with writing():  # the mandate ends: she may still sign in, but not write
        db.session.get(type(mandate), mandate.id).ends_on = NOW.date() - timedelta(days=1)
        db.session.commit()
    response = post(
        browser, f"/sessions/blocs/{block.id}", fields(block, text_fr="Ce que j'écrivais"), **JSON
    )
    assert response.status_code == 404
    with writing():  # the seat is closed: the sign-in is over
        db.session.get(type(seat), seat.id).closed_at = NOW
        db.session.commit()
    response = post(browser, f"/sessions/blocs/{block.id}", fields(block, text_fr="Ce que j'écrivais"))
    assert response.status_code == 303
    assert response.location.startswith("/connexion")
    saved = db.session.scalars(select(SavedPost)).one()
    assert ["text_fr", "Ce que j'écrivais"] in saved.fields
    assert fresh(MinutesBlock, block.id).version == 1


@pytest.mark.parametrize("state", [MinutesState.APPROVED, MinutesState.PUBLISHED])
def test_an_approved_record_takes_nothing_by_any_address(secretary, state):
    minutes = make_minutes(state=state)
    block = make_block(minutes)
    for address, data in (
        (f"/sessions/blocs/{block.id}", fields(block, text_fr="Autre")), (f"/sessions/blocs/{block.id}/retablir", {}),
        (f"/sessions/blocs/{block.id}/versions/reprendre", {"version": 1}), (f"{page_of(minutes)}/blocs", {"kind": "note"}),
        (f"{page_of(minutes)}/constats", {"version": 0, "what": "finding", "text_fr": "x"}),
        (f"{page_of(minutes)}/en-tete", {"version": minutes.version, "chaired_by": "x"}),
        (f"{page_of(minutes)}/diffuser", {"day": "2026-12-01", "hour": "18:00"}),
    ):  # fmt: skip
        response = post(secretary, address, data)
        assert (address, response.status_code) == (address, 409)
    assert fresh(MinutesBlock, block.id).version == 1
    assert parse(secretary.get(page_of(minutes))).select("textarea") == []
