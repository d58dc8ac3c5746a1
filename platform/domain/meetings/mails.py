"""The mails of a meeting: pure functions from a meeting and a mailbox to a `Mail`."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from noress.core import formats, icalendar_build, links
from noress.core.folding import fold_address
from noress.core.i18n import Translated, in_language
from noress.core.i18n import gettext as _
from noress.core.icalendar_build import CalendarAttendee
from noress.core.icalendar_text import mailto
from noress.core.names import called
from noress.domain.meetings import wording
from noress.domain.meetings.calendar import PARTSTAT, build_event
from noress.domain.meetings.models import AgendaItem, Answer, Invitation, Meeting
from noress.domain.outbox.rules import Mail

if TYPE_CHECKING:
    from noress.domain.institutions.models import Seat

PURPOSE = "answer"
#: a change of one of these must reach everybody who was convened
TOLD = ("theme", "starts_wall", "ends_wall", "place", "online_url")


class Place(NamedTuple):
    """One seat, or guest, that a mailbox stands for, with its own link."""

    label: str
    url: str
    answer: Answer = Answer.NONE


class Mailbox(NamedTuple):
    """One address, in one language, and every invitation that it stands for."""

    address: str
    language: str
    name: str
    places: tuple[Place, ...]
    invitations: tuple[Invitation, ...] = ()
    person_id: int | None = None
    is_guest: bool = False
    #: in whose name it was written to before, when it stands for nothing any more
    former: str = ""

    @property
    def institution(self) -> str:
        """In whose name it is written to; a guest without organisation comes for nobody else."""
        known = [one.seat is not None or bool(one.guest_organisation) for one in self.invitations]
        named = [place.label for number, place in enumerate(self.places) if not known or known[number]]
        return " · ".join(named) or self.former

    @property
    def digest(self) -> str:
        """The address within keys: short, and not readable in a Message-ID."""
        return hashlib.sha256(f"{fold_address(self.address)} {self.language}".encode()).hexdigest()[:16]


def address_of(invitation: Invitation) -> str:
    """Where its mails go; empty when the person must be phoned, or speaks for nobody any more."""
    if invitation.seat is None:
        return usable_address(invitation.guest_email)
    return usable_address(invitation.seat.person.email) if invitation.seat.closed_at is None else ""


def usable_address(address: str | None) -> str:
    """The address, or nothing when no calendar and no mail can carry it."""
    return address if address and mailto(address) else ""


def language_of(invitation: Invitation) -> str:
    return invitation.seat.person.language if invitation.seat is not None else invitation.guest_language


def name_of(invitation: Invitation) -> str:
    """As its mails greet the person: in Arabic letters for those who read Arabic, when they are known."""
    return invitation.seat.person.own_name if invitation.seat is not None else invitation.guest_name or ""


def shown_name_of(invitation: Invitation) -> str:
    """As pages call the person, in the reader's language."""
    return invitation.seat.person.shown_name if invitation.seat is not None else called(invitation.guest_name)


def label_of(invitation: Invitation) -> str:
    """In whose name somebody is invited: "Institution 12, titulaire", or a guest's organisation."""
    if invitation.seat is not None and invitation.institution is not None:
        return _("%(name)s, %(kind)s", name=invitation.institution.name, kind=invitation.seat.kind.label)
    return invitation.guest_organisation or _("personne invitée")


def label_of_seat(seat: "Seat") -> str:
    return _("%(name)s, %(kind)s", name=seat.institution.name, kind=seat.kind.label)


def mailbox_of_seat(seat: "Seat") -> Mailbox:
    """The mailbox of a person who left a seat; it stands for nothing any more."""
    person = seat.person
    address = usable_address(person.email)
    with in_language(person.language):
        former = label_of_seat(seat)
    return Mailbox(address, person.language, person.own_name, (), person_id=person.id, former=former)


def answer_url(invitation: Invitation) -> str:
    """The page behind the mailed link; opening it changes nothing."""
    return links.to(
        "public.invitation", token=links.token(PURPOSE, invitation.id, invitation.link_generation)
    )


def group_by_mailbox(invitations: Iterable[Invitation]) -> list[Mailbox]:
    """One mailbox per address and language, in the order received; those to be phoned are left out."""
    groups: dict[tuple[str, str], list[Invitation]] = {}
    for invitation in invitations:
        address = address_of(invitation)
        if address:
            groups.setdefault((fold_address(address), language_of(invitation)), []).append(invitation)
    return [_mailbox(language, found) for (_address, language), found in groups.items()]


def _mailbox(language: str, found: list[Invitation]) -> Mailbox:
    first = found[0]
    names = list(dict.fromkeys(name_of(invitation) for invitation in found))
    with in_language(language):
        places = tuple(Place(_label(invitation, len(names)), answer_url(invitation), invitation.answer)
                       for invitation in found)  # fmt: skip
    return Mailbox(
        address=address_of(first), language=language, name=names[0] if len(names) == 1 else "", places=places,
        invitations=tuple(found), person_id=first.seat.person_id if first.seat and len(names) == 1 else None,
        is_guest=all(invitation.seat is None for invitation in found),
    )  # fmt: skip


def _label(invitation: Invitation, names: int) -> str:
    """A mailbox read by several people says whose invitation is whose."""
    if names == 1:
        return label_of(invitation)
    return _("%(person)s (%(place)s)", person=name_of(invitation), place=label_of(invitation))


# --- the mails ---------------------------------------------------------------------------------------


def convocation(meeting: Meeting, mailbox: Mailbox, *, now: datetime, key: str) -> Mail:
    """The convocation, or a guest's invitation, with the iTIP REQUEST."""
    return _request_mail("convocation", meeting, mailbox, now=now, key=key)


def meeting_update(
    meeting: Meeting, mailbox: Mailbox, before: Mapping[str, Any], *, now: datetime, leaves_at: datetime
) -> Mail:
    """What changed, in words, since the mailbox was last told; replaces an update still waiting."""
    with in_language(mailbox.language):
        changes = change_rows(meeting, before)
    return _request_mail(
        "meeting_update", meeting, mailbox, now=now, not_before=leaves_at, values={"changes": changes},
        key=f"update:{meeting.id}:{meeting.sequence}:{mailbox.digest}", merge_key=merge_key(meeting, mailbox),
    )  # fmt: skip


def meeting_cancelled(meeting: Meeting, mailbox: Mailbox, *, now: datetime) -> Mail:
    """The meeting is off: CANCEL with STATUS:CANCELLED."""
    return Mail(
        template="meeting_cancelled", key=f"cancelled:{meeting.id}:{mailbox.digest}",
        merge_key=merge_key(meeting, mailbox), values=_values(meeting, mailbox),
        calendar=icalendar_build.cancel(_event(meeting, mailbox, now), meeting_off=True), calendar_method="CANCEL",
        **_to(meeting, mailbox),
    )  # fmt: skip


def invitation_removed(meeting: Meeting, mailbox: Mailbox, *, now: datetime, is_last: bool = True) -> Mail:
    """Nobody behind this mailbox is invited any more: CANCEL for this attendee only, unless the address still
    stands for somebody in another language, whose calendar keeps the meeting."""
    mail = Mail(
        template="invitation_removed", key=f"removed:{meeting.id}:{meeting.sequence}:{mailbox.digest}",
        merge_key=merge_key(meeting, mailbox), values=_values(meeting, mailbox), **_to(meeting, mailbox),
    )  # fmt: skip
    if not is_last:
        return mail
    text = icalendar_build.cancel(_event(meeting, mailbox, now), meeting_off=False)
    return replace(mail, calendar=text, calendar_method="CANCEL")


def places_changed(
    meeting: Meeting, mailbox: Mailbox, before: Mapping[str, Any], *, removed: Iterable[str] = (),
    added: Iterable[str] = (), now: datetime,
) -> Mail:  # fmt: skip
    """The mailbox loses or gains places beside those it keeps; says as well what an update still waiting said."""
    with in_language(mailbox.language):
        values = {"changes": change_rows(meeting, before), "removed": list(removed), "added": list(added)}
    newest = max((place.id, place.link_generation) for place in mailbox.invitations)
    state = f"{meeting.sequence}:{len(mailbox.places)}:{newest[0]}.{newest[1]}"
    return _request_mail(
        "meeting_update", meeting, mailbox, now=now, values=values, merge_key=merge_key(meeting, mailbox),
        key=f"places:{meeting.id}:{state}:{mailbox.digest}",
    )  # fmt: skip


def meeting_soon(meeting: Meeting, mailbox: Mailbox, *, now: datetime) -> Mail:
    """The day before, to those who come: hour, place, link, once for the time that was agreed."""
    key = f"soon:{meeting.id}:{meeting.starts_wall:%Y%m%d%H%M}:{mailbox.digest}"
    return _request_mail("meeting_soon", meeting, mailbox, now=now, key=key)


def reminder(meeting: Meeting, mailbox: Mailbox, *, note: str = "") -> Mail:
    """An answer is still expected, with a word of the secretariat's own if it wrote one; the calendar part left
    with the convocation."""
    count = max(invitation.reminders for invitation in mailbox.invitations)
    ids = min(invitation.id for invitation in mailbox.invitations)
    return Mail(
        template="reminder", key=f"reminder:{meeting.id}:{ids}:{count}:{mailbox.digest}",
        values={**_values(meeting, mailbox), "note": note}, **_to(meeting, mailbox),
    )  # fmt: skip


def merge_key(meeting: Meeting, mailbox: Mailbox) -> str:
    """Only the newest waiting state of a meeting leaves for a mailbox."""
    return f"meeting:{meeting.id}:{mailbox.digest}"


def change_rows(meeting: Meeting, before: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(label, before, after) in the current language; hours and day are told together."""
    rows: list[tuple[str, str, str]] = []
    if "theme" in before and before["theme"] != meeting.theme:
        rows.append((_("Thème"), str(before["theme"]), str(meeting.theme)))
    starts, ends = before.get("starts_wall", meeting.starts_wall), before.get("ends_wall", meeting.ends_wall)
    if starts.date() != meeting.starts_wall.date():
        rows.append((_("Date"), formats.date_words(starts), formats.date_words(meeting.starts_wall)))
    if (starts.time(), ends and ends.time()) != (
        meeting.starts_wall.time(), meeting.ends_wall and meeting.ends_wall.time()
    ):  # fmt: skip
        after = wording.hours(meeting.starts_wall, meeting.ends_wall)
        rows.append((_("Heure"), wording.hours(starts, ends), after))
    if "place" in before and Translated(before["place"]) != Translated(meeting.place):
        rows.append((_("Lieu"), str(Translated(before["place"])), str(Translated(meeting.place))))
    if "online_url" in before and before["online_url"] != meeting.online_url:
        rows.append((_("Lien en ligne"), before["online_url"] or "", meeting.online_url or ""))
    return rows


# --- what they share ---------------------------------------------------------------------------------


def _request_mail(
    template: str, meeting: Meeting, mailbox: Mailbox, *, now: datetime, key: str,
    merge_key: str | None = None, not_before: datetime | None = None, values: dict[str, Any] | None = None,
) -> Mail:  # fmt: skip
    return Mail(
        template=template, key=key, merge_key=merge_key, not_before=not_before,
        values={**_values(meeting, mailbox), **(values or {})},
        calendar=icalendar_build.request(_event(meeting, mailbox, now)), calendar_method="REQUEST",
        **_to(meeting, mailbox),
    )  # fmt: skip


def _to(meeting: Meeting, mailbox: Mailbox) -> dict[str, Any]:
    return {
        "to_address": mailbox.address, "to_name": mailbox.name, "language": mailbox.language,
        "person_id": mailbox.person_id, "about": ("meeting", meeting.id),
    }  # fmt: skip


def _event(meeting: Meeting, mailbox: Mailbox, now: datetime) -> icalendar_build.CalendarEvent:
    answers = {place.answer for place in mailbox.places}
    attendee = CalendarAttendee(
        email=mailbox.address, name=mailbox.name or mailbox.address, language=mailbox.language,
        partstat=PARTSTAT[answers.pop()] if len(answers) == 1 else "NEEDS-ACTION",
    )  # fmt: skip
    return build_event(meeting, language=mailbox.language, attendees=(attendee,), now=now)


def _values(meeting: Meeting, mailbox: Mailbox) -> dict[str, Any]:
    """The meeting as plain texts in the mailbox's language; guests are told nothing of internal items."""
    hidden = {item.id for item in meeting.agenda if item.is_internal and mailbox.is_guest}
    with in_language(mailbox.language):
        texts = {
            "type_label": str(meeting.type.label), "title": wording.title(meeting),
            "when": wording.when(meeting), "where": wording.where(meeting),
            "day": formats.date_short(meeting.starts_wall),
            "hints": str(meeting.place_hints or ""), "online_url": meeting.online_url or "",
            "introduction": str(meeting.introduction or ""), "reference": meeting.reference or "",
            "reason": str(meeting.cancel_reason or ""),
            "agenda": [
                (_item_title(item), str(item.kind.label), formats.minutes_words(item.minutes))
                for item in meeting.agenda
                if item.id not in hidden
            ],
            "documents": len(
                [d for d in meeting.documents if d.removed_at is None and d.agenda_item_id not in hidden]
            ),
            "bodies": formats.listed(body.name for body in meeting.bodies),
            "places": [(place.label, place.url) for place in mailbox.places],
            "institution": mailbox.institution, "is_guest": mailbox.is_guest, "page_url": links.to("public.session", meeting_id=meeting.id),
        }  # fmt: skip
    return {**texts, "v": texts}


def _item_title(item: AgendaItem) -> str:
    return _("%(title)s (interne)", title=item.title) if item.is_internal else str(item.title)
