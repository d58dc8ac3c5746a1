"""The shape of what is typed about calls for projects and about editions of the prize: questions and their answers, conditions,
lines."""

from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, DateField, EmailField, IntegerField, SelectField, StringField, TelField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.funding.models import FundingCall
from noress.domain.funding.rules import ConditionRow
from noress.web.forms import REQUIRED, BaseForm, Checked, OneLine, line, long_text
from noress.web.merge import version_field
from noress.web.rows import OfItsLine, Row, both, stored_rows

#: letters of a question or an answer; the rules say the same
MOST_TEXT = 2000
FRENCH, ARABIC = _("En français"), _("En arabe")
WANTED = (OfItsLine(),)
Fields = dict[str, Any]


def number(raw: Any) -> int | None:
    """The key of a row; anything else is none, or a key that nothing has."""
    text = str(raw) if raw is not None else ""
    if not text or text == "None":
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class Bilingual(BaseForm):
    def text(self, name: str) -> Translated:
        return Translated({code: self[f"{name}_{code}"].data for code in ("fr", "ar")})


class Instants(Bilingual):
    """Instants as a day and an hour, Morocco's time: `opens_at` with `opens_at_time`."""

    def instant(self, name: str) -> datetime | None:
        """In UTC; a day without its hour is refused beside it."""
        day: date | None = self[name].data
        hour: time | None = self[f"{name}_time"].data
        if day is None and hour is None:
            return None
        if day is None:
            raise RuleError("no_day", _("Écrivez aussi le jour."), field=name)
        if hour is None:
            raise RuleError("no_hour", _("Écrivez aussi l'heure. Exemple : 12:00."), field=f"{name}_time")
        return clock.to_utc(datetime.combine(day, hour))


class NewForm(Bilingual):
    """A call or an edition that begins; its own form says what it can be taken from (`source_field`)."""

    edition = IntegerField(_("Numéro de l'édition"), validators=[InputRequired(REQUIRED)])
    title_fr = line(FRENCH)
    title_ar = line(ARABIC)
    is_test = BooleanField(
        _("C'est un essai"),
        description=_(
            "Un bandeau le dit sur chaque page. Il n'est dans aucune liste et ne compte nulle part."
        ),
    )


def source_field(description: str) -> Any:
    return SelectField(_("Partir de"), coerce=number, validate_choice=False, description=description)


class TextsForm(Bilingual):
    """What everybody reads of a call or of an edition."""

    version = version_field()
    title_fr = line(FRENCH)
    title_ar = line(ARABIC)
    objective_fr = long_text(FRENCH)
    objective_ar = long_text(ARABIC)
    audience_fr = long_text(FRENCH)
    audience_ar = long_text(ARABIC)
    contact_fr = long_text(FRENCH, limit=1000)
    contact_ar = long_text(ARABIC, limit=1000)
    contact_email = EmailField(
        _("Courriel que tout le monde lit"),
        validators=[Optional(), OneLine(), Length(max=254), Checked(clean_email)],
    )
    contact_phone = TelField(
        _("Téléphone que tout le monde lit"), validators=[Optional(), OneLine(), Length(max=40)]
    )
    declaration_fr = long_text(FRENCH)
    declaration_ar = long_text(ARABIC)


def carrier_field(description: str) -> Any:
    return SelectField(_("Porteur juridique"), coerce=number, validate_choice=False, description=description)


class DelaysForm(Instants):
    """What the dates of a call or of an edition bear besides."""

    version = version_field()
    appeal_until = DateField(_("Dernier jour pour un recours"), validators=[Optional()])
    grace_minutes = IntegerField(
        _("Minutes de tolérance"), validators=[InputRequired(REQUIRED)],
        description=_("Ce qui arrive juste après l'heure est encore pris. Personne ne voit ce nombre."),
    )  # fmt: skip
    correction_days = IntegerField(
        _("Jours pour corriger un dossier"), validators=[InputRequired(REQUIRED)],
        description=_("Quand le bureau demande une correction."),
    )  # fmt: skip


class RowsForm(BaseForm):
    version = version_field()


class QuestionForm(BaseForm):
    """A question and, if one likes, where its answer is told."""

    text = long_text(
        _("Votre question"), required=True, limit=MOST_TEXT,
        description=_("N'écrivez ni votre nom ni celui de votre structure : la question et sa réponse sont publiques."),
    )  # fmt: skip
    email = EmailField(
        _("Votre courriel"), validators=[Optional(), OneLine(), Length(max=254), Checked(clean_email)],
        description=_("Pour recevoir la réponse. Elle part une fois, puis votre adresse est effacée."),
        render_kw={"autocomplete": "email"},
    )  # fmt: skip


class TrapForm(BaseForm):
    """What nobody sees: only a machine fills it in."""

    website = StringField(_("Laissez ce champ vide"))


class AnswerForm(Bilingual):
    version = version_field()
    question_fr = long_text(FRENCH, limit=MOST_TEXT)
    question_ar = long_text(ARABIC, limit=MOST_TEXT)
    answer_fr = long_text(FRENCH, limit=MOST_TEXT)
    answer_ar = long_text(ARABIC, limit=MOST_TEXT)


class ConfirmForm(BaseForm):
    """One button."""


def condition_fields() -> Fields:
    return {
        "text_fr": long_text(FRENCH, limit=500, validators=WANTED), "text_ar": long_text(ARABIC, limit=500, validators=WANTED),
        "expects": SelectField(
            _("Réponse attendue"), choices=[SelectChoice("yes", _("oui")), SelectChoice("no", _("non"))],
            validate_choice=False, default="yes",
        ),
        "message_fr": long_text(FRENCH, limit=500, validators=WANTED), "message_ar": long_text(ARABIC, limit=500, validators=WANTED),
    }  # fmt: skip


def condition_rows(rows: list[Row]) -> list[ConditionRow]:
    return [
        ConditionRow(
            row=row.name, key=row.key, text=row.text("text"), expects=row.fields["expects"].data or "",
            message=row.text("message"),
        )
        for row in rows
        if not row.is_empty("text_fr", "text_ar", "message_fr", "message_ar")
    ]  # fmt: skip


def stored_conditions(call: FundingCall) -> dict[str, Any]:
    rows = (
        (rule["key"], {**both("text", Translated(rule["text"])), **both("message", Translated(rule["message"])), "expects": rule["expects"]})
        for rule in call.eligibility
    )  # fmt: skip
    return {"version": call.version, **stored_rows("condition", rows)}
