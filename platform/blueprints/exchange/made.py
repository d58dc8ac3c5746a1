"""Files that the worker makes: asked for with a button, waited for on a page that comes back by itself."""

from datetime import date, timedelta
from hmac import compare_digest
from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.exchange import bp
from noress.blueprints.exchange.files import found_ids, link
from noress.blueprints.exchange.reading import back, filters, here, listed_for_reader
from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts.limits import TooMany
from noress.domain.catalogue.models import FOR_ALL
from noress.domain.exchange import queries, rules, saying
from noress.domain.exchange.rules import exports
from noress.domain.files import documents
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.extensions import db
from noress.web import files as stored_files
from noress.web.csrf import open_to_machines
from noress.web.exports import Column, as_xlsx
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import public

RELOAD_SECONDS = 3


@bp.route("/catalogue.pdf", methods=["GET", "POST"])
@public
@open_to_machines
def booklet() -> Any:
    """The booklet by province; asking for it changes nothing of anybody's, so visitors' form needs no token."""
    return _made("pdf", "exchange.booklet")


@bp.route("/catalogue.xlsx", methods=["GET", "POST"])
@public
@open_to_machines
def workbook() -> Any:
    """At once when it is short, else by the worker."""
    ids = found_ids()
    if len(ids) > exports.AT_ONCE or not len(ids):
        return _made("xlsx", "exchange.workbook")
    if request.method == "POST":
        return redirect(here("exchange.workbook", "xlsx"), 303)
    listed, words = listed_for_reader(), saying.Words.read()
    columns = [Column(it.label, it.value, it.width) for it in saying.columns(listed, words, link)]
    name = _("catalogue") + f"-{clock.today():%Y-%m-%d}"
    return as_xlsx(columns, saying.told(ids, listed), name, title=_("Catalogue"))


def _made(file_format: str, endpoint: str) -> BaseResponse:
    query, listed, code = exports.query_of(filters(), file_format), listed_for_reader(), _edition(file_format)
    if request.method == "POST":
        return _ask(file_format, endpoint, query, listed, code)
    export = rules.find_export(file_format=file_format, query=query, listed=listed, language=code)
    document = (
        db.session.scalars(queries.get_document_of(export.id)).one_or_none() if export is not None else None
    )
    if document is not None and document.file is not None and documents.is_current(document, export):
        response = stored_files.send(document.file)
        response.headers["Cache-Control"] = "no-cache" if listed == FOR_ALL else "no-store"
        return response  # type: ignore[no-any-return]
    return _page(file_format, endpoint, query, listed, export, document)


def _ask(file_format: str, endpoint: str, query: str, listed: int, code: str) -> BaseResponse:
    if request.headers.get("Sec-Fetch-Site") == "cross-site" or not _is_ours(
        request.form.get("csrf_token", "")
    ):
        return _page(
            file_format,
            endpoint,
            query,
            listed,
            None,
            None,
            _("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton."),
            422,
        )
    try:
        rules.ask_export(
            file_format=file_format, query=query, listed=listed, language=code, is_told="prevenir" in request.form,
            network=request.remote_addr or "", actor=current_actor(), now=clock.now(),
        )  # fmt: skip
    except TooMany as refused:
        db.session.rollback()
        page = _page(file_format, endpoint, query, listed, None, None, refused.message, 429)
        page.headers["Retry-After"] = str(refused.seconds)
        return page
    except RuleError as refused:
        db.session.rollback()
        return _page(file_format, endpoint, query, listed, None, None, refused.message, refused.status)
    db.session.commit()
    return redirect(here(endpoint, file_format), 303)


def _page_token(day: date) -> str:
    """In place of a secret kept in a cookie: a page of that day was opened."""
    return links.token("catalogue-file", day.toordinal(), 1)


def _is_ours(token: str) -> bool:
    today = clock.today()
    return any(
        compare_digest(token.encode(), _page_token(day).encode())
        for day in (today, today - timedelta(days=1))
    )


def _edition(file_format: str) -> str:
    """A booklet is in French and Arabic; who reads English has the French edition."""
    return "fr" if file_format == "pdf" and language() == "en" else language()


def _page(
    file_format: str, endpoint: str, query: str, listed: int, export: Any, document: RenderedDocument | None,
    problem: Any = None, status: int = 200,
) -> BaseResponse:  # fmt: skip
    """What the file will hold, or how far it is."""
    count = db.session.scalar(queries.count_found(exports.found_by(query, listed))) or 0
    try:
        exports.check_count(file_format, count)
    except RuleError as refused:
        problem = problem or refused.message
    is_waiting = document is not None and document.state is DocumentState.QUEUED
    actor = current_actor()
    page = render_template(
        "exchange/file.html", format=file_format, count=count, problem=problem, is_waiting=is_waiting, export=export,
        failed=document if document is not None and document.state is DocumentState.FAILED else None,
        is_changed=document is not None and document.state is DocumentState.READY, address=here(endpoint, file_format),
        back=back(), reload_seconds=RELOAD_SECONDS, is_for_members=listed != FOR_ALL,
        page_token=_page_token(clock.today()), may_ask=not is_waiting and 0 < count <= exports.MOST[file_format], can_be_told=actor is not None and bool(actor.person_id),
    )  # fmt: skip
    return private_page(page, status)
