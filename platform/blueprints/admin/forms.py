"""Forms of the pages for those who look after the platform."""

from wtforms import SelectField
from wtforms.fields import SelectChoice

from noress.core.i18n import lazy as _
from noress.domain.outbox.models import MailState
from noress.web.forms import BaseForm, line


class MailFilterForm(BaseForm):
    """Lives in the address; a state that does not exist filters nothing."""

    q = line(_("Adresse ou nom"))
    state = SelectField(
        _("État"),
        choices=[
            SelectChoice("", _("Tous les états")),
            *(SelectChoice(state.value, state.label) for state in MailState),
        ],
        validate_choice=False,
    )

    def chosen_state(self) -> MailState | None:
        return MailState(self.state.data) if self.state.data in {state.value for state in MailState} else None
