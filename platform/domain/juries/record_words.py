"""What the record of a deliberation says, in the language that is asked for: Markdown of the small kind."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from babel.numbers import format_decimal

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.core.i18n import locale, ngettext
from noress.domain.competitions import finding
from noress.domain.competitions.models import Prize, TieRule
from noress.domain.juries import panel, sealing, standings
from noress.domain.juries.attending import list_here, list_quorums_of
from noress.domain.juries.models import Deliberation, DeliberationItem, Juror, ScoreSeal, ShowOfHands
from noress.domain.juries.prizes import Outcome
from noress.domain.juries.queries import deliberating as queries
from noress.domain.reviewing import conflicts, rulings, severity, table
from noress.domain.reviewing.models import Grid
from noress.extensions import db

#: signs of one block of seal lines: below what a block of the record takes
MOST_SIGNS = 60_000


class Material(NamedTuple):
    """All that the record is written from, read once."""

    deliberation: Deliberation
    grid: Grid
    here: list[Juror]
    away: list[Juror]
    items: list[DeliberationItem]
    outcome: Outcome
    prizes: list[Prize]
    lines: list[Any]
    votes: dict[int, list[ShowOfHands]]
    ranks: dict[int, int]
    #: {entry: people who left}
    aside: dict[int, list[Juror]]


def gather(deliberation: Deliberation, now: datetime) -> Material:
    competition = deliberation.competition
    grid = finding.grid_of(competition)
    assert grid is not None, "scores were sealed"
    here, away = list_here(deliberation)
    items = list(db.session.scalars(queries.list_items(deliberation.id)))
    votes: dict[int, list[ShowOfHands]] = {}
    for vote in db.session.scalars(queries.list_votes([one.id for one in items])):
        votes.setdefault(vote.item_id, []).append(vote)
    jurors = {one.person_id: one for one in [*here, *away]}
    aside: dict[int, list[Juror]] = {}
    for application_id, person_id in sorted(
        conflicts.list_pairs(queries.judged_ids(competition.id), sorted(jurors))
    ):
        aside.setdefault(application_id, []).append(jurors[person_id])
    return Material(
        deliberation, grid, here, away, items, standings.outcome_of(competition, items, now),
        list(db.session.scalars(queries.list_prizes(competition.id))),
        sorted(
            table.results(competition, grid, reader=None, now=now),
            key=lambda one: (one.place is None, one.place or 0, one.number),
        ), votes, standings.ranks_of(competition, items, now), aside,
    )  # fmt: skip


def heading(deliberation: Deliberation) -> dict[str, str | None]:
    """Who chaired, who wrote: the two signatures of the paper."""
    jurors = list(db.session.scalars(panel.list_jurors(deliberation.competition_id)))

    def named(role: str) -> str | None:
        return next((one.person.shown_name for one in jurors if one.role == role), None)

    return {"chaired_by": named("chair"), "written_by": named("secretary")}


def _name(juror: Juror) -> str:
    who = f"{juror.person.shown_name}, {juror.role.label}"
    return f"{who} ({juror.institution.name})" if juror.institution is not None else who


def _list(rows: Iterable[str]) -> str:
    return "\n".join(f"- {row}" for row in rows)


def _bold(text: str) -> str:
    return f"**{text}**"


def _aside(text: str) -> str:
    return f" ({text})"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def mark(thousandths: int | None, out_of: int) -> str:
    """ "14,25": thousandths of 100, said out of what the rules say."""
    if thousandths is None:
        return "–"
    return str(format_decimal(Decimal(thousandths * out_of) / 100_000, "0.00", locale=locale()))


# --- before the entries ---------------------------------------------------------------------------------


def composition(of: Material) -> str:
    quorums = [
        _("Quorum : %(counted)s institutions présentes ou représentées pour %(needed)s demandées.", counted=one.counted,
          needed=one.needed)
        for one in list_quorums_of(of.deliberation) if one.needed is not None
    ]  # fmt: skip
    why = of.deliberation.without_quorum_because
    return _paragraphs(
        _bold(_("Composition du jury : membres présents")), _list(map(_name, of.here)) or _("Aucun."),
        _bold(_("Membres absents")), _list(map(_name, of.away)) or _("Aucun."), *quorums,
        _("Le jury a décidé sans quorum, pour ce motif : %(reason)s", reason=why) if why else "",
    )  # fmt: skip


def method(of: Material) -> str:
    competition = of.deliberation.competition
    codes = sealing.criterion_codes(of.grid.criteria)
    lots = {lot.id: str(lot.title) for lot in competition.call.lots}
    rows = []
    for one in of.grid.criteria:
        weight = (
            _("hors total")
            if one.is_outside_total
            else _("coefficient %(weight)s sur 100", weight=one.weight)
        )
        lot = f" · {lots[one.lot_id]}" if one.lot_id in lots else ""
        rows.append(f"{codes[one.id]} : {one.title} ({weight}{lot})")
    rules = [str(TieRule(value).label) for value in competition.tie_rules]
    lines = [
        _("Chaque note est une valeur de l'échelle de son critère. Le total d'un membre est la somme des valeurs rapportées au "
          "maximum, multipliées par leur coefficient ; la note d'une candidature est la moyenne des totaux, sur %(out_of)s.",
          out_of=competition.out_of),
        ngettext("Une candidature est classée à partir de %(num)s note.", "Une candidature est classée à partir de %(num)s notes.",
                 competition.minimum_scores),
        _("Ex æquo : %(rules)s.", rules=" ; ".join(rules)) if rules else _("Ex æquo : le règlement ne dit rien."),
    ]  # fmt: skip
    if competition.severity_from is not None:
        lines.append(
            _("La sévérité des membres est montrée à titre indicatif à partir de %(count)s candidatures notées par chacun, par une "
              "méthode publiée (%(source)s). Elle ne change aucun rang.", count=competition.severity_from, source=severity.SOURCE)
        )  # fmt: skip
    return _paragraphs(_bold(_("Méthode")), _list(rows), *lines)


# --- figures, hidden from whoever stands aside from one entry -------------------------------------------


def conflicts_words(of: Material) -> str:
    numbers = {one.application_id: one.application.number or "" for one in of.items}
    rows = [
        _("%(number)s : %(names)s", number=numbers[key], names=", ".join(one.person.shown_name for one in people))
        for key, people in sorted(of.aside.items(), key=lambda row: numbers.get(row[0], "")) if key in numbers
    ]  # fmt: skip
    return _paragraphs(
        _bold(_("Déports : qui est sorti pour quel dossier")), _list(rows) or _("Personne n'est en déport."),
    )  # fmt: skip


def table_rows(of: Material) -> list[str]:
    out_of = of.deliberation.competition.out_of
    rows = []
    for one in of.lines:
        rank = of.ranks.get(one.application_id)
        figures = _(
            "moyenne %(mean)s, médiane %(median)s, écart %(spread)s, notes : %(count)s, abstentions : %(abstentions)s",
            mean=mark(one.mean, out_of), median=mark(one.median, out_of), spread=mark(one.spread, out_of), count=one.count,
            abstentions=one.abstentions,
        )  # fmt: skip
        place = _("place %(place)s", place=one.place) if one.place is not None else _("non classée")
        decided = _("rang décidé : %(rank)s", rank=rank) if rank is not None else ""
        note = str(one.tie_note) if getattr(one, "tie_note", None) else ""
        rows.append(" · ".join(filter(None, (one.number, place, figures, note, decided))))
    return rows


def table_words(of: Material) -> str:
    return _paragraphs(_bold(_("Tableau des résultats")), _list(table_rows(of)) or _("Aucune note."))


def rulings_words(of: Material) -> str:
    """Ties told apart, by which rule or by whom; entries ranked with too few scores; each with its reason."""
    numbers = {one.application_id: one.number for one in of.lines}
    rows = []
    for one in rulings.list_rulings(of.deliberation.competition):
        who = ", ".join(numbers.get(key, "–") for key in one.application_ids)
        rule = f" ({TieRule(one.rule).label})" if one.rule else ""
        why = " " + _("Motif : %(reason)s", reason=one.reason) if one.reason else ""
        rows.append(f"{who} : {one.kind.label}{rule}.{why}")
    return _paragraphs(_bold(_("Ex æquo et exceptions")), _list(rows)) if rows else ""


def winners(of: Material) -> str:
    by_id = {one.application_id: one for one in of.items}
    rows = []
    for prize in of.prizes:
        lot = f" ({prize.lot.title})" if prize.lot is not None else ""
        for given in of.outcome.given:
            if given.prize.id == prize.id:
                application = by_id[given.application_id].application
                rows.append(
                    f"{prize.title}{lot} : {application.number}, {application.title}, {money(given.amount)}"
                    + (_aside(_("ex æquo, prix partagés")) if given.is_shared else "")
                )
        if prize.not_awarded_because:
            rows.append(_("%(prize)s : non attribué. Motif : %(reason)s", prize=f"{prize.title}{lot}",
                          reason=prize.not_awarded_because))  # fmt: skip
    rows += [
        _("Mention spéciale : %(number)s, %(title)s. %(words)s", number=one.application.number,
          title=one.application.title, words=one.mention)
        for one in of.items if one.mention
    ]  # fmt: skip
    return _paragraphs(_bold(_("Lauréats et mentions")), _list(rows) or _("Aucun prix n'est encore décidé."))


def money(amount: int | None) -> str:
    return formats.money(amount) if amount is not None else _("montant non connu")


def seal_parts(seal: ScoreSeal) -> list[str]:
    """The lines, in parts that a block of the record takes; together they are what the hash is taken over."""
    parts, current, size = [], list[str](), 0
    for line in seal.lines.splitlines():
        if size + len(line) > MOST_SIGNS:
            parts.append("\n".join(current))
            current, size = [], 0
        current.append(line)
        size += len(line) + 1
    return [*parts, "\n".join(current)]


def seal(of: ScoreSeal, text: str) -> str:
    title = _(
        "Notes scellées, version %(number)s, le %(when)s",
        number=of.number,
        when=formats.datetime_short(of.sealed_at),
    )
    reason = _("Motif du changement : %(reason)s", reason=of.reason) if of.reason else ""
    recipe = _(
        "Une ligne par note : numéro du dossier ; code du membre du jury ; critère ; valeur ; T (dans le total), H (hors total) ou "
        "A (abstention, avec son motif au lieu d'une valeur). Ordre : numéro, code, critère. Pour vérifier : écrire ces lignes telles "
        "quelles dans un fichier UTF-8, chacune suivie d'un saut de ligne (LF), puis calculer son empreinte SHA-256."
    )  # fmt: skip
    return _paragraphs(_bold(title), reason, recipe, _("Empreinte SHA-256 :"), of.sha256, text)


# --- one entry ------------------------------------------------------------------------------------------


def discussion(of: Material, item: DeliberationItem) -> str:
    """What the secretary noted, and the hands."""
    rows = []
    for vote in of.votes.get(item.id, []):
        counted = _("pour : %(votes_for)s, contre : %(votes_against)s, abstentions : %(abstentions)s", votes_for=vote.votes_for,
                    votes_against=vote.votes_against, abstentions=vote.abstentions)  # fmt: skip
        chair = _aside(_("voix prépondérante de la présidence")) if vote.chair_decided else ""
        rows.append(f"{vote.motion} {counted}{chair}")
    return _paragraphs(item.notes, _paragraphs(_bold(_("Votes à main levée")), _list(rows)) if rows else "")


def decision(of: Material, item: DeliberationItem) -> str:
    application, given = item.application, of.outcome.of(item.application_id)
    rank = of.ranks.get(item.application_id)
    what = _("%(number)s, « %(title)s » :", number=application.number, title=application.title)
    place = _("rang %(rank)s.", rank=rank) if rank is not None else _("non classée.")
    moved = ""
    if item.rank_after is not None and item.rank_after != item.rank_before:
        before = item.rank_before if item.rank_before is not None else "–"
        moved = _(
            "Rang du tableau : %(before)s. Motif du changement : %(reason)s",
            before=before,
            reason=item.reason,
        )
    prize = ""
    if given is not None:
        prize = _("Prix : %(prize)s, %(amount)s.", prize=given.prize.title, amount=money(given.amount))
        if given.is_shared:
            prize += " " + _("Les ex æquo partagent les prix, comme le règlement le prévoit.")
    mention = _("Mention spéciale : %(words)s", words=item.mention) if item.mention else ""
    gone = [one.person.shown_name for one in of.aside.get(item.application_id, [])]
    left = _("Sortis de la salle : %(names)s.", names=", ".join(gone)) if gone else ""
    return _paragraphs(f"{what} {place}", moved, prize, mention, left)


def how(of: Material, item: DeliberationItem) -> dict[str, Any]:
    """By a show of hands when the last one carried it; else by consensus."""
    votes = of.votes.get(item.id, [])
    last = votes[-1] if votes else None
    if last is None or last.votes_for < last.votes_against:
        return {"mode": "consensus"}
    return {
        "mode": "show_of_hands", "votes_for": last.votes_for, "votes_against": last.votes_against,
        "abstentions": last.abstentions,
    }  # fmt: skip


def signatures(of: Material) -> str:
    return _paragraphs(
        _bold(_("Signatures des membres présents")), _list(f"{_name(one)} : ……………………" for one in of.here)
    )
