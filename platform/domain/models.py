"""Every table of the platform, for migrations and relationships."""

from noress.core import numbering, stamps
from noress.domain.accounts import models as accounts
from noress.domain.actions import models as actions
from noress.domain.applications import models as applications
from noress.domain.attendance import models as attendance
from noress.domain.audit import models as audit
from noress.domain.awards import models as awards
from noress.domain.backlog import models as backlog
from noress.domain.campaigns import models as campaigns
from noress.domain.catalogue import models as catalogue
from noress.domain.competitions import models as competitions
from noress.domain.decisions import models as decisions
from noress.domain.drafts import models as drafts
from noress.domain.exchange import models as exchange
from noress.domain.files import models as files
from noress.domain.funding import models as funding
from noress.domain.governance import models as governance
from noress.domain.guidance import models as guidance
from noress.domain.imports import models as imports
from noress.domain.institutions import models as institutions
from noress.domain.juries import models as juries
from noress.domain.letters import models as letters
from noress.domain.meetings import models as meetings
from noress.domain.merging import models as merging
from noress.domain.minutes import models as minutes
from noress.domain.notifications import models as notifications
from noress.domain.outbox import models as outbox
from noress.domain.payments import models as payments
from noress.domain.questionnaires import models as questionnaires
from noress.domain.reports import models as reports
from noress.domain.reviewing import models as reviewing
from noress.domain.upkeep import models as upkeep

__all__ = [
    "accounts",
    "actions",
    "applications",
    "attendance",
    "audit",
    "awards",
    "backlog",
    "campaigns",
    "catalogue",
    "competitions",
    "decisions",
    "drafts",
    "exchange",
    "files",
    "funding",
    "governance",
    "guidance",
    "imports",
    "institutions",
    "juries",
    "letters",
    "meetings",
    "merging",
    "minutes",
    "notifications",
    "numbering",
    "outbox",
    "payments",
    "questionnaires",
    "reports",
    "reviewing",
    "stamps",
    "upkeep",
]
