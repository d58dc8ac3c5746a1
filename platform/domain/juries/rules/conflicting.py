"""Ties of jurors with entries: declared by them, looked at by whoever presides over the entry. They hide from the moment that
they are known; looking at them says that they stand, or that what was only advice is none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application
from noress.domain.audit.rules import record
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.drafts import queries as drafts
from noress.domain.juries import panel, policy, queries, sealing
from noress.domain.juries.models import Juror
from noress.domain.reviewing import conflicts
from noress.domain.reviewing import queries as reviewing
from noress.domain.reviewing.conflicts import APPLICATION
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db

N = RecusalNature
#: what a juror says of their tie
DECLARABLE = (N.INSTITUTION, N.FAMILY, N.FUNDED, N.PARTNER, N.DECLARED)
MOST_REASON = 1000


def declared_label(nature: RecusalNature) -> Any:
    """As the juror reads it."""
    return {
        N.INSTITUTION: _("mon institution y a une part"), N.FAMILY: _("une personne proche de moi, ou moi-même, y a une part"),
        N.FUNDED: _("mon institution ou moi l'avons déjà financée"), N.PARTNER: _("je travaille avec ceux qui la portent"),
        N.DECLARED: _("un autre lien"),
    }[nature]  # fmt: skip


class Tie(NamedTuple):
    """One juror with one entry. `row` once it is written down."""

    juror: Juror
    application: Application
    nature: RecusalNature
    row: Recusal | None
    #: computed, and true now: nobody can lift it
    is_live: bool
    #: advice: it hides nothing until it is confirmed
    is_advice: bool

    @property
    def is_settled(self) -> bool:
        return self.row is not None and (self.row.confirmed_at is not None or self.row.lifted_at is not None)

    @property
    def is_declared(self) -> bool:
        return self.row is not None and self.row.made_by_id == self.row.person_id and not self.is_live


def declare_conflict(
    *,
    competition: Competition,
    application: Application,
    nature: RecusalNature,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Recusal:
    """From then on the entry does not exist for them; what they had scored of it counts no more, unless the scores are sealed:
    then whoever holds the seal makes another."""
    if actor.person_id is None or not policy.can_read(actor, competition):
        raise RuleError("no_seat", _("Vous ne siégez pas dans ce jury."), status=404)
    lock(application)
    if conflicts.is_recused(actor, application):
        raise RuleError("recused", _("Ce dossier n'existe pas."), status=404)
    if nature not in DECLARABLE:
        raise RuleError("nature", _("Choisissez une des réponses proposées."), field="nature")
    if not reason.strip():
        raise RuleError("reason", _("Dites pourquoi, en quelques mots."), field="reason")
    row = _row(application, actor.person_id)
    row.nature, row.reason, row.made_at, row.made_by_id = (
        nature,
        reason.strip()[:MOST_REASON],
        now,
        actor.person_id,
    )
    row.substitute_id = row.lifted_at = row.confirmed_at = row.confirmed_by_id = None
    for draft in db.session.scalars(
        drafts.list_drafts_of_form(actor.person_id, "application_id", application.id)
    ):
        db.session.delete(draft)  # what they began to write about it
    _drop_scores(competition, application, actor.person_id, now)
    record(actor, "recusal.declared", application, now=now)
    return row


def confirm_conflict(
    *, competition: Competition, application: Application, person_id: int, actor: Actor, now: datetime
) -> Recusal:
    """It stands, also when what it was computed from ends. Advice that is confirmed hides from now on."""
    lock(application)
    _check_settler(actor, competition, application, person_id)
    tie = _tie_of(competition, application, person_id, now)
    if tie.row is not None and tie.row.confirmed_at is not None:
        raise RuleError("confirmed", _("Ce lien est déjà confirmé."), status=409)
    row = tie.row or _row(application, person_id)
    if tie.row is None or row.lifted_at is not None:
        row.nature, row.made_at, row.made_by_id = tie.nature, now, actor.person_id
    row.lifted_at, row.confirmed_at, row.confirmed_by_id = None, now, actor.person_id
    _drop_scores(competition, application, person_id, now)
    record(actor, "recusal.confirmed", application, now=now, changes={"recused_person_id": (None, person_id)})
    return row


def dismiss_conflict(
    *, competition: Competition, application: Application, person_id: int, actor: Actor, now: datetime
) -> None:
    """Looked at: nothing keeps them from judging. What is computed as a conflict stays, whoever looks at it."""
    lock(application)
    _check_settler(actor, competition, application, person_id)
    tie = _tie_of(competition, application, person_id, now)
    if tie.is_live and not tie.is_advice:
        message = _("Ce lien existe : la personne reste à l'écart de cette candidature.")
        raise RuleError("detected", message, status=409)
    row = tie.row or _row(application, person_id)
    if tie.row is None:
        row.nature, row.made_at, row.made_by_id = tie.nature, now, actor.person_id
    if row.lifted_at is not None:
        raise RuleError("lifted", _("Ce lien est déjà écarté."), status=409)
    row.lifted_at = now
    row.confirmed_at = row.confirmed_by_id = None
    record(actor, "recusal.lifted", application, now=now, changes={"recused_person_id": (person_id, None)})


def list_ties(competition: Competition, reader: Actor, now: datetime) -> list[Tie]:
    """Of those who sit with the entries received, but entries that the reader stands aside from. In a bounded number of queries."""
    hidden = conflicts.recused_ids(reader, APPLICATION)
    entries = {one.id: one for one in db.session.scalars(queries.list_received(competition, hidden))}
    jurors = {one.person_id: one for one in db.session.scalars(queries.with_people(competition.id))}
    return _ties(entries, jurors, now)


def list_to_settle(competition: Competition, reader: Actor, now: datetime) -> list[Tie]:
    """Not looked at yet, that this reader may decide. What is computed needs no decision: it hides anyway."""
    waiting = [
        one
        for one in list_ties(competition, reader, now)
        if not one.is_settled and (one.is_declared or one.is_advice)
    ]
    return settled_by(competition, waiting, reader)


def settled_by(competition: Competition, ties: Sequence[Tie], reader: Actor) -> list[Tie]:
    """Of these, which do not concern entries that the reader stands aside from, those that they decide; as
    `policy.can_settle_conflict` says of one."""
    chairs = panel.presiding_over(competition, sorted({one.application.id for one in ties})) if ties else {}
    return [one for one in ties if policy.settles(reader, chairs[one.application.id], one.juror.person_id)]


def _ties(entries: dict[int, Application], jurors: dict[int, Juror], now: datetime) -> list[Tie]:
    if not entries or not jurors:
        return []
    day = clock.today(now)
    live = {
        (one.application_id, one.person_id): one.nature
        for one in conflicts.detect(list(entries), list(jurors), on=day)
    }
    advice = {
        (one.application_id, one.person_id) for one in conflicts.advise(list(entries), list(jurors), on=day)
    }
    rows = {
        (row.subject_id, row.person_id): row
        for row in db.session.scalars(queries.list_settled(APPLICATION, list(entries), list(jurors)))
    }
    found = []
    for pair in sorted({*live, *advice, *rows}):
        row, nature = rows.get(pair), live.get(pair)
        if nature is None and row is not None and row.lifted_at is not None and pair not in advice:
            continue  # over
        is_advice = nature is None and (row is None or row.lifted_at is not None)
        told = nature or (row.nature if row is not None and row.lifted_at is None else N.FUNDED)
        found.append(
            Tie(jurors[pair[1]], entries[pair[0]], told, row, nature is not None or is_advice, is_advice)
        )
    return found


def _tie_of(competition: Competition, application: Application, person_id: int, now: datetime) -> Tie:
    juror = panel.juror_of(competition.id, person_id)
    found = _ties({application.id: application}, {person_id: juror}, now) if juror is not None else []
    if not found:
        raise RuleError(
            "no_tie", _("Aucun lien n'est connu entre cette personne et cette candidature."), status=409
        )
    return found[0]


def _row(application: Application, person_id: int) -> Recusal:
    found = db.session.scalars(reviewing.get_recusal(APPLICATION, application.id, person_id)).one_or_none()
    if found is None:
        found = Recusal(subject_type=APPLICATION, subject_id=application.id, person_id=person_id)
        db.session.add(found)
    return found


def _check_settler(actor: Actor, competition: Competition, application: Application, person_id: int) -> None:
    """The second lock, after the route's."""
    if not policy.can_settle_conflict(actor, competition, application, person_id):
        message = _("La présidence du jury regarde ce lien, ou qui préside pour cette candidature.")
        raise RuleError("not_settler", message, status=403)


def _drop_scores(competition: Competition, application: Application, person_id: int, now: datetime) -> None:
    """Kept, and no longer counted. What is sealed changes by another seal alone."""
    grid = finding.grid_of(competition)
    if grid is None or sealing.current_seal(competition) is not None:
        return
    for one in db.session.scalars(queries.list_evaluations_of(grid.id, person_id)):
        if one.subject_id == application.id:
            one.declined_at, one.version = now, one.version + 1


def presiding_name(competition: Competition, application: Application) -> Person | None:
    """Who looks at ties with this entry; None: whoever coordinates."""
    found = panel.presiding(competition, application)
    return found.person if found is not None else None
