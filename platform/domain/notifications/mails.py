"""The mails of news: at once, and the digest. Each says whose account, for which institution and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

from noress.core import formats, links
from noress.core.i18n import in_language
from noress.domain.notifications.models import DigestItem, Topic
from noress.domain.outbox.rules import Mail

#: of one subject, in one mail; the pages hold the rest
SHOWN = 30


class Box(NamedTuple):
    """What a mail needs to know of whoever gets it (mailboxes.py), and the links that stop it."""

    address: str
    language: str
    name: str
    places: tuple[str, ...]
    digest: str
    person_id: int | None
    #: {subject, or None for all: link}
    stops: dict[Topic | None, str]


def news(box: Box, topic: Topic, items: Sequence[DigestItem], *, key: str) -> Mail:
    """What has just happened."""
    with in_language(box.language):
        values = {**_lines(items), "topic": str(topic.label), **footer_values(box, topic)}
    return Mail(
        template="news", key=f"{key}:{box.digest}", values=values, stop_url=box.stops[topic], **_to(box)
    )


def digest(box: Box, items: Iterable[DigestItem], *, frequencies: set[str], day: datetime) -> Mail:
    """What happened since the last one, by subject."""
    by_topic: dict[Topic, list[DigestItem]] = {}
    for item in items:
        by_topic.setdefault(item.topic, []).append(item)
    with in_language(box.language):
        sections = [
            {"label": str(topic.label), "stop_url": box.stops[topic], **_lines(by_topic[topic])}
            for topic in Topic
            if topic in by_topic
        ]
        values = {
            "sections": sections, "count": sum(len(found) for found in by_topic.values()),
            "day": formats.date_words(day), "is_weekly": frequencies == {"weekly"}, **footer_values(box, None),
        }  # fmt: skip
    return Mail(
        template="digest", key=f"digest:{day:%Y-%m-%d}:{box.digest}", values=values, stop_url=box.stops[None],
        **_to(box),
    )  # fmt: skip


def footer_values(box: Box, topic: Topic | None) -> dict[str, Any]:
    """What every optional mail ends with, in the current language."""
    return {
        "institution": " · ".join(box.places) or None, "stop_url": box.stops[topic],
        "stop_topic": str(topic.label) if topic is not None else None,
        "choices_url": links.to("notifications.edit"),
    }  # fmt: skip


def _lines(items: Sequence[DigestItem]) -> dict[str, Any]:
    """Each piece of news once, in the current language; how many more there are."""
    home = links.to("public.home")
    lines = list(dict.fromkeys((str(item.title), urljoin(home, item.path)) for item in items))
    return {"lines": lines[:SHOWN], "more": max(0, len(lines) - SHOWN)}


def _to(box: Box) -> dict[str, Any]:
    return {
        "to_address": box.address,
        "to_name": box.name,
        "language": box.language,
        "person_id": box.person_id,
    }
