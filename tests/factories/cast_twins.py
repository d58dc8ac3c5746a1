"""The cast's entries of the catalogue written twice: two to merge, two merged, two found to be two."""

from typing import Any

from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Structure, StructureDistinct
from noress.domain.catalogue.rules.merging import merge_structures
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.catalogue import make_structure


def make_entry_twins(cast: Any) -> None:
    first, second = make_structure("Coopérative Annour"), make_structure("تعاونية النور")
    one, other = make_structure("Association Alamal"), make_structure("جمعية الأمل")
    pair = save(StructureDistinct(first_id=first.id, second_id=second.id, decided_at=NOW))
    keys = (one.id, other.id)
    with writing():
        kept, merged = (db.session.get_one(Structure, key) for key in keys)
        done = merge_structures(
            kept=kept, merged=merged, choices={}, versions=(kept.version, merged.version), actor=Actor.system(),
            now=NOW,
        )  # fmt: skip
        db.session.commit()
    cast.ids["entry twins"] = {
        "structure_id": first.id, "other_id": second.id, "structure_distinct_id": pair.id, "structure_merge_id": done.id,
        "questionnaire_id": 1,
    }  # fmt: skip
