"""What happens to meetings. One file per subject, one name for all: `rules.convene_meeting`..."""

from noress.domain.meetings.rules.answers import answer_invitation, check_can_be_answered

__all__ = ["answer_invitation", "check_can_be_answered"]
