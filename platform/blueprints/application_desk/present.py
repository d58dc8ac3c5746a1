"""What the pages of the desk share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from flask import abort, current_app, request, url_for

from noress.core.database import read_rows
from noress.core.i18n import gettext as _
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.queries import desk
from noress.domain.applications.rules.checking import is_complete
from noress.domain.applications.rules.retaining import telling_of
from noress.domain.applications.taking import last_sending
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import conflicts
from noress.extensions import db
from noress.web import acting
from noress.web.submitting import Attempt

S = ApplicationState
#: the shape of each state; see components/status.html
KINDS = {
    S.DRAFT: "neutral", S.SUBMITTED: "info", S.ELIGIBLE: "ok", S.INELIGIBLE: "danger", S.NOT_RETAINED: "neutral",
    S.SELECTED: "ok", S.RESERVE: "warning", S.REJECTED: "neutral", S.WITHDRAWN: "late",
}  # fmt: skip


class Line(NamedTuple):
    """A file in a list, with what waits."""

    #: the columns of `desk.list_lines`, and its call: named as in `Application`
    application: Any
    state: tuple[Any, str]
    marks: list[tuple[str, str]]


def state_line(application: Application) -> tuple[Any, str]:
    """(words, kind) of the desk's state."""
    if application.stage == 2 and application.state is S.DRAFT:
        return _("retenu, dossier complet en cours"), "info"
    if application.state is S.SUBMITTED and is_complete(application):
        return _("envoyé, trouvé complet"), "info"
    return application.state.label, KINDS[application.state]


def lines(ids: Sequence[int], call: FundingCall, now: datetime) -> list[Line]:
    """With their marks, in one query for all."""
    values = {"ids": ids, **desk.times(now)}
    rows: Sequence[Any] = read_rows(db.session, desk.list_lines(), values) if ids else []
    found: dict[int, Any] = {row.id: SimpleNamespace(**row._asdict(), call=call) for row in rows}
    return [
        Line(one, _with_correction(one), _marks(one)) for one in (found[key] for key in ids if key in found)
    ]


def _with_correction(one: Any) -> tuple[Any, str]:
    """Sent, and neither to check nor complete: it is with the structure."""
    is_away = one.state is S.SUBMITTED and not one.to_check and not is_complete(one)
    return (_("envoyé, en correction"), "info") if is_away else state_line(one)


def _marks(one: Any) -> list[tuple[str, str]]:
    is_late = one.overdue
    words = [
        (one.to_check, _("à vérifier"), "warning"), (one.answered, _("la structure a écrit"), "warning"),
        (is_late, _("réponse en retard"), "late"), (one.awaits and not is_late, _("en attente de la structure"), "info"),
        (telling_of(one) is not None, _("à annoncer"), "warning"), (one.undelivered, _("courriel refusé"), "late"), (one.late_until is not None, _("délai particulier"), "info"),
    ]  # fmt: skip
    return [(label, kind) for holds, label, kind in words if holds]


def calls() -> list[FundingCall]:
    return list(db.session.scalars(desk.list_calls()))


def asked_call() -> FundingCall:
    """The call that a page about several files names; unknown is 404."""
    raw = request.args.get("appel", "")
    found = next((call for call in calls() if str(call.id) == raw), None)
    return found if found is not None else abort(404)


def optional_url(endpoint: str, **values: Any) -> str | None:
    """The address of another area's page, where that area exists."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def done(application: Application, words: Any, endpoint: str = ".show") -> Any:
    """Committed, told, and back to the file."""
    return acting.done(url_for(endpoint, application_id=application.id), words)


def stored(application: Application, *names: str) -> Callable[[], dict[str, Any]]:
    """What somebody else saved meanwhile, under these names of a form's fields."""

    def read() -> dict[str, Any]:
        db.session.refresh(application)
        values = {
            "reason": application.reason, "labels": ", ".join(application.labels), "officer_id": application.officer_id,
            "late_reason": application.late_reason,
        }  # fmt: skip
        return {"version": application.version, **{name: values[name] for name in names}}

    return read


def show_anew(form: Any, application: Application, tried: Attempt) -> None:
    """A page that fills itself from a draft, or that is refused because the file moved on, shows the file as it is now:
    that is what is judged when the button is pressed. The words stay those that were typed."""
    if tried.status == 422:
        return
    db.session.refresh(application)
    form.version.data, form.seen.data = application.version, last_sending(application)
    form.version.raw_data = None  # else what was posted is shown again
    if form.draft is not None:
        form.draft = replace(form.draft, is_behind=False)


def free_of(people: Iterable[Person], application: Application) -> list[Person]:
    """Of these, those who have no part in the file."""
    found = {one.id: one for one in people}
    return [found[key] for key in conflicts.without_recused(found, application)]
