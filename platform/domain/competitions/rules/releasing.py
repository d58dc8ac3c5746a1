"""The embargo: letters and texts prepared, then everything told in one short commit, once, from the ceremony's instant.

Nothing of an application changes before: what the jury decided stands in `Entry` alone, and becomes the state of the
application, the letter and the public page at one instant. Mails follow by the worker (awards/rules/bulk).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from noress.core import clock, formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_numbers
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.queries.desk_file import list_files
from noress.domain.applications.taking import check_not_recused, note_change
from noress.domain.audit.rules import changed, record
from noress.domain.awards.models import BulkTask, DecisionLetter, LetterRelease
from noress.domain.awards.rules import telling
from noress.domain.competitions import prize_letters, results_policy
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.outcomes import Outcome, mark_of, outcome_of
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import awarding
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import CallState
from noress.domain.reviewing import conflicts
from noress.extensions import db

MOST_PUBLIC_TEXT = 3000
MOST_PRESS_TEXT = 8000


def check_under_embargo(competition: Competition) -> None:
    """For what is prepared: the jury has decided, nothing is told."""
    check_not_released(competition)
    if competition.deliberated_at is None:
        message = _("Le jury n'a pas encore décidé : les résultats se préparent après sa délibération.")
        raise RuleError("not_decided", message, status=409)


def check_not_released(competition: Competition) -> None:
    release = db.session.scalars(queries.get_release(competition.call_id)).first()
    if release is not None:
        raise RuleError("released", released_words(release), status=409)


def released_words(release: LetterRelease) -> Any:
    """Who told the results, and when."""
    person = db.session.get(Person, release.released_by_id) if release.released_by_id is not None else None
    when = formats.datetime_words(release.released_at)
    if person is None:
        return _("Les résultats ont été annoncés le %(when)s.", when=when)
    return _("Les résultats ont été annoncés le %(when)s par %(name)s.", when=when, name=person.name)


def prepare_letters(*, competition: Competition, actor: Actor, now: datetime) -> int:
    """One for each entry that is told a result; those whose result changed are written anew. How many are new."""
    lock(competition.call)
    check_under_embargo(competition)
    made = _prepare(db.session.scalars(queries.list_decided(competition.id)).all(), now)
    if made:
        record(actor, "letters.prepared", competition.call, now=now)
    return made


def _prepare(entries: Sequence[Entry], now: datetime) -> int:
    ids = [one.application_id for one in entries]
    known = {one.application_id: one for one in db.session.scalars(queries.list_letters_of(ids))}
    made = 0
    for entry in entries:
        before = known.get(entry.application_id)
        if before is not None and before.written_for == mark_of(entry):
            continue
        letter = before or DecisionLetter(application_id=entry.application_id, stage=1, version=0)
        db.session.add(letter)
        texts = prize_letters.texts_of(entry)
        letter.outcome, letter.french, letter.arabic = outcome_of(entry).state, texts["fr"], texts["ar"]
        letter.written_for, letter.made_at, letter.is_edited = mark_of(entry), now, False
        letter.version += 1
        made += 1
    db.session.flush()  # those that are released next are read back
    return made


def edit_letter(
    *,
    letter: DecisionLetter,
    french: str | None,
    arabic: str | None,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """In both languages, with the tags of the prize."""
    telling.edit_letter(
        letter=letter, french=french, arabic=arabic, version=version, actor=actor, now=now, tags=prize_letters.TAGS
    )  # fmt: skip


def edit_public_text(
    *, entry: Entry, text: Translated, photo_id: int | None, version: int, actor: Actor, now: datetime
) -> None:
    """What everybody will read of a winner or a mention; its photo, of those that the entrant sent and lets be shown."""
    lock(entry)
    check_not_recused(actor, entry.application)
    _check_version(entry, version)
    if outcome_of(entry) is Outcome.NONE:
        raise RuleError(
            "no_prize", _("Cette candidature n'a ni prix ni mention : rien n'en est publié."), status=409
        )
    if any(len(said) > MOST_PUBLIC_TEXT for said in text.values()):
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_PUBLIC_TEXT)
        raise RuleError("too_long", message, field="text_fr")
    if photo_id is not None and not entry.shows_photo:
        message = _("Cette candidature n'a pas donné son accord pour publier une photo.")
        raise RuleError("no_consent", message, field="photo", status=409)
    if photo_id is not None and photo_id not in photos_of(entry):
        raise RuleError("photo", _("Choisissez une photo de la candidature."), field="photo")
    changes = changed(entry, {"public_text": text or None, "photo_id": photo_id})
    if changes:
        entry.version += 1
        record(actor, "entry.public_text_edited", entry, now=now)


def photos_of(entry: Entry) -> dict[int, str]:
    """{file: name} of the images that came with the entry."""
    return {key: one.name for key, one in photo_files(entry).items()}


def photo_files(entry: Entry) -> dict[int, StoredFile]:
    response = entry.application.response
    if response is None:
        return {}
    given = [one.file for one in db.session.scalars(list_files(response.id))]
    return {one.id: one for one in given if one.content_type.startswith("image/")}


def edit_press_text(
    *,
    competition: Competition,
    text: Translated,
    certifies_all: bool,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """In both languages; whether whoever took part gets a certificate too."""
    lock(competition)
    check_under_embargo(competition)
    _check_version(competition, version)
    if any(len(said) > MOST_PRESS_TEXT for said in text.values()):
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_PRESS_TEXT)
        raise RuleError("too_long", message, field="press_fr")
    if changed(competition, {"press_text": text or None, "certifies_all": certifies_all}):
        competition.version += 1
        record(actor, "competition.press_text_edited", competition, now=now)


def _check_version(row: Any, version: int) -> None:
    if row.version != version:
        message = _("Quelqu'un a changé ceci depuis que cette page est ouverte.")
        raise StaleVersion(message, {"version": row.version})


def check_releasable(competition: Competition, now: datetime) -> None:
    """Why not yet, in the order in which it is put right."""
    check_under_embargo(competition)
    if competition.ceremony_at is None:
        message = _("L'heure de la cérémonie n'est pas fixée : écrivez-la dans l'édition.")
        raise RuleError("no_ceremony", message, status=409)
    if now < competition.ceremony_at:
        when = formats.datetime_words(competition.ceremony_at)
        message = _("Les résultats sont sous embargo jusqu'à la cérémonie, le %(when)s.", when=when)
        raise RuleError("embargo", message, status=409)
    if db.session.scalars(queries.count_unchecked(competition.call_id)).one():
        message = _("Des candidatures ne sont pas encore vérifiées : décidez de leur recevabilité avant.")
        raise RuleError("unchecked", message, status=409)


def release_results(*, competition: Competition, actor: Actor, now: datetime) -> int:
    """Everybody is told at the same instant; how many entries. Prizes that can be paid are awarded in the same commit,
    the others wait for what they lack."""
    call = competition.call
    lock(call)
    lock(competition)
    if not results_policy.can_release(actor):
        raise RuleError("not_yours", _("Seule une personne qui coordonne annonce les résultats."), status=403)
    check_releasable(competition, now)
    entries = db.session.scalars(queries.held(queries.list_decided(competition.id))).all()
    if not entries:
        raise RuleError("nothing", _("Aucune candidature n'est à annoncer."), status=409)
    _prepare(entries, now)
    release = LetterRelease(call_id=call.id, stage=1, released_at=now, released_by_id=actor.person_id)
    db.session.add(release)
    db.session.flush()  # the letters name it
    _tell(entries, release, actor, now)
    db.session.add(
        BulkTask(
            call_id=call.id, kind=telling.LETTERS, settings={}, waiting=[one.application_id for one in entries],
            done=[], failures=[], asked_at=now, asked_by_id=actor.person_id,
        )
    )  # fmt: skip
    before, call.state = call.state, CallState.PUBLISHED
    call.version += 1
    record(actor, "competition.released", competition, now=now, changes={"state": (before, call.state)})
    awarding.award_those_ready(competition=competition, actor=actor, now=now)
    return len(entries)


def _tell(entries: Sequence[Entry], release: LetterRelease, actor: Actor, now: datetime) -> None:
    """Letters say what they say from now on, each with its number; applications take their state."""
    year = clock.today(now).year
    ids = [one.application_id for one in entries]
    letters = {one.application_id: one for one in db.session.scalars(queries.list_letters_of(ids))}
    numbers = next_numbers(db.session(), "L", year, len(entries))
    for number, entry in zip(numbers, entries, strict=True):
        letter, application = letters[entry.application_id], entry.application
        texts = prize_letters.filled({"fr": letter.french, "ar": letter.arabic}, entry)
        letter.french, letter.arabic, letter.release_id = texts["fr"], texts["ar"], release.id
        letter.number = f"L-{year}-{number:04d}"
        state = outcome_of(entry).state
        told = {"public_state": (application.public_state, state)}
        application.state = application.public_state = state
        application.decided_at = application.decided_at or entry.competition.deliberated_at
        application.told_at = now
        note_change(application, "result_told", told, actor=actor, now=now)


def hidden(actor: Actor) -> Any:
    return conflicts.recused_ids(actor, conflicts.APPLICATION)
