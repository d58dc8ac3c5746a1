"""An entry changed by those who keep it while signed in: the secretariat writes, the others propose."""

from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.catalogue_desk import bp, present
from noress.blueprints.catalogue_desk.entry_form import DeskForm, data_of, form_for
from noress.blueprints.catalogue_desk.forms import BaseForm, OpposeForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import language as reader_language
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_manage
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules import keeping, states
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/catalogue/<int:structure_id>/modifier", methods=["GET", "POST"])
@permission(P.STRUCTURE_KEEP, loads=Structure)
def edit(structure: Structure) -> Any:
    actor = present.actor_of()
    is_desk = can_manage(actor)
    if structure.merged_into_id is not None:
        return redirect(_back(structure), 303)
    form = form_for(read_vocabulary(), structure, is_drafted=True, **({"base": DeskForm} if is_desk else {}))
    tried = attempt(form, lambda: _save(form, structure), stored=lambda: _stored(structure))
    if tried.status:
        page = render_template(
            "catalogue_desk/edit.html", form=form, structure=structure, stale=tried.stale, is_desk=is_desk, alike=[],
            waiting=waiting(structure),
        )  # fmt: skip
        return page, tried.status
    target = _back(structure)
    text = saved_words(is_desk, tried.made)
    db.session.commit()
    say(text)
    return redirect(target, 303)


def _save(form: Any, structure: Structure) -> Any:
    actor = present.actor_of()
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


def waiting(structure: Structure) -> list[Any]:
    """What is proposed for it and not settled: [(when, [(field, now, proposed)])]."""
    words = read_vocabulary()
    return [
        (change.created_at, present.differences(change, words))
        for change in db.session.scalars(desk.list_open_changes_of(structure.id))
    ]


def _back(structure: Structure) -> str:
    if can_manage(present.actor_of()):
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
            structure=structure, reason=form.reason.data, actor=present.actor_of(), now=clock.now()
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
        form, lambda: states.lift_opposition(structure=structure, actor=present.actor_of(), now=clock.now())
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
