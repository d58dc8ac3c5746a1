"""The personal link of a response, `/q/<token>`: no account, on any phone, until it is revoked."""

from noress.core import links, tokens
from noress.core.i18n import gettext
from noress.domain.questionnaires import queries
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.serving import Opened, find_served
from noress.extensions import db

_PURPOSE = "response"


def token_of(response: Response) -> str:
    return links.token(_PURPOSE, response.id, response.link_generation)


def response_url(response: Response) -> str:
    return links.to("questionnaires.resume", token=token_of(response))


def receipt_url(response: Response) -> str:
    """The receipt as PDF."""
    return links.to("questionnaires.receipt_pdf", token=token_of(response))


def find_response(token: str) -> Response | None:
    """The response that the token opens; None for a forged or a revoked one, and for answers that another domain
    owns: its own links open them."""
    claim = tokens.read_token(links.secret(), _PURPOSE, token)
    response = db.session.get(Response, claim.row_id, options=queries.with_version()) if claim else None
    if claim is None or response is None or response.questionnaire_version.questionnaire.serves:
        return None
    return response if tokens.matches(links.secret(), _PURPOSE, claim, response.link_generation) else None


def open_token(token: str) -> Opened | None:
    """What a token under `/q/` opens, a personal link or a link of the domain that owns the answers."""
    response = find_response(token)
    if response is None:
        return find_served(token)
    return Opened(
        response,
        response.filled_by or gettext("Titulaire du lien"),
        can_edit=True,
        language=response.language,
    )
