"""The hand-over of a seat, or of a body: on paper in both languages, and as an archive with everything it names."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import current_app

from noress.core import clock, formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, language, lazy
from noress.documents import handover as said
from noress.documents.packing import Entry, make_zip
from noress.documents.spreadsheet import make_sheet
from noress.documents.typesetting import make_pdf
from noress.domain.accounts.identity import build_actor
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.governance import queries as governance
from noress.domain.handover import queries
from noress.domain.handover.policy import can_hand_over
from noress.domain.institutions import queries as institutions
from noress.domain.institutions.models import Body, BodyKind, Membership, Seat
from noress.domain.institutions.wording import rule_lines
from noress.domain.meetings.models import Answer
from noress.extensions import db

LANGUAGES = ("fr", "ar")
#: a title in a name within the archive
LONGEST = 60
WIDTHS = (14, 60, 30, 36, 16)


def _both(own: str) -> list[str]:
    """The reader's language first, then the other of the two."""
    first = own if own in LANGUAGES else LANGUAGES[0]
    return [first, *(code for code in LANGUAGES if code != first)]


def _every(query: Any) -> list[Any]:
    return list(db.session.scalars(query))


# --- a seat -------------------------------------------------------------------------------------------


def bodies_of(seat: Seat) -> list[int]:
    """The bodies whose life concerns the seat: those where its institution has a place, the plenary for members."""
    held = [row.body_id for row in _every(queries.list_places_of(seat.institution_id, clock.today()))]
    is_member = seat.institution.membership is Membership.MEMBER
    return [*dict.fromkeys(held), *(_every(queries.list_plenary_ids()) if is_member else [])]


def seat_part(seat: Seat) -> dict[str, Any]:
    """Everything about a seat, in the current language."""
    today, now, bodies = clock.today(), clock.now(), bodies_of(seat)
    acting = build_actor(seat.person, seat=seat, now=now, method="system")
    texts = _every(queries.list_papers(bodies))
    return {
        "lang": language(), "title": _("Dossier de passation"), "lead": _lead(),
        "subtitle": said.spoken(seat.institution.name),
        "sections": [
            said.facts(_("Le siège"), _seat_facts(seat)), said.places_of(_every(queries.list_places_of(seat.institution_id, today))),
            said.invitations(_every(institutions.list_coming_invitations(seat.id, now))), said.duties(acting, now),
            said.actions(_every(queries.list_open_actions(institution_id=seat.institution_id)), now),
            said.decisions(_every(queries.list_decisions_in_force(bodies))),
            said.papers(texts, _signed(texts, seat.institution_id)),
            said.contacts(_("Contacts du secrétariat"), _every(queries.list_secretariat_institutions(today)), sender=_sender()),
        ],
    }  # fmt: skip


def _lead() -> str:
    day = formats.date_words(clock.to_wall(clock.now()))
    return _("Ce que trouve la personne qui prend la suite, au %(day)s. À jour sur %(address)s.", day=day,
             address=links.to("public.home"))  # fmt: skip


def _sender() -> str:
    return str(current_app.config["SETTINGS"].mail_sender)


def _seat_facts(seat: Seat) -> list[tuple[str, Any]]:
    institution, successor = seat.institution, seat.successor
    others = [
        f"{row.person.shown_name} ({row.kind.label})"
        for row in _every(institutions.list_open_seats_of(institution.id))
        if row.id != seat.id
    ]
    signed = institution.memorandum_signed_on
    return [
        (_("Institution"), institution.name), (_("Catégorie"), institution.category.name),
        (_("Appartenance"), institution.membership.label), (_("Membre depuis"), _day(institution.member_since)),
        (_("Mémorandum signé le"), _day(signed)), (_("Personne"), seat.person.shown_name),
        (_("Qualité"), seat.kind.label), (_("Dates"), said.span(seat.starts_on, seat.ends_on)),
        (_("Acte de désignation"), seat.designation),
        (_("Successeur"), successor.person.shown_name if successor is not None else ""),
        (_("Autres représentants"), formats.listed(others)),
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return formats.date_short(day) if day is not None else ""


def _signed(texts: Iterable[Any], institution_id: int) -> dict[int, date]:
    ids = [paper.in_force.id for paper in texts if paper.in_force is not None]
    rows = _every(governance.list_signatures(ids))
    return {row.version_id: row.signed_on for row in rows if row.institution_id == institution_id}


# --- a body -------------------------------------------------------------------------------------------


def scope_of(body: Body) -> list[int] | None:
    """The secretariat follows every body; another body itself."""
    return None if body.kind is BodyKind.SECRETARIAT else [body.id]


def body_part(body: Body) -> dict[str, Any]:
    """Everything that whoever leads a body takes over, in the current language."""
    today, now, scope = clock.today(), clock.now(), scope_of(body)
    coming = _every(queries.list_coming_meetings(scope, now))
    answers: dict[int, dict[Answer, int]] = defaultdict(dict)
    for meeting_id, answer, count in db.session.execute(queries.count_answers([row.id for row in coming])):
        answers[meeting_id][answer] = count
    sections = [
        said.facts(_("L'instance"), [
            (_("Type"), body.kind.label), (_("Créée le"), _day(body.created_on)),
            (_("Présentation"), body.description), *rule_lines(body),
        ]),
        said.places_in(_every(queries.list_places_in(body.id, today))), said.meetings(coming, answers),
        said.records(_every(queries.list_records_under_way(scope))),
        said.proposals(_every(queries.list_waiting_proposals(scope))),
        said.actions(_every(queries.list_open_actions(body_ids=scope)), now),
        said.decisions(_every(queries.list_decisions_in_force(scope))), said.papers(_every(queries.list_papers(scope))),
        said.contacts(_("Contacts du secrétariat"), _every(queries.list_secretariat_institutions(today)), sender=_sender()),
    ]  # fmt: skip
    if scope is None:
        sections.append(said.contacts(_("Membres"), _every(queries.list_members()), with_internal=True))
    return {
        "lang": language(), "title": _("Dossier de passation"), "lead": _lead(), "subtitle": said.spoken(body.name),
        "sections": sections,
    }  # fmt: skip


# --- papers -------------------------------------------------------------------------------------------

PARTS: dict[type[Any], Any] = {Seat: seat_part, Body: body_part}


def name_of(subject: Seat | Body) -> Any:
    return subject.institution.name if isinstance(subject, Seat) else subject.name


def _part(subject: Seat | Body, code: str) -> dict[str, Any]:
    with in_language(code):
        part: dict[str, Any] = PARTS[type(subject)](subject)
        return part


def fingerprint(subject: Seat | Body, own: str) -> str:
    """Of everything it says: what it is made from changes every day."""
    return documents.fingerprint_of(_part(subject, own if own in LANGUAGES else LANGUAGES[0]))


def fingerprint_of_archive(subject: Seat | Body, own: str) -> str:
    files = [[entry.name, getattr(entry.content, "sha256", "")] for entry in _files(subject)]
    return documents.fingerprint_of([fingerprint(subject, own), files])


def _pdf(subject: Seat | Body, own: str) -> bytes:
    with in_language(own):
        title = _("Dossier de passation")
    return make_pdf(
        "handover.typ", {"parts": [_part(subject, code) for code in _both(own)]}, title=title, language=own
    )


def _title(subject: Seat | Body) -> str:
    return _("Dossier de passation : %(name)s", name=name_of(subject))[:200]


def make(model: type[Any], subject_id: int, own: str) -> Made:
    subject = db.session.get_one(model, subject_id)
    return Made(
        _title(subject), f"passation-{model.__tablename__}-{subject_id}-{own}.pdf", _pdf(subject, own)
    )


def make_archive(model: type[Any], subject_id: int, own: str) -> Made:
    """The paper begun in either language, the actions as a sheet, the records and the texts that there are."""
    subject = db.session.get_one(model, subject_id)
    entries = [Entry(f"passation-{code}.pdf", _pdf(subject, code)) for code in LANGUAGES]
    sheet = _("Actions")
    entries += [Entry(f"{sheet}.xlsx", _sheet(subject)), *_files(subject)]
    name = f"passation-{model.__tablename__}-{subject_id}-{own}.zip"
    return Made(_title(subject), name, make_zip(entries), "application/zip")


def _scope(subject: Seat | Body) -> list[int] | None:
    return bodies_of(subject) if isinstance(subject, Seat) else scope_of(subject)


def _sheet(subject: Seat | Body) -> bytes:
    query = (
        queries.list_open_actions(institution_id=subject.institution_id)
        if isinstance(subject, Seat)
        else queries.list_open_actions(body_ids=scope_of(subject))
    )
    rows = said.action_rows(_every(query), clock.now())
    return make_sheet(_("Actions ouvertes"), said.action_headers(), rows, WIDTHS)


def _files(subject: Seat | Body) -> list[Entry]:
    """Records whose papers are made already, and the texts in force."""
    scope = _scope(subject)
    made = [row.file for row in _every(queries.list_ready_records(scope)) if row.file is not None]
    records, texts = _("Comptes rendus"), _("Textes")
    found = [Entry(f"{records}/{file.name}", file) for file in made]
    for paper in _every(queries.list_papers(scope)):
        version = paper.in_force
        if version is not None and version.file is not None:
            extension = version.file.name.rpartition(".")[2]
            name = f"{_short(str(paper.title))}-v{version.number}.{extension}"
            found.append(Entry(f"{texts}/{name}", version.file))
    return found


def _short(title: str) -> str:
    return re.sub(r"[\s/\\]+", " ", title).strip()[:LONGEST].rstrip(" .") or "texte"


def _page(subject: Seat | Body) -> str:
    if isinstance(subject, Seat):
        return links.to("institutions.hand_over_seat", seat_id=subject.id)
    return links.to("institutions.hand_over_body", body_id=subject.id)


for _model, _prefix in ((Seat, ""), (Body, "body_")):
    documents.register(
        f"{_prefix}handover_pack", lambda key, own, model=_model: make(model, key, own), can_hand_over, subject=_model,
        fingerprint=fingerprint, label=lazy("Dossier de passation, en français et en arabe"), page=_page,
    )  # fmt: skip
    documents.register(
        f"{_prefix}handover_zip", lambda key, own, model=_model: make_archive(model, key, own), can_hand_over,
        subject=_model, fingerprint=fingerprint_of_archive, label=lazy("Dossier de passation et ses pièces"),
        file_type="ZIP", page=_page,
    )  # fmt: skip
