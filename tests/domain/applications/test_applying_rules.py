"""Belonging, prefilling, alerts, what is forgotten: the structure's side, without pages."""

from datetime import date, timedelta

from sqlalchemy import select

from noress.domain.accounts.identity import build_actor
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.rules.erasure import erase_person
from noress.domain.applications.affiliation import belonging_of, list_failures
from noress.domain.applications.links import find_person, hidden_address, token_of
from noress.domain.applications.models import (
    Application,
    ApplicationPerson,
    ApplicationState,
    Part,
)
from noress.domain.applications.rules import alerting, forgetting, people
from noress.domain.applications.rules.beginning import Wanted, begin_application
from noress.domain.applications.standing import is_open
from noress.domain.applications.ties import institutions_called
from noress.domain.catalogue.models import Facet, StructureLabel, Term
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseFile, ResponseState
from noress.domain.reviewing.models import LinkKind, OrganisationLink
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat, save
from tests.factories.calls import make_application, make_call, make_worker
from tests.factories.catalogue import make_structure, make_words
from tests.factories.documents import make_file
from tests.factories.links import change
from tests.factories.questionnaires import make_question, make_section

HOUR = timedelta(hours=1)
WANTED = Wanted(title="Atelier", name="Présidente", email="a@exemple.ma", language="fr")


def begin(call, actor=None, **values):
    wanted = Wanted(**{**WANTED.__dict__, **values})
    return begin_application(call=call, wanted=wanted, network="10.0.0.1", actor=actor, now=NOW)


def test_how_a_structure_belongs(app):
    make_words()
    member = make_institution("Membre", acronym="MB")
    parts = {
        "member": member,
        "part of a member": make_institution("Service", membership="service", part_of_id=member.id),
        "linked": make_institution("Antenne", membership="unknown"),
        "labelled": make_institution("Labellisée", membership="unknown"),
        "left": make_institution("Partie", membership="left"),
    }
    save(OrganisationLink(from_id=parts["linked"].id, to_id=member.id, kind=LinkKind.BRANCH, noted_at=NOW))
    entries = {name: make_structure(name, columns={"institution_id": one.id}) for name, one in parts.items()}
    label = db.session.scalars(select(Term).where(Term.facet == Facet.LABEL)).first()
    save(
        StructureLabel(
            structure_id=entries["labelled"].id,
            institution_id=member.id,
            term_id=label.id,
            given_on=date(2026, 1, 1),
        )
    )
    save(
        StructureLabel(
            structure_id=entries["left"].id,
            institution_id=member.id,
            term_id=label.id,
            given_on=date(2024, 1, 1),
            until=date(2025, 1, 1),
        )
    )
    found = {name: belonging_of(entry, None, NOW) for name, entry in entries.items()}
    assert {name: (one.kind.value, one.through and one.through.id) for name, one in found.items()} == {
        "member": ("member", member.id), "part of a member": ("affiliated", member.id), "linked": ("affiliated", member.id),
        "labelled": ("affiliated", member.id), "left": ("none", None),
    }  # fmt: skip
    outside = make_structure("Dehors")
    sponsored, refused = (
        belonging_of(outside, None, NOW, member),
        belonging_of(outside, None, NOW, parts["left"]),
    )
    assert (sponsored.kind.value, refused.kind.value) == ("sponsored", "none")
    assert [one.id for one in institutions_called(["mb", "  membre ", "autre", ""])] == [member.id]


def test_refusals_of_beginning(app, refusals):
    open_call, two = make_call(needs_affiliation=False), make_call()
    rule = {"key": "legal", "expects": "yes", "text": {"fr": "Existe ?"}, "message": {"fr": "Créez-la."}}
    ruled = make_call(needs_affiliation=False, eligibility=[rule])
    closed = make_call(closes_at=NOW - HOUR)
    name = {"structure_name": "Coop"}
    assert refusals({
        "no mail": lambda: begin(open_call, **name, email=""), "no structure": lambda: begin(open_call),
        "no title": lambda: begin(open_call, **name, title=" "), "unknown": lambda: begin(open_call, structure_id=999),
        "outside": lambda: begin(two, **name), "ineligible": lambda: begin(ruled, **name),
        "closed": lambda: begin(closed, **name), "fine": lambda: begin(ruled, **name, answers={"legal": "yes"}),
    }) == {
        "no mail": ("no_email", "email", 422), "no structure": ("no_structure", "structure", 422),
        "no title": ("no_title", "title", 422), "unknown": ("no_structure", "structure", 422),
        "outside": ("outside", "sponsor", 422), "ineligible": ("ineligible", None, 422), "closed": ("closed", None, 409),
        "fine": "done",
    }  # fmt: skip
    assert [one.key for one in list_failures(ruled, {"legal": "no"})] == ["legal"]


def test_filled_in_from_the_catalogue_and_the_last_application(app, work):
    note = Definition((
        make_section("who", make_question("name"), make_question("structure_phone", "phone"), make_question("province", "province"),
                     make_question("members", "number"), make_question("need", "long_text"),
                     make_question("contact"), make_question("contact_phone", "phone")),
        make_section("project", make_question("title", is_required=True), make_question("statutes", "file")),
    ))  # fmt: skip
    structure = make_structure(
        "Coopérative", phone="0539000001", members=12, contact="Présidente", contact_phone="0661000001"
    )
    before = make_application(
        make_call(note=note), structure, title="Ancien", submitted_at=NOW, number="AMI-2026-0001"
    )
    change(before.note_response, state=ResponseState.SUBMITTED, answers={
        "need": "Coudre", "title": "Ancien", "statutes": [{"file": 1, "name": "x", "size": 1}], "members": "9",
    })  # fmt: skip
    seat, stranger = (
        make_seat(make_institution("Maison"), make_person()),
        make_seat(make_institution(), make_person()),
    )
    change(structure, institution_id=seat.institution_id)
    own, other = (build_actor(one.person, seat=one, now=NOW, method="code") for one in (seat, stranger))
    found = {}
    for who, actor in (("of the structure", own), ("another member", other), ("anybody", None)):
        with work():
            call = make_call(note=note, needs_affiliation=False)
            made = begin(call, actor=actor, structure_id=structure.id).application
        found[who] = made.note_response.values
    # anybody may begin in the name of an entry: what it does not say to them is not told by its form either
    public = {
        "name": "Coopérative",
        "province": "01.571",
        "title": "Atelier",
        "members": "12",
        "structure_phone": "0539000001",
    }
    assert found == {
        "of the structure": public
        | {"contact": "Présidente", "contact_phone": "0661000001", "need": "Coudre"},
        "another member": public | {"contact": "Présidente"},
        "anybody": public,
    }
    assert (made.note_response.person_id, made.note_response.email) == (None, None)


def test_a_structure_learns_that_somebody_begins_in_its_name(app, work, outbox):
    """By its own mailbox, when that is another one than the address given; nothing when it is the same."""
    call = make_call(needs_affiliation=False)
    for number, email in enumerate(("contact@exemple.ma", "A@exemple.ma", None)):
        structure = make_structure(f"Coopérative {number}", email=email)
        with work():
            begin(call, structure_id=structure.id)
    told = [(mail.to_address, mail.subject) for mail in outbox()]
    assert told == [
        ("a@exemple.ma", "Votre candidature est commencée, pas encore envoyée"),
        ("contact@exemple.ma", "Une candidature est commencée au nom de votre structure"),
        *[("a@exemple.ma", "Votre candidature est commencée, pas encore envoyée")] * 2,
    ]
    assert "Présidente, avec l'adresse a…@exemple.ma" in outbox()[1].text.replace("\u202f", " ").replace(
        "\xa0", " "
    )


def test_one_alert_for_each_unsent_draft_and_mailbox(app, work, outbox):
    closing = NOW + timedelta(hours=47)
    call = make_call(closes_at=closing)
    draft = make_application(call, email="a@exemple.ma")
    make_worker(draft, email="b@exemple.ma", part=Part.ACCOMPANIST)
    make_worker(draft, email="c@exemple.ma", part=Part.SEE)
    make_worker(draft, email="d@exemple.ma", removed_at=NOW)
    late = make_application(call, email="late@exemple.ma", late_until=closing + timedelta(days=3))
    make_application(call, email="sent@exemple.ma", state=ApplicationState.SUBMITTED)
    make_application(make_call(closes_at=NOW + timedelta(hours=49)), email="later@exemple.ma")
    counts = []
    for now in (
        NOW,
        NOW + timedelta(hours=13),
        NOW + timedelta(hours=14),
        closing + HOUR,
        late.late_until - HOUR,
    ):
        with work():
            counts.append(alerting.alert_unsent(now=now))
    # begun a moment ago: not told at once; the call that closes two hours later has its own hour
    # and whoever was given until later is told before that hour
    assert counts == [0, 3, 0, 0, 1]
    assert sorted(mail.to_address for mail in outbox()) == [
        "a@exemple.ma",
        "b@exemple.ma",
        "late@exemple.ma",
        "later@exemple.ma",
    ]


def test_a_late_door_shuts_when_the_call_is_decided(app):
    application = make_application(make_call(closes_at=NOW - HOUR), late_until=NOW + HOUR)
    opens = {}
    for state in CallState:
        application.call.state = state
        opens[state.value] = is_open(application, NOW), is_open(application, NOW + 2 * HOUR)
    assert {state for state, (now, _later) in opens.items() if now} == {"announced", "open", "review"}
    assert {later for _now, later in opens.values()} == {False}
    db.session.rollback()


def test_what_is_forgotten(app, work, history):
    old = NOW - timedelta(days=500)
    call = make_call(closes_at=old)
    draft = make_application(call, started_at=old - HOUR)
    kept = make_application(call, started_at=old - HOUR, number="AMI-2025-0001", state=ApplicationState.REJECTED,
                            told_at=NOW - timedelta(days=100), stage=2)  # fmt: skip
    identity, statutes = make_file("carte.pdf"), make_file("statuts.pdf")
    named = {"identity": [{"file": identity.id, "name": "carte.pdf", "size": 1}],
             "statutes": [{"file": statutes.id, "name": "statuts.pdf", "size": 1}]}  # fmt: skip
    for key, file in (("identity", identity), ("statutes", statutes)):
        save(ResponseFile(response_id=kept.file_response_id, question=key, file_id=file.id))
    change(kept.file_response, answers=named, values=named, state=ResponseState.SUBMITTED)
    ids = (draft.id, draft.note_response_id, kept.file_response_id, identity.id, statutes.id)
    silent = make_worker(kept, accepted_at=None, invited_at=NOW - timedelta(days=91))
    with work():
        gone = (
            forgetting.purge_drafts(before=NOW - timedelta(days=365), now=NOW),
            forgetting.purge_restricted(before=NOW - timedelta(days=90), now=NOW),
            forgetting.forget_silent(before=NOW - timedelta(days=90), now=NOW),
        )
    assert gone == (1, 1, 1)
    found = [
        db.session.get(table, key) is not None
        for table, key in zip((Application, Response, Response, StoredFile, StoredFile), ids, strict=True)
    ]
    assert (found, list(db.session.get(Response, ids[2]).answers)) == (
        [False, False, True, False, True],
        ["statutes"],
    )
    person = db.session.get(ApplicationPerson, silent.id)
    assert (person.name, person.email, person.removed_at) == ("Personne effacée", f"efface-{silent.id}", NOW)
    with work():
        assert forgetting.purge_restricted(before=NOW, now=NOW) == 0
    assert [action for action, _changes in history() if action.startswith("application.")] == [
        "application.papers_purged"
    ]


def test_whoever_is_erased_leaves_nothing_but_the_structures_work(app, work, actor):
    person = make_person("Présidente de la coopérative Amal", email="amal@exemple.ma")
    application = make_application(
        make_call(), email="Amal@exemple.ma", sent_by="Présidente de la coopérative Amal"
    )
    heir = make_worker(application)
    owner = application.people[0]
    token = token_of(owner)
    change(owner, name=person.name)
    with work():
        erase_person(person=person, actor=actor, now=NOW)
    row = db.session.get(ApplicationPerson, owner.id)
    assert (row.name, row.email, row.removed_at, find_person(token)) == (
        "Personne effacée",
        f"efface-{owner.id}",
        NOW,
        None,
    )
    assert db.session.get(ApplicationPerson, heir.id).part is Part.OWNER
    assert db.session.get(Application, application.id).sent_by == "Personne effacée"


def test_refusals_about_people(app, refusals):
    application = make_application(make_call())
    owner, editor = application.people[0], make_worker(application)
    guide = make_worker(application, part=Part.ACCOMPANIST)
    gone = make_worker(application, removed_at=NOW)

    def of(row):
        return db.session.get(ApplicationPerson, row.id)

    assert refusals({
        "not the owner": lambda: people.change_part(person=of(guide), part=Part.SEE, by=of(editor), now=NOW),
        "the owner's part": lambda: people.change_part(person=of(owner), part=Part.SEE, by=of(owner), now=NOW),
        "the owner leaves": lambda: people.remove_person(person=of(owner), by=of(owner), now=NOW),
        "to an accompanist": lambda: people.hand_over(person=of(guide), by=of(owner), now=NOW),
        "to nobody": lambda: people.hand_over(person=of(gone), by=of(owner), now=NOW),
        "to oneself": lambda: people.hand_over(person=of(owner), by=of(owner), now=NOW),
        "an editor leaves": lambda: people.remove_person(person=of(editor), by=of(editor), now=NOW),
    }) == {
        "not the owner": ("not_owner", None, 403), "the owner's part": ("owner", "part", 409),
        "the owner leaves": ("owner", None, 409), "to an accompanist": ("accompanist", None, 409),
        "to nobody": ("gone", None, 409), "to oneself": ("gone", None, 409), "an editor leaves": "done",
    }  # fmt: skip
    assert [hidden_address(one) for one in ("a@b.ma", "amal@exemple.ma")] == ["a…@b.ma", "am…@exemple.ma"]


def test_nobody_is_written_to_again_and_again(app, work, outbox):
    """Anybody may begin and name anybody: ten mails a day to one address that somebody else gave, thirty by application."""
    calls = [make_call(needs_affiliation=False) for _ in range(11)]

    def refused(act, count):
        done = []
        for number in range(count):
            try:
                with work():
                    done.append(act(number))
            except TooMany as wait:
                return len(done), wait.status, wait.seconds
        return len(done)

    assert refused(lambda n: begin(db.session.get(FundingCall, calls[n].id), structure_name="Amal"), 11) == (
        10,
        429,
        3600,
    )
    application = make_application(make_call())
    owner, editor = application.people[0].id, make_worker(application, email="b@exemple.ma").id

    def renew(_number):
        by = db.session.get(ApplicationPerson, owner)
        people.renew_link(person=db.session.get(ApplicationPerson, editor), by=by, now=NOW)

    def invite(number):
        by = db.session.get(ApplicationPerson, owner)
        made = people.invite_person(
            application=by.application, name="x", email=f"p{number}@exemple.ma", part=Part.SEE, language="fr",
            institution_id=None, by=by, now=NOW,
        )  # fmt: skip
        people.remove_person(person=made, by=by, now=NOW)

    assert refused(renew, 12) == (10, 429, 86400)
    assert refused(invite, 30) == (20, 429, 86400)
    assert len(outbox()) == 10 + 10 + 20


def test_papers_are_looked_through_in_as_many_queries_for_one_as_for_many(app, work, count_queries):
    """Of those that ended with files still; nothing else is read night after night."""
    call, counts = make_call(), []
    for count in (1, 2):
        for _one in range(count):
            ended = make_application(call, state=ApplicationState.REJECTED, stage=2, number=f"N{count}{_one}",
                                     told_at=NOW - timedelta(days=100), people=False)  # fmt: skip
            file = make_file("statuts.pdf")
            save(ResponseFile(response_id=ended.file_response_id, question="statutes", file_id=file.id))
        make_application(
            call, state=ApplicationState.REJECTED, told_at=NOW - timedelta(days=100), people=False
        )
        with work():  # the questions are read once per process: by whichever test comes first
            forgetting.purge_restricted(before=NOW, now=NOW)
        db.session.expire_all()
        with count_queries() as seen, work():
            assert forgetting.purge_restricted(before=NOW, now=NOW) == 0
        counts.append(len(seen))
    assert counts == [2, 2]
