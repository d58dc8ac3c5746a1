"""Who builds questionnaires, who fills them in, who reads the answers."""

from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import queries
from noress.domain.questionnaires.models import Questionnaire, Response
from noress.extensions import db


def can_manage(actor: Actor, questionnaire: Questionnaire | None = None) -> bool:
    """The permanent secretariat and its animation team build, publish and read the answers."""
    return actor.is_secretariat


def can_see(actor: Actor, questionnaire: Questionnaire) -> bool:
    """Those who may fill it in know of it once a version is published."""
    if can_manage(actor, questionnaire):
        return True
    return db.session.scalars(queries.get_current_version(questionnaire.id)).one_or_none() is not None


def can_fill_in(actor: Actor, questionnaire: Questionnaire | None = None) -> bool:
    """Whoever speaks for an institution; the secretariat for somebody else."""
    return actor.institution_id is not None or helps_others(actor)


def can_ask_own(actor: Actor, questionnaire: Questionnaire) -> bool:
    """Whoever speaks for an institution adds its own questions, for those who come through it."""
    return actor.institution_id is not None


def can_read_receipt(actor: Actor, response: Response) -> bool:
    """Whoever reads all answers, and the institution that gave these."""
    own = response.institution_id is not None and response.institution_id == actor.institution_id
    return can_manage(actor) or own


def helps_others(actor: Actor) -> bool:
    return actor.is_secretariat
