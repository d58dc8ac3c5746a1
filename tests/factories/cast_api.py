"""What the open API shows of the cast's catalogue: an entry for all, and one for members, both with a service."""

from typing import Any

from noress.blueprints.api.hsds_shape import service_id
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.vocabulary import read_vocabulary
from tests.factories.catalogue import make_structure, make_words


def make_open_data(cast: Any) -> None:
    make_words()
    code = "financing.grant"
    for case, is_open in (("open entry", True), ("entry for members", False)):
        entry = make_structure(f"Pour l'API ({case})", services=[code], columns={"is_open": is_open})
        term = read_vocabulary().get(Facet.SERVICE, code)
        assert term is not None
        cast.ids[case] = {
            "structure_id": entry.id, "structure_uuid": entry.uuid,
            "service_uuid": service_id(entry.id, entry.uuid, term.id),
        }  # fmt: skip
