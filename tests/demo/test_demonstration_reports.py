"""The demonstration's reports are in every state, and the printed figures are those of the documents."""

import pytest
from sqlalchemy import select

from noress.domain.awards.models import Award, AwardState
from noress.domain.reports import queries
from noress.domain.reports.figures import tables_of
from noress.domain.reports.models import ProjectPage, ProjectReport
from noress.domain.reports.spending import balance_of
from noress.extensions import db
from tests.pages import parse


@pytest.mark.usefixtures("demonstration")
def test_reports_are_in_every_state(client):
    states = sorted(one.state.value for one in db.session.scalars(select(ProjectReport)))
    assert states == ["accepted", "accepted", "due", "due", "due", "due", "returned", "sent"]
    page = db.session.scalars(select(ProjectPage)).one()
    award = db.session.get_one(Award, page.award_id)
    balance = balance_of(award)
    assert (award.state, award.closed_at is not None) == (AwardState.CLOSED, True)
    assert (balance.granted, balance.paid, balance.spent, balance.to_give_back) == (
        60_000_00, 60_000_00, 59_700_00, 300_00,
    )  # fmt: skip
    shown = parse(client.get(f"/projets/{page.award_id}"))
    assert len(shown.select("#photos img")) == 2
    assert client.get(shown.select_one("#photos img")["src"]).content_type == "image/png"


@pytest.mark.usefixtures("demonstration")
def test_printed_figures_are_those_of_the_documents(client):
    (table,) = tables_of(db.session.scalars(queries.list_figures()))
    assert (table.women, table.men, table.totals, table.grand.printed_total) == (1_412, 1_251, 2_970, 8_890)
    text = parse(client.get("/projets/chiffres")).get_text(" ", strip=True).replace("\u202f", " ")
    assert "2 lignes ne font pas le total imprimé" in text
    for number in ("1 412", "1 251", "2 970", "8 890"):
        assert number in text
