"""Writing the record: blocks under each item, each saved on its own, while typing or by its button."""

import re
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.minutes import bp, typed
from noress.blueprints.minutes.forms import BlockForm, HeadingForm
from noress.blueprints.minutes.fragments import sections_of
from noress.blueprints.minutes.lines import left_for, read_agenda, read_blocks
from noress.blueprints.minutes.reading import by_axis, minutes_of
from noress.blueprints.minutes.summary import STATE_KINDS, steps_of
from noress.core import clock, formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import queries, rules
from noress.domain.minutes.models import BlockKind, Minutes, MinutesBlock
from noress.domain.minutes.owners import Owners
from noress.domain.minutes.values import BlockValues
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission
from noress.web.public_cache import kept

#: a block has some thirty fields
MOST_FIELDS = 1000
KEY = re.compile(r"[A-Za-z0-9_-]{8,40}")


def begin_page(meeting: Meeting) -> Any:
    """Before the first note: what will be written, and the button; or why not yet."""
    problem = None
    try:
        rules.check_can_begin(meeting, now=clock.now())
    except RuleError as error:
        problem = error.message
    return render_template(
        "minutes/begin.html", meeting=meeting, title=wording.title(meeting), kind=rules.kind_of(meeting),
        problem=problem,
    )  # fmt: skip


@bp.post("/<int:meeting_id>/compte-rendu/commencer")
@permission(P.MINUTES_WRITE, loads=Meeting)
def begin(meeting: Meeting) -> Any:
    """Open the record; the session is then held."""
    minutes = rules.begin_minutes(meeting=meeting, actor=acting.actor(), now=clock.now())
    kind = minutes.kind.label
    db.session.commit()
    say(_("Le %(kind)s est ouvert. Écrivez point par point : tout s'enregistre à mesure.", kind=kind))
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


def writing_page(meeting: Meeting, minutes: Minutes, actor: Actor) -> str:
    """All blocks as forms. A fixed number of queries, and no macro for each block: the page has dozens."""
    agenda = read_agenda(meeting)
    aside = left_for(meeting, agenda)
    blocks = [block for block in read_blocks(minutes) if block.agenda_item_id not in aside]
    has_actions = any(block.kind is BlockKind.ACTION for block in blocks)
    owners: Owners | None = kept("owners of actions", Owners) if has_actions else None
    outcomes = db.session.execute(queries.list_findings_and_proposals(), {"meeting_id": meeting.id}).all()
    now = clock.now()
    return render_template(
        "minutes/write.html", meeting=meeting, minutes=minutes, title=wording.title(meeting),
        sections=sections_of(meeting.id, blocks, agenda, owners, today=clock.today(now)),
        owners=owners.names() if owners else (), outcomes=by_axis(outcomes),
        steps=steps_of(meeting, minutes, actor, now),
        waiting=rules.count_waiting(minutes.id) if minutes.circulated_at else 0,
        takes_corrections=minutes.takes_corrections(now), state_kind=STATE_KINDS[minutes.state],
    )  # fmt: skip


@bp.post("/<int:meeting_id>/compte-rendu/blocs")
@permission(P.MINUTES_WRITE, loads=Meeting)
def add_block(meeting: Meeting) -> Any:
    """A new block at the end of an item."""
    _check_fields()
    minutes = minutes_of(meeting)
    kind = request.form.get("kind", "")
    values = BlockValues(
        BlockKind(kind) if kind in set(BlockKind) else BlockKind.NOTE, typed.posted_text(request.form),
        agenda_item_id=typed.posted_key(request.form.get("agenda_item_id")),
    )  # fmt: skip
    block = rules.add_block(
        minutes=minutes, values=values, client_key=_posted("client_key"), writer=_posted("writer"), actor=acting.actor(),
        now=clock.now(),
    )  # fmt: skip
    number = block.id
    db.session.commit()
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor=f"bloc-{number}"), 303)


@bp.route("/blocs/<int:minutes_block_id>", methods=["GET", "POST"])
@permission(P.MINUTES_WRITE, loads=MinutesBlock)
def edit_block(block: MinutesBlock) -> Any:
    """Save a block, then do what its other buttons say. The script sends the same form and reads JSON."""
    owners = Owners() if _needs_owners(block) else None
    saved = typed.block_fields(BlockValues.of(block), block.version, owners)
    form = BlockForm(data=saved)
    if request.method == "GET":
        return _block_page(block, form)
    if not form.validate_on_submit():
        return _refused(block, form, 422)
    try:
        _check_fields()
        values = typed.block_values(form, block.details or {}, owners)
        result = rules.save_block(
            block=block, values=values, version=form.version.data, writer=_posted("writer"), actor=acting.actor(),
            now=clock.now(),
        )  # fmt: skip
        _then(block)
    except StaleVersion as stale:
        return _stale(block, form, stale, owners)
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _refused(block, form, error.status, state_forbids=error.status == 409)
    answer = _saved_answer(block, result, owners)
    db.session.commit()
    return answer


def _needs_owners(block: MinutesBlock) -> bool:
    return block.kind is BlockKind.ACTION or request.form.get("kind") == "action" or request.method == "GET"


def _then(block: MinutesBlock) -> None:
    """The other buttons of a block's form act once what was typed is kept."""
    asked, now = request.form.get("ensuite"), clock.now()
    if asked in {"monter", "descendre"}:
        rules.move_block(block=block, up=asked == "monter", actor=acting.actor(), now=now)
    elif asked == "retirer":
        rules.remove_block(block=block, actor=acting.actor(), now=now)


def _saved_answer(block: MinutesBlock, result: rules.Saved, owners: Owners | None) -> Any:
    """For the script, what the page must know; else back to the record, at the block."""
    if _wants_json():
        fields = typed.block_fields(BlockValues.of(block), block.version, owners)
        return jsonify(
            version=block.version, merged=result.is_merged,
            saved=_("Enregistré à %(time)s", time=formats.time_words(block.updated_at)),
            fields={name: _plain(value) for name, value in fields.items()} if result.is_merged else None,
            message=_("Quelqu'un d'autre écrivait aussi ici : les deux textes sont réunis.") if result.is_merged else None,
        )  # fmt: skip
    if result.is_merged:
        say(
            _(
                "Enregistré. Quelqu'un d'autre écrivait aussi dans ce bloc : les deux textes sont réunis, relisez."
            )
        )
    elif block.removed_at is not None:
        say(_("Le bloc est retiré. Vous pouvez le rétablir à sa place."))
    else:
        say(_("Le bloc est enregistré."))
    target = url_for(".show", meeting_id=block.minutes.meeting_id, _anchor=f"bloc-{block.id}")
    return redirect(target, 303)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else "" if value is None else value


def _stale(block: MinutesBlock, form: BlockForm, stale: StaleVersion, owners: Owners | None) -> Any:
    """Both texts: the script offers to compare them, which sends the form as without it."""
    if _wants_json():
        return jsonify(error="stale", message=str(stale.message)), 409
    _offer_items(block, form)
    theirs = typed.block_fields(stale.theirs, block.version, owners)
    return _block_page(block, form, stale=stale_fields(form, theirs)), 409


def _refused(block: MinutesBlock, form: BlockForm, status: int, *, state_forbids: bool = False) -> Any:
    """What was typed stays on the page; the script shows the sentence beside the block."""
    if _wants_json():
        errors = [str(error) for error in form.form_errors]
        errors += [str(error) for field in form for error in field.errors]
        return jsonify(error="locked" if state_forbids else "refused", message=" ".join(errors)), status
    return _block_page(block, form), status


def _block_page(block: MinutesBlock, form: BlockForm, *, stale: Any = None) -> str:
    """One block alone: all that can be said of it, both texts after a stale save."""
    meeting = block.minutes.meeting
    _offer_items(block, form)
    return render_template(
        "minutes/block.html", block=block, meeting=meeting, title=wording.title(meeting), form=form, stale=stale,
        owners=Owners().names(), is_open=block.minutes.is_open,
    )  # fmt: skip


def _offer_items(block: MinutesBlock, form: BlockForm) -> None:
    items = db.session.execute(queries.list_item_lines(), {"meeting_id": block.minutes.meeting_id}).all()
    form.agenda_item_id.choices = [
        SelectChoice("", _("avant les points")),
        *(SelectChoice(str(row.id), f"{rank}. {row.title}") for rank, row in enumerate(items, 1)),
    ]


@bp.post("/blocs/<int:minutes_block_id>/retablir")
@permission(P.MINUTES_WRITE, loads=MinutesBlock)
def return_block(block: MinutesBlock) -> Any:
    """Undo a removal."""
    rules.return_block(block=block, actor=acting.actor(), now=clock.now())
    target = url_for(".show", meeting_id=block.minutes.meeting_id, _anchor=f"bloc-{block.id}")
    db.session.commit()
    say(_("Le bloc est rétabli à sa place."))
    return redirect(target, 303)


@bp.route("/<int:meeting_id>/compte-rendu/en-tete", methods=["GET", "POST"])
@permission(P.MINUTES_WRITE, loads=Meeting)
def heading(meeting: Meeting) -> Any:
    """Who chaired and who writes: the two signatures."""
    minutes = minutes_of(meeting)
    saved = {"chaired_by": minutes.chaired_by, "written_by": minutes.written_by, "version": minutes.version}
    form, stale, status = HeadingForm(data=saved), None, 200
    if request.method == "POST" and form.validate_on_submit():
        try:
            rules.edit_heading(
                minutes=minutes, chaired_by=form.chaired_by.data, written_by=form.written_by.data,
                version=form.version.data, actor=acting.actor(), now=clock.now(),
            )  # fmt: skip
            db.session.commit()
        except StaleVersion as error:
            stale, status = stale_fields(form, error.theirs), 409
        except RuleError as error:
            db.session.rollback()
            form.add_error(error)
            status = error.status
        else:
            say(_("L'en-tête est enregistré."))
            return redirect(url_for(".show", meeting_id=meeting.id), 303)
    page = render_template(
        "minutes/heading.html", meeting=meeting, title=wording.title(meeting), form=form, stale=stale
    )
    return page, status if status != 200 or not form.errors else 422


def _check_fields() -> None:
    """A form of ours has some thirty fields; thousands of them are no form of ours."""
    count = sum(len(values) for _name, values in request.form.lists())
    if count > MOST_FIELDS:
        message = _(
            "Ce formulaire a %(count)s champs ; il en prend %(limit)s au plus.",
            count=count,
            limit=MOST_FIELDS,
        )
        raise RuleError("too_many_fields", message, status=413)


def _posted(name: str) -> str | None:
    """A key made by a page of ours; anything else counts as none."""
    value = request.form.get(name, "")
    return value if KEY.fullmatch(value) else None


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
