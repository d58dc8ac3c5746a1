"""Voices that read the screens of the right door: given by the secretariat, played to everybody, taken away."""

import io

from sqlalchemy import select

from noress.domain.audit.models import AuditEvent
from noress.domain.files.models import StoredFile
from noress.domain.guidance.models import GuidanceVoice
from noress.extensions import db
from tests import forms
from tests.factories import make_person, make_seat, make_secretary
from tests.factories.catalogue import make_words
from tests.pages import parse
from tests.posting import post_files

OPUS = b"OggS\0\x02" + b"\0" * 22 + b"OpusHead\x01\x01" + bytes(range(200))
SCREEN = "/aiguillage/voix/province"


def give(browser, content=OPUS, name="voix.ogg", *, language="ar", heard=0, address=SCREEN, **fields):
    file = {f"{language}-file": (io.BytesIO(content), name)} if content is not None else {}
    return post_files(
        browser, address, {"language": language, f"{language}-heard": str(heard), **file, **fields}
    )


def sounds(browser, address):
    return [(one["src"], one["preload"]) for one in parse(browser.get(address)).select("main audio")]


def kept():
    return [(one.about, one.language, one.file_id) for one in db.session.scalars(select(GuidanceVoice))]


def test_a_voice_is_given_played_to_visitors_replaced_and_taken_away(login_as, client):
    make_words()
    desk = login_as(make_secretary())
    assert sounds(client, "/aiguillage/") == []
    assert give(desk).location == SCREEN
    [(about, language, key)] = kept()
    assert (about, language) == ("province", "ar")
    there = f"/aiguillage/ecouter/{key}"
    assert (sounds(client, "/aiguillage/?lang=ar"), sounds(client, "/aiguillage/?lang=fr")) == (
        [(there, "none")],
        [],
    )
    heard = client.get(there, headers={"Range": "bytes=0-3"})
    assert (heard.status_code, heard.mimetype, heard.data) == (206, "audio/ogg", b"OggS")
    assert forms.text_of(desk.get("/aiguillage/voix"), "tbody tr:first-child td")[0] == "العربية"

    assert give(desk, OPUS + b"1", heard=key).status_code == 303
    [(_about, _language, other)] = kept()
    assert sounds(client, "/aiguillage/?lang=ar") == [(f"/aiguillage/ecouter/{other}", "none")]
    assert (client.get(there).status_code, db.session.get(StoredFile, key)) == (404, None)

    assert give(desk, None, heard=other, remove="1").status_code == 303
    assert (kept(), db.session.get(StoredFile, other), sounds(client, "/aiguillage/?lang=ar")) == (
        [],
        None,
        [],
    )
    assert [(row.action, row.changes) for row in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
            if row.object_type == "guidance_voice"] == [
        ("guidance_voice.given", {"language": [None, "ar"]}), ("guidance_voice.given", {"language": [None, "ar"]}),
        ("guidance_voice.removed", {"language": ["ar", None]}),
    ]  # fmt: skip


def test_the_results_have_their_voice_too(login_as, client):
    make_words()
    give(login_as(make_secretary()), address="/aiguillage/voix/resultats", language="fr")
    [(_about, _language, key)] = kept()
    whole = "?province=01.051&commune=-&moment=-&secteur=-&public=-&lang=fr"
    assert sounds(client, f"/aiguillage/{whole}") == [(f"/aiguillage/ecouter/{key}", "none")]


def test_what_is_wrong_is_refused_in_words_and_nothing_is_lost(login_as):
    desk = login_as(make_secretary())
    give(desk)
    [(_about, _language, key)] = kept()
    cases = {
        "a document": ((b"%PDF-1.4 x", "a.pdf"), {"heard": key}, 422, "n'est pas un enregistrement de voix"),
        "too large": ((OPUS + b"\0" * 2_000_000, "a.ogg"), {"heard": key}, 413, "dépasse la limite de 2"),
        "nothing": ((None, ""), {"heard": key}, 422, "choisissez un fichier"),
        "another one since": ((OPUS, "a.ogg"), {"heard": 0}, 409, "vient de changer cette voix"),
        "taken away since": ((None, ""), {"heard": 99, "remove": "1"}, 409, "vient de changer cette voix"),
        "no number": ((OPUS, "a.ogg"), {"heard": "²"}, 422, "arrivée incomplète"),
    }
    for case, ((content, name), fields, status, words) in cases.items():
        page = give(desk, content, name, **fields)
        told = " ".join(forms.text_of(page, ".error-summary li"))
        assert (page.status_code, words in told.replace("\u202f", " "), kept()) == (
            status, True, [("province", "ar", key)],
        ), (case, told)  # fmt: skip
    assert give(desk, language="xx").status_code == 404
    assert desk.get("/aiguillage/voix/autre").status_code == 404


def test_a_member_gives_no_voice_and_other_files_are_not_heard(login_as, client):
    person = make_person("Titulaire")
    member = login_as(person, make_seat(person=person))
    assert (member.get("/aiguillage/voix").status_code, give(member).status_code, kept()) == (403, 403, [])
    give(login_as(make_secretary()))
    [(_about, _language, key)] = kept()
    assert client.get(f"/aiguillage/ecouter/{key + 50}").status_code == 404
