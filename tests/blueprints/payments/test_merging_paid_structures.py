"""Two entries of one structure that are both paid somewhere: the merge asks which account stays, and can be undone."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.audit.models import AuditEvent
from noress.domain.catalogue.models import StructureMerge
from noress.domain.payments.models import BankAccount
from noress.domain.payments.rules import paying
from noress.extensions import db
from tests.desk_pages import fields, fresh, text
from tests.domain.conftest import work  # noqa: F401 -- a fixture
from tests.factories.documents import make_file
from tests.factories.payments import (
    LATER,
    RIB,
    ask_and_check,
    instalments_of,
    make_account,
    make_rib,
    make_told_award,
    order,
    pay,
    sign,
)
from tests.posting import post

pytestmark = pytest.mark.both_engines  # money from end to end

SECOND = make_rib(4321)


def standing():
    """{structure: ends of the accounts that serve}."""
    db.session.expire_all()
    rows = db.session.scalars(select(BankAccount).order_by(BankAccount.id))
    return {(one.structure_id, one.rib[-4:]) for one in rows if one.confirmed_at and not one.ended_at}


@pytest.mark.parametrize("chosen", ["kept", "other", "same"])
def test_one_account_stays_with_history_and_goes_back(money, chosen):
    second = make_told_award(money.work, money.call)
    rib = RIB if chosen == "same" else SECOND
    mine, its = money.award.structure_id, second.structure_id
    account, other = (
        make_account(money.work, money.award, money.team),
        make_account(money.work, second, money.team, rib),
    )
    url = f"/catalogue/gestion/{mine}/fusionner/{its}"
    page = text(money.secretary.get(url))
    asked = {name: values[0] for name, values in fields(money.secretary.get(f"{url}/confirmer")).items()}
    assert ("bank_account" in asked, "Compte bancaire confirmé" in page) == (chosen != "same", True)
    assert (RIB in page, f"{RIB[:3]} … {RIB[-4:]}" in page) == (False, True)
    assert "Un seul compte bancaire sert encore" in text(money.secretary.get(f"{url}/confirmer"))
    done = post(
        money.secretary, f"{url}/confirmer", {**asked, "bank_account": chosen} if chosen != "same" else asked
    )
    assert done.status_code == 303, text(done)
    stays = {"kept": RIB, "other": SECOND, "same": RIB}[chosen]
    assert standing() == {(mine, stays[-4:])}
    ended = (account if chosen == "other" else other).id
    assert fresh(BankAccount, ended).structure_id == mine  # its history came with it
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "bank_account.replaced")).all()
    assert [one.object_id for one in told] == [ended]
    (merge,) = db.session.scalars(select(StructureMerge)).all()
    assert post(money.secretary, f"/catalogue/gestion/fusions/{merge.id}/annuler").status_code == 303
    assert standing() == {(mine, RIB[-4:]), (its, rib[-4:])}


def test_a_merge_taken_back_leaves_the_account_that_serves_by_then(money):
    second = make_told_award(money.work, money.call)
    make_account(money.work, money.award, money.team)
    make_account(money.work, second, money.team, SECOND)
    mine, its = money.award.structure_id, second.structure_id
    url = f"/catalogue/gestion/{mine}/fusionner/{its}/confirmer"
    asked = {name: values[0] for name, values in fields(money.secretary.get(url)).items()}
    assert post(money.secretary, url, {**asked, "bank_account": "other"}).status_code == 303
    newest = make_rib(777)
    make_account(money.work, money.award, money.team, newest)
    (merge,) = db.session.scalars(select(StructureMerge)).all()
    assert post(money.secretary, f"/catalogue/gestion/fusions/{merge.id}/annuler").status_code == 303
    assert standing() == {(mine, newest[-4:])}


def test_the_only_account_moves_and_an_order_on_it_is_paid(money, work):  # noqa: F811 -- the fixture
    """The kept entry had one that was ended: it does not hold the other one back."""
    second, team = make_told_award(money.work, money.call), money.team
    make_account(money.work, money.award, team)
    account = db.session.scalars(select(BankAccount)).one()
    with writing():
        fresh(BankAccount, account.id).ended_at = LATER
        db.session.commit()
    sign(work, second)
    make_account(money.work, second, team, SECOND)
    one, scan = instalments_of(second)[0], make_file("virement.pdf")
    with work():
        ask_and_check(one, team)
        order(one, team, scan)
    mine, its = money.award.structure_id, second.structure_id
    url = f"/catalogue/gestion/{mine}/fusionner/{its}/confirmer"
    asked = {name: values[0] for name, values in fields(money.secretary.get(url)).items()}
    assert post(money.secretary, url, asked).status_code == 303
    assert standing() == {(mine, SECOND[-4:])}
    with work():
        pay(one, team, scan)
    assert one.state is paying.I.PAID
