"""The agreement: planned, written in both languages, sent, signed by both, step by step."""

from datetime import timedelta

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.awards.models import AwardState
from noress.domain.awards.rules import granting
from noress.domain.payments import queries
from noress.domain.payments.models import AgreementState, InstalmentState, Party, Procedure
from noress.domain.payments.rules import agreements, papers, planning, procedures
from noress.domain.payments.rules.planning import Planned
from noress.domain.payments.rules.procedures import Row, Taken
from noress.domain.payments.texts import BLANK
from noress.extensions import db
from tests.factories import NOW, make_category, make_institution, save
from tests.factories.awards import make_award, make_call_to_decide, make_eligible
from tests.factories.documents import make_file
from tests.factories.payments import (
    LATER,
    TODAY,
    Team,
    instalments_of,
    make_agreement,
    make_plan,
    make_told_award,
    plan,
    sign,
    steps_of,
    tell,
)

SYSTEM = Actor.system()


def test_instalments_share_each_funder_to_the_centime(work, refusals):
    call = make_call_to_decide(shares=(50_000_01, 40_000_02, 29_999_97))
    award = make_told_award(work, call)
    brought = {share.funder_id: share.amount for share in award.shares}

    def planning_(*amounts, **changes):
        return lambda: planning.plan_instalments(
            award=award, rows=[*plan(*amounts)], **{"actor": SYSTEM, "now": NOW, **changes}
        )

    assert refusals({
        "nothing": planning_(0), "less than nothing": planning_(-1), "above the award": planning_(60_000_01),
        "above together": planning_(60_000_00, 1), "too many": planning_(*[1] * 13),
        "no condition": lambda: planning.plan_instalments(
            award=award, rows=[Planned(100, Translated(fr=""))], actor=SYSTEM, now=NOW),
        "another's": lambda: planning.plan_instalments(
            award=award, rows=[Planned(100, Translated(fr="Oui"), id=999)], actor=SYSTEM, now=NOW),
        "stale": planning_(100, version=0),
        "good": planning_(33_333_33, 13_333_33, 13_333_34),
    }) == {
        "nothing": ("amount", "amount", 422), "less than nothing": ("amount", "amount", 422),
        "above the award": ("amount", "amount", 422), "above together": ("above_award", "amount", 422),
        "too many": ("too_many", "rows", 422), "no condition": ("no_condition", "condition", 422),
        "another's": ("not_planned", None, 409), "stale": ("stale", None, 409), "good": "done",
    }  # fmt: skip
    rows = instalments_of(award)
    assert [sum(share.amount for share in one.shares) for one in rows] == [33_333_33, 13_333_33, 13_333_34]
    total = {key: sum(s.amount for one in rows for s in one.shares if s.funder_id == key) for key in brought}
    assert total == brought
    first, second, _third = rows
    with work():  # one row changed, one gone, one kept: shares are counted again
        planning.plan_instalments(
            award=award, version=award.version, actor=SYSTEM, now=NOW,
            rows=[Planned(50_000_00, first.condition, id=first.id), Planned(9_999_99, second.condition, id=second.id)],
        )  # fmt: skip
    assert [(one.id, one.amount) for one in instalments_of(award)] == [
        (first.id, 50_000_00),
        (second.id, 9_999_99),
    ]
    used = dict(db.session.execute(queries.sum_of_shares(award.id)).all())
    assert sum(used.values()) == 59_999_99
    assert all(used[key] <= brought[key] for key in brought)


def test_the_agreement_is_written_sent_and_signed(work, refusals, outbox, history):
    award = make_told_award(work)
    make_plan(work, award)
    agreement = make_agreement(work, award)
    assert [step.label["fr"] for step in steps_of(award, Procedure.AGREEMENT)] == ["Signature du président"]
    with work():
        agreements.edit_agreement(
            agreement=agreement, french="{structure} reçoit {montant} ({montant_lettres}).\n\n{tranches}\n\nFait à {blanc}",
            arabic="{montant_lettres}", starts_on=TODAY, ends_on=TODAY, version=1, actor=SYSTEM, now=NOW,
        )  # fmt: skip
    scan = make_file("convention.pdf")
    (step,) = steps_of(award, Procedure.AGREEMENT)

    def signing(party=Party.HOLDER, day=TODAY, file=scan):
        return lambda: agreements.sign_agreement(
            agreement=agreement, party=party, signed_on=day, file=file, actor=SYSTEM, now=LATER
        )

    def editing(**changes):
        values = {
            "french": "Oui",
            "arabic": "نعم",
            "starts_on": None,
            "ends_on": None,
            "version": agreement.version,
        }
        return lambda: agreements.edit_agreement(
            agreement=agreement, **{**values, **changes}, actor=SYSTEM, now=NOW
        )

    def taking(day=TODAY):
        return lambda: procedures.take_agreement_step(
            agreement=agreement, step=step, taken=Taken(day), actor=SYSTEM, now=LATER
        )

    assert refusals({
        "a second": lambda: agreements.prepare_agreement(award=award, actor=SYSTEM, now=NOW),
        "unknown tag": editing(french="{rib}"), "no arabic": editing(arabic=" "), "too long": editing(french="a" * 20_001),
        "ends before": editing(starts_on=TODAY, ends_on=TODAY - timedelta(days=1)), "stale": editing(version=1),
        "signed too soon": signing(), "step too soon": taking(),
        "sent": lambda: agreements.send_agreement(agreement=agreement, actor=SYSTEM, now=LATER),
        "sent twice": lambda: agreements.send_agreement(agreement=agreement, actor=SYSTEM, now=LATER),
        "before the decision": signing(day=TODAY - timedelta(days=2)), "tomorrow": signing(day=TODAY + timedelta(days=1)),
        "no scan": signing(file=None), "holder": signing(), "holder twice": signing(),
        "plan is out": lambda: make_plan(work, award, 100),
        "not reopened": lambda: agreements.reopen_agreement(agreement=agreement, reason="x", actor=SYSTEM, now=LATER),
        "carrier": signing(Party.CARRIER), "step in the future": taking(TODAY + timedelta(days=1)),
        "step": taking(), "step again": taking(),
    }) == {
        "a second": ("there_is_one", None, 409), "unknown tag": ("unknown_tag", "french", 422),
        "no arabic": ("no_text", "arabic", 422), "too long": ("too_long", "french", 422),
        "ends before": ("dates", "ends_on", 422), "stale": ("stale", None, 409),
        "signed too soon": ("wrong_state", None, 409), "step too soon": ("wrong_state", None, 409),
        "sent": "done", "sent twice": ("wrong_state", None, 409),
        "before the decision": ("before_decision", "signed_on", 422), "tomorrow": ("future", "signed_on", 422),
        "no scan": ("no_file", "file", 422), "holder": "done", "holder twice": ("already_signed", None, 409),
        "plan is out": ("out_to_sign", None, 409), "not reopened": ("signed", None, 409),
        "carrier": "done", "step in the future": ("future", "done_on", 422),
        "step": "done", "step again": ("wrong_state", None, 409),
    }  # fmt: skip
    assert (agreement.state, agreement.number, agreement.signed_on) == (
        AgreementState.SIGNED,
        "CONV-2026-001",
        TODAY,
    )
    assert award.state is AwardState.SIGNED
    assert agreement.sent_french == (
        f"{award.structure.name} reçoit 60\u202f000,00\xa0DH (soixante mille dirhams).\n\n"
        "1. 40\u202f000,00\xa0DH (quarante mille dirhams) : Condition 1\n"
        f"2. 20\u202f000,00\xa0DH (vingt mille dirhams) : Condition 2\n\nFait à {BLANK}"
    )
    assert agreement.sent_arabic == "ستون ألف درهم"
    assert [mail.subject for mail in outbox()] == [
        "Votre convention est à signer",
        "Votre convention est signée",
    ]
    assert [action for action, _changes in history() if action.startswith(("agreement", "award."))] == [
        "award.granted", "award.planned", "agreement.prepared", "agreement.edited", "agreement.sent",
        "agreement.party_signed", "agreement.party_signed", "agreement.step_taken", "agreement.signed", "award.signed",
    ]  # fmt: skip


def test_nothing_is_signed_before_the_results_are_told(work, refusals):
    award = make_award(make_eligible(make_call_to_decide()), actor=SYSTEM, work=work)
    prepare = lambda: agreements.prepare_agreement(award=award, actor=SYSTEM, now=NOW)  # noqa: E731
    assert refusals({"untold": prepare}) == {"untold": ("not_told", None, 409)}
    tell(work, award)
    make_plan(work, award, 100_00)
    agreement = make_agreement(work, award)
    send = lambda: agreements.send_agreement(agreement=agreement, actor=SYSTEM, now=LATER)  # noqa: E731
    assert refusals({"half planned": send}) == {"half planned": ("not_planned", None, 409)}
    make_plan(work, award, award.amount)
    again = lambda: agreements.reopen_agreement(agreement=agreement, reason="Faute", actor=SYSTEM, now=LATER)  # noqa: E731
    assert refusals({"sent": send, "taken back": again, "sent again": send}) == {
        "sent": "done", "taken back": "done", "sent again": "done",
    }  # fmt: skip
    assert agreement.number == "CONV-2026-001"


def test_papers_are_given_checked_and_refused(work, refusals, outbox):
    award = make_told_award(work)
    make_agreement(work, award)
    paper, *_rest, secret = db.session.scalars(queries.list_papers(award.id)).all()
    assert (paper.label["fr"], paper.is_required, secret.is_restricted) == ("Statuts à jour", True, True)
    first, second, who = make_file("a.pdf"), make_file("b.pdf"), {"actor": SYSTEM, "now": NOW}
    first_id = first.id
    assert refusals({
        "not there": lambda: papers.check_paper(paper=paper, **who),
        "refuse nothing": lambda: papers.refuse_paper(paper=paper, reason="x", **who),
        "no file": lambda: papers.give_paper(paper=paper, file=None, **who),
        "given": lambda: papers.give_paper(paper=paper, file=first, **who),
        "no reason": lambda: papers.refuse_paper(paper=paper, reason=" ", **who),
        "refused": lambda: papers.refuse_paper(paper=paper, reason="Illisible", **who),
        "checked too soon": lambda: papers.check_paper(paper=paper, **who),
        "given again": lambda: papers.give_paper(paper=paper, file=second, **who),
        "stale": lambda: papers.check_paper(paper=paper, version=0, **who),
        "checked": lambda: papers.check_paper(paper=paper, **who),
        "checked twice": lambda: papers.check_paper(paper=paper, **who),
        "given after": lambda: papers.give_paper(paper=paper, file=first, **who),
        "asked": lambda: papers.ask_paper(
            award=award, label=Translated(fr="Devis", ar="عرض"), is_required=True, is_restricted=False, **who),
        "asked for nothing": lambda: papers.ask_paper(
            award=award, label=Translated(fr=""), is_required=True, is_restricted=False, **who),
    }) == {
        "not there": ("not_given", None, 409), "refuse nothing": ("not_given", None, 409),
        "no file": ("no_file", "file", 422), "given": "done", "no reason": ("no_text", "reason", 422), "refused": "done",
        "checked too soon": ("not_given", None, 409), "given again": "done", "stale": ("stale", None, 409),
        "checked": "done", "checked twice": ("checked", None, 409), "given after": ("checked", None, 409),
        "asked": "done", "asked for nothing": ("no_label", "label_fr", 422),
    }  # fmt: skip
    assert (paper.file_id, paper.refused_because) == (second.id, None)
    assert [mail.subject for mail in outbox()] == ["Un papier de votre projet est à redonner"]
    assert db.session.get(type(first), first_id) is None  # the one that was refused is gone


def test_the_steps_of_a_carrier_are_its_own(work, refusals):
    make_category("collectivite")
    region = make_institution("Région", category_code="collectivite")
    award = make_told_award(work, make_call_to_decide(carrier_id=region.id))
    agreement = make_agreement(work, award)
    every = [*steps_of(award, Procedure.AGREEMENT), *steps_of(award)]
    assert [step.label["fr"] for step in every] == [
        "Délibération du conseil", "Signature du président", "Visa de la convention", "Engagement de la dépense",
        "Ordonnancement", "Paiement",
    ]  # fmt: skip
    assert every[5].other_than == [every[3].id, every[4].id]
    seen, scan = procedures.fingerprint_of(region), make_file("visa.pdf")
    rows = [Row(s.procedure, s.label, s.actor_title, s.needs_paper, s.is_payment, id=s.id) for s in every]

    def saving(rows, seen=seen):
        return lambda: procedures.save_steps(carrier=region, rows=rows, seen=seen, actor=SYSTEM, now=NOW)

    def taking(step, day=TODAY, file=scan):
        return lambda: procedures.take_agreement_step(
            agreement=agreement, step=step, taken=Taken(day, file), actor=SYSTEM, now=LATER
        )

    make_plan(work, award)
    with work():
        agreements.send_agreement(agreement=agreement, actor=SYSTEM, now=LATER)
    nameless = Row(Procedure.AGREEMENT, Translated(fr=""), Translated(fr=""))
    assert refusals({
        "no payment": saving(rows[:5]), "no agreement": saving(rows[3:]), "no name": saving([nameless, *rows[1:]]),
        "too many": saving([*rows[:1] * 8, *rows]), "stale": saving(rows, seen="x"),
        "later": saving([Row(Procedure.AGREEMENT, rows[0].label, rows[0].actor_title, other_than=(2,)), *rows[1:]]),
        "not its turn": taking(every[1]), "another's": taking(every[3]), "no paper": taking(every[0], file=None),
        "too early": taking(every[0], TODAY - timedelta(days=2)), "taken": taking(every[0]), "twice": taking(every[0]),
        "saved": saving([rows[1], *rows[3:5], Row(Procedure.PAYMENT, rows[5].label, rows[5].actor_title, is_payment=True,
                                                   other_than=(1,))]),
    }) == {
        "no payment": ("no_payment", "rows", 422), "no agreement": ("no_agreement", "rows", 422),
        "no name": ("no_label", "rows", 422), "too many": ("too_many", "rows", 422), "stale": ("stale", None, 409),
        "later": ("other_than", "rows", 422), "not its turn": ("wrong_step", None, 409),
        "another's": ("wrong_step", None, 409), "no paper": ("no_paper", "file", 422),
        "too early": ("too_early", "done_on", 422), "taken": "done", "twice": ("already_done", None, 409), "saved": "done",
    }  # fmt: skip
    kept = [*steps_of(award, Procedure.AGREEMENT), *steps_of(award)]
    assert [step.id for step in kept[:3]] == [every[1].id, every[3].id, every[4].id]
    assert kept[3].other_than == [every[3].id]
    db.session.expire_all()
    assert [db.session.get(type(kept[0]), step.id) is not None for step in every] == [
        True,
        True,
        False,
        True,
        True,
        False,
    ]
    assert db.session.get(type(kept[0]), every[0].id).retired_at == NOW  # it was taken: it stays readable


def test_the_same_person_never_takes_two_steps_that_the_list_keeps_apart(work, refusals):
    award, team = make_told_award(work), Team()
    agreement = make_agreement(work, award)
    make_plan(work, award)
    (president,) = steps_of(award, Procedure.AGREEMENT)
    second = save(type(president)(
        carrier_id=president.carrier_id, procedure=Procedure.AGREEMENT, position=9, label=Translated(fr="Visa"),
        actor_title=Translated(fr="Visa"), other_than=[president.id],
    ))  # fmt: skip
    with work():
        agreements.send_agreement(agreement=agreement, actor=SYSTEM, now=LATER)

    def taking(step, actor):
        return lambda: procedures.take_agreement_step(
            agreement=agreement, step=step, taken=Taken(TODAY), actor=actor, now=LATER
        )

    assert refusals({
        "first": taking(president, team.officer), "same": taking(second, team.officer), "other": taking(second, team.orderer),
    }) == {"first": "done", "same": ("same_person", None, 409), "other": "done"}  # fmt: skip


def test_a_signed_award_is_ready_for_money_and_its_agreement_ends_with_it(work, actor):
    award = make_told_award(work)
    agreement = sign(work, award)
    assert (agreement.state, award.state) == (AgreementState.SIGNED, AwardState.SIGNED)
    with work():
        granting.cancel_award(award=award, reason="La structure renonce", actor=actor, now=LATER)
    assert (agreement.state, award.state) == (AgreementState.VOID, AwardState.CANCELLED)
    assert {one.state for one in instalments_of(award)} == {InstalmentState.CANCELLED}
