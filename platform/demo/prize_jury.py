"""The jury of the edition that is being scored: nine people named by their part, some conflicts, one who is late; two ties and one
entry on which jurors strongly disagree. Their scores are invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from noress.demo import accounts
from noress.demo.bodies import People
from noress.demo.coming import send_waiting_mails
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.competitions.queries.results import list_evaluations
from noress.domain.institutions.models import Institution
from noress.domain.juries import charter
from noress.domain.juries.models import Gender, Juror, JuryRole
from noress.domain.juries.rules import composing, conflicting, inviting
from noress.domain.reviewing import jury_assigning
from noress.domain.reviewing.criteria import total_of
from noress.domain.reviewing.models import Evaluation, Grid, RecusalNature
from noress.extensions import db

DAY = timedelta(days=1)
R, G = JuryRole, Gender
#: (French, Arabic, role, gender, language, province)
JURY = (
    ("Présidente du jury", "رئيسة لجنة التحكيم", R.CHAIR, G.WOMAN, "fr", "01.511"),
    ("Jurée 2", "عضوة لجنة التحكيم 2", R.MEMBER, G.WOMAN, "ar", "01.571"),
    ("Juré 3", "عضو لجنة التحكيم 3", R.MEMBER, G.MAN, "fr", "01.151"),
    ("Jurée 4", "عضوة لجنة التحكيم 4", R.MEMBER, G.WOMAN, "fr", "01.227"),
    ("Juré 5", "عضو لجنة التحكيم 5", R.MEMBER, G.MAN, "ar", "01.051"),
    ("Jurée 6", "عضوة لجنة التحكيم 6", R.MEMBER, G.WOMAN, "fr", "01.405"),
    ("Juré 7", "عضو لجنة التحكيم 7", R.MEMBER, G.MAN, "fr", "01.331"),
    ("Juré suppléant 8", "عضو احتياطي 8", R.ALTERNATE, G.MAN, "fr", "01.511"),
    ("Secrétaire du jury", "كاتبة لجنة التحكيم", R.SECRETARY, G.WOMAN, "fr", "01.511"),
)  # fmt: skip
#: places in the jury
LATE, HALFWAY, DECLARING = 6, 5, 3
#: of each entry in turn, what jurors agree on, out of 5; the same number, the same marks: a tie
LEVELS = (4, 3, 5, 2, 4, 3, 5, 1, 2, 3, 4, 2, 3, 4, 1)
#: the entry that half of them praise and the others reject
DISPUTED = 8
WHY = {
    "fr": ("Idée claire, portée par ceux qu'elle aide.", "Il faudrait montrer les premiers résultats.", "Le jury aimerait savoir comment cela vivra sans prix."),
    "ar": ("فكرة واضحة يحملها من تفيدهم.", "ينبغي إظهار النتائج الأولى.", "تود اللجنة معرفة كيف سيستمر ذلك بدون جائزة."),
}  # fmt: skip


def add_jury(
    competition: Competition, institutions: dict[int, Institution], people: People, actor: Actor, begins: datetime, now: datetime
) -> list[Juror]:  # fmt: skip
    """Appointed before scoring opens, at `begins`; what they have sent by now."""
    houses = [institutions[key] for key in sorted(institutions)]
    jurors = []
    for place, (fr, ar, role, gender, language, province) in enumerate(JURY):
        person = people.add(
            f"{fr} (démonstration)", f"{ar} (عرض تجريبي)", f"jury{place + 1}@{accounts.DOMAIN}", language
        )
        db.session.flush()
        seat = composing.Place(role, houses[2 + place].id, gender, province)
        juror = composing.appoint(
            competition=competition, person=person, place=seat, actor=actor, now=begins - 10 * DAY
        )
        inviting.invite_juror(juror=juror, actor=actor, now=begins - 9 * DAY)
        jurors.append(juror)
    send_waiting_mails(begins - 9 * DAY + timedelta(hours=1))
    for juror in jurors:
        accept(juror, juror.person, begins - 8 * DAY)
    grid = finding.grid_of(competition)
    assert grid is not None, "made with the edition"
    db.session.flush()
    jury_assigning.bring_up(competition=competition, grid=grid, actor=actor, now=begins + timedelta(hours=1))
    send_waiting_mails(begins + timedelta(hours=2))
    _score(competition, grid, jurors, begins, now)
    return jurors


def accept(juror: Juror, person: Person, at: datetime) -> None:
    inviting.accept_charter(
        juror=juror, sha256=charter.sha256_of(charter.current()), actor=acting(person, at), now=at
    )


def acting(person: Person, at: datetime) -> Actor:
    return identity.build_actor(person, seat=None, now=at, method="demo")


def _score(
    competition: Competition, grid: Grid, jurors: Sequence[Juror], begins: datetime, now: datetime
) -> None:
    rows = list(db.session.scalars(list_evaluations(grid.id)))
    files = {key: place for place, key in enumerate(sorted({row.subject_id for row in rows}))}
    seats = {juror.person_id: place for place, juror in enumerate(jurors)}
    mine = [row for row in rows if seats[row.person_id] == DECLARING]
    for row in rows:
        seat, place = seats[row.person_id], files[row.subject_id]
        if seat == LATE or (seat == HALFWAY and place > 6) or (row is mine[-1]):
            continue
        level = (5 if seat % 2 else 1) if place == DISPUTED else LEVELS[place % len(LEVELS)]
        write_scores(
            row,
            grid,
            level,
            place,
            min(begins + (2 + seat) * timedelta(hours=9), now),
            jurors[seat].person.language,
        )
    person = jurors[DECLARING].person
    conflicting.declare_conflict(
        competition=competition, application=db.session.get_one(Application, mine[-1].subject_id), nature=RecusalNature.FAMILY,
        reason="Une personne de ma famille travaille avec ce groupe.", actor=acting(person, now), now=now - DAY,
    )  # fmt: skip
    db.session.flush()


def write_scores(row: Evaluation, grid: Grid, level: int, place: int, at: datetime, language: str) -> None:
    """Around a level, criterion by criterion, the same for every juror so that ties are exact."""
    values = {}
    for turn, criterion in enumerate(grid.criteria):
        best = criterion.scale[-1]["value"]
        values[str(criterion.id)] = max(0, min(best, level + (1 if turn == 1 and level < best else 0)))
    first = grid.criteria[0]
    row.scores, row.comments = values, {str(first.id): WHY[language][place % 3]}
    row.comment = WHY[language][(place + 1) % 3]
    row.total, row.saved_at, row.sent_at = total_of(grid.criteria, values), at, at + timedelta(minutes=5)
    row.version += 1
