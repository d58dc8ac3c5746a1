"""Letters, public texts and the press text, read as they will be and edited, during the embargo."""

from typing import Any

from flask import abort, render_template, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.results import bp, present
from noress.blueprints.results.forms import LetterForm, PressForm, PublicTextForm
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import DecisionLetter
from noress.domain.competitions import prize_letters
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.outcomes import Outcome, outcome_of, public_name
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import releasing
from noress.extensions import db
from noress.web import acting, files
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/concours/gestion/<int:competition_id>/resultats/<int:entry_id>/lettre", methods=["GET", "POST"])
@permission(P.RESULT_RELEASE, loads=Competition)
def letter(competition: Competition, entry_id: int) -> Any:
    """Both languages as they will be read, and the texts with their tags."""
    entry = present.decided_entry(competition, entry_id)
    found = db.session.scalars(queries.list_letters_of([entry.application_id])).first()
    if found is None:
        abort(404)
    form = LetterForm(data=_letter_values(found))

    def save() -> None:
        releasing.edit_letter(
            letter=found, french=form.french.data, arabic=form.arabic.data, version=form.version.data or 0, **acting.doing()
        )  # fmt: skip

    def stored() -> dict[str, Any]:
        db.session.refresh(found)
        return _letter_values(found)

    tried = attempt(form, save, stored=stored)
    if tried.status:
        texts = {"fr": found.french, "ar": found.arabic}
        page = render_template(
            "results/letter.html", competition=competition, entry=entry, letter=found, form=form, stale=tried.stale,
            shown=texts if found.release_id is not None else prize_letters.filled(texts, entry), outcome=outcome_of(entry),
            tags=", ".join(f"{{{name}}}" for name in prize_letters.TAGS),
        )  # fmt: skip
        return page, tried.status
    return acting.done(
        url_for(".letter", competition_id=competition.id, entry_id=entry_id),
        _("La lettre est enregistrée, pas envoyée."),
    )


def _letter_values(letter: DecisionLetter) -> dict[str, Any]:
    return {"version": letter.version, "french": letter.french, "arabic": letter.arabic}


@bp.route("/concours/gestion/<int:competition_id>/resultats/<int:entry_id>/texte", methods=["GET", "POST"])
@permission(P.RESULT_RELEASE, loads=Competition)
def public_text(competition: Competition, entry_id: int) -> Any:
    """What everybody will read of a winner or a mention, and which photo they will see."""
    entry = present.decided_entry(competition, entry_id)
    if outcome_of(entry) is Outcome.NONE:
        abort(404)
    form = PublicTextForm(data=_text_values(entry))
    photos = releasing.photos_of(entry) if entry.shows_photo else {}
    form.photo.choices = [
        SelectChoice("", str(_("Aucune photo"))), *(SelectChoice(str(key), name) for key, name in photos.items()),
    ]  # fmt: skip

    def save() -> None:
        chosen = form.photo.data or ""
        releasing.edit_public_text(
            entry=entry, text=form.text, photo_id=int(chosen) if chosen.isdigit() else None,
            version=form.version.data or 0, **acting.doing(),
        )  # fmt: skip

    def stored() -> dict[str, Any]:
        db.session.refresh(entry)
        return _text_values(entry)

    tried = attempt(form, save, stored=stored)
    if tried.status:
        page = render_template(
            "results/public_text.html", competition=competition, entry=entry, form=form, stale=tried.stale,
            outcome=outcome_of(entry), name=public_name(entry), photos=photos,
        )  # fmt: skip
        return page, tried.status
    return acting.done(url_for(".embargo", competition_id=competition.id), _("Le texte est enregistré."))


def _text_values(entry: Entry) -> dict[str, Any]:
    text = entry.public_text or {}
    return {"version": entry.version, "text_fr": text.get("fr"), "text_ar": text.get("ar"),
            "photo": str(entry.photo_id or "")}  # fmt: skip


@bp.get("/concours/gestion/<int:competition_id>/resultats/<int:entry_id>/photos/<int:file_id>")
@permission(P.RESULT_RELEASE, loads=Competition)
def photo(competition: Competition, entry_id: int, file_id: int) -> Any:
    """One of those that came with the entry, to choose from."""
    entry = present.decided_entry(competition, entry_id)
    given = releasing.photo_files(entry).get(file_id)
    return files.send(given) if given is not None else abort(404)


@bp.route("/concours/gestion/<int:competition_id>/resultats/presse", methods=["GET", "POST"])
@permission(P.RESULT_RELEASE, loads=Competition)
def press(competition: Competition) -> Any:
    """The text for the press, and whether everybody gets a certificate."""
    if competition.deliberated_at is None:
        abort(404)
    form = PressForm(data=_press_values(competition))

    def save() -> None:
        releasing.edit_press_text(
            competition=competition, text=form.text, certifies_all=bool(form.certifies_all.data),
            version=form.version.data or 0, **acting.doing(),
        )  # fmt: skip

    def stored() -> dict[str, Any]:
        db.session.refresh(competition)
        return _press_values(competition)

    tried = attempt(form, save, stored=stored)
    if tried.status:
        page = render_template(
            "results/press.html", competition=competition, form=form, stale=tried.stale,
            release=present.release_of(competition), text=competition.press_text,
        )  # fmt: skip
        return page, tried.status
    return acting.done(url_for(".embargo", competition_id=competition.id), _("Le texte est enregistré."))


def _press_values(competition: Competition) -> dict[str, Any]:
    text = competition.press_text or {}
    return {"version": competition.version, "press_fr": text.get("fr"), "press_ar": text.get("ar"),
            "certifies_all": competition.certifies_all}  # fmt: skip
