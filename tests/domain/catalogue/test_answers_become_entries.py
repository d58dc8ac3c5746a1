"""A validated answer of the common questionnaire becomes an entry; what is answered later is proposed, field by field."""

from noress.core.database import writing
from noress.demo.questionnaire import build_definition
from noress.domain.catalogue.links import structure_of_token, structure_token
from noress.domain.catalogue.mapping import guess_mapping
from noress.domain.catalogue.models import (
    CatalogueSource,
    ChangeOrigin,
    Facet,
    Source,
    Structure,
    StructureChange,
    StructureKeeper,
    StructureState,
)
from noress.domain.catalogue.rules.answers import publish_answer
from noress.domain.catalogue.rules.changes import settle_change
from noress.domain.catalogue.rules.sources import save_source
from noress.domain.catalogue.rules.states import publish_structure
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.questionnaires.models import Channel, ResponseState
from noress.domain.questionnaires.rules.reviewing import last_seen, validate_response
from noress.extensions import db
from tests.factories import NOW, make_category, make_institution, make_person
from tests.factories.catalogue import TETOUAN
from tests.factories.questionnaires import make_version
from tests.factories.received import make_sent, take_snapshot

COMMUNE = "01.571.01.01"
ANSWERS = {
    "name": "Coopérative Annour", "name_second": "تعاونية النور", "kind": {"other": "Maison de l'artisan"},
    "created_on": "2012-05-01", "members": "40", "women": "25", "province": TETOUAN,
    "address": {"text": "Rue 1", "lat": 35.57, "lon": -5.37}, "phone": "05 39 00 00 00", "email": "annour@exemple.ma",
    "contact": "Présidente", "contact_phone": "06 00 00 00 01", "sectors": ["financing", "marketing"],
    "financing_services": ["grant", {"other": "Tontine"}], "marketing_services": ["fairs"], "financing_most": 4_000_000,
    "stages": ["idea"], "is_free": True, "schemes": [{"title": "Fonds", "offer": "Un suivi", "places": "12"}],
    "publics": ["women", {"other": "Familles des marins"}], "languages": ["darija"], "scope": "provinces",
    "provinces": ["p01_571", "p01_511"], "shares": ["premises", "nothing"], "needs": ["coaches"], "needs_words": "Former",
    "is_published": True,
}  # fmt: skip


def make_source(actor, work):
    version = make_version(definition=build_definition())
    with work():
        made = save_source(
            questionnaire=version.questionnaire, mapping=guess_mapping(build_definition()), version=None, actor=actor,
            now=NOW,
        )  # fmt: skip
    return version, made


def validate(response, actor, work):
    with work():
        validate_response(response=response, seen=last_seen(response), actor=actor, now=NOW)


def send_again(response, **answers):
    db.session.rollback()
    with writing():
        response.answers = {
            key: value for key, value in {**response.answers, **answers}.items() if value is not None
        }
        response.state = ResponseState.SUBMITTED
        db.session.commit()
    take_snapshot(response)
    db.session.expire_all()


def test_validated_and_published_at_once_unless_it_resembles_another(actor, work):
    version, _made = make_source(actor, work)
    first, second = (make_sent(version, dict(ANSWERS, **more)) for more in ({}, {"name": "Coop. Ennour"}))
    said = []
    for response in (first, second):
        validate(response, actor, work)
        with work():
            entry, is_published = publish_answer(response=response, actor=actor, now=NOW)
        said.append((entry.state.value, entry.listed, is_published))
    assert said == [("published", 2, True), ("to_check", 0, False)]


def structures():
    return db.session.query(Structure).order_by(Structure.id).all()


def test_the_mapping_is_guessed_and_its_choices_become_words(actor, work):
    version, made = make_source(actor, work)
    mapping = db.session.get(CatalogueSource, version.questionnaire_id).mapping
    assert mapping["name"] == ["name", "name_second"]
    assert (mapping["address"], mapping["point"], mapping["is_open"]) == (
        ["address"],
        ["address"],
        ["is_published"],
    )
    assert mapping["services"] == [
        f"{one}_services" for one in ("financing", "management", "functioning", "communication", "marketing")
    ]
    assert {"schemes", "provinces", "scope", "contact_phone"} <= set(mapping)
    assert "helped" not in mapping
    words = read_vocabulary()
    assert made == len(words.terms)
    grant = words.get(Facet.SERVICE, "financing.grant")
    assert (dict(grant.name), grant.parent.code, grant.mask) == (
        {"fr": "Subvention ou prix", "ar": "منحة أو جائزة"},
        "financing",
        "services",
    )
    assert words.get(Facet.RESOURCE, "nothing") is None
    assert words.get(Facet.SECTOR, "financing").pictogram == "💰"
    bits = [(term.mask, term.bit) for term in words.terms if term.mask]
    assert len(bits) == len(set(bits))
    assert all(bit is not None for _mask, bit in bits)
    assert len(words.of(Facet.LEGAL_FORM)) == 10


def test_a_first_answer_makes_an_entry_to_check(actor, work):
    make_category("cooperative")
    version, _made = make_source(actor, work)
    institution = make_institution("Coopérative Annour")
    response = make_sent(
        version, ANSWERS, institution_id=institution.id, email="annour@exemple.ma", filled_by="trésorière"
    )
    validate(response, actor, work)
    (structure,) = structures()
    assert (structure.state, structure.listed, structure.is_open) == (StructureState.TO_CHECK, 0, True)
    assert (structure.institution_id, structure.response_id) == (institution.id, response.id)
    values = structure.detail.values
    assert values == {
        "name": {"fr": "Coopérative Annour", "ar": "تعاونية النور"}, "kind_other": "Maison de l'artisan",
        "created_on": "2012-05-01", "members": 40, "women": 25, "province": TETOUAN, "address": "Rue 1", "point": "35.57, -5.37",
        "phone": values["phone"], "email": "annour@exemple.ma", "contact": "Présidente", "contact_phone": values["contact_phone"],
        "sectors": ["financing", "marketing"], "services": ["financing.grant", "marketing.fairs"], "services_other": "Tontine",
        "stages": ["idea"], "is_free": True, "financing_most": 4_000_000,
        "schemes": [{"title": "Fonds", "offer": "Un suivi", "places": 12}], "publics": ["women"],
        "publics_other": "Familles des marins", "languages": ["darija"], "scope": "provinces", "provinces": ["01.511", "01.571"],
        "shares": ["premises"], "needs": ["coaches"], "needs_words": "Former",
    }  # fmt: skip
    assert structure.detail.sources["phone"] == ["declared", "2026-11-20", f"{response.number} (trésorière)"]
    assert structure.detail.audience == {}  # the fields are as narrow as their questions
    assert structure_of_token(structure_token(structure)) is structure
    assert structure_of_token(structure_token(structure)[:-1]) is None


def test_later_answers_are_differences_and_the_same_again_confirms(actor, work):
    version, _made = make_source(actor, work)
    person = make_person(email="president@exemple.ma")
    response = make_sent(version, ANSWERS, person_id=person.id, email="annour@exemple.ma")
    validate(response, actor, work)
    (structure,) = structures()
    assert db.session.query(StructureKeeper).one().person_id == person.id
    send_again(response, phone="05 39 00 00 09")
    validate(response, actor, work)  # not checked yet: simply written
    assert db.session.query(StructureChange).count() == 0
    assert structure.detail.values["phone"].endswith("09")
    with work():
        publish_structure(structure=structure, actor=actor, now=NOW)
    send_again(response, acronym="CAN", members="41", needs_words=None, is_published=False)
    validate(response, actor, work)
    change = db.session.query(StructureChange).one()
    assert (change.origin, change.source, change.email) == (
        ChangeOrigin.RESPONSE,
        Source.DECLARED,
        "annour@exemple.ma",
    )
    assert (structure.detail.values.get("acronym"), structure.is_open, structure.listed) == (None, False, 1)
    assert change.values["acronym"] == "CAN"
    assert change.values["members"] == 41
    with work():
        settle_change(
            change=change,
            decisions=dict.fromkeys(change.values, True),
            reason=None,
            version=change.version,
            actor=actor,
            now=NOW,
        )
    assert (structure.detail.values["acronym"], structure.confirmed_on) == ("CAN", None)
    send_again(response)
    validate(response, actor, work)
    assert str(structure.confirmed_on) == "2026-11-20"
    assert len(structures()) == 1


def test_where_an_answer_comes_from(actor, work):
    version, _made = make_source(actor, work)
    cases = [
        ({"channel": Channel.PHONE}, "telephone"),
        ({"through_id": make_institution().id}, "relay"),
        ({"channel": Channel.HELPED, "person_id": make_person().id}, "declared"),
    ]
    for place, (columns, source) in enumerate(cases):
        response = make_sent(version, {"name": f"Structure {place}"}, **columns)
        validate(response, actor, work)
        assert structures()[-1].detail.sources["name"][0] == source, columns
    assert db.session.query(StructureKeeper).count() == 0  # whoever helped keeps nothing
    other = make_sent(make_version(), {"name": "Ailleurs"})
    validate(other, actor, work)
    nameless = make_sent(version, {"members": "3"})
    validate(nameless, actor, work)
    assert len(structures()) == 3
    assert nameless.state is ResponseState.VALIDATED
