"""The only clock of the platform, and Morocco's wall time.

Morocco has been permanently at UTC+0 since 2026-09-20 (tzdata 2026c). Python prefers the system's
zone files, often older than the `tzdata` package: the first thing this module does is to forget them.
"""

import zoneinfo
from datetime import UTC, date, datetime, timedelta

zoneinfo.reset_tzpath(to=[])

MOROCCO = "Africa/Casablanca"


class ZoneDataError(RuntimeError):
    """The zone data at hand is older than Morocco's change of 2026-09-20."""


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def zone(name: str = MOROCCO) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


def to_utc(wall: datetime, name: str = MOROCCO) -> datetime:
    """The instant at which clocks of the zone show this wall time (naive)."""
    return wall.replace(tzinfo=zone(name)).astimezone(UTC)


def to_wall(instant: datetime, name: str = MOROCCO) -> datetime:
    """What a clock of the zone shows at this instant, naive."""
    return instant.astimezone(zone(name)).replace(tzinfo=None)


def today(instant: datetime | None = None, name: str = MOROCCO) -> date:
    """The date in the zone at this instant (now by default)."""
    return to_wall(instant or now(), name).date()


def check_zone_data(name: str = MOROCCO) -> None:
    """Refuse zone data that is unaware of the permanent UTC+0, or of the Ramadan switch before it."""
    winter_2026 = datetime(2026, 12, 1, 12, tzinfo=zone(name)).utcoffset()
    january_2026 = datetime(2026, 1, 15, 12, tzinfo=zone(name)).utcoffset()
    if name == MOROCCO and (winter_2026 != timedelta(0) or january_2026 != timedelta(hours=1)):
        raise ZoneDataError(
            "Zone data is too old: it does not know that Morocco stays at UTC+0 from 2026-09-20. "
            "Install tzdata 2026.6 or later (pip install -U tzdata)."
        )
