"""What is forgotten of applications: drafts left behind, people who never came, papers that may show an identity
card, and whoever is erased."""

from collections.abc import Iterable
from datetime import datetime

from noress.core.names import ERASED
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationPerson, Part
from noress.domain.applications.queries import applying as queries
from noress.domain.audit.rules import record
from noress.domain.catalogue.rules.outside import forget_name, is_outside
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.models import Entrant
from noress.domain.competitions.rules.forgetting import forget_nominee, release_entry
from noress.domain.files import queries as files
from noress.domain.files.rules import drop_files, withdraw_documents
from noress.domain.funding.models import FundingCall
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.published import definition_in
from noress.domain.questionnaires.rules.files import SUBJECT
from noress.extensions import db

RECEIPT = "application_receipt"


def purge_drafts(*, before: datetime, now: datetime) -> int:
    """Delete what was begun, never sent, and whose call closed before that instant. How many went."""
    drafts = db.session.scalars(queries.list_never_sent(before)).all()
    for application in drafts:
        _delete(application)
    return len(drafts)


def delete_of_trial(call: FundingCall) -> int:
    """Everything that was begun and sent to a call that was for trying it out. How many went."""
    assert call.is_test, "what counts is never deleted"
    tried = db.session.scalars(queries.list_of_call(call.id)).all()
    for application in tried:
        withdraw_documents(kinds=[RECEIPT], subject=application)
        _delete(application)
    return len(tried)


def _delete(application: Application) -> None:
    responses, structure = _responses(application), application.structure
    file_ids = [one for one in db.session.scalars(queries.list_given_files(application.id)) if one]
    file_ids += release_entry(application)
    for statement in queries.delete_around(application.id):
        db.session.execute(statement)
    db.session.delete(application)
    db.session.flush()  # nothing points at its answers any more
    _delete_responses(responses)
    drop_files(file_ids)
    if is_outside(structure):  # a group or a person was nothing but its entry
        db.session.delete(structure)
        db.session.flush()


def _responses(application: Application) -> list[Response]:
    return [one for one in (application.note_response, application.file_response) if one is not None]


def _delete_responses(responses: Iterable[Response]) -> None:
    for response in responses:
        file_ids = [held.file_id for held in response.files]
        db.session.execute(files.delete_uploads_of(SUBJECT, [response.id]))
        db.session.delete(response)
        drop_files(file_ids)


def forget_silent(*, before: datetime, now: datetime) -> int:
    """Whoever was invited before that instant and never came: their address was given by somebody else."""
    silent = db.session.scalars(queries.list_silent_before(before)).all()
    for person in silent:
        _forget(person, now)
    return len(silent)


def purge_restricted(*, before: datetime, now: datetime) -> int:
    """Papers that may show an identity card, of applications that ended before that instant. How many files went;
    the answers say no more which they were."""
    gone = 0
    for application in db.session.scalars(queries.list_done_before(before)).all():
        count = sum(_drop_restricted(response) for response in _responses(application))
        if count:
            changes = {"files": (count, None)}
            record(Actor.system(), "application.papers_purged", application, now=now, changes=changes)
        gone += count
    return gone


def _drop_restricted(response: Response) -> int:
    keys = {
        question.key
        for question in definition_in(response.questionnaire_version).questions()
        if question.settings.get("restricted")
    }
    held = [one for one in response.files if one.question in keys]
    if not held:
        return 0
    file_ids = [one.file_id for one in held]
    response.files = [one for one in response.files if one.question not in keys]
    response.values = {key: value for key, value in response.values.items() if key not in keys}
    if response.answers is not None:
        response.answers = {key: value for key, value in response.answers.items() if key not in keys}
    response.version += 1
    db.session.execute(files.delete_uploads_of(SUBJECT, [response.id]))
    drop_files(file_ids)
    return len(file_ids)


def forget_people_of(*, person_id: int, email: str | None, now: datetime) -> None:
    """A person is erased: their links end, what names them goes; what the structure wrote stays the structure's."""
    if email:
        forget_nominee(email)
    for person in db.session.scalars(queries.list_named(person_id, email)).all():
        application = person.application
        _forget_entrant(application, person)
        if person.part is Part.OWNER and person.removed_at is None:
            _hand_on(application, person, now)
        _forget(person, now)
        withdraw_documents(kinds=[RECEIPT], subject=application)


def _forget_entrant(application: Application, person: ApplicationPerson) -> None:
    """Who enters the prize in their own name gave it that name."""
    entry = entry_of(application)
    if entry is not None and entry.entrant is Entrant.PERSON and person.part is Part.OWNER:
        forget_name(application.structure)


def _hand_on(application: Application, owner: ApplicationPerson, now: datetime) -> None:
    """To who fills it in longest; without anybody, it waits for the secretariat."""
    others = [one for one in application.people if one.removed_at is None and one.part is Part.EDIT]
    if others:
        others[0].part, owner.part = Part.OWNER, Part.EDIT
        record(Actor.system(), "application.handed_over", application, now=now)


def _forget(person: ApplicationPerson, now: datetime) -> None:
    person.name, person.email, person.person_id = ERASED, f"efface-{person.id}", None
    person.removed_at = person.removed_at or now
    person.link_generation += 1
