"""The index of what is searched by words: the same answers on both engines, and always what was committed."""

import pytest
from sqlalchemy import select, text

from noress.core import search
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.core.search import Entry
from noress.domain.decisions.models import Decision
from noress.extensions import db
from tests.factories.decisions import make_decision, make_held_meeting


def write(entries, kind="decision"):
    with writing():
        search.index(kind, entries)
        db.session.commit()


def ids(query, **options):
    found = search.matching("decision", query, **options)
    return list(db.session.scalars(select(found.c.object_id).order_by(found.c.rank, found.c.object_id)))


@pytest.fixture
def indexed(app):
    write(
        {
            1: Entry(Translated(fr="Charte des coopératives de Tétouan", ar="ميثاق التعاونيات بتطوان")),
            2: Entry("Fonds régional", body=("D-2026-04/02", Translated(fr="Les coopératives de pêche"))),
            3: Entry("مخطط عمل مدينة آسفي", is_public=True),
        }
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("اسفي", [3]),
        ("تعاونية", [1]),
        ("تطوان", [1]),
        ("tetouan", [1]),
        ("TÉTOUAN", [1]),
        ("coopérative", [1, 2]),
        ("cooper", [1, 2]),
        ("التعاونيا", [1]),
        ("charte tet", [1]),
        ("cha tetouan", []),
        ("d'une charte", [1]),
        ("regionaux", [2]),
        ("D-2026-04/02", [2]),
        ("tetouan pêche", []),
    ],
)
def test_words_are_found_in_both_scripts(indexed, query, found):
    assert ids(query) == found


def test_the_head_weighs_more_than_the_rest(indexed):
    assert ids("coopératives") == [1, 2]
    write({1: Entry("Charte", body="Les coopératives"), 2: Entry("Les coopératives")})
    assert ids("coopératives") == [2, 1]


def test_visitors_find_what_is_public_only(indexed):
    assert ids("acti OR مخطط") == []
    assert ids("مخطط", only_public=True) == [3]
    assert ids("charte", only_public=True) == []


def test_the_marks_of_the_index_are_no_words_of_the_text(indexed):
    assert ids("public") == []
    assert ids("decision") == []


HOSTILE = [
    '"', "'", "\"\"\"", "NEAR(a b)", "NEAR", "AND", "OR NOT", "*", "tet*", "^charte", "head:charte", "{head}", "-charte",
    "a" * 100_000, "mot " * 10_000, "!&|():<->", "\\", "%_", "\x00", "\ud800", "'; DROP TABLE search_entry", "🌊🌊",
    "\u200f\u200e", "۞", "charte\u0000", "ت" * 5000, "()", "+", "²½①", "İıſ",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_typed_is_an_error(indexed, query):
    assert set(ids(query)) <= {1, 2, 3}
    assert set(ids(f"{query} charte")) <= {1}
    write({9: Entry(query, body=query)})
    assert set(ids(query)) <= {1, 2, 3, 9}


def test_what_holds_no_word_finds_nothing(indexed):
    assert [ids(query) for query in ("", "   ", "?!", "*")] == [[], [], [], []]
    assert [search.has_words(query) for query in (None, "", "  ", "?")] == [False, False, False, True]


def test_writing_again_replaces_and_removing_forgets(indexed):
    write({1: Entry("Règlement intérieur")})
    assert (ids("charte"), ids("règlement")) == ([], [1])
    with writing():
        search.remove("decision", [1, 77])
        search.remove("decision", [])
        db.session.commit()
    assert (ids("règlement"), ids("fonds")) == ([], [2])


def test_long_texts_are_indexed(app):
    write({1: Entry("Compte rendu", body=" ".join(f"mot{n}" for n in range(200_000)))})
    assert (ids("mot7"), ids("mot199999")) == ([1], [])


# --- with the objects --------------------------------------------------------------------------------


def test_the_index_follows_the_objects(app):
    decision = make_decision("Le fonds est créé.")
    assert ids("fonds") == [decision.id]
    with writing():
        db.session.get(Decision, decision.id).text = Translated(fr="La charte est adoptée.")
        db.session.commit()
    assert (ids("fonds"), ids("charte")) == ([], [decision.id])
    with writing():
        db.session.delete(db.session.get(Decision, decision.id))
        db.session.commit()
    assert ids("charte") == []


def test_the_index_is_forgotten_with_the_transaction(app):
    decision = make_decision("Le fonds est créé.")
    with writing():
        db.session.get(Decision, decision.id).text = Translated(fr="La charte est adoptée.")
        db.session.flush()
        db.session.rollback()
        db.session.commit()
    assert (ids("fonds"), ids("charte")) == ([decision.id], [])


def test_a_commit_that_fails_leaves_the_index_as_it_was(app):
    decision = make_decision("Le fonds est créé.")
    with writing():
        db.session.get(Decision, decision.id).text = Translated(fr="La charte est adoptée.")
        db.session.flush()
        db.session.add(Decision(number=decision.number, meeting_id=decision.meeting_id, rank=9))
        with pytest.raises(Exception, match="decision"):
            db.session.commit()
        db.session.rollback()
    assert (ids("fonds"), ids("charte")) == ([decision.id], [])


def test_a_savepoint_taken_back_leaves_nothing(app):
    meeting = make_held_meeting()
    kept = make_decision("Le fonds est créé.", meeting=meeting)
    with writing():
        point = db.session.begin_nested()
        values = {"created_at": kept.created_at, "adopted_on": kept.adopted_on, "year": 2026}
        db.session.add(
            Decision(
                number="D-2026-90/09", meeting_id=meeting.id, rank=9, text=Translated(fr="Charte"), **values
            )
        )
        db.session.flush()
        db.session.get(Decision, kept.id).text = Translated(fr="Charte et fonds")
        db.session.flush()
        point.rollback()
        db.session.commit()
    assert (ids("charte"), ids("fonds")) == ([], [kept.id])


def test_rebuilding_writes_everything_again(app):
    decisions = [make_decision(f"Le fonds {word} est créé.") for word in ("bleu", "vert")]
    with writing():
        db.session.execute(text("DELETE FROM search_entry"))
        search.index("decision", {999_999: Entry("Un fonds fantôme")})
        db.session.commit()
    assert ids("fonds") == [999_999]
    result = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert (result.exit_code, result.output) == (0, "structure: 0\ndecision: 2\n")
    assert ids("fonds") == [decision.id for decision in decisions]
    assert ids("vert", only_public=True) == [decisions[1].id]


def test_a_restore_writes_the_index_again(app, tmp_path):
    decision, archive = make_decision("Le fonds est créé."), str(tmp_path / "a.tar.gz")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["backup", archive]).exit_code == 0
    later = make_decision("La charte est adoptée.")
    assert ids("charte") == [later.id]
    db.session.rollback()  # nothing that was read before is looked at again
    assert runner.invoke(args=["restore", archive, "--force"]).exit_code == 0
    assert (ids("fonds"), ids("charte")) == ([decision.id], [])
