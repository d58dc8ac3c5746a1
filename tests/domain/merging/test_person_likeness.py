"""Which records look like one person, why, and how surely; pairs found to be two."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.models import Account, Person
from noress.domain.audit.models import AuditEvent
from noress.domain.merging import person_likeness, queries, rules
from noress.domain.merging.models import PersonDistinct
from noress.domain.merging.person_likeness import Reason
from noress.extensions import db
from tests.factories import (
    make_person,
)
from tests.factories.person_merges import USUAL, refusal

pytestmark = pytest.mark.usefixtures("app")


# --- likely pairs -----------------------------------------------------------------------------------


def _row(key, name, name_ar=None, **values):
    return Person(id=key, name=name, name_ar=name_ar, name_folded=name.lower(), **values)


def test_which_people_look_alike_and_why():
    shared = Account(email="b@exemple.ma", is_shared=True)
    two = {"email": "b@exemple.ma", "account": shared}
    cases = {
        "same name, other order and accents": (
            {"name": "Représentante Titulaire"}, {"name": "TITULAIRE representante"}, [Reason.SAME_NAME], "probable"),
        "same name in Arabic": (
            {"name": "Une", "name_ar": "الممثلة الأولى"}, {"name": "Deux", "name_ar": "الممثله الاولي"}, [Reason.SAME_NAME],
            "probable"),
        "one letter": (
            {"name": "Représentante Titulaire"}, {"name": "Représentante Titullaire"}, [Reason.ONE_LETTER], "possible"),
        "the sign before a number": (
            {"name": "Titulaire du membre 12"}, {"name": "Titulaire du membre n°12"}, [Reason.SAME_NAME], "probable"),
        "same telephone": (
            {"name": "Une", "phone": "06 61 00 00 12"}, {"name": "Deux", "phone": "+212661000012"}, [Reason.SAME_PHONE],
            "possible"),
        "same address": (
            {"name": "Une", "email": "A@exemple.ma"}, {"name": "Deux", "email": "a@exemple.ma"}, [Reason.SAME_EMAIL],
            "possible"),
        "name and telephone": (
            {"name": "Titulaire", "phone": "06 61 00 00 12"}, {"name": "Titulaire", "phone": "0661000012"},
            [Reason.SAME_NAME, Reason.SAME_PHONE], "presque sûr"),
        "other numbers": ({"name": "Titulaire du membre 12"}, {"name": "Titulaire du membre 13"}, None, None),
        "a mailbox known to be shared": ({"name": "Une", **two}, {"name": "Deux", **two}, None, None),
    }  # fmt: skip
    for what, (one, other, reasons, label) in cases.items():
        found = person_likeness.list_alike([_row(1, **one), _row(2, **other)], {})
        assert [(p.first.id, p.second.id, p.reasons, str(p.label)) for p in found] == (
            [(1, 2, reasons, label)] if reasons else []
        ), what
    rows = [_row(1, "Titulaire"), _row(2, "Titulaire"), _row(3, "Suppléante")]
    (pair,) = person_likeness.list_alike(rows, {1: {7}, 2: {7, 8}, 3: {7}})
    assert (pair.reasons, str(pair.label)) == ([Reason.SAME_NAME, Reason.SAME_INSTITUTION], "presque sûr")
    assert person_likeness.list_alike(rows, {}, [(2, 1)]) == []


def test_a_pair_found_to_be_two_is_remembered_once_and_forgotten():
    one, other = make_person("Une"), make_person("Autre")
    with writing():
        pair = rules.note_distinct(first=other, second=one, **USUAL)
        again = rules.note_distinct(first=one, second=other, **USUAL)
        db.session.commit()
    assert (pair.id, pair.first_id, pair.second_id) == (again.id, one.id, other.id)
    assert refusal(lambda: rules.note_distinct(first=one, second=one, **USUAL))[0] == "same"
    with writing():
        rules.forget_distinct(pair=pair, **USUAL)
        db.session.commit()
    assert db.session.execute(queries.list_distinct_pairs(PersonDistinct)).all() == []
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert [(e.action, e.object_id, e.changes) for e in events] == [
        ("person.found_distinct", one.id, {"other_person_id": [None, other.id]}),
        ("person.found_distinct", other.id, {"other_person_id": [None, one.id]}),
        ("person.maybe_same", one.id, {"other_person_id": [other.id, None]}),
        ("person.maybe_same", other.id, {"other_person_id": [one.id, None]}),
    ]
