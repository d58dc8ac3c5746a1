"""Bad input in questionnaires, their sheets, their answers and their campaigns, through the pages: the status, the
sentence in the reader's language beside what it is about, and nothing lost."""

import io
import json
from datetime import date

import pytest
import time_machine
from sqlalchemy import func, select

from noress.core.formats import filesize
from noress.core.i18n import Translated, gettext, in_language
from noress.core.tables import MAX_BYTES
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.open_links import relay_token
from noress.domain.campaigns.participation_links import token_of as invitation_token
from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import response_links
from noress.domain.questionnaires.definition import Choice, Definition, read_definition
from noress.domain.questionnaires.models import Questionnaire, Response, ResponseState
from noress.extensions import db
from tests.blueprints.questionnaires.test_sheet_pages import _bomb as bomb
from tests.domain.questionnaires.xlsforms import AR, FR, book
from tests.factories import NOW, make_institution, make_secretary
from tests.factories.asked import draft, make, now_asked
from tests.factories.campaigns import make_answer, make_campaign, make_participant
from tests.factories.links import change
from tests.factories.meeting_forms import plain
from tests.factories.questionnaires import make_question as ask
from tests.factories.questionnaires import make_response, make_section, make_version, when
from tests.factories.relay import make_passer
from tests.forms import errors_of, text_of
from tests.posting import SAME_ORIGIN, csrf_token, post, post_files
from tests.speaking import page_of

pytestmark = pytest.mark.parametrize("lang", ["fr", "ar"])
LONG = "ا" * 20_000
PROGRAM = b"MZ\x90\x00 a program"
LATER = "La condition porte sur « %(other)s », qui vient plus tard : déplacez l'une des deux."
ITSELF = "Cette question dépend d'elle-même."
UNKNOWN = "La condition porte sur « %(other)s », qui n'est pas une question de ce formulaire."
NO_LIST = "La liste « %(name)s » n'est pas dans la feuille « choices »."
TOO_LARGE = (
    "Cette feuille dépasse la limite de %(limit)s. Retirez ses images, ou envoyez-la en plusieurs parties."
)
NO_ARABIC = "Le texte en arabe manque."


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def say(lang):
    """The sentence as that reader reads it, with ordinary spaces."""

    def saying(message, **values):
        with in_language(lang):
            return plain(gettext(message, **{name: str(value) for name, value in values.items()}))

    return saying


def told(page, selector):
    return [plain(text) for text in text_of(page, selector)]


# --- building -----------------------------------------------------------------------------------------


def two(key, second):
    """One choice in both languages, and another."""
    question = ask(key, "one")
    return ask(key, "one").__class__(**{**vars(question), "choices": (Choice("a", question.label), second)})


def test_what_is_never_published(login_as, lang, say):
    """Conditions on a later, a deleted question, in a circle; a list without choices; texts without Arabic."""
    browser = login_as(make_secretary())
    made = make(Definition((make_section(
        "general",
        ask("early", condition=when("late", "answered")),
        ask("first", condition=when("second", "answered")),
        ask("second", condition=when("first", "answered")),
        ask("alone", condition=when("alone", "answered")),
        ask("orphan", condition=when("gone", "answered")),
        ask("late"),
        ask("list", "one"),
        ask("french", label=Translated(fr="Nom")),
        two("half", Choice("b", Translated(fr="Deux"))),
    ),)))  # fmt: skip
    title = {key: str(Translated(fr=key, ar=f"{key} بالعربية").get(lang)) for key in ("Late", "Second")}
    problems = [
        ("early", say(LATER, other=title["Late"])), ("first", say(LATER, other=title["Second"])),
        ("alone", say(ITSELF)), ("orphan", say("La condition porte sur « %(other)s », qui n'existe plus.", other="gone")),
        ("list", say("Cette liste n'a pas encore de choix.")), ("french", say(NO_ARABIC)), ("half", say(NO_ARABIC)),
    ]  # fmt: skip
    path = f"/questionnaires/{made.id}/publier?lang={lang}"
    for answer in (browser.get(path), post(browser, path, {"version": "1"})):
        page = page_of(answer, lang)
        lines = [li for li in page.select("main li") if li.a and "/questions/" in li.a["href"]]
        links = [li.a["href"].split("/questions/")[1].split("?")[0] for li in lines]
        shown = [plain(li.get_text(" ", strip=True)).split(" : ", 1)[1] for li in lines]
        assert list(zip(links, shown, strict=True)) == problems
    assert answer.status_code == 422
    refusal = say("Cette version ne peut pas être publiée : %(why)s", why=problems[0][1])
    assert told(answer, ".error-summary li") == [refusal]
    assert (draft(made).version, len(now_asked(made)[0][1])) == (1, 9)


def test_a_condition_made_wrong_in_the_builder(login_as, lang, say):
    browser, made = login_as(make_secretary()), make()
    home = f"/questionnaires/{made.id}"
    fields = {"version": "1", "type": "yes_no", "label_fr": "Un local ?", "label_ar": "هل لكم مقر؟", "visibility": "public",
              "match": "all", "key": "local"}  # fmt: skip
    # the list offers only what comes before; what is forged is refused, and the rest stays as typed
    forged = post(
        browser, f"{home}/questions/secteur?lang={lang}",
        fields | {"key": "secteur", "question_0": "surface", "operator_0": "answered"},
    )  # fmt: skip
    assert (forged.status_code, errors_of(forged)) == (
        422, {"question_0": say("Choisissez une des réponses proposées.")},
    )  # fmt: skip
    assert page_of(forged, lang).select_one("[name=label_fr]")["value"] == "Un local ?"
    # a part moved above what it depends on, and a list without choices, are kept, and said at once
    assert (
        post(browser, f"{home}/parties/moyens/deplacer", {"version": "1", "direction": "haut"}).status_code
        == 303
    )
    empty = fields | {"version": "2", "type": "one", "key": "", "label_fr": "Secteurs", "choices": ""}
    assert post(browser, f"{home}/parties/general/ajouter", empty).status_code == 303
    shown = told(browser.get(f"{home}/construire?lang={lang}"), "main details.flow li")
    label = "Avez-vous un local ?" if lang == "fr" else "نص"
    assert [line.split(" : ", 1)[1] for line in shown] == [
        say(LATER, other=label), say("Cette liste n'a pas encore de choix."),
    ]  # fmt: skip
    assert now_asked(made) == [("moyens", ["surface"]), ("general", ["local", "secteur", "secteurs"])]
    assert read_definition(draft(made).content).question("surface").condition.keys == {"local"}


# --- sheets -------------------------------------------------------------------------------------------

HEAD = ["type", "name", FR, AR, "relevant"]
A, B = (["text", name, name.upper(), "ا"] for name in "ab")


def test_sheets_that_are_no_form(login_as, lang, say):
    """Refused, or read with what keeps them from being published; the version in the making stays as it is."""
    browser, made = login_as(make_secretary()), make()
    with in_language(lang):
        limit = filesize(MAX_BYTES)
    place = say("Feuille « %(sheet)s », ligne %(row)s", sheet="survey", row=2) + " : "
    files = {
        "gone": (book(survey=[HEAD, [*A, "${zz} = 'x'"]]), 422,
                 place + say(UNKNOWN, other="zz")),
        "no list": (book(survey=[HEAD, ["select_one zz", "a", "A", "ا", None]], choices=[["list_name", "name", FR, AR]]), 422,
                    place + say(NO_LIST, name="zz")),
        "10 MB": (io.BytesIO(b"PK\x03\x04" + b"0" * 10_000_000), 413,
                  say(TOO_LARGE, limit=limit)),
        "bomb": (io.BytesIO(bomb()), 422, say("Ce fichier est protégé ou abîmé : il ne peut pas être vérifié.")),
        "wide": (book(survey=[[f"c{n}" for n in range(300)], ["x"] * 300]), 422,
                 say("Cette feuille a plus de %(limit)s colonnes. Gardez celles qui servent.", limit=60)),
    }  # fmt: skip
    found = {}
    for address in ("/questionnaires/importer", f"/questionnaires/{made.id}/importer"):
        for case, (file, status, message) in files.items():
            file.seek(0)
            page = post_files(
                browser, f"{address}?lang={lang}", {"file": (io.BytesIO(file.read()), "formulaire.xlsx")}
            )
            page_of(page, lang)
            said = [plain(text) for text in errors_of(page).values()] or told(page, ".error-summary li")
            if (page.status_code, said) != (status, [message]):
                found[address, case] = (page.status_code, said)
    assert found == {}
    for case, rows, message in (
        ("later", [[*A, "${b} = 'x'"], B], say(LATER, other="B" if lang == "fr" else "ا")),
        ("circle", [[*A, "${b} = 'x'"], [*B, "${a} = 'x'"]], say(LATER, other="B" if lang == "fr" else "ا")),
        ("itself", [[*A, "${a} = 'x'"]], say(ITSELF)),
    ):
        sheet = (book(survey=[HEAD, *rows]), "formulaire.xlsx")
        page = post_files(browser, f"/questionnaires/{made.id}/importer?lang={lang}", {"file": sheet})
        shown = [line.split(" : ", 1)[1] for line in told(page, "#corriger li")]
        assert (page.status_code, shown) == (200, [message]), case
    assert (draft(made).version, db.session.scalar(select(func.count(Questionnaire.id)))) == (1, 1)


# --- filling in ---------------------------------------------------------------------------------------

NOT_IN_MOROCCO = "Ce point est en dehors du territoire : vérifiez le lien ou les coordonnées."
SWAPPED = "Ces coordonnées sont inversées : écrivez d'abord la latitude, comme 35.57, -5.37."
REFUSED = [
    ("q.name", LONG, "Ce texte est trop long : %(count)s caractères, %(limit)s au plus.", {"count": 20_000, "limit": 200}),
    ("q.members", "1 234,50", "Écrivez un nombre entier.", {}),
    ("q.day", "01/01/2099", "Cette date est trop loin : vérifiez l'année.", {}),
    ("q.seat-point", "0, 0", NOT_IN_MOROCCO, {}),
    ("q.branch-point", "-5.37, 35.57", SWAPPED, {}),
    ("q.phone", "appelez-moi", "Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00.", {}),
]  # fmt: skip
READ = {"q.rate": "1 234,50", "q.budget": "١٢٣٤", "q.abroad": "+33 1 40 00 00 00"}
KEPT = {"rate": "1234.5", "budget": 123_400, "abroad": "+33 1 40 00 00 00"}


@pytest.fixture
def address(app):
    definition = Definition((make_section(
        "general", ask("name", is_required=True), ask("members", "number"), ask("rate", "number", settings={"decimals": 2}),
        ask("budget", "money"), ask("day", "date"), ask("seat", "address"), ask("branch", "address"), ask("phone", "phone"),
        ask("abroad", "phone"), ask("photo", "photo"), ask("statutes", "file"),
    ),))  # fmt: skip
    return f"/q/{response_links.token_of(make_response(make_version(definition=definition)))}"


def stored():
    db.session.rollback()
    return db.session.scalars(select(Response)).one()


def test_what_people_type(client, address, lang, say):
    """What can be read is read, in either script; the rest is kept as typed, and said beside its field, whichever way
    it came; it stands there when the page is opened again, and nothing is sent before it is corrected."""
    typed = {name: text for name, text, _message, _values in REFUSED}
    errors = {name.partition("-")[0]: say(message, **values) for name, _text, message, values in REFUSED}
    path = f"{address}/partie/general?lang={lang}"
    page = post(client, path, READ | typed | {"version": "1"})
    assert (
        page.status_code,
        {name.replace("q-", "q."): plain(said) for name, said in errors_of(page).items()},
    ) == (422, errors)
    labels = ("Name", "Members", "Day", "Seat", "Branch", "Phone")
    assert [line.split(" ")[0] for line in told(page, ".error-summary li")] == list(labels)
    assert (stored().values, stored().unread) == (KEPT, {name: [text] for name, text in typed.items()})
    for shown in (page_of(page, lang), page_of(client.get(path), lang)):
        assert {name: shown.select_one(f'[name="{name}"]')["value"] for name in typed} == typed
    saved = post(
        client,
        f"{address}/enregistrer/general?lang={lang}",
        READ | typed,
        headers={"Accept": "application/json"},
    )
    assert {
        name.partition("-")[0]: plain(said) for name, said in saved.get_json()["errors"].items()
    } == errors
    check = client.get(f"{address}/verifier?lang={lang}")
    unread = say("Cette réponse n'a pas pu être lue : corrigez-la.")
    assert [line.endswith(unread) for line in told(check, ".error-summary li")] == [True] * len(typed)
    sent = post(client, f"{address}/verifier?lang={lang}", {"version": stored().version, "key": "k"})
    assert (sent.status_code, stored().state, stored().values) == (422, ResponseState.DRAFT, KEPT)


def test_a_program_under_another_name(client, address, lang, say):
    """In the form and in pieces: refused beside its question, nothing stored, the rest of the page kept."""
    wrong = {
        "photo.exe": "Ce type de fichier n'est pas accepté. Envoyez un PDF, une image, ou un document.",
        "photo.jpg": "Le contenu de ce fichier n'est pas ce que dit son nom. Choisissez une autre photo.",
        "statuts.pdf": "Le contenu de ce fichier n'est pas ce que dit son nom. Enregistrez-le de nouveau en PDF, puis réessayez.",
    }  # fmt: skip
    headers = {**SAME_ORIGIN, "Accept": "application/json", "X-CSRFToken": csrf_token(client)}
    for name, message in wrong.items():
        key = "statutes" if name == "statuts.pdf" else "photo"
        fields = {
            "q.name": "Tiwizi",
            f"q.{key}": (io.BytesIO(PROGRAM), name),
            "version": str(stored().version),
        }
        page = post(
            client, f"{address}/partie/general?lang={lang}", fields, content_type="multipart/form-data"
        )
        assert (page.status_code, {k: plain(v) for k, v in errors_of(page).items()}) == (
            422,
            {f"q-{key}": say(message)},
        ), name
        begun = {"question": key, "name": name, "size": str(len(PROGRAM)), "client_key": name}
        piece = post(client, f"{address}/fichiers?lang={lang}", begun, headers=headers)
        if "key" in piece.get_json():
            to = f"{address}/fichiers/{piece.get_json()['key']}?depuis=0&lang={lang}"
            piece = client.put(to, data=PROGRAM, headers=headers)
        assert (piece.status_code, plain(piece.get_json()["message"])) == (422, say(message)), name
    assert (stored().values, db.session.scalar(select(func.count(StoredFile.id)))) == ({"name": "Tiwizi"}, 0)


def test_one_link_on_two_phones(client, app, address, lang, say):
    """The second is told, sees both texts and decides; saved while typing it is the same."""
    path, other = f"{address}/partie/general?lang={lang}", app.test_client()
    post(client, path, {"q.name": "Le premier", "version": "1"})
    late = post(other, path, {"q.name": "Le second", "q.members": "3", "version": "1"})
    page = page_of(late, lang)
    assert (late.status_code, page.select_one('[name="q.name"]')["value"], page.select_one('[name="q.members"]')["value"]) == (
        409, "Le second", "3",
    )  # fmt: skip
    assert "Le premier" in page.select_one("main .notice").get_text()
    message = say("Ces réponses ont changé sur un autre appareil depuis que cette page est ouverte.")
    marks = {"q.name": "Le second", "marks": json.dumps({"name": "0" * 12})}
    typing = post(
        other, f"{address}/enregistrer/general?lang={lang}", marks, headers={"Accept": "application/json"}
    )
    assert (typing.status_code, plain(typing.get_json()["message"])) == (409, message)
    sent = post(other, f"{address}/verifier?lang={lang}", {"version": "1", "key": "k"})
    assert (sent.status_code, told(sent, ".error-summary li")) == (409, [message])
    assert (stored().values, stored().number) == ({"name": "Le premier"}, None)


# --- campaigns ----------------------------------------------------------------------------------------


def test_an_answer_to_a_closed_campaign(client, lang, say):
    """Nobody begins; what was begun is still saved, says that it is over, and is not sent."""
    campaign = make_campaign()
    silent, begun = (make_participant(campaign, name) for name in ("Rien", "Commencée"))
    response = make_answer(campaign, begun, sent=False, values={"name": "Tiwizi"})
    address, invited = (
        f"/q/{response_links.token_of(response)}",
        f"/c/p/{invitation_token(silent)}?lang={lang}",
    )
    change(campaign, closes_on=date(2026, 11, 19))
    title, over = say("Ce questionnaire est terminé"), say(
        "Ce questionnaire est terminé : ce que vous avez écrit est gardé, et ne peut plus être envoyé."
    )  # fmt: skip
    for page in (client.get(invited), post(client, invited)):
        page_of(page, lang)
        assert (page.status_code, told(page, "h1")) == (410, [title])
    saved = post(
        client, f"{address}/partie/general?lang={lang}", {"q.name": "Tiwizi du Nord", "version": "1"}
    )
    assert (saved.status_code, stored().values) == (303, {"name": "Tiwizi du Nord"})
    for end in ("", "/verifier"):
        assert any(
            over in text for text in told(client.get(f"{address}{end}?lang={lang}"), "main .notice")
        ), end
    sent = post(client, f"{address}/verifier?lang={lang}", {"version": "2", "key": "k"})
    assert (sent.status_code, told(sent, ".error-summary"), told(sent, "main form")) == (409, [], [])
    assert any(over in text for text in told(sent, "main .notice"))
    script = post(
        client,
        f"{address}/envoyer?lang={lang}",
        {"version": "2", "key": "k"},
        headers={"Accept": "application/json"},
    )
    assert (script.status_code, plain(script.get_json()["message"])) == (409, title)
    assert (stored().state, stored().values) == (ResponseState.DRAFT, {"name": "Tiwizi du Nord"})


def test_a_relay_to_oneself_or_in_a_circle(client, lang, say):
    campaign, relay = make_campaign(), make_institution("Relais")
    first = make_passer(campaign, "Première", email="premiere@exemple.ma", through_id=relay.id)
    passer = make_passer(
        campaign, "Passeuse", email="moi@exemple.ma", passed_on_by_id=first.id, depth=1, through_id=relay.id
    )
    path = f"/transmettre/{relay_token(passer)}?lang={lang}"
    itself = say("C'est votre propre structure : indiquez-en une autre.")
    circle = say("C'est par cette structure que le questionnaire vous est arrivé : indiquez-en une autre.")
    for name, email, field, message in (
        ("passeuse", "neuve@exemple.ma", "name", itself),
        ("Neuve", "Moi@exemple.ma", "address", itself),
        ("PREMIERE", "neuve@exemple.ma", "name", circle),
        ("Neuve", "premiere@exemple.ma", "address", circle),
        ("Relais", "neuve@exemple.ma", "name", circle),
    ):
        page = post(client, path, {"name": name, "address": email, "language": "fr"})
        assert (page.status_code, {k: plain(v) for k, v in errors_of(page).items()}) == (
            422,
            {field: message},
        ), (name, email)
        shown = page_of(page, lang)
        assert [shown.select_one(f"[name={part}]")["value"] for part in ("name", "address")] == [name, email]
    assert db.session.scalar(select(func.count(Participant.id))) == 2
