"""Bad input, in every language: the status, the sentence in the reader's language beside what it is about, and
nothing typed lost. What concerns sessions is tried in tests/blueprints/meetings too."""

import dataclasses
import io
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.core import links
from noress.core.database import writing
from noress.core.formats import filesize
from noress.core.i18n import in_language
from noress.domain.accounts import passwords, rules
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import AccountInvitation, Device
from noress.domain.accounts.rules.invitations import invitation_address
from noress.domain.meetings import mails
from noress.domain.meetings.models import MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_account,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.forms import errors_of, post, text_of
from tests.posting import post as send
from tests.speaking import page_of, said

pytestmark = pytest.mark.parametrize("lang", ["fr", "ar", "en"])
ADDRESS = "membre12@exemple.ma"


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def told(response, lang):
    """(status, title, lead) of an error page in that language."""
    page_of(response, lang)
    return response.status_code, *text_of(response, "h1"), *text_of(response, "h1 + p, h1 ~ .lead")


# --- codes and passwords


def ask_code(client):
    make_person(email=ADDRESS)
    send(client, "/connexion", {"email": ADDRESS, "way": "code"})
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    code = mail.text.split("\n    ")[1].split("\n")[0].replace("\u00a0", "")
    return code, f"{(int(code) + 1) % 10**6:06d}"


def test_a_wrong_code(client, lang):
    _code, wrong = ask_code(client)
    response = post(client, f"/connexion/code?lang={lang}", code=wrong, is_remembered="y")
    message = "Ce n'est pas le bon code. Relisez le dernier courriel reçu : un code plus ancien ne sert plus."
    assert (response.status_code, errors_of(response)) == (422, {"code": said(lang, message)})
    page = page_of(response, lang)
    assert page.select_one("#code")["value"] == wrong
    assert page.select_one("#is_remembered").has_attr("checked")


def test_a_used_code(client, app, lang):
    code, _wrong = ask_code(client)
    kept = client.get_cookie("noress").value
    assert post(client, "/connexion/code", code=code).status_code == 303
    again = app.test_client()
    again.set_cookie("noress", kept)
    response = post(again, f"/connexion/code?lang={lang}", code=code)
    message = "Ce code a déjà servi : il n'ouvre qu'une fois. Demandez-en un nouveau."
    assert (response.status_code, errors_of(response)) == (422, {"code": said(lang, message)})
    assert page_of(response, lang).select_one("#code")["value"] == code


def test_an_expired_code(client, lang, still_clock):
    code, _wrong = ask_code(client)
    still_clock.shift(timedelta(minutes=10))
    response = post(client, f"/connexion/code?lang={lang}", code=code)
    message = "Ce code a expiré : il était valable dix minutes. Demandez-en un nouveau."
    assert (response.status_code, errors_of(response)) == (422, {"code": said(lang, message)})
    assert page_of(response, lang).select_one("#code")["value"] == code
    assert db.session.scalars(select(Device)).all() == []


def test_the_sixth_try_of_a_code_waits(client, lang):
    code, wrong = ask_code(client)
    assert [post(client, "/connexion/code", code=wrong).status_code for _ in range(5)] == [422] * 5
    response = post(client, f"/connexion/code?lang={lang}", code=code)
    message = said(
        lang,
        "Cinq essais ont échoué : ce code est bloqué. Attendez %(minutes)s min, ou demandez un nouveau code.",
        minutes=10,
    )
    assert (response.status_code, response.headers["Retry-After"]) == (429, "600")
    assert text_of(response, ".error-summary li") == [message]
    assert page_of(response, lang).select_one("#code")["value"] == code
    assert db.session.scalars(select(Device)).all() == []


def test_the_sixth_password_waits(client, lang):
    make_account(ADDRESS, password_hash=passwords.hash_password("quatre mots sans rapport"))
    send(client, "/connexion", {"email": ADDRESS, "way": "password"})
    path, wrong = f"/connexion/mot-de-passe?lang={lang}", "ce n'est pas lui"
    first = post(client, path, password=wrong)
    message = (
        "L'adresse et le mot de passe ne vont pas ensemble. Un code par courriel vous ouvre aussi la porte."
    )
    assert (first.status_code, errors_of(first)) == (422, {"password": said(lang, message)})
    for _ in range(4):
        post(client, path, password=wrong)
    sixth = post(client, path, password="quatre mots sans rapport")
    message = said(lang, "Trop d'essais. Attendez %(minutes)s min, puis recommencez.", minutes=15)
    assert (sixth.status_code, sixth.headers["Retry-After"]) == (429, "900")
    assert text_of(sixth, ".error-summary li") == [message]
    assert ADDRESS in page_of(sixth, lang).find("main").get_text()


def test_a_malformed_address(client, lang):
    response = post(client, f"/connexion?lang={lang}", email="membre12@exemple", way="code")
    message = "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."
    assert (response.status_code, errors_of(response)) == (422, {"email": said(lang, message)})
    assert page_of(response, lang).select_one("#email")["value"] == "membre12@exemple"


# --- links


def joining(**values):
    """The path of an invitation to join, after something happened to it."""
    person = make_person(email=None)
    db.session.rollback()
    with writing():
        made = rules.invite_person(person=person, email=ADDRESS, actor=Actor.system(), now=NOW)
        db.session.commit()
    path = invitation_address(made).removeprefix("http://127.0.0.1:8000").split("?")[0]
    with writing():
        for name, value in values.items():
            setattr(db.session.get(AccountInvitation, made.id), name, value)
        db.session.commit()
    return path


@pytest.mark.parametrize("values, title, message", [
    ({"used_at": NOW}, "Cette invitation a déjà servi",
     "Votre compte existe : connectez-vous avec votre adresse de courriel."),
    ({"expires_at": NOW}, "Cette invitation a expiré",
     "Elle était valable quatorze jours. Demandez-en une nouvelle au secrétariat."),
    ({"revoked_at": NOW}, "Cette invitation a été retirée",
     "Si vous en avez reçu une plus récente, ouvrez celle-là. Sinon, écrivez au secrétariat."),
], ids=["used", "expired", "revoked"])  # fmt: skip
def test_a_link_to_join_that_no_longer_serves(client, lang, values, title, message):
    path = f"{joining(**values)}?lang={lang}"
    answer = (410, said(lang, title), said(lang, message))
    assert told(client.get(path), lang) == answer
    assert told(send(client, path, {"name": "Titulaire du membre 12"}), lang) == answer


def test_a_tampered_link_to_join(client, lang):
    path = joining()
    tampered = f"{path[:-1]}{'a' if path[-1] != 'a' else 'b'}?lang={lang}"
    assert told(client.get(tampered), lang) == (
        404, said(lang, "Ce lien n'est pas complet"),
        said(lang, "Ouvrez-le de nouveau depuis le courriel, sans rien y changer."),
    )  # fmt: skip


def convened(seat):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW)
    return make_invitation(meeting, seat)


def answer_path(invitation):
    return f"/i/{links.token(mails.PURPOSE, invitation.id, invitation.link_generation)}"


@pytest.mark.parametrize("of, values, title", [
    ("invitation", {"link_generation": 2}, "Ce lien a été remplacé"),
    ("invitation", {"removed_at": NOW}, "Cette invitation a été retirée"),
    ("seat", {"closed_at": NOW}, "Ce lien n'est plus le vôtre"),
    ("account", {"suspended_at": NOW}, "Ce compte est suspendu"),
    ("meeting", {"state": MeetingState.CANCELLED}, "Cette session est annulée"),
    ("meeting", {"starts_at": NOW - timedelta(days=2), "ends_at": NOW - timedelta(days=1)},
     "Cette session est passée"),
], ids=["replaced", "removed", "seat closed", "suspended", "cancelled", "over"])  # fmt: skip
def test_a_mailed_link_that_opens_nothing_any_more(client, lang, of, values, title):
    seat = make_seat()
    invitation = convened(seat)
    path = f"{answer_path(invitation)}?lang={lang}"
    row = {
        "invitation": invitation, "seat": seat, "account": seat.person.account, "meeting": invitation.meeting,
    }[of]  # fmt: skip
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()
    response = client.get(path)
    assert told(response, lang)[:2] == (410, said(lang, title))
    assert send(client, path, {"answer": "yes"}).status_code == 410


def test_a_tampered_mailed_link(client, lang):
    path = answer_path(convened(make_seat()))
    tampered = f"{path[:-1]}{'a' if path[-1] != 'a' else 'b'}?lang={lang}"
    assert told(client.get(tampered), lang)[:2] == (404, said(lang, "Page introuvable"))


@pytest.mark.parametrize("token, status, message", [
    ("old", 410, "Cette adresse de calendrier ne sert plus. La nouvelle est dans votre compte."),
    ("false", 404, "Ce calendrier n'existe pas."),
])  # fmt: skip
def test_a_calendar_address_that_no_longer_serves(client, lang, token, status, message):
    seat = make_seat(calendar_generation=2)
    tokens = {"old": links.token("calendar", seat.id, 1), "false": "1-" + "x" * 22}
    response = client.get(f"/calendrier/{tokens[token]}.ics?lang={lang}")
    assert (response.status_code, " ".join(response.get_data(as_text=True).split())) == (
        status, said(lang, message),
    )  # fmt: skip


def test_an_invented_host(client, lang):
    response = client.get(f"/?lang={lang}", headers={"Host": "evil.example"})
    assert told(response, lang)[:2] == (400, said(lang, "Demande incompréhensible"))
    assert "evil" not in response.get_data(as_text=True)


# --- forms


def test_a_form_posted_after_the_sign_in_expired(client, login_as, lang):
    person = make_person("Titulaire du membre 12")
    typed = {"name": "Titulaire corrigé", "name_ar": "الممثل", "phone": "+212 6 61 00 00 00", "version": "1"}
    response = send(client, f"/mon-compte/coordonnees?lang={lang}", typed)
    token = response.location.split("/reprendre/")[1].split("&")[0]
    assert (response.status_code, response.location) == (
        303, f"/connexion?suite=/reprendre/{token}&lang={lang}",
    )  # fmt: skip
    browser = login_as(person)
    kept = browser.get(f"/reprendre/{token}?lang={lang}")
    assert text_of(kept, "h1") == [said(lang, "Reprendre ce que vous aviez saisi")]
    assert {"Titulaire corrigé", "الممثل", "+212 6 61 00 00 00"} <= set(text_of(kept, "dl.typed dd"))
    page_of(kept, lang)
    done = post(browser, f"/reprendre/{token}", language="fr", visibility="internal")
    assert (done.status_code, done.location) == (303, "/mon-compte")
    db.session.refresh(person)
    assert (person.name, person.name_ar, person.phone) == (
        "Titulaire corrigé",
        "الممثل",
        "+212 6 61 00 00 00",
    )


def test_a_form_left_open_until_its_token_was_lost(login_as, lang):
    browser = login_as(make_person())
    response = browser.post(
        f"/mon-compte/coordonnees?lang={lang}", data={"name": "Titulaire corrigé", "phone": "061"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )  # fmt: skip
    assert told(response, lang)[:2] == (400, said(lang, "Votre page était ouverte depuis longtemps"))
    form = page_of(response, lang).select_one("main form")
    assert {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}[
        "name"
    ] == "Titulaire corrigé"


def test_a_line_break_in_a_name(login_as, lang):
    browser = login_as(make_secretary())
    response = post(
        browser, f"/personnes/nouvelle?lang={lang}", name="Titulaire\r\nBcc: x", phone="0661000000"
    )
    message = said(lang, "Écrivez ce texte sur une seule ligne.")
    assert (response.status_code, errors_of(response)) == (422, {"name": message})
    assert page_of(response, lang).select_one("#phone")["value"] == "0661000000"


def test_a_refused_file_and_a_file_over_the_limit(login_as, app, lang, monkeypatch):
    browser, meeting = login_as(make_secretary()), make_meeting()
    path = f"/sessions/{meeting.id}/documents?lang={lang}"
    limit = 2_000
    small = dataclasses.replace(app.config["SETTINGS"], max_upload_bytes=limit)
    monkeypatch.setitem(app.config, "SETTINGS", small)
    for name, content, message, values in (
        ("programme.exe", b"MZ", "Ce type de fichier n'est pas accepté. Envoyez un PDF, une image, ou un document.", {}),
        ("rapport.pdf", b"MZ\x90\x00",
         "Le contenu de ce fichier n'est pas ce que dit son nom. Enregistrez-le de nouveau en PDF, puis réessayez.", {}),
    ):  # fmt: skip
        response = send(
            browser, path, {"file_title": "Note de cadrage", "file": (io.BytesIO(content), name)},
            content_type="multipart/form-data",
        )  # fmt: skip
        assert (response.status_code, errors_of(response)) == (422, {"file": said(lang, message, **values)})
        assert page_of(response, lang).select_one("#file_title")["value"] == "Note de cadrage"
    too_big = io.BytesIO(b"%PDF-1.4\n" + b"x" * limit)
    response = send(
        browser, path, {"file_title": "Note de cadrage", "file": (too_big, "gros.pdf")},
        content_type="multipart/form-data",
    )  # fmt: skip
    with in_language(lang):
        size = filesize(limit)
    message = said(
        lang,
        "Ce fichier dépasse la limite de %(limit)s. Réduisez-le, par exemple en photo plus petite ou en PDF.",
        limit=size,
    )
    assert (response.status_code, errors_of(response)) == (413, {"file": message})
    assert page_of(response, lang).select_one("#file_title")["value"] == "Note de cadrage"


def test_dates_out_of_order(login_as, lang):
    browser = login_as(make_secretary())
    seat = make_seat(make_institution(), starts_on=date(2026, 1, 1))
    response = post(
        browser, f"/sieges/{seat.id}/modifier?lang={lang}", ends_on="2025-12-31", designation="Lettre du 3"
    )
    message = said(lang, "La date de fin est avant la date de début. Corrigez l'une des deux.")
    assert (response.status_code, errors_of(response)) == (422, {"ends_on": message})
    page = page_of(response, lang)
    assert (page.select_one("#ends_on")["value"], page.select_one("#designation")["value"]) == (
        "2025-12-31", "Lettre du 3",
    )  # fmt: skip


def test_a_guests_link_with_a_suspended_account_opens_nothing(client, lang):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW)
    make_account("invitee@exemple.ma", suspended_at=NOW)
    invitation = make_invitation(meeting, guest_name="Invitée", guest_email="Invitee@exemple.ma")
    path = f"{answer_path(invitation)}?lang={lang}"
    assert told(client.get(path), lang)[:2] == (410, said(lang, "Ce compte est suspendu"))
    assert send(client, path, {"answer": "yes"}).status_code == 410
