"""A domain that owns the answers of its questionnaires, as small as can be."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.serving import Opened, with_settings
from noress.extensions import db

NAME = "trial"


@dataclass
class Trial:
    """Tokens are words: {"owner": (id of the response, whether it may be changed)}."""

    name: str = NAME
    tokens: dict[str, tuple[int, bool]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    closed: bool = False

    def find(self, token: str) -> Opened | None:
        if token not in self.tokens:
            return None
        response_id, can_edit = self.tokens[token]
        response = db.session.get(Response, response_id)
        assert response is not None
        return Opened(response, "Titulaire du dossier 12", can_edit, "fr")

    def gone(self, token: str) -> None:
        return None

    def adapt(self, response: Response, definition: Definition) -> Definition:
        return with_settings(definition, "budget", self.settings)

    def home_url(self, token: str) -> str:
        return f"/dossier/{token}"

    def sending_url(self, token: str) -> str:
        return f"/dossier/{token}/envoyer"

    def title(self, response: Response) -> Any:
        return None

    def banner(self, response: Response) -> Any:
        return "Pas encore envoyé." if response.submitted_at is None else None

    def check_saving(self, response: Response, now: datetime) -> None:
        if self.closed:
            raise RuleError("withdrawn", "Ce dossier est retiré.", status=409)
