"""The sheet of a telephone round on paper: who to call, what to say, room to note what came of it."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.documents.pieces import spoken
from noress.documents.typesetting import make_pdf
from noress.domain.campaigns import policy
from noress.domain.campaigns.grid import read_grid
from noress.domain.campaigns.models import CallOutcome, CallRound
from noress.domain.campaigns.queries.rounds import list_calls
from noress.domain.campaigns.states import is_finished
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.extensions import db


def fingerprint(call_round: CallRound, language: str) -> str:
    campaign = call_round.campaign
    return documents.fingerprint_of(
        [campaign.name, campaign.closes_on, call_round.caller, [_line(call) for call in _calls(call_round)]]
    )


def make(call_round_id: int, language: str) -> Made:
    call_round = db.session.get(CallRound, call_round_id)
    assert call_round is not None, "the job has found it"
    title = _("Feuille d'appel")
    pdf = make_pdf("call_sheet.typ", content(call_round), title=title, language=language, reference="")
    return Made(title=title, filename=f"appels-{call_round.id}.pdf", content=pdf)


def content(call_round: CallRound) -> dict[str, Any]:
    campaign = call_round.campaign
    grid = read_grid(campaign)
    facts: list[tuple[Any, Any]] = [
        (_("Qui appelle"), call_round.caller),
        (_("Tirée le"), formats.date_words(call_round.drawn_at)),
        (_("Dernier jour"), formats.date_words(campaign.closes_on)),
    ]
    return {
        "subtitle": spoken(campaign.name),
        "facts": [{"label": str(label), "value": spoken(value)} for label, value in facts if value],
        "say": _(
            "À dire : qui vous êtes, que le réseau fait le catalogue des acteurs, que remplir prend quelques minutes, "
            "maintenant avec vous ou par le lien. Sans insister."
        ),
        "headers": [_("N°"), _("Structure"), _("Province et type"), _("Téléphone"), _("Résultat"), _("Note")],
        "rows": [
            [
                number, _name(call.participant),
                [str(grid.province_name(call.participant.province)), str(grid.kind_name(call.participant.kind))],
                formats.phone(call.participant.phone or ""), _outcome(call), spoken(call.note or ""),
            ]
            for number, call in enumerate(_calls(call_round), 1)
        ],
        "outcomes": _("Résultat : %(list)s.", list=" · ".join(str(outcome.label) for outcome in CallOutcome)),
    }  # fmt: skip


def _calls(call_round: CallRound) -> list[Any]:
    return list(db.session.scalars(list_calls(call_round.id)))


def _name(participant: Any) -> Any:
    institution = participant.institution
    return spoken((institution.name if institution else participant.name) or _("une structure sans nom"))


def _outcome(call: Any) -> str:
    if call.participant.declined_at is not None and call.outcome is not CallOutcome.REFUSED:
        return _("ne veut pas être contactée")
    if call.outcome is not None:
        return str(call.outcome.label)
    return _("a répondu depuis") if is_finished(call.participant) else ""


def _line(call: Any) -> list[Any]:
    one = call.participant
    return [
        one.name,
        one.province,
        one.kind,
        one.phone,
        call.outcome,
        call.note,
        is_finished(one),
        one.declined_at is not None,
    ]


def page(call_round: CallRound) -> str:
    return links.to("campaigns.show_round", campaign_id=call_round.campaign_id, call_round_id=call_round.id)


documents.register(
    "call_sheet", make, policy.can_read_round, subject=CallRound, fingerprint=fingerprint,
    label=lazy("Feuille d'appel"), page=page,
)  # fmt: skip
