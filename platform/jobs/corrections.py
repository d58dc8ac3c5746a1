"""Correction requests whose day is over are noted as such; nothing could be changed through them since then."""

from flask import Flask

from noress.domain.applications.rules import correcting
from noress.jobs import nightly


def night_work(app: Flask) -> None:
    nightly.work(app, "correction requests that ran out", correcting.end_overdue_requests)
