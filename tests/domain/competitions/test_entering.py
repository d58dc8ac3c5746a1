"""An entry's rules: what jurors are given of its files, who is paid, what is forgotten with it."""

import io
from datetime import timedelta

import pytest
from flask import current_app
from PIL import Image
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.names import ERASED
from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState
from noress.domain.applications.rules.beginning import Wanted
from noress.domain.applications.rules.forgetting import forget_people_of, purge_drafts
from noress.domain.catalogue.models import Structure, StructureState
from noress.domain.competitions.models import Competition, Entrant, Entry
from noress.domain.competitions.rules import payees
from noress.domain.competitions.rules.entering import Entering, begin_entry
from noress.domain.files.models import StoredFile
from noress.domain.juries.copying import copies_of
from noress.domain.juries.models import JurorCopy
from noress.domain.questionnaires.models import ResponseFile
from noress.extensions import db
from noress.jobs import juries
from tests.factories import NOW, save
from tests.factories.calls import make_worker
from tests.factories.catalogue import make_structure
from tests.factories.competitions import make_competition, make_entry

AUTHOR = b"Autrice Nommee"


def wanted(**values):
    usual = {"title": "Séchoir solaire", "name": "Porteuse", "email": "porteuse@exemple.ma", "language": "fr"}
    return Wanted(**{**usual, **values})


def begin(competition_id, entrant=Entrant.PERSON, **values):
    competition = db.session.get(Competition, competition_id)
    return begin_entry(
        competition=competition, entering=Entering(entrant, True, 1), network="192.0.2.1", actor=None, now=NOW,
        wanted=wanted(**{"structure_name": "Porteuse", "lot_id": competition.call.lots[0].id, **values}),
    )  # fmt: skip


def refused(act):
    with pytest.raises(RuleError) as caught:
        act()
    db.session.rollback()
    return caught.value.code, caught.value.status


@pytest.mark.one_engine
def test_only_those_whom_the_rules_let_enter(app, work):
    key = make_competition("entry", entrants=["structure"]).id
    with work():
        assert refused(lambda: begin(key))[0] == "entrant"
    with work():
        assert begin(key, Entrant.STRUCTURE, structure_name="Coopérative").person is not None


def test_a_person_is_forgotten_with_its_draft(app, work):
    competition = make_competition("entry")
    key = competition.id
    with work():
        begin(key)
        begin(key, Entrant.STRUCTURE, structure_name="Coopérative", email="autre@exemple.ma")
    assert db.session.scalars(select(Structure.state)).all().count(StructureState.OUTSIDE) == 1
    later = NOW + timedelta(days=400)
    with work():
        assert purge_drafts(before=later - timedelta(days=365), now=later) == 2
    assert db.session.scalars(select(Entry)).all() == []
    assert [one.state for one in db.session.scalars(select(Structure))] == [StructureState.DRAFT]


def test_whoever_is_erased_leaves_no_name(app, work):
    key = make_competition("entry").id
    with work():
        begin(key)
    with work():
        forget_people_of(person_id=0, email="porteuse@exemple.ma", now=NOW)
    structure = db.session.scalars(select(Application)).one().structure
    assert (structure.name.get("fr"), "porteuse" in structure.name_folded) == (ERASED, False)


def give(entry, name, content, content_type):
    """A file of the answers that were sent."""
    storage = current_app.extensions["storage"]
    key = f"2026/11/{name}"
    storage.put(key, io.BytesIO(content))
    file = save(StoredFile(
        key=key, name=name, content_type=content_type, size=len(content), sha256="0" * 64, uploaded_at=NOW,
    ))  # fmt: skip
    response = entry.application.file_response
    save(ResponseFile(response_id=response.id, question="photo", file_id=file.id))
    return file.id


def photo():
    exif = Image.Exif()
    exif[0x013B] = AUTHOR.decode()
    output = io.BytesIO()
    Image.effect_noise((1400, 1000), 90).convert("RGB").save(output, "JPEG", exif=exif.tobytes(), quality=95)
    return output.getvalue()


def test_jurors_are_given_copies_that_name_nobody(app):
    entry = make_entry(make_competition("scoring"))
    named = give(entry, f"photo-{id(entry)}.jpg", photo(), "image/jpeg")
    voice = give(entry, f"voix-{id(entry)}.mp3", b"ID3" + AUTHOR, "audio/mpeg")
    assert (juries.make_copies(app), juries.make_copies(app)) == (2, 0)
    db.session.rollback()
    copies = copies_of(db.session.get(Entry, entry.id).application)
    assert (copies[named].taken_out, copies[voice].file) == (["Artist"], None)
    storage = app.extensions["storage"]
    assert AUTHOR not in b"".join(storage.stream(copies[named].file.key))
    preview = copies[named].preview
    assert (preview.size <= 60 * 1024, "photo-" in preview.name + copies[named].file.name) == (True, False)
    with Image.open(io.BytesIO(b"".join(storage.stream(preview.key)))) as picture:
        assert max(picture.size) >= 280
    # a file that the answers no longer hold takes its copies with it
    with writing():
        db.session.delete(db.session.scalars(select(ResponseFile).where(ResponseFile.file_id == named)).one())
        db.session.commit()
    juries.night_work(app)
    db.session.rollback()
    assert [one.source_id for one in db.session.scalars(select(JurorCopy))] == [voice]
    assert [one.id for one in db.session.scalars(select(StoredFile))] == [voice]


@pytest.mark.one_engine
def test_copies_wait_for_the_sending(app):
    entry = make_entry(make_competition("entry"), state=ApplicationState.DRAFT, number=None)
    give(entry, f"brouillon-{id(entry)}.jpg", photo(), "image/jpeg")
    with writing():
        db.session.get(Entry, entry.id).application.number = None
        db.session.commit()
    assert juries.make_copies(app) == 0


# --- who is paid ---------------------------------------------------------------------------------------


@pytest.fixture
def winner(app):
    competition = make_competition("embargo")
    entry = make_entry(
        competition, entry={"entrant": Entrant.GROUP, "prize_id": competition.prizes[0].id}, state=ApplicationState.SELECTED
    )  # fmt: skip
    with writing():
        application = db.session.get(Application, entry.application_id)
        application.public_state = ApplicationState.SELECTED
        db.session.commit()
    return entry.id


def test_a_group_names_a_legal_structure_that_the_desk_checks(app, work, actor, winner):
    legal = make_structure("Coopérative légale").id
    worker = next(one for one in db.session.get(Entry, winner).application.people).id
    editor = make_worker(db.session.get(Entry, winner).application).id

    def name(person_id):
        person, entry = db.session.get(ApplicationPerson, person_id), db.session.get(Entry, winner)
        payees.name_payee(person=person, entry=entry, payee=payees.Payee(legal), now=NOW)

    with work():
        assert refused(lambda: payees.check_payable(db.session.get(Entry, winner))) == ("no_payee", 409)
    with work():
        assert refused(lambda: name(editor)) == ("cannot", 403)
    with work():
        name(worker)
    with work():
        assert refused(lambda: payees.check_payable(db.session.get(Entry, winner))) == (
            "unchecked_payee",
            409,
        )
    with work():
        payees.check_payee(entry=db.session.get(Entry, winner), is_right=True, actor=actor, now=NOW)
    assert payees.is_payable(db.session.get(Entry, winner))
    with work():
        assert refused(lambda: name(worker)) == ("not_asked", 409)
