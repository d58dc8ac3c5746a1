"""A questionnaire in the making, or in use, as the rules make it; what its version in the making asks."""

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import queries, rules
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, read_definition
from noress.extensions import db
from tests.factories import NOW


def both(text):
    return Translated(fr=text, ar="نص")


HAS_PLACE = Question("local", "yes_no", both("Avez-vous un local ?"))
SECTOR = Question(
    "secteur",
    "one",
    both("Secteur"),
    choices=(Choice("sante", both("Santé")), Choice("culture", both("Culture"))),
)
SIZE = Question(
    "surface", "number", both("Surface"), condition=Condition((Clause("local", Operator.IS, "true"),))
)
WHOLE = Definition((Section("general", both("Général"), questions=(HAS_PLACE, SECTOR)), Section("moyens", both("Moyens"), questions=(SIZE,))))  # fmt: skip


def make(definition=WHOLE, *, is_published=False, title="Questionnaire commun"):
    with writing():
        made = rules.create_questionnaire(
            title=both(title), notice=Translated(), actor=Actor.system(), now=NOW, definition=definition
        )
        if is_published:
            draft = db.session.scalars(queries.get_draft_version(made.id)).one()
            rules.publish_version(draft=draft, version=1, actor=Actor.system(), now=NOW)
        db.session.commit()
    return made


def draft(questionnaire):
    return db.session.scalars(queries.get_draft_version(questionnaire.id)).one_or_none()


def now_asked(questionnaire):
    return [
        (section.key, [question.key for question in section.questions])
        for section in read_definition(draft(questionnaire).content).sections
    ]
