"""What the jury's chair settles beside the scores: a tie that the rules leave, a file ranked with too few scores. Each use of a
rule on a tie is written down."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from noress.core.database import read_rows
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.audit.rules import record
from noress.domain.competitions.models import Competition, TieRule
from noress.domain.juries import panel
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing import conflicts, entitled, table
from noress.domain.reviewing.models import Grid, JuryRuling, RulingKind
from noress.domain.reviewing.queries import evaluations as files
from noress.domain.reviewing.queries import scoring as queries
from noress.extensions import db

MOST_REASON = 2000
NOT_TIED = _("Ces dossiers ne sont pas, ou plus, à départager : regardez de nouveau le tableau.")

NOT_CHAIR = _("La présidence du jury en décide, ou la personne qui la remplace pour ces dossiers.")


def list_rulings(competition: Competition, reader: Actor | None = None) -> list[JuryRuling]:
    """As they were made; none that names a file that the reader stands aside from."""
    rows = list(db.session.scalars(queries.list_rulings(competition.id)))
    if reader is None or not rows:
        return rows
    hidden = set(db.session.scalars(conflicts.recused_ids(reader, conflicts.APPLICATION)))
    return [one for one in rows if not hidden & set(one.application_ids)]


def list_ties(competition: Competition, grid: Grid, actor: Actor, now: datetime) -> list[tuple[int, ...]]:
    """Those that the rules leave and that this person settles; files by their keys."""
    groups = _ties_left(table.results(competition, grid, reader=None, now=now))
    return [one for one in groups if settles(competition, one, actor)] if groups else []


def _ties_left(lines: Iterable[table.Line]) -> list[tuple[int, ...]]:
    return list(dict.fromkeys(tuple(sorted(one.tied_with)) for one in lines if one.tied_with))


def settles(competition: Competition, tied: Collection[int], actor: Actor) -> bool:
    """Whether they decide that tie; where nobody of the jury can, whoever coordinates the secretariat does."""
    settler = settler_of(competition, tied)
    if settler is not None:
        return settler.person_id == actor.person_id
    return actor.is_coordinator and not _aside(competition, [actor.person_id or 0]) & {
        (key, actor.person_id) for key in tied
    }


def settler_of(competition: Competition, tied: Collection[int]) -> Juror | None:
    """The chair, then who was named in their place, then the others: the first who stands aside from nothing that is ranked beside
    these files, since being refused a tie would tell them the scores of a file that is hidden from them. Where nobody is so free,
    the first who stands aside from none of the tied."""
    rows = list(read_rows(db.session, queries.list_judged_rows(competition.call_id)))
    by_category = any(one.lot_id is not None for one in competition.prizes)
    lots = {row.lot_id for row in rows if row.id in tied}
    beside = {row.id for row in rows if not by_category or row.lot_id in lots}
    jurors = [one for one in db.session.scalars(panel.list_jurors(competition.id)) if panel.scores(one)]
    named = {one.id for one in panel.presiding_over(competition, tied).values() if one is not None}
    jurors.sort(key=lambda one: (one.role is not JuryRole.CHAIR, one.id not in named))
    aside = _aside(competition, [one.person_id for one in jurors])
    for wanted in (beside, tied):
        for juror in jurors:
            if not any((key, juror.person_id) in aside for key in wanted):
                return juror
    return None


def _aside(competition: Competition, people: Collection[int]) -> set[tuple[int, int]]:
    return conflicts.list_pairs(files.ids_of_call(competition.call_id), people)


def decide_tie(
    *,
    competition: Competition,
    grid: Grid,
    application_ids: Sequence[int],
    reason: str,
    actor: Actor,
    now: datetime,
) -> JuryRuling:
    """In that order. Of files that are tied now, all of them, and that the rules do not settle."""
    lock(competition)
    _check_open(competition)
    wanted = tuple(sorted(set(application_ids)))
    _check_of_edition(competition, wanted)
    if not settles(competition, wanted, actor):
        raise RuleError("not_chair", NOT_CHAIR, status=403)
    known = _ties_left(table.results(competition, grid, reader=None, now=now))
    if len(wanted) != len(application_ids) or wanted not in known:
        raise RuleError("not_tied", NOT_TIED, status=409)
    rules = [TieRule(one) for one in competition.tie_rules]
    rule = TieRule.CHAIR if TieRule.CHAIR in rules else None
    return _write(
        competition, RulingKind.TIE_BY_CHAIR, list(application_ids), _checked(reason), rule, actor, now
    )


def allow_few_scores(
    *,
    competition: Competition,
    grid: Grid,
    application: Application,
    reason: str,
    actor: Actor,
    now: datetime,
) -> JuryRuling:
    """A file with fewer scores than it takes is ranked all the same."""
    lock(competition)
    _check_open(competition)
    _check_decides(competition, [application.id], actor)
    lines = table.results(competition, grid, reader=None, now=now)
    line = next((one for one in lines if one.application_id == application.id), None)
    if line is None or line.is_ranked or not line.count or line.count >= competition.minimum_scores:
        message = _("Ce dossier n'est pas écarté du classement faute de notes.")
        raise RuleError("not_few", message, status=409)
    return _write(competition, RulingKind.EXCEPTION, [application.id], _checked(reason), None, actor, now)


def record_ties(*, competition: Competition, grid: Grid, actor: Actor, now: datetime) -> int:
    """Each use of a rule, once: when scoring is over, and again when the scores are sealed. How many are new."""
    made = table.make_table(competition, grid, reader=None, now=now)
    known = {
        (one.rule, tuple(one.application_ids))
        for one in db.session.scalars(queries.list_rulings(competition.id))
    }
    new = [
        one for one in made.applied
        if one.rule is not TieRule.CHAIR and (one.rule.value, tuple(one.ids)) not in known
    ]  # fmt: skip
    for one in new:
        _write(competition, RulingKind.TIE_BY_RULE, list(one.ids), None, one.rule, actor, now)
    return len(new)


def _write(
    competition: Competition, kind: RulingKind, application_ids: list[int], reason: str | None, rule: TieRule | None,
    actor: Actor, now: datetime,
) -> JuryRuling:  # fmt: skip
    ruling = JuryRuling(
        competition_id=competition.id, kind=kind, application_ids=application_ids, reason=reason,
        rule=rule.value if rule is not None else None, made_at=now, made_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(ruling)
    db.session.flush()  # history names it
    # its own history: those of the edition and of its files are read by people who may not know of a tie
    record(
        actor, "jury_ruling.made", ruling, now=now,
        changes={"ruling": (None, kind), "application_ids": (None, application_ids), "reason": (None, reason)},
    )  # fmt: skip
    return ruling


def _checked(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise RuleError("no_reason", _("Écrivez pourquoi : le procès-verbal le dira."), field="reason")
    if len(text) > MOST_REASON:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REASON)
        raise RuleError("too_long", message, field="reason")
    return text


def _check_open(competition: Competition) -> None:
    if competition.deliberated_at is not None:
        raise RuleError("decided", _("Le jury a décidé : le classement ne change plus."), status=409)


def _check_decides(competition: Competition, application_ids: Sequence[int], actor: Actor) -> None:
    if not entitled.decides_on(actor, competition, _check_of_edition(competition, application_ids)):
        raise RuleError("not_chair", NOT_CHAIR, status=403)


def _check_of_edition(competition: Competition, application_ids: Sequence[int]) -> list[Application]:
    applications = list(db.session.scalars(files.list_files(application_ids)))
    is_of_edition = all(one.call_id == competition.call_id for one in applications)
    if len(applications) != len(set(application_ids)) or not is_of_edition:
        raise RuleError("unknown", _("Ces dossiers ne sont pas de cette édition."), status=404)
    return applications
