"""Staff who handle files, ties, recusals, opinions."""

from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application, ApplicationState, ApplicationTie, Opinion, TieKind
from noress.domain.institutions.models import Body, BodyKind, Function, Institution, MandateRole
from noress.domain.reviewing.models import LinkKind, OrganisationLink, Recusal, RecusalNature
from tests.factories import NOW, make_assignment, make_body, make_mandate, make_person, save
from tests.factories.calls import make_application


def make_coordinator(
    name: str = "Coordination du secrétariat",
    body: Body | None = None,
    role: MandateRole = MandateRole.COORDINATOR,
) -> Person:
    person = make_person(name)
    make_mandate(
        body or make_body(BodyKind.SECRETARIAT, "Secrétariat permanent"), role=role, person_id=person.id
    )
    return person


def make_officer(name: str = "Chargé de dossier", **values: Any) -> Person:
    person = make_person(name, **values)
    make_assignment(person, Function.DESK_OFFICER)
    return person


def acting(person: Person) -> Actor:
    return build_actor(person, seat=None, now=NOW, method="code")


def make_sent(call: Any = None, structure: Any = None, **values: Any) -> Application:
    """Sent, with its number."""
    usual = {"state": ApplicationState.SUBMITTED, "number": "AMI-2026-0001", "submitted_at": NOW}
    return make_application(call, structure, **{**usual, **values})


def make_tie(
    application: Application, institution: Institution, kind: TieKind = TieKind.PARTNER
) -> ApplicationTie:
    return save(ApplicationTie(application_id=application.id, institution_id=institution.id, kind=kind))


def make_link(first: Institution, second: Institution, kind: LinkKind = LinkKind.MEMBER) -> OrganisationLink:
    return save(OrganisationLink(from_id=first.id, to_id=second.id, kind=kind, noted_at=NOW))


def make_recusal(application: Application, person: Person, **values: Any) -> Recusal:
    usual = {"nature": RecusalNature.DECLARED, "made_at": NOW}
    return save(
        Recusal(
            subject_type="application", subject_id=application.id, person_id=person.id, **{**usual, **values}
        )
    )


def make_opinion(application: Application, **values: Any) -> Opinion:
    usual = {
        "name": "Professeur d'économie sociale", "email": "avis@exemple.ma", "language": "fr", "asked_at": NOW,
        "question": "Le marché existe-t-il ?", "link_generation": 1,
    }  # fmt: skip
    return save(Opinion(application_id=application.id, **{**usual, **values}))
