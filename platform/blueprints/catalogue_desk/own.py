"""The page behind the link of an entry: no account; it proposes, chooses who reads, asks not to be listed."""

from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.catalogue_desk import bp, present
from noress.blueprints.catalogue_desk.editing import change_of, waiting, withdrawal_page
from noress.blueprints.catalogue_desk.entry_form import data_of, form_for
from noress.blueprints.catalogue_desk.forms import BaseForm, OpposeForm, VersionForm
from noress.core import clock
from noress.core.i18n import language as reader_language
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.links import actor_of_link, structure_of_token
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_keep
from noress.domain.catalogue.rules import keeping, states
from noress.domain.catalogue.rules.changes import withdraw_field
from noress.domain.catalogue.rules.telling import address_of
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from noress.web.drafts import LocalDraft
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import public
from noress.web.submitting import attempt


@bp.get("/ma-structure/<token>")
@public
def own(token: str) -> BaseResponse:
    """What the catalogue says of it, what waits, what may be done. Opening it changes nothing."""
    structure = _find(token)
    page = render_template(
        "catalogue_desk/own.html", structure=structure, token=token, state=present.state_line(structure),
        lines=present.lines_of(structure, read_vocabulary()), waiting=waiting(structure, partial(url_for, ".own_take_back", token=token)),
        done=request.args.get("fait", ""), draft_key=_draft_key(structure),
    )  # fmt: skip
    return private_page(page)


@bp.route("/ma-structure/<token>/modifier", methods=["GET", "POST"])
@public
def own_edit(token: str) -> BaseResponse:
    structure = _find(token)
    form = form_for(read_vocabulary(), structure)
    tried = attempt(form, lambda: _propose(form, structure), stored=lambda: _stored(structure))
    if tried.status:
        page = render_template(
            "catalogue_desk/own_edit.html", form=form, structure=structure, stale=tried.stale, token=token,
            waiting=waiting(structure, partial(url_for, ".own_take_back", token=token)), draft=LocalDraft(_draft_key(structure)),
        )  # fmt: skip
        return private_page(page, tried.status)
    done = "propose" if tried.made is not None else "enregistre"
    db.session.commit()
    return private_page(redirect(url_for(".own", token=token, fait=done, lang=request.args.get("lang")), 303))


def _draft_key(structure: Structure) -> str:
    """What the device keeps of the form belongs to whoever holds the link of that day."""
    return f"structure.{structure.id}.{structure.link_generation}"


def _propose(form: Any, structure: Structure) -> Any:
    reached = address_of(structure)
    return keeping.propose_entry(
        structure=structure, typed=form.typed(structure), version=form.version.data, email=reached[0] if reached else None,
        language=reader_language(), actor=_who(structure), now=clock.now(),
    )  # fmt: skip


def _stored(structure: Structure) -> dict[str, Any]:
    return {name: value for name, value in data_of(structure).items() if name != "schemes"}


@bp.route(
    "/ma-structure/<token>/changements/<int:structure_change_id>/retirer/<name>",
    methods=["GET", "POST"],
)
@public
def own_take_back(token: str, structure_change_id: int, name: str) -> BaseResponse:
    structure = _find(token)
    change = change_of(structure, structure_change_id)
    if change is None:
        return private_page(redirect(url_for(".own", token=token), 303))
    form = VersionForm(data={"version": change.version})
    tried = attempt(
        form, lambda: withdraw_field(
            change=change, name=name, version=form.version.data, actor=_who(structure), now=clock.now()
        ),
    )  # fmt: skip
    if tried.status:
        page = withdrawal_page(change, name, form, url_for(".own", token=token))
        return private_page(page, tried.status)
    db.session.commit()
    return private_page(
        redirect(url_for(".own", token=token, fait="retire", lang=request.args.get("lang")), 303)
    )


@bp.route("/ma-structure/<token>/ne-plus-paraitre", methods=["GET", "POST"])
@public
def own_oppose(token: str) -> BaseResponse:
    structure, form = _find(token), OpposeForm()
    tried = attempt(
        form,
        lambda: states.oppose_structure(
            structure=structure, reason=form.reason.data, actor=_who(structure), now=clock.now()
        ),
    )
    return _answer(token, structure, form, "oppose", tried)


@bp.route("/ma-structure/<token>/paraitre", methods=["GET", "POST"])
@public
def own_lift(token: str) -> BaseResponse:
    structure, form = _find(token), BaseForm()
    tried = attempt(
        form, lambda: states.lift_opposition(structure=structure, actor=_who(structure), now=clock.now())
    )
    return _answer(token, structure, form, "lift", tried)


def _answer(token: str, structure: Structure, form: Any, name: str, tried: Any) -> BaseResponse:
    if tried.status:
        page = render_template(
            f"catalogue_desk/{name}.html", structure=structure, form=form, back_url=url_for(".own", token=token),
            action=url_for(f".own_{name}", token=token),
        )  # fmt: skip
        return private_page(page, tried.status)
    db.session.commit()
    return private_page(redirect(url_for(".own", token=token, fait=name, lang=request.args.get("lang")), 303))


def _find(token: str) -> Structure:
    structure = structure_of_token(token)
    if structure is None:
        abort(404)
    return structure


def _who(structure: Structure) -> Actor:
    """Whoever keeps it while signed in; else the structure itself."""
    actor = current_actor()
    return actor if actor is not None and can_keep(actor, structure) else actor_of_link(structure)
