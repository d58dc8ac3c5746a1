"""Messages shown once on the next page; visitors of public pages have none and get no cookie."""

from typing import Any

from flask import flash, get_flashed_messages, session


def say(text: Any, kind: str = "success") -> None:
    """Show a sentence on the next page: what happened, and what happens next."""
    flash(str(text), kind)


def flashes() -> list[tuple[str, str]]:
    if "_flashes" not in session:
        return []
    pairs: Any = get_flashed_messages(with_categories=True)
    return [(str(kind), str(text)) for kind, text in pairs]
