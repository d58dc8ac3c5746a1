"""The budget of a project: what it costs, line by line, and who pays. Both sides are added up here, and agree.

While it is a draft everything readable is kept; what does not fit is told when it is sent (`lacks`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import Posted, QuestionType, get, one, refuse, register
from noress.domain.questionnaires.types.groups import MOST_BLOCKS, Unreadable, posted_blocks

LINE, PARTNER = ".line", ".partner"
#: a milliard of dirhams: what is beyond is a mistake of typing
MOST = 1_000_000_000_00
MOST_LABEL = 200
_AMOUNT = Question("amount", "money", Translated())
#: amounts that stand alone, by the suffix of their input
_ALONE = ("requested", "own_cash", "own_in_kind")


class Sums(NamedTuple):
    """Centimes. `balance` is the financing less the costs: nothing when both sides agree."""

    total: int
    requested: int
    own_cash: int
    own_in_kind: int
    partners: int

    @property
    def financing(self) -> int:
        return self.requested + self.own_cash + self.own_in_kind + self.partners

    @property
    def balance(self) -> int:
        return self.financing - self.total

    def own(self, *, in_kind: bool) -> int:
        """What the applicant and its partners bring."""
        return self.own_cash + self.partners + (self.own_in_kind if in_kind else 0)


def sums_of(answer: Mapping[str, Any] | None) -> Sums:
    """Computed from the lines, whatever state the answer is in."""
    answer = answer or {}
    alone = {name: answer.get(name) or 0 for name in _ALONE}
    return Sums(total=_added(answer.get("lines")), partners=_added(answer.get("partners")), **alone)


def _added(rows: Any) -> int:
    return sum(row.get("amount") or 0 for row in rows or [])


@register
class Budget(QuestionType):
    """{"lines": [{"label", "amount"}], "requested", "own_cash", "own_in_kind", "partners": [{"name", "amount"}]}, in
    centimes; None where nothing is typed yet. The domain that owns the answers sets what is asked: `requested` (fixed,
    never typed), `ceiling`, `own_percent`, `own_in_kind` (it counts towards the own share)."""

    key, label, seconds = "budget", _("budget avec plan de financement"), 300
    fits_groups = False

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        errors: dict[str, RuleError] = {}
        fixed = question.settings.get("requested")
        answer: dict[str, Any] = {
            "lines": _rows(name + LINE, "label", posted, errors),
            "partners": _rows(name + PARTNER, "name", posted, errors),
            **{part: _amount(f"{name}.{part}", posted, errors) for part in _ALONE if part != "requested"},
            "requested": fixed if fixed is not None else _amount(f"{name}.requested", posted, errors),
        }
        if errors:
            raise Unreadable(answer, errors)
        answer["lines"], answer["partners"] = _filled(answer["lines"]), _filled(answer["partners"])
        typed = [answer[part] for part in _ALONE if part != "requested" or fixed is None]
        is_nothing = not answer["lines"] and not answer["partners"] and all(part is None for part in typed)
        return None if is_nothing else answer

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        answer = answer or {}
        texts: dict[str, list[str]] = {}
        for suffix, named, rows in ((LINE, "label", "lines"), (PARTNER, "name", "partners")):
            for place, row in enumerate(answer.get(rows) or []):
                texts[f"{suffix}.{place}.{named}"] = [row[named]] if row.get(named) else []
                texts[f"{suffix}.{place}.amount"] = _written(row.get("amount"))
        alone = [part for part in _ALONE if part != "requested" or question.settings.get("requested") is None]
        return texts | {f".{part}": _written(answer.get(part)) for part in alone}

    def settled(self, question: Question, answer: Any) -> Any:
        """As it is sent: the amount of a fixed lot whatever was kept, nothing instead of what was left empty."""
        fixed = question.settings.get("requested")
        kept = {part: answer.get(part) or 0 for part in _ALONE}
        return answer | kept | ({"requested": fixed} if fixed is not None else {})

    def lacks(self, question: Question, answer: Any) -> dict[str, Any]:
        """{suffix of an input: why it cannot be sent so}."""
        if answer is None:
            return {}
        lacking = {} if answer["lines"] else {f"{LINE}.0.label": _("Écrivez au moins une dépense.")}
        lacking |= _rows_lacking(answer["lines"], LINE, "label", _("Dites à quoi sert ce montant."))
        lacking |= _rows_lacking(
            answer["partners"], PARTNER, "name", _("Dites quel partenaire apporte ce montant.")
        )
        if question.settings.get("requested") is None and not answer.get("requested"):
            lacking[".requested"] = _("Écrivez le montant que vous demandez.")
        if lacking:
            return lacking
        return {field: message for _code, field, message in check_budget(question, answer)}

    def say(self, question: Question, answer: Any) -> str:
        if not answer:
            return ""
        sums = sums_of(answer)
        rows = [(row.get("label") or "", row.get("amount")) for row in answer["lines"]]
        rows += [
            (_("Total des dépenses"), sums.total), (_("Montant demandé"), sums.requested),
            (_("Apport propre en argent"), sums.own_cash), (_("Apport propre en nature"), sums.own_in_kind),
        ]  # fmt: skip
        rows += [(row.get("name") or "", row.get("amount")) for row in answer["partners"]]
        rows.append((_("Total du financement"), sums.financing))
        return "\n".join(str(_pair(label, amount)) for label, amount in rows)


def _pair(label: Any, amount: int | None) -> Any:
    return _("%(name)s : %(amount)s", name=label, amount="" if amount is None else formats.money(amount))


def check_budget(question: Question, answer: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """(code, suffix of the input, message with both sums) of what does not fit."""
    sums, settings = sums_of(answer), question.settings
    found: list[tuple[str, str, Any]] = []
    if sums.balance:
        found.append(("unbalanced", "", _unbalanced(sums)))
    ceiling = settings.get("ceiling")
    if ceiling is not None and sums.requested > ceiling:
        message = _(
            "Vous demandez %(requested)s : ce lot donne %(ceiling)s au plus par projet.",
            requested=formats.money(sums.requested), ceiling=formats.money(ceiling),
        )  # fmt: skip
        found.append(("above_ceiling", ".requested", message))
    least = least_share(question, sums)
    brought = sums.own(in_kind=bool(settings.get("own_in_kind", True)))
    if brought < least:
        message = _(
            "Vous et vos partenaires apportez %(own)s : il faut au moins %(least)s, soit %(percent)s %% des dépenses.",
            own=formats.money(brought), least=formats.money(least), percent=settings["own_percent"],
        )  # fmt: skip
        found.append(("own_share", ".own_cash", message))
    return found


def least_share(question: Question, sums: Sums) -> int:
    """What the applicant and its partners bring at least, rounded up to the centime."""
    return -(-sums.total * int(question.settings.get("own_percent") or 0) // 100)


def _unbalanced(sums: Sums) -> Any:
    amounts = {
        "total": formats.money(sums.total), "financing": formats.money(sums.financing),
        "gap": formats.money(abs(sums.balance)),
    }  # fmt: skip
    if sums.balance < 0:
        return _(
            "Les dépenses font %(total)s et le financement %(financing)s : il manque %(gap)s.", **amounts
        )
    return _(
        "Les dépenses font %(total)s et le financement %(financing)s : il y a %(gap)s de trop.", **amounts
    )


# --- reading ----------------------------------------------------------------------------------------------


def _rows(name: str, named: str, posted: Posted, errors: dict[str, RuleError]) -> list[dict[str, Any]]:
    """Every row of the page, the empty ones too: what could not be read keeps its place."""
    count = posted_blocks(name, posted)
    rows = []
    for place in range(min(count, MOST_BLOCKS)):
        label = " ".join(one(posted, f"{name}.{place}.{named}").split())
        if len(label) > MOST_LABEL:
            message = _("Cette réponse est trop longue : %(limit)s caractères au plus.", limit=MOST_LABEL)
            errors[f"{name}.{place}.{named}"] = refuse("too_long", message)
            label = ""
        rows.append({named: label, "amount": _amount(f"{name}.{place}.amount", posted, errors)})
    if count > MOST_BLOCKS:
        errors[name.rpartition(".")[0]] = refuse(
            "too_many", _("Pas plus de %(count)s lignes : réunissez-en.", count=MOST_BLOCKS)
        )
    return rows


def _filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if any(value not in ("", None) for value in row.values())]


def _amount(name: str, posted: Posted, errors: dict[str, RuleError]) -> int | None:
    text = one(posted, name)
    if not text:
        return None
    try:
        amount: int = get("money").parse(_AMOUNT, text)
        if amount > MOST:
            raise refuse("too_big", _("Ce montant est trop grand : vérifiez les chiffres."))
    except RuleError as refused:
        errors[name] = refused
        return None
    return amount


def _written(amount: int | None) -> list[str]:
    return get("money").typed(_AMOUNT, amount)[""]


def _rows_lacking(rows: list[dict[str, Any]], suffix: str, named: str, nameless: Any) -> dict[str, Any]:
    lacking: dict[str, Any] = {}
    for place, row in enumerate(rows):
        if not _filled([row]):
            continue
        if not row.get(named):
            lacking[f"{suffix}.{place}.{named}"] = nameless
        if row.get("amount") is None:
            lacking[f"{suffix}.{place}.amount"] = _("Écrivez ce montant.")
    return lacking
