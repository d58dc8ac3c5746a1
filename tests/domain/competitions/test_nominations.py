"""A member puts somebody forward, who alone decides; what they leave when they do not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.names import ERASED
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.applications.models import Application, TieKind
from noress.domain.applications.rules.forgetting import forget_people_of
from noress.domain.competitions.models import Competition, Entrant, Nomination, NominationState
from noress.domain.competitions.rules import nominations as rules
from noress.domain.competitions.rules.forgetting import forget_nominees
from noress.domain.institutions.models import Institution
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.reviewing import conflicts
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat
from tests.factories.competitions import make_competition, make_entry, make_nomination


@pytest.fixture
def member(app) -> Actor:
    seat = make_seat(make_institution("Fédération"), make_person("Titulaire", email="titulaire@exemple.ma"))
    return build_actor(seat.person, seat=seat, now=NOW, method="code")


def put_forward(competition_id, member, email="proposee@exemple.ma", **values):
    usual = {"name": "Atelier", "initiative": "Séchoir solaire", "reason": "Utile à la vallée."}
    nominated = rules.Nominated(email=email, **{**usual, **values})
    competition = db.session.get(Competition, competition_id)
    return rules.nominate(competition=competition, nominated=nominated, actor=member, now=NOW)


def code_of(act):
    with pytest.raises(RuleError) as caught:
        act()
    db.session.rollback()
    return caught.value.code


def test_one_nomination_of_an_address_waits(app, work, member):
    key = make_competition("entry").id
    with work():
        put_forward(key, member)
    with work():
        assert code_of(lambda: put_forward(key, member, "Proposee@exemple.ma")) == "waiting"
    mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.to_address == "proposee@exemple.ma"
    assert "Titulaire" in mail.text
    assert "Fédération" in mail.text
    assert "Utile à la vallée." in mail.text


@pytest.mark.one_engine
def test_mails_to_strangers_are_counted(app, work, member):
    key = make_competition("entry").id
    for _round in range(rules.MOST_TO_ONE):
        with work():
            made = put_forward(key, member)
            rules.withdraw_nomination(nomination=made, actor=member, now=NOW)
    with work():
        assert code_of(lambda: put_forward(key, member)) == "too_many"
    assert {one.state for one in db.session.scalars(select(OutboxMail))} == {MailState.MERGED}


@pytest.mark.one_engine
def test_only_while_entries_are_taken_and_the_rules_allow_it(app, work, member):
    for competition in (make_competition("scoring"), make_competition("entry", takes_nominations=False)):
        key = competition.id
        with work():
            assert code_of(lambda key=key: put_forward(key, member)) == "closed"


@pytest.mark.one_engine
def test_two_reminders_at_most(app, work, actor):
    key = make_nomination(make_competition("entry")).id
    for number in (1, 2):
        with work():
            assert rules.remind(nomination=db.session.get(Nomination, key), actor=actor, now=NOW) == number
    with work():
        assert (
            code_of(lambda: rules.remind(nomination=db.session.get(Nomination, key), actor=actor, now=NOW))
            == "reminded"
        )


def test_who_does_not_answer_or_refuses_is_forgotten(app, work, member):
    competition = make_competition("entry")
    key = competition.id
    with work():
        silent = put_forward(key, member).id
        refusing = put_forward(key, member, "non@exemple.ma")
        rules.refuse(nomination=refusing, now=NOW)
    kept = make_nomination(competition, email="ailleurs@exemple.ma", made_at=NOW + timedelta(days=1)).id
    with work():
        assert forget_nominees(before=NOW + timedelta(hours=1)) == 2
    assert db.session.get(Nomination, silent) is None
    assert [one.id for one in db.session.scalars(select(Nomination))] == [kept]
    told = {mail.to_address for mail in db.session.scalars(select(OutboxMail))}
    assert "proposee@exemple.ma" not in told
    assert "non@exemple.ma" not in told


def test_refusing_twice_tells_the_member_once(app, work, member):
    key = make_competition("entry").id
    with work():
        made = put_forward(key, member).id
    for _press in range(2):
        with work():
            rules.refuse(nomination=db.session.get(Nomination, made), now=NOW)
    assert db.session.get(Nomination, made).state is NominationState.REFUSED
    answers = [
        mail for mail in db.session.scalars(select(OutboxMail)) if mail.to_address == "titulaire@exemple.ma"
    ]
    assert len(answers) == 1


def test_the_institution_that_puts_forward_has_a_part_in_the_entry(app, work, member):
    competition = make_competition("entry")
    key = make_nomination(competition, db.session.get(Institution, member.institution_id)).id
    application_id = make_entry(competition, entry={"entrant": Entrant.PERSON}).application_id
    with work():
        rules.confirm(db.session.get(Nomination, key), db.session.get(Application, application_id), now=NOW)
    application = db.session.get(Application, application_id)
    assert [(tie.institution_id, tie.kind) for tie in application.ties] == [
        (member.institution_id, TieKind.SPONSOR)
    ]
    assert conflicts.is_recused(member, application)


def test_a_nominee_who_is_erased_leaves_no_name(app, work):
    key = make_nomination(make_competition("entry")).id
    with work():
        forget_people_of(person_id=0, email="proposee@exemple.ma", now=NOW)
    row = db.session.get(Nomination, key)
    assert (row.name, row.email, row.reason, row.state) == (
        ERASED,
        f"efface-{key}",
        "",
        NominationState.WITHDRAWN,
    )
