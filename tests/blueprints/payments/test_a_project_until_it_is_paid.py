"""A funded project through its pages: the desk, whoever orders, whoever pays, and those who hold it."""

import io

import pytest
from sqlalchemy import select

from noress.domain.applications.links import token_of
from noress.domain.awards.models import Award, AwardState
from noress.domain.payments.models import (
    Agreement,
    AgreementTemplate,
    AwardPaper,
    BankAccount,
    Instalment,
    InstalmentState,
    Procedure,
)
from noress.domain.reports.models import ProjectReport, ReportState
from noress.extensions import db
from tests.desk_pages import change, fields, fresh, text
from tests.factories.payments import RIB, TODAY, instalments_of, make_paid, sign, steps_of
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.both_engines  # money from end to end

State = InstalmentState


def pdf(name="papier.pdf"):
    return (io.BytesIO(b"%PDF-1.4 contenu\n%%EOF"), name)


def send(browser, url, **data):
    """Through the form: 303, and what the next page says."""
    answer = post(browser, url, data)
    assert answer.status_code == 303, text(answer)
    return text(browser.get(answer.location))


def test_from_the_agreement_to_the_proof_of_payment(money):
    url, award = money.url, money.award
    own = f"/candidature/{token_of(award.application.people[0])}/projet"
    assert "Le secrétariat la prépare" in text(money.visitor.get(own))
    assert "La convention est préparée" in send(money.officer, f"{url}/convention/preparer")
    rows = {"tranche_n1_amount": "40 000", "tranche_n1_condition_fr": "À la signature", "tranche_n2_amount": "٢٠٠٠٠,٠٠",
            "tranche_n2_condition_ar": "بعد التقرير"}  # fmt: skip
    page = send(money.officer, f"{url}/tranches", version=fresh(Award, award.id).version, **rows)
    assert "Les tranches sont prévues." in page
    assert [one.amount for one in instalments_of(award)] == [40_000_00, 20_000_00]
    assert "La structure est prévenue" in send(money.officer, f"{url}/convention/envoyer")
    assert "convention signée est reçue" in send(
        money.visitor, f"{own}/convention", signed_on=str(TODAY), file=pdf()
    )
    assert "signature est enregistrée" in send(
        money.officer, f"{url}/convention/signature/carrier", signed_on=str(TODAY), file=pdf()
    )
    (first,) = steps_of(award, Procedure.AGREEMENT)
    page = send(
        money.officer,
        f"{url}/convention/etapes/{first.id}",
        done_on=str(TODAY),
        actor_title="Vice-présidente",
    )
    assert "Vice-présidente" in page
    assert fresh(Award, award.id).state is AwardState.SIGNED
    for paper in db.session.query(AwardPaper).order_by(AwardPaper.position).all():
        assert "Le papier est reçu" in send(money.visitor, f"{own}/papiers/{paper.id}", file=pdf())
        assert "Le papier est vérifié." in send(money.officer, f"{url}/papiers/{paper.id}/verifier")
    page = send(money.visitor, f"{own}/compte", rib=RIB, holder="Coopérative", file=pdf())
    assert (RIB in page, f"{RIB[:3]} … {RIB[-4:]}" in page) == (False, True)
    account = db.session.query(BankAccount).one()
    assert "sont confirmées" in send(money.treasurer, f"{url}/compte/{account.id}/confirmer")
    one, _second = instalments_of(award)
    assert "La tranche est demandée." in send(money.visitor, f"{own}/tranches/{one.id}/demander")
    place = f"{url}/tranches/{one.id}"
    assert "Vérifier une demande de versement" in text(money.officer.get("/a-faire"))
    assert "La tranche est vérifiée." in send(money.officer, f"{place}/verifier")
    assert "Ordonner un versement" in text(money.orderer.get("/a-faire"))
    assert "L'étape est notée." in send(money.orderer, f"{place}/etape", done_on=str(TODAY))
    assert "Payer un versement" in text(money.treasurer.get("/a-faire"))
    assert f"{RIB[:3]} {RIB[3:6]} {RIB[6:22]} {RIB[22:]}" in text(money.treasurer.get(f"{place}/payer"))
    page = send(
        money.treasurer, f"{place}/payer", paid_on=str(TODAY), reference="VIR-1", file=pdf("avis.pdf")
    )
    assert "Le paiement est confirmé." in page
    again = post(
        money.treasurer, f"{place}/payer", {"paid_on": str(TODAY), "reference": "VIR-1", "file": pdf()}
    )
    assert (again.status_code, "déjà payée : rien n'a changé" in text(again)) == (409, True)
    assert fresh(Instalment, one.id).state is State.PAID
    page = text(money.officer.get(url))
    assert "Payé 40 000,00 DH" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "Tranche payée" in page
    file_id = fresh(Instalment, one.id).proof_id
    assert money.officer.get(f"{url}/fichiers/{file_id}").headers["Content-Disposition"].endswith("avis.pdf")
    assert (
        money.officer.get(f"{url}/fichiers/{account.proof_id}").status_code == 404
    )  # the bank's paper is no file of all
    proof = post(money.treasurer, f"{url}/compte/{account.id}/attestation")
    assert (proof.status_code, proof.data[:8]) == (200, b"%PDF-1.4")
    page = send(money.treasurer, f"{place}/echec", reason="Compte clos")
    assert "virement rejeté" in page
    assert "La tranche est annulée." in send(money.officer, f"{place}/annuler", reason="Renoncé")


def test_what_is_typed_wrong_is_said_beside_it_and_kept(money):
    url, award = money.url, money.award
    post(money.officer, f"{url}/convention/preparer")
    wrong = RIB[:-1] + str((int(RIB[-1]) + 1) % 10)
    version = fresh(Award, award.id).version
    cases = {
        "zero": (f"{url}/tranches", {"version": version, "tranche_n1_amount": "0", "tranche_n1_condition_fr": "Oui"},
                 "Une tranche est de 0,01 DH au moins"),
        "above": (f"{url}/tranches", {"version": version, "tranche_n1_amount": "60 000,01", "tranche_n1_condition_fr": "Oui"},
                  "Une tranche est de 0,01 DH au moins"),
        "no number": (f"{url}/tranches", {"version": version, "tranche_n1_amount": "beaucoup", "tranche_n1_condition_fr": "Oui"},
                      "Écrivez un montant en dirhams"),
        "key": (f"{url}/compte/saisir", {"rib": wrong, "holder": "Coopérative", "file": pdf()}, "sa clé"),
        "no proof": (f"{url}/compte/saisir", {"rib": RIB, "holder": "Coopérative"}, "Joignez l'attestation"),
        "tag": (f"{url}/convention", {"version": 1, "french": "{rib}", "arabic": "نعم"}, "Cette étiquette n'existe pas"),
        "no paper": (f"{url}/papiers", {"label_fr": ""}, "Remplissez ce champ."),
    }  # fmt: skip
    found = {}
    for name, (address, data, said) in cases.items():
        answer = post(money.officer, address, data)
        page = text(answer).replace("\u202f", " ").replace("\xa0", " ")
        found[name] = (answer.status_code, said in page)
    assert found == dict.fromkeys(cases, (422, True))
    assert wrong in post(money.officer, f"{url}/compte/saisir", {"rib": wrong, "holder": "x"}).text
    stale = post(money.officer, f"{url}/convention", {"version": 0, "french": "Oui", "arabic": "نعم"})
    assert (stale.status_code, "Quelqu'un d'autre a enregistré" in text(stale)) == (409, True)
    too_soon = post(
        money.officer, f"{url}/convention/signature/holder", {"signed_on": "2026-11-01", "file": pdf()}
    )
    assert (too_soon.status_code, "d'avant la décision" in text(too_soon)) == (422, True)


def test_who_may_what(money):
    url, award = money.url, money.award
    post(money.officer, f"{url}/convention/preparer")
    post(money.officer, f"{url}/tranches", {"version": fresh(Award, award.id).version, "tranche_n1_amount": "1",
                                            "tranche_n1_condition_fr": "Oui"})  # fmt: skip
    one = instalments_of(award)[0]
    place, carrier = f"{url}/tranches/{one.id}", award.call.carrier_id
    answers = {
        "officer orders": money.officer.get(f"{place}/etape"), "officer pays": money.officer.get(f"{place}/payer"),
        "orderer pays": money.orderer.get(f"{place}/payer"), "treasurer orders": money.treasurer.get(f"{place}/etape"),
        "orderer writes": money.orderer.get(f"{url}/convention"), "officer's steps": money.officer.get(f"/institutions/{carrier}/etapes"),
        "member": money.member.get(url), "another's instalment": money.officer.get(f"/projets/gestion/{award.id}/tranches/9999"),
        "orderer reads": money.orderer.get(place), "treasurer reads": money.treasurer.get(url),
    }  # fmt: skip
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "officer orders": 403, "officer pays": 403, "orderer pays": 403, "treasurer orders": 403, "orderer writes": 403,
        "officer's steps": 403, "member": 404, "another's instalment": 404, "orderer reads": 200, "treasurer reads": 200,
    }  # fmt: skip
    change(fresh(Award, award.id), published_at=None)
    assert [
        browser.get(url).status_code for browser in (money.officer, money.treasurer, money.secretary)
    ] == [404, 404, 200]
    own = f"/candidature/{token_of(award.application.people[0])}/projet"
    assert money.visitor.get(own).status_code == 404


def test_a_carrier_changes_its_steps_and_its_text(money):
    carrier = money.award.call.carrier_id
    url = f"/institutions/{carrier}/etapes"
    page = money.secretary.get(url)
    sent = {name: values[0] for name, values in fields(page).items()}
    assert sent["etape_r3_other_than"] == "2"
    sent |= {"etape_r3_is_payment": "y", "etape_r2_label_fr": "Ordre signé"}
    assert "Les étapes sont enregistrées." in send(money.secretary, url, **sent)
    page = money.secretary.get(url)
    assert "Ordre signé" in page.text
    stale = post(money.secretary, url, sent | {"seen": "x"})
    assert (stale.status_code, "relisez-les" in text(stale)) == (409, True)
    assert "Le modèle est prêt" in send(money.secretary, "/projets/gestion/modeles", carrier_id=str(carrier))
    place = f"/projets/gestion/modeles/{db.session.query(AgreementTemplate).one().id}"
    sent = {name: values[0] for name, values in fields(money.secretary.get(place), 0).items()}
    page = send(money.secretary, place, **sent | {"french": "Un autre {montant}", "papier_n1_fr": "Devis"})
    assert "Le modèle est enregistré." in page
    post(money.officer, f"{money.url}/convention/preparer")
    assert db.session.query(Agreement).one().french == "Un autre {montant}"
    assert [paper.label["fr"] for paper in db.session.query(AwardPaper).order_by(AwardPaper.position)][
        -1
    ] == "Devis"


def test_a_new_step_at_the_rank_of_another_goes_before_it(money):
    """What the steps that were there say of ranks still means the same steps."""
    carrier = money.award.call.carrier_id
    url = f"/institutions/{carrier}/etapes"
    sent = {name: values[0] for name, values in fields(money.secretary.get(url)).items()} | {
        "etape_r3_is_payment": "y"
    }
    send(money.secretary, url, **sent)
    sent = {name: values[0] for name, values in fields(money.secretary.get(url)).items()}
    last = next(name for name, value in sent.items() if name.endswith("other_than") and value == "2")
    sent[last.replace("other_than", "is_payment")] = "y"
    sent |= {"etape_n1_procedure": "payment", "etape_n1_position": "2", "etape_n1_label_fr": "Engagement", "etape_n1_actor_fr": "Service du budget",
             "etape_n2_procedure": "agreement", "etape_n2_position": "1", "etape_n2_label_fr": "Délibération", "etape_n2_actor_fr": "Conseil"}  # fmt: skip
    send(money.secretary, url, **sent)
    found = steps_of(money.award, Procedure.AGREEMENT) + steps_of(money.award)
    assert [str(step.label) for step in found] == [
        "Délibération", "Signature du président", "Engagement", "Ordre de paiement", "Paiement",
    ]  # fmt: skip
    assert [step.other_than for step in found] == [[], [], [], [], [found[3].id]]


def test_an_instalment_waits_for_a_report(money):
    sign(money.work, money.award)
    report, final = db.session.scalars(select(ProjectReport).order_by(ProjectReport.id)).all()
    first, second = instalments_of(money.award)
    own = f"/candidature/{token_of(money.award.application.people[0])}/projet"
    place = f"{money.url}/tranches/{second.id}"
    page = money.officer.get(f"{place}/rapport")
    assert [tag.get_text() for tag in parse(page).select("main option")] == [
        "aucun", "Rapport d'étape n° 1", "Rapport final n° 2",
    ]  # fmt: skip
    assert post(money.officer, f"{place}/rapport", {"report_id": "999"}).status_code == 422
    assert "Rapport d'étape n° 1, à faire" in send(
        money.officer, f"{place}/rapport", report_id=str(report.id)
    )
    holders = money.visitor.get(own)
    assert "Elle se demande une fois ce rapport accepté : Rapport d'étape n° 1." in text(holders)
    assert [form["action"] for form in parse(holders).select("main form")] == [
        f"{own}/tranches/{first.id}/demander"
    ]
    assert [link["href"] for link in parse(holders).select("main a[href$='/rapports']")] == [
        f"{own}/rapports"
    ]
    post(money.second, f"{place}/demander")
    page = money.officer.get(place)
    assert ("n'est pas encore accepté" in text(page), "La condition est remplie" in text(page)) == (
        True,
        False,
    )
    change(fresh(ProjectReport, report.id), state=ReportState.ACCEPTED)
    assert "La condition est remplie" in text(money.officer.get(place))
    assert "La tranche est vérifiée." in send(money.officer, f"{place}/verifier")
    assert post(money.officer, f"{place}/rapport", {"report_id": str(final.id)}).status_code == 409


def test_what_is_wanted_is_not_said_to_be_optional(money):
    """Files that a rule asks for, amounts of a line; and one link to the reports of a project."""
    post(money.officer, f"{money.url}/convention/preparer")
    pages = {
        "account": (money.officer, f"{money.url}/compte/saisir", ["Banque et agence (facultatif)"]),
        "signature": (money.officer, f"{money.url}/convention/signature/holder", []),
        "plan": (money.officer, f"{money.url}/tranches", ["Au plus tôt le (facultatif)"] * 2),
    }  # fmt: skip
    found = {
        name: [label for tag in parse(browser.get(url)).select("main label") if "(facultatif)" in (label := " ".join(tag.get_text().split()))]
        for name, (browser, url, _labels) in pages.items()
    }  # fmt: skip
    assert found == {name: labels for name, (_browser, _url, labels) in pages.items()}
    links = [link["href"] for link in parse(money.officer.get(money.url)).select("main a[href]")]
    assert links.count(f"{money.url}/rapports") == 1
    assert f"{money.url}/tranches" in links
    sign(money.work, money.award)
    make_paid(money.work, money.award, money.team)
    links = [link["href"] for link in parse(money.officer.get(money.url)).select("main a[href]")]
    assert f"{money.url}/tranches" not in links  # the whole award is planned, and signed
