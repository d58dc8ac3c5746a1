"""Written consultation: each institution one voice until a date, silence counted as the network decided."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Institution
from noress.domain.minutes import mails, queries
from noress.domain.minutes.content import plain
from noress.domain.minutes.models import Consultation, ConsultationVoice, Minutes, VoiceAnswer
from noress.domain.minutes.policy import list_voters
from noress.domain.minutes.readers import Mailbox, group_by_mailbox, of_seat
from noress.domain.minutes.rules.approving import check_ready, lock_and_freeze
from noress.domain.minutes.rules.checks import check_future
from noress.domain.minutes.rules.circulating import check_no_consultation
from noress.domain.minutes.values import clean
from noress.domain.outbox import rules as outbox
from noress.extensions import db

AT_MOST_EVERY = timedelta(hours=24)
MOST_COMMENT = 2000
STALE = _(
    "Quelqu'un de votre institution a donné sa voix pendant que vous écriviez. Comparez les deux réponses."
)


class Outcome(NamedTuple):
    """The voices counted: approved when more than half of those that count approve."""

    voters: tuple[Institution, ...]
    voices: tuple[ConsultationVoice, ...]
    silence_approves: bool

    def count(self, answer: VoiceAnswer) -> int:
        return len([voice for voice in self.voices if voice.answer is answer])

    @property
    def silent(self) -> list[Institution]:
        spoken = {voice.institution_id for voice in self.voices}
        return [voter for voter in self.voters if voter.id not in spoken]

    @property
    def for_it(self) -> int:
        said = self.count(VoiceAnswer.APPROVE) + self.count(VoiceAnswer.RESERVE)
        return said + (len(self.silent) if self.silence_approves else 0)

    @property
    def counted(self) -> int:
        return len(self.voices) + (len(self.silent) if self.silence_approves else 0)

    @property
    def is_approved(self) -> bool:
        return self.for_it * 2 > self.counted


def outcome_of(consultation: Consultation) -> Outcome:
    """What the voices given until now amount to; voices of institutions that have none are not counted."""
    voters = list_voters(consultation.minutes.meeting, consultation.opened_at)
    known = {voter.id for voter in voters}
    voices = [
        v for v in db.session.scalars(queries.list_voices(consultation.id)) if v.institution_id in known
    ]
    return Outcome(tuple(voters), tuple(voices), consultation.silence_approves)


def mailboxes_of(institutions: Iterable[Institution], *, now: datetime) -> list[Mailbox]:
    """The mailboxes of these institutions' open seats."""
    seats = queries.list_seats_of([institution.id for institution in institutions], clock.today(now))
    return group_by_mailbox(of_seat(seat) for seat in db.session.scalars(seats))


def open_consultation(
    *, minutes: Minutes, closes_at: datetime | None, silence_approves: bool, actor: Actor, now: datetime
) -> Consultation:
    """Ask every institution with a voice, by one mail per mailbox."""
    lock(minutes)
    check_ready(minutes, now=now)
    check_no_consultation(minutes)
    instant = check_future(closes_at, field="closes_at", now=now)
    voters = list_voters(minutes.meeting, now)
    if not voters:
        message = _("Aucune institution n'a de voix dans cette instance : approuvez par une session.")
        raise RuleError("no_voter", message, status=409)
    consultation = Consultation(
        minutes=minutes,
        opened_at=now,
        closes_at=instant,
        silence_approves=silence_approves,
        reminders=0,
        version=1,
    )
    db.session.add(consultation)
    db.session.flush()  # mails and history need its number
    for mailbox in mailboxes_of(voters, now=now):
        outbox.enqueue(mails.consultation_opened(consultation, minutes, mailbox), now=now)
    changes = {"closes_at": (None, instant), "silence_approves": (None, silence_approves)}
    record(actor, "consultation.opened", minutes, now=now, changes=changes)
    return consultation


def give_voice(
    *, consultation: Consultation, answer: VoiceAnswer, comment: str | None, version: int | None, actor: Actor,
    now: datetime,
) -> ConsultationVoice:  # fmt: skip
    """The voice of the institution that acts; until the end it may be changed, and the last word counts."""
    lock(consultation)
    _check_open(consultation)
    if now >= consultation.closes_at:
        message = _("La consultation est finie : le délai est passé.")
        raise RuleError("too_late", message, status=409)
    institution_id = actor.institution_id
    voters = {voter.id for voter in list_voters(consultation.minutes.meeting, consultation.opened_at)}
    if institution_id is None or institution_id not in voters:
        message = _("Votre institution n'a pas de voix dans cette consultation.")
        raise RuleError("no_voice", message, status=403)
    comment = clean(comment)
    _check_comment(answer, comment)
    voice = db.session.scalars(queries.get_voice(consultation.id, institution_id)).one_or_none()
    if voice is not None and voice.version != version:
        theirs = {"answer": voice.answer.value, "comment": voice.comment or "", "version": voice.version}
        raise StaleVersion(STALE, theirs)
    before = voice.answer if voice is not None else None
    if voice is None:
        voice = ConsultationVoice(consultation_id=consultation.id, institution_id=institution_id, version=0)
        db.session.add(voice)
    voice.answer, voice.comment, voice.given_at = answer, comment or None, now
    voice.given_by_id = actor.person_id
    voice.version += 1
    record(
        actor, "consultation.voice_given", consultation.minutes, now=now, changes={"answer": (before, answer)}
    )
    return voice


def _check_comment(answer: VoiceAnswer, comment: str) -> None:
    if answer is not VoiceAnswer.APPROVE and not comment:
        message = _("Écrivez en quelques mots votre réserve, ou pourquoi vous n'approuvez pas.")
        raise RuleError("no_comment", message, field="comment")
    if len(comment) > MOST_COMMENT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_COMMENT)
        raise RuleError("too_long", message, field="comment")


def remind_silent(*, consultation: Consultation, actor: Actor, now: datetime) -> int:
    """One mail per mailbox of the institutions that have said nothing, and of no other; how many."""
    lock(consultation)
    check_can_remind(consultation, now=now)
    consultation.reminders += 1
    consultation.reminded_at = now
    mailboxes = mailboxes_of(outcome_of(consultation).silent, now=now)
    for mailbox in mailboxes:
        outbox.enqueue(mails.consultation_opened(consultation, consultation.minutes, mailbox), now=now)
    changes = {"reminders": (consultation.reminders - 1, consultation.reminders)}
    record(actor, "consultation.reminded", consultation.minutes, now=now, changes=changes)
    return len(mailboxes)


def check_can_remind(consultation: Consultation, *, now: datetime) -> None:
    _check_open(consultation)
    if now >= consultation.closes_at:
        raise RuleError("too_late", _("Le délai est passé : clôturez la consultation."), status=409)
    if not outcome_of(consultation).silent:
        raise RuleError("nobody", _("Personne n'est à relancer : toutes ont répondu."), status=409)
    if consultation.reminded_at is not None and now - consultation.reminded_at < AT_MOST_EVERY:
        message = _("Un rappel est parti il y a moins de 24 heures.")
        raise RuleError("recent", message, status=409)


def check_can_close(consultation: Consultation, *, now: datetime) -> None:
    """After its end, or once everybody has spoken."""
    _check_open(consultation)
    if now < consultation.closes_at and outcome_of(consultation).silent:
        message = _(
            "La consultation court encore : attendez sa fin, ou la réponse de toutes les institutions."
        )
        raise RuleError("running", message, status=409)


def close_consultation(*, consultation: Consultation, actor: Actor, now: datetime) -> Outcome:
    """Count the voices; approved, the text is locked and frozen, else it stays as it was."""
    minutes = consultation.minutes
    lock(minutes)
    lock(consultation)
    check_can_close(consultation, now=now)
    outcome = outcome_of(consultation)
    consultation.closed_at = now
    consultation.version += 1
    changes = changed(consultation, {"is_approved": outcome.is_approved})
    record(actor, "consultation.closed", minutes, now=now, changes=changes)
    if outcome.is_approved:
        lock_and_freeze(minutes, approval_of(consultation, outcome), actor=actor, now=now)
    return outcome


def approval_of(consultation: Consultation, outcome: Outcome) -> dict[str, object]:
    """The result as the frozen record keeps it: counts, no institution by its voice."""
    return {
        "by": "consultation", "opened_on": plain(clock.today(consultation.opened_at)),
        "closed_on": plain(clock.today(consultation.closed_at or consultation.closes_at)),
        "silence_approves": consultation.silence_approves, "voters": len(outcome.voters),
        "silent": len(outcome.silent), **{answer.value: outcome.count(answer) for answer in VoiceAnswer},
    }  # fmt: skip


def _check_open(consultation: Consultation) -> None:
    if consultation.closed_at is not None:
        raise RuleError("closed", _("Cette consultation est close."), status=409)
