"""Mails written from templates: one folder per mail with subject.txt, body.txt and body.html."""

import re
from typing import Any

from flask import Flask

from noress.core.i18n import DIRECTION, HTML_LANG, Translated, language
from noress.domain.outbox import rules as outbox


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]

    def render(template: str, values: dict[str, Any]) -> tuple[str, str, str]:
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
            app.jinja_env.get_template(f"mails/{template}/{part}").render(context)
            for part in ("subject.txt", "body.txt", "body.html")
        )
        # Blocks that a template leaves out leave empty lines behind.
        text = re.sub(r"\n[ \t]*(?:\n[ \t]*)+\n", "\n\n", text.strip()) + "\n"
        return subject.strip(), text, html

    outbox.set_renderer(render)
