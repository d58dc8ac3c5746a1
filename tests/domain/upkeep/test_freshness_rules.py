"""Entries are asked once a year, reminded twice, grey, then away; confirming brings them back."""

from datetime import date, timedelta

import pytest

from noress.core import clock
from noress.domain.catalogue.freshness import Freshness, freshness_of
from noress.domain.catalogue.models import HiddenBecause, Structure, StructureState
from noress.domain.catalogue.rules.states import ask_day
from noress.domain.outbox.models import MailState
from noress.domain.upkeep import rules
from noress.domain.upkeep.links import Shut, confirm_token, structure_of_confirm_token, why_shut
from noress.domain.upkeep.rules import asking
from noress.extensions import db
from tests.factories import NOW
from tests.factories.catalogue import make_structure

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)


@pytest.fixture
def run(work):
    """run(now) does one night's work."""

    def running(now):
        with work():
            return rules.run_daily(now=now)

    return running


def due(name="Atelier", **values):
    columns = {"ask_on": TODAY, "confirmed_on": date(2025, 11, 10), **values.pop("columns", {})}
    return make_structure(name, columns=columns, **{"email": "atelier@exemple.ma", **values})


def stored(row) -> Structure:
    db.session.rollback()
    return db.session.get_one(Structure, row.id)


def test_it_is_asked_reminded_twice_grey_then_away_and_comes_back(run, work, outbox, history):
    structure = due()
    told, seen = [], []
    for day in (0, 0, 13, 14, 29, 30, 43, 44, 90, 91, 92):
        now = NOW + day * DAY
        done = run(now)
        row = stored(structure)
        told.append((day, done["ask_due"], done["hide_stale"]))
        seen.append((day, freshness_of(row, clock.today(now)).value, row.asks, row.listed))
    assert told == [
        (0, 1, 0), (0, 0, 0), (13, 0, 0), (14, 1, 0), (29, 0, 0), (30, 1, 0), (43, 0, 0), (44, 0, 0), (90, 0, 0),
        (91, 0, 1), (92, 0, 0),
    ]  # fmt: skip
    assert seen == [
        (0, "due", 1, 2), (0, "due", 1, 2), (13, "due", 1, 2), (14, "due", 2, 2), (29, "due", 2, 2), (30, "due", 3, 2),
        (43, "due", 3, 2), (44, "grey", 3, 2), (90, "grey", 3, 2), (91, "fresh", 0, 0), (92, "fresh", 0, 0),
    ]  # fmt: skip
    mails = outbox()
    assert [(mail.template, mail.to_address) for mail in mails] == [
        *[("structure_confirm", "atelier@exemple.ma")] * 3, ("structure_stale", "atelier@exemple.ma"),
    ]  # fmt: skip
    row = stored(structure)
    for mail in mails:
        assert confirm_token(row) in mail.text
    assert "dernier rappel" not in mails[1].text
    assert "dernier rappel" in mails[2].text
    assert (row.state, row.hidden_because, why_shut(row)) == (
        StructureState.HIDDEN,
        HiddenBecause.STALE,
        None,
    )
    back = NOW + 100 * DAY
    for _twice in range(2):
        with work():
            row = structure_of_confirm_token(confirm_token(row))
            rules.confirm_by_keeper(
                structure=row, actor=asking.Actor(name="Atelier", method="link"), now=back
            )
    row = stored(structure)
    assert (row.state, row.listed, row.confirmed_on, row.confirmed_by, row.asks, row.needs_phone) == (
        StructureState.PUBLISHED, 2, clock.today(back), "Atelier", 0, False,
    )  # fmt: skip
    assert row.ask_on == ask_day(row, clock.today(back))
    assert freshness_of(row, clock.today(back)) is Freshness.FRESH
    actions = [action for action, _changes in history() if action != "structure.created"]
    assert actions == [
        *["structure.asked"] * 3,
        "structure.hidden",
        "structure.confirmed",
        "structure.published",
    ]


def test_three_thousand_of_one_day_are_asked_over_weeks_and_never_too_many_a_night(run, outbox, monkeypatch):
    days = [ask_day(Structure(id=number), TODAY) for number in range(1, 3001)]
    assert (min(days), max(days), max(days.count(day) for day in set(days))) == (
        TODAY + 365 * DAY, TODAY + 424 * DAY, 50,
    )  # fmt: skip
    monkeypatch.setattr(asking, "ASKS_A_DAY", 2)
    for number in range(3):
        due(f"Atelier {number}", email=f"atelier{number}@exemple.ma")
    assert [run(NOW + hours)["ask_due"] for hours in (0 * DAY, DAY / 24, DAY)] == [2, 0, 1]
    assert len(outbox()) == 3


def test_who_cannot_be_asked_by_mail_is_telephoned_and_who_asked_to_be_left_alone_is(run, work, outbox):
    from noress.domain.campaigns.addresses import hash_email
    from noress.domain.campaigns.models import DoNotContact
    from tests.factories import save

    silent, unwanted, fresh = due("Sans courriel", email=None), due("Tranquille", email="non@exemple.ma"), due(
        "Plus tard", columns={"ask_on": TODAY + DAY})  # fmt: skip
    opposed = due("Opposée", columns={"opposed_at": NOW})
    arabic = due({"ar": "تعاونية"}, email="ar@exemple.ma")
    save(DoNotContact(address_hash=hash_email("non@exemple.ma"), asked_at=NOW))
    assert run(NOW)["ask_due"] == 1
    assert [(mail.to_address, mail.language) for mail in outbox()] == [("ar@exemple.ma", "ar")]
    seen = {
        row.id: (stored(row).needs_phone, stored(row).asks)
        for row in (silent, unwanted, fresh, opposed, arabic)
    }
    assert seen == {
        silent.id: (True, 0), unwanted.id: (False, 3), fresh.id: (False, 0), opposed.id: (False, 0), arabic.id: (False, 1),
    }  # fmt: skip
    later = NOW + 91 * DAY
    assert freshness_of(stored(silent), clock.today(later)) is Freshness.GREY
    run(later)
    assert {stored(row).hidden_because for row in (silent, unwanted)} == {HiddenBecause.STALE}


def test_a_mail_that_comes_back_is_for_the_telephone_and_that_address_for_no_mail(
    run, work, outbox, actor, history
):
    structure, moved = due(), due("Autre", email="autre@exemple.ma")
    run(NOW)
    with work():
        for mail in outbox():
            mail.state = MailState.FAILED
    with work():
        rules.confirm_by_keeper(
            structure=stored(moved), actor=actor, now=NOW + DAY
        )  # it answered all the same
    assert run(NOW + 2 * DAY) == {"note_returned_mails": 1, "ask_due": 0, "hide_stale": 0}
    assert (stored(structure).needs_phone, stored(moved).needs_phone) == (True, False)
    run(NOW + 30 * DAY)
    assert len(outbox()) == 2  # no more mails
    with work():
        rules.confirm_by_telephone(structure=stored(structure), actor=actor, now=NOW + 31 * DAY)
    row = stored(structure)
    assert (row.needs_phone, row.confirmed_by, row.ask_on > TODAY + 365 * DAY) == (False, actor.name, True)
    assert run(NOW + 32 * DAY)["note_returned_mails"] == 0
    with work():
        stored(structure).ask_on = TODAY  # a year later, the same address
    assert run(NOW + 33 * DAY)["ask_due"] == 0
    assert (len(outbox()), stored(structure).needs_phone) == (2, True)
    assert "structure.to_telephone" in [action for action, _changes in history()]


def test_the_secretariat_notes_a_mail_that_came_back(work, outbox, actor, refusals, run):
    structure, silent = due(), due("Sans courriel", email=None)
    run(NOW)
    with work():
        outbox()[0].state = MailState.SENT
    with work():
        rules.note_returned(structure=stored(structure), actor=actor, now=NOW)
    assert (stored(structure).needs_phone, outbox()[0].state) == (True, MailState.FAILED)
    assert refusals({
        "silent": lambda: rules.note_returned(structure=stored(silent), actor=actor, now=NOW),
        "twice": lambda: rules.note_returned(structure=stored(structure), actor=actor, now=NOW),
    }) == {"silent": ("no_address", None, 409), "twice": "done"}  # fmt: skip


def test_what_a_link_opens(work, actor, refusals):
    cases = {
        "published": {}, "stale": {"state": StructureState.HIDDEN, "columns": {"hidden_because": HiddenBecause.STALE}},
        "gone": {"state": StructureState.HIDDEN, "columns": {"hidden_because": HiddenBecause.GONE}},
        "by us": {"state": StructureState.HIDDEN, "columns": {"hidden_because": HiddenBecause.SECRETARIAT}},
        "refused": {"state": StructureState.REFUSED}, "to check": {"state": StructureState.TO_CHECK},
        "opposed": {"columns": {"opposed_at": NOW}},
    }  # fmt: skip
    rows = {name: make_structure(name, **values) for name, values in cases.items()}
    assert {name: why_shut(row) for name, row in rows.items()} == {
        "published": None, "stale": None, "gone": Shut.GONE, "by us": Shut.HIDDEN, "refused": Shut.REFUSED,
        "to check": Shut.WAITING, "opposed": Shut.OPPOSED,
    }  # fmt: skip
    confirmed = refusals({
        name: lambda row=row: rules.confirm_by_keeper(structure=stored(row), actor=actor, now=NOW) for name, row in rows.items()
    })  # fmt: skip
    assert {name: said for name, said in confirmed.items() if said != "done"} == dict.fromkeys(
        ("gone", "by us", "refused", "to check", "opposed"), ("not_published", None, 409)
    )
    with work():
        for _twice in range(2):
            rules.oppose_by_link(structure=stored(rows["published"]), actor=actor, now=NOW)
    row = stored(rows["published"])
    assert (row.hidden_because, row.opposed_at, row.listed) == (HiddenBecause.OPPOSED, NOW, 0)
    token = confirm_token(row)
    with work():
        stored(row).link_generation += 1
    assert [structure_of_confirm_token(text) for text in (token, "x", "1-" + "a" * 22)] == [None] * 3
