"""Models of papers: given per language, downloaded in the form, read by nobody else's; papers that may show an identity
card, and recorded voices, where questions ask for them."""

import io

import pytest

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.documents.kinds import questionnaire_blank
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import response_links, rules
from noress.domain.questionnaires.definition import models_of, read_definition
from noress.extensions import db
from tests.factories import NOW
from tests.factories.asked import draft
from tests.factories.questionnaires import (
    make_definition,
    make_question,
    make_questionnaire,
    make_response,
    make_version,
)
from tests.pages import parse
from tests.posting import csrf_token, post, post_files

PDF = b"%PDF-1.4\nmodele"
OPUS = b"OggS\0\x02" + b"\0" * 22 + b"OpusHead\x01\x01" + bytes(range(200))
AT = "/questionnaires/{id}/questions/statuts"


@pytest.fixture
def made(app):
    questionnaire = make_questionnaire()
    make_version(
        questionnaire, make_definition(make_question("statuts", "file"), make_question("nom")), number=None
    )
    return questionnaire


def give(browser, made, language="fr", content=PDF, name="modele.pdf", **fields):
    file = {f"{language}-file": (io.BytesIO(content), name)} if content is not None else {}
    values = {"language": language, f"{language}-version": str(draft(made).version), **file, **fields}
    return post_files(browser, f"{AT.format(id=made.id)}/modele", values)


def question(made):
    return read_definition(draft(made).content).question("statuts")


def test_a_model_per_language_is_downloaded_in_the_form(browser, client, made):
    assert [give(browser, made, code, name=f"{code}.pdf").status_code for code in ("fr", "ar")] == [303, 303]
    french, arabic = (models_of(question(made))[code] for code in ("fr", "ar"))
    assert [db.session.get(StoredFile, key).name for key in (french, arabic)] == ["fr.pdf", "ar.pdf"]
    # editing the question keeps them, and the restricted box is not offered where nobody guards the paper
    page = parse(browser.get(AT.format(id=made.id)))
    assert (page.select_one("[name=restricted]"), page.select_one("[name=audio]") is not None) == (None, True)
    fields = {"version": draft(made).version, "type": "file", "label_fr": "Statuts signés", "label_ar": "النظام الأساسي",
              "visibility": "public", "max_files": "2"}  # fmt: skip
    assert post(browser, AT.format(id=made.id), fields).status_code == 303
    assert question(made).settings == {"max_files": 2, "model": {"fr": french, "ar": arabic}}
    rules.publish_version(draft=draft(made), version=draft(made).version, actor=Actor.system(), now=NOW)
    db.session.commit()
    token = response_links.token_of(make_response(made.versions[0]))
    for language, key in (("fr", french), ("ar", arabic), ("en", french)):
        link = parse(client.get(f"/q/{token}/partie/general?lang={language}")).select_one("a[download]")
        assert link["href"] == f"/q/{token}/modele/{key}", language
    got = client.get(f"/q/{token}/modele/{french}")
    assert (got.data, got.headers["Content-Disposition"]) == (PDF, "attachment; filename=fr.pdf")
    assert browser.get(f"/questionnaires/{made.id}/modeles/{arabic}").data == PDF
    stranger = db.session.get(StoredFile, french)
    other = make_questionnaire()
    for address in (f"/q/{token}/modele/{stranger.id + 50}", f"/questionnaires/{other.id}/modeles/{french}"):
        assert browser.get(address).status_code == 404, address


def test_a_model_is_taken_away_and_refused_where_it_makes_no_sense(browser, made):
    assert give(browser, made).status_code == 303
    for fields, why in (
        ({"content": None}, "Choisissez un fichier."),
        ({"content": b"MZ\x90\0", "name": "modele.exe"},
         "Ce type de fichier n'est pas accepté. Envoyez un PDF, une image, ou un document."),
    ):  # fmt: skip
        page = give(browser, made, **fields)
        assert page.status_code == 422
        assert why in parse(page).select_one(".field__error").get_text()
    assert give(browser, made, **{"fr-version": "99"}).status_code == 409
    assert give(browser, made, content=None, remove="1").status_code == 303
    assert question(made).settings == {}
    assert browser.get(f"/questionnaires/{made.id}/questions/nom/modele").status_code == 404
    assert give(browser, made, "de").status_code == 404


def test_identity_papers_are_asked_for_only_where_a_domain_guards_them(browser, made):
    definition = make_definition(make_question("carte", "file", settings={"restricted": True}))
    for serves in (None, "trial"):
        form = make_questionnaire(serves=serves)
        version = make_version(form, definition, number=None)
        if serves is None:
            with pytest.raises(RuleError, match="restricted"):
                rules.publish_version(draft=version, version=1, actor=Actor.system(), now=NOW)
        else:
            rules.publish_version(draft=version, version=1, actor=Actor.system(), now=NOW)
        db.session.rollback()
        page = parse(browser.get(f"/questionnaires/{form.id}/questions/carte"))
        assert page.select_one("[name=restricted]").has_attr("checked"), serves
    guarded = make_questionnaire(serves="trial")
    make_version(guarded, make_definition(make_question("statuts", "file")), number=None)
    assert parse(browser.get(f"/questionnaires/{guarded.id}/questions/statuts")).select_one(
        "[name=restricted]"
    )


def test_a_recorded_voice_answers_where_it_is_asked_for(client):
    definition = make_definition(
        make_question("voix", "file", label=Translated(fr="Parlez"), settings={"audio": True})
    )
    response = make_response(make_version(definition=definition))
    at = f"/q/{response_links.token_of(response)}"
    assert parse(client.get(f"{at}/partie/general")).select_one("[name='q.voix']")["accept"] == "audio/*"
    refused = post_files(
        client, f"{at}/partie/general", {"version": "1", "q.voix": (io.BytesIO(PDF), "note.pdf")}
    )
    assert refused.status_code == 422
    assert "MP3, M4A, OGG ou WebM" in parse(refused).select_one(".field__error").get_text()
    begin = {"question": "voix", "size": str(len(OPUS)), "client_key": "k"}
    answers = [post(client, f"{at}/fichiers", begin | {"name": name}) for name in ("note.pdf", "note.ogg")]
    assert [answer.status_code for answer in answers] == [422, 200]
    done = client.put(f"{at}/fichiers/{answers[1].get_json()['key']}?depuis=0", data=OPUS,
                      headers={"Sec-Fetch-Site": "same-origin", "X-CSRFToken": csrf_token(client)})  # fmt: skip
    assert (done.status_code, done.get_json()["done"]) == (200, True)
    held = db.session.get(type(response), response.id).values["voix"]
    assert [file["name"] for file in held] == ["note.ogg"]


def test_the_builder_and_the_paper_know_budgets_and_people(browser):
    form = make_questionnaire()
    definition = make_definition(
        make_question("plan", "budget", settings={"ceiling": 60_000_00}),
        make_question("gens", "beneficiaries"),
    )
    make_version(form, definition, number=None)
    at = f"/questionnaires/{form.id}"
    for address, wanted in (
        (f"{at}/questions/plan", "[data-budget='q.plan']"), (f"{at}/questions/gens", "[data-people='q.gens']"),
        (f"{at}/apercu", "[name='q.plan.requested']"),
    ):  # fmt: skip
        assert parse(browser.get(address)).select_one(wanted), address
    fields = {"version": draft(form).version, "type": "budget", "label_fr": "Budget", "label_ar": "الميزانية",
              "visibility": "internal"}  # fmt: skip
    assert post(browser, f"{at}/questions/plan", fields).status_code == 303
    question = read_definition(draft(form).content).question("plan")
    assert (question.type, question.label["fr"], question.settings) == ("budget", "Budget", {})
    asked = questionnaire_blank.content(draft(form))["sections"][0]["questions"][0]
    assert (asked["lines"], "qui paie" in str(asked["hint"])) == (4, True)
