"""The plain questions of the right door: which are answered, which comes next, all of it in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from noress.core import territories
from noress.domain.catalogue.models import Facet, Term
from noress.domain.catalogue.vocabulary import Vocabulary

#: the answer of whoever goes past a question
SKIPPED = "-"


class Question(StrEnum):
    """By their names in the address, in the order in which they are asked."""

    PROVINCE = "province"
    COMMUNE = "commune"
    STAGE = "moment"
    SECTOR = "secteur"
    SERVICE = "service"
    PUBLIC = "public"


FACETS = {
    Question.STAGE: Facet.STAGE, Question.SECTOR: Facet.SECTOR, Question.SERVICE: Facet.SERVICE,
    Question.PUBLIC: Facet.PUBLIC,
}  # fmt: skip
#: what people count: the commune belongs to "where", the service to "what"
STEPS = {
    Question.PROVINCE: 1, Question.COMMUNE: 1, Question.STAGE: 2, Question.SECTOR: 3, Question.SERVICE: 3,
    Question.PUBLIC: 4,
}  # fmt: skip
LAST_STEP = 4


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. Nothing said is ""; `answers` are those of the address, the skipped ones too."""

    answers: tuple[tuple[Question, str], ...] = ()
    province: str = ""
    commune: str = ""
    stage: Term | None = None
    sector: Term | None = None
    service: Term | None = None
    public: Term | None = None

    @property
    def need(self) -> Term | None:
        """As narrow as it was said."""
        return self.service or self.sector

    @property
    def is_empty(self) -> bool:
        return not (self.province or self.stage or self.need or self.public)

    def address(self, *, but: Iterable[Question] = ()) -> dict[str, str]:
        """As the address says it; without these answers, it asks them again."""
        left_out = set(but)
        return {question.value: value for question, value in self.answers if question not in left_out}


def read_asked(args: Mapping[str, str], vocabulary: Vocabulary) -> Asked:
    """From an address: an answer that is not a choice of ours is as if it had not been given. A service brings its
    sector, a commune its province."""
    typed = {question: (args.get(question.value) or "").strip()[:80] for question in Question}
    words = {question: _term(vocabulary, facet, typed[question]) for question, facet in FACETS.items()}
    service = words[Question.SERVICE]
    if service is not None and service.parent is not None:
        words[Question.SECTOR] = service.parent
        typed[Question.SECTOR] = service.parent.code
    province, commune = _place(typed)
    known = {**{question: term.code for question, term in words.items() if term is not None},
             **({Question.PROVINCE: province} if province else {}),
             **({Question.COMMUNE: commune} if commune else {})}  # fmt: skip
    answers = tuple(
        (question, known.get(question) or SKIPPED)
        for question in Question
        if question in known or typed[question] == SKIPPED
    )
    return Asked(
        answers, province, commune, words[Question.STAGE], words[Question.SECTOR], words[Question.SERVICE],
        words[Question.PUBLIC],
    )  # fmt: skip


def _term(vocabulary: Vocabulary, facet: Facet, code: str) -> Term | None:
    found = vocabulary.get(facet, code)
    return found if found is not None and found.archived_at is None else None


def _place(typed: Mapping[Question, str]) -> tuple[str, str]:
    commune = territories.get(typed[Question.COMMUNE], "commune")
    province = territories.get(commune.parent if commune else typed[Question.PROVINCE], "province")
    return (province.code if province else "", commune.code if commune and province else "")


def questions_left(asked: Asked, vocabulary: Vocabulary) -> list[Question]:
    """In their order. The commune is asked once the province is said, the service once its sector is, and only
    where there is something to choose."""
    given = {question for question, _value in asked.answers}
    left = [question for question in Question if question not in given]
    has_communes = bool(asked.province and list_communes(asked.province))
    services = vocabulary.of(Facet.SERVICE, parent=asked.sector) if asked.sector else []
    asks = {
        Question.COMMUNE: has_communes, Question.SERVICE: bool(services),
        **{question: bool(vocabulary.of(FACETS[question])) for question in (Question.STAGE, Question.SECTOR, Question.PUBLIC)},
    }  # fmt: skip
    return [question for question in left if asks.get(question, True)]


def list_communes(province: str) -> list[territories.Territory]:
    return [place for place in territories.children(province) if place.level == "commune"]


def list_choices(question: Question, asked: Asked, vocabulary: Vocabulary) -> list[Term]:
    """The words to choose among; places are not words of ours."""
    facet = FACETS[question]
    return vocabulary.of(facet, parent=asked.sector if question is Question.SERVICE else None)


def narrowed(asked: Asked, *, province: str, need: Term | None) -> Asked:
    """The same search about one need in one place: what is proposed to somebody who got no answer."""
    service = need if need is not None and need.facet is Facet.SERVICE else None
    sector = service.parent if service is not None else need
    return replace(asked, province=province, commune="", sector=sector, service=service)
