"""/healthz and /readyz: what operators poll; neither sets a cookie."""

from datetime import timedelta

import time_machine

from noress.core.storage import LocalFolder, Storage
from noress.domain.outbox.models import WorkerMark
from noress.domain.outbox.rules import SEEN
from tests.conftest import make_settings
from tests.factories import NOW, save

OK = {"database": "ok", "storage": "ok", "worker": "ok", "zone_data": "ok"}


def test_process_answers_without_touching_the_database(client, count_queries):
    with count_queries() as statements:
        response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert statements == []
    assert "Set-Cookie" not in response.headers


def test_ready_when_everything_is(client):
    with time_machine.travel(NOW, tick=False) as traveller:
        save(WorkerMark(name=SEEN, at=NOW))
        response = client.get("/readyz")
        assert (response.status_code, response.json) == (200, {"status": "ok", "checks": OK})
        assert "Set-Cookie" not in response.headers
        traveller.shift(timedelta(seconds=61))
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json == {
            "status": "failing",
            "checks": {**OK, "worker": "last seen 2026-11-20T09:00:00Z"},
        }


def test_worker_never_seen(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json["checks"]) == (503, {**OK, "worker": "never seen"})


def test_storage_that_refuses(app, client, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setitem(app.extensions, "storage", Storage(LocalFolder(tmp_path / "file" / "folder")))
    response = client.get("/readyz")
    assert (response.status_code, response.json["checks"]["storage"]) == (503, "failing")


def test_database_that_is_away(tmp_path):
    from noress.factory import create_app

    broken = create_app(make_settings(f"sqlite:///{tmp_path}/missing/noress.db", tmp_path / "instance"))
    response = broken.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json["checks"] == {**OK, "database": "failing", "worker": "failing"}
    assert broken.test_client().get("/healthz").status_code == 200
