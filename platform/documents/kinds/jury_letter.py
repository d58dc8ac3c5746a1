"""The letter of appointment of a juror, in French or in Arabic, and the charter that they are asked to accept."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.documents.pieces import markdown_tree, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.competitions import finding
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.domain.juries import charter, policy
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.juries.rules.inviting import LETTER
from noress.extensions import db


def fingerprint(juror: Juror, language: str) -> str:
    return documents.fingerprint_of([*_told(juror), charter.sha256_of(charter.current())])


def _told(juror: Juror) -> list[Any]:
    call, grid = juror.competition.call, finding.grid_of(juror.competition)
    return [
        juror.person.name, juror.person.name_ar, juror.role, juror.appointed_at, call.title,
        juror.institution.name if juror.institution else None, [lot.title for lot in call.lots if lot.id in juror.lot_ids],
        grid.opens_at if grid else None, grid.closes_at if grid else None,
    ]  # fmt: skip


def make(juror_id: int, language: str) -> Made:
    juror = db.session.get(Juror, juror_id)
    assert juror is not None, "the job has found it"
    title = _("Lettre de nomination au jury")
    pdf = make_pdf("jury_letter.typ", content(juror), title=title, language=language,
                   reference=f"{juror.competition.call.edition}-J{juror.id}")  # fmt: skip
    return Made(title=title, filename=f"nomination-jury-{juror.id}-{language}.pdf", content=pdf)


def content(juror: Juror) -> dict[str, Any]:
    call, grid = juror.competition.call, finding.grid_of(juror.competition)
    lots = [lot.title for lot in call.lots if lot.id in juror.lot_ids]
    rows = [(_("Rôle"), spoken(juror.role.label))]
    if lots:
        rows += [(_("Catégories à juger"), spoken(lot)) for lot in lots]
    if grid is not None and grid.opens_at is not None and juror.role is not JuryRole.SECRETARY:
        rows.append((_("Notation à partir du"), spoken(formats.date_words(grid.opens_at))))
    if grid is not None and grid.closes_at is not None and juror.role is not JuryRole.SECRETARY:
        rows.append((_("Notes à envoyer avant le"), spoken(formats.date_words(grid.closes_at))))
    return {
        "dated": spoken(formats.date_short(juror.appointed_at)), "to": _("À"), "name": spoken(juror.person.shown_name),
        "institution": spoken(juror.institution.name) if juror.institution is not None else None,
        "subject_label": _("Objet :"), "subject": spoken(_("Nomination au jury : %(prize)s", prize=call.title)),
        "body": markdown_tree(_body(juror)), "rows": [{"label": label, "value": value} for label, value in rows],
        "signature": [{"title": spoken(_("Le secrétariat permanent")), "name": spoken("")}],
        "charter_title": _("Charte de confidentialité"), "charter": markdown_tree(charter.current()),
        "fingerprint": charter.sha256_of(charter.current()), "fingerprint_label": _("Empreinte du texte (SHA-256)"),
    }  # fmt: skip


def _body(juror: Juror) -> str:
    lines = [
        _("Madame, Monsieur,"),
        _(
            "Le secrétariat permanent du réseau a l'honneur de vous nommer dans le jury du prix nommé ci-dessus."
        ),
    ]
    if juror.role is JuryRole.ALTERNATE:
        lines.append(_("Vous siégez si vous êtes appelé(e) à la place d'une personne du jury."))
    if juror.role is JuryRole.SECRETARY:
        lines.append(_("Vous préparez les travaux du jury et en tenez le procès-verbal, sans noter."))
    lines.append(
        _("Votre participation est personnelle. Avant toute lecture, vous acceptez sur la plateforme la charte de confidentialité jointe, et vous dites vos liens avec les candidatures.")
    )  # fmt: skip
    lines.append(_("Nous vous remercions de donner ce temps aux initiatives de notre région."))
    return "\n\n".join(str(line) for line in lines)


documents.register(
    LETTER, make, policy.can_know_juror, subject=Juror, fingerprint=fingerprint, label=lazy("Lettre de nomination au jury"),
    page=lambda juror: links.to("juries.charter", competition_id=juror.competition_id),
)  # fmt: skip
