"""The desk's rules: complete, judged, corrected, told, followed by somebody, late, and at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.errors import StaleVersion
from noress.domain.accounts.actor import Actor
from noress.domain.applications import reading
from noress.domain.applications.links import token_of
from noress.domain.applications.models import (
    ApplicationState,
    CorrectionKind,
    Part,
)
from noress.domain.applications.rules import checking, correcting, messaging, noting, retaining
from noress.domain.applications.rules.sending import Signed, send_application
from noress.domain.applications.taking import last_sending
from noress.domain.audit.models import AuditEvent
from noress.extensions import db
from tests.factories import NOW, make_seat
from tests.factories.applications_desk import actions, make_received, refused, seen
from tests.factories.calls import make_call, make_worker, note_definition

S = ApplicationState
DAY = timedelta(days=1)


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


def test_what_is_decided_and_not_told_is_undone_when_the_structure_sends_again(officer, work):
    one = make_received(make_call(closes_at=NOW + DAY, stages=1, file=note_definition()))
    who = {"actor": officer, "now": NOW}
    with work():
        checking.decide_eligibility(
            application=one, is_eligible=False, reason="Trop court", **seen(one), **who
        )
    assert (one.state, one.public_state) == (S.INELIGIBLE, S.SUBMITTED)
    with work():
        one.response.values = {**one.response.values, "summary": "Bien plus long"}
        signed = Signed("Présidente", True, "une-cle", one.response.version)
        send_application(person=one.people[0], signed=signed, now=NOW + timedelta(hours=1))
    assert (one.state, one.reason, one.decided_at, one.complete_at) == (S.SUBMITTED, None, None, None)
    assert retaining.telling_of(one) is None
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "application.sent_again")).one()
    assert event.changes["state"] == ["ineligible", "submitted"]


def test_a_file_comes_back_corrected_after_the_closing(officer, work):
    one = make_received(make_call(closes_at=NOW - DAY, correction_days=2, stages=1, file=note_definition()))
    who = {"actor": officer, "now": NOW}

    def send(now):
        person, response = one.people[0], one.response
        signed = Signed("Présidente", True, f"key-{now.timestamp()}", response.version)
        return send_application(person=person, signed=signed, now=now)

    def rewrite(summary):
        one.response.values = {**one.response.values, "summary": summary}

    with work():
        rewrite("Avant la demande")
        refused(lambda: send(NOW), "closed", 409)
    with work():
        checking.find_complete(application=one, **seen(one), **who)
        request = correcting.ask_correction(
            application=one,
            kind=CorrectionKind.INCORRECT,
            questions=["summary"],
            reason="Trop court",
            **seen(one),
            **who,
        )
    with work():
        rewrite("Deux ateliers par semaine")
        later = NOW + timedelta(hours=1)
        send(later)
    assert (request.corrected_at, one.complete_at, one.state) == (later, None, S.SUBMITTED)
    before, after = reading.changed_since(one, request.asked_at)
    assert [(str(one.label), one.before, one.after) for one in reading.compare(one, before, after)] == [
        ("Summary", "Un atelier", "Deux ateliers par semaine")
    ]
    with work():
        checking.find_complete(application=one, **seen(one), actor=officer, now=later + DAY)
        late_one = correcting.ask_correction(
            application=one,
            kind=CorrectionKind.INCORRECT,
            questions=[],
            reason="Encore",
            **seen(one),
            actor=officer,
            now=later + DAY,
        )
        rewrite("Trop tard")
        refused(lambda: send(late_one.due_at + timedelta(seconds=1)), "closed", 409)
    assert late_one.corrected_at is None


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
