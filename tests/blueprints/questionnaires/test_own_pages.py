"""An institution's own questions, and the common core that nobody changes by mistake."""

import pytest
from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.questionnaires.definition import read_definition
from noress.domain.questionnaires.rules.answering import definition_of
from noress.extensions import db
from tests.factories import make_institution, make_person, make_seat, make_secretary
from tests.factories.asked import draft, make
from tests.factories.meeting_forms import post, text_of
from tests.factories.questionnaires import make_response
from tests.posting import post as send


@pytest.fixture
def secretary(login_as):
    return login_as(make_secretary())


def member_of(login_as, name="Coopérative"):
    person, institution = make_person(f"Titulaire de {name}"), make_institution(name)
    return login_as(person, make_seat(institution, person=person)), institution


@pytest.fixture
def form(secretary):
    """In use, with a version in the making."""
    made = make(is_published=True)
    send(secretary, f"/questionnaires/{made.id}/nouvelle-version")
    return made


def at(made, rest=""):
    return f"/questionnaires/{made.id}/nos-questions{rest}"


def version(made):
    db.session.expire_all()
    return str(draft(made).version)


def add(browser, made, **changes):
    fields = {
        "version": version(made),
        "type": "text",
        "label_fr": "Votre marché",
        "label_ar": "سوقكم",
        "visibility": "public",
        "match": "all",
    }
    return post(browser, at(made, "/question"), **{**fields, **changes})


def owned(made):
    db.session.expire_all()
    return [
        (section.key, section.owner_id, [question.key for question in section.questions])
        for section in read_definition(draft(made).content).owned_sections()
    ]


def test_a_member_adds_one_section_asked_of_those_who_come_through_it(login_as, form, secretary, client):
    member, institution = member_of(login_as)
    assert member.get(at(form, "/question")).status_code == 409  # first the section
    assert post(member, at(form, "/partie"), version=version(form), title_fr="").status_code == 422
    done = post(
        member, at(form, "/partie"), version=version(form), title_fr="Nos marchés", title_ar="أسواقنا"
    )
    assert (done.status_code, done.location) == (303, at(form))
    assert add(member, form).status_code == 303
    assert add(member, form, label_fr="Vos ventes", type="number").status_code == 303
    assert owned(form) == [("nos_marches", institution.id, ["votre_marche", "vos_ventes"])]
    page = text_of(member.get(at(form)), "main")
    assert ("Votre marché" in page, "Avez-vous un local" in page) == (True, False)
    building = text_of(secretary.get(f"/questionnaires/{form.id}/construire"), "#nos_marches")
    assert "propre à Coopérative" in building
    # asked of those who came through it, of nobody else
    of = draft(form)
    keys = [[question.key for question in definition_of(make_response(of, through_id=through)).questions()]
            for through in (institution.id, None, make_institution("Autre").id)]  # fmt: skip
    common = ["local", "secteur", "surface"]
    assert keys == [[*common, "votre_marche", "vos_ventes"], common, common]
    actions = list(
        db.session.scalars(
            select(AuditEvent.action).where(
                AuditEvent.object_id == form.id, AuditEvent.object_type == "questionnaire"
            )
        )
    )
    assert actions.count("questionnaire.own_section_saved") == 3


def test_nothing_else_can_be_touched(login_as, form):
    member, _institution = member_of(login_as)
    other, _other = member_of(login_as, "Association")
    for browser in (member, other):
        post(browser, at(form, "/partie"), version=version(form), title_fr="Nos marchés", title_ar="أسواقنا")
    assert add(member, form).status_code == 303
    tested = text_of(other.get(at(form, "/question")), "main")  # what a condition may test
    assert ("Avez-vous un local" in tested, "Votre marché" in tested) == (True, False)
    before = owned(form)
    for name in ("votre_marche", "local", "personne"):
        for act in ("deplacer", "retirer"):
            data = {"version": version(form), "direction": "haut"}
            assert send(other, at(form, f"/question/{name}/{act}"), data).status_code == 404, (name, act)
        assert other.get(at(form, f"/question/{name}")).status_code == 404, name
    assert add(member, form, type="table").status_code == 422
    assert owned(form)[1] == before[1]


def test_it_moves_removes_and_takes_its_section_away(login_as, form):
    member, _institution = member_of(login_as)
    post(member, at(form, "/partie"), version=version(form), title_fr="Nos marchés", title_ar="أسواقنا")
    for label in ("Un", "Deux"):
        add(member, form, label_fr=label)

    def press(rest, **fields):
        return send(member, at(form, rest), {"version": version(form), **fields}).status_code

    assert press("/question/deux/deplacer", direction="haut") == 303
    assert owned(form)[0][2] == ["deux", "un"]
    assert press("/question/deux/retirer") == 303
    assert owned(form)[0][2] == ["un"]
    edited = post(
        member,
        at(form, "/question/un"),
        version=version(form),
        type="text",
        label_fr="Uno",
        visibility="members",
    )
    assert (edited.status_code, read_definition(draft(form).content).question("un").label["fr"]) == (
        303,
        "Uno",
    )
    assert press("/question/un/retirer", version="1") == 409
    assert "1 question part avec cette partie." in text_of(member.get(at(form, "/retirer")), "main")
    assert press("/retirer") == 303
    assert owned(form) == []


def test_without_a_version_in_the_making_it_says_whom_to_ask(login_as):
    made = make(is_published=True)
    member, _institution = member_of(login_as)
    assert "demandez-lui d'en ouvrir une" in text_of(member.get(at(made)), "main").replace("’", "'")
    assert member.get(at(made, "/partie")).status_code == 409
    assert member.get(at(make())).status_code == 404


def test_the_core_is_locked_and_unlocked_in_the_builder(secretary):
    made = make()
    path = f"/questionnaires/{made.id}"

    def press(rest, lock):
        return send(secretary, f"{path}/{rest}", {"version": version(made), "lock": lock}).status_code

    def locked():
        definition = read_definition(draft(made).content)
        return [section.key for section in definition.sections if section.is_locked] + [
            question.key for question in definition.questions() if question.is_locked
        ]

    steps = [
        ("questions/local/verrou", "1", ["local"]), ("questions/local/verrou", "0", []),
        ("parties/general/verrou", "1", ["general", "local", "secteur"]), ("parties/general/verrou", "0", []),
    ]  # fmt: skip
    for rest, lock, expected in steps:
        assert (press(rest, lock), locked()) == (303, expected), rest
    press("questions/secteur/verrou", "1")
    assert press("questions/secteur/retirer", "1") == 409
    assert "tronc commun" in text_of(secretary.get(f"{path}/questions/secteur"), "main")


def test_an_institutions_questions_change_nothing_for_others_when_a_version_moves(login_as, form, secretary):
    member, institution = member_of(login_as)
    mine = make_response(form.versions[0], through_id=institution.id, values={"local": True})
    theirs = make_response(form.versions[0], values={"local": True})
    post(member, at(form, "/partie"), version=version(form), title_fr="Nos marchés", title_ar="أسواقنا")
    add(member, form)
    post(secretary, f"/questionnaires/{form.id}/publier", version=version(form))
    db.session.expire_all()
    assert (mine.moved, theirs.moved) == ([["added", "votre_marche"]], [])
