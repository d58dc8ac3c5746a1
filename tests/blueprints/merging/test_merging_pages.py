"""From a list of pairs to one record, through the pages, and back."""

import pytest
from sqlalchemy import select

from noress.domain.institutions.models import Institution
from noress.domain.merging.models import InstitutionDistinct, InstitutionMerge
from noress.extensions import db
from tests import forms
from tests.factories import (
    NOW,
    make_category,
    make_institution,
    make_seat,
)
from tests.factories.twins import make_twins, plain
from tests.pages import parse
from tests.posting import post


def texts(response, selector):
    return [plain(text) for text in forms.text_of(response, selector)]


def pair(number=1):
    return make_institution(f"Réseau {number}", phone=f"05 39 00 00 {number:02d}"), make_institution(
        f"Union {number}", phone=f"05 39 00 00 {number:02d}"
    )


def address(kept, other, end=""):
    return f"/membres/{kept.id}/fusionner/{other.id}{end}"


# --- pairs ------------------------------------------------------------------------------------------


def test_pairs_stand_with_their_reasons(coordinator):
    twins = make_twins()
    page = coordinator.get("/membres/doublons")
    assert texts(page, "#paires caption") == ["1 paire, la plus probable d'abord"]
    assert texts(page, "#paires td:nth-of-type(2)") == [
        "presque sûr même nom à une lettre près, même téléphone"
    ]
    link = parse(page).select_one("#paires .cell__links a")
    assert link["href"] == address(twins.kept, twins.merged)


def test_whoever_does_not_coordinate_looks_and_says_but_does_not_merge(secretary):
    pair()
    page = secretary.get("/membres/doublons")
    assert texts(page, "#paires .cell__links") == ["Ce sont deux institutions"]
    assert "La coordination seule fusionne des fiches." in texts(page, "main > p.muted, main p.muted")


def test_nothing_to_look_at(coordinator):
    make_institution("Seule")
    assert texts(coordinator.get("/membres/doublons"), ".empty h2") == ["Aucune paire à regarder"]


def test_a_pair_that_is_two_is_not_proposed_again(secretary):
    one, other = pair()
    done = post(
        secretary, "/membres/doublons/differentes", {"first_id": str(other.id), "second_id": str(one.id)}
    )
    assert (done.status_code, done.location) == (303, "/membres/doublons")
    (noted,) = db.session.scalars(select(InstitutionDistinct)).all()
    page = secretary.get("/membres/doublons")
    assert (noted.first_id, texts(page, ".empty h2"), texts(page, ".notice--success")) == (
        one.id, ["Aucune paire à regarder"], ["C'est fait C'est noté : ce sont deux institutions. Cette paire n'est plus proposée."],
    )  # fmt: skip
    assert texts(secretary.get("/membres/doublons/differentes"), "tbody th, tbody td:nth-of-type(1)") == [
        "Réseau 1",
        "Union 1",
    ]
    again = forms.post(secretary, "/membres/doublons/differentes")
    assert (again.status_code, again.location) == (303, "/membres/doublons/differentes")
    assert len(parse(secretary.get("/membres/doublons")).select("#paires tbody tr")) == 1


@pytest.mark.parametrize(
    "data",
    [{}, {"first_id": "1"}, {"first_id": "x", "second_id": "y"}, {"first_id": "1", "second_id": "999"}],
)
def test_pairs_that_do_not_exist(secretary, data):
    assert post(secretary, "/membres/doublons/differentes", data).status_code == 404


def test_two_records_of_ones_own_choice(coordinator):
    one, other = make_institution("Chambre"), make_institution("Université")
    there = coordinator.get(f"/membres/doublons/comparer?one={one.id}&other={other.id}")
    assert (there.status_code, there.location) == (302, address(one, other))
    for query, errors in (
        (f"one={one.id}&other={one.id}", {"other": "Choisissez deux fiches différentes."}),
        ("one=&other=", {"one": "Remplissez ce champ.", "other": "Remplissez ce champ."}),
        ("one=999&other=1", {"one": "Choisissez une des réponses proposées."}),
    ):
        refused = coordinator.get(f"/membres/doublons/comparer?{query}")
        assert refused.status_code == 422
        assert {key: plain(text) for key, text in forms.errors_of(refused).items()}.items() >= errors.items()


@pytest.mark.parametrize(
    "address", ["/membres/doublons", "/membres/fusions", "/membres/doublons/differentes"]
)
def test_lists_cost_the_same_with_one_and_three(coordinator, count_queries, address):
    costs = []
    for size in (1, 3):
        for number in range(size):
            one, _other = pair(size * 10 + number)
            third = make_institution(f"Fusionnée {size}{number}", merged_into_id=one.id)
            db.session.add(
                InstitutionMerge(
                    kept_id=one.id,
                    merged_id=third.id,
                    moved={},
                    left={},
                    changes={},
                    membership="member",
                    merged_at=NOW,
                )
            )
            alike = [make_institution(f"Paire {size}{number}{letter}").id for letter in "ab"]
            db.session.add(InstitutionDistinct(first_id=alike[0], second_id=alike[1], decided_at=NOW))
            db.session.commit()
        with count_queries() as statements:
            assert coordinator.get(address).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]


# --- one record -------------------------------------------------------------------------------------


def test_the_whole_way_to_one_record_and_back(coordinator, client):
    twins = make_twins()
    page = coordinator.get(address(twins.kept, twins.merged))
    assert [texts(page, "main form > fieldset legend"), texts(page, "details fieldset legend")] == [
        ["Nom (Français)", "Téléphone"],
        ["Nom (العربية)", "Sigle", "Membre depuis", "Titre du responsable (Français)",
         "Sous couvert de (s/c de) (Français)", "Adresse de courriel", "Adresse (Français)"],
    ]  # fmt: skip
    assert texts(page, "main form > fieldset:nth-of-type(1) .choice__text") == [
        "Association des femmes de Tétouan fiche gardée", "Association des femmes de Tetouann autre fiche",
    ]  # fmt: skip
    confirm = coordinator.get(address(twins.kept, twins.merged, "/confirmer") + "?phone=other&email=kept")
    assert texts(confirm, ".confirmation li") == [
        "« Association des femmes de Tetouann » disparaît des listes. Sa page publique conduira à « Association des femmes de Tétouan ».",
        "Passent à « Association des femmes de Tétouan » : 1 siège, 1 mandat, 1 convocation, 1 service rattaché, 1 fiche déjà fusionnée, "
        "1 ligne de présence, 1 procuration portée, 1 action à mener, 1 suivi d'action, 1 correction proposée, 1 voix écrite, "
        "1 point proposé, 1 action notée dans un compte rendu.",
        "Restent sous l'ancien nom, parce que « Association des femmes de Tétouan » a déjà la sienne : 1 mandat, 1 lettre officielle, "
        "1 ligne de présence, 1 procuration portée, 1 relecture de compte rendu.",
        "« Association des femmes de Tétouan » prend de l'autre fiche : Membre depuis, Sous couvert de (s/c de) (Français), Téléphone, "
        "Adresse (Français).",
        "Aucun courriel ne part. La coordination peut annuler, tant que rien de nouveau n'en dépend.",
    ]  # fmt: skip
    form = parse(confirm).select_one("main form[method=post]")
    data = {tag["name"]: tag["value"] for tag in form.select("input[name]")}
    done = coordinator.post(form["action"], data=data)
    assert (done.status_code, done.location) == (303, f"/institutions/{twins.kept.id}")
    assert (twins.kept.phone, twins.kept.email, twins.merged.merged_into_id) == (
        "+212 539 000 001",
        None,
        twins.kept.id,
    )
    moved = client.get(f"/membres/{twins.merged.id}")
    assert (moved.status_code, moved.location, moved.headers["Cache-Control"]) == (
        301,
        f"/membres/{twins.kept.id}",
        "no-cache",
    )
    hidden = coordinator.get(f"/institutions/{twins.merged.id}")
    assert texts(hidden, ".page-header__state .status") == ["fusionnée avec une autre fiche"]
    assert texts(hidden, "main .buttons a") == ["Ouvrir la fiche qui reste", "Sa page publique"]
    listed = coordinator.get("/membres/fusions")
    assert texts(listed, "tbody th") == ["Association des femmes de Tetouann"]
    merge_id = db.session.scalars(select(InstitutionMerge.id)).one()
    back = forms.post(coordinator, f"/membres/fusions/{merge_id}/annuler")
    assert (back.status_code, back.location) == (303, f"/institutions/{twins.merged.id}")
    assert client.get(f"/membres/{twins.merged.id}").status_code == 200
    assert texts(coordinator.get("/membres/fusions"), ".empty h2") == ["Aucune fiche fusionnée"]


def test_visitors_see_the_change_at_once(coordinator, client):
    one, other = make_institution("Première"), make_institution("Seconde")
    assert texts(client.get("/membres/"), "#member li") == ["Première", "Seconde"]
    forms.post(coordinator, address(one, other, "/confirmer"))
    assert texts(client.get("/membres/"), "#member li") == ["Première"]
    assert texts(client.get("/membres/"), ".lead") == ["1 institution membre, par catégorie."]


def test_the_other_one_may_be_kept(coordinator):
    one, other = make_institution("Première"), make_institution("Seconde")
    page = coordinator.get(address(one, other))
    swap = next(a for a in parse(page).select("main a") if a.text == "Garder plutôt l'autre fiche")
    assert swap["href"] == address(other, one)


def test_going_back_keeps_what_was_chosen(coordinator):
    make_category("union")
    one, other = (
        make_institution("Première"),
        make_institution("Seconde", category_code="union", phone="05 39 00 00 01"),
    )
    confirm = coordinator.get(
        address(one, other, "/confirmer") + "?name_fr=other&phone=kept&category_code=other"
    )
    back = next(a for a in parse(confirm).select(".confirmation a") if a.text == "Revenir aux valeurs")[
        "href"
    ]
    page = coordinator.get(back)
    ticked = {tag["name"]: tag["value"] for tag in parse(page).select("input[type=radio][checked]")}
    assert ticked == {"name_fr": "other", "category_code": "other", "phone": "kept"}
    assert texts(page, "#category_code .choice__text b") == ["Association", "Association"]


def test_records_that_say_the_same(coordinator):
    one, other = make_institution("Même nom"), make_institution("Même nom")
    page = coordinator.get(address(one, other))
    assert "Les deux fiches disent la même chose." in texts(page, "main form p")
    assert texts(page, "details dt") == ["Nom (Français)", "Catégorie", "Coordonnées visibles par"]


def test_what_cannot_be_merged_says_why(coordinator):
    whole = make_institution("Le tout")
    part = make_institution("La partie", part_of_id=whole.id)
    told = "« La partie » fait partie de « Le tout » : ce sont deux institutions. Si ce lien est faux, retirez-le d'abord de sa fiche."
    for page in (coordinator.get(address(part, whole)), coordinator.get(address(part, whole, "/confirmer"))):
        assert (page.status_code, texts(page, ".notice--warning p")) == (200, [told])
        assert texts(page, "main .button--primary") == ["Revenir aux doublons"]
    data = {"kept_version": str(part.version), "other_version": str(whole.version)}
    data |= {"name_fr": "kept", "part_of_id": "kept"}
    refused = post(coordinator, address(part, whole, "/confirmer"), data)
    assert (refused.status_code, texts(refused, ".notice--danger p")) == (409, [told])


def test_a_record_changed_meanwhile_is_read_again(coordinator):
    one, other = make_institution("Première"), make_institution("Seconde")
    data = {"kept_version": "7", "other_version": str(other.version), "name_fr": "kept"}
    refused = post(coordinator, address(one, other, "/confirmer"), data)
    assert (refused.status_code, texts(refused, ".notice--danger p")) == (
        409, ["Une des deux fiches vient de changer. Relisez-les, puis confirmez de nouveau."],
    )  # fmt: skip
    form = parse(refused).select_one("main form[method=post]")
    assert (
        coordinator.post(
            form["action"], data={t["name"]: t["value"] for t in form.select("input[name]")}
        ).status_code
        == 303
    )


@pytest.mark.parametrize("data", [{}, {"kept_version": "1", "other_version": "1", "name_fr": "both"}])
def test_a_page_that_arrives_incomplete(coordinator, data):
    one, other = make_institution("Première"), make_institution("Seconde")
    refused = post(coordinator, address(one, other, "/confirmer"), data)
    assert (refused.status_code, texts(refused, ".notice--danger p")) == (
        422, ["Cette page est arrivée incomplète. Relisez ce qui est écrit, puis enregistrez de nouveau."],
    )  # fmt: skip
    assert db.session.get(Institution, other.id).merged_into_id is None


def test_a_record_that_its_rule_refuses(coordinator):
    """The address of before has no form that the rule would take today."""
    one, other = make_institution("Première"), make_institution("Seconde", website="pas une adresse")
    refused = forms.post(coordinator, address(one, other, "/confirmer"))
    assert (refused.status_code, texts(refused, ".notice--danger p")) == (
        422, ["Cette adresse web n'est pas complète. Exemple : https://exemple.ma."],
    )  # fmt: skip


def test_what_stands_in_the_way_of_undoing_is_listed(coordinator):
    one, other = make_institution("Première"), make_institution("Seconde")
    seat = make_seat(other)
    forms.post(coordinator, address(one, other, "/confirmer"))
    seat.institution_id = make_institution("Troisième").id
    db.session.commit()
    merge_id = db.session.scalars(select(InstitutionMerge.id)).one()
    page = coordinator.get(f"/membres/fusions/{merge_id}/annuler")
    assert texts(page, ".notice--warning li") == ["Déplacés ou retirés depuis : 1 siège."]
    assert post(coordinator, f"/membres/fusions/{merge_id}/annuler").status_code == 409


def test_unknown_records_do_not_exist(coordinator):
    one = make_institution("Première")
    assert [
        coordinator.get(where).status_code
        for where in (
            f"/membres/{one.id}/fusionner/999",
            f"/membres/999/fusionner/{one.id}",
            "/membres/fusions/999/annuler",
        )
    ] == [404, 404, 404]
