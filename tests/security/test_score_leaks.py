"""Two worlds that differ only in one secret score, in who reads what, or in who stands aside, are byte-identical at every
address that shows anything, for everybody who is not entitled to know. Read generically over the map of addresses: a page
added to the platform is read too."""

import contextvars
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask.testing import FlaskClient

from noress.core.database import writing
from noress.domain.applications.links import token_of
from noress.domain.competitions.models import Competition
from noress.domain.institutions.models import Function
from noress.domain.juries.models import JuryRole
from noress.domain.reviewing.grids import total_of
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db
from noress.web import public_cache
from tests.factories import NOW, make_assignment, make_institution, make_person, make_seat, make_secretary
from tests.factories.catalogue import make_structure, make_words
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror
from tests.factories.evaluating import make_evaluation
from tests.factories.recusals import make_recusal

pytestmark = pytest.mark.one_engine
#: masks of tokens, and marks of pages that are drawn at random
_TOKEN = re.compile(rb'"[^"\s]{40,}"|data-draft-page="\w+"|name="key"[^>]*value="[\w-]+"')
#: families that know nothing of calls, entries nor juries, left out to save time
_ELSEWHERE = (
    "/actions", "/sessions", "/instances", "/api/", "/aiguillage", "/entraide", "/decisions", "/textes", "/campagnes",
    "/catalogue", "/connexion", "/langue", "/healthz", "/readyz", "/mon-compte", "/static", "/membres", "/c/", "/q/",
    "/presence", "/donnees", "/accessibilite", "/institutions", "/personnes", "/questionnaires", "/demo", "/deconnexion",
    "/qui-agit", "/structures", "/appels/", "/envies", "/reponses", "/mes-donnees", "/corrections", "/plans", "/points",
    "/lettres", "/imports", "/fusions", "/doublons", "/verifier", "/arreter", "/courriels", "/relais", "/projets/",
)  # fmt: skip
#: where each kind is shown anything of a jury: elsewhere it is sent away before anything is looked at (the permission matrix)
_JURY = ("/jury", "/deliberation", "/a-faire", "/evaluations", "/documents")
_DESK = (*_JURY, "/concours/gestion", "/candidatures")
FAMILIES = {
    "visitor": ("/concours", "/candidature/"),
    "member": (*_JURY, "/concours"),
    "staff": _DESK,
    "coordinator": _DESK,
}


@pytest.fixture
def world(app, login_as):
    """Scoring is on, blind, entries shared out; figures of the others are shown to those who have sent all of theirs."""
    with time_machine.travel(NOW, tick=False):
        make_words()
        competition = make_competition(
            "scoring", shows_others=True, minimum_scores=1, grid={"by_everybody": False, "per_file": 5}
        )
        jury = make_jury(competition)
        entries = [
            make_entry(
                competition, make_structure(f"Structure {n}"), answers={"title": f"Entrée {n}"}
            ).application
            for n in range(3)
        ]
        scores = share_out(grid_of(competition), entries, jury)
        kept = make_recusal(entries[0], jury["aside"].person)
        yield SimpleNamespace(
            app=app, competition=competition, jury=jury, entries=entries, scores=scores, kept=kept,
            browsers={**outside(app, login_as), **{name: login_as(one.person) for name, one in jury.items()}},
        )  # fmt: skip


def make_jury(competition):
    roles = {
        "chair": JuryRole.CHAIR, "secretary": JuryRole.SECRETARY, "busy": JuryRole.MEMBER, "late": JuryRole.MEMBER,
        "aside": JuryRole.MEMBER, "done": JuryRole.MEMBER,
    }  # fmt: skip
    return {
        name: make_juror(competition, make_person(f"Jury {name}"), role=role) for name, role in roles.items()
    }


def share_out(grid, entries, jury):
    """The late one has sent one of two; those who stand aside and who are done, all of theirs."""
    secret, other, third = entries
    rows = {
        "secret": make_evaluation(grid, secret, jury["busy"].person, (4, 4), is_sent=True),
        "waiting": make_evaluation(grid, secret, jury["chair"].person),
    }
    make_evaluation(grid, other, jury["late"].person, (3, 3), is_sent=True)
    rows["late"] = make_evaluation(grid, secret, jury["late"].person)
    make_evaluation(grid, other, jury["aside"].person, (4, 3), is_sent=True)
    make_evaluation(grid, third, jury["aside"].person, (3, 2), is_sent=True)
    make_evaluation(grid, third, jury["chair"].person)
    for entry in entries:
        make_evaluation(grid, entry, jury["done"].person, (3, 4), is_sent=True)
    return rows


def outside(app, login_as):
    """Besides the jury; one person of the staff holds every function but those of the secretariat."""
    member, staff = make_person("Membre"), make_person("Personnel")
    make_seat(make_institution(), member)
    for function in (
        Function.TREASURER,
        Function.AUTHORISING_OFFICER,
        Function.DESK_OFFICER,
        Function.TECHNICAL_ADMINISTRATOR,
    ):
        make_assignment(staff, function)
    return {
        "visitor": app.test_client(), "member": login_as(member), "staff": login_as(staff),
        "coordinator": login_as(make_secretary()),
    }  # fmt: skip


def addresses(world):
    """Of the entry that the secret is about, of its author, of everybody's own grid."""
    competition, secret = world.competition, world.entries[0]
    known = {
        "competition_id": competition.id, "application_id": secret.id, "entry_id": 1, "funding_call_id": competition.call_id,
        "evaluation_id": world.scores["secret"].id, "juror_id": world.jury["busy"].id, "person_id": world.jury["busy"].person_id,
        "structure_id": secret.structure_id, "token": token_of(secret.people[0]), "recusal_id": world.kept.id,
        "name": "photo-1.jpg", "file_id": 1, "award_id": 1, "lang": "fr", "outbox_mail_id": 1,
    }  # fmt: skip
    found = []
    for rule in world.app.url_map.iter_rules():
        if (
            "GET" not in (rule.methods or ())
            or rule.rule.startswith(_ELSEWHERE)
            or not rule.arguments <= set(known)
        ):
            continue
        found.append(re.sub(r"<[^<>]*?(\w+)>", lambda match: str(known[match[1]]), rule.rule))
    own = [
        f"/jury/{competition.id}/dossier/{row.id}"
        for row in db.session.query(Evaluation).order_by(Evaluation.id)
    ]
    table = [
        f"/jury/{competition.id}/tableau{asked}"
        for asked in ("?tri=ecart", "?tri=desaccord", "?ordre=mediane")
    ]
    listed = [
        f"/candidatures/?appel={competition.call_id}&etat=eligible",
        f"/candidatures/?q={secret.number}",
    ]
    return sorted({*found, *own, *table, *listed})


def get(browser, address):
    """Without reviewing the page (tests/conftest.py): other tests open each of them."""
    db.session.rollback()
    return contextvars.Context().run(FlaskClient.open, browser, address)


def read_all(world, names, known=None):
    """`known`: what another world answered; whom it refused by their kind (the permission matrix) is not asked again."""
    public_cache.clear()
    pages = {}
    wanted = addresses(world)
    for name in names:
        for address in wanted:
            if not address.startswith(FAMILIES.get(name, _JURY)):
                continue
            if known is not None and known[name, address][0] == 403:
                continue
            answer = get(world.browsers[name], address)
            assert answer.status_code < 500, (name, address)
            kept = (
                answer.headers.get("Location"),
                answer.headers.get("Content-Disposition"),
                _said(world, name, answer),
            )
            pages[name, address] = answer.status_code, kept, _TOKEN.sub(b'"..."', answer.data)
    return pages


def _said(world, name, answer):
    """What a redirection leaves to be said on whichever page comes next."""
    if answer.status_code != 302:
        return None
    with world.browsers[name].session_transaction() as cookies:
        return str(cookies.pop("_flashes", None))


def differing(one, two):
    return sorted(key for key in two if one[key] != two[key])


def change_score(world):
    """The lowest instead of nearly the highest: means, places and spreads all change."""
    with writing():
        row = db.session.get_one(Evaluation, world.scores["secret"].id)
        grid = db.session.get_one(Grid, row.grid_id)
        row.scores = dict.fromkeys(row.scores, 1 if 4 in row.scores.values() else 4)
        row.total = total_of(grid.criteria, row.scores)
        db.session.commit()


def give_to(world, name):
    """What waits is somebody else's to read."""
    with writing():
        db.session.get_one(Evaluation, world.scores["waiting"].id).person_id = world.jury[name].person_id
        db.session.commit()


def stand_aside(world, name):
    """From the entry that they have scored."""
    make_recusal(world.entries[0], world.jury[name].person)


#: nobody among them may know a figure of somebody else while scores are given, but who has sent all of theirs and may read the entry
UNTOLD = ("visitor", "member", "staff", "coordinator", "secretary", "chair", "late", "aside")
#: of these, who follow the jury's progress are told who reads what, and who stands aside
FOLLOWING = ("coordinator", "secretary", "chair")


def test_nobody_learns_what_is_not_theirs(world):
    before = read_all(world, (*UNTOLD, "done"))
    assert len(before) > 150
    told = {key for key, answer in before.items() if answer[0] == 200}
    assert {name for name, _address in told} == {*UNTOLD, "done"}  # each of them reads something

    change_score(world)
    after = read_all(world, (*UNTOLD, "done"), before)
    assert len(after) > 150
    differs = differing(before, after)
    assert [key for key in differs if key[0] != "done"] == []
    assert [key for key in differs if key[0] == "done"] != []  # the figures of the others are theirs to read

    give_to(world, "secretary")
    stand_aside(world, "busy")
    outsiders = [name for name in UNTOLD if name not in FOLLOWING]
    assert differing(before, read_all(world, outsiders, before)) == []


def test_whoever_stands_aside_finds_no_figure_of_that_entry_once_all_is_told(world):
    """Sealed, and the jury deliberates: its members read everybody's figures, but of what they stand aside from."""
    with writing():
        competition = db.session.get_one(Competition, world.competition.id)
        grid = db.session.query(Grid).filter_by(call_id=competition.call_id).one()
        grid.closes_at, competition.deliberation_opens_at = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
        db.session.commit()
    number = world.entries[0].number.encode()
    names = ("visitor", "coordinator", "aside")
    before = read_all(world, names)
    change_score(world)
    assert differing(before, read_all(world, names, before)) == []
    shown = [
        key
        for key, answer in before.items()
        if key[0] == "aside" and answer[0] == 200 and number in answer[2]
    ]
    assert shown == []
