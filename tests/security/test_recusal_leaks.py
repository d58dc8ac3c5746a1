"""Whoever is recused from a file finds the same platform, byte for byte, whether the file exists or not; and at its own
addresses what stands where no file is. One person holds every function at once: no role sees more."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine

from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import (
    ApplicationMessage,
    ApplicationNote,
    ApplicationState,
    CorrectionKind,
    CorrectionRequest,
)
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Function
from noress.domain.outbox.rules import Mail, enqueue
from noress.extensions import db
from tests.factories import NOW, make_assignment, make_institution, make_person, make_seat, save
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call
from tests.factories.catalogue import make_structure, make_words
from tests.factories.evaluating import make_evaluation, make_grid
from tests.factories.recusals import (
    make_coordinator,
    make_officer,
    make_opinion,
    make_recusal,
    make_tie,
)
from tests.posting import post

ROUTES = Path(__file__).parents[1] / "architecture" / "routes.txt"
#: masks of tokens, and marks of pages that are drawn at random
_TOKEN = re.compile(rb'"[^"\s]{40,}"|data-draft-page="\w+"|name="key"[^>]*value="[\w-]+"')
#: families that know nothing of files, left out to save time; a new one is read by itself
_ELSEWHERE = (
    "/actions", "/sessions", "/instances", "/api/", "/aiguillage", "/entraide", "/decisions", "/textes", "/campagnes",
    "/catalogue/gestion", "/catalogue.", "/catalogue/carte", "/catalogue/e", "/catalogue/i", "/catalogue/l", "/connexion",
    "/langue", "/healthz", "/mon-compte", "/static", "/membres/", "/c/", "/q/", "/presence", "/donnees", "/accessibilite",
    "/institutions/nouvelle", "/personnes/d", "/personnes/f", "/personnes/n", "/personnes/<int:person_id>/",
    "/questionnaires/importer", "/questionnaires/nouveau", "/questionnaires/<int:questionnaire_id>/nos-questions",
)  # fmt: skip
#: these show everything there is, by design: the demonstration's mail box
_WHOLE = ("/demo/", "/readyz")
#: changes the reader's own place
_LEAVES = ("/deconnexion", "/qui-agit")
SECRET = "Projet caché"
S = ApplicationState


@pytest.fixture
def world(app, login_as):
    with time_machine.travel(NOW, tick=False):
        make_words()
        own, person = make_institution("Tiers concerné"), make_coordinator()
        make_seat(own, person)
        for function in Function:
            make_assignment(person, function)
        call = make_call()
        structures = [make_structure(f"Porteuse {n}") for n in range(4)]
        seen = make_received(call, answers={"title": "Projet ouvert"}, officer_id=person.id)
        make_opinion(seen)
        grid, other = make_grid(call), make_officer("Collègue")
        make_evaluation(grid, seen, other, (3, 3), is_sent=True)
        make_received(call, answers={"title": "Projet à donner"})
        yield SimpleNamespace(
            own=own, person=person, call=call, structures=structures, seen=seen, grid=grid, other=other,
            browser=login_as(person), app=app,
        )  # fmt: skip


def addresses(world):
    """Every page of the platform that needs no more than objects that this reader sees."""
    known = {
        "funding_call_id": world.call.id, "structure_id": world.structures[0].id, "institution_id": world.own.id,
        "application_id": world.seen.id, "person_id": world.other.id, "questionnaire_id": world.call.note_questionnaire_id,
    }  # fmt: skip
    found = []
    for line in ROUTES.read_text(encoding="utf-8").splitlines():
        rule, _, methods = line.partition(" ")
        if "GET" not in methods or rule.startswith((*_WHOLE, *_LEAVES, *_ELSEWHERE)):
            continue
        names = re.findall(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", rule)
        if all(name in known for name in names):
            found.append(re.sub(r"<[^<>]*?(\w+)>", lambda match: str(known[match[1]]), rule))
    words = [f"/candidatures/?q={word}" for word in ("cache", "Porteuse")]
    narrowed = [f"/candidatures/?appel={world.call.id}&etat={state.value}" for state in (S.DRAFT, S.SELECTED)]
    mails = [
        "/courriers/?q=caché",
        "/courriers/?state=queued",
        "/courriers/?etat=queued",
        "/courriers/?page=2",
    ]
    return [
        *found,
        *words,
        *narrowed,
        *mails,
        *(
            f"/candidatures/{page}?appel={world.call.id}"
            for page in ("deports", "repartir", "annoncer", "ecrire")
        ),
        "/catalogue/?q=cache",
    ]


def read_all(world):
    pages = {}
    for address in addresses(world):
        answer = world.browser.get(address)
        assert answer.status_code < 500, address
        pages[address] = (answer.status_code, _TOKEN.sub(b'"..."', answer.data))
    return pages


def make_hidden(world):
    """Three files, one in the middle of everything, one decided and one never sent."""
    busy = make_received(
        world.call, structure=world.structures[0], answers={"title": SECRET, "summary": SECRET}, officer_id=world.person.id,
        labels=["caché"], late_until=NOW, late_reason=SECRET, requested=60_000_00, women=3, province_code="01.571",
    )  # fmt: skip
    decided = make_received(
        world.call, structure=world.structures[1], answers={"title": f"{SECRET} 2"}, state=S.SELECTED, number="AMI-2026-0900"
    )  # fmt: skip
    draft = make_received(
        world.call, structure=world.structures[2], answers={"title": f"{SECRET} 3"}, state=S.DRAFT, is_sent=False
    )  # fmt: skip
    judged = make_received(
        world.call,
        structure=world.structures[3],
        answers={"title": f"{SECRET} 4"},
        state=S.ELIGIBLE,
        number="AMI-2026-0901",
    )
    for application in (busy, decided, draft, judged):
        make_tie(application, world.own)
    return SimpleNamespace(
        application_id=busy.id,
        person_id=world.other.id,
        file_id=1,
        **live_in(world, busy),
        **judge(world, judged),
    )


def judge(world, judged):
    """Given to the reader before the tie was known, and sent by somebody else."""
    mine = make_evaluation(world.grid, judged, world.person, (4, 4), comment=SECRET)
    make_evaluation(world.grid, judged, world.other, (5, 5), is_sent=True, comment=SECRET)
    return {"evaluation_id": mine.id}


def live_in(world, busy):
    """All that happens around a file."""
    asked = {"stage": 1, "kind": CorrectionKind.INCOMPLETE, "reason": SECRET, "asked_at": NOW, "due_at": NOW}
    said = {"text": SECRET, "author_id": busy.people[0].id, "sent_at": NOW, "awaits_answer": True}
    rows = {
        "note_id": ApplicationNote(
            application_id=busy.id, text=SECRET, person_id=world.other.id, written_at=NOW
        ),
        "message_id": ApplicationMessage(application_id=busy.id, **said),
        "correction_id": CorrectionRequest(application_id=busy.id, **asked),
    }
    found = {name: save(row).id for name, row in rows.items()}
    opinion = make_opinion(busy, text=SECRET, answered_at=NOW, name=SECRET)
    recusal = make_recusal(busy, world.other)
    values = {**dict.fromkeys(("subject", "label", "why"), SECRET), "lines": [SECRET], "rows": [], "url": "/"}
    with writing():
        to = ("application_notice", "cache@exemple.ma", SECRET, "fr", "cache", values)
        mail = enqueue(Mail(*to, about=("application", busy.id)), now=NOW)
        record(Actor.system(), "application.noted", busy, now=NOW)
        db.session.commit()
    return {**found, "opinion_id": opinion.id, "recusal_id": recusal.id, "outbox_mail_id": mail.id}


def test_pages_are_the_same_whether_the_file_exists_or_not(world):
    before = read_all(world)
    make_hidden(world)
    after = read_all(world)
    assert "AMI-" in after["/candidatures/"][1].decode()  # the other file is there
    assert [address for address in before if before[address] != after[address]] == []
    assert [address for address, (_status, data) in after.items() if SECRET.encode() in data] == []


def test_its_own_addresses_are_those_of_no_file(world):
    hidden = make_hidden(world)
    told, none = {}, {}
    keys = ("application_id", "opinion_id", "evaluation_id", "recusal_id", "outbox_mail_id")
    rules = [line.partition(" ") for line in ROUTES.read_text(encoding="utf-8").splitlines()]
    # those of a jury name its edition too: tests/security/test_score_leaks.py walks them
    wanted = [
        (rule, methods) for rule, _, methods in rules
        if any(f":{key}>" in rule for key in keys) and ":competition_id>" not in rule
    ]  # fmt: skip
    assert len(wanted) > 20
    for rule, methods in wanted:
        real = re.sub(r"<\w+:(\w+)>", lambda match: str(vars(hidden)[match[1]]), rule)
        empty = re.sub(r"<\w+:(\w+)>", "900900", rule)
        for method, act in (
            ("GET", world.browser.get),
            ("POST", lambda address: post(world.browser, address)),
        ):
            if method in methods:
                told[method, rule], none[method, rule] = (
                    said(act(address), address) for address in (real, empty)
                )
    assert {key: answer for key, answer in told.items() if answer[0] != 404} == {}
    assert [key for key in told if told[key] != none[key]] == []


def said(answer, address):
    return answer.status_code, _TOKEN.sub(b'"..."', answer.data.replace(address.encode(), b"here"))


def test_those_who_are_not_recused_read_it(world, login_as):
    hidden = make_hidden(world)
    colleague = login_as(make_officer("Sans lien"))
    assert SECRET in colleague.get("/candidatures/").text
    for address in ("", "/avis", "/notes", "/echanges"):
        assert SECRET in colleague.get(f"/candidatures/{hidden.application_id}{address}").text, address
    machines = make_person("Administrateur")  # keeps the mails leaving, and reads no file
    make_assignment(machines, Function.TECHNICAL_ADMINISTRATOR)
    keeper = login_as(machines)
    assert SECRET not in keeper.get("/courriers/").text
    assert keeper.get(f"/courriers/{hidden.outbox_mail_id}").status_code == 404
