"""The demonstration says what the documents say, and invents only for numbered bodies."""

from datetime import date, datetime

import pytest
import yaml
from sqlalchemy import func, select

from noress.core.i18n import LANGUAGES
from noress.demo import build, facts
from noress.demo.accounts import KINDS
from noress.domain.accounts.models import Account, Person
from noress.domain.attendance.models import Attendance
from noress.domain.audit.models import AuditEvent
from noress.domain.decisions.models import Decision
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import (
    Assignment,
    Body,
    BodyKind,
    Category,
    Institution,
    Mandate,
    Membership,
    Seat,
)
from noress.domain.meetings.models import (
    Answer,
    Channel,
    Invitation,
    Meeting,
    MeetingState,
    MeetingType,
    Outcome,
    OutcomeNature,
    Proposal,
)
from noress.domain.minutes.models import Minutes, MinutesState
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests.demonstration import TODAY
from tests.factories import NOW, save
from tests.pages import parse


def rows(query):
    return db.session.scalars(query).all()


@pytest.mark.usefixtures("demonstration")
def test_thirty_five_members_of_which_five_are_documented():
    members = rows(
        select(Institution).where(Institution.membership == Membership.MEMBER).order_by(Institution.id)
    )
    assert len(members) == 35
    assert [m.acronym for m in members if not m.is_demonstration] == [
        "CRTTA",
        "ODCO",
        "ADS",
        "RADEV",
        "CCIS Tanger",
    ]
    invented = [m for m in members if m.is_demonstration]
    assert [m.name["fr"] for m in invented] == [
        f"Institution membre {n} (démonstration)" for n in range(6, 36)
    ]


@pytest.mark.usefixtures("demonstration")
def test_nothing_is_invented_about_a_documented_institution():
    documented = rows(select(Institution).where(Institution.is_demonstration.is_(False)))
    ids = [institution.id for institution in documented]
    assert len(ids) == 11
    for institution in documented:
        assert institution.source
        assert [institution.email, institution.phone, institution.address, institution.head_title] == [
            None
        ] * 4
    assert rows(select(Seat).where(Seat.institution_id.in_(ids))) == []
    assert rows(select(Mandate).where(Mandate.institution_id.in_(ids))) == []
    assert rows(select(Invitation).where(Invitation.institution_id.in_(ids))) == []


@pytest.mark.usefixtures("demonstration")
def test_services_of_the_region_have_neither_seat_nor_voice():
    services = rows(
        select(Institution).where(Institution.membership == Membership.SERVICE).order_by(Institution.id)
    )
    assert [(s.acronym, s.part_of.acronym) for s in services] == [("ORESS", "CRTTA"), ("MESS", "CRTTA")]
    unknown = rows(
        select(Institution).where(Institution.membership == Membership.UNKNOWN).order_by(Institution.id)
    )
    assert [u.acronym for u in unknown] == ["REMESS", "EN", None, "DAS"]


@pytest.mark.usefixtures("demonstration")
def test_categories_are_the_closed_list_in_three_languages():
    categories = rows(select(Category).order_by(Category.position))
    assert len(categories) == 13
    assert all(set(c.name) == set(LANGUAGES) for c in categories)
    assert [c.name["fr"] for c in categories if not c.has_voice] == ["Coopération internationale"]


@pytest.mark.usefixtures("demonstration")
def test_past_sessions_are_those_of_the_documents():
    past = rows(
        select(Meeting)
        .where(Meeting.state == MeetingState.CLOSED, Meeting.is_day_only, Meeting.type == MeetingType.SESSION)
        .order_by(Meeting.starts_at)
    )
    assert [(m.number, m.starts_wall, m.is_day_only) for m in past] == [
        ("1", datetime(2012, 12, 12), True),
        ("2", datetime(2013, 4, 18), True),
        ("3", datetime(2013, 12, 10), True),
        (None, datetime(2015, 3, 18), True),
    ]
    assert [len(m.findings) for m in past] == [6, 10, 5, 0]
    assert not past[3].theme
    assert all(m.calendar_text.startswith("BEGIN:VEVENT") for m in past)
    natures = rows(select(Outcome).where(Outcome.meeting_id == past[3].id).order_by(Outcome.position))
    assert [o.nature for o in natures] == [OutcomeNature.ACT] * 4 + [OutcomeNature.WORK]
    themes = [o.text["fr"] for o in past[0].outcomes]
    assert themes == [
        "Renforcement des capacités des porteurs de projets", "Communication et financement",
        "Développement et promotion de l'ESS",
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 29


def test_the_workshop_of_sale_shows_both_counts_of_women_with_their_sources(demonstration, app):
    sale = rows(select(Meeting).where(Meeting.uid == "atelier-2012-11-29@noress.example"))[0]
    assert (sale.type, sale.bodies) == (MeetingType.WORKSHOP, [])
    page = parse(app.test_client().get(f"/sessions/{sale.id}"))
    said = [" ".join(row.get_text(" ").split()) for row in page.select("#participation dl > div")]
    assert said == [
        "Participants 60 (source : Guide du coach territorial, IPD/AN, juillet 2014)",
        "Femmes 12 (source : Guide du coach territorial, IPD/AN, juillet 2014)"
        " 40 % (source : Rapport d'activité du REMESS, 2011-2012) Les sources ne disent pas la même chose.",
        "Associations 7 (source : Guide du coach territorial, IPD/AN, juillet 2014)",
        "Coopératives 10 (source : Guide du coach territorial, IPD/AN, juillet 2014)",
    ]


@pytest.mark.usefixtures("demonstration")
def test_mandates_date_from_the_session_of_2015():
    bodies = rows(select(Body).where(Body.kind != BodyKind.JURY).order_by(Body.position))
    assert [b.name["fr"] for b in bodies] == [
        "Plénière", "Secrétariat permanent", "Comité thématique 1 (nom non documenté)",
        "Comité thématique 2 (nom non documenté)", "Comité thématique 3 (nom non documenté)",
    ]  # fmt: skip
    lasting = select(Mandate).where(Mandate.body_id.in_([one.id for one in bodies]))
    assert {m.starts_on for m in rows(lasting)} == {date(2015, 3, 18)}


@pytest.mark.usefixtures("demonstration")
def test_everything_is_said_in_french_and_arabic():
    texts = [value for model in (Category, Institution, Body) for value in rows(select(model.name))]
    texts += [theme for theme in rows(select(Meeting.theme)) if theme]
    texts += [*rows(select(Outcome.text)), *rows(select(Proposal.text)), *rows(select(Proposal.axis))]
    assert [text for text in texts if not {"fr", "ar"} <= set(text)] == []
    assert [p.name for p in rows(select(Person)) if not p.name_ar] == []


@pytest.mark.usefixtures("demonstration")
def test_one_draft_plenary_and_one_committee_that_numbered_members_answer():
    draft = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.DRAFT)).one()
    assert (draft.reference, draft.starts_wall, len(draft.agenda)) == (None, datetime(2026, 12, 11, 10), 8)
    convened = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.CONVENED)).one()
    assert (convened.reference, convened.starts_wall) == ("S-2026-03", datetime(2026, 11, 30, 10))
    invitations = rows(select(Invitation).where(Invitation.meeting_id == convened.id))
    assert all(i.institution.is_demonstration for i in invitations)
    counts = {answer: len([i for i in invitations if i.answer is answer]) for answer in Answer}
    assert counts == {Answer.NONE: 6, Answer.YES: 2, Answer.NO: 1, Answer.MAYBE: 1, Answer.DELEGATE: 1}
    typed = [i for i in invitations if i.channel is Channel.PHONE]
    assert [i.entered_by.email for i in typed] == ["secretariat@demo.example"]
    about = (OutboxMail.about_type == "meeting", OutboxMail.about_id == convened.id)
    mails = rows(select(OutboxMail).where(*about))
    assert len(mails) == 11
    assert {(m.state, m.calendar_method) for m in mails} == {(MailState.SENT, "REQUEST")}
    own = (AuditEvent.action == "invitation.answered", AuditEvent.object_id.in_([i.id for i in invitations]))
    assert len(rows(select(AuditEvent).where(*own))) == 5


@pytest.mark.usefixtures("demonstration")
def test_the_committee_has_met_one_record_is_published_another_open_to_correction():
    found = rows(select(Minutes).order_by(Minutes.id))
    records = [one for one in found if one.meeting.bodies[0].kind is BodyKind.COMMITTEE]
    assert [record.state for record in records] == [MinutesState.PUBLISHED, MinutesState.CIRCULATED]
    came = rows(select(Attendance).where(Attendance.institution_id.is_not(None)))
    assert {line.institution.is_demonstration for line in came} == {True}
    kinds = {d.meeting.bodies[0].kind for d in rows(select(Decision))}
    assert kinds == {BodyKind.COMMITTEE, BodyKind.JURY}


@pytest.mark.usefixtures("demonstration")
def test_one_account_per_kind_of_person():
    by_email = {account.email: account for account in rows(select(Account))}
    assert [kind.email for kind in KINDS if kind.email not in by_email] == []
    shared = by_email["membre20@demo.example"]
    assert (shared.is_shared, len(shared.persons)) == (True, 2)
    two = by_email["membre21@demo.example"].persons[0]
    assert sorted(seat.kind.value for seat in two.seats) == ["alternate", "titular"]
    assert [email for email, account in by_email.items() if account.suspended_at] == ["membre23@demo.example"]
    assert len({a.function for a in rows(select(Assignment))}) == 5


@pytest.mark.usefixtures("demonstration")
def test_the_same_day_gives_the_same_data_and_a_reset_forgets_the_rest(app, client):
    """A second build is refused; a reset deletes files that rows name, and the counter that keys cached pages never
    runs twice through the same values."""
    first = snapshot()
    with pytest.raises(build.NotEmpty):
        build.build(app, today=TODAY)
    assert snapshot() == first
    before = client.get("/sessions/").get_data(as_text=True)
    storage = app.extensions["storage"]
    storage.put("2026/11/old.pdf", b"%PDF-1.4")
    save(StoredFile(key="2026/11/old.pdf", name="a.pdf", content_type="application/pdf", size=8, sha256="0" * 64,
                    uploaded_at=NOW))  # fmt: skip
    build.build(app, today=TODAY, reset=True)
    assert (snapshot(), storage.exists("2026/11/old.pdf")) == (first, False)
    with db.engine.begin() as connection:
        renamed = Meeting.__table__.update().where(Meeting.number == "3").values(theme={"fr": "Thème changé"})
        connection.execute(renamed)
    assert "Communication et financement" in before
    assert "Thème changé" in client.get("/sessions/").get_data(as_text=True)


def snapshot():
    db.session.rollback()
    db.session.expire_all()
    meetings = [
        (m.reference, m.theme, m.starts_at, m.state)
        for m in rows(select(Meeting).order_by(Meeting.starts_at))
    ]
    answers = sorted(
        (i.seat.person.name, i.answer.value, str(i.answered_at))
        for i in rows(select(Invitation).where(Invitation.seat_id.is_not(None)))
    )
    return meetings, answers, db.session.scalar(select(func.count()).select_from(OutboxMail))


def test_a_weekend_moves_to_monday(app):
    from noress.demo.coming import working_day

    assert [working_day(date(2026, 11, day)).day for day in (20, 21, 22, 23)] == [20, 23, 23, 23]


def test_the_product_reads_its_own_copy_of_the_facts():
    own = yaml.safe_load((facts.Path(facts.__file__).parent / "noress.yaml").read_text(encoding="utf-8"))
    assert own == facts.facts()
    banned = ("بلدية", "قائمة", "تدريب", "موعد نهائي", "قسط")
    assert [word for word in banned if word in str(own)] == []
