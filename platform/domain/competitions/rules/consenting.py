"""What an entrant lets be published if it wins; said when entering, changed whenever it likes, after the results too."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import ApplicationPerson
from noress.domain.audit.rules import changed, record
from noress.domain.competitions.models import Entrant, Entry


def change_consent(
    *, entry: Entry, person: ApplicationPerson, shows_name: bool, shows_photo: bool, now: datetime
) -> None:
    """The name of a structure is public whatever is ticked; the photo never is without this."""
    lock(entry)
    if not person.part.can_send:
        message = _("Vous pouvez lire ce dossier. Une personne qui le remplit peut changer cet accord.")
        raise RuleError("not_yours", message, status=403)
    values = {"shows_photo": shows_photo}
    if entry.entrant is not Entrant.STRUCTURE:
        values["shows_name"] = shows_name
    changes = changed(entry, values)
    if changes:
        entry.version += 1
        record(actor_of(person), "entry.consent_changed", entry.application, now=now, changes=changes)
