"""Open links, passing on, thanks, junk held back, and what is forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.models import SignInAttempt
from noress.domain.campaigns import open_links, rules
from noress.domain.campaigns.addresses import hash_email
from noress.domain.campaigns.models import CampaignLink, CampaignState, DoNotContact, Means, Participant
from noress.domain.campaigns.participation_links import Gone
from noress.domain.campaigns.rules.inviting import list_to_invite
from noress.domain.campaigns.rules.joining import MOST_BY_LINK, MOST_BY_NETWORK
from noress.domain.campaigns.rules.relaying import MOST_CONTACTS
from noress.domain.outbox.models import MailState
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.reviewing import last_seen
from noress.domain.retention.rules import purge_expired
from noress.extensions import db
from tests.factories import make_institution, save
from tests.factories.campaigns import TANGER, make_answer, make_campaign, make_participant
from tests.factories.links import change
from tests.factories.relay import make_link, make_passer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def send(response, actor, now, values=None, key="k"):
    response.values = {"name": "Tiwizi", "province": TANGER, "kind": "cooperative", **(values or {})}
    return questionnaires.submit_response(
        response=response, key=key, version=response.version, email=None, actor=actor, now=now
    )


def test_who_comes_by_a_link_is_placed_in_its_chain(work, actor, now):
    campaign, relay = make_campaign(), make_institution("Relais")
    passer = make_passer(campaign, through_id=relay.id, depth=2)
    member = make_passer(campaign, "Membre", institution_id=make_institution("Membre").id)
    links = [make_link(campaign, now), make_link(campaign, now, institution=relay), make_link(campaign, now, participant=passer),
             make_link(campaign, now, participant=member)]  # fmt: skip
    told = []
    for link in links:
        with work():
            response = rules.join_by_link(link=link, language="ar", network="10.0.0.1", actor=actor, now=now)
        one = db.session.scalars(select(Participant).where(Participant.response_id == response.id)).one()
        told.append(
            (
                one.means,
                one.through_id,
                one.passed_on_by_id,
                one.depth,
                one.language,
                response.through_id,
                one.name,
            )
        )
    assert told == [
        (Means.LINK, None, None, 0, "ar", None, None),
        (Means.LINK, relay.id, None, 0, "ar", relay.id, None),
        (Means.RELAY, relay.id, passer.id, 3, "ar", relay.id, None),
        (Means.RELAY, member.institution_id, member.id, 1, "ar", member.institution_id, None),
    ]  # fmt: skip
    code = links[0].code
    forms = (code, code.lower(), f" {code[:4]}-{code[4:].lower()} ", code[:-1], "inconnu!", "AAAAAAAA", "")
    assert [getattr(open_links.find_link(form), "id", None) for form in forms] == [links[0].id] * 3 + [
        None
    ] * 4


def test_a_link_is_given_once_closed_and_renewed(work, refusals, actor, now, history):
    campaign, own = make_campaign(), make_institution("La nôtre")
    make_institution("L'autre")
    with work():
        assert rules.open_links_of_members(campaign=campaign, actor=actor, now=now) == 3
    with work():
        assert rules.open_links_of_members(campaign=campaign, actor=actor, now=now) == 0
        link = rules.open_link(campaign=campaign, institution=own, actor=actor, now=now)
    before = link.code
    assert (len(before), set(before) <= set(open_links.SIGNS), open_links.why_shut(link, now)) == (
        8,
        True,
        None,
    )
    for _twice in range(2):
        with work():
            rules.close_link(link=link, actor=actor, now=now)
    assert open_links.why_shut(link, now) is Gone.REPLACED

    def join(link):
        rules.join_by_link(link=link, language="fr", network="x", actor=actor, now=now)

    late = make_link(make_campaign(CampaignState.CLOSED), now)
    deep = make_campaign(most_depth=1)
    far = make_link(deep, now, participant=make_passer(deep, depth=1))
    assert refusals({"closed": lambda: join(link), "over": lambda: join(late), "too deep": lambda: join(far),
                     "given when over": lambda: rules.open_link(campaign=late.campaign, institution=own, actor=actor, now=now)}) == {
        "closed": ("shut", None, 410), "over": ("shut", None, 410), "too deep": ("shut", None, 410),
        "given when over": ("closed", None, 409),
    }  # fmt: skip
    with work():
        rules.renew_link(link=link, actor=actor, now=now)
    assert (link.code != before, link.closed_at, open_links.find_link(before)) == (True, None, None)
    assert [entry for entry in history() if entry[0].startswith("campaign_link")] == [
        ("campaign_link.opened", {"links": [None, 3]}), ("campaign_link.closed", {"link": [before, None]}),
        ("campaign_link.renewed", {"link": [before, link.code]}),
    ]  # fmt: skip


def test_too_many_at_once_are_told_how_long_to_wait(work, actor, now):
    campaign = make_campaign()
    link, other = make_link(campaign, now), make_link(campaign, now, institution=make_institution("Autre"))

    def join(link, network, at):
        with work():
            rules.join_by_link(link=link, language="fr", network=network, actor=actor, now=at)

    join(link, "10.0.0.1", now)
    subject = db.session.scalars(select(SignInAttempt.subject).order_by(SignInAttempt.id)).all()
    for place, most in enumerate((MOST_BY_NETWORK, MOST_BY_LINK)):
        db.session.add_all(
            SignInAttempt(kind="link_begun", subject=subject[place], succeeded=True, at=now)
            for _n in range(most - 1)
        )
    db.session.commit()
    for case in ((link, "10.0.0.1"), (other, "10.0.0.1"), (link, "10.0.0.2")):
        with pytest.raises(TooMany) as refused:
            join(*case, now + HOUR / 2)
        assert (refused.value.status, refused.value.seconds) == (429, 1800), case
    join(other, "10.0.0.2", now + HOUR / 2)
    join(link, "10.0.0.1", now + HOUR)
    assert len(db.session.scalars(select(Participant)).all()) == 3


def test_what_looks_like_junk_is_held_and_answered_like_the_rest(work, actor, now, outbox):
    campaign = make_campaign()
    link, later = make_link(campaign, now), now + HOUR
    spam = " ".join(f"https://exemple.ma/{n}" for n in range(7))
    cases = {"person": ("", later, {}), "machine": ("x", later, {}), "fast": ("", now + timedelta(seconds=9), {}),
             "links": ("", later, {"name": spam}), "its site": ("", later, {"name": "Tiwizi https://exemple.ma"})}  # fmt: skip
    told = {}
    for name, (trap, at, values) in cases.items():
        with work():
            response = rules.join_by_link(
                link=link, language="fr", network="x", trap=trap, actor=actor, now=now
            )
            snapshot = send(response, actor, at, values)
            told[name] = (response.held_because, snapshot.sha256 != "")
    assert told == {
        "person": (None, True), "machine": ("un champ caché, que personne ne voit, a été rempli", True),
        "fast": ("le questionnaire a été rempli trop vite pour quelqu'un qui le lit", True),
        "links": ("les textes sont pleins de liens", True), "its site": (None, True),
    }  # fmt: skip
    asked = make_participant(campaign, "Sollicitée")
    with work():  # whoever was asked by name is nobody's junk
        response = rules.join(participant=asked, actor=actor, now=now)
        send(response, actor, now, {"name": spam})
    assert asked.response.held_because is None
    held = db.session.scalars(select(Response).where(Response.held_because == told["links"][0])).one()
    with work():
        questionnaires.release_held(response=held, seen=last_seen(held), actor=actor, now=later + HOUR)
    for key, text, because in (("b", f"{spam} 2", None), ("c", f"{spam} {spam}", told["links"][0])):
        with work():  # a correction is judged by what it adds
            send(held, actor, later + 2 * HOUR, {"name": text}, key)
        assert held.held_because == because, key


CONTACTS = {
    "itself by name": ("  passeuse ", "x@exemple.ma", ("itself", "name", 422)),
    "itself by mail": ("Autre", "Moi@Exemple.ma", ("itself", "address", 422)),
    "itself by receipt": ("Autre", "recu@exemple.ma", ("itself", "address", 422)),
    "who passed it": ("Autre", "05 39 00 00 01", ("circle", "address", 422)),
    "first of the chain": ("Première", "x@exemple.ma", ("circle", "name", 422)),
    "the institution": ("Relais", "x@exemple.ma", ("circle", "name", 422)),
    "same name there": ("Déjà là", "x@exemple.ma", ("alike", "is_other", 409)),
    "no address": ("Autre", " ", ("no_address", "address", 422)),
    "bad address": ("Autre", "x@", ("bad_email", "address", 422)),
    "bad number": ("Autre", "12", ("bad_phone", "address", 422)),
    "long name": ("a" * 20_000, "x@exemple.ma", ("too_long", "name", 422)),
    "no name": ("  ", "x@exemple.ma", ("no_name", "name", 422)),
    "known mail": ("Autre", "la@exemple.ma", "done"),
    "unwanted": ("Autre", "non@exemple.ma", "done"),
    "abroad": ("Autre", "00 33 1 40 00 00 00", "done"),
}


def test_whom_a_structure_may_name(work, refusals, actor, now, outbox):
    campaign, relay = make_campaign(), make_institution("Relais")
    first = make_passer(campaign, "Première", through_id=relay.id)
    second = make_passer(campaign, "Seconde", phone="+212539000001", passed_on_by_id=first.id, depth=1)
    passer = make_passer(campaign, email="moi@exemple.ma", passed_on_by_id=second.id, depth=2, province=TANGER,
                       through_id=relay.id, answer={"email": "recu@exemple.ma"})  # fmt: skip
    make_participant(campaign, "Déjà là", email="la@exemple.ma", province=TANGER)
    make_participant(campaign, "Ailleurs", province="01.571")
    save(DoNotContact(address_hash=hash_email("non@exemple.ma"), asked_at=now))

    def name(structure, address, by=passer, **more):
        return rules.pass_on(
            passer=by, contact=rules.Contact(structure, address, **more), actor=actor, now=now
        )

    told = refusals({case: lambda row=row: name(row[0], row[1]) for case, row in CONTACTS.items()})
    assert told == {case: row[2] for case, row in CONTACTS.items()}
    abroad = db.session.scalars(select(Participant).where(Participant.phone == "+33140000000")).one()
    assert (abroad.invited_at, outbox()) == (None, [])  # a telephone gets no message: it is called
    with work():
        name("Ailleurs", "ailleurs@exemple.ma", language="ar")  # of that name in another province
        name("Déjà là", "la2@exemple.ma", is_other=True)
    written = [(mail.to_address, mail.language, mail.template) for mail in outbox()]
    assert written == [
        ("ailleurs@exemple.ma", "ar", "campaign_relay"),
        ("la2@exemple.ma", "fr", "campaign_relay"),
    ]
    mail = outbox()[1]
    for said in (
        "Passeuse",
        "nous a donné votre adresse",
        "/c/p/",
        "/ne-plus-contacter/",
        "90 jours",
        "Loi 09-08",
    ):
        assert said in mail.text, said
        assert said in mail.html, said
    new = db.session.scalars(select(Participant).where(Participant.email == "la2@exemple.ma")).one()
    assert (new.means, new.through_id, new.passed_on_by_id, new.depth, new.invited_at) == (
        Means.RELAY, relay.id, passer.id, 3, now,
    )  # fmt: skip
    deep, draft = make_passer(campaign, "Loin", depth=5), make_participant(campaign, "Pas encore")
    over = make_passer(make_campaign(closes_on=date(2026, 11, 19)), "Tard")
    nameless = make_passer(campaign, None)
    for n in range(MOST_CONTACTS - 3):
        make_participant(campaign, f"N {n}", email=f"n{n}@exemple.ma", passed_on_by_id=passer.id)
    assert refusals({case: lambda by=by: name("Autre encore", "encore@exemple.ma", by) for case, by in (
        ("too deep", deep), ("not sent", draft), ("over", over), ("nameless", nameless), ("eleventh", passer),
    )}) == {
        "too deep": ("too_deep", None, 409), "not sent": ("not_sent", None, 409), "over": ("not_open", None, 409),
        "nameless": ("no_own_name", "own_name", 422), "eleventh": ("too_many", None, 409),
    }  # fmt: skip


def test_the_passer_is_thanked_once_in_one_mail_of_several(work, actor, now, outbox):
    campaign = make_campaign()
    passer = make_passer(campaign, answer={"email": "moi@exemple.ma"})
    link, start = make_link(campaign, now, participant=passer), now + DAY

    def answer(name, at, key="k"):
        with work():
            response = rules.join_by_link(link=link, language="fr", network=name, actor=actor, now=at - HOUR)
            send(response, actor, at, {"name": name}, key)
        return response

    first = answer("Une", start)
    child = db.session.scalars(select(Participant).where(Participant.response_id == first.id)).one()
    assert (child.name, child.thanked_at, child.province) == ("Une", start, TANGER)
    assert open_links.link_of(campaign, participant=child) is not None  # its own to forward
    with work():
        send(first, actor, start + HOUR / 3, {"name": "Une"}, "again")
    answer("Deux", start + HOUR / 2)
    mails = [mail for mail in outbox() if mail.template == "campaign_thanks"]
    assert [(mail.state, mail.to_address, mail.not_before) for mail in mails] == [
        (MailState.MERGED, "moi@exemple.ma", start + HOUR), (MailState.QUEUED, "moi@exemple.ma", start + HOUR),
    ]  # fmt: skip
    assert mails[1].subject == "2 structures ont répondu grâce à vous"
    assert (
        "- Une\n- Deux" in mails[1].text,
        "Tiwizi" in mails[1].text,
        "/transmettre/" in mails[1].text,
    ) == (True, False, True)
    change(mails[1], state=MailState.SENT)
    for n in range(4):
        answer(f"Suite {n}", start + (n + 2) * HOUR)
        change(outbox()[-1], state=MailState.SENT)
    answer("Septième", start + 8 * HOUR)
    last = outbox()[-1]  # the sixth of the day waits for the next
    assert (last.not_before, "- Septième" in last.text, "Suite" in last.text) == (
        start + HOUR + DAY,
        True,
        False,
    )


def test_junk_passes_nothing_on_until_somebody_lets_it_in(work, actor, now, outbox):
    campaign = make_campaign()
    first = make_passer(campaign, "Première", answer={"email": "premiere@exemple.ma"})
    link = make_link(campaign, now, participant=first)
    told = {}
    for case, address in (("release", "a@exemple.ma"), ("discard", "b@exemple.ma")):
        with work():
            response = rules.join_by_link(
                link=link, language="fr", network=case, trap="x", actor=actor, now=now
            )
            send(response, actor, now + HOUR, {"name": f"Douteuse {case}"})
            passer = db.session.scalars(
                select(Participant).where(Participant.response_id == response.id)
            ).one()
            rules.pass_on(
                passer=passer, contact=rules.Contact(f"Amie {case}", address), actor=actor, now=now + HOUR
            )
        assert [mail for mail in outbox() if mail.template != "response_receipt"] == []
        told[case] = response
    assert list_to_invite(campaign, now=now) == []
    with work():
        for case, judge in (
            ("release", questionnaires.release_held),
            ("discard", questionnaires.discard_held),
        ):
            judge(response=told[case], seen=last_seen(told[case]), actor=actor, now=now + DAY)
    assert [(mail.template, mail.to_address) for mail in outbox()] == [
        ("campaign_relay", "a@exemple.ma"), ("campaign_thanks", "premiere@exemple.ma"),
    ]  # fmt: skip
    assert (
        db.session.scalars(select(Participant.email).where(Participant.name == "Amie discard")).one() is None
    )
    closed = {
        one.participant.name: one.closed_at is not None for one in db.session.scalars(select(CampaignLink))
    }
    assert closed == {"Première": False, "Douteuse release": False, "Douteuse discard": True}


def test_given_addresses_without_answer_are_forgotten_90_days_after_the_end(
    work, actor, now, outbox, history
):
    ended = now - 91 * DAY
    closed = make_campaign(CampaignState.CLOSED, closed_at=ended)
    stayed_open = make_campaign(closes_on=date(2026, 8, 20))
    recent = make_campaign(CampaignState.CLOSED, closed_at=now - 89 * DAY)
    kept, gone = [], []
    for campaign in (closed, stayed_open, recent):
        passer = make_passer(campaign, email="p@exemple.ma")
        given = make_participant(
            campaign, "Donnée", email="d@exemple.ma", phone="+212600000001", passed_on_by_id=passer.id
        )
        (kept if campaign is recent else gone).append(given)
        answered = make_passer(campaign, "A répondu", email="r@exemple.ma", passed_on_by_id=passer.id)
        kept += [passer, answered, make_participant(campaign, "Du réseau", email="n@exemple.ma")]
    begun = make_participant(
        closed, "Commencée", email="c@exemple.ma", passed_on_by_id=gone[0].passed_on_by_id
    )
    make_answer(closed, begun, sent=False, email="c@exemple.ma")
    with work():
        assert purge_expired(now=now)["relayed_contacts"] == 3
        assert purge_expired(now=now)["relayed_contacts"] == 0
    assert [(one.name, one.name_folded, one.email, one.phone) for one in (*gone, begun)] == [
        (None, "", None, None)
    ] * 3
    assert begun.response.email is None
    assert [one for one in kept if not (one.name and one.email)] == []
    assert [entry for entry in history() if entry[0] == "participant.forgotten"] == [
        ("participant.forgotten", {})
    ] * 3


def test_the_last_minute_of_the_last_day_counts(work, refusals, actor):
    start = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
    campaign = make_campaign()  # until 20 December, in Morocco's time
    link = make_link(campaign, start)
    with work():
        one, two = (
            rules.join_by_link(link=link, language="fr", network="x", actor=actor, now=start) for _n in "ab"
        )
    with work():
        send(one, actor, datetime(2026, 12, 20, 23, 59, 59, tzinfo=UTC))
    midnight = datetime(2026, 12, 21, tzinfo=UTC)
    assert refusals({"late": lambda: send(two, actor, midnight)}) == {"late": ("not_open", None, 409)}
    change(two, values={"name": "Ce qui est écrit reste"})
    assert (one.number, two.number, two.values) == ("R-2026-0001", None, {"name": "Ce qui est écrit reste"})


def test_two_passers_naming_one_address_at_once_ask_it_once(at_once, actor, now, outbox):
    campaign = make_campaign()
    passers = [make_passer(campaign, f"Passeuse {n}").id for n in "ab"]

    def name(key):
        passer = db.session.get(Participant, key)
        contact = rules.Contact(f"Amie {key}", "amie@exemple.ma")
        made = rules.pass_on(passer=passer, contact=contact, actor=actor, now=now)
        return "known" if made is None else "written"

    assert at_once(*(lambda key=key: name(key) for key in passers)) == ["known", "written"]
    assert [mail.to_address for mail in outbox()] == ["amie@exemple.ma"]
