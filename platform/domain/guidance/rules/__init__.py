"""What happens to searches, requests for contact and proposals of mutual aid."""

from noress.domain.guidance.rules.aid import lapse_matches, propose_matches, settle_match
from noress.domain.guidance.rules.contact import close_request, send_request, write_message
from noress.domain.guidance.rules.following import follow_requests
from noress.domain.guidance.rules.searching import note_search

__all__ = [
    "close_request", "follow_requests", "lapse_matches", "note_search", "propose_matches", "send_request",
    "settle_match", "write_message",
]  # fmt: skip
