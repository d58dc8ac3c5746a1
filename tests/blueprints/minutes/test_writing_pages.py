"""The page where a record is written: each block a form that works alone, with a script or without."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes.models import BlockKind, BlockRevision, Minutes, MinutesBlock
from noress.extensions import db
from tests.blueprints.minutes.conftest import NOW, fields, fresh, page_of
from tests.factories import (
    make_agenda_item,
    make_institution,
    make_meeting,
)
from tests.factories.minutes import make_block, make_held_meeting, make_minutes
from tests.forms import errors_of, text_of
from tests.pages import parse
from tests.posting import post

JSON = {"headers": {"Accept": "application/json"}}


# --- beginning ------------------------------------------------------------------------------------------


def test_from_the_page_of_the_session_to_the_first_block(secretary, history):
    meeting = make_held_meeting(state=MeetingState.CONVENED, held_at=None)
    item = make_agenda_item(meeting, "Fonds de garantie")
    session_page = secretary.get(f"/sessions/{meeting.id}")
    assert text_of(session_page, "#compte-rendu a") == ["Commencer le compte rendu"]
    begin = secretary.get(f"/sessions/{meeting.id}/compte-rendu")
    assert text_of(begin, "h1") == ["Commencer le compte rendu"]
    begun = post(secretary, f"/sessions/{meeting.id}/compte-rendu/commencer")
    assert (begun.status_code, begun.location) == (303, f"/sessions/{meeting.id}/compte-rendu")
    page = secretary.get(begun.location)
    assert text_of(page, "h1") == ["Procès-verbal"]
    assert text_of(page, ".minutes__item h2") == ["Avant les points", "1. Fonds de garantie"]
    form = parse(page).select(".minutes__item")[1].select_one("form.block__add")
    data = {tag["name"]: tag["value"] for tag in form.select("input")}
    added = secretary.post(form["action"], data={**data, "kind": "decision"})
    block = db.session.scalars(select(MinutesBlock)).one()
    assert (added.status_code, added.location) == (
        303,
        f"/sessions/{meeting.id}/compte-rendu#bloc-{block.id}",
    )
    assert (block.kind, block.agenda_item_id, block.client_key) == (
        BlockKind.DECISION,
        item.id,
        data["client_key"],
    )
    assert history() == ["meeting.held", "minutes.begun", "minutes.block_added"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            {"starts_wall": NOW.replace(tzinfo=None) + timedelta(days=30), "state": MeetingState.CONVENED},
            "Le jour de la session n'est pas venu.",
        ),
        ({"state": MeetingState.CANCELLED}, "Cette session est annulée : elle n'a pas eu lieu."),
    ],
)
def test_a_session_that_has_not_begun_has_no_record(secretary, values, told):
    meeting = make_held_meeting(**values)
    response = post(secretary, f"/sessions/{meeting.id}/compte-rendu/commencer")
    assert response.status_code == 409
    assert db.session.scalars(select(Minutes)).all() == []
    assert told in text_of(response)[0].replace("\u00a0", " ")


def test_a_block_added_twice_is_one(secretary):
    minutes = make_minutes()
    for _ in range(2):
        response = post(secretary, f"{page_of(minutes)}/blocs", {"kind": "note", "client_key": "clef-00001"})
        assert response.status_code == 303
    assert db.session.scalar(select(func.count(MinutesBlock.id))) == 1


# --- saving ---------------------------------------------------------------------------------------------


def test_without_a_script_a_block_is_saved_by_its_button(secretary):
    block = make_block(make_minutes())
    response = post(
        secretary, f"/sessions/blocs/{block.id}", fields(block, text_fr="La présidente\r\nouvre.")
    )
    assert (response.status_code, response.location.split("#")[1]) == (303, f"bloc-{block.id}")
    assert fresh(MinutesBlock, block.id).text["fr"] == "La présidente\nouvre."
    assert text_of(secretary.get(response.location), ".notice--success p") == ["Le bloc est enregistré."]


def test_the_script_sends_the_same_form_and_reads_json(secretary):
    block = make_block(make_minutes())
    response = post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_fr="Autre"), **JSON)
    assert (response.status_code, response.json) == (
        200, {"version": 2, "merged": False, "saved": "Enregistré à 9\u202fh", "fields": None, "message": None},
    )  # fmt: skip


def test_the_page_after_a_save_shows_the_new_text(secretary):
    """Blocks are kept ready by their content: nothing old is ever shown."""
    minutes = make_minutes()
    block = make_block(minutes, "Premier texte")
    assert "Premier texte" in secretary.get(page_of(minutes)).get_data(as_text=True)
    post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_fr="Second texte"))
    page = secretary.get(page_of(minutes))
    assert parse(page).select_one(f"#bloc-{block.id} [name=text_fr]").get_text().strip() == "Second texte"
    assert parse(page).select_one(f"#bloc-{block.id} [name=version]")["value"] == "2"
    assert "Premier texte" not in page.get_data(as_text=True)


def test_a_token_never_comes_from_a_text(secretary):
    """The mark that forms' tokens replace holds a sign that typed text cannot bring."""
    minutes = make_minutes()
    block = make_block(minutes, "<csrf> et <csrf>")
    page = parse(secretary.get(page_of(minutes)))
    form = page.select_one(f"#bloc-{block.id}")
    assert form.select_one("[name=text_fr]").get_text().strip() == "<csrf> et <csrf>"
    assert len({tag["value"] for tag in page.select(".minutes [name=csrf_token]")}) == 1
    data = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    assert secretary.post(form["action"], data={**data, "text_fr": "Par le vrai jeton"}).status_code == 303


def test_different_lines_of_two_writers_are_joined(secretary):
    block = make_block(make_minutes(), "un\ndeux", ar="")
    assert (
        post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_fr="UN\ndeux")).status_code == 303
    )
    response = post(
        secretary, f"/sessions/blocs/{block.id}", fields(block, version=1, text_fr="un\nDEUX"), **JSON
    )
    assert response.status_code == 200
    assert (response.json["merged"], response.json["version"], response.json["fields"]["text_fr"]) == (
        True,
        4,
        "UN\nDEUX",
    )
    assert "réunis" in response.json["message"]


def test_the_same_line_of_two_writers_shows_both_texts(secretary):
    block = make_block(make_minutes(), "un", ar="")
    post(secretary, f"/sessions/blocs/{block.id}", fields(block, text_fr="le leur"))
    stale = fields(block, version=1, text_fr="le mien")
    refused = post(secretary, f"/sessions/blocs/{block.id}", stale, **JSON)
    assert (refused.status_code, refused.json["error"]) == (409, "stale")
    page = post(secretary, f"/sessions/blocs/{block.id}", stale)
    assert page.status_code == 409
    assert text_of(page, "#deux-textes dd") == ["le leur", "le mien"]
    form = parse(page).select_one(f"form[action$='/blocs/{block.id}']")
    assert form.select_one("[name=text_fr]").get_text().strip() == "le mien"
    assert form.select_one("[name=version]")["value"] == "2"
    kept = post(secretary, f"/sessions/blocs/{block.id}", fields(block, version=2, text_fr="les deux"))
    assert kept.status_code == 303
    assert fresh(MinutesBlock, block.id).text["fr"] == "les deux"


def test_a_form_that_does_not_say_its_version_saves_nothing(secretary):
    block = make_block(make_minutes())
    response = post(secretary, f"/sessions/blocs/{block.id}", {"text_fr": "Autre"})
    assert response.status_code == 422
    assert "arrivée incomplète" in response.get_data(as_text=True)
    assert fresh(MinutesBlock, block.id).version == 1


def test_a_decision_and_an_action_keep_what_is_typed_finished_or_not(secretary):
    minutes = make_minutes()
    make_institution("Coopérative du Rif", name_ar="تعاونية الريف")
    decision = make_block(minutes, "Voté", kind=BlockKind.DECISION, ar="")
    action = make_block(minutes, "Faire", kind=BlockKind.ACTION, ar="")
    post(secretary, f"/sessions/blocs/{decision.id}",
         fields(decision, mode="show_of_hands", votes_for="12", reservations_fr="Une réserve"))  # fmt: skip
    assert fresh(MinutesBlock, decision.id).details == {
        "mode": "show_of_hands", "votes_for": 12, "reservations": {"fr": "Une réserve"},
    }  # fmt: skip
    post(secretary, f"/sessions/blocs/{action.id}",
         fields(action, owner="cooperative du RIF", due_on="2027-02-10", due_precision="month", where_fr="Tanger"))  # fmt: skip
    kept = fresh(MinutesBlock, action.id).details
    assert kept["due_on"] == "2027-02-28"
    assert (kept["due_precision"], kept["where"]) == ("month", {"fr": "Tanger"})
    assert "owner_institution_id" in kept
    page = parse(secretary.get(page_of(minutes)))
    assert page.select_one(f"#bloc-{action.id} [name=owner]")["value"] == "Coopérative du Rif"
    assert page.select_one(f"#bloc-{decision.id} option[selected]")["value"] == "show_of_hands"
    post(
        secretary,
        f"/sessions/blocs/{action.id}",
        fields(fresh(MinutesBlock, action.id), owner="Bureau d'études"),
    )
    assert fresh(MinutesBlock, action.id).details["owner_words"] == "Bureau d'études"


def test_the_other_buttons_act_once_the_text_is_kept(secretary):
    minutes = make_minutes()
    first, second = make_block(minutes, "a"), make_block(minutes, "b")
    post(secretary, f"/sessions/blocs/{second.id}", fields(second, text_fr="b bis", ensuite="monter"))
    assert text_of(secretary.get(page_of(minutes)), ".block [name=text_fr]") == ["b bis", "a"]
    post(secretary, f"/sessions/blocs/{first.id}", fields(first, text_fr="a bis", ensuite="retirer"))
    removed = fresh(MinutesBlock, first.id)
    assert (removed.removed_at, removed.text["fr"]) == (NOW, "a bis")
    line = text_of(secretary.get(page_of(minutes)), f"#bloc-{first.id} p")
    assert line == ["Note retirée : a bis"]
    assert post(secretary, f"/sessions/blocs/{first.id}/retablir").status_code == 303
    assert fresh(MinutesBlock, first.id).removed_at is None


# --- the heading, findings, versions ------------------------------------------------------------------------


def test_the_heading_is_saved_and_two_who_write_it_see_both(secretary):
    minutes = make_minutes()
    address = f"{page_of(minutes)}/en-tete"
    assert (
        post(secretary, address, {"version": 1, "chaired_by": "Présidente", "written_by": ""}).status_code
        == 303
    )
    stale = post(secretary, address, {"version": 1, "chaired_by": "Président", "written_by": ""})
    assert stale.status_code == 409
    assert text_of(stale, "#deux-textes dd") == ["Présidente", "Président"]
    assert post(secretary, address, {"version": 2, "chaired_by": "x" * 201}).status_code == 422
    assert fresh(Minutes, minutes.id).chaired_by == "Présidente"


def test_findings_and_ways_forward_are_written_with_the_record(secretary, history):
    minutes = make_minutes()
    address = f"{page_of(minutes)}/constats"
    both = {
        "version": 0,
        "axis_fr": "Financement",
        "text_fr": "Peu de garanties.",
        "text_ar": "ضمانات قليلة.",
    }
    assert post(secretary, address, {**both, "what": "finding"}).status_code == 303
    assert (
        post(secretary, address, {**both, "what": "proposal", "text_fr": "Créer un fonds."}).status_code
        == 303
    )
    refused = post(secretary, address, {"version": 0, "what": "proposal", "text_fr": "Sans axe"})
    assert (refused.status_code, list(errors_of(refused))) == (422, ["axis_fr"])
    page = secretary.get(page_of(minutes))
    assert text_of(page, "#constats h3") == ["Constats", "Pistes d'action"]
    link = parse(page).select_one("#constats li a")["href"]
    assert (
        post(secretary, link, {**both, "version": 1, "what": "finding", "text_fr": "Très peu."}).status_code
        == 303
    )
    assert (
        post(secretary, link, {**both, "version": 1, "what": "finding", "text_fr": "Aucune."}).status_code
        == 409
    )
    assert post(secretary, link, {"ensuite": "retirer", "version": 2}).status_code == 303
    assert text_of(secretary.get(page_of(minutes)), "#constats h3") == ["Pistes d'action"]
    assert history() == [
        "minutes.finding_added", "minutes.proposal_added", "minutes.finding_edited", "minutes.finding_removed",
    ]  # fmt: skip


def test_versions_are_compared_word_by_word_and_taken_again(secretary):
    block = make_block(make_minutes(), "Le fonds est créé.", ar="أنشئ الصندوق.")
    for version, text in ((1, "Un fonds est créé."), (2, "Un fonds de garantie est créé.")):
        post(secretary, f"/sessions/blocs/{block.id}", fields(block, version=version, text_fr=text))
    page = secretary.get(f"/sessions/blocs/{block.id}/versions?de=1&a=2")
    changed = parse(page).select_one(".changed-text[lang=fr-MA]")
    assert [tag.get_text() for tag in changed.select("del, ins")] == [
        "[retiré] Le [fin]",
        "[ajouté] Un [fin]",
    ]
    arabic = parse(page).select_one(".changed-text[lang=ar-MA]")
    assert (arabic["dir"], arabic.select("del, ins")) == ("rtl", [])
    again = post(secretary, f"/sessions/blocs/{block.id}/versions/reprendre", {"version": 1})
    assert again.status_code == 303
    assert fresh(MinutesBlock, block.id).text["fr"] == "Le fonds est créé."
    assert db.session.scalar(select(func.max(BlockRevision.version))) == 4
    for wrong in ("de=x&a=9999999999", "de=99", "a=-1"):
        assert secretary.get(f"/sessions/blocs/{block.id}/versions?{wrong}").status_code == 200


# --- how many questions to the database ------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?lecture=1"])
def test_forty_blocks_cost_the_queries_of_one(secretary, count_queries, query):
    minutes = make_minutes()
    make_agenda_item(minutes.meeting)
    owner = make_institution("Responsable")

    def one_of_each() -> None:
        make_block(minutes, "Note")
        make_block(minutes, "Décision", kind=BlockKind.DECISION, details={"mode": "consensus"})
        make_block(minutes, "Action", kind=BlockKind.ACTION, details={"owner_institution_id": owner.id})

    counts = []
    for more in (1, 0, 12):
        for _ in range(more):
            one_of_each()
        with count_queries() as statements:
            assert secretary.get(page_of(minutes) + query).status_code == 200
        counts.append(len(statements))
    # the names of those who may be responsible are kept until one of them changes
    assert counts == {"": [8, 7, 7], "?lecture=1": [10, 10, 10]}[query]


def test_the_names_to_choose_from_follow_the_institutions(secretary):
    minutes = make_minutes()
    owner = make_institution("Ancien nom")
    make_block(minutes, "Action", kind=BlockKind.ACTION, details={"owner_institution_id": owner.id})
    assert secretary.get(page_of(minutes)).get_data(as_text=True).count("Ancien nom") == 3
    with writing():
        fresh(type(owner), owner.id).name = Translated(fr="Nouveau nom")
        db.session.commit()
    page = secretary.get(page_of(minutes)).get_data(as_text=True)
    assert (page.count("Ancien nom"), page.count("Nouveau nom")) == (0, 3)


def test_a_title_in_another_language_is_marked_and_breaks_no_attribute(secretary):
    minutes = make_minutes()
    make_agenda_item(minutes.meeting, "Bilan")
    secretary.get("/langue/ar")
    page = parse(secretary.get(page_of(minutes)))
    section = page.select_one("[aria-labelledby=point-1]")
    assert section.form["aria-label"] == "Bilan"
    assert section.h2.select_one("[lang=fr-MA], [lang=fr]").get_text() == "Bilan"


def test_a_session_before_its_hour_asks_nothing_more(secretary):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW)
    assert text_of(secretary.get(f"/sessions/{meeting.id}"), "#compte-rendu") == []
    assert fresh(Meeting, meeting.id).state is MeetingState.CONVENED
