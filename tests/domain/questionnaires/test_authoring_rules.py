"""Building a questionnaire: one draft version at a time, published for good."""

import hashlib
import json

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.definition import Definition, read_definition, write_definition
from noress.domain.questionnaires.models import (
    Questionnaire,
    QuestionnaireVersion,
    ResponseState,
    VersionState,
)
from noress.domain.questionnaires.rules import authoring
from noress.extensions import db
from tests.domain.questionnaires.conftest import plain
from tests.factories.questionnaires import (
    both,
    make_definition,
    make_questionnaire,
    make_response,
    make_version,
    when,
)
from tests.factories.questionnaires import make_question as ask

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

TITLE, NOTICE = Translated(fr="Inventaire", ar="جرد"), Translated(fr="Loi 09-08", ar="القانون 09-08")
OTHER = make_definition(ask("name", is_required=True), ask("city"))
HAS_CHANGED = "Quelqu'un d'autre a enregistré entre-temps."
IS_PUBLISHED = ("published", "Une version publiée ne change plus : préparez-en une nouvelle.", None, 409)


def refused(work, rule, **values):
    with pytest.raises(RuleError) as error, work():
        rule(**values)
    return error.value.code, plain(error.value.message), error.value.field, error.value.status


def stale(work, rule, **values):
    """What the other person saved."""
    with pytest.raises(StaleVersion) as error, work():
        rule(**values)
    assert (plain(error.value.message), error.value.status) == (HAS_CHANGED, 409)
    return error.value.theirs


def versions():
    return [
        (row.number, row.state, row.version)
        for row in db.session.scalars(select(QuestionnaireVersion).order_by(QuestionnaireVersion.id))
    ]


# creating and naming


@pytest.mark.parametrize("definition", [None, OTHER])
def test_a_questionnaire_begins_with_a_draft(work, actor, now, history, definition):
    with work():
        row = rules.create_questionnaire(
            title=TITLE, notice=NOTICE, actor=actor, now=now, definition=definition
        )
    assert (dict(row.title), dict(row.notice)) == (dict(TITLE), dict(NOTICE))
    assert (row.created_at, row.created_by_id, row.archived_at, row.version) == (
        now,
        actor.person_id,
        None,
        1,
    )
    draft = db.session.scalars(select(QuestionnaireVersion)).one()
    assert (draft.questionnaire_id, draft.number, draft.state, draft.version) == (
        row.id,
        None,
        VersionState.DRAFT,
        1,
    )
    assert (draft.sha256, draft.published_at, draft.published_by_id) == (None, None, None)
    assert read_definition(draft.content) == (definition or Definition())
    assert history() == [("questionnaire.created", {"title": [None, dict(TITLE)]})]


def test_a_questionnaire_needs_a_title(work, actor, now, history):
    found = refused(work, rules.create_questionnaire, title=Translated(), notice=NOTICE, actor=actor, now=now)
    assert found == ("no_title", "Donnez un titre au questionnaire.", "title_fr", 422)
    assert (db.session.scalars(select(Questionnaire)).all(), history()) == ([], [])


def test_the_title_is_edited(work, actor, now, history):
    row = make_questionnaire(title="Avant")
    values = {"questionnaire": row, "notice": row.notice, "correct_until": None, "actor": actor, "now": now}
    with work():
        rules.edit_questionnaire(title=TITLE, version=1, **values)
    assert (dict(row.title), row.version) == (dict(TITLE), 2)
    assert history() == [("questionnaire.edited", {"title": [dict(both("Avant")), dict(TITLE)]})]
    with work():
        rules.edit_questionnaire(title=TITLE, version=2, **values)
    assert (row.version, len(history())) == (2, 1)


def test_two_people_edit_the_title(work, actor, now, history):
    row = make_questionnaire(title="Avant", version=2)
    values = {"questionnaire": row, "notice": NOTICE, "correct_until": None, "actor": actor, "now": now}
    theirs = stale(work, rules.edit_questionnaire, title=TITLE, version=1, **values)
    assert theirs == {"title": both("Avant"), "notice": both("Loi 09-08"), "correct_until": None}
    assert refused(work, rules.edit_questionnaire, title=Translated(), version=2, **values) == (
        "no_title", "Donnez un titre au questionnaire.", "title_fr", 422,
    )  # fmt: skip
    assert (dict(row.title), row.version, history()) == (dict(both("Avant")), 2, [])


# the draft version


def test_a_new_version_begins_as_a_copy(work, actor, now, history):
    old = make_version()
    with work():
        draft = rules.begin_version(questionnaire=old.questionnaire, actor=actor, now=now)
    assert (draft.content, draft.number, draft.version) == (old.content, None, 1)
    assert versions() == [(1, VersionState.PUBLISHED, 1), (None, VersionState.DRAFT, 1)]
    assert history() == [("questionnaire.version_begun", {})]


def test_the_copy_is_of_the_last_version(work, actor, now):
    row = make_version().questionnaire
    make_version(row, OTHER, number=2)
    with work():
        draft = rules.begin_version(questionnaire=row, actor=actor, now=now)
    assert read_definition(draft.content) == OTHER


@pytest.mark.parametrize("number", [None, 1])
def test_one_new_version_at_a_time(work, actor, now, history, number):
    row = make_questionnaire()
    if number:
        make_version(row)
    make_version(row, number=None)
    assert refused(work, rules.begin_version, questionnaire=row, actor=actor, now=now) == (
        "has_draft", "Une nouvelle version est déjà en préparation.", None, 409,
    )  # fmt: skip
    assert history() == []


def test_what_the_builder_holds_is_saved(work, actor, now, history):
    draft = make_version(number=None)
    with work():
        rules.save_content(draft=draft, definition=OTHER, version=1, actor=actor, now=now)
    assert (draft.content, draft.version) == (write_definition(OTHER), 2)
    words = {"questions": [None, ["added city", "removed members", "removed remark"]]}
    assert history() == [("questionnaire.content_edited", words)]
    with work():
        rules.save_content(draft=draft, definition=OTHER, version=2, actor=actor, now=now)
    assert (draft.version, len(history())) == (2, 1)


def test_an_unfinished_definition_is_saved(work, actor, now):
    draft = make_version(number=None)
    with work():
        rules.save_content(draft=draft, definition=Definition(), version=1, actor=actor, now=now)
    assert (draft.content, draft.version) == ({"sections": []}, 2)


def test_two_people_build_at_once(work, actor, now):
    draft = make_version(number=None, version=3)
    values = {"draft": draft, "version": 2, "actor": actor, "now": now}
    assert stale(work, rules.save_content, definition=OTHER, **values) == make_definition()
    assert (draft.content, draft.version) == (write_definition(make_definition()), 3)


def test_a_definition_that_is_too_long(work, actor, now):
    draft = make_version(number=None)
    long = make_definition(ask("a", help=both("é" * 300_000)))
    found = refused(work, rules.save_content, draft=draft, definition=long, version=1, actor=actor, now=now)
    assert found == ("too_big", "Ce questionnaire est trop long.", None, 413)
    assert draft.version == 1


def test_a_draft_is_given_up(work, actor, now, history):
    row = make_version().questionnaire
    draft = make_version(row, number=None)
    with work():
        rules.discard_version(draft=draft, actor=actor, now=now)
    assert versions() == [(1, VersionState.PUBLISHED, 1)]
    assert history() == [("questionnaire.version_discarded", {})]


def test_the_only_version_is_not_given_up(work, actor, now, history):
    draft = make_version(number=None)
    assert refused(work, rules.discard_version, draft=draft, actor=actor, now=now) == (
        "only_version", "C'est la seule version de ce questionnaire.", None, 409,
    )  # fmt: skip
    assert (versions(), history()) == ([(None, VersionState.DRAFT, 1)], [])


def test_a_published_version_never_changes(work, actor, now, history):
    version = make_version()
    values = {"draft": version, "actor": actor, "now": now}
    assert refused(work, rules.save_content, definition=OTHER, version=1, **values) == IS_PUBLISHED
    assert refused(work, rules.discard_version, **values) == IS_PUBLISHED
    assert refused(work, rules.publish_version, version=1, **values) == IS_PUBLISHED
    assert (version.content, history()) == (write_definition(make_definition()), [])


# publishing


def test_the_first_version_is_published(work, actor, now, history):
    draft = make_version(number=None)
    with work():
        rules.publish_version(draft=draft, version=1, actor=actor, now=now)
    assert (draft.number, draft.state) == (1, VersionState.PUBLISHED)
    assert (draft.published_at, draft.published_by_id) == (now, actor.person_id)
    content = json.dumps(draft.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert draft.sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert history() == [("questionnaire.published", {"number": [None, 1]})]


def test_publishing_what_somebody_changed_meanwhile(work, actor, now, history):
    draft = make_version(number=None, version=2)
    theirs = stale(work, rules.publish_version, draft=draft, version=1, actor=actor, now=now)
    assert (theirs, draft.state, history()) == (make_definition(), VersionState.DRAFT, [])


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (ask("a", label=Translated(fr="Nom")), "Le texte en arabe manque."),
        (ask("a", "one"), "Cette liste n'a pas encore de choix."),
        (ask("a", condition=when("gone", "answered")), "La condition porte sur « gone », qui n'existe plus."),
        (ask("a", condition=when("a", "answered")), "Cette question dépend d'elle-même."),
    ],
)
def test_what_is_wrong_is_not_published(work, actor, now, history, question, why):
    draft = make_version(definition=make_definition(question), number=None)
    assert refused(work, rules.publish_version, draft=draft, version=1, actor=actor, now=now) == (
        "not_ready", f"Cette version ne peut pas être publiée : {why}", None, 422,
    )  # fmt: skip
    assert (draft.number, draft.state, draft.sha256, history()) == (None, VersionState.DRAFT, None, [])


def test_drafts_move_on_and_sent_answers_stay(work, actor, now, history):
    old = make_version()
    values = {"name": "Coopérative", "members": "7", "remark": "Bien"}
    begun = make_response(
        old, values=values, version=4, unread={"q.members": ["sept"], "q.name-other": ["x"]}
    )
    sent = make_response(
        old, values=values, answers=values, state=ResponseState.SUBMITTED, number="R-2026-0001"
    )
    new = make_definition(
        ask("name", is_required=True), ask("members", "number", settings={"max": "5"}), ask("city"),
    )  # fmt: skip
    draft = make_version(old.questionnaire, new, number=None)
    with work():
        rules.publish_version(draft=draft, version=1, actor=actor, now=now)
    assert (draft.number, begun.questionnaire_version_id, begun.version) == (2, draft.id, 5)
    assert (begun.values, begun.unread) == ({"name": "Coopérative"}, {"q.name-other": ["x"]})
    assert begun.moved == [["added", "city"], ["removed", "remark"], ["ask_again", "members"]]
    assert (sent.questionnaire_version_id, sent.values, sent.moved, sent.version) == (old.id, values, [], 1)
    assert history() == [("questionnaire.published", {"number": [1, 2]})]


def test_a_draft_that_slept_through_two_versions_is_told_of_both(work, actor, now):
    old = make_version(definition=make_definition(ask("name")))
    begun = make_response(old)
    for definition in (
        make_definition(ask("name"), ask("a")),
        make_definition(ask("name"), ask("a"), ask("b")),
    ):
        draft = make_version(old.questionnaire, definition, number=None)
        with work():
            rules.publish_version(draft=draft, version=1, actor=actor, now=now)
    assert (draft.number, begun.questionnaire_version_id) == (3, draft.id)
    assert begun.moved == [["added", "a"], ["added", "b"]]


def test_drafts_of_other_questionnaires_stay(work, actor, now):
    begun = make_response()
    draft = make_version(make_version().questionnaire, OTHER, number=None)
    with work():
        rules.publish_version(draft=draft, version=1, actor=actor, now=now)
    assert (begun.version, begun.moved) == (1, [])


def test_the_same_content_is_written_alike():
    assert authoring.canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'
    assert authoring.canonical({"a": [1, None], "b": "é"}) == authoring.canonical({"b": "é", "a": [1, None]})
