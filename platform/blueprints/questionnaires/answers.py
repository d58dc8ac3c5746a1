"""Answers that were received: the list with its search, one answer, its files, what becomes of it."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.questionnaires import bp, narrowing, told
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import CatalogueSource
from noress.domain.catalogue.rules.answers import find_entry, publish_answer
from noress.domain.questionnaires import response_links, rules
from noress.domain.questionnaires.models import Questionnaire, Response, ResponseState
from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.rules.reviewing import MOST_REASON, address_of, last_seen
from noress.extensions import db
from noress.web import acting, files, history
from noress.web.flashes import say
from noress.web.forms import BaseForm, line, long_text
from noress.web.permissions import permission
from noress.web.policy import allows
from noress.web.submitting import attempt

PER_PAGE = 30


class SeenForm(BaseForm):
    """A button of the page: which sending was read."""

    seen = line("")


class ReasonForm(SeenForm):
    reason = long_text(lazy("Pourquoi"), required=True, limit=MOST_REASON)


@bp.get("/questionnaires/<int:questionnaire_id>/reponses")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def answers(questionnaire: Questionnaire) -> Any:
    """What was received, the last first, narrowed by words, facts and answers."""
    asked = narrowing.read(questionnaire)
    number = paging.page_number(request.args.get("page"))
    page = paging.paginate(queries.list_received(questionnaire.id, asked.filters), number, per_page=PER_PAGE)
    page.items = told.lines(page.items, asked.union)
    counts = told.counts(db.session.execute(queries.count_by_state(questionnaire.id)).all())
    return render_template(
        "questionnaires/answers.html", questionnaire=questionnaire, form=asked.form, page=page, asked=asked.arguments,
        counts=counts,
    )  # fmt: skip


@bp.get("/questionnaires/<int:questionnaire_id>/reponses/<int:response_id>")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def answer(questionnaire: Questionnaire, response_id: int) -> Any:
    """One answer: what was said, by whom, what changed from sending to sending, what becomes of it."""
    response, fills = _find(questionnaire, response_id), _fills_catalogue(questionnaire)
    page = history.page_of({"response": [response.id]}, paging.page_number(request.args.get("page")))
    return render_template(
        "questionnaires/answer.html", questionnaire=questionnaire, response=response, name=told.name(response),
        parts=told.parts(response), facts=told.facts(response), snapshots=told.snapshots(response),
        files=told.files(response), page=page, seen=last_seen(response), token=response_links.token_of(response),
        personal_url=response_links.response_url(response),
        offers=_offers(response), fills=fills, entry=find_entry(response) if fills else None, state_kind=told.STATE_KINDS[response.state],
    )  # fmt: skip


@bp.get("/questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/fichiers/<int:file_id>")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def answer_file(questionnaire: Questionnaire, response_id: int, file_id: int) -> Any:
    """A file that was given as an answer, or the paper that the answers were copied from."""
    response = _find(questionnaire, response_id)
    held = {one.file_id: one.file for one in response.files} | {response.scan_id: response.scan}
    file = held.get(file_id)
    if file is None:
        abort(404)
    return files.send(file)


@bp.post("/questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/valider")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def validate_answer(questionnaire: Questionnaire, response_id: int) -> Any:
    """Where these answers fill the catalogue, their entry may go out at once."""
    response, actor, now = _find(questionnaire, response_id), acting.actor(), clock.now()
    rules.validate_response(response=response, seen=request.form.get("seen", ""), actor=actor, now=now)
    done = _("La réponse %(number)s est validée.", number=response.number)
    if "publier" not in request.form or not _fills_catalogue(questionnaire):
        return _done(response, done)
    structure, is_published = publish_answer(response=response, actor=actor, now=now)
    if structure is None:
        return _done(
            response, _("%(done)s Elle ne nomme aucune structure : il n'y a pas de fiche.", done=done)
        )
    if is_published:
        return _done(response, _("%(done)s Sa fiche est publiée dans le catalogue.", done=done))
    more = _("Sa fiche attend encore : relisez-la, comparez-la à celles qui lui ressemblent, puis décidez.")
    return _done(response, f"{done} {more}", url_for("catalogue_desk.check", structure_id=structure.id))


@bp.route(
    "/questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/demander-une-correction",
    methods=["GET", "POST"],
)
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def return_answer(questionnaire: Questionnaire, response_id: int) -> Any:
    """After a page that says who is written to."""
    response = _find(questionnaire, response_id)
    return _decide(response, rules.return_response, "return_answer", _("La correction est demandée."))


@bp.route(
    "/questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/ecarter", methods=["GET", "POST"]
)
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def refuse_answer(questionnaire: Questionnaire, response_id: int) -> Any:
    """After a page that says what is lost and who is told."""
    response = _find(questionnaire, response_id)
    return _decide(response, rules.refuse_response, "refuse_answer", _("La réponse est écartée."))


@bp.post("/questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/accepter")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def release_answer(questionnaire: Questionnaire, response_id: int) -> Any:
    response = _find(questionnaire, response_id)
    seen = request.form.get("seen", "")
    rules.release_held(response=response, seen=seen, actor=acting.actor(), now=clock.now())
    return _done(response, _("La réponse est acceptée : elle compte maintenant avec les autres."))


@bp.post("/questionnaires/<int:questionnaire_id>/reponses/<int:response_id>/indesirable")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def discard_answer(questionnaire: Questionnaire, response_id: int) -> Any:
    response = _find(questionnaire, response_id)
    seen = request.form.get("seen", "")
    rules.discard_held(response=response, seen=seen, actor=acting.actor(), now=clock.now())
    return _done(response, _("La réponse est écartée comme indésirable : elle ne compte pas."))


def _decide(response: Response, rule: Callable[..., None], kind: str, done: str) -> Any:
    form = ReasonForm(data={"seen": last_seen(response)})
    tried = attempt(
        form,
        lambda: rule(
            response=response,
            reason=form.reason.data,
            seen=form.seen.data or "",
            actor=acting.actor(),
            now=clock.now(),
        ),
    )
    if tried.status:
        page = render_template(
            f"questionnaires/{kind}.html", response=response, form=form, to=address_of(response),
            questionnaire=response.questionnaire_version.questionnaire, name=told.name(response),
        )  # fmt: skip
        return page, tried.status
    return _done(response, done)


def _done(response: Response, words: str, address: str = "") -> Any:
    address = address or url_for(
        ".answer", questionnaire_id=response.questionnaire_version.questionnaire_id, response_id=response.id
    )
    db.session.commit()
    say(words)
    return redirect(address, 303)


def _fills_catalogue(questionnaire: Questionnaire) -> bool:
    """And who reads the page decides of the catalogue's entries."""
    return (
        allows(acting.actor(), P.STRUCTURE_MANAGE)
        and db.session.get(CatalogueSource, questionnaire.id) is not None
    )


def _find(questionnaire: Questionnaire, response_id: int) -> Response:
    """Sent once at least: a draft is nobody's business."""
    found = db.session.scalars(queries.get_answer(questionnaire.id, response_id)).unique().one_or_none()
    if found is None:
        abort(404)
    return found


def _offers(response: Response) -> set[str]:
    """What may be done with it now."""
    if response.held_because:
        return {"release"} if response.state is not ResponseState.REFUSED else set()
    is_emptied = response.search_text is None
    return {
        ResponseState.SUBMITTED: {"validate", "return", "refuse", "correct"},
        ResponseState.VALIDATED: {"return", "refuse", "correct"},
        ResponseState.RETURNED: {"refuse", "correct"},
        ResponseState.REFUSED: set() if is_emptied else {"return"},
    }.get(response.state, set())
