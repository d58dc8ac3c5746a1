"""A call from its first line to its closing: what is refused, what is kept, what is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationState, Part
from noress.domain.audit.models import AuditEvent
from noress.domain.funding import calendar, queries, rules
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.funding.papers import list_papers
from noress.domain.institutions.models import Membership
from noress.domain.notifications.models import DigestItem
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.models import VersionState
from noress.extensions import db
from tests.factories import NOW, make_institution, make_seat
from tests.factories.calls import AMOUNT, make_application, make_call, make_worker
from tests.factories.questionnaires import both

pytestmark = pytest.mark.usefixtures("app")
SECRETARIAT = Actor(name="Équipe d'animation", method="demo")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LOT = rules.LotRow(row="lot_n1", id=None, title=both("Lot"), amount=AMOUNT, most_projects=2, own_percent=10)
SHARE = rules.FunderRow(row="part_n1", id=None, institution_id=None, name=both("Conseil"), amount=2 * AMOUNT)
CRITERION = rules.CriterionRow("critere_n1", None, both("Utilité"), Translated(), 60)
CONDITION = rules.ConditionRow(
    "condition_n1", None, both("Êtes-vous en règle ?"), "yes", both("Régularisez d'abord.")
)
CALENDAR = {
    "opens_at": NOW + DAY, "questions_until": NOW + 5 * DAY, "closes_at": NOW + 10 * DAY,
    "files_close_at": NOW + 30 * DAY, "results_on": date(2026, 12, 30), "appeal_until": date(2027, 1, 10),
    "grace_minutes": 5, "correction_days": 7,
}  # fmt: skip


def new_call(**values):
    usual = {"edition": 3, "title": both("Troisième appel"), "actor": SECRETARIAT, "now": NOW}
    return rules.create_call(**{**usual, **values})


def edit_texts(call, **values):
    texts = {name: both(name) for name in ("title", "objective", "audience", "contact", "declaration")}
    usual = {**texts, "contact_email": "a@exemple.ma", "contact_phone": None, "carrier_id": call.carrier_id,
             "stages": 2, "needs_affiliation": True}  # fmt: skip
    rules.edit_call(call=call, values={**usual, **values}, version=call.version, actor=SECRETARIAT, now=NOW)


def edit_dates(call, now=NOW, **values):
    rules.edit_calendar(
        call=call, values={**CALENDAR, **values}, version=call.version, actor=SECRETARIAT, now=now
    )


def money(call, lots=(LOT,), funders=(SHARE,), envelope=2 * AMOUNT, **values):
    usual = {"version": call.version, "actor": SECRETARIAT, "now": NOW}
    rules.save_money(call=call, envelope=envelope, lots=lots, funders=funders, **{**usual, **values})


def criteria(call, *rows, **values):
    usual = {"version": call.version, "actor": SECRETARIAT, "now": NOW}
    rules.save_criteria(call=call, rows=rows, **{**usual, **values})


def refused(act):
    """(code, field, status, message) of what a rule refuses."""
    with pytest.raises(RuleError) as caught:
        act()
    error = caught.value
    return error.code, error.field, error.status, str(error.message)


def said(call):
    return [(one.action, one.changes) for one in db.session.scalars(select(AuditEvent).where(AuditEvent.object_type == "funding_call", AuditEvent.object_id == call.id).order_by(AuditEvent.id))]  # fmt: skip


def test_a_call_is_prepared_announced_opened_and_closed_by_its_dates():
    carrier = make_institution()
    call = new_call()
    assert [str(one.message) for one in rules.list_problems(call, NOW)] == [
        "il manque l'objectif.", "il manque à qui s'adresse l'appel.", "il manque le contact.",
        "il manque un courriel ou un téléphone à qui écrire.", "il manque le porteur juridique, qui signe et paie.",
        "il manque la date\u00a0: l'ouverture.", "il manque la date\u00a0: la clôture.",
        "il manque la date\u00a0: la remise du dossier complet.",
        "il manque au moins un lot, avec son montant par projet.", "il manque les critères, avec leurs poids.",
    ]  # fmt: skip
    assert refused(lambda: rules.announce_call(call=call, actor=SECRETARIAT, now=NOW))[:3] == (
        "incomplete",
        None,
        409,
    )
    edit_texts(call, carrier_id=carrier.id)
    edit_dates(call)
    money(call)
    criteria(call, replace(CRITERION, weight=60), replace(CRITERION, row="critere_n2", weight=40))
    assert rules.list_problems(call, NOW) == []

    rules.announce_call(call=call, actor=SECRETARIAT, now=NOW)
    assert (call.state, call.announced_at) == (CallState.ANNOUNCED, NOW)
    assert [form.versions[0].state for form in (call.note_questionnaire, call.file_questionnaire)] == [
        VersionState.PUBLISHED
    ] * 2
    assert refused(lambda: rules.announce_call(call=call, actor=SECRETARIAT, now=NOW))[0] == "not_draft"
    assert rules.turn_by_date(now=NOW) == 0

    assert rules.turn_by_date(now=CALENDAR["opens_at"]) == 1
    assert call.state is CallState.OPEN
    last = CALENDAR["closes_at"] + timedelta(minutes=5)
    assert (rules.is_turn_due(now=last), rules.turn_by_date(now=last)) == (False, 0)
    assert rules.turn_by_date(now=last + SECOND) == 1
    assert call.state is CallState.REVIEW
    assert [action for action, _changes in said(call)] == [
        "funding_call.created", "funding_call.edited", "funding_call.calendar_edited", "funding_call.money_edited",
        "funding_call.criteria_edited", "funding_call.announced", "funding_call.opened", "funding_call.closed",
    ]  # fmt: skip

    edit_dates(call, now=last + SECOND, closes_at=last + DAY)
    assert (call.state, calendar.takes_applications(call, 1, last + SECOND)) == (CallState.OPEN, True)


def test_bad_money_is_refused_beside_its_input():
    call = new_call()
    cases = [
        ({"lots": [replace(LOT, amount=0)]}, ("no_amount", "lot_n1_amount", 422)),
        ({"lots": [replace(LOT, amount=None)]}, ("no_amount", "lot_n1_amount", 422)),
        ({"lots": [replace(LOT, amount=10**19)]}, ("too_big", "lot_n1_amount", 422)),
        ({"lots": [replace(LOT, title=Translated())]}, ("no_title", "lot_n1_title_fr", 422)),
        ({"lots": [replace(LOT, most_projects=0)]}, ("bad_projects", "lot_n1_most_projects", 422)),
        ({"lots": [replace(LOT, own_percent=100)]}, ("bad_percent", "lot_n1_own_percent", 422)),
        ({"envelope": AMOUNT, "funders": []}, ("wrong_sums", "envelope", 422)),
        ({"envelope": None}, ("wrong_sums", "envelope", 422)),
        ({"envelope": 0, "funders": []}, ("no_amount", "envelope", 422)),
        ({"funders": [replace(SHARE, amount=AMOUNT)]}, ("wrong_sums", "envelope", 422)),
        ({"funders": [replace(SHARE, name=Translated())]}, ("no_funder", "part_n1_institution_id", 422)),
        ({"funders": [replace(SHARE, institution_id=9999)]}, ("no_funder", "part_n1_institution_id", 422)),
    ]
    wrong = [
        (case, got)
        for case, expected in cases
        if (got := refused(lambda case=case: money(call, **case)))[:3] != expected
    ]
    assert wrong == []
    assert refused(lambda: money(call, envelope=AMOUNT, funders=[]))[3].replace("\u202f", " ").replace(
        "\u00a0", " "
    ) == ("L'enveloppe (60 000,00 DH) est plus petite que ce que les lots promettent (120 000,00 DH).")
    assert (call.lots, call.funders, call.envelope) == ([], [], None)


def test_weights_dates_conditions_and_numbers_are_checked():
    call = new_call()
    assert refused(lambda: criteria(call, CRITERION)) == (
        "wrong_weights", "critere_n1_weight", 422, "Les poids font 60\u00a0: ils doivent faire 100.",
    )  # fmt: skip
    assert refused(lambda: criteria(call, replace(CRITERION, weight=0)))[:2] == (
        "bad_weight",
        "critere_n1_weight",
    )
    assert refused(lambda: criteria(call, replace(CRITERION, title=Translated())))[:2] == (
        "no_title",
        "critere_n1_title_fr",
    )
    cases = [
        ({"closes_at": CALENDAR["opens_at"]}, "closes_at"),
        ({"questions_until": CALENDAR["closes_at"] + SECOND}, "questions_until"),
        ({"files_close_at": CALENDAR["closes_at"]}, "files_close_at"),
        ({"results_on": date(2026, 12, 1)}, "results_on"),
        ({"appeal_until": date(2026, 12, 29)}, "appeal_until"),
        ({"opens_at": NOW - 2000 * DAY}, "opens_at"),
        ({"grace_minutes": 121}, "grace_minutes"),
        ({"correction_days": 0}, "correction_days"),
    ]
    wrong = [
        (case, got)
        for case, field in cases
        if (got := refused(lambda case=case: edit_dates(call, **case)))[1:3] != (field, 422)
    ]
    assert wrong == []

    def save(*rows):
        rules.save_eligibility(call=call, rows=rows, version=call.version, actor=SECRETARIAT, now=NOW)

    assert refused(lambda: save(replace(CONDITION, message=Translated())))[:2] == (
        "no_message",
        "condition_n1_message_fr",
    )
    assert refused(lambda: save(replace(CONDITION, text=Translated())))[:2] == (
        "no_text",
        "condition_n1_text_fr",
    )
    assert refused(lambda: save(replace(CONDITION, expects="maybe")))[:2] == (
        "no_answer",
        "condition_n1_expects",
    )
    save(CONDITION)
    save(replace(CONDITION, key="r1"), replace(CONDITION, text=both("Autre ?")))
    assert [rule["key"] for rule in call.eligibility] == ["r1", "r2"]
    assert refused(lambda: new_call())[:2] == ("known_edition", "edition")
    assert refused(lambda: new_call(edition=0))[:2] == ("bad_edition", "edition")
    assert refused(lambda: new_call(edition=9, title=Translated()))[:2] == ("no_title", "title_fr")


def test_what_was_announced_stays_complete_and_does_not_change_once_open():
    call = make_call(state=CallState.ANNOUNCED, opens_at=NOW + DAY)
    assert refused(lambda: criteria(call))[0] == "incomplete"
    db.session.rollback()
    opened = make_call()
    for act in (
        lambda: money(opened), lambda: criteria(opened),
        lambda: edit_dates(opened, opens_at=NOW + DAY), lambda: edit_texts(opened, stages=1),
        lambda: rules.save_eligibility(call=opened, rows=[CONDITION], version=1, actor=SECRETARIAT, now=NOW),
    ):  # fmt: skip
        assert refused(act)[::2] == ("open", 409)
        db.session.rollback()
    edit_texts(opened, contact_email="nouveau@exemple.ma")
    edit_dates(opened, opens_at=opened.opens_at, closes_at=NOW + 20 * DAY)
    assert (opened.contact_email, opened.closes_at) == ("nouveau@exemple.ma", NOW + 20 * DAY)
    assert said(opened)[-1][1]["call_closes_at"][1] == (NOW + 20 * DAY).isoformat()

    decided = make_call(state=CallState.DECIDED)
    assert refused(lambda: edit_texts(decided))[::2] == ("over", 409)
    with pytest.raises(StaleVersion):
        money(call, version=call.version - 1)


def test_a_lot_that_applications_name_stays():
    call = make_call(state=CallState.ANNOUNCED, opens_at=NOW + DAY)
    make_application(call)
    call = db.session.get(FundingCall, call.id)
    assert refused(lambda: money(call))[::2] == ("lot_in_use", 409)
    db.session.rollback()
    money(call, lots=[replace(LOT, id=call.lots[0].id, amount=AMOUNT - 100)], funders=[])
    assert [lot.amount for lot in call.lots] == [AMOUNT - 100]


def test_an_edition_is_taken_from_another_without_its_dates():
    source = make_call(
        edition=2, eligibility=[{"key": "r1", "text": both("?"), "expects": "yes", "message": both("!")}]
    )
    source = db.session.scalars(queries.get_call(source.id)).one()
    copy = new_call(source=source)
    assert (copy.edition, copy.copied_from_id, copy.state) == (3, source.id, CallState.DRAFT)
    assert (copy.envelope, copy.carrier_id, copy.stages, copy.eligibility) == (
        source.envelope, source.carrier_id, 2, source.eligibility,
    )  # fmt: skip
    assert [(lot.amount, lot.most_projects) for lot in copy.lots] == [(AMOUNT, 2)]
    assert [one.weight for one in copy.criteria] == [100]
    assert [copy.opens_at, copy.closes_at, copy.announced_at] == [None] * 3
    assert copy.file_questionnaire.id != source.file_questionnaire_id
    assert (copy.file_questionnaire.serves, str(copy.file_questionnaire.title)) == (
        "application",
        "Appel n° 3\u00a0: dossier complet",
    )
    assert [(paper.key, paper.is_restricted) for paper in list_papers(copy, is_coming=True)] == [
        ("statutes", False),
        ("identity", True),
    ]
    assert list_papers(copy) == []

    trial = new_call(edition=2, is_test=True, source=source)
    assert (trial.is_test, str(trial.note_questionnaire.title)) == (
        True,
        "Appel n° 2\u00a0: note d'intention (essai)",
    )
    assert refused(lambda: new_call(edition=2, is_test=True))[3] == "Un essai de cette édition existe déjà."


def test_closing_tells_each_who_did_not_send_once():
    call = make_call()
    unsent = make_application(call, email="porteur@exemple.ma")
    make_worker(unsent, email="lit@exemple.ma", part=Part.SEE)
    make_application(call, state=ApplicationState.SUBMITTED, email="envoye@exemple.ma")
    make_application(call, email="tard@exemple.ma", late_until=NOW + 90 * DAY)
    make_application(call, stage=2, email="retenu@exemple.ma")
    call = db.session.get(FundingCall, call.id)
    rules.close_call(call=call, actor=SECRETARIAT, now=NOW)
    assert (call.state, call.closes_at, call.questions_until) == (CallState.REVIEW, NOW, NOW)
    mails = db.session.scalars(select(OutboxMail)).all()
    assert [(mail.template, mail.to_address) for mail in mails] == [
        ("call_closed_unsent", "porteur@exemple.ma")
    ]
    assert "elle ne sera pas examinée" in mails[0].text
    assert refused(lambda: rules.close_call(call=call, actor=SECRETARIAT, now=NOW))[::2] == ("not_open", 409)

    after = call.files_close_at + SECOND
    assert (rules.turn_by_date(now=after), rules.turn_by_date(now=after + DAY)) == (1, 0)
    told = [mail.to_address for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]
    assert told == ["porteur@exemple.ma", "retenu@exemple.ma"]


def test_an_announcement_is_taken_back_before_the_opening_only():
    call = make_call(state=CallState.ANNOUNCED, opens_at=NOW + DAY)
    assert refused(lambda: rules.take_back(call=call, actor=SECRETARIAT, now=NOW + DAY))[::2] == (
        "not_announced",
        409,
    )
    rules.take_back(call=call, actor=SECRETARIAT, now=NOW)
    assert (call.state, call.announced_at) == (CallState.DRAFT, None)


def test_members_learn_what_is_announced_and_what_opens():
    seat = make_seat(make_institution(membership=Membership.MEMBER))
    make_call(state=CallState.ANNOUNCED, is_test=True)
    call = make_call(state=CallState.DRAFT, opens_at=NOW + DAY)
    rules.announce_call(call=call, actor=SECRETARIAT, now=NOW)
    for _turn in range(2):
        rules.turn_by_date(now=NOW + DAY)
    news = db.session.execute(
        select(DigestItem.person_id, DigestItem.path, DigestItem.title).order_by(DigestItem.id)
    ).all()
    assert [(person, path, title["fr"].replace("\u00a0", " ")) for person, path, title in news] == [
        (seat.person_id, f"/appels/{call.id}", f"Appel annoncé : {call.title}"),
        (seat.person_id, f"/appels/{call.id}", f"Appel ouvert : {call.title}, jusqu'au 4 décembre 2026"),
    ]


def test_an_edition_created_twice_at_once(at_once):
    """Pressed by two of the secretariat: one call, and the other is told."""
    for edition in (7, 8):
        made = at_once(*[lambda edition=edition: new_call(edition=edition).edition] * 2)
        assert sorted(made) == [str(edition), "known_edition"]
    assert db.session.scalars(select(FundingCall.edition).order_by(FundingCall.edition)).all() == [7, 8]
