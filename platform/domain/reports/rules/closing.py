"""The public page of a project, and its end: balance, lessons."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import changed, record
from noress.domain.awards.models import Award, AwardState
from noress.domain.payments import prizes
from noress.domain.payments.taking import note, take_award
from noress.domain.reports import photos, queries
from noress.domain.reports.models import ProjectPage
from noress.domain.reports.spending import Balance, balance_of
from noress.extensions import db


@dataclass(frozen=True)
class Written:
    """What the form of the page holds; `photos` are keys of stored files."""

    title: Translated
    summary: Translated
    results: Translated
    lessons: Translated
    photos: list[int] = field(default_factory=list)


def page_of(award: Award) -> ProjectPage | None:
    return db.session.scalars(queries.get_page(award.id)).one_or_none()


def write_page(*, award: Award, written: Written, version: int, actor: Actor, now: datetime) -> ProjectPage:
    """As everybody will read it, once it is published. Photos come from reports that were sent."""
    page = _take_page(award, version, actor, now)
    if not written.title:
        raise RuleError("no_title", _("Donnez un titre à la page."), field="title_fr")
    offered = {one.file_id: one for one in photos.offered(award)}
    chosen = [
        {"file": key, "on": offered[key].taken_on.isoformat()} for key in written.photos if key in offered
    ]
    values = {name: getattr(written, name) for name in ("title", "summary", "results", "lessons")}
    changes = changed(page, values)
    if page.photos != chosen:
        changes["photos"] = (len(page.photos or []), len(chosen))
        page.photos = chosen
    if changes:
        page.version += 1
        record(actor, "award.page_written", award, now=now, changes=changes)
    return page


def publish_page(*, award: Award, is_public: bool, version: int, actor: Actor, now: datetime) -> None:
    """Everybody reads it, or nobody any more: the project stays in the list, with its plain facts."""
    page = _take_page(award, version, actor, now)
    if award.published_at is None:
        raise RuleError("not_told", _("Les résultats ne sont pas encore annoncés."), status=409)
    if is_public and not page.title:
        raise RuleError("no_title", _("Donnez un titre à la page."), status=409)
    if is_public == (page.published_at is not None):
        return
    page.published_at = now if is_public else None
    page.version += 1
    record(actor, "award.page_published" if is_public else "award.page_hidden", award, now=now)


def close_award(
    *, award: Award, lessons: Translated, version: int | None, actor: Actor, now: datetime
) -> Balance:
    """Its final report is accepted, nothing is left to be paid: what was granted, paid, spent, what is given back."""
    take_award(award, actor=actor, version=version)
    if award.state is not AwardState.REPORTED and not prizes.is_complete(award):
        message = _("Le rapport final n'est pas encore accepté : le projet ne se termine pas avant.")
        raise RuleError("not_reported", message, status=409)
    unsettled = db.session.scalar(queries.count_unsettled(award.id)) or 0
    if unsettled:
        message = _("Une tranche n'est ni payée ni annulée : réglez-la d'abord.")
        raise RuleError("unsettled", message, status=409)
    if not lessons:
        raise RuleError("no_lessons", _("Écrivez ce que ce projet apprend aux autres."), field="lessons_fr")
    balance = balance_of(award)
    page = page_of(award) or _new_page(award)
    page.lessons = lessons
    page.version += 1
    award.closed_at = now
    shown: dict[str, Any] = {
        name: formats.money(getattr(balance, name)) for name in ("granted", "paid", "spent", "to_give_back")
    }
    note(award, "award.closed", {"state": AwardState.CLOSED}, actor=actor, now=now, shown=shown)
    return balance


def _take_page(award: Award, version: int, actor: Actor, now: datetime) -> ProjectPage:
    """Also once the project is over."""
    lock(award)
    check_not_recused(actor, award.application)
    if award.state is AwardState.CANCELLED:
        raise RuleError("cancelled", _("Ce projet est annulé : il n'a pas de page."), status=409)
    page = page_of(award) or _new_page(award)
    lock(page)
    if page.version != version:
        message = _("Quelqu'un d'autre a enregistré entre-temps.")
        raise StaleVersion(message, {"version": page.version})
    return page


def _new_page(award: Award) -> ProjectPage:
    empty = {name: Translated() for name in ("title", "summary", "results", "lessons")}
    page = ProjectPage(award_id=award.id, photos=[], version=1, **empty)
    db.session.add(page)
    db.session.flush()
    return page
