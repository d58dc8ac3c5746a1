"""What the secretariat sees of a session on its public page: where it stands and what can be done."""

from typing import Any, NamedTuple

from flask import url_for

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.meetings import policy, rules
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.meetings.tally import PanelFigures, Tally, read_panel_figures
from noress.web.policy import allows


class Panel(NamedTuple):
    """One action that comes next, the others as links."""

    next_label: str | None
    next_url: str | None
    links: list[tuple[str, str]]
    counts: Tally | None
    #: when a waiting update leaves
    leaves_at: Any = None
    over_minutes: int = 0


def panel_for(meeting: Meeting, actor: Actor) -> Panel | None:
    """None for those who have no work here; whoever leads the body sees the answers."""
    if not policy.can_see_answers(actor, meeting):
        return None
    now = clock.now()
    figures = read_panel_figures(meeting, reminded_before=now - rules.AT_MOST_EVERY)
    is_convened = meeting.state is not MeetingState.DRAFT
    counts = figures.tally if is_convened else None
    label, url = _next(meeting, actor, figures, is_coming=meeting.takes_answers(now))
    leaves_at = figures.leaves_at if is_convened else None
    return Panel(
        label,
        url,
        [link for link in _links(meeting, actor, figures) if link[0] != label],
        counts,
        leaves_at,
        _over(meeting, figures.agenda_minutes),
    )


def _next(
    meeting: Meeting, actor: Actor, figures: PanelFigures, *, is_coming: bool
) -> tuple[str | None, str | None]:
    """The one thing to do now: convene, then the letters to the heads, then those who are silent."""
    if meeting.state is MeetingState.DRAFT:
        if not allows(actor, P.MEETING_CONVENE, meeting):
            return None, None
        return _("Préparer la convocation"), url_for("meetings.convene", meeting_id=meeting.id)
    if not figures.tally.invited:
        return None, None
    if is_coming and allows(actor, P.LETTER_MANAGE, meeting) and (label := _letters_label(figures)):
        return label, url_for("letters.departures", meeting_id=meeting.id)
    if is_coming and figures.late and allows(actor, P.INVITATION_MANAGE, meeting):
        return _remind_label(figures.late), url_for("meetings.remind", meeting_id=meeting.id)
    return _("Voir les réponses"), url_for("meetings.answers", meeting_id=meeting.id)


def _letters_label(figures: PanelFigures) -> str | None:
    """What is left to do with the letters; None when all have left, or when no institution is convened."""
    if figures.letters_to_send:
        return ngettext(
            "Faire partir %(num)s lettre", "Faire partir les %(num)s lettres", figures.letters_to_send
        )
    if not figures.has_letters and figures.tally.institution_count:
        return _("Préparer les lettres aux responsables")
    return None


def _remind_label(late: int) -> str:
    return ngettext("Relancer %(num)s sans réponse", "Relancer les %(num)s sans réponse", late)


def _points_label(waiting: int) -> str:
    if not waiting:
        return _("Points proposés")
    return ngettext("Points proposés (%(num)s en attente)", "Points proposés (%(num)s en attente)", waiting)


def _links(meeting: Meeting, actor: Actor, figures: PanelFigures) -> list[tuple[str, str]]:
    waiting, has_letters = figures.waiting_items, figures.has_letters
    is_draft = meeting.state is MeetingState.DRAFT
    is_alive = is_draft or meeting.state is MeetingState.CONVENED
    is_coming = meeting.takes_answers(clock.now())
    is_over = meeting.state in {MeetingState.HELD, MeetingState.CLOSED}
    rows: list[tuple[bool, P, Any, str]] = [
        (is_draft or is_coming, P.MEETING_EDIT, _("Modifier"), "meetings.edit"),
        (is_alive, P.MEETING_EDIT, _("Ordre du jour"), "meetings.agenda"),
        (is_alive, P.BACKLOG_MANAGE, _points_label(waiting), "backlog.of_meeting"),
        (is_over, P.MEETING_EDIT, _("Reporter des points"), "backlog.carry"),
        (is_alive, P.MEETING_EDIT, _("Documents"), "meetings.documents"),
        (is_alive, P.INVITATION_MANAGE, _("Personnes invitées"), "meetings.invitees"),
        (not is_draft, P.MEETING_ANSWERS, _("Réponses"), "meetings.answers"),
        (is_coming and figures.late > 0, P.INVITATION_MANAGE, _remind_label(figures.late), "meetings.remind"),
        (is_alive or has_letters, P.LETTER_MANAGE, _("Lettre officielle"), "letters.departures"),
        (not is_draft, P.ATTENDANCE_RECORD, _("Présence"), "attendance.index"),
        (is_over, P.DECISION_MANAGE, _("Ajouter une décision"), "decisions.add"),
        (not is_draft, P.MEETING_EDIT, _("Partager"), "meetings.share"),
        (True, P.MEETING_CREATE, _("Dupliquer"), "meetings.duplicate"),
        (True, P.HISTORY_READ, _("Historique"), "meetings.history"),
        (
            is_coming or (is_draft and has_letters),
            P.MEETING_CANCEL,
            _("Annuler la session"),
            "meetings.cancel",
        ),
        (is_draft and not has_letters, P.MEETING_EDIT, _("Supprimer le brouillon"), "meetings.delete"),
    ]
    return [
        (label, url_for(endpoint, meeting_id=meeting.id))
        for is_shown, right, label, endpoint in rows
        if is_shown and allows(actor, right, None if right is P.MEETING_CREATE else meeting)
    ]


def _over(meeting: Meeting, planned: int) -> int:
    """By how many minutes the agenda is longer than the session."""
    length = rules.length_minutes(meeting)
    return max(0, planned - length) if length is not None else 0
