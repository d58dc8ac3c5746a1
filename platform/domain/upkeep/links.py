"""The links of upkeep: `/catalogue/confirmer/<token>`, mailed to whoever keeps an entry, and the secret of the page on
which a reader reports a mistake, which sets no cookie. Opening a link changes nothing."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from noress.core import links, tokens
from noress.core.i18n import lazy as _
from noress.domain.catalogue.models import HiddenBecause, Structure, StructureState
from noress.extensions import db

_CONFIRM, _PAGE = "structure-confirm", "structure-report-page"
#: where the secret of one page begins to count, so that its number stays small
_EPOCH = 1_700_000_000
#: a page opened before that is opened again
_PAGE_LASTS = 24 * 3600


class Shut(StrEnum):
    """Why there is nothing to confirm behind a link that was good."""

    OPPOSED = "opposed"
    GONE = "gone"
    REFUSED = "refused"
    HIDDEN = "hidden"
    WAITING = "waiting"

    @property
    def title(self) -> Any:
        return {
            "opposed": _("Cette structure ne paraît plus"), "gone": _("Cette structure n'existe plus"),
            "refused": _("Cette fiche n'a pas été retenue"), "hidden": _("Cette fiche a été retirée"),
            "waiting": _("Cette fiche n'est pas encore publiée"),
        }[self.value]  # fmt: skip

    @property
    def message(self) -> Any:
        return {
            "opposed": _("Elle a demandé à ne plus paraître dans le catalogue. Personne ne lui écrit plus à ce sujet."),
            "gone": _("On nous a dit qu'elle a cessé son activité. Si c'est une erreur, écrivez au secrétariat."),
            "refused": _("Le secrétariat l'a examinée et ne la publie pas. Pour en parler, écrivez-lui."),
            "hidden": _("Le secrétariat l'a retirée du catalogue. Pour en parler, écrivez-lui."),
            "waiting": _("Le secrétariat la vérifie d'abord. Vous n'avez rien à confirmer pour l'instant."),
        }[self.value]  # fmt: skip


def confirm_token(structure: Structure) -> str:
    return links.token(_CONFIRM, structure.id, structure.link_generation)


def confirm_url(structure: Structure, *, language: str | None = None) -> str:
    return links.to("upkeep.confirm", token=confirm_token(structure), lang=language)


def structure_of_confirm_token(token: str) -> Structure | None:
    """The entry itself, also when it was merged since: its page sends on. None for a forged or an ended link."""
    secret = links.secret()
    claim = tokens.read_token(secret, _CONFIRM, token)
    structure = db.session.get(Structure, claim.row_id) if claim else None
    if claim is None or structure is None:
        return None
    return structure if tokens.matches(secret, _CONFIRM, claim, structure.link_generation) else None


def why_shut(structure: Structure) -> Shut | None:
    """None for one that is published, and for one that left the lists only because nobody confirmed it."""
    if structure.opposed_at is not None:
        return Shut.OPPOSED
    if structure.state is StructureState.PUBLISHED:
        return None
    if structure.state is StructureState.REFUSED:
        return Shut.REFUSED
    if structure.state is StructureState.HIDDEN:
        return {HiddenBecause.STALE: None, HiddenBecause.GONE: Shut.GONE}.get(
            structure.hidden_because or HiddenBecause.SECRETARIAT, Shut.HIDDEN
        )
    return Shut.WAITING


def page_token(structure: Structure, now: datetime) -> str:
    return links.token(_PAGE, int(now.timestamp()) - _EPOCH, structure.id)


def is_page_token(structure: Structure, token: str, now: datetime) -> bool:
    claim = tokens.read_token(links.secret(), _PAGE, token)
    if claim is None or not tokens.matches(links.secret(), _PAGE, claim, structure.id):
        return False
    return 0 <= now.timestamp() - _EPOCH - claim.row_id + 60 <= _PAGE_LASTS
