"""Questionnaires whose answers are part of something else: an application to a call is one.

The domain named by `Questionnaire.serves` owns those answers. Its own tokens open the form, its own pages stand where
a form begins and ends, and it says until when they change. Neither the personal link of a response nor any page that
reads answers in general opens them.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import event
from sqlalchemy.orm import Session

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Questionnaire, Response
from noress.extensions import db


class Opened(NamedTuple):
    """A form as a token opens it."""

    response: Response
    #: who holds the token, for the history
    actor_name: str
    #: reads only, when not
    can_edit: bool
    #: of whoever holds the token
    language: str


class Gone(RuleError):
    """A link that opened one of these forms and no longer does; said in the language of whoever held it."""

    def __init__(self, message: Any, language: str):
        super().__init__("gone", message, status=404)
        self.language = language


class Served(Protocol):
    """What a domain answers for its questionnaires."""

    @property
    def name(self) -> str:
        """As `Questionnaire.serves` holds it."""

    def find(self, token: str) -> Opened | None:
        """What a token of that domain opens; None for every other, and for one that was taken away."""

    def gone(self, token: str) -> Gone | None:
        """What is said of a token that was taken away or replaced; None for every other."""

    def adapt(self, response: Response, definition: Definition) -> Definition:
        """What this response is asked: the amount of its lot, in the settings of a budget. The definition
        given is shared: another one is made (`with_settings`)."""

    def home_url(self, token: str) -> str:
        """The page that stands for `/q/<token>`."""

    def sending_url(self, token: str) -> str:
        """The page that checks and sends, after the last part."""

    def title(self, response: Response) -> Any:
        """Of the form, where its own name is not the questionnaire's; None otherwise."""

    def banner(self, response: Response) -> Any:
        """Said on every page of the form; None for nothing."""

    def check_saving(self, response: Response, now: datetime) -> None:
        """Raise RuleError (409) when nothing is changed there any more. Called while the response is held."""


_served: dict[str, Served] = {}


def serve(served: Served) -> Served:
    """That domain owns the answers of the questionnaires that bear its name."""
    _served[served.name] = served
    return served


def owner_of(response: Response) -> Served | None:
    """The domain that these answers belong to; None when they stand for themselves. KeyError where the name says
    one that nobody registered: such answers are opened by nobody."""
    name = response.questionnaire_version.questionnaire.serves
    return _served[name] if name else None


def find_served(token: str) -> Opened | None:
    """What the token opens in one of those domains."""
    return next((found for served in _served.values() if (found := served.find(token))), None)


def find_gone(token: str) -> Gone | None:
    """Why the token opens nothing any more, where one of those domains knows."""
    return next((gone for served in _served.values() if (gone := served.gone(token))), None)


def is_served(questionnaire: Questionnaire) -> bool:
    return questionnaire.serves is not None


def check_unserved(questionnaire: Questionnaire) -> None:
    """Raise for what only questionnaires that stand for themselves do."""
    if is_served(questionnaire):
        message = _("Ce questionnaire fait partie d'un dossier : il se remplit depuis la page de ce dossier.")
        raise RuleError("served", message, status=409)


def check_saving(response: Response, now: datetime) -> None:
    """Raise when the domain that owns these answers lets nothing be changed."""
    owner = owner_of(response)
    if owner is not None:
        owner.check_saving(response, now)


_ADAPTED = "questionnaires: definitions as their owners adapted them"


def adapted(response: Response, definition: Definition, owner: Served, *, is_fresh: bool) -> Definition:
    """What the owner makes of the definition, asked once in a transaction: a page needs it at many places. `is_fresh`:
    asked again, by a rule that has just taken hold of the response."""
    kept: dict[tuple[int, int], Definition] = db.session().info.setdefault(_ADAPTED, {})
    key = response.id, response.questionnaire_version_id
    if is_fresh or key not in kept:
        kept[key] = owner.adapt(response, definition)
    return kept[key]


@event.listens_for(Session, "after_transaction_end")
def _forget_adapted(session: Session, _transaction: object) -> None:
    session.info.pop(_ADAPTED, None)


def with_settings(definition: Definition, type_: str, settings: dict[str, Any]) -> Definition:
    """The definition with these settings of every question of that type, for `Served.adapt`."""
    return definition.with_sections(tuple(
        replace(section, questions=tuple(
            replace(question, settings=question.settings | settings) if question.type == type_ else question
            for question in section.questions
        ))
        for section in definition.sections
    ))  # fmt: skip
