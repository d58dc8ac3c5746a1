"""From "Existe-t-elle déjà ?" and a list of pairs to one entry, through the pages, and back."""

from sqlalchemy import select

from noress.domain.catalogue.models import (
    CatalogueSource,
    ChangeOrigin,
    Source,
    Structure,
    StructureChange,
    StructureDistinct,
    StructureMerge,
    StructureState,
)
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.response_links import token_of
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_institution, make_person, make_seat, save
from tests.factories.catalogue import make_structure
from tests.factories.questionnaires import make_question, make_response, make_section, make_version
from tests.factories.twins import plain
from tests.pages import parse
from tests.posting import post

JSON = {"Accept": "application/json"}


def texts(response, selector):
    return [plain(text) for text in forms.text_of(response, selector)]


def send(browser, address, **changed):
    """The form of that page, as it stands but for what changed."""
    form = parse(browser.get(address)).select_one("main form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return post(browser, address, {**fields, **changed})


def make_two():
    return (
        make_structure("Coopérative Annour", phone="0539000001"),
        make_structure({"ar": "تعاونية النور"}, phone="0539000001", state=StructureState.TO_CHECK),
    )


def address(kept, other, end=""):
    return f"/catalogue/gestion/{kept.id}/fusionner/{other.id}{end}"


# --- is it there already? ---------------------------------------------------------------------------


def test_a_script_asks_while_one_types(client, secretary, count_queries):
    shown, checked = make_two()
    question = {"nom": "Ennour", "province": shown.province_code, "telephone": "0539000001"}
    entry = {"id": shown.id, "name": "Coopérative Annour", "lang": "fr-MA", "dir": "ltr", "place": "Tétouan",
             "url": f"/catalogue/{shown.id}", "why": "même nom, écrit autrement, même téléphone, même province"}  # fmt: skip
    visitors = client.get("/catalogue/existe", query_string=question, headers=JSON)
    assert visitors.json == {
        "question": "Existe-t-elle déjà\u202f?", "yes": "C'est elle", "no": "Ce n'est pas elle", "found": [entry],
    }  # fmt: skip
    assert "Set-Cookie" not in visitors.headers
    assert visitors.headers["Cache-Control"] == "private, no-store"
    told = secretary.get("/catalogue/existe", query_string=question, headers=JSON).json["found"]
    assert [(one["id"], one["state"]) for one in told] == [(shown.id, "publiée"), (checked.id, "à vérifier")]


def test_what_cannot_be_looked_for_finds_nothing(client):
    make_two()
    asked = [
        {}, {"nom": "a"}, {"nom": "\x00\x00"}, {"nom": "x" * 3_000}, {"nom": '"( OR *'}, {"province": "01.571"},
        {"telephone": "12"}, {"commune": "nulle part", "nom": "Toute autre"},
    ]  # fmt: skip
    found = [client.get("/catalogue/existe", query_string=args, headers=JSON) for args in asked]
    assert [(one.status_code, one.json["found"]) for one in found] == [(200, [])] * len(asked)


def test_a_questionnaire_asks_with_the_questions_that_fill_the_catalogue(client):
    version = make_version()
    address = f"/catalogue/existe/questions/{version.questionnaire_id}"
    assert client.get(address).json == {"ask": "/catalogue/existe", "fields": {}}
    mapping = {"name": ["nom"], "commune": ["lieu"], "phone": ["tel"]}
    save(CatalogueSource(questionnaire_id=version.questionnaire_id, mapping=mapping, since=NOW))
    told = client.get(address)
    assert told.json == {"ask": "/catalogue/existe", "fields": {"nom": ["q.nom"], "commune": ["q.lieu"]}}
    assert (told.headers["Cache-Control"], told.headers.get("Set-Cookie")) == ("public, max-age=600", None)


def test_without_a_script_it_is_a_page(client):
    make_two()
    assert texts(client.get("/catalogue/existe"), "h1") == ["Existe-t-elle déjà ?"]
    page = client.get("/catalogue/existe?nom=Ennour")
    assert texts(page, "main ul.rows li a") == ["Coopérative Annour"]
    assert texts(client.get("/catalogue/existe?nom=Ailleurs"), ".empty h2") == [
        "Aucune fiche ne lui ressemble"
    ]


# --- pairs ------------------------------------------------------------------------------------------


def test_pairs_stand_with_their_reasons_and_are_settled(secretary, count_queries):
    assert texts(secretary.get("/catalogue/gestion/doublons"), ".empty h2") == ["Aucune paire à regarder"]
    one, other = make_two()
    page = secretary.get("/catalogue/gestion/doublons")
    assert texts(page, "#paires td:nth-of-type(2)") == [
        "presque sûr même nom, écrit autrement, même téléphone, même province"
    ]
    assert parse(page).select_one("#paires .cell__links a")["href"] == address(one, other)
    beside = secretary.get(f"/catalogue/gestion/{one.id}/ressemblances")
    assert texts(beside, "main tbody th a") == ["تعاونية النور"]
    sent = post(secretary, "/catalogue/gestion/doublons/differentes",
                {"first_id": other.id, "second_id": one.id})  # fmt: skip
    assert (sent.status_code, sent.location) == (303, "/catalogue/gestion/doublons")
    pair = db.session.scalars(select(StructureDistinct)).one()
    assert (pair.first_id, pair.second_id) == (one.id, other.id)
    assert texts(secretary.get("/catalogue/gestion/doublons"), ".empty h2") == ["Aucune paire à regarder"]
    listed = "/catalogue/gestion/doublons/differentes"
    assert texts(secretary.get(listed), "main tbody th") == ["Coopérative Annour"]
    assert post(secretary, f"{listed}/{pair.id}/oublier", {}).status_code == 303
    assert len(texts(secretary.get("/catalogue/gestion/doublons"), "#paires tbody tr")) == 1


def test_pages_ask_as_much_of_one_pair_as_of_three(secretary, count_queries):
    counts = []
    for number in range(3):
        for _twice in range(2):
            make_structure(f"Coopérative Annour{'abc'[number]}b", phone=f"053900000{number}")
        with count_queries() as counted:
            secretary.get("/catalogue/gestion/doublons")
        counts.append(len(counted))
    assert counts[0] == counts[2]


# --- merging ----------------------------------------------------------------------------------------


def test_two_become_one_and_two_again(secretary):
    one, other = make_two()
    page = secretary.get(address(one, other))
    assert texts(page, "fieldset legend") == ["Nom (Français)", "Nom (العربية)"]
    assert any("déclaré" in text for text in texts(page, "fieldset"))
    confirm = address(one, other, "/confirmer")
    asked = secretary.get(confirm)
    assert "« تعاونية النور » disparaît des listes. Sa page conduira à « Coopérative Annour »." in texts(
        asked, "main li"
    )
    sent = send(secretary, confirm)
    assert (sent.status_code, sent.location) == (303, f"/catalogue/{one.id}")
    assert (other.state, other.merged_into_id) == (StructureState.MERGED, one.id)
    assert dict(one.name) == {"fr": "Coopérative Annour", "ar": "تعاونية النور"}
    old = secretary.get(f"/catalogue/{other.id}")
    assert (old.status_code, old.location) == (301, f"/catalogue/{one.id}")
    assert texts(secretary.get("/catalogue/gestion/fusions"), "main tbody th") == ["تعاونية النور"]
    done = db.session.scalars(select(StructureMerge)).one()
    back = f"/catalogue/gestion/fusions/{done.id}/annuler"
    sent = send(secretary, back)
    assert (sent.status_code, sent.location) == (303, f"/catalogue/{other.id}")
    assert (other.state, other.merged_into_id) == (StructureState.TO_CHECK, None)
    assert "Cette fusion est déjà annulée." in texts(secretary.get(back), "main li")


def test_choices_stand_where_both_say_something_else_and_the_rest_is_folded(secretary):
    one = make_structure("Coopérative Annour", phone="0539000001", website="https://annour.example/")
    other = make_structure("Annour", phone="0539000001", email="annour@exemple.ma")
    page = secretary.get(address(one, other))
    assert texts(page, "main form > fieldset legend") == ["Nom (Français)"]
    assert texts(page, "details fieldset legend") == ["Courriel", "Site web"]
    assert [one.has_attr("open") for one in parse(page).select("main details")] == [False, False]
    assert "2 renseignements qu'une seule des deux fiches donne : ils sont gardés" in texts(page, "summary")
    chosen = secretary.get(f"{address(one, other)}?website=other")
    assert parse(chosen).select_one("main details").has_attr("open")  # what was chosen against it is in sight
    told = texts(secretary.get(f"{address(one, other, '/confirmer')}?website=other"), "main .confirmation li")
    assert "« Coopérative Annour » prend de l'autre fiche : Courriel." in told
    assert "« Coopérative Annour » perd ce que l'autre fiche ne donne pas : Site web." in told
    alike = make_structure("Coopérative Annour", phone="0539000001")
    asked = secretary.get(address(one, alike))
    assert (texts(asked, "main form > fieldset legend"), texts(asked, "main form h2")) == ([], [])
    assert [texts(asked, ".facts a"), texts(asked, ".facts .muted")] == [  # namesakes are told apart
        ["Coopérative Annour"] * 2, [f"n° {one.id}", f"n° {alike.id}"],
    ]  # fmt: skip
    assert any(f"Coopérative Annour, n° {alike.id} » disparaît" in line
               for line in texts(secretary.get(address(one, alike, "/confirmer")), ".confirmation li"))  # fmt: skip
    assert "Les deux fiches ne se contredisent pas." in texts(asked, "main form > p")


def test_open_changes_that_stop_a_merge_are_one_press_away(secretary):
    one, other = make_two()
    change = save(StructureChange(
        structure_id=other.id, origin=ChangeOrigin.OWNER, source=Source.DECLARED, language="fr", created_at=NOW,
        values={"acronym": "AN"}, before={"acronym": None},
    ))  # fmt: skip
    settle = f"/catalogue/gestion/changements/{change.id}"
    versions = {
        "kept_version": one.version,
        "other_version": other.version,
        "name_fr": "kept",
        "name_ar": "other",
    }
    refused = post(secretary, address(one, other, "/confirmer"), versions)
    assert refused.status_code == 409
    for page in (
        secretary.get(address(one, other)),
        secretary.get(address(one, other, "/confirmer")),
        refused,
    ):
        assert [link["href"] for link in parse(page).select("main .rows a")] == [settle]
        assert texts(page, "main .rows li") == ["Régler ce qui est proposé pour « تعاونية النور » Sigle"]
    assert secretary.get(settle).status_code == 200


def test_what_cannot_be_merged_is_said_with_its_status(secretary):
    one, other = make_two()
    confirm = address(one, other, "/confirmer")
    stale = send(secretary, confirm, other_version=str(other.version + 7))
    assert stale.status_code == 409
    assert "Erreur Une des deux fiches vient de changer. Relisez-les, puis confirmez de nouveau." in texts(
        stale, "main .notice"
    )
    itself = address(one, one, "/confirmer")
    assert texts(secretary.get(address(one, one)), "main .notice") == [
        "Attention Choisissez deux fiches différentes."
    ]
    data = {"kept_version": one.version, "other_version": one.version}
    assert post(secretary, itself, data).status_code == 409
    assert secretary.get(f"/catalogue/gestion/{one.id}/fusionner/999").status_code == 404
    assert db.session.scalars(select(Structure.merged_into_id)).all() == [None, None]


def test_members_merge_nothing(login_as):
    one, other = make_two()
    member = login_as(make_seat(make_institution(), make_person()).person)
    asked = ["/catalogue/gestion/doublons", "/catalogue/gestion/fusions", address(one, other)]
    assert [member.get(page).status_code for page in asked] == [403, 403, 403]


# --- asked again by the server, where no script asked while one typed ---------------------------------


def test_the_page_after_the_name_asks_whether_it_exists(client, secretary):
    shown, _checked = make_two()
    other = make_structure("Coopérative Ennour", phone="0539000009")
    asked = Definition((
        make_section("who", make_question("name"), make_question("where", "province")), make_section("what", make_question("offer")),
    ))  # fmt: skip
    version = make_version(definition=asked)
    save(
        CatalogueSource(
            questionnaire_id=version.questionnaire_id,
            mapping={"name": ["name"], "province": ["where"]},
            since=NOW,
        )
    )
    response = make_response(version)
    own = f"/q/{token_of(response)}"
    typed = {"version": response.version, "q.name": "Annour", "q.where": shown.province_code}
    saved = post(client, f"{own}/partie/who", {**typed, "next": "1"})
    assert saved.location == f"{own}/partie/what?existe=1"
    page = client.get(saved.location)
    entries = parse(page).select("#existe li")
    assert texts(page, "#existe li p") == [
        "Coopérative Annour · Tétouan · même nom, écrit autrement, même province",
        "Coopérative Ennour · Tétouan · même nom, écrit autrement, même province",
    ]  # fmt: skip
    assert [button.text for button in entries[0].select("button")] == ["C'est la nôtre", "Ce n'est pas elle"]
    # no, and no: each is asked once; nothing of the entries or of the answers changes
    for row, left in ((shown, 1), (other, 0)):
        said = post(client, f"{own}/existe/{row.id}", {"says": "no", "section": "what"})
        assert (said.status_code, said.location) == (303, f"{own}/partie/what?existe=1")
        assert len(parse(client.get(said.location)).select("#existe li")) == left
    again = make_response(version, values={"name": "Annour"})
    fresh = f"/q/{token_of(again)}"
    assert len(parse(client.get(f"{fresh}/verifier?existe=1")).select("#existe li")) == 2
    assert client.get(f"{fresh}/verifier").text.count("Existe-t-elle") == 0
    found = post(client, f"{fresh}/existe/{shown.id}", {"says": "yes", "section": ""})
    assert (found.status_code, found.location) == (303, f"/catalogue/{shown.id}")
    assert parse(client.get(f"{fresh}/verifier?existe=1")).select("#existe") == []
    assert (
        post(client, f"{fresh}/existe/{shown.id}", {"says": "no", "section": "nulle"}).location
        == f"{fresh}/verifier?existe=1"
    )
    assert post(client, "/q/x/existe/1", {"says": "no"}).status_code == 404
    # the secretariat, who fills in for somebody, is told of every state
    assert "à vérifier" in " ".join(texts(secretary.get(f"{own}/partie/what?existe=1"), "#existe li p"))
    # another part asks nothing
    db.session.expire_all()
    version_now = db.session.get(Response, response.id).version
    last = post(client, f"{own}/partie/what", {"version": version_now, "q.offer": "Un four", "next": "1"})
    assert last.location == f"{own}/verifier"
