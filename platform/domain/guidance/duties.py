"""What guidance leaves to do: requests for contact to answer, proposals of mutual aid to settle."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.guidance.links import PROPOSED_FOR
from noress.domain.guidance.models import AidState, ContactState
from noress.domain.guidance.queries import aid, contact
from noress.domain.guidance.rules.following import ENDED
from noress.domain.guidance.sharing import sides_of
from noress.extensions import db

SHOWN = 10


@register
def list_requests_to_answer(actor: Actor, now: datetime) -> list[Duty]:
    """Of the structures that one keeps."""
    if actor.person_id is None:
        return []
    query = contact.list_of_keeper(actor.person_id, actor.institution_id).limit(SHOWN)
    return [
        Duty(
            kind="contact.answer", title=_("Répondre à une demande de contact"),
            detail=_("%(number)s, pour %(structure)s", number=request.number, structure=request.structure.name),
            action_label=_("Répondre"), endpoint="guidance.show_request", values={"contact_request_id": request.id},
            deadline=request.sent_at + ENDED if request.state is ContactState.SENT else None,
        )
        for request in db.session.scalars(query)
    ]  # fmt: skip


@register
def list_requests_lost(actor: Actor, now: datetime) -> list[Duty]:
    """No mail can bring these to their structure: the secretariat telephones."""
    if not actor.is_secretariat:
        return []
    lost, silent = db.session.execute(contact.count_waiting()).one()
    found = []
    if lost:
        title = ngettext(
            "%(num)s demande de contact à transmettre par téléphone",
            "%(num)s demandes de contact à transmettre par téléphone",
            lost,
        )
        found.append(_to_list(title, _("La structure n'a pas de courriel."), "sans-adresse"))
    if silent:
        title = ngettext(
            "%(num)s demande de contact restée sans réponse",
            "%(num)s demandes de contact restées sans réponse",
            silent,
        )
        found.append(_to_list(title, _("Deux rappels sont partis."), ContactState.UNANSWERED.value))
    return found


def _to_list(title: str, detail: str, state: str) -> Duty:
    return Duty(
        kind="contact.follow", title=title, detail=detail, action_label=_("Voir"), endpoint="guidance.requests",
        values={"etat": state},
    )  # fmt: skip


@register
def list_matches_to_settle(actor: Actor, now: datetime) -> list[Duty]:
    """Until one's own side has said yes or no."""
    if actor.person_id is None or not actor.is_member:
        return []
    keeps = set(db.session.scalars(aid.list_kept(actor.person_id)))
    found = (
        db.session.scalars(aid.list_matches_of(actor.person_id, actor.institution_id).limit(SHOWN * 3))
        .unique()
        .all()
    )
    waiting = [
        match for match in found
        if match.state is AidState.PROPOSED and now < match.proposed_at + PROPOSED_FOR
        and any((match.giver_agrees if is_giver else match.taker_agrees) is None for is_giver in sides_of(actor, match, keeps))
    ]  # fmt: skip
    return [
        Duty(
            kind="aid.settle", title=_("Dire oui ou non à une proposition d'entraide"),
            detail=_("%(resource)s : %(giver)s et %(taker)s", resource=match.term.name, giver=match.giver.name, taker=match.taker.name),
            action_label=_("Voir la proposition"), endpoint="guidance.show_match", values={"aid_match_id": match.id},
            deadline=match.proposed_at + PROPOSED_FOR,
        )
        for match in waiting[:SHOWN]
    ]  # fmt: skip
