"""The cast's funded projects: one whose agreement is out to be signed, one not told, one that the desk officer is
recused from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import token_of
from noress.domain.payments import queries
from noress.domain.payments.models import AgreementTemplate, Party, Procedure
from noress.domain.payments.rules import agreements, bank, papers
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from tests.factories import save
from tests.factories.awards import make_award, make_call_to_decide, make_eligible
from tests.factories.documents import make_file
from tests.factories.payments import RIB, make_agreement, make_plan, make_told_award, steps_of


@contextmanager
def _work() -> Iterator[None]:
    db.session.rollback()
    with writing():
        yield
        db.session.commit()


def make_projects(cast: Any) -> None:
    system, now = Actor.system(), clock.now()
    call = make_call_to_decide(envelope=10**9, lot={"most_projects": 9})
    award = make_told_award(_work, call)
    untold = make_award(make_eligible(call), actor=system, work=_work)
    aside = make_told_award(_work, call)
    save(Recusal(subject_type="application", subject_id=aside.application_id, person_id=cast.people["desk_officer"],
                 nature=RecusalNature.DECLARED, made_at=now))  # fmt: skip
    one, first, secret, account, scan = _out_to_sign(award)
    common = db.session.query(AgreementTemplate).one()
    own = save(
        AgreementTemplate(
            carrier_id=call.carrier_id, title=common.title, french="Texte", arabic="نص", papers=[]
        )
    )
    usual = {
        "award_id": award.id, "instalment_id": one.id, "paper_id": first.id, "account_id": account.id, "kind": "carrier",
        "step_id": steps_of(award, Procedure.AGREEMENT)[0].id, "file_id": scan.id, "funding_call_id": call.id,
        "institution_id": call.carrier_id, "agreement_template_id": own.id,
        "token": token_of(award.application.people[0]),
    }  # fmt: skip
    cast.ids["project"] = usual
    cast.ids["project secret"] = {**usual, "paper_id": secret.id}
    cast.ids["project untold"] = {
        **usual,
        "award_id": untold.id,
        "token": token_of(untold.application.people[0]),
    }
    cast.ids["project aside"] = {**usual, "award_id": aside.id}


def _out_to_sign(award: Any) -> tuple[Any, ...]:
    """(instalment, paper given, protected paper given, bank details that wait, scan of the structure's signature)."""
    system, now = Actor.system(), clock.now()
    agreement = make_agreement(_work, award)
    one, _second = make_plan(_work, award)
    scan, given = make_file("convention.pdf"), [make_file("papier.pdf"), make_file("carte.pdf")]
    first, *_rest, secret = db.session.scalars(queries.list_papers(award.id)).all()
    with _work():
        agreements.send_agreement(agreement=agreement, actor=system, now=now)
        agreements.sign_agreement(
            agreement=agreement,
            party=Party.HOLDER,
            signed_on=clock.today(now),
            file=scan,
            actor=system,
            now=now,
        )
        for paper, file in zip((first, secret), given, strict=True):
            papers.give_paper(paper=paper, file=file, actor=system, now=now)
        account = bank.propose_account(
            award=award, typed=bank.Typed(RIB, "Coopérative", None, scan), actor=system, now=now,
            person=award.application.people[0],
        )  # fmt: skip
    return one, first, secret, account, scan
