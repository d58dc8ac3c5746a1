"""What a body says of itself: quorum, proxies, notice, proposals, openness; and the letters of institutions."""

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.i18n import Translated, in_language
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions import rules
from noress.domain.institutions.models import BodyKind, Proposers, QuorumKind
from noress.domain.institutions.wording import rule_lines
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # what each rule refuses and says, not how rows are kept
ACTOR = Actor(name="Secrétariat", method="code")


def values(**changes):
    return {"kind": BodyKind.COMMITTEE, "name": Translated(fr="Comité 1"), **changes}


def edit(body, **changes):
    rules.edit_body(body=body, values=values(**changes), version=body.version, actor=ACTOR, now=NOW)
    db.session.commit()


def last_changes():
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one().changes


def test_rules_are_saved_and_told():
    body = make_body(BodyKind.COMMITTEE, "Comité 1")
    edit(body, quorum_kind=QuorumKind.PERCENT, quorum_value=60, max_proxies=1, notice_days=15,
         proposers=Proposers.SECRETARIAT, proposals_close_days=10, opens_minutes=True)  # fmt: skip
    assert last_changes() == {
        "name": [{"fr": "Comité 1", "ar": "هيئة"}, {"fr": "Comité 1"}],
        "quorum_kind": ["none", "percent"], "quorum_value": [None, 60], "max_proxies": [0, 1],
        "notice_days": [None, 15], "proposers": ["members", "secretariat"], "proposals_close_days": [7, 10],
        "opens_minutes": [False, True],
    }  # fmt: skip


def test_a_rule_that_is_not_shown_stays():
    body = make_body(BodyKind.COMMITTEE, max_proxies=2, notice_days=15, quorum_kind=QuorumKind.MAJORITY)
    edit(body)
    assert (body.max_proxies, body.notice_days, body.quorum_kind) == (2, 15, QuorumKind.MAJORITY)


def test_a_majority_has_no_value():
    body = make_body(BodyKind.COMMITTEE)
    edit(body, quorum_kind=QuorumKind.MAJORITY, quorum_value=60)
    assert (body.quorum_kind, body.quorum_value) == (QuorumKind.MAJORITY, None)


@pytest.mark.parametrize("bad, code, field", [
    ({"quorum_kind": QuorumKind.PERCENT, "quorum_value": None}, "quorum_value", "quorum_value"),
    ({"quorum_kind": QuorumKind.PERCENT, "quorum_value": 0}, "quorum_value", "quorum_value"),
    ({"quorum_kind": QuorumKind.PERCENT, "quorum_value": 101}, "quorum_value", "quorum_value"),
    ({"quorum_kind": QuorumKind.COUNT, "quorum_value": None}, "quorum_value", "quorum_value"),
    ({"quorum_kind": QuorumKind.COUNT, "quorum_value": 0}, "quorum_value", "quorum_value"),
    ({"max_proxies": 11}, "out_of_range", "max_proxies"),
    ({"max_proxies": -1}, "out_of_range", "max_proxies"),
    ({"notice_days": 91}, "out_of_range", "notice_days"),
    ({"proposals_close_days": -1}, "out_of_range", "proposals_close_days"),
])  # fmt: skip
def test_rules_out_of_range_are_refused(bad, code, field):
    body = make_body(BodyKind.COMMITTEE)
    with pytest.raises(RuleError) as refused:
        edit(body, **bad)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize("given, told", [
    ({}, ["pas de quorum", "pas de procuration", "aucun délai fixé",
          "toutes les institutions de l'instance, jusqu'à 7 jours avant la session",
          "l'extrait : décisions, thèmes, institutions"]),
    ({"quorum_kind": QuorumKind.MAJORITY, "max_proxies": 1, "notice_days": 15},
     ["plus de la moitié des institutions", "une procuration au plus par institution", "15 jours avant",
      "toutes les institutions de l'instance, jusqu'à 7 jours avant la session",
      "l'extrait : décisions, thèmes, institutions"]),
    ({"quorum_kind": QuorumKind.PERCENT, "quorum_value": 60, "max_proxies": 3, "notice_days": 0,
      "proposers": Proposers.SECRETARIAT, "opens_minutes": True},
     ["60 % des institutions", "3 procurations au plus par institution", "le jour même au plus tard",
      "le secrétariat permanent seul", "le texte entier"]),
    ({"quorum_kind": QuorumKind.COUNT, "quorum_value": 12, "notice_days": 1, "proposals_close_days": 1},
     ["12 institutions", "pas de procuration", "1 jour avant",
      "toutes les institutions de l'instance, jusqu'à 1 jour avant la session",
      "l'extrait : décisions, thèmes, institutions"]),
])  # fmt: skip
def test_rules_in_words(given, told):
    body = make_body(BodyKind.COMMITTEE, **given)
    with in_language("fr"):
        spoken = [
            " ".join(words.replace("\u202f", " ").replace("\xa0", " ").split())
            for _, words in rule_lines(body)
        ]
    assert spoken == told


def test_by_way_of_and_copies_of_letters_are_kept_in_both_languages():
    institution = make_institution("Réseau")
    texts = {
        "through": Translated(fr="Monsieur le Wali", ar="السيد الوالي"),
        "copied_to": Translated(fr="Archives"),
    }
    stored = {"name": institution.name, "category_code": institution.category_code}
    rules.edit_institution(
        institution=institution, values={**stored, **texts}, version=1, actor=ACTOR, now=NOW
    )
    db.session.commit()
    assert (institution.through, institution.copied_to) == (texts["through"], texts["copied_to"])
    # a page that does not show them does not erase them
    rules.edit_institution(institution=institution, values=stored, version=2, actor=ACTOR, now=NOW)
    assert (institution.through, institution.copied_to) == (texts["through"], texts["copied_to"])
    bad = {**stored, "through": Translated(fr="a\nb")}
    with pytest.raises(RuleError) as refused:
        rules.edit_institution(institution=institution, values=bad, version=2, actor=ACTOR, now=NOW)
    assert (refused.value.code, refused.value.field) == ("several_lines", "through_fr")
