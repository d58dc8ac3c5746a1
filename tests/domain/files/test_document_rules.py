"""Asking for documents: one for each content, never twice, also when many ask at the same instant."""

import contextvars
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.stamps import public_stamp
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.audit.models import AuditEvent
from noress.domain.files import documents
from noress.domain.files.models import DocumentState, RenderedDocument, StoredFile
from noress.domain.files.rules import (
    claim_document,
    discard_documents,
    fail_document,
    finish_document,
    release_document,
    request_document,
)
from noress.domain.files.rules.rendering import LEASE, RETRY_AFTER, StoredContent
from noress.domain.institutions.models import Institution
from noress.extensions import db
from tests.factories import NOW, make_institution, make_meeting, make_person, make_secretary
from tests.factories.documents import make_document
from tests.factories.papers import all_documents, ask, letter_of, make_ready, register_kind

pytestmark = pytest.mark.usefixtures("app", "kind")

CONTENT = StoredContent("Fiche", "documents/2026/11/x.pdf", "fiche.pdf", "application/pdf", 12, "a" * 64)


@pytest.fixture
def kind(monkeypatch):
    return register_kind(monkeypatch)


@pytest.fixture
def institution():
    return make_institution("La nôtre")


def rename(institution, name: str) -> None:
    with writing():
        institution.name = Translated(fr=name)
        db.session.commit()


def events() -> list[tuple]:
    told = select(AuditEvent).where(AuditEvent.action == "document.requested").order_by(AuditEvent.id)
    rows = db.session.scalars(told).all()
    return [(row.object_type, row.object_id, row.person_name, row.changes) for row in rows]


def test_first_request_queues_and_is_noted_on_the_subject(institution):
    secretary = build_actor(make_secretary(), seat=None, now=NOW, method="code")
    with writing():
        row = request_document(kind="fiche", subject=institution, language="ar", actor=secretary, now=NOW)
        db.session.commit()
    assert (row.kind, row.subject_type, row.subject_id, row.language) == (
        "fiche", "institution", institution.id, "ar",
    )  # fmt: skip
    assert (row.state, row.attempts, row.not_before, row.requested_at, row.requested_by_id, row.file_id) == (
        DocumentState.QUEUED, 0, NOW, NOW, secretary.person_id, None,
    )  # fmt: skip
    assert row.fingerprint == documents.KINDS["fiche"].fingerprint(institution, "ar")
    assert events() == [
        ("institution", institution.id, secretary.name, {"document": [None, "Fiche (العربية)"]}),
    ]  # fmt: skip


@pytest.mark.parametrize("state", [DocumentState.QUEUED, DocumentState.READY])
def test_same_content_is_never_made_twice(institution, state):
    first = ask(institution)
    if state is DocumentState.READY:
        make_ready(first)
    again = ask(institution, now=NOW + timedelta(hours=1))
    assert (again.id, again.state, again.requested_at) == (first.id, state, NOW)
    assert len(all_documents()) == 1
    assert len(events()) == 1


def test_another_language_is_another_document(institution):
    ask(institution, "fr")
    ask(institution, "ar")
    assert [(row.language, row.superseded_at) for row in all_documents()] == [("fr", None), ("ar", None)]


def test_changed_content_supersedes(institution):
    first = make_ready(ask(institution))
    rename(institution, "Autre nom")
    second = ask(institution, now=NOW + timedelta(days=1))
    rows = all_documents()
    assert [(row.id, row.state, row.superseded_at) for row in rows] == [
        (first.id, DocumentState.READY, NOW + timedelta(days=1)), (second.id, DocumentState.QUEUED, None),
    ]  # fmt: skip
    assert rows[0].fingerprint != rows[1].fingerprint


def test_content_that_comes_back_brings_its_document_back(institution):
    first = make_ready(ask(institution))
    rename(institution, "Autre nom")
    second = ask(institution, now=NOW + timedelta(days=1))
    rename(institution, "La nôtre")
    third = ask(institution, now=NOW + timedelta(days=2))
    assert third.id == first.id
    assert [(row.id, row.superseded_at) for row in all_documents()] == [
        (first.id, None), (second.id, NOW + timedelta(days=2)),
    ]  # fmt: skip


def test_new_version_of_the_template_makes_it_anew(institution, monkeypatch):
    first = make_ready(ask(institution))
    register_kind(monkeypatch, version=2)
    assert ask(institution).id != first.id


def test_failed_one_is_tried_again(institution):
    row = ask(institution)
    with writing():
        row.state, row.attempts, row.error, row.refusal = DocumentState.FAILED, 3, "OSError: x", "Non."
        db.session.commit()
    later = NOW + timedelta(hours=1)
    again = ask(institution, now=later)
    assert (again.id, again.state, again.attempts, again.not_before, again.error, again.refusal) == (
        row.id, DocumentState.QUEUED, 0, later, None, None,
    )  # fmt: skip
    assert len(events()) == 2


@pytest.mark.parametrize(
    ("kind", "language", "subject"), [("inconnu", "fr", "institution"), ("fiche", "de", "institution"), ("fiche", "fr", "meeting")]
)  # fmt: skip
def test_what_nobody_registered_is_refused(institution, kind, language, subject):
    asked = institution if subject == "institution" else make_meeting()
    with pytest.raises(RuleError) as refused:
        request_document(kind=kind, subject=asked, language=language, actor=Actor.system(), now=NOW)
    assert (refused.value.code, refused.value.status) == ("unknown_document", 404)
    assert all_documents() == []


def test_a_kind_is_registered_once(monkeypatch):
    documents.register(
        "fiche", letter_of, lambda a, s: True, subject=StoredFile, fingerprint=lambda s, c: "", label="x"
    )

    def elsewhere(subject_id, language):
        return None

    elsewhere.__module__ = "another.module"
    with pytest.raises(ValueError, match="registered twice"):
        documents.register(
            "fiche", elsewhere, lambda a, s: True, subject=StoredFile, fingerprint=lambda s, c: "", label="x"
        )


def test_many_requests_at_the_same_instant_make_one_document(app, institution):
    for number in range(8):
        rename(institution, f"Nom {number}")
        found, start, institution_id = [], threading.Barrier(6), institution.id

        def request(found=found, start=start, institution_id=institution_id):
            with app.app_context(), writing():
                start.wait(30)
                subject = db.session.get(Institution, institution_id)
                row = request_document(
                    kind="fiche", subject=subject, language="fr", actor=Actor.system(), now=NOW
                )
                key = row.id
                db.session.commit()
                found.append(key)
                db.session.remove()

        db.session.rollback()
        threads = [
            threading.Thread(target=lambda work=request: contextvars.Context().run(work)) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        current = [row.id for row in all_documents() if row.superseded_at is None]
        assert len(found) == 6
        assert set(found) == set(current)
        assert len(current) == 1
    assert len(all_documents()) == 8


# --- what the worker does --------------------------------------------------------------------------------


def claimed(now=NOW) -> RenderedDocument | None:
    db.session.rollback()
    with writing():
        row = claim_document(now=now)
        db.session.commit()
    return row


def test_lease_is_held_by_one_worker(institution):
    row = ask(institution)
    other = ask(institution, "ar", now=NOW + timedelta(seconds=1))
    assert claimed(NOW - timedelta(seconds=1)) is None, "not yet due"
    assert claimed().id == row.id
    assert (row.attempts, row.lease_until) == (1, NOW + LEASE)
    assert claimed() is None, "the other is due a second later"
    assert claimed(NOW + timedelta(seconds=1)).id == other.id
    assert claimed(NOW + LEASE) is None
    assert claimed(NOW + LEASE + timedelta(seconds=1)).id == row.id
    assert row.attempts == 2


def test_superseded_request_is_not_made(institution):
    ask(institution)
    rename(institution, "Autre nom")
    second = ask(institution)
    assert claimed().id == second.id
    assert claimed() is None


def finish(row, lease, now=NOW) -> bool:
    with writing():
        done = finish_document(
            document_id=row.id, lease_until=lease, fingerprint="f" * 64, content=CONTENT, now=now
        )
        db.session.commit()
    return done


def test_finished_document_has_its_file(institution):
    row = ask(institution)
    claimed()
    assert finish(row, NOW + LEASE, NOW + timedelta(seconds=3))
    assert (row.state, row.title, row.size, row.fingerprint, row.made_at, row.lease_until) == (
        DocumentState.READY, "Fiche", 12, "f" * 64, NOW + timedelta(seconds=3), None,
    )  # fmt: skip
    assert (row.file.key, row.file.name, row.file.content_type, row.file.size, row.file.sha256) == (
        CONTENT.key, "fiche.pdf", "application/pdf", 12, "a" * 64,
    )  # fmt: skip


@pytest.mark.parametrize("is_public", [True, False])
def test_public_pages_follow_papers_that_visitors_may_read_only(institution, monkeypatch, is_public):
    register_kind(monkeypatch, may_read=lambda actor, subject: is_public or actor is not None)
    row = ask(institution)
    claimed()
    before = public_stamp(db.session)
    finish(row, NOW + LEASE)
    assert public_stamp(db.session) - before == int(is_public)


def test_request_that_the_database_refuses_for_another_reason_fails(institution):
    nobody = Actor(name="X", method="code", person_id=999_999)
    with writing(), pytest.raises(IntegrityError):
        request_document(kind="fiche", subject=institution, language="fr", actor=nobody, now=NOW)
    db.session.rollback()


def test_result_that_is_no_longer_awaited_is_dropped(institution):
    row = ask(institution)
    claimed()
    claimed(NOW + LEASE + timedelta(seconds=1))  # another worker has it by now
    assert not finish(row, NOW + LEASE)
    rename(institution, "Autre nom")
    ask(institution)
    assert not finish(row, NOW + 2 * LEASE + timedelta(seconds=1)), "replaced meanwhile"
    assert not finish(db.session.get_one(RenderedDocument, row.id + 1), NOW), "never leased"
    assert db.session.scalars(select(StoredFile)).all() == []


def test_failure_waits_then_is_final_after_three(institution):
    row, now = ask(institution), NOW
    for wait in [*RETRY_AFTER, None]:
        assert claimed(now).id == row.id
        with writing():
            fail_document(
                document_id=row.id, lease_until=now + LEASE, error=OSError("disque\nplein"), now=now
            )
            db.session.commit()
        assert (row.error, row.refusal, row.lease_until) == ("OSError: disque plein", None, None)
        if wait is not None:
            assert (row.state, row.not_before) == (DocumentState.QUEUED, now + wait)
            now += wait
    assert (row.state, row.attempts) == (DocumentState.FAILED, 3)
    assert claimed(now + timedelta(days=1)) is None


def test_refusal_of_a_rule_is_final_at_once(institution):
    row = ask(institution)
    claimed()
    with writing():
        fail_document(
            document_id=row.id, lease_until=NOW + LEASE, error=RuleError("x", "Rien à imprimer."), now=NOW
        )
        db.session.commit()
    assert (row.state, row.refusal, row.attempts) == (DocumentState.FAILED, "Rien à imprimer.", 1)


def test_document_that_kills_its_worker_three_times_has_failed(institution):
    row, now = ask(institution), NOW
    for _ in range(3):
        assert claimed(now).id == row.id
        now += LEASE + timedelta(seconds=1)
    assert claimed(now) is None
    assert (row.state, row.attempts, row.error) == (
        DocumentState.FAILED, 3, "the worker was lost each time it made this document",
    )  # fmt: skip


def test_interrupted_making_does_not_count(institution):
    row = ask(institution)
    claimed()
    with writing():
        release_document(document_id=row.id, lease_until=NOW + LEASE)
        db.session.commit()
    assert (row.attempts, row.lease_until) == (0, None)
    assert claimed().id == row.id
    with writing():
        release_document(document_id=row.id, lease_until=NOW)  # another's lease
        db.session.commit()
    assert row.attempts == 1


# --- retention -------------------------------------------------------------------------------------------


def discard(before, now=NOW) -> int:
    with writing():
        count = discard_documents(before=before, now=now)
        db.session.commit()
    db.session.expire_all()
    return count


def test_replaced_documents_leave_with_their_files(institution):
    first = make_ready(ask(institution)).file_id
    rename(institution, "Autre nom")
    second = make_ready(ask(institution))
    assert discard(NOW) == 0, "replaced at that instant, not before"
    assert discard(NOW + timedelta(seconds=1)) == 1
    assert [row.id for row in all_documents()] == [second.id]
    assert db.session.get(StoredFile, first) is None
    assert db.session.get(StoredFile, second.file_id) is not None


def test_file_that_something_else_holds_stays(institution):
    first = make_ready(ask(institution)).file_id
    paper = make_document(make_meeting(), "Jointe")
    with writing():
        paper.file_id = first
        db.session.commit()
    rename(institution, "Autre nom")
    ask(institution)
    assert discard(NOW + timedelta(seconds=1)) == 1
    assert db.session.get(StoredFile, first) is not None


def test_documents_of_what_is_gone_wait_for_their_time(institution):
    ready, other = make_ready(ask(institution)), make_ready(ask(make_institution()))
    with writing():
        db.session.delete(institution)
        db.session.commit()
    assert discard(NOW - timedelta(days=30)) == 0
    rows = {row.id: row.superseded_at for row in all_documents()}
    assert rows == {ready.id: NOW, other.id: None}
    assert discard(NOW + timedelta(seconds=1)) == 1
    assert [row.id for row in all_documents()] == [other.id]


def test_who_may_read_follows_the_subject(institution, monkeypatch):
    row = ask(institution)
    secretary = build_actor(make_secretary(), seat=None, now=NOW, method="code")
    stranger = build_actor(make_person(), seat=None, now=NOW, method="code")
    assert [documents.can_read_document(who, row) for who in (secretary, stranger, None)] == [
        True,
        False,
        False,
    ]
    monkeypatch.setattr(documents, "KINDS", {})
    assert not documents.can_read_document(secretary, row)
