"""Going away from a form on purpose leaves nothing behind; going away otherwise keeps what was typed."""

from tests.factories import make_institution, make_meeting, make_secretary
from tests.factories.drafts import drafts, fields_of, form_of, make_draft
from tests.posting import post


def leave(browser, page, **changes):
    button = form_of(page).select_one("button[name=_leave]")
    return post(browser, button["formaction"], {**fields_of(page, **changes), "_leave": button["value"]})


def test_not_saving_drops_the_draft_and_leads_back(login_as):
    browser, meeting = login_as(make_secretary()), make_meeting()
    address = f"/sessions/{meeting.id}/modifier"
    make_draft(browser, address, place="Une salle")
    answer = leave(browser, browser.get(address))
    assert (answer.status_code, answer.location) == (303, f"/sessions/{meeting.id}")
    assert drafts() == []
    said = browser.get(answer.location).get_data(as_text=True)
    assert "ce que vous aviez écrit est effacé." in said


def test_without_a_draft_it_only_leads_back(login_as):
    browser, meeting = login_as(make_secretary()), make_meeting()
    answer = leave(browser, browser.get(f"/sessions/{meeting.id}/modifier"))
    assert (answer.status_code, answer.location) == (303, f"/sessions/{meeting.id}")


def test_a_text_written_elsewhere_meanwhile_stays(login_as):
    browser, meeting = login_as(make_secretary()), make_meeting()
    address = f"/sessions/{meeting.id}/modifier"
    page = browser.get(address)
    make_draft(browser, address, place="Une salle")
    assert leave(browser, page).location == address
    assert len(drafts()) == 1


def test_nobody_is_led_to_another_site(login_as):
    browser, meeting = login_as(make_secretary()), make_meeting()
    page = browser.get(f"/sessions/{meeting.id}/modifier")
    button = form_of(page).select_one("button[name=_leave]")
    answer = post(browser, button["formaction"], {**fields_of(page), "_leave": "https://ailleurs.example/"})
    assert answer.location == f"/sessions/{meeting.id}/modifier"


def test_small_forms_of_people_keep_what_is_typed(login_as):
    browser, institution = login_as(make_secretary()), make_institution()
    for address in ("/personnes/nouvelle", f"/institutions/{institution.id}/sieges/nouveau"):
        assert form_of(browser.get(address)) is not None, address
    make_draft(browser, f"/institutions/{institution.id}/sieges/nouveau", designation="Lettre du 3")
    assert "Lettre du 3" in browser.get(f"/institutions/{institution.id}/sieges/nouveau").get_data(
        as_text=True
    )
