"""What a check found of each part is said on the file's page, in its history, and when it is checked again."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.applications.models import Application, CorrectionRequest
from noress.domain.applications.rules.correcting import close_request
from noress.domain.audit.models import AuditEvent
from noress.extensions import db
from tests.desk_pages import fields, fresh, text, url
from tests.factories import NOW
from tests.factories.applications_desk import make_received, send
from tests.factories.calls import make_call
from tests.pages import parse
from tests.posting import post

LATER = NOW + timedelta(hours=1)


def marks(page, selector="main .status"):
    return [" ".join(one.get_text(" ").split()) for one in parse(page).select(selector)]


def correct(application, answers):
    with writing():
        row = db.session.get(Application, application.id)
        row.submitted_at, row.version = LATER, row.version + 1
        close_request(row, LATER)
        db.session.commit()
    send(application.response, answers, at=LATER)


def test_what_was_right_what_was_asked_and_what_changed(world):
    one = make_received(make_call(correction_days=3), answers={"summary": "Un résumé", "province": "01.571"})
    where = url(one, "/verification")
    first = parse(world.officer.get(where))
    assert (
        first.select("input[type=radio][value=ok][checked]") == []
    )  # nothing was looked at yet, and all must be
    sent = {**fields(world.officer.get(where)), "part_0": "missing", "note_0": "Trop court"}
    assert post(world.officer, where, sent).status_code == 303
    request = db.session.scalars(select(CorrectionRequest)).one()
    line = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "application.checked")
    ).one()  # one part in this form
    assert (line.at, line.changes["parts_missing"][1][0]["fr"]) == (request.asked_at, "Project")
    page = world.officer.get(url(one))
    assert "correction attendue" in marks(page)
    assert "Vérifiée, partie par partie" in text(page)
    assert "&lt;bdi" not in page.text
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        correct(one, {"title": "Atelier de couture", "summary": "Un résumé plus long", "province": "01.571"})
        assert "corrigé, à relire" in marks(world.officer.get(url(one)))
        page = world.officer.get(where)
        assert "corrigé, à relire" in marks(page)
        assert "Trop court" in text(page)
        found = parse(page)
        assert [one.text for one in found.select("dl.changes del")] == ["Un résumé"]
        assert [one.text for one in found.select("dl.changes ins")] == ["Un résumé plus long"]
        done = post(world.officer, where, {**fields(page), "part_0": "ok"})
        assert (done.status_code, done.location) == (303, url(one, "/decider"))
        page = world.officer.get(url(one))
        assert "complet" in marks(page)
        again = parse(world.officer.get(where))
        assert len(again.select("input[type=radio][value=ok][checked]")) == 1
    last = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "application.checked").order_by(AuditEvent.id.desc())
    ).first()
    assert [label["fr"] for label in last.changes["parts_right"][1]] == ["Project"]


def test_a_check_that_met_a_new_sending_shows_it_and_can_be_finished(world):
    one = make_received(make_call())
    where = url(one, "/verification")
    stale = {**fields(world.officer.get(where)), "part_0": "ok"}
    with writing():
        row = db.session.get(Application, one.id)
        row.labels, row.version = ["loin"], row.version + 1
        db.session.commit()
    send(one.response, {"title": "Atelier de couture", "summary": "Refait"}, at=NOW)
    refused = post(world.officer, where, stale)
    assert (refused.status_code, "Refait" in text(refused)) == (409, True)
    assert post(world.officer, where, fields(refused)).status_code == 303
    assert fresh(Application, one.id).complete_at is not None


def test_a_check_that_was_begun_waits_for_its_author(world):
    one = make_received(make_call())
    where = url(one, "/verification")
    form = parse(world.officer.get(where)).select_one("form[data-draft]")
    kept = post(
        world.officer, form["data-draft-url"], {**fields(world.officer.get(where)), "part_0": "missing", "note_0": "Flou"}
    )  # fmt: skip
    assert kept.status_code in (200, 303)
    page = parse(world.officer.get(where))
    assert page.select_one("#note_0")["value"] == "Flou"
    assert "Vous aviez commencé" in page.get_text()


def test_a_reason_that_was_begun_before_the_check_is_no_quarrel_with_oneself(world):
    one = make_received(make_call())
    where = url(one, "/decider")
    form = parse(world.officer.get(where)).select_one("form[data-draft]")
    post(
        world.officer,
        form["data-draft-url"],
        {**fields(world.officer.get(where)), "decision": "ineligible", "reason": "Hors"},
    )
    check = url(one, "/verification")
    assert post(world.officer, check, {**fields(world.officer.get(check)), "part_0": "ok"}).status_code == 303
    page = world.officer.get(where)
    assert ("Hors</textarea>" in page.text, "vous verrez les deux textes" in text(page)) == (True, False)
    assert post(world.officer, where, fields(page)).status_code == 303
    assert fresh(Application, one.id).reason == "Hors"
