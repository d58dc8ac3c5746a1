"""The demonstration as tests find it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from noress.demo import build
from noress.extensions import db
from tests.factories import NOW
from tests.kept_rows import KeptRows

TODAY = date(2026, 11, 20)
_kept: list[tuple[KeptRows, Path]] = []


@pytest.fixture
def demonstration(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The data of 20 November 2026, and the clock at nine o'clock that day. Its files too: to other tests they are
    orphans, and swept."""
    files = Path(app.instance_path) / "files"
    if _kept:
        rows, copies = _kept[0]
        rows.put_back()
        shutil.copytree(copies, files, dirs_exist_ok=True)
    else:
        build.build(app, today=TODAY)
        copies = tmp_path_factory.mktemp("demonstration") / "files"
        shutil.copytree(files, copies)
        _kept.append((KeptRows(), copies))
    db.session.rollback()
    with time_machine.travel(NOW, tick=False):
        yield
