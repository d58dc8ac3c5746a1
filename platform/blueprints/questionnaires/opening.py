"""What a token under `/q/` opens, for whom: the form of a response, by its personal link or a link of the domain that
owns the answers."""

from typing import Any

from flask import abort, g, request

from noress.blueprints.questionnaires import bp
from noress.core import clock
from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES, lazy
from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import response_links, rules, serving
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.serving import Opened
from noress.extensions import db
from noress.web.identity import current_actor
from noress.web.languages import speak

#: what stands after /questionnaires/<id>/ on the pages of answers that stand for themselves
GENERAL = frozenset({"remplir", "saisie", "nos-questions", "reponses", "resultats"})
READ_ONLY = lazy("Votre lien permet de lire ces réponses, pas de les changer.")


def open_form(token: str, *, is_copy: bool = False) -> Opened:
    """The form, to be read; 404 for a token that opens nothing, or no longer."""
    opened = response_links.open_token(token)
    if opened is None:
        gone = serving.find_gone(token)
        if gone is None:
            abort(404)
        speak(gone.language)
        raise gone
    # The language of the form is the one begun with, unless this reader chose another.
    if request.args.get("lang") in LANGUAGES:
        _follow_language(opened, is_copy)
    else:
        speak(opened.language)
    return opened


def _follow_language(opened: Opened, is_copy: bool) -> None:
    """The language chosen becomes that of the answers where one person gives them."""
    response, chosen = opened.response, request.args["lang"]
    if chosen == response.language or is_copy or serving.owner_of(response) is not None:
        return
    db.session.rollback()  # what was read is read again with SQLite's write lock: the phone saves meanwhile
    with writing():
        rules.change_language(response=response, language=chosen)
        db.session.commit()


def open_to_change(token: str) -> Opened:
    """The form, for whoever may fill it in. RuleError (403) for whoever reads only."""
    opened = open_form(token)
    if not opened.can_edit:
        raise RuleError("read_only", READ_ONLY, status=403)
    return opened


def holder(opened: Opened) -> Actor:
    """Whoever holds the link: signed in, or known by the link alone."""
    return current_actor() or Actor(name=opened.actor_name, method="link", language=opened.language)


def why_locked(opened: Opened) -> Any:
    """Why nothing can be written there, in words; None when it can."""
    if not opened.can_edit:
        return READ_ONLY
    try:
        serving.check_saving(opened.response, clock.now())
    except RuleError as refused:
        return refused.message
    return None


@bp.before_request
def leave_to_the_owner() -> None:
    """404 where answers are begun, copied from paper, listed, counted or exported in general: those that another
    domain owns are begun and read there."""
    parts = request.url_rule.rule.split("/") if request.url_rule else []
    if len(parts) < 4 or parts[1] != "questionnaires" or parts[3].partition(".")[0] not in GENERAL:
        return
    key = (request.view_args or {}).get("questionnaire_id")
    g.questionnaire = db.session.get(Questionnaire, key)  # held: the permission finds it without asking again
    if g.questionnaire is not None and serving.is_served(g.questionnaire):
        abort(404)
