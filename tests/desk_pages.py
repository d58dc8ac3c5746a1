"""What tests of the desk of applications do with its pages."""

from noress.core.database import writing
from noress.domain.applications.models import ApplicationTie, TieKind
from noress.extensions import db
from tests.factories import make_institution, make_seat, save
from tests.pages import parse

DESK = "/candidatures/"


def fields(page, place=-1):
    """What a browser would send of one of the page's forms."""
    form = parse(page).find_all("form", method="post")[place]
    sent = {}
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = one.get("name"), one.get("type")
        if kind == "file" or (kind in {"checkbox", "radio"} and not one.has_attr("checked")):
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            value = chosen["value"] if chosen else ""
        else:
            value = one.text.lstrip("\n") if one.name == "textarea" else one.get("value", "")
        sent.setdefault(name, []).append(value)
    sent.pop("csrf_token", None)  # of that browser alone
    return sent


def text(page):
    return " ".join(parse(page).get_text(" ").split())


def fresh(model, key):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(model, key)


def change(row, **values):
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def url(application, page=""):
    return f"{DESK}{application.id}{page}"


def tie(application, person):
    """An institution that this person sits for has a part in the file."""
    house = make_institution()
    make_seat(house, person)
    save(ApplicationTie(application_id=application.id, institution_id=house.id, kind=TieKind.PARTNER))
