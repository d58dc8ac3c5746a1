"""What is written of one entry: notes, hands, its rank, a mark corrected after the seal."""

from typing import Any

from flask import abort, render_template, url_for
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from noress.blueprints.deliberating import bp, present
from noress.blueprints.deliberating.forms import ChooseScoreForm, DecideForm, HandsForm, NotesForm
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions import finding
from noress.domain.juries import prizes, rights
from noress.domain.juries.attending import list_present
from noress.domain.juries.models import DeliberationItem
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules import room as rules
from noress.domain.reviewing.criteria import criteria_of
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/deliberation/dossiers/<int:deliberation_item_id>", methods=["GET", "POST"])
@permission(P.DELIBERATION_NOTE, loads=DeliberationItem)
def notes(item: DeliberationItem) -> Any:
    """Kept while one types; two who write at once are shown both texts."""
    form = draft_form(NotesForm, data={"version": item.version, "notes": item.notes}, is_personal=True)
    tried = attempt(
        form, lambda: rules.note(item=item, text=form.notes.data or "", version=form.version.data or 0, **acting.doing()),
        stored=lambda: _stored(item, "notes"),
    )  # fmt: skip
    if tried.status:
        votes = list(db.session.scalars(queries.list_votes([item.id])))
        return _page("notes", item, form, tried, votes=votes, carried=rules.is_carried), tried.status
    return acting.done(url_for(".notes", deliberation_item_id=item.id), _("Notes enregistrées."))


@bp.route("/deliberation/dossiers/<int:deliberation_item_id>/vote", methods=["GET", "POST"])
@permission(P.DELIBERATION_NOTE, loads=DeliberationItem)
def hands(item: DeliberationItem) -> Any:
    form = draft_form(HandsForm, is_personal=True)

    def count() -> None:
        motion = Translated(fr=form.motion_fr.data, ar=form.motion_ar.data)
        votes = (form.votes_for.data or 0, form.votes_against.data or 0, form.abstentions.data or 0)
        rules.show_hands(
            item=item,
            motion=motion,
            votes=votes,
            chair_decided=bool(form.chair_decided.data),
            **acting.doing(),
        )

    tried = attempt(form, count)
    if tried.status:
        return _page("hands", item, form, tried, here=list_present(item)), tried.status
    return acting.done(url_for(".notes", deliberation_item_id=item.id), _("Le vote est noté."))


@bp.route("/deliberation/dossiers/<int:deliberation_item_id>/decision", methods=["GET", "POST"])
@permission(P.DELIBERATION_NOTE, loads=DeliberationItem)
def decide(item: DeliberationItem) -> Any:
    """Its rank with the reason of a change, a mention, a prize of the whole edition."""
    knows_ranks = rights.knows_ranks(acting.actor(), item.deliberation.competition)
    offered = list(db.session.scalars(queries.list_prizes(item.deliberation.competition_id)))
    by_hand = [one for one in offered if one.lot_id is None] if prizes.is_by_category(offered) else []
    form = draft_form(DecideForm, data=_decided(item), is_personal=True)
    form.prize.choices = [
        SelectChoice("", _("aucun")),
        *(SelectChoice(str(one.id), str(one.title)) for one in by_hand),
    ]

    def save() -> None:
        rank, reason = form.rank.data, Translated(fr=form.reason_fr.data, ar=form.reason_ar.data)
        if not knows_ranks:
            rank, reason = item.rank_after, item.reason or Translated()
        values = rules.Decided(
            rank=rank, reason=reason,
            mention=Translated(fr=form.mention_fr.data, ar=form.mention_ar.data),
            prize_id=int(form.prize.data) if (form.prize.data or "").isdigit() else None, is_done=bool(form.is_done.data),
        )  # fmt: skip
        rules.decide(item=item, values=values, version=form.version.data or 0, **acting.doing())

    ranks = frozenset() if knows_ranks else _RANKS
    tried = attempt(form, save, stored=lambda: _stored(item, *(_decided(item).keys() - ranks)))
    if tried.status:
        return _page("decide", item, form, tried, by_hand=by_hand), tried.status
    target = url_for(".notes", deliberation_item_id=item.id)
    return acting.done(target, _("La décision est notée."))


#: what says where the other entries are
_RANKS = frozenset({"rank", "reason_fr", "reason_ar"})


def _decided(item: DeliberationItem) -> dict[str, Any]:
    reason, mention = item.reason or {}, item.mention or {}
    return {
        "version": item.version, "rank": item.rank_after, "reason_fr": reason.get("fr", ""),
        "reason_ar": reason.get("ar", ""), "mention_fr": mention.get("fr", ""), "mention_ar": mention.get("ar", ""),
        "prize": str(item.prize_id or ""), "is_done": item.done_at is not None,
    }  # fmt: skip


@bp.route("/deliberation/dossiers/<int:deliberation_item_id>/corriger", methods=["GET", "POST"])
@permission(P.DELIBERATION_NOTE, loads=DeliberationItem)
def correct(item: DeliberationItem) -> Any:
    """A mark changed after the seal: who presides over the entry decides it; the scores are sealed again."""
    if not rights.presides(acting.actor(), item):
        abort(403)
    competition = item.deliberation.competition
    grid = finding.grid_of(competition)
    criteria = criteria_of(grid, item.application.lot_id) if grid is not None else []
    asked = queries.list_evaluations_of(grid.id if grid is not None else 0, item.application_id)
    evaluations = list(db.session.scalars(asked))
    fields = {
        f"score_{one.id}": RadioField(
            one.title, validators=[Optional()],
            choices=[SelectChoice(str(step["value"]), f"{step['value']} {Translated(step['word'])}") for step in one.scale],
        )
        for one in criteria
    }  # fmt: skip
    form = type("CorrectForm", (ChooseScoreForm,), fields)()
    form.evaluation.choices = [SelectChoice(str(one.id), one.person.shown_name) for one in evaluations]

    def save() -> None:
        values = {
            one.id: int(form[f"score_{one.id}"].data) for one in criteria if (form[f"score_{one.id}"].data or "").isdigit()
        }  # fmt: skip
        rules.correct_score(
            item=item, evaluation_id=int(form.evaluation.data), values=values, reason=form.reason.data or "", **acting.doing()
        )  # fmt: skip

    tried = attempt(form, save)
    if tried.status:
        given = [(one, [(row.title, one.scores.get(str(row.id))) for row in criteria]) for one in evaluations]
        return _page("correct", item, form, tried, criteria=criteria, given=given), tried.status
    target = url_for(".notes", deliberation_item_id=item.id)
    return acting.done(target, _("La note est corrigée et les notes sont scellées de nouveau."))


def _page(name: str, item: DeliberationItem, form: Any, tried: Any, **more: Any) -> str:
    competition = item.deliberation.competition
    knows_ranks = rights.knows_ranks(acting.actor(), competition)
    return render_template(
        f"deliberating/{name}.html", item=item, application=item.application, competition=competition, form=form,
        stale=tried.stale, present=present, is_over=competition.deliberated_at is not None,
        presides=rights.presides(acting.actor(), item),
        place=present.places(competition, knows_ranks=knows_ranks).get(item.application_id), knows_ranks=knows_ranks, **more,
    )  # fmt: skip


def _stored(item: DeliberationItem, *names: str) -> dict[str, Any]:
    db.session.refresh(item)
    values = {**_decided(item), "notes": item.notes}
    return {name: values[name] for name in ("version", *names)}
