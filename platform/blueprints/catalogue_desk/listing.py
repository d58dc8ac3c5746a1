"""The secretariat's list of entries, whatever their state; a new one by hand."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.catalogue_desk import bp, present
from noress.blueprints.catalogue_desk.entry_form import NewForm, form_for
from noress.blueprints.catalogue_desk.forms import EntryFilter
from noress.core import clock, paging, territories
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import IN_CATALOGUE, Structure, StructureState
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.queries.desk import MARKS, Wanted
from noress.domain.catalogue.rules import keeping
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.institutions.queries import list_categories
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: what the secretariat does besides, each on a page of its own
WORKS = (
    (lazy("Doublons"), "catalogue_merging.index"), (lazy("Erreurs signalées"), "upkeep.reports"),
    (lazy("Fiches à vérifier par téléphone"), "upkeep.to_phone"), (lazy("Tris de la liste"), "upkeep.sprints"),
    (lazy("Demandes de contact"), "guidance.requests"), (lazy("Besoins sans réponse"), "guidance.board"),
    (lazy("Voix de l'aiguillage"), "guidance.voices"),
    (lazy("Mots des listes"), "catalogue_desk.list_words"),
    (lazy("Questionnaires qui le remplissent"), "catalogue_desk.sources"),
)  # fmt: skip
#: what is compared with other entries before a new one is made
COMPARED = ("name", "acronym", "phone", "contact_phone", "email", "website", "province", "commune")


@bp.get("/catalogue/gestion/")
@permission(P.STRUCTURE_MANAGE)
def index() -> Any:
    """What waits first, then everything, narrowed by the address."""
    form = EntryFilter(MultiDict(request.args))
    form.offer([(row.code, row.name) for row in db.session.scalars(list_categories())])
    wanted = _wanted(form)
    page = paging.paginate(desk.list_entries(wanted), paging.page_number(request.args.get("page")))
    counts = {row[0]: row[1] for row in db.session.execute(desk.count_states())}
    return render_template(
        "catalogue_desk/index.html", page=page, form=form, states=[(one, counts.get(one, 0)) for one in IN_CATALOGUE],
        wanted=wanted, is_filtered=wanted != Wanted(), state_line=present.state_line, has_any=bool(counts),
        works=[(str(label), url_for(endpoint)) for label, endpoint in WORKS],
        changes=db.session.scalar(desk.count_open_changes()) or 0,
    )  # fmt: skip


def _wanted(form: EntryFilter) -> Wanted:
    """What is not a choice is no filter."""
    known = {str(choice.value) for choice in form.sorte.choices}
    state = form.etat.data
    return Wanted(
        words=(form.q.data or "")[:300], state=StructureState(state) if state in set(StructureState) else None,
        province=form.province.data if territories.get(form.province.data or "", "province") else "",
        kind=form.sorte.data if form.sorte.data in known else "",
        mark=form.marque.data if form.marque.data in MARKS else "",
    )  # fmt: skip


@bp.route("/catalogue/gestion/nouvelle", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE)
def create() -> Any:
    """From a telephone call, a register, a visit; those that look alike are shown first."""
    words = read_vocabulary()
    form = form_for(words, base=NewForm)
    tried = attempt(form, lambda: _create(form))
    if tried.status:
        page = render_template(
            "catalogue_desk/edit.html", form=form, structure=None, stale=None, is_desk=True,
            alike=_alike(form) if request.method == "POST" else [],
        )  # fmt: skip
        return page, tried.status
    target = url_for(".check", structure_id=tried.made.id)
    db.session.commit()
    say(_("La fiche est créée. Relisez-la, puis publiez-la."))
    return redirect(target, 303)


def _create(form: Any) -> Structure:
    if not form.is_other.data and _alike(form):
        message = _("Des fiches lui ressemblent. Comparez-les, puis dites si c'est une autre structure.")
        raise RuleError("alike", message, field="is_other")
    actor = acting.actor()
    return keeping.create_entry(
        typed=form.typed(), source=form.source.data, said_by=form.said_by.data or actor.name, actor=actor, now=clock.now()
    )  # fmt: skip


def _alike(form: Any) -> list[Any]:
    """By what is compared as it is typed; a point is not."""
    values = form.typed().values
    return present.likely({name: values[name] for name in COMPARED if values.get(name)})
