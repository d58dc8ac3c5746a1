"""The demonstration as tests find it."""

import fcntl
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from noress.demo import build
from noress.extensions import db
from tests import engines
from tests.conftest import folder_of_run
from tests.factories import NOW
from tests.kept_rows import KeptRows, take_rows

TODAY = date(2026, 11, 20)
_kept: KeptRows | None = None


@pytest.fixture
def demonstration(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The data of 20 November 2026, and the clock at nine o'clock that day. Its files too: to other tests they are
    orphans, and swept."""
    global _kept
    copy = folder_of_run(tmp_path_factory) / f"demonstration-{engines.ENGINE}"
    if _kept is None:
        build_or_take(app, copy)
        _kept = KeptRows()
    else:
        _kept.put_back()
    shutil.copytree(copy / "files", Path(app.instance_path) / "files", dirs_exist_ok=True)
    db.session.rollback()
    with time_machine.travel(NOW, tick=False):
        yield


def build_or_take(app: Flask, copy: Path) -> None:
    """The first process of a run that asks builds it, and leaves a copy to the others."""
    copy.mkdir(exist_ok=True)
    with (copy / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (copy / "noress.db").exists():
            take_rows(copy / "noress.db")
            return
        build.build(app, today=TODAY, reset=True)  # other tests have used numbers
        shutil.copytree(Path(app.instance_path) / "files", copy / "files", dirs_exist_ok=True)
        if engines.ENGINE == "sqlite":
            engines.database_url(copy, like=str(db.engine.url))
