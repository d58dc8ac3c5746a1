"""Calls in the making: the list, a new one, one with what it lacks, its texts and its calendar."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.funding import bp, present
from noress.blueprints.funding.forms import CalendarForm, CallForm, NewCallForm
from noress.core import clock, formats, paging
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk
from noress.domain.funding import calendar, queries, rules
from noress.domain.funding.models import FundingCall
from noress.domain.funding.papers import list_papers
from noress.domain.funding.rules.preparing import DATES, TEXTS
from noress.domain.institutions.queries import list_institution_choices
from noress.extensions import db
from noress.web import acting
from noress.web.call_pages import beginning
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

PER_PAGE = 20


@bp.get("/appels/gestion/")
@permission(P.CALL_MANAGE)
def manage() -> Any:
    now = clock.now()
    page = paging.paginate(
        queries.list_calls(), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    ids = [call.id for call in page.items]
    counts = {row[0]: row for row in db.session.execute(queries.count_by_call(ids, acting.recused()))}
    waiting = {row[0]: row[1] for row in db.session.execute(queries.count_waiting_questions(ids))}
    rows = [(call, *present.phase_line(call, now)) for call in page.items]
    return render_template("funding/manage.html", page=page, rows=rows, counts=counts, waiting=waiting)


@bp.route("/appels/gestion/nouveau", methods=["GET", "POST"])
@permission(P.CALL_MANAGE)
def create() -> Any:
    """From the last edition, unless told otherwise."""
    sources = [tuple(row) for row in db.session.execute(queries.list_sources())]
    given, named = beginning(sources)
    form = NewCallForm(data=given)
    form.source_id.choices = [*named, SelectChoice("", _("un appel vide"))]
    tried = attempt(form, lambda: _create(form))
    if tried.status:
        return render_template("funding/create.html", form=form), tried.status
    target = url_for(".prepare", funding_call_id=tried.made.id)
    db.session.commit()
    say(_("L'appel est préparé. Personne d'autre ne le voit avant son annonce."))
    return redirect(target, 303)


def _create(form: NewCallForm) -> FundingCall:
    source = None
    if form.source_id.data is not None:
        source = db.session.scalars(queries.get_call(form.source_id.data)).one_or_none()
        if source is None:
            raise RuleError("no_source", _("Choisissez une édition de la liste."), field="source_id")
    return rules.create_call(
        edition=form.edition.data or 0, title=form.text("title"), stages=int(form.stages.data),
        is_test=bool(form.is_test.data), source=source, actor=acting.actor(), now=clock.now(),
    )  # fmt: skip


def late_doors_of(call: FundingCall) -> list[Application]:
    """Applicants who may send later than the others: until when, why."""
    return list(db.session.scalars(desk.list_late_doors(call.id, acting.recused())))


@bp.get("/appels/gestion/<int:funding_call_id>")
@permission(P.CALL_MANAGE, loads=FundingCall)
def prepare(call: FundingCall) -> Any:
    """Where it stands, what it lacks, and the page of each part."""
    now = clock.now()
    counts = db.session.execute(queries.count_by_call([call.id], acting.recused())).one_or_none()
    waiting = db.session.execute(queries.count_waiting_questions([call.id])).one_or_none()
    phase = calendar.phase(call, now)
    is_draft = phase is calendar.Phase.PREPARING
    return render_template(
        "funding/prepare.html", call=call, late_doors=late_doors_of(call), phase=phase.value, state=present.phase_line(call, now), is_draft=is_draft,
        problems=rules.list_problems(call, now) if is_draft else [], pages=present.PAGES,
        steps=present.steps(call, now), begun=counts[1] if counts else 0, sent=counts[2] if counts else 0,
        waiting=waiting[1] if waiting else 0, parts=_parts(call), papers=list_papers(call, is_coming=True),
    )  # fmt: skip


def _parts(call: FundingCall) -> list[tuple[str, str, str]]:
    """(page, label, what it holds now)."""
    promised = sum(lot.amount * (lot.most_projects or 1) for lot in call.lots)
    weights = sum(one.weight for one in call.criteria)
    return [
        ("edit", _("Textes, porteur, étapes"), str(call.carrier.name) if call.carrier else _("pas encore de porteur juridique")),
        ("edit_calendar", _("Dates de l'appel"), _("clôture : %(when)s", when=formats.datetime_short(call.closes_at)) if call.closes_at else _("pas encore de date")),
        ("edit_money", _("Lots, enveloppe, financeurs"), _("%(amount)s promis", amount=formats.money(promised)) if promised else _("pas encore de lot")),
        ("edit_criteria", _("Critères"), _("poids : %(sum)s sur 100", sum=weights)),
        ("edit_eligibility", _("Conditions pour candidater"), str(len(call.eligibility))),
    ]  # fmt: skip


@bp.route("/appels/gestion/<int:funding_call_id>/modifier", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def edit(call: FundingCall) -> Any:
    form = CallForm(data=_texts(call))
    institutions = db.session.execute(list_institution_choices())
    form.carrier_id.choices = [
        SelectChoice("", _("choisissez")),
        *(SelectChoice(row[0], str(row[1])) for row in institutions),
    ]
    tried = attempt(
        form,
        lambda: rules.edit_call(
            call=call, version=form.version.data, actor=acting.actor(), now=clock.now(),
            values={
                **{name: form.text(name) for name in TEXTS}, "contact_email": form.contact_email.data,
                "contact_phone": form.contact_phone.data or None, "carrier_id": form.carrier_id.data,
                "stages": int(form.stages.data), "needs_affiliation": bool(form.needs_affiliation.data),
            },
        ),
        stored=lambda: _texts(call),
    )  # fmt: skip
    return _answer(call, form, tried, "funding/edit.html")


def _texts(call: FundingCall) -> dict[str, Any]:
    values: dict[str, Any] = {
        "version": call.version, "contact_email": call.contact_email or "", "contact_phone": call.contact_phone or "",
        "carrier_id": call.carrier_id, "stages": str(call.stages), "needs_affiliation": call.needs_affiliation,
    }  # fmt: skip
    for name in TEXTS:
        text: Translated = getattr(call, name)
        values |= {f"{name}_{code}": text.get(code, "") for code in ("fr", "ar")}
    return values


@bp.route("/appels/gestion/<int:funding_call_id>/calendrier", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def edit_calendar(call: FundingCall) -> Any:
    form = CalendarForm(data=_dates(call))
    tried = attempt(
        form,
        lambda: rules.edit_calendar(
            call=call, values=form.values(), version=form.version.data, actor=acting.actor(), now=clock.now()
        ),
        stored=lambda: _dates(call),
    )
    return _answer(call, form, tried, "funding/edit_calendar.html")


def _dates(call: FundingCall) -> dict[str, Any]:
    names = ("version", "results_on", "appeal_until", "grace_minutes", "correction_days")
    values: dict[str, Any] = {name: getattr(call, name) for name in names}
    for name in DATES:
        at = getattr(call, name)
        wall = clock.to_wall(at) if at is not None else None
        values |= {name: wall.date() if wall else None, f"{name}_time": wall.time() if wall else None}
    return values


def _answer(call: FundingCall, form: Any, tried: Any, template: str) -> Any:
    if tried.status:
        return render_template(template, call=call, form=form, stale=tried.stale), tried.status
    target = url_for(".prepare", funding_call_id=call.id)
    db.session.commit()
    say(_("L'appel est enregistré."))
    return redirect(target, 303)
