"""A published version is read from its JSON once in a process, whatever its id is given to afterwards."""

from noress.domain.questionnaires import published, response_links
from noress.domain.questionnaires.definition import read_definition
from noress.domain.questionnaires.published import definition_in
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from tests.factories.questionnaires import make_definition, make_response, make_section, make_version
from tests.factories.questionnaires import make_question as ask


def test_a_published_version_is_read_once_and_a_draft_each_time(app):
    version = make_version()
    first = definition_in(version)
    assert first == read_definition(version.content)
    assert definition_in(version) is first
    draft = make_version(version.questionnaire, make_definition(ask("name")), number=None)
    assert [question.key for question in definition_in(draft).questions()] == ["name"]
    draft.content = {"sections": []}
    assert list(definition_in(draft).questions()) == []
    assert definition_in(version) is first


def test_another_content_under_the_same_id_is_another_definition(app):
    version = make_version(definition=make_definition(ask("before")))
    assert definition_in(version).question("before")
    db.session.expunge(version)
    version.content, version.sha256 = {"sections": []}, "e" * 64
    assert list(definition_in(version).questions()) == []


def test_few_definitions_are_kept(app):
    for number in range(published.MOST * 2 + 1):
        definition_in(make_version(definition=make_definition(ask(f"q{number}"))))
        assert len(published._read) <= published.MOST


def test_what_is_asked_through_an_institution_leaves_the_kept_definition_alone(app):
    own = make_section("own", ask("theirs"), owner_id=7)
    version = make_version(
        definition=make_definition().with_sections((make_section("general", ask("name")), own))
    )
    response = make_response(version)
    assert [section.key for section in definition_of(response).sections] == ["general"]
    assert [section.key for section in definition_in(version).sections] == ["general", "own"]


def test_a_link_opens_its_form_in_one_statement(app, count_queries):
    version = make_version(definition=make_definition(ask("asked_here_alone")))
    token = response_links.token_of(make_response(version))
    for expected in (2, 1):  # the content is read with the first page of a process
        db.session.expunge_all()
        with count_queries() as statements:
            found = response_links.find_response(token)
            assert found is not None
            assert [question.key for question in definition_of(found).questions()] == ["asked_here_alone"]
            assert found.questionnaire_version.questionnaire.title["fr"] == "Questionnaire commun"
        assert len(statements) == expected
