"""The official letter: one institution's copy, and all copies of a meeting in one file to print and sign."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import Translated, lazy
from noress.core.i18n import gettext as _
from noress.documents.kinds.meeting_agenda import shown_items
from noress.documents.pieces import markdown_tree, qr, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.letters import policy, queries
from noress.domain.letters.mails import letter_url
from noress.domain.letters.models import Letter, MeetingLetter
from noress.extensions import db


def fingerprint(letter: Letter, language: str) -> str:
    return documents.fingerprint_of([*_said(letter.text), *_addressed(letter)])


def fingerprint_of_all(text: MeetingLetter, language: str) -> str:
    copies = db.session.scalars(queries.list_letters(text.id)).all()
    return documents.fingerprint_of([*_said(text), *(_addressed(letter) for letter in copies)])


def _said(text: MeetingLetter) -> list[Any]:
    signed = [text.signatory_name, text.signatory_title]
    items = [item.title for item in shown_items(text.meeting)]
    return [text.subject, text.body, text.place, text.dated_on, *signed, items]


def _addressed(letter: Letter) -> list[Any]:
    return [letter.number, letter.head_title, letter.institution.name, letter.through, letter.copied_to,
            letter.link_generation]  # fmt: skip


def make(letter_id: int, language: str) -> Made:
    letter = db.session.scalars(queries.get_letter(letter_id)).one()
    title = _("Lettre %(number)s", number=letter.number)
    pdf = _typeset([letter], title=title, language=language, reference=letter.number)
    return Made(title=title, filename=f"lettre-{letter.number}-{language}.pdf", content=pdf)


def make_all(text_id: int, language: str) -> Made:
    """Institution by institution, each on a page of its own."""
    text = db.session.get(MeetingLetter, text_id)
    assert text is not None, "the job has found it"
    copies = list(db.session.scalars(queries.list_letters(text.id)))
    title = _("Lettres de convocation")
    reference = text.meeting.reference or ""
    pdf = _typeset(copies, title=title, language=language, reference=reference)
    return Made(title=title, filename=f"lettres-{reference or text.meeting_id}-{language}.pdf", content=pdf)


def _typeset(copies: list[Letter], *, title: str, language: str, reference: str) -> bytes:
    data = {
        "copies": [content(letter) for letter in copies],
        "nobody": _("Aucune institution n'est convoquée."),
    }
    return make_pdf("letter.typ", data, title=title, language=language, reference=reference)


def content(letter: Letter) -> dict[str, Any]:
    text = letter.text
    name = text.signatory_name or ""
    return {
        "number": _("Réf. : %(number)s", number=letter.number),
        "dated": spoken(_("%(place)s, le %(date)s", place=text.place, date=formats.date_short(text.dated_on))
                        if any(text.place.values()) else formats.date_short(text.dated_on)),
        "to": _("À"),
        "head": spoken(letter.head_title),
        "institution": spoken(letter.institution.name),
        "through": _line(_("s/c de"), letter.through),
        "subject_label": _("Objet :"),
        "subject": spoken(text.subject),
        "body": markdown_tree(text.body),
        "agenda_title": _("Ordre du jour"),
        "agenda": [spoken(item.title) for item in shown_items(text.meeting)],
        "answer": _("Pour désigner votre représentant(e), sans mot de passe :"),
        "code": qr(letter_url(letter)),
        "signature": [{"title": spoken(text.signatory_title), "name": spoken(name)}],
        "copied": _line(_("Ampliation :"), letter.copied_to),
    }  # fmt: skip


def _line(label: str, value: Translated | None) -> dict[str, Any] | None:
    return {"label": label, "value": spoken(value)} if value and any(value.values()) else None


documents.register(
    "letter", make, policy.can_read_letter, subject=Letter, fingerprint=fingerprint, label=lazy("Lettre officielle"),
    page=lambda letter: links.to("public.session", meeting_id=letter.text.meeting_id),
)  # fmt: skip
documents.register(
    "letters", make_all, policy.can_read_all_letters, subject=MeetingLetter, fingerprint=fingerprint_of_all,
    label=lazy("Toutes les lettres"), page=lambda text: links.to("letters.departures", meeting_id=text.meeting_id),
)  # fmt: skip
