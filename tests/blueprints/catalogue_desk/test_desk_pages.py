"""The desk of the catalogue: the list, an entry checked, written and proposed, changes settled, words and sources."""

from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from noress.demo.questionnaire import build_definition
from noress.domain.catalogue.links import structure_token
from noress.domain.catalogue.mapping import guess_mapping
from noress.domain.catalogue.models import (
    CatalogueSource,
    ChangeOrigin,
    Facet,
    Source,
    Structure,
    StructureChange,
    StructureLabel,
    StructureState,
    Term,
)
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.rules.reviewing import last_seen
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary, save
from tests.factories.catalogue import TETOUAN, make_structure, make_words
from tests.factories.questionnaires import make_version
from tests.factories.received import make_sent
from tests.pages import parse
from tests.posting import post

S = StructureState
DESK = "/catalogue/gestion/"


@pytest.fixture
def world(app, login_as, client):
    with time_machine.travel(NOW, tick=False):
        make_words()
        own = make_institution("La nôtre", email="nous@exemple.ma")
        seat = make_seat(own, make_person("Titulaire", email="membre12@exemple.ma"))
        yield SimpleNamespace(
            own=own, secretary=login_as(make_secretary()), member=login_as(seat.person, seat), visitor=client
        )


def fields(page):
    """What a browser would send of the page's last form."""
    form = parse(page).find_all("form", method="post")[-1]
    sent = {}
    for one in form.find_all(["input", "textarea", "select"]):
        name, kind = one.get("name"), one.get("type")
        if kind in {"checkbox", "radio"} and not one.has_attr("checked"):
            continue
        if one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            value = chosen["value"] if chosen else ""
        else:
            value = one.text.lstrip("\n") if one.name == "textarea" else one.get("value", "")
        sent.setdefault(name, []).append(value)
    return sent


def fresh(model, key):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(model, key)


def change_of(structure, **values):
    before = {name: structure.detail.values.get(name) for name in values.get("values", {"acronym": 1})}
    usual = {"origin": ChangeOrigin.REPORT, "source": Source.DECLARED, "language": "fr", "created_at": NOW,
             "values": {"acronym": "NEUF"}, "before": before, "email": "lecteur@exemple.ma"}  # fmt: skip
    return save(StructureChange(structure_id=structure.id, **{**usual, **values}))


def text(page):
    return " ".join(parse(page).get_text(" ").split())


def test_the_list_is_narrowed_counted_and_costs_the_same(world, count_queries):
    make_structure("Coopérative Alpha", state=S.TO_CHECK)
    world.secretary.get(DESK)
    with count_queries() as one:
        world.secretary.get(DESK)
    for name in ("Bêta", "Gamma"):
        change_of(make_structure(name, columns={"institution_id": world.own.id}))
    with count_queries() as three:
        page = world.secretary.get(DESK)
    assert len(one) == len(three)
    assert "3 fiches" in text(page)
    assert "2 changements à régler" in text(page)
    assert "À vérifier 1" in text(page)
    for query, names in (
        ("etat=to_check", {"Coopérative Alpha"}), ("q=beta", {"Bêta"}), ("marque=changes", {"Bêta", "Gamma"}),
        ("etat=x&province=x&sorte=x&marque=x&page=-1", {"Coopérative Alpha", "Bêta", "Gamma"}), ("province=01.511", set()),
        ("page=100000000000000000000", {"Coopérative Alpha", "Bêta", "Gamma"}),
    ):  # fmt: skip
        rows = parse(world.secretary.get(f"{DESK}?{query}")).select("tbody th")
        assert {row.get_text(strip=True) for row in rows} == names, query
    duties = text(world.secretary.get("/a-faire"))
    assert "1 fiche du catalogue à vérifier" in duties
    assert "2 propositions de changement à régler" in duties
    assert "fiche du catalogue" not in text(world.member.get("/a-faire"))


def test_an_entry_is_checked_published_hidden_and_opposed(world):
    make_structure("Coopérative Annour Tétouan", phone="0539000000")
    entry = make_structure(
        "Cooperative Annour", state=S.TO_CHECK, phone="0539000000", email="annour@exemple.ma"
    )
    to_refuse = make_structure("Boutique", state=S.TO_CHECK)
    url = f"{DESK}{entry.id}"
    page = text(world.secretary.get(url))
    for said in (
        "Existe-t-elle déjà ?",
        "même téléphone",
        "déclaré, vendredi 20 novembre 2026, la structure",
    ):
        assert said in page
    assert page.count("déclaré, vendredi 20 novembre 2026") == 1  # said once for all fields
    sent = fields(world.secretary.get(f"{url}/publier"))
    assert "Un courriel part à annour@exemple.ma" in text(world.secretary.get(f"{url}/publier"))
    assert post(world.secretary, f"{url}/publier").status_code == 422  # a page that came without its version
    assert post(world.secretary, f"{url}/publier", sent).location == url
    again = post(world.secretary, f"{url}/publier", sent)  # pressed twice, or in another window
    assert (again.status_code, again.location) == (303, url)
    assert "déjà « publiée »" in text(world.secretary.get(url))
    assert world.secretary.get(f"{url}/publier").location == url  # the way back
    moved = {**fields(world.secretary.get(f"{url}/renvoyer")), "version": "1", "reason": "Le site"}
    stale = post(world.secretary, f"{url}/renvoyer", moved)
    assert (stale.status_code, fields(stale)["reason"]) == (409, ["\r\nLe site"])
    assert post(world.secretary, f"{url}/renvoyer", fields(stale)).location == url
    assert (
        post(world.secretary, f"{url}/publier", fields(world.secretary.get(f"{url}/publier"))).location == url
    )
    refused = post(
        world.secretary,
        f"{url}/masquer",
        {**fields(world.secretary.get(f"{url}/masquer")), "because": "secretariat"},
    )
    assert refused.status_code == 422
    assert "Écrivez pourquoi" in text(refused)
    assert "Pourquoi (facultatif)" not in text(world.secretary.get(f"{DESK}{to_refuse.id}/refuser"))
    assert post(world.secretary, f"{DESK}{to_refuse.id}/refuser", {"version": "1"}).status_code == 422
    hidden = {
        **fields(world.secretary.get(f"{url}/masquer")),
        "because": "secretariat",
        "reason": "Doute sur l'adresse",
    }
    assert post(world.secretary, f"{url}/masquer", hidden).status_code == 303
    assert "Doute sur l'adresse" in text(world.secretary.get(url))
    entry = fresh(Structure, entry.id)
    assert (entry.state, entry.listed) == (S.HIDDEN, 0)
    assert [mail.template for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))] == [
        "structure_published", "structure_hidden"]  # fmt: skip
    told = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1)).one()
    assert "Raison : Doute sur l'adresse" in told.text.replace("\xa0", " ").replace("\u202f", " ")
    world.secretary.get(f"/catalogue/{entry.id}/ne-plus-paraitre")
    assert post(world.secretary, f"/catalogue/{entry.id}/ne-plus-paraitre").status_code == 303
    page = text(world.secretary.get(url))
    assert "a demandé le vendredi 20 novembre 2026 à ne pas paraître" in page
    assert "Publier" not in page
    assert post(world.secretary, f"/catalogue/{entry.id}/paraitre").status_code == 303
    assert fresh(Structure, entry.id).opposed_at is None


def test_the_secretariat_writes_with_a_source_and_two_saves_meet(world):
    entry = make_structure(
        {"fr": "Annour", "ar": "النور"},
        phone="0539000000",
        sectors=["financing"],
        schemes=[{"title": "Fonds", "places": 3}],
        financing_most=123450,
    )
    url = f"/catalogue/{entry.id}/modifier"
    sent = fields(world.secretary.get(url))
    assert (sent["financing_most"], sent["sectors"], sent["phone_readers"], sent["schemes-0-title"]) == (
        ["1234,5"],
        ["financing"],
        ["public"],
        ["Fonds"],
    )
    assert (
        post(
            world.secretary, url, {**sent, "acronym": "AN", "source": "register", "said_by": "registre local"}
        ).status_code
        == 303
    )
    saved = fresh(Structure, entry.id)
    assert saved.detail.values["schemes"] == [{"title": "Fonds", "places": 3}]
    assert saved.detail.values["financing_most"] == 123450
    assert saved.detail.sources["acronym"] == ["register", "2026-11-20", "registre local"]
    assert saved.detail.sources["name"][0] == "declared"  # what did not change keeps its source
    stale = post(world.secretary, url, {**sent, "acronym": "XX"})
    assert stale.status_code == 409
    assert "Quelqu'un d'autre a enregistré" in text(stale)
    assert fresh(Structure, entry.id).acronym == "AN"
    merged = post(world.secretary, url, {**fields(stale), "acronym": "XX"})
    assert merged.status_code == 303
    assert fresh(Structure, entry.id).acronym == "XX"
    for typed, said in (
        ({"phone": "12"}, "phone"), ({"point": "0, 0"}, "point"), ({"name_fr": "", "name_ar": ""}, "name_fr"),
        ({"created_on": "hier"}, "created_on"), ({"province": "99.999"}, "province"), ({"members": "1", "women": "2"}, "women"),
        ({"email": "x" * 300 + "@exemple.ma"}, "email"), ({"sectors": ["inconnu"]}, "sectors"),
    ):  # fmt: skip
        wrong = post(world.secretary, url, {**fields(world.secretary.get(url)), **typed})
        assert wrong.status_code == 422, typed
        assert parse(wrong).select_one(f'.error-summary a[href^="#{said}"]'), typed
    assert fresh(Structure, entry.id).acronym == "XX"
    other = make_structure("Autre", state=S.MERGED, columns={"merged_into_id": entry.id})
    assert world.secretary.get(f"/catalogue/{other.id}/modifier").location == f"{DESK}{other.id}"
    assert world.secretary.get(f"{DESK}{other.id}/publier").location == f"{DESK}{other.id}"


def test_a_new_entry_by_hand_is_compared_first(world):
    make_structure("Coopérative Annour", phone="0539000000")
    sent = {
        **fields(world.secretary.get(f"{DESK}nouvelle")),
        "name_fr": "Cooperative Annour",
        "phone": "05 39 00 00 00",
        "source": "visit",
    }
    page = post(world.secretary, f"{DESK}nouvelle", sent)
    assert page.status_code == 422
    assert "Des fiches lui ressemblent" in text(page)
    assert post(world.secretary, f"{DESK}nouvelle", {**sent, "is_other": "y"}).status_code == 303
    made = db.session.query(Structure).order_by(Structure.id.desc()).first()
    assert (made.state, made.detail.sources["name"][0]) == (S.TO_CHECK, "visit")


def test_those_who_keep_it_propose_and_the_secretariat_settles(world):
    entry = make_structure("Annour", phone="0539000000", columns={"institution_id": world.own.id})
    url = f"/catalogue/{entry.id}/modifier"
    sent = {
        **fields(world.member.get(url)),
        "acronym": "AN",
        "website": "https://annour.exemple.ma",
        "phone_readers": "internal",
    }
    assert "source" not in sent
    assert post(world.member, url, sent).location == f"/catalogue/{entry.id}"
    saved = fresh(Structure, entry.id)
    assert (saved.acronym, saved.detail.audience) == (None, {"phone": "internal"})
    page = world.member.get(url)
    assert "En attente du secrétariat" in text(page)
    assert "AN" in text(page)
    change = db.session.query(StructureChange).one()
    assert (change.email, change.origin) == ("membre12@exemple.ma", ChangeOrigin.OWNER)
    url = f"{DESK}changements/{change.id}"
    assert change.structure.name["fr"] in text(world.secretary.get(f"{DESK}changements"))
    sent = fields(world.secretary.get(url))
    half = post(world.secretary, url, {**sent, "field-acronym": "yes"})
    assert half.status_code == 422
    assert "pour chaque ligne" in text(half)
    assert parse(half).select_one("#champ-acronym-yes[checked]")
    moved = post(world.secretary, url, {**sent, "structure_version": "1", "field-acronym": "yes"})
    assert moved.status_code == 409
    assert fields(moved)["structure_version"] == sent["structure_version"]  # read again, it can be settled
    assert parse(moved).select_one("#champ-acronym-yes[checked]")
    unsaid = post(world.secretary, url, {**sent, "field-acronym": "yes", "field-website": "no"})
    assert unsaid.status_code == 422
    assert "Écrivez pourquoi" in text(unsaid)
    done = post(
        world.secretary,
        url,
        {**sent, "field-acronym": "yes", "field-website": "no", "reason": "Le site ne s'ouvre pas."},
    )
    assert done.status_code == 303
    assert fresh(Structure, entry.id).detail.values.get("website") is None
    assert fresh(Structure, entry.id).acronym == "AN"
    (mail,) = db.session.scalars(select(OutboxMail))
    assert "Le site ne s'ouvre pas." in mail.text
    assert "Sigle" in mail.text
    settled = post(world.secretary, url, sent)
    assert settled.status_code == 409
    assert "Traitée" not in text(settled)
    assert "refusé" in text(world.secretary.get(url))
    assert "Annour" in text(world.secretary.get(f"{DESK}changements?etat=traites"))


def test_the_mailed_link_opens_one_entry_and_nothing_else(world):
    entry = make_structure("Annour", phone="0539000000", email="annour@exemple.ma")
    url = f"/ma-structure/{structure_token(entry)}"
    page = world.visitor.get(url)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    sent = {**fields(world.visitor.get(f"{url}/modifier")), "acronym": "AN", "is_open": "y"}
    assert post(world.visitor, f"{url}/modifier", sent).location == f"{url}?fait=propose"
    assert "Vos changements sont envoyés" in text(world.visitor.get(f"{url}?fait=propose"))
    change = db.session.query(StructureChange).one()
    assert (change.values, change.email, change.person_id) == ({"acronym": "AN"}, "annour@exemple.ma", None)
    assert post(world.visitor, f"{url}/ne-plus-paraitre", {"reason": "x" * 3000}).status_code == 422
    assert post(world.visitor, f"{url}/ne-plus-paraitre").location == f"{url}?fait=oppose"
    assert fresh(Structure, entry.id).listed == 0
    assert "Cette fiche ne paraît pas." in text(world.visitor.get(url))
    assert post(world.visitor, f"{url}/ne-plus-paraitre").status_code == 409
    assert post(world.visitor, f"{url}/paraitre").status_code == 303
    assert fresh(Structure, entry.id).listed == 2
    for wrong in ("x", structure_token(entry)[:-1] + "_", "0-" + "0" * 22):
        assert world.visitor.get(f"/ma-structure/{wrong}").status_code == 404


def test_a_questionnaire_becomes_the_source_and_its_answers_entries(world):
    version = make_version(definition=build_definition())
    url = f"{DESK}sources/{version.questionnaire_id}"
    page = world.secretary.get(url)
    sent = fields(page)
    assert sent["name"] == ["name", "name_second"]
    assert "mots seront ajoutés aux listes" in text(page)
    assert post(world.secretary, url, {**sent, "name": []}).status_code == 422
    assert post(world.secretary, url, sent).location == f"{DESK}mots"
    assert db.session.get(CatalogueSource, version.questionnaire_id).mapping == guess_mapping(
        build_definition()
    )
    assert (
        post(world.secretary, url, sent).status_code == 422
    )  # it was made since: a page that does not know is shown again
    assert "oui, depuis le vendredi 20 novembre 2026" in text(world.secretary.get(f"{DESK}sources"))
    response = make_sent(version, {"name": "Annour", "province": TETOUAN, "is_published": True})
    where = f"/questionnaires/{version.questionnaire_id}/reponses/{response.id}"
    assert post(world.secretary, f"{where}/valider", {"seen": last_seen(response)}).status_code == 303
    assert [row.name["fr"] for row in db.session.query(Structure)] == ["Annour"]
    world.secretary.get(f"{url}/retirer")
    assert post(world.secretary, f"{url}/retirer").status_code == 303
    assert fresh(CatalogueSource, version.questionnaire_id) is None
    unpublished = make_version(number=None)
    assert "Publiez d'abord" in text(world.secretary.get(f"{DESK}sources/{unpublished.questionnaire_id}"))


def test_words_labels_and_keepers(world):
    term = db.session.query(Term).filter_by(code="financing").one()
    entry = make_structure("Annour", sectors=["financing"])
    url = f"{DESK}mots/{term.id}"
    page = world.secretary.get(url)
    assert "1 fiche le porte" in text(page)
    sent = fields(page)
    assert post(world.secretary, url, {**sent, "name_ar": ""}).status_code == 422
    assert (
        post(
            world.secretary, url, {**sent, "name_fr": "Argent", "plain_fr": "J'ai besoin d'argent"}
        ).status_code
        == 303
    )
    assert fresh(Term, term.id).name["fr"] == "Argent"
    assert post(world.secretary, url, sent).status_code == 409
    new = {"facet": "label", "name_fr": "Accompagnée par", "name_ar": "بمواكبة من"}
    assert post(world.secretary, f"{DESK}mots/nouveau", new).status_code == 303
    label = db.session.query(Term).filter_by(facet=Facet.LABEL, code="accompagnee_par").one()
    give = f"{DESK}{entry.id}/labels"
    sent = {"given_on": "2026-01-01", "term_id": label.id, "institution_id": world.own.id}
    assert post(world.secretary, give, {**sent, "institution_id": "99999"}).status_code == 422
    assert post(world.secretary, give, {**sent, "institution_id": "x"}).status_code == 422
    assert post(world.secretary, give, sent).status_code == 303
    assert "Accompagnée par La nôtre" in text(world.secretary.get(give))
    given = db.session.query(StructureLabel).one()
    assert post(world.secretary, f"{DESK}labels/{given.id}/retirer").status_code == 303
    person = make_person("Gérante", email="gerante@exemple.ma")
    keep = f"{DESK}{entry.id}/tenue"
    assert post(world.secretary, keep, {"person_id": person.id}).status_code == 303
    assert "Gérante" in text(world.secretary.get(keep))
    assert post(world.secretary, f"{DESK}{entry.id}/lien").status_code == 303
    assert db.session.scalars(select(OutboxMail)).one().to_address == "gerante@exemple.ma"
    assert (
        post(world.secretary, f"{DESK}{entry.id}/institution", {"institution_id": world.own.id}).status_code
        == 303
    )
    assert fresh(Structure, entry.id).institution_id == world.own.id
    assert "La nôtre" in text(world.secretary.get(f"{DESK}{entry.id}"))
