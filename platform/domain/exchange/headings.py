"""What the columns of a list of structures are called, in three languages; the heading of our own sheet first."""

from typing import Any

from noress.core.i18n import LANGUAGES, in_language
from noress.core.i18n import lazy as _
from noress.domain.catalogue.fields import FIELDS, Kind

#: columns that are half of a field, or that people write apart
EXTRA: dict[str, Any] = {
    "name_ar": _("Nom en arabe"), "description_ar": _("Présentation en arabe"), "latitude": _("Latitude"),
    "longitude": _("Longitude"),
}  # fmt: skip
LEFT_OUT = frozenset({"schemes"})
LABELS: dict[str, Any] = {
    **{name: field.label for name, field in FIELDS.items() if field.kind is not Kind.SCHEMES}, **EXTRA,
}  # fmt: skip

NAMES: dict[str, tuple[str, ...]] = {
    "name_ar": ("nom en arabe", "nom arabe", "dénomination en arabe", "name in arabic", "arabic name", "الاسم بالعربية", "الإسم بالعربية", "اسم البنية بالعربية"),
    "name": ("nom", "nom en français", "nom de la structure", "structure", "dénomination", "raison sociale", "organisme", "association", "coopérative", "name", "organisation", "organization", "الاسم", "الاسم بالفرنسية", "اسم البنية", "البنية", "التسمية", "اسم الجمعية", "اسم التعاونية"),
    "acronym": ("sigle", "acronyme", "abréviation", "acronym", "المختصر", "الاسم المختصر"),
    "description_ar": ("présentation en arabe", "description en arabe", "description in arabic", "التقديم بالعربية", "نبذة بالعربية"),
    "description": ("présentation", "présentation en français", "description", "activités", "activité", "objet", "mission", "about", "نبذة", "التقديم", "الأنشطة", "النشاط"),
    "kind": ("sorte de structure", "sorte", "type", "type de structure", "catégorie", "category", "kind", "النوع", "الصنف", "نوع البنية", "الفئة"),
    "legal_form": ("forme juridique", "statut", "statut juridique", "legal form", "الشكل القانوني", "الصفة القانونية"),
    "created_on": ("date de création", "créée le", "création", "année de création", "founded", "created on", "تاريخ التأسيس", "تاريخ الإحداث"),
    "members": ("membres ou adhérents", "nombre d'adhérents", "nombre de membres", "adhérents", "membres", "members", "عدد المنخرطين", "عدد الأعضاء"),
    "women": ("dont femmes", "femmes", "nombre de femmes", "women", "عدد النساء", "النساء"),
    "province": ("préfecture ou province", "province", "préfecture", "province ou préfecture", "الإقليم", "العمالة أو الإقليم", "العمالة"),
    "commune": ("commune", "ville", "localité", "city", "town", "الجماعة", "المدينة"),
    "commune_other": ("autre commune", "other commune"),
    "address": ("adresse", "adresse postale", "siège", "address", "العنوان", "المقر"),
    "point": ("point sur la carte", "latitude et longitude", "latitude, longitude", "lat, lon", "coordonnées gps", "gps", "coordonnées", "position", "الإحداثيات", "الموقع على الخريطة"),
    "latitude": ("latitude", "lat", "خط العرض"),
    "longitude": ("longitude", "lon", "lng", "long", "خط الطول"),
    "contact_phone": ("téléphone de cette personne", "téléphone du contact", "téléphone du responsable", "contact phone", "هاتف المسؤول"),
    "phone": ("téléphone", "tél", "tel", "gsm", "fixe", "mobile", "phone", "الهاتف", "رقم الهاتف"),
    "email": ("courriel", "email", "e-mail", "mail", "adresse électronique", "البريد الإلكتروني", "البريد"),
    "website": ("site web", "site", "site internet", "page facebook", "website", "الموقع الإلكتروني", "الموقع"),
    "contact": ("personne à contacter", "responsable", "président", "présidente", "contact", "nom du responsable", "المسؤول", "الرئيس", "الشخص المكلف بالتواصل"),
    "sectors": ("secteurs d'intervention", "secteur", "secteurs", "domaine", "domaines", "secteur d'activité", "sector", "sectors", "القطاع", "القطاعات", "مجال التدخل", "المجال"),
    "services_other": ("autres services", "other services"),
    "services": ("services", "service", "prestations", "offre", "الخدمات", "الخدمة"),
    "stages": ("à quel moment du projet", "moment du projet", "étape", "stage", "stages", "مرحلة المشروع"),
    "is_free": ("services gratuits", "gratuit", "free", "مجاني", "خدمات مجانية"),
    "financing_most": ("montant donné au plus à un projet", "montant", "montant maximum", "financing", "المبلغ"),
    "publics_other": ("autres publics", "other publics"),
    "publics": ("qui peut venir", "public", "publics", "bénéficiaires", "public cible", "beneficiaries", "المستفيدون", "الفئات المستهدفة", "الجمهور"),
    "access": ("ce qu'il faut pour être reçu", "conditions", "conditions d'accès", "access", "شروط الاستفادة"),
    "languages": ("langues d'accueil", "langues", "langue", "languages", "لغات الاستقبال", "اللغات"),
    "scope": ("territoire d'intervention", "portée", "scope", "مجال التدخل الترابي"),
    "provinces": ("préfectures et provinces couvertes", "provinces couvertes", "provinces", "الأقاليم المشمولة"),
    "kind_other": ("autre sorte de structure", "other kind"),
    "shares_words": ("ce qui peut être partagé, en mots",), "shares": ("peut partager", "partage", "shares", "يمكن أن تشارك"),
    "needs_words": ("ses besoins, en mots",), "needs": ("a besoin de", "besoins", "needs", "الحاجيات"),
}  # fmt: skip


def headings() -> dict[str, tuple[str, ...]]:
    """What people write, and our own headings in every language: the sheet that we give comes back understood."""
    own: dict[str, list[str]] = {name: [] for name in LABELS}
    for code in LANGUAGES:
        with in_language(code):
            for name, label in LABELS.items():
                own[name].append(str(label))
    return {name: (*NAMES[name], *own[name]) for name in NAMES}
