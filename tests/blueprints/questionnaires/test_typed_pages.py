"""What is typed in the builder: previewed before it is saved; what history and those who answer are told of it."""

from noress.domain.questionnaires.definition import Question, read_definition
from noress.domain.questionnaires.filling import read_page
from noress.domain.questionnaires.response_links import token_of as token_of_response
from tests.factories.asked import both, draft, make
from tests.factories.meeting_forms import plain, post, text_of
from tests.factories.questionnaires import make_response
from tests.pages import parse


def question_fields(**changes):
    return {"version": "1", "type": "text", "label_fr": "Adresse du site", "label_ar": "الموقع", "help_fr": "", "help_ar": "",
            "visibility": "public", "match": "all", "key": "", **changes}  # fmt: skip


def test_the_preview_shows_what_is_typed_and_keeps_nothing(browser):
    made = make()
    path = f"/questionnaires/{made.id}/questions/local"
    page = post(
        browser,
        path,
        refresh="preview",
        **question_fields(type="one", label_fr="Quel local ?", choices="Un bureau\nUn dépôt"),
    )
    shown = parse(page).select_one("#apercu")
    assert (page.status_code, [plain(one.get_text(" ", strip=True)) for one in shown.select("legend, .choice__text")]) == (
        200, ["Quel local ? (facultatif)", "Un bureau", "Un dépôt"],
    )  # fmt: skip
    assert read_definition(draft(made).content).question("local").type == "yes_no"
    # what cannot be read yet leaves the preview as saved; a new question is previewed too
    wrong = post(browser, path, refresh="preview", **question_fields(type="number", min="beaucoup"))
    assert "Avez-vous un local ?" in text_of(wrong, "#apercu")
    fresh = post(
        browser, f"/questionnaires/{made.id}/parties/general/ajouter", refresh="preview", **question_fields()
    )
    assert "Adresse du site" in text_of(fresh, "#apercu")
    bad_type = post(browser, path, **question_fields(type=""))
    assert bad_type.status_code == 422


def test_a_refusal_in_its_own_words(browser, client):
    made = make()
    path = f"/questionnaires/{made.id}/questions/surface"
    fields = question_fields(
        type="number",
        label_fr="Surface",
        label_ar="نص",
        min="10",
        limit_fr="Dix mètres au moins.",
        limit_ar="عشرة",
    )
    assert post(browser, path, **fields).status_code == 303
    question = read_definition(draft(made).content).question("surface")
    assert question.settings == {
        "min": "10",
        "constraint_message": {"fr": "Dix mètres au moins.", "ar": "عشرة"},
    }
    assert parse(browser.get(path)).select_one("#limit_fr")["value"] == "Dix mètres au moins."
    cases = {"5": "Dix mètres au moins.", "beaucoup": "Écrivez un nombre, par exemple 12 ou 1 234,50."}
    for typed, said in cases.items():
        reading = read_page((question,), {"q.surface": [typed]})
        assert plain(str(reading.errors["q.surface"])) == said, typed
    block = Question("blocs", "repeated", both("Blocs"), questions=(question,))
    reading = read_page((block,), {"q.blocs.0.surface": ["5"]})
    assert {name: str(why) for name, why in reading.errors.items()} == {
        "q.blocs.0.surface": "Dix mètres au moins."
    }


def test_history_says_what_happened_to_each_question(browser):
    made = make()
    post(browser, f"/questionnaires/{made.id}/questions/surface", **question_fields(type="number"))
    history = text_of(browser.get(f"/questionnaires/{made.id}/historique"), "main")
    assert "question modifiée surface" in history, history


def test_a_draft_that_moved_says_it_beside_each_question(browser, client):
    made = make(is_published=True)
    response = make_response(made.versions[0], moved=[["changed", "secteur"], ["removed", "ancien"]])
    page = parse(client.get(f"/q/{token_of_response(response)}/partie/general"))
    told = [plain(one.get_text(" ", strip=True)) for one in page.select("fieldset .status")]
    assert told == ["question modifiée : relisez votre réponse"]


def test_apostrophes_are_read_as_they_were_written(browser):
    made = make()
    post(
        browser,
        f"/questionnaires/{made.id}/modifier",
        version="1",
        title_fr="Enquête",
        notice_fr="L'usage de l'adresse",
    )
    assert "L'usage de l'adresse" in text_of(browser.get(f"/questionnaires/{made.id}"), "#notice")
