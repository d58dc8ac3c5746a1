"""Bad input of calls and applications, through the pages: the status, the sentence in the reader's language, and nothing
lost."""

import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from noress.core.formats import datetime_words, money
from noress.core.i18n import gettext, in_language
from noress.domain.applications.links import token_of
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.models import ResponseSnapshot
from noress.extensions import db
from tests.desk_pages import fields
from tests.factories import NOW, make_secretary
from tests.factories.calls import make_application, make_call, make_worker
from tests.factories.meeting_forms import plain
from tests.forms import errors_of, text_of
from tests.pages import parse
from tests.posting import SAME_ORIGIN, csrf_token, post
from tests.speaking import page_of

pytestmark = pytest.mark.parametrize("lang", ["fr", "ar", "en"])
READY = {"title": "Atelier de couture", "summary": "Former douze femmes"}
SIGNED = {"signatory": "La présidente", "declared": "y"}
PROGRAM = b"MZ\x90\x00 a program"
JSON = {"Accept": "application/json"}
LATE = (
    "L'heure est passée : le dépôt fermait %(when)s, heure du Maroc. Votre brouillon est gardé, il n'est pas "
    "envoyé. Écrivez à %(contact)s."
)
WITHDRAWN = "Cette candidature a été retirée : elle ne se modifie plus et ne s'envoie plus."
LESS = "Les dépenses font %(total)s et le financement %(financing)s : il manque %(gap)s."
ABOVE = "Vous demandez %(requested)s : ce lot donne %(ceiling)s au plus par projet."
NO_AMOUNT = "Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50."
TOO_BIG = "Ce montant est trop grand : vérifiez les chiffres."
NOT_ITS_NAME = (
    "Le contenu de ce fichier n'est pas ce que dit son nom. Enregistrez-le de nouveau en PDF, puis réessayez."
)


@pytest.fixture(autouse=True)
def clock_at():
    """Nine o'clock on 20 November 2026; clock_at(instant) moves the server's clock."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def say(lang):
    """The sentence as that reader reads it, with ordinary spaces."""

    def saying(message, **values):
        with in_language(lang):
            told = {name: value() if callable(value) else str(value) for name, value in values.items()}
            return plain(gettext(message, **told))

    return saying


@pytest.fixture
def draft(app, lang):
    """Complete; its owner reads that language."""
    return begun(READY, lang, stages=1)


def begun(answers, lang, **call):
    application = make_application(make_call(**call), answers=answers, email="a@exemple.ma", language=lang)
    application.people[0].language = lang
    db.session.commit()
    return application


def home_of(application, n=0):
    return f"/candidature/{token_of(application.people[n])}"


def form_of(application, n=0):
    return f"/q/{token_of(application.people[n])}"


def stored(application):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Application, application.id)


def counted(*tables):
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def told(page, selector="main"):
    return [plain(text) for text in text_of(page, selector)]


def signed(page):
    """What the page that sends holds, signed."""
    hidden = {tag["name"]: tag["value"] for tag in parse(page).select("main form input[type=hidden]")}
    return {name: value for name, value in hidden.items() if name != "csrf_token"} | SIGNED


# --- budgets ------------------------------------------------------------------------------------------


def test_a_budget_whose_sides_differ_or_above_the_lot(client, lang, say):
    """Kept as a draft, told with both sums where it is sent, and not sent."""
    lots = {"fixed": {}, "ceiling": {"is_ceiling": True, "own_percent": 0}}
    typed = {
        "q.budget.line.0.label": "Four", "q.budget.line.0.amount": "75 000", "q.budget.own_cash": "9 999,50",
        "q.people.women": "12",
    }  # fmt: skip
    expected = {
        "fixed": ("1", 60_000_00, LESS, {"total": 75_000_00, "financing": 69_999_50, "gap": 5_000_50}),
        "ceiling": ("65 000,50", 65_000_50, ABOVE, {"requested": 65_000_50, "ceiling": 60_000_00}),
    }
    for kind, (asked, kept, message, amounts) in expected.items():
        application = begun(READY, lang, stages=1, lot=lots[kind])
        saved = post(
            client,
            f"{form_of(application)}/partie/money",
            typed | {"q.budget.requested": asked, "version": "1"},
        )
        assert (saved.status_code, stored(application).response.values["budget"]["requested"]) == (
            303,
            kept,
        ), kind
        why = say(message, **{name: lambda cents=cents: money(cents) for name, cents in amounts.items()})
        form = {"version": stored(application).response.version, "key": "k", **SIGNED}
        for page in (
            client.get(f"{home_of(application)}/envoyer"),
            post(client, f"{home_of(application)}/envoyer", form),
        ):
            page_of(page, lang)
            assert [line.endswith(why) for line in told(page, ".error-summary li")] == [True], kind
        assert (page.status_code, stored(application).state, stored(application).number) == (
            422, ApplicationState.DRAFT, None,
        ), kind  # fmt: skip
        assert stored(application).response.values["budget"]["own_cash"] == 9_999_50


def test_amounts_as_people_type_them(client, lang, say):
    """In either script; what is no amount stays as typed beside its error, whichever way it came, and is not sent."""
    application = begun(READY, lang, stages=1, lot={"is_ceiling": True})
    read = {
        "q.budget.line.0.amount": "1 234,50",
        "q.budget.own_in_kind": "١٢٣٤",
        "q.budget.line.0.label": "Tissu",
    }
    wrong = {"q.budget.own_cash": ("-500", NO_AMOUNT), "q.budget.requested": ("9" * 19, TOO_BIG),
             "q.budget.line.1.amount": ("1e9", NO_AMOUNT)}  # fmt: skip
    typed = {name: text for name, (text, _message) in wrong.items()}
    errors = {name: say(message) for name, (_text, message) in wrong.items()}
    script = post(client, f"{form_of(application)}/enregistrer/money", read | typed, headers=JSON)
    found = {name.replace("-", "."): plain(why) for name, why in script.get_json()["errors"].items()}
    assert {name if name.startswith("q.") else f"q.{name}": why for name, why in found.items()} == errors
    version = stored(application).response.version
    page = post(client, f"{form_of(application)}/partie/money", read | typed | {"version": version})
    assert (page.status_code, {k.replace("-", "."): plain(v) for k, v in errors_of(page).items()}) == (
        422,
        errors,
    )
    for shown in (page_of(page, lang), page_of(client.get(f"{form_of(application)}/partie/money"), lang)):
        assert {name: shown.select_one(f'[name="{name}"]')["value"] for name in typed} == typed
    budget = stored(application).response.values["budget"]
    assert (budget["lines"][0], budget["own_in_kind"]) == ({"label": "Tissu", "amount": 123_450}, 123_400)
    sent = post(client, f"{home_of(application)}/envoyer", {"version": version, "key": "k", **SIGNED})
    assert (sent.status_code, stored(application).number) == (422, None)


def test_a_file_that_is_something_else_than_its_name(client, lang, say):
    """By the page and in pieces: refused beside its question, nothing stored, the rest kept."""
    application = begun(READY, lang, stages=1)
    form = {"version": "1", "q.statutes": (io.BytesIO(PROGRAM), "statuts.pdf")}
    page = post(client, f"{form_of(application)}/partie/papers", form, content_type="multipart/form-data")
    page_of(page, lang)
    assert (page.status_code, {k: plain(v) for k, v in errors_of(page).items()}) == (
        422, {"q-statutes": say(NOT_ITS_NAME)},
    )  # fmt: skip
    headers = {**SAME_ORIGIN, **JSON, "X-CSRFToken": csrf_token(client)}
    begin = {"question": "statutes", "name": "statuts.pdf", "size": str(len(PROGRAM)), "client_key": "k" * 20}
    key = post(client, f"{form_of(application)}/fichiers", begin, headers=JSON).get_json()["key"]
    piece = client.put(f"{form_of(application)}/fichiers/{key}?depuis=0", data=PROGRAM, headers=headers)
    assert (piece.status_code, plain(piece.get_json()["message"])) == (422, say(NOT_ITS_NAME))
    assert (counted(StoredFile), stored(application).response.values) == ([0], READY)


# --- the hour -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("grace", [0, 5])
def test_one_second_too_late_whatever_the_phone_says(client, draft, lang, say, clock_at, grace):
    """Nothing is taken and nothing is lost; the phone's clock, a day behind or ahead, changes nothing."""
    draft.call.grace_minutes = grace
    db.session.commit()
    closing, home, form = draft.call.closes_at, home_of(draft), form_of(draft)
    sending = signed(client.get(f"{home}/envoyer"))
    for behind in (timedelta(days=-1), timedelta(days=1)):
        clock_at(closing + timedelta(minutes=grace, seconds=1))
        phone = {"Date": f"{closing + behind:%a, %d %b %Y %H:%M:%S} GMT"}
        said_at = {"sent_at": (closing + behind).isoformat(), "now": str((closing + behind).timestamp())}
        late = say(LATE, when=lambda: datetime_words(closing), contact="appel@exemple.ma")
        page = post(client, f"{home}/envoyer", sending | said_at, headers=phone)
        page_of(page, lang)
        assert (page.status_code, any(late in text for text in told(page, "main .notice"))) == (409, True)
        typing = post(
            client, f"{form}/partie/project", {"q.title": "Trop tard", "version": "1"}, headers=phone
        )
        assert (typing.status_code, page_of(typing, lang).select_one('[name="q.title"]')["value"]) == (
            409, "Trop tard",
        )  # fmt: skip
        assert late in told(typing, ".error-summary")[0]
        asked = {"question": "statutes", "name": "a.pdf", "size": "9", "client_key": "k" * 20}
        for path, data in (("enregistrer/project", {"q.title": "Trop tard"}), ("fichiers", asked)):
            said = post(client, f"{form}/{path}", data, headers=phone | JSON)
            assert (said.status_code, said.get_json()["error"], plain(said.get_json()["message"])) == (
                409, "closed", late,
            ), path  # fmt: skip
    row = stored(draft)
    assert (row.state, row.number, row.response.values) == (ApplicationState.DRAFT, None, READY)
    assert counted(ResponseSnapshot, OutboxMail) == [0, 0]
    clock_at(closing + timedelta(minutes=grace))
    in_time = post(client, f"{home}/envoyer", sending, headers={"Date": "Thu, 31 Dec 2099 00:00:00 GMT"})
    assert (in_time.status_code, stored(draft).state) == (303, ApplicationState.SUBMITTED)


# --- who may ------------------------------------------------------------------------------------------


def test_a_co_editor_removed_while_typing(client, app, draft, lang, say):
    """The page says that the link has ended and who to ask, and holds what was typed; the script gets a 404, which
    leaves it on the phone."""
    editor, phone = make_worker(draft, email="b@exemple.ma", language=lang), app.test_client()
    token = token_of(editor)
    form, home = f"/q/{token}", f"/candidature/{token}"
    assert phone.get(f"{form}/partie/project").status_code == 200
    assert post(client, f"{home_of(draft)}/personnes/{editor.id}/retirer").status_code == 303
    ended = say("Il a été remplacé ou retiré. Demandez-en un autre à la personne qui porte la candidature.")
    script = post(phone, f"{form}/enregistrer/project?lang={lang}", {"q.title": "Ma phrase"}, headers=JSON)
    assert (script.status_code, script.is_json, plain(script.get_json()["message"])) == (404, True, ended)
    page = post(phone, f"{form}/partie/project?lang={lang}", {"q.title": "Ma phrase", "version": "1"})
    page_of(page, lang)
    assert (page.status_code, ended in told(page)[0], "Ma phrase" in page.text) == (404, True, True)
    for path in (home, f"{home}/envoyer", f"{form}/partie/project"):
        gone = phone.get(f"{path}?lang={lang}")
        assert (gone.status_code, told(gone, "h1"), ended in told(gone)[0]) == (
            404, [say("Ce lien n'est plus valable")], True,
        ), path  # fmt: skip
        assert ended not in told(phone.get(f"{path.replace(token, 'forged')}?lang={lang}"))[0]
    assert stored(draft).response.values == READY


def test_a_withdrawn_application_is_read_and_no_longer_written(client, draft, lang, say):
    home, form = home_of(draft), form_of(draft)
    sending = signed(client.get(f"{home}/envoyer"))
    assert post(client, f"{home}/retirer").status_code == 303
    why = say(WITHDRAWN)
    page = post(client, f"{form}/partie/project", {"q.title": "Autre nom", "version": "1"})
    assert (page.status_code, page_of(page, lang).select_one('[name="q.title"]')["value"]) == (
        409,
        "Autre nom",
    )
    assert why in told(page, ".error-summary")[0]
    begin = {"question": "statutes", "name": "a.pdf", "size": "9", "client_key": "k" * 20}
    for path, data in (("enregistrer/project", {"q.title": "Autre"}), ("fichiers", begin)):
        said = post(client, f"{form}/{path}", data, headers=JSON)
        assert (said.status_code, plain(said.get_json()["message"])) == (409, why), path
    sent = post(client, f"{home}/envoyer", sending)
    page_of(sent, lang)
    assert (sent.status_code, any(why in text for text in told(sent, "main .notice"))) == (409, True)
    again = post(client, f"{home}/retirer")  # pressed twice
    row = stored(draft)
    assert (again.status_code, row.state, row.number, row.response.values) == (
        303, ApplicationState.WITHDRAWN, None, READY,
    )  # fmt: skip
    assert (counted(ResponseSnapshot, OutboxMail), "Former douze femmes" in client.get(f"{home}/envoyer").text) == (
        [0, 1], True,
    )  # fmt: skip


# --- sending ------------------------------------------------------------------------------------------


def test_send_pressed_in_two_tabs(client, draft, lang):
    home = home_of(draft)
    tabs = [signed(client.get(f"{home}/envoyer")) for _tab in range(2)]
    assert tabs[0]["key"] != tabs[1]["key"]
    sent = [post(client, f"{home}/envoyer", tab) for tab in (*tabs, tabs[0])]
    assert [(page.status_code, page.location) for page in sent] == [(303, f"{home}/recu")] * 3
    assert (stored(draft).number, counted(ResponseSnapshot, OutboxMail)) == ("AMI-2026-0001", [1, 1])
    assert "AMI-2026-0001" in page_of(client.get(f"{home}/recu"), lang).get_text()


def test_sent_while_the_desk_opens_a_correction(client, login_as, draft, lang, say):
    """Whoever has not read the request does not answer it: the page says so, shows it, and the next press sends."""
    home = home_of(draft)
    post(client, f"{home}/envoyer", signed(client.get(f"{home}/envoyer")))
    post(
        client,
        f"{form_of(draft)}/partie/project",
        {"q.title": "Atelier", "q.summary": "Former quinze femmes", "version": "2"},
    )
    open_page = signed(client.get(f"{home}/envoyer"))
    desk = login_as(make_secretary())
    asking = fields(desk.get(f"/candidatures/{draft.id}/correction"))
    asking |= {"kind": ["incomplete"], "questions": ["summary"], "reason": ["Dites où."]}
    assert post(desk, f"/candidatures/{draft.id}/correction", asking).status_code == 303
    late = post(client, f"{home}/envoyer", open_page)
    page = page_of(late, lang)
    why = say("Le secrétariat vient de demander une correction : lisez-la avant d'envoyer.")
    assert (late.status_code, why in told(late, ".error-summary")[0], "Dites où." in late.text) == (
        409,
        True,
        True,
    )
    assert page.select_one("[name=signatory]")["value"] == "La présidente"
    assert (stored(draft).response.values["summary"], counted(ResponseSnapshot)) == (
        "Former quinze femmes",
        [1],
    )
    assert post(client, f"{home}/envoyer", signed(late)).status_code == 303
    assert (counted(ResponseSnapshot), stored(draft).number) == ([2], "AMI-2026-0001")
    # the other way round: what was sent while the desk wrote is told to the desk, whose words stay
    asking = fields(desk.get(f"/candidatures/{draft.id}/correction?lang={lang}"))
    asking |= {"kind": ["incomplete"], "questions": ["summary"], "reason": ["Dites quand."]}
    again = {"q.title": "Atelier", "q.summary": "En mars", "version": stored(draft).response.version}
    post(client, f"{form_of(draft)}/partie/project", again)
    assert post(client, f"{home}/envoyer", signed(client.get(f"{home}/envoyer"))).status_code == 303
    refused = post(desk, f"/candidatures/{draft.id}/correction?lang={lang}", asking)
    assert (refused.status_code, page_of(refused, lang).select_one("[name=reason]").text.strip()) == (
        409, "Dites quand.",
    )  # fmt: skip


# --- the call -----------------------------------------------------------------------------------------


def test_money_of_a_call_that_cannot_be(login_as, lang, say):
    """A lot of nothing, below nothing, beyond everything, an envelope that does not pay its lots: refused beside the
    field with what was typed; what is written in either script is read."""
    call = make_call(state=CallState.DRAFT, announced_at=None)
    desk, path = login_as(make_secretary()), f"/appels/gestion/{call.id}/montants?lang={lang}"
    lot = f"lot_{call.lots[0].id}_amount"
    zero = say("Écrivez un montant plus grand que zéro.")
    small = "l'enveloppe (%(envelope)s) est plus petite que ce que les lots promettent (%(lots)s)."
    sums = {"envelope": lambda: money(1_234_00), "lots": lambda: money(120_000_00)}
    small = say(small, **sums)
    cases = [
        (lot, "0", zero), (lot, "٠", zero), (lot, "-5", say(NO_AMOUNT)), ("envelope", "0", zero),
        (lot, "9" * 19, say(TOO_BIG)),
        ("envelope", "١٢٣٤", small[:1].upper() + small[1:]),
    ]  # fmt: skip
    for name, text, message in cases:
        form = {key: values[-1] for key, values in fields(desk.get(path)).items()}
        page = post(desk, path, form | {name: text})
        assert (page.status_code, {k: plain(v) for k, v in errors_of(page).items()}) == (
            422,
            {name: message},
        ), text
        assert page_of(page, lang).select_one(f"[name={name}]")["value"] == text
    db.session.rollback()
    assert (db.session.get(FundingCall, call.id).envelope, call.lots[0].amount) == (120_000_00, 60_000_00)
    done = post(desk, path, form | {"envelope": "١٢٠٠٠٠", lot: "1 234,50"})
    db.session.rollback()
    db.session.expire_all()
    row = db.session.get(FundingCall, call.id)
    assert (done.status_code, row.envelope, row.lots[0].amount) == (303, 120_000_00, 1_234_50)
