"""The HTML of one block, kept ready: a page holds dozens of blocks, and most have not changed since it was last read.

A kept fragment is a function of nothing but its arguments (the text itself, its details, who wrote last, the
language): there is nothing to invalidate. The form's token is put in afterwards; its mark holds a `<`, which no
typed text can bring into a page.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from noress.blueprints.minutes.lines import Agenda, BlockLine, html_of, items_of, lines_of, parsed
from noress.core import clock, formats
from noress.core.i18n import Translated, language
from noress.core.i18n import gettext as _
from noress.domain.actions.models import DuePrecision
from noress.domain.decisions.models import DecisionMode
from noress.domain.minutes.models import BlockKind
from noress.domain.minutes.owners import Owners
from noress.domain.minutes.wording import due_words, taken_words
from noress.web.csrf import masked_token

TOKEN = "<csrf>"  # noqa: S105 -- the mark of a place, not a secret
KEY = "<key>"
KEY_MARK = Markup(KEY)  # noqa: S704 -- our own mark
MARK = Markup(TOKEN)  # noqa: S704 -- our own mark
KEPT = 800
#: whole pages of forms, some 200 KB each: of the records that are being written now
KEPT_PAGES = 8


def sections_of(
    meeting_id: int, blocks: Sequence[Any], agenda: Agenda, owners: Owners | None, *, today: date
) -> Markup:
    """Every item of the agenda with its blocks as forms. As long as no row differs the whole is kept too; else it
    is made of the fragments below."""
    names = (
        tuple(owners.name(parsed(row.details)) for row in blocks if row.kind is BlockKind.ACTION)
        if owners
        else ()
    )
    parts = _sections(language(), meeting_id, tuple(blocks), agenda, names, today)
    token = masked_token()
    html = secrets.token_urlsafe(12).join(token.join(pieces) for pieces in parts)
    return Markup(html)  # noqa: S704 -- made by our own template


@lru_cache(maxsize=KEPT_PAGES)
def _sections(
    lang: str, meeting_id: int, rows: tuple[Any, ...], agenda: Agenda, names: tuple[str, ...], today: date
) -> list[list[str]]:
    """In pieces, between which the key and the token come: joining them is quicker than looking for the marks
    through the whole at each reading."""
    blocks = lines_of(rows)
    for block, name in zip((block for block in blocks if block.kind == "action"), names, strict=True):
        block.owner = name
    html = _template("minutes/_write_blocks.html")(
        items=items_of(agenda, blocks), forms_of=_forms_of, today=today, token=MARK, key=KEY_MARK,
        kinds=[(kind.value, str(kind.label)) for kind in BlockKind],
        add_url=url_for("minutes.add_block", meeting_id=meeting_id),
    )  # fmt: skip
    return [part.split(TOKEN) for part in html.split(KEY)]


def _forms_of(blocks: Iterable[BlockLine], today: date) -> Markup:
    """Blocks, each as a form of its own."""
    lang = language()
    html = "".join(
        _form(
            lang, b.id, b.kind, b.label, b.version, b.fr, b.ar, _details(b), b.is_confidential, b.is_removed,
            b.updated_at, b.updated_by, b.number, b.owner, b.is_first, b.is_last, today,
        )
        for b in blocks
    )  # fmt: skip
    return Markup(html)  # noqa: S704 -- as above


def articles_of(blocks: Iterable[BlockLine], *, since: datetime | None, takes_corrections: bool) -> Markup:
    """Blocks as readers see them; `since`: what was written after that instant is marked."""
    lang = language()
    html = "".join(
        _article(
            lang, b.id, b.kind, b.label, b.fr, b.ar, _details(b), b.is_confidential, b.number, b.owner,
            b.updated_at if since is not None and b.updated_at > since else None, takes_corrections,
        )
        for b in blocks
    )  # fmt: skip
    return Markup(html)  # noqa: S704 -- as above


def _details(block: BlockLine) -> str:
    return json.dumps(dict(block.details), sort_keys=True) if block.details and block.kind != "note" else ""


@lru_cache(maxsize=KEPT)
def _form(
    lang: str, number_of_block: int, kind: str, label: str, version: int, fr: str, ar: str, details: str,
    is_confidential: bool, is_removed: bool, updated_at: datetime, updated_by: str | None, number: str | None,
    owner: str, is_first: bool, is_last: bool, today: date,
) -> str:  # fmt: skip
    longest = max(len(fr), len(ar))
    return str(
        _template("minutes/_write_block.html")(
            id=number_of_block, kind=kind, label=label, version=version, fr=fr, ar=ar, d=_parsed(details), number=number,
            is_confidential=is_confidential, is_removed=is_removed, updated_by=updated_by, owner=owner,
            is_first=is_first, is_last=is_last, rows=min(14, max(3, longest // 45 + fr.count("\n") + 1)),
            words=str(Translated(fr=fr, ar=ar))[:80], saved=_saved_words(updated_at, today), token=MARK,
            url=url_for("minutes.edit_block", minutes_block_id=number_of_block),
            modes=[(mode.value, str(mode.label)) for mode in DecisionMode],
            precisions=[(one.value, str(one.label)) for one in DuePrecision if one is not DuePrecision.MINUTE],
        )
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _article(
    lang: str, number_of_block: int, kind: str, label: str, fr: str, ar: str, details: str, is_confidential: bool,
    number: str | None, owner: str, changed_at: datetime | None, takes_corrections: bool,
) -> str:  # fmt: skip
    return str(
        _template("minutes/_read_block.html")(
            id=number_of_block, kind=kind, label=label, texts={"fr": fr, "ar": ar}, d=_parsed(details), number=number,
            is_confidential=is_confidential, owner=owner, changed_at=changed_at, takes_corrections=takes_corrections,
            html_of=html_of, taken_words=taken_words, due_words=due_words,
        )
    )  # fmt: skip


def _template(name: str) -> Callable[..., str]:
    return current_app.jinja_env.get_template(name).render


def _parsed(details: str) -> dict[str, Any]:
    return json.loads(details) if details else {}


def _saved_words(at: datetime, today: date) -> str:
    """Enregistré à 14 h 32; with its day when that is not today."""
    if clock.today(at) == today:
        return _("Enregistré à %(time)s", time=formats.time_words(at))
    return _("Enregistré le %(date)s", date=formats.datetime_short(at))
