"""What an entry of the catalogue says, field by field: how each value is cleaned, said, and who reads it at most.

Values are JSON: a text; {language: text}; a code or a list of codes; a number; centimes; "2012-05-01"; true;
"35.57, -5.37"; a list of {title, offer, places}. None means that nothing is said.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.catalogue.models import Facet
from noress.domain.questionnaires.definition import Visibility


class Kind(StrEnum):
    """How a value is written; `values.py` cleans and says each."""

    LINE = "line"
    LONG = "long"
    PAIR = "pair"
    LONG_PAIR = "long_pair"
    CATEGORY = "category"
    TERM = "term"
    TERMS = "terms"
    PROVINCE = "province"
    COMMUNE = "commune"
    PROVINCES = "provinces"
    SCOPE = "scope"
    POINT = "point"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    DAY = "day"
    COUNT = "count"
    MONEY = "money"
    YES_NO = "yes_no"
    SCHEMES = "schemes"


class Group(StrEnum):
    IDENTITY = "identity"
    PLACE = "place"
    CONTACT = "contact"
    OFFER = "offer"
    PUBLICS = "publics"
    AID = "aid"

    @property
    def label(self) -> Any:
        return {
            "identity": _("La structure"), "place": _("Où la trouver"), "contact": _("La joindre"),
            "offer": _("Ce qu'elle propose"), "publics": _("Pour qui"), "aid": _("Entraide"),
        }[self.value]  # fmt: skip


class Field(NamedTuple):
    name: str
    kind: Kind
    group: Group
    label: Any
    facet: Facet | None = None
    #: letters, or blocks
    most: int = 200
    audience: Visibility = Visibility.PUBLIC
    #: whoever keeps the entry chooses who reads it
    is_contact: bool = False


MEMBERS, INTERNAL = Visibility.MEMBERS, Visibility.INTERNAL
_ALL = (
    Field("name", Kind.PAIR, Group.IDENTITY, _("Nom")),
    Field("acronym", Kind.LINE, Group.IDENTITY, _("Sigle"), most=40),
    Field("description", Kind.LONG_PAIR, Group.IDENTITY, _("Présentation"), most=3000),
    Field("kind", Kind.CATEGORY, Group.IDENTITY, _("Sorte de structure")),
    Field("kind_other", Kind.LINE, Group.IDENTITY, _("Autre sorte de structure")),
    Field("legal_form", Kind.TERM, Group.IDENTITY, _("Forme juridique"), Facet.LEGAL_FORM),
    Field("created_on", Kind.DAY, Group.IDENTITY, _("Date de création")),
    Field("members", Kind.COUNT, Group.IDENTITY, _("Membres ou adhérents")),
    Field("women", Kind.COUNT, Group.IDENTITY, _("Dont femmes")),
    Field("province", Kind.PROVINCE, Group.PLACE, _("Préfecture ou province")),
    Field("commune", Kind.COMMUNE, Group.PLACE, _("Commune")),
    Field("commune_other", Kind.LINE, Group.PLACE, _("Autre commune")),
    Field("address", Kind.LINE, Group.PLACE, _("Adresse"), most=300, is_contact=True),
    Field("point", Kind.POINT, Group.PLACE, _("Point sur la carte"), is_contact=True),
    Field("phone", Kind.PHONE, Group.CONTACT, _("Téléphone"), is_contact=True),
    Field("email", Kind.EMAIL, Group.CONTACT, _("Courriel"), is_contact=True),
    Field("website", Kind.URL, Group.CONTACT, _("Site web")),
    Field("contact", Kind.LINE, Group.CONTACT, _("Personne à contacter"), audience=MEMBERS, is_contact=True),
    Field("contact_phone", Kind.PHONE, Group.CONTACT, _("Téléphone de cette personne"), audience=INTERNAL, is_contact=True),
    Field("sectors", Kind.TERMS, Group.OFFER, _("Secteurs d'intervention"), Facet.SECTOR),
    Field("services", Kind.TERMS, Group.OFFER, _("Services"), Facet.SERVICE),
    Field("services_other", Kind.LINE, Group.OFFER, _("Autres services"), most=600),
    Field("stages", Kind.TERMS, Group.OFFER, _("À quel moment du projet"), Facet.STAGE),
    Field("is_free", Kind.YES_NO, Group.OFFER, _("Services gratuits")),
    Field("financing_most", Kind.MONEY, Group.OFFER, _("Montant donné au plus à un projet")),
    Field("schemes", Kind.SCHEMES, Group.OFFER, _("Dispositifs"), most=10),
    Field("publics", Kind.TERMS, Group.PUBLICS, _("Qui peut venir"), Facet.PUBLIC),
    Field("publics_other", Kind.LINE, Group.PUBLICS, _("Autres publics")),
    Field("access", Kind.LONG, Group.PUBLICS, _("Ce qu'il faut pour être reçu"), most=1500),
    Field("languages", Kind.TERMS, Group.PUBLICS, _("Langues d'accueil"), Facet.LANGUAGE),
    Field("scope", Kind.SCOPE, Group.PUBLICS, _("Territoire d'intervention")),
    Field("provinces", Kind.PROVINCES, Group.PUBLICS, _("Préfectures et provinces couvertes")),
    Field("shares", Kind.TERMS, Group.AID, _("Peut partager"), Facet.RESOURCE, audience=MEMBERS),
    Field("shares_words", Kind.LONG, Group.AID, _("Ce qui peut être partagé, en mots"), most=2000, audience=MEMBERS),
    Field("needs", Kind.TERMS, Group.AID, _("A besoin de"), Facet.RESOURCE, audience=MEMBERS),
    Field("needs_words", Kind.LONG, Group.AID, _("Ses besoins, en mots"), most=2000, audience=MEMBERS),
)  # fmt: skip
#: in the order in which pages show them
FIELDS: dict[str, Field] = {field.name: field for field in _ALL}

#: what a structure works on when it is not one or several provinces
SCOPES: dict[str, Any] = {
    "commune": _("Sa commune"), "provinces": _("Une ou plusieurs provinces"), "region": _("Toute la région"),
    "country": _("Tout le pays"),
}  # fmt: skip


def fields_of(group: Group) -> Iterator[Field]:
    return (field for field in _ALL if field.group is group)
