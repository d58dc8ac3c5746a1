"""What a walk through an application showed: who is told what, and links that lead where they say."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.applications.links import token_of
from noress.domain.applications.models import (
    ApplicationComment,
    ApplicationPerson,
    CorrectionKind,
    CorrectionRequest,
    Part,
)
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests import forms
from tests.factories import NOW, save
from tests.factories.calls import make_application, make_call, make_worker
from tests.posting import post

READY = {"title": "Atelier de couture", "summary": "Former douze femmes"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def draft(app):
    return make_application(make_call(), answers=READY, email="a@exemple.ma")


def link(person):
    return f"/candidature/{token_of(person)}"


def words(page, selector="main"):
    return " ".join(" ".join(forms.text_of(page, selector)).split())


def test_whoever_works_on_it_is_told_of_comments_but_not_what_they_say(draft, client, clock_at):
    owner = draft.people[0]
    editor = make_worker(draft, name="Trésorière", email="b@exemple.ma")
    make_worker(draft, name="Lecteur", email="c@exemple.ma", part=Part.SEE)
    make_worker(draft, name="Invité", email="d@exemple.ma", accepted_at=None)
    url = f"{link(editor)}/commentaires"
    for _press in range(2):  # a second press says nothing more
        assert forms.post(client, url, text="Le budget est faux", question="summary").status_code == 303
    clock_at(NOW + 4 * MINUTE)
    assert forms.post(client, url, text="Et le titre", question="").status_code == 303
    assert len(db.session.scalars(select(ApplicationComment)).all()) == 2
    told = db.session.scalars(select(OutboxMail).where(OutboxMail.state == MailState.QUEUED)).all()
    assert [(mail.to_address, mail.subject, mail.not_before) for mail in told] == [
        ("a@exemple.ma", "Nouveau commentaire sur votre candidature", NOW + 10 * MINUTE)
    ]
    assert ("Trésorière a commenté" in told[0].text, "budget" in told[0].text) == (True, False)
    assert f"/candidature/{token_of(owner)}/commentaires" in told[0].text
    # removed before it left: a link that is cut is not sent
    forms.post(client, f"{link(owner)}/commentaires", text="Merci", question="")
    forms.post(client, f"{link(owner)}/personnes/{editor.id}/retirer")
    waiting = db.session.scalars(select(OutboxMail).where(OutboxMail.state == MailState.QUEUED)).all()
    assert [mail.to_address for mail in waiting] == ["a@exemple.ma"]


def test_another_link_is_sent_after_a_page_that_says_to_which_mailbox(draft, client):
    owner = draft.people[0]
    old = link(owner)
    people = client.get(f"{old}/personnes")
    asked = client.get(f"{old}/personnes/{owner.id}/lien")
    assert ("a@exemple.ma" in words(asked), "ne s'ouvre plus" in words(asked)) == (True, True)
    assert (client.get(old).status_code, f"{owner.id}/lien" in people.text) == (200, True)
    assert post(client, f"{old}/personnes/{owner.id}/lien").status_code == 200
    assert client.get(old).status_code == 404
    other = make_worker(draft)
    assert client.get(f"{link(other)}/personnes/{owner.id}/lien").status_code == 403


def test_each_reads_what_they_may_do(draft, client):
    people = {part: make_worker(draft, part=part) for part in (Part.EDIT, Part.COMMENT, Part.ACCOMPANIST)}
    people[Part.OWNER] = draft.people[0]
    draft.note_response.values = {"title": "Atelier"}
    db.session.commit()
    buttons = {
        part.value: (
            forms.text_of(client.get(link(person)), "main .buttons a"),
            forms.text_of(client.get(f"{link(person)}/envoyer"), "main .buttons a"),
            "invitez les autres" in words(client.get(link(person))),
        )
        for part, person in people.items()
    }
    assert buttons == {
        "owner": (["Continuer à remplir", "Vérifier et envoyer"], ["Compléter"], True),
        "edit": (["Continuer à remplir", "Vérifier et envoyer"], ["Compléter"], False),
        "accompanist": (["Continuer à remplir", "Vérifier"], ["Compléter"], False),
        "comment": (["Vérifier"], ["Écrire un commentaire"], False),
    }
    offered = [
        tag["href"] for tag in forms.parse(client.get(f"{link(people[Part.OWNER])}/personnes")).select("a")
    ]
    handed = [
        part.value
        for part, one in people.items()
        if any(url.endswith(f"/{one.id}/confier") for url in offered)
    ]
    assert sorted(handed) == ["comment", "edit"]


def test_an_invitation_says_what_one_may_do(draft, client):
    forms.post(
        client, f"{link(draft.people[0])}/personnes", name="Comptable", email="e@exemple.ma", part="comment"
    )
    mail = db.session.scalars(select(OutboxMail)).one()
    assert ("Lire et commenter" in mail.text, "invitez plutôt les autres" in mail.text) == (True, False)
    invited = db.session.scalars(
        select(ApplicationPerson).where(ApplicationPerson.part == Part.COMMENT)
    ).one()
    assert "Lire et commenter" in words(client.get(link(invited)))


def test_a_correction_leads_to_its_questions(draft, client):
    url = link(draft.people[0])
    forms.post(client, f"{url}/envoyer", signatory="La présidente", declared="y")
    save(
        CorrectionRequest(
            application_id=draft.id, stage=1, kind=CorrectionKind.INCOMPLETE, questions=["summary"], reason="Trop court.\nOù ?",
            asked_at=NOW, due_at=NOW + timedelta(days=7),
        )
    )  # fmt: skip
    links = [(tag.text, tag["href"]) for tag in forms.parse(client.get(url)).select(".notice li a")]
    assert links == [("Summary", f"/q/{token_of(draft.people[0])}/partie/project#q-summary")]
    assert client.get(links[0][1]).text.count('id="q-summary"') == 1


def test_what_is_wrong_on_the_sending_page_is_said_at_once(draft, client):
    refused = forms.post(client, f"{link(draft.people[0])}/envoyer", signatory="")
    assert forms.errors_of(refused) == {
        "signatory": "Remplissez ce champ.", "declared": "Cochez la déclaration pour envoyer.",
    }  # fmt: skip
    assert "2 réponses sur 3" in words(client.get(link(draft.people[0])), "#parties")


def test_a_band_says_on_every_page_that_a_call_is_for_trying_it_out(app, client):
    call = make_call(is_test=True)
    application = make_application(call, answers=READY)
    owner, other = application.people[0], make_worker(application)
    invited = make_worker(application, accepted_at=None)
    url, form = link(owner), f"/q/{token_of(owner)}/partie/project"
    begin = f"/appels/{call.id}/candidater"
    pages = [
        url, f"{url}/personnes", f"{url}/personnes/{other.id}", f"{url}/personnes/{other.id}/confier", f"{url}/personnes/{owner.id}/lien",
        f"{url}/commentaires", f"{url}/messages", f"{url}/envoyer", f"{url}/retirer", form, link(invited), begin,
        f"{begin}/structure", f"{begin}/commencer?nom=Fours", f"{begin}/retrouver",
    ]  # fmt: skip
    band = "Appel d'essai : rien de ce que vous envoyez ici ne compte."
    counts = {
        page: client.get(page).text.replace("&#39;", "'").replace("\u00a0", " ").count(band) for page in pages
    }
    assert {page: count for page, count in counts.items() if count != 1} == {}
    forms.post(client, f"{url}/envoyer", signatory="La présidente", declared="y")
    sent = [
        client.get(page).text.replace("&#39;", "'").replace("\u00a0", " ").count(band)
        for page in (url, f"{url}/recu", form)
    ]
    assert sent == [1, 1, 1]
    real = make_application(make_call(), answers=READY)
    assert band not in client.get(link(real.people[0])).text.replace("&#39;", "'").replace("\u00a0", " ")
