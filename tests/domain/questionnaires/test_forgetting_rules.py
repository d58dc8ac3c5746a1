"""What is forgotten of answers: drafts left behind, who gave refused ones, the words of somebody who is erased."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.names import ERASED
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.rules.erasure import erase_person
from noress.domain.audit.rules import record
from noress.domain.files.models import DocumentState, PartialUpload, RenderedDocument, StoredFile
from noress.domain.files.rules import request_document
from noress.domain.questionnaires.models import Channel, Response, ResponseFile, ResponseState
from noress.domain.questionnaires.response_links import find_response, response_url, token_of
from noress.domain.retention.rules import purge_expired
from noress.extensions import db
from tests.factories import make_institution, make_person, save
from tests.factories.questionnaires import make_response, make_version
from tests.factories.received import join_file, make_form, make_sent

ANSWERS = {
    "name": "Atelier", "contact": "Présidente membre 12", "members": "12",
    "branches": [{"town": "Tétouan", "manager": "Gérante membre 12", "staff": "3"}],
}  # fmt: skip
KEPT = {"name": "Atelier", "members": "12", "branches": [{"town": "Tétouan", "staff": "3"}]}


@pytest.fixture
def version(app):
    return make_version(definition=make_form())


def stored(key, now):
    return save(
        StoredFile(
            key=key * 40,
            name=f"{key}.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_at=now,
        )
    )


def with_files(row, now):
    """A file that identifies, one that does not, and the paper."""
    named, other, scan = (stored(key, now) for key in "abc")
    for question, file in (("statutes", named), ("plan", other)):
        join_file(row, question, file.id)
    held = {
        question: [{"file": file.id, "name": file.name, "size": 1}]
        for question, file in (("statutes", named), ("plan", other))
    }
    with writing():
        row.answers = row.values = row.answers | held
        row.scan_id = scan.id
        db.session.commit()
    return named.id, other.id, scan.id


def come_in_pieces(row, now, file_id):
    """What the uploads of this response leave behind: one that ended yesterday, one that did not."""
    for key, held in (("a", file_id), ("b", None)):
        save(
            PartialUpload(
                key=key * 32, subject_type="response", subject_id=row.id, place="statutes", client_key=key, file_id=held,
                name="Statuts de la présidente.pdf", size=1, received=1, started_at=now, updated_at=now,
            )
        )  # fmt: skip


def rows(column):
    return list(db.session.scalars(select(column).order_by(column)))


def test_drafts_left_for_a_year_go(version, now, work):
    old, other = now - timedelta(days=366), now - timedelta(days=364)
    gone = make_response(version, saved_at=old)
    join_file(gone, "plan", stored("a", now).id)
    come_in_pieces(gone, now, rows(StoredFile.id)[0])
    kept = [make_response(version, saved_at=other).id, make_sent(version, ANSWERS, saved_at=old).id]
    with work():
        done = purge_expired(now=now)
    assert (done["response_drafts"], rows(Response.id), rows(StoredFile.id), rows(ResponseFile.id)) == (
        1,
        kept,
        [],
        [],
    )
    assert rows(PartialUpload.id) == []


def test_refused_answers_lose_who_gave_them_after_90_days(version, now, work, history):
    values = {
        "state": ResponseState.REFUSED,
        "email": "a@exemple.ma",
        "filled_by": "Trésorière",
        "reason": "Déjà dit.",
    }
    row = make_sent(version, ANSWERS, decided_at=now - timedelta(days=91), **values)
    make_sent(version, ANSWERS, decided_at=now - timedelta(days=89), **values)
    named, other, _scan = with_files(row, now)
    come_in_pieces(row, now, named)
    token, sha = token_of(row), row.snapshots[0].sha256
    receipt = stored("d", now)
    with work():
        made = request_document(
            kind="response_receipt", subject=row, language="fr", actor=Actor.system(), now=now, is_told=False
        )
        made.state, made.file_id = DocumentState.READY, receipt.id
        told = {"state": ("submitted", "refused"), "reason": (None, "Déjà dit par la trésorière.")}
        record(Actor.system(), "response.refused", row, now=now, changes=told)
        scanned = {"document": ("Présidente.pdf", "Présidente 2.pdf")}
        record(Actor.system(), "response.scan_attached", row, now=now, changes=scanned)
        db.session.commit()
    with work():
        done = purge_expired(now=now)
    assert done["refused_responses"] == 1
    plan = {"plan": [{"file": other, "name": "b.pdf", "size": 1}]}
    assert (row.answers, row.values) == (KEPT | plan, KEPT | plan)
    assert (row.email, row.filled_by, row.scan_id, row.search_text, row.reason) == (None,) * 5
    assert (rows(StoredFile.id), [held.question for held in row.files]) == ([other], ["plan"])
    assert (rows(PartialUpload.id), rows(RenderedDocument.id)) == ([], [])  # the paper said who gave them
    assert find_response(token) is None
    (snapshot,) = row.snapshots
    content = json.loads(snapshot.content)
    assert (content["answers"], content["filled_by"], content["emptied"]) == (KEPT, None, now.isoformat())
    assert (snapshot.sha256, hashlib.sha256(snapshot.content.encode()).hexdigest() == sha) == (sha, False)
    assert history() == [
        ("response.refused", {"state": ["submitted", "refused"], "reason": [None, ERASED]}),
        ("response.scan_attached", {"document": [ERASED, ERASED]}),
        ("response.emptied", {}),
    ]
    with work():
        assert purge_expired(now=now)["refused_responses"] == 0


def test_what_nobody_judged_is_junk_and_emptied_after_90_days(version, now, work, history):
    old, young = now - timedelta(days=91), now - timedelta(days=89)
    held = {"held_because": "liens", "email": "a@exemple.ma"}
    row = make_sent(version, ANSWERS, submitted_at=old, **held)
    kept = make_sent(version, ANSWERS, submitted_at=young, **held)
    counting = make_sent(version, ANSWERS, submitted_at=old)
    token = token_of(row)
    with work():
        assert purge_expired(now=now)["held_responses"] == 1
    assert (row.state, row.answers, row.email, row.decided_at, row.decided_by_id) == (
        ResponseState.REFUSED, KEPT, None, now, None,
    )  # fmt: skip
    assert find_response(token) is None
    assert [(one.state, one.answers) for one in (kept, counting)] == [(ResponseState.SUBMITTED, ANSWERS)] * 2
    assert history() == [
        ("response.discarded", {"state": ["submitted", "refused"]}), ("response.emptied", {}),
    ]  # fmt: skip
    with work():
        done = purge_expired(now=now)
    assert (done["held_responses"], done["refused_responses"]) == (0, 0)


def test_an_erased_helper_leaves_the_structure_a_way(version, work, actor, now, outbox):
    """Who held the pencil knew the link: the structure's address gets another; without one, the link stays."""
    person = make_person("Animateur membre 12", email="membre12@exemple.ma")
    helped = {"person_id": person.id, "channel": Channel.HELPED, "filled_by": person.name}
    place = make_institution("Coopérative").id
    mail = {"email": "structure@exemple.ma", "language": "ar"}
    cases = {
        "its address": (helped | mail, False),
        "a draft, its address": (helped | mail, False),
        "no address": (helped, True),
        "the helper's address": (helped | {"institution_id": place, "email": person.email}, False),
        "by itself, no address": ({"person_id": person.id, "institution_id": place}, False),
        "refused": (helped | mail | {"state": ResponseState.REFUSED}, False),
    }
    made = {
        case: make_response(version, **values) if "draft" in case else make_sent(version, ANSWERS, **values)
        for case, (values, _opens) in cases.items()
    }
    tokens = {case: token_of(row) for case, row in made.items()}
    with work():
        erase_person(person=person, actor=actor, now=now)
    assert {case: find_response(token) is not None for case, token in tokens.items()} == {
        case: opens for case, (_values, opens) in cases.items()
    }
    assert {row.filled_by for row in made.values()} == {None}
    mails = sorted(outbox(), key=lambda mail: mail.about_id)
    mailed = [made["its address"], made["a draft, its address"]]
    assert [(mail.template, mail.to_address, mail.language, mail.about_id) for mail in mails] == [
        ("response_link", "structure@exemple.ma", "ar", row.id) for row in mailed
    ]
    for mail, row in zip(mails, mailed, strict=True):
        assert response_url(row) in mail.text
        assert "Animateur" not in mail.text + mail.html


def test_an_erased_person_takes_what_identifies_along(version, work, actor, now):
    """Answers for themselves lose it; an institution's stay without their name; helped ones are the structure's."""
    person = make_person("Animateur membre 12", email="membre12@exemple.ma")
    own = make_sent(version, ANSWERS, person_id=person.id, filled_by=person.name)
    mailed = make_sent(version, ANSWERS, email="membre12@exemple.ma")
    helped = make_sent(version, ANSWERS, person_id=person.id, channel=Channel.PHONE, filled_by=person.name)
    institution = make_institution("Union")
    shared = make_sent(
        version,
        ANSWERS | {"contact": "Animateur membre 12, directeur"},
        person_id=person.id,
        institution_id=institution.id,
    )
    others = make_sent(
        version, ANSWERS | {"contact": person.name}, email="autre@exemple.ma", filled_by=person.name
    )
    with work():
        erase_person(person=person, actor=actor, now=now)
    assert [row.answers for row in (own, mailed, helped)] == [KEPT, KEPT, ANSWERS]
    assert [row.filled_by for row in (own, mailed, helped, others)] == [None, None, None, ERASED]
    assert [row.email for row in (mailed, others)] == [None, "autre@exemple.ma"]
    assert shared.answers["contact"] == f"{ERASED}, directeur"
    assert others.answers["contact"] == ERASED
    for row in (own, mailed, helped, shared, others):
        assert "Animateur" not in row.snapshots[0].content
        assert "animat" not in row.search_text
    assert "emptied" in json.loads(shared.snapshots[0].content)
    assert "presid" not in own.search_text
    assert "presid" in helped.search_text
    assert own.state is ResponseState.SUBMITTED
