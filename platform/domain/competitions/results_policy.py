"""Who prepares and releases the results of an edition, who chooses feedback, who follows winners one year after."""

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, Entry
from noress.domain.juries import panel
from noress.domain.reviewing import conflicts


def can_release(actor: Actor | None, subject: object = None) -> bool:
    """Whoever coordinates the permanent secretariat; during the embargo nobody else of the desk knows."""
    return actor is not None and actor.is_coordinator


def can_follow(actor: Actor | None, subject: object = None) -> bool:
    """The permanent secretariat and its animation team, once the results are told."""
    return actor is not None and actor.is_secretariat


def can_choose_feedback(actor: Actor | None, subject: object = None) -> bool:
    """Of an entry: whoever presides over it. Of an edition: whoever sits in its jury and scores."""
    if actor is None:
        return False
    if isinstance(subject, Entry):
        return presides(actor, subject)
    if isinstance(subject, Competition):
        juror = panel.juror_of(subject.id, actor.person_id)
        return (juror is not None and panel.scores(juror)) or actor.is_coordinator
    return True


def presides(actor: Actor, entry: Entry) -> bool:
    """The chair, or who replaces them for that entry; whoever coordinates where no juror is left."""
    found = panel.presiding(entry.competition, entry.application)
    if found is None:
        return actor.is_coordinator and not conflicts.is_recused(actor, entry.application)
    return found.person_id == actor.person_id


def can_know_decided(actor: Actor | None, entry: Entry) -> bool:
    """What was decided of an entry, before it is told: whoever coordinates, and who presides over it."""
    if actor is None or entry.competition.deliberated_at is None or _is_hidden(actor, entry.application):
        return False
    return can_release(actor) or presides(actor, entry)


def can_know_told(actor: Actor | None, entry: Entry) -> bool:
    """Once told, the secretariat; before, those above."""
    if actor is not None and entry.application.told_at is not None and can_follow(actor):
        return not _is_hidden(actor, entry.application)
    return can_know_decided(actor, entry)


def _is_hidden(actor: Actor, application: Application) -> bool:
    return conflicts.is_recused(actor, application)
