"""Calls through their pages: prepared, announced, read by everybody; questions without a cookie."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.funding import rules
from noress.domain.funding.models import CallQuestion, CallState, FundingCall
from noress.domain.institutions.models import Function
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from noress.web import public_cache
from tests.factories import NOW, make_assignment, make_institution, make_person, make_seat, save
from tests.factories.calls import AMOUNT, make_application, make_call
from tests.factories.questionnaires import both
from tests.pages import parse
from tests.posting import SAME_ORIGIN, post

DAY = timedelta(days=1)


@pytest.fixture
def desk(login_as):
    person = make_person("Équipe d'animation")
    make_assignment(person, Function.ANIMATION_TEAM)
    return login_as(person)


def words(page):
    return " ".join(
        parse(page).get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ").split()
    )


def inputs(page):
    """What the page's form holds, ready to be posted again."""
    form = parse(page).select_one("main form[method=post]")
    values = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        if one.get("type") in ("checkbox", "radio") and not one.has_attr("checked"):
            continue
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            values[one["name"]] = chosen["value"] if chosen else ""
        else:
            values[one["name"]] = one.get("value", "") if one.name == "input" else one.text.lstrip("\r\n")
    values.pop("csrf_token", None)
    return values


def errors(page):
    return [
        one.get_text(strip=True).replace("\u202f", " ").replace("\u00a0", " ")
        for one in parse(page).select(".error-summary li")
    ]


def test_everybody_reads_an_open_call_without_a_cookie(client, count_queries):
    public_cache.clear()
    call = make_call(
        eligibility=[{"key": "r1", "text": both("En règle ?"), "expects": "yes", "message": both("Non")}]
    )
    page = client.get(f"/appels/{call.id}")
    said = words(page)
    for text in (
        "60 000,00 DH par projet", "À envoyer avant le vendredi 4 décembre 2026 à 9 h (heure du Maroc)", "En règle ?",
        "10 % du budget au moins, en argent ou en nature", "Enveloppe 120 000,00 DH", "Utilité", "Statutes", "Candidater",
        "Clôture des notes d'intention", "appel@exemple.ma",
    ):  # fmt: skip
        assert text in said, text
    assert "Set-Cookie" not in page.headers
    assert len(page.data) < 100_000
    again = client.get(f"/appels/{call.id}", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    arabic = client.get(f"/appels/{call.id}?lang=ar")
    assert parse(arabic).html["dir"] == "rtl"
    assert client.get("/appels/999999").status_code == 404


def test_a_kept_page_changes_at_the_hour(client):
    """No button, no commit: the clock alone."""
    public_cache.clear()
    call = make_call(state=CallState.ANNOUNCED, opens_at=NOW + timedelta(hours=1), closes_at=NOW + timedelta(hours=2),
                     questions_until=NOW + timedelta(hours=1))  # fmt: skip
    seen, home = [], []
    for minutes in (0, 61, 121):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            text = words(client.get(f"/appels/{call.id}"))
            listed = words(client.get("/appels/"))
            first = words(client.get("/"))
            home.append(("S'ouvre le" in first, "À envoyer avant le" in first))
            asked = "Poser une question" in words(client.get(f"/appels/{call.id}/questions"))
            seen.append(("L'appel s'ouvre le" in text, "Candidater" in text, "L'appel est clos" in text,
                         "Bientôt ouvert" in listed, asked))  # fmt: skip
    assert seen == [
        (True, False, False, True, True), (False, True, False, False, False), (False, False, True, False, False),
    ]  # fmt: skip
    assert home == [(True, False), (False, True), (False, False)]


def test_lists_cost_the_same_with_one_and_three_calls(client, desk, count_queries):
    public_cache.clear()
    got = []
    for more in (1, 2):
        for _one in range(more):
            make_application(make_call())
        with count_queries() as public, desk:
            assert client.get("/appels/?a").status_code == 200
        with count_queries() as managed:
            assert desk.get("/appels/gestion/").status_code == 200
        got.append((len(public), len(managed)))
    assert got == [got[0]] * 2
    trial, draft = make_call(is_test=True), make_call(state=CallState.DRAFT)
    listed = words(client.get("/appels/?b"))
    assert (str(trial.title) in listed, str(draft.title) in listed) == (False, False)
    assert "Essai : cet appel sert à s'exercer" in words(client.get(f"/appels/{trial.id}"))
    assert client.get(f"/appels/{draft.id}").status_code == 404


TEXTS = {
    f"{name}_{code}": name
    for name in ("title", "objective", "audience", "contact", "declaration")
    for code in ("fr", "ar")
}
DATES = {
    "version": "2", "opens_at": "2026-11-21", "opens_at_time": "09:00", "questions_until": "2026-11-25", "questions_until_time": "12:00",
    "closes_at": "2026-12-01", "closes_at_time": "12:00", "files_close_at": "2026-12-20", "files_close_at_time": "12:00",
    "grace_minutes": "5", "correction_days": "7",
}  # fmt: skip
LOT = {"lot_n1_title_fr": "Lot", "lot_n1_title_ar": "شطر", "lot_n1_amount": "٦٠ ٠٠٠", "lot_n1_most_projects": "2", "lot_n1_own_in_kind": "y"}  # fmt: skip
CRITERIA = {"critere_n1_title_fr": "A", "critere_n1_title_ar": "أ", "critere_n1_weight": "100"}
CONDITION = {
    "version": "5", "condition_n1_text_fr": "?", "condition_n1_text_ar": "؟", "condition_n1_expects": "yes",
    "condition_n1_message_fr": "!", "condition_n1_message_ar": "!",
}  # fmt: skip


def test_the_secretariat_prepares_and_announces_a_call(desk, client):
    carrier = make_institution("Conseil régional")
    new = {"edition": "3", "title_fr": "Appel 3", "title_ar": "نداء 3", "stages": "2"}
    assert post(desk, "/appels/gestion/nouveau", new).status_code == 303
    call = db.session.scalars(select(FundingCall)).one()
    at = f"/appels/gestion/{call.id}"
    assert client.get(f"/appels/{call.id}").status_code == 404
    assert "il manque le porteur juridique" in words(desk.get(at))
    share = {"part_n1_institution_id": str(carrier.id), "part_n1_amount": "120000", "part_n2_amount": ""}
    texts = {
        **TEXTS,
        "version": "1",
        "contact_email": "a@exemple.ma",
        "carrier_id": str(carrier.id),
        "stages": "2",
        "needs_affiliation": "y",
    }
    pages = {
        "modifier": texts, "calendrier": DATES, "montants": {**LOT, **share, "version": "3", "envelope": "120 000"},
        "criteres": {**CRITERIA, "version": "4"}, "conditions": CONDITION,
    }  # fmt: skip
    assert {
        part: post(desk, f"{at}/{part}", typed).status_code for part, typed in pages.items()
    } == dict.fromkeys(pages, 303)
    assert "Tout est là" in words(desk.get(at))
    assert "Annoncer cet appel ?" in words(desk.get(f"{at}/annoncer"))
    assert post(desk, f"{at}/annoncer").status_code == 303
    db.session.expire_all()
    lot, funder = call.lots[0], call.funders[0]
    assert (call.state, lot.amount, lot.own_percent, funder.amount) == (
        CallState.ANNOUNCED,
        AMOUNT,
        0,
        2 * AMOUNT,
    )
    assert "L'appel s'ouvre le samedi 21 novembre 2026 à 9 h" in words(client.get(f"/appels/{call.id}"))
    assert "Appel annoncé" in words(desk.get(f"{at}/historique"))
    for part in (*pages, "reprendre", "clore", "questions"):
        assert desk.get(f"{at}/{part}").status_code == 200, part


def test_what_is_wrong_is_said_beside_it_with_what_was_typed(desk):
    call = make_call(state=CallState.DRAFT, lot=None, envelope=None)
    version, at = {"version": "1"}, f"/appels/gestion/{call.id}"
    refused = post(desk, f"{at}/calendrier", {**DATES, **version, "closes_at_time": ""})
    assert (refused.status_code, errors(refused)) == (
        422,
        ["Heure : écrivez aussi l'heure. Exemple : 12:00."],
    )
    wrong = post(desk, f"{at}/calendrier", {**DATES, **version, "closes_at": "2026-11-20"})
    assert (wrong.status_code, inputs(wrong)["closes_at"]) == (422, "2026-11-20")
    for amount, message in (
        ("0", "plus grand que zéro"), ("-5", "crivez un montant"), ("9" * 19, "trop grand"), ("9" * 12, "trop grand"),
        ("abc", "crivez un montant"),
    ):  # fmt: skip
        bad = post(desk, f"{at}/montants", {**LOT, **version, "lot_n1_amount": amount})
        assert (bad.status_code, inputs(bad)["lot_n1_amount"], message in errors(bad)[0]) == (
            422,
            amount,
            True,
        )
    small = post(desk, f"{at}/montants", {**LOT, **version, "envelope": "60 000,50"})
    assert errors(small) == [
        "Enveloppe, en dirhams : l'enveloppe (60 000,50 DH) est plus petite que ce que les lots promettent (120 000,00 DH)."
    ]
    bad = post(desk, f"{at}/criteres", {**CRITERIA, **version, "critere_n1_weight": "60"})
    assert errors(bad) == ["Poids : les poids font 160 : ils doivent faire 100."]
    assert post(desk, f"{at}/annoncer").status_code == 409
    taken = post(
        desk, "/appels/gestion/nouveau", {"edition": str(call.edition), "title_fr": "Encore", "stages": "2"}
    )
    assert (taken.status_code, inputs(taken)["title_fr"]) == (422, "Encore")
    assert errors(taken) == ["Numéro de l'édition : cette édition existe déjà."]


def test_a_page_posted_again_as_it_is_changes_nothing_and_an_old_one_shows_both(desk):
    call = make_call(state=CallState.ANNOUNCED, opens_at=NOW + DAY)
    rules_before = call.version
    for part in ("modifier", "calendrier", "montants", "criteres", "conditions"):
        at = f"/appels/gestion/{call.id}/{part}"
        values = inputs(desk.get(at))
        assert post(desk, at, values).status_code == 303, part
        db.session.expire_all()
        assert call.version == rules_before, part
    at = f"/appels/gestion/{call.id}/criteres"
    values = inputs(desk.get(at))
    key = next(name for name in values if name.endswith("_title_fr") and values[name])
    assert post(desk, at, {**values, key: "Autre nom"}).status_code == 303
    stale = post(desk, at, {**values, key: "Mon nom"})
    assert stale.status_code == 409
    merge = parse(stale).select_one("#deux-textes").get_text(" ", strip=True)
    assert ("Autre nom" in merge, "Mon nom" in merge) == (True, True)
    assert post(desk, at, inputs(stale)).status_code == 303
    db.session.expire_all()
    assert [str(one.title) for one in call.criteria] == ["Mon nom"]


def test_a_visitor_asks_and_everybody_reads_the_answer(client, desk):
    public_cache.clear()
    call = make_call()
    page = client.get(f"/appels/{call.id}/questions")
    token = parse(page).select_one("main form input[name=csrf_token]")["value"]
    typed = {
        "csrf_token": token,
        "text": "Une association peut-elle ?",
        "email": "moi@exemple.ma",
        "website": "",
    }
    sent = client.post(f"/appels/{call.id}/questions", data=typed, headers=SAME_ORIGIN)
    assert (sent.status_code, sent.location) == (303, f"/appels/{call.id}/questions/recue")
    assert [value for answer in (page, sent) for value in answer.headers.getlist("Set-Cookie")] == []
    for changes, message in (
        ({"text": ""}, "Votre question : remplissez ce champ."), ({"email": "moi@"}, None),
        ({"csrf_token": "x"}, "Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton."),
    ):  # fmt: skip
        bad = client.post(f"/appels/{call.id}/questions", data={**typed, **changes}, headers=SAME_ORIGIN)
        assert (bad.status_code, message in errors(bad) if message else bool(errors(bad))) == (422, True)
        assert inputs(bad)["text"] == changes.get("text", typed["text"])
    question = db.session.scalars(select(CallQuestion)).one()
    assert "Une association peut-elle ?" not in words(client.get(f"/appels/{call.id}/questions"))

    assert "1 question à répondre" in words(desk.get("/a-faire"))
    at = f"/appels/gestion/questions/{question.id}"
    assert "Une association peut-elle ?" in words(desk.get(f"/appels/gestion/{call.id}/questions"))
    values = inputs(desk.get(at))
    assert (values["question_fr"], values["question_ar"]) == ("Une association peut-elle ?", "")
    assert post(desk, at, {**values, "answer_fr": ""}).status_code == 422
    assert post(desk, at, {**values, "answer_fr": "Oui, **elle peut**."}).status_code == 303
    said = words(client.get(f"/appels/{call.id}/questions"))
    assert ("Oui, elle peut ." in said, "moi@exemple.ma" in said) == (True, False)
    assert [mail.to_address for mail in db.session.scalars(select(OutboxMail))] == ["moi@exemple.ma"]
    assert "Oui, elle peut" in words(client.get(f"/appels/{call.id}"))

    other = save(CallQuestion(call_id=call.id, asked="Achetez !", language="fr", asked_at=NOW, version=1))
    assert "Écarter cette question ?" in words(desk.get(f"/appels/gestion/questions/{other.id}/ecarter"))
    assert post(desk, f"/appels/gestion/questions/{other.id}/ecarter").status_code == 303
    assert "Achetez !" in words(desk.get(f"/appels/gestion/{call.id}/questions?etat=traitees"))
    with time_machine.travel(NOW + 8 * DAY, tick=False):
        late = client.post(f"/appels/{call.id}/questions", data=typed, headers=SAME_ORIGIN)
    assert (late.status_code, typed["text"] in words(late)) == (409, True)


def test_members_read_and_do_not_prepare(login_as):
    seat = make_seat()
    browser = login_as(seat.person, seat)
    call, draft = make_call(), make_call(state=CallState.DRAFT)
    got = [browser.get(f"/appels/{call.id}").status_code, browser.get("/appels/gestion/").status_code,
           browser.get(f"/appels/gestion/{call.id}").status_code, browser.get(f"/appels/gestion/{draft.id}").status_code]  # fmt: skip
    assert got == [200, 403, 403, 404]
    assert rules.list_problems(draft, NOW) == []


def test_a_file_one_is_recused_from_is_counted_nowhere(login_as):
    person = make_person("Équipe d'animation")
    make_assignment(person, Function.ANIMATION_TEAM)
    browser = login_as(person)
    call = make_call()
    seen, hidden = make_application(call), make_application(call)
    save(
        Recusal(
            subject_type="application",
            subject_id=hidden.id,
            person_id=person.id,
            nature=next(iter(RecusalNature)),
            made_at=NOW,
        )
    )
    assert seen.id != hidden.id
    assert "Candidatures commencées 1" in words(browser.get(f"/appels/gestion/{call.id}"))
    assert "1 candidature commencée n'est pas envoyée" in words(
        browser.get(f"/appels/gestion/{call.id}/clore")
    )


def test_a_call_of_one_stage_shows_the_form_of_the_full_file_alone(desk):
    for stages, shown in ((1, ["Dossier complet"]), (2, ["Note d'intention", "Dossier complet"])):
        call = make_call(stages=stages)
        page = desk.get(f"/appels/gestion/{call.id}")
        found = [one.get_text() for one in parse(page).select("#formulaires a")]
        assert (page.status_code, found) == (200, shown)
