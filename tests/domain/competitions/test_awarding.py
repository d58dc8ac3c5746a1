"""A prize is paid as projects are: promised within the envelope, to a legal person, without an agreement nor a report."""

from sqlalchemy import select

from noress.domain.applications.models import ApplicationState
from noress.domain.awards.models import Award, AwardState
from noress.domain.awards.rules.granting import left_of
from noress.domain.competitions.rules import awarding, releasing
from noress.domain.payments import prizes
from noress.domain.payments.built_in import PRIZE
from noress.domain.payments.rules import agreements, templates
from noress.domain.reports.models import ProjectReport
from noress.domain.reports.rules import closing
from noress.extensions import db
from tests.domain.applications.conftest import refusals  # noqa: F401 -- a fixture
from tests.factories import NOW, make_institution
from tests.factories.awards import make_funder
from tests.factories.catalogue import make_structure
from tests.factories.competitions import Entrant, make_decided
from tests.factories.payments import LATER, Team, instalments_of, make_account, make_paid

S = ApplicationState


def _release(work, competition, actor):
    with work():
        releasing.release_results(competition=competition, actor=actor, now=NOW)


def _awards():
    return db.session.scalars(select(Award).order_by(Award.id)).all()


def test_a_prize_is_awarded_with_the_release_and_waits_for_its_amount(app, actor, work, refusals):  # noqa: F811
    competition, entries = make_decided(envelope=80_000_00)
    make_funder(competition.call, 30_000_00, "Un")
    make_funder(competition.call, 50_000_00, "Deux")
    known, unknown = entries[0], entries[1]
    assert refusals({
        "not told": lambda: awarding.award_prize(entry=known, actor=actor, now=NOW),
    }) == {"not told": ("no_prize", None, 409)}  # fmt: skip
    _release(work, competition, actor)
    [award] = _awards()
    assert (award.application_id, award.amount, award.number) == (
        known.application_id,
        50_000_00,
        "F-2026-001",
    )
    assert [share.amount for share in award.shares] == [18_750_00, 31_250_00]
    assert [one.amount for one in instalments_of(award)] == [50_000_00]
    # the second prize has no winner: its money stays
    assert left_of(competition.call).envelope == 30_000_00
    amount = lambda entry, cents: lambda: awarding.set_amount(entry=entry, amount=cents, actor=actor, now=NOW)  # noqa: E731
    assert refusals({
        "unknown": lambda: awarding.award_prize(entry=unknown, actor=actor, now=NOW),
        "none": amount(unknown, 0), "already": amount(known, 1), "too much": amount(unknown, 40_000_00),
        "envelope": lambda: awarding.award_prize(entry=unknown, actor=actor, now=NOW),
        "less": amount(unknown, 30_000_00), "now": lambda: awarding.award_prize(entry=unknown, actor=actor, now=NOW),
        "twice": lambda: awarding.award_prize(entry=unknown, actor=actor, now=NOW),
        "changed": amount(unknown, 10_000_00),
    }) == {
        "unknown": ("no_amount", "amount", 409), "none": ("amount", "amount", 422), "already": ("awarded", None, 409),
        "too much": "done", "envelope": ("envelope", None, 409), "less": "done", "now": "done",
        "twice": ("awarded", None, 409), "changed": ("awarded", None, 409),
    }  # fmt: skip
    assert left_of(competition.call).envelope == 0
    assert [one.amount for one in _awards()] == [50_000_00, 30_000_00]


def test_a_group_names_its_legal_structure_first(app, actor, work, refusals):  # noqa: F811
    competition, entries = make_decided()
    entry = entries[0]
    with work():
        entry.entrant = Entrant.GROUP
    _release(work, competition, actor)
    assert _awards() == []
    give = lambda: awarding.award_prize(entry=entry, actor=actor, now=NOW)  # noqa: E731
    assert refusals({"nobody": give}) == {"nobody": ("no_payee", None, 409)}
    payee = make_structure()
    with work():
        entry.payee_id = payee.id
    assert refusals({"unchecked": give}) == {"unchecked": ("unchecked_payee", None, 409)}
    with work():
        entry.payee_checked_at = NOW
    assert refusals({"checked": give}) == {"checked": "done"}
    assert [one.structure_id for one in _awards()] == [payee.id]


def test_a_prize_is_paid_without_an_agreement_and_owes_no_report(app, actor, work, refusals):  # noqa: F811
    competition, _entries = make_decided()
    _release(work, competition, actor)
    [award] = _awards()
    team = Team()
    assert (prizes.owes_agreement(award), prizes.owes_reports(award)) == (False, False)
    assert refusals({
        "no template": lambda: agreements.prepare_agreement(award=award, actor=team.officer, now=NOW),
    }) == {"no template": ("no_template", None, 409)}  # fmt: skip
    make_account(work, award, team)
    paid = make_paid(work, award, team)
    assert (paid.amount, award.state) == (50_000_00, AwardState.EXECUTION)
    with work():
        balance = closing.close_award(
            award=award, lessons=closing.Translated(fr="Un séchoir sert à toute la vallée."), version=None, actor=actor, now=LATER
        )  # fmt: skip
    assert (balance.paid, balance.to_give_back, award.state) == (50_000_00, 0, AwardState.CLOSED)
    assert db.session.scalars(select(ProjectReport)).all() == []


def test_a_template_for_prizes_asks_for_an_agreement(app, actor, work, refusals):  # noqa: F811
    competition, _entries = make_decided()
    _release(work, competition, actor)
    [award] = _awards()
    with work():
        templates.create_template(
            carrier_id=make_institution().id, values=PRIZE, for_prizes=True, actor=actor, now=NOW
        )
    assert prizes.owes_agreement(award) is False
    with work():
        templates.create_template(carrier_id=None, values=PRIZE, for_prizes=True, actor=actor, now=NOW)
    assert prizes.owes_agreement(award) is True
    with work():
        made = agreements.prepare_agreement(award=award, actor=actor, now=NOW)
    assert "reçu par" in made.french
