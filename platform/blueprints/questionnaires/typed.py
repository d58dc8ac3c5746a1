"""The shape of what the builder types: a questionnaire, a section, a question with its condition."""

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from noress.core.errors import RuleError
from noress.core.i18n import Translated, gettext
from noress.core.i18n import lazy as _
from noress.core.numerals import parse_day, parse_number
from noress.domain.questionnaires import types
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import KEY, Choice, Question, Visibility
from noress.domain.questionnaires.editing import propose_key
from noress.web.forms import BaseForm, line, long_text
from noress.web.merge import version_field

FRENCH, ARABIC = _("En français"), _("En arabe")
MOST_TESTS = 5
MOST_CHOICES = 300
LIMITS = ("min", "max")
#: settings that refuse answers beyond them
BOUNDS = {*LIMITS, "decimals", "max_length", "min_choices", "max_choices", "max_blocks"}


class _Listed(SelectField):
    """One of a list; what the page did not show keeps what it had."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.type = "SelectField"  # a list always answers: nothing says that it is optional

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class TitleForm(BaseForm):
    version = version_field()
    title_fr, title_ar = line(FRENCH), line(ARABIC)
    notice_fr, notice_ar = long_text(FRENCH), long_text(ARABIC)
    correct_until = DateField(_("Dernier jour pour corriger ses réponses"), validators=[Optional()])

    def text(self, name: str) -> Translated:
        return Translated(fr=self[f"{name}_fr"].data, ar=self[f"{name}_ar"].data)


class ConditionFields(BaseForm):
    """When it is asked: up to five tests. The answer is chosen in a list where the question has one."""

    match = RadioField(
        _("Demander si"), default="all",
        choices=[
            SelectChoice("all", _("tous ces tests sont vrais")),
            SelectChoice("any", _("un de ces tests est vrai")),
        ],
    )  # fmt: skip
    earlier: list[Question]

    def offer(self, earlier: list[Question]) -> None:
        """The questions asked before, and for each test the answers of the question it names."""
        self.earlier = [question for question in earlier if types.get(question.type).asks]
        asked = [SelectChoice("", "—"), *(SelectChoice(one.key, str(one.label)) for one in self.earlier)]
        for place in range(MOST_TESTS):
            self[f"question_{place}"].choices = asked
            self[f"value_{place}"].choices = [SelectChoice("", "—"), *self.answers_of(place)]

    def asked(self, place: int) -> Question | None:
        key = self[f"question_{place}"].data
        return next((question for question in self.earlier if question.key == key), None)

    def answers_of(self, place: int) -> list[SelectChoice]:
        question = self.asked(place)
        if question is None:
            return []
        if question.type == "yes_no":
            return [SelectChoice("true", gettext("Oui")), SelectChoice("false", gettext("Non"))]
        if question.type not in ("one", "several"):
            return []
        offered = [SelectChoice(choice.key, str(choice.label)) for choice in question.choices]
        return (
            [*offered, SelectChoice("other", gettext("Autre"))] if question.settings.get("other") else offered
        )

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The rows as the page shows them: those in use, and one more."""
        rows = [
            {"question": self[f"question_{n}"], "operator": self[f"operator_{n}"],
             "value": self[f"value_{n}"] if self.answers_of(n) else self[f"text_{n}"],
             "is_used": bool(self[f"question_{n}"].data)}
            for n in range(MOST_TESTS)
        ]  # fmt: skip
        used = max((n for n, row in enumerate(rows) if row["is_used"]), default=-1)
        return rows[: used + 2]

    def read_condition(self) -> Condition | None:
        """RuleError beside the test that is not complete."""
        found = [self._test(place) for place in range(MOST_TESTS) if self[f"question_{place}"].data]
        return Condition(tuple(found), self.match.data != "any") if found else None

    def _test(self, place: int) -> Clause:
        operator = Operator(self[f"operator_{place}"].data or Operator.IS)
        question, is_listed = self.asked(place), bool(self.answers_of(place))
        if question is not None and question.type == "several":
            operator = {Operator.IS: Operator.HOLDS, Operator.IS_NOT: Operator.HOLDS_NOT}.get(
                operator, operator
            )
        name = f"value_{place}" if is_listed else f"text_{place}"
        value = str(self[name].data or "") if operator.takes_value else ""
        if operator.takes_value and not value:
            raise RuleError("no_value", _("Donnez la réponse attendue."), field=name)
        if (
            operator in {Operator.MORE, Operator.LESS}
            and parse_number(value) is None
            and parse_day(value) is None
        ):
            raise RuleError("no_number", _("Écrivez un nombre, par exemple 12 ou 1 234,50."), field=name)
        return Clause(self[f"question_{place}"].data, operator, value)


for _place in range(MOST_TESTS):
    setattr(ConditionFields, f"question_{_place}", _Listed(_("Question posée avant")))
    setattr(
        ConditionFields, f"operator_{_place}",
        _Listed(_("Test"), choices=[SelectChoice(one.value, one.label) for one in Operator]),
    )  # fmt: skip
    setattr(ConditionFields, f"value_{_place}", _Listed(_("Réponse attendue"), validate_choice=False))
    setattr(ConditionFields, f"text_{_place}", line(_("Réponse attendue")))


def condition_data(condition: Condition | None) -> dict[str, Any]:
    """What the fields hold for that condition."""
    if condition is None:
        return {}
    data: dict[str, Any] = {"match": "all" if condition.is_all else "any"}
    for place, test in enumerate(condition.tests[:MOST_TESTS]):
        data |= {f"question_{place}": test.question, f"operator_{place}": test.operator.value,
                 f"value_{place}": test.value, f"text_{place}": test.value}  # fmt: skip
    return data


class SectionForm(ConditionFields):
    version = version_field()
    title_fr, title_ar = line(FRENCH), line(ARABIC)
    intro_fr, intro_ar = long_text(FRENCH), long_text(ARABIC)

    def text(self, name: str) -> Translated:
        return Translated(fr=self[f"{name}_fr"].data, ar=self[f"{name}_ar"].data)


def _whole(label: Any, least: int, most: int) -> Any:
    message = _("Écrivez un nombre entier. Exemple : 20.")
    return IntegerField(label, validators=[Optional(), NumberRange(least, most, message)])


class QuestionForm(ConditionFields):
    version = version_field()
    type = _Listed(_("Type de question"))
    label_fr, label_ar = line(FRENCH, limit=500), line(ARABIC, limit=500)
    help_fr, help_ar = long_text(FRENCH), long_text(ARABIC)
    is_required = BooleanField(_("Réponse obligatoire"))
    key = line(_("Nom technique"), limit=40)
    choices = long_text(_("Choix"), limit=50_000)
    visibility = _Listed(
        _("Qui peut lire les réponses"), choices=[SelectChoice(one.value, one.label) for one in Visibility]
    )
    identifies = BooleanField(_("La réponse dit qui répond"))
    min = line(_("Plus petite réponse permise"), limit=40)
    max = line(_("Plus grande réponse permise"), limit=40)
    unit = line(_("Unité"), limit=40)
    region = _Listed(_("Région"))
    other = BooleanField(_("Permettre une autre réponse, écrite librement"))
    decimals = _whole(_("Chiffres après la virgule"), 0, 6)
    max_length = _whole(_("Longueur permise, en caractères"), 1, 10_000)
    min_choices = _whole(_("Nombre de choix, au moins"), 0, MOST_CHOICES)
    max_choices = _whole(_("Nombre de choix, au plus"), 1, MOST_CHOICES)
    max_blocks = _whole(_("Nombre de blocs, au plus"), 1, 50)
    max_files = _whole(_("Nombre de fichiers, au plus"), 1, 20)
    restricted = BooleanField(_("Cette pièce peut montrer une carte d'identité"))
    audio = BooleanField(_("La réponse est un enregistrement de voix"))
    #: of a questionnaire whose answers another domain guards: identity papers are asked for there alone
    is_guarded = False
    limit_fr, limit_ar = line(FRENCH, limit=300), line(ARABIC, limit=300)

    def text(self, name: str) -> Translated:
        return Translated(fr=self[f"{name}_fr"].data, ar=self[f"{name}_ar"].data)

    @property
    def kind(self) -> types.QuestionType:
        return types.get(self.type.data if self.type.data in types.names() else "text")

    @property
    def setting_fields(self) -> list[Any]:
        return [self[name] for name in self.kind.settings if name != "restricted" or self.asks_restricted]

    @property
    def asks_restricted(self) -> bool:
        return self.is_guarded or bool(self.restricted.data)

    @property
    def has_limits(self) -> bool:
        """Something of its settings bounds the answer: the refusal may have words of its own."""
        return bool(set(self.kind.settings) & BOUNDS)

    def validate_min(self, field: Any) -> None:
        self._check_limit(field)

    def validate_max(self, field: Any) -> None:
        self._check_limit(field)

    def _check_limit(self, field: Any) -> None:
        is_day = self.type.data == "date"
        if field.data and (parse_day if is_day else parse_number)(field.data) is None:
            raise ValidationError(gettext("Cette limite ne peut pas être lue."))

    def read_settings(self) -> dict[str, Any]:
        """Those of its type alone, as the type keeps them."""
        found: dict[str, Any] = {}
        for name in self.kind.settings:
            data = self[name].data
            if name in LIMITS and data:
                read = (parse_day if self.type.data == "date" else parse_number)(data)
                if read is None:
                    raise RuleError("bad_limit", _("Cette limite ne peut pas être lue."), field=name)
                data = read.isoformat() if self.type.data == "date" else f"{read:f}"
            if data not in (None, "", False):
                found[name] = data
        message = self.text("limit")
        if self.has_limits and message:
            found["constraint_message"] = dict(message)
        return found

    def read_choices(self) -> tuple[Choice, ...]:
        return read_choices(self.choices.data or "") if self.kind.has_choices else ()


def read_choices(text: str) -> tuple[Choice, ...]:
    """One per line: `key | Français | العربية | pictogram`; with one or two parts, the key is made of the French.
    Every line that cannot be read is told by its number."""
    found: list[Choice] = []
    wrong: list[str] = []
    for number, row in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in row.split("|")]
        if not any(parts):
            continue
        if len(parts) > 4 or (len(parts) == 1 and len(parts[0]) > 200):
            wrong.append(gettext("Ligne %(number)s : quatre parties au plus, séparées par |.", number=number))
            continue
        key, french, arabic, sign = [*parts, "", ""][:4] if len(parts) > 2 else ["", *parts, "", ""][:4]
        key = key or propose_key(french, [choice.key for choice in found], "choix")
        if not KEY.fullmatch(key):
            wrong.append(
                gettext(
                    "Ligne %(number)s : le nom technique « %(key)s » n'est pas valable.",
                    number=number,
                    key=key,
                )
            )
        elif key in {choice.key for choice in found}:
            wrong.append(
                gettext("Ligne %(number)s : le nom technique « %(key)s » sert déjà.", number=number, key=key)
            )
        elif not (french or arabic):
            wrong.append(
                gettext("Ligne %(number)s : écrivez le choix en français ou en arabe.", number=number)
            )
        elif len(french) > 300 or len(arabic) > 300 or len(sign) > 16:
            wrong.append(gettext("Ligne %(number)s : ce texte est trop long.", number=number))
        else:
            found.append(Choice(key, Translated(fr=french, ar=arabic), sign))
    if len(found) > MOST_CHOICES:
        wrong.append(gettext("Trop de choix : %(limit)s au plus.", limit=MOST_CHOICES))
    if wrong:
        raise RuleError("bad_choices", " ".join(wrong), field="choices")
    return tuple(found)


def written_choices(choices: tuple[Choice, ...]) -> str:
    """As the field shows them, and reads them back alike."""
    rows = [
        [choice.key, choice.label.get("fr", ""), choice.label.get("ar", ""), choice.pictogram]
        for choice in choices
    ]
    return "\n".join(" | ".join(row if row[3] else row[:3]) for row in rows)


def question_data(question: Question) -> dict[str, Any]:
    """What the fields hold for that question."""
    return {
        "type": question.type, "key": question.key,
        **{f"label_{code}": question.label.get(code, "") for code in ("fr", "ar")},
        **{f"help_{code}": question.help.get(code, "") for code in ("fr", "ar")},
        "is_required": question.is_required, "choices": written_choices(question.choices),
        "visibility": question.visibility.value, "identifies": question.identifies,
        **{f"limit_{code}": dict(question.settings.get("constraint_message") or {}).get(code, "") for code in ("fr", "ar")},
        **question.settings, **condition_data(question.condition),
    }  # fmt: skip
