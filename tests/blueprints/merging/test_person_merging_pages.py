"""From a list of likely pairs to one person, through the pages, and back."""

from sqlalchemy import select

from noress.domain.accounts.models import Person
from noress.domain.merging.models import PersonDistinct, PersonMerge
from noress.extensions import db
from tests import forms
from tests.factories import NOW
from tests.factories.same_person import make_doubles, plain_person
from tests.factories.twins import plain
from tests.pages import parse
from tests.posting import post


def texts(response, selector):
    return [plain(text) for text in forms.text_of(response, selector)]


def address(kept, other, end=""):
    return f"/personnes/{kept.id}/fusionner/{other.id}{end}"


def ticked(response):
    return {tag["name"]: tag["value"] for tag in parse(response).select("input[type=radio][checked]")}


def test_a_person_is_found_and_compared(coordinator):
    """From the list, from a page, side by side, to what will happen, and back to the values."""
    doubles = make_doubles()
    kept, merged = doubles.kept, doubles.merged
    listed = coordinator.get("/personnes/")
    assert (
        parse(listed).select_one("main .buttons a[href='/personnes/doublons']").text
        == "Chercher les doublons"
    )
    shown = coordinator.get(f"/personnes/{kept.id}")
    to_choose = parse(shown).select_one(f"main .buttons a[href='/personnes/{kept.id}/fusionner']")
    assert to_choose.text == "Fusionner avec…"
    found = coordinator.get(to_choose["href"] + "?q=membre+n°12")
    assert [link["href"] for link in parse(found).select("main tbody a")] == [address(kept, merged)]
    page = coordinator.get(address(kept, merged))
    assert [texts(page, "main form > fieldset legend"), texts(page, "details fieldset legend")] == [
        ["Nom et prénom", "Langue de ses courriels", "Coordonnées visibles par"], ["Nom en arabe", "Téléphone"],
    ]  # fmt: skip
    proposed = {
        "name": "kept",
        "name_ar": "other",
        "language": "kept",
        "phone": "other",
        "visibility": "other",
    }
    assert ticked(page) == proposed
    confirm = coordinator.get(address(kept, merged, "/confirmer") + "?name=other&language=kept")
    assert texts(confirm, ".confirmation li") == [
        "« Titulaire, membre n°12 » disparaît des listes et des recherches. Sa fiche conduira à « Titulaire du membre 12 ».",
        "Passent à « Titulaire du membre 12 » : 1 siège, 1 mandat, 1 fonction, 1 invitation à rejoindre, "
        "1 courriel, 1 demande sur des données personnelles, 1 fiche déjà fusionnée, 1 accord donné, 1 nouvelle à lire, "
        "1 brouillon, 1 session créée, 1 point proposé, 1 fichier déposé.",
        "Restent avec la fiche cachée, parce que « Titulaire du membre 12 » a déjà les siens : 1 nouvelle à lire, 1 brouillon, "
        "1 choix de courriels.",
        "L'historique, les versions des comptes rendus et les documents signés gardent le nom du jour où ils ont été écrits.",
        "« Titulaire du membre 12 » prend de l'autre fiche : Nom et prénom, Nom en arabe, Téléphone, Coordonnées visibles par.",
        "Le compte membre12@exemple.ma est suspendu : la personne se connectera avec titulaire@exemple.ma. Les deux adresses "
        "sont prévenues par courriel.",
        "« Titulaire, membre n°12 » est déconnectée aussitôt, sur tous ses appareils.",
        "Les invitations à rejoindre, en attente, ne servent plus : invitez de nouveau s'il le faut.",
        "La coordination peut annuler tout cela depuis la page des fiches fusionnées.",
    ]  # fmt: skip
    back = next(a for a in parse(confirm).select(".confirmation a") if a.text == "Revenir aux valeurs")
    assert ticked(coordinator.get(back["href"])) == {**proposed, "name": "other"}


def test_two_persons_become_one_and_two_again(coordinator, login_as):
    doubles = make_doubles()
    kept, merged = doubles.kept, doubles.merged
    theirs = login_as(merged)
    assert theirs.get("/mon-compte").status_code == 200
    confirm = coordinator.get(address(kept, merged, "/confirmer") + "?name=other")
    form = parse(confirm).select_one("main form[method=post]")
    data = {tag["name"]: tag["value"] for tag in form.select("input[name]")}
    done = coordinator.post(form["action"], data=data)
    assert (done.status_code, done.location) == (303, f"/personnes/{kept.id}")
    assert (kept.name, kept.phone, merged.merged_into_id) == (
        "Titulaire, membre n°12",
        "06 61 00 00 12",
        kept.id,
    )
    assert theirs.get("/mon-compte").status_code == 302
    hidden = coordinator.get(f"/personnes/{merged.id}")
    assert texts(hidden, ".page-header__state .status") == ["fusionnée avec une autre fiche"]
    assert [(a.text, a["href"]) for a in parse(hidden).select("main .buttons a")] == [
        ("Ouvrir la fiche qui reste", f"/personnes/{kept.id}")
    ]
    assert "Fusionnée avec une autre fiche" in hidden.get_data(as_text=True)
    refused = [
        coordinator.get(f"/personnes/{merged.id}/{end}").status_code for end in ("modifier", "inviter")
    ]
    assert refused == [403, 403]
    held = login_as(kept).get("/mes-donnees/export.json").json["merged_records"]
    assert [row["email"] for row in held] == ["membre12@exemple.ma", None]
    _take_back(coordinator, merged)


def _take_back(coordinator, merged):
    assert texts(coordinator.get("/personnes/fusions"), "tbody th") == ["Titulaire, membre n°12"]
    merge_id = db.session.scalars(select(PersonMerge.id)).one()
    undo = f"/personnes/fusions/{merge_id}/annuler"
    assert len(texts(coordinator.get(undo), ".confirmation li")) == 4
    undone = forms.post(coordinator, undo)
    assert (undone.status_code, undone.location) == (303, f"/personnes/{merged.id}")
    assert texts(coordinator.get("/personnes/fusions"), ".empty h2") == ["Aucune fiche fusionnée"]
    assert texts(coordinator.get(undo), ".notice--warning li") == ["Cette fusion est déjà annulée."]
    assert post(coordinator, undo).status_code == 409


def test_pairs_stand_with_their_reasons_and_may_be_said_to_be_two(secretary):
    one, other = (
        plain_person("Titulaire", phone="06 61 00 00 12"),
        plain_person("TITULAIRE", phone="0661000012"),
    )
    page = secretary.get("/personnes/doublons")
    assert texts(page, "#paires td:nth-of-type(2)") == ["presque sûr même nom, même téléphone"]
    assert texts(page, "#paires .cell__links") == ["Ce sont deux personnes"]
    assert texts(page, "main p.muted") == ["La coordination seule fusionne des fiches."]
    data = {"first_id": str(other.id), "second_id": str(one.id)}
    done = post(secretary, "/personnes/doublons/differentes", data)
    assert (done.status_code, done.location) == (303, "/personnes/doublons")
    assert db.session.scalars(select(PersonDistinct.first_id)).all() == [one.id]
    assert texts(secretary.get("/personnes/doublons"), ".empty h2") == ["Aucune paire à regarder"]
    assert texts(secretary.get("/personnes/doublons/differentes"), "tbody th") == ["Titulaire"]
    again = forms.post(secretary, "/personnes/doublons/differentes")
    assert (again.status_code, again.location) == (303, "/personnes/doublons/differentes")
    assert len(parse(secretary.get("/personnes/doublons")).select("#paires tbody tr")) == 1
    for wrong in ({}, {"first_id": "x", "second_id": "1"}, {"first_id": str(one.id), "second_id": "999999"}):
        assert post(secretary, "/personnes/doublons/differentes", wrong).status_code == 404


def test_what_cannot_be_merged_and_pages_that_arrive_late_or_incomplete(coordinator):
    one, other = plain_person("Première"), plain_person("Seconde")
    late = {"kept_version": "7", "other_version": "1", "name": "kept"}
    table = [
        (address(one, other, "/confirmer"), late, 409,
         "Une des deux fiches vient de changer. Relisez-les, puis confirmez de nouveau."),
        (address(one, other, "/confirmer"), {}, 422,
         "Cette page est arrivée incomplète. Relisez ce qui est écrit, puis enregistrez de nouveau."),
        (address(one, one, "/confirmer"), {"kept_version": "1", "other_version": "1"}, 409,
         "Choisissez deux fiches différentes."),
    ]  # fmt: skip
    for where, data, status, message in table:
        refused = post(coordinator, where, data)
        assert (refused.status_code, texts(refused, ".notice--danger p")) == (status, [message])
    assert db.session.get_one(Person, other.id).merged_into_id is None
    assert texts(coordinator.get(address(one, one)), ".notice--warning p") == [
        "Choisissez deux fiches différentes."
    ]
    unknown = (f"/personnes/{one.id}/fusionner/999999", f"/personnes/999999/fusionner/{one.id}",
               "/personnes/fusions/999999/annuler")  # fmt: skip
    assert [coordinator.get(where).status_code for where in unknown] == [404, 404, 404]
    nobody = coordinator.get(f"/personnes/{one.id}/fusionner?q=zzz")
    assert texts(nobody, ".empty h2") == ["Personne ne correspond"]


def test_lists_cost_the_same_with_one_and_three(coordinator, count_queries):
    addresses = (
        "/personnes/doublons", "/personnes/fusions", "/personnes/doublons/differentes",
        f"/personnes/{plain_person('Autre').id}/fusionner?q=paire",
    )  # fmt: skip
    costs = []
    for size in (1, 3):
        for number in range(size):
            name = f"Paire {'abcdefgh'[size + number]}"
            one, other, hidden, two = (
                plain_person(name),
                plain_person(name),
                plain_person("Cachée"),
                plain_person("Deux"),
            )
            hidden.merged_into_id = one.id
            empty = {"moved": {}, "left": {}, "changes": {}, "was": {}, "merged_at": NOW}
            db.session.add(PersonMerge(kept_id=one.id, merged_id=hidden.id, **empty))
            db.session.add(PersonDistinct(first_id=other.id, second_id=two.id, decided_at=NOW))
            db.session.commit()
        for where in addresses:
            with count_queries() as statements:
                assert coordinator.get(where).status_code == 200, where
            costs.append(len(statements))
    assert costs[:4] == costs[4:]
