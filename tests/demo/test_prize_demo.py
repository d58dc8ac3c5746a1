"""The prize in the demonstration: twenty numbered entries, a jury of nine at work, and an edition that is over."""

from collections import Counter

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.domain.applications.links import token_of
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.awards.models import Award, AwardState
from noress.domain.competitions import finding, phases, results
from noress.domain.competitions.models import Competition, Entrant, Entry
from noress.domain.competitions.phases import Phase
from noress.domain.files.models import RenderedDocument
from noress.domain.funding.models import FundingCall
from noress.domain.juries import panel
from noress.domain.juries.models import JuryRole
from noress.domain.reviewing import table
from noress.domain.reviewing.models import Evaluation, Recusal
from noress.extensions import db
from tests.factories import NOW
from tests.pages import parse

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.one_engine]
S = ApplicationState


def edition(number):
    query = select(Competition).join(Competition.call).where(FundingCall.edition == number)
    return db.session.scalars(query).one()


def words(page):
    return " ".join(parse(page).get_text(" ").split()).replace("\u202f", " ").replace("\xa0", " ")


def test_entries_are_numbered_marked_and_in_every_state():
    second = edition(2)
    entries = db.session.scalars(select(Entry).where(Entry.competition_id == second.id)).all()
    files = [one.application for one in entries]
    assert Counter(one.state for one in files) == {
        S.ELIGIBLE: 15, S.SUBMITTED: 2, S.DRAFT: 1, S.INELIGIBLE: 1, S.WITHDRAWN: 1,
    }  # fmt: skip
    assert {one.entrant for one in entries} == set(Entrant)
    assert {one.language for one in files} == {"fr", "ar"}
    assert all("démonstration" in one.title or "تجريبي" in one.title for one in files)
    assert len({one.lot_id for one in files}) == 2


def test_the_jury_of_nine_scores_with_conflicts_a_late_juror_ties_and_one_disagreement():
    second = edition(2)
    grid = finding.grid_of(second)
    assert phases.phase(second, grid, NOW) is Phase.SCORING
    jurors = db.session.scalars(panel.list_jurors(second.id)).all()
    assert Counter(one.role for one in jurors) == {
        JuryRole.CHAIR: 1, JuryRole.MEMBER: 6, JuryRole.ALTERNATE: 1, JuryRole.SECRETARY: 1,
    }  # fmt: skip
    letters = select(RenderedDocument).where(
        RenderedDocument.kind == "jury_letter", RenderedDocument.subject_id.in_([one.id for one in jurors])
    )
    assert Counter(one.language for one in db.session.scalars(letters)) == {"fr": 9, "ar": 9}
    sent = Counter(
        row.person_id for row in db.session.scalars(select(Evaluation).where(Evaluation.grid_id == grid.id))
        if row.sent_at is not None
    )  # fmt: skip
    late = [one for one in jurors if panel.scores(one) and one.person_id not in sent]
    assert len(late) == 1
    declared = select(Recusal).where(Recusal.person_id.in_([one.person_id for one in jurors]))
    assert len(db.session.scalars(declared).all()) == 1
    rows = db.session.execute(
        select(Evaluation.subject_id, Evaluation.person_id).where(Evaluation.grid_id == grid.id)
    ).all()
    assert len(rows) < 15 * 7  # some stand aside with their institution
    lines = table.results(second, grid, reader=None, now=NOW)
    widest = max(one.spread or 0 for one in lines)
    assert [one.spread for one in lines].count(widest) == 1
    assert widest > 30_000
    means = Counter((one.lot_id, one.mean) for one in lines if one.mean is not None)
    assert sum(count > 1 for count in means.values()) >= 2


def test_an_edition_is_over_with_winners_letters_a_payment_and_one_year_later(client):
    over = edition(0)
    assert over.call.is_demonstration is True
    told = results.told_results(over)
    assert [(line.rank, line.amount) for _category, lines in told.categories for line in lines] == [
        (1, 50_000_00), (2, 30_000_00), (3, None),
    ]  # fmt: skip
    assert len(told.mentions) == 1
    [award] = db.session.scalars(select(Award).where(Award.call_id == over.call_id)).all()
    assert (award.amount, award.state) == (50_000_00, AwardState.EXECUTION)
    page = words(client.get("/concours/palmares"))
    assert "démonstration" in page
    assert "Douze personnes y travaillent" in page
    assert "Nous cherchons encore un local" not in page
    pictures = parse(client.get("/concours/palmares?lang=ar")).select("main img.picture")
    assert len(pictures) == 3
    assert all("رسم" in one["alt"] or "Dessin" in one["alt"] for one in pictures)
    shown = client.get(pictures[0]["src"])
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    entries = db.session.scalars(
        select(Entry).join(Entry.application).where(Entry.competition_id == over.id).order_by(Application.id)
    ).all()
    for entry in entries:
        person = entry.application.people[0]
        result = client.get(f"/candidature/{token_of(person)}/resultat")
        assert result.status_code == 200
    assert "Ce que le jury vous dit" in words(client.get(f"/candidature/{token_of(entries[4].application.people[0])}/resultat?lang=fr"))  # fmt: skip
    assert clock.today(over.ceremony_at).year == 2025


def test_whoever_coordinates_finds_what_waits(login_as):
    from noress.demo import accounts
    from noress.domain.accounts.models import Person

    kind = accounts.get_kind("coordinator")
    person = db.session.scalars(select(Person).where(Person.email == kind.email)).first()
    browser = login_as(person)
    over = edition(0)
    prizes = words(browser.get(f"/concours/gestion/{over.id}/resultats/prix"))
    assert "Suivre le versement" in prizes
    assert "structure légale" in prizes
    assert "montant inconnu" in prizes
    assert "à publier" in words(browser.get(f"/concours/gestion/{over.id}/un-an-apres"))
