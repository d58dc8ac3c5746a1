"""The answer to an invitation: the same form behind a mailed link and on the site."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.core.i18n import lazy
from noress.domain.meetings.models import Answer, Invitation
from noress.web.forms import BaseForm, line, long_text
from noress.web.merge import INCOMPLETE

DELEGATE_NEEDS_NAME = lazy("Écrivez le nom de la personne qui vient, prénom puis nom.")

CHOICES: tuple[tuple[Answer, Any, Any, str], ...] = (
    (Answer.YES, lazy("Oui, je viens"), None, "check"),
    (Answer.DELEGATE, lazy("Quelqu'un d'autre vient"), lazy("Écrivez son nom plus bas."), "people"),
    (Answer.MAYBE, lazy("Peut-être"), lazy("Vous pourrez préciser jusqu'au début."), "clock"),
    (Answer.NO, lazy("Non, je ne viens pas"), None, "close"),
)


class AnswerForm(BaseForm):
    """`ids` keeps ids unique when a page holds one form per seat; names stay the same."""

    answer = RadioField(lazy("Votre réponse"), validators=[InputRequired(lazy("Choisissez une réponse."))])
    delegate_name = line(lazy("Nom de la personne qui vient"), limit=200, description=lazy("Prénom et nom."))
    reason = long_text(
        lazy("Un mot pour le secrétariat"), limit=2000,
        description=lazy("Un motif, une arrivée tardive, un besoin particulier."),
    )  # fmt: skip
    version = HiddenField()

    def __init__(self, *args: Any, ids: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.answer.choices = [
            SelectChoice(answer.value, str(label), _extra(hint, icon))
            for answer, label, hint, icon in CHOICES
        ]
        for field in self:
            field.id = f"{ids}{field.name}"
            if field.label.field_id:
                field.label.field_id = field.id

    @classmethod
    def of(cls, invitation: Invitation, *, ids: str = "", is_posted: bool = False) -> "AnswerForm":
        """What was posted, or what is recorded; a form that was not posted ignores the request."""
        if is_posted:
            return cls(ids=ids)
        return cls(MultiDict(), ids=ids, data=cls.recorded(invitation))

    @staticmethod
    def recorded(invitation: Invitation) -> dict[str, Any]:
        given = invitation.answer.value if invitation.answer is not Answer.NONE else None
        return {
            "answer": given, "delegate_name": invitation.delegate_name, "reason": invitation.reason,
            "version": str(invitation.version),
        }  # fmt: skip

    def validate_version(self, field: Any) -> None:
        """Which recorded answer was on the screen must be known; the next one sent says it."""
        if not (field.data or "").isdecimal():
            self.form_errors.append(str(INCOMPLETE))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.answer.data == Answer.DELEGATE.value and not self.delegate_name.data:
            self.delegate_name.errors = [*self.delegate_name.errors, str(DELEGATE_NEEDS_NAME)]
            return False
        return is_valid

    @property
    def chosen(self) -> Answer:
        return Answer(self.answer.data)

    def renew(self, invitation: Invitation) -> None:
        """The person has seen what was recorded meanwhile: sending again confirms."""
        self.version.data = str(invitation.version)


def _extra(hint: Any, icon: str) -> dict[str, str]:
    extra = {"data-icon": icon}
    if hint is not None:
        extra["data-hint"] = str(hint)
    return extra
