"""Recusals of a call as those who are not recused read them; naming who stands in; ties of an institution."""

import time_machine
from sqlalchemy import select

from noress.domain.applications.models import Application
from noress.domain.institutions.models import MandateRole
from noress.domain.reviewing.models import LinkKind, OrganisationLink, Recusal
from noress.extensions import db
from tests.factories import NOW, make_institution, make_seat
from tests.factories.calls import make_call
from tests.factories.recusals import (
    make_coordinator,
    make_link,
    make_officer,
    make_recusal,
    make_sent,
    make_tie,
)
from tests.forms import text_of
from tests.pages import parse
from tests.posting import post

LIST = "/candidatures/deports"


def rows_of(response):
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in parse(response).select("tbody tr")
    ]


@time_machine.travel(NOW, tick=False)
def test_one_stands_aside_and_the_file_is_gone_for_them(login_as):
    officer, other, coordinator = make_officer("Officier"), make_officer("Autre"), make_coordinator()
    call = make_call()
    application = make_sent(call, officer_id=officer.id)
    desk, lead, second = login_as(officer), login_as(coordinator), login_as(other)
    url = f"/candidatures/{application.id}/me-deporter"
    assert "Vous ne verrez plus ce dossier" in desk.get(url).text
    refused = post(desk, url, {"reason": ""})
    assert (refused.status_code, "Remplissez ce champ." in refused.text) == (422, True)
    other_file = make_sent(call, number="AMI-2026-0002")
    for file in (application, other_file):  # what they began to write about this one goes, and no more
        page = parse(desk.get(f"/candidatures/{file.id}/notes")).select_one("form[data-draft]")
        post(desk, page["data-draft-url"], {"text": f"Brouillon sur {file.id}"})
    done = post(desk, url, {"reason": "Un ami y travaille"})
    drafts = desk.get("/brouillons/").text
    assert (f"Brouillon sur {application.id}" in drafts, f"Brouillon sur {file.id}" in drafts) == (
        False,
        True,
    )
    assert (done.status_code, done.location) == (303, "/candidatures/")
    assert [desk.get(url).status_code, desk.get(f"/candidatures/{application.id}").status_code] == [404, 404]
    assert rows_of(desk.get(LIST)) == []
    assert "AMI-2026-0001" not in desk.get("/candidatures/").text
    assert rows_of(second.get(LIST)) == [
        ["AMI-2026-0001", "Officier chargé de dossier", "s'est déporté(e)", "à nommer"]
    ]
    assert "Un ami" not in second.get(LIST).text
    name = f"/candidatures/{application.id}/deports/{officer.id}"
    assert second.get(name).status_code == 403
    assert f'href="{name}"' in lead.get(f"{LIST}?appel={call.id}").text
    page = lead.get(name)
    assert ("Un ami y travaille" in page.text, [o.get_text() for o in parse(page).select("option")]) == (
        True, ["choisissez", "Autre (chargé de dossier)", "Coordination du secrétariat (coordination du secrétariat)"],
    )  # fmt: skip
    assert post(lead, name, {"substitute": officer.id}).status_code == 422
    assert post(lead, name, {"substitute": other.id}).location == f"{LIST}?appel={call.id}"
    assert db.session.get_one(Application, application.id).officer_id == other.id
    assert rows_of(lead.get(LIST))[0][3] == "Autre"
    assert post(lead, name, {"substitute": other.id}).status_code == 409
    row = db.session.scalars(select(Recusal)).one()
    assert "Lever le déport de" in lead.get(f"{LIST}/{row.id}/lever").text
    assert post(lead, f"{LIST}/{row.id}/lever").status_code == 303
    assert [desk.get(f"/candidatures/{application.id}").status_code, rows_of(lead.get(LIST))] == [200, []]
    assert [
        lead.get(f"{LIST}?appel=999").status_code,
        lead.get(f"/candidatures/{application.id}/deports/999").status_code,
    ] == [404, 404]


@time_machine.travel(NOW, tick=False)
def test_a_recused_coordinator_decides_nothing_and_the_page_says_when_nobody_can(login_as, count_queries):
    own = make_institution()
    coordinator, officer = make_coordinator(), make_officer("Officier")
    make_seat(own, coordinator)
    call = make_call()
    first = make_sent(call)
    make_tie(first, own)
    desk, lead = login_as(officer), login_as(coordinator)
    assert [lead.get(LIST).status_code, rows_of(lead.get(LIST)), lead.get(f"/candidatures/{first.id}/deports/{coordinator.id}").status_code] == [
        200, [], 404,
    ]  # fmt: skip
    page = desk.get(LIST)
    assert "Personne ne peut nommer de remplaçant pour" in page.text
    chair = make_coordinator("Présidence", role=MandateRole.CHAIR)
    assert "Personne ne peut nommer" not in desk.get(LIST).text
    with count_queries() as one:
        desk.get(LIST)
    for number in (2, 3):
        make_tie(make_sent(call, number=f"AMI-2026-000{number}"), own)
    with count_queries() as three:
        assert len(rows_of(desk.get(LIST))) == 3
    assert len(one) == len(three)
    row = make_recusal(first, officer)
    assert lead.get(f"{LIST}/{row.id}/lever").status_code == 404
    assert login_as(chair).get(f"{LIST}/{row.id}/lever").status_code == 200


@time_machine.travel(NOW, tick=False)
def test_ties_of_an_institution(login_as):
    one, two = make_institution("Première"), make_institution("Seconde")
    coordinator = make_coordinator()
    lead = login_as(coordinator)
    url = f"/institutions/{one.id}/liens"
    assert f'href="{url}"' in lead.get(f"/institutions/{one.id}").text
    assert "Aucun lien noté." in lead.get(url).text
    assert post(lead, url, {"kind": "", "other": "0"}).status_code == 422
    assert post(lead, url, {"kind": "branch", "other": two.id, "direction": "inverse-"}).location == url
    link = db.session.scalars(select(OrganisationLink)).one()
    assert (link.from_id, link.to_id, link.kind) == (two.id, one.id, LinkKind.BRANCH)
    again = post(lead, url, {"kind": "branch", "other": two.id, "direction": "inverse-"})
    assert (again.status_code, "Ce lien est déjà noté." in again.text) == (409, True)
    assert text_of(lead.get(url), "#notes li p")[0].startswith("Seconde : antenne de Première noté le")
    assert "Lien avec une organisation noté" in lead.get(f"/institutions/{two.id}").text
    make_seat(one, coordinator)
    held = make_link(one, make_institution("Tierce"))
    assert post(lead, f"/institutions/liens/{held.id}/retirer").status_code == 409
    other = make_link(two, make_institution("Loin"))
    other_id = other.id
    assert (
        post(lead, f"/institutions/liens/{other.id}/retirer?de={two.id}").location
        == f"/institutions/{two.id}/liens"
    )
    assert db.session.get(OrganisationLink, other_id) is None
    assert login_as(make_officer()).get(url).status_code == 403
