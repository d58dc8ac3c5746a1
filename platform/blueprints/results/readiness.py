"""What is ready before the results are released: what stops it, and what is only worth a look."""

from typing import Any

from flask import url_for

from noress.blueprints.results.present import Ready
from noress.core import formats
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.awards.rules.granting import left_of
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.outcomes import Outcome, mark_of, outcome_of
from noress.domain.competitions.queries import results as queries
from noress.extensions import db

_BOTH = ("fr", "ar")


def readiness(competition: Competition, hidden: Any) -> list[Ready]:
    """Of the entries that the reader may know of."""
    entries = list(db.session.scalars(queries.list_decided(competition.id, hidden)).unique())
    by = {one: [entry for entry in entries if outcome_of(entry) is one] for one in Outcome}
    return [
        _ceremony(competition), _checked(competition), _letters(entries), _texts(by), _press(competition),
        _feedback([*by[Outcome.NONE], *by[Outcome.MENTION]], competition), _prizes(competition, by[Outcome.WINNER]),
        _money(competition, by[Outcome.WINNER]), _appeals(competition),
    ]  # fmt: skip


def _ceremony(competition: Competition) -> Ready:
    if competition.ceremony_at is None:
        return Ready(_("Cérémonie"), _("son heure n'est pas fixée : rien ne peut être annoncé"), "danger")
    return Ready(_("Cérémonie"), formats.datetime_words(competition.ceremony_at), "ok")


def _checked(competition: Competition) -> Ready:
    count = db.session.scalars(queries.count_unchecked(competition.call_id)).one()
    if not count:
        return Ready(_("Recevabilité"), _("toutes les candidatures sont vérifiées"), "ok")
    words = ngettext("%(num)s candidature n'est pas vérifiée : rien ne peut être annoncé",
                     "%(num)s candidatures ne sont pas vérifiées : rien ne peut être annoncé", count)  # fmt: skip
    url = url_for("application_desk.index", appel=competition.call_id)
    return Ready(_("Recevabilité"), words, "danger", url)


def _letters(entries: list[Entry]) -> Ready:
    ids = [one.application_id for one in entries]
    letters = {
        one.application_id: one.written_for for one in db.session.scalars(queries.list_letters_of(ids))
    }
    done = sum(letters.get(one.application_id) == mark_of(one) for one in entries)
    words = _("%(done)s sur %(total)s", done=done, total=len(entries))
    return Ready(_("Lettres"), words, "ok" if done == len(entries) else "warning")


def _texts(by: dict[Outcome, list[Entry]]) -> Ready:
    shown = [*by[Outcome.WINNER], *by[Outcome.MENTION]]
    done = sum(all((one.public_text or {}).get(code) for code in _BOTH) for one in shown)
    words = _("%(done)s sur %(total)s dans les deux langues", done=done, total=len(shown))
    return Ready(_("Textes publics"), words, "ok" if done == len(shown) else "warning")


def _press(competition: Competition) -> Ready:
    url = url_for("results.press", competition_id=competition.id)
    is_done = all((competition.press_text or {}).get(code) for code in _BOTH)
    said = _("prêt dans les deux langues") if is_done else _("à écrire dans les deux langues")
    return Ready(_("Texte pour la presse"), said, "ok" if is_done else "warning", url)


def _feedback(entries: list[Entry], competition: Competition) -> Ready:
    done = sum(bool(one.feedback) for one in entries)
    words = _("%(done)s sur %(total)s, choisis par la présidence du jury", done=done, total=len(entries))
    return Ready(
        _("Retours aux candidatures non primées"), words, "ok" if done == len(entries) else "warning"
    )


def _prizes(competition: Competition, winners: list[Entry]) -> Ready:
    taken = {one.prize_id for one in winners}
    free = [str(one.title) for one in competition.prizes if one.id not in taken]
    if not free:
        return Ready(_("Prix"), _("chaque prix a son lauréat ou sa lauréate"), "ok")
    words = _("sans lauréat(e), leur montant reste : %(prizes)s", prizes=formats.listed(free))
    return Ready(_("Prix"), words, "warning")


def _money(competition: Competition, winners: list[Entry]) -> Ready:
    url = url_for("results.prizes", competition_id=competition.id)
    unknown = sum(one.prize_amount is None for one in winners)
    if unknown:
        words = ngettext("un montant n'est pas connu : rien n'est versé avant qu'il soit fixé",
                         "%(num)s montants ne sont pas connus : rien n'est versé avant qu'ils soient fixés", unknown)  # fmt: skip
        return Ready(_("Montants"), words, "warning", url)
    total, left = sum(one.prize_amount or 0 for one in winners), left_of(competition.call).envelope
    if total > left:
        words = _("l'enveloppe ne suffit pas : %(total)s à verser, il reste %(left)s", total=formats.money(total),
                  left=formats.money(max(left, 0)))  # fmt: skip
        return Ready(_("Montants"), words, "warning", url)
    return Ready(_("Montants"), formats.money(total), "ok", url)


def _appeals(competition: Competition) -> Ready:
    url = url_for("competitions.edit_dates", competition_id=competition.id)
    until = competition.call.appeal_until
    if until is None:
        return Ready(
            _("Recours"), _("aucun délai n'est fixé : personne ne pourra en déposer"), "warning", url
        )
    return Ready(_("Recours"), _("jusqu'au %(day)s", day=formats.date_words(until)), "ok")
