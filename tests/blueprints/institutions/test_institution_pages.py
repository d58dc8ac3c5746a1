from datetime import date

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.i18n import Translated
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Function, Institution, Membership
from noress.extensions import db
from noress.web.merge import INCOMPLETE
from tests.factories import (
    make_assignment,
    make_body,
    make_category,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    make_secretary,
)
from tests.forms import errors_of, post, text_of
from tests.pages import parse


@pytest.fixture
def secretariat(login_as):
    return login_as(make_secretary())


def test_members_manage_nothing(client, login_as):
    seat = make_seat()
    member, admin = login_as(seat.person, seat), make_person()
    make_assignment(admin, Function.TECHNICAL_ADMINISTRATOR)
    admin = login_as(admin)
    show = f"/institutions/{seat.institution_id}"
    writing = ["/institutions/nouvelle", f"{show}/modifier", f"{show}/sieges/nouveau"]
    for path in ("/institutions/", show, *writing):
        assert client.get(path).status_code == 302
        assert member.get(path).status_code == 403
    assert [admin.get(path).status_code for path in ("/institutions/", show)] == [200, 200]
    assert [admin.get(path).status_code for path in writing] == [403, 403, 403]
    assert parse(admin.get(show)).select("main .button--primary") == []


def test_unknown_institution_is_404(secretariat):
    for path in (
        "/institutions/999999",
        "/institutions/999999/modifier",
        "/institutions/99999999999999999999",
    ):
        assert secretariat.get(path).status_code == 404


def test_the_list_counts_pages_and_costs_the_same_for_one_and_three(secretariat, count_queries):
    counts = []
    for wanted in (1, 3):
        while len(db.session.scalars(select(Institution)).all()) < wanted:
            make_seat()
        with count_queries() as statements:
            response = secretariat.get("/institutions/")
        counts.append(len(statements))
        assert len(parse(response).select("main tbody tr")) == wanted
        assert text_of(response, ".lead") == [f"{wanted} institution{'s' if wanted > 1 else ''}"]
    assert counts[0] == counts[1]


def test_the_list_is_searched_and_filtered(secretariat):
    make_institution("Réseau de Tétouan")
    make_institution("Chambre", membership=Membership.LEFT)
    found = lambda query: text_of(secretariat.get(f"/institutions/{query}"), "main tbody th a")  # noqa: E731
    assert found("?q=tetouan") == ["Réseau de Tétouan"]
    assert found("?etat=left") == ["Chambre"]
    assert found("?etat=left&q=tetouan") == []
    assert found("?etat=nimporte&categorie=nimporte%00") == ["Réseau de Tétouan", "Chambre"]


def test_the_list_is_paged(secretariat):
    for number in range(51):
        make_institution(f"Institution {number:02}")
    assert len(parse(secretariat.get("/institutions/?endpoint=x&_anchor=y")).select("main tbody tr")) == 50
    second = secretariat.get("/institutions/?page=2&q=institution")
    assert text_of(second, "main tbody th a") == ["Institution 50"]
    assert parse(second).select_one(".pager__previous")["href"] == "/institutions/?page=1&q=institution"
    assert len(parse(secretariat.get("/institutions/?page=999")).select("main tbody tr")) == 1


def test_create_shows_then_saves(secretariat):
    make_category()
    response = post(
        secretariat,
        "/institutions/nouvelle",
        name_fr=" Réseau ",
        name_ar="شبكة",
        category_code="association",
        member_since="2015-03-18",
    )
    made = db.session.scalars(select(Institution)).one()
    assert (response.status_code, response.location) == (303, f"/institutions/{made.id}")
    assert (made.name, made.member_since, made.membership) == (
        {"fr": "Réseau", "ar": "شبكة"}, date(2015, 3, 18), Membership.MEMBER,
    )  # fmt: skip
    page = secretariat.get(response.location)
    assert text_of(page, "h1") == ["Réseau"]
    assert text_of(page, ".notice--success p") == [
        "L'institution est ajoutée. Ouvrez maintenant les sièges de ses représentants."
    ]
    assert text_of(page, ".timeline > li > p:first-child") == ["Institution ajoutée"]


@pytest.mark.parametrize("typed, field, message", [
    ({"name_fr": "", "name_ar": ""}, "name_fr", "Écrivez le nom, en français ou en arabe."),
    ({"name_fr": "Deux\nlignes"}, "name_fr", "Écrivez ce texte sur une seule ligne."),
    ({"name_fr": "x" * 10_000}, "name_fr", "200 caractères au plus."),
    ({"category_code": "inconnue"}, "category_code", "Choisissez une des réponses proposées."),
    ({"category_code": ""}, "category_code", "Remplissez ce champ."),
    ({"membership": "zzz"}, "membership", "Choisissez une des réponses proposées."),
    ({"member_since": "hier"}, "member_since", "Cette date n'est pas valable. Exemple : 08/04/2027."),
    ({"member_since": "2016-01-01", "member_until": "2015-01-01"}, "member_until",
     "La date de fin est avant la date de début. Corrigez l'une des deux."),
    ({"email": "nom@"}, "email", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."),
    ({"website": "javascript:alert(1)"}, "website", "Cette adresse web n'est pas complète. Exemple : https://exemple.ma."),
    ({"phone": "abc"}, "phone", "Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00."),
    ({"part_of_id": "12345"}, "part_of_id", "Choisissez une des réponses proposées."),
    ({"part_of_id": "abc"}, "part_of_id", "Choisissez une des réponses proposées."),
])  # fmt: skip
def test_create_refuses_bad_input_and_keeps_what_was_typed(secretariat, typed, field, message):
    make_category()
    good = {"name_fr": "Réseau", "category_code": "association", "description_fr": "Texte long <b>gardé</b>"}
    response = post(secretariat, "/institutions/nouvelle", **{**good, **typed})
    assert response.status_code == 422
    assert errors_of(response)[field].replace("\u00a0", " ") == message
    assert parse(response).select_one("#description_fr").text.strip() == "Texte long <b>gardé</b>"
    if field in {"name_fr", "email", "website", "phone", "member_since"}:
        shown = parse(response).select_one(f"#{field}")["value"]
        assert shown.split() == typed[field].split()
    assert parse(response).select_one(f'.error-summary a[href="#{field}"]') is not None
    assert db.session.scalars(select(Institution)).all() == []


def test_a_duplicate_is_warned_then_created_anyway(secretariat):
    make_institution("Réseau de Tétouan")
    typed = {"name_fr": "reseau de tetouan", "category_code": "association"}
    response = post(secretariat, "/institutions/nouvelle", **typed)
    assert response.status_code == 409
    assert errors_of(response)["name_fr"].startswith(
        "Une institution porte déjà ce nom ou ce sigle : Réseau de Tétouan."
    )
    assert parse(response).select_one("input[name=create_anyway]") is not None
    assert post(secretariat, "/institutions/nouvelle", **typed, create_anyway="y").status_code == 303
    assert len(db.session.scalars(select(Institution)).all()) == 2


def test_edit_shows_what_is_stored_then_saves(secretariat):
    institution = make_institution("Réseau", name_ar="شبكة", acronym="R", member_since=date(2015, 3, 18))
    response = post(secretariat, f"/institutions/{institution.id}/modifier", acronym="RD")
    assert (response.status_code, response.location) == (303, f"/institutions/{institution.id}")
    assert (institution.acronym, institution.name, institution.version) == (
        "RD",
        {"fr": "Réseau", "ar": "شبكة"},
        2,
    )
    [event] = db.session.scalars(select(AuditEvent)).all()
    assert (event.action, event.changes) == ("institution.edited", {"acronym": ["R", "RD"]})
    page = secretariat.get(response.location)
    assert text_of(page, ".changes dt") == ["Sigle"]
    assert text_of(page, ".changes del") + text_of(page, ".changes ins") == ["R", "RD"]


def test_a_stale_save_shows_both_texts_then_goes_through(secretariat):
    institution = make_institution("Réseau", phone="0539000000")
    path = f"/institutions/{institution.id}/modifier"
    assert post(secretariat, path, name_fr="Leur nom", phone="0539111111").status_code == 303
    stale = post(secretariat, path, version="1", name_fr="Mon nom", phone="0539111111", membership="unknown")
    assert stale.status_code == 409
    assert (institution.name, institution.version) == ({"fr": "Leur nom"}, 2)
    shown = [
        (a["href"], *(dd.get_text(strip=True) for dd in a.find_parent("h3").find_next("dl").select("dd")))
        for a in parse(stale).select(".merge h3 a")
    ]
    assert shown == [
        ("#name_fr", "Leur nom", "Mon nom"), ("#membership", "membre", "appartenance non documentée"),
    ]  # fmt: skip
    form = parse(stale)
    assert form.select_one("#name_fr")["value"] == "Mon nom"
    assert form.select_one("input[name=version]")["value"] == "2"
    again = secretariat.post(path, data={
        "csrf_token": form.select_one("main input[name=csrf_token]")["value"], "version": "2", "name_fr": "Nom des deux",
        "category_code": "association", "membership": "member", "visibility": "members", "phone": "0539111111",
    })  # fmt: skip
    assert again.status_code == 303
    assert (institution.name, institution.version) == ({"fr": "Nom des deux"}, 3)


def test_a_missing_or_false_version_is_refused_not_a_crash(secretariat):
    institution = make_institution("Réseau")
    for version in ("", "abc", "-5", "9" * 30):
        response = post(secretariat, f"/institutions/{institution.id}/modifier", version=version)
        assert response.status_code == 422
        assert text_of(response, ".error-summary li") == [str(INCOMPLETE)]


def test_leaving_closes_the_seats_once_confirmed(secretariat):
    seat = make_seat(make_institution("Réseau"))
    path = f"/institutions/{seat.institution_id}/modifier"
    response = post(secretariat, path, membership="left")
    assert response.status_code == 409
    assert list(errors_of(response)) == ["membership"]
    assert parse(response).select_one("input[name=close_seats]") is not None
    assert post(secretariat, path, membership="left", close_seats="y").status_code == 303
    assert (seat.institution.membership, seat.closed_at is not None) == (Membership.LEFT, True)


def test_the_file_shows_seats_mandates_contacts_and_history(secretariat):
    institution = make_institution("Réseau", email="contact@exemple.ma")
    seat = make_seat(institution, make_person("Animatrice régionale"))
    make_seat(institution, make_person("Ancienne"), ends_on=date(2020, 1, 1), closed_at=clock.now())
    body = make_body(name="Comité 1")
    make_mandate(body, institution_id=institution.id)
    page = secretariat.get(f"/institutions/{institution.id}")
    assert text_of(page, "#sieges tbody th") == ["Animatrice régionale"]
    assert [a["href"] for a in parse(page).select("#sieges tbody a")] == [
        f"/sieges/{seat.id}/{action}" for action in ("modifier", "inviter", "passation", "fermer")
    ]
    assert text_of(page, "#sieges summary") == ["1 siège fermé"]
    assert text_of(page, "#mandats a") == ["Comité 1"]
    assert text_of(page, "#coordonnees a") == ["contact@exemple.ma"]
    assert text_of(page, "#histoire p") == [
        "Rien n'est encore noté. Chaque changement paraîtra ici, avec son auteur et sa date."
    ]


def test_the_file_tells_the_history_of_seats_and_mandates_too(secretariat):
    institution, body = make_institution("Réseau"), make_body(name="Comité 1")
    fields = {"institution_id": str(institution.id), "role": "member", "starts_on": "2026-01-01"}
    response = post(secretariat, f"/instances/{body.id}/mandats/nouveau", **fields)
    assert response.status_code == 303
    [page] = text_of(secretariat.get(f"/institutions/{institution.id}"))
    assert "Mandat ajouté" in page


def test_the_file_costs_the_same_with_one_and_three_seats(secretariat, count_queries):
    institution = make_institution("Réseau")
    counts = []
    for wanted in (1, 3):
        while len(db.session.get(Institution, institution.id).seats) < wanted:
            make_mandate(make_body(), institution_id=institution.id)
            make_seat(institution)
        with count_queries() as statements:
            page = secretariat.get(f"/institutions/{institution.id}")
        counts.append(len(statements))
        assert len(parse(page).select("#sieges tbody tr")) == wanted
    assert counts[0] == counts[1]


def test_names_that_look_like_code_are_text(secretariat):
    make_category()
    post(
        secretariat,
        "/institutions/nouvelle",
        name_fr="<script>alert(1)</script>",
        category_code="association",
    )
    made = db.session.scalars(select(Institution)).one()
    page = secretariat.get(f"/institutions/{made.id}")
    assert text_of(page, "h1") == ["<script>alert(1)</script>"]
    assert made.name == Translated(fr="<script>alert(1)</script>")
