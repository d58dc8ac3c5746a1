"""The night's work on reports of projects: those whose day comes near, or has passed, are recalled."""

from flask import Flask

from noress.domain.reports.rules.reminding import remind_reports
from noress.jobs import nightly


def night_work(app: Flask) -> None:
    nightly.work(app, "reports recalled", remind_reports)
