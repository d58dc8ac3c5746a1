"""Seats in a jury: appointing, inviting, the charter, leaving, alternates; balance; ties looked at before inviting."""

import pytest
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import Award, AwardShare
from noress.domain.competitions.models import Competition
from noress.domain.files.models import RenderedDocument
from noress.domain.funding.models import Funder
from noress.domain.juries import balance, charter, panel, sealing, simulating
from noress.domain.juries.models import Gender, Juror, JuryRole
from noress.domain.juries.rules import composing, inviting, replacing
from noress.domain.juries.rules.composing import Place
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing.models import Evaluation, RecusalNature
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary, save
from tests.factories.applications_desk import make_received, refused
from tests.factories.calls import make_call, make_worker
from tests.factories.catalogue import make_structure
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror
from tests.factories.evaluating import make_evaluation, run
from tests.factories.recusals import acting, make_tie

pytestmark = pytest.mark.usefixtures("app")
R = JuryRole


@pytest.fixture
def lead(app):
    return acting(make_secretary())


def appoint(competition, person, lead, role=R.MEMBER, **values):
    return run(
        composing.appoint, competition=competition, person=person, place=Place(role, **values), actor=lead
    )


def make_paid(structure, institution):
    """Another project of that structure, paid by that institution."""
    call = make_call(stages=1)
    funder = save(Funder(call_id=call.id, institution_id=institution.id, amount=60_000_00))
    paid = make_received(call, structure=structure, number="AMI-2020-0001")
    award = save(
        Award(application_id=paid.id, call_id=call.id, lot_id=paid.lot_id, structure_id=structure.id, amount=60_000_00,
              decided_at=NOW, published_at=NOW)
    )  # fmt: skip
    save(AwardShare(award_id=award.id, funder_id=funder.id, amount=60_000_00))


def actions():
    rows = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
    return [one for one in rows if one.startswith("competition.")]


def test_a_jury_has_one_chair_and_nobody_twice(lead):
    competition = make_competition("eligibility")
    first, second = make_person(), make_person()
    chair = appoint(competition, first, lead, R.CHAIR)
    refused(lambda: appoint(competition, second, lead, R.CHAIR), "chair", 409)
    refused(lambda: appoint(competition, first, lead), "known", 409)
    refused(lambda: appoint(competition, second, lead, lot_ids=(999,)), "lot")
    refused(lambda: appoint(competition, second, lead, province_code="99"), "province")
    member = appoint(competition, second, lead)
    edit = {"juror": member, "actor": lead}
    refused(lambda: run(composing.edit_juror, place=Place(R.CHAIR), version=1, **edit), "chair", 409)
    refused(lambda: run(composing.edit_juror, place=Place(R.ALTERNATE), version=7, **edit), "stale", 409)
    run(composing.edit_juror, juror=chair, place=Place(R.MEMBER), version=1, actor=lead)
    run(composing.edit_juror, place=Place(R.CHAIR, gender=Gender.WOMAN), version=1, **edit)
    seated = db.session.scalars(panel.list_jurors(competition.id)).all()
    assert [(one.person_id, one.role) for one in seated] == [(second.id, R.CHAIR), (first.id, R.MEMBER)]
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "competition.juror_edited")).all()
    assert "juror_gender" not in str([one.changes for one in told])  # said for the balance alone


def test_inviting_sends_a_letter_and_an_account_where_there_is_none(lead):
    competition = make_competition("eligibility")
    newcomer = run(
        composing.find_or_prepare, name="Jurée extérieure", email="juree@exemple.ma", language="ar", source="jury", actor=lead
    )  # fmt: skip
    assert run(
        composing.find_or_prepare, name="Autre nom", email="JUREE@exemple.ma", language="fr", source="jury", actor=lead
    ).id == newcomer.id  # fmt: skip
    juror = appoint(competition, newcomer, lead)
    run(inviting.invite_juror, juror=juror, actor=lead)
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [(one.template, one.language) for one in mails] == [
        ("account_invitation", "ar"), ("application_notice", "ar")
    ]  # fmt: skip
    papers = db.session.scalars(select(RenderedDocument)).all()
    assert sorted((one.kind, one.language) for one in papers) == [
        ("jury_letter", "ar"),
        ("jury_letter", "fr"),
    ]
    refused(lambda: run(inviting.invite_juror, juror=juror, actor=lead), "recent", 409)
    refused(lambda: run(inviting.invite_all, competition=competition, actor=lead), "nobody", 409)
    assert actions() == ["competition.juror_appointed", "competition.juror_invited"]


def test_the_charter_is_accepted_as_it_was_read_or_declined(lead):
    competition = make_competition("eligibility")
    one, two = (make_juror(competition, accepted_at=None) for _ in range(2))
    sha = charter.sha256_of(charter.current())
    own = {"juror": one, "actor": acting(one.person)}
    refused(lambda: run(inviting.accept_charter, sha256="0" * 64, **own), "changed", 409)
    refused(
        lambda: run(inviting.accept_charter, juror=one, sha256=sha, actor=acting(two.person)),
        "not_yours",
        404,
    )
    run(inviting.accept_charter, sha256=sha, **own)
    assert (one.accepted_at, charter.accepted(one.charter_sha256)) == (NOW, charter.current())
    refused(lambda: run(inviting.decline_seat, reason="Trop pris", **own), "accepted", 409)
    decline = {"juror": two, "actor": acting(two.person)}
    refused(lambda: run(inviting.decline_seat, reason=" ", **decline), "reason")
    run(inviting.decline_seat, reason="Je voyage", **decline)
    assert [juror.id for juror in db.session.scalars(panel.list_jurors(competition.id))] == [one.id]
    again = appoint(competition, two.person, lead)
    assert (again.id != two.id, db.session.get_one(Juror, two.id).removed_at) == (True, NOW)


def test_leaving_after_scoring_keeps_the_scores_and_counts_them_no_more(lead):
    competition = make_competition("scoring")
    entry, juror = make_entry(competition), make_juror(competition)
    sent = make_evaluation(grid_of(competition), entry.application, juror.person, (4, 4), is_sent=True)
    leave = {"juror": juror, "actor": lead}
    refused(lambda: run(replacing.remove_juror, reason="", **leave), "reason")
    assert len(sealing.lines_of(competition)) == 2
    run(replacing.remove_juror, reason="Changement de fonction", **leave)
    kept = db.session.get_one(Evaluation, sent.id)
    assert (kept.scores, kept.sent_at, kept.declined_at) == (sent.scores, NOW, NOW)
    assert sealing.lines_of(competition) == []
    refused(lambda: run(replacing.remove_juror, reason="Encore", **leave), "not_seated", 409)


def test_leaving_once_scores_are_sealed_makes_another_seal(lead):
    competition = make_competition("deliberation")
    entry, juror = make_entry(competition), make_juror(competition)
    make_evaluation(grid_of(competition), entry.application, juror.person, (4, 4), is_sent=True)
    run(sealing.seal_scores, competition=competition, reason=None, actor=lead)
    leave = {"juror": juror, "reason": "Lien découvert", "actor": lead}
    refused(lambda: run(replacing.remove_juror, **leave), "sealed", 409)
    run(replacing.remove_juror, seals_again=True, **leave)
    seal = sealing.current_seal(competition)
    assert (seal.number, seal.lines, seal.reason) == (2, "", "Lien découvert")


def test_an_alternate_takes_over_what_is_left_but_their_own_conflicts(lead):
    competition = make_competition("scoring", grid={"by_everybody": False, "per_file": 1})
    grid, leaving = grid_of(competition), make_juror(competition)
    alternate = make_juror(competition, role=R.ALTERNATE)
    done, left, tied = (make_entry(competition).application for _ in range(3))
    make_tie(tied, alternate.institution)
    make_evaluation(grid, done, leaving.person, (4, 4), is_sent=True)
    for application in (left, tied):
        make_evaluation(grid, application, leaving.person)
    call = {"alternate": alternate, "in_place_of": leaving, "actor": lead}
    refused(lambda: run(replacing.call_alternate, reason="", **call), "reason")
    assert run(replacing.call_alternate, reason="Malade", **call) == 1
    theirs = db.session.scalars(select(Evaluation).where(Evaluation.person_id == alternate.person_id)).all()
    assert sorted(one.subject_id for one in theirs) == [
        done.id,
        left.id,
    ]  # what was scored counts no more: read again
    assert panel.scores(db.session.get_one(Juror, alternate.id))
    assert "competition.alternate_called" in actions()
    refused(lambda: run(replacing.call_alternate, reason="Malade", **call), "not_alternate", 409)


def test_nothing_changes_once_the_jury_has_decided(lead):
    competition = make_competition("embargo")
    juror = make_juror(competition)
    refused(lambda: appoint(competition, make_person(), lead), "over", 409)
    refused(lambda: run(replacing.remove_juror, juror=juror, reason="Trop tard", actor=lead), "over", 409)


def test_balance_says_figures_and_warns(lead):
    before = make_competition("embargo", call={"edition": 1})
    known = make_person()
    make_juror(before, known)
    competition = make_competition("eligibility", call={"edition": 2})
    house = make_institution("Université")
    make_juror(competition, known, institution=house, gender=Gender.MAN, province_code="01.571")
    for _ in range(3):
        make_juror(competition, institution=house, gender=Gender.MAN, province_code="01.571")
    make_juror(competition, role=R.SECRETARY, gender=Gender.WOMAN)
    jurors = db.session.scalars(panel.list_jurors(competition.id)).all()
    found = balance.balance_of(db.session.get_one(Competition, competition.id), jurors)
    assert (found.scoring, found.women, found.men, found.institutions) == (4, 0, 4, 1)
    assert (found.before, found.again, found.renewed) == (1, 1, 3)
    assert [len(found.warnings), found.has_chair, found.has_secretary] == [4, False, True]
    assert [one.id for one in found.doubled] == [house.id]


def test_ties_are_counted_before_anybody_is_invited(lead):
    competition = make_competition("eligibility")
    house, funder = make_institution(), make_institution()
    structure = make_structure()
    tied, _paid, worked = (make_entry(competition, one).application for one in (None, structure, None))
    make_tie(tied, house)
    make_worker(worked, email="nouvelle@exemple.ma")
    make_paid(structure, funder)
    person = make_person()
    look = {"person_id": person.id, "email": person.email, "reader": lead}
    free = simulating.simulate(competition, institution_id=None, **look)
    assert (free.entries, free.is_free) == (3, True)
    own = simulating.simulate(competition, institution_id=house.id, **look)
    assert (dict(own.aside), own.advice) == ({RecusalNature.INSTITUTION: 1}, 0)
    paid = simulating.simulate(competition, institution_id=funder.id, **look)
    assert (dict(paid.aside), paid.advice) == ({}, 1)
    outside = simulating.simulate(
        competition, person_id=None, institution_id=None, email="nouvelle@exemple.ma", reader=lead
    )
    assert dict(outside.aside) == {RecusalNature.PERSON: 1}
    make_seat(house, make_person())
    reader = acting(make_juror(competition, institution=house).person)
    assert simulating.simulate(competition, institution_id=house.id, **{**look, "reader": reader}).total == 0
