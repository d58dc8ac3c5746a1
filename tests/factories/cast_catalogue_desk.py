"""The cast's entries: one of their institution, one to check, and what stands around them."""

from typing import Any

from noress.domain.catalogue.links import structure_token
from noress.domain.catalogue.models import (
    ChangeOrigin,
    Facet,
    Source,
    StructureChange,
    StructureLabel,
    StructureState,
)
from noress.domain.catalogue.vocabulary import read_vocabulary
from tests.factories import NOW, save
from tests.factories.catalogue import make_structure, make_words


def make_desk(cast: Any, places: Any) -> None:
    make_words()
    entry = make_structure("Coopérative publiée")
    own = make_structure("La nôtre au catalogue", columns={"institution_id": places["own"].id})
    fresh = make_structure("Pas encore vérifiée", state=StructureState.TO_CHECK)
    change = save(StructureChange(
        structure_id=entry.id, origin=ChangeOrigin.OWNER, source=Source.DECLARED, language="fr", created_at=NOW,
        values={"acronym": "CP"}, before={"acronym": None},
    ))  # fmt: skip
    said = save(StructureChange(
        structure_id=own.id, origin=ChangeOrigin.OWNER, source=Source.DECLARED, language="fr", created_at=NOW,
        values={"acronym": "LN"}, before={"acronym": None},
    ))  # fmt: skip
    words = read_vocabulary()
    label = words.get(Facet.LABEL, "certified")
    term = words.get(Facet.SECTOR, "financing")
    given = save(StructureLabel(
        structure_id=entry.id, institution_id=places["other"].id, term_id=label.id, given_on=NOW.date()
    ))  # fmt: skip
    usual = cast.ids["usual"]
    usual.setdefault("structure_id", entry.id)
    usual.setdefault("term_id", term.id)
    usual |= {"structure_change_id": change.id, "structure_label_id": given.id}
    cast.ids["entry"] = {"structure_id": entry.id}
    cast.ids["own entry"] = {"structure_id": own.id}
    cast.ids["unchecked entry"] = {"structure_id": fresh.id}
    cast.ids["own change"] = {
        "structure_id": own.id,
        "structure_change_id": said.id,
        "name": "acronym",
    }
    cast.ids["entry link"] = {
        "token": structure_token(entry),
        "structure_change_id": change.id,
        "name": "acronym",
    }
