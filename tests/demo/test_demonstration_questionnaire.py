"""The common questionnaire ships as demonstration: asked in both languages, answered by numbered members alone."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from noress.core import territories
from noress.core.i18n import in_language
from noress.demo import facts, questionnaire
from noress.domain.audit.models import AuditEvent
from noress.domain.funding import built_in
from noress.domain.institutions.models import Institution
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.questionnaires import types
from noress.domain.questionnaires.checking import list_problems
from noress.domain.questionnaires.definition import Visibility, read_definition, write_definition
from noress.domain.questionnaires.filling import clear_hidden, list_missing
from noress.domain.questionnaires.models import (
    RECEIVED,
    Channel,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseState,
    VersionState,
)
from noress.extensions import db

FIRST, SECOND = questionnaire.build_definition(), questionnaire.build_second_version()
EVERY = [question for _section, question, _group in SECOND.everything()]


def rows(query):
    return db.session.scalars(query).all()


def of_members():
    """Without those of the structures that the campaign reached."""
    return select(Response).where(Response.institution_id.is_not(None))


def sent_responses():
    """Read by the secretariat since, for most of them."""
    return rows(of_members().where(Response.state.in_(RECEIVED)).order_by(Response.number, Response.id))


def definition_of(response):
    return read_definition(response.questionnaire_version.content)


def texts():
    yield from (questionnaire.TITLE, questionnaire.NOTICE)
    for section in SECOND.sections:
        yield from (section.title, section.intro)
    for question in EVERY:
        yield from (question.label, question.help, *(choice.label for choice in question.choices))


@pytest.mark.parametrize("definition", [FIRST, SECOND], ids=["first", "second"])
def test_nothing_keeps_it_from_being_published(definition):
    assert list_problems(definition) == []
    assert read_definition(write_definition(definition)) == definition


def test_its_parts_are_those_that_the_issue_names():
    assert [section.title["fr"] for section in FIRST.sections] == [
        "Informations générales", "Secteurs d'intervention et services", "Publics et territoires",
        "Moyens à partager", "Besoins et attentes", "Pour finir",
    ]  # fmt: skip
    assert len(list(FIRST.questions())) == 45


def test_the_five_sectors_of_the_documents_have_each_a_pictogram_and_its_services():
    sectors = FIRST.question("sectors").choices
    assert [choice.label["fr"] for choice in sectors] == [
        "Financement", "Gestion", "Fonctionnement", "Communication", "Marketing",
    ]  # fmt: skip
    assert len({choice.pictogram for choice in sectors} - {""}) == 5
    for choice in sectors:
        asked = FIRST.question(f"{choice.key}_services")
        assert [(test.question, test.value) for test in asked.condition.tests] == [("sectors", choice.key)]


def test_every_text_stands_in_both_languages_in_words_used_in_morocco():
    assert [text for text in texts() if text and not {"fr", "ar"} <= set(text)] == []
    banned = ("بلدية", "قائمة", "تدريب", "موعد نهائي", "قسط", "غير ذلك")
    arabic = [text["ar"] for text in texts() if text]
    assert [(word, text) for word in banned for text in arabic if word in text] == []


def test_each_type_of_question_is_used():
    asked = [*EVERY, *built_in.file_definition().questions()]  # money and people belong to calls
    assert {question.type for question in asked} == set(types.names())


def test_kinds_and_provinces_are_the_official_lists():
    categories = [row["code"] for row in facts.facts()["categories"]]
    assert [choice.key for choice in FIRST.question("kind").choices] == categories
    names = [place.name for place in territories.children("01")]
    assert [choice.label for choice in FIRST.question("provinces").choices] == names
    assert len(names) == 8


def test_the_core_is_locked_and_holds_all_that_must_be_answered():
    assert all(section.is_locked for section in SECOND.sections)
    needed = [question for question in SECOND.questions() if question.is_required]
    assert [question.key for question in needed] == [
        "name", "kind", "province", "sectors", "publics", "is_published",
    ]  # fmt: skip
    assert [question.key for question in needed if not question.is_locked] == []


def test_what_concerns_a_person_is_never_public():
    found = {question.key: question.visibility for question in EVERY if question.key.startswith("contact")}
    assert found == {"contact": Visibility.MEMBERS, "contact_phone": Visibility.INTERNAL}
    assert {question.key for question in EVERY if question.identifies} == {
        "name", "name_second", "acronym", "address", "phone", "email", "website", "contact", "contact_phone",
    }  # fmt: skip


@pytest.mark.usefixtures("demonstration")
def test_the_secretariat_published_two_versions_the_second_with_one_question_more():
    (made,) = rows(select(Questionnaire).where(Questionnaire.serves.is_(None)))
    of_it = QuestionnaireVersion.questionnaire_id == made.id
    versions = rows(select(QuestionnaireVersion).where(of_it).order_by(QuestionnaireVersion.number))
    assert made.title == questionnaire.TITLE
    assert [(v.number, v.state, v.published_at) for v in versions] == [
        (1, VersionState.PUBLISHED, datetime(2026, 10, 9, 9, tzinfo=UTC)),
        (2, VersionState.PUBLISHED, datetime(2026, 11, 6, 16, 50, tzinfo=UTC)),
    ]
    assert [read_definition(version.content) for version in versions] == [FIRST, SECOND]
    added = {question.key for question in SECOND.questions()} - {
        question.key for question in FIRST.questions()
    }
    assert added == {"calls_news"}
    told = select(AuditEvent).where(
        AuditEvent.action == "questionnaire.published", AuditEvent.object_id == made.id
    )
    assert len(rows(told)) == 2


@pytest.mark.usefixtures("demonstration")
def test_numbered_members_alone_answer():
    given = rows(of_members())
    assert len(given) == 29
    documented = rows(select(Institution.id).where(Institution.is_demonstration.is_(False)))
    answering = [response.institution_id for response in given]
    assert len(documented) == 11
    assert set(answering) & set(documented) == set()
    assert len(set(answering)) == 29
    silent = select(Institution).where(Institution.is_demonstration, Institution.id.not_in(answering))
    assert [body.name["fr"] for body in rows(silent)] == ["Institution membre 35 (démonstration)"]


@pytest.mark.usefixtures("demonstration")
def test_what_was_sent_is_complete_numbered_in_the_order_of_time_and_varied():
    sent = sent_responses()
    assert [response.number for response in sent] == [f"R-2026-{n:04d}" for n in range(1, 26)]
    first = [response.snapshots[0].submitted_at for response in sent]
    assert first == sorted(first)
    assert max(first) < datetime(2026, 11, 20, 9, tzinfo=UTC)
    for response in sent:
        definition = definition_of(response)
        assert list_missing(definition, response.answers) == {}
        assert clear_hidden(definition, response.answers) == response.answers
    assert Counter(response.channel for response in sent) == {
        Channel.SELF: 14, Channel.PHONE: 4, Channel.HELPED: 4, Channel.PAPER: 3,
    }  # fmt: skip
    assert Counter(response.language for response in sent) == {"ar": 13, "fr": 12}
    assert Counter(response.questionnaire_version.number for response in sent) == {1: 20, 2: 5}
    assert {response.answers["province"] for response in sent} == {p.code for p in territories.children("01")}
    kinds = {row["code"] for row in facts.facts()["categories"]}
    assert kinds - {response.answers["kind"] for response in sent} == {"union"}
    sectors = Counter(sector for response in sent for sector in response.answers["sectors"])
    assert set(sectors) == {choice.key for choice in FIRST.question("sectors").choices}


@pytest.mark.usefixtures("demonstration")
def test_every_question_but_files_and_the_sigle_was_answered_by_somebody():
    answered = {key for response in rows(of_members()) for key in response.values}
    asked = {question.key for question in SECOND.questions() if types.get(question.type).asks}
    assert asked - answered == {"acronym", "premises_photo", "brochure"}
    others = [a for r in sent_responses() for a in r.answers.values() if "other" in str(a)]
    assert len(others) == 3


@pytest.mark.usefixtures("demonstration")
def test_answers_read_in_words_in_both_languages():
    response = sent_responses()[6]
    for language in ("fr", "ar"):
        with in_language(language):
            for question in definition_of(response).questions():
                answer = response.answers.get(question.key)
                assert bool(types.get(question.type).say(question, answer)) == (answer is not None)


@pytest.mark.usefixtures("demonstration")
def test_four_drafts_are_half_way_three_were_moved_and_one_holds_what_could_not_be_read():
    drafts = rows(of_members().where(Response.state == ResponseState.DRAFT).order_by(Response.id))
    assert [response.questionnaire_version.number for response in drafts] == [2, 2, 2, 2]
    assert [response.moved for response in drafts] == [[["added", "calls_news"]]] * 3 + [[]]
    assert [response.place for response in drafts] == ["services", "publics", "general", "means"]
    assert [response.unread for response in drafts] == [
        {},
        {},
        {},
        {"q.helped.women.received": ["حوالي عشرة"]},
    ]
    assert [(response.number, response.snapshots) for response in drafts] == [(None, [])] * 4


@pytest.mark.usefixtures("demonstration")
def test_two_answers_were_corrected_and_one_is_open_again():
    sent = sent_responses()
    assert [r.institution.name["fr"] for r in sent if len(r.snapshots) == 2] == [
        "Institution membre 9 (démonstration)", "Institution membre 22 (démonstration)",
    ]  # fmt: skip
    assert [r.institution.name["fr"] for r in sent if r.values != r.answers] == [
        "Institution membre 18 (démonstration)"
    ]


@pytest.mark.usefixtures("demonstration")
def test_two_receipts_left_and_no_more():
    mails = rows(select(OutboxMail).where(OutboxMail.template == "response_receipt").order_by(OutboxMail.id))
    assert [(mail.to_address, mail.language, mail.state) for mail in mails] == [
        ("membre12@demo.example", "ar", MailState.SENT), ("membre31@demo.example", "fr", MailState.SENT),
    ]  # fmt: skip


@pytest.mark.usefixtures("demonstration")
def test_nobody_is_named_and_no_number_could_ring():
    for response in rows(of_members()):
        number = response.institution.name["fr"].split()[2]
        assert response.values["contact"] in {
            f"Titulaire du membre {number}",
            f"الممثل الرسمي للعضو {number}",
        }
        phones = {response.values.get(key, "0500 00") for key in ("phone", "contact_phone")}
        assert [phone for phone in phones if not phone.startswith("0500 00")] == []
        assert response.values.get("email", "@demo.example").endswith("@demo.example")
    assert {response.filled_by for response in rows(of_members())} == {
        None, "Équipe d'animation (démonstration)", "Secrétariat permanent (démonstration)",
    }  # fmt: skip
