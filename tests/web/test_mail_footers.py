"""Every mail says at its end which account it concerns, for which institution where there is one, and why."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from noress.core.i18n import Translated
from noress.domain.accounts import mails as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import AccountInvitation, PersonalDataRequest, RequestKind
from noress.domain.actions import mails as actions
from noress.domain.actions.models import Action
from noress.domain.applications import mails as applications
from noress.domain.backlog import mails as backlog
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.campaigns import mails as campaigns
from noress.domain.campaigns import relay_mails
from noress.domain.catalogue import mails as catalogue
from noress.domain.catalogue.models import ChangeOrigin, Facet, Source, StructureChange
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.exchange import mails as exchange
from noress.domain.exchange.models import CatalogueExport, CatalogueExportWait
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.funding import mails as funding
from noress.domain.funding.models import CallQuestion
from noress.domain.guidance import mails as guidance
from noress.domain.guidance.models import AidMatch, ContactMessage, ContactRequest
from noress.domain.institutions import mails as institutions
from noress.domain.institutions.models import BodyKind
from noress.domain.letters import mails as letters
from noress.domain.letters import rules as letter_rules
from noress.domain.meetings import mails as meetings
from noress.domain.meetings.models import AgendaKind, MeetingState
from noress.domain.minutes import mails as minutes
from noress.domain.minutes.models import (
    Consultation,
    Correction,
    CorrectionState,
    MinutesState,
    Rectification,
)
from noress.domain.minutes.readers import group_by_mailbox, of_seat
from noress.domain.notifications import mails as notifications
from noress.domain.notifications.mailboxes import group_by_mailbox as group_news
from noress.domain.notifications.models import DigestItem, Topic
from noress.domain.notifications.rules.telling import of_mailbox
from noress.domain.outbox.rules import preview
from noress.domain.questionnaires import mails as questionnaires
from noress.domain.questionnaires.models import (
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseSnapshot,
)
from noress.domain.upkeep import mails as upkeep
from noress.domain.upkeep.models import ReportKind, StructureReport
from noress.extensions import db
from tests.architecture.source import TEMPLATES
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.calls import make_application, make_call
from tests.factories.campaigns import make_campaign, make_participant
from tests.factories.catalogue import make_structure, make_words
from tests.factories.minutes import make_block, make_held_meeting, make_minutes
from tests.pages import BeautifulSoup

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor(name="Secrétariat", method="code")
#: nobody's institution is meant: the account alone
PERSONAL = {
    "account_notice", "personal_data_answer", "personal_data_receipt", "response_link", "response_receipt",
    "response_refused", "response_returned", "sign_in_code",
    # of an entry of the catalogue, which may be nobody's institution
    "aid_agreed", "aid_proposed", "catalogue_export_ready", "contact_asked", "contact_received", "contact_said",
    "contact_unanswered", "structure_change_settled", "structure_confirm", "structure_hidden", "structure_link", "structure_opposed",
    "structure_published", "structure_refused", "structure_report_answered", "structure_report_received",
    "structure_stale",
    # of an application, whose structure may be nobody's institution
    "application_notice", "call_answered", "call_closed_unsent",
}  # fmt: skip
TEMPLATES_OF_MAILS = sorted(
    path.name for path in (TEMPLATES / "mails").iterdir() if path.is_dir() and not path.name.startswith("_")
)


@pytest.fixture
def seat(app):
    institution = make_institution("Réseau", name_ar="الشبكة", email="reseau@exemple.ma")
    return make_seat(institution, make_person("Titulaire", name_ar="الممثلة", email="titulaire@exemple.ma"))


def of_accounts(seat):
    person = seat.person
    invitation = save(
        AccountInvitation(
            email=person.email, person_id=person.id, seat_id=seat.id, created_at=NOW, expires_at=NOW
        )
    )
    request = save(
        PersonalDataRequest(reference="P-2026-001", person_id=person.id, kind=RequestKind.CORRECTION, text="Mon nom",
                            created_at=NOW, is_accepted=True)
    )  # fmt: skip
    return [
        accounts.sign_in_code(email=person.email, code="123456", persons=[person], language="fr"),
        accounts.account_invitation(invitation, inviter=ACTOR, url="http://x"),
        accounts.account_notice(person.account, "password"), accounts.personal_data_answer(request, person),
        accounts.personal_data_receipt(request, person, url="http://x", answer_before=NOW),
    ]  # fmt: skip


def of_meetings(seat):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW,
                           bodies=[make_body(BodyKind.PLENARY)])  # fmt: skip
    invitation = make_invitation(meeting, seat)
    text = letter_rules.ensure_letters(meeting=meeting, place={"fr": "Tanger"}, actor=ACTOR, now=NOW)
    db.session.commit()
    (box,) = meetings.group_by_mailbox([invitation])
    return [
        meetings.convocation(meeting, box, now=NOW, key="a"), meetings.reminder(meeting, box),
        meetings.meeting_soon(meeting, box, now=NOW),
        meetings.meeting_update(meeting, box, {}, now=NOW, leaves_at=NOW), meetings.meeting_cancelled(meeting, box, now=NOW),
        meetings.invitation_removed(meeting, box, now=NOW), letters.official_letter(text.copies[0], seat.person.language),
        letters.letter_changed(text.copies[0], seat.person.language, {}, leaves_at=NOW),
        letters.letter_cancelled(text.copies[0], seat.person.language),
        institutions.seat_handover(seat, seat, [invitation]),
    ]  # fmt: skip


def of_minutes(seat):
    record = make_minutes(make_held_meeting(), state=MinutesState.CIRCULATED)
    consultation = save(Consultation(minutes_id=record.id, opened_at=NOW, closes_at=NOW + timedelta(days=7)))
    correction = save(
        Correction(block_id=make_block(record).id, block_version=1, institution_id=seat.institution_id, language="fr",
                   text="Autre", proposed_at=NOW, state=CorrectionState.ACCEPTED)
    )  # fmt: skip
    rectification = save(
        Rectification(minutes_id=record.id, number=1, text=Translated(fr="Lire 12"), published_at=NOW)
    )
    (box,) = group_by_mailbox([of_seat(seat)])
    return [
        minutes.circulated(record, box), minutes.consultation_opened(consultation, record, box),
        minutes.correction_answered(correction, record, box), minutes.published(record, box),
        minutes.rectified(rectification, record, box),
    ]  # fmt: skip


def of_the_rest(seat):
    action = save(Action(number="A-2026-001", what=Translated(fr="Imprimer"), owner_institution_id=seat.institution_id,
                         created_at=NOW))  # fmt: skip
    item = save(ProposedItem(body_id=make_body().id, kind=AgendaKind.DISCUSSION, title=Translated(fr="Le fonds"), minutes=20,
                             institution_id=seat.institution_id, seat_id=seat.id, proposed_at=NOW,
                             state=ProposedState.PARKED))  # fmt: skip
    person = seat.person
    mailbox = actions.Mailbox(person.email, person.language, person.name, (action,), person.id)
    news = DigestItem(topic=Topic.ACTIONS, title=Translated(fr="Action faite"), path="/actions/1")
    (box,) = group_news([seat])
    questionnaire = save(Questionnaire(title=Translated(fr="Le commun"), notice={}, created_at=NOW))
    version = save(QuestionnaireVersion(questionnaire_id=questionnaire.id, content={}))
    response = save(Response(questionnaire_version=version, number="R-2026-0001", language=person.language,
                             email=person.email, started_at=NOW, saved_at=NOW))  # fmt: skip
    sent = save(ResponseSnapshot(response=response, questionnaire_version_id=version.id, content="{}", sha256="0" * 64,
                                 submitted_at=NOW))  # fmt: skip
    return [
        questionnaires.receipt(response, sent, "http://x", "http://x/recu.pdf"),
        questionnaires.returned(response, "http://x", NOW), questionnaires.new_link(response, "http://x"),
        questionnaires.refused(response, person.email, NOW),
        actions.reminder(mailbox, ["http://x"], now=NOW),
        backlog.proposed_item_answered(item, person, box.places[0]),
        notifications.news(of_mailbox(box, Topic.ACTIONS), Topic.ACTIONS, [news], key="a"),
        notifications.digest(of_mailbox(box, Topic.ACTIONS), [news], frequencies={"daily"}, day=NOW),
    ]  # fmt: skip


def of_campaigns(seat):
    asked = make_participant(
        make_campaign(), "Réseau", institution_id=seat.institution_id, language=seat.person.language
    )
    address = campaigns.Address(seat.person.email, seat.person.language, seat.person.name, seat.person_id)
    asking = campaigns.Asking(12, "http://x", "http://y")
    named = make_participant(asked.campaign, str(seat.institution.name.pick(seat.person.language)[1]),
                             email="structure@exemple.ma", language=seat.person.language)  # fmt: skip
    return [
        campaigns.invitation(asked, address, asking), campaigns.reminder(asked, address, asking),
        relay_mails.passed_on(named, asking, "Coopérative"),
        relay_mails.thanks(named, address, ["Coopérative"], "http://x", leaves_at=NOW),
    ]  # fmt: skip


def of_catalogue(seat):
    address, language = seat.person.email, seat.person.language
    make_words()
    one, other = make_structure("Coopérative 1"), make_structure("Coopérative 2")
    change = save(StructureChange(structure_id=one.id, origin=ChangeOrigin.OWNER, source=Source.DECLARED, email=address,
                                  language=language, values={"phone": "1"}, before={}, reason="Vu", created_at=NOW))  # fmt: skip
    report = save(StructureReport(structure_id=one.id, kind=ReportKind.GONE, text="Fermée", email=address,
                                  language=language, answer="Merci", created_at=NOW))  # fmt: skip
    asked = save(ContactRequest(number="C-2026-0001", structure_id=one.id, name="Lectrice", email=address,
                                language=language, sent_key="k", sent_at=NOW))  # fmt: skip
    said = save(ContactMessage(request_id=asked.id, is_from_structure=True, text="Venez mardi.", sent_at=NOW))
    resource = next(term for term in read_vocabulary().terms if term.facet is Facet.RESOURCE)
    match = save(AidMatch(giver_id=one.id, taker_id=other.id, term_id=resource.id, proposed_at=NOW))
    export = save(
        CatalogueExport(format="pdf", query="", listed=2, digest="0" * 64, language=language, asked_at=NOW)
    )
    wait = save(CatalogueExportWait(export_id=export.id, person_id=seat.person_id, asked_at=NOW))
    document = save(RenderedDocument(kind="catalogue_booklet", subject_type="catalogue_export", subject_id=export.id,
                                     language=language, fingerprint="0" * 64, not_before=NOW, requested_at=NOW,
                                     state=DocumentState.READY))  # fmt: skip
    to, asking = (address, language), upkeep.Asking(address, language, "http://x", "http://y")
    about = {"to": address, "language": language, "url": "http://x", "page": "http://y", "now": NOW}
    links = (
        "structure_published",
        "structure_refused",
        "structure_hidden",
        "structure_opposed",
        "structure_link",
    )
    return [
        *(catalogue.told(template, one, **about) for template in links),
        catalogue.change_settled(change, accepted=["Téléphone"], refused=[]), upkeep.confirm(one, asking),
        upkeep.stale(one, asking), upkeep.report_received(report), upkeep.report_answered(report, "http://x"),
        guidance.asked(asked, "Aidez-moi", to, url="http://x"), guidance.received(asked, "Aidez-moi", url="http://x"),
        guidance.said(said, asked, to, url="http://x"),
        guidance.unanswered(asked, [(other.name, "http://y")], search_url="http://z", url="http://x"),
        guidance.proposed(match, to, url="http://x", is_giver=True),
        guidance.agreed(match, to, [("Téléphone", "05")], url="http://x", is_giver=True),
        exchange.export_ready(export, document, wait, seat.person),
    ]  # fmt: skip


def of_calls(seat):
    application = make_application(make_call(), email=seat.person.email)
    person, call = application.people[0], application.call
    question = save(
        CallQuestion(call_id=call.id, asked="Qui ?", language=seat.person.language, email=person.email, asked_at=NOW,
                     question=Translated(fr="Qui ?"), answer=Translated(fr="Vous"))
    )  # fmt: skip
    person.language = seat.person.language
    return [
        applications.begun(person, "http://x", NOW), funding.answered(question, url="http://x"), funding.closed_unsent(call, person, 1, url="http://x"),
    ]  # fmt: skip


def every_mail(seat):
    makers = (of_accounts, of_calls, of_campaigns, of_catalogue, of_meetings, of_minutes, of_the_rest)
    return {mail.template: mail for make in makers for mail in make(seat)}


def test_every_template_is_checked_here(seat):
    assert sorted(every_mail(seat)) == TEMPLATES_OF_MAILS


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_foot_names_account_institution_and_reason(seat, language):
    seat.person.language = language
    db.session.commit()
    name = {"fr": "Réseau", "ar": "الشبكة"}[language]
    wrong = {}
    for template, mail in every_mail(seat).items():
        _subject, text, html = preview(mail)
        shown = " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
        for part in (" ".join(text.rpartition("-- ")[2].split()), shown):
            foot = _foot(part, mail.to_address, language)
            if (
                foot is None
                or ((template not in PERSONAL) and name not in foot.institution)
                or len(foot.why) < 10
            ):
                wrong[template] = part[-400:]
    assert wrong == {}


def _foot(text, address, language):
    """The sentence: Ce courriel concerne …, [institution,] parce que …."""
    start, because = {"fr": ("Ce courriel concerne", "parce que"), "ar": ("تخص هذه الرسالة", "السبب:")}[
        language
    ]
    found = re.search(
        rf"{start} {re.escape(address)}\s*[,،.]?(?P<institution>.*?)[,،.]? ?{because}(?P<why>[^.]*)\.", text
    )
    return SimpleNamespace(**found.groupdict()) if found else None


def test_must_have_mails_have_nothing_to_stop(seat):
    """What asks for an answer, or protects the account, is not on the list of choices."""
    optional = {template for template, mail in every_mail(seat).items() if mail.stop_url}
    assert optional == {"news", "digest"}
