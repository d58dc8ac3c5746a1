"""The seal: lines in the order and form that the hash is taken over; a change is another version, and both are printed."""

import hashlib
import re

import pytest
from sqlalchemy import select

from noress.domain.juries import recording, sealing
from noress.domain.juries.models import ScoreSeal
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules import opening, room
from noress.domain.minutes.models import MinutesBlock
from noress.domain.reviewing.criteria import usual_scale
from noress.domain.reviewing.models import Abstention, Evaluation, GridCriterion
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.competitions import grid_of
from tests.factories.deliberating import make_jury, stand_aside
from tests.factories.questionnaires import both


def test_lines_have_their_order_and_form(app, work):
    """A line per score, abstentions and what is outside the total marked; whoever stands aside counts for nothing."""
    jury = make_jury(marks=((5, 4), (3, 2)), members=2)
    grid, (first, second) = grid_of(jury.competition), jury.entries
    save(GridCriterion(grid_id=grid.id, title=both("Monde rural"), weight=0, scale=usual_scale(), is_outside_total=True,
                       position=2))  # fmt: skip
    db.session.expire_all()
    outside = grid.criteria[2].id
    rows = db.session.scalars(select(Evaluation).order_by(Evaluation.id)).all()
    with work():
        rows[0].scores = {**rows[0].scores, str(outside): 1}
        gone = next(
            one for one in rows if one.subject_id == second.id and one.person_id == jury.members[0].person_id
        )
        gone.sent_at, gone.abstained_at, gone.abstention = None, NOW, Abstention.NOT_COMPETENT
    stand_aside(jury.members[1], second)
    assert [one.text for one in sealing.lines_of(jury.competition)] == [
        f"{first.number};J01;C1;5;T", f"{first.number};J01;C2;4;T", f"{first.number};J01;C3;1;H",
        f"{first.number};J03;C1;5;T", f"{first.number};J03;C2;4;T",
        f"{first.number};J04;C1;5;T", f"{first.number};J04;C2;4;T",
        f"{second.number};J01;C1;3;T", f"{second.number};J01;C2;2;T",
        f"{second.number};J03;-;not-competent;A",
    ]  # fmt: skip


def test_opening_seals_once_scoring_is_over(app, work, refusals):
    jury = make_jury()
    who = {"actor": jury.acts(jury.secretary), "now": NOW}
    early = {"actor": who["actor"], "now": grid_of(jury.competition).closes_at}
    late = jury.members[0]
    with work():
        db.session.delete(
            db.session.scalars(select(Evaluation).where(Evaluation.person_id == late.person_id)).first()
        )
    assert [one.person_id for one in sealing.list_late(jury.competition, who["actor"])] == [late.person_id]
    assert refusals({
        "scoring": lambda: opening.open_deliberation(competition=jury.competition, **early),
        "opened": lambda: opening.open_deliberation(competition=jury.competition, **who),
        "again": lambda: opening.open_deliberation(competition=jury.competition, **who),
    }) == {"scoring": ("scoring", None, 409), "opened": "done", "again": ("open", None, 409)}  # fmt: skip
    seal = sealing.current_seal(jury.competition)
    assert (seal.number, seal.sha256) == (1, hashlib.sha256(seal.lines.encode()).hexdigest())
    assert seal.lines == "".join(f"{one.text}\n" for one in sealing.lines_of(jury.competition))
    assert [one.rank_before for one in jury.items()] == [1, 2, 3]
    assert [str(one.agenda_item.title) for one in jury.items()] == ["Dossier 1", "Dossier 2", "Dossier 3"]


def test_a_score_corrected_by_the_chair_is_a_new_version_and_both_are_printed(app, work, refusals, history):
    """Whoever reads the record finds each hash again from the lines that are printed."""
    jury = make_jury(marks=((5, 5), (4, 4)), members=1)
    jury.open()
    item = jury.item_of(jury.entries[1])
    evaluation = db.session.scalars(
        select(Evaluation).where(Evaluation.subject_id == item.application_id)
    ).first()
    one, two = grid_of(jury.competition).criteria

    def correct(values, reason="Erreur de saisie", evaluation_id=evaluation.id, now=NOW):
        return lambda: room.correct_score(
            item=item,
            evaluation_id=evaluation_id,
            values=values,
            reason=reason,
            actor=jury.acts(jury.chair),
            now=now,
        )

    assert refusals({
        "no reason": correct({one.id: 5}, " "), "off the scale": correct({one.id: 9}), "same": correct({one.id: 4}),
        "unknown": correct({one.id: 5}, evaluation_id=0), "corrected": correct({one.id: 5, two.id: 5}),
    }) == {
        "no reason": ("no_reason", "reason", 422), "off the scale": ("value", f"score_{one.id}", 422),
        "same": ("same", "reason", 422), "unknown": ("unknown", "evaluation", 422), "corrected": "done",
    }  # fmt: skip
    assert (evaluation.total, evaluation.scores) == (100_000, {str(one.id): 5, str(two.id): 5})
    seals = db.session.scalars(queries.list_seals(jury.competition.id)).all()
    assert [(row.number, row.reason) for row in seals] == [(1, None), (2, "Erreur de saisie")]
    assert seals[0].sha256 != seals[1].sha256
    sealed = [changes["score_seal"] for action, changes in history() if action == "competition.scores_sealed"]
    assert sealed == [[None, seals[0].sha256], [seals[0].sha256, seals[1].sha256]]
    with work():
        recording.write_record(jury.deliberation, actor=jury.acts(jury.secretary), now=NOW)
    for code in ("fr", "ar"):
        for seal in seals:
            key = f"jury-{jury.deliberation.id}-seal-{seal.number}-1"
            text = (
                db.session.scalars(select(MinutesBlock).where(MinutesBlock.client_key == key))
                .one()
                .text[code]
            )
            printed = [line for line in text.splitlines() if re.fullmatch(r"[^;\s]+(;[^;\s]+){4}", line)]
            assert (
                hashlib.sha256("".join(f"{line}\n" for line in printed).encode()).hexdigest() == seal.sha256
            )
            assert seal.sha256 in text


def test_unchanged_scores_keep_their_seal(app, work):
    jury = make_jury()
    jury.open()
    with work():
        again = sealing.seal_scores(jury.competition, "x", jury.acts(jury.chair), NOW)
    assert (again.number, len(db.session.scalars(select(ScoreSeal)).all())) == (1, 1)


@pytest.mark.one_engine
def test_history_names_no_entry_and_no_mark(app, history):
    """The journal is read by the technical administrator, who sees no score and no file."""
    jury = make_jury()
    jury.open()
    said = history()
    own = [row for row in said if row[0].startswith(("deliberation.", "competition."))]
    assert [action for action, _changes in own] == ["deliberation.opened", "competition.scores_sealed"]
    assert not any(one.number in str(own) for one in jury.entries)
