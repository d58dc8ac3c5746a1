"""The base of every form: values stripped, labels and messages in the reader's language, nothing typed lost."""

from collections.abc import Callable
from typing import Any

from flask import request
from markupsafe import Markup, escape
from wtforms import Form, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional, StopValidation
from wtforms.widgets import Input, Select
from wtforms.widgets.core import clean_key

from noress.core.errors import RuleError
from noress.core.i18n import gettext, lazy, ngettext, plural

REQUIRED = lazy("Remplissez ce champ.")


class _Translations:
    """WTForms' own messages go through our catalogues."""

    def gettext(self, text: str) -> str:
        return str(_WTFORMS.get(text, text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        if singular in _WTFORMS:
            return str(_WTFORMS[singular])
        # the limit is put in here: WTForms would do it after us, and find its placeholder unfilled
        return ngettext(*_WTFORMS_PLURAL.get(singular, (singular, plural)), n, max=n, min=n)


_WTFORMS: dict[str, Any] = {
    "This field is required.": REQUIRED,
    "Not a valid choice.": lazy("Choisissez une des réponses proposées."),
    "Not a valid choice": lazy("Choisissez une des réponses proposées."),
    "'%(value)s' is not a valid choice for this field.": lazy("Choisissez une des réponses proposées."),
    "Invalid Choice: could not coerce.": lazy("Choisissez une des réponses proposées."),
    "Not a valid date value.": lazy("Cette date n'est pas valable. Exemple : 08/04/2027."),
    "Not a valid time value.": lazy("Cette heure n'est pas valable. Exemple : 10:00."),
    "Not a valid integer value.": lazy("Écrivez un nombre entier. Exemple : 20."),
    "Not a valid datetime value.": lazy("Cette date n'est pas valable."),
    "Invalid email address.": lazy("Cette adresse n'est pas complète. Exemple : nom@exemple.ma."),
    "Invalid URL.": lazy("Cette adresse web n'est pas complète. Exemple : https://exemple.ma."),
}
_WTFORMS_PLURAL: dict[str, tuple[str, str]] = {
    "Field cannot be longer than %(max)d character.": plural(
        "%(max)d caractère au plus.", "%(max)d caractères au plus."
    ),
    "Field must be at least %(min)d character long.": plural(
        "%(min)d caractère au moins.", "%(min)d caractères au moins."
    ),
}


def strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def stop_at_unreadable(form: Any, field: Any) -> None:
    """A date or a number that could not be read has said so: nothing else is worth saying about it."""
    if field.process_errors and str((field.raw_data or [""])[0]).strip():
        raise StopValidation()


class Checked:
    """Refuse beside the field what a cleaning function refuses."""

    def __init__(self, clean: Callable[[str], Any]):
        self.clean = clean

    def __call__(self, form: Any, field: Any) -> None:
        try:
            self.clean(field.data)
        except RuleError as refused:
            raise ValidationError(str(refused.message)) from refused


class BaseForm(Form):
    """`BaseForm(obj=...)` reads the posted form by itself; `validate_on_submit` is true for a valid POST."""

    class Meta:
        def get_translations(self, form: Form) -> _Translations:
            return _Translations()

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Every text is stripped before validation."""
            bound = unbound_field.bind(form=form, **options)
            if isinstance(bound, StringField):
                bound.filters = [strip, *bound.filters]
            bound.validators = (stop_at_unreadable, *bound.validators)
            return bound

    #: what web/drafts.py knows of what was typed before; None when nothing is kept
    draft: Any = None

    def __init__(self, formdata: Any = None, **kwargs: Any):
        if formdata is None and request.method == "POST":
            from werkzeug.datastructures import CombinedMultiDict

            formdata = CombinedMultiDict([request.form, request.files])
        super().__init__(formdata, **kwargs)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        return is_valid and not self.form_errors  # told above the form, by what has no place of its own

    def validate_on_submit(self) -> bool:
        return request.method == "POST" and self.validate()

    def add_error(self, error: RuleError) -> None:
        """Show a rule's refusal beside the field that caused it, or above the form."""
        field = self._fields.get(error.field) if error.field else None
        if field is not None:
            field.errors = [*field.errors, str(error.message)]
        else:
            self.form_errors.append(str(error.message))


class OneLine:
    """A text of one line: line breaks would break mail headers and lists."""

    def __call__(self, form: Form, field: Any) -> None:
        if field.data and any(char in field.data for char in "\r\n\x0b\x0c\x00\u2028\u2029"):
            raise ValidationError(gettext("Écrivez ce texte sur une seule ligne."))


def attributes(**values: Any) -> Markup:
    """The attributes of a tag. WTForms' own `html_params` makes each through three texts of HTML: four times
    slower, and forms are made of them."""
    parts = [
        clean_key(name) if value is True else f'{clean_key(name)}="{escape(value)}"'
        for name, value in sorted(values.items())
        if value is not False
    ]
    return Markup(" ".join(parts))  # noqa: S704  each value was escaped above


Input.html_params = staticmethod(attributes)  # the place that WTForms leaves for it


def _option(choice: Any, **kwargs: Any) -> Markup:
    """The same for what a list offers: its seventy-five provinces are on most pages that list anything."""
    options = {"value": choice.value, **(choice.render_kw or {}), **kwargs}
    if isinstance(choice.value, bool):
        options["value"] = str(choice.value)
    if choice.selected:
        options["selected"] = True
    label = escape(choice.label or choice.value)
    return Markup(f"<option {attributes(**options)}>{label}</option>")  # noqa: S704  each value was escaped


Select.render_option = staticmethod(_option)


def line(label: Any, *, required: bool = False, limit: int = 200, **kwargs: Any) -> Any:
    """A one-line text field."""
    first = DataRequired(REQUIRED) if required else Optional()
    return StringField(
        label, validators=[first, OneLine(), Length(max=limit), *kwargs.pop("validators", [])], **kwargs
    )


def long_text(label: Any, *, required: bool = False, limit: int = 5000, **kwargs: Any) -> Any:
    """A text of several lines."""
    first = DataRequired(REQUIRED) if required else Optional()
    return TextAreaField(
        label, validators=[first, Length(max=limit), *kwargs.pop("validators", [])], **kwargs
    )
