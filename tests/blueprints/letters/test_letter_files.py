"""Files joined to letters: photographs made smaller, asked for again, refused in words."""

import io

from noress.domain.files.models import StoredFile
from noress.domain.letters.mails import letter_url
from noress.extensions import db
from tests.blueprints.letters.conftest import PDF, scan
from tests.core.test_images import jpeg
from tests.factories.meeting_forms import text_of, token_of
from tests.forms import errors_of
from tests.forms import post as send_form
from tests.pages import parse


def test_a_signed_copy_is_asked_for_and_its_photograph_made_smaller(browser, path, convened):
    page = browser.get(f"{path}/lettre/signee")
    assert text_of(page, "label[for=file]") == "Photo ou PDF de la lettre signée"
    for address in ("lettre/signee", "departs/noter"):
        field = parse(browser.get(f"{path}/{address}")).select_one("input[type=file]")
        assert field.has_attr("data-shrink"), address
    refused = send_form(browser, f"{path}/lettre/signee")
    assert (refused.status_code, errors_of(refused)) == (422, {"file": "Choisissez un fichier."})


def test_a_file_of_a_refused_form_is_asked_for_again(app, convened):
    page = letter_url(convened[0]).partition("/lettres/")[2]
    office, address = app.test_client(), f"/lettres/{page}"
    data = {"csrf_token": token_of(office, address), "name": "", "file": (io.BytesIO(PDF), "designation.pdf")}
    refused = office.post(address, data=data, content_type="multipart/form-data")
    assert (refused.status_code, list(errors_of(refused))) == (422, ["name"])
    assert text_of(refused, "#file-hint").endswith(
        "Choisissez à nouveau le fichier designation.pdf : il n'est pas gardé."
    )


def test_a_scan_too_heavy_and_a_photo_of_12_000_pixels_are_refused_in_words(
    app, browser, path, convened, monkeypatch
):
    """40 MB with the limit of 20 MB that one sets; here the limit is small, not the scan large."""
    monkeypatch.setattr(app.config["SETTINGS"], "max_upload_bytes", 200_000)
    one = convened[1].id
    cases = {
        "scan.pdf": (b"%PDF-1.4\n" + bytes(400_000), 413, "Ce fichier dépasse la limite de 200 Ko."),
        "photo.jpg": (
            jpeg(12_000, 9_000),
            422,
            "Cette photo a 12 000 × 9 000 points, 10 000 au plus par côté.",
        ),
    }
    for name, (content, status, said) in cases.items():
        refused = scan(browser, path, one, name=name, content=content)
        assert (refused.status_code, list(errors_of(refused))) == (status, ["file"]), name
        assert said in " ".join(errors_of(refused)["file"].split()), name
        assert parse(refused).select_one("#letter_id option[selected]")["value"] == str(one), name
    assert db.session.query(StoredFile).count() == 0
