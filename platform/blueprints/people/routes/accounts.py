"""What may be done with a person's account: inviting, suspending, reinstating, resetting the second factor."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.people import bp
from noress.blueprints.people.forms import InviteForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts import queries, rules
from noress.domain.accounts.models import Account, AccountInvitation, Person
from noress.domain.accounts.permissions import P
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/personnes/<int:person_id>/inviter", methods=["GET", "POST"])
@permission(P.PERSON_MANAGE, loads=Person)
def invite(person: Person) -> Any:
    """Say what the invitation does, then send it."""
    form = InviteForm(data={"email": person.email})
    tried = attempt(form, lambda: rules.invite_person(
        person=person, email=form.email.data or "", actor=acting.actor(), now=clock.now()
    ))  # fmt: skip
    if tried.status:
        return render_template("people/invite.html", form=form, person=person), tried.status
    db.session.commit()
    address = tried.made.email
    say(_("L'invitation part à %(address)s. Elle sert une fois, pendant quatorze jours.", address=address))
    return redirect(url_for(".show", person_id=person.id), 303)


@bp.route("/personnes/<int:person_id>/invitations/<int:invitation_id>/retirer", methods=["GET", "POST"])
@permission(P.PERSON_MANAGE, loads=Person)
def revoke_invitation(person: Person, invitation_id: int) -> Any:
    invitation = db.session.get(AccountInvitation, invitation_id)
    if invitation is None or invitation.person_id != person.id:
        abort(404)
    if request.method == "GET":
        return render_template("people/revoke_invitation.html", person=person, invitation=invitation)
    rules.revoke_invitation(invitation=invitation, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("L'invitation est retirée : son lien ne sert plus."))
    return redirect(url_for(".show", person_id=person.id), 303)


@bp.route("/personnes/<int:person_id>/suspendre", methods=["GET", "POST"])
@permission(P.PERSON_MANAGE, loads=Person)
def suspend(person: Person) -> Any:
    account = _account(person)
    if request.method == "GET":
        return _confirm("people/suspend.html", person, account)
    rules.suspend_account(account=account, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Le compte est suspendu. Ses connexions sont terminées et la personne est prévenue."))
    return redirect(url_for(".show", person_id=person.id), 303)


@bp.route("/personnes/<int:person_id>/retablir", methods=["GET", "POST"])
@permission(P.PERSON_MANAGE, loads=Person)
def reinstate(person: Person) -> Any:
    account = _account(person)
    if request.method == "GET":
        return _confirm("people/reinstate.html", person, account)
    rules.reinstate_account(account=account, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Le compte est rouvert. La personne est prévenue."))
    return redirect(url_for(".show", person_id=person.id), 303)


@bp.route("/personnes/<int:person_id>/second-facteur", methods=["GET", "POST"])
@permission(P.PERSON_MANAGE, loads=Person)
def reset_second_factor(person: Person) -> Any:
    account = _account(person)
    if request.method == "GET":
        return _confirm("people/reset_second_factor.html", person, account)
    rules.reset_second_factor(person=person, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(
        _(
            "Le second facteur est remis à zéro. La personne en installera un nouveau à sa prochaine connexion."
        )
    )
    return redirect(url_for(".show", person_id=person.id), 303)


def _account(person: Person) -> Account:
    return person.account or abort(404)


def _confirm(template: str, person: Person, account: Account) -> str:
    """What will happen, and to whom: others may share the mailbox."""
    persons = db.session.scalars(queries.list_persons_of_account(account.id)).all()
    return render_template(template, person=person, account=account, persons=persons)
