"""Proposing, answering by the link, the desk's list; the timetable of pitches."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.domain.applications.models import ApplicationState
from noress.domain.catalogue.models import StructureState
from noress.domain.competitions.models import Entrant, Entry, Nomination, NominationState, PitchSlot
from noress.domain.competitions.nomination_links import token_of
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests import forms, posting
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary
from tests.factories.catalogue import make_structure
from tests.factories.competitions import make_competition, make_entry, make_nomination
from tests.factories.recusals import make_recusal
from tests.pages import parse

pytestmark = pytest.mark.one_engine


@pytest.fixture
def member(login_as):
    seat = make_seat(make_institution("Fédération"), make_person("Titulaire", email="titulaire@exemple.ma"))
    return login_as(seat.person, seat)


def test_from_the_proposal_to_the_entry(client, edition, member, enter, login_as):
    page = f"/concours/{edition.id}/proposer"
    sent = forms.post(
        member,
        page,
        initiative="Séchoir solaire",
        name="Atelier",
        email="proposee@exemple.ma",
        reason="Utile à la vallée.",
    )
    assert sent.status_code == 303
    assert forms.text_of(member.get(page), "#siennes h3") == ["Séchoir solaire"]
    nomination = db.session.scalars(select(Nomination)).one()
    token = token_of(nomination)
    shown = client.get(f"/concours/nomination/{token}")
    assert "Fédération" in shown.text
    assert "Utile à la vallée." in shown.text
    assert nomination.state is NominationState.WAITING  # opening changes nothing
    first = client.get(f"/concours/{edition.id}/participer?proposition={token}")
    assert "Séchoir solaire" in first.text
    start = client.get(f"/concours/{edition.id}/participer/commencer?qui=person&age=yes&proposition={token}")
    assert parse(start).select_one("input[name=title]")["value"] == "Séchoir solaire"
    begun = enter(edition, nominated=token, email="autre@exemple.ma")
    assert begun.status_code == 303
    nomination = db.session.scalars(select(Nomination)).one()
    entry = db.session.scalars(select(Entry)).one()
    assert (nomination.state, nomination.application_id) == (NominationState.CONFIRMED, entry.application_id)
    assert [one.email for one in entry.application.people] == ["proposee@exemple.ma"]
    assert db.session.scalars(
        select(OutboxMail.subject).where(OutboxMail.to_address == "titulaire@exemple.ma")
    ).all() == ["Votre proposition est acceptée"]
    assert "vous avez déjà accepté" in client.get(f"/concours/nomination/{token}").text.lower()
    assert (
        "Séchoir solaire"
        in login_as(make_secretary()).get(f"/concours/gestion/{edition.id}/nominations").text
    )


def test_a_nominee_refuses_and_nothing_is_public(client, edition):
    token = token_of(make_nomination(edition))
    answer = posting.post(client, f"/concours/nomination/{token}/refuser")
    assert answer.status_code == 303
    assert db.session.scalars(select(Nomination.state)).one() is NominationState.REFUSED
    assert "Atelier de la vallée" not in client.get(f"/concours/{edition.id}").text
    assert client.get("/concours/nomination/1-aaaaaaaaaaaaaaaaaaaaaa").status_code == 404


def test_members_alone_nominate(client, edition, login_as):
    page = f"/concours/{edition.id}/proposer"
    assert client.get(page).status_code == 302
    assert login_as(make_person()).get(page).status_code == 403


def test_bad_proposals_come_back_filled(edition, member):
    make_nomination(edition, email="proposee@exemple.ma")
    refused = forms.post(
        member,
        f"/concours/{edition.id}/proposer",
        initiative="Séchoir",
        name="Atelier",
        email="proposee@exemple.ma",
        reason="Utile",
    )
    assert (refused.status_code, list(forms.errors_of(refused))) == (409, ["email"])
    assert parse(refused).select_one("textarea[name=reason]").text.strip() == "Utile"


def test_the_timetable_from_slots_to_the_entrants_calendar(client, login_as, clock_at):
    competition = make_competition("scoring")
    entries = [make_entry(competition, answers={"title": f"Initiative {number}"}) for number in (1, 2)]
    desk = login_as(make_secretary())
    page = f"/concours/gestion/{competition.id}/oraux"
    added = {"starts_at": "2026-11-20T10:00", "minutes": "10", "pause": "5", "count": "2", "place": "Salle 1"}
    assert forms.post(desk, page, **added).status_code == 303
    again = posting.post(desk, page, added)
    assert (again.status_code, list(forms.errors_of(again))) == (409, ["starts_at"])
    assert posting.post(desk, f"{page}/repartir").status_code == 303
    own = _link(entries[0])
    assert client.get(f"/candidature/{own}/oral.ics").status_code == 404  # not told yet
    for told in (2, 2):
        posting.post(desk, f"{page}/annoncer")
        subjects = db.session.scalars(select(OutboxMail.subject)).all()
        assert subjects.count("Votre présentation orale devant le jury") == told
    shown = client.get(f"/candidature/{own}")
    assert "Salle 1" in shown.text
    calendar = client.get(f"/candidature/{own}/oral.ics").text
    assert re.search(r"DTSTART[^\n]*20261120T100000", calendar)
    slot = db.session.scalars(select(PitchSlot).order_by(PitchSlot.starts_at)).first()
    absence = f"/concours/gestion/oraux/{slot.id}/absence"
    assert posting.post(desk, absence, {"missed": "1"}).status_code == 409  # the hour has not come
    clock_at(NOW + timedelta(hours=2))
    assert posting.post(desk, absence, {"missed": "1"}).status_code == 303
    assert "absent" in desk.get(page).text


def _link(entry):
    from noress.domain.applications.links import token_of as link

    return link(db.session.get(Entry, entry.id).application.people[0])


def test_whoever_stands_aside_finds_nothing_of_a_pitch(login_as):
    competition = make_competition("scoring")
    entry = make_entry(competition, answers={"title": "Initiative cachée"})
    secretary = make_secretary()
    desk = login_as(secretary)
    posting.post(desk, f"/concours/gestion/{competition.id}/oraux", {
        "starts_at": "2026-11-20T10:00", "minutes": "10", "pause": "5", "count": "1", "place": "",
    })  # fmt: skip
    posting.post(desk, f"/concours/gestion/{competition.id}/oraux/repartir")
    slot = db.session.scalars(select(PitchSlot)).one()
    assert slot.application_id == entry.application_id
    make_recusal(entry.application, secretary)
    assert "Initiative cachée" not in desk.get(f"/concours/gestion/{competition.id}/oraux").text
    for action in ("dossier", "absence", "retirer"):
        assert posting.post(desk, f"/concours/gestion/oraux/{slot.id}/{action}").status_code == 404


def test_a_winning_group_names_a_legal_structure_that_the_desk_checks(client, login_as):
    competition = make_competition("embargo")
    won = {"entrant": Entrant.GROUP, "prize_id": competition.prizes[0].id}
    state = ApplicationState.SELECTED
    entry = make_entry(competition, entry=won, state=state, public_state=state)
    make_structure("Coopérative légale", state=StructureState.PUBLISHED)
    own, desk = f"/candidature/{_link(entry)}", login_as(make_secretary())
    assert "nommez la structure légale" in client.get(own).text
    found = forms.post(client, f"{own}/beneficiaire", name="Cooperative legale")
    choice = parse(found).select_one("input[name=structure]")["value"]
    named = posting.post(
        client, f"{own}/beneficiaire", {"name": "Cooperative legale", "province": "", "structure": choice}
    )
    assert named.status_code == 303
    page = f"/candidatures/{entry.application_id}/beneficiaire"
    assert "Coopérative légale" in desk.get(page).text
    version = parse(desk.get(page)).select_one("input[name=version]")["value"]
    assert posting.post(desk, page, {"verdict": "yes", "version": "0"}).status_code == 409
    assert posting.post(desk, page, {"verdict": "yes", "version": version}).status_code == 303
    assert db.session.scalars(select(Entry)).one().payee_checked_at == NOW
    assert "vérifiée par le secrétariat" in client.get(f"{own}/beneficiaire").text
