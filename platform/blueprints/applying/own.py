"""The applications of whoever is signed in."""

from typing import Any

from flask import render_template

from noress.blueprints.applying import bp
from noress.core import clock
from noress.domain.accounts.permissions import P
from noress.domain.applications.duties import people_of, standings_of
from noress.domain.applications.links import token_of
from noress.domain.applications.words import public_words
from noress.web.identity import current_actor
from noress.web.permissions import permission


@bp.get("/mes-candidatures")
@permission(P.OWN_ACCOUNT)
def own() -> Any:
    """Of their account and its mailbox, each with its state and its hour."""
    actor = current_actor()
    assert actor is not None
    rows = [
        (person, standing, *public_words(person.application, standing), token_of(person))
        for person, standing in standings_of(people_of(actor), clock.now())
    ]
    return render_template("applying/own.html", rows=rows)
