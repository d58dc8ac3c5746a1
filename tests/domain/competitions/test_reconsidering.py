"""After an appeal that was upheld: what the jury gives in addition, once, told by a letter; nothing told is taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.i18n import Translated
from noress.domain.applications.models import ApplicationState
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import Appeal, Award, DecisionLetter
from noress.domain.competitions import result_duties, results
from noress.domain.competitions.outcomes import Outcome
from noress.domain.competitions.rules import awarding, releasing
from noress.domain.competitions.rules.reconsidering import Anew, reconsider
from noress.extensions import db
from tests.domain.applications.conftest import refusals  # noqa: F401 -- a fixture
from tests.factories import NOW, make_person, save
from tests.factories.competitions import make_decided
from tests.factories.questionnaires import both
from tests.factories.recusals import acting, make_recusal

S = ApplicationState
LATER = NOW + timedelta(days=3)


@pytest.fixture
def told(app, actor, work):
    """Told; the appeals of the mention and of the last one are upheld, that of the first prize was not."""
    competition, entries = make_decided(call={"appeal_until": clock.today(NOW) + timedelta(days=20)})
    with work():
        releasing.release_results(competition=competition, actor=actor, now=NOW)
    for entry, upheld in ((entries[0], False), (entries[2], True), (entries[3], True)):
        appealed(entry, upheld)
    return competition, entries


def appealed(entry, is_upheld):
    return save(
        Appeal(application_id=entry.application_id, text="Relisez", filed_at=NOW, is_upheld=is_upheld, answer="Vu", answered_at=NOW)
    )  # fmt: skip


def anew(given=Outcome.WINNER, **values):
    usual = {"because": both("Une pièce n'était pas lue"), "reference": "PV n° 2", "day": clock.today(LATER)}
    return Anew(given=given, **{**usual, **values})


def again(entry, decided, by, **values):
    return lambda: reconsider(
        entry=entry, anew=decided, actor=by, now=LATER, **{"version": entry.version, **values}
    )


def letter_of(entry):
    found = select(DecisionLetter).where(DecisionLetter.application_id == entry.application_id)
    return db.session.scalars(found).one()


def test_who_may_record_what_and_when(actor, told, work, refusals):  # noqa: F811
    competition, entries = told
    first, second, _third = competition.prizes
    one, mentioned = entries[3], entries[2]
    yesterday, tomorrow = clock.today(NOW) - timedelta(days=1), clock.today(LATER) + timedelta(days=1)
    stranger, aside = acting(make_person("Chargée de dossier")), make_person("En déport")
    make_recusal(one.application, aside)
    early, _others = make_decided(call={"edition": 2031})
    untold = _others[3]
    appealed(untold, True)
    elsewhere = early.prizes[0]
    assert refusals({
        "not told": again(untold, anew(prize_id=elsewhere.id), actor),
        "no appeal": again(entries[1], anew(prize_id=second.id), actor),
        "dismissed": again(entries[0], anew(prize_id=second.id), actor),
        "stranger": again(one, anew(prize_id=second.id), stranger),
        "recused": again(one, anew(prize_id=second.id), acting(aside)),
        "stale": again(one, anew(prize_id=second.id), actor, version=one.version - 1),
        "no reason": again(one, anew(prize_id=second.id, because=Translated(fr="Motif")), actor),
        "no reference": again(one, anew(prize_id=second.id, reference=" "), actor),
        "before": again(one, anew(prize_id=second.id, day=yesterday), actor),
        "to come": again(one, anew(prize_id=second.id, day=tomorrow), actor),
        "no prize": again(one, anew(), actor),
        "elsewhere": again(one, anew(prize_id=elsewhere.id), actor),
        "not its amount": again(one, anew(prize_id=second.id, amount=10_000_00), actor),
        "centimes": again(one, anew(prize_id=first.id, amount=10_000_50), actor),
        "nothing": again(one, anew(prize_id=first.id, amount=0), actor),
        "no words": again(one, anew(Outcome.MENTION, mention=Translated(ar="تنويه")), actor),
        "has one": again(mentioned, anew(Outcome.MENTION, mention=both("Encore")), actor),
    }) == {
        "not told": ("not_told", None, 409), "no appeal": ("no_appeal", None, 409), "dismissed": ("no_appeal", None, 409),
        "stranger": ("not_yours", None, 403), "recused": ("recused", None, 404), "stale": ("stale", None, 409),
        "no reason": ("no_text", "because_ar", 422), "no reference": ("no_reference", "reference", 422),
        "before": ("day", "day", 422), "to come": ("day", "day", 422), "no prize": ("prize", "prize", 422),
        "elsewhere": ("prize", "prize", 422), "not its amount": ("known_amount", "amount", 422),
        "centimes": ("amount", "amount", 422), "nothing": ("amount", "amount", 422),
        "no words": ("no_text", "mention_fr", 422), "has one": ("has_mention", "given", 409),
    }  # fmt: skip


def test_a_prize_that_nobody_had_is_given_told_and_paid(actor, told, work, outbox, refusals):  # noqa: F811
    competition, entries = told
    one, second = entries[3], competition.prizes[1]
    before = {entry.id: (entry.prize_id, entry.prize_amount, entry.rank) for entry in entries[:3]}
    number, sent = letter_of(one).number, len(outbox())
    duties = [duty.values["entry_id"] for duty in result_duties.list_to_reconsider(actor, LATER)]
    assert sorted(duties) == [entries[2].id, one.id]
    assert refusals({
        "given": again(one, anew(prize_id=second.id), actor), "twice": again(one, anew(Outcome.NONE), actor),
    }) == {"given": "done", "twice": ("reconsidered", None, 409)}  # fmt: skip
    assert (one.prize_id, one.rank, one.prize_amount, one.is_added) == (second.id, 2, 30_000_00, True)
    assert (one.application.state, one.application.public_state) == (S.SELECTED, S.SELECTED)
    assert {entry.id: (entry.prize_id, entry.prize_amount, entry.rank) for entry in entries[:3]} == before
    letter, mails = letter_of(one), outbox()[sent:]
    assert letter.number != number
    for said in ("nouvel examen", "reçoit le prix « Prix 2 »", "PV n° 2", "Une pièce n'était pas lue"):
        assert said in letter.french
    assert [(mail.about_id, mail.to_address) for mail in mails] == [
        (one.application_id, one.application.people[0].email)
    ]
    [(_category, lines)] = results.told_results(competition).categories
    assert [(line.title, line.added_on) for line in lines] == [
        ("Séchoir solaire", None), ("Four partagé", clock.today(LATER)), ("Atelier de laine", None),
    ]  # fmt: skip
    paid = db.session.scalars(select(Award).where(Award.application_id == one.application_id)).one()
    assert (paid.amount, paid.number) == (30_000_00, "F-2026-002")
    written = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "entry.reconsidered")).one()
    assert (written.object_type, written.object_id) == ("competition_entry", one.id)
    assert [duty.values["entry_id"] for duty in result_duties.list_to_reconsider(actor, LATER)] == [
        entries[2].id
    ]


def test_ex_aequo_keeps_what_was_told_and_its_amount_may_come_later(actor, told, refusals):  # noqa: F811
    competition, entries = told
    first, one, mentioned = competition.prizes[0], entries[3], entries[2]
    assert refusals({
        "known": again(one, anew(prize_id=first.id, amount=20_000_00), actor),
        "unknown": again(mentioned, anew(prize_id=first.id), actor),
        "later": lambda: awarding.set_amount(entry=mentioned, amount=15_000_00, actor=actor, now=LATER),
        "rules": lambda: awarding.set_amount(entry=entries[0], amount=1_00, actor=actor, now=LATER),
    }) == {"known": "done", "unknown": "done", "later": "done", "rules": ("awarded", None, 409)}  # fmt: skip
    assert [(one.prize_id, one.prize_amount) for one in (entries[0], one, mentioned)] == [
        (first.id, 50_000_00), (first.id, 20_000_00), (first.id, 15_000_00),
    ]  # fmt: skip
    assert "n'est pas encore fixé" in letter_of(mentioned).french


def test_a_mention_or_nothing_more(actor, told, refusals):  # noqa: F811
    competition, entries = told
    assert refusals({
        "mention": again(entries[3], anew(Outcome.MENTION, mention=both("Pour l'entraide")), actor),
        "same": again(entries[2], anew(Outcome.NONE), actor),
    }) == {"mention": "done", "same": "done"}  # fmt: skip
    assert entries[3].application.public_state is S.REJECTED
    assert "Pour l'entraide" in letter_of(entries[3]).french
    assert "le résultat reste le même" in letter_of(entries[2]).french
    lines = results.told_results(competition).mentions
    assert [(line.title, line.added_on) for line in lines] == [
        ("Ferme école", None), ("Four partagé", clock.today(LATER)),
    ]  # fmt: skip
