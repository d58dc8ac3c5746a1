"""What the pages that merge two institutions, two persons, or two entries of the catalogue share."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import abort, render_template, request, url_for
from wtforms import IntegerField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.merging import queries, rules
from noress.domain.merging.rules import MergePlan
from noress.domain.merging.sides import KEPT, OTHER, Side
from noress.domain.merging.wording import counted
from noress.extensions import db
from noress.web import acting
from noress.web.forms import REQUIRED, BaseForm
from noress.web.identity import current_actor
from noress.web.merge import INCOMPLETE, version_field

PER_PAGE = 20


class Kind(NamedTuple):
    """A kind of record that has duplicates, as templates/merging/_*.html speak of it."""

    #: begins its permissions, and the names in its addresses: "institution" gives `institution_id`
    word: str
    #: the page of one record
    page: str
    #: what it is called: an attribute of the record
    called: str

    def name(self, row: Any) -> Any:
        return getattr(row, self.called)

    def key(self, value: int, part: str = "") -> dict[str, Any]:
        """The argument of `url_for` that names a record, or its "merge", or its "distinct" pair."""
        return {f"{self.word}{part and '_'}{part}_id": value}


class DistinctForm(BaseForm):
    """The two records of a pair."""

    first_id = IntegerField()
    second_id = IntegerField()

    def rows(self, model: Any) -> list[Any]:
        """None for each record that is not there."""
        return [db.session.get(model, field.data or 0) for field in (self.first_id, self.second_id)]


class MergeForm(BaseForm):
    """One radio button per value that differs; see `Comparison.form`."""

    kept_version = version_field()
    other_version = version_field()

    @property
    def values(self) -> list[Any]:
        """The fields that choose a value."""
        return [field for field in self if isinstance(field, RadioField)]

    def choices_made(self) -> dict[str, str]:
        return {field.short_name: field.data for field in self.values if field.data}


class Comparison(NamedTuple):
    """Two records side by side, and how their values are written."""

    kind: Kind
    kept: Any
    other: Any
    sides: Sequence[Side]
    label_of: Callable[[Side], str]
    value_of: Callable[[Side, Any], Any]
    #: what stands beside a value: which of the two says it (KEPT, OTHER), and whatever else is known of it
    told_of: Callable[[Side, str], str] = lambda _side, which: (
        _("fiche gardée") if which == KEPT else _("autre fiche")
    )

    def same(self) -> list[tuple[str, Any]]:
        """What both say alike."""
        return [
            (self.label_of(side), self.value_of(side, side.kept))
            for side in self.sides
            if side.kept and not side.differs
        ]

    def form(self) -> MergeForm:
        """A choice for each value that differs: what was chosen on the page before is ticked, else what is proposed."""
        fields = {side.name: self._choice(side) for side in self.sides if side.differs}
        data = {"kept_version": self.kept.version, "other_version": self.other.version}
        for side in self.sides:
            asked = request.args.get(side.name)
            data[side.name] = asked if asked in {KEPT, OTHER} else side.proposed
        form: MergeForm = type("MergeForm", (MergeForm,), fields)(data=data)
        return form

    def _choice(self, side: Side) -> RadioField:
        shown = [(KEPT, side.kept), (OTHER, side.other)]
        choices = [
            SelectChoice(which, self.value_of(side, content), {"data-hint": self.told_of(side, which)})
            for which, content in shown
        ]
        return RadioField(
            self.label_of(side),
            choices=choices,
            default=side.proposed,
            validators=[InputRequired(REQUIRED)],
        )

    def _taken(self, form: MergeForm, *, is_said: bool) -> list[str]:
        """What is taken from the other one: a value, or that it says nothing there."""
        said = {side.name for side in self.sides if side.other is not None}
        return [
            str(field.label.text)
            for field in form.values
            if field.data == OTHER and (field.short_name in said) is is_said
        ]

    def compare_page(self, template: str, plan: MergePlan, **more: Any) -> str:
        """The choices between two values stand first; what only one of the two says is kept unless somebody looks."""
        form = self.form()
        differing = [side for side in self.sides if side.differs]
        return render_template(
            template, kind=self.kind, kept=self.kept, other=self.other, form=form, same=self.same(), plan=plan,
            asked=[form[side.name] for side in differing if _both_say(side)],
            alone=[form[side.name] for side in differing if not _both_say(side)],
            is_dropped=any(form[side.name].data != side.proposed for side in differing if not _both_say(side)), **more,
        )  # fmt: skip

    def confirm_page(
        self, template: str, form: MergeForm, plan: MergePlan, *, error: Any = None, **more: Any
    ) -> str:
        form.kept_version.raw_data = form.other_version.raw_data = (
            None  # what was posted would be shown again
        )
        form.kept_version.data, form.other_version.data = self.kept.version, self.other.version
        return render_template(
            template, kind=self.kind, kept=self.kept, other=self.other, form=form, plan=plan, error=error,
            moved=counted(plan.moves.moved), left=counted(plan.moves.left),
            taken=self._taken(form, is_said=True), dropped=self._taken(form, is_said=False), **more,
        )  # fmt: skip


def _both_say(side: Side) -> bool:
    return side.kept is not None and side.other is not None


def refuse_merge(form: MergeForm, rule: Callable[..., Any], page: Callable[[Any], str]) -> Any:
    """Run the rule on a form that was sent. The page again, with what is wrong, or None once it is done: the
    view then commits."""
    if request.method == "GET":
        return page(None)
    try:
        if not form.validate():
            return page(INCOMPLETE), 422
        rule(
            choices=form.choices_made(), versions=(form.kept_version.data, form.other_version.data),
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
    except RuleError as refused:
        db.session.rollback()
        if refused.status == 403:
            raise
        return page(refused.message), refused.status
    return None


def distinct_page(template: str, kind: Kind, model: type[Any]) -> str:
    """Pairs that somebody found to be two, the newest first."""
    return _listed(template, kind, queries.list_distinct(model))


def merges_page(template: str, kind: Kind, model: type[Any]) -> str:
    """Merges that hold, the newest first."""
    return _listed(template, kind, queries.list_merges(model))


def _listed(template: str, kind: Kind, query: Any) -> str:
    page = paging.paginate(query, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    return render_template(template, kind=kind, page=page)


def note_pair(model: type[Any], words: Any) -> Any:
    """ "These are not the same": said once, remembered."""
    first, second = DistinctForm().rows(model)
    if first is None or second is None:
        abort(404)
    rules.note_distinct(first=first, second=second, **acting.doing())
    return acting.done(url_for(".index"), words)


def forget_pair(pair: Any) -> Any:
    """The pair may be proposed again."""
    rules.forget_distinct(pair=pair, **acting.doing())
    return acting.done(url_for(".distinct"), _("Cette paire sera de nouveau comparée."))


def undo_page(
    template: str, kind: Kind, merge: Any, *, obstacles: Callable[[Any], Any], undo: Callable[..., Any]
) -> Any:
    """Everything goes back, or the page says what stands in the way."""
    if request.method == "GET":
        return render_template(
            template, kind=kind, merge=merge, obstacles=obstacles(merge), moved=counted(merge.moved)
        )
    target = url_for(kind.page, **kind.key(merge.merged_id))
    undo(merge=merge, **acting.doing())
    return acting.done(target, _("La fusion est annulée : les deux fiches sont comme avant."))
