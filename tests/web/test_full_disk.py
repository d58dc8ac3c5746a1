"""A full disk: a page that keeps what was typed, status 507, and nothing lost once there is room again.

`instance/` is a file system of 8 MB where one may be mounted (root). Elsewhere the size limit of files stands for
it: SQLite cannot write either.
"""

import io
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from noress.core.i18n import gettext, in_language
from noress.core.storage import StorageFull
from noress.domain.audit.models import AuditEvent
from noress.domain.meetings.models import Meeting, MeetingDocument
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from noress.jobs import worker
from tests import engines
from tests.apps import make_app
from tests.conftest import writing_off
from tests.factories import make_body, make_device, make_meeting, make_secretary
from tests.factories.outbox import make_mail
from tests.pages import parse

pytestmark = pytest.mark.one_engine  # the full disk is that of the embedded engine
LONG = "Ce texte a pris une heure. " * 100


@dataclass
class Disk:
    """A small instance folder with the application on it."""

    app: Flask
    path: Path
    is_mounted: bool

    def fill(self) -> None:
        """Not one byte is left; what is committed is in the database file, not in the log beside it."""
        with db.engine.connect() as connection:
            connection.commit()
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if not self.is_mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
            return
        with (self.path / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 4096):
                    pass
            except OSError:
                pass

    def free(self) -> None:
        (self.path / "filler").unlink(missing_ok=True)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def mounted(path: Path) -> Iterator[bool]:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", path], capture_output=True)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "--lazy", path], check=True)


@pytest.fixture
def disk(tmp_path: Path, app: Flask) -> Iterator[Disk]:
    path = tmp_path / "instance"
    path.mkdir()
    with mounted(path) as is_mounted:
        application = make_app(engines.migrated_url(path), path)
        small = Disk(application, path, is_mounted)
        with application.app_context(), writing_off():
            yield small
            small.free()
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def secretary(disk: Disk) -> Any:
    token = make_device(make_secretary())
    browser = disk.app.test_client()
    with browser.session_transaction() as cookies:
        cookies["_user_id"], cookies["_fresh"] = token, True
    return browser


def typed_meeting(body_id: int, token: str) -> dict[str, Any]:
    return {
        "csrf_token": token, "type": "session", "bodies": str(body_id), "theme_fr": "Financement", "theme_ar": "التمويل",
        "introduction_fr": LONG, "date": "2027-04-08", "starts": "10:00", "ends": "13:00", "place_fr": "Tanger",
    }  # fmt: skip


def token_of(page: Any) -> str:
    return str(parse(page).select_one("main [name=csrf_token]")["value"])


def test_what_was_typed_is_on_the_page_and_goes_through_once_there_is_room(disk, secretary):
    body = make_body()
    token = token_of(secretary.get("/sessions/nouvelle"))
    disk.fill()

    response = secretary.post("/sessions/nouvelle", data=typed_meeting(body.id, token))
    assert response.status_code == 507
    page = parse(response)
    assert page.h1.get_text(strip=True) == "La plateforme ne peut pas enregistrer pour le moment"
    form = page.select_one("main form")
    fields = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    assert form["action"] == "/sessions/nouvelle"
    assert fields["introduction_fr"] == LONG
    assert fields["theme_ar"] == "التمويل"
    assert LONG.strip() in form.get_text()
    assert db.session.scalars(select(Meeting)).all() == []

    again = secretary.post("/sessions/nouvelle", data=fields)
    assert again.status_code == 507, "still full: still no fault, still there"

    disk.free()
    done = secretary.post(form["action"], data=fields)
    assert done.status_code == 303
    meeting = db.session.scalars(select(Meeting)).one()
    assert (meeting.theme["ar"], meeting.introduction["fr"]) == ("التمويل", LONG.strip())
    assert [line.action for line in db.session.scalars(select(AuditEvent))] == ["meeting.created"]


def test_pages_still_open_on_a_full_disk(disk, secretary):
    make_meeting()
    disk.fill()
    for path in ("/", "/sessions/", "/a-faire", "/sessions.ics"):
        assert secretary.get(path).status_code == 200
    assert disk.app.test_client().get("/connexion").status_code == 200


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
def test_visitor_asking_for_a_code_is_told_too(disk, lang):
    browser = disk.app.test_client()
    token = token_of(browser.get(f"/connexion?lang={lang}"))
    disk.fill()
    response = browser.post(
        f"/connexion?lang={lang}",
        data={"csrf_token": token, "email": "animatrice@exemple.ma", "way": "code"},
    )
    assert response.status_code == 507
    with in_language(lang):
        title = gettext("La plateforme ne peut pas enregistrer pour le moment")
    assert parse(response).h1.get_text(strip=True) == title
    assert parse(response).select_one("main form")["action"] == f"/connexion?lang={lang}"
    fields = {
        field["name"]: field["value"] for field in parse(response).select("main form input[type=hidden]")
    }
    assert fields["email"] == "animatrice@exemple.ma"


def test_file_that_does_not_fit_leaves_nothing_and_says_so(disk, secretary, monkeypatch):
    meeting = make_meeting()
    path = f"/sessions/{meeting.id}/documents"
    token = token_of(secretary.get(path))
    disk.fill()
    if not disk.is_mounted:
        monkeypatch.setitem(disk.app.extensions, "storage", FullStorage())
    upload = {
        "csrf_token": token,
        "file_title": "Note",
        "file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "note.pdf"),
    }
    response = secretary.post(path, data=upload)
    assert response.status_code == 507
    assert "joignez-les de nouveau" in response.get_data(as_text=True)
    disk.free()
    assert db.session.scalars(select(MeetingDocument)).all() == []
    assert [key for key, _at in disk.app.extensions["storage"].list_keys()] == [] or not disk.is_mounted


class FullStorage:
    def put(self, key: str, data: Any) -> None:
        raise StorageFull(key)

    def list_keys(self) -> Iterator[Any]:
        return iter(())


def test_worker_outlives_a_full_disk_and_sends_afterwards(disk):
    mail_id = make_mail().id
    disk.fill()
    with pytest.raises(Exception, match=r"full|disk I/O"):
        worker.round_once(disk.app, None)
    disk.free()
    worker.round_once(disk.app, None)
    db.session.rollback()
    assert db.session.get(OutboxMail, mail_id).state is MailState.SENT


def test_not_ready_while_full(disk):
    disk.fill()
    response = disk.app.test_client().get("/readyz")
    assert response.status_code == 503
    if disk.is_mounted:
        assert response.json["checks"]["storage"] == "failing"
