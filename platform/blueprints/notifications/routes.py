"""Choosing on one's account, or stopping a subject from the mail itself, without signing in."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.notifications import bp
from noress.blueprints.notifications.forms import ChoicesForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.identity import build_actor
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.notifications import rules, stop_links
from noress.domain.notifications.models import Topic
from noress.domain.notifications.rules import choosing
from noress.extensions import db
from noress.web import acting
from noress.web.csrf import open_to_machines
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.languages import speak
from noress.web.permissions import permission, public
from noress.web.submitting import attempt


@bp.route("/mon-compte/notifications", methods=["GET", "POST"])
@permission(P.OWN_ACCOUNT)
def edit() -> Any:
    """Subject by subject: at once, every day, every week, never. What must be known is not on the list."""
    person = db.session.get_one(Person, acting.actor().person_id)
    stored = {topic.value: frequency.value for topic, frequency in rules.frequencies_of(person.id).items()}
    form = ChoicesForm(data=stored)
    tried = attempt(
        form, lambda: rules.choose(person=person, wanted=form.wanted(), actor=acting.actor(), now=clock.now())
    )
    if tried.status:
        return render_template("notifications/edit.html", form=form, person=person), tried.status
    db.session.commit()
    say(_("Vos choix sont enregistrés. Ils valent pour les prochaines nouvelles."))
    return redirect(url_for(".edit"), 303)


@bp.route("/nouvelles/<name>/arreter/<token>", methods=["GET", "POST"])
@public
@open_to_machines
def stop(name: str, token: str) -> BaseResponse:
    """The page behind the link of an optional mail; opening it changes nothing. Mail programs post here by
    themselves when their reader presses "unsubscribe" (RFC 8058): the link's own secret is enough."""
    person, topics = _open(name, token)
    if request.method == "GET":
        page = render_template(
            "notifications/stop.html", person=person, name=name, topics=topics, token=token,
            is_stopped=choosing.is_stopped(person, topics), is_shared=len(choosing.list_readers(person)) > 1,
        )  # fmt: skip
        return private_page(page)
    rules.stop(person=person, topics=topics, actor=_actor_of_link(person), now=clock.now())
    db.session.commit()
    return private_page(redirect(_back(name, token), 303))


@bp.post("/nouvelles/<name>/reprendre/<token>")
@public
def resume(name: str, token: str) -> BaseResponse:
    """It was stopped by mistake: as usual again."""
    person, topics = _open(name, token)
    rules.resume(person=person, topics=topics, actor=_actor_of_link(person), now=clock.now())
    db.session.commit()
    return private_page(redirect(_back(name, token), 303))


def _open(name: str, token: str) -> tuple[Person, list[Topic]]:
    """Whom the link was sent to, in their language unless they chose another one."""
    topics, person = stop_links.topics_of(name), stop_links.find_person(name, token)
    if topics is None or person is None:
        abort(404)
    speak(person.language)
    return person, topics


def _back(name: str, token: str) -> str:
    return url_for(".stop", name=name, token=token, lang=request.args.get("lang"))


def _actor_of_link(person: Person) -> Any:
    return build_actor(person, seat=None, now=clock.now(), method="link")
