"""What whoever takes a seat over finds, in their language, for the one mail that lists it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, ngettext
from noress.domain.accounts.identity import build_actor
from noress.domain.actions import queries as actions
from noress.domain.actions import wording as action_wording
from noress.domain.actions.models import Action
from noress.domain.backlog.models import ProposedItem
from noress.domain.duties import Duty, list_duties
from noress.domain.institutions.mails import Line, Section
from noress.domain.institutions.models import Mandate, Seat
from noress.extensions import db

#: of one kind, in the mail; the pages hold the rest
SHOWN = 15
#: told in a section of their own
ELSEWHERE = frozenset({"answer", "action.report", "draft"})


def list_sections(
    seat: Seat, successor: Seat, *, mandates: Sequence[Mandate], proposals: Sequence[ProposedItem], drafts: int,
    now: datetime,
) -> list[Section]:  # fmt: skip
    """Everything that the newcomer finds, in their language: what passes with the seat, what stays with the
    institution and is theirs to follow now, and their list of things to do."""
    db.session.flush()  # duties are read as they are now
    db.session.expire(successor, ["institution", "person"])
    acting = build_actor(successor.person, seat=successor, now=now, method="system")
    query = actions.list_actions_of_institution(successor.institution_id, only_open=True)
    open_actions = db.session.scalars(query.limit(SHOWN + 1)).all()
    with in_language(successor.person.language):
        duties = [duty for duty in list_duties(acting, now=now) if duty.kind not in ELSEWHERE]
        found = [
            _section(_("Places dans les instances"), [_place(one) for one in mandates]),
            _section(_("À faire"), [_duty(duty) for duty in duties], more_url=links.to("duties.index")),
            _section(
                _("Actions ouvertes de votre institution"), [_action(one, now) for one in open_actions],
                more_url=links.to("actions.index"),
            ),
            _section(_("Points proposés pour un ordre du jour"), [_proposal(one) for one in proposals]),
            _section(_("Brouillons commencés"), _drafts(drafts)),
        ]  # fmt: skip
    return [section for section in found if section.lines]


def _section(title: str, lines: Iterable[Line], more_url: str = "") -> Section:
    every = list(lines)
    return Section(title, every[:SHOWN], more_url if len(every) > SHOWN else "")


def _place(mandate: Mandate) -> Line:
    body = str(mandate.body.name)
    return Line(body, str(mandate.role.label), links.to("public.body", body_id=mandate.body_id))


def _duty(duty: Duty) -> Line:
    until = _("avant le %(date)s", date=formats.datetime_words(duty.deadline)) if duty.deadline else ""
    detail = " · ".join(part for part in (duty.detail, until) if part)
    return Line(duty.title, detail, links.to(duty.endpoint, **duty.values))


def _action(action: Action, now: datetime) -> Line:
    due = action_wording.due_words(action_wording.due_of(action))
    late = action_wording.late_words(action, now)
    title = _("%(number)s : %(what)s", number=action.number, what=action_wording.title_of(action))
    return Line(title, f"{due} ({late})" if late else due, links.to("actions.show", action_id=action.id))


def _proposal(item: ProposedItem) -> Line:
    return Line(str(item.title), str(item.state.label), links.to("public.body", body_id=item.body_id))


def _drafts(count: int) -> list[Line]:
    if not count:
        return []
    title = ngettext("%(num)s brouillon à finir", "%(num)s brouillons à finir", count)
    return [Line(title, _("Commencés par votre prédécesseur, pas envoyés."), links.to("drafts.index"))]
