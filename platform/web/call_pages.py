"""What the pages of calls for projects and those of the prize share."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import request
from wtforms.fields import SelectChoice

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated, language, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.funding import rules
from noress.domain.funding.links import is_page_token
from noress.domain.funding.models import CallQuestion, FundingCall
from noress.web.call_forms import QuestionForm
from noress.web.identity import current_actor

#: questions on a page
PER_PAGE = 20


class Step(NamedTuple):
    """One line of the calendar: what, when, and whether it has passed."""

    label: str
    when: str
    is_past: bool


def left_words(call: FundingCall, now: datetime) -> str:
    """By the calendar: the page is kept for the day."""
    days = (clock.today(call.closes_at) - clock.today(now)).days if call.closes_at else 0
    if days >= 2:
        return ngettext("Il reste %(num)s jour.", "Il reste %(num)s jours.", days)
    return _("C'est demain.") if days == 1 else _("C'est aujourd'hui.")


def beginning(sources: list[Any]) -> tuple[dict[str, Any], list[SelectChoice]]:
    """What the form of a new call or edition holds at first, and the editions it may be taken from.

    `sources`: (key, edition, title), the last first. It begins from the last one, unless the address asks for another (`de`) or for a
    trial of it (`essai`)."""
    last = sources[0] if sources else None
    asked = request.args.get("de", type=int)
    source = next((row for row in sources if row[0] == asked), last)
    is_trial = "essai" in request.args
    given: dict[str, Any] = {
        "source_id": source[0] if source else None, "is_test": is_trial,
        "edition": (source[1] if is_trial and source else (last[1] + 1 if last else 1)),
        **({f"title_{code}": source[2].get(code, "") for code in ("fr", "ar")} if is_trial and source else {}),
    }  # fmt: skip
    named = [
        SelectChoice(key, _("Édition %(number)s : %(title)s", number=edition, title=str(title)))
        for key, edition, title in sources
    ]
    return given, named


def ask(call: FundingCall, form: QuestionForm) -> None:
    now = clock.now()
    is_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
    if is_elsewhere or not is_page_token(call, request.form.get("csrf_token"), now):
        message = _("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton.")
        raise RuleError("old_page", message)
    asked = rules.Asked(
        text=form.text.data or "", email=form.email.data or "", language=language(),
        trap=request.form.get("website", ""),
    )  # fmt: skip
    actor = current_actor()
    # who asks is hidden, from history too
    asker = Actor(name="", method="visitor", language=actor.language if actor is not None else language())
    rules.ask_question(call=call, asked=asked, network=request.remote_addr or "", actor=asker, now=now)


def stored_answer(question: CallQuestion) -> dict[str, Any]:
    """Until somebody writes better, what was asked, in the language it was asked in."""
    said = question.question or Translated({"ar" if question.language == "ar" else "fr": question.asked})
    values: dict[str, Any] = {"version": question.version}
    for name, text in (("question", said), ("answer", question.answer or Translated())):
        values |= {f"{name}_{code}": text.get(code, "") for code in ("fr", "ar")}
    return values
