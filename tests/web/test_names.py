"""People are called as the reader reads: Arabic letters on Arabic pages, an erased person in every language."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import in_language
from noress.core.names import ERASED, called, called_in
from noress.domain.accounts import mails, rules
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person, RequestKind
from noress.domain.accounts.rules.erasure import erase_person
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import MeetingState
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
    make_secretary,
)
from tests.forms import text_of
from tests.pages import parse

FRENCH, ARABIC = "Titulaire du membre 12", "ممثل العضو 12"
GONE = {"fr": "Personne effacée", "ar": "شخص محيت معطياته", "en": "Erased person"}


@pytest.fixture
def seat():
    return make_seat(
        make_institution("Membre 12"), make_person(FRENCH, name_ar=ARABIC, email="membre12@exemple.ma")
    )


@pytest.fixture
def secretariat(login_as):
    return login_as(make_secretary())


@pytest.mark.parametrize("language, names", [
    ("fr", [FRENCH, "Sans nom arabe"]), ("en", [FRENCH, "Sans nom arabe"]), ("ar", [ARABIC, "Sans nom arabe"]),
])  # fmt: skip
def test_a_name_follows_the_reader(app, language, names):
    people = (FRENCH, ARABIC), ("Sans nom arabe", None)
    with in_language(language):
        assert [called(*one) for one in people] == names
        assert (called(ERASED), called(None)) == (GONE[language], "")
    assert [called_in(language, *one) for one in people] == names


def pages_of(seat):
    """Every kind of page that names a person, and where it does."""
    body = make_body(BodyKind.COMMITTEE)
    make_mandate(body, institution_id=seat.institution_id, person_id=seat.person_id)
    person, institution = f"/personnes/{seat.person_id}", f"/institutions/{seat.institution_id}"
    mandate = make_mandate(body, person_id=seat.person_id)
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW)
    make_invitation(meeting, seat)
    return [
        (f"/sessions/{meeting.id}/reponses", "tbody"), (f"/sessions/{meeting.id}/invites", "tbody"),
        ("/personnes/?q=membre12@exemple.ma", "tbody a"), (person, "h1"), (f"{person}/modifier", ".back"),
        (f"{person}/suspendre", ".confirmation h2"), (f"{person}/fonctions/nouvelle", "h1"),
        (f"{person}/inviter", "h1"), (institution, "#sieges tbody th"), (f"{institution}/sieges/nouveau", "#person_id"),
        (f"/sieges/{seat.id}/modifier", ".lead"), (f"/sieges/{seat.id}/inviter", ".lead"),
        (f"/sieges/{seat.id}/fermer", ".lead"), (f"/instances/{body.id}/gestion", "#mandats tbody"),
        (f"/instances/{body.id}/mandats/nouveau", "#person_id"), (f"/mandats/{mandate.id}/terminer", ".lead"),
    ]  # fmt: skip


def test_every_page_calls_people_as_the_reader_does(secretariat, seat):
    for path, where in pages_of(seat):
        for language, expected, other in (("fr", FRENCH, ARABIC), ("ar", ARABIC, FRENCH)):
            mark = "&" if "?" in path else "?"
            page = secretariat.get(f"{path}{mark}lang={language}")
            found = " ".join(text_of(page, where))
            assert (expected in found, other in found) == (True, False), (path, language, found)


def test_one_s_own_pages(login_as, seat):
    browser = login_as(seat.person, seat)
    for language, expected in (("fr", FRENCH), ("ar", ARABIC)):
        page = browser.get(f"/mon-compte?lang={language}")
        assert expected in text_of(page, ".facts")[0]
        assert expected in text_of(page, "#appareils tbody")[0]
        assert expected in text_of(browser.get(f"/qui-agit?lang={language}"), "form")[0]


def test_history_says_who_in_the_reader_s_letters(secretariat, login_as, seat):
    actor = Actor(name=FRENCH, name_ar=ARABIC, method="code", person_id=seat.person_id)
    with writing():
        rules.suspend_account(account=make_person("Autre").account, actor=actor, now=NOW)
        db.session.commit()
    other = db.session.scalars(select(Person).where(Person.name == "Autre")).one()
    for language, expected in (("fr", FRENCH), ("ar", ARABIC)):
        assert expected in text_of(secretariat.get(f"/personnes/{other.id}?lang={language}"), ".timeline")[0]
    seat.person.name, seat.person.name_ar = "Nom d'aujourd'hui", "اسم اليوم"
    db.session.commit()
    for language in ("fr", "ar"):  # history keeps the name of that day once it is no longer theirs
        assert FRENCH in text_of(secretariat.get(f"/personnes/{other.id}?lang={language}"), ".timeline")[0]


def test_history_costs_the_same_whoever_acted(secretariat, count_queries):
    person, counts = make_person("Autre"), []
    for wanted in (1, 3):
        with writing():
            for _ in range(wanted):
                actor = make_person()
                rules.edit_own_details(
                    person=db.session.get(Person, person.id), name=f"Autre {actor.id}", name_ar=None, language="fr",
                    phone=None, visibility=person.visibility, version=db.session.get(Person, person.id).version,
                    actor=Actor(name=actor.name, method="code", person_id=actor.id), now=NOW,
                )  # fmt: skip
                db.session.commit()
        with count_queries() as statements:
            secretariat.get(f"/personnes/{person.id}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", GONE)
def test_an_erased_person_is_one_in_every_language(secretariat, login_as, seat, language):
    person = seat.person
    actor = Actor(name=FRENCH, method="code", person_id=person.id, language="fr")
    with writing():
        rules.request_about_own_data(person=person, kind=RequestKind.ERASURE, text="", actor=actor, now=NOW)
        made = rules.request_about_own_data(
            person=person, kind=RequestKind.CORRECTION, text="x", actor=actor, now=NOW
        )
        db.session.commit()
        seat.closed_at = NOW
        erase_person(person=person, actor=Actor.system(), now=NOW)
        db.session.commit()
    assert db.session.get(Person, person.id).name == ERASED
    page = secretariat.get(f"/personnes/{person.id}?lang={language}")
    assert text_of(page, "h1") == [GONE[language]]
    assert parse(page).title.text.startswith(GONE[language])
    assert GONE[language] in text_of(secretariat.get(f"/personnes/demandes/?lang={language}"), "tbody")[0]
    history = text_of(secretariat.get(f"/institutions/{seat.institution_id}?lang={language}"), "#sieges")[0]
    assert GONE[language] in history
    shown = text_of(secretariat.get(f"/personnes/demandes/{made.id}?lang={language}"), "main")[0]
    assert (GONE[language] in shown, FRENCH in shown) == (True, False)
    mail = text_of(secretariat.get(f"/courriers/?lang={language}"), "tbody")[0]
    assert GONE[language] in mail


def test_mails_about_accounts_greet_people_in_their_own_letters(app):
    person = make_person(FRENCH, name_ar=ARABIC, language="ar")
    inviter = Actor(name="Coordination", name_ar="التنسيق", method="code")
    with writing():
        made = rules.invite_person(person=person, email="autre@exemple.ma", actor=inviter, now=NOW)
        mail = mails.account_invitation(made, inviter=inviter, url="https://exemple.ma/")
        notice = mails.account_notice(person.account, "suspended")
    assert (mail.to_name, mail.values["inviter"], notice.to_name) == (ARABIC, "التنسيق", ARABIC)
