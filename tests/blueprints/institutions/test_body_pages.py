from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.institutions.models import Body, BodyKind, Function, Mandate, MandateRole
from noress.extensions import db
from tests.factories import (
    NOW,
    make_assignment,
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    make_secretary,
)
from tests.forms import errors_of, post, text_of
from tests.pages import parse
from tests.posting import post as send


@pytest.fixture
def secretariat(login_as):
    with time_machine.travel(NOW, tick=False):
        yield login_as(make_secretary())


def test_bodies_are_the_secretariats(client, login_as):
    seat, body = make_seat(), make_body()
    mandate = make_mandate(body, institution_id=seat.institution_id)
    member, admin = login_as(seat.person, seat), make_person()
    make_assignment(admin, Function.TECHNICAL_ADMINISTRATOR)
    admin = login_as(admin)
    show = f"/instances/{body.id}/gestion"
    writing = [
        "/instances/nouvelle",
        f"/instances/{body.id}/modifier",
        f"/instances/{body.id}/mandats/nouveau",
    ]
    for path in (show, *writing):
        assert (client.get(path).status_code, member.get(path).status_code) == (302, 403)
    assert admin.get(show).status_code == 200
    assert [admin.get(path).status_code for path in writing] == [403, 403, 403]
    path = f"/mandats/{mandate.id}/terminer"
    assert [who.get(path).status_code for who in (client, member, admin)] == [302, 404, 403]
    assert admin.get("/instances/999999/gestion").status_code == 404


def test_create_then_edit_a_body(secretariat):
    parent = make_body(name="Plénière")
    response = post(
        secretariat,
        "/instances/nouvelle",
        name_fr="Comité 1",
        name_ar="اللجنة 1",
        parent_id=str(parent.id),
        position="2",
    )
    body = db.session.scalars(select(Body).where(Body.kind == BodyKind.COMMITTEE)).one()
    assert (response.status_code, response.location) == (303, f"/instances/{body.id}/gestion")
    assert (body.name, body.parent_id, body.position) == ({"fr": "Comité 1", "ar": "اللجنة 1"}, parent.id, 2)
    assert (
        post(secretariat, f"/instances/{body.id}/modifier", description_fr="Ce qu'il fait").status_code == 303
    )
    page = secretariat.get(response.location)
    assert text_of(page, ".timeline > li > p:first-child") == ["Instance modifiée", "Instance ajoutée"]
    assert text_of(page, ".changes dt")[:1] == ["Présentation"]


@pytest.mark.parametrize("typed, field, message", [
    ({"name_fr": ""}, "name_fr", "Écrivez le nom, en français ou en arabe."),
    ({"name_fr": "a\nb"}, "name_fr", "Écrivez ce texte sur une seule ligne."),
    ({"name_ar": "x" * 10_000}, "name_ar", "200 caractères au plus."),
    ({"kind": "roi"}, "kind", "Choisissez une des réponses proposées."),
    ({"position": "-1"}, "position", "Un nombre de 0 à 999."),
    ({"position": "9" * 30}, "position", "Un nombre de 0 à 999."),
    ({"position": "deux"}, "position", "Écrivez un nombre entier. Exemple : 20."),
    ({"created_on": "2015-13-45"}, "created_on", "Cette date n'est pas valable. Exemple : 08/04/2027."),
    ({"parent_id": "987654"}, "parent_id", "Choisissez une des réponses proposées."),
])  # fmt: skip
def test_create_body_refuses_bad_input(secretariat, typed, field, message):
    before = len(db.session.scalars(select(Body)).all())
    response = post(
        secretariat, "/instances/nouvelle", **{"name_fr": "Comité", "description_fr": "Gardé", **typed}
    )
    assert response.status_code == 422
    assert errors_of(response)[field] == message
    assert parse(response).select_one("#description_fr").text.strip() == "Gardé"
    assert len(db.session.scalars(select(Body)).all()) == before


def test_a_stale_body_shows_both_texts(secretariat):
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    path = f"/instances/{body.id}/modifier"
    post(secretariat, path, name_fr="Comité A")
    stale = post(secretariat, path, version="1", name_fr="Comité B")
    assert stale.status_code == 409
    assert text_of(stale, ".merge dd") == ["Comité A", "Comité B"]
    assert body.name["fr"] == "Comité A"
    assert post(secretariat, path, name_fr="Comité B").status_code == 303


def test_add_and_end_a_mandate(secretariat):
    body, institution, person = (
        make_body(BodyKind.COMMITTEE, "Comité 1"),
        make_institution("Réseau"),
        make_person("Animatrice"),
    )
    path = f"/instances/{body.id}/mandats/nouveau"
    response = post(
        secretariat, path, institution_id=str(institution.id), person_id=str(person.id), role="rapporteur",
        starts_on="2015-03-18", act="élection du 18 mars 2015",
    )  # fmt: skip
    mandate = db.session.scalars(select(Mandate).where(Mandate.body_id == body.id)).one()
    assert (response.status_code, response.location) == (303, f"/instances/{body.id}/gestion")
    assert (mandate.institution_id, mandate.person_id, mandate.role, mandate.starts_on) == (
        institution.id, person.id, MandateRole.RAPPORTEUR, date(2015, 3, 18),
    )  # fmt: skip
    page = secretariat.get(response.location)
    assert text_of(page, "#mandats tbody tr") == [
        "Réseau · Animatrice rapporteur depuis le 18 mars 2015 élection du 18 mars 2015 Mettre fin rapporteur"
    ]
    assert text_of(page, ".timeline > li > p:first-child") == [
        "Mandat ajouté : rapporteur, Réseau, Animatrice"
    ]
    end = f"/mandats/{mandate.id}/terminer"
    assert text_of(secretariat.get(end), ".confirmation > ul li")[0] == (
        "Réseau, Animatrice ne siège plus dans « Comité 1 » (rapporteur) après ce jour."
    )
    refused = post(secretariat, end, ends_on="2014-01-01")
    assert (refused.status_code, errors_of(refused)) == (
        422, {"ends_on": "La date de fin est avant la date de début. Corrigez l'une des deux."},
    )  # fmt: skip
    assert parse(refused).select_one("#ends_on")["value"] == "2014-01-01"
    assert post(secretariat, end, ends_on="2026-11-30").status_code == 303
    assert mandate.ends_on == date(2026, 11, 30)
    stale = post(secretariat, end, seen="", ends_on="2027-01-01")
    assert (stale.status_code, list(errors_of(stale))) == (409, ["ends_on"])
    assert mandate.ends_on == date(2026, 11, 30)


def test_the_team_reads_the_secretariat_s_mandates_and_gives_none(login_as):
    make_secretary()
    team = make_person("Équipe")
    make_assignment(team, Function.ANIMATION_TEAM)
    browser, mandate = login_as(team), db.session.scalars(select(Mandate)).one()
    page = browser.get(f"/instances/{mandate.body_id}/gestion")
    assert text_of(page, "#mandats > p") == [
        "Les mandats du secrétariat permanent sont donnés et terminés par la coordination ou par"
        " l'administration technique."
    ]
    assert parse(page).select("a[href*=mandats]") == []
    add, end = f"/instances/{mandate.body_id}/mandats/nouveau", f"/mandats/{mandate.id}/terminer"
    assert [browser.get(path).status_code for path in (add, end)] == [403, 403]
    typed = {
        "person_id": str(team.id),
        "role": "coordinator",
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-30",
    }
    assert [send(browser, path, {**typed, "seen": ""}).status_code for path in (add, end)] == [403, 403]
    assert len(db.session.scalars(select(Mandate)).all()) == 1


def test_the_last_coordinator_stays_until_the_next_one_is_named(secretariat):
    mandate = db.session.scalars(select(Mandate)).one()
    path, message = f"/mandats/{mandate.id}/terminer", (
        "C'est le dernier mandat de coordination du secrétariat. Donnez d'abord celui de la personne qui prend"
        " la suite, puis terminez celui-ci."
    )  # fmt: skip
    refused = post(secretariat, path, ends_on="2026-11-30")
    assert (refused.status_code, errors_of(refused)) == (409, {"ends_on": message})
    assert parse(refused).select_one("#ends_on")["value"] == "2026-11-30"
    add = f"/instances/{mandate.body_id}/mandats/nouveau"
    typed = {"person_id": str(make_person().id), "role": "coordinator", "starts_on": "2026-12-01"}
    assert post(secretariat, add, **typed).status_code == 303
    assert post(secretariat, path, ends_on="2026-11-30").status_code == 303
    assert mandate.ends_on == date(2026, 11, 30)


@pytest.mark.parametrize("typed, field, message", [
    ({}, "institution_id", "Choisissez une institution, une personne, ou les deux."),
    ({"institution_id": "x"}, "institution_id", "Choisissez une des réponses proposées."),
    ({"person_id": "own", "ends_on": "2010-01-01"}, "ends_on",
     "La date de fin est avant la date de début. Corrigez l'une des deux."),
    ({"person_id": "own", "role": "roi"}, "role", "Choisissez une des réponses proposées."),
    ({"person_id": "own", "act": "a\nb"}, "act", "Écrivez ce texte sur une seule ligne."),
])  # fmt: skip
def test_add_mandate_refuses_bad_input(secretariat, typed, field, message):
    body, person = make_body(BodyKind.COMMITTEE), make_person()
    typed = {key: str(person.id) if value == "own" else value for key, value in typed.items()}
    response = post(secretariat, f"/instances/{body.id}/mandats/nouveau", starts_on="2015-03-18", **typed)
    assert response.status_code == 422
    assert errors_of(response)[field] == message
    assert db.session.scalars(select(Mandate).where(Mandate.body_id == body.id)).all() == []


def test_the_same_mandate_twice_is_refused(secretariat):
    body, institution = make_body(BodyKind.COMMITTEE), make_institution()
    path = f"/instances/{body.id}/mandats/nouveau"
    typed = {"institution_id": str(institution.id), "starts_on": "2015-03-18"}
    assert post(secretariat, path, **typed).status_code == 303
    response = post(secretariat, path, **typed)
    assert response.status_code == 422
    assert errors_of(response) == {
        "starts_on": "Ce mandat existe déjà à ces dates, dans la même instance et avec le même rôle."
    }


def test_the_file_of_a_body_costs_the_same_with_one_and_three_mandates(secretariat, count_queries):
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    counts = []
    for wanted in (1, 3):
        while len(db.session.get(Body, body.id).mandates) < wanted:
            make_mandate(body, institution_id=make_institution().id, person_id=make_person().id)
        with count_queries() as statements:
            page = secretariat.get(f"/instances/{body.id}/gestion")
        counts.append(len(statements))
        assert len(parse(page).select("#mandats tbody tr")) == wanted
    assert counts[0] == counts[1]
