"""The cast's lists of structures: one that waits, one that is written."""

from typing import Any

from noress.core import clock
from noress.domain.exchange.models import StructureImport, StructureImportState
from tests.factories import save
from tests.factories.catalogue import make_structure, make_words


def make_exchange(cast: Any) -> None:
    make_words()
    usual = {
        "filename": "liste.xlsx", "rows": [["Nom"], ["Structure à importer"]], "numbers": [1, 2], "headings_key": "0" * 64,
        "mapping": {"0": "name"}, "choices": {}, "done": 0, "total": 1, "created_at": clock.now(), "version": 1,
        "created_by_id": cast.people["coordinator"],
    }  # fmt: skip
    pending = save(StructureImport(**usual, state=StructureImportState.PENDING, written={}))
    written = save(StructureImport(**usual, state=StructureImportState.DONE, written={
        "created": [], "changed": {}, "proposed": [], "left": {}, "sources": {}, "deeds": [],
    }, confirmed_at=clock.now()))  # fmt: skip
    make_structure("Structure du catalogue")
    cast.ids["usual"]["structure_import_id"] = pending.id
    cast.ids["unknown"]["structure_import_id"] = 999_999
    cast.ids["written"] = {"structure_import_id": written.id}
