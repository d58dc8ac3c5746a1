"""Readers report mistakes and are answered; neighbours say what they know."""

from datetime import date, timedelta

from sqlalchemy import select

from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Structure, StructureState
from noress.domain.retention.rules import purge_expired
from noress.domain.upkeep import duties, queries, rules
from noress.domain.upkeep.models import Knowledge, ReportKind, ReportState, StructureReport, StructureVouch
from noress.domain.upkeep.rules.reporting import Told
from noress.extensions import db
from tests.factories import NOW
from tests.factories.catalogue import TANGER, TETOUAN, make_structure
from tests.factories.upkeep import make_report, make_vouch

VISITOR = Actor(name="", method="visitor")
GONE, KNOWN = Knowledge.GONE, Knowledge.KNOWN


def told(**values):
    return Told(
        **{
            "kind": ReportKind.CONTACT,
            "text": "Le numéro est faux.",
            "email": "lectrice@exemple.ma",
            **values,
        }
    )


def reports():
    db.session.rollback()
    return db.session.scalars(select(StructureReport).order_by(StructureReport.id)).all()


def test_a_mistake_is_kept_and_answered_in_the_language_of_who_reported(work, outbox, actor, history):
    structure = make_structure("Atelier")
    with work():
        made = rules.report_mistake(
            structure=structure, told=told(language="ar"), network="1.2.3.4", actor=VISITOR, now=NOW
        )
        trapped = rules.report_mistake(
            structure=structure, told=told(trap="x"), network="1.2.3.4", actor=VISITOR, now=NOW
        )
    assert (trapped, [(one.text, one.email, one.state) for one in reports()]) == (
        None, [("Le numéro est faux.", "lectrice@exemple.ma", ReportState.OPEN)],
    )  # fmt: skip
    assert [duty.endpoint for duty in duties.list_upkeep_of_secretariat(actor, NOW)] == ["upkeep.reports"]
    with work():
        report = reports()[0]
        rules.answer_report(
            report=report, state=ReportState.FIXED, answer="Corrigé, merci.", version=1, actor=actor, now=NOW
        )
    report = reports()[0]
    assert (report.state, report.answer, report.answered_by_id, report.version) == (
        ReportState.FIXED, "Corrigé, merci.", actor.person_id, 2,
    )  # fmt: skip
    mails = outbox()
    assert [(mail.template, mail.language, mail.to_address) for mail in mails] == [
        ("structure_report_received", "ar", "lectrice@exemple.ma"), ("structure_report_answered", "ar", "lectrice@exemple.ma"),
    ]  # fmt: skip
    assert ("Le numéro" in mails[0].text, "Corrigé, merci." in mails[1].text) == (False, True)
    assert [line for line in history() if "report" in line[0]] == [
        ("structure.reported", {"report_kind": [None, "contact"]}),
        ("structure.report_answered", {"report_state": [None, "fixed"]}),
    ]
    assert made.id == report.id


def test_what_reports_refuse(refusals, actor):
    structure = make_structure("Atelier")
    report, done = make_report(structure), make_report(structure, state=ReportState.DECLINED)

    def say(network="9.9.9.9", **values):
        return lambda: rules.report_mistake(
            structure=structure, told=told(**{"email": "", **values}), network=network, actor=VISITOR, now=NOW
        )

    def answer(row, **values):
        given = {"state": ReportState.FIXED, "answer": "Oui.", "version": 1, **values}
        return lambda: rules.answer_report(
            report=db.session.get_one(StructureReport, row.id), **given, actor=actor, now=NOW
        )

    assert refusals({
        "empty": say(text=" "), "long": say(text="a" * 2001), "address": say(email="x@"),
        "answered": answer(done), "stale": answer(report, version=7), "open": answer(report, state=ReportState.OPEN),
        "silent": answer(report, answer=" "), "long answer": answer(report, answer="a" * 2001),
    }) == {
        "empty": ("no_text", "text", 422), "long": ("too_long", "text", 422), "address": ("bad_email", "email", 422),
        "answered": ("answered", None, 409), "stale": ("stale", None, 409), "open": ("no_state", "state", 422),
        "silent": ("no_answer", "answer", 422), "long answer": ("too_long", "answer", 422),
    }  # fmt: skip
    mine = {"email": "moi@exemple.ma"}
    by_address = [refusals({"one": say(network=f"1.1.1.{n}", **mine)})["one"] for n in range(4)]
    assert by_address == ["done"] * 3 + [("too_many", None, 429)]


def test_who_reported_is_forgotten_after_ninety_days(work, outbox):
    structure = make_structure("Atelier")
    with work():
        rules.report_mistake(structure=structure, told=told(), network="1.2.3.4", actor=VISITOR, now=NOW)
    recent = make_report(structure, created_at=NOW + timedelta(days=10))
    with work():
        done = purge_expired(now=NOW + timedelta(days=91))
    assert done["structure_reports"] == 1
    assert [(one.email, one.text) for one in reports()] == [
        (None, "Le numéro est faux."), (recent.email, "Le numéro est faux."),
    ]  # fmt: skip
    assert [mail.to_address for mail in outbox()] == [""]


def gone_ids():
    db.session.rollback()
    since = NOW - queries.SAID_WITHIN
    return set(db.session.scalars(select(Structure.id).where(queries.is_said_gone(since))))


def test_neighbours_say_what_they_know_and_nothing_follows_by_itself(
    work, refusals, member_of, actor, history
):
    structure = make_structure("Atelier", province=TETOUAN)
    here, elsewhere, anywhere = (member_of(name) for name in ("Voisine", "Lointaine", "Sans fiche"))
    make_structure("Voisine", province=TETOUAN, columns={"institution_id": here.institution_id})
    make_structure("Lointaine", province=TANGER, columns={"institution_id": elsewhere.institution_id})

    def say(who, says=GONE, row=structure, note=""):
        return lambda: rules.vouch(
            structure=db.session.get_one(Structure, row.id), says=says, note=note, actor=who, now=NOW
        )

    hidden = make_structure("Masquée", state=StructureState.HIDDEN)
    assert refusals({
        "elsewhere": say(elsewhere), "hidden": say(here, row=hidden), "long": say(here, note="a" * 201),
        "here": say(here, KNOWN), "its last word": say(here, note=" fermée  en mai "),
    }) == {
        "elsewhere": ("elsewhere", None, 403), "hidden": ("unlisted", None, 409), "long": ("too_long", "note", 422),
        "here": "done", "its last word": "done",
    }  # fmt: skip
    said = db.session.scalars(select(StructureVouch)).all()
    assert [(one.institution_id, one.says, one.note) for one in said] == [
        (here.institution_id, GONE, "fermée en mai")
    ]
    assert history()[-1] == (
        "structure.vouched", {"says": ["known", "gone"], "note": [None, "fermée en mai"]},
    )  # fmt: skip
    assert gone_ids() == set()  # one voice is not enough
    with work():
        say(anywhere)()
    assert gone_ids() == {structure.id}
    assert db.session.get_one(Structure, structure.id).state is StructureState.PUBLISHED
    assert [duty.endpoint for duty in duties.list_upkeep_of_secretariat(actor, NOW)] == ["upkeep.to_phone"]


def test_a_conflict_counts_old_words_do_not_and_a_confirmation_ends_it(member_of):
    one, other = (member_of(name) for name in "ab")
    rows = {}
    for name, words, confirmed_on in (
        ("conflict", ((one, GONE, 1), (other, KNOWN, 1)), None), ("known", ((one, KNOWN, 1), (other, KNOWN, 1)), None),
        ("old", ((one, GONE, 1), (other, GONE, 366)), None), ("both", ((one, GONE, 1), (other, GONE, 1)), None),
        ("confirmed since", ((one, GONE, 5), (other, GONE, 5)), date(2026, 11, 18)),
        ("confirmed before", ((one, GONE, 1), (other, GONE, 1)), date(2026, 11, 18)),
    ):  # fmt: skip
        rows[name] = make_structure(name, columns={"confirmed_on": confirmed_on})
        for who, says, days in words:
            make_vouch(rows[name], _Of(who.institution_id), says, said_at=NOW - timedelta(days=days))
    names = {row.id: name for name, row in rows.items()}
    assert {names[key] for key in gone_ids()} == {"conflict", "both", "confirmed before"}


class _Of:
    def __init__(self, key):
        self.id = key


def test_the_demonstration_shows_each_of_them(work, actor, member_of):
    from noress.demo.upkeep import build_upkeep
    from noress.domain.institutions.models import Institution
    from noress.domain.upkeep.models import SprintCard

    rows = [make_structure(f"Atelier {n}", columns={"needs_phone": n > 2}) for n in range(6)]
    homes = [member_of(name).institution_id for name in "abc"]
    with work():
        neighbours = [db.session.get_one(Institution, key) for key in homes]
        build_upkeep(
            actor, [db.session.get_one(Structure, row.id) for row in rows], NOW, neighbours=neighbours
        )
    assert [(one.language, one.state) for one in reports()] == [
        ("fr", ReportState.OPEN), ("ar", ReportState.OPEN), ("fr", ReportState.FIXED),
    ]  # fmt: skip
    cards = db.session.scalars(select(SprintCard)).all()
    assert sorted((card.tries, card.done_at is not None) for card in cards) == [
        *[(0, False)] * 3, (0, True), (1, False),
    ]  # fmt: skip
    assert gone_ids() == {rows[4].id}
