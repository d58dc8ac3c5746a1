"""Projects that were granted money: told, with their agreement and their instalments, as rules make them."""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.awards.models import Award
from noress.domain.institutions.models import Function
from noress.domain.payments import queries
from noress.domain.payments.models import Agreement, Instalment, Party, Procedure, ProcedureStep
from noress.domain.payments.rib import key_of
from noress.domain.payments.rules import agreements, bank, papers, paying, planning, procedures
from noress.domain.payments.rules.planning import Planned
from noress.domain.payments.rules.procedures import Taken
from noress.extensions import db
from tests.factories import NOW, make_assignment, make_person
from tests.factories.awards import make_award, make_call_to_decide, make_eligible
from tests.factories.documents import make_file

_n = itertools.count(1)
LATER = NOW + timedelta(days=1)
TODAY = clock.today(LATER)
#: of nobody
FIRST = "0077820000000000001234"
RIB = FIRST + key_of(FIRST)


def make_rib(number: int) -> str:
    """Another account, whose key is right."""
    first = f"{7_780_000_000_000_000_000 + number:022d}"
    return first + key_of(first)


def make_actor(function: Function | None = None, name: str = "Personne", **values: Any) -> Actor:
    person = make_person(f"{name} {next(_n)}")
    if function is not None:
        make_assignment(person, function)
    return Actor(
        name=person.name, method="code", person_id=person.id,
        functions=frozenset({function} if function else set()), **values,
    )  # fmt: skip


@dataclass
class Team:
    """Who handles money."""

    officer: Actor = field(default_factory=lambda: make_actor(Function.DESK_OFFICER, "Chargé de dossier"))
    orderer: Actor = field(default_factory=lambda: make_actor(Function.AUTHORISING_OFFICER, "Ordonnateur"))
    treasurer: Actor = field(default_factory=lambda: make_actor(Function.TREASURER, "Trésorier"))


def make_told_award(work: Any, call: Any = None, *, actor: Actor | None = None, **values: Any) -> Award:
    """Granted and announced: 60 000 DH."""
    call = call or make_call_to_decide()
    award = make_award(make_eligible(call, **values), actor=actor or Actor.system(), work=work)
    return tell(work, award)


def tell(work: Any, award: Award) -> Award:
    with work():
        award.published_at, award.number = NOW, award.number or f"C-2026-{award.id:03d}"
        award.application.public_state = award.application.state
    return award


def plan(*amounts: int) -> list[Planned]:
    return [
        Planned(amount, Translated(fr=f"Condition {n}", ar=f"الشرط {n}"))
        for n, amount in enumerate(amounts, 1)
    ]


def make_plan(work: Any, award: Award, *amounts: int, actor: Actor | None = None) -> list[Instalment]:
    with work():
        planning.plan_instalments(
            award=award,
            rows=plan(*(amounts or (40_000_00, 20_000_00))),
            actor=actor or Actor.system(),
            now=NOW,
        )
    return instalments_of(award)


def instalments_of(award: Award) -> list[Instalment]:
    return list(db.session.scalars(queries.list_instalments(award.id)))


def steps_of(award: Award, procedure: Procedure = Procedure.PAYMENT) -> list[ProcedureStep]:
    return list(db.session.scalars(queries.list_steps(award.call.carrier_id or 0, procedure)))


def make_agreement(work: Any, award: Award, *, actor: Actor | None = None) -> Agreement:
    with work():
        return agreements.prepare_agreement(award=award, actor=actor or Actor.system(), now=NOW)


def sign(work: Any, award: Award, *, actor: Actor | None = None) -> Agreement:
    """Planned, sent, signed by both, every step of the carrier taken, papers found good."""
    who: dict[str, Any] = {"actor": actor or Actor.system(), "now": LATER}
    if not instalments_of(award):
        make_plan(work, award, 40_000_00, award.amount - 40_000_00)
    agreement = db.session.scalars(queries.get_agreement(award.id)).one_or_none() or make_agreement(
        work, award
    )
    scan = make_file("convention.pdf")
    with work():
        agreements.send_agreement(agreement=agreement, **who)
        for party in Party:
            agreements.sign_agreement(agreement=agreement, party=party, signed_on=TODAY, file=scan, **who)
        for step in steps_of(award, Procedure.AGREEMENT):
            procedures.take_agreement_step(agreement=agreement, step=step, taken=Taken(TODAY, scan), **who)
        for paper in db.session.scalars(queries.list_papers(award.id)).all():
            papers.give_paper(paper=paper, file=scan, **who)
            papers.check_paper(paper=paper, **who)
    return agreement


def make_account(work: Any, award: Award, team: Team, rib: str = RIB, **when: Any) -> Any:
    """Typed by the desk officer, confirmed by the treasurer."""
    proof, now = make_file("rib.pdf"), when.get("now", LATER)
    with work():
        made = bank.propose_account(
            award=award, typed=bank.Typed(rib, "Coopérative", "Banque", proof), actor=team.officer, now=now
        )
        bank.confirm_account(account=made, award=award, actor=team.treasurer, now=now)
    return made


def ask_and_check(one: Instalment, team: Team) -> None:
    """Within the caller's transaction; asked by the structure."""
    paying.ask_instalment(
        instalment=one, person=one.award.application.people[0], actor=Actor.system(), now=LATER
    )
    paying.check_instalment(instalment=one, actor=team.officer, now=LATER)


def order(one: Instalment, team: Team, scan: Any) -> None:
    for step in steps_of(one.award)[:-1]:
        procedures.take_payment_step(
            instalment=one, step=step, taken=Taken(TODAY, scan), actor=team.orderer, now=LATER
        )


def pay(one: Instalment, team: Team, scan: Any, **changes: Any) -> None:
    usual = {"paid_on": TODAY, "reference": "VIR-2026-1", "proof": scan, "actor": team.treasurer, "now": LATER,
             "step": steps_of(one.award)[-1]}  # fmt: skip
    paying.pay_instalment(instalment=one, **{**usual, **changes})


def make_paid(work: Any, award: Award, team: Team) -> Instalment:
    """The first instalment, down to the proof."""
    if not queries_has_account(award):
        make_account(work, award, team)
    one, scan = instalments_of(award)[0], make_file("virement.pdf")
    with work():
        ask_and_check(one, team)
        order(one, team, scan)
        pay(one, team, scan)
    return one


def queries_has_account(award: Award) -> bool:
    return db.session.scalars(queries.get_current_account(award.structure_id)).one_or_none() is not None
