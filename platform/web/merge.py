"""Two people saved the same thing: both texts are shown, and the person merges them in their own form.

A form that may be stale carries a hidden `version` field; the rule raises `StaleVersion`; the view answers
409 with the same form, and `stale_fields(...)` for the `merge_notice` macro of components/merge.html.
A form that does not say which version it was written from is refused (422), never saved over anything.
"""

from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from wtforms import BooleanField, DateField, Field, Form, IntegerField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy

INCOMPLETE = lazy("Cette page est arrivée incomplète. Relisez ce qui est écrit, puis enregistrez de nouveau.")


class StaleField(NamedTuple):
    """One field that differs: what is in the form, and what the other person saved."""

    label: str
    mine: str
    theirs: str
    name: str


class _VersionField(IntegerField):
    widget = HiddenInput()

    def process_formdata(self, valuelist: Any) -> None:
        raw = valuelist[0] if valuelist else ""
        self.data = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.object_data:
            _refuse_incomplete(self, form)


class _SeenField(DateField):
    widget = HiddenInput()
    is_known = True

    def process_formdata(self, valuelist: Any) -> None:
        self.is_known, self.data = bool(valuelist), None
        if valuelist and valuelist[0].strip():
            try:
                super().process_formdata(valuelist)
            except ValueError:
                self.is_known = False

    def pre_validate(self, form: Any) -> None:
        if not self.is_known:
            _refuse_incomplete(self, form)


def _refuse_incomplete(field: Field, form: Any) -> None:
    """Told above the form, which now says what it was written from: the next save is a decision."""
    field.raw_data, field.data = None, field.object_data
    form.form_errors.append(str(INCOMPLETE))


def version_field() -> Any:
    """The hidden version that the text was written from."""
    return _VersionField()


def renew_version(field: Any, version: int) -> None:
    """The page shows what is stored now: its next save is written over that."""
    field.raw_data = None
    field.process_data(version)


def seen_field() -> Any:
    """The hidden date that stood there, for what carries no version; empty when there was none."""
    return _SeenField(validators=[Optional()])


def stale_fields(form: Form, theirs: dict[str, Any]) -> list[StaleField]:
    """The fields whose typed value differs from `theirs` ({field name: stored value}). When `theirs` holds
    the stored "version", the form takes it: the next save is written over what was just shown."""
    if "version" in theirs and "version" in form:
        form["version"].raw_data = None  # what was posted would be shown again
        form["version"].process_data(theirs["version"])
    return [
        StaleField(
            str(form[name].label.text), _shown(form[name], form[name].data), _shown(form[name], value), name
        )
        for name, value in (
            (field.short_name, theirs[field.short_name]) for field in form if field.short_name in theirs
        )
        if name != "version" and _plain(form[name].data) != _plain(value)
    ]


def same_value(one: Any, other: Any) -> bool:
    """Whether two values of a field say the same, however they were typed or stored."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> str:
    """Equal texts compare equal however the browser sent them."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, list | tuple | set):
        return "\n".join(sorted(_plain(item) for item in value))
    if isinstance(value, dict):  # one of several blocks
        return "\n".join(f"{name}: {_plain(item)}" for name, item in sorted(value.items()))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _shown(field: Any, value: Any) -> str:
    """A value as the field shows it: the words of a choice, a date, yes or no, or the text."""
    if isinstance(field, BooleanField):
        return _("oui") if value else _("non")
    if hasattr(field, "iter_choices"):
        chosen = {_plain(item) for item in (value if isinstance(value, list | tuple | set) else [value])}
        return formats.listed(label for key, label in _choices(field) if _plain(field.coerce(key)) in chosen)
    if isinstance(value, datetime):
        return formats.datetime_short(value)
    if isinstance(value, date):
        return formats.date_short(value)
    return _plain(value)


def _choices(field: Any) -> list[tuple[Any, Any]]:
    return [(choice[0], choice[1]) for choice in field.iter_choices()]
