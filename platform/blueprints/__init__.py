"""Pages, one folder per area; a page's address, folder, template and test carry the same word."""

from importlib import import_module

from flask import Flask

from noress.web import row_ids

AREAS = (
    "public", "accounts", "duties", "drafts", "meetings", "backlog", "letters", "attendance", "minutes", "decisions",
    "actions", "institutions", "imports", "merging", "merging_people", "governance", "notifications", "people", "questionnaires",
    "campaigns", "relay", "catalogue", "catalogue_desk", "exchange", "guidance", "catalogue_merging", "upkeep", "application_desk", "applying", "entering", "reviewing", "evaluating", "awards", "deliberating", "opinions", "payments", "reports", "funding", "competitions", "juries", "scoring", "results", "admin", "api", "documents",
)  # fmt: skip


def register(app: Flask) -> None:
    row_ids.init_app(app)
    for area in AREAS if not app.config["SETTINGS"].demo else (*AREAS, "demo"):
        app.register_blueprint(import_module(f"noress.blueprints.{area}").bp)
