"""How an object named in an address is fetched, and for whom it exists.

A loader returns None for what does not exist and for what the actor may not know of: both are 404.
"""

from collections.abc import Callable
from typing import Any

from noress.domain.accounts import policy as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person, PersonalDataRequest
from noress.domain.actions import policy as actions
from noress.domain.actions.models import Action, ActionEvidence, ActionImport, ActionPlan
from noress.domain.applications import policy as applications
from noress.domain.applications.models import Application, Opinion
from noress.domain.awards import policy as awards
from noress.domain.awards.models import (
    Appeal,
    Award,
    BulkTask,
    DecisionLetter,
    Scenario,
    Selection,
    SelectionItem,
)
from noress.domain.backlog import policy as backlog
from noress.domain.backlog import queries as backlog_queries
from noress.domain.backlog.models import ProposedItem
from noress.domain.campaigns import policy as campaigns
from noress.domain.campaigns.models import Call, CallRound, Campaign, CampaignLink, Participant
from noress.domain.catalogue import policy as catalogue
from noress.domain.catalogue.models import (
    Structure,
    StructureChange,
    StructureDistinct,
    StructureLabel,
    StructureMerge,
    Term,
)
from noress.domain.competitions import policy as competitions
from noress.domain.competitions.models import Competition, Nomination, PitchSlot
from noress.domain.competitions.queries import editions
from noress.domain.decisions import policy as decisions
from noress.domain.decisions.models import Decision
from noress.domain.exchange import policy as exchange
from noress.domain.exchange.models import StructureImport
from noress.domain.files import documents
from noress.domain.files.models import RenderedDocument
from noress.domain.funding import policy as funding
from noress.domain.funding import queries as funding_queries
from noress.domain.funding.models import CallKind, CallQuestion, FundingCall
from noress.domain.governance import policy as governance
from noress.domain.governance.models import GoverningPaper, PaperSignature, PaperVersion
from noress.domain.guidance import policy as guidance
from noress.domain.guidance.models import AidMatch, ContactRequest
from noress.domain.imports import policy as imports
from noress.domain.imports.models import InstitutionImport
from noress.domain.institutions.models import Body, Institution, Mandate, Seat
from noress.domain.juries import policy as juries
from noress.domain.juries import rights as deliberation
from noress.domain.juries.models import DeliberationItem, Juror
from noress.domain.meetings import policy as meetings
from noress.domain.meetings import queries as meeting_queries
from noress.domain.meetings.models import (
    AgendaItem,
    Finding,
    Invitation,
    Meeting,
    MeetingDocument,
    Proposal,
)
from noress.domain.merging import policy as merging
from noress.domain.merging.models import InstitutionDistinct, InstitutionMerge, PersonDistinct, PersonMerge
from noress.domain.minutes import policy as minutes
from noress.domain.minutes import queries as minutes_queries
from noress.domain.minutes.models import Correction, MinutesBlock
from noress.domain.outbox import queries as outbox_queries
from noress.domain.outbox.models import OutboxMail
from noress.domain.payments import policy as payments
from noress.domain.payments.models import AgreementTemplate
from noress.domain.questionnaires import policy as questionnaires
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.reports import policy as reports
from noress.domain.reports.models import Expense, ProjectReport
from noress.domain.reviewing import conflicts
from noress.domain.reviewing import policy as reviewing
from noress.domain.reviewing.models import Evaluation, OrganisationLink, Recusal
from noress.domain.reviewing.queries import evaluations as evaluation_queries
from noress.domain.upkeep import policy as upkeep
from noress.domain.upkeep.models import Sprint, SprintCard, StructureReport
from noress.extensions import db


def _meeting(actor: Actor | None, key: int) -> Meeting | None:
    meeting = db.session.scalars(meeting_queries.get_meeting(), {"meeting_id": key}).one_or_none()
    return meeting if meeting is not None and meetings.can_see_meeting(actor, meeting) else None


def _of_visible_meeting(model: type[Any]) -> Callable[[Actor | None, int], Any]:
    def load(actor: Actor | None, key: int) -> Any:
        found = db.session.get(model, key)
        return found if found is not None and meetings.can_see_meeting(actor, found.meeting) else None

    return load


def _invitation(actor: Actor | None, key: int) -> Invitation | None:
    """Another institution's invitation is none of a member's business: 404, not 403."""
    found = db.session.get(Invitation, key)
    if found is None or actor is None or not meetings.can_see_meeting(actor, found.meeting):
        return None
    is_own = found.institution_id is not None and found.institution_id == actor.institution_id
    return found if is_own or meetings.can_see_answers(actor, found.meeting) else None


def _plain(model: type[Any]) -> Callable[[Actor | None, int], Any]:
    return lambda actor, key: db.session.get(model, key)


def _if(model: type[Any], may_know: Callable[..., bool]) -> Callable[[Actor | None, int], Any]:
    """Objects whose very existence is only known to some."""

    def load(actor: Actor | None, key: int) -> Any:
        return db.session.get(model, key) if actor is not None and may_know(actor) else None

    return load


def _decision(actor: Actor | None, key: int) -> Decision | None:
    found = db.session.get(Decision, key)
    return found if found is not None and decisions.can_see_decision(actor, found) else None


def _mail(actor: Actor | None, key: int) -> OutboxMail | None:
    """Sign-in codes are nobody's business: for the pages they do not exist."""
    found = db.session.get(OutboxMail, key) if actor is not None and accounts.can_see_mails(actor) else None
    if found is None or actor is None or found.is_secret:
        return None
    is_of_file = found.about_type == conflicts.APPLICATION and found.about_id is not None
    return None if is_of_file and _application(actor, found.about_id or 0) is None else found


def hidden_mails(actor: Actor) -> Any:
    """Which mails do not exist for this reader: those about files that they see nothing of."""
    if not applications.can_list(actor):
        return outbox_queries.is_about(conflicts.APPLICATION)
    ids = conflicts.recused_ids(actor, conflicts.APPLICATION)
    return outbox_queries.is_about(conflicts.APPLICATION, ids)


def _document(actor: Actor | None, key: int) -> RenderedDocument | None:
    """Out of reach with what it is about."""
    found = db.session.get(RenderedDocument, key)
    return found if found is not None and documents.can_read_document(actor, found) else None


def _visible(model: type[Any], can_see: Callable[..., bool]) -> Callable[[Actor | None, int], Any]:
    """Objects out of a person's reach do not exist for them."""

    def load(actor: Actor | None, key: int) -> Any:
        found = db.session.get(model, key)
        return found if found is not None and can_see(actor, found) else None

    return load


def _block(actor: Actor | None, key: int) -> MinutesBlock | None:
    """A block of a record that the person may read; what is confidential does not exist for the others."""
    found = db.session.scalars(minutes_queries.get_block(), {"block_id": key}).one_or_none()
    return found if found is not None and minutes.can_read_block(actor, found) else None


def _correction(actor: Actor | None, key: int) -> Correction | None:
    """Another institution's correction is none of a member's business."""
    found = db.session.get(Correction, key)
    return (
        found
        if found is not None and actor is not None and minutes.can_see_correction(actor, found)
        else None
    )


def _proposed_item(actor: Actor | None, key: int) -> ProposedItem | None:
    """Another institution's proposal is none of a member's business."""
    found = db.session.scalars(backlog_queries.get_item(key)).unique().one_or_none()
    return found if found is not None and backlog.can_see_item(actor, found) else None


def _application(actor: Actor | None, key: int) -> Application | None:
    """For those who are recused from it, and for all but the desk, it does not exist."""
    found = db.session.get(Application, key) if actor is not None and applications.can_list(actor) else None
    if found is None or actor is None or conflicts.is_recused(actor, found):
        return None
    return found


def _proposal(actor: Actor | None, key: int) -> Proposal | None:
    """Through the meeting whose record it was written with."""
    found = db.session.get(Proposal, key)
    if found is None or found.first_meeting is None or found.first_meeting_id != found.last_meeting_id:
        return None
    return found if meetings.can_see_meeting(actor, found.first_meeting) else None


def _opinion(actor: Actor | None, key: int) -> Opinion | None:
    """With the file that it is about."""
    found = db.session.get(Opinion, key)
    return found if found is not None and _application(actor, found.application_id) is not None else None


def _evaluation(actor: Actor | None, key: int) -> Evaluation | None:
    """With its grid. Its author's and the secretariat's; for whoever is recused from the file, it does not exist."""
    query = evaluation_queries.get_evaluation()
    found = db.session.scalars(query, {"evaluation_id": key}).unique().one_or_none()
    return found if found is not None and reviewing.can_know_evaluation(actor, found) else None


def _of_application(model: type[Any]) -> Callable[[Actor | None, int], Any]:
    """With the file that it is about."""

    def load(actor: Actor | None, key: int) -> Any:
        found = db.session.get(model, key)
        return found if found is not None and _application(actor, found.application_id) is not None else None

    return load


def _call(actor: Actor | None, key: int) -> FundingCall | None:
    """With all that its pages show. In the making, it exists for those who prepare it. An edition of the prize has its own
    pages: here it does not exist."""
    found = db.session.scalars(funding_queries.get_call(key)).one_or_none()
    if found is None or found.kind is not CallKind.AMI:
        return None
    return found if funding.can_see(actor, found) else None


def _competition(actor: Actor | None, key: int) -> Competition | None:
    """With its call and all that its pages show. In the making, it exists for those who prepare it."""
    found = db.session.scalars(editions.get_competition(key)).unique().one_or_none()
    return found if found is not None and competitions.can_see(actor, found) else None


def _nomination(actor: Actor | None, key: int) -> Nomination | None:
    """That which became a file from which one is recused does not exist."""
    found = db.session.get(Nomination, key) if actor is not None and competitions.can_manage(actor) else None
    if found is None or actor is None or found.application_id is None:
        return found
    application = db.session.get(Application, found.application_id)
    return None if application is not None and conflicts.is_recused(actor, application) else found


def _pitch_slot(actor: Actor | None, key: int) -> PitchSlot | None:
    """That of a file from which one is recused does not exist."""
    found = db.session.get(PitchSlot, key) if actor is not None and competitions.can_manage(actor) else None
    if found is None or actor is None:
        return None
    is_away = found.application is not None and conflicts.is_recused(actor, found.application)
    return None if is_away else found


LOADERS: dict[type[Any], Callable[[Actor | None, int], Any]] = {
    Meeting: _meeting,
    AgendaItem: _of_visible_meeting(AgendaItem),
    Finding: _of_visible_meeting(Finding),
    Proposal: _proposal,
    MinutesBlock: _block,
    Correction: _correction,
    MeetingDocument: _of_visible_meeting(MeetingDocument),
    ProposedItem: _proposed_item,
    Invitation: _invitation,
    Institution: _plain(Institution),
    InstitutionImport: _if(InstitutionImport, imports.can_import),
    InstitutionDistinct: _if(InstitutionDistinct, merging.can_see_duplicates),
    InstitutionMerge: _if(InstitutionMerge, merging.can_see_duplicates),
    PersonDistinct: _if(PersonDistinct, merging.can_see_duplicates),
    PersonMerge: _if(PersonMerge, merging.can_see_duplicates),
    Body: _plain(Body),
    Seat: _if(Seat, accounts.can_list_persons),
    Mandate: _if(Mandate, accounts.can_list_persons),
    Person: _if(Person, accounts.can_list_persons),
    PersonalDataRequest: _if(PersonalDataRequest, accounts.can_handle_personal_data),
    ActionPlan: _visible(ActionPlan, actions.can_see_plan),
    Action: _visible(Action, actions.can_see_action),
    ActionEvidence: _visible(ActionEvidence, actions.can_see_evidence),
    ActionImport: _visible(ActionImport, actions.can_know_import),
    GoverningPaper: _visible(GoverningPaper, governance.can_see_paper),
    PaperVersion: _visible(PaperVersion, governance.can_read_version),
    PaperSignature: _visible(PaperSignature, governance.can_read_scan),
    Questionnaire: _visible(Questionnaire, questionnaires.can_see),
    Campaign: _visible(Campaign, campaigns.can_know),
    CampaignLink: _visible(CampaignLink, campaigns.can_hold_link),
    Participant: _if(Participant, campaigns.can_manage),
    CallRound: _if(CallRound, campaigns.can_manage),
    Call: _if(Call, campaigns.can_manage),
    Structure: _visible(Structure, catalogue.can_see),
    StructureChange: _if(StructureChange, catalogue.can_manage),
    StructureDistinct: _if(StructureDistinct, catalogue.can_manage),
    StructureMerge: _if(StructureMerge, catalogue.can_manage),
    StructureLabel: _if(StructureLabel, catalogue.can_manage),
    Term: _if(Term, catalogue.can_manage),
    StructureImport: _if(StructureImport, exchange.can_import),
    StructureReport: _if(StructureReport, upkeep.can_manage),
    Sprint: _if(Sprint, upkeep.can_tidy),
    SprintCard: _if(SprintCard, upkeep.can_tidy),
    ContactRequest: _visible(ContactRequest, guidance.can_answer),
    AidMatch: _visible(AidMatch, guidance.can_settle_aid),
    Application: _application,
    Opinion: _opinion,
    Award: _visible(Award, payments.can_know_award),
    AgreementTemplate: _if(AgreementTemplate, payments.can_edit_procedure),
    ProjectReport: _visible(ProjectReport, reports.can_know_report),
    Expense: _visible(Expense, reports.can_know_expense),
    Recusal: _visible(Recusal, reviewing.can_know_recusal),
    Evaluation: _evaluation,
    Scenario: _if(Scenario, awards.can_read_board),
    BulkTask: _if(BulkTask, awards.can_read_board),
    DecisionLetter: _of_application(DecisionLetter),
    Appeal: _of_application(Appeal),
    Selection: _visible(Selection, awards.can_see_selection),
    SelectionItem: _visible(SelectionItem, awards.can_see_item),
    OrganisationLink: _if(OrganisationLink, reviewing.can_manage_links),
    FundingCall: _call,
    CallQuestion: _visible(CallQuestion, funding.can_know_question),
    Competition: _competition,
    Nomination: _nomination,
    PitchSlot: _pitch_slot,
    Juror: _visible(Juror, juries.can_know_juror),
    DeliberationItem: _visible(DeliberationItem, deliberation.can_lead_item),
    OutboxMail: _mail,
    Decision: _decision,
    RenderedDocument: _document,
}
