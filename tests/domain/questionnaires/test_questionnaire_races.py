"""Two phones, or a phone and the secretariat, at the same instant: nothing is lost, nothing happens twice."""

from datetime import timedelta

from sqlalchemy import select

from noress.domain.questionnaires import rules
from noress.domain.questionnaires.models import (
    Channel,
    Questionnaire,
    QuestionnaireVersion,
    Response,
)
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.rules.forgetting import purge_drafts
from noress.domain.questionnaires.rules.paper import Head
from noress.extensions import db
from tests.factories import make_institution
from tests.factories.questionnaires import make_definition, make_response, make_version
from tests.factories.questionnaires import make_question as ask

MAIL = "contact@exemple.ma"


def test_a_phone_that_sends_twice_at_once(at_once, actor, now, outbox):
    version = make_version()
    for number in range(1, 6):
        row_id = make_response(version, values={"name": "x"}).id

        def submit(row_id=row_id):
            row = db.session.get_one(Response, row_id)
            rules.submit_response(response=row, key="k", version=1, email=MAIL, actor=actor, now=now)

        assert at_once(submit, submit) == ["done", "done"]
        row = db.session.get_one(Response, row_id)
        assert (row.number, len(row.snapshots), len(outbox())) == (f"R-2026-{number:04d}", 1, number)


def test_two_phones_that_save_at_once(at_once, now):
    version = make_version()
    for _round in range(5):
        row_id = make_response(version).id

        def save(name, row_id=row_id):
            row = db.session.get_one(Response, row_id)
            rules.save_page(response=row, questions=list(definition_of(row).questions()), posted={"q.name": [name]},
                            place="general", version=1, now=now)  # fmt: skip

        assert at_once(lambda: save("a"), lambda: save("b")) == ["done", "stale"]
        row = db.session.get_one(Response, row_id)
        assert (row.version, row.values) in [(2, {"name": "a"}), (2, {"name": "b"})]


def test_a_page_saved_while_a_version_is_published_is_not_lost(at_once, actor, now):
    for _round in range(5):
        old = make_version()
        draft_id = make_version(old.questionnaire, make_definition(ask("name")), number=None).id
        row_id = make_response(old).id

        def publish(draft_id=draft_id):
            draft = db.session.get_one(QuestionnaireVersion, draft_id)
            rules.publish_version(draft=draft, version=1, actor=actor, now=now)

        def save(row_id=row_id):
            row = db.session.get_one(Response, row_id)
            rules.save_page(response=row, questions=list(definition_of(row).questions()), posted={"q.name": ["x"]},
                            place="general", version=1, now=now)  # fmt: skip

        results = at_once(publish, save)
        row = db.session.get_one(Response, row_id)
        assert row.questionnaire_version_id == draft_id
        assert (results, row.version, row.values) in [
            (["done", "done"], 3, {"name": "x"}), (["done", "stale"], 2, {}),
        ]  # fmt: skip


def test_nobody_begins_to_answer_a_version_that_is_just_replaced(at_once, actor, now):
    for _round in range(5):
        old = make_version()
        draft_id = make_version(old.questionnaire, make_definition(ask("name")), number=None).id
        questionnaire_id = old.questionnaire_id

        def publish(draft_id=draft_id):
            draft = db.session.get_one(QuestionnaireVersion, draft_id)
            rules.publish_version(draft=draft, version=1, actor=actor, now=now)

        def begin(questionnaire_id=questionnaire_id):
            questionnaire = db.session.get_one(Questionnaire, questionnaire_id)
            rules.begin_response(questionnaire=questionnaire, language="fr", actor=actor, now=now)

        assert at_once(publish, begin) == ["done", "done"]
        begun = db.session.scalars(select(Response).order_by(Response.id.desc())).first()
        assert begun.questionnaire_version_id == draft_id


def test_a_draft_that_somebody_comes_back_to_is_purged_whole_or_kept(at_once, now):
    version = make_version()
    for _round in range(5):
        row_id = make_response(version, saved_at=now - timedelta(days=400)).id

        def save(row_id=row_id):
            row = db.session.get(Response, row_id)
            if row is not None:
                rules.save_page(response=row, questions=list(definition_of(row).questions()),
                                posted={"q.name": ["x"]}, place="general", version=1, now=now)  # fmt: skip

        def purge():
            purge_drafts(before=now - timedelta(days=365), now=now)

        results = at_once(purge, save)
        row = db.session.get(Response, row_id)
        assert (results, row and row.values) in [
            (["done", "done"], {"name": "x"}), (["done", "done"], None), (["deleted", "done"], None),
        ]  # fmt: skip


def test_an_institution_named_twice_at_once_has_one_draft(at_once, actor, now):
    """Two papers whose institution is chosen late, and the institution itself beginning at that instant."""
    for number in range(5):
        version = make_version()
        questionnaire_id, place = version.questionnaire_id, make_institution(f"Coopérative {number}").id
        papers = [make_response(version, channel=Channel.PAPER, filled_by="Animatrice").id for _n in "ab"]

        def name_it(row_id, questionnaire_id=questionnaire_id, place=place):
            rules.enter_paper(
                questionnaire=db.session.get_one(Questionnaire, questionnaire_id), response=db.session.get_one(Response, row_id),
                head=Head("Animatrice", "fr", place), posted={}, version=1, key=f"k{row_id}", actor=actor, now=now,
            )  # fmt: skip

        def begin(questionnaire_id=questionnaire_id, place=place):
            questionnaire = db.session.get_one(Questionnaire, questionnaire_id)
            rules.begin_response(
                questionnaire=questionnaire, language="fr", institution_id=place, actor=actor, now=now
            )

        works = [lambda row=row, name_it=name_it: name_it(row) for row in papers]
        if number % 2:
            works[1] = begin
        results = at_once(*works)
        begun = db.session.scalars(select(Response.id).where(Response.institution_id == place)).all()
        assert len(begun) == 1, (number, results)
        if not number % 2:
            assert results == ["already_begun", "done"]
