"""Legal notice: how many days the bodies' rules want between the convocation and the meeting."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.institutions.models import Body


class LegalNotice(NamedTuple):
    """The strictest rule of a meeting's bodies, and what is left of it today."""

    days: int
    left: int
    #: the last day on which a convocation respects the rule
    convene_by: date

    @property
    def is_late(self) -> bool:
        return self.left < self.days


def legal_notice(bodies: Iterable[Body], starts_wall: datetime, now: datetime) -> LegalNotice | None:
    """None when no body has such a rule."""
    rules = [body.notice_days for body in bodies if body.notice_days is not None]
    if not rules:
        return None
    days, day = max(rules), starts_wall.date()
    return LegalNotice(days, (day - clock.today(now)).days, day - timedelta(days=days))


def late_words(notice: LegalNotice) -> str:
    """Le règlement demande 15 jours entre la convocation et la session ; il en reste 9."""
    asked = ngettext(
        "Le règlement demande %(num)s jour entre la convocation et la session.",
        "Le règlement demande %(num)s jours entre la convocation et la session.",
        notice.days,
    )
    if notice.left < 1:
        return _("%(asked)s La session est aujourd'hui ou passée.", asked=asked)
    left = ngettext("Il en reste %(num)s.", "Il en reste %(num)s.", notice.left)
    return _("%(asked)s %(left)s", asked=asked, left=left)
