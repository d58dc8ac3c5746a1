"""Sending sheets of members through the pages, and reading what came back."""

import io

from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from noress.domain.imports.models import InstitutionImport
from noress.domain.institutions.models import Institution
from noress.extensions import db
from tests import forms
from tests.factories.twins import plain
from tests.pages import parse
from tests.posting import SAME_ORIGIN, csrf_token


def upload(browser, content, name="membres.xlsx"):
    boundary, body = encode_multipart(
        {"csrf_token": csrf_token(browser), "file": FileStorage(io.BytesIO(content), name)}
    )
    return browser.post(
        "/membres/importer",
        data=body,
        headers=SAME_ORIGIN,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def texts(response, selector):
    return [plain(text) for text in forms.text_of(response, selector)]


def facts(page):
    return dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))


def institutions():
    db.session.rollback()
    return db.session.scalars(select(Institution).order_by(Institution.id)).all()


def the_import():
    return db.session.scalars(select(InstitutionImport).order_by(InstitutionImport.id.desc())).first()


def forms_of_lines(browser, page, **fields):
    form = parse(page).select_one("#lignes form")
    data = {tag["name"]: tag["value"] for tag in form.select("input[name]")}
    for tag in form.select("select"):
        data[tag["name"]] = (tag.select_one("option[selected]") or tag.select_one("option"))["value"]
    return browser.post(form["action"], data={**data, **fields})
