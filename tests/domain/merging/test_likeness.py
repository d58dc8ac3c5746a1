"""Which records look like one institution, why, and how surely; in both scripts."""

import pytest
from sqlalchemy import event, select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Institution
from noress.domain.merging import likeness, queries, rules
from noress.domain.merging.likeness import Reason
from noress.domain.merging.models import InstitutionDistinct
from noress.extensions import db
from tests.factories import NOW, make_institution

ACTOR = Actor(name="Secrétariat", method="code")


def record(key, fr=None, ar=None, **values):
    """A record that no database knows."""
    name = Translated(fr=fr, ar=ar)
    return Institution(id=key, name=name, name_folded=fold(" ".join(name.values())), **values)


def alike(*rows, distinct=()):
    return [
        (pair.first.id, pair.second.id, pair.reasons, pair.score, str(pair.label))
        for pair in likeness.list_alike(list(rows), distinct)
    ]


@pytest.mark.parametrize(
    ("one", "other", "reason", "score"),
    [
        ({"fr": "Conseil régional"}, {"fr": "CONSEIL  REGIONAL"}, Reason.SAME_NAME, 98),
        ({"fr": "Association Al Amal"}, {"fr": "Association Al Amall"}, Reason.ONE_LETTER, 95),
        ({"ar": "جمعية الأمل"}, {"ar": "جمعيه الامل"}, Reason.SAME_NAME, 98),
        ({"ar": "جمعية الأمل للتنمية"}, {"ar": "جمعية الامل للتنميه"}, Reason.SAME_NAME, 98),
        ({"ar": "جمعية التضامن"}, {"ar": "جمعية التظامن"}, Reason.ONE_LETTER, 95),
        ({"fr": "Union des coopératives", "ar": "اتحاد التعاونيات"}, {"ar": "اتحاد التعاونيات"}, Reason.SAME_NAME, 98),
        ({"fr": "Association Al Amal Tétouan"}, {"fr": "Association Tétouan Al Amal"}, Reason.NEAR_NAME, 100),
        ({"fr": "Institution membre 12"}, {"fr": "Institution membre n°12"}, Reason.SAME_NAME, 98),
        ({"fr": "Institution membre 12"}, {"fr": "INSTITUTION MEMBRE Num. 12"}, Reason.SAME_NAME, 98),
        ({"fr": "Institution membre no 12"}, {"fr": "Institution membre numéro 12"}, Reason.SAME_NAME, 98),
        ({"ar": "المؤسسة العضو 12"}, {"ar": "المؤسسة العضو رقم 12"}, Reason.SAME_NAME, 98),
        ({"fr": "Coopérative Al Wafae"}, {"fr": "Coopérative agricole Al Wafae"}, Reason.NEAR_NAME, 82),
    ],
)  # fmt: skip
def test_names_that_are_one(one, other, reason, score):
    ((first, second, reasons, found, _label),) = alike(record(1, **one), record(2, **other))
    assert (first, second, reasons, found) == (1, 2, [reason], score)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Direction provinciale de l'agriculture de Tétouan",
            "Direction provinciale de l'agriculture de Larache",
        ),
        ("Institution membre 12", "Institution membre 13"),
        ("Institution membre n°12", "Institution membre 13"),
        ("Association 20 août", "Association 30 août"),
        ("Chambre de commerce", "Université"),
        ("INDH", "INRH"),
    ],
)
def test_names_that_are_two(one, other):
    assert alike(record(1, one), record(2, other)) == []


@pytest.mark.parametrize(
    ("mine", "its", "reason", "score", "label"),
    [
        ({"email": "Contact@Exemple.ma"}, {"email": "contact@exemple.ma"}, Reason.SAME_EMAIL, 90, "probable"),
        ({"phone": "05 39 00 00 01"}, {"phone": "+212 539-000-001"}, Reason.SAME_PHONE, 86, "probable"),
        ({"acronym": "AFT"}, {"acronym": "aft"}, Reason.SAME_ACRONYM, 82, "possible"),
        ({"website": "https://www.exemple.ma/"}, {"website": "http://exemple.ma"}, Reason.SAME_WEBSITE, 78, "possible"),
    ],
)  # fmt: skip
def test_contacts_that_are_one(mine, its, reason, score, label):
    assert alike(record(1, "Chambre", **mine), record(2, "Université", **its)) == [
        (1, 2, [reason], score, label)
    ]


def test_several_reasons_weigh_more_and_the_likeliest_comes_first():
    found = alike(
        record(1, "Association Al Amal", email="a@exemple.ma", phone="05 39 00 00 01"),
        record(2, "Chambre de commerce", acronym="CC"), record(3, "Réseau des femmes", acronym="CC"),
        record(4, "Association Al Amall", email="a@exemple.ma", phone="0539000001"),
    )  # fmt: skip
    assert found == [
        (1, 4, [Reason.ONE_LETTER, Reason.SAME_EMAIL, Reason.SAME_PHONE], 100, "presque sûr"),
        (2, 3, [Reason.SAME_ACRONYM], 82, "possible"),
    ]


def test_pairs_that_somebody_found_to_be_two_and_services_are_left_out():
    whole, part = (
        record(1, "Ministère", phone="05 39 00 00 01"),
        record(2, "Délégation", phone="05 39 00 00 01", part_of_id=1),
    )
    assert alike(whole, part) == []
    assert alike(record(3, "Nom"), record(4, "Nom"), distinct=[(3, 4)]) == []


def test_the_work_is_bounded(monkeypatch):
    monkeypatch.setattr(likeness, "MOST", 3)
    rows = [record(key, "Même nom", phone="05 39 00 00 01") for key in range(1, 6)]
    assert {pair[:2] for pair in alike(*rows)} == {(1, 2), (1, 3), (2, 3)}


def test_a_telephone_that_many_share_gives_few_pairs():
    names = ["Chambre", "Université", "Réseau", "Mutuelle", "Fondation"]
    rows = [record(key, name, phone="05 39 00 00 01") for key, name in enumerate(names, 1)]
    assert sorted(pair[:2] for pair in alike(*rows)) == [(1, 2), (2, 3), (3, 4), (4, 5)]


# --- what is remembered -----------------------------------------------------------------------------


@pytest.fixture
def two(app):
    return make_institution("Une"), make_institution("Autre")


def note(first, second):
    with writing():
        pair = rules.note_distinct(first=first, second=second, actor=ACTOR, now=NOW)
        db.session.commit()
    return pair


def test_a_pair_is_noted_once_whichever_comes_first(two):
    one, other = two
    pair = note(other, one)
    assert (pair.first_id, pair.second_id, pair.decided_at) == (one.id, other.id, NOW)
    assert note(one, other).id == pair.id
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(e.action, e.object_id, e.changes) for e in events] == [
        ("institution.found_distinct", one.id, {"other_id": [None, other.id]}),
        ("institution.found_distinct", other.id, {"other_id": [None, one.id]}),
    ]


def test_one_record_is_no_pair(two):
    with pytest.raises(RuleError) as refused:
        rules.note_distinct(first=two[0], second=two[0], actor=ACTOR, now=NOW)
    assert (refused.value.code, refused.value.field) == ("same", "second_id")


def test_a_pair_is_forgotten(two):
    pair = note(*two)
    with writing():
        rules.forget_distinct(pair=pair, actor=ACTOR, now=NOW)
        db.session.commit()
    assert db.session.scalars(select(InstitutionDistinct)).all() == []
    told = select(AuditEvent).where(AuditEvent.action == "institution.maybe_same").order_by(AuditEvent.id)
    events = db.session.scalars(told).all()
    assert [e.changes for e in events] == [{"other_id": [two[1].id, None]}, {"other_id": [two[0].id, None]}]


def test_records_are_read_in_one_statement(two):
    statements = []
    listener = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    likeness.list_alike(db.session.scalars(queries.list_living()).all())
    event.remove(db.engine, "before_cursor_execute", listener)
    assert len([s for s in statements if s.startswith("SELECT")]) == 1
