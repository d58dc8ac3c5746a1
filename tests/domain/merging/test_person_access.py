"""After a merge nobody gets in who could not before, and the hidden record is nobody any more."""

import pytest

from noress.core.database import writing
from noress.core.errors import StaleVersion
from noress.domain.accounts import identity
from noress.domain.accounts import queries as accounts
from noress.domain.accounts import rules as account_rules
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.accounts.models import Account, Person, RequestKind, Visibility
from noress.domain.institutions import queries as institutions
from noress.domain.institutions import rules as institution_rules
from noress.domain.institutions.models import BodyKind, Function, MandateRole, SeatKind
from noress.domain.merging import queries
from noress.extensions import db
from noress.web.identity import digest
from tests.factories import (
    NOW,
    make_account,
    make_assignment,
    make_body,
    make_device,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    save,
)
from tests.factories.person_merges import COORDINATOR, USUAL, change, mails, merge, refusal, told, undo
from tests.factories.same_person import TODAY, make_doubles, plain_person

pytestmark = pytest.mark.usefixtures("app")


# --- who gets in ------------------------------------------------------------------------------------


def test_the_merged_one_signs_in_no_more_and_both_addresses_are_told():
    doubles = make_doubles()
    kept, merged, other_id = doubles.kept, doubles.merged, doubles.merged.account_id
    assert told(kept, merged) == [
        "Le compte membre12@exemple.ma est suspendu : la personne se connectera avec titulaire@exemple.ma. Les deux "
        "adresses sont prévenues par courriel.",
        "« Titulaire, membre n°12 » est déconnectée aussitôt, sur tous ses appareils.",
        "Les invitations à rejoindre, en attente, ne servent plus : invitez de nouveau s'il le faut.",
    ]  # fmt: skip
    assert identity.find_presence(digest(doubles.token), now=NOW) is not None
    merge(kept, merged)
    assert identity.find_presence(digest(doubles.token), now=NOW) is None
    other = db.session.get_one(Account, other_id)
    assert (other.suspended_at, kept.account.suspended_at, doubles.invitation.revoked_at) == (NOW, None, NOW)
    assert account_rules.list_identities(other, now=NOW) == []
    assert [(it.person.id, it.seat and it.seat.id) for it in account_rules.list_identities(kept.account, now=NOW)] == [
        (kept.id, doubles.seat.id), (kept.id, None),
    ]  # fmt: skip
    assert mails() == [
        ("titulaire@exemple.ma", "Vos deux fiches n'en font plus qu'une"),
        ("membre12@exemple.ma", "Votre second compte est fermé"),
    ]


def test_the_address_of_the_only_account_leads_to_the_kept_one():
    kept = plain_person("Titulaire", email="ancienne@exemple.ma", account=None)
    change(kept, account_id=None)
    merged = make_person("Titulaire", email="titulaire@exemple.ma")
    seat, account = make_seat(None, merged), merged.account_id
    done = merge(kept, merged)
    assert (kept.account_id, kept.email, merged.account_id) == (account, "titulaire@exemple.ma", None)
    assert [(it.person.id, it.seat.id) for it in account_rules.list_identities(kept.account, now=NOW)] == [
        (kept.id, seat.id)
    ]
    assert mails() == [("titulaire@exemple.ma", "Vos deux fiches n'en font plus qu'une")]
    undo(done)
    assert (kept.account_id, kept.email, merged.account_id) == (None, "ancienne@exemple.ma", account)


def test_two_readers_of_one_mailbox_become_one_and_the_others_keep_theirs():
    """The record goes, the mailbox stays open; who acted there for a seat that leaves is signed out."""
    box = make_account("boite@exemple.ma", is_shared=True)
    other, merged, kept = (make_person(name, account=box) for name in ("Autre", "Titulaire", "Titulaire bis"))
    seat = make_seat(None, merged)
    token = make_device(other, seat)
    merge(kept, merged)
    assert (box.suspended_at, kept.account_id, merged.account_id) == (None, box.id, None)
    assert identity.find_presence(digest(token), now=NOW) is None
    alone = make_person("Titulaire ter", email="seule@exemple.ma")
    assert told(alone, kept)[0] == (
        "Les autres lecteurs de boite@exemple.ma gardent leur compte, mais n'agissent plus pour les sièges déplacés."
    )
    merge(alone, kept)
    assert (box.suspended_at, alone.account.email, seat.person_id) == (None, "seule@exemple.ma", alone.id)
    names = [person.name for person in db.session.scalars(accounts.list_persons_of_account(box.id))]
    assert names == ["Autre"]


def test_nobody_gets_in_who_could_not_before():
    """Each row: what the two records are, and what stands in the way."""
    shared = make_account("boite@exemple.ma", is_shared=True)
    in_shared = make_person("Lectrice", account=shared)
    seated, idle = make_person("Titulaire"), make_person("Sans siège")
    make_seat(None, seated)
    suspended = make_person("Suspendue", account=make_account(suspended_at=NOW))
    make_mandate(make_body(), person_id=suspended.id)
    unlisted = plain_person("Sans compte")
    make_assignment(unlisted, Function.TREASURER)
    others = "Plusieurs personnes lisent la boîte boite@exemple.ma : elles pourraient agir pour les sièges de « {} ». " \
             "Invitez d'abord la personne gardée à une adresse à elle."  # fmt: skip
    cases = {
        "a mailbox that others read gains a seat": (in_shared, seated, others.format("Titulaire")),
        "a mailbox that others read is taken over": (unlisted, in_shared, others.format("Sans compte")),
        "a suspended account's places open again": (
            idle, suspended,
            "Le compte de « Suspendue » est suspendu, et la fusion rouvrirait ses sièges. Décidez d'abord s'il se rouvre.",
        ),
    }  # fmt: skip
    for what, (kept, merged, message) in cases.items():
        assert refusal(lambda k=kept, m=merged: merge(k, m)) == ("refused", 409, message), what
    merge(in_shared, idle)  # without places, nothing is gained
    merge(suspended, seated)  # the suspension stays
    assert suspended.account.suspended_at == NOW


def test_who_may_and_what_is_refused():
    kept, merged, third = make_person("Une"), make_person("Autre"), make_person("Troisième")
    erased = save(Person(name="x", name_folded="x", created_at=NOW, erased_at=NOW))
    secretary = Actor(
        name="S", method="code", body_roles=frozenset({BodyRole(1, BodyKind.SECRETARIAT, MandateRole.MEMBER)})
    )
    own = Actor(name="C", method="code", person_id=kept.id, body_roles=COORDINATOR.body_roles)
    own_words = "C'est votre propre fiche : demandez à une autre personne de la coordination."
    cases = [
        (lambda: merge(kept, merged, actor=secretary), ("coordination", 403, "La coordination seule fusionne des fiches.")),
        (lambda: merge(kept, merged, actor=own), ("refused", 409, own_words)),
        (lambda: merge(merged, kept, actor=own), ("refused", 409, own_words)),
        (lambda: merge(kept, kept), ("refused", 409, "Choisissez deux fiches différentes.")),
        (lambda: merge(kept, erased), ("refused", 409, "Les données de cette personne ont été effacées.")),
        (lambda: merge(kept, merged, {"colour": "kept"}), ("unknown_choice", 422, "Choisissez une des réponses proposées.")),
        (lambda: merge(kept, merged, {"name": "both"}), ("unknown_choice", 422, "Choisissez une des réponses proposées.")),
        (lambda: merge(kept, merged, {"email": "other"}), ("unknown_choice", 422, "Choisissez une des réponses proposées.")),
    ]  # fmt: skip
    assert [refusal(act) for act, _expected in cases] == [expected for _act, expected in cases]
    with pytest.raises(StaleVersion):
        merge(kept, merged, versions=(kept.version, merged.version + 1))
    db.session.rollback()
    done = merge(kept, merged)
    message = "« Autre » est déjà fusionnée avec une autre fiche."
    assert [refusal(lambda: merge(third, merged)), refusal(lambda: merge(merged, third))] == [
        ("refused", 409, message)
    ] * 2
    assert refusal(lambda: undo(done, actor=secretary))[:2] == ("coordination", 403)
    assert refusal(lambda: undo(done, actor=own)) == ("own", 409, own_words)


def test_places_held_twice_are_told():
    kept, merged = plain_person("Titulaire"), plain_person("Titulaire bis")
    institution, body = make_institution("Réseau"), make_body(BodyKind.COMMITTEE, "Comité")
    for person in (kept, merged):
        make_seat(institution, person)
        make_mandate(body, person_id=person.id)
        make_assignment(person, Function.TREASURER)
    assert told(kept, merged) == [
        "Aucune des deux fiches n'a de compte : aucun courriel ne part.",
        "« Titulaire bis » est déconnectée aussitôt, sur tous ses appareils.",
        "La personne aura deux sièges chez « Réseau » : fermez ensuite celui qui ne sert plus.",
        "La personne aura deux fois la même place dans « Comité » : terminez ensuite l'une des deux.",
        "La personne aura deux fois la fonction « trésorier » : terminez ensuite l'une des deux.",
    ]
    merge(kept, merged)
    assert mails() == []


# --- the hidden record ------------------------------------------------------------------------------


def test_the_hidden_one_is_in_no_list_and_nothing_is_added_to_it():
    kept, merged = (
        make_person("Titulaire", email="a@exemple.ma"),
        make_person("Titulaire bis", email="b@exemple.ma"),
    )
    merge(kept, merged)
    lists = [
        {row.id for row in db.session.scalars(accounts.list_persons("titulaire"))},
        {row[0] for row in db.session.execute(institutions.list_person_choices())},
        {row.id for row in db.session.scalars(accounts.list_persons_of_address("b@exemple.ma"))},
        {row.id for row in db.session.scalars(queries.list_persons_to_merge_with(0, ["titulaire"]))},
    ]
    assert lists == [{kept.id}, {kept.id}, set(), {kept.id}]
    details = {
        "name": "X",
        "name_ar": None,
        "language": "fr",
        "phone": None,
        "visibility": Visibility.INTERNAL,
    }
    acts = {
        "a seat": lambda: institution_rules.open_seat(
            institution=make_institution(), person=merged, kind=SeatKind.TITULAR, starts_on=TODAY, **USUAL
        ),
        "a place": lambda: institution_rules.add_mandate(
            body=make_body(), institution=None, person=merged, role=MandateRole.MEMBER, starts_on=TODAY, **USUAL
        ),
        "a function": lambda: account_rules.give_function(
            person=merged, function=Function.TREASURER, starts_on=TODAY, ends_on=None, note=None, **USUAL
        ),
        "an invitation": lambda: account_rules.invite_person(person=merged, email="b@exemple.ma", **USUAL),
        "a text": lambda: account_rules.edit_person(
            person=merged, email=None, version=merged.version, **details, **USUAL
        ),
    }  # fmt: skip
    expected = ("merged", 409, "Cette fiche a été fusionnée avec une autre : ouvrez celle qui reste.")
    assert {what: refusal(act) for what, act in acts.items()} == dict.fromkeys(acts, expected)


def test_an_erasure_follows_to_the_merged_record_and_cannot_be_undone_into():
    kept, merged = make_person("Titulaire du membre 12", email="a@exemple.ma"), make_person(
        "Titulaire, membre 12", email="b@exemple.ma", phone="06 61 00 00 12"
    )  # fmt: skip
    other_id = merged.account_id
    done = merge(kept, merged)
    with writing():
        request = account_rules.request_about_own_data(
            person=kept, kind=RequestKind.ERASURE, text="", **USUAL
        )
        account_rules.handle_request(request=request, is_accepted=True, answer="", **USUAL)
        db.session.commit()
    db.session.expire_all()
    assert [(p.name, p.email, p.phone, p.erased_at) for p in (kept, merged)] == [
        (kept.name, None, None, NOW)
    ] * 2
    assert (done.changes, done.was) == ({}, {"account_id": None, "suspended": None, "invitations": []})
    assert db.session.get_one(Account, other_id).email == f"efface-{other_id}"
    assert refusal(lambda: undo(done)) == (
        "obstacles",
        409,
        "Les données de cette personne ont été effacées.",
    )
