"""One table: which policy answers for each permission. How objects are fetched is in `loaders.py`."""

from collections.abc import Callable
from typing import Any

from noress.domain.accounts import policy as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.actions import policy as actions
from noress.domain.applications import policy as applications
from noress.domain.attendance import policy as attendance
from noress.domain.awards import policy as awards
from noress.domain.backlog import policy as backlog
from noress.domain.campaigns import policy as campaigns
from noress.domain.catalogue import policy as catalogue
from noress.domain.competitions import policy as competitions
from noress.domain.competitions import results_policy as results
from noress.domain.decisions import policy as decisions
from noress.domain.exchange import policy as exchange
from noress.domain.files.models import RenderedDocument
from noress.domain.funding import policy as funding
from noress.domain.governance import policy as governance
from noress.domain.guidance import policy as guidance
from noress.domain.handover import policy as handover
from noress.domain.imports import policy as imports
from noress.domain.institutions import policy as institutions
from noress.domain.juries import policy as juries
from noress.domain.juries import rights as deliberation
from noress.domain.letters import policy as letters
from noress.domain.meetings import policy as meetings
from noress.domain.merging import policy as merging
from noress.domain.minutes import policy as minutes
from noress.domain.payments import policy as payments
from noress.domain.questionnaires import policy as questionnaires
from noress.domain.reports import policy as reports
from noress.domain.reviewing import entitled as scoring
from noress.domain.reviewing import policy as reviewing
from noress.domain.upkeep import policy as upkeep


def _document_is_loaded(actor: Actor | None, document: RenderedDocument | None = None) -> bool:
    """The loader has asked the kind's own rule; asking for one to be made is asked again in its page."""
    return document is not None or (actor is not None and accounts.is_signed_in(actor))


#: what a visitor may ask for: the policy answers for them too
OPEN_TO_VISITORS = frozenset(
    {
        P.MEETING_SEE,
        P.INSTITUTION_SEE,
        P.PLAN_SEE,
        P.ACTION_SEE,
        P.DOCUMENT_READ,
        P.PAPER_SEE,
        P.STRUCTURE_SEE,
        P.CALL_SEE,
        P.COMPETITION_SEE,
    }
)
#: of these, what is out of a visitor's reach may be within it once signed in: they are asked to, not told 404
SIGN_IN_FIRST = frozenset({P.PLAN_SEE, P.ACTION_SEE, P.DOCUMENT_READ, P.PAPER_SEE, P.STRUCTURE_SEE})

POLICY: dict[P, Callable[..., bool]] = {
    P.OWN_ACCOUNT: accounts.is_signed_in,
    P.DUTY_LIST: accounts.is_signed_in,
    P.MEETING_SEE: meetings.can_see_meeting,
    P.MEETING_CREATE: meetings.can_create_meeting,
    P.MEETING_EDIT: meetings.can_edit_meeting,
    P.MEETING_CONVENE: meetings.can_convene_meeting,
    P.MEETING_CANCEL: meetings.can_cancel_meeting,
    P.MEETING_ANSWERS: meetings.can_see_answers,
    P.INVITATION_MANAGE: meetings.can_manage_invitations,
    P.INVITATION_ANSWER: meetings.can_answer,
    P.QUESTIONNAIRE_MANAGE: questionnaires.can_manage,
    P.QUESTIONNAIRE_FILL_IN: questionnaires.can_fill_in,
    P.QUESTIONNAIRE_ASK_OWN: questionnaires.can_ask_own,
    P.CAMPAIGN_MANAGE: campaigns.can_manage,
    P.CAMPAIGN_FOLLOW: campaigns.can_follow,
    P.CAMPAIGN_LINK: campaigns.can_hold_link,
    P.STRUCTURE_SEE: catalogue.can_see,
    P.STRUCTURE_KEEP: catalogue.can_keep,
    P.STRUCTURE_MANAGE: catalogue.can_manage,
    P.STRUCTURE_MERGE: catalogue.can_manage,
    P.STRUCTURE_IMPORT: exchange.can_import,
    P.STRUCTURE_IMPORT_UNDO: exchange.can_undo_import,
    P.STRUCTURE_VOUCH: upkeep.can_vouch,
    P.SPRINT_TIDY: upkeep.can_tidy,
    P.UPKEEP_MANAGE: upkeep.can_manage,
    P.GUIDANCE_FOLLOW: guidance.can_follow,
    P.GUIDANCE_RECORD: guidance.can_record,
    P.CONTACT_ANSWER: guidance.can_answer,
    P.AID_SEE: guidance.can_see_aid,
    P.AID_SETTLE: guidance.can_settle_aid,
    P.CALL_SEE: funding.can_see,
    P.CALL_MANAGE: funding.can_manage,
    P.COMPETITION_SEE: competitions.can_see,
    P.COMPETITION_MANAGE: competitions.can_manage,
    P.COMPETITION_NOMINATE: competitions.can_nominate,
    P.RESULT_RELEASE: results.can_release,
    P.RESULT_FOLLOW: results.can_follow,
    P.FEEDBACK_CHOOSE: results.can_choose_feedback,
    P.ITEM_PROPOSE: backlog.can_propose,
    P.PROPOSED_ITEM_SEE: backlog.can_see_item,
    P.PROPOSED_ITEM_EDIT: backlog.can_edit_item,
    P.BACKLOG_MANAGE: backlog.can_manage_backlog,
    P.DOCUMENT_READ: _document_is_loaded,
    P.LETTER_MANAGE: letters.can_manage_letters,
    P.ATTENDANCE_RECORD: attendance.can_record_attendance,
    P.ATTENDANCE_SEE: attendance.can_see_attendance,
    P.MINUTES_READ: minutes.can_read_minutes,
    P.MINUTES_WRITE: minutes.can_write_minutes,
    P.MINUTES_CORRECT: minutes.can_correct_minutes,
    P.MINUTES_VOICE: minutes.can_give_voice,
    P.MINUTES_CIRCULATE: minutes.can_lead_minutes,
    P.MINUTES_APPROVE: minutes.can_lead_minutes,
    P.MINUTES_PUBLISH: minutes.can_lead_minutes,
    P.MINUTES_RECTIFY: minutes.can_lead_minutes,
    P.CORRECTION_SEE: minutes.can_see_correction,
    P.CORRECTION_ANSWER: minutes.can_lead_minutes,
    P.CORRECTION_WITHDRAW: minutes.can_withdraw_correction,
    P.DECISION_MANAGE: decisions.can_manage_decisions,
    P.INSTITUTION_SEE: institutions.can_see_institution,
    P.INSTITUTION_CREATE: institutions.can_create_institution,
    P.INSTITUTION_EDIT: institutions.can_edit_institution,
    P.INSTITUTION_IMPORT: imports.can_import,
    P.INSTITUTION_IMPORT_UNDO: imports.can_undo_import,
    P.DUPLICATE_SEE: merging.can_see_duplicates,
    P.INSTITUTION_MERGE: merging.can_merge,
    P.SEAT_MANAGE: institutions.can_manage_seats,
    P.BODY_MANAGE: institutions.can_manage_bodies,
    P.MANDATE_MANAGE: institutions.can_manage_mandates,
    P.PLAN_SEE: actions.can_see_plan,
    P.PLAN_CREATE: actions.can_create_plan,
    P.PLAN_EDIT: actions.can_edit_plan,
    P.PLAN_PUBLISH: actions.can_publish_plan,
    P.PLAN_IMPORT: actions.can_handle_import,
    P.ACTION_SEE: actions.can_see_action,
    P.ACTION_CREATE: actions.can_create_action,
    P.ACTION_EDIT: actions.can_edit_action,
    P.ACTION_REPORT: actions.can_report,
    P.ACTION_SHARE: actions.can_share,
    P.ACTION_REMIND: actions.can_remind,
    P.EVIDENCE_SEE: actions.can_see_evidence,
    P.EVIDENCE_REMOVE: actions.can_remove_evidence,
    P.HANDOVER_PREPARE: handover.can_hand_over,
    P.APPLICATION_LIST: applications.can_list,
    P.APPLICATION_READ: applications.can_read,
    P.APPLICATION_HANDLE: applications.can_handle,
    P.APPLICATION_LATE: applications.can_open_late_door,
    P.RECUSAL_MANAGE: reviewing.can_manage_recusals,
    P.ORGANISATION_LINK_MANAGE: reviewing.can_manage_links,
    P.GRID_MANAGE: reviewing.can_manage_grid,
    P.EVALUATION_ASSIGN: reviewing.can_assign,
    P.EVALUATION_WRITE: reviewing.can_evaluate,
    P.SCORE_WRITE: scoring.can_score,
    P.SCORE_FOLLOW: scoring.can_follow,
    P.SCORE_ASSIGN: scoring.can_assign,
    P.SCORE_TYPE: scoring.can_type,
    P.SCORE_PRESIDE: scoring.can_preside,
    P.SCORE_TABLE: scoring.can_read_table,
    P.AWARD_BOARD: awards.can_read_board,
    P.AWARD_DECIDE: awards.can_decide,
    P.SELECTION_SEE: awards.can_see_selection,
    P.SELECTION_NOTE: awards.can_note,
    P.JURY_MANAGE: juries.can_manage,
    P.JURY_SIT: juries.can_sit,
    P.JURY_READ: juries.can_read,
    P.JURY_CONFLICTS: juries.can_know_conflicts,
    P.DELIBERATION_SEE: deliberation.can_see,
    P.DELIBERATION_PREPARE: deliberation.can_prepare,
    P.DELIBERATION_ATTEND: deliberation.can_attend,
    P.DELIBERATION_LEAD: deliberation.can_lead,
    P.DELIBERATION_CLOSE: deliberation.can_close,
    P.DELIBERATION_NOTE: deliberation.can_lead_item,
    P.AWARD_FOLLOW: payments.can_follow,
    P.AGREEMENT_MANAGE: payments.can_manage_agreements,
    P.PROCEDURE_EDIT: payments.can_edit_procedure,
    P.PAYMENT_CHECK: payments.can_check,
    P.PAYMENT_ORDER: payments.can_order,
    P.PAYMENT_PAY: payments.can_pay,
    P.BANK_TYPE: payments.can_type_account,
    P.BANK_CONFIRM: payments.can_confirm_account,
    P.ENVELOPE_READ: payments.can_follow,
    P.REPORT_MANAGE: reports.can_manage,
    P.PAPER_SEE: governance.can_see,
    P.PAPER_MANAGE: governance.can_manage_papers,
    P.PAPER_SCAN: governance.can_read_scan,
    P.PERSON_LIST: accounts.can_list_persons,
    P.PERSON_MANAGE: accounts.can_manage_person,
    P.PERSON_MERGE: merging.can_merge_persons,
    P.FUNCTION_MANAGE: accounts.can_manage_functions,
    P.MAIL_LIST: accounts.can_see_mails,
    P.MAIL_RESEND: accounts.can_send_mail_again,
    P.HISTORY_READ: accounts.can_read_history,
    P.PERSONAL_DATA_HANDLE: accounts.can_handle_personal_data,
    P.RETENTION_SEE: accounts.can_see_retention,
}


def allows(actor: Actor | None, permission: P, subject: Any = None) -> bool:
    """Whether the policy lets the actor do it; a visitor may only what asks nothing of an actor."""
    if actor is None and permission not in OPEN_TO_VISITORS:
        return False
    policy = POLICY[permission]
    return policy(actor) if subject is None else policy(actor, subject)
