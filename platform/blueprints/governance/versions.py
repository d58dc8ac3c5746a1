"""The versions of a text: added, corrected while nobody has signed them."""

from typing import Any

from flask import redirect, render_template, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.governance import bp
from noress.blueprints.governance.forms import VersionForm
from noress.blueprints.governance.papers import store_for
from noress.core import clock, formats
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.decisions.models import Decision
from noress.domain.governance import queries, rules
from noress.domain.governance.models import GoverningPaper, PaperVersion
from noress.domain.governance.rules import VersionValues
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt

TITLE_LENGTH = 90


@bp.route("/textes/<int:governing_paper_id>/versions/nouvelle", methods=["GET", "POST"])
@permission(P.PAPER_MANAGE, loads=GoverningPaper)
def add_version(paper: GoverningPaper) -> Any:
    form = _with_acts(draft_form(VersionForm), paper)
    tried = attempt(form, lambda: rules.add_version(
        paper=paper, values=_values(form), file=store_for(form.file), actor=current_actor(), now=clock.now(),
    ))  # fmt: skip
    if tried.status:
        page = render_template(
            "governance/version.html", form=form, paper=paper, paper_version=None, stale=None
        )
        return page, tried.status
    made: PaperVersion = tried.made
    db.session.commit()
    if made.is_adopted:
        say(_("La version %(number)s est enregistrée. Elle est en vigueur.", number=made.number))
    else:
        say(_("La version %(number)s est enregistrée, comme projet.", number=made.number))
    return redirect(url_for(".show", governing_paper_id=paper.id), 303)


@bp.route("/textes/versions/<int:paper_version_id>/modifier", methods=["GET", "POST"])
@permission(P.PAPER_MANAGE, loads=PaperVersion)
def edit_version(paper_version: PaperVersion) -> Any:
    paper = paper_version.paper
    rules.check_unsigned(paper_version)
    form = _with_acts(draft_form(VersionForm, data=_stored(paper_version)), paper)
    tried = attempt(form, lambda: rules.edit_version(
        paper_version=paper_version, values=_values(form), file=store_for(form.file), version=form.version.data,
        actor=current_actor(), now=clock.now(),
    ), stored=lambda: _stored(paper_version))  # fmt: skip
    if tried.status:
        page = render_template(
            "governance/version.html", form=form, paper=paper, paper_version=paper_version, stale=tried.stale
        )
        return page, tried.status
    db.session.commit()
    say(_("La version est enregistrée."))
    return redirect(url_for(".show", governing_paper_id=paper.id), 303)


def _with_acts(form: VersionForm, paper: GoverningPaper) -> VersionForm:
    """The decisions and the meetings of the body, to choose from."""
    none = SelectChoice("", _("Aucune"))
    form.decision_id.choices = [none, *(
        SelectChoice(row.id, _("%(number)s : %(text)s", number=row.number, text=_cut(str(row.text))))
        for row in db.session.scalars(queries.list_decisions_of_body(paper.body_id))
    )]  # fmt: skip
    form.meeting_id.choices = [none, *(
        SelectChoice(row.id, f"{formats.date_short(row.starts_wall)} · {_cut(wording.title(row))}")
        for row in db.session.scalars(queries.list_meetings_of_body(paper.body_id, clock.now()))
    )]  # fmt: skip
    return form


def _cut(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…"


def _values(form: VersionForm) -> VersionValues:
    decision_id, meeting_id = form.decision_id.data, form.meeting_id.data
    return VersionValues(
        adopted_on=form.adopted_on.data,
        decision=db.session.get(Decision, decision_id) if decision_id else None,
        meeting=db.session.get(Meeting, meeting_id) if meeting_id else None,
        act=Translated(fr=form.act_fr.data, ar=form.act_ar.data),
        note=Translated(fr=form.note_fr.data, ar=form.note_ar.data), source=form.source.data,
    )  # fmt: skip


def _stored(version: PaperVersion) -> dict[str, Any]:
    act, note = version.act or {}, version.note or {}
    return {
        "adopted_on": version.adopted_on, "decision_id": version.decision_id, "meeting_id": version.meeting_id,
        "act_fr": act.get("fr"), "act_ar": act.get("ar"), "note_fr": note.get("fr"), "note_ar": note.get("ar"),
        "source": version.source, "version": version.version,
    }  # fmt: skip
