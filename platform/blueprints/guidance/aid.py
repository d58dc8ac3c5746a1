"""Mutual aid: who shares what, who needs it, and what is proposed to both."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields import SelectChoice

from noress.blueprints.guidance import bp, present
from noress.blueprints.guidance.forms import SEEKING, AidFilter, AnswerForm
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.audience import visible_values
from noress.domain.catalogue.links import actor_of_link
from noress.domain.catalogue.models import Facet, Structure
from noress.domain.catalogue.vocabulary import Vocabulary, read_vocabulary
from noress.domain.guidance import rules
from noress.domain.guidance.links import find_match, is_page_token, page_token
from noress.domain.guidance.models import AidMatch, AidState
from noress.domain.guidance.queries import aid as queries
from noress.domain.guidance.rules.aid import say_contacts
from noress.domain.guidance.sharing import (
    OF_MEMBERS,
    answered_by,
    bit_of,
    list_needs,
    list_resources,
    sides_of,
)
from noress.domain.institutions.queries import list_categories
from noress.extensions import db
from noress.web import acting
from noress.web.csrf import open_to_machines
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.permissions import permission, public
from noress.web.places import place_of, province_choices
from noress.web.submitting import attempt

PER_PAGE = 20
MATCHES_SHOWN = 20


@bp.get("/entraide/")
@permission(P.AID_SEE)
def aid() -> Any:
    """By means, territory and kind; what was proposed to one's own structures first."""
    words, actor = read_vocabulary(), acting.actor()
    form = AidFilter(MultiDict(request.args))
    is_seeking = form.side.data == SEEKING
    terms = list_needs(words) if is_seeking else list_resources(words)
    form.term.choices = [
        SelectChoice("", _("tous")),
        *(SelectChoice(term.code, str(term.name)) for term in terms),
    ]
    form.province.choices = province_choices(_("toutes"))
    kinds = db.session.scalars(list_categories()).all()
    form.kind.choices = [
        SelectChoice("", _("toutes")),
        *(SelectChoice(kind.code, str(kind.name)) for kind in kinds),
    ]
    mask = _mask(words, form.term.data or "", is_seeking)
    query = queries.list_sharing(
        **({"needs": mask} if is_seeking else {"shares": mask}),
        province=form.province.data or "",
        kind=form.kind.data or "",
    )
    page = paging.paginate(query, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    matches = db.session.scalars(
        queries.list_matches_of(actor.person_id, actor.institution_id).limit(MATCHES_SHOWN)
    )
    own = db.session.scalars(
        queries.list_own(actor.person_id, actor.institution_id).limit(MATCHES_SHOWN)
    ).all()
    return render_template(
        "guidance/aid.html", form=form, page=page, is_seeking=is_seeking, matches=matches.unique().all(), own=own,
        rows=[_line(one, is_seeking, words) for one in page.items],
    )  # fmt: skip


def _mask(words: Vocabulary, code: str, is_seeking: bool) -> int:
    """Every means when none is chosen; a resource that is sought brings the needs under it."""
    term = words.get(Facet.RESOURCE, code)
    if term is None:
        return sum(bit_of(one) for one in list_needs(words)) or 1
    return answered_by(term, words) if is_seeking else bit_of(term)


def _line(structure: Structure, is_seeking: bool, words: Vocabulary) -> dict[str, Any]:
    """What members read of it."""
    values = visible_values(structure, OF_MEMBERS)
    codes: Any = values.get("needs" if is_seeking else "shares") or []
    return {
        "structure": structure, "words": values.get("needs_words" if is_seeking else "shares_words") or "",
        "names": [words.name(Facet.RESOURCE, code) for code in codes], "place": place_of(structure),
    }  # fmt: skip


@bp.route("/entraide/propositions/<int:aid_match_id>", methods=["GET", "POST"])
@permission(P.AID_SETTLE, loads=AidMatch)
def show_match(match: AidMatch) -> Any:
    """For whoever keeps one of the two sides; the secretariat reads it."""
    actor = acting.actor()
    keeps = set(db.session.scalars(queries.list_kept(actor.person_id)))
    sides = sides_of(actor, match, keeps)
    form = AnswerForm()
    tried = attempt(form, lambda: _answer(match, sides[0] if sides else None, actor))
    if tried.status:
        return _page(match, sides[0] if sides else None, form), tried.status
    target = url_for(".show_match", aid_match_id=match.id)
    db.session.commit()
    say(_("Votre réponse est enregistrée."))
    return redirect(target, 303)


@bp.route("/entraide/p/<token>", methods=["GET", "POST"])
@public
@open_to_machines
def proposal(token: str) -> BaseResponse:
    """By the mailed link of one side. Opening it answers nothing."""
    found = find_match(token, now=clock.now())
    if found is None:
        abort(404)
    match, is_giver, is_open = found
    if not is_open:
        abort(410)
    side, form = match.giver if is_giver else match.taker, AnswerForm()

    def answer() -> None:
        if present.is_elsewhere() or not is_page_token(match.id, request.form.get("csrf_token"), clock.now()):
            message = _("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton.")
            raise RuleError("old_page", message)
        _answer(match, is_giver, actor_of_link(side))

    tried = attempt(form, answer)
    if tried.status:
        page = _page(match, is_giver, form, secret=page_token(match.id, clock.now()))
        return private_page(page, tried.status)
    target = url_for(".proposal", token=token, lang=request.args.get("lang"))
    db.session.commit()
    return private_page(redirect(target, 303))


def _answer(match: AidMatch, is_giver: bool | None, actor: Actor) -> None:
    answer = request.form.get("answer")
    if is_giver is None:
        raise RuleError("no_side", _("Seule une des deux structures peut répondre."), status=409)
    if answer not in {"yes", "no"}:
        raise RuleError("no_answer", _("Choisissez oui ou non."))
    rules.settle_match(match=match, is_giver=is_giver, agrees=answer == "yes", actor=actor, now=clock.now())


def _page(match: AidMatch, is_giver: bool | None, form: AnswerForm, *, secret: str | None = None) -> Any:
    """What the other is: its contacts only once both said yes."""
    other = match.taker if is_giver else match.giver
    said = None if is_giver is None else match.giver_agrees if is_giver else match.taker_agrees
    is_agreed = match.state is AidState.AGREED
    return render_template(
        "guidance/match.html", match=match, is_giver=is_giver, other=other, said=said, form=form, secret=secret,
        contacts=say_contacts(other) if is_agreed and is_giver is not None else [], action=request.path,
        is_open=match.state is AidState.PROPOSED, is_agreed=is_agreed, place=place_of(other),
    )  # fmt: skip
