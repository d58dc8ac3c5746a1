"""The roll call on a page, the door on a phone, the sheet, the figures."""

import io
from datetime import datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.attendance.models import (
    Attendance,
    AttendanceFigure,
    AttendanceStatus,
    CheckIn,
    SignInSheet,
)
from noress.domain.files.models import RenderedDocument
from noress.domain.institutions.models import BodyKind, QuorumKind
from noress.domain.meetings.models import Answer, MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.meeting_forms import post, text_of, token_of
from tests.pages import parse


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def members(app):
    return [make_institution(f"Membre {n}") for n in (1, 2, 10)]


@pytest.fixture
def meeting(members):
    plenary = make_body(BodyKind.PLENARY, quorum_kind=QuorumKind.MAJORITY, max_proxies=1)
    return make_meeting(
        bodies=[plenary],
        state=MeetingState.CONVENED,
        reference="S-2026-01",
        starts_wall=datetime(2026, 11, 20, 10),
    )


@pytest.fixture
def path(meeting):
    return f"/sessions/{meeting.id}/presence"


def tap(browser, path, institution, status):
    return browser.post(
        f"{path}/pointer",
        data={"csrf_token": token_of(browser, path), "institution_id": institution.id, "status": status},
    )


def rows():
    found = db.session.scalars(select(Attendance).order_by(Attendance.id))
    return [(row.institution_id, row.status.value, row.names) for row in found]


def test_the_roll_by_natural_order_with_what_was_answered(browser, meeting, members, path):
    make_invitation(meeting, make_seat(members[1]), answer=Answer.DELEGATE, delegate_name="Une adjointe")
    page = parse(browser.get(path))
    assert [tag.get_text(" ", strip=True) for tag in page.select(".roll h3")] == [
        "Membre 1",
        "Membre 2",
        "Membre 10",
    ]
    assert "envoie quelqu'un ( Une adjointe )" in " ".join(
        page.select(".roll li")[1].get_text(" ", strip=True).split()
    )


def test_one_tap_each_until_the_quorum(browser, members, path):
    assert (
        "Quorum : 0 institutions comptées, 2 nécessaires (3 ont une voix). Il n'est pas atteint."
        in text_of(browser.get(path))
    )
    for member in members[:2]:
        answer = tap(browser, path, member, "present")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}#institution-{member.id}")
    assert "Quorum : 2 institutions comptées, 2 nécessaires (3 ont une voix). Il est atteint." in text_of(
        browser.get(path)
    )
    assert rows() == [(members[0].id, "present", None), (members[1].id, "present", None)]


@pytest.mark.parametrize("status", ["guest", "zut", ""])
def test_a_tap_that_means_nothing(browser, members, path, status):
    assert tap(browser, path, members[0], status).status_code == 422
    assert rows() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_roll_asks_the_same_queries_whatever_its_length(browser, count_queries, count):
    meeting = make_meeting(
        bodies=[make_body(BodyKind.PLENARY)], state=MeetingState.HELD, starts_wall=datetime(2026, 11, 20, 10)
    )
    for n in range(count):
        tap(browser, f"/sessions/{meeting.id}/presence", make_institution(f"Membre {n}"), "present")
    browser.get(f"/sessions/{meeting.id}/presence")
    with count_queries() as statements:
        browser.get(f"/sessions/{meeting.id}/presence")
    assert len(statements) == ROLL_QUERIES


ROLL_QUERIES = 12


def test_the_whole_line_and_its_refusals(browser, meeting, members, path):
    page = f"{path}/institutions/{members[0].id}"
    refused = post(
        browser,
        page,
        version="0",
        status="represented",
        names="Une déléguée",
        proxy_institution_id=members[0].id,
    )
    assert refused.status_code == 422
    assert "Une institution ne se donne pas procuration à elle-même." in text_of(refused)
    assert parse(refused).select_one("#names").text.strip() == "Une déléguée"
    # A text of its own: a letter's "Départ" is a dispatch, in Arabic and in English.
    assert text_of(refused, "label[for=left]").startswith("Heure de départ")
    kept = post(
        browser, page, version="0", status="late", names="Une déléguée", women="1", men="", youth="1", arrived="10:20",
        left="", note="", proxy_institution_id="",
    )  # fmt: skip
    assert kept.status_code == 303
    line = db.session.scalars(select(Attendance)).one()
    assert (line.status, line.women, line.youth) == (AttendanceStatus.LATE, 1, 1)
    assert line.arrived_at == datetime.fromisoformat("2026-11-20T10:20:00+00:00")


def test_two_people_on_one_line_see_both(browser, meeting, members, path):
    page = f"{path}/institutions/{members[0].id}"
    post(browser, page, version="0", status="present", names="Leur texte", proxy_institution_id="")
    stale = post(browser, page, version="0", status="present", names="Mon texte", proxy_institution_id="")
    assert stale.status_code == 409
    assert "Leur texte, enregistré" in text_of(stale, "#deux-textes")
    again = browser.post(page, data={
        "csrf_token": token_of(browser, page), "version": "1", "status": "present", "names": "Mon texte",
        "proxy_institution_id": "",
    })  # fmt: skip
    assert (again.status_code, rows()) == (303, [(members[0].id, "present", "Mon texte")])


def test_guests_are_added_corrected_and_cleared(browser, path):
    empty = post(browser, f"{path}/invites", version="0", names="", organisation="Université")
    assert empty.status_code == 422
    assert parse(empty).select_one("#organisation")["value"] == "Université"
    assert (
        post(browser, f"{path}/invites", version="0", names="Visiteuse", organisation="").status_code == 303
    )
    line_id = db.session.scalars(select(Attendance.id)).one()
    post(browser, f"{path}/invites/{line_id}", version="1", names="Visiteur", organisation="")
    assert rows() == [(None, "guest", "Visiteur")]
    browser.post(
        f"{path}/lignes/{line_id}/effacer",
        data={"csrf_token": token_of(browser, f"{path}/invites/{line_id}")},
    )
    assert rows() == []


def test_a_line_of_another_meeting_does_not_exist(browser, path):
    post(browser, f"{path}/invites", version="0", names="Visiteuse", organisation="")
    line_id = db.session.scalars(select(Attendance.id)).one()
    other = make_meeting(state=MeetingState.HELD, starts_wall=datetime(2026, 11, 20, 10))
    assert browser.get(f"/sessions/{other.id}/presence/invites/{line_id}").status_code == 404


def test_institutions_read_who_came_once_it_is_held_and_record_nothing(browser, login_as, members, path):
    seat = make_seat(members[1], make_person("Titulaire"))
    member = login_as(seat.person, seat)
    assert member.get(path).status_code == 403
    tap(browser, path, members[0], "present")
    page = member.get(path)
    assert text_of(page, "#institutions") == "Institutions Membre 1 présente"
    assert parse(page).select("main form") == []


# --- the door ----------------------------------------------------------------------------------------


@pytest.fixture
def code(browser, path):
    browser.post(
        f"{path}/pointage", data={"csrf_token": token_of(browser, f"{path}/pointage"), "faire": "ouvrir"}
    )
    return db.session.scalars(select(CheckIn)).one().code


def test_the_door_shows_its_code_and_its_picture(browser, path, code):
    page = browser.get(f"{path}/pointage")
    assert text_of(page, ".door__code") == f"{code[:3]} {code[3:]}"
    assert browser.get(f"{path}/pointage.svg").content_type == "image/svg+xml"


def test_a_phone_says_i_am_here_without_an_account(app, code, members):
    phone = app.test_client()
    assert phone.get(f"/presence/?code={code.lower()}").headers["Location"] == f"/presence/{code.lower()}"
    done = post(
        phone, f"/presence/{code}", institution_id=str(members[2].id), name="Déléguée", organisation=""
    )
    assert "Votre présence est notée" in text_of(done)
    assert rows() == [(members[2].id, "present", "Déléguée")]


def test_the_phone_says_in_its_language_who_reads_the_name_and_for_whom_it_was_noted(app, code, members):
    phone = app.test_client()
    phone.get("/langue/ar?suite=/")
    assert "في لائحة حضور نوريس التي" in text_of(phone.get(f"/presence/{code}"))
    for institution, said in ((members[0].id, "المؤسسة Membre 1"), ("", "المؤسسة مدعو")):
        done = post(phone, f"/presence/{code}", institution_id=str(institution), name="سعاد", organisation="")
        assert said in text_of(done)


def test_opening_the_page_says_nothing_yet(app, code):
    app.test_client().get(f"/presence/{code}")
    assert rows() == []


def test_a_member_who_is_signed_in_finds_their_institution_chosen(login_as, code, members):
    seat = make_seat(members[1], make_person("Titulaire de la 2"))
    page = parse(login_as(seat.person, seat).get(f"/presence/{code}"))
    assert page.select_one("#institution_id option[selected]")["value"] == str(members[1].id)
    assert page.select_one("#name")["value"] == "Titulaire de la 2"


def test_an_unknown_or_closed_code_says_so_in_arabic_too(app, browser, path, code):
    browser.post(
        f"{path}/pointage", data={"csrf_token": token_of(browser, f"{path}/pointage"), "faire": "fermer"}
    )
    phone = app.test_client()
    for address in (f"/presence/{code}", "/presence/AAAAAA", f"/presence/?code={code}"):
        assert phone.get(address).status_code == 404
    assert phone.get(f"/presence/{code}?lang=ar").status_code == 404
    assert rows() == []


def test_an_institution_that_is_not_of_the_list_is_refused_with_what_was_typed(app, code):
    phone = app.test_client()
    elsewhere = make_institution("D'ailleurs", membership="unknown")
    for key in (str(elsewhere.id), "999999", "zut"):
        refused = post(phone, f"/presence/{code}", institution_id=key, name="Déléguée", organisation="")
        assert refused.status_code == 422
        assert parse(refused).select_one("#name")["value"] == "Déléguée"
    assert rows() == []


# --- the sheet and the figures -----------------------------------------------------------------------


def send_sheet(browser, path, name, content):
    page = f"{path}/feuille"
    return browser.post(
        page, data={"csrf_token": token_of(browser, page), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )  # fmt: skip


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)


def test_the_sheet_is_asked_for_and_its_photograph_joined_and_read(browser, login_as, meeting, members, path):
    page = f"{path}/feuille"
    asked = browser.post(
        parse(browser.get(page)).select_one("#imprimer form")["action"],
        data={"csrf_token": token_of(browser, page), "language": "fr"},
    )
    assert asked.status_code == 303
    assert [row.kind for row in db.session.scalars(select(RenderedDocument))] == ["sign_in_sheet"]
    chosen = parse(browser.get(page)).select_one("input[type=file]")
    assert (chosen.has_attr("data-shrink"), chosen.has_attr("required")) == (True, True)
    assert send_sheet(browser, path, "feuille.png", PNG).status_code == 303
    sheet = db.session.scalars(select(SignInSheet)).one()
    assert browser.get(f"{page}/{sheet.id}").data == PNG
    seat = make_seat(members[0])
    assert login_as(seat.person, seat).get(f"{page}/{sheet.id}").status_code == 403
    browser.post(f"{page}/{sheet.id}/retirer", data={"csrf_token": token_of(browser, page)})
    assert browser.get(f"{page}/{sheet.id}").status_code == 404


@pytest.mark.parametrize(
    "name, content, status, said",
    [
        ("feuille.exe", b"MZ", 422, "Ce type de fichier n'est pas accepté."),
        ("feuille.png", b"%PDF-1.4", 422, "Le contenu de ce fichier n'est pas ce que dit son nom."),
        ("liste.txt", b"Membre 1", 422, "Une feuille signée est une photo ou un PDF."),
        ("feuille.png", PNG + b"\0" * 40_000, 413, "Ce fichier dépasse la limite de 30 Ko."),
    ],
)
def test_a_sheet_that_is_refused(browser, path, app, monkeypatch, name, content, status, said):
    monkeypatch.setattr(app.config["SETTINGS"], "max_upload_bytes", 30_000)
    refused = send_sheet(browser, path, name, content)
    assert refused.status_code == status
    assert said in text_of(refused)
    assert db.session.scalars(select(SignInSheet)).all() == []


def test_figures_with_their_sources(browser, meeting, path):
    page = f"{path}/chiffres"
    post(browser, page, measure="women", count="12", percent="", source="guide")
    post(browser, page, measure="women", count="", percent="40", source="remess")
    assert text_of(browser.get(page), "#public") == (
        "Ce que voient les visiteurs Femmes 12 (source : guide) 40 % (source : remess) Les sources ne disent pas la même chose."
    )
    refused = post(browser, page, measure="women", count="1", percent="2", source="guide")
    assert refused.status_code == 422
    assert parse(refused).select_one("#source")["value"] == "guide"
    figure_id = db.session.scalars(
        select(AttendanceFigure.id).where(AttendanceFigure.source == "guide")
    ).one()
    browser.post(f"{page}/{figure_id}/retirer", data={"csrf_token": token_of(browser, page)})
    assert db.session.scalars(select(AttendanceFigure.source)).all() == ["remess"]


def test_a_draft_offers_no_tap_that_would_be_refused(browser, members):
    draft = make_meeting(bodies=[make_body(BodyKind.PLENARY)])
    page = parse(browser.get(f"/sessions/{draft.id}/presence"))
    assert page.select(".roll h3") != []
    assert page.select("form.taps") == []
    assert "La présence se note une fois la session convoquée." in page.main.get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Cette session n'est pas convoquée : elle n'a pas eu lieu."),
        ({"state": MeetingState.CONVENED, "starts_wall": datetime(2026, 11, 21, 10)}, "Le jour de la session n'est pas venu."),
        ({"state": MeetingState.CANCELLED}, "Cette session est annulée : elle n'a pas eu lieu."),
    ],
)  # fmt: skip
def test_the_door_is_shown_on_the_day_only(browser, path, values, said):
    shut = make_meeting(bodies=[make_body(BodyKind.PLENARY)], **values)
    address = f"/sessions/{shut.id}/presence"
    page = parse(browser.get(address))
    assert (page.select(f"a[href='{address}/pointage']"), page.select("form.taps")) == ([], [])
    refused = browser.get(f"{address}/pointage")
    assert (refused.status_code, said in text_of(refused)) == (409, True)
    assert len(parse(browser.get(path)).select(f"a[href='{path}/pointage']")) == 1
    assert browser.get(f"{path}/pointage").status_code == 200


def test_nobody_is_alarmed_by_a_quorum_before_the_first_name(browser, members, path):
    assert len(parse(browser.get(path)).select(".notice--info")) == 1
    tap(browser, path, members[0], "excused")
    assert len(parse(browser.get(path)).select(".notice--warning")) == 1
