"""Which institutions have a part in an application: their people stand aside when it is judged."""

from collections.abc import Iterable

from noress.core.folding import fold
from noress.domain.applications.models import Affiliation, Application, ApplicationTie, Part, TieKind
from noress.domain.applications.queries import applying as queries
from noress.domain.competitions.queries.entering import list_nominating
from noress.domain.funding.models import CallKind
from noress.domain.institutions.models import Institution
from noress.extensions import db


def write_ties(application: Application, *, partners: Iterable[str] = ()) -> None:
    """The applicant itself, the member that it belongs to or that puts it forward, for the prize those that nominated it, those that accompany it, and the
    partners that its budget names and that are institutions here."""
    wanted: set[tuple[int, TieKind]] = set()
    own = application.structure.institution_id
    if own is not None:
        wanted.add((own, TieKind.APPLICANT))
    through = application.affiliated_with_id
    if through is not None and through != own and application.affiliation is not Affiliation.NONE:
        wanted.add((through, TieKind.SPONSOR))
    wanted |= {
        (person.institution_id, TieKind.ACCOMPANIST)
        for person in application.people
        if person.part is Part.ACCOMPANIST and person.institution_id and person.removed_at is None
    }
    if application.call.kind is CallKind.COMPETITION:
        nominating = db.session.scalars(list_nominating(application.id))
        wanted |= {
            (institution_id, TieKind.SPONSOR) for institution_id in nominating if institution_id != own
        }
    wanted |= {(institution.id, TieKind.PARTNER) for institution in institutions_called(partners)}
    kept = {(tie.institution_id, tie.kind): tie for tie in application.ties}
    application.ties = [
        kept.get((institution_id, kind)) or ApplicationTie(institution_id=institution_id, kind=kind)
        for institution_id, kind in sorted(wanted)
    ]


def add_tie(application: Application, institution_id: int, kind: TieKind) -> None:
    """One more, which a later sending keeps or takes back."""
    if (institution_id, kind) not in {(tie.institution_id, tie.kind) for tie in application.ties}:
        application.ties.append(ApplicationTie(institution_id=institution_id, kind=kind))


def institutions_called(names: Iterable[str]) -> list[Institution]:
    """Institutions that bear one of these names, in one of their languages, or one of these acronyms."""
    wanted = {fold(name): name for name in names if name and name.strip()}
    wanted.pop("", None)
    if not wanted:
        return []
    found = db.session.scalars(queries.list_institutions_called(wanted, wanted.values())).all()
    return [
        one
        for one in found
        if {fold(name) for name in one.name.values() if name} & set(wanted)
        or (one.acronym and fold(one.acronym) in wanted)
    ]
