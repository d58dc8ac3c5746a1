"""The right door without a script nor a cookie; a request for contact by both links; the board; mutual aid."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.domain.audit.models import AuditEvent
from noress.domain.catalogue.models import Facet
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance.links import conversation_token, match_token
from noress.domain.guidance.models import AidState, ContactRequest, ContactState, Guidance
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary, save
from tests.factories.catalogue import TETOUAN, make_structure, make_words
from tests.factories.guidance import make_match, make_request
from tests.pages import parse
from tests.posting import post

CREDIT = {"sectors": ["financing"], "services": ["financing.microcredit"]}
WHOLE = f"province={TETOUAN}&commune=-&moment=idea&secteur=financing&service=financing.microcredit&public=-"


@pytest.fixture
def world(app, login_as, client):
    """A structure in the hands of an institution, and browsers of those around it."""
    make_words()
    own, other = make_institution("La nôtre"), make_institution("Une autre")
    seat, stranger = make_seat(own, make_person("Titulaire")), make_seat(other, make_person("Quelqu'un"))
    structure = make_structure(
        "Porte ouverte",
        email="porte@exemple.ma",
        shares=["premises"],
        stages=["idea"],
        columns={"institution_id": own.id},
        **CREDIT,
    )
    return SimpleNamespace(
        structure=structure, visitor=client, keeper=login_as(seat.person, seat), stranger=login_as(stranger.person, stranger),
        secretary=login_as(make_secretary()),
    )  # fmt: skip


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def test_questions_lead_to_structures_and_only_the_last_answer_counts(world):
    page = world.visitor.get("/aiguillage/")
    assert (forms.text_of(page, "h1"), page.headers.get("Set-Cookie"), len(page.data) < 100_000) == (
        ["Où êtes-vous ?"],
        None,
        True,
    )
    titles, url = [], f"/aiguillage/?province={TETOUAN}&commune=-"
    for answer in ("&moment=idea", "&secteur=financing", "&service=financing.microcredit"):
        titles += forms.text_of(world.visitor.get(url), "h1")
        url += answer
    last = world.visitor.get(url)
    form = parse(last).select_one("main form")
    assert (titles, form["method"], rows(Guidance)) == (
        ["Où en est votre projet ?", "De quoi avez-vous besoin ?", "Plus précisément, de quoi avez-vous besoin ?"], "post", [],
    )  # fmt: skip
    sent = {tag["name"]: tag.get("value", "") for tag in form.select("input")}
    for changes in ({}, {"csrf_token": "x"}, {"website": "http://spam"}):
        led = world.visitor.post(form["action"], data={**sent, "public": "-", **changes})
        assert (led.status_code, led.location, led.headers.get("Set-Cookie")) == (
            303,
            f"/aiguillage/?{WHOLE}",
            None,
        )
    assert [(one.need.code, one.found) for one in rows(Guidance)] == [("financing.microcredit", 1)]
    results = world.visitor.get(led.location)
    assert forms.text_of(results, ".found h3") == ["Porte ouverte"]
    assert forms.text_of(results, ".found__reasons li") == [
        "Dans votre province",
        "Propose : microcrédit",
        "Aide dès l'idée",
    ]
    assert "noindex" in results.text
    assert "secretariat@noress.example" in results.text
    nothing = world.visitor.get(
        "/aiguillage/?province=01.051&commune=-&moment=-&secteur=marketing&service=-&public=women&page=99999"
    )
    assert "Aucune structure ne convient tout à fait" in nothing.text
    assert "Porte ouverte" in nothing.text


def test_results_cost_the_same_with_three_and_five(world, count_queries):
    counts = []
    for _turn in range(2):
        for number in range(2):
            make_structure(f"Une de plus {number}", stages=["idea"], **CREDIT)
        with count_queries() as statements:
            world.visitor.get(f"/aiguillage/?{WHOLE}")
        counts.append(len(statements))
    assert counts == [12, 12]  # below three, wider circles cost some more


def test_a_request_by_both_links(world):
    url = f"/catalogue/{world.structure.id}/contact?province={TETOUAN}&besoin=financing.microcredit"
    refused = forms.post(world.visitor, url, name="Prénom", text="Un four", email="", phone="06 00 00 00 01")
    assert (refused.status_code, list(forms.errors_of(refused)), "Un four" in refused.text) == (
        422,
        ["shows_phone"],
        True,
    )
    again = forms.post(world.visitor, url, name="", text="", email="x")
    assert (again.status_code, sorted(forms.errors_of(again))) == (422, ["email", "name", "text"])
    sent = forms.post(world.visitor, url, name="Prénom", text="Un four", email="moi@exemple.ma")
    contact = rows(ContactRequest)[0]
    own, theirs = (f"/contact/{conversation_token(contact, is_structure=side)}" for side in (False, True))
    assert (sent.status_code, sent.location, sent.headers.get("Set-Cookie"), contact.need.code) == (
        303,
        own,
        None,
        "financing.microcredit",
    )
    page = world.visitor.get(own)
    assert (contact.number in page.text, "porte@exemple.ma" in page.text, page.headers["Cache-Control"]) == (
        True,
        False,
        "no-store",
    )
    assert forms.text_of(page, "main")[0].count(contact.number) == 1  # in the receipt, and not below it again
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "contact_request.sent")).one()
    assert (event.method, event.person_name) == ("visitor", "")
    opened = world.visitor.get(theirs)
    assert ("Un four" in opened.text, "moi@exemple.ma" in opened.text) == (True, False)
    assert forms.post(world.visitor, theirs, text="").status_code == 422
    assert forms.post(world.visitor, theirs, text="Venez jeudi").status_code == 303
    assert forms.post(world.visitor, theirs, csrf_token="x", text="?").status_code == 422
    assert "Venez jeudi" in world.visitor.get(own).text
    assert forms.post(world.visitor, f"{own}/terminer").status_code == 422
    assert forms.post(world.visitor, f"{own}/terminer", helped="no").location == own
    assert "Chercher une autre structure" in world.visitor.get(own).text
    assert (
        world.visitor.get(f"{theirs}/terminer").status_code,
        world.visitor.get("/contact/x").status_code,
    ) == (404, 404)
    assert rows(ContactRequest)[0].state is ContactState.CLOSED
    gone = make_request(world.structure, name=None)
    assert world.visitor.get(f"/contact/{conversation_token(gone, is_structure=True)}").status_code == 410


def test_signed_in_keepers_answer_and_the_secretariat_follows(world, count_queries):
    contact = make_request(world.structure)
    url = f"/aiguillage/demandes/{contact.id}"
    assert [browser.get(url).status_code for browser in (world.keeper, world.stranger, world.secretary)] == [
        200,
        404,
        200,
    ]
    assert post(world.keeper, url, {"text": "Venez"}).status_code == 303
    assert rows(ContactRequest)[0].state is ContactState.ANSWERED
    counts = []
    for more in (0, 2):
        for _number in range(more):
            make_request(world.structure)
        with count_queries() as statements:
            listed = world.secretary.get("/aiguillage/demandes?etat=")
        counts.append(len(statements))
    assert (counts, contact.email in listed.text, world.keeper.get("/aiguillage/demandes").status_code) == (
        [3, 3],
        False,
        403,
    )
    assert len(forms.text_of(world.secretary.get("/aiguillage/demandes?etat=sent"), "tbody tr")) == 2
    need = read_vocabulary().get(Facet.SECTOR, "financing")
    save(Guidance(asked_on=clock.today(), province_code=TETOUAN, need_id=need.id, language="fr", found=0))
    board = world.secretary.get("/aiguillage/besoins?periode=30&province=01.571")
    assert forms.text_of(board, "tbody tr th")[0] == "Tétouan sans réponse"
    waited = make_request(
        world.structure,
        sent_at=NOW - timedelta(days=2, hours=12),
        state=ContactState.ANSWERED,
        answered_at=NOW,
    )
    read = world.secretary.get("/aiguillage/besoins?periode=tout&province=01.571")
    days = [one.text for one in parse(read).select("tbody td[data-label^=Jours]")]
    assert (waited.id > 0, [one.strip() for one in days if one.strip()]) == (True, ["1,2"])
    table = world.secretary.get("/aiguillage/besoins.csv?periode=tout").data.decode("utf-8-sig").splitlines()
    assert (table[0].split(";")[:3], table[1].split(";")[:4]) == (
        ["Préfecture ou province", "Besoin", "Recherches"], ["Tétouan", "Financement", "1", "1"],
    )  # fmt: skip
    assert world.secretary.get("/aiguillage/besoins.xlsx").status_code == 200
    assert world.stranger.get("/aiguillage/besoins").status_code == 403


def test_mutual_aid_for_members(world, count_queries):
    premises = read_vocabulary().get(Facet.RESOURCE, "premises")
    taker = make_structure("Cherche une salle", needs=["premises"], phone="05 39 00 00 01")
    match = make_match(world.structure, taker, premises.id)
    counts = []
    for more in (0, 2):
        for number in range(more):
            make_structure(f"Partage aussi {number}", shares=["premises"])
        with count_queries() as statements:
            page = world.keeper.get(f"/entraide/?moyen=premises&province={TETOUAN}")
        counts.append(len(statements))
    assert counts == [7, 7]
    own = forms.parse(page).select_one(f'main a[href="/catalogue/{world.structure.id}/modifier"]')
    assert (own.text, "/modifier" in world.stranger.get("/entraide/").text) == ("Porte ouverte", False)
    assert forms.text_of(page, ".found h3") == ["Partage aussi 0", "Partage aussi 1", "Porte ouverte"]
    assert forms.text_of(world.stranger.get("/entraide/?quoi=recherche"), ".found h3") == [
        "Cherche une salle"
    ]
    assert "Des locaux" in forms.text_of(page, "#propositions")[0]
    url, link = f"/entraide/propositions/{match.id}", f"/entraide/p/{match_token(match, is_giver=False)}"
    assert [browser.get(url).status_code for browser in (world.keeper, world.stranger)] == [200, 404]
    assert (
        post(world.keeper, url, {"answer": "?"}).status_code,
        post(world.keeper, url, {"answer": "yes"}).status_code,
    ) == (422, 303)
    answered = forms.text_of(world.keeper.get(url), "main")[0]
    assert ("Vous avez dit oui." in answered, "Voulez-vous être mis en relation" in answered) == (True, False)
    assert (
        "porte@exemple.ma" in world.visitor.get(link).text,
        world.visitor.get("/entraide/p/x").status_code,
    ) == (False, 404)
    assert forms.post(world.visitor, link, answer="yes").status_code == 303
    agreed = world.visitor.get(link)
    assert ("porte@exemple.ma" in agreed.text, agreed.headers.get("Set-Cookie")) == (True, None)
    assert "05 39 00 00 01" in world.keeper.get(url).text.replace("\u202f", " ").replace("\xa0", " ")
    db.session.refresh(match)
    assert match.state is AidState.AGREED
    lapsed = make_match(taker, world.structure, premises.id, state=AidState.LAPSED)
    assert world.visitor.get(f"/entraide/p/{match_token(lapsed, is_giver=True)}").status_code == 410
