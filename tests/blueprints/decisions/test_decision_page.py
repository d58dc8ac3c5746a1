"""The page of one decision: its texts, how it was taken, what became of it, who reads it."""

from datetime import date

import pytest

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.institutions.models import Institution, Membership
from noress.extensions import db
from tests.factories.decisions import make_decision, make_held_meeting
from tests.pages import parse

TEXT = Translated(fr="Le fonds est créé.", ar="تم إحداث الصندوق.")


def section(page, name):
    found = parse(page).select_one(f"#{name}")
    return found.get_text(" ", strip=True) if found else None


def test_both_texts_stand_side_by_side(client, plenary):
    meeting = make_held_meeting("Le financement", reference="S-2026-04", bodies=[plenary])
    decision = make_decision(TEXT, meeting=meeting)
    page = client.get("/decisions/2026-04/01")
    assert page.status_code == 200
    soup = parse(page)
    texts = [(tag["lang"], tag["dir"], tag.get_text(strip=True)) for tag in soup.select("#texte .flow")]
    assert texts == [("fr", "ltr", TEXT["fr"]), ("ar", "rtl", TEXT["ar"])]
    facts = [tag.get_text(" ", strip=True) for tag in soup.select("dl.facts div")]
    assert facts == [
        "Prise le jeudi 8 octobre 2026", "Session Le financement", "Instance Plénière", "Comment par consensus"
    ]  # fmt: skip
    links = [a["href"] for a in soup.select("dl.facts a")]
    assert links == [f"/sessions/{meeting.id}", f"/instances/{plenary.id}"]
    assert soup.select_one("link[rel=canonical]")["href"] == "http://127.0.0.1:8000/decisions/2026-04/01"
    assert soup.select_one("textarea#message").get_text() == (
        f"Décision {decision.number}, 8 octobre 2026\n{TEXT['fr']}\n{TEXT['ar']}\n"
        "http://127.0.0.1:8000/decisions/2026-04/01"
    )
    assert soup.select_one("a[href^='https://wa.me/?text=D%C3%A9cision']") is not None


def test_outside_the_series_of_a_session_the_address_has_one_part(client):
    make_decision(number="D-2015-001", meeting=make_held_meeting(reference=None))
    assert client.get("/decisions/2015-001").status_code == 200


@pytest.mark.parametrize("address", ["2026-99/01", "2026-04", "2026-04/1", "x", "2026-04/01/02", "%00", "'"])
def test_unknown_addresses(client, address):
    make_decision(meeting=make_held_meeting(reference="S-2026-04"))
    assert client.get(f"/decisions/{address}").status_code == 404


def test_a_show_of_hands_shows_its_counts_and_reservations(client):
    decision = make_decision(TEXT, mode=DecisionMode.SHOW_OF_HANDS, votes_for=21, votes_against=0, abstentions=3,
                             reservations=Translated(fr="Une réserve.", ar="تحفظ."))  # fmt: skip
    page = client.get(f"/decisions/{decision.address}")
    facts = [tag.get_text(" ", strip=True) for tag in parse(page).select("dl.facts div")]
    assert facts[-1] == "Comment à main levée Voix pour 21, Voix contre 0, Abstentions 3"
    assert section(page, "reserves") == "Réserves Une réserve. تحفظ."


def test_a_language_that_is_missing_is_said(client):
    french, arabic = make_decision("Le fonds."), make_decision(Translated(ar="الصندوق"))
    assert "Le texte en arabe est à venir." in section(client.get(f"/decisions/{french.address}"), "texte")
    assert "Le texte en français est à venir." in section(client.get(f"/decisions/{arabic.address}"), "texte")


def test_replaced_and_replacing_decisions_point_at_each_other(client):
    new = make_decision("La nouvelle.", adopted_on=date(2026, 10, 9))
    old = make_decision("L'ancienne.", state=DecisionState.REPLACED, replaced_by_id=new.id)
    page = client.get(f"/decisions/{old.address}")
    assert parse(page).select_one(".notice--warning a")["href"] == f"/decisions/{new.address}"
    # A number stays in one piece at the end of a line.
    assert parse(page).select_one(".notice--warning a .code").get_text() == new.number
    assert "remplacée" in parse(page).select_one(".page-header__state").get_text()
    assert (
        section(client.get(f"/decisions/{new.address}"), "remplace")
        == f"Elle remplace {old.number} L'ancienne."
    )


def test_an_executed_decision_says_when_and_how(client):
    decision = make_decision(state=DecisionState.EXECUTED, executed_on=date(2026, 11, 2),
                             state_note=Translated(fr="Le fonds a reçu dix dossiers."))  # fmt: skip
    notice = parse(client.get(f"/decisions/{decision.address}")).select_one(".notice--success p")
    assert notice.get_text(" ", strip=True) == "Exécutée le 2 novembre 2026. Le fonds a reçu dix dossiers."


def test_actions_that_carry_it_out_are_shown_to_those_who_may_know_them(client, secretary):
    from noress.domain.actions.models import Action, ActionPlan, DuePrecision, PlanKind
    from tests.factories import NOW, save

    decision = make_decision()
    plan = save(
        ActionPlan(kind=PlanKind.THEMATIC, title=Translated(fr="Plan"), is_public=True, created_at=NOW)
    )
    for number, plan_id in (("A-2026-001", plan.id), ("A-2026-002", None)):
        values = {"what": Translated(fr="Ouvrir le guichet"), "created_at": NOW, "plan_id": plan_id,
                  "owner_words": "Imprimerie", "due_on": date(2026, 10, 1),
                  "due_precision": DuePrecision.DAY}  # fmt: skip
        save(Action(number=number, decision_id=decision.id, **values))
    assert section(client.get(f"/decisions/{decision.address}"), "actions") == (
        "Actions qui l'exécutent A-2026-001 en cours en retard Ouvrir le guichet Imprimerie · 1er octobre 2026"
    )
    assert "A-2026-002" in section(secretary.get(f"/decisions/{decision.address}"), "actions")


def test_the_secretariat_adds_the_action_that_carries_it_out(client, secretary):
    decision = make_decision()
    page = secretary.get(f"/decisions/{decision.address}")
    assert section(page, "actions") == (
        "Actions qui l'exécutent Aucune action ne la met encore en œuvre. Ajouter une action"
    )
    link = parse(page).select_one("#actions a")["href"]
    assert link == f"/actions/nouvelle?decision={decision.id}"
    chosen = parse(secretary.get(link)).select_one("select[name=decision_id] option[selected]")
    assert chosen["value"] == str(decision.id)
    assert section(client.get(f"/decisions/{decision.address}"), "actions") is None


def test_a_decision_that_is_replaced_asks_for_no_action(secretary):
    decision = make_decision(state=DecisionState.REPLACED)
    assert section(secretary.get(f"/decisions/{decision.address}"), "actions") is None


def test_what_people_wrote_is_escaped(client):
    decision = make_decision("<script>alert(1)</script> **important**")
    page = client.get(f"/decisions/{decision.address}")
    assert "<script>alert" not in page.text
    assert parse(page).select_one("#texte strong").get_text() == "important"
    assert "<script>alert" not in client.get("/decisions/").text


# --- who reads what is not public yet ----------------------------------------------------------------


@pytest.fixture
def hidden(plenary, committee):
    """One of the plenary, one of the committee, one withdrawn in the committee; a public one in each."""
    of_plenary = make_held_meeting(bodies=[plenary])
    of_committee = make_held_meeting(bodies=[committee])
    make_decision("Canari public", meeting=of_plenary)
    make_decision("Canari public", meeting=of_committee)
    return {
        "plenary": make_decision("Canari caché", meeting=of_plenary, is_public=False),
        "committee": make_decision("Canari caché", meeting=of_committee, is_public=False),
        "withdrawn": make_decision("Canari caché", meeting=of_committee, is_public=False, state=DecisionState.WITHDRAWN),
    }  # fmt: skip


def sees(browser, hidden):
    """Which hidden decisions a browser finds, the same way everywhere."""
    addresses = {name: f"/decisions/{decision.address}" for name, decision in hidden.items()}
    by_address = {name for name, address in addresses.items() if browser.get(address).status_code == 200}
    for page in ("/decisions/", "/decisions/?q=canari"):
        shown = browser.get(page)
        links = {a["href"] for a in parse(shown).select("ol.rows h3 a")}
        assert {name for name, address in addresses.items() if address in links} == by_address
        assert f"{2 + len(by_address)} décisions" in shown.text
        assert [o.get_text() for o in parse(shown).select("select[name=annee] option")][
            1
        ] == f"2026 ({2 + len(by_address)})"
    for export in ("/decisions.csv", "/decisions.csv?q=canari"):
        text = browser.get(export).get_data(as_text=True)
        assert {name for name, decision in hidden.items() if f"\n{decision.number};" in text} == by_address
    return by_address


def test_a_visitor_never_learns_of_them(hidden, client):
    assert sees(client, hidden) == set()
    for decision in hidden.values():
        assert parse(client.get(f"/decisions/?q={decision.number}")).select("ol.rows li") == []


def test_members_read_those_of_their_bodies(hidden, member, committee, plenary):
    assert sees(member(committee), hidden) == {"plenary", "committee"}
    assert sees(member(plenary), hidden) == {"plenary"}
    assert sees(member(membership=Membership.UNKNOWN), hidden) == set()


def test_the_secretariat_reads_all_and_staff_without_place_none(hidden, secretary, treasurer):
    assert sees(secretary, hidden) == {"plenary", "committee", "withdrawn"}
    assert sees(treasurer, hidden) == set()


def test_those_who_read_them_see_the_mark(hidden, member, plenary):
    browser = member(plenary)
    page = browser.get(f"/decisions/{hidden['plenary'].address}")
    assert "pas encore publique" in parse(page).select_one(".page-header__state").get_text()
    assert "Cette décision devient publique avec le compte rendu" in page.text
    assert parse(page).select("textarea#message") == []
    assert browser.get("/decisions/").text.count("pas encore publique") == 1
    assert "Publique" in browser.get("/decisions.csv").text.splitlines()[0]


def test_a_cached_page_is_not_served_to_others_nor_after_a_change(hidden, client, secretary):
    assert "Canari caché" not in client.get("/decisions/").text
    assert "Canari caché" in secretary.get("/decisions/").text
    assert "Canari caché" not in client.get("/decisions/").text
    assert client.get(f"/decisions/{hidden['plenary'].address}").status_code == 404
    with writing():
        db.session.get(Decision, hidden["plenary"].id).is_public = True
        db.session.commit()
    assert "Canari caché" in client.get("/decisions/").text
    assert client.get(f"/decisions/{hidden['plenary'].address}").status_code == 200


def test_counts_that_are_kept_follow_who_may_read(hidden, member, committee, plenary):
    """The counts beside the filters are kept per reach: another reach, or a commit, makes them again."""
    browser = member(plenary)
    assert "3 décisions" in browser.get("/decisions/").text
    assert "3 décisions" in browser.get("/decisions/?etat=in_force").text
    assert "4 décisions" in member(committee).get("/decisions/").text
    with writing():
        for institution in db.session.query(Institution):
            institution.membership = Membership.UNKNOWN
        db.session.commit()
    assert "2 décisions" in browser.get("/decisions/").text
    with writing():
        db.session.delete(db.session.get(Decision, hidden["withdrawn"].id))
        db.session.get(Decision, hidden["plenary"].id).is_public = True
        db.session.commit()
    assert "3 décisions" in browser.get("/decisions/").text


def test_what_replaces_it_is_hidden_with_it(client, member, committee, plenary, secretary):
    new = make_decision("Canari caché", meeting=make_held_meeting(bodies=[committee]), is_public=False,
                        adopted_on=date(2026, 10, 9))  # fmt: skip
    old = make_decision(meeting=make_held_meeting(bodies=[plenary]), is_public=False, state=DecisionState.REPLACED,
                        replaced_by_id=new.id)  # fmt: skip
    address = f"/decisions/{old.address}"
    assert new.number not in member(plenary).get(address).text
    assert new.number in secretary.get(address).text
    assert new.number not in member(plenary).get("/decisions.csv").text


def test_one_page_costs_the_same_queries_whatever_it_replaces(client, count_queries):
    new = make_decision(adopted_on=date(2026, 10, 9))

    def cost():
        with count_queries() as statements:
            client.get(f"/decisions/{new.address}")
        return len(statements)

    make_decision(state=DecisionState.REPLACED, replaced_by_id=new.id)
    one = cost()
    for _ in range(2):
        make_decision(state=DecisionState.REPLACED, replaced_by_id=new.id)
    assert cost() == one == 6


def test_history_is_the_secretariat_s(client, secretary, member, plenary):
    decision = make_decision(meeting=make_held_meeting(bodies=[plenary]))
    address = f"/decisions/{decision.address}"
    assert section(secretary.get(address), "histoire") is not None
    assert section(client.get(address), "histoire") is None
    assert section(member(plenary).get(address), "histoire") is None
