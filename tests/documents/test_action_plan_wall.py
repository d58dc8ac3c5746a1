"""The wall plan: A3, the six columns, the state said and drawn, in French and in Arabic."""

import io
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from noress.core.i18n import Translated, in_language
from noress.documents.kinds import action_plan_wall
from noress.domain.actions.models import Action, ActionState, DuePrecision
from noress.domain.files import documents
from noress.domain.institutions.models import BodyKind
from noress.extensions import db
from tests.factories import NOW, make_body, make_institution
from tests.factories.actions import make_action, make_plan
from tests.factories.links import change
from tests.factories.papers import text_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan():
    plan = make_plan(
        "Plan du comité",
        body_id=make_body(BodyKind.COMMITTEE, "Comité formation").id,
        starts_on=date(2026, 1, 1),
    )
    owner = make_institution("La nôtre", name_ar="مؤسستنا")
    make_action(
        "Tenir un atelier #read", plan_id=plan.id, owner_institution_id=owner.id, how=Translated(fr="Ensemble", ar="جميعا"),
        deliverables=Translated(fr="Rapport"), due_on=date(2027, 4, 30), due_precision=DuePrecision.MONTH, due_is_end=True,
    )  # fmt: skip
    make_action("Écrire", plan_id=plan.id, due_on=date(2026, 11, 1), state=ActionState.BLOCKED)
    db.session.refresh(plan)
    return plan


def made(plan, language):
    with in_language(language):
        return action_plan_wall.make(plan.id, language)


def test_in_french(plan):
    from pypdf import PdfReader

    paper = made(plan, "fr")
    text = " ".join(text_of(paper.content).split())
    assert (paper.title, paper.filename) == ("Plan mural", f"plan-mural-{plan.id}-fr.pdf")
    size = PdfReader(io.BytesIO(paper.content)).pages[0].mediabox
    assert (round(size.width / 72 * 25.4), round(size.height / 72 * 25.4)) == (420, 297)
    assert "N° Quoi Où Quand Responsable Comment Livrables État" in text
    for words in (
        "Tenir un atelier #read",
        "fin avril 2027",
        "La nôtre",
        "Rapport",
        "bloquée en retard",
        "Comité formation",
    ):
        assert words in text
    assert f"/actions/plans/{plan.id}" in str(action_plan_wall.content(plan)["code"]["address"])
    assert len(paper.content) < 200_000


def test_its_page_leads_back_to_the_plan(plan):
    kind = documents.get_kind("action_plan_wall")
    assert kind.page(plan) == f"http://127.0.0.1:8000/actions/plans/{plan.id}"


def test_in_arabic(plan):
    text = text_of(made(plan, "ar").content)
    assert [word for word in ("مخطط", "مؤسستنا", "جميعا") if word not in text] == []


def test_an_empty_plan_has_its_sheet():
    assert "Ce plan n'a pas encore de ligne." in " ".join(text_of(made(make_plan(), "fr").content).split())


def test_the_sheet_is_made_again_when_it_would_differ(plan):
    def fingerprint():
        return action_plan_wall.fingerprint(plan, "fr")

    first = fingerprint()
    action = db.session.scalars(select(Action).order_by(Action.id)).first()
    change(action, link_generation=5, reminders=1)
    assert fingerprint() == first
    change(action, progress=40)
    second = fingerprint()
    change(action, state=ActionState.DONE)
    third = fingerprint()
    with time_machine.travel(date(2027, 6, 1), tick=False):
        change(action, state=ActionState.OPEN)
        late = fingerprint()
    assert len({first, second, third, late}) == 4
