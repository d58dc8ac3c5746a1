"""The home page of an application: what nobody can mistake, what is left to do, who works on it."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.applying import bp, present
from noress.blueprints.applying.opening import page
from noress.core import clock
from noress.domain.applications.models import WITHDRAWABLE, ApplicationState, Part
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.queries.opinions import list_shown
from noress.domain.applications.rules import people as rules
from noress.domain.applications.rules.sending import last_snapshot
from noress.domain.applications.standing import standing_of, why_closed
from noress.domain.applications.words import PARTS
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.rules.payees import asks_payee
from noress.domain.competitions.rules.pitches import slot_of
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from noress.web.application_links import open_link
from noress.web.headers import private_page
from noress.web.permissions import public

#: told: there is a letter to read
DECIDED = frozenset({ApplicationState.SELECTED, ApplicationState.RESERVE, ApplicationState.REJECTED})


@bp.get("/candidature/<token>")
@public
def show(token: str) -> BaseResponse:
    """Opening it changes nothing; somebody who was invited says so by a button."""
    person = open_link(token)
    application, now = person.application, clock.now()
    standing = standing_of(application, now)
    people = list(db.session.scalars(queries.list_people(application.id)))
    if person.accepted_at is None and person.part is not Part.OWNER:
        owner = next((one for one in people if one.part is Part.OWNER), None)
        return page(
            "applying/invited.html", token, person, standing=standing, owner=owner, part=PARTS[person.part]
        )
    response, entry = standing.response, entry_of(application)
    definition = definition_of(response) if response is not None else None
    missing = present.missing_of(definition, response) if definition and response else {}
    has_time = standing.deadline is not None and standing.deadline > now
    return page(
        "applying/show.html", token, person, standing=standing, people=people, missing=missing,
        parts=present.parts_of(token, definition, response) if definition and response else [],
        papers=present.papers_of(token, definition, response) if definition and response else [],
        time_left=present.time_left_words(standing.deadline, now) if has_time and standing.deadline else "",
        closed_why=None if standing.can_change else why_closed(standing, application.call.contact_email),
        correction_titles=present.correction_titles(token, standing, definition),
        snapshot=last_snapshot(response), note_snapshot=last_snapshot(application.note_response), comments=db.session.scalar(queries.count_open_comments(application.id)),
        awaits=bool(db.session.execute(queries.count_awaiting([application.id])).first()),
        has_opinions=db.session.scalars(list_shown(application.id).limit(1)).first() is not None,
        entry=entry, pitch=slot_of(application) if entry else None, asks_payee=entry is not None and asks_payee(entry),
        is_decided=application.public_state in DECIDED, can_withdraw=person.part is Part.OWNER and application.public_state in WITHDRAWABLE,
    )  # fmt: skip


@bp.post("/candidature/<token>/accepter")
@public
def accept(token: str) -> BaseResponse:
    person = open_link(token)
    rules.accept_invitation(person=person, now=clock.now())
    db.session.commit()
    return private_page(redirect(url_for(".show", token=token, lang=request.args.get("lang")), 303))
