"""The page behind an open link, the receipt that lets a structure pass it on, and passing it on."""

from datetime import date

from sqlalchemy import select

from noress.domain.accounts.models import SignInAttempt
from noress.domain.campaigns.models import CampaignState, Participant
from noress.domain.campaigns.open_links import relay_token
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.response_links import token_of
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution, save
from tests.factories.campaigns import TANGER, make_campaign, make_participant
from tests.factories.links import change
from tests.factories.relay import make_link, make_passer
from tests.posting import post


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def responses():
    return db.session.scalars(select(Response).order_by(Response.id)).all()


def test_it_says_who_passes_it_on_in_both_languages_and_sets_no_cookie(world):
    link = make_link(world.campaign, institution=make_institution("Relais"))
    url = f"/c/{link.code}"
    page = world.visitor.get(f"{url.lower()}?lang=ar")
    assert forms.text_of(page, "h1") == ["Campagne de l'automne بالعربية"]
    assert (
        forms.text_of(page, "main .button") == ["ابدؤوا", "Commencer"]
        or len(forms.text_of(page, "main .button")) == 2
    )
    assert len(forms.text_of(page, "main .button--primary")) == 1
    for said in ("Relais", "Loi 09-08", "20 décembre 2026", "environ", "Aidez-nous à faire le catalogue."):
        assert said in plain(page.text), said
    assert (page.headers.get("Set-Cookie"), page.headers["Cache-Control"]) == (None, "no-store")
    assert responses() == []  # opening it changes nothing
    begun = forms.post(world.visitor, url)
    assert (begun.status_code, begun.location, begun.headers.get("Set-Cookie")) == (
        303, f"/q/{token_of(responses()[0])}?lang=fr", None,
    )  # fmt: skip
    assert world.visitor.get(begun.location).status_code == 200
    assert forms.post(world.visitor, url).location != begun.location  # pressed again, another begins
    assert [one.through_id for one in responses()] == [link.institution_id] * 2
    for fields, headers in (({"csrf_token": "x"}, {}), ({}, {"Sec-Fetch-Site": "cross-site"})):
        token = forms.parse(world.visitor.get(url)).select_one("[name=csrf_token]")["value"]
        refused = world.visitor.post(url, data={"csrf_token": token, **fields}, headers=headers)
        assert (refused.status_code, len(responses())) == (422, 2), headers
    other = make_link(world.campaign)
    assert world.visitor.post(f"/c/{other.code}", data={"csrf_token": token}).status_code == 422


def test_a_machine_is_answered_like_everybody(world):
    link = make_link(world.campaign)
    told = [forms.post(world.visitor, f"/c/{link.code}", website=trap) for trap in ("", "http://spam")]
    assert [(one.status_code, one.location.startswith("/q/")) for one in told] == [(303, True)] * 2
    assert [one.held_because is not None for one in responses()] == [False, True]
    pages = [forms.text_of(world.visitor.get(one.location)) for one in told]
    assert pages[0] == pages[1]


def test_a_closed_one_says_whom_to_ask(world):
    institution = make_institution("Relais", email="relais@exemple.ma")
    link = make_link(world.campaign, institution=institution)
    url = f"/c/{link.code}"
    token = forms.parse(world.visitor.get(url)).select_one("[name=csrf_token]")["value"]

    def told():
        page = world.visitor.get(url)
        pressed = world.visitor.post(url, data={"csrf_token": token})
        return (
            page.status_code,
            pressed.status_code,
            forms.text_of(page, "h1"),
            "relais@exemple.ma" in page.text,
        )

    change(link, closed_at=NOW)
    assert told() == (410, 410, ["Ce lien a été fermé"], True)
    change(link, closed_at=None)
    change(world.campaign, closes_on=date(2026, 11, 19))
    assert told() == (410, 410, ["Ce questionnaire est terminé"], False)
    change(world.campaign, closes_on=date(2026, 12, 20), state=CampaignState.CLOSED, closed_at=NOW)
    assert "20 novembre 2026" in plain(
        world.visitor.get(url).text
    )  # closed before the day that was announced
    change(world.campaign, state=CampaignState.DRAFT)
    assert told() == (410, 410, ["Ce questionnaire n'est pas encore ouvert"], True)
    assert (responses(), world.visitor.get("/c/XXXXXXXX").status_code) == ([], 404)


def test_a_code_is_typed_by_hand(world):
    link = make_link(world.campaign)
    assert forms.text_of(world.visitor.get("/c/"), "h1") == ["J'ai un code"]
    found = world.visitor.get("/c/", query_string={"code": f"{link.code[:4]} {link.code[4:].lower()}"})
    assert (found.status_code, found.location) == (303, f"/c/{link.code}")
    for typed in ("CDFGHJK2", "", "x" * 30):
        wrong = world.visitor.get("/c/", query_string={"code": typed})
        assert (wrong.status_code, list(forms.errors_of(wrong))) == (404, ["code"]), typed
    assert 'value="xxx' in wrong.text


def test_too_many_wait_and_lose_nothing(world):
    link = make_link(world.campaign)
    forms.post(world.visitor, f"/c/{link.code}")
    subject = db.session.scalars(select(SignInAttempt.subject).order_by(SignInAttempt.id)).first()
    for _n in range(59):
        save(SignInAttempt(kind="link_begun", subject=subject, succeeded=True, at=NOW))
    waits = forms.post(world.visitor, f"/c/{link.code}")
    assert (waits.status_code, waits.headers["Retry-After"], len(responses())) == (429, "3600", 1)
    assert "Attendez 60 min" in plain(waits.text)
    assert forms.text_of(waits, "main .button--primary") == ["Commencer"]


def test_after_sending_it_is_passed_on(world):
    link = make_link(world.campaign)
    answers = forms.post(world.visitor, f"/c/{link.code}").location.split("?")[0]
    response = responses()[0]
    change(
        response,
        values={"name": "Tiwizi", "province": TANGER, "kind": "cooperative"},
        started_at=NOW.replace(hour=8),
    )
    sent = forms.post(world.visitor, f"{answers}/verifier", email="tiwizi@exemple.ma")
    assert sent.location == f"{answers}/recu"
    receipt = world.visitor.get(sent.location)
    assert "Passez le questionnaire à d'autres structures" in forms.text_of(receipt, "h2")
    texts = forms.text_of(receipt, "#transmettre textarea")
    # a name in one alphabet, inside a message in the other
    assert [("\u2068Tiwizi\u2069" in text, "/c/" in text, "/q/" in text) for text in texts] == [
        (True, True, False)
    ] * 2
    passer = db.session.scalars(select(Participant).where(Participant.response_id == response.id)).one()
    assert "a répondu grâce à vous" not in receipt.text
    make_passer(world.campaign, "Venue", passed_on_by_id=passer.id, depth=1)
    make_passer(world.campaign, "Douteuse", passed_on_by_id=passer.id, depth=1, answer={"held_because": "x"})
    assert "1 structure a répondu grâce à vous." in plain(world.visitor.get(sent.location).text)
    # an answer outside any campaign, or that may go no further, offers nothing
    change(world.campaign, most_depth=0)
    assert "transmettre" not in world.visitor.get(sent.location).text


def test_a_contact_is_typed_and_what_is_wrong_keeps_it(world):
    passer = make_passer(world.campaign, None, language="fr")
    make_link(world.campaign, participant=passer)
    make_participant(world.campaign, "Connue", email="connue@exemple.ma")
    url = f"/transmettre/{relay_token(passer)}"
    nameless = forms.post(world.visitor, url, name="Amie", address="amie@exemple.ma")
    assert (nameless.status_code, list(forms.errors_of(nameless))) == (422, ["own_name"])
    assert 'value="amie@exemple.ma"' in nameless.text
    done = forms.post(
        world.visitor, url, own_name="Passeuse", name="Amie", address="amie@exemple.ma", language="ar"
    )
    assert (done.status_code, passer.name) == (303, "Passeuse")
    page = world.visitor.get(done.location)
    assert "Amie reçoit un courriel" in page.text
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_address, mail.language, "Passeuse" in mail.subject) == ("amie@exemple.ma", "ar", True)
    known = forms.post(world.visitor, url, name="Autre", address="connue@exemple.ma")
    assert known.status_code == 303
    assert "déjà sollicitée, ou ne souhaite pas" in world.visitor.get(known.location).text
    phone = forms.post(world.visitor, url, name="Au téléphone", address="06 12 34 56 78")
    shown = world.visitor.get(phone.location)
    assert "06 12 34 56 78" in shown.text
    assert [tag["href"].split("?")[0] for tag in forms.parse(shown).select("#contacts a.button")] == [
        "https://wa.me/212612345678"
    ]
    for case, fields, wrong in (
        ("itself", {"name": "Passeuse"}, "name"), ("long", {"name": "a" * 20_000}, "name"),
        ("address", {"address": "pas une adresse"}, "address"), ("alike", {"name": "Connue"}, "is_other"),
        ("two lines", {"name": "a\nb"}, "name"),
    ):  # fmt: skip
        refused = forms.post(world.visitor, url, **{"name": "Neuve", "address": "neuve@exemple.ma", **fields})
        assert (refused.status_code in (409, 422), list(forms.errors_of(refused))) == (True, [wrong]), case
    other = forms.post(world.visitor, url, name="Connue", address="neuve@exemple.ma", is_other="y")
    assert other.status_code == 303
    assert db.session.scalars(select(Participant.name).where(Participant.passed_on_by_id == passer.id).order_by(Participant.id)).all() == [
        "Amie", "Au téléphone", "Connue",
    ]  # fmt: skip


def test_who_cannot_pass_it_on_is_told_why(world):
    early = make_participant(world.campaign)
    over = make_passer(make_campaign(CampaignState.CLOSED))
    pages = {one.id: world.visitor.get(f"/transmettre/{relay_token(one)}") for one in (early, over)}
    assert [page.status_code for page in pages.values()] == [409, 410]
    assert "Envoyez d'abord vos réponses" in forms.text_of(pages[early.id])[0]
    assert world.visitor.get("/transmettre/inconnu").status_code == 404
    change(over, link_generation=2)
    passer = make_passer(world.campaign, "Autre")
    token = relay_token(passer)
    change(passer, link_generation=2)
    assert world.visitor.get(f"/transmettre/{token}").status_code == 404


def test_a_draft_of_a_campaign_that_is_over_says_so_and_keeps_what_was_typed(world):
    link = make_link(world.campaign)
    answers = forms.post(world.visitor, f"/c/{link.code}").location.split("?")[0]
    change(responses()[0], values={"name": "Ce qui est écrit", "province": TANGER, "kind": "cooperative"})
    assert "est terminé" not in world.visitor.get(answers).text
    ready = forms.parse(world.visitor.get(f"{answers}/verifier"))
    typed = {name: ready.select_one(f"[name={name}]")["value"] for name in ("version", "key")}
    change(world.campaign, closes_on=date(2026, 11, 19))
    for page in (world.visitor.get(answers), world.visitor.get(f"{answers}/verifier")):
        assert "ce que vous avez écrit est gardé, et ne peut plus être envoyé" in page.text
    late = post(world.visitor, f"{answers}/verifier", {**typed, "email": "a@exemple.ma"})
    assert (late.status_code, "Ce qui est écrit" in late.text) == (409, True)
    assert (responses()[0].number, responses()[0].values["name"]) == (None, "Ce qui est écrit")
