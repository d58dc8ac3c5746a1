"""What becomes of answers that were sent: validated, given back with a reason, set aside; junk let in or kept out."""

from datetime import datetime

from noress.core import clock, formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires import mails
from noress.domain.questionnaires.listening import tell_discarded, tell_sent, tell_validated
from noress.domain.questionnaires.models import Response, ResponseState
from noress.domain.questionnaires.response_links import response_url
from noress.extensions import db

#: of a reason, as it is mailed
MOST_REASON = 2000


def check_open(response: Response) -> None:
    """Raise when nothing is written there any more."""
    if response.state is ResponseState.REFUSED:
        message = _("Ces réponses ont été écartées : elles ne se corrigent plus. Écrivez au secrétariat.")
        raise RuleError("refused", message, status=409)


def check_correctable(response: Response, *, actor: Actor, now: datetime) -> None:
    """Raise why these answers cannot be sent, if there is a reason. The secretariat may correct after the last day,
    and so may whoever is asked to."""
    check_open(response)
    until = response.questionnaire_version.questionnaire.correct_until
    if response.number is None or until is None or response.state is ResponseState.RETURNED:
        return
    if clock.today(now) > until and not actor.is_secretariat:
        message = _(
            "Ces réponses pouvaient être corrigées jusqu'au %(day)s. Pour un changement, écrivez au secrétariat.",
            day=formats.date_words(until),
        )
        raise RuleError("too_late", message, status=409)


def is_correctable(response: Response, *, actor: Actor, now: datetime) -> bool:
    try:
        check_correctable(response, actor=actor, now=now)
    except RuleError:
        return False
    return True


def validate_response(*, response: Response, seen: str, actor: Actor, now: datetime) -> None:
    """They were read and stand as they are. `seen` is the fingerprint that was read."""
    _take(response, seen, {ResponseState.SUBMITTED})
    _decide(response, ResponseState.VALIDATED, None, actor, now)
    tell_validated(response, actor, now)


def return_response(*, response: Response, reason: str, seen: str, actor: Actor, now: datetime) -> None:
    """Given back with a reason and the personal link: who filled it in corrects, and sends it again."""
    _take(response, seen, {ResponseState.SUBMITTED, ResponseState.VALIDATED, ResponseState.REFUSED})
    if response.state is ResponseState.REFUSED and response.search_text is None:
        message = _(
            "Ces réponses ont été vidées après leur mise à l'écart : demandez d'en remplir de nouvelles."
        )
        raise RuleError("emptied", message, status=409)
    _decide(response, ResponseState.RETURNED, _checked(reason), actor, now)
    response.email = address_of(response)
    if response.email:
        enqueue(mails.returned(response, response_url(response), now), now=now)


def refuse_response(*, response: Response, reason: str, seen: str, actor: Actor, now: datetime) -> None:
    """Set aside with a reason: counted nowhere, and emptied of what identifies after its time."""
    _take(response, seen, {ResponseState.SUBMITTED, ResponseState.VALIDATED, ResponseState.RETURNED})
    _decide(response, ResponseState.REFUSED, _checked(reason), actor, now)
    if address_of(response):
        enqueue(mails.refused(response, address_of(response) or "", now), now=now)


def release_held(*, response: Response, seen: str, actor: Actor, now: datetime) -> None:
    """Somebody looked: it is no junk, it counts from now on. `seen` is the fingerprint that was read."""
    lock(response)
    _check_held(response)
    _check_seen(response, seen)
    record(
        actor, "response.released", response, now=now, changes={"held_because": (response.held_because, None)}
    )
    response.held_because = None
    tell_sent(response, now)  # only now is it known to those who wait for it


def discard_held(*, response: Response, seen: str, actor: Actor, now: datetime) -> None:
    """Junk: it never counts, nobody is written to, and it is emptied with the refused ones. Its number stays taken."""
    lock(response)
    _check_held(response)
    _check_seen(response, seen)
    before = response.state
    response.state, response.decided_at, response.decided_by_id = ResponseState.REFUSED, now, actor.person_id
    response.reason = response.held_because
    record(actor, "response.discarded", response, now=now, changes={"state": (before, response.state)})
    tell_discarded(response, actor, now)


def address_of(response: Response) -> str | None:
    """Where who filled it in for themselves, or for their institution, is written to."""
    if response.email:
        return response.email
    is_own = response.channel.value == "self" and response.person is not None
    return response.person.email if is_own and response.person else None


def _take(response: Response, seen: str, states: set[ResponseState]) -> None:
    lock(response)
    if response.held_because:
        message = _("Cette réponse est retenue : dites d'abord si elle est indésirable.")
        raise RuleError("held", message, status=409)
    if response.state not in states:
        message = _("Cette réponse est déjà « %(state)s ».", state=response.state.label)
        raise RuleError("wrong_state", message, status=409)
    _check_seen(response, seen)


def last_seen(response: Response) -> str:
    """The fingerprint that a decision names: what was sent last."""
    return response.snapshots[-1].sha256 if response.snapshots else ""


def _check_seen(response: Response, seen: str) -> None:
    """For whoever holds the response: what was sent while it was waited for is looked at too."""
    db.session.expire(response, ["snapshots"])
    if not seen or last_seen(response) != seen:
        message = _("Ces réponses ont été corrigées depuis que cette page est ouverte : relisez-les.")
        raise RuleError("corrected", message, status=409)


def _decide(
    response: Response, state: ResponseState, reason: str | None, actor: Actor, now: datetime
) -> None:
    changes = {"state": (response.state, state)} | ({"reason": (None, reason)} if reason else {})
    response.state, response.reason = state, reason
    response.decided_at, response.decided_by_id = now, actor.person_id
    record(actor, f"response.{state.value}", response, now=now, changes=changes)


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise RuleError(
            "no_reason", _("Écrivez pourquoi : la personne le lit dans son courriel."), field="reason"
        )
    if len(reason) > MOST_REASON:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REASON)
        raise RuleError("too_long", message, field="reason")
    return reason


def _check_held(response: Response) -> None:
    if not response.held_because or response.state is ResponseState.REFUSED:
        raise RuleError("not_held", _("Cette réponse n'est pas retenue."), status=409)
