"""A list of structures: sent, understood, compared with what is known, written by the worker, taken back."""

import io

from sqlalchemy import select

from noress.core import tables
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.catalogue.models import Source, Structure, StructureChange, StructureState
from noress.domain.catalogue.rules.writing import write_values
from noress.domain.exchange import rules
from noress.domain.exchange.keeping import read_plan
from noress.domain.exchange.models import StructureImportState
from noress.domain.exchange.rules import undoing, writing
from noress.extensions import db
from noress.jobs import exchange
from tests.factories import NOW
from tests.factories.catalogue import TETOUAN, make_structure
from tests.factories.lists import HEADINGS, WHERE, confirm, row, send, the_list
from tests.factories.sheets import xlsx
from tests.pages import parse
from tests.posting import post


def structures():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Structure).order_by(Structure.id)).all()


def said_on(page):
    return " ".join(parse(page).select_one("main").text.split())


def problems(page):
    """{line: what its statuses say}."""
    return {
        tag["id"].removeprefix("ligne-"): [" ".join(it.text.split()) for it in tag.select(".status")]
        for tag in parse(page).select("tr[id^=ligne-]")
    }


GOOD = row("Coopérative Argane", ar="تعاونية أركان", province="إقليم تطوان", town="01.571.01.05", phone="0539000001",
           sector="Financement ; marketing", services="Microcrédit; Plomberie")  # fmt: skip


def test_a_list_becomes_entries_to_check_for_members(secretary):
    sent = send(
        secretary, [["Liste des structures", *[""] * 7], HEADINGS, GOOD, row("Réseau", province="طنجة أصيلة")]
    )
    assert sent.status_code == 303, sent.text
    page = secretary.get(sent.location)
    assert problems(page)["3"] == []
    done = confirm(secretary, sent.location)
    assert (done.status_code, done.location) == (303, sent.location)
    first, second = structures()
    assert dict(first.name) == {"fr": "Coopérative Argane", "ar": "تعاونية أركان"}
    assert (first.state, first.is_open, first.listed, first.import_id) == (
        StructureState.TO_CHECK,
        False,
        0,
        the_list().id,
    )
    values = first.detail.values
    assert (values["province"], values["sectors"], values["services"], values["services_other"]) == (
        TETOUAN, ["financing", "marketing"], ["financing.microcredit"], "Plomberie",
    )  # fmt: skip
    assert first.detail.sources["phone"] == ["import", "2026-11-20", "liste.xlsx, 2026-11-20"]
    assert second.detail.values["province"] == "01.511"
    assert the_list().state is StructureImportState.DONE
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["structure_import.confirmed", "structure.created", "structure.created"]
    again = secretary.get(sent.location)
    assert [tag.text for tag in parse(again).select("#fiches th a")] == ["Coopérative Argane", "Réseau"]


def test_what_is_wrong_is_said_by_cell_and_sent_back(secretary):
    headings = [*HEADINGS, "GPS", "Nombre d'adhérents"]
    rows = [
        [*row("Province inconnue", province="Tetouane du Sud"), "", ""], [*row(""), "", ""],
        [*row("Loin"), "48.85, 2.35", ""], [*row("Lettres", email="pas un courriel"), "", "beaucoup"],
        [*row("Secteur", sector="Financment"), "", ""], [*row("Deux"), "", ""], [*row("deux"), "", ""],
        [*row("Ailleurs", province="Nulle part"), "", ""], [*row("تعاونية", province="ظظظظ"), "", ""],
    ]  # fmt: skip
    where = send(secretary, [headings, *rows]).location
    page = secretary.get(f"{where}?voir=erreurs")
    said = problems(page)
    assert sorted(said) == ["10", "2", "3", "4", "5", "6", "8", "9"]
    assert said["2"][0].startswith(
        "Province : « Tetouane du Sud » n'est pas dans la liste. Peut-être : Tétouan"
    )
    assert said["3"] == ["Nom de la structure : Écrivez le nom de la structure, en français ou en arabe."]
    assert said["4"][0].startswith("GPS : Ce point est en dehors du territoire")
    assert [text.partition(" :")[0] for text in said["5"]] == ["E-mail", "Nombre d'adhérents"]
    assert said["6"] == ["Secteur : « Financment » n'est pas dans la liste. Peut-être : Financement."]
    assert said["8"] == ["Même nom et même lieu qu'à la ligne 7 : gardez-en une."]
    # nothing looks like it: examples, not a guess, in the letters of the sheet
    assert said["9"] == [
        "Province : « Nulle part » n'est pas dans la liste. Exemples : Al Hoceïma ; Chefchaouen ; Fahs-Anjra."
    ]
    assert said["10"] == [
        "Province : « ظظظظ » n'est pas dans la liste. Exemples : الحسيمة ; شفشاون ; الفحص-أنجرة."
    ]
    sheet = tables.read_rows("erreurs.xlsx", io.BytesIO(secretary.get(f"{where}/erreurs.xlsx").data))
    assert sheet[0] == [*headings, "Ligne", "À corriger"]
    assert (sheet[1][0], sheet[1][10]) == ("Province inconnue", "2")


def test_entries_of_one_name_are_told_apart_and_the_likest_is_first(secretary):
    given = {"phone": "0539000001"}
    first, second = make_structure("Annour", **given), make_structure("Annour", email="a@exemple.ma", **given)
    line = row("Annour", phone="0539000001", email="a@exemple.ma")
    page = secretary.get(send(secretary, [HEADINGS, line]).location)
    options = parse(page).select("#ligne-2 option")
    assert [" ".join(one.text.split()) for one in options][:2] == [
        f"c'est « Annour » (n° {second.id}) : la compléter", f"c'est « Annour » (n° {first.id}) : la compléter",
    ]  # fmt: skip
    assert options[0].has_attr("selected")


def test_a_formula_in_a_text_sheet_is_no_value(secretary):
    """A CSV holds formulas as text: a structure is never called "=1+1"."""
    content = "Nom;Province;Téléphone\n=1+1;Tétouan;0539000001\nAnnour;Tétouan;+212 539 00 00 02\n".encode()
    page = secretary.get(send(secretary, [], name="liste.csv", content=content).location)
    assert problems(page) == {"2": ["Nom : « =1+1 » est une formule : écrivez sa valeur."], "3": []}


def test_sheets_that_are_refused(secretary):
    many = [HEADINGS, *([row(f"Structure {n}") for n in range(10_001)])]
    cases = [
        (xlsx([HEADINGS]), "liste.xlsx", 422, "n'a pas de ligne sous ses titres"),
        (xlsx([HEADINGS, ["=1+1", *[""] * 7]]), "liste.xlsx", 422, "contient des formules (A2)"),
        (xlsx(many), "liste.xlsx", 422, "plus de 10 000 lignes"), (b"%PDF-1.7", "liste.pdf", 422, "Envoyez une feuille"),
        (b"", "liste.csv", 422, "vide"),
    ]  # fmt: skip
    for content, name, status, words in cases:
        refused = send(secretary, [], name=name, content=content)
        assert (refused.status_code, words in said_on(refused)) == (status, True), (name, words)
    where = send(secretary, [["A", "B"], ["Réseau", "Tétouan"]]).location
    page = parse(secretary.get(where))
    assert page.select_one("#colonnes").has_attr("open")
    refused = post(secretary, f"{where}/colonnes", {"version": "1", "column-1": "province"})
    assert (refused.status_code, "Dites quelle colonne contient le nom" in refused.text) == (422, True)
    assert (
        post(
            secretary, f"{where}/colonnes", {"version": "1", "column-0": "name", "column-1": "province"}
        ).status_code
        == 303
    )
    assert post(secretary, f"{where}/colonnes", {"version": "1", "column-0": "name"}).status_code == 409
    again = send(secretary, [["A", "B"], ["Union", "Tanger-Assilah"]]).location
    assert the_list().mapping == {"0": "name", "1": "province"}
    assert secretary.get(f"{again}/confirmer").status_code == 200
    post(secretary, f"{again}/oublier")
    assert (the_list().rows, secretary.get(f"{again}/confirmer").status_code) == ([], 409)
    assert structures() == []


def test_lines_that_look_like_entries_are_completed_created_or_left(secretary):
    known = make_structure({"fr": "Coopérative Argane"}, phone="0539 00 00 01", email="argane@exemple.ma")
    opposed = make_structure("Association Opposée", phone="0539 00 00 77", columns={"opposed_at": NOW})
    where = send(secretary, [HEADINGS, row("Cooperative Argane", ar="تعاونية أركان", phone="0539000001", email="autre@exemple.ma",
                 sector="Marketing"), row("Association Opposée", phone="0539000077"), row("Nouvelle")]).location  # fmt: skip
    page = parse(secretary.get(where))
    first = page.select_one("#ligne-2 select")
    assert [option["value"] for option in first.select("option")] == [f"use:{known.id}", "create", "skip"]
    assert first.select_one("[selected]")["value"] == f"use:{known.id}"
    line = " ".join(page.select_one("#ligne-2").text.split())
    assert "Ajoute : Nom, Secteurs d'intervention." in line
    assert "proposé au secrétariat : Courriel." in line
    assert page.select_one("#ligne-3 select") is None
    assert confirm(secretary, where, state="published", is_open="y").status_code == 303
    argane, _opposed, created = structures()
    assert (argane.name["ar"], argane.detail.values["sectors"], argane.detail.values["email"]) == (
        "تعاونية أركان", ["marketing"], "argane@exemple.ma",
    )  # fmt: skip
    change = db.session.scalars(select(StructureChange)).one()
    assert (change.structure_id, change.values["email"], change.source) == (
        known.id,
        "autre@exemple.ma",
        Source.IMPORT,
    )
    assert (created.state, created.listed) == (StructureState.PUBLISHED, 2)
    assert the_list().written["left"] == {"2": "opposed"}
    assert opposed.id == _opposed.id
    told = select(AuditEvent.person_name).where(
        AuditEvent.action == "structure.created", AuditEvent.object_id == created.id
    )
    assert db.session.scalars(told).all() == ["Secrétaire"]


def test_a_choice_per_line_and_a_change_behind_our_back(secretary):
    known = make_structure("Coopérative Argane", phone="0539 00 00 01")
    where = send(secretary, [HEADINGS, row("Coopérative Argane", phone="0539000001"), row("Autre")]).location
    chosen = post(
        secretary, f"{where}/choix", {"line-1": "create", "line-2": "skip", "line-9": "create", "suite": "1"}
    )
    assert chosen.location == f"{where}/confirmer"
    assert the_list().choices == {"1": "create", "2": "skip"}
    seen = parse(secretary.get(f"{where}/confirmer")).select_one("[name=seen]")["value"]
    post(secretary, f"{where}/choix", {"line-1": f"use:{known.id}", "line-2": "create"})
    refused = post(secretary, f"{where}/confirmer", {"seen": seen, "state": "to_check"})
    assert (refused.status_code, "a changé depuis votre relecture" in refused.text) == (409, True)
    for state in ("merged", ""):
        refused = post(secretary, f"{where}/confirmer", {"seen": seen, "state": state})
        assert (refused.status_code, "Les fiches créées arrivent (facultatif)" in said_on(refused)) == (
            422,
            False,
        )
    assert len(structures()) == 1
    assert confirm(secretary, where).status_code == 303
    assert post(secretary, f"{where}/confirmer", {"seen": seen, "state": "to_check"}).status_code == 409


def test_a_long_list_is_written_by_the_worker_and_goes_on_after_a_stop(app, secretary, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    where = send(
        secretary,
        [HEADINGS, *(row(f"Maison {word}") for word in ("Argane", "Safran", "Thym", "Miel", "Laine"))],
    ).location
    confirm(secretary, where)
    assert structures() == []
    waiting = parse(secretary.get(where))
    assert (waiting.select_one("progress")["max"], waiting.select_one("noscript meta") is not None) == (
        "5",
        True,
    )
    assert "5 lignes à écrire : l'écriture commence." in said_on(secretary.get(where))
    with app.app_context():
        pending = the_list()
        writing.write_lines(pending=pending, now=NOW, limit=2)
        db.session.commit()
        writing.write_lines(pending=pending, now=NOW, limit=2)
        db.session.rollback()  # killed before it was kept
    assert (len(structures()), the_list().done) == (2, 2)
    assert "2 lignes écrites sur 5" in said_on(secretary.get(where))
    assert exchange.write_imports(app) == 1
    assert [str(row.name) for row in structures()] == [
        f"Maison {word}" for word in ("Argane", "Safran", "Thym", "Miel", "Laine")
    ]
    assert (the_list().state, the_list().done) == (StructureImportState.DONE, 5)
    assert exchange.write_imports(app) == 0


def test_the_coordination_takes_a_list_back_unless_something_depends_on_it(
    app, secretary, coordinator, monkeypatch
):
    known = make_structure("Coopérative Argane", phone="0539 00 00 01", email="argane@exemple.ma")
    where = send(secretary, [HEADINGS, row("Coopérative Argane", phone="0539000001", email="a@exemple.ma", sector="Marketing"),
                 row("Nouvelle"), row("Seconde")]).location  # fmt: skip
    confirm(secretary, where)
    assert secretary.get(f"{where}/annuler").status_code == 403
    made = structures()[1]
    write_values(structure=made, values={"acronym": "N"}, source=Source.TELEPHONE, said_by="au téléphone",
                 actor=Actor.system(), now=NOW)  # fmt: skip
    db.session.commit()
    page = coordinator.get(f"{where}/annuler")
    assert "1 fiche a changé depuis : Nouvelle." in said_on(page)
    assert post(coordinator, f"{where}/annuler").status_code == 409
    made = structures()[1]
    made.detail.values = {name: value for name, value in made.detail.values.items() if name != "acronym"}
    made.detail.sources = {name: value for name, value in made.detail.sources.items() if name != "acronym"}
    db.session.commit()
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    assert post(coordinator, f"{where}/annuler").status_code == 303
    assert "en train d'être annulé" in said_on(coordinator.get(where))
    assert exchange.write_imports(app) == 1
    (kept,) = structures()
    assert (kept.id, kept.detail.values.get("sectors"), kept.detail.values["email"]) == (
        known.id,
        None,
        "argane@exemple.ma",
    )
    assert db.session.scalars(select(StructureChange)).all() == []
    assert the_list().state is StructureImportState.UNDONE
    assert coordinator.get(where).status_code == 200


def test_the_list_of_sheets_costs_the_same_for_one_and_three(secretary, count_queries):
    for sheets in (1, 2):
        for _sheet in range(sheets):
            send(secretary, [HEADINGS, GOOD])
        with count_queries() as queries:
            assert secretary.get(WHERE).status_code == 200
        assert len(queries) == 3


def test_a_point_in_one_column_is_read_and_half_of_one_is_said(secretary):
    cases = [("Latitude et longitude", "48.85, 2.35"), ("Latitude", "48.85, 2.35"), ("Latitude", "35.5")]
    for heading, cell in cases:
        where = send(secretary, [["Nom", heading], ["Loin", cell]]).location
        said = problems(secretary.get(f"{where}?voir=erreurs"))
        assert [text.partition(" :")[0] for text in said["2"]] == [heading], (heading, cell)


def test_pages_of_a_list_are_turned_without_comparing_again(secretary, count_queries):
    known = make_structure("Coopérative Argane", phone="0539000001")
    rows = [row("Coopérative Argane", phone="0539000001", email="argane@exemple.ma"), row("Coop Argane"), row("Coop Argane"),
            row("Maison Thym", province="Nulle part")]  # fmt: skip
    where = send(secretary, [HEADINGS, *rows, *(row(f"Atelier {n}") for n in range(60))]).location
    first = said_on(secretary.get(where))
    assert "Même nom et même lieu qu'à la ligne 3" in first
    fresh, kept = rules.plan_import(pending=the_list()), read_plan(the_list())
    assert (kept.seen, kept.counts(), kept.unsure) == (fresh.seen, fresh.counts(), fresh.unsure)
    counts = []
    for page in ("", "?page=2", "?page=3", "?voir=erreurs", "?voir=ressemblances"):
        with count_queries() as queries:
            secretary.get(where + page)
        counts.append(len(queries))
    assert counts == [6, 5, 5, 5, 6]  # entries are read where lines resemble some
    assert said_on(secretary.get(where)) == first
    # what is chosen for a line changes that line alone, and nothing is compared again
    post(secretary, f"{where}/choix", {"line-2": "create"})
    fresh, kept = rules.plan_import(pending=the_list()), read_plan(the_list())
    assert (kept.lines[1].deed, kept.seen) == ("create", fresh.seen)
    # an entry that changed, or came, counts at once
    db.session.rollback()
    make_structure("Atelier 59", phone="0539000009")
    assert read_plan(the_list()) is None
    assert "Atelier 59" in said_on(secretary.get(f"{where}?voir=ressemblances"))
    assert confirm(secretary, where).status_code == 303
    assert the_list().written.get("plan") is None
    assert dict(known.detail.values)["phone"] == "0539000001"
