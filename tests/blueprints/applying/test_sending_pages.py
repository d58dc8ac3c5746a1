"""From the form to the receipt, by one link; the hour; twice; changed; withdrawn."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.applications.links import token_of
from noress.domain.applications.models import Application, ApplicationState, CorrectionKind, CorrectionRequest
from noress.domain.audit.models import AuditEvent
from noress.domain.files.models import RenderedDocument
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.models import ResponseSnapshot
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution, save
from tests.factories.calls import make_application, make_call, make_worker
from tests.factories.links import change
from tests.posting import post

READY = {"title": "Atelier de couture", "summary": "Former douze femmes"}
SIGNED = {"signatory": "La présidente", "declared": "y"}


@pytest.fixture
def draft(app):
    """Complete, with its owner."""
    return make_application(make_call(), answers=READY, email="a@exemple.ma")


def home_of(application, n=0):
    return f"/candidature/{token_of(application.people[n])}"


def mails():
    return [
        (mail.to_address, mail.subject)
        for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    ]


def test_what_is_missing_is_listed_with_links_then_sent_with_a_receipt_to_all(app, client):
    application = make_application(make_call(), email="a@exemple.ma")
    editor = make_worker(application, email="b@exemple.ma")
    url = home_of(application)
    page = client.get(f"{url}/envoyer")
    links = [(tag.text, tag["href"].split("?")[0]) for tag in forms.parse(page).select(".error-summary a")]
    form_url = url.replace("/candidature/", "/q/")
    assert links == [("Summary", f"{form_url}/partie/project")]
    assert forms.parse(page).select("main form") == []
    # the form stands under the same link, says that nothing is sent, and leads to our page
    part = client.get(links[0][1])
    assert "Pas encore envoyé. Enregistrer ne suffit pas" in part.text
    saved = forms.post(client, links[0][1], **{"q.title": "Atelier", "q.summary": "Former douze femmes"})
    assert client.get(saved.location).location == f"{url}/envoyer"
    unsigned = forms.post(client, f"{url}/envoyer", signatory="")
    undeclared = forms.post(client, f"{url}/envoyer", signatory="La présidente")
    assert (unsigned.status_code, list(forms.errors_of(unsigned)), list(forms.errors_of(undeclared))) == (
        422, ["signatory", "declared"], ["declared"],
    )  # fmt: skip
    sent = forms.post(client, f"{url}/envoyer", **SIGNED)
    assert (sent.status_code, sent.location) == (303, f"{url}/recu")
    row = db.session.scalars(select(Application)).one()
    assert (row.number, row.state, row.public_state, row.title, row.sent_by, row.submitted_at) == (
        "AMI-2026-0001", ApplicationState.SUBMITTED, ApplicationState.SUBMITTED, "Atelier", "La présidente", NOW,
    )  # fmt: skip
    assert mails() == [
        ("a@exemple.ma", "Candidature reçue : AMI-2026-0001"), ("b@exemple.ma", "Candidature reçue : AMI-2026-0001"),
    ]  # fmt: skip
    snapshot = db.session.scalars(select(ResponseSnapshot)).one()
    receipt = client.get(sent.location)
    assert ("AMI-2026-0001" in receipt.text, snapshot.sha256 in receipt.text) == (True, True)
    assert forms.text_of(receipt, ".page-header .status") == ["envoyée"]
    assert [
        (one.kind, one.subject_id, one.language) for one in db.session.scalars(select(RenderedDocument))
    ] == [("application_receipt", row.id, "fr")]
    verified = client.get(f"/verifier/{snapshot.sha256}")
    assert ("AMI-2026-0001" in verified.text, "Former douze" in verified.text) == (True, False)
    assert client.get(f"/candidature/{token_of(editor)}").status_code == 200


def test_sent_twice_from_two_tabs_counts_once(draft, client):
    url = home_of(draft)
    tabs = [forms.parse(client.get(f"{url}/envoyer")).select_one("main form") for _tab in range(2)]
    typed = [
        {tag["name"]: tag.get("value", "") for tag in tab.select("input[type=hidden]")} | SIGNED
        for tab in tabs
    ]
    assert typed[0]["key"] != typed[1]["key"]
    done = [post(client, f"{url}/envoyer", fields) for fields in typed]
    assert [page.location for page in done] == [f"{url}/recu"] * 2
    assert len(db.session.scalars(select(ResponseSnapshot)).all()) == 1
    assert len(mails()) == 1


def test_the_hour_is_the_servers(draft, client, clock_at):
    """In time, within the grace that is said nowhere, one second later, by the late door."""
    call, url = draft.call, home_of(draft)
    change(call, grace_minutes=5)
    page = client.get(f"{url}/envoyer")
    assert "4 décembre 2026 à 9" in page.text
    assert "9:05" not in page.text
    fields = {
        tag["name"]: tag["value"] for tag in forms.parse(page).select("main form input[type=hidden]")
    } | SIGNED
    clock_at(call.closes_at + timedelta(minutes=5, seconds=1))
    late = post(client, f"{url}/envoyer", fields)
    row = db.session.get(Application, draft.id)
    assert (late.status_code, row.state, row.number) == (409, ApplicationState.DRAFT, None)
    assert forms.text_of(late, ".notice--danger p:last-child")[-1] == (
        "L'heure est passée : le dépôt fermait vendredi 4 décembre 2026 à 9 h, heure du Maroc. Votre brouillon est gardé, "
        "il n'est pas envoyé. Écrivez à appel@exemple.ma."
    )
    token = token_of(draft.people[0])
    saving = forms.post(client, f"/candidature/{token}/messages", text="Une panne")  # it can still be told
    assert saving.status_code == 303
    kept = post(client, f"/q/{token}/partie/project", {"q.title": "Autre", "version": "1"})
    assert (kept.status_code, db.session.get(Application, draft.id).note_response.values["title"]) == (
        409, "Atelier de couture",
    )  # fmt: skip
    assert forms.text_of(client.get(url), ".page-header .status") == ["fermée, jamais envoyée"]
    change(row, late_until=call.closes_at + timedelta(hours=2))
    assert post(client, f"{url}/envoyer", fields).status_code == 303
    assert db.session.get(Application, draft.id).state is ApplicationState.SUBMITTED


def test_grace_is_taken(draft, client, clock_at):
    change(draft.call, grace_minutes=5)
    url = home_of(draft)
    fields = {
        tag["name"]: tag["value"]
        for tag in forms.parse(client.get(f"{url}/envoyer")).select("main form input[type=hidden]")
    } | SIGNED
    clock_at(draft.call.closes_at + timedelta(minutes=5))
    assert post(client, f"{url}/envoyer", fields).status_code == 303


def test_changed_after_sending_says_so_until_it_is_sent_again(draft, client):
    url, token = home_of(draft), token_of(draft.people[0])
    forms.post(client, f"{url}/envoyer", **SIGNED)
    assert forms.parse(client.get(f"{url}/envoyer")).select("main form") == []
    forms.post(client, f"/q/{token}/partie/project", **{"q.summary": "Former quinze femmes"})
    home = client.get(url)
    assert forms.text_of(home, ".page-header .status") == [
        "envoyée, puis modifiée : modifications non envoyées"
    ]
    assert forms.text_of(home, ".notice--warning p") == [
        "Modifié depuis l'envoi. Vos modifications ne sont pas encore envoyées."
    ]
    assert "Former douze femmes" in client.get(f"{url}/recu").text  # what was received
    forms.post(client, f"{url}/envoyer", **SIGNED)
    assert [subject for _to, subject in mails()] == ["Candidature reçue : AMI-2026-0001"] * 2
    assert len(db.session.scalars(select(ResponseSnapshot)).all()) == 2
    actions = [event.action for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert [action for action in actions if action.startswith("application.")] == [
        "application.sent", "application.sent_again",
    ]  # fmt: skip


def test_a_correction_is_shown_with_its_clock_and_closed_by_sending_again(draft, client, clock_at):
    url = home_of(draft)
    forms.post(client, f"{url}/envoyer", **SIGNED)
    due = draft.call.closes_at + timedelta(days=3)
    request = save(
        CorrectionRequest(
            application_id=draft.id, stage=1, kind=CorrectionKind.INCOMPLETE, questions=["summary"], reason="Dites où.",
            asked_at=NOW, due_at=due,
        )
    )  # fmt: skip
    clock_at(draft.call.closes_at + timedelta(days=1))
    home = client.get(url)
    assert forms.text_of(home, ".page-header .status") == ["à corriger"]
    assert "Dites où." in home.text
    assert "Summary" in " ".join(forms.text_of(home, ".notice li"))
    forms.post(client, f"/q/{token_of(draft.people[0])}/partie/project", **{"q.summary": "À Tétouan"})
    assert forms.post(client, f"{url}/envoyer", **SIGNED).status_code == 303
    db.session.refresh(request)
    assert request.corrected_at is not None
    assert forms.text_of(client.get(url), ".page-header .status") == ["envoyée, en cours d'examen"]
    assert "ne se modifie plus" in client.get(f"{url}/envoyer").text


def test_withdrawn_after_a_page_that_says_what_follows(draft, client):
    editor = make_worker(draft, email="b@exemple.ma")
    url = home_of(draft)
    assert client.get(f"/candidature/{token_of(editor)}/retirer").status_code == 403
    assert "2 personnes reçoivent un courriel." in client.get(f"{url}/retirer").text
    assert forms.post(client, f"{url}/retirer").status_code == 303
    row = db.session.get(Application, draft.id)
    assert (row.state, row.withdrawn_at) == (ApplicationState.WITHDRAWN, NOW)
    assert mails() == [("a@exemple.ma", "Candidature retirée"), ("b@exemple.ma", "Candidature retirée")]
    edited = post(client, f"/q/{token_of(editor)}/partie/project", {"q.title": "Autre", "version": "1"})
    sent = post(client, f"{url}/envoyer", {**SIGNED, "version": "1", "key": "k"})
    assert (edited.status_code, sent.status_code) == (409, 409)
    assert "Cette candidature a été retirée" in edited.text
    assert "Cette candidature a été retirée" in sent.text
    again = make_application(draft.call, draft.structure)  # the structure may begin anew
    assert again.id != draft.id


def test_a_decision_that_is_not_told_shows_nowhere(draft, client):
    url = home_of(draft)
    forms.post(client, f"{url}/envoyer", **SIGNED)
    before = forms.text_of(client.get(url), "main")
    change(db.session.get(Application, draft.id), state=ApplicationState.ELIGIBLE, stage=1)
    assert forms.text_of(client.get(url), "main") == before  # it may still be changed until the hour
    change(db.session.get(Application, draft.id), state=ApplicationState.NOT_RETAINED)
    assert "Retirer la candidature" in client.get(url).text
    assert client.get(f"{url}/retirer").status_code == 200
    change(draft.call, closes_at=NOW - timedelta(seconds=1))
    told = forms.text_of(client.get(url), ".page-header .status")
    assert (told, "recevable" in client.get(url).text, before != []) == (
        ["envoyée, en cours d'examen"],
        False,
        True,
    )


def test_ties_follow_the_budgets_partners(app, client):
    partner = make_institution("Conseil provincial")
    application = make_application(make_call(stages=1), answers={
        "title": "Atelier", "summary": "x", "people": {"women": 10, "men": 2, "not_stated": 0},
        "budget": {"lines": [{"label": "Machines", "amount": 70_000_00}], "requested": 60_000_00, "own_cash": 7_000_00,
                   "own_in_kind": 0, "partners": [{"name": "conseil provincial", "amount": 3_000_00}]},
    })  # fmt: skip
    done = forms.post(client, f"{home_of(application)}/envoyer", **SIGNED)
    row = db.session.get(Application, application.id)
    assert (done.status_code, row.requested, row.total, row.own_cash, row.partners, row.women, row.men) == (
        303, 60_000_00, 70_000_00, 7_000_00, 3_000_00, 10, 2,
    )  # fmt: skip
    assert {(tie.institution_id, tie.kind.value) for tie in row.ties} == {(partner.id, "partner")}
    # what is taken out of the answers leaves the columns that repeat them
    change(row.file_response, values={"title": "Atelier", "summary": "x"})
    assert forms.post(client, f"{home_of(application)}/envoyer", **SIGNED).status_code == 303
    db.session.expire_all()
    row = db.session.get(Application, application.id)
    assert (row.requested, row.total, row.own_cash, row.partners, row.women, row.men, list(row.ties)) == (
        None, None, None, None, None, None, [],
    )  # fmt: skip


def test_the_first_stages_receipt_stays_while_the_full_file_is_written(draft, client):
    url = home_of(draft)
    forms.post(client, f"{url}/envoyer", **SIGNED)
    full = make_application(make_call(), stage=2).file_response
    change(
        db.session.get(Application, draft.id),
        stage=2,
        state=ApplicationState.DRAFT,
        public_state=ApplicationState.DRAFT,
    )
    other = db.session.scalars(select(Application).where(Application.id != draft.id)).one()
    change(other, file_response_id=None)
    change(db.session.get(Application, draft.id), file_response_id=full.id)
    home = client.get(url)
    assert (forms.text_of(home, ".page-header .status"), "Reçu de la première étape" in home.text) == (
        ["pas encore envoyée"], True,
    )  # fmt: skip
    assert "Former douze femmes" in client.get(f"{url}/recu").text
