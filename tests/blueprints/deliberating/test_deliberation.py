"""From opening to closing, through the pages: what each of the jury sees, and what whoever stands aside never does."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.documents.kinds import minutes as paper
from noress.documents.packing import read_file
from noress.domain.competitions.models import Entry, Prize
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.funding.models import CallState
from noress.domain.juries.models import Deliberation, DeliberationItem, ScoreSeal
from noress.domain.minutes.content import load_record
from noress.domain.minutes.models import Minutes
from noress.extensions import db
from noress.jobs.documents import drain
from tests.factories import NOW, make_secretary, save
from tests.factories.competitions import grid_of
from tests.factories.deliberating import make_jury, stand_aside
from tests.factories.questionnaires import both
from tests.forms import errors_of, text_of
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine


def move(browser, base, go="next"):
    return post(browser, f"{base}/salle", {"go": go, "version": str(fresh_version())})


def fresh_version():
    return db.session.scalars(select(Deliberation.version)).one()


def test_from_opening_to_closing(jury, sits, client):
    base = f"/deliberation/{jury.competition.id}"
    chair, pen, juror = (sits(one) for one in (jury.chair, jury.secretary, jury.members[0]))
    assert [browser.get(f"{base}/ouvrir").status_code for browser in (chair, pen, juror)] == [200, 200, 403]
    assert [
        "Ouvrir la délibération du jury" in browser.get("/a-faire").text for browser in (chair, juror)
    ] == [True, False]
    refused = post(chair, f"{base}/ouvrir")
    assert (refused.status_code, errors_of(refused)) == (422, {"sure": "Cochez la case pour confirmer."})
    assert juror.get(f"{base}/salle").status_code == 404
    assert post(chair, f"{base}/ouvrir", {"sure": "y"}).location == base
    seal = db.session.scalars(select(ScoreSeal)).one()
    assert seal.sha256 in text_of(chair.get(base))[0]
    explained = client.get(f"/verifier/{seal.sha256}")
    said = text_of(explained)[0]
    assert ("ligne" in said, seal.lines.splitlines()[0] in explained.text) == (True, False)
    number = jury.entries[0].number
    assert number not in juror.get(f"{base}/salle").text
    assert move(pen, base).location == f"{base}/salle"
    assert all(number in browser.get(f"{base}/salle").text for browser in (chair, pen, juror))
    refused = move(juror, base)
    assert (refused.status_code, db.session.scalars(select(Deliberation)).one().current_id) == (
        303,
        jury.items()[0].id,
    )

    jury.mark_present(jury.chair, jury.secretary, *jury.members)
    first = f"/deliberation/dossiers/{jury.items()[0].id}"
    assert juror.get(first).status_code == 404
    assert post(pen, first, {"version": "1", "notes": "Le jury salue l'idée"}).status_code == 303
    stale = post(chair, first, {"version": "1", "notes": "Le jury hésite"})
    assert stale.status_code == 409
    assert "Le jury salue l'idée" in text_of(stale)[0]
    assert parse(stale).select_one("textarea[name=notes]").text.strip() == "Le jury hésite"
    vote = {
        "motion_fr": "Premier prix ?",
        "motion_ar": "الجائزة الأولى؟",
        "votes_for": "2",
        "votes_against": "0",
        "abstentions": "1",
    }
    refused = post(pen, f"{first}/vote", vote)
    assert (refused.status_code, list(errors_of(refused))) == (422, ["votes_for"])
    assert parse(refused).select_one("input[name=motion_ar]")["value"] == "الجائزة الأولى؟"
    assert post(pen, f"{first}/vote", {**vote, "abstentions": "0"}).location == first
    assert "Premier prix ?" in text_of(juror.get(f"{base}/salle"))[0]
    refused = post(pen, f"{first}/decision", {"version": "2", "rank": "2", "is_done": "y"})
    assert (refused.status_code, list(errors_of(refused))) == (422, ["reason_fr"])

    assert post(chair, f"{base}/prix").status_code == 409
    for item in jury.items():
        version = db.session.scalars(
            select(DeliberationItem.version).where(DeliberationItem.id == item.id)
        ).one()
        done = post(
            pen, f"/deliberation/dossiers/{item.id}/decision", {"version": str(version), "is_done": "y"}
        )
        assert done.status_code == 303
    page = chair.get(f"{base}/prix")
    assert parse(page).select(".confirmation") != []
    assert post(chair, f"{base}/prix").location == base
    ranks = db.session.execute(
        select(Entry.rank, Prize.rank).join(Prize, Entry.prize_id == Prize.id).order_by(Entry.rank)
    ).all()
    assert [tuple(row) for row in ranks] == [(1, 1), (2, 2), (3, 3)]
    meeting_id = jury.deliberation.meeting_id
    assert chair.get(f"/sessions/{meeting_id}/compte-rendu").status_code == 200
    assert client.get(f"/sessions/{meeting_id}/compte-rendu").status_code == 302
    assert post(pen, f"{base}/rouvrir", {"reason": "Une voix mal comptée"}).location == base
    assert db.session.scalars(select(Entry.rank)).all() == [None, None, None]


def test_whoever_stands_aside_is_told_to_leave_and_finds_nothing(jury, sits):
    """The same page, byte for byte, whichever entry they leave for, and whatever is written of it; the answer to the script has
    the same size for everybody."""
    jury.open()
    base = f"/deliberation/{jury.competition.id}"
    aside, pen = jury.members[0], sits(jury.secretary)
    for one in jury.entries[:2]:
        stand_aside(aside, one)
    browser = sits(aside)
    pages = []
    for place in range(2):
        move(pen, base)
        page = browser.get(f"{base}/salle")
        assert "Veuillez sortir. Vous revenez au dossier suivant." in text_of(page)[0]
        for one in jury.entries:
            assert one.number not in page.text
            assert one.title not in text_of(page)[0]
        version = f"{fresh_version():010d}"
        assert version in page.text
        pages.append(main_of(page).replace(version, "VERSION"))
        state, theirs = (who.get(f"{base}/salle/etat") for who in (browser, pen))
        assert (state.data, state.headers["ETag"], len(state.data)) == (
            theirs.data,
            theirs.headers["ETag"],
            25,
        )
        again = browser.get(f"{base}/salle/etat", headers={"If-None-Match": state.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        for rest in ("", "/vote", "/decision", "/corriger"):
            assert browser.get(f"/deliberation/dossiers/{jury.items()[place].id}{rest}").status_code == 404
    assert pages[0] == pages[1]
    move(pen, base)
    assert jury.entries[2].number in browser.get(f"{base}/salle").text


def main_of(page):
    return str(parse(page).select_one("main [data-follow]"))


def test_a_chair_who_stands_aside_is_replaced_and_shown_nothing(jury, sits):
    jury.open()
    base, hidden = f"/deliberation/{jury.competition.id}", jury.entries[1]
    stand_aside(jury.chair, hidden)
    chair, pen = sits(jury.chair), sits(jury.secretary)
    assert hidden.number not in chair.get(f"{base}/ordre").text
    assert [browser.get(f"{base}/prix").status_code for browser in (chair, pen)] == [403, 200]
    move(chair, base)
    move(chair, base)
    assert hidden.number not in chair.get(f"{base}/salle").text
    assert jury.members[0].person.name in text_of(pen.get(f"{base}/salle"), "dl.pairs")[0]
    item = jury.item_of(hidden)
    corrects = [sits(one).get(f"/deliberation/dossiers/{item.id}/corriger").status_code
                for one in (jury.chair, jury.secretary, jury.members[0])]  # fmt: skip
    assert corrects == [404, 403, 200]


def test_a_sealed_mark_is_corrected_by_who_presides(jury, sits):
    jury.open()
    item = jury.items()[2]
    where = f"/deliberation/dossiers/{item.id}/corriger"
    chair = sits(jury.chair)
    page = parse(chair.get(where))
    evaluation = page.select_one("input[name=evaluation]")["value"]
    criterion = grid_of(jury.competition).criteria[0].id
    asked = {"evaluation": evaluation, f"score_{criterion}": "5"}
    refused = post(chair, where, asked)
    assert (refused.status_code, list(errors_of(refused))) == (422, ["reason"])
    assert parse(refused).select_one(f"input[name=score_{criterion}][value='5']").has_attr("checked")
    assert post(chair, where, {**asked, "reason": "Erreur de saisie"}).status_code == 303
    seals = db.session.scalars(select(ScoreSeal).order_by(ScoreSeal.number)).all()
    assert [row.sha256 == hashlib.sha256(row.lines.encode()).hexdigest() for row in seals] == [True, True]


def test_the_paper_of_the_record_and_the_packs_are_typeset_in_arabic(app, jury, sits):
    jury.open()
    jury.mark_present(jury.chair, jury.secretary, *jury.members)
    base = f"/deliberation/{jury.competition.id}"
    pen = sits(jury.secretary)
    assert post(pen, f"{base}/proces-verbal").location.startswith("/sessions/")
    minutes = db.session.scalars(select(Minutes)).one()
    aside = jury.members[0]
    stand_aside(aside, jury.entries[0])
    assert paper.can_read_paper(jury.acts(jury.chair), minutes) is True
    asked = post(pen, f"/documents/minutes/{minutes.id}/preparer", {"language": "ar"})
    reader = sits(aside)
    assert post(reader, f"{base}/dossiers?lang=ar").status_code == 303
    assert drain(app) == 2
    db.session.expire_all()
    rows = db.session.scalars(select(RenderedDocument).order_by(RenderedDocument.id)).all()
    assert [(row.kind, row.language, row.state) for row in rows] == [
        ("minutes", "ar", DocumentState.READY), ("jury_pack", "ar", DocumentState.READY),
    ]  # fmt: skip
    record, pack = (words_of(read_file(row.file)) for row in rows)
    seal = db.session.scalars(select(ScoreSeal)).one()
    assert all(line in record for line in (*seal.lines.splitlines(), seal.sha256))
    assert "التوقيع" in record
    assert (jury.entries[0].number in pack, jury.entries[1].number in pack) == (False, True)
    taken = f"/documents/{rows[1].id}/telecharger"
    assert [browser.get(taken).status_code for browser in (reader, pen)] == [200, 404]
    stand_aside(aside, jury.entries[1])
    assert reader.get(taken).status_code == 404
    assert "vos déports ont changé" in text_of(reader.get(f"{base}/dossiers"))[0]
    assert asked.status_code == 303
    assert load_record(minutes).blocks != ()


def words_of(pdf):
    import io

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_secretariat_prepares_and_looks_on_without_a_figure(jury, sits, login_as):
    """It chooses and convenes the meeting; what the jury reads is not for it before the jury has decided."""
    person = make_secretary()
    secretariat = login_as(person)
    base = f"/deliberation/{jury.competition.id}"
    assert secretariat.get(base).status_code == 200
    jury.open()
    answers = [
        secretariat.get(f"{base}{rest}").status_code
        for rest in ("", "/salle", "/salle/etat", "/ordre", "/prix", "/dossiers")
    ]
    assert answers == [200, 403, 403, 403, 403, 403]
    page = secretariat.get(base).text
    assert not any(one.number in page for one in jury.entries)


def test_ex_aequo_share_and_are_shown_so(app, sits):
    jury = make_jury(marks=((5, 5), (5, 5), (3, 3)), members=1, tie_rules=["share"])
    jury.open()
    page = sits(jury.chair).get(f"/deliberation/{jury.competition.id}/prix")
    cells = [" ".join(row.get_text(" ").split()) for row in parse(page).select("main tbody tr")]
    assert cells[0].replace("\u202f", " ").replace("\xa0", " ").count("40 000,00") == 2
    save(Prize(competition_id=jury.competition.id, rank=4, title=both("Prix 4"), amount=1))
    with_more = sits(jury.chair).get(f"/deliberation/{jury.competition.id}/prix")
    assert "Dites qu'il n'est pas attribué" in text_of(with_more)[0]


def test_embargo_is_kept_by_the_meeting_s_own_pages(jury, sits, client, login_as):
    """The agenda says places alone; nobody but the jury opens the record before the results are told."""
    jury.open()
    jury.mark_present(jury.chair, jury.secretary, *jury.members)
    meeting = f"/sessions/{jury.deliberation.meeting_id}"
    secretariat = login_as(make_secretary())
    assert post(sits(jury.chair), f"/deliberation/{jury.competition.id}/proces-verbal").status_code == 303
    for browser in (client, secretariat, sits(jury.members[0])):
        page = browser.get(meeting).text
        assert not any(one.number in page for one in jury.entries)
    assert secretariat.get(f"{meeting}/compte-rendu").status_code == 404
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        assert f"{meeting}/compte-rendu" not in secretariat.get("/a-faire").text
        assert f"{meeting}/compte-rendu" in sits(jury.secretary).get("/a-faire").text
    assert jury.competition.call.state is CallState.REVIEW


def test_who_leads_and_stands_aside_from_one_entry_learns_no_place_from_the_others(jury, sits):
    """The second of three is hidden: the third is the second to whoever may not know of it, and they move no rank."""
    jury.open()
    stand_aside(jury.chair, jury.entries[1])
    chair, pen = sits(jury.chair), sits(jury.secretary)
    item = jury.item_of(jury.entries[2])
    page = f"/deliberation/dossiers/{item.id}"

    def rows(browser):
        return [row.get_text(" ", strip=True) for row in parse(browser.get(page)).select("dl.pairs > div")]

    assert ("Rang du tableau 2" in rows(chair), "Rang du tableau 3" in rows(pen)) == (True, True)
    assert [any("Rang décidé" in row for row in rows(one)) for one in (chair, pen)] == [False, True]
    assert parse(chair.get(f"{page}/decision")).select("[name=rank]") == []
    sent = {
        "version": str(item.version),
        "rank": "1",
        "reason_fr": "Pourquoi pas",
        "mention_fr": "Bravo",
        "mention_ar": "أحسنتم",
    }
    assert post(chair, f"{page}/decision", sent).status_code == 303
    db.session.refresh(item)
    assert (item.rank_after, item.reason, item.mention) == (None, None, {"fr": "Bravo", "ar": "أحسنتم"})
    sent = {
        "version": str(item.version),
        "rank": "1",
        "reason_fr": "Le jury le préfère",
        "reason_ar": "تفضله اللجنة",
    }
    assert post(pen, f"{page}/decision", sent).status_code == 303
    db.session.refresh(item)
    assert item.rank_after == 1
