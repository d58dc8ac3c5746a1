"""XLSForm: read, looked at, taken; written out."""

import io

from sqlalchemy import func, select

from noress.domain.audit.models import AuditEvent
from noress.domain.questionnaires import xlsform
from noress.domain.questionnaires.definition import Definition, Question, Section
from noress.domain.questionnaires.models import Questionnaire
from noress.extensions import db
from tests.domain.questionnaires.xlsforms import AR, FR, book
from tests.factories.asked import WHOLE, both, draft, make, now_asked
from tests.factories.meeting_forms import plain, post, text_of
from tests.pages import parse
from tests.posting import post_files

HEAD = ["type", "name", FR, AR]
GOOD = [
    HEAD,
    ["begin_group", "lieu", "Lieu", "المكان"],
    ["text", "rue", "Rue", None],
    ["end_group", "lieu", None, None],
]


def sent(stream, name="formulaire.xlsx"):
    return (stream, name)


def problems(page):
    return [plain(line.get_text(" ", strip=True)) for line in parse(page).select(".error-summary li")]


def actions(questionnaire):
    rows = select(AuditEvent.action).where(
        AuditEvent.object_type == "questionnaire", AuditEvent.object_id == questionnaire.id
    )
    return list(db.session.scalars(rows.order_by(AuditEvent.id)))


def carried(page):
    return parse(page).select_one("input[name=read]")["value"]


def test_a_sheet_is_looked_at_before_it_makes_a_questionnaire(browser):
    page = post(browser, "/questionnaires/importer", file=sent(book(survey=GOOD)))
    assert page.status_code == 200
    rows = [plain(row.get_text(" ", strip=True)) for row in parse(page).select("tbody tr")]
    assert rows == ["Lieu 1 1"]
    assert db.session.scalar(select(func.count(Questionnaire.id))) == 0
    done = post(browser, "/questionnaires/importer", read=carried(page))
    made = db.session.scalars(select(Questionnaire)).one()
    assert (done.status_code, done.location) == (303, f"/questionnaires/{made.id}/construire")
    assert (dict(made.title), now_asked(made), actions(made)) == (
        {"fr": "formulaire"}, [("lieu", ["rue"])], ["questionnaire.created"]
    )  # fmt: skip


def test_a_sheet_takes_the_place_of_the_draft_and_leaves_institutions_their_questions(browser):
    own = Section("nous", both("Nous"), questions=WHOLE.sections[1].questions[:0], owner_id=7)
    made = make(Definition((*WHOLE.sections, own)))
    path = f"/questionnaires/{made.id}/importer"
    page = post(browser, path, file=sent(book(survey=GOOD)))
    assert [plain(li.get_text(" ", strip=True)) for li in parse(page).select("#changements li")] == [
        "Nouvelle question : Rue", "Question retirée : Avez-vous un local ?", "Question retirée : Secteur",
        "Question retirée : Surface",
    ]  # fmt: skip
    done = post(browser, path, read=carried(page))
    assert (done.status_code, now_asked(made)) == (303, [("lieu", ["rue"]), ("nous", [])])
    assert actions(made)[-2:] == ["questionnaire.content_edited", "questionnaire.imported"]
    # what was read from the version before is not written over the one after
    again = post(browser, path, read=carried(page))
    assert (again.status_code, draft(made).version) == (409, 2)


def test_what_was_read_is_for_one_questionnaire_and_cannot_be_forged(browser):
    made = make()
    page = post(browser, "/questionnaires/importer", file=sent(book(survey=GOOD)))
    statuses = [
        post(browser, f"/questionnaires/{made.id}/importer", read=carried(page)).status_code,
        post(browser, "/questionnaires/importer", read=carried(page) + "x").status_code,
    ]
    assert (statuses, db.session.scalar(select(func.count(Questionnaire.id)))) == ([404, 409], 1)


def test_every_problem_is_told_by_sheet_and_row_and_a_long_list_is_cut(browser):
    survey = [HEAD, *(["calculate", f"c{place}", "A", "A"] for place in range(60))]
    page = post(browser, "/questionnaires/importer", file=sent(book(survey=survey)))
    told = problems(page)
    assert (page.status_code, len(told)) == (422, 50)
    assert told[0].startswith("Feuille « survey », ligne 2 : ")
    assert "60 choses empêchent l'import" in text_of(page, "#refused-title")
    assert "Et 10 autres" in text_of(page, ".error-summary:has(#refused-title)")


def test_what_is_no_form_is_refused_in_words(browser):
    bomb = io.BytesIO(_bomb())
    wide = book(survey=[[f"c{place}" for place in range(300)], ["x"] * 300])
    cases = {
        "nothing": (None, 422, "Choisissez un fichier."),
        "another type": (sent(io.BytesIO(b"%PDF-1.4 x"), "a.pdf"), 422, ""),
        "csv": (sent(io.BytesIO(b"type;name\ntext;a\n"), "a.csv"), 422, "Envoyez une feuille Excel (.xlsx)."),
        "too large": (sent(io.BytesIO(b"PK" + b"0" * 10_000_000)), 413, "dépasse la limite"),
        "zip bomb": (sent(bomb), 422, "protégé ou abîmé"),
        "300 columns": (sent(wide), 422, "60 colonnes"),
        "no survey": (sent(book(choices=[["list_name", "name"], ["a", "b"]])), 422, "« survey »"),
    }
    for case, (file, status, words) in cases.items():
        page = (
            post_files(browser, "/questionnaires/importer", {"file": file})
            if file
            else post(browser, "/questionnaires/importer")
        )
        assert (page.status_code, words.lower() in " ".join(problems(page)).lower(), len(problems(page))) == (
            status,
            True,
            1,
        ), (case, problems(page))
    assert db.session.scalar(select(func.count(Questionnaire.id))) == 0


def _bomb():
    import zipfile

    packed = io.BytesIO()
    with (
        zipfile.ZipFile(book(survey=GOOD)) as good,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for entry in good.infolist():
            bad.writestr(entry.filename, good.read(entry.filename))
        bad.writestr("xl/media/a.bin", b"0" * 60_000_000)
    return packed.getvalue()


def test_any_version_is_written_out_and_read_back_the_same(browser):
    own = Section("nous", both("Nous"), questions=(Question("plus", "text", both("Plus")),), owner_id=7)
    made = make(Definition((*WHOLE.sections, own)), is_published=True)
    for query in ("", "?version=1"):
        sheet = browser.get(f"/questionnaires/{made.id}/xlsform.xlsx{query}")
        assert (sheet.status_code, sheet.mimetype.rpartition(".")[2]) == (200, "sheet")
        title, definition = xlsform.read_xlsform("a.xlsx", io.BytesIO(sheet.data))
        assert (dict(title), definition) == (dict(made.title), WHOLE), query
    address = f"/questionnaires/{made.id}/xlsform.xlsx?version="
    assert [browser.get(address + bad).status_code for bad in ("2", "x", "9" * 30)] == [404] * 3
