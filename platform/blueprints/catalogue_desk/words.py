"""The words of the closed lists: their names, how people say them, their order."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.catalogue_desk import bp
from noress.blueprints.catalogue_desk.forms import BaseForm, WordForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import Facet, Term
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules import words as rules
from noress.domain.catalogue.vocabulary import MASKS, MOST_BITS, read_vocabulary
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/catalogue/gestion/mots")
@permission(P.STRUCTURE_MANAGE)
def list_words() -> Any:
    """Every list with its words in order; those that are archived stand last."""
    words = read_vocabulary()
    lists = [(facet, _of(words.terms, facet)) for facet in Facet]
    taken = {mask: sum(term.mask == mask for term in words.terms) for mask in set(MASKS.values())}
    return render_template("catalogue_desk/words.html", lists=lists, masks=MASKS, taken=taken, most=MOST_BITS)


def _of(terms: list[Term], facet: Facet) -> list[Term]:
    """Services stand sector by sector, as they are moved."""
    found = [term for term in terms if term.facet is facet]
    order = {term.id: place for place, term in enumerate(terms)}
    return sorted(
        found,
        key=lambda term: (term.archived_at is not None, order.get(term.parent_id or 0, 0), order[term.id]),
    )


@bp.route("/catalogue/gestion/mots/nouveau", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE)
def create_word() -> Any:
    form = WordForm(data={"facet": _asked()})
    _offer(form)
    tried = attempt(form, lambda: _create(form))
    if tried.status:
        return render_template("catalogue_desk/word.html", form=form, term=None, stale=None), tried.status
    db.session.commit()
    say(_("Le mot est ajouté, le dernier de sa liste."))
    return redirect(url_for(".list_words"), 303)


def _create(form: WordForm) -> Term:
    sector = db.session.get(Term, form.sector_id.data or 0)
    return rules.create_word(
        facet=form.facet.data, values=form.values(), sector=sector, actor=acting.actor(), now=clock.now()
    )


def _asked() -> Facet:
    raw = request.args.get("liste", "")
    return Facet(raw) if raw in set(Facet) else Facet.SERVICE


def _offer(form: WordForm) -> None:
    sectors = read_vocabulary().of(Facet.SECTOR)
    form.sector_id.choices = [
        SelectChoice("", _("aucun")),
        *(SelectChoice(term.id, str(term.name)) for term in sectors),
    ]


@bp.route("/catalogue/gestion/mots/<int:term_id>", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Term)
def edit_word(term: Term) -> Any:
    form = WordForm(data=_stored(term))
    del form.facet, form.sector_id
    tried = attempt(
        form,
        lambda: rules.edit_word(
            term=term, values=form.values(term), version=form.version.data, actor=acting.actor(), now=clock.now()
        ),
        stored=lambda: _stored(term),
    )  # fmt: skip
    if tried.status:
        count = desk.count_uses(term)
        uses = db.session.scalar(count) if count is not None else None
        return render_template(
            "catalogue_desk/word.html", form=form, term=term, stale=tried.stale, uses=uses
        ), tried.status
    db.session.commit()
    say(_("Le mot est enregistré."))
    return redirect(url_for(".list_words"), 303)


def _stored(term: Term) -> dict[str, Any]:
    values: dict[str, Any] = {
        "version": term.version,
        "pictogram": term.pictogram,
        "essglobal": term.essglobal or "",
    }
    for name in ("name", "plain"):
        values |= {f"{name}_{code}": (getattr(term, name) or {}).get(code, "") for code in ("fr", "ar")}
    return values


@bp.route("/catalogue/gestion/mots/<int:term_id>/archiver", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Term)
def archive_word(term: Term) -> Any:
    """After a page that says how many entries have it."""
    form = BaseForm()
    tried = attempt(form, lambda: rules.archive_word(term=term, actor=acting.actor(), now=clock.now()))
    if tried.status:
        count = desk.count_uses(term)
        uses = db.session.scalar(count) if count is not None else None
        return render_template(
            "catalogue_desk/archive_word.html", term=term, form=form, uses=uses
        ), tried.status
    db.session.commit()
    say(_("Le mot n'est plus proposé."))
    return redirect(url_for(".list_words"), 303)


@bp.post("/catalogue/gestion/mots/<int:term_id>/remettre")
@permission(P.STRUCTURE_MANAGE, loads=Term)
def restore_word(term: Term) -> Any:
    rules.restore_word(term=term, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Le mot est de nouveau proposé."))
    return redirect(url_for(".list_words"), 303)


@bp.post("/catalogue/gestion/mots/<int:term_id>/deplacer")
@permission(P.STRUCTURE_MANAGE, loads=Term)
def move_word(term: Term) -> Any:
    """One place up, or down."""
    rules.move_word(term=term, up=request.form.get("sens") != "bas", actor=acting.actor(), now=clock.now())
    target = url_for(".list_words", _anchor=f"mot-{term.id}")
    db.session.commit()
    return redirect(target, 303)
