"""What lists, figures and files of answers are narrowed to, as an address says it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from noress.core.i18n import LANGUAGE_NAMES
from noress.core.numerals import parse_day
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires import queries
from noress.domain.questionnaires.definition import Question, read_definition
from noress.domain.questionnaires.models import Channel, QuestionnaireVersion, ResponseState
from noress.domain.questionnaires.received import queries as received
from noress.domain.questionnaires.received.queries import NARROWING, Filters
from noress.domain.questionnaires.received.union import Union, unite
from noress.extensions import db

#: what is typed beyond is not a search
LONGEST_SEARCH = 200
#: a question's answer in the address: `r_province=01.511`
ANSWER = "r_"
LONGEST_VALUE = 80


class Narrowed(NamedTuple):
    """The filter, and what there is to choose from."""

    filters: Filters
    union: Union
    versions: list[QuestionnaireVersion]
    through: list[Institution]
    narrowing: list[Question]


def narrow(questionnaire_id: int, args: Mapping[str, str]) -> Narrowed:
    """What is said badly is not asked for."""
    versions = list(db.session.scalars(queries.list_versions(questionnaire_id)))
    through = list(db.session.scalars(received.list_passing_on(questionnaire_id)))
    union = unite(
        [(version.id, version.number or 0, read_definition(version.content)) for version in versions]
    )
    narrowing = [question for question in union.questions if question.type in NARROWING]
    filters = Filters(
        words=args.get("q", "")[:LONGEST_SEARCH].strip(), state=_state(args.get("etat")),
        channel=_member(Channel, args.get("canal")), version=_among(args.get("version"), [v.number for v in versions]),
        through_id=_among(args.get("par"), [one.id for one in through]),
        language=args["langue"] if args.get("langue") in LANGUAGE_NAMES else "",
        since=parse_day(args.get("du", "")[:20]), until=parse_day(args.get("au", "")[:20]),
        answers=tuple(
            (question.key, question.type, value)
            for question in narrowing
            if (value := args.get(ANSWER + question.key, "")[:LONGEST_VALUE])
        ),
    )  # fmt: skip
    return Narrowed(filters, union, versions, through, narrowing)


def _state(raw: str | None) -> ResponseState | None:
    found = _member(ResponseState, raw)
    return found if found is not ResponseState.DRAFT else None


def _member(kind: Any, raw: str | None) -> Any:
    return kind(raw) if raw in {member.value for member in kind} else None


def _among(raw: str | None, keys: Sequence[int | None]) -> int | None:
    return next((key for key in keys if key is not None and str(key) == raw), None)
