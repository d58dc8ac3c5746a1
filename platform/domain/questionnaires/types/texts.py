"""Texts: a line, a paragraph, a telephone number, a mail address, a web address; and what only explains."""

import re
from typing import Any

from noress.core.contacts import clean_email, clean_phone, clean_url
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import Posted, QuestionType, refuse, register

_BREAKS = re.compile("[\n\v\f\x1c-\x1e\u0085\u2028\u2029]+")


class _Text(QuestionType):
    settings = ("max_length",)
    limit: int

    def parse(self, question: Question, text: str) -> Any:
        return _no_longer(text, int(question.settings.get("max_length") or self.limit))

    def check_question(self, question: Question) -> list[Any]:
        limit = question.settings.get("max_length")
        is_fine = limit in (None, "") or (str(limit).isdigit() and 0 < int(limit) <= 10_000)
        return [] if is_fine else [_("La longueur permise n'est pas un nombre entier entre 1 et 10 000.")]


@register
class ShortText(_Text):
    key, label, limit = "text", _("texte court"), 200

    def parse(self, question: Question, text: str) -> Any:
        return super().parse(question, _BREAKS.sub(" ", text))


@register
class LongText(_Text):
    key, label, limit, seconds = "long_text", _("texte long"), 5000, 60


@register
class Phone(QuestionType):
    key, label = "phone", _("téléphone")

    def parse(self, question: Question, text: str) -> Any:
        return clean_phone(text)


@register
class Email(QuestionType):
    key, label, seconds = "email", _("courriel"), 20

    def parse(self, question: Question, text: str) -> Any:
        return clean_email(text)


@register
class WebAddress(QuestionType):
    key, label, seconds = "url", _("adresse web"), 20

    def parse(self, question: Question, text: str) -> Any:
        return clean_url(text)


@register
class Note(QuestionType):
    key, label, seconds, asks = "note", _("explication"), 10, False

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        return None


def _no_longer(text: str, limit: int) -> str:
    if len(text) > limit:
        message = _(
            "Ce texte est trop long : %(count)s caractères, %(limit)s au plus.", count=len(text), limit=limit
        )
        raise refuse("too_long", message)
    return text
