"""What a call lacks: said while it is prepared, refused when it is announced, and kept from then on."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.funding import calendar
from noress.domain.funding.calendar import Phase
from noress.domain.funding.models import CallKind, CallState, FundingCall
from noress.domain.funding.wording import said
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires.checking import list_problems as list_form_problems
from noress.domain.questionnaires.definition import read_definition
from noress.domain.questionnaires.models import QuestionnaireVersion
from noress.extensions import db

#: which page mends it
TEXTS, DATES, MONEY, CRITERIA, RULES, FORMS = "texts", "calendar", "money", "criteria", "eligibility", "forms"
_NAMES = {
    "title": _("le titre"), "objective": _("l'objectif"), "audience": _("à qui s'adresse l'appel"),
    "contact": _("le contact"), "declaration": _("la déclaration"),
}  # fmt: skip
_PRIZE_NAMES = {"audience": _("qui peut participer")}


Lister = Callable[[FundingCall, datetime], list[RuleError]]
#: what calls of another kind lack
_OF_KIND: dict[CallKind, Lister] = {}


def of_kind(kind: CallKind) -> Callable[[Lister], Lister]:
    """Calls of that kind are asked this instead (`competitions/rules/completeness.py`)."""

    def keep(lister: Lister) -> Lister:
        _OF_KIND[kind] = lister
        return lister

    return keep


def list_problems(call: FundingCall, now: datetime) -> list[RuleError]:
    """Everything at once, in the order of the pages; `code` names the page that mends it."""
    if call.kind in _OF_KIND:
        return _OF_KIND[call.kind](call, now)
    return [
        *list_text_problems(call), *list_date_problems(call, now), *_money(call), *_criteria(call),
        *list_other_problems(call),
    ]  # fmt: skip


def check_complete(call: FundingCall, now: datetime) -> None:
    problems = list_problems(call, now)
    if problems:
        why = problems[0].message
        message = said(
            call, _("L'appel est annoncé, il doit rester complet : %(why)s", why=why),
            _("Le concours est annoncé, il doit rester complet : %(why)s", why=why),
        )  # fmt: skip
        raise RuleError("incomplete", message)


def check_not_open(call: FundingCall, now: datetime) -> None:
    """Whoever has begun counts on what was announced."""
    if calendar.phase(call, now) not in {Phase.PREPARING, Phase.ANNOUNCED}:
        message = said(
            call, _("L'appel est ouvert : les montants, les règles, les critères et l'ouverture ne changent plus."),
            _("Les candidatures sont ouvertes : ce qui a été annoncé ne change plus."),
        )  # fmt: skip
        raise RuleError("open", message, status=409)


def _problem(page: str, message: Any) -> RuleError:
    return RuleError(page, message)


def list_text_problems(call: FundingCall) -> Iterator[RuleError]:
    names = said(call, _NAMES, _NAMES | _PRIZE_NAMES)
    for name, words in names.items():
        text = getattr(call, name)
        missing = [code for code in ("fr", "ar") if not text.get(code)]
        if len(missing) == 2:
            yield _problem(TEXTS, _("il manque %(what)s.", what=words))
        elif missing:
            language = _("en arabe") if missing == ["ar"] else _("en français")
            yield _problem(TEXTS, _("il manque %(what)s %(language)s.", what=words, language=language))
    if not call.contact_email and not call.contact_phone:
        yield _problem(TEXTS, _("il manque un courriel ou un téléphone à qui écrire."))
    if call.carrier_id is None:
        yield _problem(TEXTS, _("il manque le porteur juridique, qui signe et paie."))


def list_date_problems(call: FundingCall, now: datetime) -> Iterator[RuleError]:
    needed = [("opens_at", _("l'ouverture")), ("closes_at", _("la clôture"))]
    if call.stages == 2:
        needed.append(("files_close_at", _("la remise du dossier complet")))
    for name, words in needed:
        if getattr(call, name) is None:
            yield _problem(DATES, _("il manque la date : %(what)s.", what=words))
    if call.state is CallState.DRAFT and call.closes_at is not None and call.closes_at <= now:
        yield _problem(DATES, _("la date de clôture est passée."))


def _money(call: FundingCall) -> Iterator[RuleError]:
    if not call.lots:
        yield _problem(MONEY, _("il manque au moins un lot, avec son montant par projet."))
    for lot in call.lots:
        if not all(lot.title.get(code) for code in ("fr", "ar")):
            yield _problem(MONEY, _("le nom d'un lot manque en français ou en arabe."))
    yield from list_money_problems(
        call.envelope,
        [(lot.amount, lot.most_projects) for lot in call.lots],
        [one.amount for one in call.funders],
    )


def list_money_problems(
    envelope: int | None, lots: list[tuple[int, int | None]], shares: list[int]
) -> Iterator[RuleError]:
    """The envelope pays every project that the lots promise, and the shares make the envelope."""
    promised = sum(amount * (most or 1) for amount, most in lots)
    if envelope is not None and promised > envelope:
        message = _(
            "l'enveloppe (%(envelope)s) est plus petite que ce que les lots promettent (%(lots)s).",
            envelope=formats.money(envelope), lots=formats.money(promised),
        )  # fmt: skip
        yield RuleError(MONEY, message, field="envelope")
    if shares and envelope is None:
        message = _(
            "écrivez l'enveloppe : les parts des financeurs font %(sum)s.", sum=formats.money(sum(shares))
        )
        yield RuleError(MONEY, message, field="envelope")
    elif shares and sum(shares) != envelope:
        message = _(
            "les parts des financeurs font %(sum)s, et l'enveloppe est de %(envelope)s.",
            sum=formats.money(sum(shares)), envelope=formats.money(envelope or 0),
        )  # fmt: skip
        yield RuleError(MONEY, message, field="envelope")


def _criteria(call: FundingCall) -> Iterator[RuleError]:
    total = sum(one.weight for one in call.criteria)
    if not call.criteria:
        yield _problem(CRITERIA, _("il manque les critères, avec leurs poids."))
    elif total != 100:
        yield _problem(CRITERIA, _("les poids des critères font %(sum)s : ils doivent faire 100.", sum=total))
    if any(not one.title.get(code) for one in call.criteria for code in ("fr", "ar")):
        yield _problem(CRITERIA, _("un critère manque en français ou en arabe."))


def list_other_problems(call: FundingCall) -> Iterator[RuleError]:
    """Conditions and forms."""
    yield from _eligibility(call)
    yield from _forms(call)


def _eligibility(call: FundingCall) -> Iterator[RuleError]:
    texts = [rule.get(name, {}) for rule in call.eligibility for name in ("text", "message")]
    if any(not text.get(code) for text in texts for code in ("fr", "ar")):
        yield _problem(RULES, _("une condition, ou son message, manque en français ou en arabe."))


def _forms(call: FundingCall) -> Iterator[RuleError]:
    """What is announced can be filled in: each form has a version that can be published, or is."""
    for questionnaire_id, words in forms_of(call):
        version = coming_version(questionnaire_id) if questionnaire_id else None
        problems = list_form_problems(read_definition(version.content)) if version is not None else []
        if version is None:
            yield _problem(FORMS, _("il manque le formulaire : %(what)s.", what=words))
        elif problems:
            yield _problem(FORMS, _("le formulaire n'est pas prêt (%(what)s) : %(why)s", what=words, why=problems[0].message))  # fmt: skip


def forms_of(call: FundingCall) -> list[tuple[int | None, Any]]:
    """(its key, what it is called), of the stages that the call has."""
    note, file = (
        (call.note_questionnaire_id, _("note d'intention")),
        (call.file_questionnaire_id, said(call, _("dossier complet"), _("dossier de candidature"))),
    )
    return [note, file] if call.stages == 2 else [file]


def coming_version(questionnaire_id: int) -> QuestionnaireVersion | None:
    """The one in the making, which the announcement publishes; else the one in use."""
    draft = db.session.scalars(questionnaires.get_draft_version(questionnaire_id)).one_or_none()
    return draft or db.session.scalars(questionnaires.get_current_version(questionnaire_id)).one_or_none()
