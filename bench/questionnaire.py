"""The benchmark's questionnaire: 12 groups of 10 questions of every type, drafts, and thousands of sent answers."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, literal, select

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.core.tokens import make_token
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, write_definition
from noress.domain.questionnaires.filling import clear_hidden, list_missing
from noress.domain.questionnaires.models import (
    Channel,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseState,
    VersionState,
)
from noress.domain.questionnaires.received.words import search_text_of
from noress.domain.questionnaires.rules.authoring import canonical
from noress.extensions import db

GROUPS, QUESTIONS = 12, 10
#: people who type while the others do
PEOPLE = 200
#: drafts that lack nothing, each to be sent once
COMPLETE = 260
#: different answers; the rest are copies of these under numbers of their own
_DIFFERENT = 200
#: one answer in ten came by telephone: the export of these alone is ten times smaller
SMALL = "?canal=phone"
_REGION = {"region": "01"}
_PROVINCES = ("01.511", "01.051", "01.151", "01.227")
_FRENCH = (
    "Nous accompagnons des coopératives de femmes dans trois communes rurales, avec une équipe de quatre personnes "
    "et un local partagé. Le transport et la commercialisation restent nos principales difficultés."
)
_ARABIC = "نواكب تعاونيات نسائية في ثلاث جماعات قروية، بفريق من أربعة أشخاص ومقر مشترك. ويبقى النقل والتسويق من أهم الصعوبات."


@dataclass
class Form:
    """What the load generator needs to know."""

    questionnaire_id: int
    #: sections of every kind of question, the one typed in first
    section: str
    #: {name of an input: text}: the answers of that section as a page posts them
    typed: dict[str, str]
    typing: list[str] = field(default_factory=list)
    complete: list[str] = field(default_factory=list)
    sent: int = 0


def seed_form(secret: str, *, sent: int) -> Form:
    """A published questionnaire, drafts of it, and `sent` answers that were received."""
    now, definition = clock.now(), make_definition()
    with writing():
        version = _version(definition, now)
        typing = [
            _draft(version.id, clear_hidden(definition, _values(n, up_to=2)), now) for n in range(PEOPLE)
        ]
        whole = [clear_hidden(definition, _values(n)) for n in range(COMPLETE)]
        assert list_missing(definition, whole[0]) == {}, "a complete draft lacks an answer"
        complete = [_draft(version.id, values, now) for values in whole]
        returning = insert(Response).returning(Response.id, sort_by_parameter_order=True)
        ids = list(db.session.scalars(returning, typing + complete))
        _send(version.id, definition, whole, sent, now)
        key = version.questionnaire_id
        db.session.commit()
    tokens = [make_token(secret, "response", row, 1) for row in ids]
    return Form(key, "s1", typed_answers(), tokens[:PEOPLE], tokens[PEOPLE:], sent)


def make_definition() -> Definition:
    return Definition(tuple(_section(number) for number in range(1, GROUPS + 1)))


def typed_answers() -> dict[str, str]:
    """The first section, as somebody fills it in."""
    return {
        "q.s1_name": "Coopérative Al Amal", "q.s1_kind": "c2", "q.s1_province": "01.511", "q.s1_commune": "01.511.01.01",
        "q.s1_address": "12, rue de la Kasbah", "q.s1_address-point": "35.78, -5.81", "q.s1_phone": "0539 12 34 56",
        "q.s1_email": "contact@banc.example", "q.s1_site": "https://banc.example/", "q.s1_has_premises": "true",
        "q.s1_premises": _FRENCH,
    }  # fmt: skip


# ---- definition ------------------------------------------------------------------------------------


def _both(french: str, arabic: str) -> Translated:
    return Translated(fr=french, ar=arabic)


def _ask(number: int, name: str, kind: str, **values: Any) -> Question:
    label = _both(
        f"{number}. Question « {name} » du questionnaire commun",
        f"{number}. سؤال « {name} » من الاستمارة المشتركة",
    )
    hint = _both("Une réponse approximative suffit.", "تكفي إجابة تقريبية.")
    return Question(f"s{number}_{name}" if number else name, kind, label, hint, **values)


def _choices(count: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"c{n}", _both(f"Choix proposé {n}", f"الاختيار المقترح {n}")) for n in range(1, count + 1)
    )


def _when(number: int, name: str, operator: Operator, value: str) -> dict[str, Any]:
    return {"condition": Condition((Clause(f"s{number}_{name}", operator, value),))}


def _section(number: int) -> Section:
    made = (_who, _what, _means)[(number - 1) % 3](number)
    assert len(made) == QUESTIONS, f"{len(made)} questions in section {number}"
    title = _both(f"Partie {number} : ce que fait la structure", f"الجزء {number}: ما تقوم به البنية")
    asked = Condition((Clause("s1_has_premises", Operator.IS, "true"),)) if number == GROUPS else None
    return Section(f"s{number}", title, _both(_FRENCH, _ARABIC), made, asked)


def _who(n: int) -> tuple[Question, ...]:
    return (
        _ask(n, "name", "text", is_required=True, identifies=True), _ask(n, "kind", "one", choices=_choices(8), settings={"other": True}),
        _ask(n, "province", "province", settings=_REGION), _ask(n, "commune", "commune", settings=_REGION),
        _ask(n, "address", "address"), _ask(n, "phone", "phone"), _ask(n, "email", "email"), _ask(n, "site", "url"),
        _ask(n, "has_premises", "yes_no", is_required=True),
        _ask(n, "premises", "long_text", **_when(n, "has_premises", Operator.IS, "true")),
    )  # fmt: skip


def _what(n: int) -> tuple[Question, ...]:
    return (
        _ask(n, "trains", "yes_no", is_required=True),
        _ask(n, "people", "number", settings={"min": "0", "max": "100000"}, **_when(n, "trains", Operator.IS, "true")),
        _ask(n, "budget", "money", **_when(n, "people", Operator.MORE, "10")),
        _ask(n, "themes", "several", choices=_choices(12), settings={"other": True, "max_choices": "8"}),
        _ask(n, "since", "date"),
        _ask(n, "means", "table", choices=_choices(3), questions=(_ask(0, "count", "number"), _ask(0, "state", "text"))),
        _ask(n, "partner", "text"),
        _ask(n, "role", "one", choices=_choices(5), **_when(n, "partner", Operator.ANSWERED, "")),
        _ask(n, "needs", "long_text"), _ask(n, "note", "note"),
    )  # fmt: skip


def _means(n: int) -> tuple[Question, ...]:
    return (
        _ask(n, "sectors", "several", choices=_choices(10), is_required=True), _ask(n, "members", "number"),
        _ask(n, "projects", "repeated", questions=(_ask(0, "title", "text"), _ask(0, "cost", "money"), _ask(0, "starts", "date"))),
        _ask(n, "has_report", "yes_no"), _ask(n, "report", "file", **_when(n, "has_report", Operator.IS, "true")),
        _ask(n, "photo", "photo"), _ask(n, "founded", "date"), _ask(n, "motto", "text"),
        _ask(n, "status", "one", choices=_choices(6)),
        _ask(n, "expects", "long_text", **_when(n, "sectors", Operator.HOLDS, "c1")),
    )  # fmt: skip


# ---- answers ---------------------------------------------------------------------------------------


def _values(n: int, up_to: int = GROUPS) -> dict[str, Any]:
    """Answers to the first sections; what conditions hide is still among them."""
    values: dict[str, Any] = {}
    for number in range(1, up_to + 1):
        made = (_of_who, _of_what, _of_means)[(number - 1) % 3](n + number)
        values |= {f"s{number}_{name}": value for name, value in made.items()}
    return values


def _said(n: int) -> str:
    return f"{n}. {_FRENCH if n % 2 else _ARABIC}"


def _of_who(n: int) -> dict[str, Any]:
    return {
        "name": f"Structure {n} (banc d'essai)", "kind": f"c{n % 8 + 1}" if n % 9 else {"other": "Réseau de quartier"},
        "province": _PROVINCES[n % 4], "commune": "01.051.01.01", "phone": "+212539123456",
        "address": {"text": f"{n}, rue de la Kasbah", "lat": 35.78, "lon": -5.81}, "email": f"structure{n}@banc.example",
        "site": "https://banc.example/", "has_premises": n % 4 > 0, "premises": _said(n),
    }  # fmt: skip


def _of_what(n: int) -> dict[str, Any]:
    cells = {f"c{row}": {"count": str(n % 7 + row), "state": "Bon état"} for row in (1, 2, 3)}
    return {
        "trains": n % 3 > 0, "people": str(n % 90), "budget": 4_000_000 + n * 150, "since": f"20{n % 20 + 10}-03-18",
        "themes": [f"c{row}" for row in range(1, n % 6 + 2)], "means": cells, "partner": "Association voisine",
        "role": f"c{n % 5 + 1}", "needs": _said(n),
    }  # fmt: skip


def _of_means(n: int) -> dict[str, Any]:
    block = {"title": "Atelier de couture", "cost": 1_250_000, "starts": "2027-01-15"}
    return {
        "sectors": [f"c{row}" for row in range(1, n % 5 + 2)], "members": str(n % 200), "projects": [block] * (n % 3 + 1),
        "has_report": False, "founded": "2011-05-30", "motto": "Ensemble", "status": f"c{n % 6 + 1}", "expects": _said(n),
    }  # fmt: skip


# ---- rows ------------------------------------------------------------------------------------------


def _version(definition: Definition, now: datetime) -> QuestionnaireVersion:
    content = write_definition(definition)
    questionnaire = Questionnaire(
        title=_both("Questionnaire commun", "الاستمارة المشتركة"),
        notice=_both("Loi 09-08", "القانون 09-08"),
        created_at=now,
    )
    version = QuestionnaireVersion(
        questionnaire=questionnaire, number=1, content=content, state=VersionState.PUBLISHED, published_at=now,
        sha256=hashlib.sha256(canonical(content).encode()).hexdigest(),
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    return version


def _draft(version_id: int, values: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "questionnaire_version_id": version_id, "language": "fr", "values": values, "unread": {}, "moved": [],
        "place": "s1", "started_at": now, "saved_at": now, "state": ResponseState.DRAFT, "channel": Channel.SELF,
    }  # fmt: skip


def _send(
    version_id: int, definition: Definition, whole: list[dict[str, Any]], count: int, now: datetime
) -> None:
    """Some different answers, then copies of them made by the database, so that seeding takes seconds."""
    rows = [_sent(n, version_id, values, definition, now) for n, values in enumerate(whole[:_DIFFERENT])]
    ids = list(db.session.scalars(insert(Response).returning(Response.id), rows))
    columns = [column for column in Response.__table__.columns if column.name != "id"]
    for copy in range(1, count // _DIFFERENT):
        number = literal(f"B-{copy:04d}").op("||")(func.substr(Response.number, 7))
        copied = [number if column.name == "number" else column for column in columns]
        db.session.execute(
            insert(Response).from_select(
                [column.name for column in columns], select(*copied).where(Response.id.in_(ids)),
                include_defaults=False,
            )
        )  # fmt: skip


def _sent(
    n: int, version_id: int, values: dict[str, Any], definition: Definition, now: datetime
) -> dict[str, Any]:
    is_phoned = n % 10 == 0
    found = _draft(version_id, values, now) | {
        "number": f"B-0000-{n:04d}", "answers": values, "state": ResponseState.SUBMITTED, "sent_key": f"banc-{n}",
        "channel": Channel.PHONE if is_phoned else Channel.SELF, "filled_by": "Animatrice" if is_phoned else None,
        "submitted_at": now - timedelta(minutes=n), "language": "ar" if n % 3 == 0 else "fr",
    }  # fmt: skip
    told = Response(number=found["number"], answers=values, filled_by=found["filled_by"], language="fr")
    return found | {"search_text": search_text_of(told, definition)}
