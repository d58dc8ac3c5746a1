"""Mutual aid: who has what another needs is proposed to both, once; both agree, or it goes no further."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.formats import phone as say_phone
from noress.core.i18n import in_language
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.models import Structure, Term
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance import mails
from noress.domain.guidance.addresses import reach
from noress.domain.guidance.links import PROPOSED_FOR, match_url
from noress.domain.guidance.models import AidMatch, AidState
from noress.domain.guidance.places import provinces_around
from noress.domain.guidance.queries import aid as queries
from noress.domain.guidance.sharing import answering, bit_of, contacts_of, list_needs
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

#: proposals that wait for one structure at most
MOST_OPEN = 3
#: what one week looks at, and proposes, at most: the others have their turn later
TAKERS, PROPOSALS = 150, 60


class Pair(NamedTuple):
    giver: Structure
    taker: Structure
    term: Term


def takers_of_week(now: datetime) -> list[int]:
    """Who is looked at this week. Those who need something take turns, so that nobody waits behind the same hundred."""
    total = db.session.scalar(queries.count_takers()) or 0
    turns = max(1, -(-total // TAKERS))
    week = clock.today(now).toordinal() // 7
    return list(db.session.scalars(queries.list_takers(week % turns, turns, MOST_OPEN, TAKERS)))


def propose_matches(
    taker_ids: Sequence[int], *, actor: Actor, now: datetime, most: int = PROPOSALS
) -> list[AidMatch]:
    """What these may be proposed, at most so many in all."""
    needs, made = list_needs(read_vocabulary()), list[AidMatch]()
    for taker in db.session.scalars(queries.get_takers(taker_ids)).all():
        room = MOST_OPEN - (db.session.scalar(queries.count_open(taker.id)) or 0)
        for term in needs:
            if len(made) >= most:
                return made
            if room < 1 or not taker.needs & bit_of(term):
                continue
            giver = _nearest(taker, term)
            if giver is not None:
                made.append(propose_match(pair=Pair(giver, taker, term), actor=actor, now=now))
                room -= 1
    return made


def _nearest(taker: Structure, term: Term) -> Structure | None:
    """In its province, else in its region; without a province nothing is near."""
    if taker.province_code is None:
        return None
    for provinces in ((taker.province_code,), provinces_around(taker.province_code)):
        query = queries.find_giver(taker, term.id, answering(term), provinces, MOST_OPEN)
        if (found := db.session.scalars(query).first()) is not None:
            return found
    return None


def propose_match(*, pair: Pair, actor: Actor, now: datetime) -> AidMatch:
    """Both are told, where they left an address."""
    match = AidMatch(
        giver=pair.giver,
        taker=pair.taker,
        term=pair.term,
        state=AidState.PROPOSED,
        proposed_at=now,
        version=1,
    )
    db.session.add(match)
    db.session.flush()  # its links need its key, and the next look must count it
    record(actor, "aid_match.proposed", match, now=now)
    for is_giver, side in ((True, match.giver), (False, match.taker)):
        if (to := reach(side)) is not None:
            url = match_url(match, is_giver=is_giver, language=to[1])
            enqueue(mails.proposed(match, to, url=url, is_giver=is_giver), now=now)
    return match


def settle_match(*, match: AidMatch, is_giver: bool, agrees: bool, actor: Actor, now: datetime) -> None:
    """One side says yes or no; it may change a yes until the other has spoken. Both yes: each gets the other's
    contacts. One no: it is not proposed again, and the other is not told who said no."""
    lock(match)
    if match.state is not AidState.PROPOSED or now >= match.proposed_at + PROPOSED_FOR:
        message = _("Cette proposition est terminée : %(state)s.", state=match.state.label)
        if match.state is (AidState.AGREED if agrees else AidState.DECLINED):
            return  # a second press
        raise RuleError("settled", message, status=409)
    if is_giver:
        match.giver_agrees = agrees
    else:
        match.taker_agrees = agrees
    match.version += 1
    record(actor, "aid_match.said_yes" if agrees else "aid_match.said_no", match, now=now)
    if not agrees:
        match.state, match.settled_at = AidState.DECLINED, now
    elif match.giver_agrees and match.taker_agrees:
        match.state, match.settled_at = AidState.AGREED, now
        _tell_both(match, now)


def _tell_both(match: AidMatch, now: datetime) -> None:
    for is_giver, side, other in ((True, match.giver, match.taker), (False, match.taker, match.giver)):
        if (to := reach(side)) is not None:
            with in_language(to[1]):
                contacts = say_contacts(other)
            url = links.to("guidance.ask", structure_id=other.id, lang=to[1])
            enqueue(mails.agreed(match, to, contacts, url=url, is_giver=is_giver), now=now)


def say_contacts(structure: Structure) -> list[tuple[str, str]]:
    """(word, value) of the contacts that members may read."""
    return [
        (str(FIELDS[name].label), say_phone(value) if name == "phone" else value)
        for name, value in contacts_of(structure)
    ]


def lapse_matches(*, actor: Actor, now: datetime) -> int:
    """A month without both answers ends it."""
    found = db.session.scalars(queries.list_lapsing(now - PROPOSED_FOR)).all()
    for match in found:
        lock(match)
        if match.state is AidState.PROPOSED:  # not settled a moment ago
            match.state, match.settled_at = AidState.LAPSED, now
            match.version += 1
            record(actor, "aid_match.lapsed", match, now=now)
    return len(found)
