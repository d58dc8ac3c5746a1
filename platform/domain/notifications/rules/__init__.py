"""What happens to news: told at once or kept for a digest, chosen, stopped."""

from noress.domain.notifications.rules.choosing import choose, frequencies_of, resume, stop
from noress.domain.notifications.rules.sending import DIGESTED, MORNING, last_morning, send_digests, send_news
from noress.domain.notifications.rules.telling import tell

__all__ = [
    "DIGESTED", "MORNING", "choose", "frequencies_of", "last_morning", "resume", "send_digests", "send_news", "stop", "tell",
]  # fmt: skip
