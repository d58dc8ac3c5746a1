"""What a walk through the calls showed: marks, the history, days that are left, and trials that are deleted whole."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import token_of
from noress.domain.applications.models import (
    Application,
    ApplicationComment,
    ApplicationMessage,
    ApplicationPerson,
    Opinion,
)
from noress.domain.audit.models import AuditEvent
from noress.domain.files.models import StoredFile
from noress.domain.funding import rules
from noress.domain.funding.models import CallQuestion, CallState, FundingCall
from noress.domain.institutions.models import Function
from noress.domain.questionnaires.models import Questionnaire, Response, ResponseFile
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from noress.web import public_cache
from tests import forms
from tests.factories import NOW, make_assignment, make_person, save
from tests.factories.calls import make_application, make_call
from tests.factories.documents import make_file
from tests.factories.questionnaires import both
from tests.posting import post

DAY = timedelta(days=1)


@pytest.fixture
def desk(login_as):
    person = make_person("Équipe d'animation")
    make_assignment(person, Function.ANIMATION_TEAM)
    return login_as(person)


def words(page, selector="main"):
    return " ".join(
        " ".join(forms.text_of(page, selector)).replace("\u00a0", " ").replace("\u202f", " ").split()
    )


def test_what_a_line_needs_is_not_called_optional(desk):
    call = make_call()
    for page, optional in (
        ("montants", {"Enveloppe, en dirhams", "Nombre de projets au plus", "Apport propre, en pour cent du budget au moins", "En français", "En arabe"}),
        ("criteres", {"En français", "En arabe"}),
        ("conditions", set()),
    ):  # fmt: skip
        labels = forms.text_of(desk.get(f"/appels/gestion/{call.id}/{page}"), "main form .field__label")
        marked = {one.replace("(facultatif)", "").strip() for one in labels if "facultatif" in one}
        assert (page, marked) == (page, optional)
    titles = forms.parse(desk.get(f"/appels/gestion/{call.id}/criteres")).select('label[for$="title_fr"]')
    assert ["facultatif" in one.text for one in titles] == [False] * len(titles)


def test_the_history_of_a_call_tells_its_questions(desk, client):
    public_cache.clear()
    call, other = make_call(), make_call()
    for one, asked in ((call, "Du matériel d'occasion ?"), (other, "Et ailleurs ?")):
        assert forms.post(client, f"/appels/{one.id}/questions", text=asked).status_code == 303
    said = words(desk.get(f"/appels/gestion/{call.id}/historique"))
    assert (said.count("Question posée sur un appel"), "visiteur" in said) == (1, True)


@pytest.mark.parametrize(
    ("left", "said"), [(14 * DAY, "Il reste 14 jours."), (DAY, "C'est demain."), (DAY / 8, "C'est aujourd'hui.")]
)  # fmt: skip
def test_the_days_left_are_the_calendars_on_either_page(client, left, said):
    public_cache.clear()
    call = make_call(closes_at=NOW + left, questions_until=NOW)
    assert said in words(client.get(f"/appels/{call.id}"), ".notice")
    if left > DAY:
        person = make_application(call).people[0]
        assert "Il reste 14 jours" in words(client.get(f"/candidature/{token_of(person)}"))


def test_a_trial_is_deleted_with_all_that_was_tried(desk, client):
    call, trial = make_call(), make_call(is_test=True)
    kept = make_application(call)
    tried = [make_application(trial, answers={"summary": "x"}) for _one in range(2)]
    sent, person = tried[0], tried[0].people[0]
    url = f"/candidature/{token_of(person)}"
    forms.post(client, f"{url}/envoyer", signatory="La présidente", declared="y")
    db.session.refresh(sent)
    assert sent.number == "ESSAI-2026-0001"  # those that count follow each other
    save(ApplicationComment(application_id=sent.id, author_id=person.id, stage=1, text="Bien", said_at=NOW))
    paper, joined = make_file("statuts.pdf").id, make_file("bail.pdf").id
    save(ResponseFile(response_id=sent.note_response_id, question="paper", file_id=paper))
    save(
        ApplicationMessage(
            application_id=sent.id, author_id=person.id, text="Voici", file_id=joined, sent_at=NOW
        )
    )
    save(
        Opinion(
            application_id=sent.id,
            name="Expert",
            email="x@exemple.ma",
            language="fr",
            question="?",
            asked_at=NOW,
        )
    )
    reader = make_person("Chargé de dossier")
    save(
        Recusal(
            subject_type="application",
            subject_id=sent.id,
            person_id=reader.id,
            nature=RecusalNature.DECLARED,
            made_at=NOW,
        )
    )
    save(CallQuestion(call_id=trial.id, asked="Un essai ?", language="fr", asked_at=NOW))
    asked = desk.get(f"/appels/gestion/{trial.id}/effacer-essai")
    assert "2 candidatures d'essai disparaissent" in words(asked)
    assert desk.get(f"/appels/gestion/{call.id}/effacer-essai").status_code == 404
    trial_id, last = trial.id, tried[1].people[0].id
    gone = post(desk, f"/appels/gestion/{trial_id}/effacer-essai")
    assert (gone.status_code, gone.location) == (303, "/appels/gestion/")
    db.session.expire_all()
    left = {
        table.__name__: db.session.scalar(select(func.count()).select_from(table))
        for table in (FundingCall, Application, ApplicationPerson, ApplicationComment, Opinion, Recusal, CallQuestion,
                      Questionnaire, Response, ResponseFile)
    }  # fmt: skip
    assert left == {
        "FundingCall": 1, "Application": 1, "ApplicationPerson": 1, "ApplicationComment": 0, "Opinion": 0, "Recusal": 0,
        "CallQuestion": 0, "Questionnaire": 2, "Response": 1, "ResponseFile": 0,
    }  # fmt: skip
    assert [db.session.get(StoredFile, one) for one in (paper, joined)] == [None, None]
    assert (client.get(url).status_code, desk.get(f"/appels/{trial_id}").status_code) == (404, 404)
    done = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "funding_call.trial_deleted")
    ).one()
    assert (done.object_id, done.person_id is not None) == (trial_id, True)
    # a link of the trial opens nothing of what comes after, nor is its history told there
    again = make_application(make_call(is_test=True, title=both("Encore")))
    assert again.people[0].id > last
    assert again.call_id > trial_id
    assert client.get(url).status_code == 404
    assert db.session.get(Application, kept.id) is not None


def test_what_counts_is_not_deleted(app):
    found = []
    for values in ({}, {"is_test": True, "state": CallState.PUBLISHED}):
        with pytest.raises(RuleError) as refused:
            rules.delete_trial(call=make_call(**values), actor=Actor.system(), now=NOW)
        found.append((refused.value.code, refused.value.status))
        db.session.rollback()
    assert found == [("not_a_trial", 409), ("decided", 409)]
