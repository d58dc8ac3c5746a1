"""Telephone rounds: drawn from the emptiest cells of the board, with what came of each call."""

from datetime import date, datetime, timedelta

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns.models import Call, CallOutcome, CallRound, Campaign, Means
from noress.domain.campaigns.queries.board import list_to_call
from noress.domain.campaigns.rules.declining import decline
from noress.domain.campaigns.rules.following import take_in_answers
from noress.domain.campaigns.rules.running import check_open
from noress.domain.campaigns.states import is_finished
from noress.extensions import db

MOST_CALLS = 100
MOST_NOTE = 1000
#: whoever promised to fill it in is left in peace that long
PROMISE = timedelta(days=7)
#: somebody spoke with the structure
REACHED = frozenset({CallOutcome.ANSWERED, CallOutcome.PROMISED, CallOutcome.CALL_BACK})


def draw_round(
    *, campaign: Campaign, count: int, caller: str | None, actor: Actor, now: datetime
) -> CallRound:
    """Up to `count` structures to call, from the emptiest cells, the least recently called first."""
    lock(campaign)  # two people drawing at once do not call the same ones
    check_open(campaign, now)
    if not 1 <= count <= MOST_CALLS:
        message = _("Écrivez un nombre entre 1 et %(most)s.", most=MOST_CALLS)
        raise RuleError("bad_count", message, field="count")
    take_in_answers(campaign)
    db.session.flush()  # those who have answered by their own page are not called
    query = list_to_call(campaign.id, today=clock.today(now), promised_since=now - PROMISE)
    found = list(db.session.scalars(query.limit(count)))
    if not found:
        message = _(
            "Personne n'est à appeler : les structures sans réponse n'ont pas de téléphone, ou sont déjà sur une "
            "feuille d'appel."
        )
        raise RuleError("nobody", message, status=409)
    made = CallRound(
        campaign=campaign, drawn_at=now, drawn_by_id=actor.person_id, caller=(caller or "").strip()[:200] or None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()  # its lines need its number
    for participant in found:
        db.session.add(Call(round_id=made.id, participant_id=participant.id))
        db.session.flush()  # the sheet keeps the order in which they were drawn
    record(actor, "campaign.round_drawn", campaign, now=now, changes={"calls": (None, len(found))})
    return made


def record_call(
    *, call: Call, outcome: CallOutcome, note: str | None = None, call_back_on: date | None = None,
    seen: CallOutcome | None, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """What came of a call. A refusal ends every contact; a wrong number is forgotten. `seen` is the outcome that the
    page showed: raises StaleVersion when somebody else noted another one since."""
    lock(call)
    participant, campaign = call.participant, call.round.campaign
    check_open(campaign, now)
    if call.outcome is not seen:
        message = _(
            "Quelqu'un d'autre a noté cet appel entre-temps. Voyez ce qui est noté, puis recommencez."
        )
        raise StaleVersion(message, call)
    note = (note or "").strip()
    if len(note) > MOST_NOTE:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_NOTE)
        raise RuleError("too_long", message, field="note")
    day = _day_of_call_back(outcome, call_back_on, campaign, now)
    lock(participant)
    if participant.declined_at is not None and outcome is not CallOutcome.REFUSED:
        message = _("Cette structure ne veut plus être contactée : il n'y a plus rien à noter.")
        raise RuleError("declined", message, field="outcome", status=409)
    changes = {"outcome": (call.outcome, outcome), "call_back_on": (call.call_back_on, day)}
    call.outcome, call.note, call.call_back_on = outcome, note or None, day
    call.called_at, call.called_by_id = now, actor.person_id
    if outcome in REACHED and not is_finished(participant):
        participant.means = Means.PHONE
    if outcome is CallOutcome.WRONG_NUMBER:
        participant.phone = None
    record(actor, "participant.called", participant, now=now,
           changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]})  # fmt: skip
    if outcome is CallOutcome.REFUSED:
        decline(participant=participant, actor=actor, now=now)


def _day_of_call_back(
    outcome: CallOutcome, asked: date | None, campaign: Campaign, now: datetime
) -> date | None:
    """Tomorrow unless said; only for those to be called back, within the campaign."""
    if outcome is not CallOutcome.CALL_BACK:
        return None
    today = clock.today(now)
    if asked is None:
        return min(today + timedelta(days=1), campaign.closes_on)
    if not today <= asked <= campaign.closes_on:
        message = _("Choisissez un jour entre aujourd'hui et le dernier jour de la campagne.")
        raise RuleError("bad_day", message, field="call_back_on")
    return asked
