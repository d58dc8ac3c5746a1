"""Writing the letter of a meeting, and giving each institution its numbered copy."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_number
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import request_document
from noress.domain.institutions.models import Institution
from noress.domain.letters import queries, wording
from noress.domain.letters.models import Letter, MeetingLetter
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.extensions import db

MAX_BODY = 6000
STALE = _("Quelqu'un a enregistré cette lettre pendant que vous écriviez. Comparez les deux textes.")
_SCANS = ("application/pdf", "image/")


@dataclass(frozen=True)
class LetterValues:
    """The letter as typed: the same for every institution."""

    subject: Translated
    body: Translated
    place: Translated
    dated_on: date
    signatory_title: Translated
    signatory_name: str | None = None
    signatory_id: int | None = None

    @classmethod
    def of(cls, text: MeetingLetter) -> "LetterValues":
        return cls(**{name: getattr(text, name) for name in cls.__dataclass_fields__})


def default_values(meeting: Meeting, *, place: Translated, now: datetime) -> LetterValues:
    """What the page starts from: words drawn from the meeting, today, who leads the secretariat."""
    today = clock.today(now)
    found = db.session.scalars(queries.list_signatories(today)).first()
    title = wording.title_of_role(found.role) if found is not None else Translated()
    return LetterValues(
        subject=wording.default_subject(meeting), body=wording.default_body(meeting), place=place, dated_on=today,
        signatory_title=title, signatory_name=found.person.own_name if found is not None and found.person else None,
        signatory_id=found.person_id if found is not None else None,
    )  # fmt: skip


def prepare_letters(
    *, meeting: Meeting, values: LetterValues, actor: Actor, now: datetime, version: int | None = None
) -> MeetingLetter:
    """Write the letter and give a number to the copy of every institution that is or will be convened.
    Prepared again, a copy keeps its number and its addressee lines follow the institution's; institutions
    convened since get theirs. With `version`, a text saved meanwhile is not written over unseen."""
    lock(meeting)
    if meeting.state not in {MeetingState.DRAFT, MeetingState.CONVENED}:
        raise RuleError("not_editable", _("On ne prépare plus de lettre pour cette session."), status=409)
    _check_values(values)
    text = db.session.scalars(queries.get_text(meeting.id)).one_or_none()
    if text is None:
        text = MeetingLetter(meeting_id=meeting.id, prepared_at=now, version=0, **_columns(values))
        db.session.add(text)
        db.session.flush()  # its copies need its number
        changes = {"subject": (None, values.subject)}
    else:
        lock(text)
        if version is not None and text.version != version:
            raise StaleVersion(STALE, LetterValues.of(text))
        if LetterValues.of(text) != values:
            check_can_be_edited(text)
        changes = changed(text, _columns(values))
    text.version += 1
    count = _give_copies(meeting, text, now)
    if changes or count:
        record(actor, "letter.prepared", meeting, now=now, changes=changes | {"letters": (None, count)})
    return text


def ensure_letters(*, meeting: Meeting, place: Translated, actor: Actor, now: datetime) -> MeetingLetter:
    """At the convocation: every institution has its numbered copy, from the letter as written or else from
    the words the meeting gives, and its papers are asked for."""
    text = db.session.scalars(queries.get_text(meeting.id)).one_or_none()
    values = default_values(meeting, place=place, now=now) if text is None else LetterValues.of(text)
    if not any(values.signatory_title.values()):
        values = replace(values, signatory_title=wording.default_signatory())
    text = prepare_letters(meeting=meeting, values=values, actor=actor, now=now)
    request_papers(text, actor=actor, now=now)
    return text


def request_papers(text: MeetingLetter, *, actor: Actor, now: datetime) -> None:
    """The worker makes each copy, and all of them in one file, in French and in Arabic."""
    copies = db.session.scalars(queries.list_letters(text.id)).all()
    for language in wording.LANGUAGES:
        request_document(kind="letters", subject=text, language=language, actor=actor, now=now)
        for letter in copies:
            request_document(kind="letter", subject=letter, language=language, actor=actor, now=now)


def check_can_be_edited(text: MeetingLetter) -> None:
    """What was signed or has left is not rewritten."""
    if text.scan_file_id is not None:
        message = _(
            "La lettre signée est jointe : son texte ne change plus. Retirez d'abord la copie signée."
        )
        raise RuleError("signed", message, status=409)
    for letter in db.session.scalars(queries.list_letters(text.id)):
        if (
            any(departure.removed_at is None for departure in letter.departures)
            or letter.scan_file_id is not None
        ):
            message = _("Des lettres sont déjà signées ou parties : leur texte ne change plus.")
            raise RuleError("departed", message, status=409)


def attach_scan(
    *, text: MeetingLetter, letter: Letter | None, file: StoredFile | None, actor: Actor, now: datetime
) -> None:
    """The signed letter, photographed or scanned: of one institution, or one for all. None takes it away."""
    target = letter if letter is not None else text
    lock(target)
    if file is not None and not file.content_type.startswith(_SCANS):
        raise RuleError("not_a_scan", _("Une lettre signée est une photo ou un PDF."), field="file")
    before = target.scan.name if target.scan is not None else None
    target.scan_file_id = file.id if file is not None else None
    target.version += 1
    record(
        actor, "letter.scan_changed", text.meeting, now=now,
        changes={"document": (before, file.name if file is not None else None),
                 "letter": (None, letter.number if letter is not None else None)},
    )  # fmt: skip


def list_institutions(meeting: Meeting, *, now: datetime) -> list[Institution]:
    """The institutions whose seats are convened, or would be now."""
    seats = (
        meetings.plan_convocation(meeting, now=now).invitees if meeting.state is MeetingState.DRAFT else ()
    )
    found = {
        invitee.seat.institution_id: invitee.seat.institution for invitee in seats if invitee.seat is not None
    }
    if meeting.state is not MeetingState.DRAFT:
        found = {row.id: row for row in db.session.scalars(queries.list_convened_institutions(meeting.id))}
    return sorted(found.values(), key=lambda row: (row.name_sort, row.id))


def _give_copies(meeting: Meeting, text: MeetingLetter, now: datetime) -> int:
    """How many copies are new."""
    known = {letter.institution_id: letter for letter in db.session.scalars(queries.list_letters(text.id))}
    year, count = clock.today(now).year, 0
    for institution in list_institutions(meeting, now=now):
        letter = known.get(institution.id)
        if letter is None:
            number = f"C-{year}-{next_number(db.session(), 'C', year):03d}"
            letter = Letter(number=number, text_id=text.id, institution_id=institution.id, created_at=now)
            db.session.add(letter)
            count += 1
        elif any(departure.removed_at is None for departure in letter.departures) or letter.scan_file_id:
            continue  # what left stays as it was printed
        letter.head_title = institution.head_title or wording.default_head()
        letter.through, letter.copied_to = institution.through, institution.copied_to
    db.session.flush()  # the register lists them at once
    return count


def _check_values(values: LetterValues) -> None:
    for name, told in (
        ("subject", values.subject),
        ("place", values.place),
        ("signatory_title", values.signatory_title),
    ):
        for code, text in told.items():
            refuse_line_breaks(text, f"{name}_{code}")
    if not any(values.subject.values()):
        raise RuleError("no_subject", _("Écrivez l'objet de la lettre."), field="subject_fr")
    if not any(values.body.values()):
        raise RuleError("no_body", _("Écrivez le texte de la lettre."), field="body_fr")
    for code, text in values.body.items():
        if len(text) > MAX_BODY:
            raise RuleError(
                "too_long", _("Ce texte est trop long : 6 000 caractères au plus."), field=f"body_{code}"
            )
    if not any(values.signatory_title.values()):
        message = _(
            "Dites à quel titre la lettre est signée. Exemple : le coordonnateur du secrétariat permanent."
        )
        raise RuleError("no_signatory", message, field="signatory_title_fr")
    refuse_line_breaks(values.signatory_name, "signatory_name")


def _columns(values: LetterValues) -> dict[str, object]:
    return {name: getattr(values, name) for name in values.__dataclass_fields__}
