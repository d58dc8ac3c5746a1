"""What happens to texts of bodies: written down, adopted, signed, opened to everybody."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from noress.core import clock, links
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated, gettext
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.decisions.models import Decision
from noress.domain.files.models import StoredFile
from noress.domain.governance import queries
from noress.domain.governance.models import GoverningPaper, PaperKind, PaperSignature, PaperVersion
from noress.domain.institutions.models import Body, Institution
from noress.domain.institutions.rules.checks import (
    OLDEST,
    check_length,
    check_line,
    check_lines,
    hold,
    keep_english,
)
from noress.domain.meetings.models import Meeting
from noress.domain.notifications.audience import list_people_of
from noress.domain.notifications.models import Topic
from noress.domain.notifications.rules import tell
from noress.extensions import db

STALE = _("Quelqu'un d'autre a enregistré cette page pendant que vous écriviez.")
LONGEST_NOTE = 2000


class PaperValues(NamedTuple):
    """What is typed about a text."""

    kind: PaperKind
    title: Translated
    asks_signatures: bool = False


@dataclass(frozen=True)
class VersionValues:
    """What is typed about one of its versions."""

    adopted_on: date | None = None
    decision: Decision | None = None
    meeting: Meeting | None = None
    act: Translated = field(default_factory=Translated)
    note: Translated = field(default_factory=Translated)
    source: str | None = None


def create_paper(*, body: Body, values: PaperValues, actor: Actor, now: datetime) -> GoverningPaper:
    """Add a text to a body; its first version comes next. Not public until said so."""
    hold(body)
    _check_paper(values)
    paper = GoverningPaper(
        kind=values.kind, body_id=body.id, title=values.title, is_public=False,
        asks_signatures=values.asks_signatures, created_at=now, version=1,
    )  # fmt: skip
    db.session.add(paper)
    db.session.flush()  # history needs its id
    record(actor, "governing_paper.created", paper, now=now, changes={
        "body_id": (None, body.id), "kind": (None, values.kind), "title": (None, values.title),
    })  # fmt: skip
    return paper


def edit_paper(
    *, paper: GoverningPaper, values: PaperValues, version: int, actor: Actor, now: datetime
) -> None:
    hold(paper)
    if paper.version != version:
        raise StaleVersion(STALE, theirs=paper)
    title = keep_english(values.title, paper.title) or Translated()
    values = PaperValues(values.kind, title, values.asks_signatures)
    _check_paper(values)
    changes = changed(
        paper, {"kind": values.kind, "title": values.title, "asks_signatures": values.asks_signatures}
    )
    if changes:
        paper.version += 1
        record(actor, "governing_paper.edited", paper, now=now, changes=changes)


def open_paper(*, paper: GoverningPaper, is_public: bool, actor: Actor, now: datetime) -> None:
    """Visitors read what is adopted of it, or no longer."""
    hold(paper)
    if paper.is_public is is_public:
        message = _("Ce texte est déjà public.") if is_public else _("Ce texte n'est déjà plus public.")
        raise RuleError("same", message, status=409)
    changes = changed(paper, {"is_public": is_public})
    paper.version += 1
    word = "governing_paper.published" if is_public else "governing_paper.unpublished"
    record(actor, word, paper, now=now, changes=changes)


def add_version(
    *, paper: GoverningPaper, values: VersionValues, file: StoredFile | None, actor: Actor, now: datetime
) -> PaperVersion:
    """The next state of a text, adopted or still a draft. With an act it is in force from now on."""
    hold(paper)
    values = _completed(paper, values, now)
    if file is None and not (values.adopted_on or values.act or values.note):
        message = _("Joignez le texte, ou dites quel acte l'a adopté.")
        raise RuleError("empty", message, field="file")
    last = db.session.scalars(queries.get_last_version(paper.id)).one_or_none()
    version = PaperVersion(
        paper_id=paper.id, number=last.number + 1 if last is not None else 1, file_id=file.id if file else None,
        adopted_on=values.adopted_on, decision_id=values.decision.id if values.decision else None,
        meeting_id=values.meeting.id if values.meeting else None, act=values.act or None, note=values.note or None,
        source=values.source or None, supersedes_id=last.id if last is not None else None, created_at=now,
        created_by_id=actor.person_id, version=1,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()  # what follows names it
    db.session.expire(paper, ["versions"])
    record(actor, "governing_paper.version_added", paper, now=now, changes={
        "number": (None, version.number), "document": (None, file.name if file else None),
        "adopted_on": (None, version.adopted_on), "act": (None, version.act), "note": (None, version.note),
    })  # fmt: skip
    _tell(paper, version, actor, now)
    return version


def _tell(paper: GoverningPaper, version: PaperVersion, actor: Actor, now: datetime) -> None:
    """Those who sit in the body, as they chose."""

    def title() -> str:
        values = {"title": str(paper.title), "number": version.number}
        return gettext("Nouvelle version d'un texte : %(title)s, version %(number)s", **values)

    tell(
        topic=Topic.PAPERS, to=list_people_of([paper.body_id], now=now), title=title, key=f"paper:{version.id}",
        url=links.to("governance.show", governing_paper_id=paper.id), bundle=f"paper:{paper.id}", actor=actor, now=now,
    )  # fmt: skip


def edit_version(
    *, paper_version: PaperVersion, values: VersionValues, file: StoredFile | None, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Correct what was noted of a version that nobody has signed. A file, once given, is replaced, not lost."""
    paper = paper_version.paper
    hold(paper)
    hold(paper_version)
    if paper_version.version != version:
        raise StaleVersion(STALE, theirs=paper_version)
    check_unsigned(paper_version)
    texts = {
        "act": keep_english(values.act, paper_version.act), "note": keep_english(values.note, paper_version.note)
    }  # fmt: skip
    values = _completed(
        paper,
        VersionValues(
            values.adopted_on, values.decision, values.meeting, texts["act"] or Translated(),
            texts["note"] or Translated(), values.source,
        ),
        now,
    )  # fmt: skip
    before = paper_version.file.name if paper_version.file is not None else None
    changes = changed(paper_version, {
        "adopted_on": values.adopted_on, "decision_id": values.decision.id if values.decision else None,
        "meeting_id": values.meeting.id if values.meeting else None, "act": values.act or None,
        "note": values.note or None, "source": values.source or None,
    })  # fmt: skip
    if file is not None:
        paper_version.file_id = file.id
        changes["document"] = (before, file.name)
    if changes:
        paper_version.version += 1
        changes["number"] = (None, paper_version.number)
        db.session.expire(paper, ["versions"])
        record(actor, "governing_paper.version_edited", paper, now=now, changes=changes)


def check_unsigned(paper_version: PaperVersion) -> None:
    """What somebody has signed stays what they have signed."""
    if db.session.scalar(queries.count_signatures(paper_version.id)):
        message = _(
            "Une institution a signé cette version : elle ne change plus. Ajoutez une nouvelle version."
        )
        raise RuleError("signed", message, status=409)


def note_signature(
    *, paper_version: PaperVersion, institution: Institution, signed_on: date, scan: StoredFile | None,
    actor: Actor, now: datetime,
) -> PaperSignature:  # fmt: skip
    """An institution signed this version. The memorandum's first signature also dates its membership file."""
    paper = paper_version.paper
    hold(paper)
    hold(paper_version)
    if paper_version.id != db.session.scalars(queries.get_last_version(paper.id)).one().id:
        message = _("Une version plus récente existe : c'est elle qui se signe.")
        raise RuleError("superseded", message, status=409)
    allowed = db.session.scalars(queries.list_signatories(paper.body, clock.today(now))).all()
    if institution.id not in {row.id for row in allowed}:
        message = _("Cette institution ne siège pas dans l'instance : elle n'a pas à signer ce texte.")
        raise RuleError("not_seated", message, field="institution_id")
    if db.session.scalars(queries.get_signature(paper_version.id, institution.id)).one_or_none() is not None:
        message = _("Cette institution a déjà signé cette version.")
        raise RuleError("signed_already", message, field="institution_id", status=409)
    if not OLDEST <= signed_on <= clock.today(now):
        message = _("Une signature se note le jour même, ou après.")
        raise RuleError("bad_date", message, field="signed_on")
    signature = PaperSignature(
        version_id=paper_version.id, institution_id=institution.id, signed_on=signed_on,
        scan_id=scan.id if scan else None, entered_at=now, entered_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(signature)
    record(actor, "governing_paper.signed", paper, now=now, changes={
        "institution_id": (None, institution.id), "number": (None, paper_version.number),
        "signed_on": (None, signed_on), "scan": (None, scan.name if scan else None),
    })  # fmt: skip
    if paper.kind is PaperKind.MEMORANDUM and institution.memorandum_signed_on is None:
        _date_membership(institution, signed_on, actor, now)
    db.session.flush()  # two people noting it at once: the second is refused here, not at the commit
    return signature


def remove_signature(*, signature: PaperSignature, actor: Actor, now: datetime) -> None:
    """It was noted by mistake; history keeps it."""
    paper_version = signature.paper_version
    hold(paper_version.paper)
    institution = signature.institution
    record(actor, "governing_paper.signature_removed", paper_version.paper, now=now, changes={
        "institution_id": (institution.id, None), "number": (paper_version.number, None),
        "signed_on": (signature.signed_on, None),
    })  # fmt: skip
    is_memorandum = paper_version.paper.kind is PaperKind.MEMORANDUM
    if is_memorandum and institution.memorandum_signed_on == signature.signed_on:
        _date_membership(institution, None, actor, now)
    db.session.delete(signature)
    db.session.flush()  # the page counts again


def _date_membership(institution: Institution, signed_on: date | None, actor: Actor, now: datetime) -> None:
    hold(institution)
    changes = changed(institution, {"memorandum_signed_on": signed_on})
    institution.version += 1
    record(actor, "institution.edited", institution, now=now, changes=changes)


def _check_paper(values: PaperValues) -> None:
    if not values.title.get("fr") and not values.title.get("ar"):
        message = _("Écrivez le titre du texte, en français ou en arabe.")
        raise RuleError("no_title", message, field="title_fr")
    check_lines(values.title, field="title")


def _completed(paper: GoverningPaper, values: VersionValues, now: datetime) -> VersionValues:
    """Checked; the date follows from the decision or the meeting where none is typed."""
    decision, meeting = values.decision, values.meeting
    if decision is not None and not _is_of_body(decision.meeting_id, paper):
        raise RuleError("other_body", _("Cette décision est d'une autre instance."), field="decision_id")
    if meeting is not None and not _is_of_body(meeting.id, paper):
        raise RuleError("other_body", _("Cette session est d'une autre instance."), field="meeting_id")
    adopted_on = values.adopted_on
    if adopted_on is None and decision is not None:
        adopted_on = decision.adopted_on
    elif adopted_on is None and meeting is not None:
        adopted_on = meeting.starts_wall.date()
    if adopted_on is not None and not OLDEST <= adopted_on <= clock.today(now):
        message = _("Cette date est à venir : notez l'adoption quand elle a eu lieu.")
        raise RuleError("bad_date", message, field="adopted_on")
    check_lines(values.act, field="act")
    for code, text in values.note.items():
        check_length(text, field=f"note_{code}", limit=LONGEST_NOTE)
    check_line(values.source, field="source")
    return VersionValues(adopted_on, decision, meeting, values.act, values.note, values.source)


def _is_of_body(meeting_id: int, paper: GoverningPaper) -> bool:
    return bool(db.session.scalar(queries.is_meeting_of_body(meeting_id, paper.body_id)))
