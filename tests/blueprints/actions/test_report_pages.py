"""News given on the site: by the owner, for the owner, with photos; what is refused loses nothing."""

import io

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from noress.domain.actions.models import Action, ActionReport, ActionState
from noress.extensions import db
from tests import forms
from tests.blueprints.actions.shown import mine, texts
from tests.core.test_images import jpeg
from tests.factories.actions import make_evidence, make_report
from tests.factories.links import change
from tests.pages import parse
from tests.posting import SAME_ORIGIN, csrf_token, post

PHOTO = jpeg(640, 480)


def send(browser, action, **fields):
    """Open the form, fill it in, send it; `files` are (content, name)."""
    page = parse(browser.get(f"/actions/{action.id}/nouvelles"))
    kept = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    files = [FileStorage(io.BytesIO(content), name) for content, name in fields.pop("files", [])]
    data = {"csrf_token": csrf_token(browser), **kept, "channel": "site", **fields, "files": files}
    boundary, body = encode_multipart(data)
    return browser.post(
        f"/actions/{action.id}/nouvelles",
        data=body,
        headers=SAME_ORIGIN,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def reports():
    return db.session.scalars(select(ActionReport).order_by(ActionReport.id)).all()


def test_an_owner_gives_news_with_a_photo(world):
    action = mine(world)
    saved = send(
        world.own_browser,
        action,
        state="done",
        progress="100",
        comment="C'est fait.",
        files=[(PHOTO, "salle.jpg"), (PHOTO, "groupe.jpg")],
    )
    assert (saved.status_code, saved.location) == (303, f"/actions/{action.id}")
    (report,) = reports()
    assert (report.state, report.comment, report.channel, report.institution_id) == (
        ActionState.DONE,
        "C'est fait.",
        "site",
        world.own.id,
    )
    assert [one.file.name for one in report.evidence] == ["salle.jpg", "groupe.jpg"]
    page = world.chair_browser.get(saved.location)
    assert texts(page, "#nouvelles .file__name") == ["salle.jpg", "groupe.jpg"]
    downloaded = world.chair_browser.get(f"/actions/preuves/{report.evidence[0].id}")
    assert (downloaded.data, downloaded.headers["Content-Disposition"]) == (
        PHOTO,
        "attachment; filename=salle.jpg",
    )
    assert downloaded.headers["Cache-Control"] == "private, no-store"


def test_the_secretariat_types_in_what_it_heard(world):
    action = mine(world)
    assert send(world.secretary, action, state="blocked", progress="20", channel="phone").status_code == 303
    assert [(r.channel, r.institution_id) for r in reports()] == [("phone", None)]
    assert (
        "par téléphone"
        in texts(world.own_browser.get(f"/actions/{action.id}"), "#nouvelles .timeline__who")[0]
    )


def test_an_owner_speaks_for_itself_whatever_is_posted(world):
    send(world.own_browser, mine(world), state="open", progress="20", channel="phone")
    assert reports()[0].channel == "site"
    assert parse(world.own_browser.get(f"/actions/{mine(world).id}/nouvelles")).select("[name=channel]") == []


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"state": "Choisissez une réponse."}),
        ({"state": "open", "progress": "140"}, {"progress": "Écrivez un avancement de 0 à 100. Exemple : 40."}),
        ({"state": "open", "progress": "beaucoup"}, {"progress": "Écrivez un nombre entier. Exemple : 20."}),
        ({"state": "dropped"}, {"comment": "Dites en quelques mots pourquoi l'action est abandonnée."}),
        ({"state": "open", "files": [(b"MZ", "virus.exe")]},
         {"files": "Ce type de fichier n'est pas accepté. Envoyez un PDF, une image, ou un document."}),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_at_its_field(world, fields, errors):
    action = mine(world)
    refused = send(world.own_browser, action, **fields)
    assert (refused.status_code, forms.errors_of(refused)) == (422, errors)
    assert (reports(), db.session.get(Action, action.id).version) == ([], 1)


def test_a_photo_of_twelve_thousand_points(world):
    refused = send(
        world.own_browser,
        mine(world),
        state="open",
        comment="À ne pas perdre",
        files=[(jpeg(12_000, 9_000), "photo.jpg")],
    )
    assert refused.status_code == 422
    assert forms.errors_of(refused)["files"].replace("\u202f", " ") == (
        "Cette photo a 12 000 × 9 000 points, 10 000 au plus par côté. Choisissez une taille plus petite dans l'appareil photo, ou "
        "envoyez une capture d'écran de la photo."
    )
    assert parse(refused).select_one("[name=comment]").text.strip() == "À ne pas perdre"
    assert parse(refused).select_one("[name=state][checked]")["value"] == "open"


def test_a_scan_of_forty_megabytes(world):
    refused = send(
        world.own_browser,
        mine(world),
        state="open",
        comment="À ne pas perdre",
        files=[(b"%PDF-1.7" + bytes(40_000_000), "scan.pdf")],
    )
    assert refused.status_code == 413
    assert forms.errors_of(refused)["files"].replace("\u202f", " ") == (
        "Ce fichier dépasse la limite de 20 Mo. Réduisez-le, par exemple en photo plus petite ou en PDF."
    )
    assert parse(refused).select_one("[name=comment]").text.strip() == "À ne pas perdre"
    assert reports() == []


def test_news_that_arrived_meanwhile_are_shown_beside(world):
    action = mine(world)
    page = parse(world.own_browser.get(f"/actions/{action.id}/nouvelles"))
    kept = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    send(world.secretary, action, state="blocked", progress="30")
    stale = post(
        world.own_browser,
        f"/actions/{action.id}/nouvelles",
        {**kept, "state": "done", "progress": "100", "comment": "Fait."},
    )
    assert stale.status_code == 409
    assert texts(stale, "#deux-textes h3") == ["Où en est-elle ?", "Avancement, de 0 à 100"]
    assert texts(stale, "#deux-textes dd") == ["bloquée", "faite", "30", "100"]
    assert parse(stale).select_one("[name=comment]").text.strip() == "Fait."
    assert (len(reports()), db.session.get(Action, action.id).state) == (1, ActionState.BLOCKED)


def test_the_same_page_sent_twice_is_one_word(world):
    action = mine(world)
    page = parse(world.own_browser.get(f"/actions/{action.id}/nouvelles"))
    kept = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[type=hidden]")}
    for _ in range(2):
        sent = post(
            world.own_browser, f"/actions/{action.id}/nouvelles", {**kept, "state": "open", "progress": "30"}
        )
        assert sent.status_code in {303, 409}
    assert len(reports()) == 1


def test_a_plan_that_is_over_takes_no_news(world):
    from datetime import date

    action = mine(world)
    change(world.plan, closed_on=date(2026, 1, 1))
    assert send(world.own_browser, action, state="done").status_code == 409
    assert "Donner des nouvelles" not in texts(world.own_browser.get(f"/actions/{action.id}"), ".buttons a")


@pytest.mark.parametrize(
    ("kind", "status"),
    [("own_browser", 200), ("chair_browser", 200), ("secretary", 200), ("other_browser", 404)],
)
def test_who_gives_news(world, kind, status):
    assert getattr(world, kind).get(f"/actions/{mine(world).id}/nouvelles").status_code == status


def test_a_member_of_the_committee_reads_and_says_nothing(world):
    action = mine(world, owner_institution_id=world.chairing.id)
    assert world.own_browser.get(f"/actions/{action.id}").status_code == 200
    assert world.own_browser.get(f"/actions/{action.id}/nouvelles").status_code == 403


# Proofs


def test_a_proof_is_for_those_who_read_the_words(world):
    evidence = make_evidence(make_report(mine(world)), content=PHOTO)
    path = f"/actions/preuves/{evidence.id}"
    assert [b.get(path).status_code for b in (world.own_browser, world.chair_browser, world.secretary, world.other_browser, world.visitor)] == [
        200, 200, 200, 404, 302,
    ]  # fmt: skip


def test_a_proof_is_taken_back_after_a_page_that_says_so(world):
    action = mine(world)
    evidence = make_evidence(make_report(action, institution_id=world.own.id))
    assert world.chair_browser.get(f"/actions/preuves/{evidence.id}/retirer").status_code == 403
    gone = forms.post(world.own_browser, f"/actions/preuves/{evidence.id}/retirer")
    assert (gone.status_code, gone.location) == (303, f"/actions/{action.id}")
    assert world.own_browser.get(f"/actions/preuves/{evidence.id}").status_code == 404
    assert texts(world.own_browser.get(f"/actions/{action.id}"), "#nouvelles .file") == []
