"""After an appeal that was upheld, what the jury decided anew of an entry: recorded once, and told by a letter of its own.

It gives in addition to what was told, a mention or a prize, or says that the result stays: no prize that was told is taken
back, nor shared anew. The instant at which everybody was told is past: what is recorded is public at once.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import LANGUAGES, Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_numbers
from noress.domain.accounts.actor import Actor
from noress.domain.applications.taking import checked_text, note_change, take
from noress.domain.audit.rules import changed, record
from noress.domain.awards import queries as award_queries
from noress.domain.awards.models import Appeal, DecisionLetter, LetterRelease
from noress.domain.awards.rules.telling import send_letter
from noress.domain.competitions import prize_letters, results_policy
from noress.domain.competitions.certificates import CERTIFICATE
from noress.domain.competitions.models import Entry, Prize
from noress.domain.competitions.outcomes import Outcome, mark_of, outcome_of
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import awarding
from noress.domain.files import queries as file_queries
from noress.domain.files.rules import request_document
from noress.extensions import db

MOST_REFERENCE = 200
_BOTH = ("fr", "ar")
_WHOLE = 100


class Anew(NamedTuple):
    """What the jury decided, as its decision says it."""

    #: a prize, a mention, or nothing more
    given: Outcome
    because: Translated
    reference: str | None
    day: date | None
    prize_id: int | None = None
    #: centimes; none: what the rules say of a prize that was not given, unknown of one that others have too
    amount: int | None = None
    mention: Translated | None = None


def offered_prizes(entry: Entry) -> list[tuple[Prize, bool]]:
    """(prize, whether it is free) of those that this entry may receive; one that others have is given ex aequo."""
    rows: Any = db.session.execute(queries.count_given(entry.competition_id))
    given = {row[0]: row[1] for row in rows}
    return [
        (one, given.get(one.id, 0) < one.winners) for one in entry.competition.prizes
        if one.lot_id is None or one.lot_id == entry.application.lot_id
    ]  # fmt: skip


def upheld_appeal(entry: Entry) -> Appeal | None:
    appeal = db.session.scalars(award_queries.get_appeal(entry.application_id)).first()
    return appeal if appeal is not None and appeal.answered_at is not None and appeal.is_upheld else None


def check_reconsiderable(entry: Entry) -> tuple[Appeal, LetterRelease]:
    """Its results were told, its appeal was upheld, and nothing was recorded since."""
    release = db.session.scalars(queries.get_release(entry.competition.call_id)).first()
    if release is None or entry.application.told_at is None:
        message = _("Les résultats ne sont pas encore annoncés : il n'y a rien à décider de nouveau.")
        raise RuleError("not_told", message, status=409)
    appeal = upheld_appeal(entry)
    if appeal is None:
        message = _("Aucun recours accepté : le jury ne décide pas de nouveau de cette candidature.")
        raise RuleError("no_appeal", message, status=409)
    if entry.reconsidered_at is not None:
        message = _("Ce que le jury a décidé de nouveau est déjà enregistré et annoncé.")
        raise RuleError("reconsidered", message, status=409)
    return appeal, release


def reconsider(*, entry: Entry, anew: Anew, version: int, actor: Actor, now: datetime) -> None:
    """Written in the entry, told to whoever entered, read by everybody; the prize is paid as any other."""
    application = entry.application
    lock(application.call)
    lock(entry)
    take(application, actor=actor)
    if not results_policy.can_release(actor):
        message = _("Seule une personne qui coordonne enregistre ce que le jury a décidé de nouveau.")
        raise RuleError("not_yours", message, status=403)
    appeal, release = check_reconsiderable(entry)
    if entry.version != version:
        message = _("Quelqu'un a changé ceci depuis que cette page est ouverte.")
        raise StaleVersion(message, {"version": entry.version})
    values = _checked_decision(anew, appeal, now) | _checked_gift(entry, anew)
    changes = changed(entry, {**values, "reconsidered_at": now})
    entry.version += 1
    db.session.flush()  # its prize is read back
    db.session.expire(entry, ["prize"])
    record(actor, "entry.reconsidered", entry, now=now, changes=changes)
    _tell(entry, anew.given, release, actor, now)
    if anew.given is Outcome.WINNER:
        _award(entry, actor, now)


def _checked_decision(anew: Anew, appeal: Appeal, now: datetime) -> dict[str, Any]:
    because = {
        code: checked_text(anew.because.get(code), field=f"because_{code}", missing=_("Écrivez le motif dans les deux langues : la candidature le lira."))
        for code in _BOTH
    }  # fmt: skip
    reference = " ".join((anew.reference or "").split())
    if not reference:
        raise RuleError("no_reference", _("Écrivez la référence de la décision du jury."), field="reference")
    if len(reference) > MOST_REFERENCE:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REFERENCE)
        raise RuleError("too_long", message, field="reference")
    if anew.day is None or not clock.today(appeal.filed_at) <= anew.day <= clock.today(now):
        message = _("Le jury a décidé entre le dépôt du recours et aujourd'hui : vérifiez la date.")
        raise RuleError("day", message, field="day")
    return {"reconsidered_on": anew.day, "reconsidered_by": reference,
            "reconsidered_because": Translated({**anew.because, **because})}  # fmt: skip


def _checked_gift(entry: Entry, anew: Anew) -> dict[str, Any]:
    """What it receives in addition to what was told."""
    if anew.given is Outcome.NONE:
        return {}
    if entry.prize_id is not None:
        message = _("Cette candidature a déjà un prix : il n'est ni repris ni remplacé.")
        raise RuleError("has_prize", message, status=409)
    if anew.given is Outcome.MENTION:
        if entry.is_mention:
            raise RuleError(
                "has_mention", _("Cette candidature a déjà une mention."), field="given", status=409
            )
        said = anew.mention or Translated()
        for code in _BOTH:
            checked_text(said.get(code), field=f"mention_{code}",
                         missing=_("Écrivez la mention dans les deux langues : tout le monde la lira."))  # fmt: skip
        return {"is_mention": True, "mention": said, "is_added": True}
    offered = {one.id: (one, is_free) for one, is_free in offered_prizes(entry)}
    if anew.prize_id not in offered:
        raise RuleError("prize", _("Choisissez un prix."), field="prize")
    prize, is_free = offered[anew.prize_id]
    amount = _checked_amount(prize, is_free, anew.amount)
    return {"prize_id": prize.id, "rank": prize.rank, "prize_amount": amount, "is_added": True}


def _checked_amount(prize: Prize, is_free: bool, typed: int | None) -> int | None:
    if typed is not None and (typed <= 0 or typed % _WHOLE):
        message = _("Écrivez un montant en dirhams entiers, plus grand que zéro, ou laissez vide.")
        raise RuleError("amount", message, field="amount")
    if not is_free or prize.amount is None:
        return typed
    if typed is not None and typed != prize.amount:
        message = _("Le montant de ce prix est celui du règlement : laissez vide.")
        raise RuleError("known_amount", message, field="amount")
    return prize.amount


def _tell(entry: Entry, given: Outcome, release: LetterRelease, actor: Actor, now: datetime) -> None:
    """A letter with a number of its own takes the place of the one before; certificates that were made are made anew."""
    application = entry.application
    letter = db.session.scalars(queries.list_letters_of([application.id])).first()
    if letter is None:
        letter = DecisionLetter(application_id=application.id, stage=1, version=0)
        db.session.add(letter)
    texts, year = prize_letters.anew(entry, given), clock.today(now).year
    letter.outcome, letter.french, letter.arabic = outcome_of(entry).state, texts["fr"], texts["ar"]
    letter.written_for, letter.made_at, letter.is_edited, letter.release_id = (
        mark_of(entry),
        now,
        False,
        release.id,
    )
    letter.number = f"L-{year}-{next_numbers(db.session(), 'L', year, 1)[0]:04d}"
    letter.version += 1
    state = outcome_of(entry).state
    before, application.state, application.public_state = application.public_state, state, state
    application.decided_at = application.told_at = now
    changes = {"public_state": (before, state)} if before is not state else {}
    note_change(application, "reconsidered", changes, actor=actor, now=now)
    send_letter(letter=letter, actor=actor, now=now)
    for code in LANGUAGES:
        if db.session.scalars(
            file_queries.list_shown(CERTIFICATE, "competition_entry", [entry.id], code)
        ).first():
            request_document(
                kind=CERTIFICATE, subject=entry, language=code, actor=actor, now=now, is_told=False
            )


def _award(entry: Entry, actor: Actor, now: datetime) -> None:
    """Where it lacks something, it waits among the prizes to pay."""
    try:
        with db.session.begin_nested():
            awarding.award_prize(entry=entry, actor=actor, now=now)
    except RuleError:
        return
