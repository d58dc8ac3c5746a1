"""What happens to searches, requests for contact and proposals of mutual aid."""

from noress.domain.guidance.rules.aid import lapse_matches, propose_matches, settle_match, takers_of_week
from noress.domain.guidance.rules.contact import close_request, send_request, write_message
from noress.domain.guidance.rules.following import follow_requests
from noress.domain.guidance.rules.searching import note_search
from noress.domain.guidance.rules.voices import give_voice, remove_voice

__all__ = [
    "close_request",
    "follow_requests",
    "give_voice",
    "lapse_matches",
    "note_search",
    "propose_matches",
    "remove_voice",
    "send_request",
    "settle_match",
    "takers_of_week",
    "write_message",
]  # fmt: skip
