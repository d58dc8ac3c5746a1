"""Inviting and reminding: who is written to, when, and never again."""

from datetime import date, timedelta

from noress.domain.campaigns import rules
from noress.domain.campaigns.addresses import hash_email
from noress.domain.campaigns.models import CampaignState, DoNotContact, Means
from noress.domain.campaigns.rules.inviting import list_to_invite
from noress.domain.campaigns.rules.reminding import list_to_remind
from noress.domain.outbox.models import MailState
from noress.domain.questionnaires.models import ResponseState
from noress.extensions import db
from tests.factories import make_institution, make_person, make_seat, save
from tests.factories.campaigns import make_answer, make_campaign, make_participant
from tests.factories.questionnaires import make_response

DAY = timedelta(days=1)


def names(found):
    return sorted(participant.name for participant, _address in found)


def test_one_mail_each_in_its_language_with_its_own_link(work, actor, now, outbox, history):
    campaign, institution = make_campaign(), make_institution("Institution membre 12")
    make_seat(
        institution, make_person("Titulaire", name_ar="الممثل", email="membre12@exemple.ma", language="ar")
    )
    member = make_participant(campaign, "Institution membre 12", institution_id=institution.id)
    giver = make_institution("Relais")
    relayed = make_participant(campaign, "Relayée", email="r@exemple.ma", through_id=giver.id)
    for number, more in enumerate((
        {}, {"declined_at": now}, {"invited_at": now - DAY}, {"email": "non@exemple.ma"},
    )):  # fmt: skip
        make_participant(
            campaign, f"Sans {number}", **{"email": f"x{number}@exemple.ma" if number else None, **more}
        )
    save(DoNotContact(address_hash=hash_email("non@exemple.ma"), asked_at=now))
    begun = make_participant(campaign, "Commencée", email="begun@exemple.ma")
    make_answer(campaign, begun, sent=False)
    assert names(list_to_invite(campaign, now=now)) == ["Institution membre 12", "Relayée"]
    with work():
        assert rules.send_invitations(campaign=campaign, actor=actor, now=now) == 2
    first, second = outbox()
    assert [(m.to_address, m.to_name, m.language, m.template, m.about_type, m.about_id) for m in (first, second)] == [
        ("membre12@exemple.ma", "الممثل", "ar", "campaign_invitation", "participant", member.id),
        ("r@exemple.ma", "", "fr", "campaign_invitation", "participant", relayed.id),
    ]  # fmt: skip
    assert "Campagne de l'automne بالعربية" in first.subject
    assert "/c/p/" in first.text
    assert "?lang=ar" in first.text
    assert "/ne-plus-contacter/" in first.html
    for said in ("Relais", "Loi 09-08", "20 décembre 2026", "Aidez-nous à faire le catalogue.", "NORESS"):
        assert said in second.text, said
    assert "&amp;#39;" not in second.html
    assert (member.invited_at, member.language, member.means) == (now, "ar", Means.INVITATION)
    assert history()[-1] == ("campaign.invited", {"mails": [None, 2]})


def test_nobody_is_invited_when_nothing_may_be_asked(refusals, actor, now):
    empty, draft = make_campaign(), make_campaign(CampaignState.DRAFT)
    closed, over = make_campaign(CampaignState.CLOSED), make_campaign(closes_on=date(2026, 11, 19))
    for one in (draft, closed, over):
        make_participant(one, email="a@exemple.ma")
    cases = {"empty": empty, "draft": draft, "closed": closed, "over": over}
    assert refusals({
        f"{act.__name__} {name}": lambda act=act, one=one: act(campaign=one, actor=actor, now=now)
        for name, one in cases.items() for act in (rules.send_invitations, rules.remind_unfinished)
    }) == {
        **{f"{act} empty": ("nobody", None, 409) for act in ("send_invitations", "remind_unfinished")},
        **{f"{act} {name}": ("not_open", None, 409) for name in ("draft", "closed", "over")
           for act in ("send_invitations", "remind_unfinished")},
    }  # fmt: skip


def test_reminders_twice_at_most_three_days_apart_only_to_the_unfinished(
    work, refusals, actor, now, outbox, history
):
    campaign = make_campaign()
    late = now - 4 * DAY

    def one(name, **values):
        return make_participant(campaign, name, email=f"{name}@exemple.ma", **{"invited_at": late, **values})

    silent, begun, done = (
        one("silencieuse"),
        one("commencee", invited_at=None, created_at=late),
        one("terminee"),
    )
    make_answer(campaign, begun, sent=False)
    make_answer(campaign, done)
    held = one("retenue")
    make_answer(campaign, held, held_because="spam")
    refused = one("ecartee")
    make_answer(campaign, refused, state=ResponseState.REFUSED)
    one("declinee", declined_at=now)
    one("recente", invited_at=now - 2 * DAY)
    one("jamais", invited_at=None)
    one("deux", reminders=2, reminded_at=late)
    one("relancee", reminders=1, reminded_at=now - 2 * DAY)
    bounced = one("rebond")
    with work():
        rules.send_invitations(campaign=campaign, actor=actor, now=late)  # "jamais": invited now
        sent = outbox()[0]
        sent.state, sent.about_id, sent.to_address = MailState.FAILED, bounced.id, bounced.email
    assert names(list_to_remind(campaign, now=now)) == ["commencee", "jamais", "silencieuse"]
    with work():
        assert rules.remind_unfinished(campaign=campaign, actor=actor, now=now) == 3
    mails = {mail.to_address: mail for mail in outbox()[1:]}
    assert sorted(mails) == ["commencee@exemple.ma", "jamais@exemple.ma", "silencieuse@exemple.ma"]
    assert "Vos réponses sont commencées" in mails["commencee@exemple.ma"].text
    assert "Nous ne vous écrirons plus qu'une fois" in mails["silencieuse@exemple.ma"].text.replace("’", "'")
    assert (silent.reminders, silent.reminded_at, silent.means) == (1, now, Means.REMINDER)
    assert history()[-1] == ("campaign.reminded", {"mails": [None, 3]})
    remind = lambda at: rules.remind_unfinished(campaign=campaign, actor=actor, now=at)  # noqa: E731
    assert refusals({"at once": lambda: remind(now), "second": lambda: remind(now + 3 * DAY)}) == {
        "at once": ("nobody", None, 409), "second": "done",
    }  # fmt: skip
    assert (silent.reminders, "C'est notre dernier rappel." in outbox()[-1].text.replace("’", "'")) == (
        2,
        True,
    )
    third = refusals({"third": lambda: remind(now + 9 * DAY)})  # "recente" alone had one left
    assert (third, silent.reminders) == ({"third": "done"}, 2)
    assert refusals({"fourth": lambda: remind(now + 20 * DAY)}) == {"fourth": ("nobody", None, 409)}


def test_who_answered_by_its_own_page_is_not_written_to(work, refusals, actor, now):
    campaign, institution = make_campaign(), make_institution()
    asked = make_participant(campaign, institution_id=institution.id, email="m@exemple.ma")
    answer = make_answer(
        campaign, institution_id=institution.id, answers={"province": "01.511", "kind": "cooperative"}
    )
    said = refusals({"invite": lambda: rules.send_invitations(campaign=campaign, actor=actor, now=now)})
    assert said == {"invite": ("nobody", None, 409)}
    make_participant(campaign, "Autre", email="autre@exemple.ma")
    with work():
        assert rules.send_invitations(campaign=campaign, actor=actor, now=now) == 1
    assert (asked.response_id, asked.province, asked.kind, asked.invited_at) == (
        answer.id,
        "01.511",
        "cooperative",
        None,
    )
    assert make_response(db.session.merge(answer).questionnaire_version).id != answer.id
