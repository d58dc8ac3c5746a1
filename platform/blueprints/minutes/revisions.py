"""The texts of a block: listed, compared two by two, taken again."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.minutes import bp
from noress.core import clock, paging
from noress.core.comparing import Piece, compare_words
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.minutes import queries, rules
from noress.domain.minutes.models import BlockKind, BlockRevision, MinutesBlock
from noress.domain.minutes.owners import Owners
from noress.domain.minutes.values import LANGUAGES
from noress.domain.minutes.wording import due_words, taken_words
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission

PER_PAGE = 30


@bp.get("/blocs/<int:minutes_block_id>/versions")
@permission(P.MINUTES_WRITE, loads=MinutesBlock)
def revisions(block: MinutesBlock) -> Any:
    """Every text that was saved, the last first; two of them side by side."""
    page = paging.paginate(
        queries.list_revisions(block.id), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    newer = _revision(block, request.args.get("a")) or (page.items[0] if page.items else None)
    older = _revision(block, request.args.get("de")) or _before(page.items, newer)
    meeting = block.minutes.meeting
    return render_template(
        "minutes/revisions.html", block=block, meeting=meeting, title=wording.title(meeting), page=page,
        older=older, newer=newer, texts=_compare(older, newer), details=_compare_details(older, newer),
        is_open=block.minutes.is_open, same_text=older is not None and newer is not None and _same(older, newer),
    )  # fmt: skip


def _revision(block: MinutesBlock, raw: str | None) -> BlockRevision | None:
    if not raw or not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        return None
    return db.session.scalars(queries.get_revision(block.id, int(raw))).one_or_none()


def _before(listed: list[BlockRevision], newer: BlockRevision | None) -> BlockRevision | None:
    """The one just before, among those listed."""
    return next((one for one in listed if newer is not None and one.version < newer.version), None)


def _compare(older: BlockRevision | None, newer: BlockRevision | None) -> list[tuple[str, list[Piece]]]:
    if newer is None:
        return []
    before = older.text if older is not None else {}
    return [
        (code, compare_words(before.get(code, ""), newer.text.get(code, "")))
        for code in LANGUAGES
        if before.get(code) or newer.text.get(code)
    ]


def _same(older: BlockRevision, newer: BlockRevision) -> bool:
    return older.text == newer.text


def _compare_details(older: BlockRevision | None, newer: BlockRevision | None) -> list[tuple[str, str, str]]:
    """(label, before, after) of what differs beyond the text."""
    if older is None or newer is None:
        return []
    owners = Owners()
    rows = zip(_detail_rows(older, owners), _detail_rows(newer, owners), strict=True)
    return [(label, before, after) for (label, before), (_label, after) in rows if before != after]


def _detail_rows(row: BlockRevision, owners: Owners) -> list[tuple[str, str]]:
    details = row.details or {}
    is_decision = row.kind is BlockKind.DECISION
    texts = [
        (_("Réserves"), "reservations"), (_("Où"), "where"), (_("Comment"), "how"), (_("Livrables"), "deliverables"),
    ]  # fmt: skip
    return [
        (_("Type de bloc"), str(row.kind.label)),
        (_("Confidentiel"), _("oui") if row.is_confidential else _("non")),
        (_("Décision prise"), taken_words(details) if is_decision else ""),
        (_("Responsable"), owners.name(details)),
        (_("Échéance"), due_words(details)),
        *((label, " / ".join((details.get(name) or {}).values())) for label, name in texts),
    ]


@bp.post("/blocs/<int:minutes_block_id>/versions/reprendre")
@permission(P.MINUTES_WRITE, loads=MinutesBlock)
def restore(block: MinutesBlock) -> Any:
    """An earlier text becomes a new version; nothing is erased."""
    raw = request.form.get("version", "")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
    is_new = rules.restore_revision(block=block, revision=number, actor=current_actor(), now=clock.now())
    db.session.commit()
    if is_new:
        say(_("La version %(number)s est reprise, comme nouvelle version.", number=number))
    else:
        say(_("Le bloc dit déjà cela : rien n'a changé."), "info")
    return redirect(url_for(".revisions", minutes_block_id=block.id), 303)
