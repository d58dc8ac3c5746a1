"""Voices that read questions aloud: given, played, taken away."""

import io

from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import response_links
from noress.domain.questionnaires.definition import read_definition
from noress.extensions import db
from tests.factories import make_person, make_seat
from tests.factories.asked import draft, make
from tests.factories.meeting_forms import plain, post
from tests.factories.questionnaires import make_response
from tests.pages import parse
from tests.posting import post_files

OPUS = b"OggS\0\x02" + b"\0" * 22 + b"OpusHead\x01\x01" + bytes(range(200))


def give(browser, questionnaire, content=OPUS, name="voix.ogg", language="fr", version=None, **fields):
    path = f"/questionnaires/{questionnaire.id}/questions/local/voix"
    file = {f"{language}-file": (io.BytesIO(content), name)} if content is not None else {}
    shown = version or str(draft(questionnaire).version)
    return post_files(browser, path, {"language": language, f"{language}-version": shown, **file, **fields})


def voices(questionnaire):
    return read_definition(draft(questionnaire).content).question("local").voices


def told(page):
    return [plain(one.get_text(" ", strip=True)) for one in parse(page).select(".error-summary li")]


def test_a_voice_is_given_played_in_the_form_and_taken_away(browser, client):
    made = make()
    assert give(browser, made).status_code == 303
    [(language, key)] = voices(made).items()
    assert (language, db.session.get(StoredFile, key).content_type) == ("fr", "audio/ogg")
    assert give(browser, made, language="ar").status_code == 303
    preview = parse(browser.get(f"/questionnaires/{made.id}/apercu")).select("audio")
    assert [(one["src"], one["preload"], plain(one["aria-label"])) for one in preview] == [
        (f"/questionnaires/{made.id}/voix/{key}", "none", "Écouter : Avez-vous un local ?")
    ]
    heard = browser.get(f"/questionnaires/{made.id}/voix/{key}", headers={"Range": "bytes=0-3"})
    assert (heard.status_code, heard.mimetype, heard.data) == (206, "audio/ogg", b"OggS")
    post(browser, f"/questionnaires/{made.id}/publier", version=str(draft(made).version))
    token = response_links.token_of(make_response(made.versions[0]))
    page = parse(client.get(f"/q/{token}/partie/general"))
    assert [one["src"] for one in page.select("audio")] == [f"/q/{token}/voix/{key}"]
    assert client.get(f"/q/{token}/voix/{key}").data == OPUS
    assert client.get(f"/q/{token}/voix/{key + 50}").status_code == 404


def test_a_member_hears_what_is_published_and_no_other_file(browser, login_as):
    made = make()
    give(browser, made)
    key = voices(made)["fr"]
    person = make_person("Titulaire")
    member = login_as(person, make_seat(person=person))
    assert member.get(f"/questionnaires/{made.id}/voix/{key}").status_code == 404
    post(browser, f"/questionnaires/{made.id}/publier", version=str(draft(made).version))
    assert member.get(f"/questionnaires/{made.id}/voix/{key}").data == OPUS
    assert member.get(f"/questionnaires/{make(is_published=True).id}/voix/{key}").status_code == 404


def test_what_is_no_voice_is_refused_in_words(browser):
    made = make()
    cases = {
        "a document": (b"%PDF-1.4 x", "a.pdf", 422, "n'est pas un enregistrement de voix"),
        "a program": (b"MZ" + b"\0" * 60, "a.mp3", 422, "n'est pas un enregistrement de voix"),
        "too large": (OPUS + b"\0" * 2_000_000, "a.ogg", 413, "dépasse la limite de 2"),
        "nothing": (None, "", 422, "choisissez un fichier"),
    }
    for case, (content, name, status, words) in cases.items():
        page = give(browser, made, content, name)
        assert (page.status_code, words in " ".join(told(page)).lower()) == (status, True), (case, told(page))
    assert (give(browser, made, version="7").status_code, voices(made)) == (409, {})
    assert give(browser, made, language="en").status_code == 404


def test_it_is_taken_away(browser):
    made = make()
    give(browser, made)
    assert give(browser, made, None, remove="1").status_code == 303
    assert voices(made) == {}
