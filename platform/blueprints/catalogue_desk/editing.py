"""An entry changed by those who keep it while signed in: the secretariat writes, the others propose."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.catalogue_desk import bp, present
from noress.blueprints.catalogue_desk.entry_form import DeskForm, data_of, form_for
from noress.blueprints.catalogue_desk.forms import BaseForm, OpposeForm, VersionForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import language as reader_language
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import ChangeOrigin, Structure, StructureChange
from noress.domain.catalogue.policy import can_manage
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules import keeping, states
from noress.domain.catalogue.rules.changes import withdraw_field
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.merge import renew_version
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/catalogue/<int:structure_id>/modifier", methods=["GET", "POST"])
@permission(P.STRUCTURE_KEEP, loads=Structure)
def edit(structure: Structure) -> Any:
    actor = acting.actor()
    is_desk = can_manage(actor)
    if structure.merged_into_id is not None:
        return redirect(_back(structure), 303)
    form = form_for(read_vocabulary(), structure, is_drafted=True, **({"base": DeskForm} if is_desk else {}))
    tried = attempt(form, lambda: _save(form, structure), stored=lambda: _stored(structure))
    if tried.status:
        page = render_template(
            "catalogue_desk/edit.html", form=form, structure=structure, stale=tried.stale, is_desk=is_desk, alike=[],
            waiting=waiting(structure, None if is_desk else partial(url_for, ".take_back", structure_id=structure.id)),
        )  # fmt: skip
        return page, tried.status
    target = _back(structure)
    text = saved_words(is_desk, tried.made)
    db.session.commit()
    say(text)
    return redirect(target, 303)


def _save(form: Any, structure: Structure) -> Any:
    actor = acting.actor()
    told: dict[str, Any] = {
        "structure": structure,
        "typed": form.typed(structure),
        "version": form.version.data,
    }
    if can_manage(actor):
        said_by = form.said_by.data or actor.name
        return keeping.write_entry(
            **told, source=form.source.data, said_by=said_by, actor=actor, now=clock.now()
        )
    person = db.session.get(Person, actor.person_id)
    email = person.email if person is not None else None
    return keeping.propose_entry(
        **told, email=email, language=reader_language(), actor=actor, now=clock.now()
    )


def saved_words(is_written: bool, change: Any) -> str:
    if is_written:
        return _("La fiche est enregistrée.")
    if change is not None:
        return _("Vos changements sont envoyés. Le secrétariat les relit, puis vous écrit.")
    return _("C'est enregistré.")


def _stored(structure: Structure) -> dict[str, Any]:
    """What somebody else saved, under the names of the inputs; blocks are compared by nobody."""
    return {name: value for name, value in data_of(structure).items() if name != "schemes"}


def waiting(structure: Structure, withdraw: Callable[..., str] | None = None) -> list[Any]:
    """What is proposed for it and not settled: [(when, [(field, now, proposed)], where each may be taken back)]."""
    words = read_vocabulary()
    return [
        (
            change.created_at, present.differences(change, words),
            {name: withdraw(structure_change_id=change.id, name=name) for name in change.values}
            if withdraw is not None and change.origin is ChangeOrigin.OWNER else {},
        )
        for change in db.session.scalars(desk.list_open_changes_of(structure.id))
    ]  # fmt: skip


@bp.route(
    "/catalogue/<int:structure_id>/changements/<int:structure_change_id>/retirer/<name>",
    methods=["GET", "POST"],
)
@permission(P.STRUCTURE_KEEP, loads=Structure)
def take_back(structure: Structure, structure_change_id: int, name: str) -> Any:
    """A field that waits, taken back by who keeps the entry."""
    change = change_of(structure, structure_change_id)
    if change is None or can_manage(acting.actor()):  # the secretariat settles it
        return redirect(_back(structure), 303)
    form = VersionForm(data={"version": change.version})
    tried = attempt(
        form, lambda: withdraw_field(
            change=change, name=name, version=form.version.data, actor=acting.actor(), now=clock.now()
        ),
    )  # fmt: skip
    if tried.status:
        return withdrawal_page(change, name, form, _back(structure)), tried.status
    target = _back(structure)
    db.session.commit()
    say(_("Le changement est retiré. La fiche reste comme elle est."))
    return redirect(target, 303)


def change_of(structure: Structure, key: int) -> StructureChange | None:
    """What its keepers proposed; None once all of it was taken back, and for what others proposed."""
    change = db.session.get(StructureChange, key)
    is_ours = change is not None and change.structure_id == structure.id
    return change if is_ours and change.origin is ChangeOrigin.OWNER else None  # type: ignore[union-attr]


def withdrawal_page(change: StructureChange, name: str, form: VersionForm, back_url: str) -> str:
    lines = [line for line in present.differences(change, read_vocabulary()) if line.name == name]
    renew_version(form.version, change.version)
    return render_template(
        "catalogue_desk/take_back.html", structure=change.structure, form=form, lines=lines, back_url=back_url
    )


def _back(structure: Structure) -> str:
    if can_manage(acting.actor()):
        return url_for(".check", structure_id=structure.id)
    return url_for("catalogue.show", structure_id=structure.id)


@bp.route("/catalogue/<int:structure_id>/ne-plus-paraitre", methods=["GET", "POST"])
@permission(P.STRUCTURE_KEEP, loads=Structure)
def oppose(structure: Structure) -> Any:
    """After a page that says what follows."""
    form = OpposeForm()
    tried = attempt(
        form,
        lambda: states.oppose_structure(
            structure=structure, reason=form.reason.data, actor=acting.actor(), now=clock.now()
        ),
    )
    if tried.status:
        target = url_for(".oppose", structure_id=structure.id)
        page = render_template(
            "catalogue_desk/oppose.html",
            structure=structure,
            form=form,
            action=target,
            back_url=_back(structure),
        )
        return page, tried.status
    target = _back(structure)
    db.session.commit()
    say(_("La fiche ne paraît plus."))
    return redirect(target, 303)


@bp.route("/catalogue/<int:structure_id>/paraitre", methods=["GET", "POST"])
@permission(P.STRUCTURE_KEEP, loads=Structure)
def lift(structure: Structure) -> Any:
    form = BaseForm()
    tried = attempt(
        form, lambda: states.lift_opposition(structure=structure, actor=acting.actor(), now=clock.now())
    )
    if tried.status:
        target = url_for(".lift", structure_id=structure.id)
        page = render_template(
            "catalogue_desk/lift.html",
            structure=structure,
            form=form,
            action=target,
            back_url=_back(structure),
        )
        return page, tried.status
    target = _back(structure)
    db.session.commit()
    say(_("L'opposition est levée."))
    return redirect(target, 303)
