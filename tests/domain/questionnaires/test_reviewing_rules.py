"""Answers that were sent are validated, given back, set aside; junk is let in or kept out."""

from datetime import date, timedelta

import pytest

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Function
from noress.domain.questionnaires import queries, rules
from noress.domain.questionnaires.models import Channel, ResponseState
from noress.domain.questionnaires.received import queries as received
from noress.domain.questionnaires.response_links import response_url
from noress.extensions import db
from tests.domain.questionnaires.conftest import plain
from tests.factories import make_institution, make_person
from tests.factories.questionnaires import make_questionnaire, make_version
from tests.factories.received import make_form, make_sent

ANSWERS = {"name": "Coopérative membre 12"}
HOLDER = Actor(name="Titulaire du lien", method="link")
DRAFT, SENT, VALID, RETURNED, REFUSED = ResponseState
NAMES = {
    "validate": rules.validate_response,
    "return": rules.return_response,
    "refuse": rules.refuse_response,
}


@pytest.fixture
def version(app):
    return make_version(definition=make_form())


@pytest.fixture
def do(work, actor, now):
    """do("return", response, "why") runs the rule on what was read; the refusal's (code, text, field, status)."""

    def doing(what, response, reason=None, seen=None, by=None):
        values = {"response": response, "actor": by or actor, "now": now}
        values["seen"] = response.snapshots[-1].sha256 if seen is None else seen
        if reason is not None:
            values["reason"] = reason
        rule = NAMES.get(what) or getattr(rules, what)
        try:
            with work():
                rule(**values)
        except RuleError as refused:
            return refused.code, plain(refused.message), refused.field, refused.status
        return "done"

    return doing


def test_validated_once_by_name(version, do, actor, now, history, outbox):
    row = make_sent(version, ANSWERS, email="a@exemple.ma")
    assert do("validate", row) == "done"
    assert (row.state, row.decided_at, row.decided_by_id, row.reason) == (VALID, now, actor.person_id, None)
    assert history() == [("response.validated", {"state": ["submitted", "validated"]})]
    assert outbox() == []
    assert do("validate", row) == ("wrong_state", "Cette réponse est déjà « validée ».", None, 409)


def test_given_back_with_a_reason_and_corrected(version, do, actor, work, now, history, outbox):
    row = make_sent(version, ANSWERS, email="a@exemple.ma", language="ar")
    assert do("return", row, " Revoir le budget. ") == "done"
    assert (row.state, row.reason, row.decided_by_id) == (RETURNED, "Revoir le budget.", actor.person_id)
    assert history() == [
        ("response.returned", {"state": ["submitted", "returned"], "reason": [None, "Revoir le budget."]})
    ]
    (mail,) = outbox()
    assert (mail.to_address, mail.language, mail.template) == ("a@exemple.ma", "ar", "response_returned")
    assert "Revoir le budget." in mail.text
    assert response_url(row) in mail.text
    with work():
        rules.submit_response(
            response=row, key="k", version=row.version, email=None, actor=HOLDER, now=now + timedelta(days=1)
        )
    assert (row.state, row.reason, row.decided_at, row.decided_by_id) == (SENT, None, None, None)


def test_set_aside_with_a_reason(version, do, history, outbox, work, now):
    row = make_sent(version, ANSWERS, email="a@exemple.ma", state=VALID)
    assert do("refuse", row, "Déjà reçue.") == "done"
    assert (row.state, row.reason) == (REFUSED, "Déjà reçue.")
    (mail,) = outbox()
    assert (mail.to_address, mail.template) == ("a@exemple.ma", "response_refused")
    assert "Déjà reçue." in mail.text
    assert "/q/" not in mail.text
    late = pytest.raises(RuleError)
    with late as error, work():
        rules.submit_response(response=row, key="k", version=row.version, email=None, actor=HOLDER, now=now)
    assert (error.value.code, error.value.status) == ("refused", 409)
    with late as error, work():
        rules.save_page(response=row, questions=[], posted={}, place="general", version=row.version, now=now)
    assert (error.value.code, error.value.status) == ("refused", 409)
    assert do("return", row, "Par erreur.") == "done"
    assert row.state is RETURNED


def test_who_began_it_for_themselves_is_written_to_without_an_address(version, do, outbox):
    person = make_person(email="membre12@exemple.ma")
    mine = make_sent(version, ANSWERS, person_id=person.id)
    helped = make_sent(version, ANSWERS, person_id=person.id, channel=Channel.PHONE, filled_by="Animatrice")
    for row in (mine, helped):
        assert do("return", row, "Revoir.") == "done"
    assert [(mail.to_address, mail.about_id) for mail in outbox()] == [("membre12@exemple.ma", mine.id)]


def test_what_cannot_be_decided(version, do, history, outbox):
    wrong = [
        ("validate", {"state": RETURNED}, {}, "wrong_state"), ("validate", {"state": REFUSED}, {}, "wrong_state"),
        ("return", {"state": RETURNED}, {"reason": "x"}, "wrong_state"), ("return", {"state": DRAFT}, {"reason": "x"}, "wrong_state"),
        ("refuse", {"state": REFUSED}, {"reason": "x"}, "wrong_state"),
        ("validate", {"held_because": "liens"}, {}, "held"), ("return", {}, {"reason": "x", "seen": "0" * 64}, "corrected"),
        ("return", {}, {"reason": "   "}, "no_reason"), ("refuse", {}, {"reason": "x" * 2001}, "too_long"),
        ("release_held", {}, {}, "not_held"), ("discard_held", {}, {}, "not_held"),
        ("release_held", {"held_because": "liens", "state": REFUSED}, {}, "not_held"),
        ("release_held", {"held_because": "liens"}, {"seen": "0" * 64}, "corrected"),
        ("discard_held", {"held_because": "liens"}, {"seen": ""}, "corrected"),
    ]  # fmt: skip
    found = [
        do(what, make_sent(version, ANSWERS, **values), **more)[0] for what, values, more, _code in wrong
    ]
    assert found == [code for *_case, code in wrong]
    assert (history(), list(outbox())) == ([], [])


def test_an_emptied_answer_is_not_given_back(version, do, work):
    row = make_sent(version, ANSWERS, state=REFUSED)
    with work():
        row.search_text = None
    assert do("return", row, "Par erreur.")[0] == "emptied"


def test_held_back_until_somebody_looks(version, do, history, outbox):
    shown, junk = (
        make_sent(version, ANSWERS, email="a@exemple.ma", held_because="trop de liens") for _n in "ab"
    )
    questionnaire_id = version.questionnaire_id

    def counted():
        (listed,) = db.session.execute(queries.list_questionnaires()).all()
        every = received.Filters()
        return listed.sent, len(db.session.scalars(received.list_ids(questionnaire_id, every)).all())

    assert counted() == (0, 0)
    assert (do("release_held", shown), do("discard_held", junk)) == ("done", "done")
    assert counted() == (1, 1)
    assert (shown.state, shown.held_because) == (SENT, None)
    assert (junk.state, junk.held_because, junk.reason) == (REFUSED, "trop de liens", "trop de liens")
    assert history() == [
        ("response.released", {"held_because": ["trop de liens", None]}),
        ("response.discarded", {"state": ["submitted", "refused"]}),
    ]
    assert outbox() == []


def test_corrected_until_a_day(work, now):
    """By the link until that day, Morocco's time; by the secretariat, and by who is asked to, afterwards too."""
    day = date(2026, 11, 20)
    version = make_version(make_questionnaire(correct_until=day), make_form())
    helper = Actor(name="Équipe", method="code", functions=frozenset({Function.ANIMATION_TEAM}))
    cases = [
        (SENT, HOLDER, 0, "sent"), (SENT, HOLDER, 1, "too_late"), (VALID, HOLDER, 1, "too_late"),
        (RETURNED, HOLDER, 1, "sent"), (SENT, helper, 1, "sent"),
    ]  # fmt: skip
    found = []
    for state, by, days, _expected in cases:
        row = make_sent(version, ANSWERS, state=state)
        values = {"response": row, "version": row.version, "email": None, "actor": by}
        try:
            with work():
                rules.submit_response(key="k", now=now + timedelta(days=days), **values)
            found.append("sent")
        except RuleError as refused:
            found.append(refused.code)
            text = plain(refused.message)
    assert found == [expected for *_case, expected in cases]
    assert text == (
        "Ces réponses pouvaient être corrigées jusqu'au vendredi 20 novembre 2026. "
        "Pour un changement, écrivez au secrétariat."
    )


def test_a_first_sending_has_no_last_day(work, now):
    version = make_version(make_questionnaire(correct_until=date(2020, 1, 1)), make_form())
    row = make_sent(version, ANSWERS, number=None, state=DRAFT)
    with work():
        rules.submit_response(response=row, key="k", version=row.version, email=None, actor=HOLDER, now=now)
    assert row.state is SENT


def test_an_archived_questionnaire_is_not_begun(work, actor, now):
    version = make_version(make_questionnaire(archived_at=now))
    with pytest.raises(RuleError) as error, work():
        rules.begin_response(questionnaire=version.questionnaire, language="fr", actor=actor, now=now)
    assert (error.value.code, error.value.status) == ("archived", 409)


def test_what_was_sent_is_found_in_both_languages(work, now):
    version = make_version(definition=make_form())
    institution = make_institution("Union des coopératives", name_ar="اتحاد التعاونيات")
    values = {"name": "Atelier d'élevage", "kind": "coop", "province": "01.151"}
    row = make_sent(
        version, values, number=None, state=DRAFT, institution_id=institution.id, filled_by="Trésorier"
    )
    with work():
        rules.submit_response(response=row, key="k", version=row.version, email=None, actor=HOLDER, now=now)

    def finds(words):
        filters = received.Filters(words=words)
        return db.session.scalars(received.list_ids(version.questionnaire_id, filters)).all() == [row.id]

    assert row.search_text.startswith(" r 2026 ")
    words = ["élevages", "ELEV", "تعاونية", "coopérative", row.number, "trésor", "شفشاون", "CHEFCHAOUEN"]
    assert [word for word in words if not finds(word)] == []
    assert [word for word in ("microcrédit", "levage", "%", "سلفات") if finds(word) and word != "%"] == []


def test_the_day_is_set_with_the_title(work, actor, now, history):
    row = make_questionnaire()
    with work():
        rules.edit_questionnaire(
            questionnaire=row, title=Translated(row.title), notice=row.notice, correct_until=date(2027, 1, 31), version=1,
            actor=actor, now=now,
        )  # fmt: skip
    assert (row.correct_until, row.version) == (date(2027, 1, 31), 2)
    assert history() == [("questionnaire.edited", {"correct_until": [None, "2027-01-31"]})]
