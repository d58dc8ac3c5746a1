"""The catalogue as an Open Referral HSDS feed."""

from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.blueprints.api.hsds import schema_of
from tests.blueprints.api.test_open_api import make_whole
from tests.factories.catalogue import make_structure


def read(client: Any, path: str, name: str) -> Any:
    response = client.get(f"/api/v1/hsds/{path}")
    assert response.status_code == 200, path
    body = response.get_json()
    checker = Draft202012Validator(schema_of(name), format_checker=FormatChecker())
    assert [f"{error.json_path}: {error.message}" for error in checker.iter_errors(body)] == [], path
    return body


def test_every_answer_follows_the_specification(client):
    for schema in ("about", "organizations", "services", "organization", "service"):
        Draft202012Validator.check_schema(schema_of(schema))
    entry = make_whole(columns={"confirmed_on": date(2026, 10, 1)})
    bare = make_structure("Sans rien", province=None)
    for code in ("fr", "ar", "en"):
        asked = f"?lang={code}"
        read(client, asked, "about")
        assert read(client, f"organizations{asked}", "organizations")["total_items"] == 2
        services = read(client, f"services{asked}", "services")["contents"]
        assert len(services) == 2
        for found in services:
            whole = read(client, f"services/{found['id']}{asked}", "service")
            assert {**found, "organization": whole["organization"]} == whole
        read(client, f"organizations/{entry.uuid}{asked}", "organization")
    assert read(client, f"organizations/{bare.uuid}", "organization") == {
        "id": bare.uuid, "name": "Sans rien", "description": "Sans rien",
        "uri": f"http://127.0.0.1:8000/catalogue/{bare.id}",
    }  # fmt: skip


def test_one_feed_in_each_language(client):
    entry = make_whole(columns={"confirmed_on": date(2026, 10, 1)})
    french, arabic = (read(client, f"services?lang={code}", "services")["contents"] for code in ("fr", "ar"))
    assert [row["id"] for row in french] == [row["id"] for row in arabic]
    assert [(row["name"], row["alternate_name"]) for row in french] == [
        ("Microcrédit", "سلفات صغيرة"), ("Subvention ou prix", "منحة أو جائزة"),
    ]  # fmt: skip
    assert [(row["name"], row["alternate_name"]) for row in arabic] == [
        ("سلفات صغيرة", "Microcrédit"), ("منحة أو جائزة", "Subvention ou prix"),
    ]  # fmt: skip
    first = french[0]
    assert {name: first[name] for name in ("organization_id", "status", "email", "application_process", "assured_date")} == {
        "organization_id": entry.uuid, "status": "active", "email": "bureau@miel.example",
        "application_process": "Venir avec sa carte.", "assured_date": "2026-10-01",
    }  # fmt: skip
    assert first["eligibility_description"] == "Femmes, Jeunes"
    assert [phone["number"] for phone in first["phones"]] == ["+212539000001"]
    assert [(spoken["code"], spoken["name"]) for spoken in first["languages"]] == [("ary", "Darija")]
    assert [area["name"] for area in first["service_areas"]] == ["Tanger-Tétouan-Al Hoceïma"]
    place = first["service_at_locations"][0]["location"]
    assert (place["latitude"], place["longitude"]) == (35.57, -5.37)
    assert place["addresses"][0]["address_1"] == "12, rue des Oliviers"
    organization = read(client, f"organizations/{entry.uuid}?lang=ar", "organization")
    assert (organization["name"], organization["alternate_name"]) == (
        "تعاونية عسل الريف",
        "Coopérative Miel du Rif",
    )
    assert (organization["description"], organization["legal_status"]) == ("عسل ونباتات الريف.", "تعاونية")
    assert [(row["name"], row["description"]) for row in organization["programs"]] == [
        ("Fonds du Rif", "Prêt sans intérêt")
    ]


def test_services_come_page_by_page_once_each(client):
    for turn in range(3):
        make_whole(f"Miel {turn}", schemes=None)
    pages = [read(client, f"services?per_page=4&page={page}", "services") for page in (1, 2, 3)]
    assert [(page["size"], page["first_page"], page["last_page"], page["empty"]) for page in pages] == [
        (4, True, False, False), (2, False, True, False), (0, False, True, True),
    ]  # fmt: skip
    assert {(page["total_items"], page["total_pages"]) for page in pages} == {(6, 2)}
    seen = [(row["organization_id"], row["name"]) for page in pages for row in page["contents"]]
    assert len(set(seen)) == 6


def test_what_a_structure_no_longer_offers_has_no_page(client):
    from noress.blueprints.api.hsds_shape import service_id
    from noress.domain.catalogue.models import Facet
    from noress.domain.catalogue.vocabulary import read_vocabulary

    entry = make_whole(services=["financing.grant"])
    words = read_vocabulary()
    offered, other = (
        words.get(Facet.SERVICE, code).id for code in ("financing.grant", "financing.microcredit")
    )
    keys = {
        service_id(entry.id, entry.uuid, offered): 200, service_id(entry.id, entry.uuid, other): 404,
        service_id(entry.id, "00000000-0000-4000-8000-000000000000", offered): 404,
    }  # fmt: skip
    assert {key: client.get(f"/api/v1/hsds/services/{key}").status_code for key in keys} == keys
