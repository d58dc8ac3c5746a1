"""Shapes of input: institutions, seats, bodies, mandates."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    SelectField,
    TelField,
    URLField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from noress.core.contacts import clean_email, clean_phone, clean_url
from noress.core.i18n import LANGUAGE_NAMES, Translated, lazy
from noress.domain.accounts.models import Visibility
from noress.domain.institutions.models import (
    BodyKind,
    MandateRole,
    Membership,
    Proposers,
    QuorumKind,
    SeatKind,
)
from noress.web.forms import REQUIRED, BaseForm, Checked, line, long_text
from noress.web.merge import seen_field, version_field

Choices = list[SelectChoice]
FRENCH, ARABIC = lazy("En français"), lazy("En arabe")


def options(pairs: Iterable[tuple[str, Any]], *, empty: Any = None) -> Choices:
    """(value, label) as choices, after an empty one when it has a label."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return [*first, *(SelectChoice(value, label) for value, label in pairs)]


def optional_id(value: Any) -> int | None:
    """An empty choice means none."""
    return int(value) if value not in (None, "", "None") else None


def day(label: Any, *, required: bool = False, **kwargs: Any) -> Any:
    return DateField(label, validators=[InputRequired(REQUIRED) if required else Optional()], **kwargs)


def choose(label: Any, kind: type[Enum], **kwargs: Any) -> Any:
    return SelectField(label, coerce=kind, choices=options((m.value, m.label) for m in kind), **kwargs)  # type: ignore[attr-defined]


def choose_row(label: Any, **kwargs: Any) -> Any:
    """A row to choose, or none; the view gives the choices."""
    return SelectField(label, coerce=optional_id, choices=[], **kwargs)


def row_choices(rows: Iterable[Any], empty: Any) -> Choices:
    """(id, name, acronym or address) as choices, after the empty one."""
    named = [(str(key), f"{name} ({note})" if note else str(name)) for key, name, note in rows]
    return options(named, empty=empty)


def both(form: Any, name: str) -> Translated:
    """The French and Arabic fields of a text as one value."""
    return Translated(fr=form[f"{name}_fr"].data, ar=form[f"{name}_ar"].data)


class _NamedForm(BaseForm):
    """What has a name, in French or in Arabic."""

    name_fr = line(FRENCH)
    name_ar = line(ARABIC)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.name_fr.data or self.name_ar.data or self.name_ar.errors:
            return is_valid
        self.name_fr.errors = [*self.name_fr.errors, str(lazy("Écrivez le nom, en français ou en arabe."))]
        return False


class SearchForm(BaseForm):
    """What the list of institutions is filtered by; all of it lives in the address."""

    q = line(lazy("Chercher une institution, par son nom ou son sigle"))
    categorie = SelectField(lazy("Catégorie"), choices=[])
    etat = SelectField(
        lazy("Appartenance"), choices=options(((m.value, m.label) for m in Membership), empty=lazy("Toutes"))
    )


_TEXTS = ("name", "head_title", "through", "copied_to", "address", "description")


class InstitutionForm(_NamedForm):
    acronym = line(lazy("Sigle"), limit=40)
    category_code = SelectField(lazy("Catégorie"), choices=[], validators=[InputRequired(REQUIRED)])
    membership = choose(lazy("Appartenance"), Membership, default=Membership.MEMBER)
    member_since = day(lazy("Membre depuis le"))
    member_until = day(lazy("Membre jusqu'au"))
    memorandum_signed_on = day(lazy("Mémorandum d'entente signé le"))
    head_title_fr = line(FRENCH)
    head_title_ar = line(ARABIC)
    through_fr = line(FRENCH)
    through_ar = line(ARABIC)
    copied_to_fr = line(FRENCH)
    copied_to_ar = line(ARABIC)
    email = EmailField(lazy("Adresse de courriel"), validators=[Optional(), Checked(clean_email)])
    phone = TelField(lazy("Téléphone"), validators=[Optional(), Checked(clean_phone)])
    website = URLField(lazy("Site web"), validators=[Optional(), Checked(clean_url)])
    address_fr = long_text(FRENCH, limit=500)
    address_ar = long_text(ARABIC, limit=500)
    visibility = choose(lazy("Qui peut voir ces coordonnées"), Visibility, default=Visibility.MEMBERS)
    part_of_id = choose_row(lazy("Fait partie de"))
    part_of_note = line(lazy("Rattachement hors de la plateforme"))
    description_fr = long_text(FRENCH)
    description_ar = long_text(ARABIC)
    source = line(lazy("Document qui la nomme (source)"))
    version = version_field()
    create_anyway = BooleanField(lazy("Créer quand même : c'est une autre institution"))
    close_seats = BooleanField(lazy("Fermer aussi ses sièges, dès maintenant"))

    def values(self) -> dict[str, Any]:
        plain = (
            "acronym", "category_code", "membership", "member_since", "member_until", "memorandum_signed_on",
            "email", "phone", "website", "visibility", "part_of_id", "part_of_note", "source",
        )  # fmt: skip
        texts = {name: both(self, name) for name in _TEXTS}
        return {**{name: self[name].data or None for name in plain}, **texts}


def institution_data(institution: Any) -> dict[str, Any]:
    """The stored institution under the names of the form's fields."""
    return fields_of(
        institution, pairs=_TEXTS,
        plain=("acronym", "category_code", "membership", "member_since", "member_until", "memorandum_signed_on",
               "email", "phone", "website", "visibility", "part_of_id", "part_of_note", "source", "version"),
    )  # fmt: skip


def fields_of(row: Any, *, plain: Iterable[str], pairs: Iterable[str] = ()) -> dict[str, Any]:
    data = {name: getattr(row, name) for name in plain}
    for name in pairs:
        for code in ("fr", "ar"):
            data[f"{name}_{code}"] = (getattr(row, name) or {}).get(code)
    return data


class _PersonFields(BaseForm):
    """Somebody already known, or somebody new."""

    person_id = choose_row(lazy("Personne déjà connue"))
    name = line(lazy("Ou une nouvelle personne : son nom"))
    email = EmailField(
        lazy("Son adresse de courriel"), validators=[Optional(), Length(max=254), Checked(clean_email)]
    )
    phone = TelField(lazy("Son téléphone"), validators=[Optional(), Checked(clean_phone)])
    language = SelectField(
        lazy("Langue de ses courriels"), choices=options(LANGUAGE_NAMES.items()), default="fr"
    )
    is_shared = BooleanField(lazy("Plusieurs personnes lisent cette boîte"))
    invite = BooleanField(lazy("L'inviter par courriel à ouvrir son compte"))


class OpenSeatForm(_PersonFields):
    kind = choose(lazy("Titulaire ou suppléant"), SeatKind, default=SeatKind.TITULAR)
    starts_on = day(lazy("À partir du"), required=True)
    ends_on = day(lazy("Jusqu'au"))
    designation = line(lazy("Lettre ou acte de désignation"))
    succeeds_id = choose_row(lazy("Prend la suite de"))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if bool(self.name.data) == bool(self.person_id.data) and not self.person_id.errors:
            message = lazy("Choisissez une personne connue, ou écrivez le nom d'une nouvelle.")
            self.name.errors = [*self.name.errors, str(message)]
            return False
        return is_valid


class EditSeatForm(BaseForm):
    kind = choose(lazy("Titulaire ou suppléant"), SeatKind)
    starts_on = day(lazy("À partir du"), required=True)
    ends_on = day(lazy("Jusqu'au"))
    designation = line(lazy("Lettre ou acte de désignation"))
    version = version_field()


class InviteSeatForm(BaseForm):
    email = EmailField(
        lazy("Adresse où envoyer l'invitation"), validators=[InputRequired(REQUIRED), Checked(clean_email)]
    )


class CloseSeatForm(_PersonFields):
    """Closing, with the seat or the person that takes over, or nobody yet."""

    ends_on = day(lazy("Dernier jour"))
    successor_id = choose_row(lazy("Un siège déjà ouvert"))

    def wants_new_seat(self) -> bool:
        return bool(self.person_id.data or self.name.data)

    def validate_successor_id(self, field: Any) -> None:
        chosen = [bool(field.data), bool(self.person_id.data), bool(self.name.data)]
        if sum(chosen) > 1:
            raise ValidationError(str(lazy("Choisissez un seul successeur.")))


def whole(label: Any, lowest: int, highest: int, message: Any, **kwargs: Any) -> Any:
    """A whole number between two others; may stay empty."""
    return IntegerField(label, validators=[Optional(), NumberRange(lowest, highest, message)], **kwargs)


BODY_RULES = (
    "quorum_kind", "quorum_value", "max_proxies", "notice_days", "proposers", "proposals_close_days", "opens_minutes",
)  # fmt: skip


class BodyForm(_NamedForm):
    kind = choose(lazy("Type"), BodyKind, default=BodyKind.COMMITTEE)
    description_fr = long_text(FRENCH)
    description_ar = long_text(ARABIC)
    parent_id = choose_row(lazy("Dépend de"))
    position = whole(lazy("Rang dans la liste"), 0, 999, lazy("Un nombre de 0 à 999."), default=0)
    created_on = day(lazy("Créée le"))
    quorum_kind = choose(lazy("Quorum"), QuorumKind, default=QuorumKind.NONE)
    quorum_value = whole(
        lazy("Pourcentage, ou nombre d'institutions"), 1, 100_000, lazy("Un nombre, 1 au moins.")
    )
    max_proxies = whole(
        lazy("Voix qu'une institution peut porter pour d'autres"),
        0,
        10,
        lazy("Un nombre de 0 à 10."),
        default=0,
    )
    notice_days = whole(
        lazy("Jours entre la convocation et la session"), 0, 90, lazy("Un nombre de jours, de 0 à 90.")
    )
    proposers = choose(lazy("Qui propose des points"), Proposers, default=Proposers.MEMBERS)
    proposals_close_days = whole(
        lazy("Les propositions se ferment, en jours avant la session"), 0, 90, lazy("Un nombre de jours, de 0 à 90."),
        default=7,
    )  # fmt: skip
    opens_minutes = BooleanField(lazy("Les visiteurs peuvent lire le texte entier des comptes rendus"))
    version = version_field()

    def values(self) -> dict[str, Any]:
        plain = ("kind", "parent_id", "position", "created_on", *BODY_RULES)
        return {
            **{name: self[name].data for name in plain},
            **{name: both(self, name) for name in ("name", "description")},
        }


def body_data(body: Any) -> dict[str, Any]:
    return fields_of(
        body,
        pairs=("name", "description"),
        plain=("kind", "parent_id", "position", "created_on", *BODY_RULES, "version"),
    )


class MandateForm(BaseForm):
    institution_id = choose_row(lazy("Institution"))
    person_id = choose_row(lazy("Personne"))
    role = choose(lazy("Rôle"), MandateRole, default=MandateRole.MEMBER)
    starts_on = day(lazy("À partir du"), required=True)
    ends_on = day(lazy("Jusqu'au"))
    act = line(lazy("Acte qui donne ce mandat"))


class EndMandateForm(BaseForm):
    ends_on = day(lazy("Dernier jour du mandat"), required=True)
    #: the end that stood there when the page was opened
    seen = seen_field()
