"""Documents are made once, whatever the makers, the workers and the machine do."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from noress.core import clock
from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import Translated, gettext, language
from noress.core.storage import StorageFull
from noress.domain.files.documents import Made
from noress.domain.files.models import DocumentState, StoredFile
from noress.domain.files.rules.rendering import LEASE, RETRY_AFTER
from noress.domain.institutions.models import Institution
from noress.extensions import db
from noress.jobs import documents, retention, worker
from tests.factories import NOW, make_institution, make_meeting
from tests.factories.papers import all_documents, ask, letter_of, register_kind, text_of
from tests.jobs.test_worker import running_worker, wait_for

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def at_nine():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def institution(monkeypatch):
    register_kind(monkeypatch)
    return make_institution("La nôtre", name_ar="لنا")


def bytes_of(app, row) -> bytes:
    return app.extensions["storage"].get(row.file.key)


def test_document_is_made_stored_and_said(app, institution, at_nine):
    row = ask(institution)
    assert documents.drain(app) == 1
    assert documents.drain(app) == 0
    (row,) = all_documents()
    content = "%PDF-1.7 La nôtre".encode()
    assert bytes_of(app, row) == content
    assert (row.state, row.title, row.size, row.attempts, row.made_at, row.lease_until, row.error) == (
        DocumentState.READY, "Fiche La nôtre", len(content), 1, NOW, None, None,
    )  # fmt: skip
    assert (row.file.name, row.file.content_type, row.file.sha256) == (
        "fiche.pdf", "application/pdf", hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    assert row.file.key.startswith("documents/2026/11/")


def test_maker_works_in_the_language_of_the_document(app, monkeypatch, at_nine):
    said = []

    def maker(subject_id: int, code: str) -> Made:
        said.append((code, language(), gettext("Ordre du jour")))
        return Made("x", "x.pdf", b"x")

    register_kind(monkeypatch, maker=maker)
    institution = make_institution()
    ask(institution, "ar")
    ask(institution, "en")
    assert documents.drain(app) == 2
    assert said == [("ar", "ar", "جدول الأعمال"), ("en", "en", "Agenda")]
    assert language() == "fr"


def test_what_was_really_read_is_noted(app, institution, at_nine):
    """The content changed while the request waited: the paper shows it, and the fingerprint says so."""
    row = ask(institution)
    with writing():
        institution.name = Translated(fr="Autre nom")
        db.session.commit()
    documents.drain(app)
    assert bytes_of(app, all_documents()[0]) == b"%PDF-1.7 Autre nom"
    assert ask(institution).id == row.id, "nothing to make again"


def test_change_during_the_making_does_not_mix_two_states(app, monkeypatch, at_nine):
    """Fingerprint and content come from one instant, also on PostgreSQL."""
    institution = make_institution("Avant")

    def maker(subject_id: int, code: str) -> Made:
        def change() -> None:
            with app.app_context(), writing():
                db.session.get_one(Institution, subject_id).name = Translated(fr="Après")
                db.session.commit()

        thread = threading.Thread(target=change)
        thread.start()
        thread.join()
        db.session.expire_all()
        return letter_of(subject_id, code)

    register_kind(monkeypatch, maker=maker)
    first = ask(institution)
    documents.drain(app)
    (row,) = all_documents()
    assert bytes_of(app, row) == b"%PDF-1.7 Avant"
    assert ask(db.session.get_one(Institution, institution.id)).id != first.id, "what changed is made anew"


def test_file_given_as_a_path_is_deleted_once_stored(app, monkeypatch, tmp_path, at_nine):
    made = tmp_path / "pack.zip"

    def maker(subject_id: int, code: str) -> Made:
        made.write_bytes(b"PK" * 100_000)
        return Made("Dossier", "dossier.zip", made, "application/zip")

    register_kind(monkeypatch, maker=maker)
    ask(make_institution())
    documents.drain(app)
    (row,) = all_documents()
    assert (row.size, row.file.content_type, bytes_of(app, row)) == (
        200_000,
        "application/zip",
        b"PK" * 100_000,
    )
    assert not made.exists()


def test_error_is_tried_three_times_and_others_are_made_meanwhile(app, monkeypatch, at_nine):
    tries = []

    def maker(subject_id: int, code: str) -> Made:
        if code == "fr":
            tries.append(clock.now())
            raise OSError("imprimante en feu")
        return Made("x", "x.pdf", b"x")

    register_kind(monkeypatch, maker=maker)
    institution = make_institution()
    broken, fine = ask(institution, "fr"), ask(institution, "ar")
    assert documents.drain(app) == 1
    for wait in RETRY_AFTER:
        at_nine.shift(wait - timedelta(seconds=1))
        assert documents.drain(app) == 0
        at_nine.shift(timedelta(seconds=1))
        documents.drain(app)
    at_nine.shift(timedelta(days=1))
    assert documents.drain(app) == 0
    rows = {row.id: row for row in all_documents()}
    assert len(tries) == 3
    assert (rows[broken.id].state, rows[broken.id].error, rows[broken.id].refusal) == (
        DocumentState.FAILED, "OSError: imprimante en feu", None,
    )  # fmt: skip
    assert rows[fine.id].state is DocumentState.READY


def test_refusal_is_said_in_the_language_of_the_document(app, monkeypatch, at_nine):
    from noress.core.i18n import lazy

    def maker(subject_id: int, code: str) -> Made:
        raise RuleError("empty", lazy("Ordre du jour"))

    register_kind(monkeypatch, maker=maker)
    ask(make_institution(), "ar")
    assert documents.drain(app) == 0
    (row,) = all_documents()
    assert (row.state, row.attempts, row.refusal) == (DocumentState.FAILED, 1, "جدول الأعمال")


@pytest.mark.parametrize("gone", ["subject", "kind"])
def test_what_no_longer_exists_is_not_made(app, institution, monkeypatch, gone, at_nine):
    ask(institution)
    if gone == "kind":
        monkeypatch.setattr("noress.domain.files.documents.KINDS", {})
    else:
        with writing():
            db.session.delete(institution)
            db.session.commit()
    assert documents.drain(app) == 0
    (row,) = all_documents()
    assert (row.state, row.attempts) == (DocumentState.FAILED, 1)


def test_full_disk_is_tried_again_and_leaves_nothing(app, institution, monkeypatch, at_nine):
    ask(institution)
    storage = app.extensions["storage"]

    class Full:
        def put(self, key, data):
            raise StorageFull(key)

    monkeypatch.setitem(app.extensions, "storage", Full())
    assert documents.drain(app) == 0
    assert db.session.query(StoredFile).count() == 0
    monkeypatch.setitem(app.extensions, "storage", storage)
    at_nine.shift(RETRY_AFTER[0])
    assert documents.drain(app) == 1


def test_two_workers_share_and_make_each_once(app, monkeypatch):
    made, meet = [], threading.Barrier(2)

    def maker(subject_id: int, code: str) -> Made:
        made.append((subject_id, code))
        if len(made) <= 2:
            meet.wait(30)  # both hold one at the same time
        return Made("x", "x.pdf", b"x")

    register_kind(monkeypatch, maker=maker)
    asked = {
        (ask(make_institution(), code, now=clock.now()).subject_id, code)
        for code in ("fr", "ar")
        for _ in range(4)
    }
    threads = [threading.Thread(target=documents.drain, args=(app,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == sorted(asked)
    assert {row.state for row in all_documents()} == {DocumentState.READY}


# --- a worker killed, or told to stop, while it makes one --------------------------------------------------

HOLDER = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.conftest import make_settings
from noress.factory import create_app
from noress.domain.files import documents as registry
from noress.domain.institutions.models import Institution
from noress.jobs import documents
app = create_app(make_settings({url!r}, Path({instance!r}), testing=False))
def maker(subject_id, language):
    print("making", flush=True)
    time.sleep(60)
registry.register("fiche", maker, lambda a, s: True, subject=Institution, fingerprint=lambda s, l: "x", label="Fiche")
documents.drain(app)
"""


def test_worker_killed_while_making_loses_nothing(app, institution):
    ask(institution, now=clock.now() - timedelta(minutes=1))
    script = HOLDER.format(
        root=str(Path.cwd()), url=str(app.config["SQLALCHEMY_DATABASE_URI"]), instance=app.instance_path
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "making\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=10)
    (row,) = all_documents()
    assert (row.state, row.attempts) == (DocumentState.QUEUED, 1)
    with time_machine.travel(row.lease_until, tick=False) as traveller:
        assert documents.drain(app) == 0, "the dead worker's lease still holds"
        traveller.shift(timedelta(seconds=1))
        assert documents.drain(app) == 1
    (row,) = all_documents()
    assert (row.state, row.attempts, row.title) == (DocumentState.READY, 2, "Fiche La nôtre")


def test_worker_told_to_stop_gives_the_document_back(app, monkeypatch):
    begun, may_end = threading.Event(), threading.Event()

    def maker(subject_id: int, code: str) -> Made:
        begun.set()
        may_end.wait(30)
        return Made("x", "x.pdf", b"x")

    register_kind(monkeypatch, maker=maker)
    ask(make_institution(), now=clock.now() - timedelta(minutes=1))
    stopping = threading.Event()
    thread = threading.Thread(target=documents.drain, args=(app, stopping))
    thread.start()
    assert begun.wait(30)
    stopping.set()
    documents.give_back(app)
    (row,) = all_documents()
    assert (row.state, row.attempts, row.lease_until) == (DocumentState.QUEUED, 0, None)
    may_end.set()
    thread.join()
    (row,) = all_documents()
    assert (row.state, row.file_id) == (DocumentState.QUEUED, None), "what came after the stop is dropped"
    documents.give_back(app)  # nothing in hand any more


def test_real_worker_makes_the_agenda_of_a_session(app):
    """The whole way: asked for, made by `flask worker` in its child process, a real PDF in the storage."""
    meeting = make_meeting("Communication et financement")
    ask(meeting, "ar", kind="meeting_agenda", now=clock.now() - timedelta(minutes=1))
    with running_worker(app) as process:
        wait_for(lambda: all_documents()[0].state is DocumentState.READY)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in output
    (row,) = all_documents()
    assert row.title == "جدول الأعمال"
    assert "التواصل" in text_of(bytes_of(app, row))


def test_worker_looks_at_once_when_woken_and_survives_a_fault(app, institution, monkeypatch, caplog):
    stopping, look_now = threading.Event(), threading.Event()
    calls = []
    real = documents.drain

    def drain(*args):
        calls.append(1)
        if len(calls) == 1:
            raise OSError("a database that restarts")
        return real(*args)

    monkeypatch.setattr(worker.documents, "drain", drain)
    thread = threading.Thread(target=worker.make_documents, args=(app, stopping, look_now))
    thread.start()
    try:
        wait_for(lambda: "documents could not be looked for" in caplog.text)
        ask(institution, now=clock.now() - timedelta(minutes=1))
        look_now.set()
        wait_for(lambda: all_documents()[0].state is DocumentState.READY, 4)
        if sys.platform == "linux":
            priority = os.getpriority(os.PRIO_PROCESS, thread.native_id)
            assert priority > os.getpriority(os.PRIO_PROCESS, 0), "papers give way to pages and mails"
    finally:
        stopping.set()
        look_now.set()
        thread.join(10)


def test_commit_of_a_request_wakes_the_worker(app, institution, monkeypatch):
    woken = []
    monkeypatch.setattr("noress.domain.files.rules.rendering._wake", lambda: woken.append(1))
    ask(institution)
    assert woken == [1]
    ask(institution)
    assert woken == [1], "it waits already"


def test_queue_that_is_down_does_not_fail_the_request(app, institution, monkeypatch, caplog):
    def down() -> None:
        raise OSError("no queue")

    monkeypatch.setattr("noress.domain.files.rules.rendering._wake", down)
    assert ask(institution).state is DocumentState.QUEUED
    assert "documents are made at its next round" in caplog.text


def test_night_takes_replaced_documents_and_sweeps_their_bytes(app, institution):
    with time_machine.travel(NOW, tick=False) as traveller:
        ask(institution)
        documents.drain(app)
        (first,) = all_documents()
        key = first.file.key
        with writing():
            institution.name = Translated(fr="Autre nom")
            db.session.commit()
        ask(institution)
        documents.drain(app)
        traveller.shift(timedelta(days=30))
        assert retention.purge(app)["rendered_documents"] == 0
        traveller.shift(timedelta(seconds=1))
        assert retention.purge(app)["rendered_documents"] == 1
        assert [row.title for row in all_documents()] == ["Fiche Autre nom"]
        assert db.session.query(StoredFile).filter_by(key=key).count() == 0
    with time_machine.travel(clock.now() + timedelta(days=2)):
        retention.purge(app)  # a day later than the bytes' own date
    assert not app.extensions["storage"].exists(key)


def test_lease_outlives_the_longest_making():
    from noress.documents.typesetting import SECONDS

    assert timedelta(seconds=SECONDS) < LEASE
