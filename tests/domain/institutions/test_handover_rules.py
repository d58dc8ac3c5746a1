"""A seat changes hands: what passes, what stays, and the one mail that lists it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.actions.models import Action, ActionState
from noress.domain.audit.models import AuditEvent
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.drafts.models import FormDraft
from noress.domain.institutions import rules
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import AgendaKind, MeetingState
from noress.domain.minutes.models import Consultation, MinutesState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.governance import make_paper, make_version
from tests.factories.minutes import make_held_meeting, make_minutes

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor(name="Secrétariat", method="code")
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def institution(app):
    return make_institution("Réseau", name_ar="شبكة")


@pytest.fixture
def leaving(institution):
    return make_seat(institution, make_person("Part", email="part@exemple.ma"))


@pytest.fixture
def coming(institution):
    return make_seat(
        institution, make_person("Arrive", email="arrive@exemple.ma"), starts_on=date(2026, 11, 20)
    )


def close(seat, successor=None):
    rules.close_seat(seat=seat, successor=successor, actor=ACTOR, now=NOW)
    db.session.commit()


def handovers():
    return db.session.scalars(select(OutboxMail).where(OutboxMail.template == "seat_handover")).all()


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def make_action(institution, number, **values):
    return save(
        Action(number=number, what=Translated(fr=f"Faire {number}"), owner_institution_id=institution.id,
               created_at=NOW - timedelta(days=3), **values)
    )  # fmt: skip


def make_draft(seat):
    return save(
        FormDraft(person_id=seat.person_id, seat_id=seat.id, form_key="backlog.propose:", fields=[["title_fr", "Le fonds"]],
                  page="page", mark="mark", saved_at=NOW)
    )  # fmt: skip


def make_proposal(seat, body, **values):
    return save(
        ProposedItem(body_id=body.id, kind=AgendaKind.DISCUSSION, title=Translated(fr="Le fonds"), minutes=20,
                     institution_id=seat.institution_id, seat_id=seat.id, person_id=seat.person_id, proposed_at=NOW, **values)
    )  # fmt: skip


def test_one_mail_lists_everything_that_the_newcomer_finds(institution, leaving, coming):
    plenary, committee = make_body(BodyKind.PLENARY), make_body(BodyKind.COMMITTEE, "Comité 1")
    make_mandate(committee, institution_id=institution.id, person_id=leaving.person_id)
    session = make_meeting(
        "Communication", state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW
    )
    make_invitation(session, leaving)
    circulated = make_held_meeting(bodies=[plenary], theme="Relecture")
    make_minutes(circulated, state=MinutesState.CIRCULATED)
    consulted = make_held_meeting(bodies=[plenary], theme="Consultation")
    record = make_minutes(consulted, state=MinutesState.CIRCULATED, corrections_until=NOW - timedelta(days=1))
    save(Consultation(minutes_id=record.id, opened_at=NOW, closes_at=datetime(2026, 12, 1, 18, tzinfo=UTC)))
    late = make_action(institution, "A-2026-001", due_on=date(2026, 11, 1), due_precision="day")
    undated = make_action(institution, "A-2026-002")
    make_action(institution, "A-2026-003", state=ActionState.DONE, progress=100)
    make_proposal(leaving, plenary)
    version = make_version(make_paper(plenary, "Charte", asks_signatures=True))
    make_draft(leaving)
    close(leaving, coming)

    (mail,) = handovers()
    text = plain(mail.text)
    assert (mail.to_address, mail.language) == ("arrive@exemple.ma", "fr")
    for part in (
        f"Communication\n  jeudi 8 avril 2027, de 10 h à 13 h (heure du Maroc)\n  Réponse attendue. Répondez ici :\n  {BASE}/i/",
        f"Places dans les instances\n\n- Comité 1\n  membre\n  {BASE}/instances/{committee.id}\n",
        "- Relire le procès-verbal du 12 novembre 2026\n  Relecture · avant le samedi 28 novembre 2026 à 18 h\n"
        f"  {BASE}/sessions/{circulated.id}/compte-rendu\n",
        "- Donner la voix de votre institution\n  Approbation écrite : Consultation · avant le mardi 1er décembre 2026 à 18 h\n",
        f"- Signer « Charte »\n  règlement intérieur, version 1\n  {BASE}/textes/{version.paper_id}\n",
        f"- A-2026-001 : Faire A-2026-001\n  1er novembre 2026 (en retard)\n  {BASE}/actions/{late.id}\n",
        f"- A-2026-002 : Faire A-2026-002\n  sans date\n  {BASE}/actions/{undated.id}\n",
        f"Points proposés pour un ordre du jour\n\n- Le fonds\n  à examiner\n  {BASE}/instances/{plenary.id}\n",
        f"- 1 brouillon à finir\n  Commencés par votre prédécesseur, pas envoyés.\n  {BASE}/brouillons/\n",
        "Ce courriel concerne arrive@exemple.ma, Réseau, parce que vous parlez désormais pour cette institution.",
    ):  # fmt: skip
        assert part in text, part
    assert "A-2026-003" not in text
    assert [word in mail.html for word in ("Charte", "A-2026-001", f"{BASE}/brouillons/")] == [True] * 3


def test_points_proposed_pass_unless_they_are_treated(leaving, coming):
    body = make_body(BodyKind.PLENARY)
    waiting, parked = make_proposal(leaving, body), make_proposal(leaving, body, state=ProposedState.PARKED)
    done = make_proposal(leaving, body, state=ProposedState.ACCEPTED)
    close(leaving, coming)
    assert [row.seat_id for row in (waiting, parked, done)] == [coming.id, coming.id, leaving.id]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "seat.proposals_passed")).one()
    assert (event.object_type, event.object_id, event.changes) == (
        "seat",
        coming.id,
        {"proposals": [None, 2]},
    )


def test_links_mailed_for_the_actions_die_with_the_seat(institution, leaving, coming):
    mine, other = make_action(institution, "A-2026-001"), make_action(make_institution(), "A-2026-002")
    close(leaving, coming)
    assert (mine.link_generation, other.link_generation) == (2, 1)


def test_a_successor_found_later_gets_what_waited(leaving, coming):
    proposal = make_proposal(leaving, make_body(BodyKind.PLENARY))
    action = make_action(leaving.institution, "A-2026-001")
    close(leaving)
    assert (handovers(), proposal.seat_id, action.link_generation) == ([], leaving.id, 2)
    rules.seats.succeed_seat(seat=leaving, successor=coming, actor=ACTOR, now=NOW)
    db.session.commit()
    assert (proposal.seat_id, action.link_generation, len(handovers())) == (coming.id, 2, 1)


def test_nothing_waits_and_the_mail_says_so(leaving, coming):
    close(leaving, coming)
    (mail,) = handovers()
    text = plain(mail.text)
    assert "Aucune convocation n'attend de réponse pour le moment." in text
    assert "À faire\n\n" not in text


def test_long_lists_are_cut_with_the_way_to_the_rest(institution, leaving, coming):
    for number in range(17):
        make_action(institution, f"A-2026-{number:03d}")
    close(leaving, coming)
    (mail,) = handovers()
    assert (mail.text.count("- A-2026-"), f"Voir les autres\n{BASE}/actions/" in mail.text) == (15, True)


def test_an_arabic_newcomer_reads_arabic(institution, leaving):
    coming = make_seat(institution, make_person("Arrive", name_ar="القادمة", language="ar"))
    make_action(institution, "A-2026-001")
    close(leaving, coming)
    (mail,) = handovers()
    assert (mail.language, "شبكة" in mail.text, 'dir="rtl"' in mail.html) == ("ar", True, True)


def test_a_newcomer_without_address_is_told_otherwise(institution, leaving):
    coming = make_seat(institution, make_person("Arrive", email=None))
    proposal = make_proposal(leaving, make_body(BodyKind.PLENARY))
    close(leaving, coming)
    assert (handovers(), proposal.seat_id) == ([], coming.id)


def test_what_follows_is_counted_before_closing(institution, leaving):
    make_action(institution, "A-2026-001")
    make_proposal(leaving, make_body(BodyKind.PLENARY))
    make_draft(leaving)
    assert rules.count_followed(leaving) == {"actions": 1, "proposals": 1, "drafts": 1}
