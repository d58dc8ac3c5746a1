from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions import rules
from noress.domain.institutions.models import BodyKind, Mandate, MandateRole, Membership
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_person

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # what each rule refuses and says, not how rows are kept
ACTOR = Actor(name="Secrétariat", method="code")


def history():
    return [
        (e.action, e.object_type, e.object_id, e.changes)
        for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ]


def values(**changes):
    return {"kind": BodyKind.COMMITTEE, "name": Translated(fr="Comité 1", ar="اللجنة 1"), **changes}


def test_create_body():
    parent = make_body()
    body = rules.create_body(values=values(parent_id=parent.id, position=2), actor=ACTOR, now=NOW)
    db.session.commit()
    assert (body.kind, body.name, body.parent_id, body.position) == (
        BodyKind.COMMITTEE, {"fr": "Comité 1", "ar": "اللجنة 1"}, parent.id, 2,
    )  # fmt: skip
    assert history() == [("body.created", "body", body.id, {
        "kind": [None, "committee"], "name": [None, {"fr": "Comité 1", "ar": "اللجنة 1"}],
        "parent_id": [None, parent.id], "position": [None, 2],
    })]  # fmt: skip


@pytest.mark.parametrize("bad, code, field", [
    ({"name": Translated()}, "name_missing", "name_fr"),
    ({"name": Translated(fr="a\nb")}, "several_lines", "name_fr"),
    ({"description": Translated(fr="x" * 5001)}, "too_long", "description_fr"),
    ({"parent_id": 999_999}, "unknown", "parent_id"),
    ({"created_on": date(15, 3, 18)}, "bad_date", "created_on"),
])  # fmt: skip
def test_create_body_refuses_bad_input(bad, code, field):
    with pytest.raises(RuleError) as refused:
        rules.create_body(values=values(**bad), actor=ACTOR, now=NOW)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_edit_body_saves_what_changed_over_the_version_read():
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    rules.edit_body(body=body, values=values(name=Translated(fr="Comité A")), version=1, actor=ACTOR, now=NOW)
    db.session.commit()
    assert (body.name, body.version) == ({"fr": "Comité A"}, 2)
    with pytest.raises(StaleVersion) as refused:
        rules.edit_body(body=body, values=values(), version=1, actor=ACTOR, now=NOW)
    assert refused.value.theirs.name == {"fr": "Comité A"}


def test_a_body_never_depends_on_itself():
    top = make_body(BodyKind.COMMITTEE)
    below = make_body(BodyKind.COMMITTEE, parent_id=top.id)
    for parent in (top, below):
        with pytest.raises(RuleError) as refused:
            rules.edit_body(body=top, values=values(parent_id=parent.id), version=1, actor=ACTOR, now=NOW)
        assert (refused.value.code, refused.value.field) == ("loop", "parent_id")


def test_the_kind_of_a_body_with_mandates_does_not_change():
    body = make_body(BodyKind.COMMITTEE)
    make_mandate(body, institution_id=make_institution().id)
    with pytest.raises(RuleError) as refused:
        rules.edit_body(body=body, values=values(kind=BodyKind.SECRETARIAT), version=1, actor=ACTOR, now=NOW)
    assert (refused.value.code, refused.value.field, refused.value.status) == ("has_mandates", "kind", 409)


def test_tree_puts_parents_before_their_children():
    top, other = make_body(name="A"), make_body(name="B")
    child = make_body(name="C", parent_id=top.id)
    grandchild = make_body(name="D", parent_id=child.id)
    lines = [(depth, body.id) for depth, body in rules.tree([top, other, child, grandchild])]
    assert lines == [(0, top.id), (1, child.id), (2, grandchild.id), (0, other.id)]


def add(body, **kwargs):
    return rules.add_mandate(
        **{"body": body, "institution": None, "person": None, "role": MandateRole.MEMBER,
           "starts_on": date(2015, 3, 18), "actor": ACTOR, "now": NOW, **kwargs}
    )  # fmt: skip


def test_add_mandate():
    body, institution, person = make_body(), make_institution(), make_person()
    mandate = add(body, institution=institution, person=person, act="élection du 18 mars 2015")
    db.session.commit()
    row = db.session.get(Mandate, mandate.id)
    assert (row.body_id, row.institution_id, row.person_id, row.role, row.starts_on, row.ends_on, row.act) == (
        body.id, institution.id, person.id, MandateRole.MEMBER, date(2015, 3, 18), None, "élection du 18 mars 2015",
    )  # fmt: skip
    assert [line[:3] for line in history()] == [("mandate.added", "mandate", row.id)]


def test_add_mandate_refuses_bad_input():
    body, institution = make_body(), make_institution()
    for bad, code, field in (
        ({}, "holder", "institution_id"),
        ({"institution": institution, "ends_on": date(2014, 1, 1)}, "dates", "ends_on"),
        ({"institution": institution, "act": "a\nb"}, "several_lines", "act"),
        ({"institution": make_institution(membership=Membership.SERVICE)}, "no_voice", "institution_id"),
    ):
        with pytest.raises(RuleError) as refused:
            add(body, **bad)
        assert (refused.value.code, refused.value.field) == (code, field)
        db.session.rollback()
    service = make_institution(membership=Membership.SERVICE)
    assert add(body, institution=service, role=MandateRole.OBSERVER).id is not None


@pytest.mark.parametrize("starts_on, ends_on, is_refused", [
    (date(2016, 1, 1), None, True),
    (date(2010, 1, 1), date(2015, 3, 18), True),
    (date(2010, 1, 1), date(2015, 3, 17), False),
    (date(2018, 12, 31), date(2020, 1, 1), True),
    (date(2019, 1, 1), None, False),
])  # fmt: skip
def test_identical_mandates_never_overlap(starts_on, ends_on, is_refused):
    body, institution = make_body(), make_institution()
    add(body, institution=institution, ends_on=date(2018, 12, 31))
    if not is_refused:
        assert add(body, institution=institution, starts_on=starts_on, ends_on=ends_on).id is not None
        return
    with pytest.raises(RuleError) as refused:
        add(body, institution=institution, starts_on=starts_on, ends_on=ends_on)
    assert (refused.value.code, refused.value.field) == ("overlap", "starts_on")


def test_another_role_or_holder_is_another_mandate():
    body, institution, person = make_body(), make_institution(), make_person()
    add(body, institution=institution)
    for kwargs in (
        {"institution": institution, "role": MandateRole.RAPPORTEUR},
        {"institution": institution, "person": person},
        {"institution": make_institution()},
        {"person": person},
    ):
        assert add(body, **kwargs).id is not None


def test_end_mandate():
    mandate = make_mandate(make_body(), institution_id=make_institution().id)
    rules.end_mandate(mandate=mandate, ends_on=date(2026, 11, 30), seen=None, actor=ACTOR, now=NOW)
    db.session.commit()
    assert mandate.ends_on == date(2026, 11, 30)
    assert history() == [("mandate.ended", "mandate", mandate.id, {"ends_on": [None, "2026-11-30"]})]
    with pytest.raises(RuleError) as refused:
        rules.end_mandate(mandate=mandate, ends_on=date(2027, 1, 1), seen=None, actor=ACTOR, now=NOW)
    assert (refused.value.code, refused.value.field, refused.value.status) == ("stale", "ends_on", 409)
    with pytest.raises(RuleError) as refused:
        rules.end_mandate(
            mandate=mandate, ends_on=date(2014, 1, 1), seen=mandate.ends_on, actor=ACTOR, now=NOW
        )
    assert (refused.value.code, refused.value.field) == ("dates", "ends_on")
