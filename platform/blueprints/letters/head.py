"""The page of the head of an institution, behind the link of the letter: no password, nothing changes by opening it."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.letters import bp
from noress.blueprints.letters.departures import designation_values
from noress.blueprints.letters.forms import DesignationForm
from noress.blueprints.letters.letter import store_for
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.letters import opening, rules
from noress.domain.letters.models import Letter
from noress.domain.meetings import wording
from noress.domain.meetings.models import Channel
from noress.extensions import db
from noress.web import files
from noress.web.headers import private_page
from noress.web.permissions import public


@bp.route("/lettres/<token>", methods=["GET", "POST"])
@public
def open_letter(token: str) -> Any:
    """The letter, and who will come."""
    letter = opening.find_letter(token) or abort(404)
    now = clock.now()
    form = DesignationForm()
    if request.method == "GET" or not form.validate_on_submit():
        return private_page(_page(letter, token, form), 422 if form.errors else 200)
    actor = Actor(
        name=_("Bureau de %(name)s", name=letter.institution.name), method="link",
        institution_id=letter.institution_id, institution_name=letter.institution.name,
    )  # fmt: skip
    try:
        file = store_for(form.file, actor)
        rules.designate_representative(
            letter=letter,
            values=designation_values(form),
            file=file,
            channel=Channel.LINK,
            actor=actor,
            now=now,
        )
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return private_page(_page(letter, token, form), 413 if error.code == "too_large" else error.status)
    return private_page(
        redirect(url_for(".open_letter", token=token, lang=request.args.get("lang"), _anchor="recu"), 303)
    )


@bp.get("/lettres/<token>/signee")
@public
def open_scan(token: str) -> Any:
    """The signed letter, for whoever holds the link."""
    letter = opening.find_letter(token) or abort(404)
    scan = letter.scan or letter.text.scan
    return files.send(scan) if scan is not None else abort(404)


@bp.get("/lettres/<token>/<lang>.pdf")
@public
def open_paper(token: str, lang: str) -> Any:
    """The letter on paper, in French or in Arabic."""
    letter = opening.find_letter(token) or abort(404)
    paper = opening.find_paper(letter, lang)
    return files.send(paper) if paper is not None else abort(404)


def _page(letter: Letter, token: str, form: DesignationForm) -> str:
    meeting = letter.text.meeting
    return render_template(
        "letters/head.html", letter=letter, text=letter.text, meeting=meeting, form=form, token=token,
        title=wording.title(meeting), when=wording.when(meeting), where=wording.where(meeting),
        scan=letter.scan or letter.text.scan, is_open=opening.takes_designation(letter, clock.now()),
        papers=[(code, paper) for code in ("fr", "ar") if (paper := opening.find_paper(letter, code)) is not None],
        last=letter.designations[-1] if letter.designations else None,
    )  # fmt: skip
