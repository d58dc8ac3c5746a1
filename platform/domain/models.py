"""Every table of the platform, for migrations and relationships."""

from noress.core import numbering, stamps
from noress.domain.accounts import models as accounts
from noress.domain.audit import models as audit
from noress.domain.files import models as files
from noress.domain.institutions import models as institutions
from noress.domain.meetings import models as meetings
from noress.domain.outbox import models as outbox

__all__ = ["accounts", "audit", "files", "institutions", "meetings", "numbering", "outbox", "stamps"]
