"""A campaign from its preparation to its last day: what each rule does, and each way it refuses."""

from datetime import date, timedelta

import pytest

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.campaigns import queries, rules
from noress.domain.campaigns.models import Campaign, CampaignState
from noress.domain.campaigns.rules.running import list_problems
from noress.domain.questionnaires.models import Questionnaire
from noress.extensions import db
from tests.factories.campaigns import asked_definition, make_campaign
from tests.factories.questionnaires import both, make_definition, make_question, make_version

LAST = date(2026, 12, 20)


def values(**changes):
    return {"name": both("Automne"), "message": both("Aidez-nous"), "closes_on": LAST, **changes}


def test_it_is_prepared_with_the_questions_of_its_board(work, actor, now, history):
    version = make_version(definition=asked_definition())
    with work():
        questionnaire = db.session.get_one(Questionnaire, version.questionnaire_id)
        made = rules.create_campaign(questionnaire=questionnaire, actor=actor, now=now, **values())
    campaign = db.session.scalars(queries.list_campaigns(with_drafts=True)).one()
    assert made.id == campaign.id
    assert (campaign.state, campaign.province_question, campaign.kind_question, campaign.most_depth) == (
        CampaignState.DRAFT, "province", "kind", 5,
    )  # fmt: skip
    assert history() == [("campaign.created", {"name": [None, dict(both("Automne"))]})]
    assert db.session.scalars(queries.list_campaigns(with_drafts=False)).all() == []


def test_what_cannot_be_prepared(refusals, actor, now):
    version = make_version(definition=asked_definition())

    def create(**changes):
        questionnaire = db.session.get_one(Questionnaire, version.questionnaire_id)
        rules.create_campaign(questionnaire=questionnaire, actor=actor, now=now, **values(**changes))

    assert refusals({
        "no name": lambda: create(name=Translated()),
        "20,000 characters": lambda: create(name=Translated(fr="x" * 20_000)),
        "yesterday": lambda: create(closes_on=date(2026, 11, 19)),
        "2099": lambda: create(closes_on=date(2099, 1, 1)),
        "depth": lambda: create(most_depth=11),
        "another question": lambda: create(kind_question="name"),
        "today": lambda: create(closes_on=date(2026, 11, 20)),
    }) == {
        "no name": ("no_name", "name_fr", 422), "20,000 characters": ("too_long", "name_fr", 422),
        "yesterday": ("past", "closes_on", 422), "2099": ("too_far", "closes_on", 422),
        "depth": ("bad_depth", "most_depth", 422), "another question": ("unknown_question", "kind_question", 422),
        "today": "done",
    }  # fmt: skip


def test_editing_keeps_what_changed_and_refuses_a_stale_page(work, refusals, actor, now, history):
    campaign = make_campaign()
    asked = {"province_question": "province", "kind_question": None, "most_depth": 3}

    def edit(version, **changes):
        row = db.session.get_one(Campaign, campaign.id)
        rules.edit_campaign(campaign=row, version=version, actor=actor, now=now, **values(**asked, **changes))

    with work():
        edit(1)
    assert (campaign.version, campaign.kind_question, campaign.most_depth) == (2, None, 3)
    ((action, changes),) = history()
    assert (action, changes["most_depth"], changes["kind_question"]) == (
        "campaign.edited",
        [5, 3],
        ["kind", None],
    )
    with pytest.raises(StaleVersion) as stale, work():
        edit(1)
    assert stale.value.theirs["most_depth"] == 3
    assert refusals({"French alone": lambda: edit(2, name=Translated(fr="Seul"))}) == {
        "French alone": ("missing_language", "name_ar", 422)
    }
    with work():
        campaign.state = CampaignState.CLOSED
    assert refusals({"over": lambda: edit(2)}) == {"over": ("closed", None, 409)}


def test_it_opens_closes_and_opens_again(work, refusals, actor, now, history):
    campaign = make_campaign(CampaignState.DRAFT)
    with work():
        rules.open_campaign(campaign=campaign, actor=actor, now=now)
    assert (campaign.state, campaign.opened_at) == (CampaignState.OPEN, now)
    assert refusals({
        "twice": lambda: rules.open_campaign(campaign=campaign, actor=actor, now=now),
        "not over": lambda: rules.reopen_campaign(campaign=campaign, closes_on=LAST, actor=actor, now=now),
    }) == {"twice": ("not_draft", None, 409), "not over": ("not_closed", None, 409)}  # fmt: skip
    with work():
        rules.close_campaign(campaign=campaign, actor=actor, now=now)
    assert (campaign.state, campaign.closed_at) == (CampaignState.CLOSED, now)
    past = now.date() - timedelta(days=1)
    assert refusals({
        "close twice": lambda: rules.close_campaign(campaign=campaign, actor=actor, now=now),
        "past": lambda: rules.reopen_campaign(campaign=campaign, closes_on=past, actor=actor, now=now),
    }) == {"close twice": ("not_open", None, 409), "past": ("past", "closes_on", 422)}  # fmt: skip
    with work():
        rules.reopen_campaign(campaign=campaign, closes_on=LAST + timedelta(days=9), actor=actor, now=now)
    assert (campaign.state, campaign.closed_at, campaign.closes_on) == (
        CampaignState.OPEN,
        None,
        date(2026, 12, 29),
    )
    assert history() == [
        ("campaign.opened", {}), ("campaign.closed", {}),
        ("campaign.reopened", {"closes_on": ["2026-12-20", "2026-12-29"]}),
    ]  # fmt: skip


def test_what_keeps_it_from_opening_is_said_all_at_once(work, actor, now):
    version = make_version(definition=make_definition(make_question()), number=None)
    campaign = make_campaign(
        CampaignState.DRAFT, questionnaire_version=version, message=Translated(fr="Seul"), closes_on=date(2026, 11, 1),
        province_question=None, kind_question=None,
    )  # fmt: skip
    assert [problem.code for problem in list_problems(campaign, now)] == [
        "not_published",
        "missing_language",
        "past",
    ]
    with pytest.raises(RuleError, match="not_published"), work():
        rules.open_campaign(campaign=campaign, actor=actor, now=now)
    assert campaign.state is CampaignState.DRAFT
