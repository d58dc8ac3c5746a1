"""A form that is taken drops its draft with the same commit; a refused one keeps it. Every long form."""

import pytest

from noress.core import links
from noress.domain.accounts.models import PersonalDataRequest, RequestKind
from noress.domain.meetings import mails
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_agenda_item,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.drafts import drafts, fields_of, form_of, keep, kept, make_draft, value_of
from tests.forms import text_of
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.both_engines  # two people write at once


def done(response):
    return [tag["content"] for tag in parse(response).select("meta[name=draft-done]")]


def convened(**values):
    return make_meeting(
        "Convoquée", state=MeetingState.CONVENED, convened_at=NOW, reference="S-2026-01", **values
    )


def test_a_form_that_is_taken_drops_its_draft_with_the_same_commit(browser, secretary, meeting, address):
    page = browser.get(address)
    keep(browser, page, theme_fr="Thème fini")
    saved = post(browser, address, fields_of(page, theme_fr="Thème fini"))
    assert (saved.status_code, drafts()) == (303, [])
    assert db.session.get(Meeting, meeting.id).theme["fr"] == "Thème fini"
    form = form_of(page)
    assert form["data-draft"] == f"{secretary.id}.0.meetings.edit:meeting_id={meeting.id}"
    assert done(browser.get(saved.headers["Location"])) == [f"{form['data-draft']}:{form['data-draft-page']}"]
    assert done(browser.get(saved.headers["Location"])) == []


def test_a_refused_form_keeps_its_draft_and_goes_on_as_the_same_page(browser, address):
    page = browser.get(address)
    keep(browser, page, theme_fr="Thème")
    refused = post(browser, address, fields_of(page, theme_fr="Thème plus long", date=""))
    assert (refused.status_code, value_of(refused, "theme_fr")) == (422, "Thème plus long")
    assert text_of(refused, ".draft-offer") == []
    assert kept("theme_fr") == "Thème"
    assert form_of(refused)["data-draft-unsent"] == "1"
    assert keep(browser, refused).status_code == 200
    assert kept("theme_fr") == "Thème plus long"
    assert done(browser.get("/a-faire")) == []


def test_a_form_that_a_rule_refuses_keeps_its_draft_too(browser):
    make_institution("Chambre d'agriculture")
    page = browser.get("/institutions/nouvelle")
    typed = {"name_fr": "Chambre d'agriculture", "category_code": "association"}
    keep(browser, page, **typed)
    refused = post(browser, "/institutions/nouvelle", fields_of(page, **typed))
    assert text_of(refused, ".error-summary li") != []
    assert kept("name_fr") == "Chambre d'agriculture"
    taken = post(browser, "/institutions/nouvelle", fields_of(refused, create_anyway="y"))
    assert (taken.status_code, drafts()) == (303, [])


def test_a_draft_written_elsewhere_meanwhile_survives_the_save(browser, login_as, secretary, address):
    page = browser.get(address)
    make_draft(login_as(secretary), address, theme_fr="Sur le téléphone")
    saved = post(browser, address, fields_of(page, theme_fr="Sur l'ordinateur"))
    assert (saved.status_code, kept("theme_fr")) == (303, "Sur le téléphone")


def test_saving_what_a_draft_had_filled_drops_it(browser, meeting, address):
    make_draft(browser, address, theme_fr="Repris")
    assert post(browser, address, fields_of(browser.get(address))).status_code == 303
    assert (drafts(), db.session.get(Meeting, meeting.id).theme["fr"]) == ([], "Repris")


def test_a_draft_token_of_another_form_drops_nothing(browser, meeting, address):
    make_draft(browser, "/sessions/nouvelle", theme_fr="Une autre session")
    other = fields_of(browser.get("/sessions/nouvelle"))["_draft"]
    assert post(browser, address, fields_of(browser.get(address), _draft=other)).status_code == 303
    assert kept("theme_fr") == "Une autre session"


def test_what_an_address_says_after_its_question_mark_may_make_another_text(browser):
    make_draft(browser, "/actions/nouvelle?decision=7", what_fr="Pour la décision sept")
    assert drafts()[0].form_key == "actions.create:decision=7"
    assert value_of(browser.get("/actions/nouvelle"), "what_fr") == ""
    page = browser.get("/actions/nouvelle?decision=7&lang=ar")
    assert value_of(page, "what_fr") == "Pour la décision sept"
    assert form_of(page)["data-draft-form"] == "/actions/nouvelle?decision=7"
    assert form_of(browser.get("/actions/nouvelle?decision=a,b=c"))["data-draft"].endswith(".actions.create:")


def test_an_answer_begun_on_the_site_waits_in_its_form(login_as):
    seat = make_seat(make_institution("Chambre"))
    invitation = make_invitation(convened(), seat, answer=Answer.NO, reason="Absente")
    browser, address = login_as(seat.person, seat), f"/invitations/{invitation.id}"
    folded = "details:has(form[data-draft])"
    assert len(parse(browser.get(address)).select(folded)) == 1
    make_draft(browser, address, reason="Absente, sauf si l'heure change")
    assert drafts()[0].seat_id == seat.id
    page = browser.get(address)
    assert parse(page).select(folded) == []
    assert value_of(page, "reason") == "Absente, sauf si l'heure change"
    assert parse(page).select_one("input[name=answer][checked]")["value"] == "no"
    sent = post(browser, address, fields_of(page))
    assert (sent.status_code, drafts()) == (303, [])
    assert db.session.get(Invitation, invitation.id).reason == "Absente, sauf si l'heure change"


def test_a_request_about_own_data_is_the_persons_whatever_the_seat(login_as):
    person = make_person()
    first, second = (login_as(person, make_seat(person=person)) for _ in range(2))
    make_draft(first, "/mes-donnees/demande", text="Mon nom s'écrit autrement")
    assert drafts()[0].seat_id is None
    page = second.get("/mes-donnees/demande")
    assert value_of(page, "text") == "Mon nom s'écrit autrement"
    sent = post(second, "/mes-donnees/demande", fields_of(page, kind="correction"))
    assert (sent.status_code, drafts()) == (303, [])
    assert db.session.query(PersonalDataRequest).one().text == "Mon nom s'écrit autrement"


def test_the_page_behind_a_mailed_link_keeps_no_draft(client):
    invitation = make_invitation(convened())
    token = links.token(mails.PURPOSE, invitation.id, invitation.link_generation)
    page = parse(client.get(f"/i/{token}"))
    assert len(page.select("form.form")) == 1
    assert page.select("form[data-draft], input[name=_draft], .draft-later") == []


def long_forms(meeting):
    coming, institution = convened(), make_institution()
    asked = save(
        PersonalDataRequest(
            reference="P-1", person_id=make_person().id, kind=RequestKind.CORRECTION, text="", created_at=NOW
        )
    )
    return [
        "/sessions/nouvelle", f"/sessions/{meeting.id}/modifier", f"/sessions/{meeting.id}/ordre-du-jour",
        f"/sessions/points/{make_agenda_item(meeting).id}", f"/sessions/{coming.id}/annuler",
        f"/sessions/reponses/{make_invitation(coming).id}", "/institutions/nouvelle",
        f"/institutions/{institution.id}/modifier", "/instances/nouvelle",
        f"/instances/{meeting.bodies[0].id}/modifier", "/mes-donnees/demande",
        f"/personnes/demandes/{asked.id}",
    ]  # fmt: skip


def test_every_long_form_is_kept(browser, meeting):
    addresses = long_forms(meeting)
    for address in addresses:
        page = browser.get(address)
        form = form_of(page)
        assert form is not None, address
        assert (form["data-draft-form"], form["action"]) == (address, address)
        buttons = form.select("button[type=submit]")
        assert not buttons[0].has_attr("formaction"), f"{address}: Enter would keep, not send"
        assert buttons[-1]["formaction"].startswith("/brouillons/")
        assert keep(browser, page).status_code == 200, address
    assert len(drafts()) == len(addresses)


def test_every_kept_form_has_a_title_of_its_own(app):
    from noress.web.drafts import TITLES

    assert sorted(set(TITLES) - set(app.view_functions)) == []
