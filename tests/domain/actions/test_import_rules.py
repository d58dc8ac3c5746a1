"""A sheet becomes lines: understood, shown, written at once, undone while nobody touched them."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.actions import reading, rules
from noress.domain.actions.models import Action, ActionImport, ActionState, DuePrecision, ImportState
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution
from tests.factories.actions import make_action, make_import, make_plan

HEADINGS = ["Quoi", "Où", "Quand", "Responsable", "Comment", "Livrables", "État", "Avancement"]


def keep(work, actor, rows, plan=None):
    plan = plan or make_plan()
    with work():
        return rules.keep_sheet(
            plan=db.session.merge(plan), filename="plan.xlsx", rows=rows, actor=actor, now=NOW
        ).id


def preview(key):
    return rules.preview_import(db.session.get(ActionImport, key))


def confirm(work, actor, key, version=1):
    with work():
        return rules.confirm_import(
            pending=db.session.get(ActionImport, key), version=version, actor=actor, now=NOW
        )


def living():
    return db.session.scalars(select(Action).where(Action.removed_at.is_(None)).order_by(Action.id)).all()


def messages(row):
    return [str(problem.message).replace("\u202f", " ").replace("\xa0", " ") for problem in row.problems]


def test_a_sheet_is_kept_as_read_and_its_columns_guessed(work, actor):
    rows = [["Plan 2027", "", ""], ["Quoi", "Échéance", "Couleur"], ["Atelier", "avril 2027", "bleu"]]
    pending = db.session.get(ActionImport, keep(work, actor, rows))
    assert (pending.rows, pending.mapping, pending.state, pending.filename, pending.created_at, pending.version) == (
        rows[1:], {"0": "what", "1": "due"}, ImportState.PENDING, "plan.xlsx", NOW, 1,
    )  # fmt: skip
    assert (living(), preview(pending.id).ignored) == ([], ["Couleur"])


def test_headings_without_line_are_refused(work, actor):
    with pytest.raises(RuleError) as refused:
        keep(work, actor, [HEADINGS])
    assert (refused.value.code, refused.value.field) == ("no_lines", "file")


def test_a_plan_that_is_over_takes_no_sheet(work, actor):
    with pytest.raises(RuleError) as refused:
        keep(work, actor, [HEADINGS, ["a"] * 8], make_plan(closed_on=date(2026, 1, 1)))
    assert (refused.value.code, refused.value.status) == ("closed_plan", 409)


def test_a_row_is_understood(work, actor):
    institution, body = (
        make_institution("Office de développement", acronym="ODCO"),
        make_body(name="Comité formation"),
    )
    rows = [
        HEADINGS,
        ["Atelier", "Tanger", "fin avril 2027", "odco", "Ensemble", "Rapport", "Bloquée", "40 %"],
        ["تنظيم ورشة", "طنجة", "الأسبوع الأول من ماي 2027", "Comité Formation", "", "", "", ""],
        ["Affiche", "", "", "Imprimerie partenaire", "", "", "Faite", ""],
        ["Note", "", "03/02/2027 10:30", "Imprimerie partenaire", "", "", "", "0.25"],
        ["Livre", "", "", "Imprimerie partenaire", "", "", "", "1"],
    ]  # fmt: skip
    found = preview(keep(work, actor, rows)).rows
    assert [messages(row) for row in found] == [[]] * 5
    assert [(row.values.due and (row.values.due.on, row.values.due.precision)) for row in found] == [
        (date(2027, 4, 30), DuePrecision.MONTH), (date(2027, 5, 7), DuePrecision.WEEK), None, (date(2027, 2, 3), DuePrecision.MINUTE), None,
    ]  # fmt: skip
    assert [(row.values.owner_institution_id, row.values.owner_body_id, row.values.owner_words) for row in found] == [
        (institution.id, None, None), (None, body.id, None), *[(None, None, "Imprimerie partenaire")] * 3,
    ]  # fmt: skip
    assert [(row.state, row.progress, row.says_state) for row in found] == [
        (ActionState.BLOCKED, 40, True), (ActionState.OPEN, 0, False), (ActionState.DONE, 0, True), (ActionState.OPEN, 25, True),
        (ActionState.DONE, 100, True),
    ]  # fmt: skip
    assert [dict(row.values.what) for row in found[:2]] == [{"fr": "Atelier"}, {"ar": "تنظيم ورشة"}]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Atelier", "", "bientôt", "Comité", "", "", "", ""],
         ["Date non comprise : « bientôt ». Exemples : 15/03/2027, avril 2027, fin avril 2027."]),
        (["", "", "", "Comité", "", "", "", ""], ["Écrivez ce qui est à faire, en quelques mots."]),
        (["Atelier", "", "", "", "", "", "", ""],
         ["Dites qui est responsable : une institution, une instance, ou un autre organisme."]),
        (["Atelier", "", "", "Comité", "", "", "rouge", "beaucoup"],
         ["État non compris : « rouge ». Exemples : en cours, bloquée, faite.", "Avancement non compris : « beaucoup ». Exemple : 40."]),
        (["Atelier", "", "", "Comité", "", "", "", "140"], ["Avancement non compris : « 140 ». Exemple : 40."]),
        (["x" * 1001, "", "", "Comité", "", "", "", ""], ["Ce texte est trop long : 1000 caractères au plus."]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_on_its_row(work, actor, cells, expected):
    shown = preview(keep(work, actor, [HEADINGS, cells, ["Bon", "", "", "Comité", "", "", "", ""]]))
    assert [messages(row) for row in shown.rows] == [expected, []]
    assert ([row.number for row in shown.bad], [row.number for row in shown.good]) == ([2], [3])


def test_due_before_start_is_wrong_in_a_sheet_too(work, actor):
    rows = [
        ["Quoi", "Début", "Quand", "Responsable"],
        ["a", "2027-05-01", "2027-04-01", "Comité"],
        ["b", "mai 2027", "", "Comité"],
    ]
    assert [messages(row) for row in preview(keep(work, actor, rows)).rows] == [
        ["L'échéance est avant le début. Corrigez l'une des deux dates."], ["Début non compris : « mai 2027 ». Exemple : 15/03/2027."],
    ]  # fmt: skip


def test_lines_already_there_are_told(work, actor):
    plan = make_plan()
    known = make_action(
        "Atelier", plan_id=plan.id, due_on=date(2027, 4, 30), due_precision=DuePrecision.MONTH
    )
    rows = [
        HEADINGS,
        *[["ATELIER", "", when, "Comité", "", "", "", ""] for when in ("avril 2027", "mai 2027", "mai 2027")],
    ]
    assert [messages(row) for row in preview(keep(work, actor, rows, plan)).rows] == [
        [f"Déjà dans le plan : {known.number}."], [], ["Déjà dans le plan : une ligne de cette feuille."],
    ]  # fmt: skip


# Columns


def test_columns_are_corrected(work, actor):
    key = keep(work, actor, [["A", "B"], ["Atelier", "Comité"]])
    assert preview(key).good == []
    with work():
        rules.map_columns(
            pending=db.session.get(ActionImport, key),
            mapping={0: "what", 1: "owner"},
            version=1,
            actor=actor,
            now=NOW,
        )
    pending = db.session.get(ActionImport, key)
    assert (pending.mapping, pending.version, len(preview(key).good)) == ({"0": "what", "1": "owner"}, 2, 1)


@pytest.mark.parametrize(
    ("mapping", "code"), [({0: "owner"}, "no_what"), ({0: "what", 1: "what"}, "twice"), ({0: "what", 1: "couleur"}, "unknown_field")]
)  # fmt: skip
def test_columns_that_make_no_sense_are_refused(work, actor, mapping, code):
    pending = make_import(make_plan())
    with pytest.raises(RuleError) as refused, work():
        rules.map_columns(pending=db.session.merge(pending), mapping=mapping, version=1, actor=actor, now=NOW)
    assert (refused.value.code, refused.value.field) == (code, "mapping")


def test_every_field_has_its_word():
    assert set(reading.NAMES) == set(reading.LABELS)


# Confirming, undoing


def test_good_rows_are_written_in_order_and_the_others_left(work, actor, history):
    rows = [HEADINGS, ["Un", "", "", "Comité", "", "", "Bloquée", "40"], ["", "", "", "Comité", "", "", "", ""], ["Deux", "", "fin 2027-02", "Comité", "", "", "", ""]]  # fmt: skip
    key = keep(work, actor, rows)
    confirm(work, actor, key)
    first, second = living()
    assert [(a.number, a.what, a.position, a.state, a.progress) for a in (first, second)] == [
        ("A-2026-001", {"fr": "Un"}, 1, ActionState.BLOCKED, 40), ("A-2026-002", {"fr": "Deux"}, 2, ActionState.OPEN, 0),
    ]  # fmt: skip
    assert (second.due_words, [(r.channel, r.reporter_words) for r in first.reports]) == (
        "fin 2027-02",
        [("import", "plan.xlsx")],
    )
    pending = db.session.get(ActionImport, key)
    assert (pending.state, pending.written, pending.confirmed_at) == (
        ImportState.DONE, [[first.id, 2], [second.id, 1]], NOW,
    )  # fmt: skip
    assert [action for action, _c in history()] == [
        "action.created",
        "action.reported",
        "action.created",
        "action_plan.imported",
    ]
    assert history()[-1][1] == {"lines": [None, 2], "source": [None, "plan.xlsx"]}


@pytest.mark.parametrize(
    ("values", "version", "code"),
    [({}, 2, "not_pending"), ({"state": ImportState.DONE}, 1, "not_pending"), ({"state": ImportState.ABANDONED}, 1, "not_pending"),
     ({"mapping": {}}, 1, "nothing")],
)  # fmt: skip
def test_what_is_not_confirmed(work, actor, values, version, code):
    pending = make_import(make_plan(), **values)
    with pytest.raises(RuleError) as refused:
        confirm(work, actor, pending.id, version)
    assert (refused.value.code, refused.value.status, living()) == (code, 409, [])


def test_a_plan_closed_meanwhile_takes_nothing(work, actor):
    pending = make_import(make_plan(closed_on=date(2026, 1, 1)))
    with pytest.raises(RuleError) as refused:
        confirm(work, actor, pending.id)
    assert refused.value.code == "closed_plan"


def test_more_lines_than_a_plan_has(work, actor):
    pending = make_import(
        make_plan(), [["Quoi", "Responsable"], *([f"Ligne {n}", "Comité"] for n in range(501))]
    )
    with pytest.raises(RuleError) as refused:
        confirm(work, actor, pending.id)
    assert (refused.value.code, living()) == ("too_many", [])


def undo(work, actor, key):
    with work():
        return rules.undo_import(pending=db.session.get(ActionImport, key), actor=actor, now=NOW)


def test_undone_while_nobody_touched_it(work, actor, history):
    key = keep(
        work,
        actor,
        [
            HEADINGS,
            ["Un", "", "", "Comité", "", "", "Bloquée", ""],
            ["Deux", "", "", "Comité", "", "", "", ""],
        ],
    )
    confirm(work, actor, key)
    assert undo(work, actor, key) == 2
    assert (living(), db.session.get(ActionImport, key).state) == ([], ImportState.UNDONE)
    assert history()[-1] == ("action_plan.import_undone", {"lines": [2, None], "source": ["plan.xlsx", None]})
    with pytest.raises(RuleError) as refused:
        undo(work, actor, key)
    assert (refused.value.code, refused.value.status) == ("not_done", 409)


def test_not_undone_once_somebody_spoke_of_a_line(work, actor):
    key = keep(
        work, actor, [HEADINGS, *[[what, "", "", "Comité", "", "", "", ""] for what in ("Un", "Deux")]]
    )
    confirm(work, actor, key)
    with work():
        rules.report_progress(
            action=living()[1],
            state=ActionState.OPEN,
            progress=5,
            comment=None,
            files=[],
            channel="site",
            actor=actor,
            now=NOW,
        )
    with pytest.raises(RuleError) as refused:
        undo(work, actor, key)
    assert (refused.value.code, "A-2026-002" in str(refused.value.message), len(living())) == (
        "touched",
        True,
        2,
    )


def test_numbers_taken_back_are_not_given_again(work, actor):
    plan = make_plan()
    first = keep(work, actor, [HEADINGS, ["Un", "", "", "Comité", "", "", "", ""]], plan)
    confirm(work, actor, first)
    undo(work, actor, first)
    second = keep(work, actor, [HEADINGS, ["Un", "", "", "Comité", "", "", "", ""]], plan)
    confirm(work, actor, second)
    assert [a.number for a in living()] == ["A-2026-002"]


def test_abandoned_before_it_is_confirmed(work, actor):
    pending = make_import(make_plan())
    with work():
        rules.abandon_import(pending=db.session.merge(pending), actor=actor, now=NOW)
    pending = db.session.merge(pending)
    assert (pending.state, pending.rows) == (ImportState.ABANDONED, [])
    with pytest.raises(RuleError) as refused, work():
        rules.abandon_import(pending=db.session.merge(pending), actor=actor, now=NOW)
    assert refused.value.status == 409
