"""The timetable of pitches, at the desk: slots, who presents when, telling, who did not come."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.entering import bp
from noress.blueprints.entering.forms import SlotsForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, PitchSlot
from noress.domain.competitions.queries import entering as queries
from noress.domain.competitions.rules import pitches as rules
from noress.domain.reviewing import conflicts
from noress.extensions import db
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.loaders import LOADERS
from noress.web.permissions import permission
from noress.web.submitting import attempt


def _actor() -> Actor:
    actor = current_actor()
    assert actor is not None, "the permission asks for somebody signed in"
    return actor


@bp.route("/concours/gestion/<int:competition_id>/oraux", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def pitches(competition: Competition) -> Any:
    """By their hour; whoever stands aside from a file sees nothing of its place."""
    form = SlotsForm()
    tried = attempt(form, lambda: _add(competition, form))
    if tried.status:
        return _page(competition, form, tried.status)
    competition_id = competition.id
    db.session.commit()
    say(ngettext("%(num)s horaire ajouté.", "%(num)s horaires ajoutés.", tried.made))
    return private_page(redirect(url_for(".pitches", competition_id=competition_id), 303))


def _page(competition: Competition, form: SlotsForm, status: int) -> Any:
    recused = conflicts.recused_ids(_actor(), conflicts.APPLICATION)
    slots = db.session.scalars(queries.list_slots(competition.id, recused)).all()
    waiting = db.session.scalars(queries.list_without_slot(competition.id, recused)).all()
    now = clock.now()
    page = render_template(
        "entering/pitches.html", competition=competition, call=competition.call, slots=slots, waiting=waiting, form=form,
        now=now, untold=sum(one.application_id is not None and one.told_at is None and one.starts_at > now for one in slots),
        has_free=any(one.application_id is None and one.starts_at > now for one in slots),
    )  # fmt: skip
    return private_page(page, status)


def _add(competition: Competition, form: SlotsForm) -> int:
    row = rules.Row(
        starts_at=clock.to_utc(form.starts_at.data), minutes=form.minutes.data, count=form.count.data,
        pause=form.pause.data, place=form.place.data or "",
    )  # fmt: skip
    return rules.add_slots(competition=competition, row=row, actor=_actor(), now=clock.now())


@bp.post("/concours/gestion/<int:competition_id>/oraux/repartir")
@permission(P.COMPETITION_MANAGE, loads=Competition)
def fill_pitches(competition: Competition) -> Any:
    competition_id = competition.id
    placed = rules.fill(competition=competition, actor=_actor(), now=clock.now())
    db.session.commit()
    say(ngettext("%(num)s dossier placé.", "%(num)s dossiers placés.", placed))
    return private_page(redirect(url_for(".pitches", competition_id=competition_id), 303))


@bp.post("/concours/gestion/<int:competition_id>/oraux/annoncer")
@permission(P.COMPETITION_MANAGE, loads=Competition)
def tell_pitches(competition: Competition) -> Any:
    competition_id = competition.id
    told = rules.tell(competition=competition, actor=_actor(), now=clock.now())
    db.session.commit()
    say(ngettext("%(num)s dossier prévenu par courriel.", "%(num)s dossiers prévenus par courriel.", told))
    return private_page(redirect(url_for(".pitches", competition_id=competition_id), 303))


@bp.post("/concours/gestion/oraux/<int:pitch_slot_id>/dossier")
@permission(P.COMPETITION_MANAGE, loads=PitchSlot)
def place_pitch(slot: PitchSlot) -> Any:
    """Of a number chosen in the list; nothing chosen: nobody."""
    competition_id, raw, version = (
        slot.competition_id,
        request.form.get("application", ""),
        request.form.get("version", ""),
    )
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    application = LOADERS[Application](_actor(), number) if number is not None else None
    if number is not None and application is None:
        raise RuleError("unknown", _("Ce dossier n'est pas de ce concours."), status=404)
    rules.put_entry(
        slot=slot, application=application, actor=_actor(), now=clock.now(),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
    )  # fmt: skip
    db.session.commit()
    say(_("L'horaire est changé."))
    return private_page(redirect(url_for(".pitches", competition_id=competition_id), 303))


@bp.post("/concours/gestion/oraux/<int:pitch_slot_id>/absence")
@permission(P.COMPETITION_MANAGE, loads=PitchSlot)
def mark_missed(slot: PitchSlot) -> Any:
    competition_id = slot.competition_id
    is_missed = request.form.get("missed") == "1"
    rules.mark_missed(slot=slot, is_missed=is_missed, actor=_actor(), now=clock.now())
    db.session.commit()
    say(_("L'absence est notée.") if is_missed else _("La présence est notée."))
    return private_page(redirect(url_for(".pitches", competition_id=competition_id), 303))


@bp.post("/concours/gestion/oraux/<int:pitch_slot_id>/retirer")
@permission(P.COMPETITION_MANAGE, loads=PitchSlot)
def remove_slot(slot: PitchSlot) -> Any:
    competition_id = slot.competition_id
    rules.remove_slot(slot=slot, actor=_actor(), now=clock.now())
    db.session.commit()
    say(_("L'horaire est retiré."))
    return private_page(redirect(url_for(".pitches", competition_id=competition_id), 303))
