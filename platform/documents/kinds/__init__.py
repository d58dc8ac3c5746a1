"""The kinds of documents: one module each, which registers itself when it is imported."""

from importlib import import_module

from flask import Flask

from noress.domain.files.documents import Letterhead, set_letterhead

KINDS = [
    "action_plan_wall",
    "agreement",
    "answers_sheet",
    "application_receipt",
    "call_sheet",
    "campaign_poster",
    "decision_letter",
    "catalogue_booklet",
    "catalogue_sheet",
    "meeting_agenda",
    "meeting_pack",
    "minutes",
    "prize_certificate",
    "project_report",
    "sign_in_sheet",
    "letter",
    "jury_letter",
    "handover",
    "jury_pack",
    "questionnaire_blank",
    "response_receipt",
]


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    set_letterhead(Letterhead(settings.network_name, settings.network_territory, settings.base_url))
    for name in KINDS:
        import_module(f"noress.documents.kinds.{name}")
