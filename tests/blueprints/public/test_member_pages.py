from datetime import date

import pytest
from sqlalchemy import update

from noress.core.i18n import Translated
from noress.domain.accounts.models import Visibility
from noress.domain.institutions.models import (
    BodyKind,
    Category,
    Function,
    Institution,
    MandateRole,
    Membership,
)
from noress.extensions import db
from tests.factories import (
    make_assignment,
    make_body,
    make_category,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    make_secretary,
    save,
)
from tests.forms import text_of
from tests.pages import parse

PUBLIC = ["/membres/", "/instances/"]


def shadow(institution, text):
    """The folded shadow that the rules write."""
    db.session.execute(update(Institution).where(Institution.id == institution.id).values(name_folded=text))
    db.session.commit()


def test_public_pages_set_no_cookie_and_carry_no_token(client):
    institution, body = make_institution(), make_body()
    for path in (*PUBLIC, f"/membres/{institution.id}", f"/instances/{body.id}"):
        response = client.get(path)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert "csrf_token" not in response.text
        assert response.headers["Cache-Control"] == "public, no-cache"
        assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_unknown_member_and_body_are_404(client):
    for path in ("/membres/999999", "/instances/999999", "/membres/99999999999999999999", "/membres/abc"):
        assert client.get(path).status_code == 404


def test_empty_lists_say_what_they_will_hold(client):
    assert text_of(client.get("/membres/"), ".empty h2") == ["Aucun membre pour l'instant"]
    assert text_of(client.get("/membres/?q=rien"), ".empty h2") == ["Aucune institution trouvée"]
    assert text_of(client.get("/instances/"), ".empty h2") == ["Aucune instance pour l'instant"]


def test_members_stand_by_category_and_the_others_apart(client):
    make_category()
    save(Category(code="chambre", name=Translated(fr="Chambre"), position=-1))
    make_institution("Institution membre 10 (démonstration)", is_demonstration=True)
    make_institution("Institution membre 9 (démonstration)", is_demonstration=True)
    make_institution("Zaouia", acronym="Z")
    make_institution("Chambre de Tanger", category_code="chambre")
    make_institution("Maison de l'ESS", membership=Membership.SERVICE)
    make_institution("Réseau marocain", membership=Membership.UNKNOWN)
    page = client.get("/membres/")
    assert text_of(page, ".lead") == ["4 institutions membres, par catégorie."]
    assert (
        "2 sont nommées dans les documents ; 2 sont numérotées, inventées pour la démonstration."
        in text_of(page, "main p")
    )
    sections = {
        section.h2.text: [" ".join(tag.get_text(" ").split()) for tag in section.select("h3, li")]
        for section in parse(page).select("main section")
    }
    assert sections == {
        "Institutions membres": [
            "Chambre", "Chambre de Tanger", "Association", "Zaouia ( Z )",
            "Institution membre 9 (démonstration)",
            "Institution membre 10 (démonstration)",
        ],
        "Services rattachés, sans siège ni voix": ["Association", "Maison de l'ESS"],
        "Acteurs dont l'appartenance n'est pas documentée": ["Association", "Réseau marocain"],
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["tetouan", "TÉTOUAN", "réseau tetouan", "آسفي", "اسفي", "أسفي", "rt"])
def test_search_forgives_accents_and_hamza(client, typed):
    wanted = make_institution("Réseau de Tétouan", name_ar="شبكة آسفي", acronym="RT")
    shadow(wanted, "reseau de tetouan شبكه اسفي rt")
    make_institution("Chambre de Tanger")
    page = client.get("/membres/", query_string={"q": typed})
    assert text_of(page, "main section li a") == ["Réseau de Tétouan"]
    assert text_of(page, "main [role=status]") == ["1 institution trouvée"]
    assert parse(page).select_one("input[name=q]")["value"] == typed


@pytest.mark.parametrize("typed", ["%", "_", "\x00", "x" * 1_500, "' OR 1=1", "<script>"])
def test_search_takes_anything(client, typed):
    make_institution("Chambre")
    assert client.get("/membres/", query_string={"q": typed, "categorie": typed}).status_code == 200


def test_the_list_is_paged_and_costs_the_same_for_one_and_three(client, count_queries):
    counts = []
    for wanted in (1, 3):
        while db.session.query(Institution).count() < wanted:
            make_institution()
        with count_queries() as statements:
            page = client.get("/membres/")
        counts.append(len(statements))
        assert len(parse(page).select("main section li")) == wanted
    assert counts[0] == counts[1]
    for number in range(50):
        make_institution(f"Suite {number}")
    assert len(parse(client.get("/membres/")).select("main section li")) == 50
    assert len(parse(client.get("/membres/?page=2")).select("main section li")) == 3


def test_a_change_shows_at_once_to_visitors(client):
    institution = make_institution("Ancien nom")
    assert text_of(client.get("/membres/"), "main section li a") == ["Ancien nom"]
    institution.name = Translated(fr="Nouveau nom")
    db.session.commit()
    assert text_of(client.get("/membres/"), "main section li a") == ["Nouveau nom"]


def test_a_member_page_shows_what_is_documented_only(client):
    institution = make_institution("Réseau", name_ar="شبكة")
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    make_mandate(body, institution_id=institution.id, person_id=make_person("Animatrice régionale").id)
    make_mandate(body, institution_id=institution.id, role=MandateRole.CHAIR, ends_on=date(2016, 1, 1))
    make_seat(institution, make_person("Opérateur principal"))
    page = client.get(f"/membres/{institution.id}")
    assert text_of(page, "h1") == ["Réseau"]
    assert [(p["lang"], p["dir"], p.text) for p in parse(page).select("main bdi[lang]")] == [
        ("ar-MA", "rtl", "شبكة")
    ]
    assert text_of(page, ".facts dd") == [
        "non documenté",
        "Association",
        "dates non documentées",
        "non documenté",
    ]
    assert text_of(page, "#instances li") == [
        "Comité 1 · membre · depuis le 18 mars 2015", "Comité 1 · présidence · du 18 mars 2015 au 1er janvier 2016",
    ]  # fmt: skip
    assert "Animatrice" not in page.text
    assert "Opérateur" not in page.text


def test_a_category_without_voice_says_so(client):
    save(Category(code="cooperation", name=Translated(fr="Coopération internationale"), has_voice=False))
    institution = make_institution("Agence", category_code="cooperation")
    assert text_of(client.get(f"/membres/{institution.id}"), ".facts dd")[1] == (
        "Coopération internationale (observe, sans voix)"
    )


def test_a_service_says_of_what_it_is_part(client):
    parent = make_institution("Conseil régional")
    service = make_institution(
        "Maison de l'ESS", membership=Membership.SERVICE, part_of_id=parent.id, part_of_note="REMESS"
    )
    page = client.get(f"/membres/{service.id}")
    assert text_of(page, ".status") == ["service rattaché, sans siège ni voix"]
    assert "Fait partie de : Conseil régional · REMESS" in text_of(page, "main p")
    assert text_of(client.get(f"/membres/{parent.id}"), "#services a") == ["Maison de l'ESS"]


@pytest.mark.parametrize("visibility, seen_by", [
    (Visibility.PUBLIC, {"visitor", "member", "own", "secretariat"}),
    (Visibility.MEMBERS, {"member", "own", "secretariat"}),
    (Visibility.INTERNAL, {"own", "secretariat"}),
])  # fmt: skip
def test_contacts_follow_their_visibility(client, login_as, visibility, seen_by):
    institution = make_institution(
        "Réseau", email="contact@exemple.ma", phone="0539000000", visibility=visibility
    )
    own, other = make_seat(institution), make_seat()
    browsers = {
        "visitor": client, "member": login_as(other.person, other), "own": login_as(own.person, own),
        "secretariat": login_as(make_secretary()),
    }  # fmt: skip
    shown = {
        who for who, browser in browsers.items()
        if "contact@exemple.ma" in browser.get(f"/membres/{institution.id}").text
    }  # fmt: skip
    assert shown == seen_by


def test_bodies_stand_in_their_tree(client):
    plenary = make_body(BodyKind.PLENARY, "Plénière")
    committee = make_body(BodyKind.COMMITTEE, "Comité 1", parent_id=plenary.id)
    make_body(BodyKind.COMMITTEE, "Comité dissous", parent_id=plenary.id, dissolved_on=date(2016, 1, 1))
    make_body(BodyKind.SECRETARIAT, "Secrétariat permanent")
    make_mandate(committee, institution_id=make_institution().id)
    make_mandate(committee, institution_id=make_institution().id, ends_on=date(2016, 1, 1))
    page = client.get("/instances/")
    assert text_of(page, "main li") == [
        "Plénière plénière · composition non documentée", "Comité 1 comité thématique · 1 mandat en cours",
        "Secrétariat permanent secrétariat permanent · composition non documentée",
    ]  # fmt: skip
    assert [li["class"] for li in parse(page).select("main li")] == [
        ["tree__level-0"],
        ["tree__level-1"],
        ["tree__level-0"],
    ]


def test_the_act_of_a_mandate_is_read_in_the_reader_s_language_or_marked_with_its_own(client):
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    acts = (
        "Session du 18 mars 2015",
        "دورة 18 مارس 2015",
        "élection à main levée",
        "انتخاب",
        "Session du bilan",
    )
    for number, act in enumerate(acts):
        make_mandate(body, institution_id=make_institution(f"Réseau {number}").id, act=act)
    for code, expected in (
        ("fr", ["Session du 18 mars 2015", "Session du 18 mars 2015", *acts[2:]]),
        ("ar", ["دورة 18 مارس 2015", "دورة 18 مارس 2015", *acts[2:]]),
    ):
        page = parse(client.get(f"/instances/{body.id}?lang={code}"))
        cells = [row.find_all("td")[-1] for row in page.select("#mandats tbody tr")]
        assert [" ".join(cell.get_text(" ").split()) for cell in cells] == expected, code
        marked = [(tag["lang"], tag["dir"]) for cell in cells for tag in cell.select(".other-language")]
        assert marked == ([("ar-MA", "rtl")] if code == "fr" else [("fr-MA", "ltr")] * 2), code


def test_a_body_page_shows_institutions_and_never_a_persons_name(client):
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    make_mandate(
        body,
        institution_id=make_institution("Réseau").id,
        person_id=make_person("Animatrice régionale").id,
        act="élection",
    )
    make_mandate(body, person_id=make_person("Opérateur principal").id, role=MandateRole.COORDINATOR)
    make_mandate(body, institution_id=make_institution("Chambre").id, ends_on=date(2016, 1, 1))
    page = client.get(f"/instances/{body.id}")
    assert text_of(page, "#mandats tbody tr") == [
        "Une personne, nom non publié coordination depuis le 18 mars 2015 non documenté",
        "Réseau membre depuis le 18 mars 2015 élection",
        "Chambre membre du 18 mars 2015 au 1er janvier 2016 non documenté",
    ]
    assert text_of(page, "#mandats caption") == ["Mandats en cours", "Mandats terminés"]
    assert "Animatrice" not in page.text
    assert "Opérateur" not in page.text


def test_body_and_member_pages_cost_the_same_with_one_and_three_mandates(client, count_queries):
    body, institution = make_body(BodyKind.COMMITTEE), make_institution()
    for path in (f"/instances/{body.id}", f"/membres/{institution.id}", "/instances/"):
        counts = []
        for _ in range(2):
            make_mandate(body, institution_id=make_institution().id)
            make_mandate(make_body(), institution_id=institution.id)
            with count_queries() as statements:
                client.get(path)
            counts.append(len(statements))
        assert counts[0] == counts[1]


def test_only_those_who_manage_see_the_way_to_it(client, login_as):
    institution, body = make_institution(), make_body()
    seat, admin = make_seat(), make_person()
    make_assignment(admin, Function.TECHNICAL_ADMINISTRATOR)
    paths = {"/membres/": "/institutions/", f"/membres/{institution.id}": f"/institutions/{institution.id}",
             f"/instances/{body.id}": f"/instances/{body.id}/gestion"}  # fmt: skip
    for path, management in paths.items():
        found = [
            bool(parse(browser.get(path)).select(f'main a.button[href="{management}"]'))
            for browser in (client, login_as(seat.person, seat), login_as(admin), login_as(make_secretary()))
        ]
        assert found == [False, False, True, True]


def test_arabic_pages_are_right_to_left_with_the_arabic_name_first(client):
    institution = make_institution("Réseau", name_ar="شبكة")
    page = client.get(f"/membres/{institution.id}?lang=ar")
    assert parse(page).html["dir"] == "rtl"
    assert text_of(page, "h1") == ["شبكة"]
    assert "Set-Cookie" not in page.headers
