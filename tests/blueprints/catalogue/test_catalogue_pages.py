"""The public catalogue: the list, its filters, its map's points, what others embed, the page of an entry."""

import json
from datetime import timedelta

import pytest

from noress.core.i18n import Translated
from noress.domain.catalogue.models import HiddenBecause, StructureState
from noress.extensions import db
from tests.factories import NOW, make_institution, make_seat
from tests.factories.catalogue import TANGER, TETOUAN, make_structure, make_words
from tests.pages import parse

pytestmark = pytest.mark.both_engines  # searched, sorted or added up by the engine

COMMUNE = "01.571.01.11"


def names(response):
    assert response.status_code == 200
    return [tag.get_text() for tag in parse(response).select("ol.entries h3 a")]


@pytest.fixture
def entries(app):
    make_words()
    first = make_structure(
        Translated(fr="Coopérative de Tétouan", ar="تعاونية تطوان"), sectors=["financing"], commune=COMMUNE,
        services=["financing.grant"], publics=["women"], legal_form="cooperative", provinces=[TETOUAN], point="35.57, -5.37", phone="+212539000001", website="https://site.example",
        description={"fr": "Elle **aide** </script><b>"}, columns={"confirmed_on": NOW.date() - timedelta(days=30)},
    )  # fmt: skip
    hidden = make_structure(
        "Atelier discret", commune=COMMUNE, sectors=["financing"], point="35.58, -5.37", phone="+212539000002"
    )
    hidden.detail.audience = {"point": "members", "phone": "internal"}
    hidden.ask_on, hidden.asks = NOW.date() - timedelta(days=60), 3
    hidden.version += 1
    db.session.commit()
    make_structure("Réseau de Tanger", province=TANGER)
    make_structure("Atelier des membres", columns={"is_open": False})
    return first.id, hidden.id


@pytest.fixture
def member(login_as):
    seat = make_seat(make_institution())
    return login_as(seat.person, seat)


def test_the_list_is_searched_narrowed_and_sorted_in_its_address(app, client, member, entries):
    page = parse(client.get("/catalogue/"))
    assert [link.get_text() for link in page.select("ol.entries h3 a")] == [
        "Atelier discret", "Coopérative de Tétouan", "Réseau de Tanger",
    ]  # fmt: skip
    assert [row.get("class") for row in page.select("ol.entries li")] == [["is-old"], None, None]
    links = {a.get_text(" ", strip=True): a["href"] for a in page.select(".facets a")}
    assert links["Tétouan (2)"] == f"/catalogue/?province={TETOUAN}"
    narrowed = client.get(links["Tétouan (2)"] + "&secteur=financing")
    assert names(narrowed) == ["Atelier discret", "Coopérative de Tétouan"]
    chips = {a.get_text(" ", strip=True): a["href"] for a in parse(narrowed).select("a.chip")}
    assert chips["Enlever Secteur : Financement"] == f"/catalogue/?province={TETOUAN}"
    assert {a.get_text(" ", strip=True) for a in parse(narrowed).select(".facets a")} >= {
        "Tétouan (2)",
        "Femmes (1)",
    }
    assert names(client.get("/catalogue/?q=cooperatives+tetouan")) == ["Coopérative de Tétouan"]
    assert "Aucune structure trouvée" in client.get("/catalogue/?q=introuvable").text
    old = page.select_one("ol.entries li.is-old").get_text(" ", strip=True)
    assert "à vérifier avant de vous déplacer" in old
    beside = parse(narrowed)
    assert (
        beside.select_one("details.facets__all > summary").get_text(" ", strip=True)
        == "Choisir plus précisément (2 choix)"
    )
    assert [a["href"] for a in beside.select("#emporter a")] == [
        f"/catalogue{end}?province={TETOUAN}&secteur=financing" for end in (".xlsx", ".pdf", ".csv", ".json", ".geojson", "/integrer")
    ]  # fmt: skip
    assert [page.select_one(f'main a[href="{url}"]') is None for url in ("/aiguillage/", "/entraide/", "/catalogue/gestion/")] == [
        False, True, True,
    ]  # fmt: skip
    shown = member.get("/catalogue/?tri=nom")
    assert 'href="/entraide/"' in str(parse(shown).main)
    assert names(shown)[0] == "Atelier des membres"
    assert "pour les membres" in shown.text
    assert "Set-Cookie" not in client.get("/catalogue/").headers


BAD = ("page=-1", f"page={'9' * 21}", "tri=phone", f"q={'a' * 3_000}", "q=%22%28%28", "q=NEAR%28a+b%29*+OR+-", "q=%00",
       "secteur=x%00", "province=99", "commune=01.571.01.11&province=01.511", "sorte=%27--", "lang=xx&endpoint=a&_scheme=b")  # fmt: skip


def test_whatever_is_asked_is_answered_with_a_page(app, client, entries):
    paths = ("/catalogue/", "/catalogue/encart", "/catalogue/integrer", "/catalogue/carte.json")
    asked = [f"{path}?{query}" for query in BAD for path in paths]
    assert [(url[:60], status) for url in asked if (status := client.get(url).status_code) != 200] == []
    assert names(client.get(f"/catalogue/?page={'9' * 5}")) == names(client.get("/catalogue/"))


def test_a_list_takes_as_many_queries_for_one_entry_as_for_many(app, client, count_queries, entries):
    client.get("/catalogue/?q=tanger")  # the words and the kinds are kept from here on
    counts = []
    for query in ("q=reseau", "q=atelier", f"province={TETOUAN}", "sorte=x", "secteur=financing&tri=date"):
        with count_queries() as seen:
            client.get(f"/catalogue/?{query}")
        counts.append(len(seen))
    # the stamp, then all at once with words (PostgreSQL asks first how many there are), else what is counted first
    more = 1 if db.engine.dialect.name == "postgresql" else 0
    assert counts == [2 + more, 2 + more, 3, 3, 3]


def test_the_map_knows_only_the_points_that_its_reader_may_see(app, client, member, entries):
    first, hidden = entries
    assert client.get("/catalogue/carte.json").json["points"] == [
        [first, "Coopérative de Tétouan", 35.57, -5.37]
    ]
    assert client.get("/catalogue/carte.json?lang=ar").json["points"][0][1] == "تعاونية تطوان"
    assert client.get(f"/catalogue/carte.json?province={TANGER}").json == {
        "points": [],
        "total": 1,
        "most": 5000,
    }
    assert {row[0] for row in member.get("/catalogue/carte.json").json["points"]} == {first, hidden}


def test_others_frame_the_list_without_cookie_nor_menu(app, client, member, entries):
    framed = member.get("/catalogue/encart?q=atelier&vue=carte")
    assert names(framed) == ["Atelier discret"]  # as visitors read it, whoever opens it
    assert framed.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert parse(framed).select_one("header, nav.menu, form[method=post]") is None
    for _again in range(3):  # kept, then repeated before the application
        kept = client.get("/catalogue/encart")
        assert kept.headers["Content-Security-Policy"].endswith("frame-ancestors *")
        assert "Set-Cookie" not in kept.headers
    assert client.get("/catalogue/").headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    code = parse(client.get(f"/catalogue/integrer?province={TETOUAN}")).select_one("#code-liste").get_text()
    assert f"/catalogue/encart?province={TETOUAN}&amp;lang=fr" in code


def test_the_page_of_an_entry_says_what_its_reader_may_read(app, client, member, entries):
    first, hidden = entries
    page = parse(client.get(f"/catalogue/{first}"))
    assert page.h1.get_text() == "Coopérative de Tétouan"
    assert page.select_one("#presentation strong").get_text() == "aide"
    assert page.select_one('a.button[href^="tel:"]').get_text(strip=True) == "05 39 00 00 01"
    assert "Source\xa0: déclaré, 20 novembre 2026" in page.select_one("#offer").get_text()
    assert [a.get_text() for a in page.select("#semblables h3 a")] == ["Atelier discret"]
    assert page.select_one("#pres") is None  # the neighbour's point is for members
    assert [a.get_text() for a in parse(member.get(f"/catalogue/{first}")).select("#pres h3 a")] == [
        "Atelier discret"
    ]
    described = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert described == client.get(f"/catalogue/{first}.jsonld").get_json(force=True)
    assert [node["@type"] for node in described["@graph"]] == ["Organization", "essglobal:SSEInitiative"]
    assert described["@context"][1]["legal-form"] == "http://purl.org/essglobal/standard/legal-form/"
    organization, initiative = described["@graph"]
    assert {one["@type"] for one in organization["knowsAbout"] + organization["areaServed"]} == {
        "Thing", "AdministrativeArea"}  # fmt: skip
    assert initiative["essglobal:legalForm"] == {"@id": "legal-form:L2"}
    assert initiative["essglobal:hasAddress"]["@type"] == "essglobal:Address"
    assert initiative["essglobal:hasProductOrService"][0].keys() == {"gr:name"}
    discreet = client.get(f"/catalogue/{hidden}").text
    assert "39000002" not in discreet.replace(" ", "")
    assert "35.58" not in discreet
    assert "ne montre ni téléphone ni courriel" in discreet
    assert parse(client.get(f"/catalogue/{hidden}?lang=ar")).title.get_text().startswith("Atelier discret – ")
    arabic = client.get(f"/catalogue/{first}?lang=ar")
    assert parse(arabic).h1.get_text() == "تعاونية تطوان"


def test_an_entry_that_is_no_longer_there_says_so_or_sends_on(app, client, member, entries):
    first, _hidden = entries
    gone = make_structure(
        "Partie",
        state=StructureState.HIDDEN,
        columns={"hidden_because": HiddenBecause.GONE, "published_at": NOW},
    )
    refused = make_structure("Refusée", state=StructureState.REFUSED)
    stale = make_structure(
        "Ancienne",
        state=StructureState.HIDDEN,
        columns={"hidden_because": HiddenBecause.STALE, "published_at": NOW},
    )
    once = make_structure("Fusionnée", state=StructureState.MERGED, columns={"merged_into_id": first})
    twice = make_structure(
        "Fusionnée deux fois", state=StructureState.MERGED, columns={"merged_into_id": once.id}
    )
    closed = make_structure("Pour nous", columns={"is_open": False})
    assert [
        client.get(f"/catalogue/{key}").status_code for key in (gone.id, refused.id, stale.id, 10**20)
    ] == [410, 404, 404, 404]
    assert "Partie" not in client.get(f"/catalogue/{gone.id}").text
    sent = client.get(f"/catalogue/{twice.id}")
    assert (sent.status_code, sent.location) == (301, f"/catalogue/{first}")
    assert client.get(f"/catalogue/{closed.id}").location == f"/connexion?suite=/catalogue/{closed.id}"
    assert member.get(f"/catalogue/{closed.id}").status_code == 200
    assert client.get(f"/catalogue/{closed.id}.jsonld").status_code in (302, 404)
