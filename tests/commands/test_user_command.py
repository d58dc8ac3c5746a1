import pytest
from sqlalchemy import select

from noress.domain.accounts.models import Account, Person
from noress.domain.institutions.models import Assignment, Body, BodyKind, Function, Mandate, MandateRole
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_person
from tests.forms import post


@pytest.fixture
def flask_user(app):
    def run(*words):
        result = app.test_cli_runner().invoke(args=["user", *words])
        db.session.rollback()
        db.session.expire_all()
        return result

    return run


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def test_create_prints_the_only_way_in(flask_user, client):
    result = flask_user("create", "--email", "Animatrice@exemple.ma", "--name", "Animatrice régionale",
                        "--function", "technical_administrator", "--secretariat")  # fmt: skip
    assert result.exit_code == 0, result.output
    (person,), (body,), (mandate,), (held,) = rows(Person), rows(Body), rows(Mandate), rows(Assignment)
    assert (person.name, person.email, person.account_id, rows(Account)) == (
        "Animatrice régionale",
        "animatrice@exemple.ma",
        None,
        [],
    )
    assert (body.kind, body.name["ar"], mandate.person_id, mandate.role) == (
        BodyKind.SECRETARIAT, "الكتابة الدائمة", person.id, MandateRole.COORDINATOR,
    )  # fmt: skip
    assert held.function is Function.TECHNICAL_ADMINISTRATOR
    link = result.output.splitlines()[-1].removeprefix("http://127.0.0.1:8000")
    assert post(client, link, consent="y").location == "/a-faire"
    assert client.get("/personnes/").status_code == 200
    assert [m.to_address for m in rows(OutboxMail)] == ["animatrice@exemple.ma"]


def test_the_second_of_the_secretariat_is_a_secretary(flask_user):
    for n in (1, 2):
        assert (
            flask_user("create", "--email", f"n{n}@exemple.ma", "--name", f"N{n}", "--secretariat").exit_code
            == 0
        )
    assert [m.role for m in rows(Mandate)] == [MandateRole.COORDINATOR, MandateRole.SECRETARY]


def test_a_refusal_is_told_and_nothing_is_kept(flask_user):
    result = flask_user("create", "--email", "animatrice@", "--name", "Animatrice", "--secretariat")
    assert (result.exit_code, rows(Person), rows(Body)) == (1, [], [])
    assert "Cette adresse n'est pas complète." in result.output


def test_invite_again_and_suspend(flask_user):
    flask_user("create", "--email", "animatrice@exemple.ma", "--name", "Animatrice")
    result = flask_user("invite", "--email", "animatrice@exemple.ma")
    assert (result.exit_code, "/rejoindre/" in result.output, len(rows(OutboxMail))) == (0, True, 2)
    assert flask_user("invite", "--email", "inconnue@exemple.ma").exit_code == 1
    assert flask_user("suspend", "--email", "animatrice@exemple.ma").exit_code == 1
    person = make_person(email="juriste@exemple.ma")
    assert flask_user("suspend", "--email", "juriste@exemple.ma").exit_code == 0
    db.session.refresh(person.account)
    assert person.account.suspended_at is not None
