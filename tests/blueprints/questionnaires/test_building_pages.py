"""The secretariat writes a questionnaire: the list, the builder, one question, publishing."""

import re

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.audit.models import AuditEvent
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion, VersionState
from noress.extensions import db
from tests.factories import make_person, make_seat
from tests.factories.asked import both, draft, make, now_asked
from tests.factories.meeting_forms import plain, post, text_of, token_of
from tests.pages import parse


@pytest.fixture
def member(login_as):
    person = make_person("Titulaire")
    return login_as(person, make_seat(person=person))


def question_fields(**changes):
    return {"version": "1", "type": "text", "label_fr": "Adresse du site", "label_ar": "الموقع", "help_fr": "", "help_ar": "",
            "visibility": "public", "match": "all", "key": "", **changes}  # fmt: skip


def problems(response):
    return [plain(p.get_text(" ", strip=True)) for p in parse(response).select(".error-summary li")]


# --- the list, and one -------------------------------------------------------------------------------


def test_an_empty_list_says_what_comes(browser):
    assert "Aucun questionnaire" in text_of(browser.get("/questionnaires/"), "main")


def test_the_list_tells_the_version_in_use_and_the_one_in_the_making(browser):
    make(is_published=True, title="Publié")
    make(title="À écrire")
    rows = [
        re.sub(r"\s+", " ", row.get_text(" ", strip=True))
        for row in parse(browser.get("/questionnaires/")).select("tbody tr")
    ]
    assert rows == ["À écrire pas encore publié Construire À écrire 0", "Publié version 1 rien 0"]


def test_the_list_costs_the_same_however_long(browser, count_queries):
    make()
    counts = []
    for _round in range(2):
        browser.get("/questionnaires/")
        with count_queries() as statements:
            browser.get("/questionnaires/")
        counts.append(len(statements))
        make(title="Deuxième")
        make(title="Troisième")
    assert counts[0] == counts[1]


def test_members_and_visitors_do_not_build(client, member):
    made = make(is_published=True)
    for path in (
        "/questionnaires/",
        "/questionnaires/nouveau",
        f"/questionnaires/{made.id}",
        f"/questionnaires/{made.id}/construire",
    ):
        assert (client.get(path).status_code, member.get(path).status_code) == (302, 403), path


def test_what_is_not_published_does_not_exist_for_a_member(member):
    assert member.get(f"/questionnaires/{make().id}").status_code == 404


def test_a_new_one_opens_on_its_builder(browser):
    response = post(
        browser, "/questionnaires/nouveau", title_fr="Recensement", title_ar="", notice_fr="", notice_ar=""
    )
    made = db.session.scalars(select(Questionnaire)).one()
    assert (response.status_code, response.location) == (303, f"/questionnaires/{made.id}/construire")
    assert made.title == {"fr": "Recensement"}
    assert [
        e.action
        for e in db.session.scalars(select(AuditEvent).where(AuditEvent.object_type == "questionnaire"))
    ] == ["questionnaire.created"]


def test_a_title_is_needed(browser):
    response = post(browser, "/questionnaires/nouveau", title_fr="", notice_fr="Pourquoi")
    assert (response.status_code, problems(response)) == (
        422,
        ["Titre, en français : donnez un titre au questionnaire."],
    )
    assert "Pourquoi" in response.get_data(as_text=True)


def test_what_is_wrong_leads_to_the_question(browser):
    made = make(
        Definition(
            (Section("general", both("Général"), questions=(Question("nom", "text", Translated(fr="Nom")),)),)
        )
    )
    page = parse(browser.get(f"/questionnaires/{made.id}"))
    links = [(a.get_text(), a["href"]) for a in page.select("#preparation ul a")]
    assert links == [("Nom", f"/questionnaires/{made.id}/questions/nom")]
    assert "Le texte en arabe manque." in page.get_text()


# --- sections and questions --------------------------------------------------------------------------


def test_a_section_is_added_and_its_key_made(browser):
    made = make(Definition())
    response = post(
        browser,
        f"/questionnaires/{made.id}/parties/nouvelle",
        version="1",
        title_fr="Vos moyens à partager",
        title_ar="الوسائل",
        intro_fr="",
        intro_ar="",
    )
    assert (response.status_code, response.location) == (
        303,
        f"/questionnaires/{made.id}/construire#vos_moyens_a_partager",
    )
    assert now_asked(made) == [("vos_moyens_a_partager", [])]


def test_a_question_is_added_with_its_choices_and_condition(browser):
    made = make()
    path = f"/questionnaires/{made.id}/parties/moyens/ajouter"
    response = post(browser, path, **question_fields(
        type="several", label_fr="Équipements", choices="ordi | Ordinateur | حاسوب | 💻\nVéhicule | سيارة",
        other="y", is_required="y", question_0="secteur", operator_0="is", value_0="sante"))  # fmt: skip
    assert (response.status_code, response.location) == (
        303,
        f"/questionnaires/{made.id}/construire#equipements",
    )
    added = read_definition(draft(made).content).question("equipements")
    assert added == Question(
        "equipements", "several", Translated(fr="Équipements", ar="الموقع"), is_required=True,
        condition=Condition((Clause("secteur", Operator.IS, "sante"),)), settings={"other": True},
        choices=(Choice("ordi", Translated(fr="Ordinateur", ar="حاسوب"), "💻"), Choice("vehicule", Translated(fr="Véhicule", ar="سيارة"))),
    )  # fmt: skip


def test_lines_of_choices_are_refused_by_number_and_kept(browser):
    made = make()
    path = f"/questionnaires/{made.id}/parties/moyens/ajouter"
    response = post(browser, path, **question_fields(type="one", choices="a | A | ا\na | B | ب\nÉ! | C | ج"))
    assert (response.status_code, problems(response)) == (
        422, ["Choix : ligne 2 : le nom technique « a » sert déjà. Ligne 3 : le nom technique « É! » n'est pas valable."],
    )  # fmt: skip
    assert "a | B | ب" in parse(response).select_one("[name=choices]").get_text()


def test_a_test_without_answer_is_refused_and_its_answers_shown(browser):
    made = make()
    path = f"/questionnaires/{made.id}/questions/surface"
    response = post(
        browser, path, **question_fields(type="number", question_0="secteur", operator_0="is", value_0="")
    )
    assert (response.status_code, problems(response)) == (
        422,
        ["Réponse attendue : donnez la réponse attendue."],
    )
    offered = [option["value"] for option in parse(response).select("[name=value_0] option")]
    assert offered == ["", "sante", "culture"]


def test_showing_the_settings_of_a_type_keeps_what_was_typed(browser):
    made = make()
    path = f"/questionnaires/{made.id}/parties/moyens/ajouter"
    response = post(browser, path, **question_fields(type="number", refresh="type"))
    page = parse(response)
    assert (response.status_code, page.select_one("[name=label_fr]")["value"]) == (200, "Adresse du site")
    assert [page.select_one(f"[name={name}]") is not None for name in ("min", "unit", "choices")] == [
        True,
        True,
        False,
    ]
    assert now_asked(made)[1] == ("moyens", ["surface"])


def test_a_limit_that_is_no_number_is_refused(browser):
    made = make()
    response = post(
        browser,
        f"/questionnaires/{made.id}/questions/surface",
        **question_fields(type="number", min="beaucoup"),
    )
    assert (response.status_code, problems(response)) == (
        422,
        ["Plus petite réponse permise : cette limite ne peut pas être lue."],
    )


def test_a_key_follows_into_conditions_until_it_is_published(browser):
    made = make()
    path = f"/questionnaires/{made.id}/questions/local"
    post(browser, path, **question_fields(type="yes_no", label_fr="Un local ?", key="a_local"))
    definition = read_definition(draft(made).content)
    assert definition.question("surface").condition.keys == {"a_local"}


def test_a_published_key_stays(browser):
    made = make(is_published=True)
    post(
        browser,
        f"/questionnaires/{made.id}",
    )
    browser.post(
        f"/questionnaires/{made.id}/nouvelle-version",
        data={"csrf_token": token_of(browser, f"/questionnaires/{made.id}")},
    )
    path = f"/questionnaires/{made.id}/questions/local"
    assert parse(browser.get(path)).select_one("[name=key]") is None
    post(browser, path, **question_fields(type="yes_no", label_fr="Un local ?", key="autre"))
    assert read_definition(draft(made).content).question("local").label["fr"] == "Un local ?"


def test_a_stale_save_shows_both_and_the_next_one_wins(browser):
    made = make()
    path = f"/questionnaires/{made.id}/questions/local"
    post(browser, path, **question_fields(type="yes_no", label_fr="Le leur", key="local"))
    stale = post(browser, path, **question_fields(type="yes_no", label_fr="Le mien", key="local"))
    page = parse(stale)
    assert (
        stale.status_code,
        page.select_one("[name=label_fr]")["value"],
        page.select_one("[name=version]")["value"],
    ) == (409, "Le mien", "2")
    assert "Le leur" in page.select_one(".merge").get_text()
    again = post(
        browser, path, **question_fields(type="yes_no", label_fr="Le mien", key="local", version="2")
    )
    assert (again.status_code, read_definition(draft(made).content).question("local").label["fr"]) == (
        303,
        "Le mien",
    )


def press(browser, made, path, **fields):
    token = token_of(browser, f"/questionnaires/{made.id}/construire")
    return browser.post(
        f"/questionnaires/{made.id}/{path}",
        data={"csrf_token": token, "version": str(draft(made).version), **fields},
    )


def test_buttons_move_copy_and_remove(browser):
    made = make()
    press(browser, made, "questions/secteur/deplacer", direction="haut")
    assert now_asked(made) == [("general", ["secteur", "local"]), ("moyens", ["surface"])]
    press(browser, made, "questions/secteur/copier")
    assert now_asked(made)[0][1] == ["secteur", "secteur_2", "local"]
    assert press(browser, made, "questions/secteur/retirer").status_code == 303
    assert now_asked(made)[0][1] == ["secteur_2", "local"]
    press(browser, made, "parties/moyens/deplacer", direction="haut")
    assert [key for key, _questions in now_asked(made)] == ["moyens", "general"]


def test_a_button_of_an_old_page_is_refused(browser):
    made = make()
    press(browser, made, "questions/secteur/deplacer", direction="haut")
    assert press(browser, made, "questions/secteur/deplacer", direction="bas", version="1").status_code == 409
    assert now_asked(made)[0][1] == ["secteur", "local"]


def test_removing_what_a_condition_needs_is_confirmed(browser):
    made = make()
    asked = press(browser, made, "questions/local/retirer")
    assert asked.status_code == 200
    assert "« Surface » en dépend" in text_of(asked, "main")
    done = press(browser, made, "questions/local/retirer", confirmed="1")
    assert (done.status_code, now_asked(made)[0][1]) == (303, ["secteur"])
    assert read_definition(draft(made).content).question("surface").condition is None


def test_a_locked_question_is_only_read(browser):
    locked = Definition(
        (
            Section(
                "general", both("Général"), questions=(Question("nom", "text", both("Nom"), is_locked=True),)
            ),
        )
    )
    made = make(locked)
    assert "tronc commun" in text_of(browser.get(f"/questionnaires/{made.id}/questions/nom"), "main")
    assert press(browser, made, "questions/nom/retirer").status_code == 409


def test_columns_of_a_table(browser):
    made = make()
    path = f"/questionnaires/{made.id}/parties/moyens/ajouter"
    response = post(
        browser, path, **question_fields(type="table", label_fr="Effectifs", choices="Femmes | نساء")
    )
    assert response.location == f"/questionnaires/{made.id}/questions/effectifs"
    inner = f"{response.location}/ajouter"
    post(browser, inner, **question_fields(type="number", label_fr="Nombre", version="2"))
    table = read_definition(draft(made).content).question("effectifs")
    assert [(one.key, one.type) for one in table.questions] == [("nombre", "number")]
    assert browser.get(f"{response.location}.nombre").status_code == 200


def test_only_groups_hold_questions(browser):
    made = make()
    assert browser.get(f"/questionnaires/{made.id}/questions/local/ajouter").status_code == 404


def test_what_does_not_exist_is_404(browser):
    made = make()
    for path in (
        "questions/absente",
        "questions/local.absente",
        "parties/absente",
        "parties/absente/ajouter",
    ):
        assert browser.get(f"/questionnaires/{made.id}/{path}").status_code == 404, path


# --- publishing --------------------------------------------------------------------------------------


def test_publishing_says_what_will_happen(browser):
    made = make()
    path = f"/questionnaires/{made.id}/publier"
    assert "Aucune réponse en cours n'est déplacée." in text_of(browser.get(path), "main")
    response = post(browser, path, version="1")
    assert (response.status_code, response.location) == (303, f"/questionnaires/{made.id}")
    version = db.session.scalars(select(QuestionnaireVersion)).one()
    assert (version.state, version.number) == (VersionState.PUBLISHED, 1)


def test_what_is_not_ready_is_not_published(browser):
    made = make(Definition())
    page = browser.get(f"/questionnaires/{made.id}/publier")
    assert "Ajoutez au moins une question." in text_of(page, "main")
    token = token_of(browser, "/questionnaires/nouveau")
    response = browser.post(f"/questionnaires/{made.id}/publier", data={"csrf_token": token, "version": "1"})
    assert response.status_code == 422
    assert draft(made) is not None


def test_a_new_version_is_begun_changed_and_given_up(browser):
    made = make(is_published=True)
    home = f"/questionnaires/{made.id}"
    token = token_of(browser, home)
    assert browser.post(f"{home}/nouvelle-version", data={"csrf_token": token}).status_code == 303
    press(browser, made, "questions/secteur/retirer")
    assert "Question retirée : Secteur" in text_of(browser.get(home), "#preparation")
    assert post(browser, f"{home}/abandonner").status_code == 303
    assert draft(made) is None
    assert browser.get(f"{home}/construire").status_code == 409


def test_preview_and_history(browser):
    made = make()
    assert "Avez-vous un local ?" in text_of(browser.get(f"/questionnaires/{made.id}/apercu"), "main")
    assert "Questionnaire créé" in text_of(browser.get(f"/questionnaires/{made.id}/historique"), "main")


def test_the_title_is_edited(browser):
    made = make()
    path = f"/questionnaires/{made.id}/modifier"
    fields = {"version": "1", "title_fr": "Nouveau titre", "title_ar": "", "notice_fr": "", "notice_ar": ""}
    assert post(browser, path, **fields).status_code == 303
    stale = post(browser, path, **{**fields, "title_fr": "Autre"})
    assert (stale.status_code, db.session.get(Questionnaire, made.id).title["fr"]) == (409, "Nouveau titre")
