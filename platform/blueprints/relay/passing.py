"""Passing the questionnaire on, by the link of a structure that has sent its answers."""

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.relay import bp
from noress.blueprints.relay.forms import ContactForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.limits import TooMany
from noress.domain.campaigns import open_links, passing, rules
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.participation_links import actor_of_link, why_closed
from noress.domain.campaigns.rules.relaying import why_not
from noress.extensions import db
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.languages import speak
from noress.web.permissions import public
from noress.web.submitting import attempt


@bp.route("/transmettre/<token>", methods=["GET", "POST"])
@public
def pass_on(token: str) -> BaseResponse:
    """Its own link to forward first; then a name and one address."""
    passer = open_links.find_passer(token)
    if passer is None:
        abort(404)
    speak(passer.language)
    now = clock.now()
    refusal, gone = why_not(passer, now), why_closed(passer.campaign, now)
    if refusal is not None or gone is not None:
        page = render_template(
            "relay/cannot_pass.html", campaign=passer.campaign, why=refusal.message if refusal else gone and gone.message,
            is_over=gone is not None, contact=current_app.config["SETTINGS"].mail_sender,
        )  # fmt: skip
        return private_page(page, 410 if gone is not None else 409)
    form = ContactForm(data={"language": passer.language, "own_name": passer.name})
    is_named = bool(passer.name)
    tried = attempt(form, lambda: _pass_on(passer, form))
    if tried.status:
        page = private_page(_page(passer, form, is_named), tried.status)
        if isinstance(tried.refusal, TooMany):
            page.headers["Retry-After"] = str(tried.refusal.seconds)
        return page
    made: Participant | None = tried.made
    words = _told(made)
    target = url_for(".pass_on", token=token, lang=request.args.get("lang"), _anchor="contacts")
    db.session.commit()
    say(words, "success" if made is not None else "info")
    return private_page(redirect(target, 303))


def _pass_on(passer: Participant, form: ContactForm) -> Participant | None:
    now = clock.now()
    if not passer.name:
        rules.name_passer(passer=passer, name=form.own_name.data or "")
    contact = rules.Contact(
        form.name.data or "", form.address.data or "", form.language.data, is_other=bool(form.is_other.data)
    )
    return rules.pass_on(passer=passer, contact=contact, actor=actor_of_link(passer), now=now)


def _told(made: Participant | None) -> str:
    """The same for answers that are held back, whose mail waits: nobody learns it by trying."""
    if made is None:
        return _(
            "Cette adresse est déjà sollicitée, ou ne souhaite pas l'être : nous ne lui écrivons pas. Votre lien, lui, se "
            "transmet toujours."
        )
    if made.email:
        return _(
            "%(name)s reçoit un courriel, où il est dit que vous avez donné son adresse.", name=made.name
        )
    return _(
        "%(name)s est notée : envoyez-lui le message préparé ci-dessous, ou elle sera appelée.",
        name=made.name,
    )


def _page(passer: Participant, form: ContactForm, is_named: bool) -> str:
    has_alike = bool(form.is_other.errors) or bool(form.is_other.data)
    return render_template(
        "relay/pass_on.html", passer=passer, campaign=passer.campaign, form=form, is_named=is_named,
        passing=passing.read_passing(passer), contacts=passing.list_contacts(passer), has_alike=has_alike,
        action=url_for(".pass_on", token=open_links.relay_token(passer)),
        notice_url=url_for("public.personal_data"),
    )  # fmt: skip
