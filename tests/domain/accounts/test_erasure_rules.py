"""Erasing a person leaves no trace of their name, addresses or words, and leaves everybody else's alone."""

from datetime import timedelta

import pytest
from sqlalchemy import String, Text, cast, select

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts import rules
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import (
    AccountInvitation,
    Device,
    Person,
    RecoveryCode,
    SavedPost,
    SignInCode,
)
from noress.domain.accounts.rules.erasure import check_erasable, erase_person
from noress.domain.audit.models import AuditEvent
from noress.domain.audit.rules import record
from noress.domain.drafts.models import FormDraft
from noress.domain.files.models import FrozenContent, StoredFile
from noress.domain.meetings.models import Answer, Invitation, MeetingState
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.outbox.rules import Mail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_account,
    make_agenda_item,
    make_device,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.documents import make_file

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor(name="Secrétariat", method="code")
CANARIES = [
    "Déléguée à l'ouïe", "مندوبة السمع", "deleguee@ouie.ma", "+212661424242", "Déléguée ancienne", "raison intime",
    "canari firefox",
]  # fmt: skip


def every_text():
    """All the text of the database, wherever it stands."""
    found = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(*(cast(column, Text).cast(String) for column in table.columns))):
            found += [f"{table.name}: {value}" for value in row if value]
    return found


def holding(canaries):
    import html
    import json

    forms = {form for text in canaries for form in (text, html.escape(text), json.dumps(text)[1:-1])}
    return [text[:120] for text in every_text() if any(form in text for form in forms)]


def mail(key, to, name, person_id=None, **values):
    outbox.enqueue(
        Mail(template="account_notice", to_address=to, to_name=name, language="fr", key=key, person_id=person_id,
             values={"what": "password"}, **values), now=NOW,
    )  # fmt: skip


def write_traces(person, meeting):
    """In history, in her own mails and in a mail to somebody else."""
    db.session.rollback()
    with writing():
        actor = Actor(name="Déléguée à l'ouïe", method="code", person_id=person.id)
        rules.edit_own_details(person=person, name="Déléguée à l'ouïe", name_ar=person.name_ar, language="fr",
                               phone=person.phone, visibility=person.visibility, version=1, actor=actor, now=NOW)  # fmt: skip
        record(ACTOR, "invitation.answered", meeting, now=NOW,
               changes={"delegate_name": (None, "Déléguée à l'ouïe"), "note": ["Vu avec Déléguée à l'ouïe", "autre"]})  # fmt: skip
        mail("a", "deleguee@ouie.ma", "Déléguée à l'ouïe", person.id)
        mail(
            "b",
            "juriste@exemple.ma",
            "Juriste",
            calendar="SUMMARY:x\r\nATTENDEE;CN=Déléguée à l'o\r\n uïe:mailto:x\r\n",
        )
        db.session.flush()
        other = db.session.scalars(select(OutboxMail).where(OutboxMail.key == "b")).one()
        other.text, other.html = "Déléguée à l'ouïe vient.", "<p>Déléguée à l&#x27;ouïe vient.</p>"
        db.session.add(
            AccountInvitation(
                email="deleguee@ouie.ma", person_id=person.id, created_at=NOW, expires_at=NOW, used_at=NOW
            )
        )
        db.session.commit()


@pytest.fixture
def zoubaida():
    """A person who left traces wherever one can."""
    account = make_account("deleguee@ouie.ma", totp_secret="A" * 32, totp_confirmed_at=NOW)
    person = make_person("Déléguée ancienne", account=account, name_ar="مندوبة السمع", phone="+212661424242")
    seat = make_seat(
        person=person, closed_at=NOW, ends_on=NOW.date(), designation="Lettre de Déléguée à l'ouïe"
    )
    meeting = make_meeting()
    make_invitation(meeting, seat, answer=Answer.NO, reason="raison intime")
    make_invitation(
        meeting, guest_name="Déléguée à l'ouïe", guest_email="deleguee@ouie.ma", reason="raison intime"
    )
    make_invitation(meeting, delegate_name="Déléguée à l'ouïe", reason="autre motif")
    make_agenda_item(meeting, presenter="Déléguée à l'ouïe, directrice")
    make_device(person, label="canari firefox")
    save(
        SignInCode(email="deleguee@ouie.ma", code_digest="0" * 64, created_at=NOW, expires_at=NOW, attempts=0)
    )
    save(RecoveryCode(account_id=account.id, code_digest="0" * 64, created_at=NOW))
    save(SavedPost(token_digest="0" * 64, path="/", fields=[["name", "Déléguée à l'ouïe"]], created_at=NOW,
                   expires_at=NOW + timedelta(days=1)))  # fmt: skip
    for author, text in ((person, "raison intime"), (make_person(), "Avec Déléguée à l'ouïe")):
        save(
            FormDraft(
                person_id=author.id,
                form_key="x.y:",
                fields=[["reason", text]],
                page="p",
                mark="m",
                saved_at=NOW,
            )
        )
    write_traces(person, meeting)
    return person


def erase(person):
    db.session.rollback()
    with writing():
        erase_person(person=person, actor=ACTOR, now=NOW)
        db.session.commit()
    db.session.expire_all()


def test_nothing_that_names_the_person_is_left(zoubaida):
    make_person("Juriste", email="juriste@exemple.ma")
    account_id, before = zoubaida.account_id, {c for c in CANARIES if holding([c])}
    assert before == set(CANARIES)  # every canary was there to be found
    erase(zoubaida)
    assert holding(CANARIES) == []
    person = db.session.get(Person, zoubaida.id)
    assert (person.name, person.name_folded, person.name_ar, person.email, person.phone, person.account_id) == (
        "Personne effacée", "personne effacee", None, None, None, None,
    )  # fmt: skip
    account = make_account_again(account_id)
    assert (account.email, account.totp_secret, account.suspended_at) == (f"efface-{account_id}", None, NOW)
    assert [(e.action, e.person_name) for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))] == [
        ("person.edited", "Personne effacée"), ("invitation.answered", "Secrétariat"), ("person.erased", "Secrétariat"),
    ]  # fmt: skip


def make_account_again(account_id):
    from noress.domain.accounts.models import Account

    return db.session.get(Account, account_id)


def test_own_drafts_go_and_those_of_others_keep_their_words(zoubaida):
    erase(zoubaida)
    assert [d.fields for d in db.session.scalars(select(FormDraft))] == [
        [["reason", "Avec Personne effacée"]]
    ]


def test_counts_and_others_words_stay(zoubaida):
    juriste = make_person("Juriste", email="juriste@exemple.ma")
    invitations = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()
    kept = [(i.answer, i.seat_id) for i in invitations]
    erase(zoubaida)
    after = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()
    assert [(i.answer, i.seat_id) for i in after] == kept
    assert [i.reason for i in after] == [None, None, "autre motif"]
    assert after[2].delegate_name == "Personne effacée"
    mails = {m.key: m for m in db.session.scalars(select(OutboxMail))}
    assert (mails["a"].state, mails["a"].text, mails["a"].to_address) == (MailState.MERGED, "", "")
    assert (mails["b"].state, mails["b"].text, mails["b"].to_address, mails["b"].html) == (
        MailState.QUEUED, "Personne effacée vient.", "juriste@exemple.ma", "<p>Personne effacée vient.</p>",
    )  # fmt: skip
    assert mails["b"].calendar == "SUMMARY:x\r\nATTENDEE;CN=Personne effacée:mailto:x\r\n"
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "invitation.answered")).one()
    assert event.changes == {
        "delegate_name": [None, "Personne effacée"],
        "note": ["Vu avec Personne effacée", "autre"],
    }
    assert db.session.get(Person, juriste.id).email == "juriste@exemple.ma"
    assert [d.revoked_at for d in db.session.scalars(select(Device))] == [NOW]


def test_a_shared_mailbox_survives_the_erasure_of_one_of_its_persons():
    account = make_account("boite@exemple.ma", is_shared=True)
    first, second = (
        make_person("Déléguée à l'ouïe", account=account),
        make_person("Juriste suppléant", account=account),
    )
    make_device(first)
    make_device(second)
    erase(first)
    db.session.refresh(account)
    assert (account.email, account.suspended_at) == ("boite@exemple.ma", None)
    assert db.session.get(Person, second.id).email == "boite@exemple.ma"
    assert [d.revoked_at for d in db.session.scalars(select(Device).order_by(Device.id))] == [NOW, None]


def test_a_name_of_one_word_is_not_replaced_inside_other_words():
    meeting = make_meeting()
    item = make_agenda_item(meeting, presenter="Secouriste adjoint")
    person = make_person("Secouriste", email="s@exemple.ma")
    erase(person)
    db.session.refresh(item)
    assert item.presenter == "Secouriste adjoint"


def test_an_erased_name_leaves_the_pages_kept_ready(client):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_agenda_item(meeting, presenter="Déléguée à l'ouïe")
    person = make_person("Déléguée à l'ouïe", email="deleguee@ouie.ma")
    assert "Déléguée" in client.get(f"/sessions/{meeting.id}").get_data(as_text=True)
    erase(person)
    assert "Déléguée" not in client.get(f"/sessions/{meeting.id}").get_data(as_text=True)


def test_a_replaced_text_stays_within_its_column():
    item = make_agenda_item(make_meeting(), presenter="Élu B" * 40)
    erase(make_person("Élu B", email="s@exemple.ma"))
    db.session.refresh(item)
    assert item.presenter == ("Personne effacée" * 13)[:200]


def test_places_are_ended_before_erasing():
    from noress.core.errors import RuleError

    seat = make_seat()
    with pytest.raises(RuleError) as refused:
        check_erasable(seat.person, now=NOW)
    assert (refused.value.code, refused.value.status) == ("places", 409)


def _paper(meeting, kind, language, **values):
    from noress.domain.files.models import DocumentState, RenderedDocument

    return save(
        RenderedDocument(
            kind=kind, subject_type="meeting", subject_id=meeting.id, language=language, fingerprint=language * 20,
            not_before=NOW, requested_at=NOW, state=DocumentState.READY, **values,
        )
    )  # fmt: skip


def test_papers_already_made_go_and_the_public_ones_are_asked_for_anew(app):
    from noress.domain.files.models import DocumentState, RenderedDocument

    meeting, signed = make_meeting(state=MeetingState.CONVENED), make_meeting(state=MeetingState.CONVENED)
    file = make_file("agenda.pdf")
    made = _paper(meeting, "meeting_agenda", "fr", file_id=file.id)
    _paper(meeting, "meeting_agenda", "ar", superseded_at=NOW)
    _paper(meeting, "sign_in_sheet", "fr")
    kept = _paper(signed, "meeting_agenda", "fr")
    save(
        FrozenContent(
            sha256="0" * 64, kind="document", title=Translated(fr="Ordre du jour"), issuer=Translated(fr="Réseau"),
            subject_type="meeting", subject_id=signed.id, content="{}", frozen_at=NOW,
        )
    )  # fmt: skip
    gone, file_id = made.id, file.id
    erase(make_person("Déléguée à l'ouïe", email="deleguee@ouie.ma"))
    rows = db.session.scalars(select(RenderedDocument).order_by(RenderedDocument.id)).all()
    assert gone not in {row.id for row in rows if row.state is DocumentState.READY}
    assert [(row.kind, row.subject_id, row.language, row.state) for row in rows if row.id != kept.id] == [
        ("meeting_agenda", meeting.id, "fr", DocumentState.QUEUED)
    ]
    assert db.session.get(RenderedDocument, kept.id).state is DocumentState.READY
    assert db.session.get(StoredFile, file_id) is None
