"""The nightly purge takes exactly what the retention table says, at the instant it says."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from noress.core.i18n import Translated
from noress.domain.accounts.models import (
    AccountInvitation,
    Device,
    PersonalDataRequest,
    RequestKind,
    SavedPost,
    SignInAttempt,
    SignInCode,
)
from noress.domain.accounts.retention import RETENTION
from noress.domain.actions.models import ActionImport
from noress.domain.applications.models import Opinion
from noress.domain.audit.models import AuditEvent
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.competitions.models import Nomination
from noress.domain.drafts.models import FormDraft
from noress.domain.files.models import PartialUpload, RenderedDocument, StoredFile
from noress.domain.imports.models import InstitutionImport
from noress.domain.juries.models import JuryPack
from noress.domain.meetings.models import AgendaKind
from noress.domain.notifications.models import DigestItem, Topic
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.questionnaires.models import Response
from noress.extensions import db
from noress.jobs import retention
from tests.factories import NOW, make_body, make_institution, make_person, save
from tests.factories.actions import make_plan
from tests.factories.calls import make_application
from tests.factories.competitions import make_competition, make_juror
from tests.factories.outbox import make_mail
from tests.factories.questionnaires import make_version

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def at_nine(app):
    with time_machine.travel(NOW, tick=False):
        yield


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def _code(at):
    return SignInCode(email="a@b.ma", code_digest="0" * 64, created_at=at, expires_at=at)


def _attempt(at):
    return SignInAttempt(kind="code", subject="0" * 64, succeeded=True, at=at)


def _saved(at):
    return SavedPost(
        token_digest=f"{int(at.timestamp()):064d}", path="/", fields=[], created_at=at, expires_at=at
    )


def _event(at):
    return AuditEvent(
        at=at, person_name="A", method="system", action="x", object_type="y", object_id=1, changes={}
    )


def _invitation(at):
    return AccountInvitation(email="a@b.ma", person_id=make_person().id, created_at=at, expires_at=at)


def _request(at):
    return PersonalDataRequest(
        reference=f"{at:%s}"[-12:], person_id=make_person().id, kind=RequestKind.ERASURE, text="t", created_at=at, handled_at=at,
    )  # fmt: skip


def _device(at):
    return Device(token_digest=f"{int(at.timestamp()):064d}", account_id=make_person().account_id, method="code",
                  created_at=at, expires_at=at)  # fmt: skip


def _sheet(at):
    return ActionImport(plan_id=make_plan().id, filename="plan.xlsx", rows=[], created_at=at)


def _members_sheet(at):
    return InstitutionImport(
        filename="membres.xlsx",
        rows=[],
        numbers=[],
        headings_key="0" * 64,
        seats_from=at.date(),
        created_at=at,
    )


def _draft(at):
    return FormDraft(person_id=make_person().id, form_key="x.y:", fields=[], page="p", mark="m", saved_at=at)


def _document(at):
    return RenderedDocument(kind="x", subject_type="meeting", subject_id=1, language="fr", fingerprint="f", not_before=at,
                            requested_at=at, superseded_at=at)  # fmt: skip


def _upload(at):
    return PartialUpload(key=f"{at:%s}", subject_type="response", subject_id=1, place="photo", client_key=f"{at:%s}",
                         name="a.jpg", size=1, received=0, started_at=at, updated_at=at)  # fmt: skip


def _news(at):
    return DigestItem(
        person_id=make_person().id, topic=Topic.ACTIONS, key="action:1", title=Translated(fr="Action faite"), path="/",
        created_at=at, sent_at=at,
    )  # fmt: skip


def _proposal(at):
    return ProposedItem(
        body_id=make_body().id, kind=AgendaKind.DISCUSSION, title=Translated(fr="Point"), minutes=10, is_internal=False,
        state=ProposedState.DECLINED, proposed_at=at, decided_at=at, version=1,
    )  # fmt: skip


def _answers(at):
    return Response(questionnaire_version_id=make_version().id, language="fr", started_at=at, saved_at=at)


def _opinion(at):
    return Opinion(
        application_id=make_application().id, name="Professeur", email="avis@exemple.ma", language="fr", question="Oui ?",
        asked_at=at,
    )  # fmt: skip


def _nomination(at):
    competition = make_competition("entry")
    return Nomination(
        competition_id=competition.id, institution_id=make_institution().id, name="Atelier", email="proposee@exemple.ma",
        language="fr", initiative="Séchoir", reason="Utile", made_at=at,
    )  # fmt: skip


def _pack(at):
    juror = make_juror(make_competition("scored"))
    return JuryPack(juror_id=juror.id, entries=f"{int(at.timestamp()):064d}", application_ids=[], asked_at=at)


MAKERS = {
    "jury_packs": (JuryPack, _pack),
    "nominations": (Nomination, _nomination),
    "opinions": (Opinion, _opinion),
    "response_drafts": (Response, _answers),
    "proposals": (ProposedItem, _proposal),
    "partial_uploads": (PartialUpload, _upload),
    "rendered_documents": (RenderedDocument, _document),
    "form_drafts": (FormDraft, _draft),
    "sign_in_codes": (SignInCode, _code), "sign_in_attempts": (SignInAttempt, _attempt),
    "saved_posts": (SavedPost, _saved), "history": (AuditEvent, _event),
    "account_invitations": (AccountInvitation, _invitation), "requests": (PersonalDataRequest, _request),
    "revoked_devices": (Device, _device), "action_imports": (ActionImport, _sheet),
    "institution_imports": (InstitutionImport, _members_sheet), "digest_items": (DigestItem, _news),
}  # fmt: skip
MAILS = {"secret_mails", "mail_bodies"}
#: rows that stay, without what identifies: tests/domain/questionnaires/test_forgetting_rules.py,
#: tests/domain/campaigns/test_relay_rules.py, tests/domain/{guidance,upkeep,exchange,applications,funding,payments}
EMPTIED = {
    "refused_responses", "held_responses", "relayed_contacts", "contact_requests", "structure_reports",
    "structure_imports", "application_drafts", "application_papers", "application_people", "call_questions",
    "award_papers", "bank_proofs",
}  # fmt: skip


def test_every_purged_line_has_its_test_here():
    assert {row.code for row in RETENTION if row.keep is not None} == set(MAKERS) | MAILS | EMPTIED


@pytest.mark.parametrize("code", MAKERS)
def test_row_goes_once_older_than_its_time(app, code):
    model, make = MAKERS[code]
    keep = next(row.keep for row in RETENTION if row.code == code)
    save(make(NOW - keep + SECOND))
    save(make(NOW - keep - SECOND))
    done = retention.purge(app)
    assert {name: n for name, n in done.items() if n} == {code: 1}
    assert count(model) == 1
    assert retention.purge(app)[code] == 0


def test_device_goes_thirty_days_after_it_was_ended(app):
    device = _device(NOW + 20 * DAY)
    device.revoked_at = NOW - 30 * DAY - SECOND
    save(device)
    assert retention.purge(app)["revoked_devices"] == 1


def test_accepted_invitation_stays(app):
    invitation = _invitation(NOW - 200 * DAY)
    invitation.used_at = NOW - 199 * DAY
    save(invitation)
    assert retention.purge(app)["account_invitations"] == 0


def test_request_not_yet_answered_stays(app):
    request = _request(NOW - 9 * 365 * DAY)
    request.handled_at = None
    save(request)
    assert retention.purge(app)["requests"] == 0


def test_codes_go_whole_after_a_day_and_other_mails_lose_their_text_after_a_year(app):
    code = make_mail(is_secret=True, created_at=NOW - DAY - SECOND, state=MailState.SENT)
    fresh = make_mail(is_secret=True, created_at=NOW - DAY + SECOND)
    old = make_mail(created_at=NOW - 365 * DAY - SECOND, state=MailState.SENT, sent_at=NOW - 365 * DAY, calendar="BEGIN:",
                    calendar_method="REQUEST")  # fmt: skip
    young = make_mail(created_at=NOW - 365 * DAY + SECOND, state=MailState.SENT)
    waiting = make_mail(created_at=NOW - 400 * DAY)
    code_id, ids = code.id, [mail.id for mail in (fresh, old, young, waiting)]
    kept = old.subject, old.to_address, old.sent_at
    done = retention.purge(app)
    assert (done["secret_mails"], done["mail_bodies"]) == (1, 1)
    db.session.rollback()
    db.session.expire_all()
    assert db.session.scalars(select(OutboxMail.id).order_by(OutboxMail.id)).all() == ids
    assert db.session.get(OutboxMail, code_id) is None
    assert (old.text, old.html, old.calendar) == ("", "", None)
    assert (old.subject, old.to_address, old.sent_at) == kept
    assert young.text
    assert waiting.text
    assert retention.purge(app)["mail_bodies"] == 0


def test_files_that_no_row_knows_are_swept_after_a_day(app):
    storage = app.extensions["storage"]
    for key in ("2026/11/known.pdf", "2026/11/orphan.pdf", "2026/11/just-written.pdf"):
        storage.put(key, io.BytesIO(b"%PDF"))
    for key in ("2026/11/known.pdf", "2026/11/orphan.pdf"):
        old = (NOW - DAY - SECOND).timestamp()
        os.utime(f"{app.instance_path}/files/{key}", (old, old))
    fresh = NOW.timestamp()
    os.utime(f"{app.instance_path}/files/2026/11/just-written.pdf", (fresh, fresh))
    save(StoredFile(key="2026/11/known.pdf", name="a.pdf", content_type="application/pdf", size=4, sha256="0" * 64,
                    uploaded_at=NOW))  # fmt: skip
    assert retention.purge(app)["orphan_files"] == 1
    own = {"2026/11/known.pdf", "2026/11/orphan.pdf", "2026/11/just-written.pdf"}
    left = sorted(key for key, _at in storage.list_keys() if key in own)
    for key in left:
        storage.delete(key)
    assert left == ["2026/11/just-written.pdf", "2026/11/known.pdf"]


def test_halves_of_files_that_a_crash_left_are_swept_after_a_day(app):
    app.extensions["storage"].put("2026/11/kept.pdf", b"%PDF")  # makes the folder
    incoming = Path(app.instance_path) / "files" / ".incoming"
    for name, at in (("old", NOW - DAY - SECOND), ("young", NOW - DAY + SECOND)):
        (incoming / name).write_bytes(b"half")
        os.utime(incoming / name, (at.timestamp(), at.timestamp()))
    assert retention.purge(app)["partial_files"] == 1
    left = [path.name for path in incoming.iterdir()]
    (incoming / "young").unlink()
    app.extensions["storage"].delete("2026/11/kept.pdf")
    assert left == ["young"]


def test_purge_command_says_what_went(app):
    save(_code(NOW - 2 * DAY))
    result = app.test_cli_runner().invoke(args=["purge"])
    assert result.exit_code == 0
    assert "sign_in_codes: 1" in result.output.splitlines()
