"""A whole questionnaire: copied, put away, taken out again."""

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.models import Questionnaire
from noress.extensions import db
from tests.factories import NOW
from tests.factories.asked import draft, make
from tests.factories.meeting_forms import plain, post, text_of
from tests.pages import parse


def actions(questionnaire):
    rows = select(AuditEvent.action).where(
        AuditEvent.object_type == "questionnaire", AuditEvent.object_id == questionnaire.id
    )
    return list(db.session.scalars(rows.order_by(AuditEvent.id)))


def titles(browser, path):
    return [plain(link.get_text()) for link in parse(browser.get(path)).select("tbody th a")]


def test_a_copy_asks_the_same_under_another_title(browser):
    made = make(is_published=True)
    path = f"/questionnaires/{made.id}/dupliquer"
    assert parse(browser.get(path)).select_one("#title_fr")["value"] == "Questionnaire commun (copie)"
    assert post(browser, path, title_fr="", title_ar="").status_code == 422
    done = post(browser, path, title_fr="Enquête", title_ar="بحث")
    copy = db.session.scalars(select(Questionnaire).where(Questionnaire.id != made.id)).one()
    assert (done.status_code, done.location) == (303, f"/questionnaires/{copy.id}/construire")
    assert (dict(copy.title), copy.notice, draft(copy).content) == (
        {"fr": "Enquête", "ar": "بحث"}, made.notice, made.versions[0].content
    )  # fmt: skip
    assert actions(copy) == ["questionnaire.created", "questionnaire.copied"]
    history = text_of(browser.get(f"/questionnaires/{copy.id}/historique"), "main")
    assert "Copié d'un autre questionnaire" in history.replace("’", "'")


def test_put_away_it_stands_apart_and_takes_no_new_answers_until_taken_out(browser):
    made = make(is_published=True)
    path = f"/questionnaires/{made.id}"
    assert "Personne ne peut plus le commencer" in text_of(browser.get(f"{path}/archiver"), "main")
    assert post(browser, f"{path}/archiver").status_code == 303
    assert (titles(browser, "/questionnaires/"), titles(browser, "/questionnaires/?archives=1")) == (
        [], ["Questionnaire commun"]
    )  # fmt: skip
    with pytest.raises(RuleError) as refused:
        rules.begin_response(questionnaire=made, language="fr", actor=Actor.system(), now=NOW)
    assert (refused.value.code, refused.value.status) == ("archived", 409)
    assert post(browser, f"{path}/archiver").status_code == 409
    assert post(browser, f"{path}/desarchiver").status_code == 303
    assert post(browser, f"{path}/desarchiver").status_code == 409
    assert titles(browser, "/questionnaires/") == ["Questionnaire commun"]
    assert rules.begin_response(questionnaire=made, language="fr", actor=Actor.system(), now=NOW).id
    assert actions(made)[-2:] == ["questionnaire.archived", "questionnaire.restored"]
