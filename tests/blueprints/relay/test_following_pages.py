"""Links and posters, the chain, and answers held back."""

from sqlalchemy import select

from noress.domain.campaigns.models import CampaignLink, CampaignState
from noress.domain.questionnaires.models import ResponseState
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution
from tests.factories.campaigns import make_answer, make_campaign, make_participant
from tests.factories.links import change
from tests.factories.received import take_snapshot
from tests.factories.relay import make_link, make_passer
from tests.posting import post


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_links_and_posters_are_given_counted_and_bounded(world, count_queries):
    url = f"{world.url}/affiches"
    assert forms.text_of(world.secretary.get(url), "main .button--primary") == [
        "Donner un lien à chaque institution"
    ]
    counts = []
    for more in (0, 2):
        for _n in range(more):
            make_institution()
        assert post(world.secretary, url).status_code == 303
        with count_queries() as statements:
            page = world.secretary.get(url)
        counts.append((len(forms.text_of(page, "main section")), len(statements)))
    assert counts == [(2, counts[0][1]), (4, counts[0][1])]  # the network's, then one each
    for number, sent in enumerate((True, True, False)):
        make_answer(
            world.campaign, make_participant(world.campaign, f"S{number}", through_id=world.own.id), sent=sent
        )
    page = world.member.get(url)
    assert forms.text_of(page, "main h2") == ["La nôtre"]
    assert "2 réponses terminées · 1 commencée" in plain(page.text)
    texts = forms.text_of(page, "main textarea")
    assert [("La nôtre" in text, "/c/" in text) for text in texts] == [(True, True)] * 2
    assert len(forms.text_of(page, "main .one-button")) == 2  # two posters to ask for
    own = db.session.scalars(select(CampaignLink).where(CampaignLink.institution_id == world.own.id)).one()
    asked = post(world.member, f"/documents/campaign_poster/{own.id}/preparer", {"language": "ar"})
    assert asked.status_code == 303
    network = db.session.scalars(select(CampaignLink).where(CampaignLink.institution_id.is_(None))).one()
    assert (
        post(
            world.member, f"/documents/campaign_poster/{network.id}/preparer", {"language": "ar"}
        ).status_code
        == 404
    )


def test_a_member_asks_for_its_link_closes_and_renews_it(world):
    url = f"{world.url}/affiches"
    assert forms.text_of(world.member.get(url), "main .button--primary") == [
        "Avoir notre lien et notre affiche"
    ]
    assert post(world.member, url).status_code == 303
    own = db.session.scalars(select(CampaignLink)).one()
    assert own.institution_id == world.own.id
    before, closing = own.code, f"/campagnes/liens/{own.id}/fermer"
    assert own.closed_at is None
    assert f"{before[:4]}-{before[4:]}" in world.member.get(closing).text
    assert forms.post(world.member, closing).location == url
    assert (own.closed_at is not None, world.visitor.get(f"/c/{before}").status_code) == (True, 410)
    assert forms.post(world.secretary, f"/campagnes/liens/{own.id}/renouveler").location == url
    assert (own.closed_at, world.visitor.get(f"/c/{before}").status_code, world.visitor.get(f"/c/{own.code}").status_code) == (
        None, 404, 200,
    )  # fmt: skip
    other = make_link(world.campaign, institution=make_institution())
    assert world.member.get(f"/campagnes/liens/{other.id}/fermer").status_code == 404
    over = make_link(make_campaign(CampaignState.CLOSED), institution=world.own)
    assert forms.post(world.member, f"/campagnes/liens/{over.id}/renouveler").status_code == 409


def test_a_member_who_has_answered_is_asked_to_pass_it_on_until_somebody_comes(world):
    def told():
        page = forms.parse(world.member.get("/a-faire"))
        return [tag["href"] for tag in page.select(".duty a") if tag["href"].startswith("/campagnes/")]

    own = make_participant(world.campaign, "La nôtre", institution_id=world.own.id)
    make_answer(world.campaign, own, sent=False)
    assert told() == []  # first its own answer
    change(own.response, submitted_at=NOW, state=ResponseState.SUBMITTED)
    assert told() == [f"{world.url}/affiches"]
    change(world.campaign, state=CampaignState.CLOSED)
    assert told() == []
    change(world.campaign, state=CampaignState.OPEN)
    make_participant(world.campaign, "Venue", through_id=world.own.id)
    assert told() == []


def test_when_the_campaign_is_over_its_links_are_not_spread(world):
    url = f"{world.url}/affiches"
    make_link(world.campaign, institution=world.own)
    assert len(forms.text_of(world.member.get(url), "main details[open] textarea")) == 2
    change(world.campaign, state=CampaignState.CLOSED, closed_at=NOW)
    page = world.member.get(url)
    assert (forms.text_of(page, "main textarea, main .buttons, main form"), "campagne terminée" in page.text) == (
        [], True,
    )  # fmt: skip


def test_the_chain_is_a_tree_with_its_figures(world, count_queries):
    url = f"{world.url}/chaine"
    assert "Personne n'a encore transmis" in forms.text_of(world.secretary.get(url))[0]
    counts = []
    for number in range(3):
        head = make_passer(world.campaign, f"Tête {number}", through_id=world.own.id if not number else None)
        child = make_passer(world.campaign, f"Enfant {number}", passed_on_by_id=head.id, depth=1)
        make_participant(world.campaign, None, passed_on_by_id=child.id, depth=2)
        with count_queries() as statements:
            page = world.secretary.get(url)
        counts.append((len(forms.text_of(page, "#arbre li")), len(statements)))
    assert counts == [(3, counts[0][1]), (6, counts[0][1]), (9, counts[0][1])]
    lines = [line.split(" terminée")[0].split(" pas encore")[0] for line in forms.text_of(page, "#arbre li")]
    assert lines[:3] == ["Tête 0 par La nôtre", "1 · Enfant 0", "2 · structure sans réponse"]
    assert [plain(text) for text in forms.text_of(page, ".facts > div")] == [
        "Atteintes par transmission 6", "Ont répondu ainsi 3", "Chaîne la plus longue 2 transmissions", "Permis au plus 5",
    ]  # fmt: skip
    assert [plain(row) for row in forms.text_of(page, "#pas tbody tr")] == [
        "sollicitées par le réseau 3 3 100 %", "après 1 transmission 3 3 100 %", "après 2 transmissions 3 0 0 %",
    ]  # fmt: skip
    assert world.member.get(url).status_code == 403


def test_held_answers_are_read_let_in_or_set_aside(world, count_queries):
    url = f"{world.url}/moderation"
    assert "Rien à regarder" in world.secretary.get(url).text
    held, counts = [], []
    for number in range(3):
        one = make_participant(world.campaign, f"Douteuse {number}")
        held.append(make_answer(world.campaign, one, number=f"R-2026-000{number}", held_because="les textes sont pleins de liens",
                                answers={"name": "Un nom"}, values={"name": "Un nom"}, search_text="un nom"))  # fmt: skip
        take_snapshot(held[-1])
        with count_queries() as statements:
            page = world.secretary.get(url)
        counts.append((len(forms.text_of(page, "main section")), len(statements)))
    assert counts == [(1, counts[0][1]), (2, counts[0][1]), (3, counts[0][1])]
    assert "Un nom Retenue : les textes sont pleins de liens." in plain(
        forms.text_of(page, "main section")[0]
    )
    assert "Un nom" in page.text
    assert "3 réponses retenues à regarder" in plain(world.secretary.get("/a-faire").text)
    seen = {"seen": held[0].snapshots[0].sha256}
    for act, one in (("accepter", held[0]), ("ecarter", held[1])):  # without saying what was read
        assert post(world.secretary, f"{url}/{one.id}/{act}").status_code == 409
    assert post(world.secretary, f"{url}/{held[0].id}/accepter", seen).location == url
    assert world.secretary.get(f"{url}/{held[1].id}/ecarter").status_code == 200
    assert held[1].state is ResponseState.SUBMITTED
    assert forms.post(world.secretary, f"{url}/{held[1].id}/ecarter").location == url
    assert [(one.held_because is None, one.state) for one in held] == [
        (True, ResponseState.SUBMITTED), (False, ResponseState.REFUSED), (False, ResponseState.SUBMITTED),
    ]  # fmt: skip
    assert forms.text_of(world.secretary.get(url), "main section h2") == ["R-2026-0002"]
    for gone in (held[0].id, held[1].id, 999):
        assert post(world.secretary, f"{url}/{gone}/accepter").status_code == 404
    other = make_campaign()
    assert world.secretary.get(f"/campagnes/{other.id}/moderation/{held[2].id}/ecarter").status_code == 404
    assert world.member.get(url).status_code == 403


def test_the_link_of_a_campaign_in_the_making_is_the_secretariats(world):
    one = make_link(make_campaign(CampaignState.DRAFT), institution=world.own)
    assert world.member.get(f"/campagnes/liens/{one.id}/fermer").status_code == 404
    change(one.campaign, state=CampaignState.OPEN)
    assert world.member.get(f"/campagnes/liens/{one.id}/fermer").status_code == 200
