"""Beginning an application: who may, in the name of which structure, once however many phones press at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.applications import mails, prefill
from noress.domain.applications.affiliation import Belonging, belonging_of, list_failures, refuses
from noress.domain.applications.links import actor_of, hidden_address, home_url
from noress.domain.applications.models import Affiliation, Application, ApplicationPerson, Part
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.queries.outside import list_begun_outside
from noress.domain.applications.standing import deadline_of
from noress.domain.applications.ties import write_ties
from noress.domain.applications.wording import wording_of
from noress.domain.audit.rules import record
from noress.domain.catalogue.audience import audiences, visible_values
from noress.domain.catalogue.models import Source, Structure, StructureState
from noress.domain.catalogue.policy import can_keep
from noress.domain.catalogue.rules.outside import is_outside, make_outside
from noress.domain.catalogue.rules.writing import create_structure
from noress.domain.funding import calendar
from noress.domain.funding.links import call_url
from noress.domain.funding.models import FundingCall, Lot
from noress.domain.funding.wording import said
from noress.domain.institutions.models import Institution
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires.models import Questionnaire, Response
from noress.domain.questionnaires.rules import begin_response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db

#: a workshop of several associations shares one network; the mailbox may be anybody's
MOST_BY_NETWORK, MOST_BY_ADDRESS, WINDOW = 60, 10, timedelta(hours=1)
_KIND = "application"


@dataclass(frozen=True)
class Wanted:
    """What somebody says when they begin."""

    title: str
    name: str
    email: str
    language: str
    lot_id: int | None = None
    #: an entry of the catalogue; else a new one of this name and province
    structure_id: int | None = None
    structure_name: str = ""
    province: str | None = None
    #: the institution that somebody signed in speaks for, which has no entry yet
    institution_id: int | None = None
    #: the member that puts the project forward
    sponsor_id: int | None = None
    #: it comes in the name of a group or a person, of that name and mailbox, which is in no catalogue
    is_outside: bool = False
    #: {key of the rule: "yes" | "no"}
    answers: Mapping[str, str] = field(default_factory=dict)


class Begun(NamedTuple):
    """The application, and its owner when this made it; otherwise where its link was mailed, half hidden."""

    application: Application
    person: ApplicationPerson | None
    told: str = ""


def begin_application(
    *, call: FundingCall, wanted: Wanted, network: str, actor: Actor | None, now: datetime
) -> Begun:
    """A draft; or the one that the structure has begun, whose link goes to those who work on it. Five phones at once
    make one: whoever begins holds the call."""
    _count(limits.by_network(network), MOST_BY_NETWORK, now)
    lock(call)
    check_begins(call, now)
    email = clean_email(wanted.email)
    if not email:
        raise RuleError("no_email", _("Écrivez votre courriel : le lien y part."), field="email")
    _count(limits.by_address(email.lower()), MOST_BY_ADDRESS, now)
    failures = list_failures(call, dict(wanted.answers))
    if failures:
        raise RuleError("ineligible", failures[0].message or failures[0].text)
    structure = _find_structure(call, wanted)
    begun = _find_begun(call, structure, wanted, email)
    if begun is not None:
        return _tell_begun(begun, email, wanted, actor, now)
    institution = db.session.get(Institution, wanted.institution_id) if wanted.institution_id else None
    sponsor = db.session.get(Institution, wanted.sponsor_id) if wanted.sponsor_id else None
    belonging = belonging_of(structure, institution, now, sponsor)
    if refuses(call, belonging):
        message = _("Choisissez l'institution membre qui présente votre projet.")
        raise RuleError("outside", message, field="sponsor")
    lot = _lot_of(call, wanted.lot_id)
    who = actor or Actor(name=wanted.name, method="link", language=wanted.language)
    structure = structure or _new_structure(call, wanted, who, now)
    application = _new_application(call, lot, structure, belonging, wanted, now)
    person = _new_owner(application, wanted, email, actor, now)
    db.session.add(application)
    db.session.flush()  # history, links and answers need its number
    write_ties(application)
    by = actor_of(person)
    record(by, "application.begun", application, now=now, changes={"title": (None, application.title)})
    _begin_answers(application, by, actor, now)
    enqueue(mails.begun(person, home_url(person), deadline_of(application)), now=now)
    if actor is None:
        _tell_structure(application, person, now)
    return Begun(application, person)


def _tell_structure(application: Application, owner: ApplicationPerson, now: datetime) -> None:
    """Anybody may begin in the name of an entry that everybody reads: its own mailbox learns of it."""
    address = application.structure.detail.values.get("email")
    if isinstance(address, str) and address and address.lower() != owner.email.lower():
        url = call_url(application.call, application.language)
        mail = mails.begun_in_your_name(
            application, address, url, by=owner.name, given=hidden_address(owner.email)
        )
        enqueue(mail, now=now)


def send_links(*, call: FundingCall, email: str, network: str, now: datetime) -> None:
    """Somebody lost the mail: the links go again to that mailbox, at most one an hour each. Whoever asks is told the
    same whether there are any."""
    _count(limits.by_network(network), MOST_BY_NETWORK, now)
    address = clean_email(email)
    if not address:
        raise RuleError("no_email", _("Écrivez votre courriel : le lien y part."), field="email")
    for person in db.session.scalars(queries.list_by_mailbox(call.id, address)):
        enqueue(mails.link_again(person, home_url(person), by="", now=now), now=now)


def check_begins(call: FundingCall, now: datetime) -> None:
    if not calendar.takes_applications(call, 1, now):
        message = said(
            call,
            _("Cet appel ne prend pas de nouvelle candidature en ce moment."),
            _("Ce concours ne prend pas de nouvelle participation en ce moment."),
        )
        raise RuleError("closed", message, status=409)


def _count(subject: str, most: int, now: datetime) -> None:
    limits.check([limits.Limit(_KIND, subject, most, window=WINDOW)], "too_many", now=now)
    limits.note(_KIND, subject, succeeded=True, now=now)


def _lot_of(call: FundingCall, lot_id: int | None) -> Lot:
    found = next((lot for lot in call.lots if lot.id == lot_id), None)
    if found is None and len(call.lots) == 1:
        return call.lots[0]
    if found is None:
        raise RuleError(
            "no_lot", said(call, _("Choisissez un lot."), _("Choisissez une catégorie.")), field="lot"
        )
    return found


def _find_structure(call: FundingCall, wanted: Wanted) -> Structure | None:
    if wanted.structure_id is None:
        if not wanted.structure_name.strip() and wanted.institution_id is None:
            field = "holder" if wanted.is_outside else "structure"
            raise RuleError("no_structure", _("Dites au nom de qui vous candidatez."), field=field)
        return None
    structure = db.session.get(Structure, wanted.structure_id)
    while structure is not None and structure.merged_into_id is not None:
        structure = structure.merged_into
    if structure is None or is_outside(structure):
        raise RuleError("no_structure", _("Cette structure n'est plus au catalogue."), field="structure")
    return structure


def _find_begun(
    call: FundingCall, structure: Structure | None, wanted: Wanted, email: str
) -> Application | None:
    """Of that entry; of a new one, begun under the same name a moment ago; of a group or a person, by that mailbox."""
    if wanted.is_outside:
        outside = list_begun_outside(call.id, fold(wanted.structure_name)[:600], email)
        return db.session.scalars(outside).first()
    if structure is not None:
        return db.session.scalars(queries.get_begun(call.id, structure.id)).one_or_none()
    if wanted.institution_id is not None:
        own = db.session.scalars(queries.list_own_structures(wanted.institution_id, None)).first()
        return db.session.scalars(queries.get_begun(call.id, own.id)).one_or_none() if own else None
    same = db.session.scalars(queries.list_begun_by_name(call.id, fold(wanted.structure_name)[:600])).all()
    return next((one for one in same if _is_same_place(one.structure, wanted.province)), None)


def _is_same_place(structure: Structure, province: str | None) -> bool:
    return not province or not structure.province_code or structure.province_code == province


def _tell_begun(begun: Application, email: str, wanted: Wanted, actor: Actor | None, now: datetime) -> Begun:
    """Nothing is shown of it to whoever asks: the link goes to the mailbox of who works on it."""
    people = db.session.scalars(queries.list_people(begun.id)).all()
    mine = [
        one for one in people if actor is not None and actor.person_id and one.person_id == actor.person_id
    ]
    if mine:
        return Begun(begun, mine[0])
    own = next((person for person in people if person.email.lower() == email.lower()), None)
    told = own or next(iter(people), None)
    if told is None:
        message = _("Cette structure a déjà une candidature à cet appel. Écrivez au secrétariat.")
        raise RuleError("begun", message, status=409)
    by = "" if own is not None else wanted.name
    enqueue(mails.link_again(told, home_url(told), by=by, now=now), now=now)
    return Begun(begun, None, hidden_address(told.email))


def _new_structure(call: FundingCall, wanted: Wanted, actor: Actor, now: datetime) -> Structure:
    """In no list until the desk has looked at it; a group or a person, ever."""
    if wanted.is_outside:
        return _new_outside(call, wanted, now)
    institution = db.session.get(Institution, wanted.institution_id) if wanted.institution_id else None
    if institution is not None:
        own = db.session.scalars(queries.list_own_structures(institution.id, None)).first()
        if own is not None:
            return own
    language = wanted.language if wanted.language in LANGUAGES else "fr"
    name: Any = {code: text for code, text in institution.name.items() if text} if institution else {
        language: wanted.structure_name.strip()
    }  # fmt: skip
    values: dict[str, Any] = {"name": name}
    if wanted.province:
        values["province"] = wanted.province
    columns = {"institution_id": institution.id} if institution else {}
    return create_structure(
        values=values, source=Source.DECLARED, said_by=wanted.name, actor=actor, now=now, state=StructureState.DRAFT,
        **columns,
    )  # fmt: skip


def _new_outside(call: FundingCall, wanted: Wanted, now: datetime) -> Structure:
    """A group or a person: the application needs a row, the catalogue never shows it."""
    language = wanted.language if wanted.language in LANGUAGES else "fr"
    return make_outside(
        name=wanted.structure_name, language=language, province=wanted.province, now=now,
        is_demonstration=call.is_demonstration,
    )  # fmt: skip


def _new_application(
    call: FundingCall, lot: Lot, structure: Structure, belonging: Belonging, wanted: Wanted, now: datetime
) -> Application:
    title = wanted.title.strip()[:300]
    if not title:
        raise RuleError("no_title", wording_of(call).no_title, field="title")
    is_confirmed = belonging.kind in (Affiliation.MEMBER, Affiliation.AFFILIATED)
    return Application(
        call=call, lot=lot, structure=structure, title=title, title_folded=fold(title)[:600],
        language=wanted.language if wanted.language in LANGUAGES else "fr", eligibility=dict(wanted.answers),
        affiliation=belonging.kind, affiliated_with=belonging.through,
        affiliation_confirmed_at=now if is_confirmed else None, started_at=now, stage=1,
        is_demonstration=call.is_demonstration,
    )  # fmt: skip


def _new_owner(
    application: Application, wanted: Wanted, email: str, actor: Actor | None, now: datetime
) -> ApplicationPerson:
    person = ApplicationPerson(
        part=Part.OWNER, name=wanted.name.strip()[:200] or email, email=email, language=application.language,
        person_id=actor.person_id if actor else None, invited_at=now, accepted_at=now, link_generation=1,
    )  # fmt: skip
    application.people.append(person)
    return person


# --- its answers ---------------------------------------------------------------------------------------


def _begin_answers(application: Application, by: Actor, actor: Actor | None, now: datetime) -> None:
    """The form of the first stage, or the only one, with what is known already: of the entry, what whoever begins may
    read; what was sent before, for those of the structure alone, since anybody may begin in its name."""
    call, structure = application.call, application.structure
    questionnaire = call.file_questionnaire if call.stages == 1 else call.note_questionnaire
    response = _new_response(application, questionnaire, by, now)
    definition = definition_of(response)
    known = visible_values(structure, audiences(actor, structure))
    values = prefill.answers_for(definition, known, application.title, application.language)
    last = db.session.scalars(queries.get_last_sent(structure.id, application.id)).first()
    sent = (last.file_response or last.note_response) if last is not None else None
    if last is not None and sent is not None and sent.answers and _is_theirs(last, actor):
        values = {**prefill.answers_again(definition_of(sent), definition, sent), **values}
    response.values = values


def _is_theirs(last: Application, actor: Actor | None) -> bool:
    """Of somebody signed in who keeps the entry, or who worked on that application and still does."""
    if actor is None or actor.person_id is None:
        return False
    worked = any(one.person_id == actor.person_id and one.removed_at is None for one in last.people)
    return worked or can_keep(actor, last.structure)


def _new_response(
    application: Application, questionnaire: Questionnaire | None, actor: Actor, now: datetime
) -> Response:
    if questionnaire is None:
        raise RuleError("no_form", _("Le formulaire de cet appel n'est pas encore prêt."), status=409)
    response = begin_response(
        questionnaire=questionnaire, language=application.language, actor=actor, now=now, for_domain=True
    )
    response.person_id = None  # the structure's, whoever pressed the button
    if application.call.stages == 1:
        application.file_response = response
    else:
        application.note_response = response
    db.session.flush()  # what it is asked follows from its application
    return response
