"""The secretariat asks for news, after a page that says who is written to."""

from datetime import date

from sqlalchemy import select

from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests import forms
from tests.blueprints.actions.shown import mine, texts
from tests.factories.actions import make_action
from tests.posting import post


def mails():
    return [
        (m.to_address, m.template) for m in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    ]


def test_who_is_written_to_is_said_before(world):
    late = mine(world, "Rapport", due_on=date(2026, 11, 1))
    outside = make_action(
        "Affiche", owner_words="Imprimerie", owner_email="imprimerie@exemple.ma", due_on=date(2026, 12, 1)
    )
    page = world.secretary.get("/actions/rappeler")
    assert texts(page, ".confirmation > ul")[0].startswith(
        "2 courriels partent tout de suite, un par boîte et par langue."
    )
    named = texts(page, ".confirmation h3 + ul > li")
    assert named[0].endswith(f"{late.number} Rapport · 1er novembre 2026 (en retard)")
    assert named[1] == f"( imprimerie@exemple.ma ) {outside.number} Affiche · 1er décembre 2026"
    assert mails() == []


def test_the_button_sends_and_the_second_click_finds_nobody(world):
    mine(world, "Rapport", due_on=date(2026, 11, 1))
    sent = forms.post(world.secretary, "/actions/rappeler")
    assert (sent.status_code, sent.location) == (303, "/actions/?late=1")
    assert [template for _to, template in mails()] == ["action_reminder"]
    assert texts(world.secretary.get(sent.location), ".notice") == ["C'est fait 1 courriel part maintenant."]
    assert post(world.secretary, "/actions/rappeler").status_code == 409
    assert len(mails()) == 1


def test_nobody_to_remind(world):
    page = world.secretary.get("/actions/rappeler")
    assert texts(page, ".empty h2") == ["Personne n'est à rappeler"]


def test_only_the_secretariat_reminds(world):
    assert [
        b.get("/actions/rappeler").status_code
        for b in (world.chair_browser, world.own_browser, world.visitor)
    ] == [403, 403, 302]


def test_as_many_queries_for_one_owner_as_for_three(world, count_queries):
    counts = []
    for number in range(3):
        mine(world, f"Rapport {number}", due_on=date(2026, 11, 1))
        with count_queries() as statements:
            assert world.secretary.get("/actions/rappeler").status_code == 200
        counts.append(len(statements))
    assert len(set(counts)) == 1
