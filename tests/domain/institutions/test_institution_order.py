"""Institutions stand in the order that people count: 6 before 10, in every list; the search is as before."""

import pytest

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Visibility
from noress.domain.institutions import queries, rules
from noress.domain.institutions.models import BodyKind, Membership
from noress.domain.meetings import queries as meetings
from noress.domain.meetings import rules as meeting_rules
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_seat,
)

TODAY = NOW.date()
IN_ORDER = ["Chambre", "Membre 2", "Membre 6", "Membre 10", "Membre 34"]


@pytest.fixture
def institutions(app):
    return [make_institution(name) for name in ("Membre 10", "Membre 6", "Chambre", "Membre 34", "Membre 2")]


def names(rows):
    return [str(row.name) for row in rows]


def test_lists_of_institutions(institutions):
    assert names(db.session.scalars(queries.list_institutions())) == IN_ORDER
    choices = db.session.execute(queries.list_institution_choices()).all()
    assert [str(name) for _key, name, _acronym in choices] == IN_ORDER


def test_places_in_a_body(institutions):
    body = make_body(BodyKind.COMMITTEE)
    for institution in institutions:
        make_mandate(body, institution_id=institution.id)
    found = db.session.scalars(queries.list_mandates(body.id, TODAY))
    assert names(mandate.institution for mandate in found) == IN_ORDER


def test_who_is_convened_and_who_is_invited(institutions):
    body = make_body(BodyKind.PLENARY)
    meeting = make_meeting(bodies=[body])
    for institution in institutions:
        make_invitation(make_meeting(), make_seat(institution))
    plan = meeting_rules.plan_convocation(meeting, now=NOW)
    assert names(invitee.seat.institution for invitee in plan.invitees) == IN_ORDER
    for institution in institutions:
        make_invitation(meeting, make_seat(institution))
    found = db.session.scalars(meetings.list_invitations(meeting.id))
    assert names(invitation.institution for invitation in found) == IN_ORDER


@pytest.mark.parametrize("typed, found", [
    ("membre 6", ["Membre 6"]), ("MEMBRE 1", ["Membre 10"]), ("34", ["Membre 34"]), ("0", ["Membre 10"]),
    ("membre 06", []), ("000000006", []),
])  # fmt: skip
def test_the_search_reads_numbers_as_they_are_typed(institutions, typed, found):
    assert names(db.session.scalars(queries.list_institutions(search=typed))) == found


def test_the_order_follows_a_change_of_name(app):
    actor = Actor(name="Secrétariat", method="code")
    values = {
        "name": Translated(fr="Membre 12"), "category_code": make_category().code, "membership": Membership.MEMBER,
        "visibility": Visibility.MEMBERS, "head_title": None, "address": None, "description": None,
    }  # fmt: skip
    institution = rules.create_institution(values=values, actor=actor, now=NOW)
    assert institution.name_sort == "membre 000000012"
    rules.edit_institution(
        institution=institution,
        values={**values, "name": Translated(fr="Membre 7")},
        version=1,
        actor=actor,
        now=NOW,
    )
    assert (institution.name_folded, institution.name_sort) == ("membre 7", "membre 000000007")
