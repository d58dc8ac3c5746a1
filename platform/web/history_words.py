"""The words of history: what each recorded action, field and list of values is called on screen."""

from enum import Enum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Visibility
from noress.domain.institutions.models import BodyKind, Function, MandateRole, Membership, SeatKind
from noress.domain.meetings.models import AgendaKind, Answer, Channel, MeetingState, MeetingType

ACTIONS: dict[str, Any] = {
    "institution.created": _("Institution ajoutée"),
    "institution.edited": _("Institution modifiée"),
    "seat.opened": _("Siège ouvert"),
    "seat.edited": _("Siège modifié"),
    "seat.closed": _("Siège fermé, accès terminé"),
    "seat.succeeded": _("Successeur désigné"),
    "seat.calendar_renewed": _("Nouvelle adresse de calendrier privé"),
    "seat.calendar_revoked": _("Adresse de calendrier privé retirée"),
    "body.created": _("Instance ajoutée"),
    "body.edited": _("Instance modifiée"),
    "mandate.added": _("Mandat ajouté"),
    "mandate.ended": _("Fin de mandat fixée"),
    "mandate.handed_over": _("Place transmise avec le siège"),
    "invitation.handed_over": _("Invitation transmise au successeur, réponse gardée"),
    "invitation.link_revoked": _("Lien de l'invitation coupé, siège fermé"),
    "invitation.merged": _("Invitation retirée, le successeur avait déjà la sienne"),
    "invitation.answer_kept": _("Réponse du siège fermé reprise"),
    "mail.sent_again": _("Courriel renvoyé"),
    "person.created": _("Personne ajoutée"),
}

FIELDS: dict[str, Any] = {
    "name": _("Nom"), "name_ar": _("Nom en arabe"), "acronym": _("Sigle"), "category_code": _("Catégorie"),
    "part_of_id": _("Fait partie de"), "part_of_note": _("Autre rattachement"),
    "membership": _("Appartenance"), "member_since": _("Membre depuis"), "member_until": _("Membre jusqu'au"),
    "memorandum_signed_on": _("Mémorandum signé le"), "head_title": _("Titre du responsable"),
    "email": _("Adresse de courriel"), "phone": _("Téléphone"), "website": _("Site web"),
    "address": _("Adresse"), "description": _("Présentation"), "visibility": _("Coordonnées visibles par"),
    "source": _("Source"), "person_id": _("Personne"), "institution_id": _("Institution"), "kind": _("Type"),
    "starts_on": _("Début"), "ends_on": _("Fin"), "closed_at": _("Fermé le"), "successor_id": _("Successeur"),
    "designation": _("Acte de désignation"), "parent_id": _("Dépend de"), "position": _("Rang"),
    "created_on": _("Créée le"), "role": _("Rôle"), "act": _("Acte"), "body_id": _("Instance"),
    "seat_id": _("Siège"), "answer": _("Réponse"), "delegate_name": _("Qui vient à la place"),
    "reason": _("Raison"), "answered_at": _("Répondu le"), "channel": _("Reçue"),
    "entered_by_id": _("Saisie par"), "type": _("Type"), "state": _("État"), "theme": _("Thème"),
    "introduction": _("Introduction"), "place": _("Lieu"), "place_hints": _("Comment s'y rendre"),
    "online_url": _("Lien en ligne"), "starts_wall": _("Début"), "ends_wall": _("Fin"),
    "starts_at": _("Début"), "ends_at": _("Fin"), "body_ids": _("Instances"), "bodies": _("Instances"),
    "title": _("Titre"), "note": _("Note"), "presenter": _("Présenté par"), "minutes": _("Durée en minutes"),
    "cancel_reason": _("Raison de l'annulation"), "reference": _("Référence"), "language": _("Langue"),
    "function": _("Fonction"), "device": _("Appareil"), "is_public": _("Public"),
    "guest_name": _("Personne invitée"), "guest_email": _("Adresse de courriel"),
    "guest_organisation": _("Organisme"), "guest_language": _("Langue"), "reminders": _("Relances"),
    "removed_at": _("Retirée le"), "suspended_at": _("Suspendu le"), "is_shared": _("Boîte partagée"),
}  # fmt: skip

ENUMS: dict[tuple[str, str], type[Enum]] = {
    ("institution", "membership"): Membership,
    ("institution", "visibility"): Visibility,
    ("person", "visibility"): Visibility,
    ("seat", "kind"): SeatKind,
    ("body", "kind"): BodyKind,
    ("mandate", "role"): MandateRole,
    ("assignment", "function"): Function,
    ("invitation", "answer"): Answer,
    ("invitation", "channel"): Channel,
    ("meeting", "type"): MeetingType,
    ("meeting", "state"): MeetingState,
    ("agenda_item", "kind"): AgendaKind,
}

#: how the person was recognised, when it was not by signing in
METHODS: dict[str, Any] = {
    "link": _("par le lien d'un courriel"),
    "system": _("automatiquement"),
}
