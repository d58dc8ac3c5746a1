"""Circulated, read, corrected, answered: the pages of members and of the secretariat."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.decisions.models import Decision
from noress.domain.minutes.models import (
    BlockKind,
    Correction,
    CorrectionState,
    Minutes,
    MinutesBlock,
    MinutesReading,
    MinutesState,
)
from noress.extensions import db
from tests.blueprints.minutes.conftest import fresh, page_of
from tests.factories import make_agenda_item, make_institution, make_person, make_seat, save
from tests.factories.minutes import UNTIL, make_block, make_held_meeting, make_minutes
from tests.factories.papers import ask
from tests.forms import errors_of, text_of
from tests.pages import parse
from tests.posting import post


@pytest.fixture
def circulated(committee):
    minutes = make_minutes(make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED)
    minutes.first = make_block(minutes, "Le président ouvre la séance.")
    return minutes


@pytest.fixture
def member(committee, login_as):
    seat = committee[1][0]
    return login_as(seat.person, seat)


def test_the_confirmation_says_who_is_written_to_then_it_leaves(secretary, committee, outbox):
    minutes = make_minutes(make_held_meeting(bodies=[committee[0]]))
    item = make_agenda_item(minutes.meeting)
    make_block(
        minutes,
        "Le fonds est créé.",
        kind=BlockKind.DECISION,
        details={"mode": "consensus"},
        agenda_item_id=item.id,
    )
    address = f"{page_of(minutes)}/diffuser"
    page = secretary.get(address)
    told = text_of(page, ".confirmation > ul li")
    assert told[:3] == [
        "2 institutions peuvent le lire et proposer des corrections.",
        "2 courriels partent tout de suite, un par boîte, dans la langue de chacun.",
        "1 décision prend son numéro au registre.",
    ]
    assert sorted(text_of(page, ".confirmation li bdi.breaks")) == ["deux@exemple.ma", "une@exemple.ma"]
    response = post(secretary, address, {"day": "2026-11-28", "hour": "18:00"})
    assert (response.status_code, response.location) == (303, page_of(minutes))
    assert sorted(mail.to_address for mail in outbox()) == ["deux@exemple.ma", "une@exemple.ma"]
    assert (fresh(Minutes, minutes.id).state, fresh(Minutes, minutes.id).corrections_until) == (
        MinutesState.CIRCULATED,
        UNTIL,
    )
    assert db.session.scalars(select(Decision.number)).all() == [
        f"D-{minutes.meeting.reference.removeprefix('S-')}/01"
    ]
    # The mail's address is the one that members open.
    assert f"/sessions/{minutes.meeting_id}/compte-rendu" in outbox()[0].text


def test_circulating_again_says_what_is_new_only(secretary, committee):
    """A decision has its number, an action its owner, since the first time: neither is promised twice."""
    minutes = make_minutes(make_held_meeting(bodies=[committee[0]]))
    make_block(minutes, "Le fonds est créé.", kind=BlockKind.DECISION, details={"mode": "consensus"})
    address = f"{page_of(minutes)}/diffuser"
    assert post(secretary, address, {"day": "2026-11-28", "hour": "18:00"}).status_code == 303
    again = text_of(secretary.get(address), ".confirmation > ul:first-of-type li")
    assert again == [
        "2 institutions peuvent le lire et proposer des corrections.",
        "2 courriels partent tout de suite, un par boîte, dans la langue de chacun.",
        "Le texte reste modifiable jusqu'à son approbation. Rien n'est public.",
    ]
    with writing():
        make_block(minutes, "Une seconde.", kind=BlockKind.DECISION, details={"mode": "consensus"})
    told = text_of(secretary.get(address), ".confirmation > ul:first-of-type li")
    assert told == [*again[:2], "1 décision prend son numéro au registre.", again[2]]


def test_the_history_tells_what_people_did_and_not_which_papers_it_asked_for(secretary, committee, history):
    minutes = make_minutes(make_held_meeting(bodies=[committee[0]]))
    make_block(minutes)
    assert (
        post(secretary, f"{page_of(minutes)}/diffuser", {"day": "2026-11-28", "hour": "18:00"}).status_code
        == 303
    )
    ask(minutes, kind="minutes")
    assert history().count("document.requested") == 1
    told = text_of(secretary.get(f"{page_of(minutes)}/historique"), ".timeline > li")
    assert [line.split(" vendredi ")[0] for line in told] == ["Texte soumis à correction"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "day"),
        ({"day": "2026-11-01", "hour": "18:00"}, "day"),
        ({"day": "demain", "hour": "18:00"}, "day"),
    ],
)
def test_a_deadline_that_cannot_be(secretary, committee, outbox, data, field):
    minutes = make_minutes(make_held_meeting(bodies=[committee[0]]))
    make_block(minutes)
    response = post(secretary, f"{page_of(minutes)}/diffuser", data)
    assert response.status_code == 422
    assert field in errors_of(response)
    assert outbox() == []


def test_members_read_in_both_languages_and_others_do_not(member, circulated, app, login_as):
    page = member.get(page_of(circulated))
    assert text_of(page, ".block__text[lang=fr-MA]") == ["Le président ouvre la séance."]
    assert parse(page).select_one(".block__text[lang=ar-MA]")["dir"] == "rtl"
    assert parse(page).select("textarea") == []
    stranger = make_seat(make_institution("Ailleurs"), make_person("Étranger"))
    assert login_as(stranger.person, stranger).get(page_of(circulated)).status_code == 404
    visitor = app.test_client().get(page_of(circulated))
    assert (visitor.status_code, visitor.location.startswith("/connexion?suite=")) == (302, True)


def test_markup_in_a_text_stays_text(member, circulated):
    make_block(circulated, "<script>alert(1)</script> **gras** [lien](javascript:alert(1))")
    page = parse(member.get(page_of(circulated)))
    block = page.select(".block__text[lang=fr-MA]")[1]
    assert (block.find("script"), block.strong.get_text(), block.find("a")) == (None, "gras", None)


def test_an_institution_that_was_there_reads_but_not_what_is_confidential(circulated, login_as):
    from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus

    make_block(circulated, "Réservé aux membres", is_confidential=True)
    guest = make_seat(make_institution("Invitée"), make_person("Invitée présente"))
    save(Attendance(meeting_id=circulated.meeting_id, institution_id=guest.institution_id,
                    status=AttendanceStatus.PRESENT, source=AttendanceSource.DESK, recorded_at=UNTIL))  # fmt: skip
    page = login_as(guest.person, guest).get(page_of(circulated))
    assert page.status_code == 200
    assert "Réservé aux membres" not in page.get_data(as_text=True)


def test_a_correction_from_the_proposal_to_the_answer(secretary, member, circulated, outbox, history):
    block = circulated.first
    link = parse(member.get(page_of(circulated))).select_one(f"#bloc-{block.id} a")["href"]
    assert link == f"/sessions/blocs/{block.id}/corriger/fr"
    form = parse(member.get(link))
    assert form.select_one("textarea[name=text]").get_text().strip() == "Le président ouvre la séance."
    sent = post(
        member, link, {"version": 1, "text": "La présidente ouvre la séance.", "reason": "C'était elle."}
    )
    assert (sent.status_code, sent.location) == (303, f"{page_of(circulated)}#bloc-{block.id}")
    (row,) = db.session.scalars(select(Correction)).all()
    assert (
        text_of(secretary.get(page_of(circulated)), "main > .wrap > p a")[0]
        == "1 correction attend une réponse"
    )
    address = f"/sessions/corrections/{row.id}"
    shown = secretary.get(address)
    assert text_of(shown, "#changements del, #changements ins") == [
        "[retiré] Le [fin]", "[ajouté] La [fin]", "[retiré] président [fin]", "[ajouté] présidente [fin]",
    ]  # fmt: skip
    assert "C'était elle." in text_of(shown, "#changements")[0]
    refused = post(secretary, address, {"version": 1, "text": row.text, "answer": "", "decision": "refuser"})
    assert (refused.status_code, list(errors_of(refused))) == (422, ["answer"])
    accepted = post(
        secretary, address, {"version": 1, "text": row.text, "answer": "", "decision": "accepter"}
    )
    assert (accepted.status_code, accepted.location) == (303, f"{page_of(circulated)}/corrections")
    assert fresh(MinutesBlock, block.id).text["fr"] == "La présidente ouvre la séance."
    assert [(mail.to_address, mail.template) for mail in outbox()] == [
        ("une@exemple.ma", "correction_answered")
    ]
    assert history() == ["correction.proposed", "minutes.block_edited", "correction.accepted"]
    again = post(secretary, address, {"version": 2, "text": "x", "decision": "accepter"})
    assert again.status_code == 409
    assert "modifié le" in text_of(member.get(page_of(circulated)), f"#bloc-{block.id} .block__state")[0]


def test_a_refusal_is_told_with_its_reason(secretary, member, circulated, outbox):
    post(
        member,
        f"/sessions/blocs/{circulated.first.id}/corriger/ar",
        {"version": 1, "text": "افتتحت الرئيسة الجلسة."},
    )
    (row,) = db.session.scalars(select(Correction)).all()
    post(
        secretary,
        f"/sessions/corrections/{row.id}",
        {"version": 1, "answer": "C'était bien lui.", "decision": "refuser"},
    )
    assert (fresh(Correction, row.id).state, fresh(Correction, row.id).language) == (
        CorrectionState.REFUSED,
        "ar",
    )
    assert "C'était bien lui." in outbox()[0].text
    page = member.get(f"/sessions/corrections/{row.id}")
    assert "C'était bien lui." in text_of(page, "#reponse")[0]
    assert parse(page).select("form[action*=corrections] textarea") == []


def test_after_the_deadline_a_correction_is_closed_and_what_was_typed_is_shown(
    circulated, committee, login_as
):
    address = f"/sessions/blocs/{circulated.first.id}/corriger/fr"
    seat = committee[1][0]
    with time_machine.travel(UNTIL, tick=False):
        browser = login_as(seat.person, seat)
        response = post(browser, address, {"version": 1, "text": "Ma correction trop tardive"})
        assert browser.get(address).status_code == 409
    assert response.status_code == 409
    assert "Le délai de correction est passé" in text_of(response, ".error-summary")[0]
    assert (
        parse(response).select_one("textarea[name=text]").get_text().strip() == "Ma correction trop tardive"
    )
    assert db.session.scalars(select(Correction)).all() == []


@pytest.mark.parametrize(
    ("text", "told"), [("Le président ouvre la séance.", "le même"), ("", "Écrivez le texte voulu")]
)
def test_a_correction_that_says_nothing(member, circulated, text, told):
    response = post(
        member, f"/sessions/blocs/{circulated.first.id}/corriger/fr", {"version": 1, "text": text}
    )
    assert response.status_code == 422
    assert told in errors_of(response)["text"]


def test_a_block_that_changed_while_correcting_shows_both(secretary, member, circulated):
    block = circulated.first
    post(secretary, f"/sessions/blocs/{block.id}", {"version": 1, "text_fr": "Texte changé.", "text_ar": ""})
    response = post(member, f"/sessions/blocs/{block.id}/corriger/fr", {"version": 1, "text": "Ma version."})
    assert response.status_code == 409
    assert text_of(response, "#deux-textes dd") == ["Texte changé.", "Ma version."]
    assert parse(response).select_one("input[name=version]")["value"] == "2"


def test_only_french_and_arabic_are_corrected(member, circulated):
    assert member.get(f"/sessions/blocs/{circulated.first.id}/corriger/en").status_code == 404


def test_read_and_nothing_to_correct(member, secretary, circulated):
    button = parse(member.get(page_of(circulated))).select_one("form[action$=relu]")
    assert button is not None
    assert post(member, button["action"]).status_code == 303
    assert db.session.scalars(select(MinutesReading.minutes_id)).all() == [circulated.id]
    assert parse(member.get(page_of(circulated))).select_one("form[action$=relu]") is None
    facts = text_of(secretary.get(f"{page_of(circulated)}/corrections"), ".facts div")
    assert "Institutions sans rien à corriger 1" in facts


def test_the_list_of_corrections_asks_the_same_whatever_its_length(
    secretary, member, circulated, committee, count_queries
):
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            save(Correction(block_id=circulated.first.id, block_version=1, institution_id=committee[1][0].institution_id,
                            language="fr", text="x", proposed_at=UNTIL))  # fmt: skip
        with count_queries() as statements:
            assert secretary.get(f"{page_of(circulated)}/corrections").status_code == 200
        counts.append(len(statements))
    assert counts == [7, 7]
    own = member.get(f"{page_of(circulated)}/corrections")
    assert len(parse(own).select("main ul.rows > li")) == 3


def test_an_institution_sees_its_own_corrections_only(member, circulated, committee):
    save(Correction(block_id=circulated.first.id, block_version=1, institution_id=committee[1][1].institution_id,
                    language="fr", text="D'une autre", proposed_at=UNTIL))  # fmt: skip
    assert "D'une autre" not in text_of(member.get(f"{page_of(circulated)}/corrections"))[0]


def test_a_correction_is_withdrawn_by_its_institution(member, circulated):
    post(member, f"/sessions/blocs/{circulated.first.id}/corriger/fr", {"version": 1, "text": "Autre."})
    (row,) = db.session.scalars(select(Correction)).all()
    assert post(member, f"/sessions/corrections/{row.id}/retirer").status_code == 303
    assert fresh(Correction, row.id).state is CorrectionState.WITHDRAWN
    assert post(member, f"/sessions/corrections/{row.id}/retirer").status_code == 409


def test_the_seat_that_followed_is_answered(secretary, member, circulated, committee, outbox):
    seat = committee[1][0]
    post(member, f"/sessions/blocs/{circulated.first.id}/corriger/fr", {"version": 1, "text": "Autre."})
    successor = make_seat(seat.institution, make_person("Successeure", email="suite@exemple.ma"))
    with writing():
        old = db.session.get(type(seat), seat.id)
        old.closed_at, old.successor_id = UNTIL - timedelta(days=8), successor.id
        db.session.commit()
    (row,) = db.session.scalars(select(Correction)).all()
    post(
        secretary, f"/sessions/corrections/{row.id}", {"version": 1, "answer": "Non.", "decision": "refuser"}
    )
    assert [mail.to_address for mail in outbox()] == ["suite@exemple.ma"]
