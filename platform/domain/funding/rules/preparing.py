"""A call in the making: created, taken from an edition before, its texts and its calendar."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.funding import queries
from noress.domain.funding.built_in import DECLARATION, copy_questionnaires, make_questionnaires
from noress.domain.funding.models import CallCriterion, CallKind, CallState, Funder, FundingCall, Lot
from noress.domain.funding.rules.completeness import check_complete, check_not_open
from noress.domain.funding.wording import action_of, said
from noress.domain.institutions.models import Institution
from noress.extensions import db

STALE = _("Quelqu'un d'autre a enregistré entre-temps.")
#: a date further away is a slip of the finger
FURTHEST = timedelta(days=3 * 366)
MOST_EDITION, MOST_TEXT, MOST_GRACE, MOST_CORRECTION = 999, 5000, 120, 60
TEXTS = ("title", "objective", "audience", "contact", "declaration")
#: what the form of texts says
FIELDS = (*TEXTS, "contact_email", "contact_phone", "carrier_id", "stages", "needs_affiliation")
DATES = ("opens_at", "questions_until", "closes_at", "files_close_at")
CALENDAR = (*DATES, "results_on", "appeal_until", "grace_minutes", "correction_days")
#: what history calls otherwise than other subjects do
_IN_HISTORY = {"closes_at": "call_closes_at", "state": "call_state"}
_COPIED = (*FIELDS, "envelope", "eligibility", "grace_minutes", "correction_days")


def create_call(
    *, edition: int, title: Translated, stages: int = 2, is_test: bool = False, source: FundingCall | None = None,
    kind: CallKind = CallKind.AMI, actor: Actor, now: datetime,
) -> FundingCall:  # fmt: skip
    """Empty, with its two questionnaires; or everything but the dates of another edition. Of the prize, the form is made by
    `competitions/built_in.py`."""
    _check_edition(edition, is_test, kind)
    check_texts({"title": title})
    if not title:
        raise RuleError("no_title", _("Donnez un titre."), field="title_fr")
    call = FundingCall(
        kind=kind, edition=edition, title=title, objective=Translated(), audience=Translated(), contact=Translated(),
        declaration=DECLARATION, stages=stages, is_test=is_test, state=CallState.DRAFT, eligibility=[],
        needs_affiliation=True, grace_minutes=0, correction_days=7, created_at=now, created_by_id=actor.person_id,
        version=1,
    )  # fmt: skip
    if source is not None:
        _copy(source, call, title)
    try:
        with db.session.begin_nested():  # history and the questionnaires need its number
            db.session.add(call)
    except IntegrityError as error:  # somebody else pressed at the same instant (PostgreSQL only)
        raise _known_edition(is_test) from error
    if kind is CallKind.AMI and source is not None:
        copy_questionnaires(source, call, actor, now)
    elif kind is CallKind.AMI:
        make_questionnaires(call, actor, now)
    changes = {"title": (None, title), "edition": (None, edition)}
    if source is not None:
        changes["copied_from"] = (None, source.title)
    record(actor, action_of(call, "created"), call, now=now, changes=changes)
    return call


def _copy(source: FundingCall, call: FundingCall, title: Translated) -> None:
    for name in _COPIED:
        setattr(call, name, getattr(source, name))
    call.title, call.copied_from_id = title, source.id
    call.lots = [
        Lot(**{name: getattr(lot, name) for name in (
            "title", "position", "amount", "is_ceiling", "most_projects", "own_percent", "own_in_kind")})
        for lot in source.lots
    ]  # fmt: skip
    call.funders = [
        Funder(institution_id=one.institution_id, name=one.name, amount=one.amount) for one in source.funders
    ]
    call.criteria = [
        CallCriterion(title=one.title, guidance=one.guidance, weight=one.weight, position=one.position)
        for one in source.criteria
    ]


def edit_call(
    *, call: FundingCall, values: dict[str, Any], version: int, actor: Actor, now: datetime
) -> None:
    """What everybody reads of it, who carries it, and how many stages it has."""
    hold(call, version)
    check_texts(values)
    values["contact_email"] = clean_email(values.get("contact_email") or "")
    if values["stages"] not in (1, 2):
        raise RuleError("bad_stages", _("Choisissez une étape ou deux."), field="stages")
    if values["carrier_id"] is not None and db.session.get(Institution, values["carrier_id"]) is None:
        raise RuleError("no_carrier", _("Choisissez une institution de la liste."), field="carrier_id")
    if (values["stages"], values["needs_affiliation"]) != (call.stages, call.needs_affiliation):
        check_not_open(call, now)
    keep(call, "funding_call.edited", changed(call, values), actor, now)


def edit_calendar(
    *, call: FundingCall, values: dict[str, Any], version: int, actor: Actor, now: datetime
) -> None:
    """Dates in their order. Of a call that is open the closing may be put off; one that was closed takes
    applications again when its closing lies ahead."""
    hold(call, version)
    if values.get("files_close_at") and call.stages == 1:
        values["files_close_at"] = None
    _check_calendar(values, now)
    if call.opens_at != values["opens_at"]:
        check_not_open(call, now)
    changes = changed(call, values)
    if (
        call.state is CallState.REVIEW
        and call.closes_at is not None
        and call.closes_at > now
        and "closes_at" in changes
    ):
        changes |= changed(call, {"state": CallState.OPEN})
    keep(call, "funding_call.calendar_edited", changes, actor, now)


def hold(call: FundingCall, version: int) -> None:
    """Two people saving at once follow each other; whoever saves over what they did not see is shown it."""
    lock(call)
    if call.version != version:
        raise StaleVersion(STALE, None)
    if call.state in {CallState.DECIDED, CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED}:
        message = said(
            call,
            _("Cet appel est décidé : il ne change plus."),
            _("Ce concours est décidé : il ne change plus."),
        )
        raise RuleError("over", message, status=409)


def keep(call: FundingCall, action: str, changes: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What everybody reads already stays complete."""
    if not changes:
        return
    if call.state is not CallState.DRAFT:
        check_complete(call, now)
    call.version += 1
    record(
        actor,
        action,
        call,
        now=now,
        changes={_IN_HISTORY.get(name, name): pair for name, pair in changes.items()},
    )


def _check_edition(edition: int, is_test: bool, kind: CallKind) -> None:
    if not 1 <= edition <= MOST_EDITION:
        message = _("Écrivez un numéro entre 1 et %(most)s.", most=MOST_EDITION)
        raise RuleError("bad_edition", message, field="edition")
    if db.session.scalars(queries.get_edition(edition, is_test=is_test, kind=kind)).one_or_none() is not None:
        raise _known_edition(is_test)


def _known_edition(is_test: bool) -> RuleError:
    message = _("Un essai de cette édition existe déjà.") if is_test else _("Cette édition existe déjà.")
    return RuleError("known_edition", message, field="edition")


def check_texts(values: dict[str, Any]) -> None:
    for name in TEXTS:
        for code, text in (values.get(name) or {}).items():
            limit = 200 if name == "title" else MOST_TEXT
            if len(text) > limit:
                message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=limit)
                raise RuleError("too_long", message, field=f"{name}_{code}")


def _check_calendar(values: dict[str, Any], now: datetime) -> None:
    for name in DATES:
        if values[name] is not None and abs(values[name] - now) > FURTHEST:
            raise RuleError("too_far", _("Cette date est à plus de trois ans. Vérifiez l'année."), field=name)
    opens, frozen, closes, files = (values[name] for name in DATES)
    results, appeal = values["results_on"], values["appeal_until"]
    last: datetime | None = files or closes
    last_day: date | None = clock.today(last) if last else None
    for is_wrong, message, field in (
        (opens and closes and closes <= opens, _("L'appel se clôt avant de s'ouvrir : la clôture vient après l'ouverture."), "closes_at"),
        (frozen and closes and frozen > closes, _("Les questions se terminent au plus tard à la clôture."), "questions_until"),
        (files and closes and files <= closes, _("Le dossier complet se remet après la clôture de la première étape."), "files_close_at"),
        (results and last_day and results < last_day, _("Les résultats viennent après la dernière clôture."), "results_on"),
        (appeal and results and appeal < results, _("Le recours se termine après les résultats."), "appeal_until"),
    ):  # fmt: skip
        if is_wrong:
            raise RuleError("wrong_order", message, field=field)
    if not 0 <= values["grace_minutes"] <= MOST_GRACE:
        message = _("Écrivez un nombre de minutes entre 0 et %(most)s.", most=MOST_GRACE)
        raise RuleError("bad_grace", message, field="grace_minutes")
    if not 1 <= values["correction_days"] <= MOST_CORRECTION:
        message = _("Écrivez un nombre de jours entre 1 et %(most)s.", most=MOST_CORRECTION)
        raise RuleError("bad_correction", message, field="correction_days")
