"""Pages of juries: composed, invited, the charter, conflicts, redaction, files that say nothing of their author."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.juries.models import Juror, JurorCopy, JuryRole, RedactedAnswer
from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from tests.desk_pages import change, fields, fresh, text
from tests.factories import NOW, make_institution, make_person, make_secretary, save
from tests.factories.catalogue import make_structure
from tests.factories.competitions import make_competition, make_entry, make_juror
from tests.factories.documents import make_file
from tests.factories.received import join_file
from tests.factories.recusals import make_tie
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine
NAME = "Coopérative Al Amal"


@pytest.fixture
def frozen(app):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def competition(frozen):
    return make_competition("scoring")


@pytest.fixture
def desk(competition, login_as):
    return login_as(make_secretary())


def names(page):
    return [" ".join(one.get_text(" ").split()) for one in parse(page).select("tbody th")]


def test_somebody_is_looked_for_compared_seated_and_invited(competition, desk):
    house, person = make_institution("Université"), make_person("Jurée de l'université")
    make_tie(make_entry(competition).application, house)
    make_entry(competition)
    base = f"/jury/gestion/{competition.id}"
    assert "Le jury n'a pas encore de présidence." in text(desk.get(base))
    found = desk.get(f"{base}/ajouter?q=universite")
    add = parse(found).find("a", string="Jurée de l'université")["href"]
    assert "Aucun lien connu avec les 2 candidatures reçues." in text(desk.get(add))
    chosen = {"role": "chair", "institution": house.id, "gender": "woman", "province": "01.571"}
    checked = post(desk, add, {**chosen, "check": "1"})
    assert (
        checked.status_code,
        "À l'écart de 1 candidature : son institution a une part" in text(checked),
    ) == (200, True)
    assert db.session.scalars(select(Juror)).all() == []
    done = post(desk, add, chosen)
    juror = db.session.scalars(select(Juror)).one()
    assert (done.location, juror.role) == (f"/jury/gestion/membres/{juror.id}/inviter", JuryRole.CHAIR)
    assert db.session.scalars(select(OutboxMail)).all() == []  # nothing leaves by itself
    twice = post(desk, add, chosen)
    assert (twice.status_code, "est déjà dans ce jury" in text(twice)) == (409, True)
    assert post(desk, done.location).location == base
    board = desk.get(base)
    assert (names(board), "réponse attendue" in text(board)) == ([person.name], True)
    assert [link.get_text(" ", strip=True) for link in parse(board).select("a[href^='/documents/']")] == [
        "Lettre de nomination ( en français )", "Lettre de nomination ( en arabe )"
    ]  # fmt: skip
    assert post(desk, done.location).status_code == 409  # one mail a day
    assert "1 personne du jury n'a pas répondu" in text(desk.get("/a-faire"))


def test_somebody_new_is_invited_by_name_and_address(competition, desk):
    url = f"/jury/gestion/{competition.id}/ajouter-par-adresse"
    typed = {
        "name": "Jurée extérieure",
        "email": "juree@exemple",
        "language": "ar",
        "role": "member",
        "institution": "0",
        "gender": "not_stated",
    }
    wrong = post(desk, url, typed)
    assert (wrong.status_code, 'value="Jurée extérieure"' in wrong.text) == (422, True)
    done = post(desk, url, {**typed, "email": "juree@exemple.ma"})
    assert post(desk, done.location).status_code == 303
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [(one.template, one.to_address) for one in mails] == [
        ("account_invitation", "juree@exemple.ma"), ("application_notice", "juree@exemple.ma")
    ]  # fmt: skip


def test_the_charter_opens_entries_and_nothing_is_read_before(competition, login_as):
    application = make_entry(competition).application
    juror = make_juror(competition, accepted_at=None)
    browser, url = login_as(juror.person), f"/jury/{competition.id}/charte"
    assert "Répondre à votre nomination au jury" in text(browser.get("/a-faire"))
    before = browser.get(f"/jury/{competition.id}/conflits")
    assert (before.status_code, application.number in before.text) == (403, False)
    page = browser.get(url)
    assert ("Je garde le secret." in text(page), "أحفظ السر" in text(page)) == (True, True)
    typed = fields(page)
    assert post(browser, url, {**typed, "answer": "decline"}).status_code == 422
    stale = post(browser, url, {**typed, "answer": "accept", "sha256": "x"})
    assert (stale.status_code, "Le texte de la charte a changé" in text(stale)) == (409, True)
    assert post(browser, url, {**typed, "answer": "accept"}).location == "/jury/"
    assert "Répondre à votre nomination" not in text(browser.get("/a-faire"))
    assert application.number in browser.get(f"/jury/{competition.id}/conflits").text
    assert browser.get(f"/jury/{competition.id + 1}/charte").status_code == 404
    assert login_as(make_person()).get(url).status_code == 403
    other = make_juror(competition, accepted_at=None)
    declining = login_as(other.person)
    assert post(declining, url, {**typed, "answer": "decline", "reason": "Je voyage"}).status_code == 303
    assert (fresh(Juror, other.id).declined_because, declining.get(url).status_code) == ("Je voyage", 403)


def test_a_tie_is_declared_and_looked_at(competition, desk, login_as):
    chair, juror = make_juror(competition, role=JuryRole.CHAIR), make_juror(competition)
    application = make_entry(competition).application
    browser, url = login_as(juror.person), f"/jury/{competition.id}/conflits"
    declare = f"{url}/declarer/{application.id}"
    assert declare in browser.get(url).text
    assert post(browser, declare, {"nature": "family"}).status_code == 422
    assert post(browser, declare, {"nature": "family", "reason": "Mon frère y travaille"}).location == url
    assert [browser.get(one).status_code for one in (declare, url)] == [404, 200]
    assert application.number not in browser.get(url).text
    settle = f"{url}/{application.id}/{juror.person_id}"
    assert [browser.get(settle).status_code, desk.get(settle).status_code] == [404, 404]
    assert (application.number in desk.get(url).text, "déclaré, à confirmer" in text(desk.get(url))) == (
        True,
        True,
    )
    presiding = login_as(chair.person)
    assert "1 lien à regarder" in text(presiding.get("/a-faire"))
    assert "Mon frère y travaille" in text(presiding.get(settle))
    assert post(presiding, settle, {"decision": "confirm"}).location == url
    row = db.session.scalars(select(Recusal)).one()
    assert (row.nature, row.confirmed_by_id) == (RecusalNature.FAMILY, chair.person_id)
    assert "1 lien à regarder" not in text(presiding.get("/a-faire"))


def test_a_computed_tie_does_not_tell_the_chair_whose_entry_it_is(competition, desk, login_as):
    chair, juror = make_juror(competition, role=JuryRole.CHAIR), make_juror(competition)
    make_tie(make_entry(competition).application, juror.institution)
    url, told = f"/jury/{competition.id}/conflits", "son institution a une part dans le dossier"
    assert (told in text(desk.get(url)), told in text(login_as(chair.person).get(url))) == (True, False)
    change(competition, deliberation_opens_at=NOW - timedelta(hours=1))
    assert told in text(login_as(chair.person).get(url))


def test_leaving_asks_why_and_an_alternate_is_called(competition, desk):
    juror, alternate = make_juror(competition), make_juror(competition, role=JuryRole.ALTERNATE)
    url = f"/jury/gestion/membres/{juror.id}/retirer"
    assert "Elle n'a envoyé aucune note." in text(desk.get(url))
    assert post(desk, url).status_code == 422
    call = f"/jury/gestion/membres/{alternate.id}/appeler"
    assert post(desk, call, {"in_place_of": "0", "reason": "Malade"}).status_code == 422
    assert (
        post(desk, call, {"in_place_of": juror.id, "reason": "Malade"}).location
        == f"/jury/gestion/{competition.id}"
    )
    board = text(desk.get(f"/jury/gestion/{competition.id}"))
    assert f"siège à la place de {juror.person.name}" in board
    assert fresh(Juror, juror.id).removed_because == "Malade"
    again = post(desk, call, {"in_place_of": juror.id, "reason": "Malade"})
    assert again.status_code == 422  # nobody of that name scores any more


def test_a_seat_is_edited_and_a_stale_page_says_so(competition, desk):
    juror = make_juror(competition)
    url = f"/jury/gestion/membres/{juror.id}/modifier"
    typed = fields(desk.get(url))
    assert post(desk, url, {**typed, "gender": "woman"}).location == f"/jury/gestion/{competition.id}"
    stale = post(desk, url, {**typed, "gender": "man"})
    assert (stale.status_code, "Quelqu'un d'autre a enregistré" in text(stale)) == (409, True)


def test_answers_are_redacted_entry_by_entry(competition, desk):
    first, second = (
        make_entry(
            competition, make_structure(NAME), answers={"summary": f"La {NAME} à Chefchaouen."}
        ).application
        for _ in range(2)
    )
    url = f"/jury/gestion/{competition.id}/anonymat"
    assert "0 sur 2 regardées" in text(desk.get(url))
    page = desk.get(f"{url}/{first.id}")
    assert [one.get_text() for one in parse(page).select("mark")] == [NAME, "Chefchaouen"]
    typed = fields(page)
    assert typed["texte_summary"] == ["La [***] à [***]."]
    done = post(desk, f"{url}/{first.id}", {**typed, "texte_summary": "La [***] en montagne."})
    assert done.location == f"{url}/{second.id}"
    row = db.session.scalars(select(RedactedAnswer)).one()
    assert (row.question, row.text) == ("summary", "La [***] en montagne.")
    long = post(desk, f"{url}/{second.id}", {**typed, "texte_summary": "x" * 10_001})
    assert (long.status_code, "trop long" in text(long)) == (422, True)
    assert post(desk, f"{url}/{second.id}", typed).location == url
    assert "2 sur 2 regardées" in text(desk.get(url))
    assert desk.get(f"{url}/999999").status_code == 404


def test_files_bear_no_name_while_names_are_hidden(competition, login_as):
    photo, clean = (
        make_file(name, content_type="image/jpeg", content=name.encode()) for name in ("Bennani.jpg", "x.jpg")
    )
    entry = make_entry(
        competition, answers={"photo": [{"file": photo.id, "name": photo.name, "size": photo.size}]}
    )
    join_file(entry.application.response, "photo", photo.id)
    save(
        JurorCopy(
            application_id=entry.application_id,
            source_id=photo.id,
            file_id=clean.id,
            preview_id=clean.id,
            made_at=NOW,
        )
    )
    juror = make_juror(competition)
    browser, base = login_as(juror.person), f"/jury/{competition.id}/candidatures/{entry.application_id}"
    sent = browser.get(f"{base}/fichiers/photo-1.jpg")
    assert (sent.data, sent.headers["Content-Disposition"]) == (b"x.jpg", "attachment; filename=photo-1.jpg")
    assert browser.get(f"{base}/apercus/photo-1.jpg").headers["Content-Disposition"] == "inline"
    assert [
        browser.get(f"{base}/fichiers/{name}").status_code for name in ("Bennani.jpg", "1-Bennani.jpg")
    ] == [404, 404]
    make_tie(entry.application, juror.institution)
    assert browser.get(f"{base}/fichiers/photo-1.jpg").status_code == 404
    assert login_as(make_secretary()).get(f"{base}/fichiers/photo-1.jpg").status_code == 403


def test_pages_ask_the_same_for_one_and_for_three(competition, desk, count_queries):
    urls = [
        f"/jury/gestion/{competition.id}",
        f"/jury/{competition.id}/conflits",
        f"/jury/gestion/{competition.id}/anonymat",
    ]

    def grow():
        make_tie(make_entry(competition).application, make_juror(competition).institution)

    def counts():
        for url in urls:
            desk.get(url)
        found = []
        for url in urls:
            with count_queries() as statements:
                assert desk.get(url).status_code == 200
            found.append(len(statements))
        return found

    grow()
    one = counts()
    grow()
    grow()
    assert one == counts()
