"""A grid is made from the announced criteria, changes until something is sent, and counts in thousandths."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.funding.models import CallState
from noress.domain.reviewing import grids
from noress.domain.reviewing.grids import CriterionRow, Settings
from noress.domain.reviewing.models import Evaluation
from noress.extensions import db
from tests.factories import NOW, make_person
from tests.factories.calls import make_call
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid

SYSTEM = Actor.system()
TWO = Settings(2)
WORDS = {"fr": ["Non", "Oui"], "ar": ["لا", "نعم"], "en": []}


def row(place=1, **values):
    usual = CriterionRow(f"r{place}", None, Translated(fr=f"Critère {place}"), Translated(), 50, WORDS)
    return replace(usual, **values)


def save(call, rows, version=0, stage=1, settings=TWO, now=NOW):
    with writing():
        try:
            grid = grids.save_grid(
                call=call, stage=stage, rows=rows, settings=settings, version=version, actor=SYSTEM, now=now
            )
        except RuleError:
            db.session.rollback()
            raise
        db.session.commit()
    db.session.expire_all()
    return grid


def test_it_is_made_from_the_call_with_a_word_for_every_value_in_three_languages(app):
    call = make_call()
    with writing():
        grid = grids.make_grid(call=call, stage=1, settings=Settings(3), actor=SYSTEM, now=NOW)
        db.session.commit()
    one = grid.criteria[0]
    assert (one.title["fr"], one.weight, one.minimum, one.needs_comment, grid.per_file, grid.version) == (
        "Utilité", 100, None, False, 3, 1,
    )  # fmt: skip
    assert [step["value"] for step in one.scale] == [0, 1, 2, 3, 4, 5]
    assert all(set(step["word"]) == {"fr", "ar", "en"} and all(step["word"].values()) for step in one.scale)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.object_id) == ("funding_call.grid_made", call.id)
    assert event.changes["grid_criteria"] == [[], ["Utilité : 100"]]
    assert grids.grid_of(call, 1).id == grid.id
    assert grids.grid_of(call, 2) is None


def test_each_thing_that_is_wrong_is_said_beside_its_field(app):
    call = make_call(stages=1)
    long = Translated(fr="x" * 1001)
    two = {**WORDS, "ar": ["لا"]}
    cases = [
        ("weights 90", [row(1), row(2, weight=40)], "wrong_weights", "r2_weight"),
        ("weights 110", [row(1), row(2, weight=60)], "wrong_weights", "r2_weight"),
        ("no weight", [row(1, weight=None)], "bad_weight", "r1_weight"),
        ("weight 0", [row(1, weight=0)], "bad_weight", "r1_weight"),
        ("no title", [row(1, title=Translated())], "no_title", "r1_title_fr"),
        ("long guidance", [row(1, guidance=long)], "too_long", "r1_guidance_fr"),
        ("one word", [row(1, words={"fr": ["Oui"]})], "bad_words", "r1_words_fr"),
        ("words missing", [row(1, words=two)], "bad_words", "r1_words_ar"),
        ("minimum off the scale", [row(1, minimum=2)], "bad_minimum", "r1_minimum"),
        ("nothing", [], "no_criterion", None),
        ("too many", [row(n, weight=1) for n in range(21)], "too_many", None),
    ]
    told = {}
    for name, rows, _code, _field in cases:
        with pytest.raises(RuleError) as refused:
            save(call, rows)
        told[name] = (refused.value.code, refused.value.field)
    assert told == {name: (code, field) for name, _rows, code, field in cases}
    whole = [row(1), row(2)]
    for settings, field in (
        (Settings(0), "per_file"), (Settings(21), "per_file"), (Settings(2, NOW, NOW), "closes_at"),
        (Settings(2, None, NOW - timedelta(days=1)), "closes_at"),
    ):  # fmt: skip
        with pytest.raises(RuleError) as refused:
            save(call, whole, settings=settings)
        assert refused.value.field == field
    for stage, state in ((2, call.state), (1, CallState.PUBLISHED)):
        with writing():
            call.state = state
            db.session.commit()
        with pytest.raises(RuleError) as refused:
            save(call, whole, stage=stage)
        assert refused.value.status == 409
    assert grids.grid_of(call, 1) is None


def test_it_changes_until_an_evaluation_is_sent_and_what_was_begun_keeps_what_fits(app):
    call = make_call()
    grid = save(call, [row(1), row(2)])
    with pytest.raises(StaleVersion):
        save(call, [row(1), row(2)], version=0)
    first, second = grid.criteria
    person, file = make_person(), make_eligible(call)
    begun = make_evaluation(grid, file, person, (1, 1))
    assert begun.total == 100_000
    kept = [row(1, id=second.id, title=second.title, weight=100)]
    save(call, kept, version=1)
    begun = db.session.get_one(Evaluation, begun.id)
    assert (begun.scores, begun.total, begun.version) == ({str(second.id): 1}, 100_000, 2)
    wider = {"fr": ["a", "b", "c"], "ar": [], "en": []}
    save(call, [replace(kept[0], words=wider)], version=2)
    assert db.session.get_one(Evaluation, begun.id).total == 50_000
    with writing():
        db.session.get_one(Evaluation, begun.id).sent_at = NOW
        db.session.commit()
    with pytest.raises(RuleError) as refused:
        save(call, [replace(kept[0], words=wider, minimum=1)], version=3)
    assert (refused.value.code, refused.value.status) == ("frozen", 409)
    later = Settings(3, None, NOW + timedelta(days=3))
    assert save(call, [replace(kept[0], words=wider)], version=3, settings=later).version == 4
    grid = save(call, None, version=4, settings=Settings(3, None, NOW + timedelta(days=5)))
    assert (grid.version, grid.per_file, grids.is_open(grid, NOW)) == (5, 3, True)
    assert [grids.is_closed(grid, NOW + timedelta(days=5)), grids.is_open(grid, NOW + timedelta(days=5))] == [
        True,
        False,
    ]
    assert first.id not in {one.id for one in grid.criteria}


def test_a_total_is_exact_and_none_while_a_value_is_missing(app):
    grid = make_grid(make_call())
    one, two = (str(key.id) for key in grid.criteria)
    cases = {(5, 5): 100_000, (0, 0): 0, (4, 3): 72_000, (1, 0): 12_000, (3, 5): 76_000}
    assert {marks: grids.total_of(grid.criteria, {one: marks[0], two: marks[1]}) for marks in cases} == cases
    assert grids.total_of(grid.criteria, {one: 5}) is None
