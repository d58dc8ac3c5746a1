"""The secretariat's work on decisions: each page with its refusals, nothing typed lost."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.audit.models import AuditEvent
from noress.domain.decisions.models import Decision, DecisionMode, DecisionState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories.decisions import make_block, make_decision, make_held_meeting, make_record
from tests.pages import parse
from tests.posting import post

ADD = {
    "text_fr": "Le fonds est créé.", "text_ar": "تم إحداث الصندوق.", "adopted_on": "2026-10-08", "mode": "consensus",
}  # fmt: skip
PAGES = ["executer", "remplacer", "remettre-en-vigueur", "publier", "modifier", "completer"]


def history():
    return [event.action for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def errors(response):
    return [tag.get_text(strip=True) for tag in parse(response).select(".error-summary li")]


def offers(response):
    return [a.get_text() for a in parse(response).select(".card li a")]


# --- by hand -----------------------------------------------------------------------------------------


@pytest.fixture
def meeting(app):
    return make_held_meeting("Le financement", reference="S-2026-04")


def test_a_decision_is_added_by_hand(meeting, secretary):
    address = f"/sessions/{meeting.id}/decisions/nouvelle"
    form = parse(secretary.get(address))
    assert form.select_one("input[name=adopted_on]")["value"] == "2026-10-08"
    assert form.select_one("input[name=mode][checked]")["value"] == "consensus"
    answer = post(secretary, address, ADD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/decisions/2026-04/01")
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.number, decision.is_public, decision.text) == (
        "D-2026-04/01", False, {"fr": ADD["text_fr"], "ar": ADD["text_ar"]}
    )  # fmt: skip
    assert (history(), db.session.scalars(select(OutboxMail)).all()) == (["decision.registered"], [])
    page = secretary.get(answer.headers["Location"])
    assert "La décision D-2026-04/01 est au registre." in page.text
    assert offers(page) == [
        "Rendre publique", "Modifier", "Marquer comme exécutée", "Indiquer ce qui la remplace"
    ]  # fmt: skip


def test_a_show_of_hands_is_added_with_counts_and_reservations(meeting, secretary):
    fields = {
        **ADD, "mode": "show_of_hands", "votes_for": "12", "votes_against": "0", "abstentions": "1",
        "reservations_fr": "Une réserve.", "reservations_ar": "تحفظ.", "is_public": "y",
    }  # fmt: skip
    assert post(secretary, f"/sessions/{meeting.id}/decisions/nouvelle", fields).status_code == 303
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.mode, decision.votes_for, decision.votes_against, decision.abstentions, decision.is_public) == (
        DecisionMode.SHOW_OF_HANDS, 12, 0, 1, True
    )  # fmt: skip
    assert decision.reservations == {"fr": "Une réserve.", "ar": "تحفظ."}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text_fr": ""}, "En français : Remplissez ce champ."),
        ({"text_ar": " "}, "En arabe : Remplissez ce champ."),
        ({"text_ar": "ن" * 5001}, "En arabe : 5000 caractères au plus."),
        ({"adopted_on": "demain"}, "Prise le : Cette date n'est pas valable. Exemple : 08/04/2027."),
        ({"adopted_on": "2026-10-07"}, "Prise le : La décision ne peut pas précéder sa session."),
        ({"adopted_on": "2099-10-07"}, "Prise le : La date de la décision est à venir."),
        ({"mode": "x"}, "Comment la décision a-t-elle été prise ? Choisissez une des réponses proposées."),
        ({"votes_for": "beaucoup"}, "Voix pour : Écrivez un nombre entier. Exemple : 20."),
        ({"votes_for": "-1"}, "Voix pour : Écrivez un nombre entier. Exemple : 20."),
        ({"votes_for": "99999999999999999999"}, "Voix pour : On ne compte les voix que d'un vote à main levée."),
        ({"mode": "show_of_hands", "votes_for": "3"}, "Voix contre : Écrivez le nombre de voix ; 0 s'il n'y en a pas."),
        ({"mode": "unanimity", "votes_against": "1"}, "Voix contre : Une voix contre : la décision n'est pas prise à l'unanimité. Choisissez « à main levée »."),
        ({"reservations_fr": "Une réserve."}, "En arabe : Écrivez les réserves dans les deux langues."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(meeting, secretary, fields, message):
    answer = post(secretary, f"/sessions/{meeting.id}/decisions/nouvelle", {**ADD, **fields})
    assert answer.status_code == 422
    plain = [line.replace("\u202f", " ").replace("\xa0", " ") for line in errors(answer)]
    assert any(message.lower() in line.lower() for line in plain), plain
    soup = parse(answer)
    typed = {**ADD, **fields}
    assert soup.select_one("textarea[name=text_fr]").get_text().strip() == typed["text_fr"].strip()
    assert soup.select_one("textarea[name=text_ar]").get_text().strip() == typed["text_ar"].strip()
    assert (db.session.scalars(select(Decision)).all(), history()) == ([], [])


def test_a_session_with_its_record_takes_none_by_hand(meeting, secretary):
    make_record(meeting)
    answer = post(secretary, f"/sessions/{meeting.id}/decisions/nouvelle", ADD)
    assert answer.status_code == 409
    assert errors(answer) == ["Cette session a son compte rendu\xa0: écrivez-y la décision."]


def test_a_decision_by_hand_is_corrected(meeting, secretary):
    decision = make_decision(Translated(fr="Le fond.", ar="الصندوق"), meeting=meeting, is_public=False)
    address = f"/decisions/{decision.id}/modifier"
    form = parse(secretary.get(address))
    assert form.select_one("textarea[name=text_fr]").get_text().strip() == "Le fond."
    answer = post(secretary, address, {**ADD, "version": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/decisions/2026-04/01")
    assert (str(db.session.get(Decision, decision.id).text), history()) == (
        "Le fonds est créé.",
        ["decision.edited"],
    )
    stale = post(secretary, address, {**ADD, "text_fr": "Autre.", "version": "1"})
    assert stale.status_code == 409
    assert "Quelqu'un d'autre a enregistré pendant que vous écriviez" in stale.text.replace("&#39;", "'")
    soup = parse(stale)
    assert soup.select_one("textarea[name=text_fr]").get_text().strip() == "Autre."
    assert [tag.get_text() for tag in soup.select(".merge dd")] == ["Le fonds est créé.", "Autre."]
    assert soup.select_one("input[name=version]")["value"] == "2"


def test_what_is_public_or_of_a_record_is_not_corrected_by_hand(meeting, secretary):
    public = make_decision(meeting=meeting)
    of_record = make_decision(meeting=meeting, is_public=False, block_id=make_block(make_record(meeting)).id)
    for decision in (public, of_record):
        answer = post(secretary, f"/decisions/{decision.id}/modifier", {**ADD, "version": "1"})
        assert (answer.status_code, len(errors(answer))) == (409, 1)


def test_a_decision_by_hand_is_published(meeting, secretary, client):
    decision = make_decision(meeting=meeting, is_public=False)
    address = f"/decisions/{decision.id}/publier"
    page = secretary.get(address)
    assert "Tout le monde la lit au registre" in page.text
    assert not db.session.get(Decision, decision.id).is_public
    answer = post(secretary, address)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/decisions/2026-04/01")
    assert client.get("/decisions/2026-04/01").status_code == 200
    assert history() == ["decision.published"]
    again = post(secretary, address)
    assert (again.status_code, "Cette décision est déjà publique." in again.text) == (409, True)


def test_the_other_language_is_added(meeting, secretary):
    decision = make_decision("Le fonds est créé.", meeting=meeting, reservations=Translated(ar="تحفظ."))
    assert "Ajouter l'autre langue" in offers(secretary.get("/decisions/2026-04/01"))
    address = f"/decisions/{decision.id}/completer"
    names = [tag["name"] for tag in parse(secretary.get(address)).select("textarea")]
    assert names == ["text_ar", "reservations_fr"]
    empty = post(secretary, address, {"version": "1", "text_fr": "Autre chose"})
    assert (empty.status_code, errors(empty)) == (422, ["Écrivez le texte qui manque."])
    assert post(secretary, address, {"version": "1", "text_ar": "تم إحداث الصندوق."}).status_code == 303
    stale = post(secretary, address, {"version": "1", "reservations_fr": "Une réserve."})
    assert stale.status_code == 409
    assert parse(stale).select_one("textarea[name=reservations_fr]").get_text().strip() == "Une réserve."
    assert post(secretary, address, {"version": "2", "reservations_fr": "Une réserve."}).status_code == 303
    row = db.session.get(Decision, decision.id)
    assert row.text == {"fr": "Le fonds est créé.", "ar": "تم إحداث الصندوق."}
    assert row.reservations == {"fr": "Une réserve.", "ar": "تحفظ."}
    assert "Ajouter l'autre langue" not in offers(secretary.get("/decisions/2026-04/01"))
    assert post(secretary, address, {"version": "3", "text_ar": "x"}).status_code == 409


# --- states ------------------------------------------------------------------------------------------


def test_a_decision_is_marked_executed_then_in_force_again(secretary):
    decision = make_decision()
    address = f"/decisions/{decision.id}/executer"
    assert "Personne ne reçoit de courriel." in secretary.get(address).text
    answer = post(
        secretary,
        address,
        {"executed_on": "2026-11-02", "note_fr": "Dix dossiers.", "note_ar": "عشرة ملفات."},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/decisions/{decision.address}")
    row = db.session.get(Decision, decision.id)
    assert (row.state, row.executed_on) == (DecisionState.EXECUTED, date(2026, 11, 2))
    assert row.state_note == {"fr": "Dix dossiers.", "ar": "عشرة ملفات."}
    again = post(secretary, address, {"executed_on": "2026-11-03"})
    assert (again.status_code, errors(again)) == (409, ["Cette décision n'est plus en vigueur (exécutée)."])
    page = secretary.get(f"/decisions/{decision.address}")
    assert offers(page)[0] == "Remettre en vigueur"
    assert (
        post(
            secretary, f"/decisions/{decision.id}/remettre-en-vigueur", {"note_fr": "À refaire."}
        ).status_code
        == 303
    )
    assert db.session.get(Decision, decision.id).state is DecisionState.IN_FORCE
    assert history() == ["decision.executed", "decision.reopened"]
    assert [tag.get_text() for tag in parse(secretary.get(f"/decisions/{decision.address}")).select(".timeline li > p:first-child")] == [
        "Décision remise en vigueur", "Décision exécutée"
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "message"), [
    ("", "Remplissez ce champ."), ("2026-02-31", "Cette date n'est pas valable. Exemple"),
    ("2099-01-01", "La date d'exécution est à venir."), ("2020-01-01", "La décision n'était pas encore prise"),
])  # fmt: skip
def test_a_day_that_cannot_be_keeps_the_note(secretary, day, message):
    decision = make_decision()
    answer = post(
        secretary, f"/decisions/{decision.id}/executer", {"executed_on": day, "note_fr": "Dix dossiers."}
    )
    assert answer.status_code == 422
    assert message.lower() in errors(answer)[0].lower()
    assert parse(answer).select_one("input[name=note_fr]")["value"] == "Dix dossiers."


@pytest.mark.parametrize("typed", ["D-2026-11/01", "2026-11/01", " d-2026-11/1 "])
def test_a_decision_is_marked_replaced_by_its_number(secretary, typed):
    old = make_decision()
    new = make_decision(meeting=make_held_meeting(reference="S-2026-11"), adopted_on=date(2026, 10, 9))
    answer = post(secretary, f"/decisions/{old.id}/remplacer", {"by": typed})
    assert answer.status_code == 303
    row = db.session.get(Decision, old.id)
    assert (row.state, row.replaced_by_id) == (DecisionState.REPLACED, new.id)


def test_what_cannot_replace_is_said_beside_the_number(secretary):
    decision = make_decision(adopted_on=date(2026, 10, 9))
    older = make_decision()
    for typed, message in (
        ("", "Remplissez ce champ."), ("D-1999-01/01", "Aucune décision n'a ce numéro."),
        (decision.number, "Une décision ne se remplace pas elle-même."),
        (older.number, "Cette décision est plus ancienne"), ("x" * 500, "Aucune décision n'a ce numéro."),
    ):  # fmt: skip
        answer = post(secretary, f"/decisions/{decision.id}/remplacer", {"by": typed})
        assert answer.status_code == 422
        assert message.lower() in errors(answer)[0].lower()
        assert parse(answer).select_one("input[name=by]")["value"] == typed.strip()


@pytest.mark.parametrize(
    ("page", "values", "reason"),
    [
        ("executer", {"state": DecisionState.EXECUTED}, "Cette décision n'est plus en vigueur (exécutée)."),
        ("remplacer", {"state": DecisionState.REPLACED}, "Cette décision n'est plus en vigueur (remplacée)."),
        ("remettre-en-vigueur", {}, "Cette décision est déjà en vigueur."),
        ("publier", {}, "Cette décision est déjà publique."),
        ("modifier", {}, "Une décision publique ne se modifie plus : une autre peut la remplacer."),
        ("completer", {}, "Cette décision existe déjà dans les deux langues."),
    ],
)
def test_a_page_without_purpose_says_so_when_it_is_opened(secretary, page, values, reason):
    decision = make_decision(Translated(fr="Le fonds.", ar="الصندوق"), **values)
    answer = secretary.get(f"/decisions/{decision.id}/{page}")
    assert (answer.status_code, [line.replace("\xa0", " ") for line in errors(answer)]) == (409, [reason])


# --- who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_only_the_secretariat_keeps_the_register(app, client, member, treasurer, committee, page):
    meeting = make_held_meeting(bodies=[committee])
    public, hidden = make_decision(meeting=meeting), make_decision(meeting=meeting, is_public=False)
    browser = member(committee)
    for decision, status in ((public, 403), (hidden, 403)):
        assert browser.get(f"/decisions/{decision.id}/{page}").status_code == status
        assert post(browser, f"/decisions/{decision.id}/{page}", {}).status_code == status
    assert treasurer.get(f"/decisions/{public.id}/{page}").status_code == 403
    assert treasurer.get(f"/decisions/{hidden.id}/{page}").status_code == 404
    assert client.get(f"/decisions/{public.id}/{page}").status_code == 302
    assert browser.get(f"/decisions/999/{page}").status_code == 404


def test_only_the_secretariat_adds(app, client, member, meeting):
    address = f"/sessions/{meeting.id}/decisions/nouvelle"
    assert client.get(address).status_code == 302
    assert member().get(address).status_code == 403
