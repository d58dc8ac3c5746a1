"""Reports, vouches and sprints, as the rules leave them."""

from typing import Any

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Structure
from noress.domain.upkeep import rules
from noress.domain.upkeep.models import (
    CardReason,
    Knowledge,
    ReportKind,
    Sprint,
    SprintCard,
    StructureReport,
    StructureVouch,
)
from noress.extensions import db
from tests.factories import NOW, save


def make_report(structure: Structure, text: str = "Le numéro est faux.", **values: Any) -> StructureReport:
    return save(StructureReport(
        structure_id=structure.id, kind=ReportKind.CONTACT, text=text,
        **{"language": "fr", "created_at": NOW, "email": "lectrice@exemple.ma", **values},
    ))  # fmt: skip


def make_vouch(
    structure: Structure, institution: Any, says: Knowledge = Knowledge.KNOWN, **values: Any
) -> StructureVouch:
    return save(StructureVouch(
        structure_id=structure.id, institution_id=institution.id, says=says, **{"said_at": NOW, **values}
    ))  # fmt: skip


def make_sprint(*reasons: CardReason, actor: Actor | None = None, **values: Any) -> Sprint:
    """With the cards that its reasons find."""
    db.session.rollback()
    with writing():
        made = rules.create_sprint(
            name=Translated(fr="Tri de novembre", ar="فرز نونبر"), script=Translated(fr="Bonjour.", ar="السلام عليكم."),
            province_code=values.get("province_code"), reasons=reasons or (CardReason.INCOMPLETE,),
            actor=actor or Actor.system(), now=values.get("now", NOW),
        )  # fmt: skip
        db.session.commit()
    return made


def make_card(sprint: Sprint, structure: Structure, **values: Any) -> SprintCard:
    return save(SprintCard(
        sprint_id=sprint.id, structure_id=structure.id, reasons=["incomplete"],
        **{"tries": 0, "position": 0, **values},
    ))  # fmt: skip
