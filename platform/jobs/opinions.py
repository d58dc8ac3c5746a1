"""The night's work on outside opinions: those whose day comes near are reminded once."""

from flask import Flask

from noress.domain.applications.rules.opinions import remind_due
from noress.jobs import nightly


def night_work(app: Flask) -> None:
    nightly.work(app, "opinions reminded", remind_due)
