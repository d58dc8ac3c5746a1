"""Who works on an application: by mail, each with a personal link and a part."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.blueprints.applying import bp
from noress.blueprints.applying.opening import page
from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.i18n import LANGUAGE_NAMES, LANGUAGES, lazy
from noress.core.i18n import gettext as _
from noress.domain.applications.models import ApplicationPerson, Part
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.rules import people as rules
from noress.domain.applications.wording import wording_of
from noress.domain.applications.words import PARTS
from noress.domain.institutions.queries import list_institution_choices
from noress.extensions import db
from noress.web.application_links import open_link
from noress.web.flashes import say
from noress.web.forms import REQUIRED, BaseForm, Checked, line
from noress.web.headers import private_page
from noress.web.permissions import public
from noress.web.submitting import attempt


class InviteForm(BaseForm):
    """One more person."""

    name = line(lazy("Nom ou fonction"), required=True)
    email = line(lazy("Courriel"), required=True, limit=254, validators=[Checked(clean_email)])
    part = RadioField(
        lazy("Que pourra faire cette personne ?"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(part.value, words) for part, words in PARTS.items()],
    )  # fmt: skip
    institution = SelectField(lazy("Institution qui accompagne"), choices=[], validate_choice=True)
    language = SelectField(
        lazy("Langue du courriel"),
        choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
    )


class PartForm(BaseForm):
    part = RadioField(
        lazy("Que pourra faire cette personne ?"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(part.value, words) for part, words in PARTS.items()],
    )  # fmt: skip


@bp.route("/candidature/<token>/personnes", methods=["GET", "POST"])
@public
def people(token: str) -> BaseResponse:
    person = open_link(token)
    application = person.application
    form = InviteForm(data={"language": application.language, "part": Part.EDIT.value})
    choices = [(str(row[0]), str(row[1])) for row in db.session.execute(list_institution_choices())]
    form.institution.choices = [("", str(_("Aucune, ou une autre"))), *choices]
    tried = attempt(form, lambda: _invite(person, form))
    if tried.status:
        person = open_link(token)
        rows = list(db.session.scalars(queries.list_people(person.application_id)))
        return page("applying/people.html", token, person, tried.status, form=form, people=rows)
    say(_("L'invitation part à %(address)s.", address=form.email.data))
    db.session.commit()
    return private_page(redirect(url_for(".people", token=token), 303))


def _invite(person: ApplicationPerson, form: Any) -> ApplicationPerson:
    raw = form.institution.data or ""
    return rules.invite_person(
        application=person.application, name=form.name.data or "", email=form.email.data or "", part=Part(form.part.data),
        language=form.language.data or "fr", institution_id=int(raw) if raw.isdigit() else None, by=person, now=clock.now(),
    )  # fmt: skip


def _other(person: ApplicationPerson, person_id: int) -> ApplicationPerson:
    """Somebody of the same application, who still works on it."""
    found = db.session.get(ApplicationPerson, person_id)
    if found is None or found.application_id != person.application_id or found.removed_at is not None:
        abort(404)
    return found


@bp.route("/candidature/<token>/personnes/<int:worker_id>", methods=["GET", "POST"])
@public
def one_person(token: str, worker_id: int) -> BaseResponse:
    """Another part; and the pages that remove, hand over, send another link."""
    person = open_link(token)
    rules.check_carries(person)
    other = _other(person, worker_id)
    form = PartForm(data={"part": other.part.value})
    tried = attempt(
        form, lambda: rules.change_part(person=other, part=Part(form.part.data), by=person, now=clock.now())
    )
    if tried.status:
        return page(
            "applying/one_person.html",
            token,
            open_link(token),
            tried.status,
            form=form,
            other=_other(person, worker_id),
        )
    say(_("C'est changé."))
    db.session.commit()
    return private_page(redirect(url_for(".people", token=token), 303))


@bp.route("/candidature/<token>/personnes/<int:worker_id>/retirer", methods=["GET", "POST"])
@public
def remove_person(token: str, worker_id: int) -> BaseResponse:
    """Whoever carries it removes anybody else; anybody else may leave."""
    person = open_link(token)
    other = _other(person, worker_id)
    is_self = other.id == person.id
    if not is_self:
        rules.check_carries(person)
    form = BaseForm()
    tried = attempt(form, lambda: rules.remove_person(person=other, by=person, now=clock.now()))
    if tried.status:
        person, other = open_link(token), _other(open_link(token), worker_id)
        return page(
            "applying/remove_person.html",
            token,
            person,
            tried.status,
            form=form,
            other=other,
            is_self=is_self,
        )
    db.session.commit()
    if is_self:
        return private_page(render_template("applying/left.html"))
    say(wording_of(person.application.call).no_longer_works)
    return private_page(redirect(url_for(".people", token=token), 303))


@bp.route("/candidature/<token>/personnes/<int:worker_id>/confier", methods=["GET", "POST"])
@public
def hand_over(token: str, worker_id: int) -> BaseResponse:
    person = open_link(token)
    rules.check_carries(person)
    other = _other(person, worker_id)
    form = BaseForm()
    tried = attempt(form, lambda: rules.hand_over(person=other, by=person, now=clock.now()))
    if tried.status:
        person = open_link(token)
        return page(
            "applying/hand_over.html", token, person, tried.status, form=form, other=_other(person, worker_id)
        )
    say(wording_of(person.application.call).is_entrusted)
    db.session.commit()
    return private_page(redirect(url_for(".people", token=token), 303))


@bp.route("/candidature/<token>/personnes/<int:worker_id>/lien", methods=["GET", "POST"])
@public
def renew_link(token: str, worker_id: int) -> BaseResponse:
    """Another link by mail, after a page that says to which mailbox: the one that is held ends at once."""
    person = open_link(token)
    other = _other(person, worker_id)
    if other.id != person.id:
        rules.check_carries(person)
    form = BaseForm()
    tried = attempt(form, lambda: rules.renew_link(person=other, by=person, now=clock.now()))
    if tried.status:
        person, other = open_link(token), _other(open_link(token), worker_id)
        return page("applying/renew_link.html", token, person, tried.status, form=form, other=other)
    db.session.commit()
    if other.id == person.id:
        return private_page(render_template("applying/link_sent.html", email=other.email))
    say(_("Un nouveau lien part par courriel. L'ancien ne s'ouvre plus."))
    return private_page(redirect(url_for(".people", token=token), 303))
