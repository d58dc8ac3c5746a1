"""The record on paper: in full for those who may read what is confidential, the extract for everybody."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import Translated, lazy, ngettext
from noress.core.i18n import gettext as _
from noress.documents.pieces import markdown_tree, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.accounts.actor import Actor
from noress.domain.attendance.models import AttendanceStatus
from noress.domain.attendance.summary import Summary
from noress.domain.awards.conflicts import hidden_items
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.meetings import wording
from noress.domain.meetings.models import MeetingType
from noress.domain.minutes import policy, queries
from noress.domain.minutes.content import PublicRecord, Record, load_public, load_record
from noress.domain.minutes.models import BlockKind, Minutes, MinutesBlock, MinutesState, PublicScope
from noress.domain.minutes.owners import Owners
from noress.domain.minutes.queries import annexes
from noress.domain.minutes.wording import due_words, taken_words
from noress.extensions import db


def title_of(minutes: Minutes) -> str:
    """Procès-verbal de la session S-2026-04."""
    meeting, kind = minutes.meeting, str(minutes.kind.label).capitalize()
    if meeting.reference:
        return _("%(kind)s de la session %(reference)s", kind=kind, reference=meeting.reference)
    return _("%(kind)s du %(day)s", kind=kind, day=formats.date_short(meeting.starts_wall))


# --- in full ----------------------------------------------------------------------------------------------


def can_read_paper(actor: Actor | None, minutes: Minutes) -> bool:
    """The paper holds what is confidential too."""
    if actor is None or not policy.can_read_minutes(actor, minutes):
        return False
    if minutes.meeting.type is MeetingType.MEETING and hidden_items(actor, minutes.meeting_id):
        return False  # it holds what was said while they were out of the room
    return policy.can_read_confidential(actor, minutes)


def fingerprint(minutes: Minutes, language: str) -> str:
    """Blocks count by their versions; what follows from other tables by its own."""
    meeting = minutes.meeting
    return documents.fingerprint_of(
        [
            minutes.version, minutes.sha256, meeting.version, meeting.agenda_version,
            [list(row) for row in db.session.execute(queries.list_fingerprint(minutes.id))],
            [list(row) for row in db.session.execute(queries.list_paper_parts(minutes.id, meeting.id))],
            [list(row) for query in _annex_queries(minutes) for row in db.session.execute(query)],
        ]
    )  # fmt: skip


def _annex_queries(minutes: Minutes) -> tuple[Any, Any]:
    asked = (minutes.meeting_id, minutes.approved_at)
    return annexes.list_annexed_documents(*asked), annexes.list_annexed_sheets(*asked)


def make(minutes_id: int, language: str) -> Made:
    minutes = db.session.get(Minutes, minutes_id)
    assert minutes is not None, "the job has found it"
    is_final = not minutes.is_open
    pdf = make_pdf(
        "minutes.typ", content(load_record(minutes), language), title=title_of(minutes), language=language,
        reference=minutes.meeting.reference or "", version=str(minutes.state.label) if is_final else _("projet"),
        sha256=minutes.sha256 or "",
    )  # fmt: skip
    return Made(title=title_of(minutes), filename=_file_name(minutes, language), content=pdf)


def _file_name(minutes: Minutes, language: str) -> str:
    stem = "proces-verbal" if minutes.kind.value == "record" else "compte-rendu"
    return f"{stem}-{minutes.meeting.reference or minutes.meeting_id}-{language}.pdf"


def content(record: Record, language: str) -> dict[str, Any]:
    minutes, owners = record.minutes, Owners()
    items = [
        {"title": "", "blocks": [_block(block, record, owners, language) for block in record.of_item(None)]},
        *(
            {
                "title": spoken(item.title), "number": rank, "kind": str(item.kind.label),
                "blocks": [_block(block, record, owners, language) for block in record.of_item(item)],
            }
            for rank, item in enumerate(record.agenda, 1)
        ),
    ]  # fmt: skip
    return {
        "theme": spoken(minutes.meeting.theme) if minutes.meeting.theme else wording.title(minutes.meeting),
        "facts": _facts(minutes), "rectifications": _rectifications(minutes, language),
        "draft": "" if not minutes.is_open else _("Projet : ce texte n'est pas approuvé."),
        "attendance": _attendance(record.attendance),
        "items_title": _("Déroulement"), "items": items, "nothing": _("Rien n'est écrit sous ce point."),
        "actions_title": _("Actions"), "actions_headers": _action_headers(),
        "actions": [_action_row(b, record, owners) for b in record.blocks if b.kind is BlockKind.ACTION],
        "outcomes": [
            *_by_axis(_("Constats"), record.findings), *_by_axis(_("Pistes d'action"), record.proposals),
        ],
        "annexes_title": _("Annexes"), "annexes_headers": [_("N°"), _("Document"), _("Fichier")],
        "annexes": _annexes(record),
        "signatures": [
            {"title": _("Présidence"), "name": spoken(minutes.chaired_by or "")},
            {"title": _("Rapporteur"), "name": spoken(minutes.written_by or "")},
        ],
    }  # fmt: skip


def _facts(minutes: Minutes) -> list[dict[str, Any]]:
    meeting = minutes.meeting
    rows: list[tuple[str, Any]] = [
        (_("Quand"), wording.when(meeting)), (_("Où"), wording.where(meeting)),
        (_("Instances"), formats.listed(body.name for body in meeting.bodies)),
        (_("Présidence"), minutes.chaired_by), (_("Rapporteur"), minutes.written_by),
        (_("Approbation"), approval_words(minutes)),
    ]  # fmt: skip
    return [{"label": label, "value": spoken(value)} for label, value in rows if value]


def approval_words(minutes: Minutes) -> str:
    """By which session, or by consultation, and when."""
    if minutes.approved_at is None:
        return ""
    day = formats.date_short(minutes.approved_at)
    if minutes.approved_by_meeting is not None:
        name = minutes.approved_by_meeting.reference or wording.title(minutes.approved_by_meeting)
        return _("par la session %(name)s, notée le %(day)s", name=name, day=day)
    return _("par consultation écrite, close le %(day)s", day=day)


def _rectifications(minutes: Minutes, language: str) -> list[dict[str, Any]]:
    return [
        {
            "title": _("Rectification n° %(number)s, du %(date)s", number=one.number,
                       date=formats.date_short(one.published_at)),
            "text": markdown_tree(one.text.pick(language)[1]), "sha256": one.sha256 or "",
        }
        for one in db.session.scalars(queries.list_rectifications(minutes.id))
    ]  # fmt: skip


def _attendance(summary: Summary) -> dict[str, Any]:
    """Institutions by how they were there, people counted, the quorum of each body."""
    rows = []
    for status in AttendanceStatus:
        lines = [line for line in summary.by_status.get(status, []) if line.institution is not None]
        if lines:
            rows.append(
                {"label": str(status.label).capitalize(), "value": [_present(line) for line in lines]}
            )
    guests = [line.names for line in summary.lines if line.institution is None and line.names]
    if guests:
        rows.append({"label": _("Invités"), "value": [spoken(name) for name in guests]})
    people = ngettext("%(num)s personne", "%(num)s personnes", summary.people)
    counted = _("%(people)s, dont femmes : %(women)s, hommes : %(men)s, jeunes : %(youth)s", people=people,
                women=summary.women, men=summary.men, youth=summary.youth)  # fmt: skip
    quorums = [_quorum(one) for one in summary.quorums if one.needed is not None]
    return {
        "title": _("Présence"), "rows": rows, "counted": counted if summary.lines else _("Présence non documentée."),
        "quorums": quorums if summary.lines else [],
    }  # fmt: skip


def _present(line: Any) -> Any:
    name = str(line.institution.name)
    if line.proxy_institution is not None:
        name = _("%(name)s (voix portée par %(proxy)s)", name=name, proxy=line.proxy_institution.name)
    return spoken(name)


def _quorum(quorum: Any) -> str:
    reached = _("atteint") if quorum.is_reached else _("non atteint")
    return _("%(body)s : quorum %(reached)s, %(counted)s voix pour %(needed)s demandées", body=quorum.body.name,
             reached=reached, counted=quorum.counted, needed=quorum.needed)  # fmt: skip


def _block(block: MinutesBlock, record: Record, owners: Owners, language: str) -> dict[str, Any]:
    details = block.details or {}
    found: dict[str, Any] = {
        "kind": block.kind.value, "label": str(block.kind.label).capitalize(), "number": "", "how": "",
        "text": markdown_tree(block.text.pick(language)[1]),
        "confidential": _("confidentiel") if block.is_confidential else "",
    }  # fmt: skip
    if block.kind is BlockKind.DECISION:
        decision = record.decisions.get(block.id)
        found["number"] = decision.number if decision is not None else ""
        found["how"] = _("Décision prise %(how)s.", how=taken_words(details))
        if details.get("reservations"):
            found["reservations"] = {
                "label": _("Réserves :"),
                "text": spoken(Translated(details["reservations"])),
            }
    elif block.kind is BlockKind.ACTION:
        action = record.actions.get(block.id)
        found["number"] = action.number if action is not None else ""
        found["how"] = " · ".join(filter(None, [owners.name(details), due_words(details)]))
    return found


def _action_headers() -> list[str]:
    return [_("N°"), _("Quoi"), _("Où"), _("Quand"), _("Responsable"), _("Comment"), _("Livrables")]


def _action_row(block: MinutesBlock, record: Record, owners: Owners) -> list[Any]:
    details, action = block.details or {}, record.actions.get(block.id)
    texts = {name: spoken(Translated(details.get(name))) for name in ("where", "how", "deliverables")}
    return [
        action.number if action is not None else "–", spoken(block.text), texts["where"], spoken(due_words(details)),
        spoken(owners.name(details)), texts["how"], texts["deliverables"],
    ]  # fmt: skip


def _annexes(record: Record) -> list[list[Any]]:
    """The session's documents in the order of the agenda, then the signed sheets: what each is, and its file."""
    documents_of, sheets_of = _annex_queries(record.minutes)
    ranks = {item.id: rank for rank, item in enumerate(record.agenda, 1)}
    rows = []
    for title, item_id, name, size, _sha256 in db.session.execute(documents_of):
        shown = _("%(title)s (point %(n)s)", title=title, n=ranks[item_id]) if item_id in ranks else title
        rows.append((shown, name, size))
    rows += [
        (_("Feuille de présence signée"), name, size) for name, size, _sha256 in db.session.execute(sheets_of)
    ]
    return [
        [str(number), spoken(title), f"{name.rsplit('.', 1)[-1].upper()}, {formats.filesize(size)}"]
        for number, (title, name, size) in enumerate(rows, 1)
    ]


def _by_axis(title: str, rows: Any) -> list[dict[str, Any]]:
    """Under one title, each axis with its texts."""
    axes: dict[str, list[Any]] = {}
    for row in rows:
        axes.setdefault(str(row.axis or ""), []).append(row)
    if not axes:
        return []
    parts = [{"axis": spoken(found[0].axis or ""), "texts": [spoken(row.text) for row in found]}
             for found in axes.values()]  # fmt: skip
    return [{"title": title, "parts": parts}]


# --- the extract --------------------------------------------------------------------------------------------


def can_read_extract(actor: Actor | None, minutes: Minutes) -> bool:
    return minutes.state is MinutesState.PUBLISHED


def extract_fingerprint(minutes: Minutes, language: str) -> str:
    return documents.fingerprint_of(
        [
            minutes.version, minutes.sha256, minutes.meeting.version,
            [list(row) for row in db.session.execute(queries.list_paper_parts(minutes.id, minutes.meeting_id))],
        ]
    )  # fmt: skip


def make_extract(minutes_id: int, language: str) -> Made:
    minutes = db.session.get(Minutes, minutes_id)
    assert minutes is not None, "the job has found it"
    public = load_public(minutes, with_text=minutes.scope is PublicScope.FULL)
    title = _("Extrait : %(title)s", title=title_of(minutes)) if not public.blocks else title_of(minutes)
    pdf = make_pdf(
        "minutes_extract.typ", extract_content(public, language), title=title, language=language,
        reference=minutes.meeting.reference or "", sha256=minutes.sha256 or "",
    )  # fmt: skip
    return Made(title=title, filename="extrait-" + _file_name(minutes, language), content=pdf)


def extract_content(public: PublicRecord, language: str) -> dict[str, Any]:
    """Decisions, themes, institutions: no person's name."""
    minutes = public.minutes
    meeting = minutes.meeting
    rows: list[tuple[str, Any]] = [
        (_("Quand"), wording.when(meeting)), (_("Où"), wording.where(meeting)),
        (_("Instances"), formats.listed(body.name for body in meeting.bodies)),
        (_("Approbation"), approval_words(minutes)),
    ]  # fmt: skip
    return {
        "theme": spoken(meeting.theme) if meeting.theme else wording.title(meeting),
        "facts": [{"label": label, "value": spoken(value)} for label, value in rows if value],
        "rectifications": _rectifications(minutes, language),
        "decisions_title": _("Décisions"), "headers": [_("N°"), _("Décision"), _("Comment")],
        "decisions": [[d.number, spoken(d.text), spoken(str(d.mode.label))] for d in public.decisions],
        "no_decision": _("Aucune décision publique."),
        "themes_title": _("Thèmes"), "themes": [spoken(item.title) for item in public.themes],
        "institutions_title": _("Institutions présentes ou représentées"),
        "institutions": [spoken(institution.name) for institution in public.institutions],
        "nobody": _("non documenté"), "texts_title": _("Texte"),
        "texts": [_public_text(block, language) for block in public.blocks if block.kind is not BlockKind.DECISION],
    }  # fmt: skip


def _public_text(block: MinutesBlock, language: str) -> list[dict[str, Any]]:
    return markdown_tree(block.text.pick(language)[1])


def _page(minutes: Minutes) -> str:
    return links.to("minutes.show", meeting_id=minutes.meeting_id)


documents.register(
    "minutes", make, can_read_paper, subject=Minutes, fingerprint=fingerprint, page=_page,
    label=lazy("Le texte entier, avec signatures"),
)  # fmt: skip
documents.register(
    "minutes_extract", make_extract, can_read_extract, subject=Minutes, fingerprint=extract_fingerprint, page=_page,
    label=lazy("L'extrait public"),
)  # fmt: skip
