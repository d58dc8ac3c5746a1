"""One card at a time: the script, the telephone, what the entry says, what the call gave."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.upkeep import bp, present
from noress.blueprints.upkeep.forms import ON_CARD, CardForm, card_form, typed_values
from noress.blueprints.upkeep.sprints import NOTHING, counts_of
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.audience import audience_of, audiences, visible_values
from noress.domain.catalogue.models import Structure
from noress.domain.upkeep import queries, rules
from noress.domain.upkeep.models import CardOutcome, Sprint, SprintCard
from noress.domain.upkeep.rules.cards import Worked
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.places import place_of
from noress.web.submitting import attempt

#: what somebody may want to copy from a card that is theirs no more
_COPIED = ("name_fr", "name_ar", "address", "phone", "email", "website", "note")


@bp.post("/catalogue/gestion/tri/<int:sprint_id>/prendre")
@permission(P.SPRINT_TIDY, loads=Sprint)
def take(sprint: Sprint) -> Any:
    """Nobody else gets this one."""
    try:
        card = rules.take_card(sprint=sprint, actor=acting.actor(), now=clock.now())
    except RuleError as refused:
        db.session.rollback()
        say(str(refused.message), "info")
        return redirect(url_for(".sprint", sprint_id=sprint.id), 303)
    target = url_for(".card", sprint_card_id=card.id) if card else url_for(".sprint", sprint_id=sprint.id)
    db.session.commit()
    if card is None:
        say(_("Aucune carte ne reste pour l'instant."), "info")
    return redirect(target, 303)


@bp.route("/catalogue/gestion/tri/cartes/<int:sprint_card_id>", methods=["GET", "POST"])
@permission(P.SPRINT_TIDY, loads=SprintCard)
def card(card: SprintCard) -> Any:
    actor, structure = acting.actor(), card.structure
    if not _is_theirs(card, actor):
        return _passed_on(card)
    values, readable = _readable(actor, structure)
    form = card_form(values, readable, structure.version)
    tried = attempt(
        form,
        lambda: rules.finish_card(
            card=card, actor=actor, now=clock.now(),
            worked=Worked(
                form.outcome.data, typed_values(form, values), form.note.data or "", form.structure_version.data
            ),
        ),
        stored=lambda: _stored(actor, card.structure),
    )  # fmt: skip
    if tried.refusal is not None and tried.refusal.code in {"held", "not_held", "done", "closed"}:
        return _passed_on(card)
    if tried.status:
        return _page(card, form, values, tried.stale), tried.status
    target = url_for(".sprint", sprint_id=card.sprint_id, _anchor="suite")
    words = _done_words(tried.made, actor)
    db.session.commit()
    say(words)
    return redirect(target, 303)


@bp.post("/catalogue/gestion/tri/cartes/<int:sprint_card_id>/garder")
@permission(P.SPRINT_TIDY, loads=SprintCard)
def keep(card: SprintCard) -> Any:
    """The page is still open: a script says so every few minutes; without it a button does."""
    rules.keep_holding(card=card, actor=acting.actor(), now=clock.now())
    target = url_for(".card", sprint_card_id=card.id)
    db.session.commit()
    return redirect(target, 303)


@bp.route("/catalogue/gestion/tri/cartes/<int:sprint_card_id>/rendre", methods=["POST"])
@permission(P.SPRINT_TIDY, loads=SprintCard)
def give_back(card: SprintCard) -> Any:
    rules.give_back(card=card, actor=acting.actor(), now=clock.now())
    target = url_for(".sprint", sprint_id=card.sprint_id)
    db.session.commit()
    say(_("La carte est rendue : quelqu'un d'autre la prendra."))
    return redirect(target, 303)


def _is_theirs(card: SprintCard, actor: Actor) -> bool:
    return card.done_at is None and card.sprint.closed_at is None and card.held_by_id == actor.person_id


def _passed_on(card: SprintCard) -> Any:
    """Given back, taken by somebody else, done, or the sprint is over: what was typed is shown, to be copied."""
    typed = []
    if request.method == "POST":
        form = CardForm()
        form.commune.choices = []
        typed = [
            (field.label.text, field.raw_data[0]) for field in form
            if field.short_name in _COPIED and field.raw_data and field.raw_data[0].strip()
        ]  # fmt: skip
    return render_template("upkeep/card_away.html", card=card, typed=typed), 409


def _readable(actor: Actor, structure: Structure) -> tuple[dict[str, Any], set[str]]:
    """(values, names of fields) that this person may read, so that nothing hidden is shown nor written over."""
    known = audiences(actor, structure)
    return visible_values(structure, known), {
        name for name in ON_CARD if audience_of(structure, name) in known
    }


def _stored(actor: Actor, structure: Structure) -> dict[str, Any]:
    values, readable = _readable(actor, structure)
    name = values.get("name") or {}
    assert isinstance(name, dict), "a pair of texts"
    found = {key: values.get(key) or "" for key in ON_CARD if key != "name" and key in readable}
    return {**found, "name_fr": name.get("fr", ""), "name_ar": name.get("ar", "")}


def _page(card: SprintCard, form: Any, values: dict[str, Any], stale: Any) -> str:
    structure, now = card.structure, clock.now()
    if stale is not None:
        form.structure_version.raw_data = None
        form.structure_version.process_data(structure.version)
    return render_template(
        "upkeep/card.html", card=card, sprint=card.sprint, structure=structure, form=form, stale=stale,
        reasons=present.reasons_words(card.reasons), phone=values.get("phone"), place=place_of(structure),
        lines=present.lines_of(structure, acting.actor()), counts=counts_of([card.sprint_id]).get(card.sprint_id, NOTHING),
        reports=db.session.scalars(queries.list_open_reports_of(structure.id)).all(),
        vouches=db.session.scalars(queries.list_vouches([structure.id], now - queries.SAID_WITHIN)).all(),
    )  # fmt: skip


def _done_words(outcome: CardOutcome, actor: Actor) -> str:
    if outcome is CardOutcome.NO_REPLY:
        return _("C'est noté. Cette carte reviendra plus tard, deux fois au plus.")
    if outcome is CardOutcome.CORRECTED and not actor.is_secretariat:
        return _("Merci. Le secrétariat relit vos corrections avant de les publier.")
    return _("C'est noté. Merci.")
