"""The receipt of an application says what arrived, in French and in Arabic."""

from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import in_language
from noress.documents.kinds.application_receipt import content, make
from noress.domain.applications.models import Application, ApplicationPerson
from noress.domain.applications.rules.sending import Signed, send_application
from noress.domain.questionnaires.models import ResponseSnapshot
from noress.extensions import db
from tests.factories import NOW
from tests.factories.calls import make_application, make_call


def test_it_says_what_arrived(app):
    application = make_application(make_call(), answers={"summary": "Former douze femmes"})
    person_id = application.people[0].id
    db.session.rollback()
    with writing():
        person = db.session.get_one(ApplicationPerson, person_id)
        signed = Signed(signatory="La présidente", is_declared=True, key="k", version=1)
        send_application(person=person, signed=signed, now=NOW)
        db.session.commit()
    application = db.session.scalars(select(Application)).one()
    snapshot = db.session.scalars(select(ResponseSnapshot)).one()
    for language in ("fr", "ar"):
        with in_language(language):
            told = str(content(application, snapshot))
            made = make(application.id, language)
        assert ("AMI-2026-0001" in told, "La présidente" in told, "Former douze femmes" in told) == (
            True,
        ) * 3
        assert (made.content[:5], made.filename) == (b"%PDF-", f"recu-AMI-2026-0001-{language}.pdf")
