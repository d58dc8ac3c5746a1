"""Filling in: kept from the first keystroke, sent once, corrected afterwards."""

import contextlib
import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.models import Channel, ResponseSnapshot, ResponseState
from noress.domain.questionnaires.response_links import find_response, response_url, token_of
from noress.domain.questionnaires.rules.answering import Incomplete, definition_of
from noress.extensions import db
from tests.domain.questionnaires.conftest import plain
from tests.factories import make_institution
from tests.factories.questionnaires import (
    make_definition,
    make_questionnaire,
    make_response,
    make_version,
    when,
)
from tests.factories.questionnaires import make_question as ask

STALE = "Ces réponses ont changé sur un autre appareil depuis que cette page est ouverte."
UNREAD = "Cette réponse n'a pas pu être lue : corrigez-la."
MISSING = "Répondez à cette question."
MAIL = "contact@exemple.ma"


def refused(work, rule, **values):
    with pytest.raises(RuleError) as error, work():
        rule(**values)
    return error.value.code, plain(error.value.message), error.value.field, error.value.status


@pytest.fixture
def save(work, now):
    """save(response, {"q.name": "x"}, version=1) posts one page with all questions."""

    def saving(response, inputs, *, version, place="general", keys=None, at=now):
        with work():
            questions = [
                question
                for question in definition_of(response).questions()
                if not keys or question.key in keys
            ]
            posted = {name: [text] if isinstance(text, str) else text for name, text in inputs.items()}
            return rules.save_page(
                response=response, questions=questions, posted=posted, place=place, version=version, now=at
            )

    return saving


@pytest.fixture
def send(work, actor, now):
    """send(response, key, version=1) sends the answers."""

    def sending(response, key="k1", *, version, email=None, at=now):
        with work():
            return rules.submit_response(
                response=response, key=key, version=version, email=email, actor=actor, now=at
            )

    return sending


# beginning


def test_a_draft_of_the_version_in_use(work, actor, now, history):
    row = make_version().questionnaire
    last = make_version(row, make_definition(ask("a")), number=2)
    make_version(row, number=None)
    with work():
        begun = rules.begin_response(questionnaire=row, language="ar", actor=actor, now=now)
    assert (begun.questionnaire_version_id, begun.state, begun.number) == (last.id, ResponseState.DRAFT, None)
    assert (begun.language, begun.channel, begun.filled_by, begun.email) == ("ar", Channel.SELF, None, None)
    assert (begun.person_id, begun.institution_id, begun.version) == (actor.person_id, None, 1)
    assert (begun.values, begun.unread, begun.moved, begun.answers) == ({}, {}, [], None)
    assert (begun.started_at, begun.saved_at, begun.submitted_at) == (now, now, None)
    assert history() == [("response.begun", {"channel": [None, "self"]})]


def test_an_unknown_language_becomes_french(work, actor, now):
    row = make_version().questionnaire
    with work():
        begun = rules.begin_response(questionnaire=row, language="es", actor=actor, now=now)
    assert begun.language == "fr"


@pytest.mark.parametrize("has_draft", [True, False])
def test_what_is_not_published_takes_no_answers(work, actor, now, history, has_draft):
    row = make_questionnaire()
    if has_draft:
        make_version(row, number=None)
    assert refused(work, rules.begin_response, questionnaire=row, language="fr", actor=actor, now=now) == (
        "not_published", "Ce questionnaire n'est pas encore ouvert.", None, 409,
    )  # fmt: skip
    assert history() == []


@pytest.mark.parametrize("channel", [Channel.HELPED, Channel.PHONE, Channel.PAPER])
def test_who_fills_in_for_somebody_else_is_named(work, actor, now, channel):
    values = {"questionnaire": make_version().questionnaire, "language": "fr", "actor": actor, "now": now}
    assert refused(work, rules.begin_response, channel=channel, filled_by="", **values) == (
        "no_helper", "Dites qui remplit le questionnaire pour la structure.", "filled_by", 422,
    )  # fmt: skip
    with work():
        begun = rules.begin_response(channel=channel, filled_by="Animatrice", email=MAIL, **values)
    assert (begun.channel, begun.filled_by, begun.email) == (channel, "Animatrice", MAIL)


@pytest.mark.parametrize("state", [state for state in ResponseState if state is not ResponseState.REFUSED])
def test_an_institution_fills_it_in_once(work, actor, now, history, state):
    version, institution = make_version(), make_institution()
    mine = make_response(version, institution_id=institution.id, state=state)
    make_response(institution_id=institution.id)
    make_response(version, institution_id=make_institution().id)
    values = {"questionnaire": version.questionnaire, "language": "fr", "actor": actor, "now": now}
    with work():
        assert rules.begin_response(institution_id=institution.id, **values).id == mine.id
    assert history() == []
    with work():
        other = rules.begin_response(institution_id=make_institution().id, **values)
    assert other.id != mine.id


def test_what_was_refused_is_begun_anew(work, actor, now):
    version, institution = make_version(), make_institution()
    gone = make_response(version, institution_id=institution.id, state=ResponseState.REFUSED)
    values = {"questionnaire": version.questionnaire, "language": "fr", "actor": actor, "now": now}
    with work():
        assert rules.begin_response(institution_id=institution.id, **values).id != gone.id


# saving


def test_a_page_is_saved(save, now):
    row, later = make_response(), now + timedelta(minutes=5)
    reading = save(row, {"q.name": "Coopérative", "q.members": "١٢", "q.remark": "Bien"}, version=1, at=later)
    assert (reading.errors, reading.unread) == ({}, {})
    assert row.values == {"name": "Coopérative", "members": "12", "remark": "Bien"}
    assert (row.unread, row.place, row.saved_at, row.version) == ({}, "general", later, 2)
    assert (row.state, row.answers) == (ResponseState.DRAFT, None)


def test_the_same_page_twice_changes_nothing_but_the_hour(save, now):
    row = make_response(values={"name": "x"}, place="general")
    save(row, {"q.name": "x"}, version=1, at=now + timedelta(minutes=1))
    assert (row.values, row.version, row.saved_at) == ({"name": "x"}, 1, now + timedelta(minutes=1))
    save(row, {"q.name": "x"}, version=1, place="end")
    assert (row.place, row.version) == ("end", 2)


def test_other_pages_keep_their_answers(save):
    row = make_response(values={"name": "x", "members": "7"}, unread={"q.remark": ["z"]})
    save(row, {"q.name": ""}, version=1, keys={"name"})
    assert (row.values, row.unread) == ({"members": "7"}, {"q.remark": ["z"]})


def test_what_cannot_be_read_is_kept_until_it_can(save):
    row = make_response(values={"members": "7"})
    reading = save(row, {"q.name": "n" * 20_000, "q.members": "sept"}, version=1)
    assert {name: plain(why) for name, why in reading.errors.items()} == {
        "q.name": "Ce texte est trop long : 20000 caractères, 200 au plus.",
        "q.members": "Écrivez un nombre, par exemple 12 ou 1 234,50.",
    }
    assert (row.values, row.unread) == ({}, {"q.name": ["n" * 20_000], "q.members": ["sept"]})
    save(row, {"q.name": "x", "q.members": "sept\x00"}, version=2)
    assert (row.values, row.unread) == ({"name": "x"}, {"q.members": ["sept"]})
    save(row, {"q.name": "x", "q.members": ""}, version=3)
    assert (row.values, row.unread, row.version) == ({"name": "x"}, {}, 4)


def test_hidden_answers_are_cleared_also_where_they_could_not_be_read(save, send):
    definition = make_definition(ask("a", "yes_no"), ask("b", "number", condition=when("a", "is", "true")))
    row = make_response(make_version(definition=definition))
    save(row, {"q.a": "true", "q.b": "beaucoup"}, version=1)
    assert (row.values, row.unread) == ({"a": True}, {"q.b": ["beaucoup"]})
    save(row, {"q.a": "false"}, version=2, keys={"a"})
    assert (row.values, row.unread) == ({"a": False}, {})
    send(row, version=3)
    assert row.answers == {"a": False}


def test_a_page_whose_question_was_hidden_meanwhile(save):
    row = make_response(values={"members": "3"})
    save(row, {"q.remark": "x"}, version=1, keys={"remark"})
    assert row.values == {"members": "3"}


def test_one_link_on_two_phones_at_once(save, work, now):
    row = make_response()
    save(row, {"q.name": "Premier"}, version=1)
    with pytest.raises(StaleVersion) as error:
        save(row, {"q.name": "Second"}, version=1)
    assert (plain(error.value.message), error.value.status) == (STALE, 409)
    assert error.value.theirs == {"name": "Premier"}
    assert (row.values, row.version) == ({"name": "Premier"}, 2)


@pytest.mark.parametrize("keeps", ["values", "unread"])
def test_answers_without_end(save, keeps):
    limit = {"max_length": 10_000} if keeps == "values" else {"max_length": 10}
    questions = [ask(f"q{place}", "long_text", settings=limit) for place in range(41)]
    row = make_response(make_version(definition=make_definition(*questions)))
    with pytest.raises(RuleError) as error:
        save(row, {f"q.q{place}": "x" * 10_000 for place in range(41)}, version=1)
    assert (error.value.code, error.value.status) == ("too_big", 413)
    assert (row.values, row.unread, row.version) == ({}, {}, 1)


@pytest.mark.parametrize(("language", "after"), [("ar", "ar"), ("en", "en"), ("es", "fr"), ("", "fr")])
def test_the_language_changes_and_the_answers_stay(work, language, after):
    row = make_response(values={"name": "x"})
    with work():
        rules.change_language(response=row, language=language)
    assert (row.language, row.values, row.version) == (after, {"name": "x"}, 1)


# sending


def test_answers_are_sent_with_a_number_and_a_snapshot(send, history, outbox, actor, now):
    row = make_response(values={"name": "Coopérative", "members": "3"}, language="ar", filled_by="Animatrice")
    snapshot = send(row, version=1)
    assert (row.number, row.state, row.submitted_at) == ("R-2026-0001", ResponseState.SUBMITTED, now)
    assert row.answers == row.values == {"name": "Coopérative", "members": "3"}
    assert (row.sent_key, row.version, row.email) == ("k1", 2, None)
    assert json.loads(snapshot.content) == {
        "number": "R-2026-0001", "questionnaire": row.questionnaire_version.questionnaire_id, "version": 1,
        "submitted_at": "2026-11-20T09:00:00+00:00", "language": "ar", "channel": "self", "filled_by": "Animatrice",
        "answers": {"members": "3", "name": "Coopérative"},
    }  # fmt: skip
    assert snapshot.sha256 == hashlib.sha256(snapshot.content.encode()).hexdigest()
    assert (snapshot.response_id, snapshot.questionnaire_version_id) == (row.id, row.questionnaire_version_id)
    assert history() == [("response.submitted", {"sha256": [None, snapshot.sha256]})]
    assert outbox() == []


def test_the_number_is_of_the_year_in_morocco(send, now):
    row = make_response(values={"name": "x"})
    send(row, version=1, at=now.replace(year=2025, month=12, day=31, hour=23, minute=30))
    assert row.number == "R-2026-0001"


def test_sent_twice_with_the_same_key_is_sent_once(send, history, outbox, now):
    row, other = make_response(values={"name": "x"}), make_response(values={"name": "y"})
    first = send(row, "k" * 50, version=1, email=MAIL)
    again = send(row, "k" * 50, version=1, email=MAIL, at=now + timedelta(minutes=1))
    assert (again.id, row.version, row.submitted_at) == (first.id, 2, now)
    send(other, "k2", version=1)
    assert (row.number, other.number) == ("R-2026-0001", "R-2026-0002")
    assert len(db.session.scalars(select(ResponseSnapshot)).all()) == 2
    assert [action for action, _changes in history()] == ["response.submitted", "response.submitted"]
    mails = [(mail.to_address, plain(mail.subject)) for mail in outbox()]
    assert mails == [(MAIL, "Réponses reçues : R-2026-0001")]


def test_the_receipt_tells_number_hash_and_link(send, outbox):
    row = make_response(values={"name": "x"}, language="ar", email=MAIL)
    snapshot = send(row, version=1)
    (mail,) = outbox()
    assert (mail.template, mail.to_address, mail.language) == ("response_receipt", MAIL, "ar")
    assert (mail.about_type, mail.about_id) == ("response", row.id)
    assert mail.key == f"response-receipt-{row.id}-{snapshot.sha256[:16]}"
    for text in ("R-2026-0001", snapshot.sha256, response_url(row), "Questionnaire commun بالعربية"):
        assert text in mail.text, text


def test_a_correction_keeps_the_number_and_makes_another_snapshot(save, send, history, outbox, now):
    row = make_response(values={"name": "Avant"}, email=MAIL)
    first = send(row, "k1", version=1)
    save(row, {"q.name": "Après"}, version=2)
    assert (row.answers, row.state) == ({"name": "Avant"}, ResponseState.SUBMITTED)
    second = send(row, "k2", version=3, email="autre@exemple.ma", at=now + timedelta(days=1))
    assert (row.number, row.answers, row.email) == ("R-2026-0001", {"name": "Après"}, "autre@exemple.ma")
    assert [json.loads(part.content)["answers"] for part in row.snapshots] == [
        {"name": "Avant"},
        {"name": "Après"},
    ]
    assert history() == [
        ("response.submitted", {"sha256": [None, first.sha256]}),
        ("response.corrected", {"sha256": [None, second.sha256]}),
    ]
    assert [mail.to_address for mail in outbox()] == [MAIL, "autre@exemple.ma"]
    with pytest.raises(StaleVersion):
        send(row, "k1", version=1)
    assert len(row.snapshots) == 2


def test_answers_that_changed_on_another_phone_are_not_sent(send, history):
    row = make_response(values={"name": "x"}, version=2)
    with pytest.raises(StaleVersion) as error:
        send(row, version=1)
    assert (plain(error.value.message), error.value.theirs) == (STALE, {"name": "x"})
    assert (row.number, row.state, history()) == (None, ResponseState.DRAFT, [])


@pytest.mark.parametrize(
    ("values", "unread", "missing"),
    [
        ({}, {}, {"q.name": MISSING}),
        ({"members": "3"}, {"q.name": ["n"]}, {"q.name": UNREAD}),
        ({"name": "x"}, {"q.members": ["sept"]}, {"q.members": UNREAD}),
        ({}, {"q.members": ["sept"]}, {"q.name": MISSING, "q.members": UNREAD}),
    ],
)
def test_what_is_incomplete_is_not_sent(send, history, values, unread, missing):
    row = make_response(values=values, unread=unread)
    with pytest.raises(Incomplete) as error:
        send(row, version=1, email=MAIL)
    assert {name: plain(why) for name, why in error.value.missing.items()} == missing
    assert plain(error.value.message) == "Il manque des réponses : elles sont marquées ci-dessous."
    assert (row.number, row.email, row.answers, row.version, history()) == (None, None, None, 1, [])


def test_what_was_unread_and_is_hidden_keeps_nobody_from_sending(send):
    row = make_response(values={"name": "x", "remark": "y"}, unread={"q.remark": ["z"], "q.gone": ["z"]})
    send(row, version=1)
    assert row.answers == {"name": "x"}


def test_a_number_that_was_not_used_is_given_again(app, work, actor, now):
    row, other = make_response(values={"name": "x"}), make_response(values={"name": "y"})
    values = {"key": "k", "version": 1, "email": None, "actor": actor, "now": now}
    with contextlib.suppress(ZeroDivisionError), work():
        rules.submit_response(response=row, **values)
        raise ZeroDivisionError
    with work():
        rules.submit_response(response=other, **values)
    assert (row.number, other.number) == (None, "R-2026-0001")


# the personal link


def test_the_personal_link_opens_its_response_until_it_is_revoked(app, work):
    row, other = make_response(), make_response()
    token = token_of(row)
    assert (find_response(token).id, find_response(token_of(other)).id) == (row.id, other.id)
    assert response_url(row) == f"http://127.0.0.1:8000/q/{token}"
    assert [find_response(forged) for forged in ("", "x", token[:-1], token + "x")] == [None] * 4
    with work():
        row.link_generation += 1
    assert find_response(token) is None
    assert find_response(token_of(row)).id == row.id
