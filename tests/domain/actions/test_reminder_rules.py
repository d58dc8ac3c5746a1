"""Asking owners for news: who is written to, how often, in which language, with which links."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.actions import report_links, rules
from noress.domain.actions.models import Action, ActionState
from noress.domain.actions.report_links import Gone
from noress.domain.institutions.models import BodyKind, MandateRole, SeatKind
from noress.domain.outbox.models import MailState
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_person, make_seat
from tests.factories.actions import make_action, make_plan, make_report
from tests.factories.outbox import make_mail

pytestmark = pytest.mark.one_engine  # who is written to, in which words: tests/jobs sends them on both

SOON = date(2026, 12, 4)


def remind(work, now=NOW):
    with work():
        return rules.remind_owners(actor=Actor.system(), now=now)


def told(outbox):
    return [(m.to_address, m.language, m.subject) for m in outbox()]


def seat_of(institution, email, **person):
    return make_seat(institution, make_person(email=email, **person), kind=SeatKind.TITULAR)


def test_one_mail_per_mailbox_and_language_names_all_its_actions(work, outbox, history):
    ours, theirs = make_institution("La nôtre"), make_institution("Une autre")
    twice = seat_of(ours, "nous@exemple.ma").person
    seat_of(ours, "arabe@exemple.ma", language="ar")
    make_seat(theirs, twice)
    first = make_action("Atelier", due_on=SOON, owner_institution_id=ours.id)
    second = make_action("Rapport", due_on=date(2026, 11, 1), owner_institution_id=theirs.id)
    make_action("Plus tard", due_on=SOON + timedelta(days=1), owner_institution_id=ours.id)
    assert remind(work) == 2
    assert told(outbox) == [
        ("nous@exemple.ma", "fr", "Où en sont ces 2 actions ?"),
        ("arabe@exemple.ma", "ar", outbox()[1].subject),
    ]
    text = outbox()[0].text
    assert [line for line in text.splitlines() if line.startswith("A-2026")] == [
        f"{second.number} · Rapport", f"{first.number} · Atelier",
    ]  # fmt: skip
    assert "1er novembre 2026, en retard" in text
    assert [action for action, _changes in history()] == ["action.reminded"] * 2
    assert [
        (a.reminded_at, a.reminders) for a in (db.session.get(Action, x.id) for x in (first, second))
    ] == [(NOW, 1)] * 2


def test_each_link_opens_its_own_action(work, outbox):
    ours = make_institution("La nôtre")
    seat_of(ours, "nous@exemple.ma")
    actions = [make_action(f"Action {n}", due_on=SOON, owner_institution_id=ours.id) for n in range(2)]
    remind(work)
    tokens = [word.rsplit("/", 1)[1].split("?")[0] for word in outbox()[0].text.split() if "/r/" in word]
    assert [report_links.find_action(token, now=NOW)[0].id for token in tokens] == [a.id for a in actions]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_link_speaks_as_its_mail(work, outbox, language):
    """Whoever reads the mail in Arabic opens an Arabic page, whatever their telephone was set to."""
    ours = make_institution("La nôtre")
    seat_of(ours, "nous@exemple.ma", language=language)
    make_action(due_on=SOON, owner_institution_id=ours.id)
    remind(work)
    assert [word.rsplit("?", 1)[1] for word in outbox()[0].text.split() if "/r/" in word] == [
        f"lang={language}"
    ]


def test_at_most_once_a_week(work, outbox):
    ours = make_institution("La nôtre")
    seat_of(ours, "Nous@exemple.ma")
    make_action(due_on=SOON, owner_institution_id=ours.id)
    assert [remind(work), remind(work, NOW + timedelta(days=6)), len(outbox())] == [1, 0, 1]
    make_action("Une autre", due_on=SOON, owner_institution_id=ours.id)
    assert remind(work, NOW + timedelta(days=6)) == 0
    assert remind(work, NOW + timedelta(days=7)) == 1


def test_a_mail_that_failed_is_no_reminder(work, outbox):
    ours = make_institution("La nôtre")
    seat_of(ours, "nous@exemple.ma")
    make_action(due_on=SOON, owner_institution_id=ours.id)
    make_mail(
        template="action_reminder",
        to_address="nous@exemple.ma",
        state=MailState.FAILED,
        created_at=NOW - timedelta(days=1),
    )
    assert remind(work) == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"state": ActionState.DONE}, {"state": ActionState.DROPPED}, {"due_on": SOON + timedelta(days=1)},
        {"last_report_at": NOW - timedelta(days=6)}, {"due_on": None}, {"removed_at": NOW},
    ],
    ids=["done", "dropped", "in more than two weeks", "just spoken of", "no date, begun lately", "removed"],
)  # fmt: skip
def test_who_is_left_in_peace(work, outbox, columns):
    ours = make_institution("La nôtre")
    seat_of(ours, "nous@exemple.ma")
    make_action(owner_institution_id=ours.id, **{"due_on": SOON, **columns})
    assert (remind(work), outbox()) == (0, [])


def test_nobody_is_asked_for_a_plan_that_is_over(work, outbox):
    make_action(
        owner_email="comite@exemple.ma",
        due_on=date(2013, 2, 1),
        plan_id=make_plan(closed_on=date(2013, 6, 1)).id,
    )
    assert remind(work) == 0


def test_a_silent_action_without_date_is_asked_about(work, outbox):
    make_action(owner_email="comite@exemple.ma", due_on=None, created_at=NOW - timedelta(days=200))
    assert remind(work) == 1
    assert "sans date, sans nouvelle depuis le 4 mai 2026" in outbox()[0].text


def test_closed_seats_get_nothing(work, outbox):
    ours = make_institution("La nôtre")
    make_seat(ours, make_person(email="ancienne@exemple.ma"), closed_at=NOW - timedelta(days=1))
    make_seat(ours, make_person("Sans adresse", email=None))
    make_action(due_on=SOON, owner_institution_id=ours.id)
    assert remind(work) == 0


def test_a_body_is_asked_through_who_writes_for_it(work, outbox):
    body, chairing = make_body(BodyKind.COMMITTEE), make_institution("Celle qui préside")
    seat_of(chairing, "presidence@exemple.ma")
    make_mandate(body, role=MandateRole.CHAIR, institution_id=chairing.id)
    make_mandate(body, role=MandateRole.RAPPORTEUR, person_id=make_person(email="rapporteur@exemple.ma").id)
    make_mandate(body, institution_id=seat_of(make_institution("Membre"), "membre@exemple.ma").institution_id)
    make_action(due_on=SOON, owner_body_id=body.id)
    assert remind(work) == 2
    assert sorted(m.to_address for m in outbox()) == ["presidence@exemple.ma", "rapporteur@exemple.ma"]


# Outside bodies: a third party's address


def outside(**values):
    return make_action(
        **{"due_on": SOON, "owner_words": "Comité local", "owner_email": "comite@exemple.ma", "owner_language": "fr",
           "owner_email_at": NOW, "owner_email_source": "La nôtre", **values}
    )  # fmt: skip


def test_the_mail_says_who_gave_the_address_and_how_often_it_serves(work, outbox):
    outside()
    remind(work)
    text = " ".join(outbox()[0].text.split())
    assert "parce que La nôtre nous a donné cette adresse pour cette action." in text.replace("\u202f", " ")
    assert "nous écrivons deux fois au plus, puis l'adresse est effacée après 90 jours." in text
    assert (outbox()[0].to_name, outbox()[0].person_id) == ("", None)


def test_twice_at_most_until_somebody_answers(work, outbox, actor):
    action = outside()
    weeks = [NOW + timedelta(days=7 * n) for n in range(4)]
    assert [remind(work, week) for week in weeks[:3]] == [1, 1, 0]
    with work():
        rules.report_progress(
            action=db.session.merge(action), state=ActionState.OPEN, progress=10, comment=None, files=[], channel="link",
            actor=report_links.actor_of_link(action), now=weeks[2],
        )  # fmt: skip
    assert remind(work, weeks[3] + timedelta(days=1)) == 1


def test_forgotten_after_ninety_days_without_answer(work, outbox, history):
    old, recent = outside(), outside(owner_email_at=NOW - timedelta(days=89))
    answered = outside(owner_email_at=NOW - timedelta(days=200))
    make_report(answered, channel="link", reported_at=NOW - timedelta(days=80))
    with work():
        db.session.merge(old).owner_email_at = NOW - timedelta(days=91)
    make_mail(
        template="action_reminder",
        to_address="comite@exemple.ma",
        text="lien",
        html="lien",
        state=MailState.SENT,
    )
    with work():
        assert rules.forget_silent_outside(now=NOW) == 1
    rows = [db.session.get(Action, action.id) for action in (old, recent, answered)]
    assert [row.owner_email for row in rows] == [None, "comite@exemple.ma", "comite@exemple.ma"]
    assert (rows[0].owner_email_at, rows[0].owner_email_source, rows[0].link_generation) == (None, None, 2)
    assert [(m.to_address, m.text, m.html) for m in outbox()] == [("", "", "")]
    assert history() == [("action.address_forgotten", {})]


# Links


def test_a_link_expires_after_nine_weeks(app):
    action = outside()
    token = report_links.report_url(action, now=NOW).rsplit("/", 1)[1]
    gone = {
        weeks: report_links.find_action(token, now=NOW + timedelta(weeks=weeks))
        for weeks in (0, 8, 9, 103, 104)
    }
    assert {weeks: found and found[1] for weeks, found in gone.items()} == {
        0: None,
        8: None,
        9: Gone.EXPIRED,
        103: Gone.EXPIRED,
        104: None,
    }
    assert gone[104] is None


def test_a_link_of_tomorrow_is_not_good_today(app):
    token = report_links.report_url(outside(), now=NOW + timedelta(weeks=2)).rsplit("/", 1)[1]
    assert report_links.find_action(token, now=NOW) is None


@pytest.mark.parametrize(
    ("columns", "gone"),
    [
        ({"link_generation": 2}, Gone.REVOKED),
        ({"removed_at": NOW}, Gone.REMOVED),
        ({"state": ActionState.DONE}, None),
    ],
)
def test_why_a_link_opens_nothing(work, columns, gone):
    action = outside()
    token = report_links.report_url(action, now=NOW).rsplit("/", 1)[1]
    with work():
        for name, value in columns.items():
            setattr(db.session.merge(action), name, value)
    assert report_links.find_action(token, now=NOW)[1] is gone


def test_a_link_into_a_plan_that_is_over(app):
    action = outside(plan_id=make_plan(closed_on=NOW.date()).id)
    token = report_links.report_url(action, now=NOW).rsplit("/", 1)[1]
    assert report_links.find_action(token, now=NOW)[1] is Gone.PLAN_CLOSED


@pytest.mark.parametrize(
    "token", ["", "inconnu", "1-aaaaaaaaaaaaaaaaaaaaaa", "zzzzzz-aaaaaaaaaaaaaaaaaaaaaa"]
)
def test_what_was_never_a_link(app, token):
    outside()
    assert report_links.find_action(token, now=NOW) is None


def test_who_speaks_behind_a_link(app):
    institution = make_institution("La nôtre")
    owner = report_links.actor_of_link(make_action(owner_institution_id=institution.id))
    assert (owner.name, owner.method, owner.institution_id, owner.institution_name, owner.person_id) == (
        "La nôtre", "link", institution.id, Translated(fr="La nôtre"), None,
    )  # fmt: skip
    body = report_links.actor_of_link(make_action(owner_body_id=make_body(BodyKind.COMMITTEE, "Comité").id))
    other = report_links.actor_of_link(outside())
    assert [(a.name, a.institution_id) for a in (body, other)] == [("Comité", None), ("Comité local", None)]


def test_a_seat_that_changes_hands_cuts_the_links_of_its_institution(work, actor, history):
    institution = make_institution("La nôtre")
    mine = make_action(owner_institution_id=institution.id)
    done = make_action(owner_institution_id=institution.id, state=ActionState.DONE)
    with work():
        assert rules.revoke_links_of_institution(institution_id=institution.id, actor=actor, now=NOW) == 1
    found = db.session.scalars(
        select(Action.link_generation).where(Action.id.in_([mine.id, done.id])).order_by(Action.id)
    ).all()
    assert (found, history()) == ([2, 1], [("action.link_revoked", {})])


def test_the_mail_word_for_word(work, outbox):
    """What somebody reads who has never heard of the platform: what, by when, one press."""
    action = outside(due_on=date(2026, 11, 1))
    remind(work)
    mail = outbox()[0]
    text = mail.text.replace("\u202f", " ").replace("\xa0", " ")
    address = report_links.report_url(db.session.get(Action, action.id), now=NOW, language="fr")
    assert mail.subject.replace("\u202f", " ") == f"Où en est cette action ? {action.number}"
    assert text == (
        "Démonstration : ce courriel n'est adressé à personne de réel.\n\nBonjour,\n\n"
        "Nous attendons des nouvelles de cette action. Un geste suffit : faite, en cours ou bloquée, sans mot de passe.\n\n"
        f"{action.number} · Tenir un atelier\nResponsable : Comité local\nÉchéance : 1er novembre 2026, en retard\n"
        f"Donner des nouvelles : {address}\n\n"
        "Sans réponse de votre part, nous écrivons deux fois au plus, puis l'adresse est effacée après 90 jours.\n\n"
        "-- \n"
        "Ce courriel concerne comite@exemple.ma, Comité local, parce que La nôtre nous a donné cette adresse pour cette action.\n"
        "Une question ? Répondez à ce courriel, ou écrivez à secretariat@noress.example.\nNORESS\n"
    )
    assert mail.html.count(address) == 2
    assert (mail.about_type, mail.about_id) == ("action", action.id)
