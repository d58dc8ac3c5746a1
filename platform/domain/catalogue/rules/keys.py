"""What an entry may be recognised by (likeness.py), kept in step with what it says."""

from noress.domain.catalogue.likeness import keys_of
from noress.domain.catalogue.models import Structure, StructureKey, StructureState
from noress.domain.catalogue.queries.likeness import forget_keys, list_keys
from noress.extensions import db


def keep_keys(structure: Structure) -> None:
    """Write those that are new and forget the others. What was merged into another is not looked for, nor what is
    outside the catalogue."""
    is_away = structure.state in (StructureState.MERGED, StructureState.OUTSIDE)
    wanted = set() if is_away else keys_of(structure.detail.values)
    known = set(db.session.scalars(list_keys(structure.id)))
    if gone := known - wanted:
        db.session.execute(forget_keys(structure.id, gone), execution_options={"synchronize_session": False})
    db.session.add_all(StructureKey(key=key, structure_id=structure.id) for key in sorted(wanted - known))
