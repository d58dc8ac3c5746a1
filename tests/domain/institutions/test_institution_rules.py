from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Visibility
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions import rules
from noress.domain.institutions.models import Institution, Membership
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_institution,
    make_mandate,
    make_seat,
)

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # what each rule refuses and says, not how rows are kept
ACTOR = Actor(name="Secrétariat", method="code")


def values(**changes):
    return {
        "name": Translated(fr="Réseau de Tétouan", ar="شبكة تطوان"), "acronym": "RT",
        "category_code": make_category().code, **changes,
    }  # fmt: skip


def history():
    return [
        (e.action, e.object_type, e.object_id, e.changes)
        for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ]


def test_create_institution_keeps_everything_and_notes_it():
    made = rules.create_institution(
        values=values(
            email=" Contact@Exemple.MA", phone="٠٥٣٩٠٠٠٠٠٠", website="exemple.ma", member_since=date(2015, 3, 18),
            head_title=Translated(fr="Monsieur le Président", ar="السيد الرئيس"), visibility="public",
        ),
        actor=ACTOR, now=NOW,
    )  # fmt: skip
    db.session.commit()
    row = db.session.get(Institution, made.id)
    assert row.name == {"fr": "Réseau de Tétouan", "ar": "شبكة تطوان"}
    assert row.name_folded == "reseau de tetouan شبكه تطوان rt"
    assert (row.email, row.phone, row.website) == ("Contact@exemple.ma", "0539000000", "https://exemple.ma")
    assert (row.membership, row.visibility, row.version) == (Membership.MEMBER, Visibility.PUBLIC, 1)
    assert row.head_title == {"fr": "Monsieur le Président", "ar": "السيد الرئيس"}
    assert row.is_demonstration is False
    [(action, kind, key, changes)] = history()
    assert (action, kind, key) == ("institution.created", "institution", row.id)
    assert changes["name"] == [None, {"fr": "Réseau de Tétouan", "ar": "شبكة تطوان"}]
    assert changes["member_since"] == [None, "2015-03-18"]


@pytest.mark.parametrize("bad, code, field", [
    ({"name": Translated()}, "name_missing", "name_fr"),
    ({"name": Translated(en="Only English")}, "name_missing", "name_fr"),
    ({"name": Translated(fr="Deux\nlignes")}, "several_lines", "name_fr"),
    ({"name": Translated(fr="Nom", ar="سطر\nسطر")}, "several_lines", "name_ar"),
    ({"name": Translated(fr="x" * 10_000)}, "too_long", "name_fr"),
    ({"acronym": "x" * 41}, "too_long", "acronym"),
    ({"head_title": Translated(fr="Deux\rlignes")}, "several_lines", "head_title_fr"),
    ({"address": Translated(ar="x" * 501)}, "too_long", "address_ar"),
    ({"description": Translated(fr="a\x00b")}, "bad_sign", "description_fr"),
    ({"source": "x\ny"}, "several_lines", "source"),
    ({"category_code": "inconnue"}, "unknown_category", "category_code"),
    ({"category_code": None}, "unknown_category", "category_code"),
    ({"email": "nom@"}, "bad_email", "email"),
    ({"phone": "abc"}, "bad_phone", "phone"),
    ({"website": "javascript:alert(1)"}, "bad_url", "website"),
    ({"member_since": date(2016, 1, 1), "member_until": date(2015, 1, 1)}, "dates", "member_until"),
    ({"member_since": date(202, 1, 1)}, "bad_date", "member_since"),
    ({"part_of_id": 999_999}, "unknown", "part_of_id"),
])  # fmt: skip
def test_create_institution_refuses_bad_input(bad, code, field):
    with pytest.raises(RuleError) as refused:
        rules.create_institution(values=values(**bad), actor=ACTOR, now=NOW)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    assert history() == []


@pytest.mark.parametrize("name, acronym, field", [
    ("RESEAU  de tetouan", None, "name_fr"), ("Autre", "rt", "acronym"), ("شَبكة تطوان", "X", "name_fr"),
])  # fmt: skip
def test_same_name_or_acronym_is_warned_once(name, acronym, field):
    rules.create_institution(values=values(), actor=ACTOR, now=NOW)
    db.session.commit()
    typed = values(name=Translated(fr=name), acronym=acronym)
    with pytest.raises(RuleError) as refused:
        rules.create_institution(values=typed, actor=ACTOR, now=NOW)
    assert (refused.value.code, refused.value.field, refused.value.status) == ("duplicate", field, 409)
    made = rules.create_institution(values=typed, create_anyway=True, actor=ACTOR, now=NOW)
    assert made.id is not None


def test_part_of_a_name_is_no_duplicate():
    rules.create_institution(values=values(), actor=ACTOR, now=NOW)
    made = rules.create_institution(
        values=values(name=Translated(fr="Réseau"), acronym="R"), actor=ACTOR, now=NOW
    )
    assert made.name == {"fr": "Réseau"}


def edit(institution, **kwargs):
    rules.edit_institution(
        **{"institution": institution, "version": institution.version, "actor": ACTOR, "now": NOW, **kwargs}
    )


def test_edit_institution_saves_only_what_changed():
    institution = rules.create_institution(values=values(), actor=ACTOR, now=NOW)
    db.session.commit()
    edit(institution, values=values(phone="0539000000"))
    db.session.commit()
    assert (institution.phone, institution.version) == ("0539000000", 2)
    assert history()[1:] == [
        ("institution.edited", "institution", institution.id, {"phone": [None, "0539000000"]})
    ]


def test_edit_institution_without_change_is_not_noted():
    institution = rules.create_institution(values=values(), actor=ACTOR, now=NOW)
    db.session.commit()
    edit(institution, values=values())
    assert institution.version == 1
    assert len(history()) == 1


def test_edit_institution_keeps_the_english_name():
    institution = make_institution("Nom")
    institution.name = Translated(fr="Nom", en="Name")
    db.session.commit()
    edit(institution, values=values(name=Translated(fr="Nouveau nom"), acronym=None))
    assert institution.name == {"fr": "Nouveau nom", "en": "Name"}


def test_stale_save_is_refused_with_what_they_saved():
    institution = rules.create_institution(values=values(), actor=ACTOR, now=NOW)
    db.session.commit()
    edit(institution, values=values(phone="0539000000"))
    db.session.commit()
    with pytest.raises(StaleVersion) as refused:
        edit(institution, values=values(phone="0539111111"), version=1)
    assert refused.value.status == 409
    assert refused.value.theirs.phone == "0539000000"


def test_an_institution_is_never_part_of_itself():
    parent = make_institution("Parent")
    child = make_institution("Enfant", part_of_id=parent.id)
    for institution, part_of in ((parent, parent), (parent, child)):
        with pytest.raises(RuleError) as refused:
            edit(institution, values=values(name=institution.name, acronym=None, part_of_id=part_of.id))
        assert (refused.value.code, refused.value.field) == ("loop", "part_of_id")


@pytest.mark.parametrize(
    "state", [Membership.SUSPENDED, Membership.LEFT, Membership.SERVICE, Membership.UNKNOWN]
)
def test_who_is_no_longer_a_member_keeps_no_open_seat(state):
    seat = make_seat(make_institution("Sortante"))
    institution = seat.institution
    typed = values(name=institution.name, acronym=None, membership=state)
    with pytest.raises(RuleError) as refused:
        edit(institution, values=typed)
    assert (refused.value.code, refused.value.field, refused.value.status) == (
        "open_seats",
        "membership",
        409,
    )
    db.session.rollback()
    edit(institution, values=typed, close_seats=True)
    db.session.commit()
    assert (institution.membership, seat.closed_at, seat.ends_on) == (state, NOW, date(2026, 11, 20))


def test_who_leaves_sits_in_no_body_any_more():
    institution = make_institution("Sortante")
    ended = make_mandate(make_body(), institution_id=institution.id, ends_on=date(2016, 1, 1))
    running = make_mandate(make_body(), institution_id=institution.id)
    edit(
        institution,
        values=values(
            name=institution.name, acronym=None, membership=Membership.LEFT, member_until=date(2026, 6, 30)
        ),
    )
    assert (ended.ends_on, running.ends_on) == (date(2016, 1, 1), date(2026, 6, 30))
    assert ("mandate.ended", "mandate", running.id, {"ends_on": [None, "2026-06-30"]}) in history()


def test_an_english_name_leaves_the_institution_at_its_place_in_the_lists():
    """The stored keys come back in the order of the alphabet: "en" before "fr"."""
    name = Translated({"ar": "العضو 6", "en": "Member 6", "fr": "Membre 6"})
    row = rules.create_institution(values=values(name=name, acronym=""), actor=ACTOR, now=NOW)
    db.session.commit()
    assert row.name_sort == "membre 000000006 العضو 000000006 member 000000006"
