"""Texts of bodies, their versions and signatures."""

from datetime import date
from typing import Any

from noress.core.i18n import Translated
from noress.domain.governance.models import GoverningPaper, PaperKind, PaperSignature, PaperVersion
from noress.domain.institutions.models import Body, BodyKind, Institution
from tests.factories import NOW, make_body, save


def make_paper(body: Body | None = None, title: str = "Règlement intérieur", **values: Any) -> GoverningPaper:
    body = body or make_body(BodyKind.PLENARY)
    return save(
        GoverningPaper(
            body_id=body.id, title=Translated(fr=title, ar="النظام الداخلي"),
            **{"kind": PaperKind.INTERNAL_RULES, "created_at": NOW, "version": 1, **values},
        )
    )  # fmt: skip


def make_version(paper: GoverningPaper, number: int = 1, **values: Any) -> PaperVersion:
    """Adopted on 2015-03-18 unless told otherwise."""
    return save(
        PaperVersion(
            paper_id=paper.id, number=number,
            **{"adopted_on": date(2015, 3, 18), "created_at": NOW, "version": 1, **values},
        )
    )  # fmt: skip


def make_signature(version: PaperVersion, institution: Institution, **values: Any) -> PaperSignature:
    return save(
        PaperSignature(
            version_id=version.id, institution_id=institution.id,
            **{"signed_on": date(2015, 3, 18), "entered_at": NOW, **values},
        )
    )  # fmt: skip
