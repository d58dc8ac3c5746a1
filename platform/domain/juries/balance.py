"""Whether a jury is balanced: figures and warnings that those who compose it read. None of them forbids anything."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from noress.core import territories
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.competitions.models import Competition
from noress.domain.institutions.models import Institution
from noress.domain.juries import queries
from noress.domain.juries.models import Gender, Juror, JuryRole
from noress.extensions import db

_SCORING = (JuryRole.CHAIR, JuryRole.MEMBER)


@dataclass
class Balance:
    """Of those who score; the secretary and alternates are counted apart."""

    scoring: int = 0
    alternates: int = 0
    has_chair: bool = False
    has_secretary: bool = False
    women: int = 0
    men: int = 0
    not_stated: int = 0
    #: (name, how many), the most first
    provinces: list[tuple[str, int]] = field(default_factory=list)
    institutions: int = 0
    #: institutions that have more than one voice
    doubled: list[Institution] = field(default_factory=list)
    without_institution: int = 0
    #: of the last edition's jury: how many sat in it, and how many sit again; none: there was none
    before: int | None = None
    again: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def renewed(self) -> int:
        return self.scoring - self.again


def balance_of(competition: Competition, jurors: Sequence[Juror]) -> Balance:
    """`jurors`: those who sit now."""
    scoring = [one for one in jurors if one.role in _SCORING or one.called_at is not None]
    genders = Counter(one.gender for one in scoring)
    voices = Counter(one.institution_id for one in scoring if one.institution_id is not None)
    provinces = Counter(one.province_code for one in scoring if one.province_code)
    previous = {one.person_id for one in db.session.scalars(queries.list_last_edition(competition))}
    found = Balance(
        scoring=len(scoring), alternates=sum(one.role is JuryRole.ALTERNATE and one.called_at is None for one in jurors),
        has_chair=any(one.role is JuryRole.CHAIR for one in jurors),
        has_secretary=any(one.role is JuryRole.SECRETARY for one in jurors),
        women=genders[Gender.WOMAN], men=genders[Gender.MAN], not_stated=genders[Gender.NOT_STATED],
        provinces=[(province_name(code), count) for code, count in provinces.most_common()], institutions=len(voices),
        doubled=list({
            one.institution_id: one.institution for one in scoring
            if one.institution is not None and voices[one.institution.id] > 1
        }.values()),
        without_institution=sum(one.institution_id is None for one in scoring),
        before=len(previous) or None, again=sum(one.person_id in previous for one in scoring),
    )  # fmt: skip
    found.warnings = _warnings(found)
    return found


def province_name(code: str) -> str:
    known = territories.get(code)
    return str(known.name) if known is not None else code


def _warnings(found: Balance) -> list[str]:
    said = []
    if not found.has_chair:
        said.append(_("Le jury n'a pas encore de présidence."))
    if not found.has_secretary:
        said.append(_("Le jury n'a pas encore de secrétaire."))
    said += [_("%(name)s a plus d'une voix.", name=institution.name) for institution in found.doubled]
    if found.without_institution:
        said.append(
            ngettext("%(num)s personne ne parle pour aucune institution.",
                     "%(num)s personnes ne parlent pour aucune institution.", found.without_institution)
        )  # fmt: skip
    stated = found.women + found.men
    if stated >= 3 and min(found.women, found.men) * 3 < stated:
        said.append(
            _("Les femmes sont moins d'un tiers du jury.") if found.women < found.men
            else _("Les hommes sont moins d'un tiers du jury.")
        )  # fmt: skip
    placed = sum(count for _name, count in found.provinces)
    if placed >= 3 and found.provinces[0][1] * 2 > placed:
        said.append(_("Plus de la moitié du jury vient de %(province)s.", province=found.provinces[0][0]))
    if found.before and found.scoring >= 3:
        if not found.renewed:
            said.append(_("Personne n'est nouveau depuis l'édition précédente."))
        elif not found.again:
            said.append(_("Personne de l'édition précédente ne reste pour passer le relais."))
    return said
