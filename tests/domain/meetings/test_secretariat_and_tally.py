"""What waits for the secretariat, and answers counted by institution."""

from datetime import datetime, timedelta

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.meetings.models import Answer, MeetingState
from noress.domain.meetings.secretariat import list_secretariat_duties
from noress.domain.meetings.sharing import share_text
from noress.domain.meetings.tally import tally
from tests.factories import make_invitation, make_meeting, make_person, make_seat


def test_drafts_and_silence_wait_for_the_secretariat(actor, now):
    draft = make_meeting("À convoquer")
    make_meeting("Brouillon passé", starts_wall=datetime(2026, 11, 1, 10, 0))
    soon = make_meeting("Bientôt", starts_wall=datetime(2026, 11, 27, 10, 0), state=MeetingState.CONVENED)
    make_meeting("Plus tard", state=MeetingState.CONVENED)
    for answer, values in (
        (Answer.NONE, {}), (Answer.NONE, {}), (Answer.YES, {}), (Answer.NONE, {"reminded_at": now - timedelta(hours=2)}),
        (Answer.NONE, {"removed_at": now}),
    ):  # fmt: skip
        make_invitation(soon, answer=answer, **values)
    make_invitation(soon, make_seat(person=make_person("À appeler", email=None)))
    duties = list_secretariat_duties(actor, now)
    assert [(d.kind, d.title, d.action_label, d.endpoint, d.values, d.deadline) for d in duties] == [
        ("meeting.convene", "Convoquer la session «\u202fÀ convoquer\u202f»", "Préparer la convocation", "meetings.convene",
         {"meeting_id": draft.id}, draft.starts_at - timedelta(days=14)),
        ("meeting.remind", "Bientôt", "Relancer les 2 sans réponse", "meetings.remind", {"meeting_id": soon.id},
         soon.starts_at),
    ]  # fmt: skip


def test_members_owe_none_of_this(app, now):
    make_meeting("À convoquer")
    assert list_secretariat_duties(Actor(name="Titulaire 1", method="code", person_id=1), now) == []


def test_an_institution_counts_once():
    counts = tally(
        [
            (1, Answer.YES, 1), (1, Answer.NO, 1), (2, Answer.DELEGATE, 1), (3, Answer.MAYBE, 1), (3, Answer.NONE, 1),
            (4, Answer.NO, 1), (4, Answer.NONE, 1), (5, Answer.NO, 2), (None, Answer.YES, 2), (None, Answer.NONE, 1),
        ]
    )  # fmt: skip
    assert counts.institutions == {"yes": 2, "maybe": 1, "no": 1, "none": 1}
    assert counts.guests == {"yes": 2, "maybe": 0, "no": 0, "none": 1}
    assert (counts.institution_count, counts.guest_count, counts.invited, counts.unanswered) == (5, 3, 12, 3)


def test_the_text_to_share_says_what_the_public_page_says(app):
    meeting = make_meeting(
        place=Translated(fr="Salle B", ar="القاعة ب"), online_url="https://secret.exemple.ma"
    )
    french = share_text(meeting, "fr").replace("\u202f", " ").replace("\xa0", " ")
    assert french == (
        "Session : Communication et financement\njeudi 8 avril 2027, de 10 h à 13 h (heure du Maroc)\n"
        f"Salle B, et en ligne\nhttp://127.0.0.1:8000/s/{meeting.id}"
    )
    assert "القاعة ب" in share_text(meeting, "ar")
    assert "secret.exemple.ma" not in share_text(meeting, "ar")
