"""From a real sheet to records, through the pages; nothing is written before the last button."""

import io

import pytest
from sqlalchemy import select

from noress.core import tables
from noress.domain.actions.models import ImportState
from noress.domain.imports import reading
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests import forms
from tests.factories import (
    make_institution,
    make_seat,
)
from tests.factories.member_pages import facts, institutions, texts, the_import, upload
from tests.factories.member_sheets import HEADINGS, csv_of, keep, row
from tests.factories.sheets import SHEET, sheet_xml, with_part, xlsx
from tests.factories.twins import plain
from tests.pages import parse
from tests.posting import post

TITULAR, MAIL = "Titulaire : prénom et nom", "Titulaire : courriel"


BOOK = [
    ["Membres du réseau, liste de travail"], [], list(HEADINGS),
    ["Réseau des femmes", "شبكة النساء", "RF", "Association", "Madame la Présidente", "r@exemple.ma", "05 39 00 00 01",
     "Tétouan", "exemple.ma", "2015-03-18", "Titulaire du réseau", None, "t@exemple.ma", "0600000001", "français",
     "Suppléante du réseau", "s@exemple.ma"],
    ["Union des coopératives", None, None, "Coopératives", None, "u@", None, None, None, None, None, None, None, None, None, None, None],
    ["Connue", None, None, "association", None, "c@exemple.ma", None, None, None, None, None, None, None, None, None, None, None],
]  # fmt: skip


def test_the_whole_way_of_a_real_sheet(secretary, coordinator):
    known = make_institution("Connue")
    before = len(institutions())
    sent = upload(secretary, xlsx(BOOK))
    pending = the_import()
    assert (sent.status_code, sent.location) == (303, f"/membres/importer/{pending.id}")
    page = secretary.get(sent.location)
    assert facts(page) == {
        "Fiches à créer": "1",
        "Fiches à compléter": "1",
        "Sièges à ouvrir": "2",
        "Lignes en erreur": "1",
    }
    assert texts(page, "#colonnes summary") == ["17 colonnes comprises"]
    assert texts(page, "#lignes tbody td:first-child") == ["4", "5", "6"]
    assert texts(page, "#lignes .status--danger") == [
        "Courriel : Cette adresse n'est pas complète. Exemple : nom@exemple.ma."
    ]
    assert (
        texts(page, "#lignes tbody tr:nth-child(3) th")[0]
        == "Connue Ressemble à Connue : même nom Ajoute : courriel."
    )
    confirm = secretary.get(f"{sent.location}/confirmer")
    assert texts(confirm, ".confirmation li") == [
        "1 institution est créée, membre du réseau.",
        "1 fiche qui existe est complétée : seulement ses champs vides.",
        "2 personnes sont ajoutées. Le secrétariat seul voit leurs coordonnées, avec la feuille comme source.",
        "2 sièges s'ouvrent.", "Les sièges s'ouvrent à partir du 20 novembre 2026.",
        "1 ligne en erreur n'est pas importée.",
        "Aucun courriel ne part. Vous inviterez les personnes ensuite, une à une, depuis la fiche de chaque institution.",
        "La coordination peut annuler l'import d'un coup, tant que rien ne dépend de ce qu'il a créé.",
    ]  # fmt: skip
    assert len(institutions()) == before
    done = forms.post(secretary, f"{sent.location}/confirmer")
    assert (done.status_code, done.location) == (303, sent.location)
    assert [i.name.pick("fr")[1] for i in institutions()] == ["Connue", "Réseau des femmes"]
    assert (known.email, db.session.scalars(select(OutboxMail)).all()) == ("c@exemple.ma", [])
    report = secretary.get(done.location)
    assert texts(report, ".notice--success") == [
        "C'est fait 1 institution est créée. Aucun courriel n'est parti : invitez les personnes quand vous voudrez."
    ]
    assert facts(report) == {
        "Fiches créées": "1",
        "Fiches complétées": "1",
        "Personnes ajoutées": "2",
        "Sièges ouverts": "2",
    }
    assert texts(report, "#fiches tbody th") == ["Réseau des femmes", "Connue"]
    assert texts(report, "#lignes tbody tr") == ["5 Union des coopératives à corriger"]
    assert "Annuler cet import" not in texts(report, "main .buttons a")
    assert "Annuler cet import" in texts(coordinator.get(done.location), "main .buttons a")
    assert texts(report, "#histoire li > p:first-child") == ["Feuille importée"]


def test_taking_it_back(coordinator):
    where = upload(coordinator, xlsx(BOOK)).location
    forms.post(coordinator, f"{where}/confirmer")
    page = coordinator.get(f"{where}/annuler")
    assert texts(page, ".confirmation li") == [
        "2 institutions créées par cette feuille sont supprimées.", "2 personnes ajoutées sont supprimées, avec leurs coordonnées.",
        "2 sièges ouverts disparaissent.", "Aucun courriel ne part. La feuille et ce qui s'est passé restent visibles ici.",
    ]  # fmt: skip
    gone = forms.post(coordinator, f"{where}/annuler")
    assert (gone.status_code, gone.location, institutions()) == (303, where, [])
    assert texts(coordinator.get(where), ".page-header__state .status") == ["import annulé"]
    assert coordinator.get(f"{where}/annuler").status_code == 409


def test_what_stands_in_the_way_is_listed(coordinator):
    where = upload(coordinator, xlsx(BOOK)).location
    forms.post(coordinator, f"{where}/confirmer")
    make_seat(institutions()[0])
    page = coordinator.get(f"{where}/annuler")
    assert texts(page, ".notice--warning li") == ["Ce que l'import a créé sert déjà : 1 siège."]
    assert (post(coordinator, f"{where}/annuler").status_code, len(institutions())) == (409, 2)


def test_visitors_see_what_came_and_what_went(coordinator, client):
    where = upload(coordinator, xlsx(BOOK)).location
    assert texts(client.get("/membres/"), "#member li") == []
    forms.post(coordinator, f"{where}/confirmer")
    assert texts(client.get("/membres/"), "#member li") == ["Connue", "Réseau des femmes ( RF )"]
    forms.post(coordinator, f"{where}/annuler")
    assert texts(client.get("/membres/"), "#member li") == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf-8.csv", csv_of([row("Réseau féminin")])),
        ("windows.csv", csv_of([row("Réseau féminin")]).decode("utf-8-sig").encode("cp1252")),
        (
            "arabe.csv",
            csv_of([row("Réseau féminin", **{"Nom en arabe": "الشبكة النسائية"})])
            .decode("utf-8-sig")
            .encode("cp1256"),
        ),
        ("virgules.csv", csv_of([row("Réseau féminin")]).replace(b";", b",")),
        ("tabulations.csv", csv_of([row("Réseau féminin")]).replace(b";", b"\t")),
    ],
)
def test_csv_in_each_writing(secretary, name, content):
    where = upload(secretary, content, name).location
    forms.post(secretary, f"{where}/confirmer")
    (made,) = institutions()
    assert made.name["fr"] == "Réseau féminin"
    assert made.name.get("ar") == ("الشبكة النسائية" if name == "arabe.csv" else None)
    assert made.source == f"{name}, 2026-11-20"


REFUSED = {
    "formulas": (xlsx([list(HEADINGS), ["=A1"]]), "m.xlsx", 422, "Cette feuille contient des formules (A2)."),
    "bomb": (with_part(xlsx([["a"]]), SHEET, sheet_xml(" " * 40_000_000)), "m.xlsx", 422, "Ce fichier est protégé ou abîmé"),
    "an old sheet": (b"\xd0\xcf\x11\xe0", "m.xls", 422, "Envoyez une feuille Excel (.xlsx) ou un fichier CSV."),
    "no line": (xlsx([list(HEADINGS)]), "m.xlsx", 422, "Cette feuille n'a pas de ligne sous ses titres de colonnes."),
    "too heavy": (b"a;b\n" * 1_500_000, "m.csv", 413, "Cette feuille dépasse la limite de 5 Mo."),
    "too long": (b"nom\n" * 5_002, "m.csv", 422, "Cette feuille a plus de 5 000 lignes. Envoyez-la en plusieurs parties."),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_sheet_is_refused_in_words(secretary, case):
    content, name, status, message = REFUSED[case]
    refused = upload(secretary, content, name)
    assert refused.status_code == status
    assert plain(forms.errors_of(refused)["file"]).startswith(message)
    assert the_import() is None


def test_no_file_at_all(secretary):
    refused = post(
        secretary, "/membres/importer", {"file": (io.BytesIO(b""), "")}, content_type="multipart/form-data"
    )
    assert (refused.status_code, forms.errors_of(refused)) == (422, {"file": "Choisissez un fichier."})


def test_the_empty_sheet_has_headings_that_come_back_understood(secretary):
    sheet = secretary.get("/membres/importer/modele.xlsx")
    headings = tables.read_rows("m.xlsx", io.BytesIO(sheet.data))[0]
    assert tables.guess_columns(headings, reading.headings()) == dict(enumerate(reading.LABELS))


# --- once and for all -------------------------------------------------------------------------------


def test_a_second_click_writes_nothing_twice(secretary):
    pending = keep(row("Une"))
    where = f"/membres/importer/{pending.id}/confirmer"
    form = parse(secretary.get(where)).select_one("main form")
    data = {tag["name"]: tag["value"] for tag in form.select("input[name]")}
    assert [secretary.post(where, data=data).status_code for _click in range(2)] == [303, 409]
    assert (len(institutions()), secretary.get(where).status_code) == (1, 409)


def test_what_changed_since_is_read_again(secretary):
    pending = keep(row("Une"))
    where = f"/membres/importer/{pending.id}/confirmer"
    form = parse(secretary.get(where)).select_one("main form")
    data = {tag["name"]: tag["value"] for tag in form.select("input[name]")}
    make_institution("Une")
    refused = secretary.post(where, data=data)
    assert (refused.status_code, texts(refused, ".notice--danger p")) == (
        409, ["Ce qui serait écrit a changé depuis votre relecture. Relisez, puis confirmez de nouveau."],
    )  # fmt: skip
    assert (len(institutions()), the_import().state) == (1, ImportState.PENDING)


def test_a_line_that_its_rule_refuses_is_named(secretary):
    make_institution("Connue", phone="à demander")
    pending = keep(row("Une"), row("Connue", Courriel="c@exemple.ma"))
    refused = forms.post(secretary, f"/membres/importer/{pending.id}/confirmer")
    assert (refused.status_code, texts(refused, ".notice--danger p")) == (
        409, ["Ligne 3 : Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00. Rien n'a été importé."],
    )  # fmt: skip
    assert len(institutions()) == 1


def test_a_sheet_is_forgotten_on_request(secretary):
    pending = keep(row("Une"))
    where = f"/membres/importer/{pending.id}"
    assert texts(secretary.get(f"{where}/oublier"), ".confirmation li") == [
        "Ce qui a été lu de la feuille, et vos choix, sont effacés.", "Aucune fiche ne change.",
    ]  # fmt: skip
    gone = forms.post(secretary, f"{where}/oublier")
    assert (gone.status_code, gone.location) == (303, "/membres/importer")
    page = secretary.get(where)
    assert texts(page, "main p")[2:3] == ["Cette feuille a été oubliée : rien n'en a été écrit."]
    assert texts(secretary.get("/membres/importer"), "#feuilles") == []
    assert secretary.get(f"{where}/oublier").status_code == 409


def test_sheets_that_wait_stand_first(secretary):
    for name in ("un.csv", "deux.csv"):
        keep(row(name), filename=name)
    forms.post(secretary, f"/membres/importer/{the_import().id}/confirmer")
    page = secretary.get("/membres/importer")
    assert texts(page, "#feuilles tbody th") == ["un.csv", "deux.csv"]
    assert texts(page, "#feuilles .status") == ["à vérifier", "importé"]


def test_the_list_of_sheets_costs_the_same_with_one_and_three(secretary, count_queries):
    costs = []
    for size in (1, 3):
        for number in range(size):
            keep(row(f"I{size}{number}"))
        with count_queries() as statements:
            assert secretary.get("/membres/importer").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]
