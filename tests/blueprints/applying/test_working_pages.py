"""Several people on one application: invited, given a part, removed; comments, the thread."""

from io import BytesIO

import pytest
from sqlalchemy import select

from noress.domain.applications.links import token_of
from noress.domain.applications.models import (
    Application,
    ApplicationComment,
    ApplicationMessage,
    ApplicationPerson,
    Part,
)
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution, save
from tests.factories.calls import make_application, make_call, make_worker
from tests.posting import post

INVITED = {"name": "Trésorière", "email": "b@exemple.ma", "part": "edit"}


@pytest.fixture
def draft(app):
    return make_application(make_call(), answers={"summary": "x"}, email="a@exemple.ma")


def link(person):
    return f"/candidature/{token_of(person)}"


def test_invited_by_mail_then_removed(draft, client):
    owner = draft.people[0]
    url = f"{link(owner)}/personnes"
    refused = forms.post(client, url, name="", email="pas une adresse", part="edit")
    assert (refused.status_code, sorted(forms.errors_of(refused))) == (422, ["email", "name"])
    again = forms.post(client, url, **{**INVITED, "email": "A@exemple.ma"})
    assert forms.errors_of(again) == {"email": "Cette personne travaille déjà sur la candidature."}
    carrying = forms.post(client, url, **{**INVITED, "part": "owner"})
    assert (carrying.status_code, list(forms.errors_of(carrying))) == (422, ["part"])
    assert forms.post(client, url, **INVITED).status_code == 303
    mail = db.session.scalars(select(OutboxMail)).one()
    invited = db.session.scalars(select(ApplicationPerson).where(ApplicationPerson.part == Part.EDIT)).one()
    assert (mail.to_address, invited.accepted_at, f"/candidature/{token_of(invited)}" in mail.text) == (
        "b@exemple.ma", None, True,
    )  # fmt: skip
    # the link changes nothing when opened: a button does
    assert forms.text_of(client.get(link(invited)), "h1") == ["Invitation à travailler sur une candidature"]
    assert forms.post(client, link(invited)).status_code == 303
    db.session.refresh(invited)
    assert invited.accepted_at == NOW
    assert forms.text_of(client.get(link(invited)), "h1") == ["Atelier de couture"]
    # removed while typing: the save finds nothing, the script keeps what was typed on the phone
    token = token_of(invited)
    part = forms.parse(client.get(f"/q/{token}/partie/project"))
    typed = {"q.title": "Écrit à l'instant", "marks": part.select_one("[data-marks]")["data-marks"]}
    saving = post(client, f"/q/{token}/enregistrer/project", typed, headers={"Accept": "application/json"})
    assert saving.status_code == 200
    assert forms.post(client, f"{url}/{invited.id}/retirer").status_code == 303
    gone = post(client, f"/q/{token}/enregistrer/project", typed, headers={"Accept": "application/json"})
    assert (gone.status_code, client.get(f"/candidature/{token}").status_code) == (404, 404)


def test_each_part_does_what_it_may(draft, client):
    people = {
        part: make_worker(draft, part=part) for part in (Part.EDIT, Part.COMMENT, Part.SEE, Part.ACCOMPANIST)
    }
    people[Part.OWNER] = draft.people[0]
    signed = {"signatory": "x", "declared": "y", "key": "k", "version": "1"}
    found = {}
    for part, person in people.items():
        token = token_of(person)
        found[part.value] = [
            client.get(f"/candidature/{token}").status_code,
            post(client, f"/q/{token}/partie/project", {"q.title": "T", "version": "0"}).status_code,
            post(client, f"/candidature/{token}/commentaires", {"text": "Bien", "question": ""}).status_code,
            post(client, f"/candidature/{token}/messages", {"text": f"Bonjour {part.value}"}).status_code,
            client.get(f"/candidature/{token}/retirer").status_code,
            post(client, f"/candidature/{token}/personnes", {**INVITED, "email": "z@exemple.ma", "institution": "", "language": "fr"} if part != Part.OWNER else {}).status_code,
            post(client, f"/candidature/{token}/envoyer", {**signed, "version": "7"}).status_code,
        ]  # fmt: skip
    # home, form (409: the version is another), comment, thread, withdraw, invite (422: an empty form), send
    assert found == {
        "owner": [200, 409, 303, 303, 200, 422, 409], "edit": [200, 409, 303, 303, 403, 403, 409],
        "comment": [200, 403, 303, 303, 403, 403, 403], "see": [200, 403, 403, 403, 403, 403, 403],
        "accompanist": [200, 409, 303, 303, 403, 403, 403],
    }  # fmt: skip


def test_another_part_another_owner_another_link(draft, client):
    owner, other = draft.people[0], make_worker(draft, email="b@exemple.ma")
    base = f"{link(owner)}/personnes/{other.id}"
    assert forms.post(client, base, part="comment").status_code == 303
    db.session.refresh(other)
    assert other.part is Part.COMMENT
    old = link(other)
    assert post(client, f"{base}/lien").status_code == 303
    db.session.refresh(other)
    assert (client.get(old).status_code, client.get(link(other)).status_code) == (404, 200)
    assert "b@exemple.ma" in client.get(f"{base}/confier").text
    assert forms.post(client, f"{base}/confier").status_code == 303
    db.session.refresh(other)
    db.session.refresh(owner)
    assert (other.part, owner.part) == (Part.OWNER, Part.EDIT)
    assert client.get(base).status_code == 403  # not theirs any more
    left = forms.post(client, f"{link(owner)}/personnes/{owner.id}/retirer")
    assert (left.status_code, client.get(link(owner)).status_code) == (200, 404)
    elsewhere = make_application(make_call())
    assert client.get(f"{link(other)}/personnes/{elsewhere.people[0].id}").status_code == 404


def test_an_accompanist_ties_its_institution(draft, client):
    house = make_institution("Incubateur")
    forms.post(
        client,
        f"{link(draft.people[0])}/personnes",
        **{**INVITED, "part": "accompanist", "institution": str(house.id)},
    )
    ties = [(tie.institution_id, tie.kind.value) for tie in db.session.get(Application, draft.id).ties]
    assert ties == [(house.id, "accompanist")]


def test_comments_stay_among_those_who_work_on_it(draft, client):
    url = f"{link(draft.people[0])}/commentaires"
    empty = forms.post(client, url, text=" ")
    assert (empty.status_code, list(forms.errors_of(empty))) == (422, ["text"])
    assert forms.post(client, url, text="Trop court", question="summary").status_code == 303
    comment = db.session.scalars(select(ApplicationComment)).one()
    page = client.get(url)
    assert "Trop court" in page.text
    assert "Summary" in " ".join(forms.text_of(page, "ol.rows"))
    assert post(client, f"{url}/{comment.id}/regler").status_code == 303
    db.session.refresh(comment)
    assert comment.settled_at == NOW
    elsewhere = make_application(make_call())
    assert post(client, f"{link(elsewhere.people[0])}/commentaires/{comment.id}/regler").status_code == 404


def test_the_thread_with_the_desk(draft, client):
    url = f"{link(draft.people[0])}/messages"
    save(ApplicationMessage(application_id=draft.id, text="Quel local ?", sent_at=NOW, awaits_answer=True))
    assert "En attente de votre réponse." in client.get(link(draft.people[0])).text
    empty = forms.post(client, url, text="")
    assert (empty.status_code, list(forms.errors_of(empty))) == (422, ["text"])
    wrong = post(client, url, {"text": "Voici", "file": (BytesIO(b"pas un pdf"), "bail.pdf")})
    assert (wrong.status_code, "Voici" in wrong.text) == (422, True)
    done = post(client, url, {"text": "Voici", "file": (BytesIO(b"%PDF-1.4\n%%EOF\n"), "bail.pdf")})
    said = db.session.scalars(select(ApplicationMessage).order_by(ApplicationMessage.id)).all()
    assert (done.status_code, [one.text for one in said], said[0].answered_at) == (
        303, ["Quel local ?", "Voici"], NOW,
    )  # fmt: skip
    given = client.get(f"{url}/{said[1].id}/fichier")
    given.close()
    assert (given.status_code, client.get(f"{url}/{said[0].id}/fichier").status_code) == (200, 404)
    assert "En attente" not in client.get(link(draft.people[0])).text


def test_pages_of_an_application_take_the_same_queries_for_one_person_and_three(draft, client, count_queries):
    url, counts = link(draft.people[0]), []
    for wanted in (1, 3):
        while len(db.session.get(Application, draft.id).people) < wanted:
            make_worker(draft)
            db.session.expire_all()
        with count_queries() as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
