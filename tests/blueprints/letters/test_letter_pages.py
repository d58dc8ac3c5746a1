"""The letter from its text to the designation that answers it, as the secretariat and an institution's office see it."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from noress.domain.files.models import RenderedDocument
from noress.domain.institutions.models import BodyKind
from noress.domain.letters.mails import letter_url
from noress.domain.letters.models import Departure, Designation, DispatchMode, MeetingLetter
from noress.domain.meetings.models import Answer, Invitation, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.blueprints.letters.conftest import PDF, letters, scan
from tests.factories import (
    make_body,
    make_institution,
    make_meeting,
    make_seat,
)
from tests.factories.meeting_forms import plain, text_of, token_of
from tests.forms import errors_of
from tests.forms import post as send_form
from tests.pages import parse


def test_a_draft_is_lettered_before_it_is_convened_and_keeps_its_numbers(
    browser, path, meeting, institutions, convened
):
    assert [letter.number for letter in convened] == ["C-2026-001", "C-2026-002", "C-2026-003"]
    assert [letter.institution_id for letter in convened] == [row.id for row in institutions]
    text = db.session.scalars(select(MeetingLetter)).one()
    assert plain(text.subject["fr"]) == "Convocation : Communication et financement, 8 avril 2027"
    assert (text.place["fr"], text.place["ar"], text.dated_on) == ("Tanger", "طنجة", date(2026, 11, 20))
    assert text.signatory_name == "Coordination du secrétariat"
    assert text.signatory_title["fr"] == "La coordination du secrétariat permanent"


def test_convening_alone_makes_the_letters_too_and_asks_for_their_papers(browser, path, institutions):
    browser.post(f"{path}/convoquer", data={"csrf_token": token_of(browser, f"{path}/convoquer")})
    assert [letter.number for letter in letters()] == ["C-2026-001", "C-2026-002", "C-2026-003"]
    asked = sorted((row.kind, row.language) for row in db.session.scalars(select(RenderedDocument)))
    assert asked == [("letter", "ar")] * 3 + [("letter", "fr")] * 3 + [("letters", "ar"), ("letters", "fr")]
    assert [mail.template for mail in db.session.scalars(select(OutboxMail))] == ["convocation"] * 3


def test_the_text_is_edited_until_it_is_signed(browser, path, prepared):
    page = f"{path}/lettre"
    assert send_form(browser, page, subject_fr="Deuxième convocation", signatory_name="").status_code == 303
    assert db.session.scalars(select(MeetingLetter)).one().subject["fr"] == "Deuxième convocation"
    assert [letter.number for letter in letters()] == ["C-2026-001", "C-2026-002", "C-2026-003"]
    scan(browser, path)
    refused = send_form(browser, page, subject_fr="Troisième")
    assert refused.status_code == 409
    assert parse(refused).select_one("#subject_fr")["value"] == "Troisième"


def test_two_writers_see_both_texts(browser, path, prepared):
    stale = send_form(browser, f"{path}/lettre", subject_fr="Le mien", version="0")
    assert stale.status_code == 409
    assert "Convocation : Communication et financement" in text_of(stale, "#deux-textes")


@pytest.mark.parametrize(
    "fields, name",
    [
        ({"subject_fr": ""}, "subject_fr"), ({"body_fr": "x" * 6001}, "body_fr"), ({"dated_on": ""}, "dated_on"),
        ({"signatory_title_fr": ""}, "signatory_title_fr"), ({"subject_ar": "أ\nب"}, "subject_ar"),
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be(browser, path, fields, name):
    refused = send_form(browser, f"{path}/lettre", **{"subject_fr": "Objet gardé", **fields})
    assert refused.status_code == 422
    assert list(errors_of(refused)) == [name]
    assert letters() == []


def test_a_signed_copy_for_all_or_for_one_is_what_the_institution_reads(app, browser, path, convened):
    assert scan(browser, path).status_code == 303
    assert scan(browser, path, convened[1].id, content=PDF + b"une").status_code == 303
    office = app.test_client()
    assert office.get(f"{letter_url(convened[0])}/signee").data == PDF
    assert office.get(f"{letter_url(convened[1])}/signee").data == PDF + b"une"
    page = f"{path}/lettre/signee"
    browser.post(f"{page}/retirer", data={"csrf_token": token_of(browser, page)})
    assert office.get(f"{letter_url(convened[0])}/signee").status_code == 404


def test_a_signed_copy_that_is_refused(browser, path, prepared):
    assert scan(browser, path, name="lettre.txt", content=b"Bonjour").status_code == 422
    assert scan(browser, path, name="lettre.exe", content=b"MZ").status_code == 422
    assert scan(browser, path, letter_id="999999").status_code == 422


# --- departures --------------------------------------------------------------------------------------


def test_letters_leave_by_mail_once_to_the_institutions_own_mailbox(browser, path, convened):
    page = f"{path}/departs/courriel"
    told = text_of(browser.get(page))
    assert "Membre 1 : contact1@exemple.ma" in told
    assert "à porter, à faxer ou à envoyer par WhatsApp Membre 3" in told
    for _twice in range(2):
        browser.post(page, data={"csrf_token": token_of(browser, page)})
    sent = select(OutboxMail).where(OutboxMail.template == "official_letter").order_by(OutboxMail.to_address)
    mails = db.session.scalars(sent).all()
    assert [(mail.to_address, plain(mail.subject)) for mail in mails] == [
        (
            "contact1@exemple.ma",
            "Lettre C-2026-001 : Convocation : Communication et financement, 8 avril 2027",
        ),
        (
            "contact2@exemple.ma",
            "Lettre C-2026-002 : Convocation : Communication et financement, 8 avril 2027",
        ),
    ]
    assert letter_url(convened[0]) in mails[0].text
    departures = db.session.scalars(select(Departure).order_by(Departure.id))
    assert [(row.letter_id, row.mode) for row in departures] == [
        (convened[0].id, DispatchMode.MAIL), (convened[1].id, DispatchMode.MAIL),
    ]  # fmt: skip


def test_the_mail_to_an_office_reads_in_each_language(browser, path, institutions):
    institutions[0].seats[0].person.language = "ar"
    db.session.commit()
    assert send_form(browser, f"{path}/lettre").status_code == 303
    browser.post(f"{path}/convoquer", data={"csrf_token": token_of(browser, f"{path}/convoquer")})
    page = f"{path}/departs/courriel"
    browser.post(page, data={"csrf_token": token_of(browser, page)})
    written = select(OutboxMail).where(OutboxMail.template == "official_letter").order_by(OutboxMail.id)
    mails = db.session.scalars(written).all()
    assert [mail.language for mail in mails] == ["ar", "fr"]
    for mail, name in zip(mails, ("العضو 1", "Membre 2"), strict=True):
        lines = [line for line in mail.text.splitlines() if line.strip()]
        assert name in lines  # a line of its own: no comma to choose between two scripts
        assert name in [
            row.get_text(strip=True) for row in BeautifulSoup(mail.html, "html.parser").select("p")
        ]
    assert "cette adresse est celle de votre institution, invitée à cette rencontre" in plain(mails[1].text)


def test_a_register_without_addresses_says_where_to_add_them(browser, path, institutions):
    for institution in institutions:
        institution.email = None
    db.session.commit()
    assert send_form(browser, f"{path}/lettre").status_code == 303
    page = parse(browser.get(f"{path}/departs/courriel"))
    assert page.select_one(".confirmation h2").get_text() == "Aucune lettre ne peut partir par courriel"
    assert page.select(".confirmation button[type=submit]") == []
    assert [link["href"] for link in page.select(".confirmation li a")] == [
        f"/institutions/{row.id}/modifier" for row in institutions
    ]


def test_the_papers_of_each_language_have_their_own_name(browser, path, prepared):
    page = parse(browser.get(f"{path}/departs"))
    assert [plain(button.get_text(strip=True)) for button in page.select("#imprimer button")] == [
        "Préparer le PDF : Toutes les lettres en français",
        "Préparer le PDF : Toutes les lettres en arabe",
    ]


def test_nothing_leaves_before_the_convocation(browser, path, prepared):
    page = f"{path}/departs/courriel"
    assert browser.post(page, data={"csrf_token": token_of(browser, page)}).status_code == 409
    assert db.session.scalars(select(OutboxMail)).all() == []


def record(browser, path, **fields):
    page = f"{path}/departs/noter"
    return browser.post(
        page,
        data={"csrf_token": token_of(browser, page), "mode": "bearer", "sent_on": "2026-11-20", **fields},
    )


def test_a_bearer_takes_two_letters_and_brings_a_receipt_later(browser, path, convened):
    assert record(browser, path, letters=[str(convened[0].id), str(convened[2].id)]).status_code == 303
    departure = db.session.scalars(select(Departure)).first()
    page = f"{path}/departs/{departure.id}"
    done = browser.post(
        page,
        data={"csrf_token": token_of(browser, page), "version": "1", "mode": "bearer", "sent_on": "2026-11-20",
              "received_on": "2026-11-20", "received_by": "Bureau d'ordre", "receipt": (io.BytesIO(PDF), "accuse.pdf")},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert done.status_code == 303
    db.session.refresh(departure)
    assert (departure.received_on, departure.received_by) == (date(2026, 11, 20), "Bureau d'ordre")
    assert browser.get(f"{path}/lettre/fichiers/{departure.receipt_file_id}").data == PDF
    assert "reçue le 20 novembre 2026" in text_of(browser.get(f"{path}/departs"))


@pytest.mark.parametrize(
    "fields, name",
    [
        ({"letters": []}, "letters"), ({"sent_on": "2026-11-21"}, "sent_on"), ({"sent_on": "2026-11-19"}, "sent_on"),
        ({"received_on": "2026-11-19"}, "received_on"), ({"sent_on": "hier"}, "sent_on"), ({"mode": "pigeon"}, "mode"),
    ],
)  # fmt: skip
def test_a_departure_that_cannot_be(browser, path, convened, fields, name):
    refused = record(browser, path, **{"letters": [str(convened[0].id)], **fields})
    assert (refused.status_code, list(errors_of(refused))) == (422, [name])
    assert db.session.scalars(select(Departure)).all() == []


def test_a_departure_noted_by_mistake_leaves_the_register(browser, path, convened):
    record(browser, path, letters=[str(convened[0].id)])
    departure = db.session.scalars(select(Departure)).one()
    browser.post(
        f"{path}/departs/{departure.id}/retirer",
        data={"csrf_token": token_of(browser, f"{path}/departs/{departure.id}")},
    )
    assert "pas encore partie" in text_of(browser.get(f"{path}/departs"))
    assert browser.get(f"{path}/departs/{departure.id}").status_code == 404


# --- the head's office -------------------------------------------------------------------------------


def designate(client, letter, **fields):
    page = letter_url(letter)
    return client.post(
        page,
        data={"csrf_token": token_of(client, page), "name": "La vice-présidente", **fields},
        content_type="multipart/form-data",
    )


def test_the_office_designates_somebody_and_joins_its_letter(app, browser, path, convened):
    office = app.test_client()
    office.get(letter_url(convened[0]))
    assert db.session.scalars(select(Designation)).all() == []  # opening says nothing
    done = designate(
        office,
        convened[0],
        title="Vice-présidente",
        email="vp@exemple.ma",
        file=(io.BytesIO(PDF), "designation.pdf"),
    )
    assert done.status_code == 303
    designation = db.session.scalars(select(Designation)).one()
    assert (designation.representative_name, designation.email) == ("La vice-présidente", "vp@exemple.ma")
    answered = db.session.get(Invitation, designation.invitation_id)
    assert (answered.answer, answered.delegate_name, answered.institution_id) == (
        Answer.DELEGATE, "La vice-présidente", convened[0].institution_id,
    )  # fmt: skip
    assert "Votre désignation est reçue" in text_of(office.get(letter_url(convened[0])))
    assert browser.get(f"{path}/lettre/fichiers/{designation.file_id}").data == PDF
    assert "La vice-présidente" in text_of(browser.get(f"{path}/departs"))


def test_the_titular_designated_by_name_is_a_yes_and_the_last_word_counts(app, convened):
    office = app.test_client()
    designate(office, convened[0])
    designate(office, convened[0], name="titulaire de membre 1")
    answers = db.session.scalars(
        select(Invitation).where(Invitation.institution_id == convened[0].institution_id)
    ).one()
    assert (answers.answer, answers.delegate_name) == (Answer.YES, None)
    assert len(db.session.scalars(select(Designation)).all()) == 2


@pytest.mark.parametrize("fields, name", [({"name": ""}, "name"), ({"email": "pas une adresse"}, "email")])
def test_what_the_office_types_wrongly_is_told_and_kept(app, convened, fields, name):
    refused = designate(app.test_client(), convened[0], title="Gardée", **fields)
    assert (refused.status_code, list(errors_of(refused))) == (422, [name])
    assert parse(refused).select_one("#title")["value"] == "Gardée"
    assert db.session.scalars(select(Designation)).all() == []


def test_links_that_open_nothing(app, prepared):
    office = app.test_client()
    assert office.get(letter_url(prepared[0])).status_code == 404  # a draft's letter has not left
    assert office.get("/lettres/inconnu").status_code == 404


def test_the_secretariat_enters_a_designation_heard_by_telephone(browser, path, convened):
    page = f"{path}/departs/lettres/{convened[1].id}/designation"
    assert send_form(browser, page, name="Le trésorier").status_code == 303
    assert db.session.scalars(select(Designation)).one().entered_by_id is not None


def test_a_member_reads_its_own_letter_and_no_register(login_as, path, convened, institutions):
    member = login_as(institutions[0].seats[0].person, institutions[0].seats[0])
    assert member.get(f"{path}/departs").status_code == 403
    own, other = (
        db.session.scalars(
            select(RenderedDocument).where(
                RenderedDocument.kind == "letter", RenderedDocument.subject_id == letter.id
            )
        ).first()
        for letter in convened[:2]
    )
    assert member.get(f"/documents/{own.id}").status_code == 200
    assert member.get(f"/documents/{other.id}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_asks_the_same_queries_whatever_its_length(browser, count_queries, count):
    for n in range(count):
        make_seat(make_institution(f"Institution {n}"))
    meeting = make_meeting(bodies=[make_body(BodyKind.PLENARY)])
    path = f"/sessions/{meeting.id}"
    send_form(browser, f"{path}/lettre")
    browser.get(f"{path}/departs")
    with count_queries() as statements:
        browser.get(f"{path}/departs")
    assert len(statements) == REGISTER_QUERIES


REGISTER_QUERIES = 10


def test_duties_name_letters_that_have_not_left(browser, path, convened):
    assert "Noter le départ de 3 lettres" in text_of(browser.get("/a-faire"))
    record(browser, path, letters=[str(letter.id) for letter in convened])
    assert "Noter le départ" not in text_of(browser.get("/a-faire"))


def test_a_draft_with_letters_says_what_is_convened(browser, path, prepared, meeting):
    assert db.session.get(type(meeting), meeting.id).state is MeetingState.DRAFT
    assert "rien n'est parti" in text_of(browser.get(f"{path}/departs"))
