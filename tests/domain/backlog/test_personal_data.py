"""What is kept of proposals: how long, what names their author, and what is left when a person is erased."""

from datetime import timedelta

from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.accounts.rules.erasure import erase_person
from noress.domain.backlog.models import ProposedDocument, ProposedItem, ProposedState
from noress.domain.backlog.rules.purging import purge_answered
from noress.domain.files.models import StoredFile
from noress.extensions import db
from tests.domain.minutes.conftest import fresh
from tests.factories import make_person
from tests.factories.backlog import make_proposal, make_proposed_document

NAME = "Titulaire du membre 12"


def test_what_an_institution_proposed_stays_without_the_name(actor, now, work, committee, seat):
    person = make_person(NAME, email="membre12@exemple.ma")
    item = make_proposal(
        committee, f"Bilan, par {NAME}", seat, note=Translated(fr=f"Écrire à {NAME}"), presenter=f"{NAME}, directrice",
        answer=f"{NAME} le sait", person_id=person.id,
    )  # fmt: skip
    make_proposed_document(item, f"Note de {NAME}")
    with work():
        erase_person(person=person, actor=actor, now=now)
    found = fresh(ProposedItem, item.id)
    assert (found.title, found.note, found.presenter, found.answer, found.state) == (
        {"fr": "Bilan, par Personne effacée"}, {"fr": "Écrire à Personne effacée"}, "Personne effacée, directrice",
        "Personne effacée le sait", ProposedState.PROPOSED,
    )  # fmt: skip
    assert [document.title for document in found.documents] == ["Note de Personne effacée"]


def test_the_words_of_who_sits_by_name_go(actor, now, work, committee):
    person = make_person(NAME, email="membre12@exemple.ma")
    item = make_proposal(committee, "Un vœu", person_id=person.id, note=Translated(fr="Pour ma famille"))
    taken = make_proposal(committee, "Un point", person_id=person.id, state=ProposedState.ACCEPTED)
    make_proposed_document(item)
    with work():
        erase_person(person=person, actor=actor, now=now)
    found = fresh(ProposedItem, item.id)
    assert (found.title, found.note, found.state, found.decided_at) == (
        {"fr": "Personne effacée"}, None, ProposedState.WITHDRAWN, now,
    )  # fmt: skip
    assert db.session.scalars(select(StoredFile)).all() == []
    assert fresh(ProposedItem, taken.id).title == {"fr": "Un point"}


def test_a_refused_proposal_goes_with_its_files_and_the_others_stay(now, work, committee):
    old = now - timedelta(days=731)
    gone = make_proposal(committee, "Ancien", state=ProposedState.WITHDRAWN, decided_at=old)
    make_proposed_document(gone)
    kept = [
        make_proposal(committee, "Accepté", state=ProposedState.ACCEPTED, decided_at=old),
        make_proposal(committee, "Gardé", state=ProposedState.PARKED, decided_at=old),
        make_proposal(committee, "Récent", state=ProposedState.DECLINED, decided_at=now),
    ]
    ids = [item.id for item in kept]
    with work():
        assert purge_answered(before=now - timedelta(days=730), now=now) == 1
    assert db.session.scalars(select(ProposedItem.id).order_by(ProposedItem.id)).all() == ids
    assert db.session.scalars(select(ProposedDocument)).all() == []
    assert db.session.scalars(select(StoredFile)).all() == []
