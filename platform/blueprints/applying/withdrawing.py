"""Taking an application back, after a page that says what follows."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.applying import bp
from noress.blueprints.applying.opening import page
from noress.core import clock
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.rules import people as people_rules
from noress.domain.applications.rules.withdrawing import withdraw_application
from noress.domain.applications.standing import is_open
from noress.domain.applications.wording import wording_of
from noress.extensions import db
from noress.web.application_links import open_link
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.headers import private_page
from noress.web.permissions import public
from noress.web.submitting import attempt


@bp.route("/candidature/<token>/retirer", methods=["GET", "POST"])
@public
def withdraw(token: str) -> BaseResponse:
    person = open_link(token)
    people_rules.check_carries(person)
    form = BaseForm()
    tried = attempt(form, lambda: withdraw_application(person=person, now=clock.now()))
    if tried.status:
        person = open_link(token)
        people = list(db.session.scalars(queries.list_people(person.application_id)))
        can_begin = is_open(person.application, clock.now()) and person.application.stage == 1
        return page(
            "applying/withdraw.html",
            token,
            person,
            tried.status,
            form=form,
            people=people,
            can_begin=can_begin,
        )
    say(wording_of(person.application.call).is_withdrawn)
    db.session.commit()
    return private_page(redirect(url_for(".show", token=token), 303))
