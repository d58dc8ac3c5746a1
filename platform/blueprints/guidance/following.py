"""For the secretariat: which needs find no answer, and the requests that wait."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict

from noress.blueprints.guidance import bp
from noress.blueprints.guidance.forms import WITHOUT_ADDRESS, NeedsFilter, RequestsFilter
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance.board import NOTHING, Need, read_board
from noress.domain.guidance.models import ContactState
from noress.domain.guidance.queries import contact as queries
from noress.web import exports
from noress.web.exports import Column
from noress.web.permissions import permission
from noress.web.places import province_choices

CELLS_SHOWN = 40
PERIODS = {"30": 30, "90": 90, "365": 365}


@bp.get("/aiguillage/besoins")
@permission(P.GUIDANCE_FOLLOW)
def board() -> Any:
    form, since = _asked()
    needs = read_board(since=since, province=form.province.data or "")
    page = paging.cut(needs, paging.page_number(request.args.get("page")), per_page=CELLS_SHOWN)
    return render_template(
        "guidance/board.html", form=form, page=page, names=_names(), nothing=NOTHING,
        asked=sum(one.asked for one in needs), empty=sum(one.empty for one in needs),
        sent=sum(one.sent for one in needs), unanswered=sum(one.unanswered for one in needs),
        at={"periode": form.period.data, "province": form.province.data or None},
    )  # fmt: skip


def _asked() -> tuple[NeedsFilter, date | None]:
    form = NeedsFilter(
        MultiDict(request.args) if "periode" in request.args else MultiDict({**request.args, "periode": "90"})
    )
    form.province.choices = province_choices(_("toutes"))
    days = PERIODS.get(form.period.data or "")
    return form, clock.today() - timedelta(days=days) if days else None


def _names() -> dict[int, Any]:
    return {term.id: term.name for term in read_vocabulary().terms}


def _columns(names: dict[int, Any]) -> list[Column]:
    return [
        Column(lazy("Préfecture ou province"), lambda one: str(one.place), 24),
        Column(lazy("Besoin"), lambda one: str(names.get(one.need_id or 0) or NOTHING), 36),
        Column(lazy("Recherches"), lambda one: one.asked, 12),
        Column(lazy("Sans résultat"), lambda one: one.empty, 14),
        Column(lazy("Demandes envoyées"), lambda one: one.sent, 18),
        Column(lazy("Répondues"), lambda one: one.answered, 12),
        Column(lazy("Sans réponse"), lambda one: one.unanswered, 14),
        Column(lazy("Jours jusqu'à la réponse (médiane)"), lambda one: one.days if one.days is None else str(one.days), 20),
    ]  # fmt: skip


def _export() -> tuple[list[Column], Iterator[Need], str]:
    form, since = _asked()
    rows = iter(read_board(since=since, province=form.province.data or ""))
    return _columns(_names()), rows, f"besoins-{clock.today():%Y-%m-%d}"


@bp.get("/aiguillage/besoins.csv")
@permission(P.GUIDANCE_FOLLOW)
def export_csv() -> Response:
    return exports.as_csv(*_export())


@bp.get("/aiguillage/besoins.xlsx")
@permission(P.GUIDANCE_FOLLOW)
def export_xlsx() -> Response:
    return exports.as_xlsx(*_export(), title=_("Besoins"))


@bp.get("/aiguillage/demandes")
@permission(P.GUIDANCE_FOLLOW)
def requests() -> Any:
    """Their number, structure, state: never who asks."""
    form = RequestsFilter(MultiDict(request.args))
    chosen = form.state.data or ""
    state = next((one for one in ContactState if one.value == chosen), None)
    query = queries.list_requests(state, is_lost=chosen == WITHOUT_ADDRESS)
    page = paging.paginate(query, paging.page_number(request.args.get("page")))
    return render_template("guidance/requests.html", form=form, page=page, chosen=chosen)
