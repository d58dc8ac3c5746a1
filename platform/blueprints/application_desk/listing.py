"""The list of a call, narrowed by its address."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import MARK_WORDS, MINE, NOBODY, ApplicationFilter, row_id
from noress.core import clock, paging, territories
from noress.core.database import read_rows
from noress.core.i18n import gettext as _
from noress.core.names import called
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import ApplicationState
from noress.domain.applications.policy import can_handle
from noress.domain.applications.queries import desk
from noress.domain.applications.queries.desk import MARKS, Wanted
from noress.domain.awards.policy import can_read_board
from noress.domain.funding.models import CallKind, FundingCall
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission


class Asked(NamedTuple):
    """What the address asks for."""

    call: FundingCall | None
    #: of the same kind
    calls: list[FundingCall]
    #: there are calls of the other kind
    others: bool
    is_prize: bool
    form: ApplicationFilter
    wanted: Wanted
    #: `desk.count_states` of the call
    counts: Sequence[Any] = ()


@bp.get("/candidatures/")
@permission(P.APPLICATION_LIST)
def index() -> Any:
    """The last call unless another is chosen: how many of each state, what waits, then the files."""
    asked, now = read_filter(), clock.now()
    call, recused = asked.call, acting.recused()
    if call is None:
        return render_template(
            "application_desk/index.html", call=None, calls=[], others=asked.others, is_prize=asked.is_prize
        )
    rows, is_filtered = asked.counts, asked.wanted != Wanted(call.id)
    counts: Counter[ApplicationState] = Counter()
    for row in rows:
        counts[row.state] += row.files
    marks = [sum(getattr(row, name) for row in rows) for name in MARKS]
    page = paging.paginate(
        desk.list_ids(asked.wanted, recused, now), paging.page_number(request.args.get("page")),
        total=None if is_filtered else sum(row.sent for row in rows),
    )  # fmt: skip
    page.items = present.lines(page.items, call, now)
    return render_template(
        "application_desk/index.html", call=call, calls=asked.calls, others=asked.others, is_prize=asked.is_prize, form=asked.form, page=page, wanted=asked.wanted,
        states=[(one, counts[one]) for one in ApplicationState if counts.get(one)],
        marks=[(name, MARK_WORDS[name], count) for name, count in zip(MARKS, marks, strict=True) if count],
        unassigned=sum(row.unassigned for row in rows), is_filtered=is_filtered,
        to_tell=marks[MARKS.index("to_tell")], arguments={**arguments(), "appel": str(call.id)}, can_write=can_handle(acting.actor()), NOBODY=NOBODY,
        board_url=present.optional_url("awards.classement", funding_call_id=call.id)
        if not asked.is_prize and can_read_board(acting.actor()) else None,
        recusals_url=present.optional_url("reviewing.index", appel=call.id),
    )  # fmt: skip


def arguments() -> dict[str, str]:
    """The filter as it stands in the address, for links that keep it."""
    names = {*ApplicationFilter()._fields, "lang"}
    return {name: value for name, value in request.args.items() if name in names}


def narrowed_by(form: ApplicationFilter) -> list[str]:
    """What the list is narrowed to, in words."""
    selects = [field for field in form if isinstance(field, SelectField) and field.data]
    chosen = [str(one.label) for field in selects for one in field.choices if one.value == str(field.data)]
    return [*([form.q.data] if form.q.data else []), *chosen]


def read_filter() -> Asked:
    every = present.calls()
    raw = request.args.get("appel", "")
    named = next((one for one in every if str(one.id) == raw), None)
    kind = named.kind if named is not None else _asked_kind()
    calls = [one for one in every if one.kind is kind]
    call = named or next(iter(calls), None)
    others, is_prize = len(every) > len(calls), kind is CallKind.COMPETITION
    form = ApplicationFilter(MultiDict(request.args))
    if call is None:
        return Asked(None, calls, others, is_prize, form, Wanted(0))
    form.appel.data = str(call.id)
    values = {"call": call.id, **desk.times(clock.now())}
    counts = read_rows(db.session, desk.count_states(acting.recused()), values)
    labels = _labels(counts)
    places = sorted(
        ((one.code, one.name) for one in territories.of_level("province")), key=lambda one: str(one[1])
    )
    officers = read_rows(db.session, desk.list_officer_names(clock.today()))
    form.offer(
        lot=[(one.id, one.title) for one in call.lots], province=places, etiquette=[(one, one) for one in labels],
        charge=[(MINE, _("moi")), (NOBODY, _("personne")), *((one.id, called(one.name, one.name_ar)) for one in officers)],
    )  # fmt: skip
    return Asked(call, calls, others, is_prize, form, _wanted(call, form, labels), counts)


def _asked_kind() -> CallKind:
    """Calls for projects, unless the address asks for the prize."""
    return CallKind.COMPETITION if request.args.get("genre") == "concours" else CallKind.AMI


def _wanted(call: FundingCall, form: ApplicationFilter, labels: list[str]) -> Wanted:
    """What is not a choice is no filter."""
    state, stage, lot, officer = form.etat.data, form.etape.data, form.lot.data, form.charge.data
    wanted = Wanted(
        call.id, words=(form.q.data or "")[:300],
        state=ApplicationState(state) if state in set(ApplicationState) else None,
        stage=int(stage) if stage in ("1", "2") else None,
        lot_id=next((one.id for one in call.lots if str(one.id) == lot), None),
        province=form.province.data if territories.get(form.province.data or "", "province") else "",
        label=form.etiquette.data if form.etiquette.data in labels else "",
        mark=form.marque.data if form.marque.data in MARKS else "",
    )  # fmt: skip
    if officer == MINE:
        return replace(wanted, officer_id=acting.actor().person_id)
    return replace(wanted, officer_id=key) if (key := row_id(officer)) not in (None, -1) else wanted


def _labels(counts: Iterable[Any]) -> list[str]:
    """Every label that a file of the call bears, by name."""
    found = {label for written in {row.labels for row in counts} for label in json.loads(written)}
    return sorted(found, key=str.casefold)
