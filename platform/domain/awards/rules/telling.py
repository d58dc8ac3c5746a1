"""Letters in both languages: prepared, previewed, edited, then all released in one commit, once.

The commit makes every result readable at one instant, whatever their number; the mails and the papers of hundreds of letters
follow by the worker (`rules/bulk`), which the same commit asks for.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_numbers
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.rules.correcting import readers
from noress.domain.applications.taking import check_not_recused, note_change
from noress.domain.audit.rules import changed, record
from noress.domain.awards import mails, queries
from noress.domain.awards.letter_texts import TAGS, TEXTS, check_tags, fill_in, values_of
from noress.domain.awards.links import result_url
from noress.domain.awards.models import Award, BulkTask, DecisionLetter, LetterRelease
from noress.domain.awards.rules.deciding import OUTCOMES
from noress.domain.files.rules import request_document
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

S = ApplicationState
#: the paper of a letter
LETTER = "decision_letter"
#: the task of the worker that sends them
LETTERS = "letters"
MOST_TEXT = 6000


def prepare_letters(*, call: FundingCall, actor: Actor, now: datetime) -> int:
    """One for each file that is decided; those whose decision changed are written anew. How many are new."""
    lock(call)
    check_not_released(call)
    applications = db.session.scalars(queries.list_decided(call.id, call.stages)).all()
    made = _prepare(call, applications, now)
    if made:
        record(actor, "letters.prepared", call, now=now)  # how many is not everybody's to know
    return made


def _prepare(call: FundingCall, applications: Iterable[Application], now: datetime) -> int:
    known = {
        one.application_id: one for one in db.session.scalars(queries.list_letters(call.id, call.stages))
    }
    wanted, made = {one.id: one for one in applications}, 0
    for key, letter in known.items():
        if key not in wanted and letter.release_id is None:
            db.session.delete(letter)  # withdrawn, or no longer decided
    for application in wanted.values():
        before = known.get(application.id)
        if before is not None and before.outcome is application.state:
            continue
        letter = before or DecisionLetter(application_id=application.id, stage=call.stages, version=0)
        db.session.add(letter)
        letter.version += 1
        texts = TEXTS[application.state]
        letter.outcome, letter.french, letter.arabic = application.state, texts["fr"], texts["ar"]
        letter.made_at, letter.is_edited = now, False
        made += 1
    db.session.flush()  # those that are released next are read back
    return made


def edit_letter(
    *, letter: DecisionLetter, french: str | None, arabic: str | None, version: int, actor: Actor, now: datetime,
    tags: Sequence[str] = TAGS,
) -> None:  # fmt: skip
    """In both languages; tags stay tags until it leaves."""
    lock(letter)
    check_not_recused(actor, letter.application)
    if letter.release_id is not None:
        raise RuleError("released", _("Cette lettre est partie : elle ne se modifie plus."), status=409)
    if letter.version != version:
        message = _("Quelqu'un a changé cette lettre pendant que vous écriviez. Comparez les deux textes.")
        theirs = {"version": letter.version, "french": letter.french, "arabic": letter.arabic}
        raise StaleVersion(message, theirs)
    texts = {"french": _clean(french, "french", tags), "arabic": _clean(arabic, "arabic", tags)}
    changes = changed(letter, texts)
    if changes:
        letter.is_edited = True
        letter.version += 1
        record(actor, "letter.edited", letter, now=now, changes=changes)


def _clean(text: str | None, field: str, tags: Sequence[str]) -> str:
    text = (text or "").replace("\r\n", "\n").strip()
    if not text:
        raise RuleError("no_text", _("Écrivez la lettre dans les deux langues."), field=field)
    if len(text) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field=field)
    check_tags(text, field=field, tags=tags)
    return text


def filled(letter: DecisionLetter, amount: int | None) -> dict[str, str]:
    """What the structure will read: {"fr": ..., "ar": ...}."""
    texts = {"fr": letter.french, "ar": letter.arabic}
    if letter.release_id is not None:
        return texts
    return {code: fill_in(text, values_of(letter.application, amount, code)) for code, text in texts.items()}


def is_undecided(call: FundingCall) -> bool:
    """A file found eligible waits for its decision."""
    return any(row[0] is S.ELIGIBLE for row in db.session.execute(queries.count_states(call.id, call.stages)))


def release_letters(*, call: FundingCall, actor: Actor, now: datetime) -> int:
    """Everybody is told at the same instant, on their pages and in the public list; the worker sends the mails, and has the
    papers made. Once; how many letters."""
    lock(call)
    check_not_released(call)
    if is_undecided(call):
        message = _("Tous les dossiers recevables ne sont pas décidés : décidez-les avant d'annoncer.")
        raise RuleError("undecided", message, status=409)
    applications = list(db.session.scalars(queries.held(queries.list_decided(call.id, call.stages))))
    if not applications:
        raise RuleError("nothing", _("Aucun dossier n'est décidé : il n'y a rien à annoncer."), status=409)
    _prepare(call, applications, now)
    release = LetterRelease(
        call_id=call.id, stage=call.stages, released_at=now, released_by_id=actor.person_id
    )
    db.session.add(release)
    db.session.flush()  # the letters name it
    letters = {
        one.application_id: one for one in db.session.scalars(queries.list_letters(call.id, call.stages))
    }
    _tell([letters[one.id] for one in applications], release, actor, now)
    db.session.add(
        BulkTask(
            call_id=call.id, kind=LETTERS, settings={}, waiting=[one.id for one in applications], done=[], failures=[],
            asked_at=now, asked_by_id=actor.person_id,
        )
    )  # fmt: skip
    call.state = CallState.PUBLISHED
    call.version += 1
    record(actor, "letters.released", call, now=now)
    return len(applications)


def tell_change(*, application: Application, actor: Actor, now: datetime) -> None:
    """After the release, what was decided anew about one file is told on its own, by a letter with a number of its own."""
    call = application.call
    lock(call)
    lock(application)
    check_not_recused(actor, application)
    release = db.session.scalars(queries.get_release(call.id, call.stages)).first()
    if release is None or application.state not in OUTCOMES or application.state is application.public_state:
        raise RuleError("nothing", _("Rien de nouveau n'est à annoncer à cette structure."), status=409)
    letter = db.session.scalars(queries.get_letter_of(application.id, call.stages)).first()
    if letter is None:
        letter = DecisionLetter(application_id=application.id, stage=call.stages, version=0)
        db.session.add(letter)
    texts = TEXTS[application.state]
    letter.outcome, letter.french, letter.arabic, letter.made_at = (
        application.state,
        texts["fr"],
        texts["ar"],
        now,
    )
    letter.release_id, letter.version, letter.is_edited = None, letter.version + 1, False
    _tell([letter], release, actor, now)
    send_letter(letter=letter, actor=actor, now=now)


def _awards_of(applications: Iterable[Application]) -> dict[int, Award]:
    ids = [one.id for one in applications]
    return {one.application_id: one for one in db.session.scalars(queries.list_standing_awards(ids))}


def _tell(letters: Sequence[DecisionLetter], release: LetterRelease, actor: Actor, now: datetime) -> None:
    """Their texts are what they say from now on, whatever changes; each has its number, and each project that is funded."""
    year = clock.today(now).year
    awards = _awards_of([one.application for one in letters])
    numbers = next_numbers(db.session(), "L", year, len(letters))
    for number, letter in zip(numbers, letters, strict=True):
        application, award = letter.application, awards.get(letter.application_id)
        is_selected = application.state is S.SELECTED and award is not None
        texts = filled(letter, award.amount if award is not None and is_selected else None)
        letter.french, letter.arabic, letter.release_id = texts["fr"], texts["ar"], release.id
        letter.number = f"L-{year}-{number:04d}"
        before = application.public_state
        application.public_state, application.told_at = application.state, now
        told = {"public_state": (before, application.state)}
        note_change(application, "result_told", told, actor=actor, now=now)
    chosen = [awards.get(one.application_id) for one in letters if one.application.state is S.SELECTED]
    publish_awards([one for one in chosen if one is not None and one.number is None], year, actor, now)


def publish_awards(awards: Sequence[Award], year: int, actor: Actor, now: datetime) -> None:
    for number, award in zip(next_numbers(db.session(), "F", year, len(awards)), awards, strict=True):
        award.number, award.published_at = f"F-{year}-{number:03d}", now
        record(actor, "award.published", award, now=now, changes={"number": (None, award.number)})


def send_letter(*, letter: DecisionLetter, actor: Actor, now: datetime) -> None:
    """By mail to those who work on the file, and as a paper in the structure's language. Twice is harmless."""
    application = letter.application
    db.session.flush()  # its paper is asked for by its number
    for person in readers(application):
        enqueue(mails.decision(letter, person, url=result_url(person)), now=now)
    request_document(
        kind=LETTER, subject=letter, language="ar" if application.language == "ar" else "fr", actor=actor, now=now,
        is_told=False,
    )  # fmt: skip


def check_not_released(call: FundingCall) -> None:
    if db.session.scalars(queries.get_release(call.id, call.stages)).first() is not None:
        raise RuleError("released", _("Les résultats de cet appel sont déjà annoncés."), status=409)
