"""Editions of the prize, their entries, and who judges them."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.domain.accounts.models import Person
from noress.domain.applications.models import ApplicationState
from noress.domain.catalogue.models import Structure
from noress.domain.competitions.models import Competition, Entrant, Entry, Nomination, Prize, RulesVersion
from noress.domain.funding.models import CallKind, CallState
from noress.domain.institutions.models import Institution
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.questionnaires.definition import Definition
from noress.domain.reviewing.models import Grid
from tests.factories import NOW, make_institution, make_person, save
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call
from tests.factories.catalogue import make_structure
from tests.factories.evaluating import make_grid
from tests.factories.questionnaires import both, make_question, make_section

#: where an edition stands: dates of the call and of the grid, in days from now
_MOMENTS: dict[str, dict[str, Any]] = {
    "entry": {"opens": -5, "closes": 10, "scoring": (15, 30)},
    "eligibility": {"opens": -20, "closes": -2, "scoring": (5, 20)},
    "scoring": {"opens": -30, "closes": -10, "scoring": (-5, 10)},
    "scored": {"opens": -60, "closes": -30, "scoring": (-20, -1)},
    "deliberation": {"opens": -60, "closes": -30, "scoring": (-20, -2), "deliberation": -1},
    "embargo": {"opens": -60, "closes": -30, "scoring": (-20, -5), "deliberation": -3, "decided": -1},
}


def entry_definition() -> Definition:
    """Who it is identifies; what it is does not."""
    return Definition(
        (
            make_section(
                "entry",
                make_question("title", is_required=True),
                make_question("summary", "long_text", is_required=True),
                make_question("leader", identifies=True),
                make_question("phone", "phone", identifies=True),
                make_question("photo", "file"),
            ),
        )
    )


def make_competition(at: str = "scoring", **values: Any) -> Competition:
    """In that phase ("entry", "eligibility", "scoring", "scored", "deliberation", "embargo"); one category, three prizes of
    50 000, 30 000 DH and an unknown amount, rules of version 1, a grid of two criteria. `call={...}` changes the call,
    `grid={...}` the grid."""
    when = _MOMENTS[at]
    opens, closes = (NOW + timedelta(days=when[one]) for one in ("opens", "closes"))
    usual_call: dict[str, Any] = {
        "kind": CallKind.COMPETITION, "stages": 1, "note_questionnaire_id": None, "file": entry_definition(),
        "lot": {"title": both("Initiatives"), "amount": 0, "most_projects": None, "own_percent": 0},
        "state": CallState.OPEN if at == "entry" else CallState.REVIEW, "opens_at": opens, "closes_at": closes,
        "questions_until": closes, "files_close_at": None, "envelope": None, "needs_affiliation": False,
    }  # fmt: skip
    call = make_call(**{**usual_call, **values.pop("call", {})})
    grid: dict[str, Any] = values.pop("grid", {})
    usual: dict[str, Any] = {
        "entrants": [one.value for one in Entrant], "tie_rules": ["criteria", "chair"], "minimum_scores": 1,
        "ceremony_at": NOW + timedelta(days=40),
    }  # fmt: skip
    for name, key in (("deliberation", "deliberation_opens_at"), ("decided", "deliberated_at")):
        if name in when:
            usual[key] = NOW + timedelta(days=when[name])
    competition = save(Competition(call_id=call.id, **{**usual, **values}))
    for rank, amount in ((1, 50_000_00), (2, 30_000_00), (3, None)):
        make_prize(competition, rank=rank, amount=amount)
    rules = RulesVersion(
        competition_id=competition.id, number=1, text=both("Règlement du prix"), published_at=opens
    )
    save(rules)
    begins, ends = (NOW + timedelta(days=day) for day in when["scoring"])
    make_grid(call, **{"opens_at": begins, "closes_at": ends, "by_everybody": True, **grid})
    return competition


def grid_of(competition: Competition) -> Grid:
    from noress.domain.competitions import finding

    grid = finding.grid_of(competition)
    assert grid is not None
    return grid


def make_prize(
    competition: Competition, *, rank: int = 1, amount: int | None = 50_000_00, **values: Any
) -> Prize:
    usual: dict[str, Any] = {"title": both(f"Prix {rank}"), "position": rank}
    return save(Prize(competition_id=competition.id, rank=rank, amount=amount, **{**usual, **values}))


def make_entry(
    competition: Competition, structure: Structure | None = None, *, state: ApplicationState = ApplicationState.ELIGIBLE,
    entry: dict[str, Any] | None = None, **values: Any,
) -> Entry:  # fmt: skip
    """Sent and found eligible, of a structure unless `entry={"entrant": ...}` says otherwise; `values` are the application's."""
    application = make_received(
        competition.call, structure=structure or make_structure(), state=state, **values
    )
    usual: dict[str, Any] = {
        "entrant": Entrant.STRUCTURE, "is_of_age": True, "rules_id": competition.rules[0].id, "rules_accepted_at": NOW,
    }  # fmt: skip
    return save(
        Entry(application_id=application.id, competition_id=competition.id, **{**usual, **(entry or {})})
    )


def make_juror(
    competition: Competition, person: Person | None = None, *, role: JuryRole = JuryRole.MEMBER,
    institution: Institution | None = None, **values: Any,
) -> Juror:  # fmt: skip
    """Who accepted the charter, unless `accepted_at=None`."""
    person = person or make_person()
    institution = institution or make_institution()
    usual: dict[str, Any] = {
        "appointed_at": NOW - timedelta(days=20), "invited_at": NOW - timedelta(days=20),
        "accepted_at": NOW - timedelta(days=15),
    }  # fmt: skip
    return save(
        Juror(competition_id=competition.id, person_id=person.id, role=role, institution_id=institution.id,
              **{**usual, **values})
    )  # fmt: skip


def make_nomination(
    competition: Competition, institution: Institution | None = None, **values: Any
) -> Nomination:
    usual: dict[str, Any] = {
        "name": "Atelier de la vallée", "email": "proposee@exemple.ma", "language": "fr", "initiative": "Séchoir solaire",
        "reason": "Une idée utile à toute la vallée.", "made_at": NOW, "made_by_id": make_person().id,
    }  # fmt: skip
    institution = institution or make_institution()
    return save(
        Nomination(competition_id=competition.id, institution_id=institution.id, **{**usual, **values})
    )


def make_decided(
    *,
    ceremony_at: Any = NOW,
    envelope: int | None = 200_000_00,
    call: dict[str, Any] | None = None,
    chair: str | None = "Présidence Testouane",
    **values: Any,
) -> tuple[Competition, list[Entry]]:
    """Under embargo: a first prize, a third one of unknown amount, a mention, one without anything; a chair. The second prize
    has no winner."""
    carrier = make_institution()
    competition = make_competition(
        "embargo", call={"envelope": envelope, "carrier_id": carrier.id, "appeal_until": clock.today(NOW) + timedelta(days=20),
                         **(call or {})}, ceremony_at=ceremony_at, **values,
    )  # fmt: skip
    if chair is not None:
        make_juror(competition, make_person(chair), role=JuryRole.CHAIR)
    first, _second, third = competition.prizes
    won = {
        "prize_id": first.id,
        "rank": 1,
        "prize_amount": first.amount,
        "public_text": both("Ce que tous liront"),
    }
    entries = [
        make_entry(competition, entry=won, answers={"title": "Séchoir solaire"}),
        make_entry(competition, entry={"prize_id": third.id, "rank": 3}, answers={"title": "Atelier de laine"}),
        make_entry(
            competition, entry={"rank": 4, "is_mention": True, "mention": both("Pour la relève")}, answers={"title": "Ferme école"}
        ),
        make_entry(competition, entry={"rank": 5}, answers={"title": "Four partagé"}),
    ]  # fmt: skip
    return competition, entries
