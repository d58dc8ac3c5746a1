"""The night's work on the catalogue: entries are asked to confirm themselves, those whose mails come back are noted,
those that nobody confirmed leave the lists."""

from flask import Flask

from noress.domain.upkeep import rules
from noress.jobs import nightly


def night_work(app: Flask) -> None:
    nightly.work(app, "entries whose mails came back", rules.note_returned_mails)
    nightly.work(app, "entries asked to confirm themselves", rules.ask_due)
    nightly.work(app, "entries that left the lists", rules.hide_stale)
