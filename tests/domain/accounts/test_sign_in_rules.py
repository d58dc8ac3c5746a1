from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.accounts import passwords, rules
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.inputs import clean_address, clean_code, clean_name
from noress.domain.accounts.models import Device, SignInCode
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_account, make_device, make_institution, make_person, make_seat

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor(name="Secrétariat", method="code")


@pytest.fixture(autouse=True)
def as_a_writing_request():
    db.session.rollback()
    with writing():
        yield
        db.session.rollback()


def ask(address, network="1", now=NOW):
    code = rules.send_sign_in_code(address=address, language="ar", network=network, now=now)
    db.session.commit()
    return code


def words(statements):
    """What each statement does, without its values."""
    return [" ".join(statement.split("(")[0].split()[:3]) for statement in statements]


def test_known_and_unknown_addresses_cost_the_same_statements(count_queries):
    make_person(email="animatrice@exemple.ma")
    make_account("suspendu@exemple.ma", suspended_at=NOW)
    costs = []
    for address in ("animatrice@exemple.ma", "inconnu@exemple.ma", "suspendu@exemple.ma"):
        db.session.rollback()
        with count_queries() as statements:
            ask(address)
        costs.append(words(s for s in statements if not s.startswith("ROLLBACK")))
    assert costs[0] == costs[1] == costs[2]


def test_a_password_is_compared_even_when_there_is_none(monkeypatch):
    """The dear part of a sign-in is the hash: unknown addresses pay for it too."""
    compared = []
    hasher = passwords._hasher()

    class Counting:
        def verify(self, stored, password):
            compared.append(stored)
            return hasher.verify(stored, password)

        def hash(self, password):
            return hasher.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    make_account("animatrice@exemple.ma", password_hash=passwords.hash_password("figues et amandes"))
    make_account("sans@exemple.ma")
    for address in ("animatrice@exemple.ma", "sans@exemple.ma", "inconnu@exemple.ma"):
        rules.check_password(address=address, password="pas celui-là", network="1", now=NOW)
    assert [stored.split("$")[3] for stored in compared] == ["m=19456,t=2,p=1"] * 3


def test_one_network_cannot_keep_the_owner_from_asking():
    make_person(email="animatrice@exemple.ma")
    for _ in range(5):
        ask("animatrice@exemple.ma", network="stranger")
    with pytest.raises(RuleError):
        ask("animatrice@exemple.ma", network="stranger")
    assert ask("animatrice@exemple.ma", network="owner").email == "animatrice@exemple.ma"


def test_many_networks_together_are_limited_too():
    for n in range(15):
        ask("animatrice@exemple.ma", network=str(n))
    with pytest.raises(RuleError) as refused:
        ask("animatrice@exemple.ma", network="another")
    assert (refused.value.code, refused.value.status) == ("codes", 429)
    assert ask("animatrice@exemple.ma", network="another", now=NOW + timedelta(minutes=15)).attempts == 0


def test_code_mail_speaks_the_page_when_several_read_the_mailbox():
    account = make_account("boite@exemple.ma", is_shared=True)
    make_person("Animatrice", account=account)
    make_person("Juriste", account=account)
    ask("boite@exemple.ma")
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.language, mail.to_name, mail.person_id) == ("ar", "boite@exemple.ma", None)


def test_a_code_is_good_for_its_own_address_only():
    make_person(email="animatrice@exemple.ma")
    code = ask("animatrice@exemple.ma")
    outcome = rules.check_code(code_id=code.id, email="juriste@exemple.ma", typed="123456", now=NOW)
    assert (outcome.account, outcome.refusal.code) == (None, "code_gone")
    assert (
        rules.check_code(code_id=999_999, email="animatrice@exemple.ma", typed="123456", now=NOW).refusal.code
        == "code_gone"
    )
    assert db.session.scalars(select(SignInCode)).one().attempts == 0


def test_network_limit_of_passwords():
    for n in range(60):
        rules.check_password(address=f"nom{n}@exemple.ma", password="x", network="1", now=NOW)
    assert (
        rules.check_password(address="a@exemple.ma", password="x", network="1", now=NOW).refusal.status == 429
    )
    assert (
        rules.check_password(address="a@exemple.ma", password="x", network="2", now=NOW).refusal.status == 422
    )


def test_end_sign_ins_counts_what_it_ends():
    account = make_account()
    first, second = make_person(account=account), make_person(account=account)
    seat = make_seat(make_institution(), first)
    make_device(first, seat)
    make_device(first)
    make_device(second)
    make_device(make_person())
    keys = db.session.scalars(select(Device.id).order_by(Device.id)).all()
    assert rules.end_sign_ins(seat_id=seat.id, now=NOW) == 1
    assert rules.end_sign_ins(account_id=account.id, except_device_id=keys[2], now=NOW) == 1
    assert rules.end_sign_ins(person_id=second.id, now=NOW) == 1
    assert rules.end_sign_ins(account_id=account.id, now=NOW) == 0
    db.session.commit()
    assert [d.revoked_at for d in db.session.scalars(select(Device).order_by(Device.id))] == [
        NOW,
        NOW,
        NOW,
        None,
    ]
    with pytest.raises(ValueError):
        rules.end_sign_ins(now=NOW)


@pytest.mark.parametrize(
    "typed, code",
    [("court", "password_short"), ("x" * 201, "password_long"), ("0123456789", "password_common"),
     ("aaaaaaaaaabbb", "password_common"), ("motdepasse!!", "password_common"), ("MotDePasse-123", "password_common"),
     ("2026202620", "password_common"), ("j'aime animatrice.b", "password_address"), ("ANIMATRÎCE.B 2026", "password_address")],
)  # fmt: skip
def test_weak_passwords(typed, code):
    with pytest.raises(RuleError) as refused:
        passwords.check_strength(typed, "animatrice.b@exemple.ma")
    assert (refused.value.code, refused.value.field) == (code, "password")


@pytest.mark.parametrize("typed", ["figues et amandes", "كلمة سر طويلة جدا", "Tq7%mLz!2p"])
def test_strong_passwords(typed):
    passwords.check_strength(typed, "animatrice@exemple.ma")
    stored = passwords.hash_password(typed)
    assert (passwords.verify_password(stored, typed), passwords.verify_password(stored, typed + "x")) == (
        True,
        False,
    )
    assert passwords.verify_password("not a hash", typed) is False


def test_accents_typed_in_one_sign_or_two_are_one_password():
    assert passwords.verify_password(passwords.hash_password("caf\u00e9 des figues"), "cafe\u0301 des figues")


def test_inputs_are_cleaned():
    assert clean_code(" ١٢٣\u00a0456 ") == "123456"
    assert clean_code("abcde-fghij") == "ABCDEFGHIJ"
    assert clean_address(" Animatrice@Exemple.MA ") == "animatrice@exemple.ma"
    assert clean_name("  Animatrice   régionale ") == "Animatrice régionale"
    for bad in ("A\nB", "A\u2028B", "A\x00B", "", "x" * 201):
        with pytest.raises(RuleError) as refused:
            clean_name(bad)
        assert refused.value.field == "name"
    with pytest.raises(RuleError) as refused:
        clean_address("")
    assert refused.value.code == "no_email"
