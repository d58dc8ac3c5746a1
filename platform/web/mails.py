"""Mails written from templates: one folder per mail with subject.txt, body.txt and body.html."""

import re
from typing import Any

from flask import Flask, current_app

from noress.core.i18n import DIRECTION, HTML_LANG, Translated, language
from noress.domain.outbox import rules as outbox


def init_app(app: Flask) -> None:
    outbox.set_renderer(render)


def render(template: str, values: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML; of the application at hand, since a process may hold more than one."""
    settings = current_app.config["SETTINGS"]
    context = {
        **values,
        "lang": language(),
        "html_lang": HTML_LANG[language()],
        "text_dir": DIRECTION[language()],
        "network_name": str(Translated(settings.network_name)),
        "sender_address": settings.mail_sender,
        "demo": settings.demo,
    }
    subject, text, html = (
        current_app.jinja_env.get_template(f"mails/{template}/{part}").render(context)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    # Blocks that a template leaves out leave empty lines behind.
    text = re.sub(r"\n[ \t]*(?:\n[ \t]*)+\n", "\n\n", text.strip()) + "\n"
    return subject.strip(), text, html
