"""The door: a code, who says "I am here", and figures and sheets beside it."""

import threading

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.attendance import queries, rules
from noress.domain.attendance.figures import by_measure, value_of
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus, CheckIn, Measure
from noress.domain.attendance.rules.door import SIGNS, find_door
from noress.extensions import db
from tests.factories import make_institution
from tests.factories.documents import make_file

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

PHONE = Actor(name="Déléguée", method="door")


@pytest.fixture
def door(meeting, actor, now, work):
    with work():
        return rules.open_door(meeting=meeting, actor=actor, now=now)


def announce(work, door, institution, name, now, **values):
    with work():
        rules.announce_presence(
            door=db.session.get(CheckIn, door.id),
            institution=institution,
            name=name,
            actor=PHONE,
            now=now,
            **values,
        )


def line():
    return db.session.scalars(select(Attendance)).one()


def test_a_code_that_nobody_misreads(door, meeting, actor, now, work):
    assert len(door.code) == 6
    assert set(door.code) <= set(SIGNS)
    assert not set("IO01") & set(SIGNS)
    with work():
        assert rules.open_door(meeting=meeting, actor=actor, now=now).code == door.code  # open already


def test_codes_are_forgiven_their_writing_and_die_with_the_door(door, meeting, actor, now, work):
    code = door.code
    assert find_door(f" {code[:3].lower()}-{code[3:]} ").id == door.id
    with work():
        rules.close_door(meeting=meeting, actor=actor, now=now)
    assert find_door(code) is None
    with work():
        rules.open_door(meeting=meeting, actor=actor, now=now)
    assert find_door(code) is None  # a new opening has a new code


def test_an_institution_announces_itself_once(door, members, now, work):
    announce(work, door, members[0], "Déléguée", now)
    announce(work, door, members[0], " déléguée ", now)
    announce(work, door, members[0], "Adjoint", now)
    row = line()
    assert (row.status, row.names, row.source) == (
        AttendanceStatus.PRESENT,
        "Déléguée, Adjoint",
        AttendanceSource.SELF,
    )


def test_who_was_excused_and_comes_is_present(door, meeting, members, actor, now, work):
    with work():
        rules.mark_institution(
            meeting=meeting, institution=members[0], status=AttendanceStatus.EXCUSED, actor=actor, now=now
        )
    announce(work, door, members[0], "Déléguée", now)
    assert line().status is AttendanceStatus.PRESENT


def test_a_guest_announces_themselves_once(door, now, work):
    announce(work, door, None, "Visiteuse", now, organisation="Université")
    announce(work, door, None, "visiteuse", now)
    assert (line().status, line().names, line().organisation) == (
        AttendanceStatus.GUEST,
        "Visiteuse",
        "Université",
    )


def test_what_is_refused(door, meeting, members, actor, now, work):
    with pytest.raises(RuleError) as refused:
        announce(work, door, members[0], "   ", now)
    assert (refused.value.code, refused.value.field) == ("no_name", "name")
    with pytest.raises(RuleError) as refused:
        announce(work, door, make_institution("D'ailleurs", membership="unknown"), "Déléguée", now)
    assert (refused.value.code, refused.value.field) == ("not_invited", "institution_id")
    with work():
        rules.close_door(meeting=meeting, actor=actor, now=now)
    with pytest.raises(RuleError) as refused:
        announce(work, door, members[0], "Déléguée", now)
    assert (refused.value.code, refused.value.status) == ("closed", 409)


def test_two_phones_of_one_institution_at_once_are_one_line_with_two_names(app, door, members, now):
    member_id, start = members[0].id, threading.Barrier(2)
    db.session.rollback()

    def come(name):
        with app.app_context(), writing():
            start.wait()
            rules.announce_presence(
                door=db.session.get(CheckIn, door_id), institution=db.session.get(type(members[0]), member_id), name=name,
                actor=PHONE, now=now,
            )  # fmt: skip
            db.session.commit()

    door_id = door.id
    db.session.rollback()
    phones = [threading.Thread(target=come, args=(name,)) for name in ("Déléguée", "Adjoint")]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert sorted(line().names.split(", ")) == ["Adjoint", "Déléguée"]


# --- sheets and figures ------------------------------------------------------------------------------


def test_a_sheet_is_a_photograph_or_a_pdf(meeting, actor, now, work):
    photo, notes = (
        make_file("feuille.jpg", content_type="image/jpeg"),
        make_file("notes.txt", content_type="text/plain"),
    )
    with work():
        sheet = rules.attach_sheet(meeting=meeting, file=photo, actor=actor, now=now)
    with pytest.raises(RuleError) as refused, work():
        rules.attach_sheet(meeting=meeting, file=notes, actor=actor, now=now)
    assert (refused.value.code, refused.value.field) == ("not_a_scan", "file")
    with work():
        rules.remove_sheet(sheet=db.session.merge(sheet), meeting=meeting, actor=actor, now=now)
    assert db.session.merge(sheet).removed_at == now


def test_two_sources_that_disagree_are_both_kept_and_said(meeting, actor, now, work):
    """The workshop of Salé (2012): 60 participants; 12 women say one document, 40 % the other."""
    for measure, count, share, source in (
        (Measure.PARTICIPANTS, 60, None, "guide"), (Measure.WOMEN, 12, None, "guide"), (Measure.WOMEN, None, 400, "remess"),
    ):  # fmt: skip
        with work():
            rules.add_figure(
                meeting=meeting,
                measure=measure,
                count=count,
                per_mille=share,
                source=source,
                actor=actor,
                now=now,
            )
    participants, women = by_measure(list_figures(meeting))
    assert (participants.measure, participants.disagree) == (Measure.PARTICIPANTS, False)
    assert [(value_of(figure), figure.source) for figure in women.figures] == [
        ("12", "guide"),
        ("40\xa0%", "remess"),
    ]
    assert women.disagree


def test_a_share_and_a_count_that_say_the_same_agree(meeting, actor, now, work):
    for measure, count, share in (
        (Measure.PARTICIPANTS, 60, None),
        (Measure.WOMEN, 24, None),
        (Measure.WOMEN, None, 400),
    ):
        with work():
            rules.add_figure(
                meeting=meeting,
                measure=measure,
                count=count,
                per_mille=share,
                source="guide",
                actor=actor,
                now=now,
            )
    assert [row.disagree for row in by_measure(list_figures(meeting))] == [False, False]


def list_figures(meeting):
    return db.session.scalars(queries.list_figures(meeting.id)).all()


@pytest.mark.parametrize(
    "values, field",
    [
        ({"count": None, "per_mille": None}, "count"), ({"count": 1, "per_mille": 1}, "count"),
        ({"count": -1, "per_mille": None}, "count"), ({"count": None, "per_mille": 1001}, "percent"),
        ({"count": 1, "per_mille": None, "source": ""}, "source"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be(meeting, actor, now, work, values, field):
    with pytest.raises(RuleError) as refused, work():
        rules.add_figure(
            **{
                "meeting": meeting,
                "measure": Measure.WOMEN,
                "source": "guide",
                "actor": actor,
                "now": now,
                **values,
            }
        )
    assert refused.value.field == field
