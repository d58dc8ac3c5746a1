"""The cast's questionnaires: one in the making, that only the secretariat knows of; one in use."""

from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import queries, response_links, rules
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section
from noress.extensions import db


def make_questionnaires(cast: Any) -> None:
    both = Translated(fr="Effectifs", ar="الأعداد")
    column = Question("nombre", "number", both)
    table = Question("effectifs", "table", both, choices=(Choice("femmes", both),), questions=(column,))
    definition = Definition((Section("general", both, questions=(table,)),))
    now, actor = clock.now(), Actor.system()
    for case in ("usual", "published"):
        with writing():
            made = rules.create_questionnaire(
                title=both, notice=Translated(), actor=actor, now=now, definition=definition
            )
            if case == "published":
                draft = db.session.scalars(queries.get_draft_version(made.id)).one()
                rules.publish_version(draft=draft, version=1, actor=actor, now=now)
                response = rules.begin_response(questionnaire=made, language="fr", actor=actor, now=now)
                cast.ids["response"] = {"token": response_links.token_of(response), "section": "general"}
            key = made.id
            db.session.commit()
        cast.ids.setdefault(case, {})["questionnaire_id"] = key
    cast.ids["unknown"]["section"] = "general"
    cast.ids["usual"] |= {"section_key": "general", "question_name": "effectifs"}
