"""A campaign from its preparation to its last day."""

from datetime import date, datetime, timedelta
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.campaigns.grid import KIND, PROVINCE, definition_in_use, list_board_questions
from noress.domain.campaigns.models import Campaign, CampaignState
from noress.domain.campaigns.participation_links import why_closed
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.serving import check_unserved
from noress.extensions import db

#: a last day further away is a slip of the finger
FURTHEST = timedelta(days=3 * 366)
MOST_DEPTH = 10
MOST_MESSAGE = 3000
STALE = _("Quelqu'un d'autre a enregistré entre-temps.")
#: what a campaign's form says
FIELDS = ("name", "message", "closes_on", "province_question", "kind_question", "most_depth")


def create_campaign(
    *, questionnaire: Questionnaire, name: Translated, message: Translated, closes_on: date,
    province_question: str | None = None, kind_question: str | None = None, most_depth: int = 5,
    actor: Actor, now: datetime,
) -> Campaign:  # fmt: skip
    """In preparation: nobody is asked anything yet. Without questions for the board, the first that fit."""
    check_unserved(questionnaire)
    if questionnaire.archived_at is not None:
        message_ = _("Ce questionnaire est archivé : choisissez-en un autre.")
        raise RuleError("archived", message_, field="questionnaire_id")
    campaign = Campaign(
        questionnaire=questionnaire, name=name, message=message, closes_on=closes_on, most_depth=most_depth,
        province_question=province_question or _first(questionnaire.id, PROVINCE),
        kind_question=kind_question or _first(questionnaire.id, KIND),
        state=CampaignState.DRAFT, created_at=now, created_by_id=actor.person_id, version=1,
    )  # fmt: skip
    _check(questionnaire.id, _values_of(campaign), now)
    db.session.add(campaign)
    db.session.flush()  # history needs its number
    record(actor, "campaign.created", campaign, now=now, changes={"name": (None, name)})
    return campaign


def edit_campaign(
    *, campaign: Campaign, name: Translated, message: Translated, closes_on: date, province_question: str | None,
    kind_question: str | None, most_depth: int, version: int, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Before or while it runs; one that is over is opened again first. Raises StaleVersion."""
    lock(campaign)
    if campaign.version != version:
        raise StaleVersion(STALE, _values_of(campaign))
    if campaign.state is CampaignState.CLOSED:
        raise RuleError("closed", _("Cette campagne est terminée : rouvrez-la pour la modifier."), status=409)
    values = {
        "name": name, "message": message, "closes_on": closes_on, "province_question": province_question,
        "kind_question": kind_question, "most_depth": most_depth,
    }  # fmt: skip
    _check(campaign.questionnaire_id, values, now)
    if campaign.state is CampaignState.OPEN:
        _check_texts(name, message)
    changes = changed(campaign, values)
    if changes:
        campaign.version += 1
        record(actor, "campaign.edited", campaign, now=now, changes=changes)


def open_campaign(*, campaign: Campaign, actor: Actor, now: datetime) -> None:
    """From here on structures are asked. Refuses what would not work for half of them."""
    lock(campaign)
    if campaign.state is not CampaignState.DRAFT:
        raise RuleError("not_draft", _("Cette campagne a déjà été ouverte."), status=409)
    problems = list_problems(campaign, now)
    if problems:
        raise problems[0]
    campaign.state, campaign.opened_at = CampaignState.OPEN, now
    campaign.version += 1
    record(actor, "campaign.opened", campaign, now=now)


def list_problems(campaign: Campaign, now: datetime) -> list[RuleError]:
    """What keeps it from being opened, all at once."""
    found = []
    if (
        db.session.scalars(questionnaires.get_current_version(campaign.questionnaire_id)).one_or_none()
        is None
    ):
        found.append(RuleError("not_published", _("Son questionnaire n'est pas encore publié."), status=409))
    for check in (
        lambda: _check_texts(campaign.name, campaign.message),
        lambda: _check(campaign.questionnaire_id, _values_of(campaign), now),
    ):
        try:
            check()
        except RuleError as refused:
            found.append(refused)
    return found


def close_campaign(*, campaign: Campaign, actor: Actor, now: datetime) -> None:
    """Nobody is asked any more; answers that were begun stay, and are not sent."""
    lock(campaign)
    if campaign.state is not CampaignState.OPEN:
        raise RuleError("not_open", _("Cette campagne n'est pas ouverte."), status=409)
    campaign.state, campaign.closed_at = CampaignState.CLOSED, now
    campaign.version += 1
    record(actor, "campaign.closed", campaign, now=now)


def reopen_campaign(*, campaign: Campaign, closes_on: date, actor: Actor, now: datetime) -> None:
    """With a new last day."""
    lock(campaign)
    if campaign.state is not CampaignState.CLOSED:
        raise RuleError("not_closed", _("Cette campagne n'est pas terminée."), status=409)
    _check_last_day(closes_on, now)
    changes = {"closes_on": (campaign.closes_on, closes_on)}
    campaign.state, campaign.closed_at, campaign.closes_on = CampaignState.OPEN, None, closes_on
    campaign.version += 1
    record(actor, "campaign.reopened", campaign, now=now, changes=changes)


def check_open(campaign: Campaign, now: datetime) -> None:
    """Nothing is asked before it is open, nor after its last day. The state comes from the row as it is held."""
    gone = why_closed(campaign, now)
    if gone is not None:
        raise RuleError("not_open", gone.title, status=409)


def _values_of(campaign: Campaign) -> dict[str, Any]:
    return {name: getattr(campaign, name) for name in FIELDS}


def _first(questionnaire_id: int, kind: str) -> str | None:
    found = list_board_questions(definition_in_use(questionnaire_id), kind)
    return found[0].key if found else None


def _check(questionnaire_id: int, values: dict[str, Any], now: datetime) -> None:
    if not values["name"]:
        raise RuleError("no_name", _("Donnez un nom à la campagne."), field="name_fr")
    for field, limit in (("name", 200), ("message", MOST_MESSAGE)):
        for code, text in values[field].items():
            if len(text) > limit:
                message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=limit)
                raise RuleError("too_long", message, field=f"{field}_{code}")
    _check_last_day(values["closes_on"], now)
    if not 0 <= values["most_depth"] <= MOST_DEPTH:
        message = _("Écrivez un nombre entre 0 et %(most)s.", most=MOST_DEPTH)
        raise RuleError("bad_depth", message, field="most_depth")
    definition = definition_in_use(questionnaire_id)
    for field, kind in (("province_question", PROVINCE), ("kind_question", KIND)):
        keys = {question.key for question in list_board_questions(definition, kind)}
        if values[field] is not None and values[field] not in keys:
            message = _("Cette question n'est plus dans le questionnaire : choisissez-en une autre.")
            raise RuleError("unknown_question", message, field=field)


def _check_texts(name: Translated, message: Translated) -> None:
    for field, text in (("name", name), ("message", message)):
        for code in ("fr", "ar"):
            if not text.get(code):
                problem = _(
                    "Écrivez le nom et le message en français et en arabe : chacun lit dans sa langue."
                )
                raise RuleError("missing_language", problem, field=f"{field}_{code}")


def _check_last_day(closes_on: date, now: datetime) -> None:
    today = clock.today(now)
    if closes_on < today:
        raise RuleError("past", _("Ce jour est passé. Choisissez un jour à venir."), field="closes_on")
    if closes_on > today + FURTHEST:
        raise RuleError(
            "too_far", _("Ce jour est dans plus de trois ans. Vérifiez l'année."), field="closes_on"
        )
