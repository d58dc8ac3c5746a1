"""The agreement as PDF, for those who hold the project: asked for, waited for, taken."""

from flask import abort, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.own import open_project
from noress.core.i18n import gettext as _
from noress.domain.applications.links import actor_of
from noress.domain.payments.models import AgreementState
from noress.web.link_papers import WaitingWords, link_paper
from noress.web.permissions import public


@bp.route("/candidature/<token>/projet/convention.pdf", methods=["GET", "POST"])
@public
def own_agreement(token: str) -> BaseResponse:
    """Once it has gone out; POST asks for it."""
    person, award = open_project(token)
    agreement = present.agreement_of(award)
    if agreement is None or agreement.state is AgreementState.DRAFT:
        abort(404)
    words = WaitingWords(
        title=_("Convention à imprimer"), lead=award.application.title, ask=_("Préparer la convention"),
        about=_("Le PDF s'imprime et se signe ; les blancs se remplissent à la main."),
        waiting=_("La convention se prépare. Elle se télécharge dès qu'elle est prête."),
        back=(url_for(".own_project", token=token), _("Revenir au projet")),
    )  # fmt: skip
    return link_paper("agreement", agreement, words, actor=actor_of(person))
