"""Files of the catalogue that the worker makes: asked for by many at once, each is made once."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.catalogue.listing import BY_NAME, Filters, read_filters, write_filters
from noress.domain.catalogue.models import FOR_MEMBERS
from noress.domain.catalogue.queries import Reader
from noress.domain.catalogue.queries.listing import select_ids
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.exchange import mails, queries
from noress.domain.exchange.models import CatalogueExport, CatalogueExportWait
from noress.domain.files.documents import fingerprint_of
from noress.domain.files.models import RenderedDocument
from noress.domain.files.rules import request_document
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

#: {format: the kind of document that makes it}
KINDS = {"pdf": "catalogue_booklet", "xlsx": "catalogue_sheet", "answers": "answers_sheet"}
#: entries in one file, at most; CSV takes any number
MOST = {"pdf": 10_000, "xlsx": 100_000}
#: beyond, a sheet is made by the worker
AT_ONCE = 5_000
#: files that visitors of one network may have made within a quarter of an hour
MOST_MADE = 20
_TRIED = "catalogue_export"
#: mails of one round of the worker
_ROUND = 50


def query_of(filters: Filters, file_format: str) -> str:
    """The filter as the address says it; a booklet has an order of its own."""
    chosen = write_filters(filters)
    if file_format == "pdf" or chosen.get("tri") == BY_NAME:
        chosen.pop("tri", None)
    return urlencode(chosen)


def found_by(query: str, listed: int) -> Select[Any]:
    """The ids of what a kept filter finds for such a reader."""
    filters = read_filters(dict(parse_qsl(query)), read_vocabulary())
    return select_ids(Reader(is_member=listed == FOR_MEMBERS), filters)


def digest_of(query: str, listed: int) -> str:
    return fingerprint_of([query, listed])


def find_export(*, file_format: str, query: str, listed: int, language: str) -> CatalogueExport | None:
    return db.session.scalars(
        queries.find_export(digest_of(query, listed), file_format, language)
    ).one_or_none()


def check_count(file_format: str, count: int) -> None:
    """There is something to write, and not too much."""
    if not count:
        message = _("Aucune structure ne correspond à ce filtre : il n'y a rien à mettre dans un fichier.")
        raise RuleError("nothing", message)
    if count > MOST[file_format]:
        message = _(
            "Ce fichier aurait %(count)s structures, %(most)s au plus. Choisissez une province ou un service, ou prenez "
            "le fichier CSV, qui n'a pas de limite.", count=count, most=MOST[file_format],
        )  # fmt: skip
        raise RuleError("too_many", message)


def ask_export(
    *, file_format: str, query: str, listed: int, language: str, is_told: bool, network: str, actor: Actor | None,
    now: datetime,
) -> tuple[CatalogueExport, RenderedDocument]:  # fmt: skip
    """The file of this filter for such a reader: the one that waits or is ready, else a new one. Who signs in may
    be told by mail."""
    count = db.session.scalar(queries.count_found(found_by(query, listed))) or 0
    check_count(file_format, count)
    return ask_made(
        file_format=file_format, query=query, listed=listed, language=language, count=count, is_told=is_told,
        network=network, actor=actor, now=now,
    )  # fmt: skip


def ask_made(
    *, file_format: str, query: str, listed: int, language: str, count: int, is_told: bool, network: str,
    actor: Actor | None, now: datetime,
) -> tuple[CatalogueExport, RenderedDocument]:  # fmt: skip
    """The worker makes it, once for all who ask."""
    export = _held(file_format, query, listed, language, now)
    before = db.session.scalars(queries.get_document_of(export.id)).one_or_none()
    document = request_document(
        kind=KINDS[file_format],
        subject=export,
        language=language,
        actor=actor or Actor.system(),
        now=now,
        is_told=False,
    )
    if before is None or before.id != document.id:
        if actor is None:
            _limit(network, now)
        export.generation += before is not None
        export.done, export.total, export.asked_at = 0, count, now
    if is_told and actor is not None and actor.person_id is not None:
        _wait(export, actor.person_id, now)
    return export, document


def tell_ready(*, now: datetime) -> int:
    """Write to those who wait for a file that is ready, or that could not be made; how many."""
    told = db.session.execute(queries.list_told_now(_ROUND)).all()
    for wait, export, document in told:
        person = db.session.get(Person, wait.person_id)
        wait.told_at = now
        if person is not None and person.email and person.erased_at is None:
            enqueue(mails.export_ready(export, document, wait, person), now=now)
    return len(told)


def _held(file_format: str, query: str, listed: int, language: str, now: datetime) -> CatalogueExport:
    """The one row of this file, held until the commit."""
    digest = digest_of(query, listed)
    wanted = queries.get_export(digest, file_format, language)
    found = db.session.scalars(wanted).one_or_none()
    if found is not None:
        return found
    row = CatalogueExport(
        format=file_format, query=query, listed=listed, digest=digest, language=language, generation=1, done=0, total=0,
        asked_at=now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # somebody else asked at the same instant (PostgreSQL only)
        return db.session.scalars(wanted).one()
    return row


def _limit(network: str, now: datetime) -> None:
    subject = limits.by_network(network)
    limits.check([limits.Limit(_TRIED, subject, MOST_MADE)], "too_many_files", now=now)
    limits.note(_TRIED, subject, succeeded=True, now=now)


def _wait(export: CatalogueExport, person_id: int, now: datetime) -> None:
    wait = db.session.scalars(queries.get_wait(export.id, person_id)).one_or_none()
    if wait is None:
        wait = CatalogueExportWait(export_id=export.id, person_id=person_id)
        db.session.add(wait)
    wait.asked_at, wait.told_at = now, None
