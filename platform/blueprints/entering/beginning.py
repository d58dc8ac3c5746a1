"""Entering, step by step in the address: in whose name and whether one may, which structure, then the draft and the rules."""

from typing import Any, NamedTuple

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.entering import bp
from noress.blueprints.entering.forms import AGE, NOMINATION, RULE, WHO, StartForm, StructureForm, rules_form
from noress.core import clock, territories
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.models import Account
from noress.domain.accounts.permissions import P
from noress.domain.applications.affiliation import Belonging, belonging_of, list_failures, refuses
from noress.domain.applications.links import token_of
from noress.domain.applications.queries import applying
from noress.domain.applications.rules.beginning import Begun, Wanted
from noress.domain.applications.words import trial_words
from noress.domain.catalogue.likeness import find_likely
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_see, reader_of
from noress.domain.competitions.models import Competition, Entrant, Nomination, NominationState
from noress.domain.competitions.nomination_links import find_nomination
from noress.domain.competitions.rules.accepting import current_rules
from noress.domain.competitions.rules.entering import Entering, begin_entry, under_age_words
from noress.domain.funding import calendar
from noress.domain.institutions.models import Institution
from noress.domain.institutions.queries import list_institution_choices
from noress.extensions import db
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


class Given(NamedTuple):
    """What the address holds of the steps before."""

    kept: dict[str, str]
    answers: dict[str, str]
    nomination: Nomination | None

    @property
    def entrant(self) -> Entrant | None:
        who = self.kept.get(WHO)
        return Entrant(who) if who in set(Entrant) else None

    @property
    def is_of_age(self) -> bool:
        return self.kept.get(AGE) == "yes"


@bp.get("/concours/<int:competition_id>/participer")
@permission(P.COMPETITION_SEE, loads=Competition)
def begin(competition: Competition) -> BaseResponse:
    """Who may enter; each reason when one may not."""
    call, given = competition.call, _given(competition)
    takes = calendar.takes_applications(call, 1, clock.now())
    form = rules_form(competition, given.kept)
    is_asked = "suite" in request.args
    is_young = is_asked and competition.minimum_age > 0 and given.kept.get(AGE) == "no"
    is_complete = is_asked and form.validate()
    failures = list_failures(call, given.answers) if is_complete else []
    if takes and is_complete and not failures and not is_young:
        step = "choose" if given.entrant is Entrant.STRUCTURE else "start"
        return private_page(redirect(url_for(f".{step}", competition_id=competition.id, **given.kept), 303))
    page = render_template(
        "entering/begin.html", competition=competition, call=call, trial=trial_words(call), form=form, failures=failures, takes=takes,
        under_age=under_age_words(competition) if is_young else None, nomination=given.nomination,
        fields=[field for field in form if field.name != "csrf_token"], token=given.kept.get(NOMINATION),
    )  # fmt: skip
    return private_page(page, 422 if is_asked and takes else 200)


@bp.get("/concours/<int:competition_id>/participer/structure")
@permission(P.COMPETITION_SEE, loads=Competition)
def choose(competition: Competition) -> BaseResponse:
    """One's own structures first; else by name, with the entries of the catalogue that may be it."""
    given = _given(competition)
    if (back := _back(competition, given)) is not None:
        return back
    actor = current_actor()
    form = StructureForm(request.args if "nom" in request.args else MultiDict())
    form.province.choices = [
        ("", ""), *((place.code, str(place.name)) for place in territories.of_level("province")),
    ]  # fmt: skip
    is_searched = "nom" in request.args
    is_valid = is_searched and form.validate()
    found: list[Any] = []
    if is_valid:
        values = {"name": {"fr": form.nom.data}, "province": form.province.data or None}
        found = [
            (one.structure, _place_of(one.structure)) for one in find_likely(values, reader=reader_of(actor))
        ]
        if not found:
            new = {"nom": form.nom.data, "province": form.province.data or None}
            target = url_for(".start", competition_id=competition.id, **new, **given.kept)
            return private_page(redirect(target, 303))
    own, institution = _own_of(actor)
    page = render_template(
        "entering/choose.html", competition=competition, call=competition.call, trial=trial_words(competition.call), form=form, own=own,
        institution=institution, found=found, kept=given.kept,
    )  # fmt: skip
    return private_page(page, 422 if is_searched and not is_valid else 200)


@bp.route("/concours/<int:competition_id>/participer/commencer", methods=["GET", "POST"])
@permission(P.COMPETITION_SEE, loads=Competition)
def start(competition: Competition) -> BaseResponse:
    """The initiative, who presents it, the rules by their number; then the draft begins."""
    given, actor = _given(competition), current_actor()
    if (back := _back(competition, given)) is not None:
        return back
    structure, institution = _chosen(actor) if given.entrant is Entrant.STRUCTURE else (None, None)
    name = (request.args.get("nom") or "").replace("\x00", "").strip()[:200]
    if given.entrant is Entrant.STRUCTURE and structure is None and institution is None and not name:
        return private_page(redirect(url_for(".choose", competition_id=competition.id, **given.kept), 303))
    belonging = belonging_of(structure, institution, clock.now())
    form = _start_form(competition, given, belonging, actor)
    chosen = {
        "structure_id": getattr(structure, "id", None),
        "institution_id": getattr(institution, "id", None),
        "name": name,
    }
    tried = attempt(form, lambda: _begin(competition, form, given, chosen, actor))
    if tried.status:
        return _start_page(competition, form, given, name, belonging, tried)
    begun: Begun = tried.made
    target = url_for("applying.show", token=token_of(begun.person)) if begun.person is not None else ""
    db.session.commit()
    if target:
        return private_page(redirect(target, 303))
    return private_page(
        render_template(
            "entering/told.html",
            competition=competition,
            call=competition.call,
            trial=trial_words(competition.call),
            address=begun.told,
        ),
        409,
    )


def _start_page(
    competition: Competition, form: StartForm, given: Given, name: str, belonging: Belonging, tried: Any
) -> BaseResponse:
    actor = current_actor()
    structure, institution = _chosen(actor) if given.entrant is Entrant.STRUCTURE else (None, None)
    shown = structure.name if structure is not None else institution.name if institution is not None else name
    page = render_template(
        "entering/start.html", competition=competition, call=competition.call, trial=trial_words(competition.call), form=form, structure_name=shown,
        entrant=given.entrant, rules=current_rules(competition), nomination=given.nomination, kept=given.kept,
        is_refused=given.entrant is Entrant.STRUCTURE and refuses(competition.call, belonging), belonging=belonging,
    )  # fmt: skip
    response = private_page(page, tried.status)
    if isinstance(tried.refusal, TooMany):
        response.headers["Retry-After"] = str(tried.refusal.seconds)
    return response


def _begin(
    competition: Competition, form: StartForm, given: Given, chosen: dict[str, Any], actor: Actor | None
) -> Begun:
    assert given.entrant is not None, "the page sends back whoever has not said"
    name = form.name.data or ""
    holder = {
        Entrant.STRUCTURE: chosen["name"], Entrant.GROUP: form.holder.data or "", Entrant.PERSON: name,
    }[given.entrant]  # fmt: skip
    number = _number(request.form.get("rules_number")) if form.rules.data else None
    return begin_entry(
        competition=competition, actor=actor, entering=Entering(
            given.entrant, given.is_of_age, number, shows_name=bool(form.shows_name.data), shows_photo=bool(form.shows_photo.data)
        ),
        network=request.remote_addr or "", now=clock.now(), nomination=given.nomination,
        wanted=Wanted(
            title=form.title.data or "", name=name, email=form.email.data or "", language=language(),
            lot_id=_number(form.lot.data), structure_id=chosen["structure_id"], structure_name=holder, province=_province(),
            answers=given.answers, institution_id=chosen["institution_id"], sponsor_id=_number(form.sponsor.data),
        ),
    )  # fmt: skip


# --- what the steps share --------------------------------------------------------------------------------


def _given(competition: Competition) -> Given:
    """Nothing but what is asked; a nomination of another edition is none."""
    raw = {WHO: request.args.get(WHO, ""), AGE: request.args.get(AGE, "")}
    answers = {rule["key"]: request.args.get(RULE + rule["key"], "") for rule in competition.call.eligibility}
    answers = {key: value for key, value in answers.items() if value in ("yes", "no")}
    kept = {WHO: raw[WHO]} if raw[WHO] in competition.entrants else {}
    if competition.minimum_age and raw[AGE] in ("yes", "no"):
        kept[AGE] = raw[AGE]
    kept |= {RULE + key: value for key, value in answers.items()}
    token = request.args.get(NOMINATION, "")
    nomination = find_nomination(token) if token else None
    if nomination is not None and (
        nomination.competition_id != competition.id or nomination.state is not NominationState.WAITING
    ):
        nomination = None
    if nomination is not None:
        kept[NOMINATION] = token
    return Given(kept, answers, nomination)


def _back(competition: Competition, given: Given) -> BaseResponse | None:
    """Somebody came by an address that skips a step, or too late; what is posted is judged by the rule."""
    is_young = competition.minimum_age > 0 and not given.is_of_age
    is_unsaid = given.entrant is None or is_young or bool(list_failures(competition.call, given.answers))
    is_late = not calendar.takes_applications(competition.call, 1, clock.now())
    if given.entrant is None and request.method == "POST":
        raise RuleError("entrant", _("Choisissez au nom de qui vous participez."), status=422)
    if request.method == "GET" and (is_unsaid or is_late):
        target = url_for(
            ".begin", competition_id=competition.id, suite=1 if given.kept.get(WHO) else None, **given.kept
        )
        return private_page(redirect(target, 303))
    return None


def _start_form(
    competition: Competition, given: Given, belonging: Belonging, actor: Actor | None
) -> StartForm:
    account = db.session.get(Account, actor.account_id) if actor is not None and actor.account_id else None
    data: dict[str, Any] = {"name": actor.name if actor else "", "email": account.email if account else ""}
    nomination = given.nomination
    if nomination is not None:
        data = {
            "title": nomination.initiative, "name": nomination.name, "holder": nomination.name,
            "email": nomination.email, "lot": str(nomination.lot_id or ""),
        }  # fmt: skip
    form = StartForm(data=data)
    form.lot.choices = [(str(lot.id), str(lot.title)) for lot in competition.call.lots]
    form.sponsor.choices = [("", "")]
    if competition.call.needs_affiliation and not belonging.is_known:
        members = db.session.execute(list_institution_choices(only_members=True))
        form.sponsor.choices += [(str(row[0]), str(row[1])) for row in members]
    return form


def _place_of(structure: Structure) -> str:
    place = territories.get(structure.province_code or "")
    return str(place.name) if place is not None else ""


def _own_of(actor: Actor | None) -> tuple[list[Structure], Institution | None]:
    """(entries that they speak for or keep, their institution where it has no entry)."""
    if actor is None or actor.person_id is None:
        return [], None
    own = list(db.session.scalars(applying.list_own_structures(actor.institution_id, actor.person_id)))
    has_entry = any(one.institution_id == actor.institution_id for one in own)
    wants = actor.institution_id is not None and not has_entry
    return own, db.session.get(Institution, actor.institution_id) if wants else None


def _chosen(actor: Actor | None) -> tuple[Structure | None, Institution | None]:
    """An entry that this reader may see; the institution that they speak for."""
    number = _number(request.args.get("structure"))
    if number is not None:
        structure = db.session.get(Structure, number)
        if structure is None or not can_see(actor, structure):
            abort(404)
        return structure, None
    if request.args.get("institution") and actor is not None and actor.institution_id is not None:
        return None, db.session.get(Institution, actor.institution_id)
    return None, None


def _province() -> str | None:
    code = request.args.get("province") or ""
    return code if territories.get(code, "province") is not None else None


def _number(raw: Any) -> int | None:
    text = str(raw or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
