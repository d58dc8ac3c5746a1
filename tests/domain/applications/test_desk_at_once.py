"""The desk's rules: files shared out, late doors, who stands aside, and several at once."""

from datetime import timedelta

from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationPerson,
    ApplicationState,
    ApplicationTie,
    CorrectionKind,
    CorrectionRequest,
    TieKind,
)
from noress.domain.applications.queries.desk import Wanted
from noress.domain.applications.rules import checking, correcting, late, messaging, noting
from noress.domain.applications.rules.sending import Signed, send_application
from noress.domain.applications.taking import last_sending
from noress.domain.institutions.models import Function
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_assignment, make_institution, make_person, make_seat, save
from tests.factories.applications_desk import actions, make_received, refused, seen
from tests.factories.calls import make_call

S = ApplicationState
DAY = timedelta(days=1)


def test_files_are_shared_out_evenly_and_never_to_whoever_has_a_part(officer, work):
    call, first, second = make_call(), make_person("A"), make_person("B")
    for person in (first, second):
        make_assignment(person, Function.DESK_OFFICER)
    files = [
        make_received(call, province_code=code) for code in ("01.511", "01.571", "01.511", "01.571", "01.511")
    ]
    house = make_institution()
    make_seat(house, first)
    for one in files[:2]:
        save(ApplicationTie(application_id=one.id, institution_id=house.id, kind=TieKind.PARTNER))
    make_received(call, state=S.WITHDRAWN)
    who = {"call": call, "actor": officer, "now": NOW}
    with work():
        refused(
            lambda: checking.share_out(officer_ids=[0, 99999], keeps_provinces=False, **who), "no_officer"
        )
        shared = checking.share_out(officer_ids=[first.id, second.id], keeps_provinces=False, **who)
    assert (shared.given, shared.left) == ({second.id: 2, first.id: 3}, 0)
    assert {files[0].officer_id, files[1].officer_id} == {second.id}
    with work():
        refused(
            lambda: checking.assign_officer(
                application=files[0], officer_id=first.id, version=files[0].version, actor=officer, now=NOW
            ),
            "conflict",
        )
        refused(
            lambda: checking.assign_officer(
                application=files[0], officer_id=99999, version=files[0].version, actor=officer, now=NOW
            ),
            "no_officer",
        )
        for one in files:
            checking.assign_officer(
                application=one, officer_id=None, version=one.version, actor=officer, now=NOW
            )
        shared = checking.share_out(officer_ids=[first.id, second.id], keeps_provinces=True, **who)
    by_province = {}
    for one in files[2:]:
        by_province.setdefault(one.province_code, set()).add(one.officer_id)
    assert all(len(officers) == 1 for officers in by_province.values())
    assert {files[0].officer_id, files[1].officer_id} == {second.id}
    with work():
        for one in files[:1]:
            checking.assign_officer(
                application=one, officer_id=None, version=one.version, actor=officer, now=NOW
            )
        assert checking.share_out(officer_ids=[first.id], keeps_provinces=False, **who).left == 1


def test_a_province_goes_to_whoever_follows_it_already_and_a_list_is_shared_out_alone(officer, work):
    call, first, second = make_call(), make_person("A"), make_person("B")
    for person in (first, second):
        make_assignment(person, Function.DESK_OFFICER)
    for _n in range(3):
        make_received(call, province_code="01.571", officer_id=second.id)
    theirs, other, away = (make_received(call, province_code=code) for code in ("01.571", "01.511", "01.151"))
    who = {"call": call, "actor": officer, "now": NOW, "officer_ids": [first.id, second.id]}
    with work():
        shared = checking.share_out(keeps_provinces=True, wanted=Wanted(call.id, province="01.571"), **who)
    assert (shared.given, shared.left) == ({second.id: 1}, 0)
    assert (theirs.officer_id, other.officer_id, away.officer_id) == (second.id, None, None)
    with work():
        checking.share_out(keeps_provinces=True, **who)
    assert (other.officer_id, away.officer_id) == (first.id, first.id)


def test_the_late_door_of_one_applicant(officer, work, outbox):
    call = make_call(closes_at=NOW - DAY)
    one = make_received(call, state=S.DRAFT, is_sent=False)
    who = {"application": one, "actor": officer, "now": NOW}
    with work():
        for until, reason, code in (
            (NOW, "Panne", "too_early"),
            (NOW + 61 * DAY, "Panne", "too_late"),
            (NOW + DAY, "  ", "no_text"),
        ):
            refused(
                lambda until=until, reason=reason: late.open_late_door(until=until, reason=reason, **who),
                code,
            )
        late.open_late_door(until=NOW + DAY, reason="Panne du réseau", **who)
        late.open_late_door(until=NOW + DAY, reason="Panne du réseau", **who)
    assert (one.late_until, one.late_reason, one.late_by_id) == (
        NOW + DAY,
        "Panne du réseau",
        officer.person_id,
    )
    assert ["Panne" in mail.text for mail in outbox()] == [False]  # the reason is the desk's
    with work():
        late.close_late_door(application=one, actor=officer, now=NOW)
        refused(lambda: late.close_late_door(application=one, actor=officer, now=NOW), "not_open", 409)
    judged = make_received(call, state=S.ELIGIBLE)
    with work():
        refused(
            lambda: late.open_late_door(
                application=judged, until=NOW + DAY, reason="Panne", actor=officer, now=NOW
            ),
            "wrong_state",
            409,
        )
    assert actions(one) == ["late_door_opened", "late_door_closed"]


def test_who_became_recused_changes_nothing_more(officer, work):
    house = make_institution()
    make_seat(house, db.session.get_one(type(make_person()), officer.person_id))
    one = make_received()
    save(ApplicationTie(application_id=one.id, institution_id=house.id, kind=TieKind.SPONSOR))
    with work():
        for run in (
            lambda: checking.find_complete(application=one, **seen(one), actor=officer, now=NOW),
            lambda: messaging.write_message(application=one, text="Oui", actor=officer, now=NOW),
            lambda: noting.write_note(application=one, text="Oui", actor=officer, now=NOW),
        ):
            refused(run, "recused", 404)


def test_two_officers_at_once_and_the_applicant_with_them(officer, work, at_once):
    """Of two decisions one stands; a file withdrawn meanwhile is decided by nobody; one correction is open."""
    from noress.domain.applications.rules.withdrawing import withdraw_application

    one = make_received()
    key, version, fingerprint = one.id, one.version, last_sending(one)
    with work():
        checking.find_complete(application=one, version=version, seen=fingerprint, actor=officer, now=NOW)
    version = one.version

    def decide(is_eligible):
        return lambda: checking.decide_eligibility(
            application=db.session.get_one(Application, key), is_eligible=is_eligible, reason="Pourquoi", version=version,
            seen=fingerprint, actor=officer, now=NOW,
        )  # fmt: skip

    assert at_once(decide(True), decide(False)) == ["done", "stale"]

    def ask():
        correcting.ask_correction(
            application=db.session.get_one(Application, other_id), kind=CorrectionKind.INCORRECT, questions=[], reason="Ceci",
            version=1, seen=other_seen, actor=officer, now=NOW,
        )  # fmt: skip

    other = make_received()
    other_id, other_seen = other.id, last_sending(other)
    assert at_once(ask, ask) == ["done", "stale"]
    assert db.session.query(CorrectionRequest).count() == 1

    third = make_received()
    third_id, third_seen, owner_id = third.id, last_sending(third), third.people[0].id

    def withdraw():
        person = db.session.get_one(ApplicationPerson, owner_id)
        withdraw_application(person=person, now=NOW)

    def complete():
        checking.find_complete(
            application=db.session.get_one(Application, third_id),
            version=1,
            seen=third_seen,
            actor=officer,
            now=NOW,
        )

    results = at_once(withdraw, complete)
    assert results in (["done", "done"], ["done", "withdrawn"])
    assert db.session.get_one(Application, third_id).state is S.WITHDRAWN
    assert db.session.query(ApplicationMessage).count() == 0
    assert db.session.query(OutboxMail).count() >= 1


def test_a_file_sent_again_while_it_is_judged_is_never_judged_unread(officer, work, at_once):
    """Either what was read is found complete and then sent again, and is to be checked anew; or the desk is told."""
    one = make_received()
    key, fingerprint, owner_id, version = one.id, last_sending(one), one.people[0].id, one.response.version

    def send():
        person = db.session.get_one(ApplicationPerson, owner_id)
        response = person.application.response
        response.values = {**response.values, "summary": "Une autre version"}
        signed = Signed("Présidente", True, "une-cle-de-page", version)
        send_application(person=person, signed=signed, now=NOW + timedelta(minutes=1))

    def complete():
        checking.find_complete(
            application=db.session.get_one(Application, key),
            version=1,
            seen=fingerprint,
            actor=officer,
            now=NOW,
        )

    results = at_once(send, complete)
    assert results in (["done", "done"], ["done", "stale"], ["done", "sent_again"])
    row = db.session.get_one(Application, key)
    assert row.response.answers["summary"] == "Une autre version"
    assert not checking.is_complete(row)
