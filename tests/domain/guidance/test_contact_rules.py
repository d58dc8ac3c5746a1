"""A request for contact from its sending to what is forgotten of it; mutual aid from the proposal to the contacts."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Facet, Term
from noress.domain.catalogue.vocabulary import forget_vocabulary, read_vocabulary
from noress.domain.guidance import duties, rules
from noress.domain.guidance.links import conversation_token, find_conversation, find_match, match_token
from noress.domain.guidance.models import AidMatch, AidState, ContactRequest, ContactState
from noress.domain.guidance.rules.contact import MOST_BY_ADDRESS, Sent
from noress.domain.guidance.rules.forgetting import forget_requests_of
from noress.domain.retention.rules import purge_expired
from noress.extensions import db
from tests.factories import make_institution, make_person, make_seat, save
from tests.factories.catalogue import TANGER, make_structure, make_words
from tests.factories.guidance import make_match, make_request

DAY = timedelta(days=1)
SOMEBODY = Actor(name="", method="link")
SENT = Sent(
    key="cle-de-cette-page-1",
    name="Prénom",
    text="Je lance un atelier.",
    email="moi@exemple.ma",
    language="ar",
)


def send(structure, now, **changes):
    return rules.send_request(
        structure=structure, sent=replace(SENT, **changes), network="10.0.0.1", actor=SOMEBODY, now=now
    )


def mails(outbox):
    return [(mail.template, mail.to_address, mail.language) for mail in outbox()]


def test_a_request_leaves_once_and_hides_both_addresses(app, work, outbox, history, now):
    structure = make_structure("Coopérative", email="coop@exemple.ma")
    with work():
        made = send(structure, now, phone="06 00 00 00 01")
        assert send(structure, now, text="encore") is made  # the same page tries again
    assert (made.number, made.state, made.province_code, [one.text for one in made.messages]) == (
        "C-2026-0001", ContactState.SENT, structure.province_code, ["Je lance un atelier."],
    )  # fmt: skip
    assert mails(outbox) == [
        ("contact_asked", "coop@exemple.ma", "fr"),
        ("contact_received", "moi@exemple.ma", "ar"),
    ]
    asked, received = outbox()
    for body in (asked.text, asked.html):
        assert ("moi@exemple.ma" in body, "06 00" in body, "Je lance un atelier." in body) == (
            False,
            False,
            True,
        )
    assert "coop@exemple.ma" not in received.text
    assert conversation_token(made, is_structure=True) in asked.text
    assert conversation_token(made, is_structure=False) in received.text
    assert [entry for entry in history() if entry[0].startswith("contact")] == [("contact_request.sent", {})]


def test_what_cannot_be_sent_says_why(app, work, now):
    structure, hidden = make_structure("Ouverte"), make_structure("Masquée", columns={"opposed_at": now})
    told = {}
    cases = {
        "key": {"key": "x"}, "junk": {"trap": "http://spam"}, "name": {"name": ""}, "text": {"text": "  "},
        "long": {"text": "x" * 3001}, "mail": {"email": "pas une adresse"}, "phone": {"email": "", "phone": "12"},
        "none": {"email": ""}, "hidden phone": {"email": "", "phone": "06 00 00 00 01"},
    }  # fmt: skip
    for number, (case, changes) in enumerate(cases.items()):
        try:
            with work():
                send(structure, now, **{"key": f"cle-de-cette-page-{number}", **changes})
        except RuleError as refused:
            told[case] = (refused.code, refused.field)
    assert told == {
        "key": ("incomplete", None), "junk": ("junk", None), "name": ("no_name", "name"), "text": ("no_text", "text"),
        "long": ("too_long", "text"), "mail": ("bad_email", "email"), "phone": ("bad_phone", "phone"),
        "none": ("no_address", "email"), "hidden phone": ("hidden_phone", "shows_phone"),
    }  # fmt: skip
    for number in range(MOST_BY_ADDRESS):
        with work():
            send(structure, now, key=f"autre-page-numero-{number}")
    codes = []
    for target, when in ((structure, now), (hidden, now), (structure, now + 2 * DAY)):
        try:
            with work():
                send(target, when, key=f"encore-une-page-{len(codes)}")
            codes.append("sent")
        except RuleError as refused:
            codes.append((refused.code, refused.status))
    assert codes == [("too_many", 429), ("unlisted", 409), "sent"]


def test_it_is_followed_until_answered(app, work, outbox, now):
    make_words()
    sector = {"sectors": ["financing"]}
    institution = make_institution("Qui répond")
    keeper = make_person("Qui garde")
    asked = make_structure(
        "Silencieuse", email="coop@exemple.ma", columns={"institution_id": institution.id}, **sector
    )
    other = make_structure("Autre porte", **sector)
    seat = make_seat(institution, keeper)
    need = read_vocabulary().get(Facet.SECTOR, "financing")
    silent = make_request(asked, need_id=need.id, email="moi@exemple.ma")
    lost = make_request(other, email=None, phone="06 00 00 00 02", shows_phone=True)
    from noress.domain.accounts.identity import build_actor

    actor = build_actor(keeper, seat=seat, now=now, method="code")
    assert [duty.values for duty in duties.list_requests_to_answer(actor, now)] == [
        {"contact_request_id": silent.id}
    ]
    moved = []
    for days in (4, 5, 6, 9, 10, 14, 15, 16):
        with work():
            moved.append(rules.follow_requests(actor=Actor.system(), now=now + days * DAY))
    assert moved == [0, 2, 0, 0, 2, 0, 2, 0]
    db.session.expire_all()
    assert [(one.state, one.reminders) for one in (silent, lost)] == [(ContactState.UNANSWERED, 2)] * 2
    assert mails(outbox) == [("contact_asked", "coop@exemple.ma", "fr")] * 2 + [
        ("contact_unanswered", "moi@exemple.ma", "fr")
    ]
    told = outbox()[-1].text
    assert ("Autre porte" in told, f"/catalogue/{other.id}" in told, "secteur=financing" in told) == (
        True,
        True,
        True,
    )
    with work():
        rules.write_message(
            request=silent, is_from_structure=True, text="Venez jeudi.", actor=actor, now=now + 17 * DAY
        )
        rules.write_message(
            request=silent, is_from_structure=True, text="Venez jeudi.", actor=actor, now=now + 17 * DAY
        )
        rules.write_message(
            request=silent, is_from_structure=False, text="Merci.", actor=SOMEBODY, now=now + 18 * DAY
        )
    assert (silent.state, len(silent.messages), silent.messages[1].person_id) == (
        ContactState.ANSWERED,
        3,
        keeper.id,
    )
    assert mails(outbox)[3:] == [
        ("contact_said", "moi@exemple.ma", "fr"),
        ("contact_said", "coop@exemple.ma", "fr"),
    ]
    with work():
        rules.close_request(request=silent, helped=True, actor=SOMEBODY, now=now + 20 * DAY)
        rules.close_request(request=silent, helped=False, actor=SOMEBODY, now=now + 21 * DAY)
    try:
        rules.write_message(request=silent, is_from_structure=True, text="?", actor=actor, now=now)
        code = None
    except RuleError as refused:
        code = refused.code
    assert (silent.state, silent.helped, code) == (ContactState.CLOSED, True, "closed")
    token = conversation_token(silent, is_structure=True)
    opened = [find_conversation(token, now=now + days * DAY) for days in (21, 120)]
    assert [(one[1], one[2]) for one in opened] == [(True, True), (True, False)]
    silent.structure_generation = 2
    assert (find_conversation(token, now=now), find_conversation("x", now=now)) == (None, None)
    db.session.rollback()


def test_the_secretariat_is_given_what_no_mail_can_bring(app, work, actor, now):
    without, reached = make_structure("Sans adresse"), make_structure("Avec adresse", email="la@exemple.ma")
    with work():
        send(without, now, key="une-page-sans-adresse")
        send(reached, now, key="une-page-avec-adresse")
    make_request(make_structure("Muette"), state=ContactState.UNANSWERED)
    assert [(duty.title, duty.values) for duty in duties.list_requests_lost(actor, now)] == [
        ("1 demande de contact à transmettre par téléphone", {"etat": "sans-adresse"}),
        ("1 demande de contact restée sans réponse", {"etat": "unanswered"}),
    ]
    assert duties.list_requests_lost(SOMEBODY, now) == []


def test_who_asked_is_forgotten_after_a_year_or_on_their_demand(app, work, outbox, now):
    structure, person = make_structure("Une"), make_person("Elle", email="elle@exemple.ma")
    old = make_request(structure, sent_at=now - 366 * DAY)
    own, kept = make_request(structure, email="Elle@exemple.ma"), make_request(structure)
    with work():
        rules.write_message(
            request=kept,
            is_from_structure=True,
            text="Sa réponse",
            actor=Actor(name="", method="code", person_id=person.id),
            now=now,
        )
    with work():
        done = purge_expired(now=now)["contact_requests"]
        forget_requests_of(person_id=person.id, email=person.email)
    told = {
        one.id: (one.name, one.email, [message.text for message in one.messages])
        for one in db.session.scalars(select(ContactRequest))
    }
    assert (done, told) == (1, {
        old.id: (None, None, [""]), own.id: (None, None, [""]),
        kept.id: ("Prénom", kept.email, ["Je voudrais un conseil.", ""]),
    })  # fmt: skip


def test_mutual_aid_is_proposed_near_first_and_once(app, work, outbox, now):
    make_words()
    premises = read_vocabulary().get(Facet.RESOURCE, "premises")
    save(
        Term(
            facet=Facet.RESOURCE,
            code="premises.meeting",
            name=Translated(fr="Une salle"),
            mask="resources",
            bit=40,
            parent_id=premises.id,
        )
    )
    forget_vocabulary()
    taker = make_structure("Cherche", needs=["premises.meeting"], email="cherche@exemple.ma")
    make_structure("Loin", province=TANGER, shares=["premises"], email="loin@exemple.ma")
    near = make_structure(
        "Près", shares=["premises", "training"], email="pres@exemple.ma", phone="05 39 00 00 01"
    )

    def propose() -> list[AidMatch]:
        return rules.propose_matches(rules.takers_of_week(now), actor=Actor.system(), now=now)

    with work():
        made, again = propose(), propose()
    assert [[(one.giver.name["fr"], one.taker.name["fr"], one.term.code) for one in run] for run in (made, again)] == [
        [("Près", "Cherche", "premises.meeting")], [("Loin", "Cherche", "premises.meeting")],
    ]  # fmt: skip
    with work():
        assert propose() == []  # nobody else is left
        rules.settle_match(match=again[0], is_giver=True, agrees=False, actor=SOMEBODY, now=now)
    match = made[0]
    with work():
        for is_giver in (True, False):
            rules.settle_match(match=match, is_giver=is_giver, agrees=True, actor=SOMEBODY, now=now)
    assert (match.state, again[0].state, find_match(match_token(match, is_giver=False), now=now)[1]) == (
        AidState.AGREED,
        AidState.DECLINED,
        False,
    )
    agreed = {mail.to_address: mail.text for mail in outbox() if mail.template == "aid_agreed"}
    assert sorted(agreed) == ["cherche@exemple.ma", "pres@exemple.ma"]
    assert (
        "pres@exemple.ma" in agreed["cherche@exemple.ma"].split("-- ")[0],
        f"/catalogue/{near.id}/contact" in agreed["cherche@exemple.ma"],
    ) == (True, True)
    late = make_match(taker, near, premises.id, proposed_at=now - 31 * DAY)
    codes = []
    for one in (late, again[0]):
        try:
            rules.settle_match(match=one, is_giver=True, agrees=True, actor=SOMEBODY, now=now)
        except RuleError as refused:
            codes.append(refused.code)
    assert codes == ["settled", "settled"]
    with work():
        assert rules.lapse_matches(actor=Actor.system(), now=now) == 1
    assert db.session.get(AidMatch, late.id).state is AidState.LAPSED
