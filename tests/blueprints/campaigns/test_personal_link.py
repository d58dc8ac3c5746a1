"""The page behind a structure's own link, without account; and the one that stops everything."""

from datetime import date

from sqlalchemy import select

from noress.domain.campaigns.models import CampaignState, DoNotContact
from noress.domain.campaigns.participation_links import stop_token_of, token_of
from noress.domain.questionnaires.models import Response
from noress.extensions import db
from tests import forms
from tests.factories import make_institution
from tests.factories.campaigns import make_answer, make_participant
from tests.factories.links import change
from tests.posting import post


def test_it_says_who_asks_and_one_button_begins(world):
    relay = make_institution("Relais")
    one = make_participant(world.campaign, email="a@exemple.ma", through_id=relay.id, language="ar")
    url = f"/c/p/{token_of(one)}"
    page = world.visitor.get(f"{url}?lang=fr")
    assert forms.text_of(page, "h1") == ["Campagne de l'automne"]
    assert [text.split(" ", 2)[0] for text in forms.text_of(page, ".facts > div")] == [
        "Qui",
        "Transmis",
        "Durée",
        "Dernier",
    ]
    assert ("Relais" in page.text, "Loi 09-08" in page.text, page.headers["Cache-Control"]) == (
        True,
        True,
        "no-store",
    )
    assert ("&amp;#39;" in page.text, "Aidez-nous à faire le catalogue." in page.text) == (False, True)
    assert forms.text_of(page, "main .button--primary") == ["Commencer"]
    assert db.session.scalars(select(Response)).all() == []  # opening it changes nothing
    assert forms.parse(world.visitor.get(url)).html["lang"] == "ar-MA"
    begun = forms.post(world.visitor, f"{url}?lang=fr")
    response = db.session.scalars(select(Response)).one()
    assert (begun.status_code, begun.location.startswith("/q/")) == (303, True)
    assert (one.response_id, response.through_id, response.language, response.email) == (
        response.id, relay.id, "fr", "a@exemple.ma",
    )  # fmt: skip
    assert forms.text_of(world.visitor.get(f"{url}?lang=fr"), "main .button--primary") == ["Continuer"]
    assert post(world.visitor, url).location == begun.location.removesuffix("?lang=fr")
    assert len(db.session.scalars(select(Response)).all()) == 1


def test_what_it_says_once_answered_closed_replaced_or_unknown(world):
    done, begun, silent = (make_participant(world.campaign, name) for name in ("Finie", "Commencée", "Rien"))
    make_answer(world.campaign, done, number="R-2026-0042")
    make_answer(world.campaign, begun, sent=False)
    urls = {one.name: f"/c/p/{token_of(one)}" for one in (done, begun, silent)}
    assert "R-2026-0042" in world.visitor.get(urls["Finie"]).text
    change(world.campaign, closes_on=date(2026, 11, 19))
    told = {name: (page.status_code, forms.text_of(page, "h1")[0]) for name, page in (
        (name, world.visitor.get(url)) for name, url in urls.items()
    )}  # fmt: skip
    assert told == {
        "Finie": (200, "Campagne de l'automne"), "Commencée": (200, "Campagne de l'automne"),
        "Rien": (410, "Ce questionnaire est terminé"),
    }  # fmt: skip
    assert post(world.visitor, urls["Rien"]).status_code == 410
    change(world.campaign, closes_on=date(2026, 12, 20), state=CampaignState.DRAFT)
    assert forms.text_of(world.visitor.get(urls["Rien"]), "h1") == [
        "Ce questionnaire n'est pas encore ouvert"
    ]
    change(done, link_generation=2)
    assert world.visitor.get(urls["Finie"]).status_code == 410
    assert world.visitor.get("/c/p/inconnu").status_code == 404


def test_one_button_stops_everything(world):
    one = make_participant(world.campaign, email="a@exemple.ma", phone="+212539000001")
    url, stop = f"/c/p/{token_of(one)}", f"/ne-plus-contacter/{stop_token_of(one)}"
    assert [tag["href"] for tag in forms.parse(world.visitor.get(url)).select(f'a[href="{stop}"]')] == [stop]
    assert forms.text_of(world.visitor.get(stop), "main .button--primary") == ["Ne plus me contacter"]
    assert one.declined_at is None
    done = forms.post(world.visitor, stop)
    assert (done.status_code, one.email, one.phone, one.declined_at is not None) == (303, None, None, True)
    assert len(db.session.scalars(select(DoNotContact)).all()) == 2
    assert "nous ne vous écrirons plus" in world.visitor.get(done.location).text
    assert post(world.visitor, stop).status_code == 303
    assert world.visitor.get("/ne-plus-contacter/inconnu").status_code == 404
    assert world.visitor.get(f"/ne-plus-contacter/{token_of(one)}").status_code == 404
    # who changes its mind may still answer
    assert forms.post(world.visitor, url).location.startswith("/q/")
