"""The phone's side, the desk, the public page, printed figures: what each page shows, saves and refuses."""

import io

from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import token_of
from noress.domain.awards.models import AwardState
from noress.domain.reports.links import form_token
from noress.domain.reports.models import ReportState
from noress.domain.reports.rules import printing
from noress.extensions import db
from tests.factories import NOW, make_person
from tests.factories.awards import make_call_to_decide
from tests.factories.reports import fill, holder, make_officer, make_signed, reports_of, send
from tests.pages import parse
from tests.posting import post

FUTURE = NOW.replace(year=2027, month=5, day=2)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"


def own_url(report):
    return f"/candidature/{token_of(holder(report.award))}/projet/rapports/{report.id}"


def test_from_the_phone_to_the_formal_report(work, client, officer):
    award = make_signed(work)
    report = reports_of(award)[0]
    url = own_url(report)
    assert "Rapport d'étape n° 1" in parse(client.get(url.rsplit("/", 1)[0])).get_text()
    assert "Commencer le rapport" in client.get(url).text
    begun = post(client, f"{url}/commencer")
    token = form_token(holder(award), report)
    assert (begun.status_code, begun.location) == (303, f"/q/{token}/partie/what")
    page = client.get(f"/q/{token}/partie/money")
    assert page.status_code == 200
    assert "Équipement" in page.text
    assert "Rapport pas encore envoyé" in page.text
    crumbs = parse(page).select_one(".crumbs").get_text(" ", strip=True)
    assert f"Rapport d'étape n° 1\xa0: {award.application.title}" in crumbs
    refused = post(client, f"{url}/envoyer", {"key": "a", "version": str(report.response.version)})
    assert refused.status_code == 422
    assert "Avant d'envoyer, il manque 2 choses" in parse(refused).get_text()
    fill(work, report, printed_total="20")
    assert client.get(f"{url}/envoyer").status_code == 200
    sent = post(client, f"{url}/envoyer", {"key": "a", "version": str(report.response.version)})
    assert (sent.status_code, sent.location.split("?")[0]) == (303, url)
    assert reports_of(award)[0].state is ReportState.SENT
    for browser, address in ((client, url), (officer, f"/projets/gestion/rapports/{report.id}")):
        text = parse(browser.get(address)).get_text(" ", strip=True)
        assert "Le total écrit sur la liste est 20" in text
        assert "Machine" in text
        assert "30 000,00 DH" in text.replace("\u202f", " ").replace("\xa0", " ")
    again = post(client, f"{url}/envoyer", {"key": "b", "version": "1"})
    assert again.status_code == 303  # two tabs: the same receipt


def test_a_report_of_a_cancelled_project(work, client):
    award = make_signed(work)
    report = reports_of(award)[0]
    fill(work, report)
    with work():
        award.state = AwardState.CANCELLED
    url, token = own_url(report), form_token(holder(award), report)
    assert "Ce projet est annulé" in client.get(url).text
    refused = post(client, f"{url}/envoyer", {"key": "a", "version": str(report.response.version)})
    assert refused.status_code == 409
    assert "Ce projet est annulé" in refused.text
    assert post(client, f"{url}/commencer").status_code == 409
    assert (
        post(
            client, f"/q/{token}/partie/what", {"q.done": "x", "version": str(report.response.version)}
        ).status_code
        == 409
    )
    assert reports_of(award)[0].state is ReportState.DUE


def test_the_desk_reads_and_decides(work, officer, client, login_as):
    award = make_signed(work)
    report = reports_of(award)[0]
    send(work, report)
    base = f"/projets/gestion/rapports/{report.id}"
    for address in (
        base,
        f"{base}/accepter",
        f"/projets/gestion/{award.id}/rapports",
        "/projets/gestion/rapports",
    ):
        assert officer.get(address).status_code == 200, address
        assert login_as(make_person()).get(address).status_code == (
            403 if address.endswith("gestion/rapports") else 404
        ), address
    refused = post(officer, f"{base}/rendre", {"version": str(report.version), "reason": ""})
    assert refused.status_code == 422
    back = post(officer, f"{base}/rendre", {"version": str(report.version), "reason": "Les photos manquent."})
    assert (back.status_code, back.location) == (303, base)
    assert "Les photos manquent." in officer.get(base).text
    assert post(officer, f"{base}/accepter", {"version": str(report.version)}).status_code == 409
    send(work, report)
    expense = reports_expense(award)
    stale = post(officer, f"{base}/accepter", {"version": "1"})
    assert stale.status_code == 409
    assert (
        post(
            officer, f"/projets/gestion/depenses/{expense.id}", {"version": "1", "reason": "Sans facture."}
        ).status_code
        == 303
    )
    assert "Sans facture." in officer.get(base).text
    assert "Reprendre une dépense" in officer.get(f"/projets/gestion/depenses/{expense.id}").text
    assert post(officer, f"/projets/gestion/depenses/{expense.id}", {"version": "2"}).status_code == 303
    version = str(reports_of(award)[0].version)
    assert post(officer, f"{base}/accepter", {"version": version}).status_code == 303
    assert reports_of(award)[0].state is ReportState.ACCEPTED


def reports_expense(award):
    from noress.domain.reports import queries

    return db.session.scalars(queries.list_expenses(award.id)).first()


def test_the_list_is_narrowed_and_bounded(work, login_as, count_queries, time_machine):
    time_machine.move_to(FUTURE, tick=False)
    officer = login_as(make_officer())
    call = make_call_to_decide(envelope=10 * 60_000_00, lot={"most_projects": 9})
    make_signed(work, call)
    with count_queries() as one:
        assert "2 rapports" in officer.get("/projets/gestion/rapports").text.replace("\xa0", " ")
    for _number in range(2):
        make_signed(work, call)
    with count_queries() as three:
        officer.get("/projets/gestion/rapports")
    assert len(three) == len(one)
    time_machine.move_to(FUTURE.replace(day=25), tick=False)
    officer = login_as(make_officer())
    counts = {
        etat: len(parse(officer.get(f"/projets/gestion/rapports?etat={etat}")).select("tbody tr"))
        for etat in ("due", "sent", "en-retard", "tres-en-retard", "nimporte")
    }
    assert counts == {"due": 6, "sent": 0, "en-retard": 3, "tres-en-retard": 0, "nimporte": 6}
    assert len(parse(officer.get("/projets/gestion/rapports?q=couture")).select("tbody tr")) == 6
    assert (
        len(parse(officer.get(f"/projets/gestion/rapports?appel={call.id}&q=rien")).select("tbody tr")) == 0
    )


def test_the_plan_of_a_call(officer):
    call = make_call_to_decide()
    url = f"/appels/gestion/{call.id}/rapports"
    assert officer.get(url).status_code == 200
    refused = post(officer, url, {"version": "1", "first": "6", "final": "6"})
    assert (refused.status_code, "Deux rapports tombent le même mois" in refused.text) == (422, True)
    assert post(officer, url, {"version": "1", "first": "4", "final": "9"}).status_code == 303
    page = parse(officer.get(url))
    assert [page.select_one(f"#{name}")["value"] for name in ("first", "final")] == ["4", "9"]
    assert post(officer, url, {"version": "1", "first": "5", "final": "9"}).status_code == 409


def test_a_project_is_closed_and_shown_to_everybody(work, officer, client, app):
    from noress.domain.files.rules import store_file
    from noress.domain.questionnaires.models import ResponseFile

    award = make_signed(work)
    interim, final = reports_of(award)
    fill(work, interim)
    with work():
        photo = store_file(
            name="atelier.png",
            stream=io.BytesIO(PNG),
            storage=app.extensions["storage"],
            max_bytes=10_000,
            actor=Actor.system(),
            now=NOW,
        )
        db.session.add(ResponseFile(response_id=interim.response_id, question="photos", file_id=photo.id))
    given = [{"file": photo.id, "name": "atelier.png", "size": len(PNG)}]
    send(work, interim, photos=given, photos_on="2026-11-18", printed_total="20")
    send(work, final, spent=None)
    public = f"/projets/{award.id}"
    assert "Personnes touchées" not in client.get(public).text
    for report in (interim, final):
        address = f"/projets/gestion/rapports/{report.id}"
        assert post(officer, f"{address}/accepter", {"version": str(report.version)}).status_code == 303
    url = f"/projets/gestion/{award.id}"
    texts = {
        "title_fr": "Atelier partagé",
        "title_ar": "ورشة مشتركة",
        "summary_fr": "Coudre ensemble",
        "photos": str(photo.id),
    }
    assert post(officer, f"{url}/page", {"version": "1", "title_fr": ""}).status_code == 422
    assert post(officer, f"{url}/page", {"version": "1", **texts}).status_code == 303
    assert client.get(f"{public}/photos/{photo.id}").status_code == 404  # not published yet
    assert officer.get(f"{url}/page/publier").status_code == 200
    stale = post(officer, f"{url}/page", {"version": "1", **texts, "title_fr": "Autre titre"})
    assert (stale.status_code, "Leur texte, enregistré" in stale.text) == (409, True)
    assert post(officer, f"{url}/page/publier", {"version": "2", "public": "1"}).status_code == 303
    page = parse(client.get(public))
    assert page.h1.get_text(strip=True) == "Atelier partagé"
    text = page.get_text(" ", strip=True)
    assert ("24" in text, "18 novembre 2026" in text, "la liste jointe porte un autre total, 20" in text) == (
        True,
        True,
        True,
    )
    shown = client.get(f"{public}/photos/{photo.id}")
    assert (shown.status_code, shown.content_type, shown.data) == (200, "image/png", PNG)
    assert [tag["src"] for tag in page.select("#photos img")] == [f"{public}/photos/{photo.id}"]
    with work():
        photo.size = (
            3_400_000  # one that no phone made smaller: it is offered, not sent to whoever opens the page
        )
    heavy = parse(client.get(f"{public}?lang=fr"))
    assert [tag["href"] for tag in heavy.select("#photos a")] == [f"{public}/photos/{photo.id}"]
    assert (heavy.select("#photos img"), "3,4 Mo" in heavy.select_one("#photos").get_text()) == ([], True)
    assert parse(client.get(f"{public}?lang=ar")).h1.get_text(strip=True) == "ورشة مشتركة"
    assert client.get("/projets/999999").status_code == 404
    version = str(db.session.get(type(award), award.id).version)
    empty = post(officer, f"{url}/cloture", {"version": version, "lessons_fr": ""})
    assert (empty.status_code, "Terminer le projet" in empty.text) == (422, True)
    assert (
        post(officer, f"{url}/cloture", {"version": version, "lessons_fr": "Acheter ensemble."}).status_code
        == 303
    )
    assert db.session.get(type(award), award.id).state is AwardState.CLOSED
    for address in (f"{url}/cloture", f"{url}/tranches"):
        ended = parse(officer.get(address)).main
        assert ("rien n'y change plus" in ended.get_text(), ended.select("form")) == (True, []), address
    assert "Acheter ensemble." in client.get(public).text
    with work():
        award.state = AwardState.CANCELLED
    assert client.get(public).status_code == 404


def test_printed_figures_beside_their_sums(work, client):
    assert "Aucun chiffre imprimé" in client.get("/projets/chiffres").text
    columns = ["project", "partner", "women", "men", "printed_total"]
    with work():
        printing.copy_figures(
            source="Rapport imprimé", columns=columns,
            rows=[["Bien", "A", 10, 20, 30], ["Faux", "B", 10, 20, 31], ["Incomplet", "C", 7, None, 49]],
            grand_total={"women": 100, "men": 50, "total": 150},
        )  # fmt: skip
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in parse(client.get("/projets/chiffres")).select("tbody tr")
    ]
    flagged = "ne fait pas le total"
    assert rows == [
        ["Bien", "A", "10", "20", "30", "30", ""], ["Faux", "B", "10", "20", "31", "30", flagged],
        ["Incomplet", "C", "7", "pas imprimé", "49", "7", f"{flagged} un chiffre n'est pas imprimé"],
        ["Nos sommes des lignes", "", "27", "40", "110", "67", flagged],
        ["Total général imprimé", "", "100", "50", "150", "150", "ne fait pas la somme des lignes"],
    ]  # fmt: skip
    assert client.get("/projets/chiffres?lang=ar").status_code == 200
