"""Texts of bodies: written down, adopted, signed, opened."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated, in_language
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.governance import rules
from noress.domain.governance.models import PaperKind, PaperSignature
from noress.domain.governance.rules import PaperValues, VersionValues
from noress.domain.governance.wording import adoption_words
from noress.domain.institutions.models import BodyKind, MandateRole, Membership
from noress.domain.meetings.models import MeetingState
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution, make_mandate, make_meeting
from tests.factories.decisions import make_decision
from tests.factories.documents import make_file
from tests.factories.governance import make_paper, make_signature, make_version

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # what each rule refuses and says, not how rows are kept
ACTOR = Actor(name="Secrétariat", method="code")
ADOPTED = date(2015, 3, 18)


def history():
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(row.action, row.object_type, row.object_id, row.changes) for row in rows]


def refusal(call, **values):
    with pytest.raises(RuleError) as refused:
        call(**values, actor=ACTOR, now=NOW)
    db.session.rollback()
    return refused.value.code, refused.value.field


# --- the text -----------------------------------------------------------------------------------------


def values(**changes):
    return PaperValues(**{"kind": PaperKind.CHARTER, "title": Translated(fr="Charte", ar="ميثاق"), **changes})


def test_create_paper():
    body = make_body(BodyKind.COMMITTEE)
    paper = rules.create_paper(body=body, values=values(asks_signatures=True), actor=ACTOR, now=NOW)
    db.session.commit()
    assert (paper.kind, paper.body_id, paper.title, paper.is_public, paper.asks_signatures) == (
        PaperKind.CHARTER, body.id, {"fr": "Charte", "ar": "ميثاق"}, False, True,
    )  # fmt: skip
    assert history() == [("governing_paper.created", "governing_paper", paper.id, {
        "body_id": [None, body.id], "kind": [None, "charter"], "title": [None, {"fr": "Charte", "ar": "ميثاق"}],
    })]  # fmt: skip


@pytest.mark.parametrize("bad, code, field", [
    ({"title": Translated()}, "no_title", "title_fr"),
    ({"title": Translated(fr="a\nb")}, "several_lines", "title_fr"),
    ({"title": Translated(ar="ا" * 201)}, "too_long", "title_ar"),
])  # fmt: skip
def test_create_paper_refuses_bad_titles(bad, code, field):
    assert refusal(rules.create_paper, body=make_body(), values=values(**bad)) == (code, field)


def test_edit_paper_over_the_version_read():
    paper = make_paper(title="Règlement")
    with pytest.raises(StaleVersion) as stale:
        rules.edit_paper(paper=paper, values=values(), version=7, actor=ACTOR, now=NOW)
    assert stale.value.theirs is paper
    rules.edit_paper(
        paper=paper, values=values(title=Translated(fr="Charte")), version=1, actor=ACTOR, now=NOW
    )
    db.session.commit()
    assert (paper.title, paper.kind, paper.version) == ({"fr": "Charte"}, PaperKind.CHARTER, 2)
    rules.edit_paper(
        paper=paper, values=values(title=Translated(fr="Charte")), version=2, actor=ACTOR, now=NOW
    )
    assert (paper.version, len(history())) == (2, 1)


def test_open_and_close_to_visitors():
    paper = make_paper()
    rules.open_paper(paper=paper, is_public=True, actor=ACTOR, now=NOW)
    db.session.commit()
    assert (paper.is_public, history()) == (
        True, [("governing_paper.published", "governing_paper", paper.id, {"is_public": [False, True]})],
    )  # fmt: skip
    assert refusal(rules.open_paper, paper=paper, is_public=True) == ("same", None)
    rules.open_paper(paper=paper, is_public=False, actor=ACTOR, now=NOW)
    assert refusal(rules.open_paper, paper=make_paper(), is_public=False) == ("same", None)


# --- versions -----------------------------------------------------------------------------------------


def add(paper, file=None, **changes):
    version = rules.add_version(paper=paper, values=VersionValues(**changes), file=file, actor=ACTOR, now=NOW)
    db.session.commit()
    return version


def test_versions_are_numbered_and_replace_each_other():
    paper, file = make_paper(), make_file("texte.pdf")
    first = add(paper, adopted_on=ADOPTED, act=Translated(fr="Assemblée constitutive"), source="presse")
    draft = add(paper, file=file, note=Translated(fr="Deux articles de plus"))
    assert [(v.number, v.supersedes_id, v.file_id, v.is_adopted) for v in (first, draft)] == [
        (1, None, None, True), (2, first.id, file.id, False),
    ]  # fmt: skip
    assert paper.in_force is first
    third = add(paper, adopted_on=date(2026, 11, 1))
    assert paper.in_force is third
    assert history()[0] == ("governing_paper.version_added", "governing_paper", paper.id, {
        "number": [None, 1], "document": [None, None], "adopted_on": [None, "2015-03-18"],
        "act": [None, {"fr": "Assemblée constitutive"}], "note": [None, None],
    })  # fmt: skip


def test_the_date_follows_from_the_act():
    body = make_body(BodyKind.COMMITTEE)
    meeting = make_meeting(bodies=[body], state=MeetingState.HELD, reference="S-2026-01",
                           starts_wall=(NOW - timedelta(days=20)).replace(tzinfo=None))  # fmt: skip
    decision = make_decision(meeting=meeting, adopted_on=date(2026, 11, 2))
    paper = make_paper(body)
    by_decision, by_meeting = add(paper, decision=decision), add(paper, meeting=meeting)
    assert (by_decision.adopted_on, by_meeting.adopted_on) == (date(2026, 11, 2), date(2026, 10, 31))
    undated = add(paper, act=Translated(fr="Accord oral"))
    with in_language("fr"):
        assert [adoption_words(v).replace("\xa0", " ") for v in (by_decision, by_meeting, undated, add(paper, file=make_file()))] == [
            f"adopté le 2 novembre 2026 : décision {decision.number}", "adopté le 31 octobre 2026 : session du 31 octobre 2026",
            "adopté, date non documentée : Accord oral", "projet, pas encore adopté",
        ]  # fmt: skip


def test_add_version_refuses_other_bodies_and_bad_input():
    paper, other = make_paper(make_body(BodyKind.COMMITTEE)), make_body(BodyKind.COMMITTEE)
    meeting = make_meeting(bodies=[other], state=MeetingState.HELD, reference="S-2026-01")
    decision = make_decision(meeting=meeting)
    for bad, answer in (
        ({"decision": decision}, ("other_body", "decision_id")), ({"meeting": meeting}, ("other_body", "meeting_id")),
        ({"adopted_on": date(2026, 11, 21)}, ("bad_date", "adopted_on")),
        ({"adopted_on": date(201, 1, 1)}, ("bad_date", "adopted_on")),
        ({}, ("empty", "file")), ({"act": Translated(fr="a\nb")}, ("several_lines", "act_fr")),
        ({"note": Translated(ar="ا" * 2001)}, ("too_long", "note_ar")), ({"source": "a\nb"}, ("several_lines", "source")),
    ):  # fmt: skip
        assert refusal(rules.add_version, paper=paper, values=VersionValues(**bad), file=None) == answer


def test_edit_version_until_somebody_signs():
    paper = make_paper(make_body(BodyKind.PLENARY))
    version, file = make_version(paper, adopted_on=None), make_file("texte.pdf")

    def edit(number, **changes):
        rules.edit_version(paper_version=version, version=number, actor=ACTOR, now=NOW,
                           **{"values": VersionValues(adopted_on=ADOPTED), "file": None, **changes})  # fmt: skip
        db.session.commit()

    edit(1, file=file)
    assert (version.adopted_on, version.file_id, version.version) == (ADOPTED, file.id, 2)
    assert history()[-1][0::3] == ("governing_paper.version_edited", {
        "adopted_on": [None, "2015-03-18"], "document": [None, "texte.pdf"], "number": [None, 1],
    })  # fmt: skip
    edit(2)
    assert (version.version, version.file_id, len(history())) == (2, file.id, 1)
    with pytest.raises(StaleVersion):
        edit(1)
    make_signature(version, make_institution())
    with pytest.raises(RuleError) as refused:
        edit(2, values=VersionValues())
    assert (refused.value.code, refused.value.status) == ("signed", 409)


# --- signatures ---------------------------------------------------------------------------------------


def sign(version, institution, signed_on=ADOPTED, scan=None):
    rules.note_signature(
        paper_version=version, institution=institution, signed_on=signed_on, scan=scan, actor=ACTOR, now=NOW
    )
    db.session.commit()


def test_a_memorandum_signed_dates_the_membership():
    institution, scan = make_institution(), make_file("scan.pdf")
    version = make_version(make_paper(kind=PaperKind.MEMORANDUM))
    sign(version, institution, scan=scan)
    row = db.session.scalars(select(PaperSignature)).one()
    assert (row.version_id, row.institution_id, row.signed_on, row.scan_id) == (
        version.id, institution.id, ADOPTED, scan.id,
    )  # fmt: skip
    assert institution.memorandum_signed_on == ADOPTED
    assert [line[0] for line in history()] == ["governing_paper.signed", "institution.edited"]
    assert history()[0][3] == {
        "institution_id": [None, institution.id], "number": [None, 1], "signed_on": [None, "2015-03-18"],
        "scan": [None, "scan.pdf"],
    }  # fmt: skip
    rules.remove_signature(signature=row, actor=ACTOR, now=NOW)
    db.session.commit()
    assert db.session.scalars(select(PaperSignature)).all() == []
    assert institution.memorandum_signed_on is None
    assert history()[2][0] == "governing_paper.signature_removed"


def test_other_texts_and_known_dates_leave_the_membership_alone():
    known = make_institution(memorandum_signed_on=date(2016, 1, 1))
    sign(make_version(make_paper(kind=PaperKind.MEMORANDUM)), known)
    other = make_institution()
    sign(make_version(make_paper()), other)
    assert (known.memorandum_signed_on, other.memorandum_signed_on) == (date(2016, 1, 1), None)


def test_note_signature_refuses():
    body = make_body(BodyKind.COMMITTEE)
    inside, observer, outside = make_institution(), make_institution(), make_institution()
    make_mandate(body, institution_id=inside.id)
    make_mandate(body, institution_id=observer.id, role=MandateRole.OBSERVER)
    paper = make_paper(body)
    old = make_version(paper)

    def refused(version, institution, on=ADOPTED):
        return refusal(
            rules.note_signature, paper_version=version, institution=institution, signed_on=on, scan=None
        )

    assert refused(old, outside) == ("not_seated", "institution_id")
    assert refused(old, observer) == ("not_seated", "institution_id")
    assert refused(old, inside, date(2026, 11, 21)) == ("bad_date", "signed_on")
    assert refused(old, inside, date(215, 3, 18)) == ("bad_date", "signed_on")
    sign(old, inside)
    assert refused(old, inside) == ("signed_already", "institution_id")
    make_version(paper, 2)
    assert refused(old, inside) == ("superseded", None)
    former = make_institution(membership=Membership.LEFT)
    assert refused(make_version(make_paper()), former) == ("not_seated", "institution_id")
