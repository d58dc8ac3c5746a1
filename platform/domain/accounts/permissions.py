"""The names of everything a person may be allowed to do; routes and templates use nothing else."""

from enum import StrEnum


class P(StrEnum):
    # one's own life on the platform: any signed-in person
    OWN_ACCOUNT = "account.own"
    DUTY_LIST = "duty.list"
    # meetings
    MEETING_SEE = "meeting.see"
    MEETING_CREATE = "meeting.create"
    MEETING_EDIT = "meeting.edit"
    MEETING_CONVENE = "meeting.convene"
    MEETING_CANCEL = "meeting.cancel"
    MEETING_ANSWERS = "meeting.answers"
    INVITATION_MANAGE = "invitation.manage"
    INVITATION_ANSWER = "invitation.answer"
    MEETING_DOCUMENT_READ = "meeting.document-read"
    # items that members propose for agendas
    ITEM_PROPOSE = "item.propose"
    PROPOSED_ITEM_SEE = "proposed-item.see"
    PROPOSED_ITEM_EDIT = "proposed-item.edit"
    BACKLOG_MANAGE = "backlog.manage"
    # documents made by the worker: whoever may see what they are about
    DOCUMENT_READ = "document.read"
    # official letters
    LETTER_MANAGE = "letter.manage"
    # who came
    ATTENDANCE_RECORD = "attendance.record"
    ATTENDANCE_SEE = "attendance.see"
    # the record of a meeting
    MINUTES_READ = "minutes.read"
    MINUTES_WRITE = "minutes.write"
    MINUTES_CORRECT = "minutes.correct"
    MINUTES_VOICE = "minutes.voice"
    MINUTES_CIRCULATE = "minutes.circulate"
    MINUTES_APPROVE = "minutes.approve"
    MINUTES_PUBLISH = "minutes.publish"
    MINUTES_RECTIFY = "minutes.rectify"
    CORRECTION_SEE = "correction.see"
    CORRECTION_ANSWER = "correction.answer"
    CORRECTION_WITHDRAW = "correction.withdraw"
    # decisions
    DECISION_MANAGE = "decision.manage"
    # institutions
    INSTITUTION_SEE = "institution.see"
    INSTITUTION_CREATE = "institution.create"
    INSTITUTION_EDIT = "institution.edit"
    # sheets of institutions and people; records that are one institution written twice
    INSTITUTION_IMPORT = "institution.import"
    INSTITUTION_IMPORT_UNDO = "institution.import-undo"
    DUPLICATE_SEE = "duplicate.see"
    INSTITUTION_MERGE = "institution.merge"
    SEAT_MANAGE = "seat.manage"
    BODY_MANAGE = "body.manage"
    MANDATE_MANAGE = "mandate.manage"
    # plans and actions
    PLAN_SEE = "plan.see"
    PLAN_CREATE = "plan.create"
    PLAN_EDIT = "plan.edit"
    PLAN_PUBLISH = "plan.publish"
    PLAN_IMPORT = "plan.import"
    ACTION_SEE = "action.see"
    ACTION_CREATE = "action.create"
    ACTION_EDIT = "action.edit"
    ACTION_REPORT = "action.report"
    ACTION_SHARE = "action.share"
    ACTION_REMIND = "action.remind"
    EVIDENCE_SEE = "evidence.see"
    EVIDENCE_REMOVE = "evidence.remove"
    # hand-over packs of seats and bodies
    HANDOVER_PREPARE = "handover.prepare"
    # questionnaires
    QUESTIONNAIRE_MANAGE = "questionnaire.manage"
    QUESTIONNAIRE_FILL_IN = "questionnaire.fill-in"
    QUESTIONNAIRE_ASK_OWN = "questionnaire.ask-own"
    # campaigns: rounds of asking with a questionnaire
    CAMPAIGN_MANAGE = "campaign.manage"
    CAMPAIGN_FOLLOW = "campaign.follow"
    CAMPAIGN_LINK = "campaign.link"
    # the catalogue of actors
    STRUCTURE_SEE = "structure.see"
    STRUCTURE_KEEP = "structure.keep"
    STRUCTURE_MANAGE = "structure.manage"
    STRUCTURE_MERGE = "structure.merge"
    STRUCTURE_IMPORT = "structure.import"
    STRUCTURE_IMPORT_UNDO = "structure.import-undo"
    STRUCTURE_VOUCH = "structure.vouch"
    SPRINT_TIDY = "sprint.tidy"
    UPKEEP_MANAGE = "upkeep.manage"
    GUIDANCE_FOLLOW = "guidance.follow"
    GUIDANCE_RECORD = "guidance.record"
    CONTACT_ANSWER = "contact.answer"
    AID_SEE = "aid.see"
    AID_SETTLE = "aid.settle"
    # calls for expressions of interest, and the applications' desk
    CALL_SEE = "call.see"
    CALL_MANAGE = "call.manage"
    APPLICATION_LIST = "application.list"
    APPLICATION_READ = "application.read"
    APPLICATION_HANDLE = "application.handle"
    APPLICATION_LATE = "application.late"
    RECUSAL_MANAGE = "recusal.manage"
    ORGANISATION_LINK_MANAGE = "organisation-link.manage"
    # texts of bodies
    PAPER_SEE = "paper.see"
    PAPER_MANAGE = "paper.manage"
    PAPER_SCAN = "paper.scan"
    # people
    PERSON_LIST = "person.list"
    PERSON_MANAGE = "person.manage"
    PERSON_MERGE = "person.merge"
    FUNCTION_MANAGE = "function.manage"
    # administration
    MAIL_LIST = "mail.list"
    MAIL_RESEND = "mail.resend"
    HISTORY_READ = "history.read"
    PERSONAL_DATA_HANDLE = "personal-data.handle"
    RETENTION_SEE = "retention.see"
