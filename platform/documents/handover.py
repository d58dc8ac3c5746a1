"""The sections of a hand-over pack, in the current language: plain JSON for templates/handover.typ."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from noress.core import formats, links
from noress.core.i18n import Translated, language
from noress.core.i18n import gettext as _
from noress.documents.pieces import spoken
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Visibility
from noress.domain.actions import wording as action_wording
from noress.domain.actions.models import Action
from noress.domain.backlog.models import ProposedItem
from noress.domain.decisions.models import Decision
from noress.domain.duties import list_duties
from noress.domain.governance.models import GoverningPaper
from noress.domain.governance.wording import adoption_words
from noress.domain.handover.queries import MOST
from noress.domain.institutions.acts import act_words
from noress.domain.institutions.models import Institution, Mandate
from noress.domain.meetings import wording
from noress.domain.meetings.models import Answer, Invitation, Meeting
from noress.domain.minutes.mails import about
from noress.domain.minutes.models import Minutes

Rows = list[list[Any]]
_ARABIC = re.compile("[\u0600-\u06ff]")


def _said(value: Any) -> dict[str, str]:
    """A content in its language; our own sentences in the paper's, also when they begin with a number or a code."""
    found = spoken(value)
    is_ours = not isinstance(value, Translated) and language() == "ar" and _ARABIC.search(found["text"])
    return {**found, "lang": "ar"} if is_ours else found


def table(
    title: str, headers: Sequence[str], rows: Rows, widths: Sequence[float], nothing: str
) -> dict[str, Any]:
    """A section with a table; `nothing` is said where there is no row, and how many more there may be."""
    note = (
        _("Les %(most)s premières lignes. Le reste est sur la plateforme.", most=MOST)
        if len(rows) >= MOST
        else ""
    )
    return {
        "title": title, "headers": list(headers), "rows": [[_said(cell) for cell in row] for row in rows],
        "widths": list(widths), "nothing": nothing, "note": note, "facts": [],
    }  # fmt: skip


def facts(title: str, rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A section of label and value, line by line; what is not known is left out."""
    return {
        "title": title, "headers": [], "rows": [], "widths": [], "nothing": "", "note": "",
        "facts": [{"label": label, "value": _said(value)} for label, value in rows if value],
    }  # fmt: skip


def span(starts_on: date | None, ends_on: date | None) -> str:
    if starts_on is None:
        return _("dates non documentées")
    if ends_on is None:
        return _("depuis le %(start)s", start=formats.date_short(starts_on))
    return _("du %(start)s au %(end)s", start=formats.date_short(starts_on), end=formats.date_short(ends_on))


def places_of(mandates: Iterable[Mandate]) -> dict[str, Any]:
    """Where an institution sits."""
    rows = [
        [row.body.name, row.role.label, span(row.starts_on, row.ends_on), act_words(row.act) or ""]
        for row in mandates
    ]
    headers = [_("Instance"), _("Rôle"), _("Dates"), _("Acte")]
    return table(
        _("Places dans les instances"), headers, rows, (2, 1, 1.5, 1.3), _("Aucune place dans une instance.")
    )


def places_in(mandates: Iterable[Mandate]) -> dict[str, Any]:
    """Who sits in a body."""
    rows: Rows = []
    for row in mandates:
        holder = row.institution.name if row.institution is not None else ""
        person = row.person.shown_name if row.person is not None else ""
        rows.append(
            [
                holder or person,
                person if holder else "",
                row.role.label,
                span(row.starts_on, row.ends_on),
                act_words(row.act) or "",
            ]
        )
    headers = [_("Titulaire"), _("Personne"), _("Rôle"), _("Dates"), _("Acte")]
    return table(_("Qui y siège"), headers, rows, (2, 1.3, 1, 1.5, 1.2), _("Aucun mandat noté."))


def invitations(found: Iterable[Invitation]) -> dict[str, Any]:
    """Coming sessions of a seat, and what it answered."""
    rows = [
        [wording.title(row.meeting), wording.when(row.meeting), row.answer.label, row.meeting.reference or ""]
        for row in found
    ]
    headers = [_("Session"), _("Quand"), _("Réponse"), _("Référence")]
    return table(_("Sessions à venir"), headers, rows, (2, 2, 1, 0.9), _("Aucune session à venir."))


def meetings(found: Iterable[Meeting], answers: dict[int, dict[Answer, int]]) -> dict[str, Any]:
    """Coming sessions of a body, and how many have answered."""
    rows: Rows = []
    for meeting in found:
        counts = answers.get(meeting.id, {})
        total, silent = sum(counts.values()), counts.get(Answer.NONE, 0)
        told = _("%(answered)s sur %(total)s", answered=total - silent, total=total) if total else "–"
        rows.append(
            [
                wording.title(meeting),
                wording.when(meeting),
                meeting.state.label,
                told,
                meeting.reference or "",
            ]
        )
    headers = [_("Session"), _("Quand"), _("État"), _("Réponses"), _("Référence")]
    return table(_("Sessions à venir"), headers, rows, (2, 1.9, 1.2, 0.9, 0.9), _("Aucune session à venir."))


def duties(actor: Actor, now: datetime) -> dict[str, Any]:
    """What waits for whoever acts there."""
    rows = [
        [duty.title, duty.detail, formats.datetime_short(duty.deadline) if duty.deadline else _("sans date")]
        for duty in list_duties(actor, now=now)[:MOST]
    ]
    headers = [_("À faire"), _("Sur quoi"), _("Avant le")]
    return table(_("Ce qui attend une réponse"), headers, rows, (2, 2, 1.1), _("Rien n'attend de réponse."))


def action_rows(found: Iterable[Action], now: datetime) -> list[list[str]]:
    """For the paper and for the sheet alike."""
    rows = []
    for action in found:
        due, late = (
            action_wording.due_words(action_wording.due_of(action)),
            action_wording.late_words(action, now),
        )
        owner = str(action_wording.owner_name(action))
        rows.append(
            [action.number, str(action.what), f"{due} ({late})" if late else due, owner, action_wording.state_of(action, now)[0]]
        )  # fmt: skip
    return rows


def action_headers() -> list[str]:
    return [_("Numéro"), _("Quoi"), _("Échéance"), _("Responsable"), _("État")]


def actions(found: Iterable[Action], now: datetime) -> dict[str, Any]:
    rows = action_rows(found, now)
    return table(
        _("Actions ouvertes"), action_headers(), rows, (1, 2.6, 1.3, 1.5, 0.8), _("Aucune action ouverte.")
    )


def decisions(found: Iterable[Decision]) -> dict[str, Any]:
    rows = [[row.number, row.text, formats.date_short(row.adopted_on), row.mode.label] for row in found]
    headers = [_("Numéro"), _("Décision"), _("Prise le"), _("Comment")]
    return table(_("Décisions en vigueur"), headers, rows, (1, 3, 1.1, 1), _("Aucune décision en vigueur."))


def papers(found: Iterable[GoverningPaper], signed: dict[int, date] | None = None) -> dict[str, Any]:
    """Texts with what is in force; for an institution, whether it has signed."""
    rows: Rows = []
    for paper in found:
        version = paper.in_force
        words = adoption_words(version) if version is not None else _("aucune version adoptée")
        row = [
            paper.title,
            paper.body.name,
            words,
            _("oui") if version and version.file else _("texte non disponible"),
        ]
        if signed is not None:
            day = signed.get(version.id) if version is not None else None
            row.append(formats.date_short(day) if day else _("non") if paper.asks_signatures else "–")
        rows.append(row)
    headers = [_("Texte"), _("Instance"), _("En vigueur"), _("Fichier joint")]
    widths: tuple[float, ...] = (1.6, 1.3, 2, 0.9)
    if signed is not None:
        headers, widths = [*headers, _("Signé")], (*widths, 0.9)
    return table(_("Textes"), headers, rows, widths, _("Aucun texte noté."))


def records(found: Iterable[Minutes]) -> dict[str, Any]:
    rows = [
        [about(row, row.meeting), wording.title(row.meeting), row.state.label,
         formats.datetime_short(row.corrections_until) if row.corrections_until else ""]
        for row in found
    ]  # fmt: skip
    headers = [_("Texte"), _("Session"), _("État"), _("Corrections jusqu'au")]
    return table(
        _("Comptes rendus en cours"), headers, rows, (1.6, 2, 1.1, 1.1), _("Aucun compte rendu en cours.")
    )


def proposals(found: Iterable[ProposedItem]) -> dict[str, Any]:
    rows = [
        [row.title, row.body.name, row.institution.name if row.institution is not None else "–", row.state.label]
        for row in found
    ]  # fmt: skip
    headers = [_("Point"), _("Instance"), _("Proposé par"), _("État")]
    return table(_("Points proposés"), headers, rows, (2, 1.3, 1.6, 1.1), _("Aucun point en attente."))


def contacts(
    title: str, found: Iterable[Institution], *, sender: str = "", with_internal: bool = False
) -> dict[str, Any]:
    """Addresses of institutions, as they chose to show them; the platform's own first."""
    rows: Rows = [[_("Secrétariat permanent"), "", sender, links.to("public.home")]] if sender else []
    for institution in found:
        is_shown = with_internal or institution.visibility is not Visibility.INTERNAL
        mail, phone = (institution.email or "", institution.phone or "") if is_shown else ("", "")
        rows.append([institution.name, institution.head_title or "", mail, phone])
    headers = [_("Institution"), _("Responsable"), _("Courriel"), _("Téléphone ou site")]
    return table(title, headers, rows, (2, 1.3, 1.6, 1.2), _("Aucune coordonnée."))
