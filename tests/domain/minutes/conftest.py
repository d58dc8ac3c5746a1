"""The secretariat at work on rules, without pages."""

import pytest

from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind, Category, MandateRole
from noress.domain.minutes.models import BlockKind, MinutesState
from noress.extensions import db
from tests.factories import (
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    save,
)
from tests.factories.minutes import make_block, make_held_meeting, make_minutes


@pytest.fixture
def committee(app):
    """Three institutions with a voice, one of a category without, one that observes."""
    body = make_body(BodyKind.COMMITTEE, "Comité financement")
    save(Category(code="cooperation", name=Translated(fr="Coopération"), has_voice=False))
    places = [
        ("Une", {}),
        ("Deux", {}),
        ("Trois", {}),
        ("Sans voix", {"category_code": "cooperation"}),
        ("Observe", {}),
    ]
    seats = []
    for name, values in places:
        institution = make_institution(name, **values)
        role = MandateRole.OBSERVER if name == "Observe" else MandateRole.MEMBER
        make_mandate(body, institution_id=institution.id, role=role)
        seats.append(
            make_seat(
                institution,
                make_person(f"Titulaire {name}", email=f"{name.lower().replace(' ', '')}@exemple.ma"),
            )
        )
    return body, seats


@pytest.fixture
def minutes(committee):
    found = make_minutes(make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED)
    make_block(found, "La séance est ouverte.")
    make_block(found, "Le fonds est créé.", kind=BlockKind.DECISION, details={"mode": "consensus"})
    return found


def fresh(model, key):
    db.session.rollback()
    return db.session.get(model, key)
