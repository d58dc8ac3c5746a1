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
    # institutions
    INSTITUTION_SEE = "institution.see"
    INSTITUTION_CREATE = "institution.create"
    INSTITUTION_EDIT = "institution.edit"
    SEAT_MANAGE = "seat.manage"
    BODY_MANAGE = "body.manage"
    # people
    PERSON_LIST = "person.list"
    PERSON_MANAGE = "person.manage"
    FUNCTION_MANAGE = "function.manage"
    # administration
    MAIL_LIST = "mail.list"
    MAIL_RESEND = "mail.resend"
    HISTORY_READ = "history.read"
    PERSONAL_DATA_HANDLE = "personal-data.handle"
    RETENTION_SEE = "retention.see"
