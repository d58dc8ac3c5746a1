"""The rows of a sheet, read as lines of a plan."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.tables import Problem, in_its_language
from noress.domain.actions.due_reading import NotADue, read_due
from noress.domain.actions.models import ActionState, DuePrecision
from noress.domain.actions.values import MAX_WORDS, ActionValues
from noress.domain.institutions import queries as institutions
from noress.extensions import db

#: what a column may be; the heading of the export first, then what people write
NAMES: dict[str, tuple[str, ...]] = {
    "what": ("quoi", "what", "ماذا", "action", "actions", "activité", "activités", "tâche", "intitulé", "الإجراء", "النشاط"),
    "what_ar": ("quoi (arabe)", "quoi en arabe", "what (arabic)", "ماذا (بالعربية)"),
    "where": ("où", "where", "أين", "lieu", "territoire", "localisation", "المكان"),
    "where_ar": ("où (arabe)", "où en arabe", "where (arabic)", "أين (بالعربية)"),
    "due": ("quand", "when", "متى", "échéance", "échéancier", "délai", "date", "date limite", "deadline", "الأجل", "التاريخ"),
    "starts_on": ("début", "start", "date de début", "البداية"),
    "owner": ("responsable", "responsible", "المسؤول", "responsables", "porteur", "qui", "who", "owner", "من"),
    "owner_email": ("courriel du responsable", "courriel", "email", "e-mail", "mail", "البريد الإلكتروني"),
    "how": ("comment", "how", "كيف", "moyens", "méthode", "modalités", "الوسائل"),
    "how_ar": ("comment (arabe)", "comment en arabe", "how (arabic)", "كيف (بالعربية)"),
    "deliverables": ("livrables", "deliverables", "المخرجات", "livrable", "résultats attendus", "résultat"),
    "deliverables_ar": ("livrables (arabe)", "livrables en arabe", "deliverables (arabic)", "المخرجات (بالعربية)"),
    "state": ("état", "state", "الحالة", "statut", "status", "avancement (état)"),
    "progress": ("avancement", "progress", "التقدم", "avancement (%)", "% réalisé", "%"),
}  # fmt: skip

LABELS: dict[str, Any] = {
    "what": _("quoi"), "what_ar": _("quoi, en arabe"), "where": _("où"), "where_ar": _("où, en arabe"),
    "due": _("quand"), "starts_on": _("début"), "owner": _("responsable"),
    "owner_email": _("courriel d'un responsable extérieur"), "how": _("comment"), "how_ar": _("comment, en arabe"),
    "deliverables": _("livrables"), "deliverables_ar": _("livrables, en arabe"), "state": _("état"),
    "progress": _("avancement"),
}  # fmt: skip

#: as `fold` leaves them, besides the labels of the screens
_STATES = {
    ActionState.OPEN: (
        "en cours",
        "ouvert",
        "ouverte",
        "a faire",
        "going on",
        "open",
        "قيد الانجاز",
        "جار",
        "جاريه",
    ),
    ActionState.BLOCKED: ("bloque", "bloquee", "blocked", "متعثر", "متوقف"),
    ActionState.DONE: (
        "fait",
        "faite",
        "realise",
        "realisee",
        "termine",
        "terminee",
        "acheve",
        "done",
        "منجز",
        "تم",
    ),
    ActionState.DROPPED: ("abandonne", "abandonnee", "annule", "annulee", "dropped", "ملغي", "متخلي عنه"),
}


@dataclass
class Row:
    """One line: what it would write, what is wrong with it, how its owner and its date were understood."""

    number: int
    values: ActionValues
    state: ActionState = ActionState.OPEN
    progress: int = 0
    says_state: bool = False
    owner: Any = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Owners:
    """Institutions by folded name and acronym, bodies by folded name."""

    institutions: dict[str, tuple[int, Any]]
    bodies: dict[str, tuple[int, Any]]

    @classmethod
    def load(cls) -> "Owners":
        """Two queries for a whole sheet."""
        found: dict[str, tuple[int, Any]] = {}
        rows: Any = db.session.execute(institutions.list_institution_choices())
        for key, name, acronym in rows:
            for text in [*name.values(), acronym or ""]:
                if text:
                    found.setdefault(fold(text), (key, name))
        bodies: dict[str, tuple[int, Any]] = {}
        for body in db.session.scalars(institutions.list_bodies()):
            for text in body.name.values():
                bodies.setdefault(fold(text), (body.id, body.name))
        return cls(found, bodies)

    def match(self, words: str) -> tuple[dict[str, Any], Any]:
        """(columns of the owner, its name): one of ours, or an outside body in its own words."""
        key = fold(words)
        if key in self.institutions:
            return {"owner_institution_id": self.institutions[key][0]}, self.institutions[key][1]
        if key in self.bodies:
            return {"owner_body_id": self.bodies[key][0]}, self.bodies[key][1]
        return {"owner_words": " ".join(words.split())[:MAX_WORDS] or None}, " ".join(words.split())


def read_row(number: int, cells: list[str], mapping: dict[int, str], owners: Owners) -> Row:
    """A row as a line of a plan; what cannot be read is a problem of its cell."""
    said = {name: cells[place] for place, name in mapping.items() if place < len(cells)}
    columns = {name: place for place, name in mapping.items()}
    problems: list[Problem] = []

    def wrong(name: str, message: Any) -> None:
        problems.append(Problem(number, columns.get(name), message))

    owner, owner_name = owners.match(said.get("owner", ""))
    values = ActionValues(
        what=_texts(said, "what"), where=_texts(said, "where"), how=_texts(said, "how"),
        deliverables=_texts(said, "deliverables"), owner_email=said.get("owner_email") or None, **owner,
        due=None, starts_on=_start(said, wrong),
    )  # fmt: skip
    try:
        values = replace(values, due=read_due(said.get("due", "")))
    except NotADue:
        message = _("Date non comprise : « %(text)s ». Exemples : 15/03/2027, avril 2027, fin avril 2027.",
                    text=said["due"][:80])  # fmt: skip
        wrong("due", message)
    if not owner.get("owner_words"):
        values = replace(values, owner_email=None)
    row = Row(number, values, owner=owner_name, problems=problems)
    _read_state(row, said, wrong)
    return row


def _texts(said: dict[str, str], name: str) -> Translated:
    """A cell in the language of its letters; a second column may give the Arabic."""
    return in_its_language(said.get(name, ""), said.get(f"{name}_ar", ""))


def _start(said: dict[str, str], wrong: Any) -> date | None:
    raw = said.get("starts_on", "")
    try:
        start = read_due(raw)
    except NotADue:
        start = None
    if raw and (start is None or start.precision not in {DuePrecision.DAY, DuePrecision.MINUTE}):
        wrong("starts_on", _("Début non compris : « %(text)s ». Exemple : 15/03/2027.", text=raw[:80]))
        return None
    return start.on if start is not None else None


def _read_state(row: Row, said: dict[str, str], wrong: Any) -> None:
    state, progress = said.get("state", "").strip(), said.get("progress", "").strip()
    if state:
        key = fold(state)
        found = next(
            (one for one, words in _STATES.items() if key in words or key == fold(str(one.label))), None
        )
        if found is None:
            wrong(
                "state",
                _("État non compris : « %(text)s ». Exemples : en cours, bloquée, faite.", text=state[:80]),
            )
        else:
            row.state, row.says_state = found, True
    if progress:
        number = _percent(progress)
        if number is None:
            wrong("progress", _("Avancement non compris : « %(text)s ». Exemple : 40.", text=progress[:80]))
        else:
            row.progress, row.says_state = number, True
    if row.state is ActionState.OPEN and row.progress == 100 and not state:
        row.state = ActionState.DONE
    if row.state is ActionState.OPEN and row.progress == 0:
        row.says_state = False  # that is how every line begins


def _percent(text: str) -> int | None:
    """40, 40 %, and what a sheet keeps of a percentage: 0.4, 1."""
    try:
        number = float(
            text.replace("%", "").replace(",", ".").replace("\u202f", "").replace("\u00a0", "").strip()
        )
    except ValueError:
        return None
    if "%" not in text and 0 < number <= 1:
        number *= 100
    return round(number) if 0 <= number <= 100 else None
