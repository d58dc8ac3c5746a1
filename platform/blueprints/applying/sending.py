"""The page that sends: what is missing first, then the declaration and one big button."""

import secrets
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField
from wtforms.validators import InputRequired

from noress.blueprints.applying import bp, present
from noress.blueprints.applying.opening import page
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.rules import sending
from noress.domain.applications.rules.sending import Signed, last_snapshot
from noress.domain.applications.standing import Place, standing_of, why_closed
from noress.domain.applications.wording import wording_of
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.rules.accepting import rules_to_accept
from noress.domain.questionnaires.rules.answering import Incomplete, definition_of
from noress.extensions import db
from noress.web.application_links import open_link
from noress.web.forms import BaseForm, line
from noress.web.headers import private_page
from noress.web.permissions import public


class SendForm(BaseForm):
    """Who signs, and that it is true; the rules of the prize, where they changed since they were accepted."""

    signatory = line(lazy("Nom et fonction de la personne qui signe pour la structure"), required=True)
    declared = BooleanField(
        lazy("Je le déclare au nom de la structure."),
        validators=[InputRequired(lazy("Cochez la déclaration pour envoyer."))],
    )
    rules = BooleanField(lazy("J'ai lu ce règlement et je l'accepte."))


@bp.route("/candidature/<token>/envoyer", methods=["GET", "POST"])
@public
def send(token: str) -> BaseResponse:
    """Sent once, however many tabs; what comes too late stays a draft."""
    person = open_link(token)
    form = SendForm(data={"signatory": person.application.sent_by or ""})
    words = wording_of(person.application.call)
    form.signatory.label.text, form.declared.label.text = words.signatory, words.declared
    if request.method == "GET":
        return _page(token, person, form)
    if not form.validate():
        return _page(token, person, form, 422)
    signed = Signed(
        signatory=form.signatory.data or "", is_declared=bool(form.declared.data),
        key=request.form.get("key", "")[:40] or secrets.token_hex(16),
        version=_number("version"), correction=_number("correction"),
        rules=_number("rules_number") if form.rules.data else None,
    )  # fmt: skip
    try:
        sending.send_application(person=person, signed=signed, now=clock.now())
    except Incomplete:
        db.session.rollback()
        return _page(token, open_link(token), form, 422)
    except RuleError as refused:
        db.session.rollback()
        if refused.code != "closed":
            form.add_error(refused)
        return _page(token, open_link(token), form, refused.status)
    db.session.commit()
    return private_page(redirect(url_for(".receipt", token=token, lang=request.args.get("lang")), 303))


def _page(token: str, person: ApplicationPerson, form: Any, status: int = 200) -> BaseResponse:
    standing = standing_of(person.application, clock.now())
    response = standing.response
    if response is None:
        return private_page(redirect(url_for(".show", token=token), 303))
    definition = definition_of(response)
    is_missing = standing.can_send
    missing = present.missing_of(definition, response) if is_missing else {}
    rules = rules_to_accept(entry_of(person.application)) if standing.can_send else None
    return page(
        "applying/send.html", token, person, status, standing=standing, form=form,
        correction_titles=present.correction_titles(token, standing, definition), key=secrets.token_hex(16),
        missing=present.missing_lines(token, definition, missing), parts=present.answers_of(token, definition, response.values),
        closed_why=None if standing.can_send or standing.place is Place.SENT else why_closed(standing, person.application.call.contact_email),
        snapshot=last_snapshot(response), version=response.version, rules=rules,
        now=clock.now(), time_left=present.time_left_words(standing.deadline, clock.now()) if standing.deadline and standing.deadline > clock.now() else "",
    )  # fmt: skip


def _number(name: str) -> int:
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
