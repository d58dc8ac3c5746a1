"""The board and its targets; telephone rounds, from a phone and on paper; what waits for whom."""

from datetime import date, timedelta

from sqlalchemy import select

from noress.domain.campaigns.models import Call, CallOutcome, CallRound, CampaignState, Means
from noress.domain.campaigns.rules.targets import read_targets
from noress.domain.files.models import RenderedDocument
from noress.extensions import db
from tests import forms
from tests.factories import make_institution
from tests.factories.campaigns import (
    TANGER,
    TETOUAN,
    make_answer,
    make_campaign,
    make_participant,
    make_round,
    make_target,
)
from tests.factories.links import change
from tests.pages import parse
from tests.posting import post


def test_the_board_shows_what_is_missing_first_with_the_same_queries(world, count_queries):
    counts = []
    make_target(world.campaign, 3, TETOUAN, "cooperative")
    for start, count in ((0, 1), (1, 2)):
        for number in range(start, start + count):
            relay = make_institution(f"Relais {number}")
            one = make_participant(
                world.campaign, f"s{number}", province=TANGER, kind="association", through_id=relay.id
            )
            make_answer(world.campaign, one)
        with count_queries() as statements:
            page = world.member.get(f"{world.url}/couverture")
        counts.append((len(forms.text_of(page, "#relais tbody tr")), len(statements)))
    assert counts == [(1, 6), (3, 6)]
    assert forms.text_of(page, "#cases tbody tr") == [
        "Tétouan vide Cooperative 0 3 3 0 0", "Tanger-Assilah Association 3 aucun 0 3 0",
    ]  # fmt: skip
    provinces = forms.text_of(page, "#provinces tbody tr")
    assert (len(provinces), provinces[-2:]) == (8, ["Tanger-Assilah 3 aucun 3 0", "Tétouan 0 3 0 0"])
    # the same as a table: provinces by kinds, those without target nor structure have no column
    assert forms.text_of(page, "#matrice thead th") == ["Province", "Association", "Cooperative", "Total"]
    table = forms.text_of(page, "#matrice tr")
    assert table[-3:] == [
        "Tanger-Assilah 3 – aucun objectif, personne de sollicité 3",
        "Tétouan – aucun objectif, personne de sollicité 0 / 3 vide 0 / 3", "Total 3 0 / 3 3 / 3",
    ]  # fmt: skip
    # members read, the secretariat acts; names of structures are not the members' affair
    assert forms.text_of(page, "main .button") == ["Chercher"]
    assert forms.text_of(page, "#cases a, #matrice a") == []
    # what one institution brought, before the targets of all; each cell opens its list
    narrow = world.secretary.get(f"{world.url}/couverture?through={relay.id}")
    assert forms.text_of(narrow, "#matrice tfoot tr") == ["Total 1 0 / 3 1 / 3"]
    (link,) = (tag["href"] for tag in parse(narrow).select("#matrice a"))
    assert link == f"{world.url}/structures?province={TANGER}&kind=association&through={relay.id}"
    assert forms.text_of(world.secretary.get(link), "tbody th") == ["s2"]
    assert (
        forms.text_of(world.member.get(f"{world.url}/couverture?through=x"), "#matrice tfoot tr")
        == table[-1:]
    )
    acts = forms.text_of(world.secretary.get(f"{world.url}/couverture"), "main .buttons .button")
    assert acts == ["Tirer une feuille d'appel", "Fixer les objectifs", "Chercher"]
    assert world.visitor.get(f"{world.url}/couverture").status_code == 302
    assert world.member.get(f"{world.url}/couverture/objectifs").status_code == 403


def test_targets_are_typed_in_a_grid(world):
    address = f"{world.url}/couverture/objectifs"
    field = f"t.{TANGER}.association"
    bad = forms.post(world.secretary, address, **{field: "beaucoup", f"t.{TETOUAN}.association": "٤"})
    assert (bad.status_code, forms.errors_of(bad)) == (422, {field: "Écrivez un nombre entre 0 et 10000."})
    assert parse(bad).find("input", attrs={"name": f"t.{TETOUAN}.association"})["value"] == "٤"
    assert read_targets(world.campaign) == {}
    done = forms.post(world.secretary, address, **{field: "5", f"t.{TETOUAN}.association": "٤"})
    assert (done.status_code, done.location) == (303, f"{world.url}/couverture")
    assert read_targets(world.campaign) == {(TANGER, "association"): 5, (TETOUAN, "association"): 4}
    stale = forms.post(world.secretary, address, version="1", **{field: "9"})
    assert (stale.status_code, forms.text_of(stale, ".notice--warning li")) == (
        409, ["Tanger-Assilah, Association : le leur 5, le vôtre 9"],
    )  # fmt: skip
    assert parse(stale).find("input", attrs={"name": field})["value"] == "9"
    bare = make_campaign(kind_question=None)
    page = world.secretary.get(f"/campagnes/{bare.id}/couverture/objectifs")
    assert forms.text_of(page, "main .button--primary") == ["Modifier la campagne"]


def test_a_round_is_drawn_called_and_printed(world, client):
    make_participant(world.campaign, "Amal", province=TANGER, kind="association", phone="+212539000001")
    make_participant(world.campaign, "Nour", phone="+212539000002")
    address = f"{world.url}/appels"
    bad = forms.post(world.secretary, address, count="0")
    assert (bad.status_code, list(forms.errors_of(bad))) == (422, ["count"])
    done = forms.post(world.secretary, address, count="20", caller="Équipe d'animation")
    made = db.session.scalars(select(CallRound)).one()
    assert (done.status_code, done.location) == (303, f"{address}/{made.id}")
    page = world.secretary.get(done.location)
    assert [tag["href"] for tag in parse(page).select("a[href^=tel]")] == [
        "tel:+212539000001",
        "tel:+212539000002",
    ]
    assert post(world.secretary, address, {"count": "5"}).status_code == 409
    first, second = made.calls
    # in one press
    press = parse(page).select_one(f'form[action="/campagnes/appels/{first.id}"]')
    data = {tag["name"]: tag.get("value", "") for tag in press.select("input")}
    noted = world.secretary.post(f"/campagnes/appels/{first.id}", data=data)
    assert (noted.status_code, noted.location) == (303, f"{address}/{made.id}#appel-{first.id}")
    assert (first.outcome, first.participant.means) == (CallOutcome.NO_REPLY, Means.INVITATION)
    old = world.secretary.post(f"/campagnes/appels/{first.id}", data={**data, "outcome": "promised"})
    assert (old.status_code, "« ne répond pas »" in old.text.replace("\u202f", " ").replace("\xa0", " ")) == (
        409,
        True,
    )
    call = f"/campagnes/appels/{second.id}"
    late = forms.post(world.secretary, call, outcome="call_back", call_back_on="2027-01-01", note="Midi")
    assert (late.status_code, list(forms.errors_of(late)), "Midi" in late.text) == (
        422,
        ["call_back_on"],
        True,
    )
    ask = forms.post(world.secretary, call, outcome="refused", note="Non merci")
    assert (ask.status_code, second.outcome) == (200, None)
    assert forms.text_of(ask, "h1") == ["Noter un refus"]
    held = {tag["name"]: tag["value"] for tag in parse(ask).select("main form input")}
    sure = world.secretary.post(call, data=held)
    assert (sure.status_code, second.outcome, second.note, second.participant.phone) == (
        303, CallOutcome.REFUSED, "Non merci", None,
    )  # fmt: skip
    answered = forms.post(world.secretary, f"/campagnes/appels/{first.id}", outcome="answered")
    assert answered.location == f"/campagnes/structures/{first.participant_id}/remplir"
    paper = post(world.secretary, f"/documents/call_sheet/{made.id}/preparer", {"language": "ar"})
    assert (paper.status_code, db.session.scalars(select(RenderedDocument.kind)).all()) == (
        303,
        ["call_sheet"],
    )
    assert (
        post(world.member, f"/documents/call_sheet/{made.id}/preparer", {"language": "ar"}).status_code == 404
    )
    assert world.secretary.get(f"/campagnes/{make_campaign().id}/appels/{made.id}").status_code == 404


def test_a_sheet_has_the_same_queries_with_more_lines(world, count_queries):
    counts = []
    for count in (1, 3):
        made = make_round(world.campaign, *(
            make_participant(world.campaign, f"s{count}{n}", phone=f"+2125390{count}000{n}", through_id=world.own.id)
            for n in range(count)
        ))  # fmt: skip
        with count_queries() as statements:
            page = world.secretary.get(f"{world.url}/appels/{made.id}")
        counts.append((len(forms.text_of(page, "#appels li")), len(statements)))
    assert counts == [(1, 8), (3, 8)]


def test_the_sheet_on_paper_in_both_languages(world, app):
    from noress.core.i18n import in_language
    from noress.documents.kinds import call_sheet

    made = make_round(
        world.campaign,
        make_participant(world.campaign, "جمعية الأمل", phone="+212539000001", province=TANGER),
    )
    for code, place in (("fr", "Tanger-Assilah"), ("ar", "طنجة-أصيلة")):
        with in_language(code):
            (row,) = call_sheet.content(made)["rows"]
            assert (row[1], row[2][0], row[3]) == (
                {"text": "جمعية الأمل", "lang": "ar"},
                place,
                "05 39 00 00 01",
            )
            assert call_sheet.make(made.id, code).content[:5] == b"%PDF-"


def duties(browser):
    return forms.text_of(browser.get("/a-faire"), ".duty h3")


def test_what_waits_for_whom(world):
    assert (duties(world.secretary), duties(world.member)) == ([], [])
    asked = make_participant(world.campaign, "La nôtre", institution_id=world.own.id, phone="+212539000001")
    assert duties(world.member) == ["Répondre au questionnaire « Campagne de l'automne »"]
    link = parse(world.member.get("/a-faire")).select_one(".duty a")["href"]
    assert forms.text_of(world.member.get(link), "h1") == ["Campagne de l'automne"]
    other = make_participant(world.campaign, "Autre", phone="+212539000002")
    make_round(world.campaign, asked, other)
    call = db.session.scalars(select(Call).order_by(Call.id.desc())).first()
    assert duties(world.secretary) == ["2 structures à appeler"]
    change(call, outcome=CallOutcome.CALL_BACK, call_back_on=date(2026, 11, 20) + timedelta(days=1))
    assert duties(world.secretary) == ["1 structure à appeler"]
    make_answer(world.campaign, asked)
    assert duties(world.secretary) == []
    assert duties(world.member) == ["Faire passer le questionnaire « Campagne de l'automne »"]
    change(world.campaign, state=CampaignState.CLOSED)
    assert duties(world.secretary) == []
