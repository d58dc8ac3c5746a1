"""Open pages with a draft, as their script and their buttons treat them."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from noress.domain.drafts.models import FormDraft
from noress.extensions import db
from tests.pages import parse
from tests.posting import post

SCRIPT = {"Accept": "application/json"}


def form_of(response: Any) -> Any:
    """The long form of a page."""
    return parse(response).select_one("form[data-draft]")


def fields_of(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would post of it, but for the token that tests/posting.py gives."""
    fields: dict[str, Any] = {}
    for tag in form_of(response).select("input[name], textarea[name], select[name]"):
        if tag.get("type") == "file" or (
            tag.get("type") in {"checkbox", "radio"} and not tag.has_attr("checked")
        ):
            continue
        if tag.name == "select":
            chosen = tag.select_one("option[selected]") or tag.select_one("option")
            fields[tag["name"]] = chosen["value"] if chosen else ""
        elif tag["name"] != "csrf_token":
            value = tag.get("value", "") if tag.name == "input" else tag.text.lstrip("\r\n")
            fields.setdefault(tag["name"], []).append(value)
    return {**fields, **changes}


def value_of(response: Any, name: str) -> str:
    """What a text field of the form shows."""
    tag = form_of(response).select_one(f"[name={name}]")
    return str(tag.get("value", "") if tag.name == "input" else tag.text.lstrip("\r\n"))


def keep(browser: FlaskClient, response: Any, **changes: Any) -> Any:
    """What the page's script sends."""
    return post(
        browser, form_of(response)["data-draft-url"], fields_of(response, **changes), headers=dict(SCRIPT)
    )


def keep_by_hand(browser: FlaskClient, response: Any, **changes: Any) -> Any:
    """What the button for browsers without scripts sends."""
    button = form_of(response).select_one(".draft-later button")
    return post(browser, button["formaction"], fields_of(response, **changes))


def make_draft(browser: FlaskClient, address: str, **typed: str) -> FormDraft:
    """Open a form, type, and go away without sending it."""
    answer = keep(browser, browser.get(address), **typed)
    assert answer.status_code == 200, answer.status_code
    return db.session.scalars(select(FormDraft).where(FormDraft.mark == answer.get_json()["mark"])).one()


def drafts() -> list[FormDraft]:
    db.session.expire_all()
    return list(db.session.scalars(select(FormDraft).order_by(FormDraft.id)))


def kept(name: str) -> str:
    """The value of a field in the only draft there is."""
    (draft,) = drafts()
    return dict(draft.fields)[name]
