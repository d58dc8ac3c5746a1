"""A backup holds every row and every file, and comes back on either engine."""

import io
import json
import os
import subprocess
import sys
import tarfile

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from noress.core.i18n import Translated
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import Body, BodyKind
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.factory import create_app, init_migrations
from tests.conftest import make_settings
from tests.factories import NOW, make_institution, make_meeting, make_person, make_seat, save

KEY, CONTENT = "2026/11/convocation.pdf", b"%PDF-1.4 \x00\xff content"


@pytest.fixture
def other(tmp_path):
    """Another installation: embedded SQLite, migrated, empty."""
    application = create_app(make_settings("", tmp_path / "other"))
    init_migrations(application)
    with application.app_context():
        upgrade()
        yield application
        db.engine.dispose()


@pytest.fixture
def filled(app):
    """Rows of every awkward kind: enums, dates, wall times, texts in languages, rows that point ahead."""
    parent, child = make_institution("Région"), make_institution("Observatoire")
    parent.part_of_id = child.id  # points to a later row
    save(parent)
    seat = make_seat(parent, make_person("المنشطة الرئيسية", language="ar"))
    plenary = save(Body(kind=BodyKind.PLENARY, name=Translated(fr="Plénière", ar="الجمع العام")))
    make_meeting("Thème « à guillemets »", bodies=[plenary], created_by_id=seat.person_id)
    save(StoredFile(key=KEY, name="convocation.pdf", content_type="application/pdf", size=len(CONTENT),
                    sha256="0" * 64, uploaded_at=NOW))  # fmt: skip
    storage = app.extensions["storage"]
    storage.put(KEY, io.BytesIO(CONTENT))
    yield
    storage.delete(KEY)


def run(application, *args):
    result = application.test_cli_runner().invoke(args=list(args))
    return result.exit_code, result.output.strip()


def all_rows(application):
    """Every row of every table, as Python values."""
    kept = {"stamp"}  # raised on purpose by a restore
    with application.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).mappings().all()))
            for table in db.metadata.sorted_tables
            if table.name not in kept
        }


def test_there_and_back(app, filled, other, tmp_path):
    before = all_rows(app)
    first, second = tmp_path / "first.tar.gz", tmp_path / "second.tar.gz"
    rows = sum(len(found) for found in before.values()) + 1
    assert run(app, "backup", str(first)) == (0, f"{first}: {rows} rows, 1 files")
    code, output = run(other, "restore", str(first))
    assert (code, output.splitlines()[-1]) == (0, f"restored: {rows} rows, 1 files")
    assert all_rows(other) == before
    assert other.extensions["storage"].get(KEY) == CONTENT

    assert run(other, "backup", str(second))[0] == 0
    app.extensions["storage"].delete(KEY)
    make_institution("Écrite après la sauvegarde")
    assert run(app, "restore", str(second), "--force")[0] == 0
    db.session.expire_all()
    assert all_rows(app) == before
    assert app.extensions["storage"].get(KEY) == CONTENT


def test_new_rows_follow_the_restored_ones(app, filled, tmp_path):
    archive = tmp_path / "a.tar.gz"
    run(app, "backup", str(archive))
    run(app, "restore", str(archive), "--force")
    last = db.session.scalar(db.func.max(Meeting.id).select())
    assert make_meeting().id == last + 1


def test_restore_refuses_to_replace_data(app, filled, tmp_path):
    archive = tmp_path / "a.tar.gz"
    run(app, "backup", str(archive))
    before = all_rows(app)
    code, output = run(app, "restore", str(archive))
    assert (code, output.splitlines()[-1]) == (
        1,
        "Error: this database holds data: --force replaces all of it",
    )
    assert all_rows(app) == before


def test_backup_never_overwrites_and_is_for_its_owner_only(app, filled, tmp_path):
    archive = tmp_path / "a.tar.gz"
    run(app, "backup", str(archive))
    assert archive.stat().st_mode & 0o777 == 0o600
    assert run(app, "backup", str(archive)) == (1, f"Error: {archive} exists already: choose another name")
    assert list(tmp_path.glob("*.part")) == []


def test_file_missing_from_the_storage_is_named(app, filled, tmp_path):
    app.extensions["storage"].delete(KEY)
    archive = tmp_path / "a.tar.gz"
    code, output = run(app, "backup", str(archive))
    assert code == 1
    assert output.splitlines()[-1] == f"Error: not in the storage, so not in the backup: {KEY}"
    assert archive.exists()


def rewrite(archive, name, content):
    """The archive with one member changed; None takes it out."""
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read()
            if member.name == name:
                if content is None:
                    continue
                data = content(data)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target


@pytest.mark.parametrize(
    "name, content, message",
    [
        (f"files/{KEY}", lambda data: data[:-1] + b"X", f"the backup is damaged: files/{KEY} is not what was written"),
        ("tables/meeting.jsonl", lambda data: b"", "the backup is damaged: tables/meeting.jsonl is not what was written"),
        ("tables/person.jsonl", None, "the backup lacks tables/person.jsonl"),
        ("manifest.json", None, "this is no backup of the platform: it has no manifest"),
        ("manifest.json", lambda data: json.dumps({**json.loads(data), "format": 9}).encode(),
         "this backup has format 9, not 1"),
        ("manifest.json", lambda data: json.dumps({**json.loads(data), "revision": "older"}).encode(),
         "the backup was made at database revision older, this code is at HEAD: "
         "restore it with the version of the code that made it, then upgrade"),
    ],
)  # fmt: skip
def test_damaged_archive_changes_nothing(app, filled, tmp_path, name, content, message):
    archive = tmp_path / "a.tar.gz"
    run(app, "backup", str(archive))
    before = all_rows(app)
    code, output = run(app, "restore", str(rewrite(archive, name, content)), "--force")
    (head,) = db.session.execute(text("SELECT version_num FROM alembic_version")).one()
    assert (code, output.splitlines()[-1]) == (1, f"Error: {message.replace('HEAD', head)}")
    assert all_rows(app) == before


LIMITED = """
import resource
from pathlib import Path
from noress.factory import create_app
from noress.jobs import archive
from tests.conftest import make_settings
app = create_app(make_settings({url!r}, Path({instance!r})))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    archive.backup(app, Path({target!r}))
except OSError as error:
    print(error.strerror)
"""


def test_what_is_no_archive_is_said(app, tmp_path):
    path = tmp_path / "x.tar.gz"
    path.write_text("not an archive")
    code, output = run(app, "restore", str(path))
    assert (code, output.splitlines()[-1]) == (1, "Error: this is no backup of the platform")


def test_disk_that_fills_up_leaves_no_half_backup(app, filled, tmp_path):
    """The file size limit stands for the disk; the storage holds more than it allows."""
    app.extensions["storage"].delete(KEY)
    app.extensions["storage"].put(KEY, os.urandom(400_000))
    script = LIMITED.format(url=str(app.config["SQLALCHEMY_DATABASE_URI"]), instance=app.instance_path,
                            target=str(tmp_path / "a.tar.gz"))  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "File too large", done.stderr
    assert list(tmp_path.glob("a.tar.gz*")) == []
