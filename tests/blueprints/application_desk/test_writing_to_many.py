"""One message to several structures, and what became of it."""

from sqlalchemy import select

from noress.domain.applications.models import Application, ApplicationMessage, ApplicationState
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests.desk_pages import DESK, change, fields, text, tie, url
from tests.factories import NOW
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call
from tests.pages import parse
from tests.posting import post

WRITE = f"{DESK}ecrire"


def said():
    return [
        (one.application_id, one.text, one.awaits_answer)
        for one in db.session.scalars(select(ApplicationMessage))
    ]


def marks(page):
    return [one.get_text(strip=True) for one in parse(page).select(".status")]


def test_chosen_or_the_whole_list_each_in_its_language(world, count_queries):
    call = make_call()
    french = make_received(call, answers={"title": "Miel"})
    arabic = make_received(call, answers={"title": "Argan"}, language="ar")
    gone = make_received(call, answers={"title": "Retirée"}, state=ApplicationState.WITHDRAWN)
    hidden = make_received(call, answers={"title": "Caché"})
    tie(hidden, world.person)
    boxes = parse(world.officer.get(DESK)).select("input[name=choisie]")
    assert sorted(int(one["value"]) for one in boxes) == sorted([french.id, arabic.id])
    assert all(one["form"] == "ecrire" for one in boxes)
    page = world.officer.get(f"{WRITE}?choisie={french.id}&choisie={hidden.id}&choisie={gone.id}")
    assert [one["value"] for one in parse(page).select("input[name=to]")] == [str(french.id)]
    with count_queries() as few:
        world.officer.get(f"{WRITE}?appel={call.id}&q=Miel")
    with count_queries() as more:
        page = world.officer.get(f"{WRITE}?appel={call.id}")
    assert len(few) == len(more)
    form = fields(page)
    empty = post(world.officer, WRITE, form)
    assert (empty.status_code, "Écrivez votre message" in text(empty)) == (422, True)
    nobody = post(world.officer, WRITE, {**form, "to": [], "text_fr": "Bonjour"})
    assert (
        nobody.status_code,
        "Choisissez au moins une structure" in text(nobody),
        "Bonjour" in text(nobody),
    ) == (422, True, True)
    forged = {
        **form,
        "to": [*form["to"], str(hidden.id), "x"],
        "text_fr": "Réunion lundi",
        "text_ar": "اجتماع الاثنين",
        "awaits_answer": "y",
    }
    sure = post(world.officer, WRITE, forged)
    assert (sure.status_code, said()) == (200, [])
    for words in (
        "Envoyer ce message à 2 structures ?",
        "2 courriels partent",
        "Réunion lundi",
        "اجتماع الاثنين",
        french.number,
        arabic.number,
    ):
        assert words in text(sure)
    assert "Caché" not in text(sure)
    mended = post(world.officer, WRITE, {**fields(sure), "corriger": "1"})
    assert (mended.status_code, said()) == (200, [])
    kept = fields(mended)
    assert (kept["to"], kept["awaits_answer"], kept["text_fr"][0].strip(), kept["text_ar"][0].strip()) == (
        form["to"], ["y"], "Réunion lundi", "اجتماع الاثنين",
    )  # fmt: skip
    done = post(world.officer, WRITE, fields(sure))
    assert (done.status_code, done.location) == (303, f"{DESK}?appel={call.id}")
    assert sorted(said()) == sorted([(french.id, "Réunion lundi", True), (arabic.id, "اجتماع الاثنين", True)])
    mails = db.session.scalars(select(OutboxMail)).all()
    assert sorted((one.about_id, one.language) for one in mails) == sorted(
        [(french.id, "fr"), (arabic.id, "fr")]
    )
    assert "Le message part à 2 structures" in text(world.officer.get(done.location))
    post(world.officer, WRITE, fields(sure))  # a second press
    assert len(said()) == 2
    assert world.member.get(WRITE).status_code == 403


def test_who_cannot_be_written_to_is_named_and_the_others_are(world):
    call = make_call()
    kept = make_received(call, answers={"title": "Miel"})
    alone = make_received(call, answers={"title": "Argan"})
    form = fields(world.officer.get(f"{WRITE}?appel={call.id}"))
    person = db.session.get(Application, alone.id).people[0]
    change(person, removed_at=NOW)
    nobody = post(world.officer, WRITE, {**form, "to": [str(alone.id)], "text_fr": "Bonjour"})
    assert (nobody.status_code, "personne ne recevrait ce message" in text(nobody)) == (422, True)
    sure = post(world.officer, WRITE, {**form, "text_fr": "Bonjour"})
    assert f"elles ne reçoivent rien : {alone.number}" in text(sure)
    done = post(world.officer, WRITE, fields(sure))
    page = text(world.officer.get(done.location))
    assert "Le message part à 1 structure" in page
    assert f"{alone.number} : plus personne ne tient cette candidature" in page
    assert said() == [(kept.id, "Bonjour", False)]


def test_a_refused_mail_is_seen_until_a_later_one_arrives(world):
    call = make_call()
    one = make_received(call, answers={"title": "Miel"})
    page = world.officer.get(url(one, "/echanges"))
    post(world.officer, url(one, "/echanges"), {**fields(page), "text": "Bonjour"})
    mail = db.session.scalars(select(OutboxMail)).one()
    assert "courriel refusé" not in marks(world.officer.get(DESK))
    change(mail, state=MailState.FAILED)
    page = world.officer.get(DESK)
    assert "Courriel refusé par la boîte 1" in text(page)
    assert "courriel refusé" in marks(page)
    assert "Miel" in text(world.officer.get(f"{DESK}?marque=undelivered"))
    for place in ("", "/echanges"):
        assert f"la boîte {mail.to_address} l'a refusé" in text(world.officer.get(url(one, place)))
    post(
        world.officer,
        url(one, "/echanges"),
        {**fields(world.officer.get(url(one, "/echanges"))), "text": "Encore"},
    )
    later = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    change(later, state=MailState.SENT)
    assert "courriel refusé" not in marks(world.officer.get(DESK))
    assert "l'a refusé" not in text(world.officer.get(url(one)))
