"""What people must not learn: canaries in every hidden thing, looked for in every byte that others receive."""

import pytest

from noress.core.database import writing
from noress.domain.accounts.models import Person
from noress.domain.decisions.models import Decision
from noress.domain.drafts.models import FormDraft
from noress.domain.meetings.models import AgendaItem, Invitation, Meeting, MeetingDocument
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories.cast import make_cast
from tests.security.test_hostile_text import pages_of

#: addresses that exist in the demonstration only, and show everything on purpose
SHOWN_ON_PURPOSE = "/demo/"


def plant(cast) -> dict[str, str]:
    """A word of its own in each hidden thing; returns where each word is."""
    words: dict[str, str] = {}

    def word(what: str) -> str:
        canary = f"canari{len(words):02d}zz"
        words[canary] = what
        return canary

    with writing():
        draft = db.session.get(Meeting, cast.ids["draft"]["meeting_id"])
        draft.theme = {"fr": word("draft: theme")}
        draft.place = {"fr": word("draft: place")}
        for item in db.session.query(AgendaItem).filter_by(meeting_id=draft.id):
            item.title = {"fr": word("draft: item")}
        meeting = db.session.get(Meeting, cast.ids["usual"]["meeting_id"])
        meeting.online_url = f"https://visio.example/{word('session: online link')}"
        for document in db.session.query(MeetingDocument).filter_by(is_public=False):
            document.title = word(f"document for the invited ({document.meeting_id})")
        for invitation in db.session.query(Invitation):
            invitation.reason = word(f"answer {invitation.id}: reason")
            if invitation.guest_name:
                invitation.guest_name = word(f"guest {invitation.id}")
        for person in db.session.query(Person):
            name = person.name
            person.name, person.phone = word(f"person {name}: name"), word(f"person {name}: phone")
        for draft in db.session.query(FormDraft):
            draft.fields = [["reason", word(f"draft of {draft.person_id}")]]
        for decision in db.session.query(Decision).filter_by(is_public=False):
            decision.text = {"fr": word(f"unpublished decision {decision.number}")}
        for mail in db.session.query(OutboxMail):
            mail.text = word(f"mail {mail.id}")
        db.session.commit()
    return words


def leaks(app, cast, kind: str, words: dict[str, str]) -> list[str]:
    return [
        f"{where}: {words[canary]}"
        for where, response in pages_of(app, cast, kind)
        if SHOWN_ON_PURPOSE not in where
        for canary in words
        if canary.encode() in response.data
    ]


@pytest.mark.one_engine
def test_a_visitor_learns_nothing_hidden(app):
    """No draft, no person's name (DESIGN rule 11), no answer's reason, no document of the invited, no link."""
    cast = make_cast()
    words = plant(cast)
    assert len(words) >= 35
    found = leaks(app, cast, "visitor", words)
    by_link = [leak for leak in found if "<token>" in leak]
    assert [leak for leak in found if leak not in by_link] == []
    # Whoever holds a mailed link reads what its seat may: its own answer, name and documents.
    own = {f"answer {cast.ids['usual']['invitation_id']}: reason", "person Titulaire: name", "session: online link",
           f"document for the invited ({cast.ids['usual']['meeting_id']})", "person Nouvelle: name", "person Nouvelle: phone"}  # fmt: skip
    assert {leak.split(": ", 1)[1] for leak in by_link} - own == set()


@pytest.mark.one_engine
@pytest.mark.parametrize("kind", ["titular", "desk_officer", "treasurer"])
def test_a_person_learns_nothing_of_others(app, kind):
    cast = make_cast()
    words = plant(cast)
    allowed = {
        "titular": ("person Titulaire", f"answer {cast.ids['usual']['invitation_id']}:", "session: online link",
                    f"document for the invited ({cast.ids['usual']['meeting_id']})",
                    f"draft of {cast.people['titular']}", "unpublished decision"),
        # whoever may be in charge of a file, or wrote a note on it, is named at the desk
        "desk_officer": ("person desk_officer", "person animation_team: name", "person Coordinatrice: name",
                         "person Coordination qui décide: name"),
        "treasurer": ("person treasurer",),
    }[kind]  # fmt: skip
    found = leaks(app, cast, kind, words)
    found = [leak for leak in found if "<token>" not in leak]
    assert [leak for leak in found if not leak.split(": ", 1)[1].startswith(allowed)] == []


@pytest.mark.one_engine
def test_the_technical_administrator_reads_no_answer_and_no_document(app):
    cast = make_cast()
    words = plant(cast)
    found = [leak for leak in leaks(app, cast, "administrator", words) if "<token>" not in leak]
    assert [leak for leak in found if ": answer" in leak or ": draft" in leak or ": document" in leak] == []
