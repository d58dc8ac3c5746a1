"""May we apply, in whose name; one draft for a structure and a call, whoever presses."""

from datetime import timedelta

from sqlalchemy import select

from noress.domain.applications.links import token_of
from noress.domain.applications.models import Affiliation, Application, ApplicationPerson
from noress.domain.catalogue.models import Structure, StructureState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary
from tests.factories.calls import make_application, make_call, make_lot, make_worker
from tests.factories.catalogue import make_structure
from tests.factories.questionnaires import both

RULES = [
    {"key": "legal", "text": dict(both("La structure existe légalement ?")), "expects": "yes",
     "message": dict(both("Créez d'abord la structure : un CPU vous accompagne."))},
    {"key": "other", "text": dict(both("Le projet est déjà financé ?")), "expects": "no",
     "message": dict(both("Un projet déjà financé attend l'édition suivante."))},
]  # fmt: skip
GOOD = {"e_legal": "yes", "e_other": "no"}
TYPED = {"title": "Atelier de couture", "name": "Présidente", "email": "a@exemple.ma"}


def test_eligibility_is_asked_first_with_reasons(app, client):
    call = make_call(eligibility=RULES, needs_affiliation=False)
    url = f"/appels/{call.id}/candidater"
    assert forms.text_of(client.get(url), "fieldset legend") == [
        "La structure existe légalement ?", "Le projet est déjà financé ?",
    ]  # fmt: skip
    wrong = client.get(f"{url}?suite=1&e_legal=no&e_other=no")
    assert (wrong.status_code, forms.text_of(wrong, ".error-summary li")) == (
        422, ["La structure existe légalement ? Créez d'abord la structure : un CPU vous accompagne."],
    )  # fmt: skip
    silent = client.get(f"{url}?suite=1&e_legal=yes")
    assert (silent.status_code, list(forms.errors_of(silent))) == (422, ["e_other"])
    on = client.get(f"{url}?suite=1&e_legal=yes&e_other=no")
    assert (on.status_code, on.location) == (303, f"{url}/structure?e_legal=yes&e_other=no")
    # no step is skipped, neither by the address nor by a form sent from elsewhere
    assert client.get(f"{url}/structure?e_legal=no&e_other=no").location == f"{url}?e_legal=no&e_other=no"
    page = f"{url}/commencer?nom=Coop"
    good = "&".join(f"{key}={value}" for key, value in GOOD.items())
    begun = forms.post(client, f"{page}&{good}", **TYPED)
    assert begun.status_code == 303
    assert db.session.scalars(select(Application.eligibility)).one() == {"legal": "yes", "other": "no"}


def test_a_call_that_is_closed_or_in_the_making(app, client):
    call = make_call(closes_at=NOW - timedelta(hours=1))
    page = client.get(f"/appels/{call.id}/candidater")
    assert (page.status_code, forms.text_of(page, ".notice p")) == (
        200, ["Cet appel ne prend pas de nouvelle candidature en ce moment."],
    )  # fmt: skip
    assert client.get(f"/appels/{call.id}/candidater/commencer?nom=X").status_code == 303
    draft = make_call(state="draft")
    assert client.get(f"/appels/{draft.id}/candidater").status_code == 404


def test_a_structure_by_its_name_and_the_entries_that_may_be_it(app, client):
    call = make_call(needs_affiliation=False)
    known = make_structure("Coopérative Al Amal")
    url = f"/appels/{call.id}/candidater/structure"
    empty = client.get(f"{url}?nom=")
    assert (empty.status_code, list(forms.errors_of(empty))) == (422, ["nom"])
    found = client.get(f"{url}?nom=cooperative+al+amal&province=")
    assert forms.text_of(found, "#trouvees h3") == ["Coopérative Al Amal"]
    assert client.get(f"{url}?nom=Association+des+tisserandes+de+Bni+Arouss").location == (
        f"/appels/{call.id}/candidater/commencer?nom=Association+des+tisserandes+de+Bni+Arouss"
    )
    begun = forms.post(client, f"/appels/{call.id}/candidater/commencer?structure={known.id}", **TYPED)
    application = db.session.scalars(select(Application)).one()
    person = db.session.scalars(select(ApplicationPerson)).one()
    assert (begun.status_code, begun.location) == (303, f"/candidature/{token_of(person)}")
    assert (application.structure_id, application.title, application.affiliation, person.email) == (
        known.id, "Atelier de couture", Affiliation.NONE, "a@exemple.ma",
    )  # fmt: skip
    home = client.get(begun.location)
    assert (forms.text_of(home, "h1"), forms.text_of(home, ".page-header .status")) == (
        ["Atelier de couture"], ["pas encore envoyée"],
    )  # fmt: skip
    assert forms.text_of(home, ".notice--warning p") == [
        "Pas encore envoyé. Enregistrer ne suffit pas : il faut envoyer la candidature."
    ]
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_address, f"/candidature/{token_of(person)}" in mail.text) == ("a@exemple.ma", True)


def test_five_phones_at_once_make_one_draft(app, client):
    call = make_call(needs_affiliation=False)
    url = f"/appels/{call.id}/candidater/commencer?nom=Coopérative+Al+Amal"
    first = forms.post(client, url, **TYPED)
    others = [
        forms.post(client, url.replace("Al", "al"), **{**TYPED, "email": f"autre{n}@exemple.ma"})
        for n in range(4)
    ]
    assert (first.status_code, [page.status_code for page in others]) == (303, [409] * 4)
    assert [forms.text_of(page, "h1") for page in others] == [["Cette candidature existe déjà"]] * 4
    assert "a…@exemple.ma" in others[0].text
    assert "a@exemple.ma" not in others[0].text
    assert len(db.session.scalars(select(Application)).all()) == 1
    structure = db.session.scalars(select(Structure)).one()
    assert (structure.state, structure.listed) == (StructureState.DRAFT, 0)
    # the owner is told once an hour, however many press; who owns it gets the link again
    assert [mail.template for mail in db.session.scalars(select(OutboxMail))] == ["application_notice"] * 2
    again = forms.post(client, url, **TYPED)
    assert (again.status_code, len(db.session.scalars(select(OutboxMail)).all())) == (409, 2)


def test_belonging_to_the_network_is_checked_and_explained(app, client, login_as):
    member = make_institution("Université membre")
    service = make_institution("Faculté", membership="unknown", part_of_id=member.id)
    outside = make_institution("Société", membership="unknown")
    call = make_call()
    of = {
        one.id: make_structure(f"Entrée {one.id}", columns={"institution_id": one.id})
        for one in (member, service, outside)
    }
    url = f"/appels/{call.id}/candidater/commencer?structure="
    told = {
        "member": forms.text_of(client.get(f"{url}{of[member.id].id}"), ".notice p"),
        "same house": forms.text_of(client.get(f"{url}{of[service.id].id}"), ".notice p"),
    }
    assert told == {
        "member": ["Université membre est une institution membre du réseau."],
        "same house": ["La structure est de la même maison que Université membre, institution membre."],
    }
    page = f"{url}{of[outside.id].id}"
    refused = forms.post(client, page, **TYPED)
    assert (refused.status_code, list(forms.errors_of(refused)), "Atelier de couture" in refused.text) == (
        422, ["sponsor"], True,
    )  # fmt: skip
    forms.post(client, page, **TYPED, sponsor=str(member.id))
    application = db.session.scalars(select(Application)).one()
    assert (application.affiliation, application.affiliated_with_id, application.affiliation_confirmed_at) == (
        Affiliation.SPONSORED, member.id, None,
    )  # fmt: skip
    assert {(tie.institution_id, tie.kind.value) for tie in application.ties} == {
        (outside.id, "applicant"), (member.id, "sponsor"),
    }  # fmt: skip


def test_whoever_is_signed_in_finds_their_structures_first(app, client, login_as):
    own = make_institution("La nôtre")
    seat = make_seat(own, make_person("Titulaire", email="membre12@exemple.ma"))
    browser = login_as(seat.person, seat)
    call = make_call()
    url = f"/appels/{call.id}/candidater"
    assert forms.text_of(browser.get(f"{url}/structure"), "#siennes h3") == ["La nôtre"]
    begun = forms.post(browser, f"{url}/commencer?institution=1", title="Projet")
    application = db.session.scalars(select(Application)).one()
    assert (begun.status_code, application.structure.institution_id, application.affiliation) == (
        303, own.id, Affiliation.MEMBER,
    )  # fmt: skip
    assert forms.text_of(browser.get(f"{url}/structure"), "#siennes h3") == ["La nôtre"]
    again = forms.post(browser, f"{url}/commencer?structure={application.structure_id}", title="Autre")
    assert again.location == begun.location  # the same link opens it again
    assert forms.text_of(browser.get("/mes-candidatures"), "main h2") == ["Projet"]
    assert "Finir et envoyer votre candidature : Projet" in forms.text_of(browser.get("/a-faire"))[0]
    hidden = make_structure("Cachée", state=StructureState.HIDDEN)
    assert browser.get(f"{url}/commencer?structure={hidden.id}").status_code == 404


def test_own_applications_take_the_same_queries_for_one_and_three(app, login_as, count_queries):
    secretary = make_secretary(email="s@exemple.ma")
    browser = login_as(secretary)
    counts = []
    for wanted in (1, 3):
        while len(db.session.scalars(select(ApplicationPerson)).all()) < wanted:
            application = make_application(make_call(), people=False)
            make_worker(application, part="owner", email="s@exemple.ma")
        with count_queries() as queries:
            assert browser.get("/mes-candidatures").status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 2


def test_a_call_with_two_lots_asks_which(app, client):
    call = make_call(needs_affiliation=False)
    second = make_lot(call, title=both("Jeunes"), position=2)
    url = f"/appels/{call.id}/candidater/commencer?nom=Coop"
    forms.post(client, url, **TYPED, lot=str(second.id))
    assert db.session.scalars(select(Application.lot_id)).one() == second.id


def test_a_lost_link_goes_again_to_the_same_mailbox(app, client):
    application = make_application(make_call(closes_at=NOW - timedelta(days=1)), email="a@exemple.ma")
    url = f"/appels/{application.call_id}/candidater/retrouver"
    assert list(forms.errors_of(forms.post(client, url, email="a@"))) == ["email"]
    told = [
        forms.text_of(forms.post(client, url, email=address))
        for address in ("A@exemple.ma", "autre@exemple.ma")
    ]
    assert told[0] == told[1]  # nobody learns whose address it is
    assert [mail.to_address for mail in db.session.scalars(select(OutboxMail))] == ["a@exemple.ma"]
