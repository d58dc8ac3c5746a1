"""Items that were not treated go on to a next session; items of an agenda in the making move to another."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.backlog import bp, present
from noress.blueprints.backlog.forms import MOVE, CarryForm, SendForm, key_of
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.backlog import queries, rules
from noress.domain.institutions.models import Body
from noress.domain.meetings import wording
from noress.domain.meetings.models import AgendaItem, ItemOrigin, Meeting
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt

BACKLOG = "attente-"
#: the next session has its own
_USUAL = frozenset({ItemOrigin.APPROVAL, ItemOrigin.FOLLOW_UP})


@bp.route("/sessions/<int:meeting_id>/reporter-des-points", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=Meeting)
def carry(meeting: Meeting) -> Any:
    """From a session that is over: those of which its record says nothing are ticked."""
    rules.check_can_carry(meeting, now=clock.now())
    rows = db.session.execute(queries.list_items_to_carry(meeting.id)).all()
    form = CarryForm()
    form.items.choices = [
        SelectChoice(item.id, str(item.title)) for item, _written, is_carried in rows if not is_carried
    ]
    form.target.choices = _targets(meeting)
    if request.method == "GET":
        form.items.data = [
            item.id for item, written, is_carried in rows
            if not written and not is_carried and item.origin not in _USUAL
        ]  # fmt: skip
    tried = attempt(form, lambda: _carry(meeting, form))
    if tried.status:
        page = render_template(
            "backlog/carry.html", meeting=meeting, title=wording.title(meeting), form=form,
            carried=[item for item, _written, is_carried in rows if is_carried],
        )  # fmt: skip
        return page, tried.status
    count, target = tried.made
    db.session.commit()
    said = ngettext("%(num)s point est reporté.", "%(num)s points sont reportés.", count)
    if isinstance(target, Body):
        say(_("%(said)s Il attend une prochaine session de l'instance.", said=said))
        return redirect(url_for(".of_body", body_id=target.id), 303)
    say(said)
    return redirect(url_for("meetings.agenda", meeting_id=target.id), 303)


def _carry(meeting: Meeting, form: CarryForm) -> tuple[int, Meeting | Body]:
    target = _target(form.target.data)
    count = rules.carry_items(
        meeting=meeting, item_ids=form.items.data or [], target=target, with_documents=bool(form.with_documents.data),
        actor=current_actor(), now=clock.now(),
    )  # fmt: skip
    return count, target


def _targets(meeting: Meeting) -> list[SelectChoice]:
    """The next sessions of its bodies, then their backlog."""
    ids = [body.id for body in meeting.bodies]
    coming = db.session.scalars(queries.list_open_meetings(ids, clock.now(), except_id=meeting.id)).all()
    return [
        *(SelectChoice(str(one.id), present.session_words(one)) for one in coming),
        *(
            SelectChoice(f"{BACKLOG}{body.id}", _("en attente : %(body)s", body=body.name))
            for body in meeting.bodies
        ),
    ]


def _target(raw: str | None) -> Meeting | Body:
    """What was chosen; the rule says whether it suits."""
    text = raw or ""
    model: Any = Body if text.startswith(BACKLOG) else Meeting
    found: Meeting | Body | None = db.session.get(model, key_of(text.removeprefix(BACKLOG)))
    if found is None:
        message = _("Choisissez une session à venir, ou l'attente, d'une instance de cette session.")
        raise RuleError("unknown_target", message, field="target")
    return found


@bp.route("/sessions/points/<int:agenda_item_id>/transferer", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=AgendaItem)
def send(item: AgendaItem) -> Any:
    """From an agenda in the making to another one: moved, or copied."""
    now, meeting = clock.now(), item.meeting
    rules.check_can_send(item, now=now)
    ids = [body.id for body in meeting.bodies]
    coming = db.session.scalars(queries.list_open_meetings(ids, now, except_id=meeting.id)).all()
    form = SendForm(data={"how": MOVE, "with_documents": True})
    form.target.choices = [SelectChoice(str(one.id), present.session_words(one)) for one in coming]
    tried = attempt(form, lambda: _send(item, form))
    if tried.status:
        page = render_template(
            "backlog/send.html", item=item, meeting=meeting, title=wording.title(meeting), form=form
        )
        return page, tried.status
    target = tried.made.meeting_id
    db.session.commit()
    say(_("Le point est à la fin de cet ordre du jour."))
    return redirect(url_for("meetings.agenda", meeting_id=target, _anchor=f"point-{tried.made.id}"), 303)


def _send(item: AgendaItem, form: SendForm) -> AgendaItem:
    target = _target(form.target.data)
    if isinstance(target, Body):
        message = _("Choisissez une session à venir, ou l'attente, d'une instance de cette session.")
        raise RuleError("unknown_target", message, field="target")
    return rules.send_item(
        item=item, target=target, is_move=form.how.data == MOVE, with_documents=bool(form.with_documents.data),
        actor=current_actor(), now=clock.now(),
    )  # fmt: skip
