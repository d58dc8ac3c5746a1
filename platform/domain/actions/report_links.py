"""The mailed link that asks for news of one action, without password: what it opens, or why it no longer does.

Bound to the action, to its generation (raised when its owner changes) and to the week it was made in: it needs
no row of its own to expire. Opening it changes nothing (DESIGN, rule 9).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from noress.core import clock, links, tokens
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.actions import queries
from noress.domain.actions.models import Action
from noress.extensions import db

#: a reminder leaves at most once a week: two months of silence, and the next one brings a fresh link
WEEKS_GOOD = 9
#: an older link is told that it expired; beyond, it was never ours
WEEKS_KNOWN = 104
GENERATIONS_KNOWN = 20


class Gone(StrEnum):
    """Why a link that was good opens nothing any more."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    REMOVED = "removed"
    PLAN_CLOSED = "plan_closed"

    @property
    def title(self) -> Any:
        return {
            "expired": _("Ce lien n'est plus valable"),
            "revoked": _("Ce lien n'est plus le vôtre"),
            "removed": _("Cette action a été retirée"),
            "plan_closed": _("Ce plan est clos"),
        }[self.value]

    @property
    def message(self) -> Any:
        return {
            "expired": _(
                "Il date de plus de deux mois. Cherchez un courriel plus récent, ou écrivez au secrétariat."
            ),
            "revoked": _(
                "Quelqu'un d'autre est maintenant responsable de cette action, ou le lien a été remplacé."
            ),
            "removed": _("Aucune nouvelle n'est attendue de vous."),
            "plan_closed": _("Ses actions ne se suivent plus : aucune nouvelle n'est attendue de vous."),
        }[self.value]


def _week(now: datetime) -> int:
    return clock.today(now).toordinal() // 7


def _purpose(week: int) -> str:
    return f"report {week}"


def report_url(action: Action, *, now: datetime, language: str | None = None) -> str:
    """The page behind the link, in the language of the message that carries it."""
    token = links.token(_purpose(_week(now)), action.id, action.link_generation)
    return links.to("actions.report_by_link", token=token, lang=language)


def find_action(token: str, *, now: datetime) -> tuple[Action, Gone | None] | None:
    """The action of a link, and why it is closed if it is. None for what was never a link of ours."""
    secret, week = links.secret(), _week(now)
    claim = tokens.read_token(secret, _purpose(week), token)
    if claim is None:
        return None
    action = db.session.scalars(queries.get_action_page(claim.row_id)).one_or_none()
    if action is None:
        return None

    def is_good(generation: int, since: int, until: int) -> bool:
        return any(
            tokens.matches(secret, _purpose(week - age), claim, generation) for age in range(since, until)
        )

    if is_good(action.link_generation, 0, WEEKS_GOOD):
        return action, _why_gone(action)
    if is_good(action.link_generation, WEEKS_GOOD, WEEKS_KNOWN):
        return action, _why_gone(action) or Gone.EXPIRED
    older = range(max(1, action.link_generation - GENERATIONS_KNOWN), action.link_generation)
    if any(is_good(generation, 0, WEEKS_KNOWN) for generation in older):
        return action, Gone.REVOKED
    return None


def _why_gone(action: Action) -> Gone | None:
    if action.removed_at is not None:
        return Gone.REMOVED
    return Gone.PLAN_CLOSED if action.plan is not None and action.plan.closed_on is not None else None


def actor_of_link(action: Action) -> Actor:
    """Who speaks behind the link: the owner. The link names no person."""
    institution = action.owner_institution
    if institution is not None:
        name = institution.name.pick("fr")[1]
        return Actor(
            name=name[:200],
            method="link",
            institution_id=institution.id,
            institution_name=Translated(fr=name[:200]),
        )
    name = action.owner_body.name.pick("fr")[1] if action.owner_body is not None else action.owner_words or ""
    return Actor(name=name[:200], method="link")
