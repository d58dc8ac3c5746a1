"""Confirming, reporting and answering, neighbours, the telephone: what people see and what is kept."""

from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.catalogue.links import structure_token
from noress.domain.catalogue.models import HiddenBecause, Structure, StructureState
from noress.domain.outbox.models import OutboxMail
from noress.domain.upkeep.links import confirm_token
from noress.domain.upkeep.models import Knowledge, StructureReport, StructureVouch
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution
from tests.factories.catalogue import make_structure
from tests.factories.upkeep import make_report, make_vouch
from tests.posting import post


def words(page):
    """The text of a page, whatever its spaces and its apostrophes are written with."""
    return unescape(page.text).replace("\u202f", " ").replace("\xa0", " ")


def stored(row):
    db.session.rollback()
    return db.session.get_one(type(row), row.id)


def test_one_press_confirms_and_looking_changes_nothing(world):
    row = make_structure(
        "Atelier", phone="0539000001", contact_phone="0661000000", columns={"ask_on": date(2026, 11, 1)}
    )
    url = f"/catalogue/confirmer/{confirm_token(row)}"
    page = world.visitor.get(f"{url}?lang=fr")
    assert forms.text_of(page, "h1") == ["Atelier"]
    assert forms.text_of(world.visitor.get(f"{url}?lang=ar"), "title")[0].startswith("Atelier –")
    assert forms.text_of(page, "main .button") == ["Tout est encore juste", "Quelque chose a changé"]
    assert f"/ma-structure/{structure_token(row)}" in page.text
    assert "0661" in page.text.replace(" ", "").replace(
        "\u202f", ""
    )  # whoever holds the link keeps the entry
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert stored(row).confirmed_on is None
    done = forms.post(world.visitor, url)
    assert (done.status_code, forms.text_of(done, "h1")) == (200, ["Merci, votre fiche est confirmée"])
    assert (stored(row).confirmed_on, stored(row).confirmed_by) == (date(2026, 11, 20), "Atelier")
    assert forms.post(world.visitor, url).status_code == 200  # pressed twice
    page = world.visitor.get(f"{url}/ne-plus-paraitre")
    assert forms.text_of(page, "main .confirmation h2") == ["Retirer cette fiche ?"]
    assert forms.text_of(forms.post(world.visitor, f"{url}/ne-plus-paraitre"), "h1") == [
        "Votre fiche ne paraît plus"
    ]
    assert (stored(row).opposed_at, stored(row).listed) == (NOW, 0)
    assert forms.text_of(world.visitor.get(f"{url}/ne-plus-paraitre"), "h1") == ["Votre fiche ne paraît plus"]


def test_the_link_of_an_entry_that_is_not_published_says_why(world):
    hidden, kept = StructureState.HIDDEN, make_structure("Gardée")
    told = {}
    for name, values in {
        "gone": {"state": hidden, "columns": {"hidden_because": HiddenBecause.GONE}}, "opposed": {"columns": {"opposed_at": NOW}},
        "refused": {"state": StructureState.REFUSED}, "to check": {"state": StructureState.TO_CHECK},
        "secretariat": {"state": hidden, "columns": {"hidden_because": HiddenBecause.SECRETARIAT}},
        "stale": {"state": hidden, "columns": {"hidden_because": HiddenBecause.STALE}},
        "merged": {"state": StructureState.MERGED, "columns": {"merged_into_id": kept.id}},
    }.items():  # fmt: skip
        row = make_structure(name, **values)
        page = world.visitor.get(f"/catalogue/confirmer/{confirm_token(row)}")
        refused = post(world.visitor, f"/catalogue/confirmer/{confirm_token(row)}")
        told[name] = (page.status_code, refused.status_code, page.location or forms.text_of(page, "h1")[0])
    assert told == {
        "gone": (410, 410, "Cette structure n'existe plus"), "opposed": (410, 410, "Cette structure ne paraît plus"),
        "refused": (410, 410, "Cette fiche n'a pas été retenue"), "to check": (409, 409, "Cette fiche n'est pas encore publiée"),
        "secretariat": (410, 410, "Cette fiche a été retirée"), "stale": (200, 200, "stale"),
        "merged": (303, 303, f"/catalogue/confirmer/{confirm_token(kept)}"),
    }  # fmt: skip


def test_a_keeper_confirms_from_what_waits_for_them(world):
    row = make_structure(
        "Nôtre", columns={"institution_id": world.seat.institution_id, "ask_on": date(2026, 11, 1)}
    )
    url = f"/catalogue/{row.id}/confirmer"
    assert url in world.member.get("/a-faire").text
    done = forms.post(world.member, url)
    assert (done.status_code, done.location) == (303, f"/catalogue/{row.id}")
    assert (stored(row).confirmed_by, stored(row).confirmed_on) == ("Institution voisine", date(2026, 11, 20))
    assert world.other.get(url).status_code == 403
    gone = make_structure("Partie", state=StructureState.HIDDEN, columns={
        "institution_id": world.seat.institution_id, "hidden_because": HiddenBecause.GONE})  # fmt: skip
    assert world.member.get(f"/catalogue/{gone.id}/confirmer").status_code == 410


def test_anybody_reports_a_mistake_without_a_cookie_and_is_answered(world):
    row = make_structure("Atelier")
    url = f"/catalogue/{row.id}/signaler"
    page = world.visitor.get(url)
    assert page.headers.get("Set-Cookie") is None
    typed = {
        "kind": "place",
        "text": "L'atelier a déménagé.",
        "email": "lectrice@exemple.ma",
        "language": "ar",
    }
    done = forms.post(world.visitor, url, **typed)
    assert (done.status_code, done.location, done.headers.get("Set-Cookie")) == (
        303,
        f"{url}/merci?courriel=1",
        None,
    )
    thanks = world.visitor.get(done.location)
    assert "La réponse arrive à l'adresse que vous avez donnée." in words(thanks)
    report = db.session.scalars(select(StructureReport)).one()
    assert (report.text, report.kind.value, report.language) == ("L'atelier a déménagé.", "place", "ar")
    for fields, headers, said in (
        ({"csrf_token": "x"}, {}, "ouverte depuis longtemps"), ({}, {"Sec-Fetch-Site": "cross-site"}, "ouverte depuis longtemps"),
        ({"text": ""}, {}, "Remplissez ce champ."), ({"email": "x@"}, {}, "n'est pas complète"), ({"kind": "x"}, {}, "réponses proposées"),
    ):  # fmt: skip
        token = forms.parse(world.visitor.get(url)).select_one("[name=csrf_token]")["value"]
        refused = world.visitor.post(url, data={"csrf_token": token, **typed, **fields}, headers=headers)
        assert (refused.status_code, said in words(refused)) == (422, True), said
        assert fields.get("text", "déménagé") in words(refused)
    assert forms.post(world.visitor, url, **{**typed, "website": "http://spam"}).status_code == 303
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert world.visitor.post(url, data={"csrf_token": token, **typed}).status_code == 422
    assert db.session.query(StructureReport).count() == 1
    page = world.secretariat.get("/catalogue/gestion/erreurs")
    assert "À traiter : 1 · Traitées : 0" in forms.text_of(page, "main nav p")[-1].replace("\xa0", " ")
    answer = f"/catalogue/gestion/erreurs/{report.id}"
    assert f"/catalogue/{row.id}/modifier" in world.secretariat.get(answer).text
    refused = post(world.secretariat, answer, {"version": "1", "answer": "Oui", "state": ""})
    assert (refused.status_code, "Oui" in words(refused)) == (422, True)
    done = forms.post(world.secretariat, answer, state="fixed", answer="C'est corrigé.")
    assert (done.status_code, done.location) == (303, "/catalogue/gestion/erreurs")
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [(mail.template, mail.language) for mail in mails] == [
        ("structure_report_received", "ar"), ("structure_report_answered", "ar"),
    ]  # fmt: skip
    assert "C'est corrigé." in mails[1].text
    assert (
        post(world.secretariat, answer, {"version": "1", "answer": "Non", "state": "declined"}).status_code
        == 409
    )
    assert "C'est corrigé." in words(world.secretariat.get("/catalogue/gestion/erreurs?etat=traitees"))


def test_a_network_that_reports_too_much_waits(world):
    row = make_structure("Atelier")
    url = f"/catalogue/{row.id}/signaler"
    token = forms.parse(world.visitor.get(url)).select_one("[name=csrf_token]")["value"]
    typed = {"csrf_token": token, "kind": "other", "text": "Encore.", "language": "fr"}
    answers = [world.visitor.post(url, data=typed) for _n in range(16)]
    assert [answer.status_code for answer in answers] == [303] * 15 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600


def test_neighbours_speak_on_the_page_of_the_entry(world):
    row = make_structure("Atelier")
    url = f"/catalogue/{row.id}"
    assert "voisines" not in world.visitor.get(url).text
    assert "Aucune institution n'a encore dit qu'elle la connaît." in words(world.member.get(url))
    done = forms.post(world.member, f"{url}/temoigner", says="known", note="Nous y étions.")
    assert (done.status_code, done.location) == (303, f"{url}#voisines")
    panel = forms.text_of(world.other.get(url), "#voisines")[0]
    assert "Connue de 1 institution." in panel
    assert "Institution voisine : je la connais · vendredi 20 novembre 2026" in panel.replace(
        "\xa0", " "
    ).replace("\u202f", " ")
    assert post(world.member, f"{url}/temoigner", {"says": ""}).status_code == 422
    assert db.session.scalars(select(StructureVouch.says)).all() == [Knowledge.KNOWN]


def test_an_institution_of_another_province_reads_why_it_does_not_say(world):
    make_structure("La sienne", province="01.151", columns={"institution_id": world.seat.institution_id})
    row = make_structure("Atelier")
    url = f"/catalogue/{row.id}"
    for page in (
        world.member.get(f"{url}/temoigner"),
        post(world.member, f"{url}/temoigner", {"says": "known"}),
    ):
        assert (page.status_code, forms.text_of(page, "h1"), forms.parse(page).select("main form")) == (
            403, ["Connaissez-vous cette structure ?"], [],
        )  # fmt: skip
        assert "Celle-ci : Tétouan ; votre institution : Chefchaouen." in words(page)
    assert forms.parse(page).select_one(f"main a[href='{url}/signaler']") is not None
    assert db.session.scalars(select(StructureVouch.says)).all() == []


def test_the_secretariat_finds_whom_to_telephone(world):
    bounced = make_structure("Revenue", phone="0539000001", columns={"needs_phone": True})
    said = make_structure("Dite disparue")
    make_structure("Grise", columns={"needs_phone": True, "ask_on": date(2026, 9, 1)})
    for _n in range(2):
        make_vouch(said, make_institution(), Knowledge.GONE)
    seen = {
        name: forms.text_of(
            world.secretariat.get(f"/catalogue/gestion/telephone?liste={name}"), "main section h2"
        )
        for name in ("revenus", "disparues", "grises", "x")
    }
    assert seen == {
        "revenus": ["Grise", "Revenue"], "disparues": ["Dite disparue"], "grises": ["Grise"], "x": ["Grise", "Revenue"]}  # fmt: skip
    assert 'href="tel:0539000001"' in world.secretariat.get("/catalogue/gestion/telephone").text
    done = forms.post(world.secretariat, f"/catalogue/gestion/telephone/{bounced.id}")
    assert (done.status_code, stored(bounced).needs_phone, stored(bounced).confirmed_on) == (
        303,
        False,
        date(2026, 11, 20),
    )
    no_mail = forms.post(world.secretariat, f"/catalogue/gestion/telephone/{said.id}/courriel-revenu")
    assert (no_mail.status_code, "Cette fiche n'a pas de courriel." in words(no_mail)) == (409, True)
    with writing():
        row = db.session.get_one(Structure, said.id)
        row.detail.values = {**row.detail.values, "email": "x@exemple.ma"}
        db.session.commit()
    assert (
        forms.post(world.secretariat, f"/catalogue/gestion/telephone/{said.id}/courriel-revenu").status_code
        == 303
    )
    assert stored(said).needs_phone is True


@pytest.mark.parametrize("items", [1, 3])
def test_lists_read_as_much_with_one_as_with_three(world, count_queries, items):
    for n in range(items):
        row = make_structure(f"Atelier {n}", columns={"needs_phone": True})
        make_report(row)
        make_vouch(row, make_institution())
    counts = {}
    for address in ("/catalogue/gestion/erreurs", "/catalogue/gestion/telephone"):
        world.secretariat.get(address)
        with count_queries() as queries:
            world.secretariat.get(address)
        counts[address] = len(queries)
    assert counts == {"/catalogue/gestion/erreurs": 4, "/catalogue/gestion/telephone": 5}
