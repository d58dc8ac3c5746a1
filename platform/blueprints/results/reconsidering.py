"""After an appeal that was upheld: what the jury decided anew of an entry, recorded once and told at once."""

from typing import Any

from flask import abort, render_template, url_for

from noress.blueprints.results import bp, present
from noress.blueprints.results.forms import ReconsiderForm
from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition, Entry, Prize
from noress.domain.competitions.outcomes import Outcome, outcome_of
from noress.domain.competitions.rules import reconsidering as rules
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.rows import read_amount
from noress.web.submitting import attempt


@bp.route("/concours/gestion/<int:competition_id>/resultats/<int:entry_id>/recours", methods=["GET", "POST"])
@permission(P.RESULT_RELEASE, loads=Competition)
def reconsider(competition: Competition, entry_id: int) -> Any:
    """404 where no appeal was upheld. Once recorded it is read, and changes no more."""
    entry = present.decided_entry(competition, entry_id)
    appeal = rules.upheld_appeal(entry)
    if appeal is None:
        abort(404)
    form = ReconsiderForm(data={"version": entry.version})
    is_done = entry.reconsidered_at is not None  # pressed twice: the rule says so, whatever was chosen
    prizes = rules.offered_prizes(entry) if entry.prize_id is None or is_done else []
    form.offer(
        [(one.id, _label(one, is_free)) for one, is_free in prizes],
        has_mention=entry.is_mention and not is_done,
    )

    def stored() -> dict[str, Any]:
        db.session.refresh(entry)
        return {"version": entry.version}

    tried = attempt(form, lambda: _save(entry, form), stored=stored)
    if tried.status:
        page = render_template(
            "results/reconsider.html", competition=competition, entry=entry, appeal=appeal, form=form, stale=tried.stale,
            outcome=outcome_of(entry), has_prizes=bool(prizes),
        )  # fmt: skip
        return page, tried.status
    words = _("C'est enregistré et annoncé : le courriel part maintenant.")
    return acting.done(url_for(".embargo", competition_id=competition.id), words)


def _label(prize: Prize, is_free: bool) -> str:
    amount = formats.money(prize.amount) if prize.amount is not None else _("montant inconnu")
    if is_free:
        return _("%(prize)s, %(amount)s : pas encore attribué", prize=prize.title, amount=amount)
    return _("%(prize)s, %(amount)s : ex æquo avec ce qui est annoncé", prize=prize.title, amount=amount)


def _save(entry: Entry, form: ReconsiderForm) -> None:
    chosen, given = form.prize.data or "", Outcome(form.given.data)
    is_prize = given is Outcome.WINNER
    anew = rules.Anew(
        given=given, because=form.because, reference=form.reference.data, day=form.day.data, mention=form.mention,
        prize_id=int(chosen) if is_prize and chosen.isdigit() else None,
        amount=read_amount(form.amount.data, "amount") if is_prize else None,
    )  # fmt: skip
    rules.reconsider(entry=entry, anew=anew, version=form.version.data or 0, **acting.doing())
