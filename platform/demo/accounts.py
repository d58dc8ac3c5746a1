"""One account per kind of person: a click on the sign-in page, only with DEMO=1."""

from dataclasses import dataclass
from typing import Any

from noress.core.i18n import lazy as _

DOMAIN = "demo.example"

#: numbered institutions that play a part; the others just are members
SECRETARIES = (8, 9)
CHAIRING = (6, 10, 14)
MEMBER = 12
SHARED = 20
TWO_SEATS = (21, 22)
SUSPENDED = 23


@dataclass(frozen=True)
class Kind:
    """A kind of person, and the address that signs in as one."""

    kind: str
    label: Any
    email: str


KINDS: tuple[Kind, ...] = (
    Kind("coordinator", _("Coordination du secrétariat permanent"), f"secretariat@{DOMAIN}"),
    Kind("animation", _("Équipe d'animation"), f"animation@{DOMAIN}"),
    Kind("titular", _("Membre, titulaire"), f"membre{MEMBER}@{DOMAIN}"),
    Kind("alternate", _("Membre, suppléant"), f"suppleant{MEMBER}@{DOMAIN}"),
    Kind("chair", _("Présidence d'un comité thématique"), f"membre{CHAIRING[0]}@{DOMAIN}"),
    Kind("desk-officer", _("Chargé de dossier"), f"dossier@{DOMAIN}"),
    Kind("evaluator", _("Personne qui évalue des candidatures"), f"evaluation1@{DOMAIN}"),
    Kind("jury-chair", _("Présidence d'un jury"), f"jury1@{DOMAIN}"),
    Kind("juror", _("Membre d'un jury"), f"jury2@{DOMAIN}"),
    Kind("late-juror", _("Membre d'un jury, en retard"), f"jury7@{DOMAIN}"),
    Kind("jury-secretary", _("Secrétariat d'un jury (ne note pas)"), f"jury9@{DOMAIN}"),
    Kind("authorising-officer", _("Ordonnateur"), f"ordonnateur@{DOMAIN}"),
    Kind("treasurer", _("Trésorier"), f"tresorier@{DOMAIN}"),
    Kind("administrator", _("Administrateur technique"), f"technique@{DOMAIN}"),
    Kind("shared", _("Boîte partagée : la plateforme demande qui agit"), f"membre{SHARED}@{DOMAIN}"),
    Kind("two-seats", _("Personne qui occupe deux sièges"), f"membre{TWO_SEATS[0]}@{DOMAIN}"),
    Kind("suspended", _("Compte suspendu : la connexion est refusée"), f"membre{SUSPENDED}@{DOMAIN}"),
)


def get_kind(name: str) -> Kind | None:
    return next((kind for kind in KINDS if kind.kind == name), None)
