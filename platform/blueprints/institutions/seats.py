"""Seats: opening, correcting, inviting, closing."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.institutions import bp
from noress.blueprints.institutions.forms import (
    CloseSeatForm,
    EditSeatForm,
    InviteSeatForm,
    OpenSeatForm,
    fields_of,
    options,
    row_choices,
)
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.institutions import queries, rules
from noress.domain.institutions.models import Institution, Seat
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/institutions/<int:institution_id>/sieges/nouveau", methods=["GET", "POST"])
@permission(P.SEAT_MANAGE, loads=Institution)
def open_seat(institution: Institution) -> Any:
    """A person, known or new, begins to speak for the institution."""
    form = draft_form(OpenSeatForm, data={"starts_on": clock.today()})
    form.person_id.choices = _persons()
    waiting = db.session.scalars(queries.list_seats_awaiting_successor(institution.id)).all()
    form.succeeds_id.choices = _seat_options(waiting, _("Personne"))
    tried = attempt(form, lambda: _open(institution, form))
    if tried.status:
        page = render_template(
            "institutions/open_seat.html", institution=institution, form=form, waiting=waiting
        )
        return page, tried.status
    db.session.commit()
    if form.invite.data:
        say(_("Le siège est ouvert. L'invitation part à %(address)s.", address=tried.made.person.email))
    else:
        say(_("Le siège est ouvert. Invitez maintenant cette personne à ouvrir son compte."))
    return redirect(url_for(".show", institution_id=institution.id), 303)


def _open(institution: Institution, form: OpenSeatForm) -> Seat:
    actor, now = current_actor(), clock.now()
    seat = rules.open_seat(
        institution=institution, person=_person(form), kind=form.kind.data, starts_on=form.starts_on.data,
        ends_on=form.ends_on.data, designation=form.designation.data,
        succeeds=db.session.get(Seat, form.succeeds_id.data) if form.succeeds_id.data else None,
        actor=actor, now=now,
    )  # fmt: skip
    if form.invite.data:
        rules.invite_seat(seat=seat, email=seat.person.email, actor=actor, now=now)
    return seat


@bp.route("/sieges/<int:seat_id>/modifier", methods=["GET", "POST"])
@permission(P.SEAT_MANAGE, loads=Seat)
def edit_seat(seat: Seat) -> Any:
    form = draft_form(EditSeatForm, data=_seat_data(seat))
    tried = attempt(form, lambda: rules.edit_seat(
        seat=seat, kind=form.kind.data, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
        designation=form.designation.data, version=form.version.data, actor=current_actor(), now=clock.now(),
    ), stored=lambda: _seat_data(seat))  # fmt: skip
    if tried.status:
        page = render_template("institutions/edit_seat.html", seat=seat, form=form, stale=tried.stale)
        return page, tried.status
    db.session.commit()
    say(_("Le siège est enregistré."))
    return redirect(url_for(".show", institution_id=seat.institution_id), 303)


@bp.route("/sieges/<int:seat_id>/inviter", methods=["GET", "POST"])
@permission(P.SEAT_MANAGE, loads=Seat)
def invite_seat(seat: Seat) -> Any:
    """Say to whom the invitation goes, then send it."""
    form = InviteSeatForm(data={"email": seat.person.email})
    tried = attempt(
        form,
        lambda: rules.invite_seat(seat=seat, email=form.email.data, actor=current_actor(), now=clock.now()),
    )
    if tried.status:
        return render_template("institutions/invite_seat.html", seat=seat, form=form), tried.status
    db.session.commit()
    say(_("L'invitation part à %(address)s. Elle ne sert qu'une fois.", address=form.email.data))
    return redirect(url_for(".show", institution_id=seat.institution_id), 303)


@bp.route("/sieges/<int:seat_id>/fermer", methods=["GET", "POST"])
@permission(P.SEAT_MANAGE, loads=Seat)
def close_seat(seat: Seat) -> Any:
    """What will happen, to whom, and who takes over; then it happens at once."""
    if seat.closed_at is not None:
        raise RuleError("closed", _("Ce siège est déjà fermé. Un siège fermé ne rouvre pas."), status=409)
    form = CloseSeatForm(data={"ends_on": clock.today()})
    form.person_id.choices = _persons()
    open_seats = db.session.scalars(queries.list_open_seats_of(seat.institution_id)).all()
    others = [other for other in open_seats if other.id != seat.id]
    form.successor_id.choices = _seat_options(others, _("Personne pour le moment"))
    tried = attempt(form, lambda: _close(seat, form))
    if tried.status:
        return _close_page(seat, form, has_others=bool(others)), tried.status
    is_told = seat.successor is not None and bool(seat.successor.person.email)
    db.session.commit()
    if is_told:
        say(
            _(
                "Le siège est fermé : son accès a pris fin. Un courriel dit à la personne qui prend la suite ce qui l'attend."
            )
        )
    else:
        say(_("Le siège est fermé : son accès a pris fin. Un siège fermé ne rouvre pas."))
    return redirect(url_for(".show", institution_id=seat.institution_id), 303)


def _close(seat: Seat, form: CloseSeatForm) -> None:
    """The successor's seat is opened first when it is somebody else's first."""
    actor, now = current_actor(), clock.now()
    successor = db.session.get(Seat, form.successor_id.data) if form.successor_id.data else None
    if form.wants_new_seat():
        successor = rules.open_seat(
            institution=seat.institution, person=_person(form), kind=seat.kind, starts_on=clock.today(now),
            actor=actor, now=now,
        )  # fmt: skip
        if form.invite.data:
            rules.invite_seat(seat=successor, email=successor.person.email, actor=actor, now=now)
    rules.close_seat(seat=seat, successor=successor, ends_on=form.ends_on.data, actor=actor, now=now)


def _close_page(seat: Seat, form: CloseSeatForm, *, has_others: bool) -> str:
    invitations = db.session.scalars(queries.list_coming_invitations(seat.id, clock.now())).all()
    mandates = db.session.scalars(queries.list_mandates_of_seat(seat, clock.today())).all()
    unused = db.session.scalars(queries.list_unused_account_invitations(seat.id)).all()
    return render_template(
        "institutions/close_seat.html", seat=seat, form=form, has_others=has_others,
        invitations=invitations, mandates=mandates, unused=unused, followed=rules.count_followed(seat),
    )  # fmt: skip


def _person(form: Any) -> Person | rules.NewPerson:
    if form.person_id.data:
        person = db.session.get(Person, form.person_id.data)
        assert person is not None, "the form refuses what is not among its choices"
        return person
    return rules.NewPerson(
        name=form.name.data, email=form.email.data, phone=form.phone.data, language=form.language.data,
        is_shared_address=form.is_shared.data,
    )  # fmt: skip


def _persons() -> list[tuple[str, Any]]:
    return row_choices(db.session.execute(queries.list_person_choices()).all(), _("Choisissez"))


def _seat_options(seats: Iterable[Seat], empty: str) -> Any:
    return options(
        ((str(s.id), _("%(name)s, %(kind)s", name=s.person.shown_name, kind=s.kind.label)) for s in seats),
        empty=empty,
    )


def _seat_data(seat: Seat) -> dict[str, Any]:
    return fields_of(seat, plain=("kind", "starts_on", "ends_on", "designation", "version"))
