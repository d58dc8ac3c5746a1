"""What happens in a campaign."""

from noress.domain.campaigns.rules.calling import draw_round, record_call
from noress.domain.campaigns.rules.declining import decline
from noress.domain.campaigns.rules.following import take_in_answers
from noress.domain.campaigns.rules.forgetting import forget_silent
from noress.domain.campaigns.rules.holding import hold_junk
from noress.domain.campaigns.rules.importing import import_participants, preview_import
from noress.domain.campaigns.rules.inviting import list_to_invite, send_invitations
from noress.domain.campaigns.rules.joining import (
    close_link,
    join_by_link,
    open_link,
    open_links_of_members,
    renew_link,
)
from noress.domain.campaigns.rules.participants import (
    LooksTheSame,
    Structure,
    add_members,
    add_participant,
    edit_participant,
)
from noress.domain.campaigns.rules.relaying import Contact, name_passer, pass_on
from noress.domain.campaigns.rules.reminding import list_to_remind, remind_unfinished
from noress.domain.campaigns.rules.running import (
    close_campaign,
    create_campaign,
    edit_campaign,
    open_campaign,
    reopen_campaign,
)
from noress.domain.campaigns.rules.taking_part import join
from noress.domain.campaigns.rules.targets import set_targets
from noress.domain.campaigns.rules.thanking import thank_passer

__all__ = [
    "Contact",
    "LooksTheSame",
    "Structure",
    "add_members",
    "add_participant",
    "close_campaign",
    "close_link",
    "create_campaign",
    "decline",
    "draw_round",
    "edit_campaign",
    "edit_participant",
    "forget_silent",
    "hold_junk",
    "import_participants",
    "join",
    "join_by_link",
    "list_to_invite",
    "list_to_remind",
    "name_passer",
    "open_campaign",
    "open_link",
    "open_links_of_members",
    "pass_on",
    "preview_import",
    "record_call",
    "remind_unfinished",
    "renew_link",
    "reopen_campaign",
    "send_invitations",
    "set_targets",
    "take_in_answers",
    "thank_passer",
]
