"""The letter that tells a structure what was decided: numbered and dated when it left, in the paper's language."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import Translated, lazy
from noress.core.i18n import gettext as _
from noress.documents.pieces import markdown_tree, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.applications import policy
from noress.domain.awards.models import DecisionLetter
from noress.domain.awards.rules.telling import LETTER
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.reviewing import conflicts
from noress.extensions import db


def may_read(actor: Any, letter: DecisionLetter) -> bool:
    """The structure has it by the personal link; the desk, unless recused."""
    if actor is None or not policy.can_list(actor) or letter.release_id is None:
        return False
    return not conflicts.is_recused(actor, letter.application)


def fingerprint(letter: DecisionLetter, language: str) -> str:
    return documents.fingerprint_of([letter.number, letter.french, letter.arabic, letter.release_id])


def make(letter_id: int, language: str) -> Made:
    letter = db.session.get(DecisionLetter, letter_id)
    assert letter is not None, "the job has found it"
    title = _("Lettre %(number)s", number=letter.number or "")
    pdf = make_pdf("letter.typ", {"copies": [content(letter)], "nobody": ""}, title=title, language=language,
                   reference=letter.number or "")  # fmt: skip
    return Made(title=title, filename=f"resultat-{letter.number}-{language}.pdf", content=pdf)


def content(letter: DecisionLetter) -> dict[str, Any]:
    application = letter.application
    told = application.told_at or letter.made_at
    return {
        "number": _("Réf. : %(number)s", number=letter.number or ""), "dated": spoken(formats.date_short(told)),
        "to": _("À"), "head": None, "institution": spoken(application.structure.name), "through": None,
        "subject_label": _("Objet :"), "subject": spoken(application.call.title),
        "body": markdown_tree(Translated(fr=letter.french, ar=letter.arabic)), "agenda_title": "", "agenda": [],
        "answer": "", "code": None, "copied": None,
        "signature": [], "signed_by": spoken(_("Le secrétariat permanent")),
    }  # fmt: skip


documents.register(
    LETTER, make, may_read, subject=DecisionLetter, fingerprint=fingerprint, label=lazy("Lettre de résultat"),
    version=2, page=lambda letter: links.to("application_desk.show", application_id=letter.application_id),
)  # fmt: skip
