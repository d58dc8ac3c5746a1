"""Who is asked: one structure, one participant."""

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.domain.campaigns import rules
from noress.domain.campaigns.addresses import one_phone
from noress.domain.campaigns.models import CampaignState, DoNotContact, Participant
from noress.domain.campaigns.rules import LooksTheSame, Structure
from noress.domain.campaigns.rules.participants import mark_of
from noress.domain.outbox.models import MailState
from noress.domain.outbox.rules import send_again
from noress.extensions import db
from tests.factories import make_category, make_institution
from tests.factories.campaigns import TANGER, TETOUAN, make_answer, make_campaign, make_participant
from tests.factories.links import change


def everybody():
    return db.session.scalars(select(Participant).order_by(Participant.id)).all()


def test_one_number_one_writing():
    said = (
        "05 39 00 00 01",
        "+212 539 000 001",
        "00212 5 39 00 00 01",
        "+212 0539000001",
        "٠٥٣٩٠٠٠٠٠١",
        "212539000001",
    )
    assert {one_phone(text) for text in said} == {"+212539000001"}
    assert [one_phone(text) for text in ("+33 1 40 00 00 00", "0033 140000000", "", "100200")] == [
        "+33140000000", "+33140000000", None, "100200",
    ]  # fmt: skip


def test_a_structure_is_added_once(work, refusals, actor, now, history):
    campaign, institution = make_campaign(), make_institution("Institution membre 12")
    said = Structure(
        name="  Association   Tiwizi ", province=TANGER, kind="association", language="ar",
        email="Contact@Exemple.MA", phone="05 39 00 00 01",
    )  # fmt: skip

    def add(structure, **more):
        rules.add_participant(campaign=campaign, structure=structure, actor=actor, now=now, **more)

    with work():
        add(said)
        add(Structure(name="Institution membre 12", institution_id=institution.id))
    first = everybody()[0]
    assert (first.name, first.name_folded, first.province, first.kind, first.language, first.email, first.phone) == (
        "Association Tiwizi", "association tiwizi", TANGER, "association", "ar", "contact@exemple.ma", "+212539000001",
    )  # fmt: skip
    assert history()[0] == ("participant.added", {"name": [None, "Association Tiwizi"]})
    assert refusals({
        "same mail": lambda: add(Structure(name="Autre", email="contact@exemple.ma")),
        "same number": lambda: add(Structure(name="Autre", phone="+212 5 39 00 00 01")),
        "same institution": lambda: add(Structure(name="Autre", institution_id=institution.id)),
        "same name": lambda: add(Structure(name="ASSOCIATION TIWIZI", province=TANGER)),
        "same name, nowhere said": lambda: add(Structure(name="Association Tiwizi")),
        "elsewhere": lambda: add(Structure(name="Association Tiwizi", province=TETOUAN)),
        "looked at": lambda: add(Structure(name="Association Tiwizi", province=TANGER), is_other=True),
        "no name": lambda: add(Structure(name="  ")),
        "long name": lambda: add(Structure(name="x" * 20_000)),
        "province": lambda: add(Structure(name="X", province="99.999")),
        "kind": lambda: add(Structure(name="X", kind="martian")),
        "mail": lambda: add(Structure(name="X", email="nom@")),
        "number": lambda: add(Structure(name="X", phone="12")),
        "institution": lambda: add(Structure(name="X", institution_id=999)),
    }) == {
        "same mail": ("same_email", "email", 422), "same number": ("same_phone", "phone", 422),
        "same institution": ("same_institution", "institution_id", 422), "same name": ("alike", "is_other", 409),
        "same name, nowhere said": ("alike", "is_other", 409), "elsewhere": "done", "looked at": "done",
        "no name": ("no_name", "name", 422), "long name": ("too_long", "name", 422),
        "province": ("unknown_province", "province", 422), "kind": ("unknown_kind", "kind", 422),
        "mail": ("bad_email", "email", 422), "number": ("bad_phone", "phone", 422),
        "institution": ("unknown_institution", "institution_id", 422),
    }  # fmt: skip
    with pytest.raises(LooksTheSame) as alike, work():
        add(Structure(name="association tiwizi", province=TETOUAN))
    assert [one.province for one in alike.value.found] == [TETOUAN]
    with work():
        campaign.state = CampaignState.CLOSED
    assert refusals({"over": lambda: add(Structure(name="Y"))}) == {"over": ("closed", None, 409)}


def test_who_asked_to_be_left_alone_is_not_added_again(work, refusals, actor, now, history):
    campaign = make_campaign()
    one = make_participant(campaign, email="non@exemple.ma", phone="+212539000009")
    with work():
        assert rules.decline(participant=one, actor=actor, now=now) is True
        assert rules.decline(participant=one, actor=actor, now=now) is False
    assert (one.email, one.phone, one.declined_at) == (None, None, now)
    kept = db.session.scalars(select(DoNotContact.address_hash)).all()
    assert len(kept) == 2
    assert not any("non@" in text or "5390" in text for text in kept)
    assert history() == [("participant.declined", {})]

    def add(**values):
        structure = Structure(name="Une autre", **values)
        rules.add_participant(campaign=campaign, structure=structure, actor=actor, now=now)

    assert refusals({
        "mail": lambda: add(email="Non@Exemple.ma"), "number": lambda: add(phone="05 39 00 00 09"),
    }) == {"mail": ("unwanted", "email", 422), "number": ("unwanted", "phone", 422)}  # fmt: skip


def test_what_was_written_to_who_wants_no_mail_is_emptied_and_never_leaves(work, actor, now, outbox):
    campaign = make_campaign()
    one, _other = (make_participant(campaign, f"S{n}", email=f"s{n}@exemple.ma") for n in range(2))
    with work():
        rules.send_invitations(campaign=campaign, actor=actor, now=now)
    draft = make_answer(campaign, one, sent=False, email="s0@exemple.ma")
    with work():
        rules.decline(participant=one, actor=actor, now=now)
    gone, kept = outbox()
    assert (gone.state, gone.to_address, gone.to_name, gone.subject, gone.text, gone.html) == (
        MailState.MERGED, "", "", "", "", "",
    )  # fmt: skip
    assert (kept.state, kept.to_address) == (MailState.QUEUED, "s1@exemple.ma")
    assert draft.email is None
    for state in (MailState.SENT, MailState.FAILED):  # nor again, at a press of the secretariat
        change(gone, state=state)
        with pytest.raises(RuleError) as refused, work():
            send_again(mail=gone, actor=actor, now=now)
        assert refused.value.code == "emptied"


def test_all_members_in_one_press(work, refusals, actor, now, history):
    campaign = make_campaign()
    make_category("cooperative")
    asked = make_institution("Déjà là")
    make_participant(campaign, "Déjà là", institution_id=asked.id, email="commun@exemple.ma")
    make_institution("Coopérative 1", category_code="cooperative", email="coop@exemple.ma")
    make_institution("Même adresse", email="commun@exemple.ma", phone="pas un numéro")
    make_institution("Fusionnée", merged_into_id=asked.id)
    with work():
        assert rules.add_members(campaign=campaign, actor=actor, now=now) == 2
    assert [(one.name, one.kind, one.email, one.phone) for one in everybody()[1:]] == [
        ("Coopérative 1", "cooperative", "coop@exemple.ma", None), ("Même adresse", "association", None, None),
    ]  # fmt: skip
    assert history() == [("campaign.members_added", {"participants": [None, 2]})]
    again = refusals({"again": lambda: rules.add_members(campaign=campaign, actor=actor, now=now)})
    assert again == {"again": ("nobody", None, 409)}


def test_a_structure_is_corrected_and_a_stale_page_refused(work, refusals, actor, now, history):
    campaign = make_campaign()
    one = make_participant(campaign, "Tiwizi", email="a@exemple.ma")
    other = make_participant(campaign, "Autre", email="b@exemple.ma")
    mark = mark_of(one)

    def edit(participant, mark, **values):
        structure = Structure(**{"name": "Tiwizi Tanger", "email": "c@exemple.ma", **values})
        rules.edit_participant(participant=participant, structure=structure, mark=mark, actor=actor, now=now)

    with work():
        edit(one, mark, province=TANGER)
    assert (one.name, one.name_folded, one.email) == ("Tiwizi Tanger", "tiwizi tanger", "c@exemple.ma")
    # history says that an address changed, never what it was
    assert history() == [(
        "participant.edited",
        {"name": ["Tiwizi", "Tiwizi Tanger"], "province": [None, TANGER], "contacts": [None, True]},
    )]  # fmt: skip
    with pytest.raises(StaleVersion), work():
        edit(one, mark)
    with work():
        other.declined_at, other.email = now, None
    assert refusals({
        "taken": lambda: edit(one, mark_of(one), email="d@exemple.ma", phone="05"),
        "declined": lambda: edit(other, mark_of(other), email="d@exemple.ma"),
    }) == {"taken": ("bad_phone", "phone", 422), "declined": ("declined", None, 409)}  # fmt: skip
