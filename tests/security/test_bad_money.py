"""Bad input about money that was granted, through the pages: the status, the sentence in the reader's language beside the
field, what was typed still there, and nothing moved."""

import pytest
from sqlalchemy import select

from noress.core.formats import money as amount_of
from noress.core.i18n import in_language
from noress.domain.applications.links import token_of
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import Award, AwardState
from noress.domain.outbox.models import OutboxMail
from noress.domain.payments.models import Agreement, BankAccount, Instalment, InstalmentState
from noress.domain.reports.models import ProjectReport, ReportState
from noress.extensions import db
from tests.blueprints.payments.conftest import money  # noqa: F401 -- a fixture
from tests.blueprints.payments.test_a_project_until_it_is_paid import pdf
from tests.desk_pages import change, fresh
from tests.domain.conftest import work  # noqa: F401 -- a fixture
from tests.factories.meeting_forms import plain
from tests.factories.payments import RIB, TODAY, make_agreement, make_paid, make_plan, sign
from tests.forms import errors_of, text_of
from tests.posting import post
from tests.speaking import page_of, said

pytestmark = pytest.mark.parametrize("lang", ["fr", "ar", "en"])
WRONG_KEY = RIB[:-2] + f"{(int(RIB[-2:]) + 1) % 100:02d}"


def rows():
    """What nothing may have changed, nor written to anybody."""
    db.session.rollback()
    db.session.expire_all()
    tables = (Instalment, BankAccount, Agreement, ProjectReport, OutboxMail, AuditEvent)
    return [
        [{column.name: getattr(row, column.key) for column in table.__table__.columns}
         for row in db.session.scalars(select(table).order_by(table.id))]
        for table in tables
    ]  # fmt: skip


def refused(browser, address, data, lang, status):
    """The page that refuses, in that language; nothing has moved."""
    before = rows()
    answer = post(browser, f"{address}?lang={lang}", data)
    assert (answer.status_code, rows() == before) == (status, True)
    page_of(answer, lang)
    return answer


def shown(cents, lang):
    with in_language(lang):
        return amount_of(cents)


def spoken(lang, message, **values):
    return plain(said(lang, message, **values))


def page_text(answer):
    return " ".join(plain(text) for text in text_of(answer, "main"))


def told(answer):
    """{field: message}: these fields, and no other."""
    return {field: plain(message) for field, message in errors_of(answer).items()}


def test_an_instalment_of_zero_above_the_award_or_that_is_no_amount(money, lang):  # noqa: F811
    most = shown(60_000_00, lang)
    one = spoken(lang, "Une tranche est de 0,01 DH au moins et de %(most)s au plus.", most=most)
    both = spoken(
        lang, "Ces tranches font %(total)s : plus que le montant accordé, %(amount)s.", amount=most,
        total=shown(60_000_01, lang),
    )  # fmt: skip
    none = spoken(lang, "Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50.")
    cases = {"0": one, "60 000,01": one, "-5": none, "beaucoup": none, "٠": one}
    for typed, message in cases.items():
        data = {
            "version": fresh(Award, money.award.id).version,
            "tranche_n1_amount": typed,
            "tranche_n1_condition_fr": "Oui",
        }
        answer = refused(money.officer, f"{money.url}/tranches", data, lang, 422)
        assert told(answer) == {"tranche_n1_amount": message}, typed
        assert f'value="{typed}"' in answer.text
    data = {"version": fresh(Award, money.award.id).version, "tranche_n1_amount": "60 000", "tranche_n1_condition_fr": "Oui",
            "tranche_n2_amount": "0,01", "tranche_n2_condition_ar": "نعم"}  # fmt: skip
    answer = refused(money.officer, f"{money.url}/tranches", data, lang, 422)
    assert told(answer) == {"tranche_n2_amount": both}


def test_an_agreement_signed_before_the_decision(money, work, lang):  # noqa: F811
    make_plan(work, money.award)
    make_agreement(work, money.award)
    assert post(money.officer, f"{money.url}/convention/envoyer").status_code == 303
    message = spoken(lang, "Cette signature est d'avant la décision : une convention se signe après.")
    own = f"/candidature/{token_of(money.award.application.people[0])}/projet/convention"
    for browser, address in (
        (money.officer, f"{money.url}/convention/signature/carrier"), (money.visitor, own),
    ):  # fmt: skip
        answer = refused(browser, address, {"signed_on": "2026-01-05", "file": pdf()}, lang, 422)
        assert told(answer) == {"signed_on": message}
        assert 'value="2026-01-05"' in answer.text


def test_a_rib_with_a_wrong_key_or_too_short(money, lang):  # noqa: F811
    key = "Ce RIB n'est pas juste : sa clé (les deux derniers chiffres) ne correspond pas. Relisez chaque chiffre."
    digits = "Un RIB a 24 chiffres. Recopiez-le tel que la banque l'a écrit sur l'attestation."
    own = f"/candidature/{token_of(money.award.application.people[0])}/projet/compte"
    for browser, address in ((money.officer, f"{money.url}/compte/saisir"), (money.visitor, own)):
        for rib, message in ((WRONG_KEY, key), (RIB[:-1], digits)):
            answer = refused(
                browser, address, {"rib": rib, "holder": "Coopérative", "file": pdf()}, lang, 422
            )
            assert told(answer) == {"rib": spoken(lang, message)}
            assert f'value="{rib}"' in answer.text
            assert 'value="Coopérative"' in answer.text


def test_a_payment_confirmed_twice(money, work, lang):  # noqa: F811
    sign(work, money.award)
    one = make_paid(work, money.award, money.team)
    data = {"paid_on": str(TODAY), "reference": "VIR-2", "file": pdf()}
    address = f"{money.url}/tranches/{one.id}/payer"
    answer = refused(money.treasurer, address, data, lang, 409)
    assert spoken(lang, "Cette tranche est déjà payée : rien n'a changé.") in page_text(answer)
    opened = money.treasurer.get(f"{address}?lang={lang}")
    with in_language(lang):
        state = str(InstalmentState.PAID.label)
    assert spoken(
        lang, "Cette tranche est « %(state)s » : ceci n'est plus possible.", state=state
    ) in page_text(opened)
    assert page_of(opened, lang).select("main input[name=reference]") == []


def test_a_report_of_a_cancelled_project(money, work, lang):  # noqa: F811
    sign(work, money.award)
    (report, *_others) = db.session.scalars(select(ProjectReport).order_by(ProjectReport.id)).all()
    own = f"/candidature/{token_of(money.award.application.people[0])}/projet/rapports/{report.id}"
    assert post(money.visitor, f"{own}/commencer").status_code == 303
    change(fresh(Award, money.award.id), state=AwardState.CANCELLED)
    cancelled = spoken(lang, "Ce projet est annulé : son rapport n'est plus attendu et ne s'envoie plus.")
    answer = refused(money.visitor, f"{own}/envoyer", {"key": "a", "version": "1"}, lang, 409)
    assert cancelled in page_text(answer)
    ended = spoken(
        lang, "Ce financement est « %(state)s » : rien n'y change plus.", state=said(lang, "annulé")
    )
    desk = f"/projets/gestion/rapports/{report.id}"
    answer = refused(
        money.officer, f"{desk}/dispenser", {"version": report.version, "reason": "Non"}, lang, 409
    )
    assert ended in page_text(answer)
    assert fresh(ProjectReport, report.id).state is ReportState.DUE
