"""The texts of the demonstration: facts without their papers, and what is invented for numbered committees."""

import pytest
from sqlalchemy import select

from noress.domain.governance.models import GoverningPaper, PaperKind
from noress.domain.institutions.models import Body, BodyKind, QuorumKind
from noress.extensions import db


@pytest.mark.usefixtures("demonstration")
def test_the_acts_of_2015_have_no_paper_and_say_so(client):
    wanted = (PaperKind.MEMORANDUM, PaperKind.INTERNAL_RULES)
    found = db.session.scalars(select(GoverningPaper).where(GoverningPaper.kind.in_(wanted))).all()
    papers = sorted(found, key=lambda paper: wanted.index(paper.kind))
    assert [(paper.kind, paper.is_public, paper.asks_signatures, len(paper.versions)) for paper in papers] == [
        (kind, True, False, 1) for kind in wanted
    ]  # fmt: skip
    for paper in papers:
        (version,) = paper.versions
        assert (version.file_id, version.adopted_on, version.signatures) == (None, None, [])
        assert str(version.meeting.starts_wall.date()) == "2015-03-18"
        assert "texte non disponible" in client.get(f"/textes/{paper.id}").text


@pytest.mark.usefixtures("demonstration")
def test_numbered_committees_have_invented_papers():
    committees = db.session.scalars(select(Body).where(Body.kind == BodyKind.COMMITTEE)).all()
    assert {(body.quorum_kind, body.max_proxies, body.notice_days) for body in committees} == {
        (QuorumKind.MAJORITY, 1, 15)
    }
    papers = db.session.scalars(
        select(GoverningPaper).where(GoverningPaper.body_id.in_([body.id for body in committees]))
    ).all()
    assert {"démonstration" in paper.title["fr"] and "تجريبي" in paper.title["ar"] for paper in papers} == {
        True
    }
    assert {(paper.kind, paper.is_public) for paper in papers} == {
        (PaperKind.COMMITTEE_PAPER, False), (PaperKind.CHARTER, False),
    }  # fmt: skip
    (charter,) = [paper for paper in papers if paper.kind is PaperKind.CHARTER]
    assert (charter.asks_signatures, len(charter.in_force.signatures)) == (True, 3)
