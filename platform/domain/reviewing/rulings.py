"""What the jury's chair settles beside the scores: a tie that the rules leave, a file ranked with too few scores. Each use of a
rule on a tie is written down."""

from collections.abc import Sequence
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.audit.rules import record
from noress.domain.competitions.models import Competition, TieRule
from noress.domain.reviewing import conflicts, entitled, table
from noress.domain.reviewing.models import Grid, JuryRuling, RulingKind
from noress.domain.reviewing.queries import evaluations as files
from noress.domain.reviewing.queries import scoring as queries
from noress.extensions import db

MOST_REASON = 2000
NOT_TIED = _("Ces dossiers ne sont pas, ou plus, à départager : regardez de nouveau le tableau.")


def list_rulings(competition: Competition, reader: Actor | None = None) -> list[JuryRuling]:
    """As they were made; none that names a file that the reader stands aside from."""
    rows = list(db.session.scalars(queries.list_rulings(competition.id)))
    if reader is None or not rows:
        return rows
    hidden = set(db.session.scalars(conflicts.recused_ids(reader, conflicts.APPLICATION)))
    return [one for one in rows if not hidden & set(one.application_ids)]


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
    wanted = frozenset(application_ids)
    _check_decides(competition, sorted(wanted), actor)
    lines = table.results(competition, grid, reader=None, now=now)
    known = {frozenset(one.tied_with) for one in lines if one.tied_with}
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
    applications = list(db.session.scalars(files.list_files(application_ids)))
    is_of_edition = all(one.call_id == competition.call_id for one in applications)
    if len(applications) != len(set(application_ids)) or not is_of_edition:
        raise RuleError("unknown", _("Ces dossiers ne sont pas de cette édition."), status=404)
    if not entitled.decides_on(actor, competition, applications):
        message = _("La présidence du jury en décide, ou la personne qui la remplace pour ces dossiers.")
        raise RuleError("not_chair", message, status=403)
