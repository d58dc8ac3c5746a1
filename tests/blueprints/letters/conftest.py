"""The secretariat in front of a session's letters; what it joins to them."""

import io

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.accounts.models import Visibility
from noress.domain.institutions.models import BodyKind
from noress.domain.letters.models import Letter
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.meeting_forms import token_of
from tests.forms import post as send_form

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def institutions(app):
    made = [
        make_institution(f"Membre {n}", name_ar=f"العضو {n}", email=f"contact{n}@exemple.ma" if n != 3 else None,
                         visibility=Visibility.MEMBERS)
        for n in (1, 2, 3)
    ]  # fmt: skip
    for institution in made:
        make_seat(institution, make_person(f"Titulaire de {institution.name}"))
    return made


@pytest.fixture
def meeting(institutions):
    return make_meeting(bodies=[make_body(BodyKind.PLENARY, "Plénière")])


@pytest.fixture
def path(meeting):
    return f"/sessions/{meeting.id}"


@pytest.fixture
def prepared(browser, path):
    """The draft's letters are written."""
    assert send_form(browser, f"{path}/lettre").status_code == 303
    return letters()


@pytest.fixture
def convened(browser, path, prepared):
    assert (
        browser.post(
            f"{path}/convoquer", data={"csrf_token": token_of(browser, f"{path}/convoquer")}
        ).status_code
        == 303
    )
    return letters()


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def scan(browser, path, letter_id="", name="signee.pdf", content=PDF):
    page = f"{path}/lettre/signee"
    return browser.post(
        page, data={"csrf_token": token_of(browser, page), "letter_id": str(letter_id), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )  # fmt: skip
