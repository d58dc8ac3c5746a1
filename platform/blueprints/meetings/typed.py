"""From what was typed to what rules receive, and back for forms."""

from datetime import datetime
from typing import Any

from noress.blueprints.meetings.forms import AgendaItemForm, GuestForm, MeetingForm, UploadMixin
from noress.core.i18n import Translated
from noress.domain.meetings.cutoff import HOUR
from noress.domain.meetings.models import AgendaKind, MeetingType
from noress.domain.meetings.rules import GuestValues, ItemValues, MeetingValues, Upload


def meeting_values(form: MeetingForm) -> MeetingValues | None:
    """What was typed; None while a date, an hour or the type is missing."""
    if not (form.date.data and form.starts.data and form.ends.data and form.type.data in set(MeetingType)):
        return None
    return MeetingValues(
        type=MeetingType(form.type.data), theme=_pair(form, "theme"), introduction=_pair(form, "introduction"),
        starts_wall=datetime.combine(form.date.data, form.starts.data),
        ends_wall=datetime.combine(form.date.data, form.ends.data),
        body_ids=frozenset(form.bodies.data or []), place=_pair(form, "place"),
        place_hints=_pair(form, "place_hints"), online_url=form.online_url.data or None,
        proposals_until_wall=_cutoff(form),
    )  # fmt: skip


def _cutoff(form: MeetingForm) -> datetime | None:
    """Said by its day; its hour is the usual one unless it is said too."""
    if form.proposals_date.data is None:
        return None
    return datetime.combine(form.proposals_date.data, form.proposals_time.data or HOUR)


def meeting_fields(values: MeetingValues, version: int) -> dict[str, Any]:
    return {
        "version": version, "type": values.type.value, "bodies": sorted(values.body_ids),
        "date": values.starts_wall.date(), "starts": values.starts_wall.time(), "ends": values.ends_wall.time(),
        "online_url": values.online_url or "",
        "proposals_date": values.proposals_until_wall.date() if values.proposals_until_wall else None,
        "proposals_time": values.proposals_until_wall.time() if values.proposals_until_wall else None,
        **_unpair("theme", values.theme), **_unpair("introduction", values.introduction),
        **_unpair("place", values.place), **_unpair("place_hints", values.place_hints),
    }  # fmt: skip


def item_values(form: AgendaItemForm) -> ItemValues:
    return ItemValues(
        kind=AgendaKind(form.kind.data), title=_pair(form, "title"), minutes=form.minutes.data or 0,
        note=_pair(form, "note"), presenter=form.presenter.data or None,
        is_internal=bool(form.is_internal.data),
    )  # fmt: skip


def item_fields(values: ItemValues, version: int) -> dict[str, Any]:
    return {
        "version": version, "kind": values.kind.value, "minutes": values.minutes,
        "presenter": values.presenter or "", "is_internal": values.is_internal, **_unpair("title", values.title), **_unpair("note", values.note),
    }  # fmt: skip


def guest_values(form: GuestForm) -> GuestValues:
    return GuestValues(
        form.name.data or "", form.organisation.data or None, form.email.data or None, form.language.data
    )


def upload(form: UploadMixin) -> Upload | None:
    """The file sent with the form, if any."""
    if not form.has_file:
        return None
    sent = form.file.data
    return Upload(sent.filename, sent.stream, form.file_title.data or "", bool(form.is_public.data))


def _pair(form: Any, name: str) -> Translated:
    """The two fields of a text in French and Arabic."""
    return Translated({code: form[f"{name}_{code}"].data or "" for code in ("fr", "ar")})


def _unpair(name: str, texts: Translated) -> dict[str, str]:
    return {f"{name}_{code}": texts.get(code, "") for code in ("fr", "ar")}
