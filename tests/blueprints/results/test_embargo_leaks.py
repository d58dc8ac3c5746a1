"""Two worlds that differ only in who won are byte-identical, until the release, to everybody but the jury and whoever
coordinates: pages, lists, counts, exports, duties, search, files."""

import contextvars
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import token_of
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import DecisionLetter
from noress.domain.competitions.certificates import CERTIFICATE
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.rules import releasing
from noress.domain.files.models import RenderedDocument
from noress.domain.files.rules import request_document
from noress.domain.institutions.models import Function
from noress.extensions import db
from tests.factories import NOW, make_assignment, make_institution, make_person, make_seat
from tests.factories.catalogue import make_structure, make_words
from tests.factories.competitions import make_decided, make_entry, make_juror
from tests.posting import post

pytestmark = pytest.mark.one_engine

ROUTES = Path(__file__).parents[2] / "architecture" / "routes.txt"
_TOKEN = re.compile(rb'"[^"\s]{40,}"|data-draft-page="\w+"|name="key"[^>]*value="[\w-]+"')
#: what an entry may be shown by, and to whom: the rest knows nothing of it, or sends everybody of that kind away
_OPEN = ("/concours", "/projets", "/a-faire", "/evaluations", "/catalogue/<int:structure_id>")
_JURY = ("/jury", "/deliberation")
_DESK = ("/appels", "/candidatures", "/documents", "/courriers")
FAMILIES = {
    "visitor": (*_OPEN, "/candidature/"), "member": (*_OPEN, *_JURY), "staff": (*_OPEN, *_JURY, *_DESK),
    "juror": _OPEN,  # the jury knows what it decided
}  # fmt: skip
#: changes the reader's own place
_LEAVES = ("/deconnexion", "/qui-agit")
_FIELDS = ("prize_id", "rank", "prize_amount", "is_mention", "mention", "feedback", "public_text")


@pytest.fixture
def world(app, login_as):
    make_words()
    ceremony = NOW.replace(year=NOW.year + 1)
    competition, entries = make_decided(ceremony_at=ceremony)
    winner, other = entries[0], make_entry(competition, make_structure("Structure perdante"))
    member, staff = make_person("Membre"), make_person("Personne de bureau")
    make_seat(make_institution(), member)
    for function in Function:
        make_assignment(staff, function)
    juror = make_juror(competition, make_person("Membre du jury"))
    return SimpleNamespace(
        app=app, competition=competition, winner=winner, other=other,
        tokens=[token_of(one.application.people[0]) for one in (winner, other)],
        browsers={"visitor": app.test_client(), "member": login_as(member), "staff": login_as(staff),
                  "juror": login_as(juror.person)},
    )  # fmt: skip


def prepare(world):
    """As whoever coordinates has everything ready."""
    now, system = NOW, Actor.system()
    with writing():
        competition = db.session.get(Competition, world.competition.id)
        winner = db.session.get(Entry, world.winner.id)
        other = db.session.get(Entry, world.other.id)
        best = winner if winner.prize_id is not None else other
        releasing.prepare_letters(competition=competition, actor=system, now=now)
        competition.press_text = Translated(
            fr=f"Le prix va à {best.application.title}, {best.application.number}."
        )
        request_document(kind=CERTIFICATE, subject=best, language="fr", actor=system, now=now, is_told=False)
        db.session.commit()


def swap(world):
    """The other one wins."""
    with writing():
        winner = db.session.get(Entry, world.winner.id)
        other = db.session.get(Entry, world.other.id)
        for name in _FIELDS:
            first, second = getattr(winner, name), getattr(other, name)
            setattr(winner, name, second)
            setattr(other, name, first)
        db.session.query(RenderedDocument).delete()
        prepared = AuditEvent.action == "letters.prepared"  # said once in each world
        db.session.query(AuditEvent).filter(prepared).delete()
        db.session.commit()


def addresses(world):
    """Of one of the two entries: it wins in one world, and in the other it does not."""
    entry, letter = world.other, db.session.query(DecisionLetter).order_by(DecisionLetter.id).first()
    known = {
        "competition_id": world.competition.id, "funding_call_id": world.competition.call_id, "entry_id": entry.id,
        "application_id": entry.application_id, "structure_id": entry.application.structure_id, "token": world.tokens[1],
        "decision_letter_id": letter.id, "rendered_document_id": 1, "award_id": 1,
    }  # fmt: skip
    for line in ROUTES.read_text(encoding="utf-8").splitlines():
        rule, _, methods = line.partition(" ")
        names = set(re.findall(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", rule))
        if "GET" in methods and names <= set(known) and not rule.startswith(_LEAVES):
            yield rule, re.sub(r"<[^<>]*?(\w+)>", lambda match: str(known[match[1]]), rule)
    call, desk = world.competition.call_id, "/candidatures/"
    for asked in (f"appel={call}", f"appel={call}&etat=selected", "q=Structure"):
        yield desk, f"{desk}?{asked}"


def get(browser, address):
    """Without reviewing the page (tests/conftest.py): other tests open each of them."""
    db.session.rollback()
    return contextvars.Context().run(FlaskClient.open, browser, address)


def read_all(world):
    pages = {}
    wanted = list(dict.fromkeys(addresses(world)))
    for name, browser in world.browsers.items():
        for rule, address in wanted:
            if not rule.startswith(FAMILIES[name]):
                continue
            answer = get(browser, address)
            assert answer.status_code < 500, address
            kept = answer.headers.get("Location"), answer.headers.get("Content-Disposition")
            pages[name, address] = (answer.status_code, kept, _TOKEN.sub(b'"..."', answer.data))
    return pages


def test_who_won_shows_nowhere_before_the_release_and_everywhere_after(world, coordinator):
    prepare(world)
    one = read_all(world)
    swap(world)
    prepare(world)
    two = read_all(world)
    assert len(one) > 200
    assert [key for key in one if one[key] != two[key]] == []
    number, visitor = world.competition.id, world.browsers["visitor"]
    assert world.browsers["staff"].get(f"/concours/gestion/{number}/resultats").status_code == 403
    with writing():
        db.session.get(Competition, number).ceremony_at = NOW
        db.session.commit()
    done = post(coordinator, f"/concours/gestion/{number}/resultats/annoncer")
    assert done.status_code == 303
    told = [f"/concours/{number}", "/concours/palmares", "/concours/palmares.csv", "/concours/palmares.json",
            f"/candidature/{world.tokens[1]}/resultat"]  # fmt: skip
    best = db.session.get(Entry, world.other.id).application.title.encode()
    for address in told:
        answer = visitor.get(address)
        assert (answer.status_code, best in answer.data) == (200, True), address
        assert two["visitor", address][1:] != (None, answer.data)
