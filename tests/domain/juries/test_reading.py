"""What jurors read in the blind phase: nothing that tells who enters, wherever it stands; everything once names are shown."""

import pytest

from noress.domain.applications.models import ApplicationState
from noress.domain.competitions import phases
from noress.domain.competitions.phases import Phase
from noress.domain.juries import masking, reading
from noress.domain.juries.masking import MASK, Told
from noress.domain.juries.models import JurorCopy, RedactedAnswer
from noress.domain.juries.rules import redacting
from noress.domain.reviewing import conflicts
from tests.factories import NOW, make_institution, make_seat, make_secretary, save
from tests.factories.catalogue import make_structure
from tests.factories.competitions import make_competition, make_entry
from tests.factories.documents import make_file
from tests.factories.evaluating import run
from tests.factories.received import join_file
from tests.factories.recusals import acting, make_tie

NAME = "Coopérative Al Amal"
SUMMARY = (
    "Nous, la cooperative  AL AMAL, séchons au soleil à Chefchaouen. Appelez Mme Fatima Bennani au 06 61 00 00 00, "
    "ou fatima@exemple.ma, voir www.alamal.example."
)
LEADER = "Fatima Bennani"


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("la cooperative  AL AMAL et", [NAME], [("cooperative  AL AMAL", Told.NAME)]),
        ("la coopérative al amal et", [NAME], [("coopérative al amal", Told.NAME)]),
        ("l'Atelier bleu", ["Atelier Bleu"], [("Atelier bleu", Told.NAME)]),
        ("وتعاونية الأمل هنا", ["تعاونية الأمل"], [("وتعاونية الأمل", Told.NAME)]),
        ("en 2026, 12 000 DH", [NAME], []),
        ("au +212 6 61-00-00-00.", [], [("+212 6 61-00-00-00", Told.PHONE)]),
        ("à Chefchaouen", [], [("Chefchaouen", Told.PLACE)]),
        (
            "écrire à a.b@exemple.ma ou http://x.ma/y",
            [],
            [("a.b@exemple.ma", Told.EMAIL), ("http://x.ma/y", Told.ADDRESS)],
        ),
    ],
)
def test_what_is_found_in_a_text(text, names, told):
    found = masking.find(text, names, with_places=True)
    assert [(text[one.start : one.end], one.told) for one in found] == told


@pytest.fixture
def world(app):
    competition = make_competition("scoring")
    photo, letter = make_file("Fatima Bennani.jpg", content_type="image/jpeg"), make_file("Al Amal.pdf")
    clean = make_file("propre.jpg", content_type="image/jpeg")
    held = [{"file": one.id, "name": one.name, "size": one.size} for one in (photo, letter)]
    answers = {
        "title": f"Le séchoir de {NAME}",
        "summary": SUMMARY,
        "leader": LEADER,
        "phone": "0661000000",
        "photo": held,
    }
    structure = make_structure(NAME)
    entry = make_entry(competition, structure, answers=answers)
    for file in (photo, letter):
        join_file(entry.application.response, "photo", file.id)
    copies = {photo.id: clean.id, letter.id: None}
    for source, file in copies.items():
        save(JurorCopy(application_id=entry.application_id, source_id=source, file_id=file, made_at=NOW))
    return competition, entry.application


def lines(competition, application, at):
    rights = phases.rights(competition, at)
    return {one.key: one for one in reading.read_entry(competition, application, rights)}, rights


def test_nothing_tells_who_enters_while_scores_are_given(world):
    competition, application = world
    read, rights = lines(competition, application, Phase.SCORING)
    assert read["title"].answer == f"Le séchoir de {MASK}"
    assert (read["leader"].answer, read["leader"].is_hidden) == ("", True)
    said = read["summary"].answer
    assert "Chefchaouen" in said  # a place is only proposed to the desk
    for secret in ("AL AMAL", "Fatima", "06 61", "exemple.ma", "alamal"):
        assert secret not in said, secret
    assert ([one.name for one in read["photo"].files], read["photo"].is_hidden) == (["photo-1.jpg"], True)
    assert reading.title_of(competition, application, rights) == f"Le séchoir de {MASK}"
    assert set(reading.files_of(competition, application, rights)) == {"photo-1.jpg"}


def test_all_of_it_is_read_once_names_are_shown_and_nothing_before_scoring(world):
    competition, application = world
    read, rights = lines(competition, application, Phase.DELIBERATION)
    assert (read["summary"].answer, read["leader"].answer) == (SUMMARY, LEADER)
    assert [one.name for one in read["photo"].files] == ["1-Fatima Bennani.jpg", "1-Al Amal.pdf"]
    assert reading.title_of(competition, application, rights) == f"Le séchoir de {NAME}"
    assert lines(competition, application, Phase.ELIGIBILITY)[0] == {}


def test_no_juror_reads_a_telephone_in_any_phase(world):
    competition, application = world
    for at in (Phase.SCORING, Phase.DELIBERATION, Phase.RESULTS):
        assert "phone" not in lines(competition, application, at)[0]


def test_another_text_stands_for_the_answer_and_is_masked_too(world):
    competition, application = world
    other = {"title": "", "leader": f"La présidente, {LEADER}"}
    for question, text in other.items():
        save(RedactedAnswer(application_id=application.id, question=question, text=text, made_at=NOW))
    read, rights = lines(competition, application, Phase.SCORING)
    assert (read["leader"].answer, read["leader"].is_redacted) == (f"La présidente, {MASK}", True)
    assert reading.title_of(competition, application, rights) == f"Candidature {application.number}"


def test_the_desk_looks_at_each_entry_once_for_each_sending(world):
    competition, application = world
    lead = acting(make_secretary())
    second = make_entry(competition).application
    looked = {one.question.key: one for one in redacting.look_at(application)}
    assert set(looked) == {"title", "summary"}
    told = [piece[1] for piece in looked["summary"].pieces if piece[1]]
    assert told == [Told.NAME, Told.PLACE, Told.NAME, Told.PHONE, Told.EMAIL, Told.ADDRESS]
    rows = redacting.list_to_look_at(competition, lead)
    assert ([done for _one, done in rows], redacting.next_to_look_at(rows, application).id) == (
        [False] * 2,
        second.id,
    )
    save_as = {"competition": competition, "application": application, "actor": lead}
    texts = {"title": looked["title"].text, "summary": looked["summary"].shown}
    assert run(redacting.save_redactions, texts=texts, **save_as) == 1
    assert MASK in lines(competition, application, Phase.SCORING)[0]["summary"].answer
    assert "Chefchaouen" not in lines(competition, application, Phase.SCORING)[0]["summary"].answer
    progress = redacting.progress_of(redacting.list_to_look_at(competition, lead))
    assert (progress.done, progress.total) == (1, 2)
    assert (
        run(redacting.save_redactions, texts={"summary": SUMMARY}, **save_as) == 0
    )  # as it was typed: nothing replaces it
    assert redacting.look_at(application)[1].row is None


def test_the_desk_finds_no_entry_that_it_stands_aside_from(world):
    competition, application = world
    lead = make_secretary()
    house = make_institution()
    make_seat(house, lead)
    make_tie(application, house)
    assert conflicts.is_recused(acting(lead), application)
    assert redacting.list_to_look_at(competition, acting(lead)) == []


def test_a_structure_may_be_named_in_two_languages(app):
    competition = make_competition("scoring")
    structure = make_structure({"fr": NAME, "ar": "تعاونية الأمل"})
    entry = make_entry(
        competition, structure, state=ApplicationState.ELIGIBLE, answers={"summary": "نحن تعاونية الأمل نعمل"}
    )
    read, _rights = lines(competition, entry.application, Phase.SCORING)
    assert read["summary"].answer == f"نحن {MASK} نعمل"
