"""What the pages of funded projects share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import abort, render_template, url_for

from noress.core import clock, territories
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.awards.models import Award, AwardState
from noress.domain.files.models import StoredFile
from noress.domain.files.rules.uploads import ACCEPTED
from noress.domain.payments import policy, queries
from noress.domain.payments.models import Agreement, AgreementState, Instalment, InstalmentState
from noress.domain.reviewing import conflicts
from noress.extensions import db
from noress.web import acting, files
from noress.web.forms import BaseForm
from noress.web.submitting import attempt

#: the shape of each state; see components/status.html
KINDS: dict[Any, str] = {
    InstalmentState.PLANNED: "neutral", InstalmentState.ASKED: "warning", InstalmentState.CHECKED: "info",
    InstalmentState.ORDERED: "info", InstalmentState.PAID: "ok", InstalmentState.REFUSED: "late",
    InstalmentState.FAILED: "danger", InstalmentState.CANCELLED: "neutral",
    AwardState.GRANTED: "info", AwardState.SIGNED: "ok", AwardState.EXECUTION: "ok", AwardState.REPORTED: "ok",
    AwardState.CLOSED: "neutral", AwardState.CANCELLED: "danger",
    AgreementState.DRAFT: "neutral", AgreementState.TO_SIGN: "warning", AgreementState.SIGNED: "ok",
    AgreementState.VOID: "danger",
}  # fmt: skip


@dataclass
class Act:
    """A page with one form: what it is called, what sending it does, and where one goes afterwards."""

    title: Any
    label: Any
    back_url: str
    crumbs: list[tuple[Any, Any]] = field(default_factory=list)
    lead: Any = None
    #: asked before the form, with its consequences, where it writes to somebody or cannot be undone
    question: Any = None
    consequences: list[Any] = field(default_factory=list)
    facts: list[tuple[Any, Any]] = field(default_factory=list)
    has_files: bool = False
    #: why there is nothing to do here any more: said in place of the form when the page opens
    closed: Any = None
    #: of the pages of those who hold the project
    shown: Callable[..., Any] | None = None


def knowing() -> tuple[Any, dict[str, bool]]:
    """What of the lists this reader knows of."""
    actor = acting.actor()
    return conflicts.recused_ids(actor, conflicts.APPLICATION), {"only_told": policy.only_told(actor)}


def act(form: BaseForm, run: Callable[[], Any], page: Act, done: Any) -> Any:
    """Show the form, run the rule, commit, say so, go back."""
    tried = attempt(form, run)
    if tried.status:
        shown = page.shown or (
            lambda status, **values: (render_template("payments/act.html", **values), status)
        )
        return shown(tried.status, act=page, form=form, accepted=ACCEPTED)
    return acting.done(page.back_url, done)


def uploaded(posted: Any, actor: Actor, now: datetime) -> StoredFile | None:
    """What was chosen, stored; None when nothing was."""
    return files.take_upload(posted, actor=actor, now=now)


def given(form: Any) -> StoredFile | None:
    """The file of a form of the desk."""
    return uploaded(form.file.data, acting.actor(), clock.now())


def is_over(award: Award) -> bool:
    """Nothing is signed nor paid any more."""
    return award.state in (AwardState.CANCELLED, AwardState.CLOSED)


def crumbs(award: Award, *more: tuple[Any, Any]) -> list[tuple[Any, Any]]:
    return [(_("Projets financés"), url_for("payments.index")), (name_of(award), home(award)), *more]


def home(award: Award) -> str:
    return url_for("payments.show", award_id=award.id)


def name_of(award: Award) -> str:
    return award.number or award.application.number or str(award.id)


def agreement_of(award: Award) -> Agreement | None:
    return db.session.scalars(queries.get_agreement(award.id)).one_or_none()


def need_agreement(award: Award) -> Agreement:
    return agreement_of(award) or abort(404)


def need_instalment(award: Award, key: int) -> Instalment:
    found = db.session.get(Instalment, key)
    return found if found is not None and found.award_id == award.id else abort(404)


def mails_to(award: Award) -> Any:
    """Who is written to, said before it is done."""
    people = [one for one in award.application.people if one.removed_at is None and one.part.can_edit]
    if not people:
        return _("Aucun courriel ne part : plus personne ne tient ce projet.")
    return ngettext(
        "Un courriel part à %(num)s personne.", "Un courriel part à %(num)s personnes.", len(people)
    )


def province_name(code: str | None) -> str:
    return territories.name_of(code) or _("province non précisée")
