"""The checklist of papers of a project: given by the structure or the desk, checked, refused with a reason."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.taking import checked_text
from noress.domain.awards.models import Award
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import drop_files
from noress.domain.payments import queries, telling
from noress.domain.payments.models import AwardPaper
from noress.domain.payments.taking import check_version, note, take_award
from noress.extensions import db

MOST = 40


def give_paper(
    *, paper: AwardPaper, file: StoredFile | None, actor: Actor, now: datetime, person: ApplicationPerson | None = None
) -> None:  # fmt: skip
    """Given again, it is checked again; one that was found good changes no more."""
    _take(paper, actor)
    if person is not None and (not person.part.can_edit or person.removed_at is not None):
        raise RuleError(
            "reads_only", _("Votre lien permet de lire ce projet, pas de donner un papier."), status=403
        )
    if paper.checked_at is not None:
        message = _("Ce papier est déjà vérifié : il ne change plus.")
        raise RuleError("checked", message, status=409)
    if file is None:
        raise RuleError("no_file", _("Choisissez le fichier."), field="file")
    old, paper.file = paper.file_id, file
    values = {"given_at": now, "refused_because": None}
    note(paper, "award_paper.given", values, actor=actor, now=now, shown={"paper": paper.label})
    if old is not None:
        drop_files([old])


def check_paper(*, paper: AwardPaper, actor: Actor, now: datetime, version: int | None = None) -> None:
    """It is what was asked for."""
    _take(paper, actor, version)
    _check_given(paper)
    values = {"checked_at": now, "checked_by_id": actor.person_id, "refused_because": None}
    note(paper, "award_paper.checked", values, actor=actor, now=now, shown={"paper": paper.label})


def refuse_paper(
    *, paper: AwardPaper, reason: str | None, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """The structure is told why, and gives it again. One found good earlier may turn out not to be."""
    _take(paper, actor, version)
    if paper.file_id is None:
        raise RuleError("not_given", _("Ce papier n'est pas encore donné."), status=409)
    text = checked_text(reason, field="reason", missing=_("Écrivez ce qui ne va pas."))
    values = {"refused_because": text, "checked_at": None, "checked_by_id": None}
    note(paper, "award_paper.refused", values, actor=actor, now=now, shown={"paper": paper.label})
    telling.tell(paper.award, telling.paper_refused, paper, now=now)


def ask_paper(
    *, award: Award, label: Translated, is_required: bool, is_restricted: bool, actor: Actor, now: datetime
) -> AwardPaper:  # fmt: skip
    """One more for this project alone."""
    take_award(award, actor=actor)
    there = db.session.scalars(queries.list_papers(award.id)).all()
    if not label.get("fr"):
        raise RuleError("no_label", _("Écrivez le nom du papier."), field="label_fr")
    if len(there) >= MOST:
        raise RuleError("too_many", _("%(count)s papiers au plus.", count=MOST), field="label_fr")
    made = AwardPaper(
        award_id=award.id, label=label, is_required=is_required, is_restricted=is_restricted, position=len(there) + 1,
        version=0,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    note(made, "award_paper.asked", {}, actor=actor, now=now, shown={"paper": label})
    return made


def _take(paper: AwardPaper, actor: Actor, version: int | None = None) -> None:
    take_award(paper.award, actor=actor)
    lock(paper)
    check_version(paper, version)


def _check_given(paper: AwardPaper) -> None:
    if paper.file_id is None or paper.refused_because is not None:
        raise RuleError("not_given", _("Ce papier n'est pas encore donné."), status=409)
    if paper.checked_at is not None:
        raise RuleError("checked", _("Ce papier est déjà vérifié : rien n'a changé."), status=409)
