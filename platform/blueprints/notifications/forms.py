"""One choice for each subject."""

from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.domain.notifications.models import Frequency, Topic
from noress.web.forms import REQUIRED, BaseForm

CHOICES = [SelectChoice(frequency.value, frequency.label) for frequency in Frequency]


def _subject(topic: Topic) -> Any:
    return RadioField(
        topic.label, choices=CHOICES, coerce=str, description=topic.what, validators=[InputRequired(REQUIRED)]
    )


class ChoicesForm(BaseForm):
    sessions = _subject(Topic.SESSIONS)
    records = _subject(Topic.RECORDS)
    decisions = _subject(Topic.DECISIONS)
    actions = _subject(Topic.ACTIONS)
    papers = _subject(Topic.PAPERS)
    calls = _subject(Topic.CALLS)

    def wanted(self) -> dict[Topic, Frequency]:
        return {topic: Frequency(self[topic.value].data) for topic in Topic}
