"""Texts that try to be something else: markup, line breaks, formulas; on every page, in calendars and mails."""

import json

import icalendar
import pytest
import vobject
from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.core.types import TranslatedText
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_secretary
from tests.factories.cast import make_cast
from tests.pages import parse
from tests.posting import post
from tests.security.test_permission_matrix import LINES, address

pytestmark = pytest.mark.one_engine  # bytes of pages and papers

PAYLOAD = """"><img src=x onerror=alert(1) data-hostile=1><script data-hostile=2>x</script>{{ 12345678*9 }}' onfocus=x"""
#: columns whose content is a code, an address or made by the platform
NOT_TYPED = {
    "method", "state", "kind", "role", "template", "language", "guest_language", "uid", "reference", "key", "zone",
    "merge_key", "token_digest", "code_digest", "sha256", "content_type", "email", "guest_email", "to_address",
    "html", "calendar", "calendar_text", "code", "category_code", "topic", "subject_type", "path", "name_folded", "object_type",
    "action", "type", "about_type", "subject", "online_url", "password_hash", "totp_secret", "purpose", "answer",
    "due_wall", "due_precision", "owner_email", "owner_language",
    "text_version", "visibility", "function", "membership", "channel", "calendar_method", "nature", "serves", "origin", "writer",
}  # fmt: skip


#: texts of ours, read again by ours: no person's text stands there alone (see `fill_answers`)
MADE_BY_US = {"response_snapshot.content", "response_file.question"}


def fill_answers(payload: str) -> None:
    """What is typed into a questionnaire stands inside JSON: in the answers, and in what was kept of each sending.
    A file stays given, under another name."""
    answers, snapshots = db.metadata.tables["response"], db.metadata.tables["response_snapshot"]
    for key, values in db.session.execute(select(answers.c.id, answers.c["values"])).all():
        filled = given_files(values or {}, payload) | {"remarque": payload}
        db.session.execute(answers.update().where(answers.c.id == key).values(values=filled, answers=filled))
    for key, content in db.session.execute(select(snapshots.c.id, snapshots.c.content)).all():
        filled = given_files(json.loads(content).get("answers", {}), payload) | {"remarque": payload}
        told = json.dumps({"answers": filled, "filled_by": payload})
        db.session.execute(snapshots.update().where(snapshots.c.id == key).values(content=told))
    opinions = db.metadata.tables["opinion"]  # one that was given was not declined
    db.session.execute(
        opinions.update().where(opinions.c.answered_at.is_not(None)).values(declined_because=None)
    )


def given_files(values: dict, payload: str) -> dict:
    return {
        key: [{**file, "name": payload} for file in value]
        for key, value in values.items()
        if isinstance(value, list) and value and isinstance(value[0], dict) and "file" in value[0]
    }


def fill_every_text(payload: str) -> int:
    """Every text that a person may type, in every table, becomes the payload; returns how many columns."""
    count = 0
    with writing():
        for table in db.metadata.sorted_tables:
            texts = {
                column.name: Translated(fr=payload, ar=payload)
                if isinstance(column.type, TranslatedText)
                else payload[: column.type.length]
                for column in table.columns
                if column.name not in NOT_TYPED and str(column) not in MADE_BY_US and not column.primary_key and not column.foreign_keys
                and not is_unique(column)  # nobody types what only one row may hold
                and (isinstance(column.type, TranslatedText) or type(column.type) in {db.String, db.Text})
            }  # fmt: skip
            if texts and table.name != "alembic_version":
                db.session.execute(table.update().values(**texts))
                count += len(texts)
        fill_answers(payload)
        db.session.commit()
    return count


def is_unique(column) -> bool:
    """Alone, or with others: an address, once in a campaign."""
    together = (rule for rule in column.table.constraints if isinstance(rule, db.UniqueConstraint))
    return bool(column.unique) or any(column.name in rule.columns for rule in together)


def pages_of(app, cast, kind: str):
    """Every page that this kind of person may open, from the policy."""
    browser = cast.browser(app, kind)
    for line in LINES:
        if (
            line.method == "GET"
            and line.answers[kind] == 200
            and "deconnexion" not in line.rule
            and line.rule != "/readyz"
        ):
            response = browser.get(address(line, cast.values(line.case)))
            assert response.status_code == 200, str(line)
            yield str(line), response
            response.close()


@pytest.mark.parametrize("kind", ["visitor", "coordinator", "administrator"])
def test_markup_typed_by_somebody_stays_text(app, kind):
    cast = make_cast()
    assert fill_every_text(PAYLOAD) >= 30
    seen = 0
    for where, response in pages_of(app, cast, kind):
        if response.mimetype != "text/html" or "sandbox" in response.headers["Content-Security-Policy"]:
            continue
        page = response.get_data(as_text=True)
        assert "111111102" not in page, where
        if "data-hostile" in page:  # the rest holds nothing that could have become an element
            assert parse(response).find(attrs={"data-hostile": True}) is None, where
            seen += 1
    assert seen >= 3, "the payload was nowhere to be seen: nothing was tested"


LINE_BREAKS = "Titre\r\nATTENDEE:mailto:evil@example.org\r\nBcc: evil@example.org\u2028fin"


def test_a_line_break_in_a_title_ends_no_calendar(app):
    """icalendar escapes it in a text, and stops the whole feed in an address or a name."""
    cast = make_cast()
    fill_every_text(LINE_BREAKS)
    for kind, case in (("visitor", "usual"), ("visitor", "calendar")):
        line = next(
            li
            for li in LINES
            if li.rule.endswith(".ics")
            and li.case == case
            and li.answers[kind] == 200
            and (case == "calendar" or li.rule == "/sessions.ics")
        )
        text = cast.browser(app, kind).get(address(line, cast.values(case))).get_data(as_text=True)
        assert "\nATTENDEE" not in text.replace("\r\n ", "")
        icalendar.Calendar.from_ical(text)
        vobject.readOne(text)


def test_a_line_break_in_one_line_is_refused_beside_its_field(login_as):
    browser = login_as(make_secretary())
    response = post(browser, "/sessions/nouvelle", {"theme_fr": LINE_BREAKS})
    assert response.status_code == 422
    page = parse(response)
    assert "Écrivez ce texte sur une seule ligne." in page.find("main").get_text()
    assert db.session.query(OutboxMail).count() == 0
