"""A file asked for ten times at once is made once, on both engines."""

from sqlalchemy import func, select

from noress.domain.exchange.models import CatalogueExport
from noress.domain.exchange.rules import ask_export
from noress.domain.files.models import RenderedDocument
from noress.extensions import db
from tests.factories import NOW
from tests.factories.catalogue import make_structure, make_words


def test_ten_people_ask_at_once_for_one_file(app, at_once):
    make_words()
    make_structure("La seule")

    def ask() -> int:
        _export, document = ask_export(
            file_format="pdf",
            query="",
            listed=2,
            language="fr",
            is_told=False,
            network="",
            actor=None,
            now=NOW,
        )
        db.session.commit()
        return document.id

    assert len(set(at_once(*[ask] * 10))) == 1
    assert db.session.scalar(select(func.count()).select_from(CatalogueExport)) == 1
    assert db.session.scalar(select(func.count()).select_from(RenderedDocument)) == 1
