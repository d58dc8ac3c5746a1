"""Sprints of tidying up: opening one, how far it is, closing it."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.upkeep import bp, present
from noress.blueprints.upkeep.forms import ConfirmForm, SprintForm, SprintTexts
from noress.core import clock, paging, territories
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.accounts.permissions import P
from noress.domain.upkeep import rules
from noress.domain.upkeep.models import Sprint
from noress.domain.upkeep.policy import can_manage
from noress.domain.upkeep.queries import tidying
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.places import province_choices
from noress.web.submitting import attempt

NOTHING = (0, 0, 0, 0)


@bp.get("/catalogue/gestion/tri")
@permission(P.SPRINT_TIDY)
def sprints() -> Any:
    page = paging.paginate(tidying.list_sprints(), paging.page_number(request.args.get("page")), per_page=20)
    counts = counts_of([sprint.id for sprint in page.items])
    return render_template(
        "upkeep/sprints.html", page=page, counts=counts, nothing=NOTHING, manages=can_manage(acting.actor()),
        place=lambda code: getattr(territories.get(code or ""), "name", ""),
    )  # fmt: skip


@bp.route("/catalogue/gestion/tri/nouveau", methods=["GET", "POST"])
@permission(P.UPKEEP_MANAGE)
def create_sprint() -> Any:
    form = SprintForm(data={f"script_{code}": script_in(code) for code in ("fr", "ar")})
    form.province.choices = province_choices(_("toutes"))
    tried = attempt(
        form,
        lambda: rules.create_sprint(
            name=form.text("name"), script=form.text("script"), province_code=form.province.data or None,
            reasons=form.reasons.data or [], actor=acting.actor(), now=clock.now(),
        ),
    )  # fmt: skip
    if tried.status:
        return render_template("upkeep/create_sprint.html", form=form), tried.status
    target = url_for(".sprint", sprint_id=tried.made.id)
    db.session.commit()
    say(_("Le tri est ouvert : donnez son adresse à celles et ceux qui aident."))
    return redirect(target, 303)


@bp.get("/catalogue/gestion/tri/<int:sprint_id>")
@permission(P.SPRINT_TIDY, loads=Sprint)
def sprint(sprint: Sprint) -> Any:
    """How far it is, and the one button: the next card."""
    actor, now = acting.actor(), clock.now()
    manages = can_manage(actor)
    page = paging.paginate(
        tidying.list_done(sprint.id), paging.page_number(request.args.get("page")), per_page=20
    )
    return render_template(
        "upkeep/sprint.html", sprint=sprint, counts=counts_of([sprint.id]).get(sprint.id, NOTHING), manages=manages,
        people=db.session.execute(tidying.count_by_person(sprint.id)).all(), page=page,
        outcomes=db.session.execute(tidying.count_by_outcome(sprint.id)).all(),
        returns_at=db.session.scalar(tidying.get_next_return(sprint.id, now)),
        held=db.session.scalars(tidying.get_held(sprint.id, actor.person_id or 0, now)).first(),
        place=territories.get(sprint.province_code or ""), reasons=present.reasons_words(sprint.reasons),
    )  # fmt: skip


@bp.route("/catalogue/gestion/tri/<int:sprint_id>/modifier", methods=["GET", "POST"])
@permission(P.UPKEEP_MANAGE, loads=Sprint)
def edit_sprint(sprint: Sprint) -> Any:
    """Its name and what is said on the telephone: whoever opens a card next reads the new words."""
    form = SprintTexts(data=_stored(sprint))
    tried = attempt(
        form,
        lambda: rules.edit_sprint(
            sprint=sprint, name=form.text("name"), script=form.text("script"), version=form.version.data,
            actor=acting.actor(), now=clock.now(),
        ),
        stored=lambda: _stored(sprint),
    )  # fmt: skip
    if tried.status:
        page = render_template("upkeep/edit_sprint.html", sprint=sprint, form=form, stale=tried.stale)
        return page, tried.status
    target = url_for(".sprint", sprint_id=sprint.id)
    db.session.commit()
    say(_("C'est enregistré. Les prochaines cartes montrent ce texte."))
    return redirect(target, 303)


def _stored(sprint: Sprint) -> dict[str, Any]:
    texts = {"name": sprint.name, "script": sprint.script}
    return {
        "version": sprint.version,
        **{f"{name}_{code}": text.get(code, "") for name, text in texts.items() for code in ("fr", "ar")},
    }


@bp.post("/catalogue/gestion/tri/<int:sprint_id>/remplir")
@permission(P.UPKEEP_MANAGE, loads=Sprint)
def refill(sprint: Sprint) -> Any:
    """Entries that came since."""
    count = rules.fill_sprint(sprint=sprint, now=clock.now())
    target = url_for(".sprint", sprint_id=sprint.id)
    db.session.commit()
    say(_("Cartes ajoutées : %(count)s.", count=count))
    return redirect(target, 303)


@bp.route("/catalogue/gestion/tri/<int:sprint_id>/terminer", methods=["GET", "POST"])
@permission(P.UPKEEP_MANAGE, loads=Sprint)
def close_sprint(sprint: Sprint) -> Any:
    form = ConfirmForm()
    tried = attempt(form, lambda: rules.close_sprint(sprint=sprint, actor=acting.actor(), now=clock.now()))
    if tried.status:
        counts = counts_of([sprint.id]).get(sprint.id, NOTHING)
        return render_template(
            "upkeep/close_sprint.html", sprint=sprint, form=form, counts=counts
        ), tried.status
    target = url_for(".sprint", sprint_id=sprint.id)
    db.session.commit()
    say(_("Le tri est terminé. Merci à toutes et à tous."))
    return redirect(target, 303)


def counts_of(ids: list[int]) -> dict[int, tuple[int, int, int, int]]:
    """{sprint: (all, done, held now, coming back later)}"""
    rows = db.session.execute(tidying.count_cards(ids, clock.now())).all()
    return {key: (total, int(done), int(held), int(later)) for key, total, done, held, later in rows}


def script_in(code: str) -> str:
    """To begin with; the secretariat changes it."""
    with in_language(code):
        return _(
            "Bonjour, je vous appelle du réseau. Vous êtes dans notre catalogue des acteurs, que lisent les porteurs de projet. "
            "Avez-vous deux minutes ? Je vous lis ce qui est écrit, et vous me dites ce qui a changé. Voulez-vous toujours y paraître ?"
        )  # fmt: skip
