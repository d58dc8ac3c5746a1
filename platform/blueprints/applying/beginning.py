"""Beginning: may we apply, in the name of which structure, then the draft. Nothing is kept before the last button, so
each step stands in the address."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from noress.blueprints.applying import bp
from noress.core import clock, territories
from noress.core.contacts import clean_email
from noress.core.i18n import Translated, language, lazy
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account
from noress.domain.applications.affiliation import Belonging, belonging_of, list_failures, refuses
from noress.domain.applications.links import token_of
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.rules.beginning import (
    Begun,
    Wanted,
    begin_application,
    send_links,
)
from noress.domain.applications.words import trial_words
from noress.domain.catalogue.likeness import find_likely
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_see, reader_of
from noress.domain.funding import calendar, policy
from noress.domain.funding import queries as funding
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.institutions.models import Institution
from noress.domain.institutions.queries import list_institution_choices
from noress.extensions import db
from noress.web.forms import REQUIRED, BaseForm, Checked, line
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import public
from noress.web.submitting import attempt

#: before the key of a rule, in the address and in the form
RULE = "e_"


class StructureForm(BaseForm):
    """A structure by its name."""

    nom = line(lazy("Nom de la structure"), required=True)
    province = SelectField(lazy("Préfecture ou province"), choices=[], validators=[Optional()])


class BeginForm(BaseForm):
    """The project and who carries it."""

    title = line(lazy("Nom du projet"), required=True)
    name = line(lazy("Votre nom ou votre fonction"), required=True)
    email = line(lazy("Votre courriel"), required=True, limit=254, validators=[Checked(clean_email)])
    lot = SelectField(lazy("Lot"), choices=[])
    sponsor = SelectField(lazy("Institution membre qui présente votre projet"), choices=[], default="")


@bp.get("/appels/<int:funding_call_id>/candidater")
@public
def begin(funding_call_id: int) -> BaseResponse:
    """Who may apply; the call's own rules, each with the reason when it is not met."""
    call = _open_call(funding_call_id)
    takes = calendar.takes_applications(call, 1, clock.now())
    answers = _answers(call)
    form = _rules_form(call, answers)
    is_asked = "suite" in request.args
    if takes and is_asked and form.validate() and not (failures := list_failures(call, answers)):
        return private_page(redirect(url_for(".choose", funding_call_id=call.id, **_kept(answers)), 303))
    failures = list_failures(call, answers) if is_asked and len(answers) == len(call.eligibility) else []
    page = render_template(
        "applying/begin.html", call=call, trial=trial_words(call), form=form, failures=failures, takes=takes, closing=call.closes_at,
        fields=[form[RULE + rule["key"]] for rule in call.eligibility],
    )  # fmt: skip
    return private_page(page, 422 if is_asked and takes else 200)


@bp.get("/appels/<int:funding_call_id>/candidater/structure")
@public
def choose(funding_call_id: int) -> BaseResponse:
    """One's own structures first; else by name, with the entries of the catalogue that may be it."""
    call = _open_call(funding_call_id)
    answers = _answers(call)
    if (back := _back_to_start(call, answers)) is not None:
        return back
    actor = current_actor()
    form = StructureForm(request.args if "nom" in request.args else MultiDict())
    places = [(place.code, str(place.name)) for place in territories.of_level("province")]
    form.province.choices = [("", ""), *places]  # those of the region first
    is_searched = "nom" in request.args
    is_valid = is_searched and form.validate()
    found: list[Any] = []
    if is_valid:
        values = {"name": {"fr": form.nom.data}, "province": form.province.data or None}
        found = [
            (one.structure, territories.name_of(one.structure.province_code))
            for one in find_likely(values, reader=reader_of(actor))
        ]
        if not found:
            new = {"nom": form.nom.data, "province": form.province.data or None}
            return private_page(
                redirect(url_for(".start", funding_call_id=call.id, **new, **_kept(answers)), 303)
            )
    own, institution = _own_of(actor)
    page = render_template(
        "applying/choose.html", call=call, trial=trial_words(call), form=form, own=own, institution=institution, found=found, kept=_kept(answers),
        step=3 if call.eligibility else 2,
    )  # fmt: skip
    return private_page(page, 422 if is_searched and not is_valid else 200)


@bp.route("/appels/<int:funding_call_id>/candidater/commencer", methods=["GET", "POST"])
@public
def start(funding_call_id: int) -> BaseResponse:
    """Whether and how the structure belongs to the network; then the draft begins, once for a structure."""
    call = _open_call(funding_call_id)
    answers = _answers(call)
    if (back := _back_to_start(call, answers)) is not None:
        return back
    actor = current_actor()
    structure, institution = _chosen(actor)
    name = (request.args.get("nom") or "").replace("\x00", "").strip()[:200]
    if structure is None and institution is None and not name:
        return private_page(redirect(url_for(".choose", funding_call_id=call.id, **_kept(answers)), 303))
    belonging = belonging_of(structure, institution, clock.now())
    form = _begin_form(call, belonging, actor)
    wanted = {"structure": structure, "institution": institution, "name": name, "answers": answers}
    tried = attempt(form, lambda: _begin(call, form, wanted, actor))
    if tried.status:
        structure, institution = _chosen(actor)  # a refusal has ended the transaction that read them
        shown = (
            structure.name if structure is not None else institution.name if institution is not None else name
        )
        page = render_template(
            "applying/start.html", call=call, trial=trial_words(call), form=form, structure_name=shown, belonging=belonging,
            is_outside=not belonging.is_known, is_refused=refuses(call, belonging), kept=_kept(answers),
            sponsors=len(form.sponsor.choices) > 1, closing=call.closes_at,
        )  # fmt: skip
        return private_page(page, tried.status)
    begun: Begun = tried.made
    target = url_for(".show", token=token_of(begun.person)) if begun.person is not None else ""
    db.session.commit()
    if target:
        return private_page(redirect(target, 303))
    return private_page(
        render_template("applying/told.html", call=call, trial=trial_words(call), address=begun.told), 409
    )


def _begin(call: FundingCall, form: BeginForm, wanted: dict[str, Any], actor: Actor | None) -> Begun:
    structure, institution = wanted["structure"], wanted["institution"]
    return begin_application(
        call=call, actor=actor, network=request.remote_addr or "", now=clock.now(),
        wanted=Wanted(
            title=form.title.data or "", name=form.name.data or "", email=form.email.data or "", language=language(),
            lot_id=_number(form.lot.data), structure_id=structure.id if structure is not None else None,
            structure_name=wanted["name"], province=_province(), answers=wanted["answers"],
            institution_id=institution.id if institution is not None else None, sponsor_id=_number(form.sponsor.data),
        ),
    )  # fmt: skip


class FindForm(BaseForm):
    email = line(lazy("Votre courriel"), required=True, limit=254, validators=[Checked(clean_email)])


@bp.route("/appels/<int:funding_call_id>/candidater/retrouver", methods=["GET", "POST"])
@public
def find_link(funding_call_id: int) -> BaseResponse:
    """The mail with the link is lost: it goes again to the same mailbox, also once the call is closed."""
    call = _open_call(funding_call_id)
    form = FindForm()
    tried = attempt(
        form,
        lambda: send_links(
            call=call, email=form.email.data or "", network=request.remote_addr or "", now=clock.now()
        ),
    )
    is_done = tried.status is None
    page = render_template(
        "applying/find_link.html", call=call, trial=trial_words(call), form=form, is_done=is_done
    )
    if is_done:
        db.session.commit()
    return private_page(page, tried.status or 200)


# --- what the steps share --------------------------------------------------------------------------------


def _open_call(funding_call_id: int) -> FundingCall:
    call = db.session.scalars(funding.get_call(funding_call_id)).unique().one_or_none()
    if call is None or call.kind is not CallKind.AMI or not policy.can_see(current_actor(), call):
        abort(404)
    return call


def _answers(call: FundingCall) -> dict[str, str]:
    """{key of the rule: "yes" | "no"} as the address holds them."""
    given = {rule["key"]: request.args.get(RULE + rule["key"], "") for rule in call.eligibility}
    return {key: value for key, value in given.items() if value in ("yes", "no")}


def _kept(answers: dict[str, str]) -> dict[str, str]:
    return {RULE + key: value for key, value in answers.items()}


def _back_to_start(call: FundingCall, answers: dict[str, str]) -> BaseResponse | None:
    """Somebody came by an address that skips a step, or too late."""
    is_late = not calendar.takes_applications(call, 1, clock.now()) and request.method == "GET"
    if is_late or (list_failures(call, answers) and request.method == "GET"):
        return private_page(redirect(url_for(".begin", funding_call_id=call.id, **_kept(answers)), 303))
    return None


def _rules_form(call: FundingCall, answers: dict[str, str]) -> BaseForm:
    choices = [SelectChoice("yes", lazy("Oui")), SelectChoice("no", lazy("Non"))]
    fields = {
        RULE + rule["key"]: RadioField(
            Translated(rule.get("text")), choices=choices, validators=[InputRequired(REQUIRED)]
        )
        for rule in call.eligibility
    }
    return type("RulesForm", (BaseForm,), fields)(MultiDict(_kept(answers)))


def _begin_form(call: FundingCall, belonging: Belonging, actor: Actor | None) -> BeginForm:
    account = db.session.get(Account, actor.account_id) if actor is not None and actor.account_id else None
    given = {"name": actor.name if actor else "", "email": account.email if account else ""}
    form = BeginForm(data=given)
    form.lot.choices = [(str(lot.id), str(lot.title)) for lot in call.lots]
    members = (
        db.session.execute(list_institution_choices(only_members=True)) if not belonging.is_known else []
    )
    form.sponsor.choices = [("", ""), *((str(row[0]), str(row[1])) for row in members)]
    return form


def _own_of(actor: Actor | None) -> tuple[list[Structure], Institution | None]:
    """(entries that they speak for or keep, their institution where it has no entry)."""
    if actor is None or actor.person_id is None:
        return [], None
    own = list(db.session.scalars(queries.list_own_structures(actor.institution_id, actor.person_id)))
    has_entry = any(one.institution_id == actor.institution_id for one in own)
    institution = (
        db.session.get(Institution, actor.institution_id) if actor.institution_id and not has_entry else None
    )
    return own, institution


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
