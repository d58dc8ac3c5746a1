"""An afternoon of tidying up, without a script: opening it, taking cards, noting, closing."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.catalogue.models import StructureChange
from noress.domain.upkeep.models import CardOutcome, CardReason, Sprint, SprintCard
from noress.extensions import db
from tests import forms
from tests.factories import NOW
from tests.factories.catalogue import make_structure
from tests.factories.upkeep import make_card, make_sprint
from tests.posting import post


def stored(row):
    db.session.rollback()
    return db.session.get_one(type(row), row.id)


def test_the_secretariat_opens_one_and_two_people_share_it(world):
    rows = [
        make_structure(
            f"Atelier {n}", phone=f"053900000{n}", contact_phone="0661999999", columns={"needs_phone": True}
        )
        for n in range(2)
    ]
    typed = {
        "name_fr": "Tri de novembre",
        "name_ar": "فرز",
        "script_fr": "Bonjour à vous.",
        "reasons": "bounced",
    }
    refused = post(world.secretariat, "/catalogue/gestion/tri/nouveau", {**typed, "reasons": ""})
    assert (refused.status_code, "Bonjour à vous." in refused.text) == (422, True)
    opened = forms.post(world.secretariat, "/catalogue/gestion/tri/nouveau", **typed)
    sprint = db.session.scalars(select(Sprint)).one()
    url = f"/catalogue/gestion/tri/{sprint.id}"
    assert (opened.status_code, opened.location) == (303, url)
    page = world.member.get(url)
    assert "Cartes traitées\xa0: 0 sur 2" in page.text
    taken = [forms.post(browser, url).location for browser in (world.member, world.other)]
    cards = db.session.scalars(select(SprintCard).order_by(SprintCard.id)).all()
    addresses = [f"/catalogue/gestion/tri/cartes/{card.id}" for card in cards]
    assert taken == addresses
    page = world.member.get(addresses[0])
    for said in (
        "Atelier 0",
        "Bonjour à vous.",
        'href="tel:0539000000"',
        "courriel revenu",
        "9\u202fh\u202f15",
    ):
        assert said in page.text, said
    assert "0661999999" not in page.text  # a member does not read what is for the secretariat
    assert forms.text_of(world.member.get(url), "#suite .button") == ["Reprendre ma carte"]
    other = world.other.get(addresses[0])
    assert (other.status_code, forms.text_of(other, "h1")) == (409, ["Cette carte n'est plus à vous"])
    refused = send(world.member, world.member.get(addresses[0]), outcome="corrected", note="Rappelée")
    assert (refused.status_code, "Rien n&#39;a changé" in refused.text, "Rappelée" in refused.text) == (
        422,
        True,
        True,
    )
    done = send(
        world.member, world.member.get(addresses[0]), outcome="confirmed", phone="0539777777", note="Rappelée"
    )
    assert (done.status_code, done.location) == (303, f"{url}#suite")
    change = db.session.scalars(select(StructureChange)).one()
    assert (change.values, change.structure_id, stored(cards[0]).outcome) == (
        {"phone": "0539777777"}, rows[0].id, CardOutcome.CORRECTED,
    )  # fmt: skip
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):  # the other left: their card goes on
        assert forms.post(world.member, url).location == addresses[1]
        lost = post(world.other, addresses[1], {"outcome": "confirmed", "note": "Elle rouvre en mai."})
        assert (lost.status_code, "Elle rouvre en mai." in lost.text) == (409, True)
        assert send(world.member, world.member.get(addresses[1]), outcome="no_reply").status_code == 303
        page = world.member.get(url)
        assert "9\u202fh\u202f46" in page.text
        assert forms.text_of(page, "#suite .button") == []
        assert "Titulaire du membre 12 : 1 carte" in forms.text_of(world.secretariat.get(url), "#qui")[0]
        closed = forms.post(world.secretariat, f"{url}/terminer")
        assert (closed.status_code, stored(sprint).closed_at) == (303, NOW + timedelta(minutes=16))
        assert post(world.member, f"{url}/prendre").location == url
        assert forms.text_of(world.member.get(url), "#suite .button") == []


def test_words_change_while_it_is_open_and_whoever_may_help_is_told(world):
    make_structure("Atelier", columns={"needs_phone": True})
    sprint = make_sprint(CardReason.BOUNCED)
    url = f"/catalogue/gestion/tri/{sprint.id}"
    for browser in (world.member, world.secretariat):
        told = forms.text_of(browser.get("/a-faire"), "main")[0]
        assert "Aider à vérifier le catalogue : Tri de novembre 1 fiche attend." in told
    assert world.member.get(f"{url}/modifier").status_code == 403
    first = forms.parse(world.secretariat.get(f"{url}/modifier"))
    version = first.select_one("[name=version]")["value"]
    typed = {
        "version": version,
        "name_fr": "Tri de décembre",
        "name_ar": "فرز دجنبر",
        "script_fr": "Allô.",
        "script_ar": "",
    }
    refused = post(world.secretariat, f"{url}/modifier", {**typed, "script_fr": " "})
    assert (refused.status_code, list(forms.errors_of(refused))) == (422, ["script_fr"])
    done = post(world.secretariat, f"{url}/modifier", typed)
    assert (done.status_code, done.location) == (303, url)
    saved = stored(sprint)
    assert (dict(saved.name), dict(saved.script)) == (
        {"fr": "Tri de décembre", "ar": "فرز دجنبر"},
        {"fr": "Allô."},
    )
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "sprint.edited")).one()
    assert (event.object_id, sorted(event.changes)) == (sprint.id, ["name", "script"])
    card = world.member.get(forms.post(world.member, url).location)
    assert forms.text_of(card, "#texte .typed-text") == ["Allô."]
    stale = post(world.secretariat, f"{url}/modifier", {**typed, "script_fr": "Bonsoir."})
    assert (stale.status_code, "Bonsoir." in stale.text, forms.text_of(stale, "#deux-textes h3")) == (
        409, True, ["En français"],
    )  # fmt: skip
    # the card is held by the member: it stays theirs, and waits for nobody else
    waits = [forms.text_of(browser.get("/a-faire"), "main")[0] for browser in (world.member, world.other)]
    assert ["Aider à vérifier" in told for told in waits] == [True, False]
    forms.post(world.secretariat, f"{url}/terminer")
    assert "Aider à vérifier" not in world.member.get("/a-faire").text
    assert post(world.secretariat, f"{url}/modifier", {**typed, "version": "9"}).status_code == 409


def test_a_card_that_was_saved_by_somebody_else_meanwhile_shows_both_texts(world):
    row = make_structure("Atelier", phone="0539000001")
    sprint = make_sprint(CardReason.SAID_GONE)
    card = make_card(sprint, row)
    post(world.secretariat, f"/catalogue/gestion/tri/{sprint.id}/prendre")
    address = f"/catalogue/gestion/tri/cartes/{card.id}"
    typed = {
        "name_fr": "Atelier",
        "phone": "0539000002",
        "outcome": "confirmed",
        "structure_version": str(row.version - 1 or 9),
    }
    stale = post(world.secretariat, address, typed)
    assert (stale.status_code, forms.text_of(stale, "#deux-textes h3")) == (409, ["Téléphone"])
    saved = send(world.secretariat, stale)
    assert (saved.status_code, stored(row).detail.values["phone"]) == (303, "0539000002")
    kept = post(world.secretariat, f"{address}/garder")
    assert kept.status_code == 409


def send(browser, page, **fields):
    """Send the card's form as its page shows it, with some fields changed."""
    form = forms.parse(page).select("main form[method=post]")[-1]
    data = {
        tag["name"]: tag.get("value", "") if tag.name == "input" else tag.text.lstrip("\n")
        for tag in form.select("input[name], textarea[name]")
        if tag.get("type") != "radio" or tag.has_attr("checked")
    }
    for tag in form.select("select"):
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        data[tag["name"]] = chosen["value"]
    return browser.post(form["action"], data={**data, **fields})


@pytest.mark.parametrize("items", [1, 3])
def test_pages_read_as_much_with_one_as_with_three(world, count_queries, items):
    sprints = [make_sprint(CardReason.SAID_GONE) for _n in range(items)]
    person = world.seat.person_id
    for n in range(items):
        row = make_structure(f"Atelier {n}")
        make_card(sprints[0], row, outcome=CardOutcome.CONFIRMED, done_at=NOW, done_by_id=person)
    counts = {}
    for name, address in (
        ("list", "/catalogue/gestion/tri"),
        ("one", f"/catalogue/gestion/tri/{sprints[0].id}"),
    ):
        world.secretariat.get(address)
        with count_queries() as queries:
            world.secretariat.get(address)
        counts[name] = len(queries)
    assert counts == {"list": 4, "one": 9}
