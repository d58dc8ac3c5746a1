"""The columns of a plan as a sheet: the six of the network, after the number, then the state.

The headings are those that the import knows: what left comes back."""

from typing import Any

from noress.blueprints.actions.present import Line
from noress.core import formats
from noress.core.i18n import LANGUAGES, Translated
from noress.core.i18n import lazy as _
from noress.web.exports import Column


def _text(name: str) -> Any:
    """In the reader's language, or in the one there is."""

    def value(line: Line) -> str:
        return str(Translated(getattr(line, name)))

    return value


def _others(line: Line) -> str:
    """What is to be done in its other languages."""
    shown = line.what.pick()[0]
    return formats.listed(line.what[code] for code in LANGUAGES if line.what.get(code) and code != shown)


COLUMNS = [
    Column(_("Numéro"), lambda line: line.number, 12),
    Column(_("Quoi"), _text("what"), 45),
    Column(_("Où"), _text("where"), 25),
    Column(_("Quand"), lambda line: line.when, 22),
    Column(_("Responsable"), lambda line: str(line.owner), 30),
    Column(_("Comment"), _text("how"), 35),
    Column(_("Livrables"), _text("deliverables"), 35),
    Column(_("État"), lambda line: line.state, 16),
    Column(_("Avancement"), lambda line: f"{line.progress} %", 12),
    Column(_("Retard"), lambda line: line.late, 18),
    Column(_("Premier jour de l'échéance"), lambda line: line.due_first, 16),
    Column(_("Dernier jour de l'échéance"), lambda line: line.due_last, 16),
    Column(_("Date de la source"), lambda line: line.words, 22),
    Column(_("Plan"), lambda line: str(line.plan.title) if line.plan else "", 30),
    Column(_("Quoi, autres langues"), _others, 45),
]
