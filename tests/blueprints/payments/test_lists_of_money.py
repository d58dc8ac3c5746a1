"""The list of funded projects and the envelope: what they count, how much they ask the database, their workbook."""

import io

import openpyxl
import pytest

from noress.domain.reviewing.models import Recusal, RecusalNature
from tests.desk_pages import text
from tests.factories import NOW, save
from tests.factories.awards import make_award, make_eligible
from tests.factories.payments import make_paid, make_told_award, sign
from tests.pages import parse

pytestmark = pytest.mark.both_engines  # searched, sorted or added up by the engine


def plain(page):
    return text(page).replace("\u202f", " ").replace("\xa0", " ")


def test_the_list_asks_the_same_of_one_and_of_three(money, count_queries):
    url = "/projets/gestion/"
    with count_queries() as one:
        assert "1 projet" in plain(money.officer.get(url))
    for _n in range(2):
        make_told_award(money.work)
    with count_queries() as three:
        assert "3 projets" in plain(money.officer.get(url))
    assert (len(one), len(three)) == (len(one), len(one))
    assert "Aucun projet ne correspond" in plain(money.officer.get(f"{url}?q=introuvable"))
    assert "1 projet" in plain(money.officer.get(f"{url}?appel={money.call.id}&etat=granted&tranche=nothing"))


def test_the_envelope_reconciles_for_whoever_may_know(money):
    sign(money.work, money.award)
    make_paid(money.work, money.award, money.team)
    make_award(make_eligible(money.call), actor=money.team.officer, work=money.work)  # decided, not told
    url = f"/appels/gestion/{money.call.id}/enveloppe"
    page = plain(money.secretary.get(url))
    assert "tout concorde, au centime" in page
    rows = {
        caption.get_text(): [[" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
                             for row in caption.parent.find_all("tr")[1:]]
        for caption in parse(money.secretary.get(url)).find_all("caption")
    }  # fmt: skip
    money_of = lambda *cells: [cell.replace("\u202f", " ").replace("\xa0", " ") for cell in cells]  # noqa: E731
    assert money_of(*rows["Par financeur"][0][1:]) == [
        "60 000,00 DH", "2", "60 000,00 DH", "30 000,00 DH", "20 000,00 DH", "40 000,00 DH", "0,00 DH",
    ]  # fmt: skip
    assert money_of(*rows["Par lot"][-1]) == [
        "Tout l'appel", "120 000,00 DH", "2", "120 000,00 DH", "60 000,00 DH", "40 000,00 DH", "80 000,00 DH", "0,00 DH",
    ]  # fmt: skip
    assert [row[0] for row in rows["Par province"]][-2:] == ["province non précisée", "Tout l'appel"]
    told = plain(money.treasurer.get(url))
    assert "Accordé 60 000,00 DH" in told  # what is not told yet is not counted for the others
    save(Recusal(subject_type="application", subject_id=money.award.application_id, person_id=money.team.treasurer.person_id,
                 nature=RecusalNature.DECLARED, made_at=NOW))  # fmt: skip
    assert "Accordé 0,00 DH" in plain(money.treasurer.get(url))
    assert money.member.get(url).status_code == 403
    book = openpyxl.load_workbook(io.BytesIO(money.secretary.get(f"{url}.xlsx").data))
    assert book.sheetnames == ["Par financeur", "Par lot", "Par province", "Projets"]
    total = [cell.value for cell in list(book["Par lot"].iter_rows())[-1]]
    assert total == ["Tout l'appel", 120000, 2, 120000, 60000, 40000, 80000, 0]
    projects = [[cell.value for cell in row] for row in list(book["Projets"].iter_rows())[-2:]]
    assert sorted(row[-2] for row in projects) == [0, 40000]
