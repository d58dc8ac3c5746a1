"""Applications begun, filled in, sent, withdrawn and sent back at the same instant, through the pages: one draft, one
number, one receipt, nothing lost; whoever comes second is told."""

import pytest
import time_machine
from sqlalchemy import func, select

from noress.domain.applications.links import token_of
from noress.domain.applications.models import (
    Application,
    ApplicationPerson,
    ApplicationState,
    CorrectionRequest,
)
from noress.domain.catalogue.models import Structure
from noress.domain.files.models import RenderedDocument, StoredFile
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.models import Response, ResponseFile, ResponseSnapshot
from noress.extensions import db
from tests.desk_pages import fields
from tests.factories import NOW, make_secretary
from tests.factories.calls import make_application, make_call, make_worker
from tests.factories.catalogue import make_structure
from tests.pages import parse
from tests.posting import SAME_ORIGIN, csrf_token, post

ROUNDS = 3
READY = {"title": "Atelier de couture", "summary": "Former douze femmes"}
SIGNED = {"signatory": "La présidente", "declared": "y"}
JSON = {"Accept": "application/json"}
PDF = b"%PDF-1.4\n" + b"0" * 600 + b"\n%%EOF"


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browsers(app):
    return [app.test_client() for _ in range(5)]


def counted(*tables):
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def stored(model, key):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(model, key)


def home_of(application, n=0):
    return f"/candidature/{token_of(application.people[n])}"


def sending(browser, home):
    """What the page that sends holds, signed."""
    page = parse(browser.get(f"{home}/envoyer"))
    return {one["name"]: one["value"] for one in page.select("main form input[type=hidden]")} | SIGNED


def test_five_phones_begin_one_draft(at_once, browsers):
    """Of a structure in the catalogue, then of a new one; whoever did not begin it is told where the link went."""
    for round_number in range(1, ROUNDS + 1):
        call = make_call(needs_affiliation=False)
        known = (
            f"structure={make_structure(f'Coopérative {round_number}').id}"
            if round_number % 2
            else "nom=Tiwizi"
        )
        path = f"/appels/{call.id}/candidater/commencer?{known}"

        def begin(number, browser, path=path, lot=call.lots[0].id):
            typed = {
                "title": "Atelier",
                "name": "Présidente",
                "email": f"p{number}@exemple.ma",
                "lot": lot,
                "sponsor": "",
            }
            return post(browser, path, typed)

        answers = at_once(begin, browsers)
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409]
        assert ["@exemple.ma" in answer.text for answer in answers if answer.status_code == 409] == [True] * 4
        assert counted(Application, ApplicationPerson, Response, Structure) == [round_number] * 4


def test_the_same_file_sent_twice_at_once_from_two_tabs(at_once, browsers):
    """Each tab has its own key: the answer holds the file once, whichever way it came."""
    for round_number in range(1, ROUNDS + 1):
        application = make_application(make_call(stages=1), answers=READY)
        form = f"/q/{token_of(application.people[0])}"

        def give(number, browser, form=form):
            headers = {**SAME_ORIGIN, **JSON, "X-CSRFToken": csrf_token(browser)}
            begun = {
                "question": "statutes",
                "name": "statuts.pdf",
                "size": str(len(PDF)),
                "client_key": f"{number}" * 20,
            }
            key = post(browser, f"{form}/fichiers", begun, headers=JSON).get_json()["key"]
            return browser.put(f"{form}/fichiers/{key}?depuis=0", data=PDF, headers=headers)

        assert [answer.status_code for answer in at_once(give, browsers[:2])] == [200, 200]
        held = stored(Application, application.id).response.values["statutes"]
        assert [(one["name"], one["size"]) for one in held] == [("statuts.pdf", len(PDF))]
        assert counted(ResponseFile, StoredFile) == [round_number] * 2


def test_send_pressed_in_two_tabs_at_once(at_once, browsers):
    for round_number in range(1, ROUNDS + 1):
        application = make_application(make_call(), answers=READY)
        home = home_of(application)
        tabs = [sending(browser, home) for browser in browsers[:2]]
        answers = at_once(
            lambda n, browser, home=home, tabs=tabs: post(browser, f"{home}/envoyer", tabs[n]), browsers[:2]
        )
        assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"{home}/recu")] * 2
        assert stored(Application, application.id).number == f"AMI-2026-{round_number:04d}"
        assert counted(ResponseSnapshot, OutboxMail, RenderedDocument) == [round_number] * 3


def test_sent_while_the_desk_opens_a_correction(at_once, browsers, login_as):
    """One of the two comes first; the other is told, and neither the request nor what was changed is lost."""
    desk, phone = login_as(make_secretary()), browsers[0]
    for _round in range(ROUNDS):
        application = make_application(make_call(), answers=READY)
        home, form = home_of(application), f"/q/{token_of(application.people[0])}/partie/project"
        post(phone, f"{home}/envoyer", sending(phone, home))
        post(phone, form, {"q.title": "Atelier", "q.summary": "Former quinze femmes", "version": "2"})
        asking = fields(desk.get(f"/candidatures/{application.id}/correction"))
        asking |= {"kind": ["incomplete"], "questions": ["summary"], "reason": ["Dites où."]}
        acts = [
            (f"{home}/envoyer", sending(phone, home)),
            (f"/candidatures/{application.id}/correction", asking),
        ]
        answers = at_once(lambda n, browser, acts=acts: post(browser, *acts[n]), [phone, desk])
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        is_sent = answers[0].status_code == 303
        row = stored(Application, application.id)
        requests = db.session.scalars(
            select(CorrectionRequest).where(CorrectionRequest.application_id == row.id)
        ).all()
        assert [request.corrected_at for request in requests] == ([] if is_sent else [None])
        assert (len(row.note_response.snapshots), row.note_response.values["summary"]) == (
            2 if is_sent else 1, "Former quinze femmes",
        )  # fmt: skip
        assert ("Dites où." in answers[1].text) is is_sent  # what the desk wrote stands on its page


def test_withdrawn_while_it_is_sent(at_once, browsers):
    """It ends withdrawn; whether it was sent before, its number and receipt say."""
    owner, editor = browsers[:2]
    for _round in range(ROUNDS):
        application = make_application(make_call(), answers=READY)
        worker = make_worker(application)
        home, other = home_of(application), f"/candidature/{token_of(worker)}"
        acts = [(f"{home}/retirer", {}), (f"{other}/envoyer", sending(editor, other))]
        answers = at_once(lambda n, browser, acts=acts: post(browser, *acts[n]), [owner, editor])
        assert [answers[0].status_code, answers[1].status_code in (303, 409)] == [303, True]
        row, was_sent = stored(Application, application.id), answers[1].status_code == 303
        assert (row.state, row.public_state, row.number is not None) == (
            ApplicationState.WITHDRAWN, ApplicationState.WITHDRAWN, was_sent,
        )  # fmt: skip
        assert (len(row.note_response.snapshots), row.note_response.values) == (int(was_sent), READY)


def test_removed_while_saving(at_once, browsers):
    """What was acknowledged is kept, what was not is told as gone."""
    for _round in range(ROUNDS):
        application = make_application(make_call(), answers=READY)
        worker = make_worker(application)
        save = f"/q/{token_of(worker)}/enregistrer/project"
        typed = {"q.title": "Atelier de couture", "q.summary": "Neuf", "marks": "{}"}
        marks = parse(browsers[1].get(f"/q/{token_of(worker)}/partie/project")).select_one("[data-marks]")
        typed["marks"] = marks["data-marks"] if marks else "{}"

        removal, token = f"{home_of(application)}/personnes/{worker.id}/retirer", token_of(worker)

        def act(number, browser, removal=removal, save=save, typed=typed):
            return post(browser, removal) if number == 0 else post(browser, save, typed, headers=JSON)

        answers = at_once(act, browsers[:2])
        assert (answers[0].status_code, answers[1].status_code in (200, 404)) == (303, True)
        kept = "Neuf" if answers[1].status_code == 200 else READY["summary"]
        assert stored(Application, application.id).note_response.values["summary"] == kept
        assert browsers[1].get(f"/candidature/{token}").status_code == 404
