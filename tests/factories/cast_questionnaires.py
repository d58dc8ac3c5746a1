"""The cast's questionnaires: one in the making, that only the secretariat knows of; one in use."""

from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import queries, response_links, rules
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section
from noress.domain.questionnaires.models import Channel
from noress.extensions import db
from tests.factories.documents import put_content


def make_questionnaires(cast: Any) -> None:
    both = Translated(fr="Effectifs", ar="الأعداد")
    column = Question("nombre", "number", both)
    now, actor = clock.now(), Actor.system()
    with writing():
        voice = _store("8", "voix.ogg", "audio/ogg", now)
        db.session.commit()
    table = Question(
        "effectifs",
        "table",
        both,
        choices=(Choice("femmes", both),),
        questions=(column,),
        voices={"fr": voice},
    )
    remark = Question("remarque", "long_text", both)
    definition = Definition((Section("general", both, questions=(table, remark)),))
    for case in ("usual", "published"):
        with writing():
            made = rules.create_questionnaire(
                title=both, notice=Translated(), actor=actor, now=now, definition=definition
            )
            if case == "published":
                draft = db.session.scalars(queries.get_draft_version(made.id)).one()
                rules.publish_version(draft=draft, version=1, actor=actor, now=now)
                response = rules.begin_response(questionnaire=made, language="fr", actor=actor, now=now)
                cast.ids["response"] = {
                    "token": response_links.token_of(response),
                    "section": "general",
                    "code": "0",
                }
                cast.ids["received"] = _send_another(made, actor, now)
                cast.ids["paper"] = _begin_paper(made, actor, now)
            key = made.id
            db.session.commit()
        cast.ids.setdefault(case, {})["questionnaire_id"] = key
    cast.ids["unknown"] |= {"section": "general", "code": "0", "stored_file_id": voice}
    cast.ids["published"] |= {"stored_file_id": voice, "question_name": "effectifs"}
    cast.ids["usual"] |= {"section_key": "general", "question_name": "effectifs"}


def _send_another(made: Any, actor: Actor, now: Any) -> dict[str, Any]:
    """Copied from a paper, sent, to be read by the secretariat."""
    sent = rules.begin_response(questionnaire=made, language="fr", actor=actor, now=now)
    rules.submit_response(response=sent, key="cast", version=1, email=None, actor=actor, now=now)
    sent.scan_id = _store("9", "papier.pdf", "application/pdf", now)
    return {"questionnaire_id": made.id, "response_id": sent.id, "file_id": sent.scan_id}


def _begin_paper(made: Any, actor: Actor, now: Any) -> dict[str, Any]:
    """A paper whose copying was left."""
    begun = rules.begin_response(
        questionnaire=made, language="fr", actor=actor, now=now, channel=Channel.PAPER, filled_by="Animatrice"
    )
    return {"questionnaire_id": made.id, "response_id": begun.id}


def _store(sign: str, name: str, kind: str, now: Any) -> int:
    file = StoredFile(key=sign * 40, name=name, content_type=kind, size=16, sha256=sign * 64, uploaded_at=now)
    db.session.add(file)
    db.session.flush()
    put_content(file.key)
    return file.id
