"""Outcomes, scenarios, letters, appeals: decided now, told later, once."""

from datetime import timedelta

from sqlalchemy import select, update

from noress.core import clock
from noress.domain.applications.models import Application, ApplicationState, Part
from noress.domain.awards import queries
from noress.domain.awards.board import Settings, files_of, share_out, unfilled
from noress.domain.awards.models import Award, AwardState, DecisionLetter, LetterRelease, Scenario
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules import appealing, deciding, granting, telling, weighing
from noress.domain.files.models import RenderedDocument
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from noress.jobs.bulk import run_tasks
from tests.factories import NOW, save
from tests.factories.awards import make_award, make_call_to_decide, make_eligible, make_scored
from tests.factories.calls import AMOUNT, make_worker

S = ApplicationState


def test_an_outcome_gives_and_takes_money(actor, work, refusals, history):
    call = make_call_to_decide(envelope=AMOUNT)
    one, other = make_eligible(call), make_eligible(call)

    def decide(outcome, application=one, reason="", version=None):
        return lambda: deciding.decide_outcome(
            application=application, outcome=outcome, reason=reason, version=version, actor=actor, now=NOW
        )

    assert refusals({
        "no reason": decide(S.REJECTED), "stale": decide(S.RESERVE, version=9), "nonsense": decide(S.DRAFT),
        "selected": decide(S.SELECTED), "full": decide(S.SELECTED, other), "reserve": decide(S.RESERVE, other),
        "rejected": decide(S.REJECTED, reason="Hors sujet"), "promoted": decide(S.SELECTED, other),
        "back": decide(S.ELIGIBLE), "withdrawn": decide(S.SELECTED, make_eligible(call, state=S.WITHDRAWN)),
        "unread": decide(S.SELECTED, make_eligible(call, state=S.SUBMITTED)),
    }) == {
        "no reason": ("no_text", "reason", 422), "stale": ("stale", None, 409), "nonsense": ("outcome", "outcome", 422),
        "selected": "done", "full": ("envelope", None, 409), "reserve": "done", "rejected": "done",
        "promoted": "done", "back": "done", "withdrawn": ("withdrawn", None, 409), "unread": ("wrong_state", None, 409),
    }  # fmt: skip
    assert [(one.state, one.decided_at), (other.state, other.decided_at)] == [
        (S.ELIGIBLE, None),
        (S.SELECTED, NOW),
    ]
    awards = db.session.scalars(select(Award).order_by(Award.id)).all()
    assert [(row.application_id, row.state, row.cancelled_because) for row in awards] == [
        (one.id, AwardState.CANCELLED, "Hors sujet"), (other.id, AwardState.GRANTED, None),
    ]  # fmt: skip
    assert {one.public_state, other.public_state} == {S.SUBMITTED}


def test_an_envelope_is_shared_out_along_the_ranking(actor):
    """Lot of three places, money for three: by rank; with places kept; by hand; a minimum; nobody's mark."""
    call = make_call_to_decide(envelope=3 * AMOUNT, lot={"most_projects": 3})
    marks = {"a": 90, "b": 80, "c": 70, "d": 60, "e": 50, "f": 10, "g": None}
    extra = {"d": {"labels": ["Portée par des femmes"]}, "e": {"province_code": "01.151"}}
    files = {name: make_scored(call, mark, **extra.get(name, {})).id for name, mark in marks.items()}
    names = {key: name for name, key in files.items()}

    def shared(**settings):
        board = share_out(call, files_of(call, actor), Settings(**settings))
        outcomes = {}
        for line in board.lines:
            outcomes.setdefault(line.outcome and line.outcome.value, []).append(names[line.file.id])
        return {key: "".join(value) for key, value in outcomes.items()}, board.left

    assert shared(reserve=1) == ({"selected": "abc", "reserve": "d", "rejected": "ef", None: "g"}, 0)
    assert shared(reserve=0, women=1)[0] == {"selected": "abd", "rejected": "cef", None: "g"}
    assert shared(reserve=0, women=1, provinces={"01.151": 1})[0] == {
        "selected": "ade", "rejected": "bcf", None: "g",
    }  # fmt: skip
    by_hand = {"put_in": {files["g"]: "Urgence"}, "left_out": {files["a"]: "Déjà financé"}}
    assert shared(reserve=0, **by_hand)[0] == {"selected": "bcg", "rejected": "adef"}
    board = share_out(call, files_of(call, actor), Settings())
    assert (board.total, board.selected, board.tied) == (3 * AMOUNT, 3, [])


def test_files_of_equal_marks_on_both_sides_of_the_line_are_said(actor):
    call = make_call_to_decide(envelope=AMOUNT)
    equal = [make_scored(call, 70).id for _n in range(2)]
    assert [one.id for one in share_out(call, files_of(call, actor), Settings()).tied] == equal


def test_one_scenario_becomes_the_decision(actor, work, refusals, history, at_once):
    call = make_call_to_decide(envelope=2 * AMOUNT)
    files = [make_scored(call, mark) for mark in (90, 80, 70)]
    who = {"actor": actor, "now": NOW}

    def save_it(name="Au mérite", **settings):
        return lambda: weighing.save_scenario(call=call, name=name, settings=Settings(**settings), **who)

    third, withdrawn = files[2].id, make_eligible(call, state=S.WITHDRAWN).id
    assert refusals({
        "no name": save_it(" "), "no reason": save_it(put_in={third: " "}), "unknown": save_it(put_in={withdrawn: "x"}),
        "plain": save_it(), "by hand": save_it("Autre", put_in={third: "Seul projet de sa province"}, reserve=0),
    }) == {
        "no name": ("no_name", "name", 422), "no reason": ("no_reason", "reason", 422),
        "unknown": ("file", "put_in", 422), "plain": "done", "by hand": "done",
    }  # fmt: skip
    plain, other = db.session.scalars(select(Scenario).order_by(Scenario.id)).all()

    def adopt(scenario, version=1):
        return lambda: weighing.adopt_scenario(scenario=scenario, version=version, **who)

    assert refusals({
        "stale": adopt(plain, 7), "adopted": adopt(plain), "other instead": adopt(other),
        "deleted": lambda: weighing.delete_scenario(scenario=other, **who),
    }) == {
        "stale": ("stale", None, 409), "adopted": "done", "other instead": "done", "deleted": ("decision", None, 409),
    }  # fmt: skip
    assert [(one.state, one.reason) for one in files] == [
        (S.SELECTED, None), (S.REJECTED, None), (S.SELECTED, "Seul projet de sa province"),
    ]  # fmt: skip
    assert (plain.is_decision, other.is_decision, call.state) == (False, True, CallState.DECIDED)
    assert granting.left_of(call).envelope == 0
    with work():
        files[1].state = S.WITHDRAWN
    assert refusals({"moved": adopt(plain, 2), "gone": lambda: weighing.delete_scenario(scenario=plain, **who)}) == {
        "moved": ("ranking_moved", None, 409), "gone": "done",
    }  # fmt: skip
    aside = make_scored(call, 95)

    save(Recusal(subject_type="application", subject_id=aside.id, person_id=actor.person_id,
                 nature=RecusalNature.DECLARED, made_at=NOW))  # fmt: skip
    assert aside.id not in {one.id for one in files_of(call, actor)}
    assert refusals({"recused": adopt(other, 2)}) == {"recused": ("recused", None, 403)}


def test_letters_are_prepared_edited_and_released_once(app, actor, work, refusals, outbox, at_once):
    call = make_call_to_decide(appeal_until=clock.today(NOW) + timedelta(days=10))
    chosen, refused = make_eligible(call), make_eligible(call, language="ar")
    make_worker(chosen, part=Part.SEE)
    make_worker(refused, language="ar")
    who = {"actor": actor, "now": NOW}
    make_award(chosen, actor=actor, work=work)
    assert refusals({"undecided": lambda: telling.release_letters(call=call, **who)}) == {
        "undecided": ("undecided", None, 409),
    }  # fmt: skip
    with work():
        deciding.decide_outcome(
            application=refused, outcome=S.REJECTED, reason="Budget incomplet", version=None, **who
        )
    with work():
        assert telling.prepare_letters(call=call, **who) == 2
    with work():
        assert telling.prepare_letters(call=call, **who) == 0
    letter = db.session.scalars(queries.get_letter_of(chosen.id, 1)).one()

    def edit(french, arabic="{montant}", version=1):
        return lambda: telling.edit_letter(
            letter=letter, french=french, arabic=arabic, version=version, **who
        )

    assert refusals({
        "tag": edit("{somme}"), "empty": edit("x", " "), "edited": edit("Bravo : {montant}."), "stale": edit("y"),
    }) == {
        "tag": ("tag", "french", 422), "empty": ("no_text", "arabic", 422), "edited": "done", "stale": ("stale", None, 409),
    }  # fmt: skip
    assert (outbox(), chosen.public_state) == ([], S.SUBMITTED)
    call_id = call.id

    def release():
        telling.release_letters(call=db.session.get_one(FundingCall, call_id), **who)

    assert at_once(release, release) == ["done", "released"]
    assert refusals({"again": release, "prepare": lambda: telling.prepare_letters(call=call, **who),
                     "late": edit("z", version=2)}) == {
        "again": ("released", None, 409), "prepare": ("released", None, 409), "late": ("released", None, 409),
    }  # fmt: skip
    chosen, refused = db.session.get(Application, chosen.id), db.session.get(Application, refused.id)
    assert [(one.public_state, one.told_at) for one in (chosen, refused)] == [
        (S.SELECTED, NOW),
        (S.REJECTED, NOW),
    ]
    letters = db.session.scalars(select(DecisionLetter).order_by(DecisionLetter.id)).all()
    assert [one.number for one in letters] == ["L-2026-0001", "L-2026-0002"]
    assert letters[0].french == "Bravo : 60\u202f000,00\u00a0DH."
    assert "Motif : Budget incomplet" in letters[1].french
    assert "السبب: Budget incomplet" in letters[1].arabic
    assert "{" not in letters[1].french + letters[1].arabic
    assert outbox() == []  # everybody may read it; the worker sends
    assert (run_tasks(app), run_tasks(app)) == (2, 0)
    db.session.rollback()
    task = db.session.scalars(task_queries.get_last_task(call_id, telling.LETTERS)).one()
    assert (task.done, task.failures, task.ended_at is not None) == ([chosen.id, refused.id], [], True)
    assert sorted((mail.to_address == chosen.people[0].email, mail.language) for mail in outbox()) == [
        (False, "ar"), (False, "fr"), (True, "fr"),
    ]  # fmt: skip
    assert len(db.session.scalars(select(LetterRelease)).all()) == 1
    award = db.session.scalars(select(Award)).one()
    assert (award.number, award.published_at) == ("F-2026-001", NOW)
    documents = db.session.scalars(select(RenderedDocument).where(RenderedDocument.kind == "decision_letter"))
    assert sorted((one.subject_id, one.language) for one in documents) == [
        (letters[0].id, "fr"), (letters[1].id, "ar"),
    ]  # fmt: skip
    assert db.session.get(FundingCall, call_id).state is CallState.PUBLISHED


def test_letters_leave_whatever_happens(app, actor, work, outbox):
    """Hundreds take few statements; whoever released them may be gone; what breaks is set aside, said, and stops nobody."""
    call = make_call_to_decide(envelope=9 * AMOUNT, lot={"most_projects": 9})
    files = [make_scored(call, mark, requested=AMOUNT) for mark in (90, 80, 70, 10)]
    who = {"actor": actor, "now": NOW}
    with work():
        scenario = weighing.save_scenario(call=call, name="Au classement", settings=Settings(), **who)
        weighing.adopt_scenario(scenario=scenario, version=1, **who)
        telling.release_letters(call=call, **who)
    beyond = 10**30  # no database reads such a number: nobody foresaw it
    with work():
        db.session.execute(update(LetterRelease).values(released_by_id=None))
        task = db.session.scalars(task_queries.get_last_task(call.id, telling.LETTERS)).one()
        task.asked_by_id, task.waiting = None, [files[0].id, beyond, *task.waiting[1:]]
    assert run_tasks(app) == 5
    db.session.rollback()
    assert (task.done, task.waiting) == ([one.id for one in files], [])
    assert [(key, sorted(why)) for key, why in task.failures] == [(beyond, ["ar", "en", "fr"])]
    assert [mail.about_id for mail in outbox()] == [one.id for one in files]
    left_out = db.session.scalars(queries.get_letter_of(files[3].id, 1)).one()
    assert "selon les notes obtenues" in left_out.french  # by rank alone: no letter without a why
    assert "حسب النقط المحصل عليها" in left_out.arabic


def test_a_scenario_keeps_what_the_committee_wrote(actor, work):
    """The same outcome keeps its reason; those that it would change are named before."""
    call = make_call_to_decide(envelope=AMOUNT)
    first, second, third = (make_scored(call, mark) for mark in (90, 50, 40))
    who = {"actor": actor, "now": NOW}
    with work():
        scenario = weighing.save_scenario(
            call=call, name="Au classement", settings=Settings(reserve=1), **who
        )
        for one, outcome in ((second, S.REJECTED), (third, S.REJECTED)):
            deciding.decide_outcome(
                application=one, outcome=outcome, reason="Besoin pas montré", version=None, **who
            )
    changed = weighing.list_changed(scenario, files_of(call, actor))
    assert [one.id for one in changed] == [second.id]
    with work():
        weighing.adopt_scenario(scenario=scenario, version=1, **who)
    assert [(one.state, one.reason) for one in (first, second, third)] == [
        (S.SELECTED, None), (S.RESERVE, None), (S.REJECTED, "Besoin pas montré"),
    ]  # fmt: skip


def test_places_kept_that_no_file_takes_are_counted(actor):
    call = make_call_to_decide(envelope=3 * AMOUNT)
    make_scored(call, 90, province_code="01.151")
    files = files_of(call, actor)
    asked = Settings(women=2, provinces={"01.151": 1, "01.511": 1})
    assert unfilled(asked, files) == (2, {"01.511": 1})
    assert unfilled(Settings(), files) == (0, {})


def test_an_appeal_is_filed_in_time_answered_once_and_may_change_the_outcome(actor, work, refusals, outbox):
    call = make_call_to_decide(appeal_until=clock.today(NOW))
    one, owner = make_eligible(call), None
    owner, reader = one.people[0], make_worker(one, part=Part.SEE)
    who = {"actor": actor, "now": NOW}

    def appeal(person=owner, text="Notre budget était complet", now=NOW):
        return lambda: appealing.file_appeal(person=person, text=text, now=now)

    early = refusals({"not told": appeal()})
    with work():
        deciding.decide_outcome(application=one, outcome=S.REJECTED, reason="Budget", version=None, **who)
        telling.release_letters(call=call, **who)
    mails = len(outbox())
    assert {**early, **refusals({
        "reader": appeal(reader), "late": appeal(now=NOW + timedelta(days=1)), "empty": appeal(text=" "),
        "filed": appeal(), "twice": appeal(),
    })} == {
        "not told": ("closed", None, 409), "reader": ("not_yours", None, 403), "late": ("closed", None, 409),
        "empty": ("no_text", "text", 422), "filed": "done", "twice": ("filed", None, 409),
    }  # fmt: skip
    found = db.session.scalars(queries.get_appeal(one.id)).one()

    def answer(text="Vous aviez raison", version=1):
        return lambda: appealing.answer_appeal(
            appeal=found, is_upheld=True, answer=text, version=version, **who
        )

    assert refusals({"empty": answer(" "), "stale": answer(version=3), "answered": answer(), "again": answer(version=2)}) == {
        "empty": ("no_text", "answer", 422), "stale": ("stale", None, 409), "answered": "done",
        "again": ("answered", None, 409),
    }  # fmt: skip
    assert [mail.subject for mail in outbox()][mails:] == [
        "Votre recours est reçu",
        "Réponse à votre recours",
    ]
    assert refusals({"nothing new": lambda: telling.tell_change(application=one, **who)}) == {
        "nothing new": ("nothing", None, 409),
    }  # fmt: skip
    with work():
        deciding.decide_outcome(
            application=one, outcome=S.SELECTED, reason="Recours accepté", version=None, **who
        )
    assert (one.state, one.public_state) == (S.SELECTED, S.REJECTED)
    with work():
        telling.tell_change(application=one, **who)
    letter = db.session.scalars(queries.get_letter_of(one.id, 1)).one()
    assert (one.public_state, letter.number, letter.outcome) == (S.SELECTED, "L-2026-0002", S.SELECTED)
    assert outbox()[-1].subject == "Résultat de votre candidature"
    assert db.session.scalars(select(Award.number)).all() == ["F-2026-001"]
