"""What was received: its number, its fingerprint, the paper in French and in Arabic."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.applying import bp, present
from noress.blueprints.applying.opening import page
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.applications.links import actor_of
from noress.domain.applications.rules.sending import RECEIPT, last_snapshot
from noress.domain.applications.standing import standing_of
from noress.domain.applications.wording import wording_of
from noress.domain.questionnaires.rules.answering import definition_of
from noress.web.application_links import open_link
from noress.web.headers import private_page
from noress.web.link_papers import WaitingWords, link_paper
from noress.web.permissions import public


@bp.get("/candidature/<token>/recu")
@public
def receipt(token: str) -> BaseResponse:
    person = open_link(token)
    standing = standing_of(person.application, clock.now())
    response = standing.response
    if last_snapshot(response) is None:  # of the second stage, not sent yet: what was sent first
        response = person.application.note_response
    snapshot = last_snapshot(response)
    if response is None or snapshot is None:
        return private_page(redirect(url_for(".show", token=token), 303))
    answers = response.answers or {}
    return page(
        "applying/receipt.html", token, person, standing=standing, snapshot=snapshot,
        parts=present.answers_of(token, definition_of(response), answers),
    )  # fmt: skip


@bp.route("/candidature/<token>/recu.pdf", methods=["GET", "POST"])
@public
def receipt_pdf(token: str) -> BaseResponse:
    """Of what was sent last, once it is made; POST asks for it."""
    person = open_link(token)
    application = person.application
    if last_snapshot(application.response) is None and last_snapshot(application.note_response) is None:
        return private_page(redirect(url_for(".show", token=token), 303))
    words = WaitingWords(
        title=wording_of(application.call).receipt_paper, lead=application.title, ask=_("Préparer le reçu"),
        about=_("Le reçu en PDF dit le numéro, la date, chaque réponse en mots, et l'empreinte de ce qui a été reçu."),
        waiting=_("Le reçu se prépare. Il se télécharge dès qu'il est prêt."),
        back=(url_for(".receipt", token=token), _("Revenir au reçu")),
    )  # fmt: skip
    return link_paper(RECEIPT, application, words, actor=actor_of(person))
