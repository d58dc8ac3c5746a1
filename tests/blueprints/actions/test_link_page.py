"""Behind the reminder's link: one page, three buttons, no password; opening it changes nothing."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.actions import report_links
from noress.domain.actions.models import Action, ActionReport, ActionState
from noress.domain.audit.models import AuditEvent
from noress.extensions import db
from tests import forms
from tests.blueprints.actions.shown import mine, texts
from tests.core.test_images import jpeg
from tests.factories import NOW
from tests.factories.actions import make_action, make_plan, make_report
from tests.factories.links import change
from tests.pages import parse
from tests.posting import post

BASE = "http://127.0.0.1:8000"


def link(action):
    return report_links.report_url(db.session.get(Action, action.id), now=NOW).removeprefix(BASE)


def press(browser, address, state, **fields):
    """Open the page, fill it in, press one of its buttons."""
    page = parse(browser.get(address))
    kept = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    return browser.post(page.select_one("main form")["action"], data={**kept, "state": state, **fields})


def reports():
    return db.session.scalars(select(ActionReport).order_by(ActionReport.id)).all()


@pytest.fixture
def outside(world):
    return make_action(
        "Imprimer l'affiche",
        owner_words="Imprimerie partenaire",
        owner_email="imprimerie@exemple.ma",
        due_on=date(2026, 12, 4),
    )


def test_three_large_buttons_and_nothing_else_to_know(world, outside):
    page = world.visitor.get(link(outside))
    assert texts(page, "h1") == ["Imprimer l'affiche"]
    assert texts(page, ".facts dd") == ["4 décembre 2026", "Imprimerie partenaire", outside.number]
    assert [(b["name"], b["value"], b.text.strip()) for b in parse(page).select("button.button--big")] == [
        ("state", "done", "Faite"), ("state", "open", "En cours"), ("state", "blocked", "Bloquée"),
    ]  # fmt: skip
    assert [form["method"] for form in parse(page).select("main form")] == ["post"]
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "imprimerie@" not in page.get_data(as_text=True)


def test_opening_it_changes_nothing(world, outside):
    for _ in range(3):
        world.visitor.get(link(outside))
        world.visitor.head(link(outside))
    action = db.session.get(Action, outside.id)
    assert (action.version, action.last_report_at, reports()) == (1, None, [])
    assert db.session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize(
    ("state", "after", "progress"), [("done", ActionState.DONE, 100), ("open", ActionState.OPEN, 0), ("blocked", ActionState.BLOCKED, 0)]
)  # fmt: skip
def test_one_press_is_enough(world, outside, state, after, progress):
    sent = press(world.visitor, link(outside), state)
    assert (sent.status_code, sent.location) == (303, link(outside) + "#recu")
    action, (report,) = db.session.get(Action, outside.id), reports()
    assert (action.state, action.progress, report.state, report.channel, report.reporter_words) == (
        after, progress, after, "link", "Imprimerie partenaire",
    )  # fmt: skip
    (event,) = db.session.scalars(select(AuditEvent)).all()
    assert (event.person_name, event.method, event.action) == (
        "Imprimerie partenaire",
        "link",
        "action.reported",
    )
    page = world.visitor.get(sent.location)
    assert texts(page, "#recu h2") == ["Vos nouvelles sont enregistrées"]
    assert texts(page, "#recu dd")[0] == str(after.label)


def test_a_word_and_a_photo(world, outside):
    photo = jpeg(640, 480)
    press(
        world.visitor,
        link(outside),
        "open",
        comment="L'encre arrive lundi.",
        photo=(io.BytesIO(photo), "essai.jpg"),
    )
    (report,) = reports()
    assert (report.comment, [one.file.name for one in report.evidence]) == (
        "L'encre arrive lundi.",
        ["essai.jpg"],
    )
    evidence = report.evidence[0]
    assert world.secretary.get(f"/actions/preuves/{evidence.id}").data == photo


def test_an_institution_speaks_in_its_own_name(world):
    action = mine(world)
    press(world.visitor, link(action), "done")
    assert [(r.institution_id, r.reported_by_id) for r in reports()] == [(world.own.id, None)]
    (event,) = db.session.scalars(select(AuditEvent)).all()
    assert (event.person_name, event.acting_for, event.institution_id) == (
        "La nôtre",
        "La nôtre",
        world.own.id,
    )


def test_the_link_shows_nothing_of_what_others_said(world):
    action = mine(world)
    make_report(action, comment="Monsieur Untel est malade.")
    page = world.visitor.get(link(action)).get_data(as_text=True)
    assert "Untel" not in page
    assert f"/actions/{action.id}" not in page


def test_a_button_that_is_none(world, outside):
    for state in ("", "dropped", "gagnée"):
        refused = press(world.visitor, link(outside), state, comment="À ne pas perdre")
        assert refused.status_code == 422
        assert texts(refused, ".error-summary li") == [
            "Appuyez sur l'un des trois boutons : faite, en cours ou bloquée."
        ]
        assert parse(refused).select_one("[name=comment]").text.strip() == "À ne pas perdre"
    assert reports() == []


def test_a_photo_that_is_refused_loses_no_word(world, outside):
    refused = press(
        world.visitor,
        link(outside),
        "done",
        comment="Voici",
        photo=(io.BytesIO(jpeg(12_000, 9_000)), "photo.jpg"),
    )
    assert (refused.status_code, list(forms.errors_of(refused))) == (422, ["photo"])
    assert parse(refused).select_one("[name=comment]").text.strip() == "Voici"
    assert parse(refused).select_one("main details").has_attr("open")
    assert (reports(), db.session.get(Action, outside.id).version) == ([], 1)


def test_news_that_arrived_meanwhile_are_shown(world, outside):
    page = parse(world.visitor.get(link(outside)))
    kept = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    press(world.visitor, link(outside), "blocked", comment="Plus d'encre.")
    stale = world.visitor.post(link(outside), data={**kept, "state": "done", "comment": "Fini"})
    assert stale.status_code == 409
    assert texts(stale, ".notice li") == ["Elles disent : bloquée", "Plus d'encre."]
    assert parse(stale).select_one("[name=comment]").text.strip() == "Fini"
    assert [r.state for r in reports()] == [ActionState.BLOCKED]
    again = {tag["name"]: tag.get("value", "") for tag in parse(stale).select("main form input[type=hidden]")}
    assert (
        world.visitor.post(link(outside), data={**again, "state": "done", "comment": "Fini"}).status_code
        == 303
    )
    assert [r.state for r in reports()] == [ActionState.BLOCKED, ActionState.DONE]


def test_a_bad_network_sends_twice_and_is_heard_once(world, outside):
    page = parse(world.visitor.get(link(outside)))
    kept = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    answers = [
        world.visitor.post(link(outside), data={**kept, "state": "done"}).status_code for _ in range(2)
    ]
    assert (answers, len(reports())) == ([303, 303], 1)


def test_without_token_of_the_form_nothing_is_noted(world, outside):
    refused = world.visitor.post(link(outside), data={"state": "done", "version": "1"})
    assert (refused.status_code, reports()) == (400, [])


def test_it_speaks_the_language_of_an_outside_owner(world, outside):
    change(outside, owner_language="ar")
    assert parse(world.visitor.get(link(outside))).html["lang"] == "ar-MA"
    assert parse(world.visitor.get(link(outside) + "?lang=fr")).html["lang"] == "fr-MA"


# Links that are no longer good


GONE = {
    "another owner": ({"link_generation": 2}, "Ce lien n'est plus le vôtre"),
    "taken back": ({"removed_at": NOW}, "Cette action a été retirée"),
}


@pytest.mark.parametrize("case", GONE)
def test_a_link_that_was_good_says_why_it_is_not(world, outside, case):
    columns, title = GONE[case]
    address = link(outside)
    change(outside, **columns)
    for answer in (
        world.visitor.get(address),
        post(world.visitor, address, {"state": "done", "version": "1"}),
    ):
        assert (answer.status_code, texts(answer, "h1")) == (410, [title])
        assert answer.headers["Cache-Control"] == "no-store"
    assert reports() == []


def test_a_link_of_ten_weeks_ago(world, outside):
    address = link(outside)
    with time_machine.travel(NOW + timedelta(weeks=10), tick=False):
        answer = world.visitor.get(address)
    assert (answer.status_code, texts(answer, "h1")) == (410, ["Ce lien n'est plus valable"])


def test_a_link_into_a_plan_that_is_over(world):
    action = make_action(owner_email="x@exemple.ma", plan_id=make_plan(closed_on=NOW.date()).id)
    assert texts(world.visitor.get(link(action)), "h1") == ["Ce plan est clos"]


@pytest.mark.parametrize(
    "token", ["inconnu", "1-aaaaaaaaaaaaaaaaaaaaaa", "9999-aaaaaaaaaaaaaaaaaaaaaa", "%00"]
)
def test_what_was_never_a_link_does_not_exist(world, outside, token):
    assert world.visitor.get(f"/r/{token}").status_code == 404
    assert post(world.visitor, f"/r/{token}", {"state": "done"}).status_code == 404


def test_an_invitations_link_is_no_reports_link(world, outside):
    from noress.core import links
    from noress.domain.meetings import mails

    token = links.token(mails.PURPOSE, outside.id, 1)
    assert world.visitor.get(f"/r/{token}").status_code == 404
