"""The register: the list with its search, its exports, the page of one decision."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import Response, abort, render_template, request
from markupsafe import Markup, escape
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.widgets import Select

from noress.blueprints.decisions import bp, present
from noress.core import clock, paging
from noress.core.i18n import Translated, lazy
from noress.core.i18n import gettext as _
from noress.core.paging import Page
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.actions import policy as actions_policy
from noress.domain.actions import queries as actions
from noress.domain.decisions import policy, queries, rules, sharing
from noress.domain.decisions.facets import Facets, gather, tally
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.decisions.queries import Choice, Filters, Reader
from noress.extensions import db
from noress.web import exports, forms, history
from noress.web.follow_up import action_line
from noress.web.forms import BaseForm, line
from noress.web.identity import current_actor
from noress.web.permissions import public
from noress.web.policy import allows
from noress.web.public_cache import brings_stamp, cached_public, kept, note_stamp

PER_PAGE = 20
#: what is typed beyond is not a search
LONGEST_SEARCH = 200
_ADDRESS = re.compile(r"[0-9]{4}-[0-9]{2,6}(/[0-9]{2,4})?")


class _PlainOptions(Select):
    """WTForms works out the attributes of the list and of each option; ours have a value and a label."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        options = "".join(
            f'<option value="{escape(choice.value)}"{" selected" if choice.selected else ""}>{escape(choice.label)}</option>'
            for choice in field.iter_choices()
        )
        attributes.setdefault("id", field.id)
        parts = f"<select {forms.attributes(name=field.name, **attributes)}>{options}</select>"
        return Markup(parts)  # noqa: S704  each part was escaped above


def _choice(label: Any) -> SelectField:
    return SelectField(label, choices=[], widget=_PlainOptions())


class RegisterForm(BaseForm):
    """What the register is narrowed to; all of it lives in the address."""

    q = line(lazy("Chercher une décision, par ses mots ou son numéro"))
    annee = _choice(lazy("Année"))
    instance = _choice(lazy("Instance"))
    etat = _choice(lazy("État"))
    mode = _choice(lazy("Mode de décision"))


@bp.get("/decisions/")
@cached_public
@public
@brings_stamp
def index() -> str:
    """What was decided, the latest session first, or the best match first when words are looked for."""
    reader, filters = policy.reader_of(current_actor()), _asked(request.args)
    page, facets, bodies = _read(reader, filters, paging.page_number(request.args.get("page")))
    form = _form(filters, facets, bodies)
    return render_template(
        "decisions/index.html", form=form, page=page, is_filtered=filters != Filters(),
        asked={name: value for name, value in form.data.items() if value},
    )  # fmt: skip


@bp.get("/decisions.csv", endpoint="export_csv")
@public
def as_csv() -> Response:
    columns, rows = _export()
    return exports.as_csv(columns, rows, _file_name())


@bp.get("/decisions.xlsx", endpoint="export_xlsx")
@public
def as_xlsx() -> Response:
    columns, rows = _export()
    return exports.as_xlsx(columns, rows, _file_name(), title=_("Décisions"))


@bp.get("/decisions/<path:number>")
@cached_public
@public
def show(number: str) -> str:
    """One decision: its text, how it was taken, what became of it, what carries it out."""
    actor = current_actor()
    reader = policy.reader_of(actor)
    is_number = _ADDRESS.fullmatch(number)
    decision = (
        db.session.scalars(queries.get_decision(f"D-{number}", reader)).one_or_none() if is_number else None
    )
    if decision is None:
        abort(404)
    keeps_register = actor is not None and policy.can_manage_decisions(actor, decision)
    return render_template(
        "decisions/show.html", decision=decision, fact_rows=present.facts_of(decision),
        state_kind=present.STATE_KINDS[decision.state], url_of=present.url_of,
        replaced_by=_if_visible(decision.replaced_by, actor),
        replaces=db.session.scalars(queries.list_replaced(decision.id, reader)).all(),
        actions=_actions_of(decision), may_add=decision.state is DecisionState.IN_FORCE and allows(actor, P.ACTION_CREATE),
        shared=sharing.share_text(decision) if decision.is_public else None,
        missing=rules.list_missing(decision), offers=_offers(decision) if keeps_register else [],
        page=_history_of(decision) if allows(actor, P.HISTORY_READ) else None,
    )  # fmt: skip


def _if_visible(decision: Decision | None, actor: Actor | None) -> Decision | None:
    return decision if decision is not None and policy.can_see_decision(actor, decision) else None


def _actions_of(decision: Decision) -> list[Any]:
    """What carries it out, as far as this reader may know."""
    actor = current_actor()
    reach = actions_policy.reach_of(actor)
    query = actions.list_actions_of_decision(decision.id).where(actions.is_within(reach)).limit(PER_PAGE)
    now = clock.now()
    return [action_line(action, now) for action in db.session.scalars(query)]


def _history_of(decision: Decision) -> paging.Page:
    return history.page_of({"decision": [decision.id]}, paging.page_number(request.args.get("page")))


def _offers(decision: Decision) -> list[tuple[str, str]]:
    """(label, endpoint) of what the secretariat may do with it now."""
    offers: list[tuple[str, str]] = []
    is_by_hand = decision.block_id is None
    if decision.state is DecisionState.IN_FORCE:
        offers += [
            (_("Marquer comme exécutée"), "decisions.execute"), (_("Indiquer ce qui la remplace"), "decisions.replace"),
        ]  # fmt: skip
    elif decision.state is not DecisionState.WITHDRAWN:
        offers.append((_("Remettre en vigueur"), "decisions.reopen"))
    if is_by_hand and not decision.is_public:
        offers = [(_("Rendre publique"), "decisions.publish"), (_("Modifier"), "decisions.edit"), *offers]
    elif rules.can_be_completed(decision):
        offers.append((_("Ajouter l'autre langue"), "decisions.complete"))
    return offers


# --- what is asked for -------------------------------------------------------------------------------


def _asked(args: Any) -> Filters:
    """What the address says; what it says badly is not asked for."""
    return Filters(
        words=args.get("q", "")[:LONGEST_SEARCH].strip(), year=_number(args.get("annee")),
        body_id=_number(args.get("instance")), state=_member(DecisionState, args.get("etat")),
        mode=_member(DecisionMode, args.get("mode")),
    )  # fmt: skip


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _member(kind: Any, raw: str | None) -> Any:
    return kind(raw) if raw in {member.value for member in kind} else None


def _read(reader: Reader, filters: Filters, number: int) -> tuple[Page, Facets, dict[int, Translated]]:
    """The page asked for, or the last one, what each choice would find, and the names of the bodies."""
    found = queries.read_page(reader, filters, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    note_stamp(found.stamp)
    facets = gather(found.counts, filters) if found.counts else tally(_choices_of(reader, filters), filters)
    page = Page([], number, facets.total, PER_PAGE)
    if number > page.pages:
        return _read(reader, filters, page.pages)
    page.items = present.lines(found.lines)
    return page, facets, found.bodies


def _choices_of(reader: Reader, filters: Filters) -> list[Choice]:
    """Without words it is the same for every filter and for all who may read as much, until a commit changes a
    decision, a body, or who sits where."""

    def read() -> list[Choice]:
        return queries.read_choices(reader, filters)

    return read() if filters.words else kept(("decisions", reader), read)


def _form(filters: Filters, facets: Facets, names: dict[int, Translated]) -> RegisterForm:
    """The filter as it was asked for, each choice with how many it would find."""
    form = RegisterForm(
        data={"q": filters.words, "annee": filters.year, "instance": filters.body_id,
              "etat": filters.state, "mode": filters.mode}
    )  # fmt: skip
    years = sorted({*facets.years, *([filters.year] if filters.year else [])}, reverse=True)
    form.annee.choices = _choices(years, facets.years, str, filters.year, _("Toutes"))
    form.instance.choices = _choices(
        names, facets.bodies, lambda key: str(names[key]), filters.body_id, _("Toutes")
    )
    form.etat.choices = _choices(DecisionState, facets.states, _label, filters.state, _("Tous"))
    form.mode.choices = _choices(DecisionMode, facets.modes, _label, filters.mode, _("Tous"))
    return form


def _label(member: Any) -> str:
    return str(member.label)


def _choices(
    keys: Iterable[Any], counts: dict[Any, int], label: Callable[[Any], str], asked: Any, every: str
) -> list[SelectChoice]:
    """Those that would find something, and the one asked for."""
    counted = _("%(label)s (%(count)s)")
    offered = [
        SelectChoice(str(key), counted % {"label": label(key), "count": counts.get(key, 0)})
        for key in keys
        if counts.get(key) or key == asked
    ]
    return [SelectChoice("", every), *offered]


def _export() -> tuple[list[exports.Column], Any]:
    """The columns and the rows of the current filter, without pages."""
    reader = policy.reader_of(current_actor())
    columns = present.COLUMNS if reader.is_visitor else [*present.COLUMNS, present.PUBLIC_COLUMN]
    statement, values = queries.list_ids(reader, _asked(request.args))
    return columns, paging.in_batches(db.session.scalars(statement, values).all(), queries.list_by_ids)


def _file_name() -> str:
    today: date = clock.today()
    return f"decisions-{today.isoformat()}"
