"""The prize as everybody reads it, and its desk: made, announced, its rules changed, its questions answered."""

from datetime import timedelta

import pytest

from noress.core.i18n import Translated
from noress.domain.competitions.models import Competition, RulesVersion
from noress.domain.funding.models import CallQuestion, CallState
from noress.domain.institutions.models import Function
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_assignment, make_institution, make_person, save
from tests.factories.competitions import make_competition, make_entry
from tests.posting import post

DAY = timedelta(days=1)
pytestmark = pytest.mark.one_engine


@pytest.fixture
def desk(login_as):
    person = make_person("Équipe d'animation")
    make_assignment(person, Function.ANIMATION_TEAM)
    return login_as(person)


def words(page, selector="main"):
    said = " ".join(forms.text_of(page, selector)).replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(said.split())


def day(at):
    return at.strftime("%Y-%m-%d")


def in_both(text):
    return Translated(fr=text, ar=text)


def the_edition():
    db.session.rollback()
    db.session.expunge_all()
    return db.session.query(Competition).one()


def test_prizes_amounts_and_rules_are_public_and_an_unknown_amount_is_said_so(client):
    competition = make_competition("entry", special_mentions=2)
    page = client.get(f"/concours/{competition.id}")
    text = words(page)
    assert "50 000,00 DH" in text
    assert "30 000,00 DH" in text
    assert "montant non connu" in text
    assert "2 mentions spéciales" in text
    assert "Peuvent participer : une structure, un groupe informel, une personne." in text
    assert len(page.data) < 100_000
    assert "Set-Cookie" not in page.headers
    assert "Participer" in text
    rules = client.get(f"/concours/{competition.id}/reglement")
    assert "Version 1" in words(rules)
    assert client.get(f"/concours/{competition.id}/reglement?version=7").status_code == 404
    assert client.get(f"/concours/{competition.id}", headers={"Accept-Language": "ar"}).status_code == 200


def test_an_edition_in_the_making_exists_for_its_desk_alone(client, desk):
    competition = make_competition("entry", call={"state": CallState.DRAFT, "announced_at": None})
    assert client.get(f"/concours/{competition.id}").status_code == 404
    assert client.get(f"/concours/{competition.id}/reglement").status_code == 404
    assert f"/concours/{competition.id}" not in client.get("/concours/").text
    assert desk.get(f"/concours/{competition.id}").status_code == 200


def test_what_jurors_do_is_not_told_from_one_day_to_the_next(client):
    said = set()
    for at in ("eligibility", "scoring", "scored", "deliberation", "embargo"):
        competition = make_competition(at, ceremony_at=NOW + 40 * DAY)
        text = words(client.get(f"/concours/{competition.id}"), "main .status")
        said.add(text)
    assert said == {"Clos, en cours d'examen"}


def test_an_edition_is_prepared_page_by_page_then_announced(desk, client):
    made = post(
        desk, "/concours/gestion/nouveau",
        {"source_id": "", "edition": "2", "title_fr": "Prix de l'innovation", "title_ar": "جائزة الابتكار"},
    )  # fmt: skip
    assert made.status_code == 303
    at = made.headers["Location"]
    assert "il manque le règlement." in words(desk.get(at))
    refused = post(desk, f"{at}/annoncer")
    assert refused.status_code == 409
    texts = {f"{name}_{code}": "Un texte" for name in ("title", "objective", "audience", "contact", "declaration") for code in ("fr", "ar")}  # fmt: skip
    carrier = make_institution().id
    instants = {
        "opens_at": NOW + DAY, "questions_until": NOW + 3 * DAY, "closes_at": NOW + 5 * DAY, "scoring_opens_at": NOW + 6 * DAY,
        "scoring_closes_at": NOW + 9 * DAY, "ceremony_at": NOW + 20 * DAY,
    }  # fmt: skip
    dates = {name: day(when) for name, when in instants.items()} | {
        f"{name}_time": "12:00" for name in instants
    }
    prizes = {}
    for number, prize in enumerate(the_edition().prizes, 1):
        prizes |= {
            f"prix_{prize.id}_title_fr": f"Prix {number}", f"prix_{prize.id}_title_ar": f"الجائزة {number}",
            f"prix_{prize.id}_rank": str(number), f"prix_{prize.id}_amount": "50 000" if number == 1 else "",
            f"prix_{prize.id}_winners": "1", f"prix_{prize.id}_lot_id": "",
        }  # fmt: skip
    for page, values in (
        ("modifier", {**texts, "contact_email": "prix@exemple.ma", "contact_phone": "", "carrier_id": str(carrier)}),
        ("calendrier", {**dates, "deliberation_on": day(NOW + 12 * DAY), "ceremony_place_fr": "Tanger", "ceremony_place_ar": "طنجة", "grace_minutes": "0", "correction_days": "7"}),
        ("participation", {"structure": "y", "person": "y", "minimum_age": "18", "is_blind": "y", "out_of": "20", "minimum_scores": "3", "tie_1": "criteria", "tie_2": "share", "severity_from": "", "special_mentions": "1"}),
        ("categories", {"categorie_n1_title_fr": "Initiatives", "categorie_n1_title_ar": "المبادرات"}),
        ("prix", prizes),
        ("conditions", {"condition_n1_text_fr": "Dans la région ?", "condition_n1_text_ar": "بالجهة؟", "condition_n1_expects": "yes", "condition_n1_message_fr": "Hors région.", "condition_n1_message_ar": "خارج الجهة."}),
        ("reglement", {"text_fr": "Article 1. Le jury est souverain.", "text_ar": "المادة 1. لجنة التحكيم سيدة قرارها."}),
    ):  # fmt: skip
        answer = post(desk, f"{at}/{page}", {"version": the_edition().call.version, **values})
        assert (page, answer.status_code, answer.headers.get("Location")) == (page, 303, at)
    assert "Tout est là." in words(desk.get(at))
    assert post(desk, f"{at}/annoncer").status_code == 303
    edition = the_edition()
    assert edition.call.state is CallState.ANNOUNCED
    assert (edition.entrants, edition.tie_rules, edition.call.results_on) == (
        ["structure", "person"], ["criteria", "share"], (NOW + 20 * DAY).date(),
    )  # fmt: skip
    public = words(client.get(f"/concours/{edition.id}"))
    assert "Prix 1 50 000,00 DH" in public
    assert "Dans la région ? Réponse attendue : oui." in public
    assert "les ex æquo partagent les prix" in public
    history = words(desk.get(f"{at}/historique"))
    assert "Édition annoncée" in history
    assert "Règlement publié" in history


def test_bad_input_says_why_beside_its_field_and_keeps_what_was_typed(desk):
    competition = make_competition("entry", call={"opens_at": NOW + DAY, "state": CallState.ANNOUNCED})
    at, version = f"/concours/gestion/{competition.id}", competition.call.version
    first = competition.prizes[0].id
    for page, values, status, field in (
        ("calendrier", {"opens_at": day(NOW + DAY), "opens_at_time": "", "grace_minutes": "0", "correction_days": "7"}, 422, "opens_at_time"),
        ("participation", {"minimum_age": "18", "out_of": "20", "minimum_scores": "3", "special_mentions": "0", "tie_1": "chair", "tie_2": ""}, 422, "structure"),
        ("participation", {"structure": "y", "minimum_age": "18", "out_of": "20", "minimum_scores": "0", "special_mentions": "0", "tie_1": "chair", "tie_2": ""}, 422, "minimum_scores"),
        ("prix", {f"prix_{first}_title_fr": "Premier", f"prix_{first}_rank": "1", f"prix_{first}_amount": "beaucoup"}, 422, f"prix_{first}_amount"),
        ("reglement", {"text_fr": "Seulement en français", "text_ar": ""}, 422, "text_ar"),
    ):  # fmt: skip
        answer = post(desk, f"{at}/{page}", {"version": version, **values})
        assert (page, answer.status_code) == (page, status)
        assert field in forms.errors_of(answer)
    assert "Seulement en français" in answer.text
    stale = post(desk, f"{at}/reglement", {"version": version - 1, "text_fr": "Autre", "text_ar": "آخر"})
    assert stale.status_code == 409
    assert "Autre" in stale.text


def test_rules_changed_after_somebody_entered_are_another_version_that_everybody_can_compare(desk, client):
    competition = make_competition("entry", deliberation_on=(NOW + 35 * DAY).date())
    entry = make_entry(competition)
    for one in (*competition.prizes, *competition.call.lots):
        one.title = in_both("Un nom")
        save(one)
    for name in ("title", "objective", "audience", "contact", "declaration"):
        setattr(competition.call, name, in_both("Un texte"))
    save(competition.call)
    address = f"/concours/gestion/{competition.id}/reglement"
    assert "fait une nouvelle version" in words(desk.get(address))
    values = {"version": competition.call.version, "text_fr": "Article nouveau", "text_ar": "مادة جديدة"}
    assert post(desk, address, values).status_code == 303
    assert db.session.get(RulesVersion, entry.rules_id).number == 1
    assert "Une version plus récente" in words(client.get(f"/concours/{competition.id}/reglement?version=1"))
    assert "Article nouveau" in words(client.get(f"/concours/{competition.id}/reglement"))


def test_a_question_is_asked_answered_and_put_aside_on_the_pages_of_the_prize(desk, client):
    competition = make_competition("entry")
    at = f"/concours/{competition.id}/questions"
    token = forms.parse(client.get(at)).select_one('[name="csrf_token"]')["value"]
    sent = client.post(at, data={"csrf_token": token, "text": "Peut-on filmer ?", "email": "moi@exemple.ma"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{at}/recue")
    assert "Retour au concours" in words(client.get(f"{at}/recue"))
    question = db.session.query(CallQuestion).one()
    assert "Peut-on filmer ?" in words(desk.get(f"/concours/gestion/{competition.id}/questions"))
    duty = desk.get("/a-faire")
    assert f"/concours/gestion/{competition.id}/questions" in duty.text
    values = {
        "version": question.version,
        "question_fr": "Peut-on filmer ?",
        "answer_fr": "Oui, deux minutes.",
    }
    assert post(desk, f"/concours/gestion/questions/{question.id}", values).status_code == 303
    assert "Oui, deux minutes." in words(client.get(f"/concours/{competition.id}"))
    other = save(CallQuestion(call_id=competition.call_id, asked="Bonjour", language="fr", asked_at=NOW))
    assert post(desk, f"/concours/gestion/questions/{other.id}/ecarter").status_code == 303


def test_a_trial_says_so_and_is_deleted_whole(desk):
    competition = make_competition("entry", call={"is_test": True})
    make_entry(competition)
    assert "Essai : cette édition sert à s'exercer." in words(desk.get(f"/concours/gestion/{competition.id}"))
    address = f"/concours/gestion/{competition.id}/effacer-essai"
    assert "1 dossier d'essai disparaît" in words(desk.get(address))
    assert post(desk, address).status_code == 303
    db.session.rollback()
    assert db.session.query(Competition).count() == 0
    real = make_competition("entry")
    assert desk.get(f"/concours/gestion/{real.id}/effacer-essai").status_code == 404


def test_an_edition_whose_winners_no_document_names_says_so(client):
    competition = make_competition(
        "embargo",
        years="2015-2016",
        call={"state": CallState.CLOSED, "source": "Présentation du projet PRESS, 2017"},
    )
    text = words(client.get(f"/concours/{competition.id}"))
    assert "2015-2016" in text
    assert "Les documents que nous avons ne disent pas qui a gagné cette édition." in text
    assert "Source : Présentation du projet PRESS, 2017" in text
