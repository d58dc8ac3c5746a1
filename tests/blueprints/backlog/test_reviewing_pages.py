"""The secretariat reads proposals and answers; carries items over; moves them."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.meetings.models import AgendaItem, ItemOrigin, MeetingState
from noress.extensions import db
from tests.factories import make_agenda_item, make_meeting
from tests.factories.backlog import make_proposal, make_proposed_document
from tests.factories.documents import make_document
from tests.factories.meeting_forms import post, text_of, token_of
from tests.factories.minutes import make_block, make_held_meeting, make_minutes
from tests.pages import parse


def review(decision, item, **changes):
    return {
        "version": str(item.version), "decision": decision, "title_fr": item.title.get("fr", ""), "title_ar": "حصيلة",
        "kind": "discussion", "minutes": "30", "presenter": "Institution 1", "note_fr": "", "note_ar": "", "answer": "",
        **changes,
    }  # fmt: skip


def items_of(meeting):
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    return db.session.scalars(query).all()


# --- what waits --------------------------------------------------------------------------------------


def test_the_secretariat_s_duties_count_what_waits(browser, committee, seat, convened):
    for title in ("Un", "Deux"):
        make_proposal(committee, title, seat, meeting_id=convened.id)
    make_proposal(committee, "Trois", seat)
    make_proposal(committee, "Gardé", seat, state=ProposedState.PARKED)
    page = parse(browser.get("/a-faire"))
    duties = {
        " ".join(duty.h3.get_text().split()): duty.select_one("a.button")["href"]
        for duty in page.select(".duty")
    }
    assert {title: href for title, href in duties.items() if "proposé" in title} == {
        "2 points proposés à examiner": f"/sessions/{convened.id}/points-proposes",
        "1 point proposé à examiner": f"/instances/{committee.id}/points-en-attente",
    }  # fmt: skip


def test_members_have_no_such_duty(member, committee, seat):
    make_proposal(committee, "Un", seat)
    assert "à examiner" not in member.get("/a-faire").get_data(as_text=True)


def test_a_session_s_page_lists_its_own_then_the_backlog(browser, committee, seat, draft, convened):
    own = make_proposal(committee, "Pour cette session", seat, meeting_id=convened.id)
    make_proposal(
        committee, "Déjà refusé", seat, meeting_id=convened.id, state=ProposedState.DECLINED, answer="Non."
    )
    parked = make_proposal(committee, "Gardé", seat, state=ProposedState.PARKED, answer="Plus tard.")
    page = parse(browser.get(f"/sessions/{convened.id}/points-proposes"))
    assert [a.get_text(strip=True) for a in page.select("#proposes h3 a")] == [
        "Pour cette session",
        "Déjà refusé",
    ]
    assert [a.get_text(strip=True) for a in page.select("#attente h3 a")] == ["Gardé"]
    assert [a["href"] for a in page.select("main a.button")][:2] == [
        f"/points-proposes/{own.id}/examiner?session={convened.id}", f"/points-proposes/{parked.id}/examiner?session={convened.id}",
    ]  # fmt: skip
    later = parse(browser.get(f"/sessions/{draft.id}/points-proposes"))
    assert [a.get_text(strip=True) for a in later.select("#attente h3 a")] == ["Pour cette session", "Gardé"]


def test_the_agenda_and_the_session_s_panel_say_how_many_wait(browser, committee, seat, draft):
    for title in ("Un", "Deux", "Trois"):
        make_proposal(committee, title, seat, state=ProposedState.PARKED)
    agenda = parse(browser.get(f"/sessions/{draft.id}/ordre-du-jour"))
    assert f"/sessions/{draft.id}/points-proposes" in {
        a["href"]
        for a in agenda.select("a")
        if a.get_text(strip=True) == "3 points en attente\xa0: les inscrire"
    }
    assert "Points proposés (3 en attente)" in text_of(browser.get(f"/sessions/{draft.id}"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_backlog_asks_the_same_queries_whatever_its_length(
    browser, committee, seat, draft, count_queries, count
):
    for number in range(count):
        make_proposed_document(make_proposal(committee, f"Point {number}", seat))
        make_proposal(committee, f"Gardé {number}", seat, meeting_id=draft.id)
    asked = []
    for path in (f"/instances/{committee.id}/points-en-attente", f"/sessions/{draft.id}/points-proposes"):
        with count_queries() as statements:
            assert browser.get(path).status_code == 200
        asked.append(len(statements))
    assert asked == WAITING_QUERIES


#: who acts, the body, how many, the list, its documents, the coming sessions;
#: who acts, the session, its proposals and their documents, its bodies, how many wait, the list, its documents
WAITING_QUERIES = [6, 8]


# --- answering ---------------------------------------------------------------------------------------


def test_accepting_leads_to_the_agenda(browser, committee, seat, draft, outbox):
    item = make_proposal(committee, "Bilan", seat)
    path = f"/points-proposes/{item.id}/examiner?session={draft.id}"
    page = parse(browser.get(path))
    assert page.select_one("[name=presenter]")["value"] == "Institution 1"
    assert page.select_one("[name=meeting_id] option[selected]")["value"] == str(draft.id)
    assert "Un courriel part à\xa0: Titulaire, Institution 1." in " ".join(
        page.select_one("main").get_text().split(" ")
    )
    response = post(
        browser, path, **review("accept", item, meeting_id=str(draft.id), title_fr="Bilan annuel")
    )
    [made] = items_of(draft)
    assert (response.status_code, response.location) == (
        303,
        f"/sessions/{draft.id}/ordre-du-jour#point-{made.id}",
    )
    assert (made.title, made.origin, made.presenter) == (
        {"fr": "Bilan annuel", "ar": "حصيلة"},
        ItemOrigin.PROPOSED,
        "Institution 1",
    )
    assert len(outbox()) == 1
    agenda = text_of(browser.get(f"/sessions/{draft.id}/ordre-du-jour"), "main")
    assert "proposé par un membre" in agenda


def test_parking_and_declining_need_a_reason(browser, committee, seat, outbox):
    item = make_proposal(committee, "Bilan", seat)
    path = f"/points-proposes/{item.id}/examiner"
    for decision in ("park", "decline"):
        response = post(browser, path, **review(decision, item))
        assert (response.status_code, len(parse(response).select("#answer-error"))) == (422, 1)
    response = post(browser, path, **review("park", item, answer="L'ordre du jour est plein."))
    assert (response.status_code, response.location) == (303, f"/instances/{committee.id}/points-en-attente")
    db.session.expire_all()
    assert (item.state, item.answer, len(outbox())) == (ProposedState.PARKED, "L'ordre du jour est plein.", 1)
    assert post(browser, path, **review("decline", item, answer="Déjà décidé.")).status_code == 303
    db.session.expire_all()
    assert (item.state, len(outbox())) == (ProposedState.DECLINED, 2)
    assert browser.get(path).status_code == 409
    assert post_again(browser, path, item).status_code == 409


def post_again(browser, path, item):
    token = token_of(browser, "/sessions/nouvelle")
    return browser.post(path, data={"csrf_token": token, **review("decline", item, answer="Encore.")})


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"decision": ""}, "decision"), ({"meeting_id": "999999"}, "meeting_id"), ({"title_fr": ""}, "title_fr"), ({"minutes": "0"}, "minutes")],
)  # fmt: skip
def test_a_wrong_answer_is_told_beside_its_field(browser, committee, seat, draft, changes, field, outbox):
    item = make_proposal(committee, "Bilan", seat)
    values = {"meeting_id": str(draft.id), "answer": "Merci.", **changes}
    response = post(
        browser,
        f"/points-proposes/{item.id}/examiner",
        **review(values.pop("decision", "accept"), item, **values),
    )
    page = parse(response)
    assert (response.status_code, len(page.select(f"#{field}-error"))) == (422, 1)
    assert page.select_one("[name=answer]").get_text(strip=True) == "Merci."
    assert (items_of(draft), outbox()) == ([], [])


def test_an_item_edited_meanwhile_shows_both_texts(browser, committee, seat, outbox):
    item = make_proposal(committee, "Nouveau titre", seat, version=2)
    response = post(
        browser,
        f"/points-proposes/{item.id}/examiner",
        **review("decline", item, version="1", title_fr="Ancien titre", answer="Non."),
    )
    page = parse(response)
    assert (response.status_code, outbox()) == (409, [])
    assert [dd.get_text(strip=True) for dd in page.select("#deux-textes dd")][:2] == [
        "Nouveau titre",
        "Ancien titre",
    ]


def test_without_a_session_in_preparation_it_says_so(browser, committee, seat):
    item = make_proposal(committee, "Bilan", seat)
    page = parse(browser.get(f"/points-proposes/{item.id}/examiner"))
    assert (page.select("[name=meeting_id]"), "Aucune session n'est préparée" in page.get_text()) == (
        [],
        True,
    )


# --- leaving -----------------------------------------------------------------------------------------


def test_the_pages_that_remove_say_what_becomes_of_a_proposal(browser, committee, seat, draft, outbox):
    item = make_proposal(committee, "Bilan", seat)
    post(browser, f"/points-proposes/{item.id}/examiner", **review("accept", item, meeting_id=str(draft.id)))
    [made] = items_of(draft)
    assert "Proposé par Institution 1, il revient en attente" in text_of(
        browser.get(f"/sessions/points/{made.id}/retirer")
    )
    assert "reste en attente dans l'instance" in text_of(browser.get(f"/sessions/{draft.id}/supprimer"))
    assert post(browser, f"/sessions/{draft.id}/supprimer").status_code == 303
    [left] = db.session.scalars(select(ProposedItem)).all()
    assert (left.state, left.meeting_id, len(outbox())) == (ProposedState.PARKED, None, 2)


# --- carrying over -----------------------------------------------------------------------------------


@pytest.fixture
def held(committee):
    meeting = make_held_meeting(bodies=[committee])
    record = make_minutes(meeting)
    make_block(record, agenda_item_id=make_agenda_item(meeting, "Traité").id)
    make_document(meeting, "Note", agenda_item=make_agenda_item(meeting, "Pas traité"))
    return meeting


def test_usual_items_are_not_ticked_the_next_session_has_its_own(browser, held):
    make_agenda_item(held, "Suivi", origin=ItemOrigin.FOLLOW_UP)
    make_agenda_item(held, "Approbation", origin=ItemOrigin.APPROVAL)
    page = parse(browser.get(f"/sessions/{held.id}/reporter-des-points"))
    ticked = [box.find_parent("label").get_text(strip=True) for box in page.select("[name=items][checked]")]
    assert ticked == ["Pas traité"]
    assert len(page.select("[name=items]")) == 4
    assert page.select_one("legend").get_text(strip=True) == "Points à reporter"


def test_nobody_is_said_to_be_told_of_an_item_that_nobody_proposed(
    browser, held, committee, convened, outbox
):
    path = f"/sessions/{held.id}/reporter-des-points"
    [ticked] = [box["value"] for box in parse(browser.get(path)).select("[name=items][checked]")]
    post(browser, path, items=[ticked], target=f"attente-{committee.id}")
    [item] = db.session.scalars(select(ProposedItem)).all()
    answer = post(
        browser, f"/points-proposes/{item.id}/examiner", **review("accept", item, meeting_id=str(convened.id))
    )
    said = text_of(browser.get(answer.location), ".notice--success")
    assert said == "C'est fait Le point est inscrit à la fin de l'ordre du jour."
    assert outbox() == []


def test_items_without_a_word_in_the_record_are_ticked_and_carried(browser, held, draft):
    path = f"/sessions/{held.id}/reporter-des-points"
    assert path in browser.get(f"/sessions/{held.id}").get_data(as_text=True)
    page = parse(browser.get(path))
    boxes = {
        box.find_parent("label").get_text(strip=True): box.has_attr("checked")
        for box in page.select("[name=items]")
    }
    assert boxes == {"Traité": False, "Pas traité": True}
    [ticked] = [box["value"] for box in page.select("[name=items]") if box.has_attr("checked")]
    response = post(browser, path, items=[ticked], target=str(draft.id), with_documents="y")
    assert (response.status_code, response.location) == (303, f"/sessions/{draft.id}/ordre-du-jour")
    [made] = items_of(draft)
    assert (made.title["fr"], made.carried_from_id, [d.title for d in made.documents]) == (
        "Pas traité",
        int(ticked),
        ["Note"],
    )
    agenda = text_of(browser.get(response.location), "main")
    assert "1 point est reporté." in agenda
    assert "reporté de la session du 12 novembre 2026" in agenda
    assert "Déjà reportés : Pas traité" in text_of(browser.get(path), "main")
    assert "reporté de la session du 12 novembre 2026" in text_of(
        browser.get(f"/sessions/points/{made.id}"), "#chaine"
    )


def test_items_are_carried_into_the_backlog(browser, held, committee):
    path = f"/sessions/{held.id}/reporter-des-points"
    [ticked] = [box["value"] for box in parse(browser.get(path)).select("[name=items][checked]")]
    response = post(browser, path, items=[ticked], target=f"attente-{committee.id}")
    assert response.location == f"/instances/{committee.id}/points-en-attente"
    shown = text_of(browser.get(response.location), "main")
    assert "Comité financement · reporté de la session du 12 novembre 2026" in shown
    [item] = db.session.scalars(select(ProposedItem)).all()
    assert (
        item.documents,
        "reporté de la session du 12 novembre 2026"
        in text_of(browser.get(f"/points-proposes/{item.id}"), "#chaine"),
    ) == ([], True)


@pytest.mark.parametrize(
    "changes", [{"target": "999999"}, {"target": "attente-x"}, {"target": ""}, {"items": []}]
)
def test_a_wrong_choice_is_told(browser, held, draft, changes):
    path = f"/sessions/{held.id}/reporter-des-points"
    [ticked] = [box["value"] for box in parse(browser.get(path)).select("[name=items][checked]")]
    response = post(browser, path, **{"items": [ticked], "target": str(draft.id), **changes})
    assert (response.status_code, len(parse(response).select(".error-summary li"))) == (422, 1)
    assert items_of(draft) == []


def test_visitors_read_where_an_item_comes_from(client, browser, held, committee):
    convened = make_meeting(bodies=[committee], state=MeetingState.CONVENED)
    source = items_of(held)[1]
    make_agenda_item(convened, "Pas traité", carried_from_id=source.id, origin=ItemOrigin.CARRIED)
    page = parse(client.get(f"/sessions/{convened.id}"))
    assert [a["href"] for a in page.select("#ordre-du-jour p.small a")] == [f"/sessions/{held.id}"]


# --- moving ------------------------------------------------------------------------------------------


def test_an_item_moves_to_another_session(browser, draft, convened):
    item = make_agenda_item(draft, "Part")
    path = f"/sessions/points/{item.id}/transferer"
    assert path in browser.get(f"/sessions/{draft.id}/ordre-du-jour").get_data(as_text=True)
    assert [o.get_text() for o in parse(browser.get(path)).select("[name=target] option")] == [
        "8 avril 2027\xa0: Communication"
    ]
    assert post(browser, path, how="", target=str(convened.id)).status_code == 422
    assert post(browser, path, how="move", target=str(draft.id)).status_code == 422
    response = post(browser, path, how="move", target=str(convened.id))
    assert response.location == f"/sessions/{convened.id}/ordre-du-jour#point-{item.id}"
    assert ([one.id for one in items_of(convened)], items_of(draft)) == ([item.id], [])


def test_with_nowhere_to_go_the_page_says_so(browser, draft):
    item = make_agenda_item(draft, "Part")
    page = parse(browser.get(f"/sessions/points/{item.id}/transferer"))
    assert (page.select("[name=target]"), "Aucune autre session n'est préparée" in page.get_text()) == (
        [],
        True,
    )
    with writing():
        draft.state = MeetingState.HELD
        db.session.commit()
    assert browser.get(f"/sessions/points/{item.id}/transferer").status_code == 409
