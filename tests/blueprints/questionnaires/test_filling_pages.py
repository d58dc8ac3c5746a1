"""Filling in by the personal link: screen by screen, checked, sent once, corrected; without JavaScript."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import BodyKind, MandateRole, SeatKind
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires import response_links, rules
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section
from noress.domain.questionnaires.models import Channel, Response, ResponseSnapshot, ResponseState
from noress.extensions import db
from tests.factories import make_body, make_institution, make_mandate, make_person, make_seat
from tests.pages import parse
from tests.posting import post

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SYSTEM = Actor.system()


def both(fr, ar="نص"):
    return Translated(fr=fr, ar=ar)


def definition() -> Definition:
    has_premises = Condition((Clause("has_premises", Operator.IS, "true"),))
    return Definition((
        Section("general", both("Informations générales", "معلومات عامة"), questions=(
            Question("name", "text", both("Nom de la structure", "اسم الهيئة"), is_required=True),
            Question("province", "province", both("Province"), settings={"region": "01"}),
            Question("members", "number", both("Adhérents", "المنخرطون")),
            Question("budget", "money", both("Budget")),
        )),
        Section("means", both("Moyens", "الوسائل"), questions=(
            Question("has_premises", "yes_no", both("Un local ?"), is_required=True),
            Question("surface", "number", both("Surface"), condition=has_premises, is_required=True),
            Question("sectors", "several", both("Secteurs"), settings={"other": True},
                     choices=(Choice("finance", both("Financement", "التمويل")), Choice("management", both("Gestion")))),
            Question("branches", "repeated", both("Antennes"), questions=(
                Question("town", "text", both("Ville"), is_required=True), Question("staff", "number", both("Personnes")),
            )),
            Question("statutes", "file", both("Statuts"), settings={"max_files": 1}),
        )),
    ))  # fmt: skip


@pytest.fixture
def questionnaire(app):
    made = rules.create_questionnaire(
        title=both("Questionnaire commun", "استمارة مشتركة"), notice=both("Pour le catalogue."), actor=SYSTEM, now=NOW,
        definition=definition(),
    )  # fmt: skip
    rules.publish_version(draft=made.versions[0], version=1, actor=SYSTEM, now=NOW)
    db.session.commit()
    return made


@pytest.fixture
def response(questionnaire):
    made = rules.begin_response(questionnaire=questionnaire, language="fr", actor=SYSTEM, now=NOW)
    db.session.commit()
    return made


@pytest.fixture
def address(response):
    return f"/q/{response_links.token_of(response)}"


def stored() -> Response:
    db.session.rollback()
    return db.session.scalars(select(Response)).one()


def errors(page):
    return [error.get_text(" ", strip=True) for error in parse(page).select(".field__error")]


GENERAL = {
    "q.name": "Coopérative membre 12",
    "q.province": "01.151",
    "q.members": "١٢٣٤",
    "q.budget": "1 234,50",
}
MEANS = {"q.has_premises": "true", "q.surface": "40", "q.sectors": ["finance", "other"], "q.sectors-other": "Artisanat",
         "q.branches.0.town": "Larache", "q.branches.0.staff": "3"}  # fmt: skip


def fill_in(client, address):
    post(client, f"{address}/partie/general", GENERAL | {"version": stored().version})
    post(client, f"{address}/partie/means", MEANS | {"version": stored().version})


def test_a_member_begins_for_its_institution_once(questionnaire, login_as):
    institution = make_institution("Membre 12")
    titular = make_seat(institution, make_person(), kind=SeatKind.TITULAR)
    alternate = make_seat(institution, make_person(), kind=SeatKind.ALTERNATE)
    url = f"/questionnaires/{questionnaire.id}/remplir"
    first = post(login_as(titular.person, titular), url, {"channel": "self"})
    second = post(login_as(alternate.person, alternate), url, {"channel": "self"})
    made = stored()
    assert (made.institution_id, made.channel, made.state) == (
        institution.id,
        Channel.SELF,
        ResponseState.DRAFT,
    )
    assert first.status_code == second.status_code == 303
    assert first.location == second.location == f"/q/{response_links.token_of(made)}"


def test_screen_by_screen_to_the_receipt(client, response, address):
    page = client.get(address)
    assert [link.get_text() for link in parse(page).select("#parties h3 a")] == [
        "Informations générales",
        "Moyens",
    ]
    saved = post(client, f"{address}/partie/general", GENERAL | {"version": "1"})
    assert (saved.status_code, saved.location) == (303, f"{address}/partie/means")
    assert stored().values == {
        "name": "Coopérative membre 12", "province": "01.151", "members": "1234", "budget": 123450,
    }  # fmt: skip
    saved = post(client, f"{address}/partie/means", MEANS | {"version": stored().version})
    assert (saved.status_code, saved.location) == (303, f"{address}/verifier")
    check = parse(client.get(f"{address}/verifier"))
    said = [
        line.get_text(" ", strip=True).replace("\u202f", " ").replace("\xa0", " ")
        for line in check.select("main dl.pairs > div")
    ]
    assert said == [
        "Nom de la structure Coopérative membre 12", "Province Chefchaouen", "Adhérents 1 234", "Budget 1 234,50 DH",
        "Un local ? Oui", "Surface 40", "Secteurs Financement, Artisanat", "Antennes 1. Ville Larache · Personnes 3",
        "Statuts pas de réponse",
    ]  # fmt: skip
    key = check.select_one("input[name=key]")["value"]
    sending = {"version": stored().version, "key": key, "email": "structure@exemple.ma"}
    sent, again = (post(client, f"{address}/verifier", sending) for _ in range(2))
    assert sent.location == again.location == f"{address}/recu"
    made = stored()
    assert (made.number, made.state, made.answers) == (
        f"R-{made.submitted_at.year}-0001",
        ResponseState.SUBMITTED,
        made.values,
    )
    snapshot = db.session.scalars(select(ResponseSnapshot)).one()
    assert json.loads(snapshot.content)["answers"] == made.answers
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_address, mail.subject) == ("structure@exemple.ma", f"Réponses reçues : {made.number}")
    assert address in mail.text
    assert made.number in client.get(f"{address}/recu").text
    actions = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.object_type == "response").order_by(AuditEvent.id)
    )
    assert actions.all() == ["response.begun", "response.submitted"]


def test_what_cannot_be_read_is_kept_and_said_beside_the_field(client, response, address):
    typed = GENERAL | {"q.members": "beaucoup", "q.budget": "-3", "version": "1"}
    page = post(client, f"{address}/partie/general", typed)
    assert page.status_code == 422
    assert errors(page) == [
        "Erreur Écrivez un nombre, par exemple 12 ou 1 234,50.",
        "Erreur Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50.",
    ]
    assert stored().values == {"name": "Coopérative membre 12", "province": "01.151"}
    later = parse(client.get(f"{address}/partie/general"))
    assert [later.select_one(f'[name="{name}"]')["value"] for name in ("q.name", "q.members", "q.budget")] == [
        "Coopérative membre 12", "beaucoup", "-3",
    ]  # fmt: skip
    check = parse(client.get(f"{address}/verifier")).select_one(".error-summary").get_text(" ", strip=True)
    assert check.count("pas pu être lue") == 2


def test_an_answer_opens_a_question_of_the_same_screen_without_script(client, response, address):
    post(client, f"{address}/partie/general", GENERAL | {"version": "1"})
    page = post(client, f"{address}/partie/means", {"q.has_premises": "true", "version": stored().version})
    assert (page.status_code, len(parse(page).select('[name="q.surface"]'))) == (200, 1)
    assert "ouvre d'autres questions" in parse(page).select_one("main .notice").get_text()
    version = parse(page).select_one('form [name="version"]')["value"]
    done = post(
        client, f"{address}/partie/means", {"q.has_premises": "true", "q.surface": "40", "version": version}
    )
    assert (done.status_code, stored().values["surface"]) == (303, "40")


def test_a_hidden_answer_is_cleared(client, response, address):
    fill_in(client, address)
    post(client, f"{address}/partie/means", MEANS | {"q.has_premises": "false", "version": stored().version})
    assert "surface" not in stored().values
    page = parse(client.get(f"{address}/partie/means"))
    assert page.select('[name="q.surface"]:not(template *)') == []
    assert len(page.select('template[data-question="surface"]')) == 1  # the script may open it


def test_what_the_script_and_the_keyboard_need(client, response, address):
    page = client.get(f"{address}/partie/means")
    asked = json.loads(parse(page).select_one("[data-asked]")["data-asked"])
    when = {"match": "all", "tests": [{"question": "has_premises", "is": "is", "value": "true"}]}
    assert asked == {
        "known": {},
        "parts": [{"key": "means", "questions": [
            {"key": "has_premises", "type": "yes_no"}, {"key": "surface", "type": "number", "when": when},
        ]}],
    }  # fmt: skip
    policies = [
        client.get(address + end).headers["Permissions-Policy"]
        for end in ("/partie/means", "/tout", "", "/verifier")
    ]
    assert [policy.rpartition(", ")[2] for policy in policies] == ["geolocation=(self)"] * 2 + [
        "geolocation=()"
    ] * 2
    general = parse(client.get(f"{address}/partie/general"))
    keyboards = [general.select_one(f'[name="q.{name}"]')["inputmode"] for name in ("members", "budget")]
    assert keyboards == ["numeric", "decimal"]
    assert [part["value"] for part in general.select("progress")] == ["0"]


def test_missing_answers_are_listed_with_their_place_and_nothing_is_sent(client, response, address):
    page = client.get(f"{address}/verifier")
    assert [link["href"] for link in parse(page).select(".error-summary a")] == [
        f"{address}/partie/general?manque=1#q-name", f"{address}/partie/means?manque=1#q-has_premises",
    ]  # fmt: skip
    assert errors(client.get(f"{address}/partie/general?manque=1")) == ["Erreur Répondez à cette question."]
    refused = post(client, f"{address}/verifier", {"version": "1", "key": "k" * 32})
    assert (refused.status_code, stored().state) == (422, ResponseState.DRAFT)


def test_one_link_on_two_phones(client, response, address):
    post(client, f"{address}/partie/general", GENERAL | {"version": "1"})
    late = post(client, f"{address}/partie/general", {"q.name": "Autre nom", "version": "1"})
    assert late.status_code == 409
    assert "Coopérative membre 12" in parse(late).select_one(".notice").get_text()
    field = parse(late).select_one('[name="q.name"]')
    assert field["value"] == "Autre nom"
    version = parse(late).select_one('form [name="version"]')["value"]
    assert (
        post(
            client, f"{address}/partie/general", GENERAL | {"q.name": "Autre nom", "version": version}
        ).status_code
        == 303
    )
    assert stored().values["name"] == "Autre nom"


def test_the_language_changes_in_the_middle(client, response, address):
    fill_in(client, address)
    before = stored().values
    page = client.get(f"{address}/partie/general?lang=ar")
    assert "اسم الهيئة" in page.text
    assert parse(page).select_one('[name="q.name"]')["value"] == "Coopérative membre 12"
    assert (stored().language, stored().values) == ("ar", before)


def test_the_page_that_a_phone_keeps_is_nobodys(app, login_as, response, address):
    """It is fetched without cookies: no name, no menu, in the language of the answers or the one asked for."""
    person = make_person("Titulaire du membre 12")
    assert "/mon-compte" in login_as(person).get(f"{address}/tout").text
    stranger = app.test_client(use_cookies=False)
    page = stranger.get(f"{address}/tout")
    assert ("/mon-compte" in page.text, person.name in page.text) == (False, False)
    assert (page.status_code, parse(page).html["lang"]) == (200, "fr-MA")
    page = stranger.get(f"{address}/tout?lang=ar")
    assert (parse(page).html["lang"], "اسم الهيئة" in page.text) == ("ar-MA", True)
    assert stored().language == "fr"  # of the mails: nobody asked for that


def test_another_block_is_asked_for_without_script(client, response, address):
    page = post(client, f"{address}/partie/means", MEANS | {"more": "branches", "version": "1"})
    assert page.status_code == 200
    assert [field["name"] for field in parse(page).select('[name$=".town"]')] == [
        "q.branches.0.town",
        "q.branches.1.town",
    ]


def test_files_come_and_go(client, response, address):
    pdf = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "statuts.pdf")
    post(client, f"{address}/partie/means", MEANS | {"q.statutes": pdf, "version": "1"})
    held = stored().values["statutes"]
    assert [(part["name"], part["size"]) for part in held] == [("statuts.pdf", 15)]
    worse = (BytesIO(b"MZ\x90\x00 not a document"), "statuts.pdf")
    page = post(client, f"{address}/partie/means", MEANS | {"q.statutes": worse, "version": stored().version})
    assert page.status_code == 422
    assert len(errors(page)) == 1
    more = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "encore.pdf")
    page = post(client, f"{address}/partie/means", MEANS | {"q.statutes": more, "version": stored().version})
    assert (page.status_code, names()) == (422, ["statuts.pdf"])  # one at most: the other one is kept nowhere
    gone = {"q.statutes-remove": str(held[0]["file"]), "version": stored().version}
    assert post(client, f"{address}/partie/means", MEANS | gone).status_code == 303
    assert "statutes" not in stored().values
    assert (names(), stored().files) == ([], [])  # never sent: nobody keeps what was taken back


def names():
    return list(db.session.scalars(select(StoredFile.name)))


def test_corrected_after_sending(client, response, address):
    fill_in(client, address)
    post(client, f"{address}/verifier", {"version": stored().version, "key": "a" * 32})
    post(client, f"{address}/partie/general", GENERAL | {"q.members": "5", "version": stored().version})
    assert (stored().answers["members"], stored().values["members"]) == ("1234", "5")
    post(client, f"{address}/verifier", {"version": stored().version, "key": "b" * 32})
    made = stored()
    assert (made.answers["members"], len(made.snapshots), made.number[-4:]) == ("5", 2, "0001")


@pytest.mark.parametrize("end", ["", "/partie/general", "/verifier", "/recu"])
def test_a_forged_link_opens_nothing(client, response, address, end):
    assert client.get(f"{address[:-1]}{'x' if address[-1] != 'x' else 'y'}{end}").status_code == 404


def test_the_secretariat_says_who_helps(questionnaire, login_as):
    person = make_person()
    make_mandate(make_body(BodyKind.SECRETARIAT), person=person, role=MandateRole.MEMBER)
    browser = login_as(person)
    url = f"/questionnaires/{questionnaire.id}/remplir"
    assert post(browser, url, {"channel": "phone"}).status_code == 422
    assert post(browser, url, {"channel": "phone", "filled_by": "Animation"}).status_code == 303
    assert (stored().channel, stored().filled_by, stored().institution_id) == (
        Channel.PHONE,
        "Animation",
        None,
    )
