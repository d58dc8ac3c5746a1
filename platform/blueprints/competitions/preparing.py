"""Editions in the making: the list, a new one, one with what it lacks, its texts, its calendar, who enters, its rules."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.competitions import bp, present
from noress.blueprints.competitions.forms import (
    DatesForm,
    EditionForm,
    NewEditionForm,
    RulesForm,
    SettingsForm,
)
from noress.core import clock, formats, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition, Entrant
from noress.domain.competitions.phases import Phase
from noress.domain.competitions.queries import editions as queries
from noress.domain.competitions.rules import completeness, dates, editions, rulebook, settings
from noress.domain.funding import queries as calls
from noress.domain.funding.papers import list_papers
from noress.domain.institutions.queries import list_institution_choices
from noress.extensions import db
from noress.web import acting
from noress.web.call_pages import beginning
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

PER_PAGE = 20


@bp.get("/concours/gestion/")
@permission(P.COMPETITION_MANAGE)
def manage() -> Any:
    now = clock.now()
    page = paging.paginate(
        queries.list_editions(), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    ids = [one.call_id for one in page.items]
    counts = {row[0]: row for row in db.session.execute(calls.count_by_call(ids, acting.recused()))}
    waiting = {row[0]: row[1] for row in db.session.execute(calls.count_waiting_questions(ids))}
    grids = {one.call_id: one for one in db.session.scalars(queries.list_grids(ids))}
    rows = [(one, *present.line_of(one, grids.get(one.call_id), now)) for one in page.items]
    return render_template("competitions/manage.html", page=page, rows=rows, counts=counts, waiting=waiting)


@bp.route("/concours/gestion/nouveau", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE)
def create() -> Any:
    """From the last edition, unless told otherwise."""
    sources: list[Any] = [tuple(row) for row in db.session.execute(queries.list_sources())]
    given, named = beginning(sources)
    form = NewEditionForm(data=given)
    form.source_id.choices = [*named, SelectChoice("", _("une édition vide"))]
    tried = attempt(form, lambda: _create(form))
    if tried.status:
        return render_template("competitions/create.html", form=form), tried.status
    target = url_for(".prepare", competition_id=tried.made.id)
    db.session.commit()
    say(_("L'édition est préparée. Personne d'autre ne la voit avant son annonce."))
    return redirect(target, 303)


def _create(form: NewEditionForm) -> Competition:
    source = None
    if form.source_id.data is not None:
        source = db.session.scalars(queries.get_competition(form.source_id.data)).unique().one_or_none()
        if source is None:
            raise RuleError("no_source", _("Choisissez une édition de la liste."), field="source_id")
    return editions.create_edition(
        edition=form.edition.data or 0, title=form.text("title"), is_test=bool(form.is_test.data), source=source,
        actor=acting.actor(), now=clock.now(),
    )  # fmt: skip


@bp.get("/concours/gestion/<int:competition_id>")
@permission(P.COMPETITION_MANAGE, loads=Competition)
def prepare(competition: Competition) -> Any:
    """Where it stands, what it lacks, and the page of each part."""
    now, call = clock.now(), competition.call
    counts = db.session.execute(calls.count_by_call([call.id], acting.recused())).one_or_none()
    waiting = db.session.execute(calls.count_waiting_questions([call.id])).one_or_none()
    at = present.phase_of(competition, now)
    is_draft = at is Phase.PREPARING
    return render_template(
        "competitions/prepare.html", competition=competition, call=call, phase=at.value, state=(at.label, present.KINDS[at]),
        is_draft=is_draft, problems=completeness.list_gaps(competition, now) if is_draft else [], pages=present.PAGES,
        begun=counts[1] if counts else 0, sent=counts[2] if counts else 0, waiting=waiting[1] if waiting else 0,
        parts=_parts(competition), papers=list_papers(call, is_coming=True), work=present.work_of(competition),
        steps=present.steps(competition, now), coming=present.coming(competition, at),
    )  # fmt: skip


def _parts(competition: Competition) -> list[tuple[str, str, str]]:
    """(page, label, what it holds now)."""
    call, last = competition.call, competition.rules[-1] if competition.rules else None
    unknown = sum(one.amount is None for one in competition.prizes)
    count = len(competition.prizes)
    prizes = ngettext("%(num)s prix", "%(num)s prix", count)
    if unknown:
        prizes = _("%(prizes)s, dont %(count)s sans montant connu", prizes=prizes, count=unknown)
    return [
        ("edit", _("Textes, contact, porteur"), str(call.carrier.name) if call.carrier else _("pas encore de porteur juridique")),
        ("edit_dates", _("Calendrier"), _("clôture : %(when)s", when=formats.datetime_short(call.closes_at)) if call.closes_at else _("pas encore de date")),
        ("edit_settings", _("Qui participe, comment on note"), formats.listed(present.entrant_words(competition))),
        ("edit_categories", _("Catégories"), ngettext("%(num)s catégorie", "%(num)s catégories", len(call.lots))),
        ("edit_prizes", _("Prix"), prizes),
        ("edit_rules", _("Règlement"), _("version %(number)s du %(day)s", number=last.number, day=formats.date_short(last.published_at)) if last else _("pas encore écrit")),
        ("edit_eligibility", _("Conditions pour participer"), str(len(call.eligibility))),
    ]  # fmt: skip


@bp.route("/concours/gestion/<int:competition_id>/modifier", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def edit(competition: Competition) -> Any:
    form = EditionForm(data=_texts(competition))
    institutions = db.session.execute(list_institution_choices())
    form.carrier_id.choices = [
        SelectChoice("", _("choisissez")),
        *(SelectChoice(row[0], str(row[1])) for row in institutions),
    ]
    tried = attempt(
        form,
        lambda: editions.edit_texts(
            competition=competition, version=form.version.data, actor=acting.actor(), now=clock.now(),
            values={
                **{name: form.text(name) for name in editions.TEXTS}, "contact_email": form.contact_email.data,
                "contact_phone": form.contact_phone.data or None, "carrier_id": form.carrier_id.data,
            },
        ),
        stored=lambda: _texts(competition),
    )  # fmt: skip
    return present.answer(competition, form, tried, "competitions/edit.html")


def _texts(competition: Competition) -> dict[str, Any]:
    call = competition.call
    values: dict[str, Any] = {
        "version": call.version, "contact_email": call.contact_email or "", "contact_phone": call.contact_phone or "",
        "carrier_id": call.carrier_id,
    }  # fmt: skip
    for name in editions.TEXTS:
        text = getattr(call, name)
        values |= {f"{name}_{code}": text.get(code, "") for code in ("fr", "ar")}
    return values


@bp.route("/concours/gestion/<int:competition_id>/calendrier", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def edit_dates(competition: Competition) -> Any:
    """The call's dates, the jury's, the ceremony's: one page, in their order."""
    form = DatesForm(data=_dates(competition))
    tried = attempt(
        form,
        lambda: dates.edit_dates(
            competition=competition, values=form.values(), version=form.version.data, actor=acting.actor(), now=clock.now()
        ),
        stored=lambda: _dates(competition),
    )  # fmt: skip
    return present.answer(competition, form, tried, "competitions/edit_dates.html")


def _dates(competition: Competition) -> dict[str, Any]:
    call, grid = competition.call, finding.grid_of(competition)
    values: dict[str, Any] = {
        name: getattr(call, name) for name in ("version", "appeal_until", "grace_minutes", "correction_days")
    }
    values["deliberation_on"] = competition.deliberation_on
    place: dict[str, str] = competition.ceremony_place or {}
    values |= {f"ceremony_place_{code}": place.get(code, "") for code in ("fr", "ar")}
    instants = {name: getattr(call, name) for name in dates.CALL_DATES} | {
        "scoring_opens_at": grid.opens_at if grid else None, "scoring_closes_at": grid.closes_at if grid else None,
        "ceremony_at": competition.ceremony_at,
    }  # fmt: skip
    for name, at in instants.items():
        wall = clock.to_wall(at) if at is not None else None
        values |= {name: wall.date() if wall else None, f"{name}_time": wall.time() if wall else None}
    return values


@bp.route("/concours/gestion/<int:competition_id>/participation", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def edit_settings(competition: Competition) -> Any:
    """Who may enter, what jurors see, how figures make a rank."""
    form = SettingsForm(data=_settings(competition))
    tried = attempt(
        form,
        lambda: settings.edit_settings(
            competition=competition, values=form.values(), version=form.version.data, actor=acting.actor(),
            now=clock.now(),
        ),
        stored=lambda: _settings(competition),
    )  # fmt: skip
    return present.answer(competition, form, tried, "competitions/edit_settings.html")


def _settings(competition: Competition) -> dict[str, Any]:
    values = {name: getattr(competition, name) for name in editions.SETTINGS}
    ties = [*values.pop("tie_rules"), "", ""]
    entrants = values.pop("entrants")
    return values | {
        "version": competition.call.version, "out_of": str(competition.out_of), "tie_1": ties[0], "tie_2": ties[1],
        **{one.value: one.value in entrants for one in Entrant},
    }  # fmt: skip


@bp.route("/concours/gestion/<int:competition_id>/reglement", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def edit_rules(competition: Competition) -> Any:
    """Published with the edition; a change of what somebody may have accepted is another version."""
    form = RulesForm(data=_rules(competition))
    tried = attempt(
        form,
        lambda: rulebook.publish_rules(
            competition=competition, text=form.text("text"), version=form.version.data, actor=acting.actor(),
            now=clock.now(),
        ),
        stored=lambda: _rules(competition),
    )  # fmt: skip
    done = ""
    if tried.status is None:
        number = tried.made.number
        done = _("Le règlement est enregistré : version %(number)s.", number=number)
    return present.answer(
        competition, form, tried, "competitions/edit_rules.html", done, versions=competition.rules,
        makes_another=competition.call.state.value != "draft",
    )  # fmt: skip


def _rules(competition: Competition) -> dict[str, Any]:
    last = competition.rules[-1].text if competition.rules else {}
    return {
        "version": competition.call.version,
        **{f"text_{code}": last.get(code, "") for code in ("fr", "ar")},
    }
