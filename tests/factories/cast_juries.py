"""The cast's juries: one edition in scoring with a chair, a member, a secretary and an alternate who is not called; one whose
jury is asked; one in deliberation."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.domain.accounts.models import Person
from noress.domain.funding.models import CallState
from noress.domain.juries.models import JurorCopy, JuryRole
from noress.domain.reviewing.models import RecusalNature
from noress.extensions import db
from tests.factories import NOW, make_device, make_institution, make_person, save
from tests.factories.competitions import (
    grid_of,
    make_competition,
    make_entry,
    make_juror,
    make_nomination,
)
from tests.factories.documents import make_file
from tests.factories.evaluating import make_evaluation
from tests.factories.received import join_file
from tests.factories.recusals import make_recusal

#: whom the lines of the prize ask besides everybody else: its last columns
SEATS = {
    "jury_chair": JuryRole.CHAIR, "jury_member": JuryRole.MEMBER, "jury_secretary": JuryRole.SECRETARY,
    "jury_alternate": JuryRole.ALTERNATE,
}  # fmt: skip
JURY_KINDS = tuple(SEATS)
#: the matrix is asked at any hour of any year
LONG_AFTER = NOW + timedelta(days=36_500)


def make_juries(cast: Any) -> None:
    """[jury]: what the jury reads; [jury aside]: an entry that its member stands aside from; [jury in the making]; [jury
    deliberating]; [juror asked]: the titular is asked and silent; [alternate]: the seat of the alternate."""
    competition = make_competition("scoring", grid={"closes_at": LONG_AFTER})
    seats = _seats(cast, competition)
    entry, aside = _entry(competition), make_entry(competition).application
    seen = entry.application
    grid, member = grid_of(competition), db.session.get_one(Person, cast.people["jury_member"])
    mine = make_evaluation(grid, seen, member, (4, 4))
    declared = make_recusal(
        aside,
        member,
        nature=RecusalNature.FAMILY,
        reason="Un proche",
        made_by_id=member.id,
        made_at=clock.now(),
    )
    asked = make_juror(
        competition,
        db.session.get_one(Person, cast.people["titular"]),
        accepted_at=None,
        institution=make_institution(),
    )
    jury = {
        "competition_id": competition.id, "application_id": seen.id, "person_id": cast.people["jury_member"],
        "juror_id": seats["jury_member"].id, "name": "photo-1.jpg", "entry_id": entry.id, "evaluation_id": mine.id,
    }  # fmt: skip
    cast.ids["usual"]["competition_id"] = competition.id
    cast.ids["usual"]["juror_id"] = seats["jury_member"].id
    cast.ids["jury"] = jury
    cast.ids["jury aside"] = {**jury, "application_id": aside.id, "recusal_id": declared.id}
    _scored(cast, competition, jury, aside)
    cast.ids["juror asked"] = {**jury, "juror_id": asked.id}
    cast.ids["alternate"] = {**jury, "juror_id": seats["jury_alternate"].id}
    cast.ids["newcomer"] = {**jury, "person_id": make_person("Personne à nommer").id}
    making = make_competition("eligibility", call={"state": CallState.DRAFT})
    cast.ids["jury in the making"] = {**jury, "competition_id": making.id, "juror_id": make_juror(making).id}
    _deliberating(cast)
    make_nomination(competition)


def _scored(cast: Any, competition: Any, jury: dict[str, Any], aside: Any) -> None:
    """[jury on paper]: typed in from the member's paper; [jury asked to change]: sent, and to be opened again; [jury scored
    aside]: of the entry that the member stands aside from."""
    grid = grid_of(competition)
    member, secretary = (
        db.session.get_one(Person, cast.people[kind]) for kind in ("jury_member", "jury_secretary")
    )
    typed, sent = (make_entry(competition).application for _n in range(2))
    scan = make_file("feuille.pdf")
    paper = make_evaluation(grid, typed, member, (3, 3), typed_by_id=secretary.id, paper_id=scan.id)
    asked = make_evaluation(
        grid, sent, member, (3, 3), is_sent=True, reopen_asked_at=clock.now(), reopen_because="Une erreur"
    )
    hidden = make_evaluation(grid, aside, member)
    cast.ids["jury on paper"] = {**jury, "evaluation_id": paper.id, "application_id": typed.id}
    cast.ids["jury asked to change"] = {**jury, "evaluation_id": asked.id, "application_id": sent.id}
    cast.ids["jury scored aside"] = {**jury, "evaluation_id": hidden.id, "application_id": aside.id}


def _seats(cast: Any, competition: Any) -> dict[str, Any]:
    seats = {}
    for kind, role in SEATS.items():
        person = make_person(kind)
        cast.people[kind], cast.tokens[kind] = person.id, make_device(person)
        seats[kind] = make_juror(competition, person, role=role)
    return seats


def _entry(competition: Any) -> Any:
    """With a photo, whose clean copy jurors have."""
    photo = make_file("photo.jpg", content_type="image/jpeg")
    entry = make_entry(
        competition, answers={"photo": [{"file": photo.id, "name": photo.name, "size": photo.size}]}
    )
    application = entry.application
    join_file(application.response, "photo", photo.id)
    save(
        JurorCopy(
            application_id=application.id,
            source_id=photo.id,
            file_id=photo.id,
            preview_id=photo.id,
            made_at=clock.now(),
        )
    )
    return entry


def _deliberating(cast: Any) -> None:
    """The same people, another edition."""
    competition = make_competition("deliberation")
    for kind, role in SEATS.items():
        make_juror(competition, db.session.get_one(Person, cast.people[kind]), role=role)
    application = make_entry(competition).application
    cast.ids["jury deliberating"] = {"competition_id": competition.id, "application_id": application.id}
