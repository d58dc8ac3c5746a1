"""A conversation by the mailed link of each side; signed-in keepers of the structure open it from their duties."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.guidance import bp, present
from noress.blueprints.guidance.forms import CloseForm, MessageForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES, set_language
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.links import actor_of_link
from noress.domain.guidance import rules
from noress.domain.guidance.links import (
    actor_of_asker,
    conversation_token,
    find_conversation,
    is_page_token,
    page_token,
)
from noress.domain.guidance.models import ContactRequest, ContactState
from noress.domain.guidance.rules.following import search_values
from noress.extensions import db
from noress.web import acting
from noress.web.csrf import open_to_machines
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.languages import COOKIE
from noress.web.permissions import permission, public
from noress.web.submitting import attempt


@bp.route("/contact/<token>", methods=["GET", "POST"])
@public
@open_to_machines
def conversation(token: str) -> BaseResponse:
    """Whichever side holds the link reads and writes as that side."""
    contact, is_structure = _opened(token)
    form = MessageForm()
    actor = actor_of_link(contact.structure) if is_structure else actor_of_asker(contact)
    tried = attempt(form, lambda: _write(contact, form, is_structure, actor))
    if tried.status:
        return private_page(_page(contact, form, is_structure, token=token), tried.status)
    target = url_for(".conversation", token=token, lang=request.args.get("lang"), envoye=1)
    db.session.commit()
    return private_page(redirect(target, 303))


@bp.route("/contact/<token>/terminer", methods=["GET", "POST"])
@public
@open_to_machines
def close(token: str) -> BaseResponse:
    """Who asked says whether it helped; nothing is written there any more."""
    contact, is_structure = _opened(token)
    if is_structure:
        abort(404)
    form = CloseForm()

    def end() -> None:
        _check_page(contact)
        rules.close_request(
            request=contact, helped=form.helped.data == "yes", actor=actor_of_asker(contact), now=clock.now()
        )

    tried = attempt(form, end)
    if tried.status:
        page = render_template(
            "guidance/close.html",
            contact=contact,
            form=form,
            token=token,
            page_token=page_token(contact.id, clock.now()),
        )
        return private_page(page, tried.status)
    target = url_for(".conversation", token=token, lang=request.args.get("lang"))
    db.session.commit()
    return private_page(redirect(target, 303))


@bp.route("/aiguillage/demandes/<int:contact_request_id>", methods=["GET", "POST"])
@permission(P.CONTACT_ANSWER, loads=ContactRequest)
def show_request(contact: ContactRequest) -> Any:
    """For whoever keeps the structure, signed in; the secretariat, for those that it reaches by telephone."""
    form = MessageForm()
    tried = attempt(
        form,
        lambda: rules.write_message(
            request=contact, is_from_structure=True, text=form.text.data or "", actor=acting.actor(), now=clock.now()
        ),
    )  # fmt: skip
    if tried.status:
        return private_page(_page(contact, form, True), tried.status)
    target = url_for(".show_request", contact_request_id=contact.id)
    db.session.commit()
    say(_("Votre réponse est enregistrée."))
    return redirect(target, 303)


def _opened(token: str) -> tuple[ContactRequest, bool]:
    found = find_conversation(token, now=clock.now())
    if found is None:
        abort(404)
    contact, is_structure, is_open = found
    if not is_open:
        abort(410)
    if (
        not is_structure
        and request.args.get("lang") not in LANGUAGES
        and request.cookies.get(COOKIE) not in LANGUAGES
    ):
        set_language(contact.language)
    return contact, is_structure


def _check_page(contact: ContactRequest) -> None:
    if present.is_elsewhere() or not is_page_token(contact.id, request.form.get("csrf_token"), clock.now()):
        message = _("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton.")
        raise RuleError("old_page", message)


def _write(contact: ContactRequest, form: MessageForm, is_structure: bool, actor: Actor) -> None:
    _check_page(contact)
    rules.write_message(
        request=contact,
        is_from_structure=is_structure,
        text=form.text.data or "",
        actor=actor,
        now=clock.now(),
    )


def _page(contact: ContactRequest, form: MessageForm, is_structure: bool, token: str | None = None) -> Any:
    """`token`: opened by a link, with the secret of its page; else by somebody signed in."""
    return render_template(
        "guidance/conversation.html", contact=contact, form=form, is_structure=is_structure, token=token,
        page_token=page_token(contact.id, clock.now()) if token else None,
        action=request.path, is_over=contact.state is ContactState.CLOSED, is_sent="envoye" in request.args,
        search=search_values(contact), secretariat=present.contact(),
        own_token=None if is_structure else conversation_token(contact, is_structure=False),
    )  # fmt: skip
