"""Every statement on what the jury decided: under embargo, then told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.awards.models import Appeal, Award, DecisionLetter, LetterRelease
from noress.domain.awards.queries import stands
from noress.domain.catalogue.models import Structure
from noress.domain.competitions.models import Competition, Entry, Prize
from noress.domain.funding.models import FundingCall, Lot
from noress.domain.juries.models import Deliberation, Juror, JurorCopy
from noress.domain.minutes.models import Minutes, MinutesState
from noress.domain.reviewing.models import Evaluation, Grid

S = ApplicationState
#: of an entry that is told a result: what every list, count and letter of results is about
DECIDABLE = frozenset({S.ELIGIBLE, S.SELECTED, S.REJECTED})


def _with_entry() -> Select[Entry]:
    return (
        select(Entry)
        .join(Entry.application)
        .options(
            contains_eager(Entry.application).options(
                joinedload(Application.structure).joinedload(Structure.detail), joinedload(Application.lot),
                joinedload(Application.call), selectinload(Application.people),
            ),
            joinedload(Entry.prize), joinedload(Entry.competition),
        )
    )  # fmt: skip


def _in_order() -> tuple[Any, ...]:
    """Winners by category and rank, then mentions, then the others by number."""
    return (
        Entry.prize_id.is_(None), Entry.is_mention.is_(False), Application.lot_id, Entry.rank.is_(None), Entry.rank,
        Application.number, Entry.id,
    )  # fmt: skip


def list_decided(competition_id: int, hidden: Select[Any] | None = None) -> Select[Entry]:
    """Every entry that is told a result; without those that the reader is recused from."""
    query = (
        _with_entry()
        .where(Entry.competition_id == competition_id, Application.state.in_(DECIDABLE))
        .order_by(*_in_order())
    )
    return query if hidden is None else query.where(Application.id.not_in(hidden))


def list_none() -> Select[Entry]:
    """Before the jury has decided, nothing is listed."""
    return select(Entry).where(Entry.id.is_(None))


def held(entries: Select[Entry]) -> Select[Entry]:
    """The same, their applications held and read as they are now, in one statement."""
    return entries.with_for_update(of=Application, key_share=True).execution_options(populate_existing=True)


def get_entry(entry_id: int) -> Select[Entry]:
    return _with_entry().where(Entry.id == entry_id)


def get_entry_of(application_id: int) -> Select[Entry]:
    return _with_entry().where(Entry.application_id == application_id)


def count_unchecked(call_id: int) -> Select[int]:
    """Sent, and neither found eligible nor not."""
    return select(func.count(Application.id)).where(
        Application.call_id == call_id, Application.state == S.SUBMITTED
    )


def list_letters_of(application_ids: Iterable[int]) -> Select[DecisionLetter]:
    return select(DecisionLetter).where(DecisionLetter.application_id.in_(list(application_ids)))


def get_release(call_id: int) -> Select[LetterRelease]:
    return select(LetterRelease).where(LetterRelease.call_id == call_id)


def get_deliberation(competition_id: int) -> Select[Deliberation]:
    return (
        select(Deliberation)
        .where(Deliberation.competition_id == competition_id)
        .options(joinedload(Deliberation.meeting))
    )


def list_people_of_jury(competition_id: int) -> Select[Person]:
    """Whoever ever sat in it: none of them is named in what entrants read."""
    return (
        select(Person)
        .join(Juror, Juror.person_id == Person.id)
        .where(Juror.competition_id == competition_id)
        .order_by(Person.id)
        .distinct()
    )


def list_comments(entry: Entry) -> Select[*tuple[Any, ...]]:
    """(comment, {criterion: comment}) of what was sent on an entry."""
    return (
        select(Evaluation.comment, Evaluation.comments)
        .join(Evaluation.grid)
        .where(
            Grid.call_id == entry.competition.call_id, Evaluation.subject_id == entry.application_id,
            Evaluation.sent_at.is_not(None),
        )
        .order_by(Evaluation.id)
    )  # fmt: skip


def list_evaluations(grid_id: int) -> Select[Evaluation]:
    return select(Evaluation).where(Evaluation.grid_id == grid_id).order_by(Evaluation.id)


def list_upheld(application_ids: Iterable[int]) -> Select[int]:
    """Of those, the ones whose appeal was answered and upheld."""
    wanted = list(application_ids)
    return select(Appeal.application_id).where(
        Appeal.application_id.in_(wanted), Appeal.answered_at.is_not(None), Appeal.is_upheld.is_(True)
    )


def list_to_reconsider(hidden: Select[Any]) -> Select[Entry]:
    """Told, its appeal upheld, and what the jury decides anew is not recorded."""
    return (
        _with_entry()
        .join(Appeal, Appeal.application_id == Application.id)
        .join(LetterRelease, LetterRelease.call_id == Application.call_id)
        .where(
            Appeal.answered_at.is_not(None), Appeal.is_upheld.is_(True), Entry.reconsidered_at.is_(None),
            Application.state.in_(DECIDABLE), Application.id.not_in(hidden),
        )
        .order_by(Appeal.answered_at, Entry.id)
    )  # fmt: skip


def count_given(competition_id: int) -> Select[*tuple[Any, ...]]:
    """(prize, how many have it)."""
    return (
        select(Entry.prize_id, func.count(Entry.id))
        .where(Entry.competition_id == competition_id, Entry.prize_id.is_not(None))
        .group_by(Entry.prize_id)
    )


def list_awards_of(application_ids: Iterable[int]) -> Select[Award]:
    return select(Award).where(Award.application_id.in_(list(application_ids)), stands())


# --- what everybody reads -------------------------------------------------------------------------------


def _is_told() -> Any:
    """Nothing of an edition whose results are not released; nothing of a trial."""
    return and_(FundingCall.is_test.is_(False), Application.told_at.is_not(None))


def _distinguished() -> Any:
    return and_(
        Application.public_state.in_((S.SELECTED, S.REJECTED)),
        Entry.prize_id.is_not(None) | Entry.is_mention.is_(True),
    )


def list_told() -> Select[Entry]:
    """Winners and mentions of every edition that is told, the last edition first."""
    return (
        _with_entry()
        .join(Application.call)
        .join(LetterRelease, LetterRelease.call_id == Application.call_id)
        .join(Application.lot)
        .outerjoin(Prize, Prize.id == Entry.prize_id)
        .where(_is_told(), _distinguished())
        .order_by(
            FundingCall.edition.desc(), FundingCall.id.desc(), Entry.prize_id.is_(None), Lot.position, Lot.id,
            Prize.rank, Entry.rank, Application.number, Entry.id,
        )
    )  # fmt: skip


def list_told_of(ids: Iterable[int]) -> Select[Entry]:
    return list_told().where(Entry.id.in_(list(ids)))


def list_told_of_editions(competition_ids: Iterable[int]) -> Select[Entry]:
    return list_told().where(Entry.competition_id.in_(list(competition_ids)))


def list_told_editions() -> Select[Competition]:
    """Those whose results are released, the last first."""
    return (
        select(Competition)
        .join(Competition.call)
        .join(LetterRelease, LetterRelease.call_id == FundingCall.id)
        .where(FundingCall.is_test.is_(False))
        .options(contains_eager(Competition.call), selectinload(Competition.prizes))
        .order_by(FundingCall.edition.desc(), FundingCall.id.desc())
    )


def get_told_with_photo(entry_id: int) -> Select[Entry]:
    return list_told().where(Entry.id == entry_id, Entry.shows_photo.is_(True), Entry.photo_id.is_not(None))


def get_copy(source_id: int) -> Select[JurorCopy]:
    return (
        select(JurorCopy)
        .where(JurorCopy.source_id == source_id)
        .options(joinedload(JurorCopy.preview), joinedload(JurorCopy.file))
    )


def list_records(competition_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """(edition, meeting) of deliberations whose record is published."""
    return (
        select(Deliberation.competition_id, Deliberation.meeting_id)
        .join(Minutes, Minutes.meeting_id == Deliberation.meeting_id)
        .where(
            Deliberation.competition_id.in_(list(competition_ids)), Minutes.state == MinutesState.PUBLISHED
        )
    )


# --- one year after -------------------------------------------------------------------------------------


def _winners() -> Select[Entry]:
    return (
        _with_entry()
        .join(LetterRelease, LetterRelease.call_id == Application.call_id)
        .where(Entry.prize_id.is_not(None), Application.public_state == S.SELECTED)
    )


def list_to_ask(released_before: datetime) -> Select[Entry]:
    """Winners told that long ago, not asked yet; a trial asks nobody."""
    return (
        _winners()
        .join(Application.call)
        .where(
            LetterRelease.released_at <= released_before, Entry.follow_up_asked_at.is_(None),
            FundingCall.is_test.is_(False),
        )
        .order_by(Entry.id)
    )  # fmt: skip


def list_asked(competition_id: int, hidden: Select[Any]) -> Select[Entry]:
    return (
        _winners()
        .where(
            Entry.competition_id == competition_id, Entry.follow_up_asked_at.is_not(None),
            Application.id.not_in(hidden),
        )
        .order_by(*_in_order())
    )  # fmt: skip


def list_follow_ups_due(asked_before: datetime, hidden: Select[Any]) -> Select[Entry]:
    """Asked that long ago without an answer, or answered and not published."""
    is_late = and_(Entry.followed_up_at.is_(None), Entry.follow_up_asked_at <= asked_before)
    is_new = and_(Entry.followed_up_at.is_not(None), Entry.follow_up_published_at.is_(None))
    return (
        _winners()
        .where(is_late | is_new, Application.id.not_in(hidden))
        .order_by(Entry.follow_up_asked_at, Entry.id)
    )


# --- what waits -----------------------------------------------------------------------------------------


def list_under_embargo() -> Select[Competition]:
    """Decided, not told: who coordinates has letters, texts and certificates to read."""
    told = select(LetterRelease.call_id)
    return (
        select(Competition)
        .join(Competition.call)
        .where(Competition.deliberated_at.is_not(None), FundingCall.id.not_in(told))
        .options(contains_eager(Competition.call))
        .order_by(Competition.ceremony_at, Competition.id)
    )


def list_winners_of(competition_id: int, hidden: Select[Any]) -> Select[Entry]:
    """Told, in their order, for whoever has them paid."""
    return (
        _winners()
        .where(Entry.competition_id == competition_id, Application.id.not_in(hidden))
        .order_by(*_in_order())
    )


def list_unpaid_of(competition_id: int) -> Select[Entry]:
    """Of an edition: told, without an award."""
    paid = select(Award.application_id).where(stands())
    return (
        _winners()
        .where(Entry.competition_id == competition_id, Application.id.not_in(paid))
        .order_by(*_in_order())
    )


def list_unpaid_winners(hidden: Select[Any]) -> Select[Entry]:
    """Told, without an award."""
    paid = select(Award.application_id).where(stands())
    return (
        _winners()
        .join(Application.call)
        .where(
            Application.id.not_in(hidden), Application.id.not_in(paid), FundingCall.is_test.is_(False),
        )
        .order_by(Entry.id)
    )  # fmt: skip
