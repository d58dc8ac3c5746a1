"""On paper: the form to fill in by hand, the receipt of what was sent. The worker makes both."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.questionnaires import bp, opening
from noress.blueprints.questionnaires.listing import current_of
from noress.blueprints.questionnaires.sheets import version_asked
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import policy, serving
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.web import acting
from noress.web.documents import document_link
from noress.web.headers import private_page
from noress.web.link_papers import PAPER, WaitingWords, link_paper
from noress.web.permissions import permission, public

BLANK, RECEIPT = "questionnaire_blank", "response_receipt"


@bp.get("/questionnaires/<int:questionnaire_id>/vierge")
@permission(P.QUESTIONNAIRE_FILL_IN, loads=Questionnaire)
def blank(questionnaire: Questionnaire) -> Any:
    """The form to fill in by hand, in both languages."""
    version = _version(questionnaire)
    return render_template(
        "questionnaires/blank.html", questionnaire=questionnaire, version=version,
        papers=[document_link(BLANK, version, code) for code in PAPER], can_enter=policy.can_manage(acting.actor(), questionnaire),
    )  # fmt: skip


@bp.get("/questionnaires/<int:questionnaire_id>/vierge.pdf")
@permission(P.QUESTIONNAIRE_FILL_IN, loads=Questionnaire)
def blank_pdf(questionnaire: Questionnaire) -> Any:
    """The paper itself once it is made; until then the page that asks for it."""
    version = _version(questionnaire)
    asked = request.args.get("lang", "")
    link = document_link(BLANK, version, asked if asked in PAPER else PAPER[language() == "ar"])
    if link is None or not link.download_url:
        return redirect(url_for(".blank", questionnaire_id=questionnaire.id, version=version.number), 302)
    return redirect(link.download_url, 302)


def _version(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The one in use, unless the secretariat asks for another."""
    if policy.can_manage(acting.actor(), questionnaire):
        return (current_of(questionnaire) if not request.args.get("version") else None) or version_asked(
            questionnaire
        )
    return current_of(questionnaire) or abort(404)


# --- the receipt, for whoever holds the personal link -----------------------------------------------------


@bp.route("/q/<token>/recu.pdf", methods=["GET", "POST"])
@public
def receipt_pdf(token: str) -> BaseResponse:
    """The receipt of what was sent last, once it is made; POST asks for it anew."""
    opened = opening.open_form(token)
    response = opened.response
    if owner := serving.owner_of(response):
        return private_page(redirect(owner.home_url(token), 303))
    if not response.snapshots:
        return private_page(redirect(url_for(".resume", token=token), 303))
    words = WaitingWords(
        title=_("Reçu de réponses"), lead=response.questionnaire_version.questionnaire.title, ask=_("Préparer le reçu"),
        about=_("Le reçu en PDF dit le numéro, la date, chaque réponse en mots, et l'empreinte de ce qui a été reçu."),
        waiting=_("Le reçu se prépare. Il se télécharge dès qu'il est prêt."),
        back=(url_for(".receipt", token=token), _("Revenir au reçu")),
    )  # fmt: skip
    return link_paper(
        RECEIPT, response, words, actor=opening.holder(opened), language=response.language, is_told=True
    )
