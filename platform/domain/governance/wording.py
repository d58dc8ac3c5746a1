"""How pages and papers call a version and the act that adopted it."""

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.governance.models import PaperVersion


def act_words(version: PaperVersion) -> str:
    """By which decision, which meeting, or in the words noted."""
    if version.decision is not None:
        return _("décision %(number)s", number=version.decision.number)
    if version.meeting is not None:
        day = formats.date_short(version.meeting.starts_wall)
        return _("%(type)s du %(day)s", type=str(version.meeting.type.label).lower(), day=day)
    return str(version.act or "")


def adoption_words(version: PaperVersion) -> str:
    """Adopted when and by what; or still a draft."""
    if not version.is_adopted:
        return _("projet, pas encore adopté")
    act = act_words(version) or _("acte non documenté")
    if version.adopted_on is None:
        return _("adopté, date non documentée : %(act)s", act=act)
    return _("adopté le %(day)s : %(act)s", day=formats.date_short(version.adopted_on), act=act)


def version_name(version: PaperVersion) -> str:
    return _("version %(number)s", number=version.number)
