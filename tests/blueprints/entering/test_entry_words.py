"""The pages of applying, walked by an entrant: they speak of a file and of the competition, not of a call and its projects."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.database import writing
from noress.domain.applications.links import token_of
from noress.domain.applications.models import ApplicationPerson, Part
from noress.domain.competitions.models import Competition
from noress.domain.competitions.rules import releasing
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW
from tests.factories.competitions import make_decided
from tests.factories.recusals import acting, make_coordinator
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine
#: what a project is called
_OTHER = re.compile(r"candidature|votre projet|\bl'appel\b|\bcet appel\b", re.IGNORECASE)
PAGES = ("", "/envoyer", "/retirer", "/personnes", "/commentaires", "/messages")


def others(page):
    main = parse(page).select_one("main")
    return [page.request.path, *_OTHER.findall(" ".join(main.get_text(" ").split()))]


def test_an_entrant_walks_through_their_pages(client, edition, enter, token_in):
    token = token_in(enter(edition))
    base = f"/candidature/{token}"
    with writing():
        owner = db.session.scalars(select(ApplicationPerson)).one()
        made = ApplicationPerson(
            application_id=owner.application_id, name="Amie du séchoir", email="amie@exemple.ma", part=Part.EDIT, language="fr", invited_at=NOW,
        )  # fmt: skip
        db.session.add(made)
        db.session.commit()
    one = f"/personnes/{made.id}"
    places = [
        *PAGES,
        one,
        f"{one}/confier",
        f"{one}/retirer",
        f"{one}/lien",
        f"/personnes/{owner.id}/lien",
        "/publication",
    ]
    pages = [client.get(base + place) for place in places]
    assert [page.status_code for page in pages] == [200] * len(places)
    assert [others(page) for page in pages] == [[page.request.path] for page in pages]
    assert post(client, f"{base}{one}/confier").status_code == 303
    handed = client.get(f"{base}/personnes")
    assert "Le dossier est confié." in handed.text
    db.session.rollback()
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.to_address == "amie@exemple.ma")).all()
    assert [_OTHER.findall(re.sub(r"https?://\S+", "", mail.subject + mail.text)) for mail in mails] == [[]]


def test_what_is_told_speaks_of_the_competition(client):
    competition, entries = make_decided(call={"appeal_until": clock.today(NOW) + timedelta(days=9)})
    with writing():
        releasing.release_results(
            competition=db.session.get(Competition, competition.id), actor=acting(make_coordinator()), now=NOW
        )
        db.session.commit()
    for entry in (entries[0], entries[3]):
        base = f"/candidature/{token_of(entry.application.people[0])}"
        for place in ("", "/resultat", *(["/recours"] if entry is entries[3] else [])):
            page = client.get(base + place)
            # the letters keep the words that were sent
            for letter in (main := parse(page).select_one("main")).select(".typed-text"):
                letter.decompose()
            assert (page.status_code, _OTHER.findall(main.get_text(" "))) == (200, [])
