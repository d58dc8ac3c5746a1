"""The desk's rules: complete, judged, corrected, told, followed by somebody, late, and at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import token_of
from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationPerson,
    ApplicationState,
    ApplicationTie,
    CorrectionKind,
    CorrectionRequest,
    Part,
    TieKind,
)
from noress.domain.applications.rules import checking, correcting, late, messaging, noting, retaining
from noress.domain.applications.taking import last_sending
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Function
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_assignment, make_institution, make_person, make_seat, save
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call, make_worker

S = ApplicationState
DAY = timedelta(days=1)


@pytest.fixture
def officer(app):
    """A desk officer, as a person and as who acts."""
    person = make_person("Chargé de dossier")
    make_assignment(person, Function.DESK_OFFICER)
    return Actor(
        name=person.name, method="code", person_id=person.id, functions=frozenset({Function.DESK_OFFICER})
    )


def refused(run, code, status=None):
    with pytest.raises(RuleError) as caught:
        run()
    assert caught.value.code == code
    if status:
        assert caught.value.status == status
    return caught.value


def seen(application, **values):
    return {"version": application.version, "seen": last_sending(application), **values}


def actions(application):
    events = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_type == "application", AuditEvent.object_id == application.id)
        .order_by(AuditEvent.id)
    )
    return [event.action.removeprefix("application.") for event in events]


def test_a_file_is_found_complete_judged_and_told(officer, work, outbox):
    one = make_received()
    make_worker(one, part=Part.SEE)
    who = {"actor": officer, "now": NOW}
    with work():
        refused(
            lambda: checking.decide_eligibility(
                application=one, is_eligible=True, reason="", **seen(one), **who
            ),
            "not_complete",
            409,
        )
    with work():
        refused(
            lambda: checking.find_complete(application=one, version=one.version, seen="x", **who),
            "sent_again",
            409,
        )
    with work():
        checking.find_complete(application=one, **seen(one), **who)
    with work():
        before = one.version
        assert checking.is_complete(one)
        refused(
            lambda: checking.decide_eligibility(
                application=one, is_eligible=False, reason=" ", **seen(one), **who
            ),
            "no_text",
        )
        checking.decide_eligibility(
            application=one, is_eligible=False, reason="Hors région", **seen(one), **who
        )
        with pytest.raises(StaleVersion):
            checking.decide_eligibility(
                application=one, is_eligible=True, reason="", version=before, seen=last_sending(one), **who
            )
    assert (one.state, one.public_state, one.reason) == (S.INELIGIBLE, S.SUBMITTED, "Hors région")
    assert outbox() == []
    with work():
        assert retaining.telling_of(one) is retaining.Telling.INELIGIBLE
        assert retaining.tell(applications=[one], **who) == [one]
        assert retaining.tell(applications=[one], **who) == []
    assert (one.public_state, one.told_at) == (S.INELIGIBLE, NOW)
    (mail,) = outbox()  # whoever only reads is not written to
    assert mail.to_address == one.people[0].email
    assert "Hors région" in mail.text
    with work():  # after it was told, a change of mind says why, and is told in its turn
        refused(
            lambda: checking.decide_eligibility(
                application=one, is_eligible=True, reason="", **seen(one), **who
            ),
            "no_text",
        )
        checking.decide_eligibility(application=one, is_eligible=True, reason="Recours", **seen(one), **who)
        retaining.tell(applications=[one], **who)
    assert one.public_state is S.ELIGIBLE
    assert actions(one) == ["found_complete", "judged", "told", "judged", "told"]


def test_after_the_first_stage_the_full_file_opens_when_it_is_told(officer, work, outbox):
    kept, left = make_received(answers={"title": "Couture", "summary": "Un atelier"}), make_received()
    who = {"actor": officer, "now": NOW}
    for one, is_retained, reason in ((kept, True, ""), (left, False, "Trop tôt")):
        with work():
            refused(
                lambda one=one: retaining.decide_retention(
                    application=one, is_retained=True, reason="", version=one.version, **who
                ),
                "wrong_state",
                409,
            )
            checking.find_complete(application=one, **seen(one), **who)
            checking.decide_eligibility(application=one, is_eligible=True, reason="", **seen(one), **who)
            retaining.decide_retention(
                application=one, is_retained=is_retained, reason=reason, version=one.version, **who
            )
    assert (kept.state, kept.stage, kept.public_state, kept.file_response_id) == (
        S.ELIGIBLE,
        1,
        S.SUBMITTED,
        None,
    )
    with work():
        assert retaining.tell(applications=[kept, left], **who) == [kept, left]
    assert (kept.state, kept.stage, kept.public_state) == (S.DRAFT, 2, S.DRAFT)
    assert kept.file_response.values == {"title": "Couture", "summary": "Un atelier"}
    assert (left.state, left.public_state, left.stage) == (S.NOT_RETAINED, S.NOT_RETAINED, 1)
    to_kept, to_left = outbox()
    assert token_of(kept.people[0]) in to_kept.text
    assert "dossier complet" in to_kept.text
    assert "Trop tôt" in to_left.text
    other = make_received(make_call(files_close_at=NOW - DAY))
    with work():
        checking.find_complete(application=other, **seen(other), **who)
        checking.decide_eligibility(application=other, is_eligible=True, reason="", **seen(other), **who)
        retaining.decide_retention(
            application=other, is_retained=True, reason="", version=other.version, **who
        )
        refused(lambda: retaining.tell(applications=[other], **who), "no_file_stage", 409)


def test_a_correction_has_its_clock_and_ends_by_itself(officer, work, outbox):
    one = make_received(make_call(correction_days=5))
    who = {"actor": officer, "now": NOW}
    asked = {"kind": CorrectionKind.INCOMPLETE, "questions": ["summary", "nothing"]}
    with work():
        refused(
            lambda: correcting.ask_correction(application=one, reason="", **asked, **seen(one), **who),
            "no_text",
        )
        request = correcting.ask_correction(application=one, reason="Précisez", **asked, **seen(one), **who)
        refused(
            lambda: correcting.ask_correction(application=one, reason="Encore", **asked, **seen(one), **who),
            "already_asked",
            409,
        )
        refused(lambda: checking.find_complete(application=one, **seen(one), **who), "under_correction", 409)
    assert request.questions == ["summary"]
    assert clock.to_wall(request.due_at).isoformat() == "2026-11-25T23:59:59"
    assert correcting.open_request(one, request.due_at).id == request.id
    assert correcting.open_request(one, request.due_at + timedelta(seconds=1)) is None
    assert ["Précisez" in mail.text for mail in outbox()] == [True]
    with work():
        assert correcting.end_overdue_requests(now=request.due_at) == 0
        assert correcting.end_overdue_requests(now=request.due_at + DAY) == 1
        assert correcting.end_overdue_requests(now=request.due_at + DAY) == 0
    assert request.ended_at == request.due_at
    later = request.due_at + DAY
    with work():
        second = correcting.ask_correction(
            application=one, reason="À nouveau", **asked, **seen(one), actor=officer, now=later
        )
        correcting.close_request(one, later)
        correcting.close_request(one, later)
    assert (second.corrected_at, second.ended_at, one.complete_at) == (later, None, None)
    with work():
        third = correcting.ask_correction(
            application=one, reason="Enfin", **asked, **seen(one), actor=officer, now=later
        )
        correcting.withdraw_request(application=one, actor=officer, now=later)
        refused(
            lambda: correcting.withdraw_request(application=one, actor=officer, now=later),
            "nothing_open",
            409,
        )
    assert (third.ended_at, correcting.open_request(one, later)) == (later, None)
    assert actions(one) == [
        "correction_asked",
        "correction_ran_out",
        "correction_asked",
        "correction_asked",
        "correction_withdrawn",
    ]


def test_the_thread_says_who_waits_for_whom(officer, work, outbox):
    one = make_received()
    reader, owner = make_worker(one, part=Part.SEE), one.people[0]
    who = {"application": one, "now": NOW}
    with work():
        refused(lambda: messaging.write_message(text=" ", actor=officer, **who), "no_text")
        refused(lambda: messaging.write_message(text="Oui", person=reader, **who), "reads_only", 403)
        asked = messaging.write_message(text="Quel montant ?", awaits_answer=True, actor=officer, **who)
        assert (
            messaging.write_message(text="Quel montant ?", awaits_answer=True, actor=officer, **who).id
            == asked.id
        )
        assert messaging.awaits_answer(one)
    with work():
        answer = messaging.write_message(text="60 000 DH", awaits_answer=True, person=owner, **who)
    assert (asked.answered_at, answer.awaits_answer, messaging.awaits_answer(one)) == (NOW, False, False)
    (mail,) = outbox()
    assert (mail.to_address, "Quel montant ?" in mail.text) == (owner.email, True)
    gone = make_received(state=S.WITHDRAWN)
    with work():
        refused(
            lambda: messaging.write_message(application=gone, text="Oui", actor=officer, now=NOW),
            "withdrawn",
            409,
        )
        refused(
            lambda: noting.set_labels(application=gone, labels=["a"], version=1, actor=officer, now=NOW),
            "withdrawn",
            409,
        )
        note = noting.write_note(application=gone, text="Retirée par téléphone", actor=officer, now=NOW)
        other = Actor(name="Autre", method="code", person_id=make_seat().person_id)
        refused(
            lambda: noting.remove_note(application=gone, note=note, actor=other, now=NOW), "not_yours", 403
        )
    with work():
        noting.set_labels(
            application=one,
            labels=[" montagne ", "Montagne", "", "à  revoir"],
            version=one.version,
            actor=officer,
            now=NOW,
        )
        refused(
            lambda: noting.set_labels(
                application=one, labels=["x" * 41], version=one.version, actor=officer, now=NOW
            ),
            "too_many",
        )
    assert one.labels == ["Montagne", "à revoir"]


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
