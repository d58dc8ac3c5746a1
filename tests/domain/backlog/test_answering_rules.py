"""Answering a proposal: onto an agenda, kept, declined; who asked is told once; it comes back when it leaves."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.backlog import rules
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.institutions.models import BodyKind
from noress.domain.letters.models import Letter, MeetingLetter
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import AgendaItem, AgendaKind, ItemOrigin, Meeting, MeetingState
from noress.extensions import db
from tests.factories import (
    make_account,
    make_agenda_item,
    make_body,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.backlog import make_proposal, make_proposed_document

VALUES = meetings.ItemValues(
    kind=AgendaKind.DECISION, title=Translated(fr="Bilan", ar="حصيلة"), minutes=25, presenter="Institution 1"
)


@pytest.fixture
def draft(committee):
    return make_meeting("Thème secret", bodies=[committee])


@pytest.fixture
def convened(committee):
    return make_meeting(
        "Thème public", bodies=[committee], state=MeetingState.CONVENED, reference="S-2027-01"
    )


@pytest.fixture
def accept(work, actor, now):
    def accept(item, meeting, values=VALUES, version=1, **kwargs):
        with work():
            rules.accept_item(
                item=item, meeting=meeting, values=values, version=version, actor=actor, now=now, **kwargs
            )

    return accept


# --- accepted ----------------------------------------------------------------------------------------


def test_an_accepted_item_is_last_on_the_agenda_and_keeps_its_link(
    accept, convened, committee, seat, now, history, outbox
):
    make_agenda_item(convened, "Ouverture", position=1)
    item = make_proposal(committee, "Bilan", seat, meeting_id=convened.id)
    make_proposed_document(item, "Note")
    accept(item, convened, answer="Merci.")
    opening, made = db.session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
    assert (opening.title, made.title, made.kind, made.minutes, made.presenter, made.origin) == (
        {"fr": "Ouverture"}, {"fr": "Bilan", "ar": "حصيلة"}, AgendaKind.DECISION, 25, "Institution 1", ItemOrigin.PROPOSED,
    )  # fmt: skip
    assert [(d.title, d.agenda_item_id, d.is_public) for d in convened.documents] == [
        ("Note", made.id, False)
    ]
    assert (item.state, item.agenda_item_id, item.meeting_id, item.answer, item.decided_at, item.version) == (
        ProposedState.ACCEPTED, made.id, convened.id, "Merci.", now, 2,
    )  # fmt: skip
    [mail] = outbox()
    assert (mail.to_address, mail.language, mail.about_type, mail.about_id, mail.key) == (
        "titulaire1@exemple.ma", "fr", "proposed_item", item.id, f"proposed_item:{item.id}:2:{seat.person_id}",
    )  # fmt: skip
    assert "est inscrit à l'ordre du jour" in mail.subject
    for told in ("Thème public", "Merci.", f"/points-proposes/{item.id}"):
        assert told in mail.text
    assert [action for action, _changes in history()] == [
        "meeting.agenda_item_added", "meeting.document_added", "proposed_item.accepted"
    ]  # fmt: skip
    assert history()[-1][1] == {
        "title": [None, {"fr": "Bilan"}], "state": ["proposed", "accepted"], "answer": [None, "Merci."],
        "meeting_id": [None, convened.id],
    }  # fmt: skip


def test_the_mail_tells_nothing_of_a_draft(accept, draft, committee, seat, outbox):
    accept(make_proposal(committee, "Bilan", seat), draft)
    [mail] = outbox()
    assert "d'une prochaine session de cette instance" in mail.text
    for hidden in ("Thème secret", "avril 2027"):
        assert hidden not in mail.text + mail.html + mail.subject


def test_the_mail_speaks_the_reader_s_language(accept, convened, committee, outbox):
    from tests.factories.backlog import make_member

    reader = make_member(committee, "Deux", "deux@exemple.ma", language="ar", name_ar="الممثل الثاني")
    accept(make_proposal(committee, "Bilan", reader, title_ar="حصيلة التكوين"), convened)
    [mail] = outbox()
    assert (mail.language, mail.to_name, "حصيلة التكوين" in mail.subject) == ("ar", "الممثل الثاني", True)


def close(seat, now, heir=None):
    with writing():
        seat.closed_at, seat.successor_id = now, heir.id if heir else None
        db.session.commit()


def test_the_seat_s_successor_is_told(accept, convened, committee, seat, outbox, now):
    item = make_proposal(committee, "Bilan", seat)
    heir = make_seat(seat.institution, make_person("Nouvelle titulaire", email="nouvelle@exemple.ma"))
    close(seat, now, heir)
    accept(item, convened)
    assert [mail.to_address for mail in outbox()] == ["nouvelle@exemple.ma"]


def test_without_successor_the_institution_s_open_seats_are_told_one_mail_per_mailbox(
    accept, convened, committee, seat, outbox, now
):
    item = make_proposal(committee, "Bilan", seat)
    for name in ("Suppléante", "Autre suppléante"):
        make_seat(seat.institution, make_person(name, account=make_account(), email="commune@exemple.ma"))
    close(seat, now)
    accept(item, convened)
    assert [mail.to_address for mail in outbox()] == ["commune@exemple.ma"]


def test_an_item_carried_from_an_earlier_agenda_is_known_as_such(accept, convened, committee, outbox):
    earlier = make_agenda_item(make_meeting(bodies=[committee], state=MeetingState.HELD), "Pas traité")
    accept(
        make_proposal(committee, "Pas traité", carried_from_id=earlier.id, state=ProposedState.PARKED),
        convened,
    )
    made = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == convened.id)).one()
    assert (made.origin, made.carried_from_id, outbox()) == (ItemOrigin.CARRIED, earlier.id, [])


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CLOSED, MeetingState.CANCELLED])
def test_it_goes_onto_no_agenda_that_is_over(accept, committee, seat, state, outbox):
    item = make_proposal(committee, "Bilan", seat)
    with pytest.raises(RuleError) as refused:
        accept(item, make_meeting(bodies=[committee], state=state))
    assert (refused.value.code, refused.value.status) == ("not_editable", 409)
    assert (item.state, outbox()) == (ProposedState.PROPOSED, [])


def test_it_goes_onto_no_agenda_that_has_begun(accept, committee, seat):
    begun = make_meeting(
        bodies=[committee], state=MeetingState.CONVENED, starts_wall=datetime(2026, 11, 20, 8, 0)
    )
    with pytest.raises(RuleError) as refused:
        accept(make_proposal(committee, "Bilan", seat), begun)
    assert (refused.value.code, refused.value.field, refused.value.status) == ("started", "meeting_id", 409)


def test_it_goes_onto_no_agenda_of_another_body(accept, committee, seat):
    other = make_meeting(bodies=[make_body(BodyKind.PLENARY)])
    with pytest.raises(RuleError) as refused:
        accept(make_proposal(committee, "Bilan", seat), other)
    assert (refused.value.code, refused.value.field, refused.value.status) == (
        "other_body",
        "meeting_id",
        422,
    )


def test_the_agenda_s_own_rules_hold(accept, convened, committee, seat, outbox):
    item = make_proposal(committee, "حصيلة", seat)
    arabic = meetings.ItemValues(AgendaKind.DECISION, Translated(ar="حصيلة"), 20)
    with pytest.raises(RuleError) as refused:
        accept(item, convened, arabic)
    assert (refused.value.code, refused.value.field) == ("no_title", "title_fr")
    assert (item.state, outbox()) == (ProposedState.PROPOSED, [])


# --- kept, declined ----------------------------------------------------------------------------------


def test_parking_says_why_and_lets_go_of_the_meeting(
    work, actor, now, convened, committee, seat, outbox, history
):
    item = make_proposal(committee, "Bilan", seat, meeting_id=convened.id)
    with work():
        rules.park_item(item=item, reason=" L'ordre du jour est plein. ", version=1, actor=actor, now=now)
    assert (item.state, item.meeting_id, item.answer, item.decided_by_id, item.version) == (
        ProposedState.PARKED, None, "L'ordre du jour est plein.", actor.person_id, 2,
    )  # fmt: skip
    [mail] = outbox()
    for told in ("est gardé pour une prochaine session", "L'ordre du jour est plein."):
        assert told in mail.text
    assert [action for action, _changes in history()] == ["proposed_item.parked"]


def test_declining_says_why(work, actor, now, committee, seat, outbox, history):
    item = make_proposal(committee, "Bilan", seat, state=ProposedState.PARKED)
    with work():
        rules.decline_item(item=item, reason="Déjà décidé en mars.", version=1, actor=actor, now=now)
    assert (item.state, item.answer) == (ProposedState.DECLINED, "Déjà décidé en mars.")
    [mail] = outbox()
    assert ("n'est pas retenu" in mail.subject, "Déjà décidé en mars." in mail.text) == (True, True)
    assert [action for action, _changes in history()] == ["proposed_item.declined"]


@pytest.mark.parametrize("rule", [rules.park_item, rules.decline_item])
@pytest.mark.parametrize(("reason", "code"), [("  ", "no_reason"), ("x" * 2001, "too_long")])
def test_a_reason_is_needed(work, actor, now, committee, seat, outbox, rule, reason, code):
    item = make_proposal(committee, "Bilan", seat)
    with pytest.raises(RuleError) as refused, work():
        rule(item=item, reason=reason, version=1, actor=actor, now=now)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, "answer", 422)
    assert (item.state, outbox()) == (ProposedState.PROPOSED, [])


def test_what_is_parked_is_not_parked_again(work, actor, now, committee, seat):
    item = make_proposal(committee, "Bilan", seat, state=ProposedState.PARKED)
    with pytest.raises(RuleError) as refused, work():
        rules.park_item(item=item, reason="Encore.", version=1, actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("parked", 409)


@pytest.mark.parametrize("state", [ProposedState.ACCEPTED, ProposedState.DECLINED, ProposedState.WITHDRAWN])
def test_an_answer_is_given_once(work, actor, now, committee, seat, state, outbox):
    item = make_proposal(committee, "Bilan", seat, state=state)
    with pytest.raises(RuleError) as refused, work():
        rules.decline_item(item=item, reason="Non.", version=1, actor=actor, now=now)
    assert (refused.value.code, refused.value.status, outbox()) == ("decided", 409, [])


def test_an_answer_to_an_older_text_is_stale(work, actor, now, committee, seat, outbox):
    item = make_proposal(committee, "Nouveau titre", seat, version=2)
    with pytest.raises(StaleVersion) as stale, work():
        rules.decline_item(item=item, reason="Non.", version=1, actor=actor, now=now)
    assert (stale.value.theirs.title, outbox()) == ({"fr": "Nouveau titre"}, [])


def test_nobody_to_tell_is_no_fault(work, actor, now, committee, outbox):
    item = make_proposal(committee, "Bilan", make_seat(person=make_person("Sans adresse", email=None)))
    with work():
        rules.decline_item(item=item, reason="Non.", version=1, actor=actor, now=now)
    assert (item.state, outbox()) == (ProposedState.DECLINED, [])


# --- leaving an agenda -------------------------------------------------------------------------------


def test_an_item_taken_off_an_agenda_waits_again(accept, work, actor, now, convened, committee, seat, outbox):
    item = make_proposal(committee, "Bilan", seat)
    accept(item, convened)
    made = db.session.get(AgendaItem, item.agenda_item_id)
    with work():
        meetings.remove_agenda_item(item=made, actor=actor, now=now)
    assert (item.state, item.agenda_item_id, item.meeting_id, item.answer) == (
        ProposedState.PARKED,
        None,
        None,
        None,
    )
    assert "n'est plus à l'ordre du jour" in outbox()[-1].text
    assert len(outbox()) == 2


def test_taking_off_an_item_of_the_secretariat_s_own_tells_nobody(
    work, actor, now, convened, outbox, history
):
    with work():
        meetings.remove_agenda_item(item=make_agenda_item(convened, "Ouverture"), actor=actor, now=now)
    assert (outbox(), [action for action, _changes in history()]) == ([], ["meeting.agenda_item_removed"])


def test_a_deleted_draft_leaves_its_proposals_in_the_backlog(
    accept, work, actor, now, draft, committee, seat, outbox
):
    accepted, undecided = (
        make_proposal(committee, "Inscrit", seat),
        make_proposal(committee, "À voir", seat, meeting_id=draft.id),
    )
    accept(accepted, draft)
    earlier = make_agenda_item(make_meeting(bodies=[committee], state=MeetingState.HELD), "Reporté")
    make_agenda_item(draft, "Reporté", origin=ItemOrigin.CARRIED, carried_from_id=earlier.id)
    make_agenda_item(draft, "Ouverture")
    with work():
        meetings.delete_meeting(meeting=draft, actor=actor, now=now)
    rows = db.session.scalars(select(ProposedItem).order_by(ProposedItem.id)).all()
    assert [(row.title["fr"], row.state, row.meeting_id, row.agenda_item_id, row.carried_from_id) for row in rows] == [
        ("Inscrit", ProposedState.PARKED, None, None, None), ("À voir", ProposedState.PARKED, None, None, None),
        ("Reporté", ProposedState.PARKED, None, None, earlier.id),
    ]  # fmt: skip
    assert [mail.about_id for mail in outbox()] == [accepted.id, accepted.id, undecided.id]
    assert all("Thème secret" not in mail.text for mail in outbox())


def make_letter(meeting, institution):
    text = save(MeetingLetter(meeting_id=meeting.id, subject=Translated(fr="Convocation"), body=Translated(fr="Texte"),
                              place=Translated(fr="Tanger"), dated_on=datetime(2026, 11, 20).date(),
                              signatory_title=Translated(fr="Coordination"), prepared_at=datetime(2026, 11, 20, tzinfo=UTC)))  # fmt: skip
    return save(Letter(number="C-2026-001", text_id=text.id, institution_id=institution.id,
                       head_title=Translated(fr="Présidence"), created_at=datetime(2026, 11, 20, tzinfo=UTC)))  # fmt: skip


def test_a_draft_whose_letters_bear_numbers_is_cancelled_not_deleted(work, actor, now, draft, seat, outbox):
    letter = make_letter(draft, seat.institution)
    with pytest.raises(RuleError) as refused, work():
        meetings.delete_meeting(meeting=draft, actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("has_letters", 409)
    assert "Annulez la session" in str(refused.value.message)
    with work():
        told = meetings.cancel_meeting(
            meeting=draft, reason=Translated(fr="Salle fermée"), actor=actor, now=now
        )
    assert (told, draft.state, db.session.get(Letter, letter.id).number) == (
        0,
        MeetingState.CANCELLED,
        "C-2026-001",
    )
    assert db.session.scalars(select(Meeting)).one().cancel_reason == {"fr": "Salle fermée"}


def test_a_draft_without_letters_is_not_cancelled(work, actor, now, draft):
    with pytest.raises(RuleError) as refused, work():
        meetings.cancel_meeting(meeting=draft, reason=Translated(fr="x"), actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("not_convened", 409)
