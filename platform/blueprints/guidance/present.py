"""What pages of guidance show, in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import current_app, request, url_for

from noress.core import territories
from noress.core.database import read_rows
from noress.core.i18n import Translated, language
from noress.core.i18n import lazy as _
from noress.domain.catalogue.models import Term
from noress.domain.catalogue.vocabulary import Vocabulary
from noress.domain.guidance.asking import SKIPPED, Asked, Question, list_choices, list_communes
from noress.domain.guidance.queries import voices
from noress.domain.guidance.queries.finding import Fitting
from noress.domain.guidance.reasons import reasons_for
from noress.domain.guidance.voices import RESULTS
from noress.extensions import db
from noress.web.places import home_provinces
from noress.web.public_cache import kept

TITLES = {
    Question.PROVINCE: _("Où êtes-vous ?"), Question.COMMUNE: _("Dans quelle commune ?"),
    Question.STAGE: _("Où en est votre projet ?"), Question.SECTOR: _("De quoi avez-vous besoin ?"),
    Question.SERVICE: _("Plus précisément, de quoi avez-vous besoin ?"), Question.PUBLIC: _("Qui êtes-vous ?"),
}  # fmt: skip
#: of the screens that a recorded voice may read
SCREEN_TITLES = {
    **{question.value: title for question, title in TITLES.items()},
    RESULTS: _("À qui vous adresser"),
}
#: how answers are recalled above the results
LABELS = {
    Question.PROVINCE: _("Où"), Question.COMMUNE: _("Commune"), Question.STAGE: _("Projet"),
    Question.SECTOR: _("Besoin"), Question.SERVICE: _("Plus précisément"), Question.PUBLIC: _("Qui"),
}  # fmt: skip
#: what is asked again together with an answer that changes
WITH = {Question.PROVINCE: (Question.COMMUNE,), Question.SECTOR: (Question.SERVICE,)}


class Choice(NamedTuple):
    value: str
    label: Any
    pictogram: str = ""


class Shown(NamedTuple):
    """One structure found, and why."""

    structure: Fitting
    kind: Any
    place: Any
    reasons: list[str]


def contact() -> str:
    address: str = current_app.config["SETTINGS"].mail_sender
    return address


def sound_of(screen: str) -> str:
    """Where the voice that reads this screen in the reader's language is played; "" without one."""
    key = kept("guidance voices", _recorded).get((screen, language()))
    return url_for("guidance.hear", stored_file_id=key) if key else ""


def _recorded() -> dict[tuple[str, str], int]:
    return {(row.about, row.language): row.file_id for row in read_rows(db.session, voices.list_places())}


def is_elsewhere() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def choices_of(question: Question, asked: Asked, vocabulary: Vocabulary) -> list[Choice]:
    if question is Question.PROVINCE:
        return [Choice(place.code, place.name) for place in home_provinces()]
    if question is Question.COMMUNE:
        return [Choice(place.code, place.name) for place in list_communes(asked.province)]
    return [
        Choice(term.code, plain(term), term.pictogram) for term in list_choices(question, asked, vocabulary)
    ]


def plain(term: Term) -> Translated:
    """As a person with a project says it; the word itself when nothing plainer is written in this language."""
    return Translated({**term.name, **(term.plain or {})})


def recalled(asked: Asked) -> list[tuple[Any, Any, dict[str, str]]]:
    """(what, answer, the address that asks it again)."""
    words = {
        Question.PROVINCE: _place(asked.province), Question.COMMUNE: _place(asked.commune),
        Question.STAGE: asked.stage and plain(asked.stage), Question.SECTOR: asked.sector and plain(asked.sector),
        Question.SERVICE: asked.service and plain(asked.service), Question.PUBLIC: asked.public and plain(asked.public),
    }  # fmt: skip
    return [
        (
            LABELS[question],
            words[question] or _("sans réponse"),
            asked.address(but=(question, *WITH.get(question, ()))),
        )
        for question, value in asked.answers
        if value != SKIPPED or question not in (Question.COMMUNE, Question.SERVICE)
    ]


def _place(code: str) -> Any:
    found = territories.get(code)
    return found.name if found else ""


def shown(
    structures: Iterable[Fitting], asked: Asked, vocabulary: Vocabulary, kinds: Mapping[str, Any]
) -> list[Shown]:
    return [
        Shown(
            one,
            kinds.get(one.kind_code or ""),
            _place(one.commune_code or "") or _place(one.province_code or ""),
            reasons_for(one, asked, vocabulary),
        )
        for one in structures
    ]
