"""Forms of entering, nominating and the timetable of pitches."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields import DateTimeLocalField, SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from noress.core.contacts import clean_email
from noress.core.i18n import LANGUAGE_NAMES, Translated, lazy
from noress.domain.competitions.models import Entrant
from noress.web.forms import REQUIRED, BaseForm, Checked, line, long_text

#: before the key of a rule, in the address and in the form
RULE = "e_"
SHOWS_NAME = lazy("J'accepte que mon nom, ou celui de mon groupe, soit publié si je gagne")
SHOWS_PHOTO = lazy("J'accepte qu'une photo de l'initiative soit publiée")
WHO, AGE, NOMINATION = "qui", "age", "proposition"
_ENTRANTS = {
    Entrant.STRUCTURE: lazy("une structure : association, coopérative, entreprise…"),
    Entrant.GROUP: lazy("un groupe informel : nous travaillons ensemble, sans structure légale"),
    Entrant.PERSON: lazy("moi-même"),
}


def rules_form(competition: Any, given: dict[str, str]) -> BaseForm:
    """In whose name, of age, then the edition's own conditions: what stands in the address."""
    yes_no = [SelectChoice("yes", lazy("Oui")), SelectChoice("no", lazy("Non"))]
    who = [
        SelectChoice(one.value, words)
        for one, words in _ENTRANTS.items()
        if one.value in competition.entrants
    ]
    fields: dict[str, Any] = {
        WHO: RadioField(
            lazy("Au nom de qui participez-vous ?"), choices=who, validators=[InputRequired(REQUIRED)]
        )
    }
    if competition.minimum_age:
        label = lazy("Avez-vous %(age)s ans ou plus ?", age=competition.minimum_age)
        fields[AGE] = RadioField(label, choices=yes_no, validators=[InputRequired(REQUIRED)])
    fields |= {
        RULE + rule["key"]: RadioField(
            Translated(rule.get("text")), choices=yes_no, validators=[InputRequired(REQUIRED)]
        )
        for rule in competition.call.eligibility
    }
    return type("RulesForm", (BaseForm,), fields)(MultiDict(given))


class StructureForm(BaseForm):
    """A structure by its name."""

    nom = line(lazy("Nom de la structure"), required=True)
    province = SelectField(lazy("Préfecture ou province"), choices=[], validators=[Optional()])


class StartForm(BaseForm):
    """The initiative, who presents it, the rules."""

    title = line(lazy("Nom de l'initiative"), required=True)
    holder = line(lazy("Nom du groupe"))
    name = line(lazy("Votre nom"), required=True)
    email = line(lazy("Votre courriel"), required=True, limit=254, validators=[Checked(clean_email)])
    lot = SelectField(lazy("Catégorie"), choices=[])
    sponsor = SelectField(lazy("Institution membre qui présente l'initiative"), choices=[], default="")
    shows_name = BooleanField(
        SHOWS_NAME, description=lazy("Sinon, votre numéro paraît à la place. Vous pouvez changer d'avis.")
    )
    shows_photo = BooleanField(SHOWS_PHOTO, description=lazy("Si vous recevez un prix ou une mention."))
    rules = BooleanField(
        lazy("J'ai lu le règlement et je l'accepte."),
        validators=[InputRequired(lazy("Lisez le règlement, puis cochez que vous l'acceptez."))],
    )


class ProposeForm(BaseForm):
    """Somebody whom a member puts forward."""

    initiative = line(lazy("Nom de l'initiative"), required=True)
    name = line(lazy("Nom de la personne, du groupe ou de la structure"), required=True)
    email = line(lazy("Son courriel"), required=True, limit=254, validators=[Checked(clean_email)])
    language = SelectField(
        lazy("Langue du courriel"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
    )
    lot = SelectField(lazy("Catégorie"), choices=[])
    reason = long_text(lazy("Pourquoi la proposez-vous ?"), required=True, limit=2000)


class SlotsForm(BaseForm):
    """A run of presentations, one after the other."""

    starts_at = DateTimeLocalField(
        lazy("Première présentation (heure du Maroc)"), validators=[InputRequired(REQUIRED)]
    )
    minutes = IntegerField(
        lazy("Durée de chacune, en minutes"),
        default=10,
        validators=[InputRequired(REQUIRED), NumberRange(1, 120)],
    )
    pause = IntegerField(
        lazy("Minutes entre deux"), default=5, validators=[InputRequired(REQUIRED), NumberRange(0, 120)]
    )
    count = IntegerField(
        lazy("Nombre de présentations"), default=6, validators=[InputRequired(REQUIRED), NumberRange(1, 200)]
    )
    place = line(lazy("Lieu"))


class PayeeForm(BaseForm):
    """The legal person that will be paid."""

    name = line(lazy("Nom de la structure légale"), required=True)
    province = SelectField(lazy("Préfecture ou province"), choices=[], validators=[Optional()])
