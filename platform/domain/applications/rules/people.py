"""Who works on an application: invited, given another part, removed, handed over by who carries it."""

from datetime import datetime, timedelta

from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import limits
from noress.domain.applications import mails
from noress.domain.applications.links import actor_of, home_url
from noress.domain.applications.models import Application, ApplicationPerson, Part, TieKind
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.standing import deadline_of
from noress.domain.applications.ties import add_tie
from noress.domain.applications.words import PARTS
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Institution
from noress.domain.outbox.rules import enqueue, withdraw
from noress.extensions import db

MOST_PEOPLE = 20
#: a day: mails to people whose address somebody else gave, by application and to one address
MOST_MAILS, MOST_TO_ONE, DAY = 30, 10, timedelta(days=1)
_KIND = "application_mail"
INVITED_PARTS = (Part.EDIT, Part.COMMENT, Part.SEE, Part.ACCOMPANIST)


def invite_person(
    *, application: Application, name: str, email: str, part: Part, language: str, institution_id: int | None,
    by: ApplicationPerson, now: datetime,
) -> ApplicationPerson:  # fmt: skip
    """One more, by mail. The address was given by somebody else: the mail says by whom."""
    lock(application)
    check_carries(by)
    address = clean_email(email)
    if not address:
        raise RuleError("no_email", _("Écrivez le courriel de cette personne."), field="email")
    if part not in INVITED_PARTS:
        raise RuleError("part", _("Choisissez ce que cette personne pourra faire."), field="part")
    people = list(db.session.scalars(queries.list_people(application.id)))
    if any(person.email.lower() == address.lower() for person in people):
        raise RuleError("known", _("Cette personne travaille déjà sur la candidature."), field="email")
    if len(people) >= MOST_PEOPLE:
        raise RuleError("too_many", _("Pas plus de %(count)s personnes par candidature.", count=MOST_PEOPLE))
    _count_mail(application, address, now)
    institution = db.session.get(Institution, institution_id) if institution_id else None
    person = ApplicationPerson(
        application=application, part=part, name=name.strip()[:200] or address, email=address,
        language=language if language in LANGUAGES else application.language, invited_at=now, link_generation=1,
        institution_id=institution.id if institution and part is Part.ACCOMPANIST else None,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()  # its link needs its number
    if person.institution_id is not None:
        add_tie(application, person.institution_id, TieKind.ACCOMPANIST)
    changes = {"email": (None, address), "part": (None, part)}
    record(actor_of(by), "application.person_invited", application, now=now, changes=changes)
    enqueue(
        mails.invitation(
            person, home_url(person), by=by.name, may=PARTS[part], deadline=deadline_of(application)
        ),
        now=now,
    )
    return person


def _count_mail(application: Application, address: str, now: datetime) -> None:
    """Anybody may begin, and name anybody: nobody is written to again and again."""
    counted = [
        limits.Limit(_KIND, limits.by_link(f"application {application.id}"), MOST_MAILS, window=DAY),
        limits.Limit(_KIND, limits.by_address(address.lower()), MOST_TO_ONE, window=DAY),
    ]
    limits.check(counted, "too_many_mails", now=now)
    for limit in counted:
        limits.note(_KIND, limit.subject, succeeded=True, now=now)


def accept_invitation(*, person: ApplicationPerson, now: datetime) -> None:
    """The button was pressed. Done twice, it changes nothing."""
    lock(person)
    if person.accepted_at is None:
        person.accepted_at = now
        record(actor_of(person), "application.person_came", person.application, now=now)


def change_part(*, person: ApplicationPerson, part: Part, by: ApplicationPerson, now: datetime) -> None:
    lock(person)
    check_carries(by)
    if person.part is Part.OWNER or part not in INVITED_PARTS:
        message = _("Confiez d'abord la candidature à une autre personne.")
        raise RuleError("owner", message, field="part", status=409)
    changes = changed(person, {"part": part})
    if changes:
        changes["name"] = (None, person.name)
        record(actor_of(by), "application.person_changed", person.application, now=now, changes=changes)


def remove_person(*, person: ApplicationPerson, by: ApplicationPerson, now: datetime) -> None:
    """The link ends at once. Whoever carries it cannot be removed; anybody else may leave."""
    lock(person)
    if by.id != person.id:
        check_carries(by)
    if person.part is Part.OWNER:
        message = _("Confiez d'abord la candidature à une autre personne.")
        raise RuleError("owner", message, status=409)
    if person.removed_at is not None:
        return
    person.removed_at = now
    person.link_generation += 1
    withdraw(mails.comments_key(person))
    changes = {"name": (person.name, None)}
    record(actor_of(by), "application.person_removed", person.application, now=now, changes=changes)


def hand_over(*, person: ApplicationPerson, by: ApplicationPerson, now: datetime) -> None:
    """Another one carries it from now on; whoever did keeps filling it in."""
    application = person.application
    lock(application)
    lock(person)
    lock(by)
    check_carries(by)
    if person.removed_at is not None or person.application_id != by.application_id or person.id == by.id:
        raise RuleError("gone", _("Cette personne ne travaille plus sur la candidature."), status=409)
    if person.part is Part.ACCOMPANIST:
        message = _("Une personne qui accompagne ne peut pas porter la candidature.")
        raise RuleError("accompanist", message, status=409)
    person.part, by.part = Part.OWNER, Part.EDIT
    changes = {"owner": (by.name, person.name)}
    record(actor_of(by), "application.handed_over", application, now=now, changes=changes)
    enqueue(
        mails.handed_over(person, home_url(person), by=by.name, deadline=deadline_of(application)), now=now
    )


def renew_link(*, person: ApplicationPerson, by: ApplicationPerson, now: datetime) -> None:
    """Another link by mail; the one before ends."""
    lock(person)
    if by.id != person.id:
        check_carries(by)
    _count_mail(person.application, person.email, now)
    person.link_generation += 1
    changes = {"name": (None, person.name)}
    record(actor_of(by), "application.link_renewed", person.application, now=now, changes=changes)
    enqueue(mails.link_again(person, home_url(person), by="", now=now), now=now)


def check_carries(by: ApplicationPerson) -> None:
    if by.part is not Part.OWNER or by.removed_at is not None:
        message = _("Seule la personne qui porte la candidature peut faire cela.")
        raise RuleError("not_owner", message, status=403)
