"""Every way in ends in one response, whose sending puts the structure in its cell."""

from datetime import date

from sqlalchemy import func, select

from noress.domain.campaigns import participation_links, rules
from noress.domain.campaigns.models import Campaign, CampaignState, Means, Participant
from noress.domain.campaigns.participation_links import Gone
from noress.domain.campaigns.states import ParticipantState, state_of
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.models import Channel, Response
from noress.extensions import db
from tests.factories import make_institution
from tests.factories.campaigns import TANGER, make_answer, make_campaign, make_participant

ANSWERS = {"name": "Tiwizi", "province": TANGER, "kind": "cooperative"}


def send(response, actor, now, key="k"):
    response.values = ANSWERS
    questionnaires.submit_response(
        response=response, key=key, version=response.version, email=None, actor=actor, now=now
    )


def test_it_begins_once_and_its_answer_places_it(work, actor, now, history):
    campaign, through = make_campaign(), make_institution("Relais")
    one = make_participant(campaign, email="a@exemple.ma", through_id=through.id, province="01.571")
    with work():
        response = rules.join(participant=one, actor=actor, now=now, language="ar")
        assert rules.join(participant=one, actor=actor, now=now).id == response.id
    assert (one.response.through_id, one.response.email, one.response.language, one.language) == (
        through.id, "a@exemple.ma", "ar", "ar",
    )  # fmt: skip
    assert state_of(one) is ParticipantState.BEGUN
    with work():
        send(one.response, actor, now)
    assert (state_of(one), one.province, one.kind, one.means) == (
        ParticipantState.DONE, TANGER, "cooperative", Means.INVITATION,
    )  # fmt: skip
    assert [action for action, _changes in history()][:2] == ["response.begun", "response.submitted"]


def test_help_is_what_the_answer_is_owed_to(work, refusals, actor, now):
    campaign = make_campaign()
    told = {}
    for channel in (Channel.PHONE, Channel.HELPED, Channel.PAPER):
        one = make_participant(campaign, channel.value)
        with work():
            rules.join(participant=one, actor=actor, now=now, channel=channel, filled_by="Équipe d'animation")
        told[channel.value] = (one.means, one.response.filled_by)
    assert told == {
        "phone": (Means.PHONE, "Équipe d'animation"), "helped": (Means.ANIMATOR, "Équipe d'animation"),
        "paper": (Means.ANIMATOR, "Équipe d'animation"),
    }  # fmt: skip
    declined = make_participant(campaign, "Non", declined_at=now)
    over = make_participant(make_campaign(CampaignState.CLOSED), "Tard")

    def join(participant, **more):
        rules.join(participant=participant, actor=actor, now=now, **more)

    assert refusals({
        "declined": lambda: join(declined, channel=Channel.PHONE, filled_by="x"),
        "who helps": lambda: join(make_participant(campaign, "Qui"), channel=Channel.PHONE),
        "over": lambda: join(over), "changed its mind": lambda: join(declined),
    }) == {
        "declined": ("declined", None, 409), "who helps": ("no_helper", "filled_by", 422),
        "over": ("not_open", None, 409), "changed its mind": "done",
    }  # fmt: skip


def test_an_answer_to_a_closed_campaign_is_refused_and_kept(work, refusals, actor, now):
    for case in ({"state": CampaignState.CLOSED}, {"closes_on": date(2026, 11, 19)}):
        campaign = make_campaign()
        late, sent = make_participant(campaign, "Tard"), make_participant(campaign, "Déjà")
        with work():
            for one in (late, sent):
                rules.join(participant=one, actor=actor, now=now)
            send(sent.response, actor, now)
            for name, value in case.items():
                setattr(campaign, name, value)
        assert refusals({
            "first": lambda late=late: send(late.response, actor, now),
            "correction": lambda sent=sent: send(sent.response, actor, now, "again"),
        }) == {"first": ("not_open", None, 409), "correction": "done"}  # fmt: skip
        assert late.response.number is None


def test_an_institution_that_answers_by_its_own_page_is_found(work, actor, now):
    institution = make_institution()
    campaign, draft = make_campaign(), make_campaign(CampaignState.DRAFT)
    asked = make_participant(campaign, institution_id=institution.id)
    make_participant(draft, institution_id=institution.id)
    with work():
        response = questionnaires.begin_response(
            questionnaire=campaign.questionnaire, language="fr", actor=actor, now=now, institution_id=institution.id,
            channel=Channel.HELPED, filled_by="Équipe",
        )  # fmt: skip
        send(response, actor, now)
    assert (asked.response_id, asked.kind, asked.means) == (response.id, "cooperative", Means.ANIMATOR)


def test_the_next_campaign_asks_again_what_an_earlier_one_was_told(work, actor, now):
    institution, first = make_institution(), make_campaign()
    old = make_participant(first, institution_id=institution.id)
    answer = make_answer(first, old, institution_id=institution.id)
    second = make_campaign(questionnaire_version=answer.questionnaire_version)
    new = make_participant(second, institution_id=institution.id)
    with work():
        response = rules.join(participant=new, actor=actor, now=now)
    assert (response.id != answer.id, response.institution_id, old.response_id) == (
        True,
        institution.id,
        answer.id,
    )


def test_one_link_on_two_phones_at_once_gives_one_response(at_once, actor, now):
    campaign = make_campaign()
    for number in range(5):
        key = make_participant(campaign, f"Structure {number}").id

        def press(key=key):
            rules.join(participant=db.session.get_one(Participant, key), actor=actor, now=now)

        assert at_once(press, press, press) == ["done", "done", "done"]
        assert db.session.scalar(select(func.count(Response.id))) == number + 1


def test_what_a_link_opens(work, now):
    campaign = make_campaign()
    one = make_participant(campaign)

    def opens(token=None, at=now):
        found = participation_links.find_participant(token or participation_links.token_of(one), now=at)
        return found and (found[0].id, found[1])

    old, stop = participation_links.token_of(one), participation_links.stop_token_of(one)
    assert [opens(), opens("inconnu"), opens(stop), opens(old[:-1])] == [
        (one.id, None),
        None,
        None,
        None,
    ]
    assert opens(at=now.replace(month=12, day=20, hour=23)) == (one.id, None)
    assert opens(at=now.replace(month=12, day=21)) == (one.id, Gone.CLOSED)
    with work():
        one.link_generation = 2
    assert [opens(old), opens()] == [(one.id, Gone.REPLACED), (one.id, None)]
    assert participation_links.find_by_stop_token(stop).id == one.id
    for state, gone in ((CampaignState.DRAFT, Gone.NOT_OPEN), (CampaignState.CLOSED, Gone.CLOSED)):
        with work():
            db.session.get_one(Campaign, campaign.id).state = state
        assert opens() == (one.id, gone)
