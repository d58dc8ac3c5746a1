"""The list; one campaign with its figures, what each means brought and what to do next; opening and closing it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.campaigns import bp, present
from noress.blueprints.campaigns.forms import CampaignForm, ConfirmForm, ReopenForm, named
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import queries, rules
from noress.domain.campaigns.board import read_board, read_yields
from noress.domain.campaigns.grid import KIND, PROVINCE, definition_in_use, list_board_questions
from noress.domain.campaigns.models import Campaign, CampaignState
from noress.domain.campaigns.policy import can_manage
from noress.domain.campaigns.queries.rounds import list_rounds
from noress.domain.campaigns.rules.running import FIELDS, list_problems
from noress.domain.questionnaires import queries as questionnaires
from noress.domain.questionnaires.models import Questionnaire
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.history import page_of
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/campagnes/")
@permission(P.CAMPAIGN_FOLLOW)
def index() -> Any:
    """Members see those that have been opened."""
    manages = can_manage(acting.actor())
    query = queries.list_campaigns(with_drafts=manages)
    page = paging.paginate(query, paging.page_number(request.args.get("page")))
    counts = db.session.execute(queries.count_by_campaign(one.id for one in page.items)).all()
    return render_template(
        "campaigns/index.html", page=page, counts={row[0]: row for row in counts}, manages=manages,
        late=clock.today(),
    )  # fmt: skip


@bp.route("/campagnes/nouvelle", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE)
def create() -> Any:
    form = CampaignForm()
    rows = [row[0] for row in db.session.execute(questionnaires.list_questionnaires(owned=False))]
    form.questionnaire_id.choices = named([(row.id, row.title) for row in rows], _("choisissez"))
    tried = attempt(form, lambda: _create(form))
    if tried.status:
        return render_template("campaigns/edit.html", form=form, campaign=None, stale=None), tried.status
    target = url_for(".show", campaign_id=tried.made.id)
    db.session.commit()
    say(_("La campagne est préparée. Personne n'est sollicité avant son ouverture."))
    return redirect(target, 303)


def _create(form: CampaignForm) -> Campaign:
    questionnaire = db.session.get(Questionnaire, form.questionnaire_id.data or 0)
    if questionnaire is None:
        message = _("Choisissez le questionnaire que les structures rempliront.")
        raise present.refusal("no_questionnaire", message, "questionnaire_id")
    return rules.create_campaign(
        questionnaire=questionnaire, name=form.text("name"), message=form.text("message"),
        closes_on=present.given(form.closes_on), most_depth=present.given(form.most_depth), actor=acting.actor(),
        now=clock.now(),
    )  # fmt: skip


@bp.get("/campagnes/<int:campaign_id>")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def show(campaign: Campaign) -> Any:
    """What matters first: how many answers, what brings them, what to do next."""
    now = clock.now()
    board = read_board(campaign)
    is_draft = campaign.state is CampaignState.DRAFT
    return render_template(
        "campaigns/show.html", campaign=campaign, board=board, total=board.total, yields=read_yields(campaign),
        problems=list_problems(campaign, now) if is_draft else [], is_late=campaign.closes_on < clock.today(now), today=clock.today(now),
        waiting=db.session.scalar(queries.count_uninvited(campaign.id)),
        rounds=db.session.execute(list_rounds(campaign.id).limit(5)).all(),
    )  # fmt: skip


@bp.route("/campagnes/<int:campaign_id>/modifier", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def edit(campaign: Campaign) -> Any:
    form = CampaignForm(data=_stored(campaign))
    definition = definition_in_use(campaign.questionnaire_id)
    for field, kind in ((form.province_question, PROVINCE), (form.kind_question, KIND)):
        asked = list_board_questions(definition, kind)
        field.choices = [SelectChoice("", _("aucune")), *(SelectChoice(q.key, str(q.label)) for q in asked)]
    tried = attempt(
        form,
        lambda: rules.edit_campaign(
            campaign=campaign, name=form.text("name"), message=form.text("message"),
            closes_on=present.given(form.closes_on), province_question=form.province_question.data or None,
            kind_question=form.kind_question.data or None, most_depth=present.given(form.most_depth),
            version=form.version.data, actor=acting.actor(), now=clock.now(),
        ),
        stored=lambda: _stored(campaign),
    )  # fmt: skip
    if tried.status:
        page = render_template("campaigns/edit.html", form=form, campaign=campaign, stale=tried.stale)
        return page, tried.status
    db.session.commit()
    say(_("La campagne est enregistrée."))
    return redirect(url_for(".show", campaign_id=campaign.id), 303)


def _stored(campaign: Campaign) -> dict[str, Any]:
    values = {name: getattr(campaign, name) for name in FIELDS if name not in ("name", "message")}
    values |= {"version": campaign.version, "questionnaire_id": campaign.questionnaire_id}
    for name in ("name", "message"):
        values |= {f"{name}_{code}": getattr(campaign, name).get(code, "") for code in ("fr", "ar")}
    return values


@bp.route("/campagnes/<int:campaign_id>/ouvrir", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def open_up(campaign: Campaign) -> Any:
    """After a page that says what opening does; nothing is sent yet."""
    return _confirm(
        campaign, ConfirmForm(), "campaigns/open.html",
        lambda: rules.open_campaign(campaign=campaign, actor=acting.actor(), now=clock.now()),
        _("La campagne est ouverte. Invitez maintenant les structures."),
        problems=list_problems(campaign, clock.now()) if campaign.state is CampaignState.DRAFT else [],
    )  # fmt: skip


@bp.route("/campagnes/<int:campaign_id>/terminer", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def close(campaign: Campaign) -> Any:
    counts = db.session.execute(queries.count_by_campaign([campaign.id])).one_or_none()
    return _confirm(
        campaign, ConfirmForm(), "campaigns/close.html",
        lambda: rules.close_campaign(campaign=campaign, actor=acting.actor(), now=clock.now()),
        _("La campagne est terminée. Plus aucune réponse n'est prise ; elle peut être rouverte."),
        begun=counts[2] if counts else 0,
    )  # fmt: skip


@bp.route("/campagnes/<int:campaign_id>/rouvrir", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def reopen(campaign: Campaign) -> Any:
    form = ReopenForm()
    return _confirm(
        campaign, form, "campaigns/reopen.html",
        lambda: rules.reopen_campaign(
            campaign=campaign, closes_on=present.given(form.closes_on), actor=acting.actor(), now=clock.now()
        ),
        _("La campagne est rouverte."),
    )  # fmt: skip


def _confirm(campaign: Campaign, form: Any, template: str, act: Any, done: str, **values: Any) -> Any:
    """A page that says what will happen, then its one button."""
    tried = attempt(form, act)
    if tried.status:
        return render_template(template, campaign=campaign, form=form, **values), tried.status
    target = url_for(".show", campaign_id=campaign.id)
    db.session.commit()
    say(done)
    return redirect(target, 303)


@bp.get("/campagnes/<int:campaign_id>/historique")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def history(campaign: Campaign) -> Any:
    page = page_of({"campaign": [campaign.id]}, paging.page_number(request.args.get("page")))
    return render_template("campaigns/history.html", campaign=campaign, page=page)
