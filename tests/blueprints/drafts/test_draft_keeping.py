"""What an open page keeps while one types, with its script and without."""

import pytest

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from tests.factories import NOW
from tests.factories.drafts import drafts, fields_of, form_of, keep, keep_by_hand, kept, make_draft, value_of
from tests.forms import text_of
from tests.pages import parse
from tests.posting import post

AT_NINE = "vendredi 20 novembre 2026 à 9 h"


def done(response):
    return [tag["content"] for tag in parse(response).select("meta[name=draft-done]")]


def test_what_is_typed_is_kept_and_the_server_says_when(browser, secretary, meeting, address):
    answer = keep(browser, browser.get(address), theme_fr="Thème en cours")
    (draft,) = drafts()
    assert (answer.status_code, answer.get_json()) == (
        200, {"message": "Brouillon enregistré à 9\u202fh", "mark": draft.mark},
    )  # fmt: skip
    assert (draft.person_id, draft.seat_id, draft.form_key) == (
        secretary.id, None, f"meetings.edit:meeting_id={meeting.id}",
    )  # fmt: skip
    assert (draft.device_label, draft.saved_at) == ("Firefox, Android", NOW)
    assert (kept("theme_fr"), kept("version")) == ("Thème en cours", "1")
    assert [name for name, _ in draft.fields if name.startswith("_") or name == "csrf_token"] == []
    assert db.session.get(Meeting, meeting.id).theme["fr"] == "Thème enregistré"


def test_passwords_are_never_kept(browser, address):
    keep(browser, browser.get(address), password="secret", new_password="secret")
    assert [name for name, _ in drafts()[0].fields if "password" in name] == []


def test_opening_the_form_again_shows_the_draft_and_says_so(browser, address):
    make_draft(browser, address, theme_fr="Thème en cours", starts="pas une heure")
    page = browser.get(address)
    assert page.status_code == 200
    assert (value_of(page, "theme_fr"), value_of(page, "starts")) == ("Thème en cours", "pas une heure")
    (said,) = text_of(page, ".draft-offer p")
    assert said.replace(" .", ".") == (
        f"Vous aviez commencé : brouillon enregistré le {AT_NINE}, sur Firefox, Android. Rien n'est encore envoyé."
    )
    assert text_of(page, ".draft-offer button") == ["Repartir de la version enregistrée"]
    assert text_of(page, ".error-summary") == []


def test_a_draft_that_says_what_is_saved_is_not_shown(browser, address):
    make_draft(browser, address)
    page = browser.get(address)
    assert text_of(page, ".draft-offer") == []
    assert form_of(page)["data-draft-base"] == drafts()[0].mark


def test_a_draft_begun_before_somebody_saved_says_so_and_leads_to_both_texts(browser, meeting, address):
    make_draft(browser, address, theme_fr="Mon thème")
    with writing():
        stored = db.session.get(Meeting, meeting.id)
        stored.theme, stored.version = Translated(fr="Leur thème"), 2
        db.session.commit()
    page = browser.get(address)
    assert text_of(page, ".draft-offer p")[1:] == [
        "Quelqu'un a enregistré un changement depuis : en enregistrant, vous verrez les deux textes."
    ]
    refused = post(browser, address, fields_of(page))
    assert refused.status_code == 409
    assert text_of(refused, "#deux-textes dd")[:2] == ["Leur thème", "Mon thème"]
    assert kept("theme_fr") == "Mon thème"


def test_a_form_with_a_file_says_that_files_are_not_kept(browser, meeting):
    agenda = f"/sessions/{meeting.id}/ordre-du-jour"
    make_draft(browser, agenda, title_fr="Un point")
    page = browser.get(agenda)
    assert text_of(page, ".draft-offer p")[1:] == [
        "Les fichiers ne sont pas gardés dans un brouillon : joignez-les de nouveau."
    ]
    assert text_of(page, ".draft-offer button") == ["Effacer et recommencer"]


def test_too_long_a_text_is_refused_in_words(browser, address):
    page = browser.get(address)
    answer = keep(browser, page, introduction_fr="x" * 262_144)
    assert (answer.status_code, drafts()) == (413, [])
    assert answer.get_json() == {
        "message": "Ce texte est trop long pour être gardé comme brouillon. Copiez-le ailleurs, ou raccourcissez-le."
    }
    refused = keep_by_hand(browser, page, introduction_fr="x" * 262_144)
    assert (refused.status_code, drafts()) == (413, [])
    assert text_of(refused, "h1") == ["Ce brouillon n'est pas gardé"]
    assert "x" * 262_144 in text_of(refused, ".typed dd")


def test_two_tabs_do_not_overwrite_each_other(browser, address):
    first, second = browser.get(address), browser.get(address)
    keep(browser, first, theme_fr="Premier onglet")
    refused = keep(browser, second, theme_fr="Second onglet")
    assert (refused.status_code, refused.get_json()) == (
        409, {"message": "Un brouillon plus récent existe, ouvert ailleurs."},
    )  # fmt: skip
    assert keep(browser, first, theme_fr="Premier onglet, suite").status_code == 200
    assert kept("theme_fr") == "Premier onglet, suite"
    assert keep(browser, second, theme_fr="Second onglet", _force="1").status_code == 200
    assert kept("theme_fr") == "Second onglet"


def test_an_older_text_that_arrives_late_changes_nothing(browser, address):
    page = browser.get(address)
    keep(browser, page, theme_fr="Bonjour à tous", _typed="1763629200500")
    assert keep(browser, page, theme_fr="Bonj", _typed="1763629200100").status_code == 200
    assert kept("theme_fr") == "Bonjour à tous"


@pytest.mark.parametrize("typed", ["", "-5", "abc", "9" * 40, "١"])
def test_a_clock_that_makes_no_sense_is_no_harm(browser, address, typed):
    assert keep(browser, browser.get(address), theme_fr="Texte", _typed=typed).status_code == 200
    assert (kept("theme_fr"), drafts()[0].typed) == ("Texte", 0)


def test_typing_and_taking_it_back_leaves_nothing(browser, address):
    page = browser.get(address)
    keep(browser, page, theme_fr="Une faute")
    answer = keep(browser, page, _undone="1")
    assert (answer.status_code, answer.get_json(), drafts()) == (200, {"message": "", "mark": ""}, [])


# --- the browser without scripts ---------------------------------------------------------------------


def test_the_plain_button_keeps_and_comes_back(browser, address):
    answer = keep_by_hand(browser, browser.get(address), theme_fr="Plus tard")
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    page = browser.get(address)
    said = "Brouillon enregistré à 9 h. Il vous attend ici, rien n'est envoyé."
    assert text_of(page, ".notice--success p") == [said]
    assert value_of(page, "theme_fr") == "Plus tard"


def test_the_plain_button_shows_both_texts_when_another_page_wrote(browser, address):
    page = browser.get(address)
    make_draft(browser, address, theme_fr="Ailleurs")
    refused = keep_by_hand(browser, page, theme_fr="Ici")
    assert (refused.status_code, kept("theme_fr")) == (409, "Ailleurs")
    assert text_of(refused, "h1") == ["Un brouillon plus récent existe"]
    assert "Ici" in text_of(refused, "#texte dd")
    assert [a["href"] for a in parse(refused).select("main a.button")] == [address]
    form = parse(refused).select_one("main form")
    hidden = {tag["name"]: tag["value"] for tag in form.select("input") if tag["name"] != "csrf_token"}
    replaced = post(browser, form["action"], hidden)
    assert (replaced.status_code, replaced.headers["Location"]) == (303, address)
    assert kept("theme_fr") == "Ici"


def test_beginning_again_drops_the_draft(browser, address):
    make_draft(browser, address, theme_fr="À oublier")
    button = parse(browser.get(address)).select_one(".draft-offer form")
    answer = post(browser, button["action"])
    assert (answer.status_code, answer.headers["Location"], drafts()) == (303, address, [])
    page = browser.get(address)
    assert text_of(page, ".notice--success p") == ["Le brouillon est effacé."]
    assert (value_of(page, "theme_fr"), len(done(page))) == ("Thème enregistré", 1)


def test_beginning_again_shows_what_was_written_meanwhile_instead_of_dropping_it(browser, address):
    make_draft(browser, address, theme_fr="Ce que j'ai lu")
    read = browser.get(address)
    keep(browser, browser.get(address), theme_fr="Écrit depuis sur le téléphone")
    answer = post(browser, parse(read).select_one(".draft-offer form")["action"])
    assert (answer.status_code, kept("theme_fr")) == (303, "Écrit depuis sur le téléphone")
    page = browser.get(address)
    said = "Ce brouillon a changé entre-temps : le voici. Il n'est pas effacé."
    assert text_of(page, ".notice--warning p") == [said]
    assert value_of(page, "theme_fr") == "Écrit depuis sur le téléphone"
