"""In the room: one entry after the other, notes, hands, ranks, mentions; then the jury has decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationState
from noress.domain.audit.rules import record
from noress.domain.competitions.models import Competition, Prize
from noress.domain.juries import recording
from noress.domain.juries.attending import list_present, list_quorums_of
from noress.domain.juries.conflicts import is_told
from noress.domain.juries.models import Deliberation, DeliberationItem, ShowOfHands
from noress.domain.juries.prizes import Outcome, Problem
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules.opening import deliberation_of, title_of_place
from noress.domain.juries.sealing import correct_score as _correct_score
from noress.domain.juries.standings import outcome_of, places_of, ranks_of
from noress.extensions import db

MOST_NOTES, MOST_REASON, MOST_RANK = 20_000, 2_000, 999
STALE = _("Quelqu'un a enregistré pendant que vous écriviez. Comparez les deux textes.")


def check_deliberating(deliberation: Deliberation) -> None:
    if deliberation.opened_at is None:
        raise RuleError("not_open", _("La délibération n'est pas ouverte."), status=409)
    if deliberation.competition.deliberated_at is not None:
        message = _("Le jury a décidé : rouvrez la délibération pour changer quelque chose.")
        raise RuleError("decided", message, status=409)


# --- what is on the screens -----------------------------------------------------------------------------


def order_entries(
    *, deliberation: Deliberation, item_ids: Sequence[int], version: int, actor: Actor, now: datetime
) -> None:
    """Those that are named take this order among the places that they have; the others, which this reader may not know of,
    keep theirs."""
    lock(deliberation)
    check_deliberating(deliberation)
    if deliberation.version != version:
        raise RuleError("stale", _("La délibération a avancé : regardez de nouveau l'ordre."), status=409)
    items = list(db.session.scalars(queries.list_items(deliberation.id)))
    wanted = [one for key in dict.fromkeys(item_ids) for one in items if one.id == key]
    slots = [place for place, one in enumerate(items) if one in wanted]
    order = list(items)
    for slot, one in zip(slots, wanted, strict=True):
        order[slot] = one
    points = [one.agenda_item for one in order if one.agenda_item is not None]
    for position, point in zip(sorted(point.position for point in points), points, strict=True):
        point.position = position
    for position, one in enumerate(order, 1):
        one.position = position
        if one.agenda_item is not None:
            one.agenda_item.title = title_of_place(position)
    deliberation.version += 1
    record(actor, "deliberation.ordered", deliberation, now=now)


def show_item(
    *, deliberation: Deliberation, step: int, version: int | None, actor: Actor, now: datetime
) -> DeliberationItem | None:
    """The next entry (1), the one before (-1), or none (0), on all screens. Pressed twice by two people from the same page, it
    moves once."""
    lock(deliberation)
    check_deliberating(deliberation)
    if version is not None and version != deliberation.version:
        return _current(deliberation)
    keys = [row[0] for row in db.session.execute(queries.list_item_keys(deliberation.id))]
    place = keys.index(deliberation.current_id) if deliberation.current_id in keys else -1
    if step:
        place = max(0, place + step) if place + step >= 0 else 0
    deliberation.current_id = keys[place] if step and place < len(keys) else None
    deliberation.version += 1
    record(actor, "deliberation.moved", deliberation, now=now)
    return _current(deliberation)


def _current(deliberation: Deliberation) -> DeliberationItem | None:
    return db.session.get(DeliberationItem, deliberation.current_id) if deliberation.current_id else None


# --- what is said of an entry ---------------------------------------------------------------------------


def hold_item(item: DeliberationItem, version: int) -> None:
    """Two who write at once: the second is shown both texts."""
    lock(item.deliberation)
    check_deliberating(item.deliberation)
    lock(item)
    if item.version != version:
        raise StaleVersion(STALE, item)


def note(*, item: DeliberationItem, text: str, version: int, actor: Actor, now: datetime) -> None:
    """The secretary's words for the record. Kept, nobody is told."""
    hold_item(item, version)
    if len(text) > MOST_NOTES:
        raise RuleError("too_long", _("Ce texte est trop long."), field="notes")
    if text != item.notes:
        item.notes = text
        item.version += 1
        record(
            actor,
            "deliberation.noted",
            item.deliberation,
            now=now,
            changes={"entry_place": (None, item.position)},
        )


def show_hands(
    *, item: DeliberationItem, motion: Translated, votes: tuple[int, int, int], chair_decided: bool, actor: Actor, now: datetime,
) -> ShowOfHands:  # fmt: skip
    """`votes`: for, against, abstentions; of those who are here and do not stand aside. Even hands: the chair's voice decides."""
    lock(item.deliberation)
    check_deliberating(item.deliberation)
    for code in ("fr", "ar"):
        if not motion.get(code):
            raise RuleError(
                "no_motion", _("Écrivez la question dans les deux langues."), field=f"motion_{code}"
            )
    names = ("votes_for", "votes_against", "abstentions")
    for name, count in zip(names, votes, strict=True):
        if count < 0:
            raise RuleError("count", _("Écrivez un nombre, 0 ou plus."), field=name)
    if not sum(votes):
        raise RuleError("no_vote", _("Personne n'a voté : écrivez le nombre de voix."), field="votes_for")
    here = len(list_present(item))
    if sum(votes) > here:
        message = _(
            "Voix comptées : %(total)s ; membres présents qui ne sont pas en déport : %(here)s.", total=sum(votes), here=here
        )  # fmt: skip
        raise RuleError("too_many_voices", message, field="votes_for")
    if chair_decided and votes[0] != votes[1]:
        message = _("La voix prépondérante ne compte que si les voix pour et contre sont égales.")
        raise RuleError("not_even", message, field="chair_decided")
    vote = ShowOfHands(
        item_id=item.id, motion=motion, votes_for=votes[0], votes_against=votes[1], abstentions=votes[2],
        chair_decided=chair_decided, voted_at=now,
    )  # fmt: skip
    db.session.add(vote)
    _noted(item, "deliberation.voted", actor, now)
    return vote


def is_carried(vote: ShowOfHands) -> bool:
    return vote.votes_for > vote.votes_against or (
        vote.votes_for == vote.votes_against and vote.chair_decided
    )


class Decided(NamedTuple):
    """What the jury says of an entry."""

    rank: int | None
    reason: Translated
    mention: Translated
    prize_id: int | None = None
    is_done: bool = True


def decide(*, item: DeliberationItem, values: Decided, version: int, actor: Actor, now: datetime) -> None:
    """Its rank, a special mention. A rank that is not the computed one has its reason, which the record says."""
    hold_item(item, version)
    if item.application.state is ApplicationState.WITHDRAWN:
        message = _("Cette candidature a été retirée : il n'y a plus rien à en décider.")
        raise RuleError("withdrawn", message, status=409)
    computed = places_of(item.deliberation.competition, now).get(item.application_id)
    rank = values.rank if values.rank is not None else computed
    if rank is not None and not 1 <= rank <= MOST_RANK:
        raise RuleError("rank", _("Écrivez un rang, à partir de 1."), field="rank")
    moved = rank != computed
    if moved and not any(values.reason.values()):
        message = _("Ce rang n'est pas celui du tableau : écrivez pourquoi, le procès-verbal le dira.")
        raise RuleError("no_reason", message, field="reason_fr")
    for name, text in (("reason", values.reason), ("mention", values.mention)):
        for code, said in text.items():
            if len(said) > MOST_REASON:
                raise RuleError("too_long", _("Ce texte est trop long."), field=f"{name}_{code}")
    _check_prize(item, values.prize_id)
    item.rank_before = computed
    item.rank_after = rank if moved else None
    item.reason = values.reason or None
    item.mention = values.mention or None
    item.prize_id = values.prize_id
    item.done_at = (item.done_at or now) if values.is_done else None
    item.version += 1
    _noted(item, "deliberation.item_decided", actor, now)


def _check_prize(item: DeliberationItem, prize_id: int | None) -> None:
    if prize_id is None:
        return
    competition_id = item.deliberation.competition_id
    offered = {
        one.id for one in db.session.scalars(queries.list_prizes(competition_id)) if one.lot_id is None
    }
    if prize_id not in offered:
        raise RuleError("prize", _("Choisissez un des prix proposés."), field="prize")


def correct_score(
    *, item: DeliberationItem, evaluation_id: int, values: Mapping[int, int], reason: str, actor: Actor, now: datetime,
) -> Any:  # fmt: skip
    """A mark changed after the seal, by the chair: sealed again, and the computed ranks follow."""
    deliberation = item.deliberation
    seal = _correct_score(
        item=item, evaluation_id=evaluation_id, values=values, reason=reason, actor=actor, now=now
    )
    places = places_of(deliberation.competition, now)
    for one in db.session.scalars(queries.list_items(deliberation.id)):
        if one.rank_before != places.get(one.application_id):
            one.rank_before = places.get(one.application_id)
            one.version += 1
            one.done_at = None
    deliberation.version += 1
    return seal


def _noted(item: DeliberationItem, action: str, actor: Actor, now: datetime) -> None:
    """History says that it happened, at which place; never to which entry, nor what."""
    item.deliberation.version += 1
    record(actor, action, item.deliberation, now=now, changes={"entry_place": (None, item.position)})


# --- prizes, the end ------------------------------------------------------------------------------------


def leave_prize(
    *, deliberation: Deliberation, prize: Prize, because: Translated, actor: Actor, now: datetime
) -> None:
    """Given to nobody, or to fewer than planned, and why; without words, it is to be given again."""
    lock(deliberation)
    check_deliberating(deliberation)
    if prize.competition_id != deliberation.competition_id:
        raise RuleError("prize", _("Choisissez un des prix proposés."), field="prize")
    prize.not_awarded_because = because or None
    deliberation.version += 1
    record(actor, "deliberation.prize_left", deliberation, now=now)


def list_problems(deliberation: Deliberation, now: datetime) -> tuple[Outcome, list[Problem]]:
    """Who has which prize, and what keeps the jury from closing."""
    competition = deliberation.competition
    items = list(db.session.scalars(queries.list_items(deliberation.id)))
    outcome = outcome_of(competition, items, now)
    problems = list(outcome.problems)
    for one in items:
        number = one.application.number or ""
        if outcome.of(one.application_id) is not None and one.done_at is None:
            message = _("%(number)s aurait un prix et n'est pas marqué « décidé ».", number=number)
            problems.append(Problem("undecided", message, (one.application_id,)))
        if outcome.of(one.application_id) is not None and one.mention:
            message = _("%(number)s a un prix : il n'a pas de mention en plus.", number=number)
            problems.append(Problem("both", message, (one.application_id,)))
    mentions = sum(1 for one in items if one.mention)
    if mentions > competition.special_mentions:
        message = _("Mentions données : %(count)s ; le règlement en prévoit : %(planned)s.", count=mentions,
                    planned=competition.special_mentions)  # fmt: skip
        problems.append(Problem("mentions", message))
    return outcome, problems


def lacks_quorum(deliberation: Deliberation) -> bool:
    """As the rule of its body says, from the attendance that was noted."""
    return any(not one.is_reached for one in list_quorums_of(deliberation))


def close_deliberation(
    *, competition: Competition, without_quorum: str | None = None, actor: Actor, now: datetime
) -> Deliberation:
    """The jury has decided: ranks, prizes, mentions are written in the entries; nobody is told before the ceremony."""
    lock(competition)
    deliberation = deliberation_of(competition)
    if deliberation is None:
        raise RuleError("no_meeting", _("La délibération n'est pas ouverte."), status=409)
    lock(deliberation)
    check_deliberating(deliberation)
    outcome, problems = list_problems(deliberation, now)
    if problems:
        first = problems[0]
        raise RuleError(first.code, _("Tout n'est pas décidé : voyez la liste."), status=409)
    why = (without_quorum or "").strip() or None
    if lacks_quorum(deliberation) and why is None:
        message = _(
            "Le quorum n'est pas atteint : dites pourquoi le jury décide tout de même, ou revenez à la présence."
        )
        raise RuleError("quorum", message, field="without_quorum", status=409)
    _write_entries(deliberation, outcome, now)
    deliberation.without_quorum_because = why if lacks_quorum(deliberation) else None
    deliberation.closed_at = competition.deliberated_at = now
    deliberation.current_id = None
    deliberation.version += 1
    competition.version += 1
    record(actor, "deliberation.closed", deliberation, now=now)
    recording.write_record(deliberation, actor=actor, now=now)
    return deliberation


def _write_entries(deliberation: Deliberation, outcome: Outcome, now: datetime) -> None:
    """Those that were not talked about keep the place that their scores give them."""
    items = {one.application_id: one for one in db.session.scalars(queries.list_items(deliberation.id))}
    places = places_of(deliberation.competition, now)
    ranks = ranks_of(deliberation.competition, list(items.values()), now)
    for one in items.values():
        one.rank_before = places.get(one.application_id)
    for entry in db.session.scalars(queries.list_entries(deliberation.competition_id)):
        item, given = items.get(entry.application_id), outcome.of(entry.application_id)
        entry.rank = ranks.get(entry.application_id)
        entry.prize_id = given.prize.id if given is not None else None
        entry.prize_amount = given.amount if given is not None else None
        entry.mention = item.mention if item is not None else None
        entry.is_mention = bool(entry.mention)
        entry.version += 1


def reopen_deliberation(*, competition: Competition, reason: str, actor: Actor, now: datetime) -> None:
    """Before the results are told; what was written in the entries is taken back until it is closed again."""
    lock(competition)
    deliberation = deliberation_of(competition)
    if deliberation is None or competition.deliberated_at is None:
        raise RuleError("not_decided", _("Le jury n'a pas encore décidé."), status=409)
    if is_told(deliberation):
        raise RuleError(
            "told", _("Les résultats sont annoncés : la délibération ne se rouvre plus."), status=409
        )
    why = (reason or "").strip()
    if not why:
        raise RuleError("no_reason", _("Écrivez pourquoi la délibération est rouverte."), field="reason")
    if len(why) > MOST_REASON:
        raise RuleError("too_long", _("Ce texte est trop long."), field="reason")
    lock(deliberation)
    for entry in db.session.scalars(queries.list_entries(competition.id)):
        entry.rank = entry.prize_id = entry.prize_amount = entry.mention = None
        entry.is_mention = False
        entry.version += 1
    competition.deliberated_at = deliberation.closed_at = None
    competition.version += 1
    deliberation.version += 1
    record(actor, "deliberation.reopened", deliberation, now=now, changes={"reason": (None, why)})
