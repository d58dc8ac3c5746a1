"""The structures that a campaign asks: the list, one of them, adding them one by one or all members at once."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.campaigns import bp, present
from noress.blueprints.campaigns.forms import (
    ConfirmForm,
    FillInForm,
    StructureFilter,
    StructureForm,
    named,
    number,
)
from noress.core import clock, paging
from noress.core.errors import StaleVersion
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import queries, rules
from noress.domain.campaigns.grid import Grid, read_grid
from noress.domain.campaigns.models import Campaign, CampaignState, Means, Participant, ParticipantState
from noress.domain.campaigns.queries import Wanted
from noress.domain.campaigns.queries.rounds import list_calls_of
from noress.domain.campaigns.rules import LooksTheSame, Structure
from noress.domain.campaigns.rules.participants import mark_of
from noress.domain.institutions.queries import list_institution_choices
from noress.domain.questionnaires.models import Channel
from noress.domain.questionnaires.response_links import token_of
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.history import page_of
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/campagnes/<int:campaign_id>/structures")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def list_structures(campaign: Campaign) -> Any:
    grid = read_grid(campaign)
    form, wanted = asked_of(campaign, grid, request.args)
    page = paging.paginate(
        queries.list_participants(campaign.id, wanted), paging.page_number(request.args.get("page"))
    )
    return render_template(
        "campaigns/structures.html", campaign=campaign, page=page, form=form, grid=grid,
        state_line=present.state_line, is_filtered=wanted != Wanted(), to_invite=_count_to_invite(campaign),
        asked={name: value for name, value in form.data.items() if value},
    )  # fmt: skip


def _count_to_invite(campaign: Campaign) -> int:
    """Once it is open."""
    is_open = campaign.state is CampaignState.OPEN
    return db.session.scalar(queries.count_uninvited(campaign.id)) or 0 if is_open else 0


def asked_of(campaign: Campaign, grid: Grid, arguments: Any) -> tuple[StructureFilter, Wanted]:
    """The filter of the address, with what may be chosen."""
    form = StructureFilter(MultiDict(arguments))
    form.offer(grid, db.session.execute(queries.list_through(campaign.id)).all())  # type: ignore[arg-type]
    return form, _wanted(form, grid)


def _wanted(form: StructureFilter, grid: Grid) -> Wanted:
    """What is not a choice is no filter."""
    through = number(form.through.data)
    return Wanted(
        words=form.q.data or "",
        state=ParticipantState(form.state.data) if form.state.data in set(ParticipantState) else None,
        province=form.province.data if form.province.data in grid.provinces else "",
        kind=form.kind.data if form.kind.data in grid.kinds else "",
        means=Means(form.means.data) if form.means.data in set(Means) else None,
        through_id=through if through is not None and through >= 0 else None,
    )


def _offer(form: StructureForm, campaign: Campaign) -> None:
    grid = read_grid(campaign)
    form.province.choices = named(grid.provinces, _("non précisée"))
    form.kind.choices = named(grid.kinds, _("non précisé"))
    institutions = [
        (row[0], row[1]) for row in db.session.execute(list_institution_choices(only_members=True)).all()
    ]
    form.institution_id.choices = named(institutions, _("non"))
    form.through_id.choices = named(institutions, _("personne : le réseau la sollicite"))


def _typed(form: StructureForm) -> Structure:
    return Structure(
        name=form.name.data or "", province=form.province.data or None, kind=form.kind.data or None,
        language=form.language.data or "fr", email=form.email.data, phone=form.phone.data,
        institution_id=form.institution_id.data, through_id=form.through_id.data,
    )  # fmt: skip


@bp.route("/campagnes/<int:campaign_id>/structures/ajouter", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def add_structure(campaign: Campaign) -> Any:
    """One structure; those of the same name are shown first."""
    form = StructureForm()
    _offer(form, campaign)
    tried = attempt(
        form,
        lambda: rules.add_participant(
            campaign=campaign, structure=_typed(form), is_other=form.is_other.data, actor=acting.actor(),
            now=clock.now(),
        ),
    )  # fmt: skip
    if tried.status:
        alike = tried.refusal.found if isinstance(tried.refusal, LooksTheSame) else []
        page = render_template(
            "campaigns/add_structure.html",
            campaign=campaign,
            form=form,
            alike=alike,
            grid=read_grid(campaign),
        )
        return page, tried.status
    name = tried.made.name
    db.session.commit()
    say(_("« %(name)s » est dans la campagne. Ajoutez la suivante, ou revenez à la liste.", name=name))
    return redirect(url_for(".add_structure", campaign_id=campaign.id), 303)


@bp.route("/campagnes/<int:campaign_id>/structures/membres", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def add_members(campaign: Campaign) -> Any:
    """Every member institution in one press, after a page that says how many."""
    form = ConfirmForm()
    tried = attempt(form, lambda: rules.add_members(campaign=campaign, actor=acting.actor(), now=clock.now()))
    if tried.status:
        found = db.session.scalars(queries.list_members_not_asked(campaign.id)).all()
        page = render_template("campaigns/add_members.html", campaign=campaign, form=form, institutions=found)
        return page, tried.status
    count, target = tried.made, url_for(".list_structures", campaign_id=campaign.id)
    db.session.commit()
    say(
        ngettext(
            "%(num)s institution membre est ajoutée.", "%(num)s institutions membres sont ajoutées.", count
        )
    )
    return redirect(target, 303)


@bp.get("/campagnes/structures/<int:participant_id>")
@permission(P.CAMPAIGN_MANAGE, loads=Participant)
def show_structure(participant: Participant) -> Any:
    """Where it stands, how it is reached, its link, what was said on the telephone."""
    response = participant.response
    return render_template(
        "campaigns/structure.html", participant=participant, campaign=participant.campaign,
        grid=read_grid(participant.campaign), state=present.state_line(participant), response=response,
        calls=db.session.scalars(list_calls_of(participant.id)).all(),
        message=present.message_of(participant),
        history=page_of({"participant": [participant.id]}, paging.page_number(request.args.get("page"))),
    )  # fmt: skip


@bp.route("/campagnes/structures/<int:participant_id>/modifier", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Participant)
def edit_structure(participant: Participant) -> Any:
    form = StructureForm(data=_stored(participant))
    _offer(form, participant.campaign)
    tried = attempt(
        form,
        lambda: rules.edit_participant(
            participant=participant, structure=_typed(form), mark=request.form.get("mark", ""), actor=acting.actor(),
            now=clock.now(),
        ),
        stored=lambda: {name: value for name, value in _stored(participant).items() if name != "mark"},
    )  # fmt: skip
    if tried.status:
        if isinstance(tried.refusal, StaleVersion):
            form.mark.raw_data, form.mark.data = None, mark_of(participant)
        page = render_template(
            "campaigns/edit_structure.html", participant=participant, campaign=participant.campaign, form=form,
            stale=tried.stale,
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("La structure est enregistrée."))
    return redirect(url_for(".show_structure", participant_id=participant.id), 303)


def _stored(participant: Participant) -> dict[str, Any]:
    return {
        "mark": mark_of(participant), "name": participant.name or "", "province": participant.province or "",
        "kind": participant.kind or "", "email": participant.email or "", "phone": participant.phone or "",
        "language": participant.language,
    }  # fmt: skip


@bp.route("/campagnes/structures/<int:participant_id>/remplir", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Participant)
def fill_in(participant: Participant) -> Any:
    """With the structure, on the telephone or beside it; who helps is kept with the answers."""
    form = FillInForm(data={"channel": Channel.PHONE.value})
    tried = attempt(
        form,
        lambda: rules.join(
            participant=participant, actor=acting.actor(), now=clock.now(),
            channel=Channel(present.given(form.channel)), filled_by=form.filled_by.data,
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "campaigns/fill_in.html", participant=participant, campaign=participant.campaign, form=form
        )
        return page, tried.status
    target = url_for("questionnaires.resume", token=token_of(tried.made))
    db.session.commit()
    return redirect(target, 303)
