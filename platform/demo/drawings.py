"""Small drawings that stand where entrants of the demonstration would give photos: flat shapes, drawn here, that say what they are."""

import io
from typing import Any

from flask import current_app

from noress.documents.previews import preview_of
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.standing import response_of
from noress.domain.files.rules import store_file
from noress.domain.juries import copying
from noress.domain.questionnaires.rules import attach_file
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

SIZE = (640, 480)
#: (sky, ground, what stands on it)
COLOURS = (("#cfe8f5", "#d9c48a", "#8a5a2b"), ("#f4e3cf", "#b7c7a3", "#3f6d7d"), ("#e3f0d8", "#9cb27a", "#b3552e"),
           ("#efe1ee", "#c9b48c", "#5b4a86"))  # fmt: skip
MARK = "DESSIN - DEMONSTRATION"
PHOTOS = "photos"


def drawing(place: int) -> bytes:
    """A PNG of some 5 KB: ground, sun, as many houses as its place says."""
    from PIL import Image, ImageDraw, ImageFont

    sky, ground, wall = COLOURS[place % len(COLOURS)]
    picture = Image.new("RGB", SIZE, sky)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 320, *SIZE), fill=ground)
    pen.ellipse((500, 40, 590, 130), fill="#f2b632")
    for turn in range(1 + place % len(COLOURS)):
        left = 50 + turn * 140
        pen.rectangle((left, 230, left + 100, 340), fill=wall)
        pen.polygon(((left - 12, 230), (left + 112, 230), (left + 50, 170)), fill="#6d3b24")
        pen.rectangle((left + 36, 280, left + 64, 340), fill="#fbf6ea")
    pen.rectangle((0, 430, *SIZE), fill="#ffffff")
    pen.text((20, 440), MARK, fill="#333333", font=ImageFont.load_default(26))
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def give_drawing(person: ApplicationPerson, place: int, at: Any) -> None:
    """Joined to the form where it asks for photos, before it is sent."""
    response = response_of(person.application)
    assert response is not None
    question = definition_of(response).question(PHOTOS)
    assert question is not None, "the usual form asks for photos"
    file = store_file(
        name=f"dessin-demonstration-{place + 1}.png", stream=io.BytesIO(drawing(place)), storage=current_app.extensions["storage"],
        max_bytes=1_000_000, actor=Actor.system(), now=at,
    )  # fmt: skip
    attach_file(response=response, question=question, file=file, now=at)


def make_copies(now: Any) -> None:
    """As the worker does once entries are sent: what jurors and the gallery show."""
    storage = current_app.extensions["storage"]
    for source in copying.list_waiting():
        copying.keep(source, copying.make(source, storage, preview_of), storage=storage, now=now)
    db.session.flush()
