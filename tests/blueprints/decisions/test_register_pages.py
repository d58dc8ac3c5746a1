"""The list of decisions: what it shows, how it is narrowed and searched, its exports."""

import csv
import io
from datetime import date
from urllib.parse import quote

import pytest

from noress.core.i18n import Translated
from noress.domain.decisions.models import DecisionMode, DecisionState
from noress.extensions import db
from noress.web import public_cache
from tests.factories.decisions import make_decision, make_held_meeting
from tests.pages import parse

pytestmark = pytest.mark.both_engines  # searched, sorted or added up by the engine


def numbers(response):
    """The decisions that a list shows, in its order."""
    assert response.status_code == 200
    return [tag.get_text() for tag in parse(response).select("ol.rows h3 bdi")]


def choices(response, name):
    return [option.get_text() for option in parse(response).select(f"select[name={name}] option")]


@pytest.fixture
def register(plenary, committee):
    """Three sessions, five public decisions, one that is not."""
    first = make_held_meeting("Le financement", reference="S-2025-01", bodies=[plenary])
    second = make_held_meeting("La pêche", reference="S-2026-02", bodies=[committee])
    joint = make_held_meeting("La charte", reference="S-2026-03", bodies=[plenary, committee])
    make_decision(Translated(fr="Le fonds des coopératives de Tétouan est créé.", ar="تم إحداث صندوق تعاونيات تطوان."),
                  meeting=first, adopted_on=date(2025, 3, 3), state=DecisionState.EXECUTED)  # fmt: skip
    make_decision("La charte de pêche est adoptée.", meeting=second, adopted_on=date(2026, 5, 1),
                  mode=DecisionMode.UNANIMITY)  # fmt: skip
    make_decision(Translated(ar="يعتمد مخطط عمل مدينة آسفي."), meeting=second, adopted_on=date(2026, 5, 1))
    make_decision("La charte des coopératives est adoptée.", meeting=joint, adopted_on=date(2026, 9, 1))
    make_decision("Un secrétariat élargi.", meeting=joint, adopted_on=date(2026, 9, 1), mode=DecisionMode.SHOW_OF_HANDS,
                  votes_for=21, votes_against=2, abstentions=1)  # fmt: skip
    make_decision("La charte canari.", meeting=joint, adopted_on=date(2026, 9, 1), is_public=False)


ALL = ["D-2026-03/01", "D-2026-03/02", "D-2026-02/01", "D-2026-02/02", "D-2025-01/01"]


def test_the_latest_session_comes_first_in_the_order_of_its_decisions(register, client):
    page = client.get("/decisions/")
    assert numbers(page) == ALL
    assert "5 décisions" in page.text
    line = parse(page).select_one("ol.rows li").get_text(" ", strip=True)
    assert line == (
        "D-2026-03/01 en vigueur La charte des coopératives est adoptée. 1 er septembre 2026 · par consensus · La charte"
    ).replace("1 er", "1er")
    assert parse(page).select_one("ol.rows a")["href"] == "/decisions/2026-03/01"


def test_every_choice_says_how_much_it_would_find(register, client, plenary, committee):
    page = client.get("/decisions/")
    assert choices(page, "annee") == ["Toutes", "2026 (4)", "2025 (1)"]
    assert choices(page, "instance") == ["Toutes", "Plénière (3)", "Comité financement (4)"]
    assert choices(page, "etat") == ["Tous", "en vigueur (4)", "exécutée (1)"]
    assert choices(page, "mode") == ["Tous", "par consensus (3)", "à l'unanimité (1)", "à main levée (1)"]
    page = client.get(f"/decisions/?annee=2026&instance={plenary.id}")
    assert numbers(page) == ALL[:2]
    assert choices(page, "annee") == ["Toutes", "2026 (2)", "2025 (1)"]
    assert choices(page, "instance") == ["Toutes", "Plénière (2)", "Comité financement (4)"]
    assert choices(page, "etat") == ["Tous", "en vigueur (2)"]
    assert [o["value"] for o in parse(page).select("option[selected]")] == ["2026", str(plenary.id)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("annee=2025", ALL[4:]),
        ("etat=executed", ALL[4:]),
        ("mode=unanimity", ["D-2026-02/01"]),
        ("mode=show_of_hands&annee=2026", ["D-2026-03/02"]),
        ("annee=2019", []),
        ("annee=abc&etat=none&mode=x&instance=-1&page=zz", ALL),
        ("annee=99999999999999999999&instance=2147483648", ALL),
        ("instance=999", []),
        ("page=99", ALL),
    ],
)
def test_the_address_holds_the_filter(register, client, asked, found):
    assert numbers(client.get(f"/decisions/?{asked}")) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("اسفي", ["D-2026-02/02"]),
        ("تعاونية", ["D-2025-01/01"]),
        ("tetouan", ["D-2025-01/01"]),
        ("cooperatives", ["D-2026-03/01", "D-2025-01/01"]),
        ("charte adopté", ["D-2026-03/01", "D-2026-02/01"]),
        ("D-2026-02/01", ["D-2026-02/01"]),
        ("2026-02", ["D-2026-02/01", "D-2026-02/02"]),
        ("d 2026-02/01", ["D-2026-02/01"]),
        ("D-2026-0", []),
        ("canari", []),
        ("?!", []),
        ('"NEAR(*', []),
        ("  ", ALL),
    ],
)
def test_words_and_numbers_are_found(register, client, typed, found):
    assert sorted(numbers(client.get(f"/decisions/?q={quote(typed)}"))) == sorted(found)


def test_a_search_and_a_filter_narrow_together(register, client):
    page = client.get("/decisions/?q=charte&annee=2026&mode=unanimity")
    assert numbers(page) == ["D-2026-02/01"]
    assert "1 décision" in page.text
    assert [choices(page, name) for name in ("annee", "instance", "etat", "mode")] == [
        ["Toutes", "2026 (1)"], ["Toutes", "Comité financement (1)"], ["Tous", "en vigueur (1)"],
        ["Tous", "par consensus (1)", "à l'unanimité (1)"],
    ]  # fmt: skip
    assert parse(page).select_one("input[name=q]")["value"] == "charte"


@pytest.mark.parametrize(
    "typed", ["a" * 3000, "%00", "%FF%FE", "mot+" * 800, "%27%3B--", "q&q=2", "%E2%80%8F"]
)
def test_nothing_typed_breaks_the_page(register, client, typed):
    page = client.get(f"/decisions/?q={typed}")
    assert page.status_code == 200


def test_an_empty_register_says_what_will_come(app, client):
    page = client.get("/decisions/")
    assert parse(page).select_one(".empty h2").get_text() == "Aucune décision pour l'instant"
    assert "/decisions.csv" not in page.text


def test_nothing_found_says_what_to_try(register, client):
    assert (
        parse(client.get("/decisions/?q=xyzzy")).select_one(".empty h2").get_text()
        == "Aucune décision trouvée"
    )


def test_a_long_list_is_paged_and_keeps_its_filter(app, client):
    meeting = make_held_meeting(reference="S-2026-09")
    for n in range(22):
        make_decision(f"Décision numéro {n}", meeting=meeting)
    page = client.get("/decisions/?annee=2026")
    assert len(numbers(page)) == 20
    assert "22 décisions" in page.text
    following = parse(page).select_one("a[rel=next]")["href"]
    assert following == "/decisions/?annee=2026&page=2"
    assert numbers(client.get(following)) == ["D-2026-09/21", "D-2026-09/22"]


def test_a_long_text_is_cut_between_words_in_the_list_only(app, client):
    decision = make_decision("mot " * 200 + "terminus")
    assert "terminus" not in parse(client.get("/decisions/")).select_one("ol.rows").get_text()
    assert "terminus" in parse(client.get(f"/decisions/{decision.address}")).select_one("#texte").get_text()


def test_the_list_costs_the_same_queries_for_one_and_for_three(app, client, plenary, count_queries):
    def cost(address):
        public_cache.clear()
        with count_queries() as statements:
            client.get(address)
        return len(statements)

    make_decision(meeting=make_held_meeting(bodies=[plenary]))
    one = [cost("/decisions/"), cost("/decisions/?q=fonds")]
    make_decision(meeting=make_held_meeting(bodies=[plenary]))
    make_decision(meeting=make_held_meeting(bodies=[plenary]))
    assert [cost("/decisions/"), cost("/decisions/?q=fonds")] == one == [2, 1]


def test_a_kept_list_is_made_again_once_the_register_changed(app, client, plenary, count_queries):
    """The stamp comes with the page's own statement: what was kept before a change is never shown after it."""

    def shown(address):
        with count_queries() as statements:
            page = client.get(address)
        return len(parse(page).select("ol.rows > li")), len(statements)

    public_cache.clear()
    addresses = ("/decisions/", "/decisions/?q=fonds")
    for expected in (1, 2):
        make_decision(meeting=make_held_meeting(bodies=[plenary]))
        db.session.commit()
        assert [shown(address)[0] for address in addresses] == [expected, expected]
        assert [shown(address) for address in addresses] == [(expected, 1), (expected, 1)]


# --- exports -----------------------------------------------------------------------------------------


def rows_of_csv(response):
    assert response.status_code == 200
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))


def rows_of_xlsx(response):
    from python_calamine import CalamineWorkbook

    assert response.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()


def test_the_register_leaves_as_csv(register, client):
    response = client.get("/decisions.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=decisions-20")
    head, *rows = rows_of_csv(response)
    assert head == [
        "Numéro", "Prise le", "Décision en français", "Décision en arabe", "Instances", "Session", "Mode", "Voix pour", "Voix contre",
        "Abstentions", "Réserves en français", "Réserves en arabe", "État", "Remplacée par", "Exécutée le",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ALL
    assert rows[1] == ["D-2026-03/02", "2026-09-01", "Un secrétariat élargi.", "", "Plénière, Comité financement", "La charte",
                       "à main levée", "21", "2", "1", "", "", "en vigueur", "", ""]  # fmt: skip


def test_the_exports_follow_the_filter_of_the_page(register, client):
    page = client.get("/decisions/?q=charte&annee=2026&page=1")
    links = [a["href"] for a in parse(page).select("a[download]")]
    assert links == ["/decisions.xlsx?q=charte&annee=2026", "/decisions.csv?q=charte&annee=2026"]
    rows = [row[0] for row in rows_of_xlsx(client.get(links[0]))[1:]]
    assert sorted(rows) == sorted(row[0] for row in rows_of_csv(client.get(links[1]))[1:])
    assert sorted(rows) == sorted(numbers(page)) == ["D-2026-02/01", "D-2026-03/01"]


def test_an_export_is_not_paged_and_its_queries_do_not_grow(app, client, plenary, count_queries):
    meeting = make_held_meeting(bodies=[plenary])
    for _ in range(3):
        make_decision(meeting=meeting)
    with count_queries() as few:
        client.get("/decisions.csv")
    for _ in range(30):
        make_decision(meeting=meeting)
    with count_queries() as many:
        rows = rows_of_csv(client.get("/decisions.csv"))
    assert (len(rows), len(many), len(few)) == (34, 3, 3)


def test_the_spreadsheet_reads_right_to_left_in_arabic(register, client):
    import zipfile

    def sheet(address):
        with zipfile.ZipFile(io.BytesIO(client.get(address).data)) as parts:
            return parts.read("xl/worksheets/sheet1.xml").decode()

    assert 'rightToLeft="1"' in sheet("/decisions.xlsx?lang=ar")
    assert "rightToLeft" not in sheet("/decisions.xlsx?lang=fr")
