"""The jury as it is composed: its people, its balance, invitations and reminders."""

from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.juries import bp, present
from noress.blueprints.juries.forms import ConfirmForm, EditPlaceForm
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.files import queries as files
from noress.domain.juries import balance, charter, queries
from noress.domain.juries.models import Juror
from noress.domain.juries.rules import composing, inviting, redacting, replacing
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/jury/gestion/<int:competition_id>")
@permission(P.JURY_MANAGE, loads=Competition)
def compose(competition: Competition) -> Any:
    """Who sits, who has answered, and whether the jury is balanced."""
    everybody = list(db.session.scalars(queries.list_everybody(competition.id)))
    seated = [one for one in everybody if one.removed_at is None and one.declined_at is None]
    order = ("chair", "member", "alternate", "secretary")
    seated.sort(key=lambda one: (order.index(one.role.value), one.id))
    return render_template(
        "juries/compose.html", competition=competition, jurors=seated, gone=[one for one in everybody if one not in seated],
        balance=balance.balance_of(competition, seated), states={one.id: present.seat_line(one) for one in everybody}, province_name=balance.province_name,
        waiting=[one for one in seated if one.accepted_at is None], alternates=replacing.can_be_called(seated),
        lots={lot.id: lot.title for lot in competition.call.lots}, progress=_progress(competition),
        letters=_letters(seated),
    )  # fmt: skip


def _letters(jurors: list[Juror]) -> dict[int, list[Any]]:
    """The papers of each, those that are ready or wait."""
    found: dict[int, list[Any]] = {}
    for language in inviting.PAPERS:
        ids = [one.id for one in jurors]
        for row in db.session.scalars(files.list_shown(inviting.LETTER, Juror.__tablename__, ids, language)):
            if row.superseded_at is None:
                found.setdefault(row.subject_id, []).append(row)
    return found


def _progress(competition: Competition) -> redacting.Progress | None:
    """Of redaction; none where names are shown."""
    if not competition.is_blind:
        return None
    return redacting.progress_of(redacting.list_to_look_at(competition, acting.actor()))


@bp.route("/jury/gestion/membres/<int:juror_id>/modifier", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Juror)
def edit(juror: Juror) -> Any:
    competition = juror.competition
    form = EditPlaceForm(data=present.place_of(juror))
    present.offer(form, competition)
    tried = attempt(
        form,
        lambda: composing.edit_juror(
            juror=juror, place=present.place_in(form), version=form.version.data or 0, **acting.doing()
        ),
        stored=lambda: present.place_of(juror),
    )
    if tried.status:
        page = render_template(
            "juries/edit.html", competition=competition, juror=juror, form=form, stale=tried.stale,
            crumbs=present.crumbs(competition, _("Modifier une place")),
        )  # fmt: skip
        return page, tried.status
    target = present.board_url(competition)
    db.session.commit()
    say(_("La place est modifiée."))
    return redirect(target, 303)


@bp.route("/jury/gestion/membres/<int:juror_id>/inviter", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Juror)
def invite(juror: Juror) -> Any:
    """The letter, the mail, the account where there is none."""
    competition = juror.competition
    form = ConfirmForm()
    tried = attempt(form, lambda: inviting.invite_juror(juror=juror, **acting.doing()))
    if tried.status:
        page = render_template(
            "juries/invite.html", competition=competition, juror=juror, form=form,
            crumbs=present.crumbs(competition, _("Inviter")),
        )  # fmt: skip
        return page, tried.status
    target = present.board_url(competition)
    db.session.commit()
    say(_("Le courriel part, avec la lettre de nomination en français et en arabe."))
    return redirect(target, 303)


@bp.route("/jury/gestion/<int:competition_id>/inviter", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Competition)
def invite_all(competition: Competition) -> Any:
    """Those who were not invited, and those who keep silent."""
    form = ConfirmForm()
    tried = attempt(form, lambda: inviting.invite_all(competition=competition, **acting.doing()))
    if tried.status:
        everybody = db.session.scalars(queries.list_everybody(competition.id))
        waiting = [
            one for one in everybody
            if one.accepted_at is None and one.removed_at is None and one.declined_at is None
        ]  # fmt: skip
        page = render_template(
            "juries/invite_all.html", competition=competition, waiting=waiting, form=form,
            crumbs=present.crumbs(competition, _("Inviter et rappeler")),
        )  # fmt: skip
        return page, tried.status
    target = present.board_url(competition)
    db.session.commit()
    say(ngettext("Un courriel part à %(num)s personne.", "Un courriel part à %(num)s personnes.", tried.made))
    return redirect(target, 303)


@bp.get("/jury/gestion/<int:competition_id>/charte")
@permission(P.JURY_MANAGE, loads=Competition)
def charter_text(competition: Competition) -> Any:
    """What jurors are asked to accept, in both languages."""
    return render_template(
        "juries/charter_text.html", competition=competition, text=charter.current(), sha256=charter.sha256_of(charter.current()),
        crumbs=present.crumbs(competition, _("Charte de confidentialité")), back=url_for(".compose", competition_id=competition.id),
    )  # fmt: skip
