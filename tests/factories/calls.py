"""Calls, their lots and questionnaires, and applications to them."""

import itertools
from datetime import timedelta
from typing import Any

from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.domain.applications.models import (
    Application,
    ApplicationPerson,
    ApplicationState,
    Part,
)
from noress.domain.catalogue.models import Structure
from noress.domain.funding.models import CallCriterion, CallState, FundingCall, Lot
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Definition, Question
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from tests.factories import NOW, make_institution, save
from tests.factories.catalogue import make_structure
from tests.factories.questionnaires import (
    both,
    make_question,
    make_questionnaire,
    make_response,
    make_section,
    make_version,
)

_n = itertools.count(100)
#: of a fixed lot
AMOUNT = 60_000_00


def note_definition() -> Definition:
    return Definition((make_section("project", *_project()),))


def file_definition() -> Definition:
    """Title, budget, people, a paper and a paper that may show an identity card."""
    return Definition(
        (
            make_section("project", *_project()),
            make_section("money", *(_asked("budget", "budget"), _asked("people", "beneficiaries"))),
            make_section(
                "papers",
                make_question("statutes", "file"),
                make_question("identity", "file", settings={"restricted": True}),
            ),
        )
    )


def _project() -> tuple[Question, ...]:
    return (
        make_question("title", is_required=True),
        make_question("summary", "long_text", is_required=True),
        make_question("province", "province"),
    )


def _asked(key: str, kind: str) -> Question:
    return make_question(key, kind if kind in types.names() else "long_text")


def make_form(title: str, definition: Definition, **values: Any) -> Questionnaire:
    """A questionnaire that serves applications, published."""
    questionnaire = make_questionnaire(title, serves="application", **values)
    make_version(questionnaire, definition)
    return questionnaire


def make_lot(call: FundingCall, **values: Any) -> Lot:
    usual: dict[str, Any] = {
        "title": both("Projets collectifs"),
        "amount": AMOUNT,
        "most_projects": 2,
        "own_percent": 10,
    }
    return save(Lot(call_id=call.id, **{**usual, **values}))


def make_call(**values: Any) -> FundingCall:
    """Open since yesterday, for two weeks, in two stages; one fixed lot of 60 000 DH, one criterion.

    `lot=None` leaves the lot out, `lot={...}` changes it; `note=`, `file=` give other definitions.
    """
    lot, note, file = values.pop("lot", {}), values.pop("note", None), values.pop("file", None)
    edition = values.pop("edition", 100 + next(_n) % 800)
    usual: dict[str, Any] = {
        "title": both(f"Appel {edition}"), "objective": both("Cofinancer des projets"), "audience": both("Les acteurs"),
        "contact": both("Le secrétariat permanent"), "contact_email": "appel@exemple.ma",
        "declaration": both("Je certifie ce qui précède"), "envelope": 2 * AMOUNT, "stages": 2,
        "state": CallState.OPEN, "announced_at": NOW - timedelta(days=10), "opens_at": NOW - timedelta(days=1),
        "questions_until": NOW + timedelta(days=7), "closes_at": NOW + timedelta(days=14),
        "files_close_at": NOW + timedelta(days=60), "created_at": NOW, "eligibility": [],
    }  # fmt: skip
    if "carrier_id" not in values:
        values["carrier_id"] = make_institution(f"Porteur juridique {edition}").id
    if "note_questionnaire_id" not in values:
        values["note_questionnaire_id"] = make_form(f"Note {edition}", note or note_definition()).id
    if "file_questionnaire_id" not in values:
        values["file_questionnaire_id"] = make_form(f"Dossier {edition}", file or file_definition()).id
    call = save(FundingCall(edition=edition, **{**usual, **values}))
    if lot is not None:
        make_lot(call, **lot)
    save(CallCriterion(call_id=call.id, title=both("Utilité"), weight=100))
    return call


def current_version(questionnaire_id: int) -> QuestionnaireVersion:
    from noress.domain.questionnaires.queries import get_current_version
    from noress.extensions import db

    return db.session.scalars(get_current_version(questionnaire_id)).one()


def make_application(
    call: FundingCall | None = None,
    structure: Structure | None = None,
    *,
    state: ApplicationState = ApplicationState.DRAFT,
    **values: Any,
) -> Application:
    """With an owner, and a draft of the answers of its stage. `answers=` is what the draft holds; `people=False`
    leaves the owner out. In the first stage of two unless `stage=2`."""
    call = call or make_call()
    structure = structure or make_structure()
    stage = values.get("stage", 1)
    is_file = stage == 2 or call.stages == 1
    questionnaire_id = call.file_questionnaire_id if is_file else call.note_questionnaire_id
    answers, has_owner = values.pop("answers", {}), values.pop("people", True)
    owner_email = values.pop("email", f"porteur{next(_n)}@exemple.ma")
    title = values.pop("title", "Atelier de couture")
    if f"{'file' if is_file else 'note'}_response_id" not in values and questionnaire_id:
        response = make_response(
            current_version(questionnaire_id), values={"title": title, **answers}, email=owner_email
        )
        values[f"{'file' if is_file else 'note'}_response_id"] = response.id
    lot_id = values.pop("lot_id", None) or call.lots[0].id
    usual: dict[str, Any] = {"language": "fr", "started_at": NOW, "public_state": state}
    application = save(
        Application(
            call_id=call.id, lot_id=lot_id, structure_id=structure.id, title=title, title_folded=fold(title),
            state=state, **{**usual, **values},
        )
    )  # fmt: skip
    if has_owner:
        make_worker(application, part=Part.OWNER, email=owner_email)
    return application


def make_worker(application: Application, **values: Any) -> ApplicationPerson:
    """Somebody who works on it: a co-editor unless told otherwise."""
    usual: dict[str, Any] = {
        "part": Part.EDIT, "name": "Trésorière de la coopérative", "email": f"personne{next(_n)}@exemple.ma",
        "language": "fr", "invited_at": NOW, "accepted_at": NOW,
    }  # fmt: skip
    return save(ApplicationPerson(application_id=application.id, **{**usual, **values}))


def translated(fr: str, ar: str) -> Translated:
    return Translated(fr=fr, ar=ar)
