"""Choices: yes or no, one of a list, several of a list, places of the official list."""

from functools import lru_cache
from typing import Any

from noress.core import territories
from noress.core.formats import listed
from noress.core.i18n import gettext
from noress.core.i18n import lazy as _
from noress.core.territories import Territory
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import Posted, QuestionType, one, refuse, register, wrong_counts

#: what an input posts for an answer that is not in the list; its text comes with the suffix
OTHER, OTHER_TEXT = "other", "-other"
LONGEST_OTHER = 200
NOT_OFFERED = _("Choisissez une des réponses proposées.")


@register
class YesNo(QuestionType):
    key, label, seconds = "yes_no", _("oui ou non"), 6

    def parse(self, question: Question, text: str) -> Any:
        if text not in {"true", "false"}:
            raise refuse("no_choice", NOT_OFFERED)
        return text == "true"

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": [] if answer is None else ["true" if answer else "false"]}

    def say(self, question: Question, answer: Any) -> str:
        return "" if answer is None else gettext("Oui") if answer else gettext("Non")


class _Listed(QuestionType):
    """Shared by what is chosen in a list, with another answer where `other` allows it."""

    def check_question(self, question: Question) -> list[Any]:
        keys = [choice.key for choice in question.choices]
        if not keys:
            return [_("Cette liste n'a pas encore de choix.")]
        if len(set(keys)) < len(keys) or OTHER in keys or "" in keys:
            return [_("Deux choix portent le même nom technique, ou l'un d'eux s'appelle « other ».")]
        return []

    def _chosen(self, question: Question, key: str, other: str) -> Any:
        if question.choice(key):
            return key
        if key == OTHER and question.settings.get("other"):
            return {"other": _other(other)}
        raise refuse("no_choice", NOT_OFFERED)

    def _said(self, question: Question, part: Any) -> str:
        if isinstance(part, dict):
            return str(part["other"])
        choice = question.choice(part)
        return str(choice.label) if choice else str(part)


@register
class OneChoice(_Listed):
    key, label, has_choices, seconds = "one", _("un choix"), True, 10
    settings = ("other",)

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        key = one(posted, name)
        return self._chosen(question, key, one(posted, name + OTHER_TEXT)) if key else None

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        if isinstance(answer, dict):
            return {"": [OTHER], OTHER_TEXT: [answer["other"]]}
        return {"": [answer] if answer else []}

    def say(self, question: Question, answer: Any) -> str:
        return "" if answer is None else self._said(question, answer)


@register
class SeveralChoices(_Listed):
    """Keys in the order of the list, another answer last."""

    key, label, has_choices, seconds = "several", _("plusieurs choix"), True, 15
    settings = ("other", "min_choices", "max_choices")

    def check_question(self, question: Question) -> list[Any]:
        problems = super().check_question(question) + wrong_counts(question, "min_choices", "max_choices")
        least, most = (question.settings.get(limit) or 0 for limit in ("min_choices", "max_choices"))
        if not problems and int(most) and int(least) > int(most):
            return [_("La plus petite réponse permise est plus grande que la plus grande.")]
        return problems

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        asked = {key for key in posted.get(name, []) if key}
        known = [choice.key for choice in question.choices if choice.key in asked]
        parts: list[Any] = list(known)
        parts.extend(
            self._chosen(question, key, one(posted, name + OTHER_TEXT)) for key in sorted(asked - set(known))
        )
        least, most = (int(question.settings.get(limit) or 0) for limit in ("min_choices", "max_choices"))
        if parts and len(parts) < least:
            raise refuse("too_few", _("Choisissez au moins %(count)s réponses.", count=least))
        if most and len(parts) > most:
            raise refuse("too_many", _("Choisissez %(count)s réponses au plus.", count=most))
        return parts or None

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        other = [part["other"] for part in answer or [] if isinstance(part, dict)]
        keys = [OTHER if isinstance(part, dict) else part for part in answer or []]
        return {"": keys, **({OTHER_TEXT: other} if other else {})}

    def say(self, question: Question, answer: Any) -> str:
        return listed(self._said(question, part) for part in answer) if answer else ""


class _Place(QuestionType):
    """A place of the official list, or another one in the person's words; `region` narrows the list."""

    level: str
    settings = ("region",)
    seconds = 12

    def offered(self, question: Question) -> list[Territory]:
        return list(_offered(self.level, question.settings.get("region") or ""))

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        code = one(posted, name)
        if not code:
            return None
        if code == OTHER:
            return {"other": _other(one(posted, name + OTHER_TEXT))}
        place = territories.get(code, self.level)
        if not place or not _lies_in(question, place):
            raise refuse("no_choice", NOT_OFFERED)
        return code

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        if isinstance(answer, dict):
            return {"": [OTHER], OTHER_TEXT: [answer["other"]]}
        return {"": [answer] if answer else []}

    def say(self, question: Question, answer: Any) -> str:
        if isinstance(answer, dict):
            return str(answer["other"])
        place = territories.get(answer or "")
        return str(place.name) if place else str(answer or "")

    def check_question(self, question: Question) -> list[Any]:
        return [] if self.offered(question) else [_("Cette liste n'a pas encore de choix.")]


@register
class Province(_Place):
    key, label, level = "province", _("préfecture ou province"), "province"


@register
class Commune(_Place):
    key, label, level = "commune", _("commune"), "commune"


@lru_cache(64)
def _offered(level: str, region: str) -> tuple[Territory, ...]:
    """A page of communes would ask 1,500 of them for their region each time."""
    return tuple(place for place in territories.of_level(level) if _is_in(region, place))


def _lies_in(question: Question, place: Territory) -> bool:
    """The place is in the region that the question narrows its list to."""
    return _is_in(question.settings.get("region") or "", place)


def _is_in(region: str, place: Territory) -> bool:
    return not region or getattr(territories.region_of(place.code), "code", "") == region


def _other(text: str) -> str:
    if not text:
        raise refuse("other_empty", _("Écrivez votre réponse dans le champ « Autre »."))
    if len(text) > LONGEST_OTHER:
        raise refuse(
            "too_long",
            _("Cette réponse est trop longue : %(limit)s caractères au plus.", limit=LONGEST_OTHER),
        )
    return " ".join(text.split())
