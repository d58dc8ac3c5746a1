"""flask user: the first accounts, from the machine itself. No password is ever made up: people join by invitation."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask.cli import AppGroup

from noress.core import clock
from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES, Translated
from noress.domain.accounts import queries, rules
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.inputs import clean_address
from noress.domain.accounts.models import AccountInvitation, Person, Visibility
from noress.domain.accounts.rules.invitations import invitation_address
from noress.domain.institutions import rules as institutions
from noress.domain.institutions.models import BodyKind, Function, MandateRole
from noress.extensions import db

user = AppGroup("user", help="Persons and their accounts.")


@contextmanager
def _saying_why() -> Iterator[None]:
    """A refusal of a rule is told in its own words, and nothing is kept."""
    with writing():
        try:
            yield
            db.session.commit()
        except RuleError as refused:
            db.session.rollback()
            raise click.ClickException(str(refused.message)) from refused


@user.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True)
@click.option(
    "--function", type=click.Choice([f.value for f in Function]), help="A staff function, from today."
)
@click.option(
    "--secretariat", is_flag=True, help="A place in the permanent secretariat; its first member coordinates."
)
def create(email: str, name: str, language: str, function: str | None, secretariat: bool) -> None:
    """Add a person, mail an invitation, and print its address: the first one is needed before mail works."""
    with _saying_why():
        now, actor = clock.now(), Actor.system()
        person = rules.create_person(
            name=name, name_ar=None, language=language, email=email, phone=None, visibility=Visibility.INTERNAL,
            actor=actor, now=now,
        )  # fmt: skip
        if function:
            rules.give_function(
                person=person, function=Function(function), starts_on=clock.today(now), ends_on=None, note=None,
                actor=actor, now=now,
            )  # fmt: skip
        if secretariat:
            _seat_in_secretariat(person)
        invitation = rules.invite_person(person=person, email=email, actor=actor, now=now)
    _tell(invitation)


@user.command("invite")
@click.option("--email", required=True)
def invite(email: str) -> None:
    """Mail a new invitation to somebody already known by this address, and print its address."""
    with _saying_why():
        person = _known(email)
        invitation = rules.invite_person(person=person, email=email, actor=Actor.system(), now=clock.now())
    _tell(invitation)


@user.command("suspend")
@click.option("--email", required=True)
def suspend(email: str) -> None:
    """Suspend an account: its sign-ins end at once."""
    with _saying_why():
        account = db.session.scalars(queries.get_account(clean_address(email))).one_or_none()
        if account is None:
            raise click.ClickException(f"no account has the address {email}")
        rules.suspend_account(account=account, actor=Actor.system(), now=clock.now())
    click.echo(f"{email} is suspended.")


def _known(email: str) -> Person:
    persons = db.session.scalars(queries.list_persons_of_address(clean_address(email))).all()
    if len(persons) != 1:
        raise click.ClickException(f"{len(persons)} persons have the address {email}; invite from the site")
    return persons[0]


def _seat_in_secretariat(person: Person) -> None:
    """The body is made when the network has none yet; its first member coordinates."""
    now, actor = clock.now(), Actor.system()
    body = db.session.scalars(queries.list_secretariat_bodies()).first()
    if body is None:
        name = Translated(fr="Secrétariat permanent", ar="الكتابة الدائمة", en="Permanent secretariat")
        body = institutions.create_body(
            values={"kind": BodyKind.SECRETARIAT, "name": name}, actor=actor, now=now
        )
    members = db.session.scalars(queries.list_current_mandates_of_body(body.id, clock.today(now))).first()
    institutions.add_mandate(
        body=body, institution=None, person=person, starts_on=clock.today(now), act=None, actor=actor, now=now,
        role=MandateRole.SECRETARY if members else MandateRole.COORDINATOR,
    )  # fmt: skip


def _tell(invitation: AccountInvitation) -> None:
    click.echo(f"An invitation leaves to {invitation.email}. The same link, good once until "
               f"{invitation.expires_at:%Y-%m-%d}:")  # fmt: skip
    click.echo(invitation_address(invitation))


def register(app: Flask) -> None:
    app.cli.add_command(user)
