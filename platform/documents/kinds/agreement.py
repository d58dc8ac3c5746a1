"""The agreement of a project, in French or in Arabic: its parties, its articles, room to sign, its annexes."""

from typing import Any

from noress.core import links
from noress.core.i18n import french_spacing, language, lazy
from noress.core.i18n import gettext as _
from noress.documents.pieces import markdown_tree, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.payments import policy, queries
from noress.domain.payments.built_in import TITLE
from noress.domain.payments.models import Agreement, InstalmentState
from noress.domain.payments.texts import filled
from noress.extensions import db


def may_read(actor: Any, agreement: Agreement) -> bool:
    """Whoever follows the project; its holders have it by their personal link."""
    return policy.can_know_award(actor, agreement.award)


def fingerprint(agreement: Agreement, code: str) -> str:
    return documents.fingerprint_of(
        [agreement.number, _text(agreement, code), _title(agreement), _annexes(agreement)]
    )


def make(agreement_id: int, code: str) -> Made:
    agreement = db.session.get(Agreement, agreement_id)
    assert agreement is not None, "the job has found it"
    title = str(_title(agreement))
    number = agreement.number or _("projet de texte")
    data = content(agreement, code)
    pdf = make_pdf("agreement.typ", data, title=title, language=code, reference=number)
    return Made(
        title=title, filename=f"convention-{agreement.number or agreement.id}-{code}.pdf", content=pdf
    )


def content(agreement: Agreement, code: str) -> dict[str, Any]:
    award, call = agreement.award, agreement.award.call
    text = _text(agreement, code)
    return {
        "draft": None if agreement.number else _("Projet de texte : il ne se signe pas encore."),
        "body": markdown_tree(french_spacing(text) if code == "fr" else text),
        "signatures": [
            {"title": spoken(_("Pour le porteur juridique")), "name": spoken(call.carrier.name if call.carrier else "")},
            {"title": spoken(_("Pour la structure")), "name": spoken(award.structure.name)},
        ],
        "by_hand": _("Chaque partie écrit de sa main « lu et approuvé », la date, puis signe."),
        "annexes_title": _("Annexes"), "annexes": [spoken(one) for one in _annexes(agreement)],
    }  # fmt: skip


def _text(agreement: Agreement, code: str) -> str:
    """As it went out; while it is prepared, as it would."""
    sent = agreement.sent_arabic if code == "ar" else agreement.sent_french
    if sent is not None:
        return sent
    rows = db.session.scalars(queries.list_instalments(agreement.award_id))
    standing = [one for one in rows if one.state is not InstalmentState.CANCELLED]
    return filled(agreement.arabic if code == "ar" else agreement.french, agreement, standing, code)


def _title(agreement: Agreement) -> Any:
    return (agreement.template.title if agreement.template is not None else TITLE).pick(language())[1]


def _annexes(agreement: Agreement) -> list[Any]:
    """The application, then the papers of the structure that nobody's identity card stands on."""
    application = agreement.award.application
    papers = db.session.scalars(queries.list_papers(agreement.award_id))
    first = _("Candidature %(number)s et son budget", number=application.number or application.title)
    return [first, *(one.label for one in papers if not one.is_restricted)]


documents.register(
    "agreement", make, may_read, subject=Agreement, fingerprint=fingerprint, label=lazy("Convention"),
    page=lambda agreement: links.to("payments.agreement", award_id=agreement.award_id),
)  # fmt: skip
