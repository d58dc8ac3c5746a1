"""Entering the prize: in the name of a structure, a group or oneself, of age, with the rules accepted by their number."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import actor_of
from noress.domain.applications.rules.beginning import Begun, Wanted, begin_application
from noress.domain.audit.rules import record
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.models import Competition, Entrant, Entry, Nomination
from noress.domain.competitions.rules import nominations
from noress.domain.competitions.rules.accepting import changed_meanwhile, current_rules
from noress.extensions import db


class Entering(NamedTuple):
    """What is asked of whoever enters, besides what every call asks."""

    entrant: Entrant
    is_of_age: bool
    #: number of the rules beside the box that was ticked; None: not ticked
    rules: int | None
    #: what everybody may read and see if it wins
    shows_name: bool = False
    shows_photo: bool = False


def begin_entry(
    *, competition: Competition, entering: Entering, wanted: Wanted, network: str, actor: Actor | None, now: datetime,
    nomination: Nomination | None = None,
) -> Begun:  # fmt: skip
    """A draft with its entry; what was begun already gets its link by mail. A nomination that is confirmed gives the
    mailbox: its link proved it."""
    _check_entering(competition, entering)
    if nomination is not None:
        lock(nomination)
        nominations.check_waits(nomination, now)
        wanted = replace(wanted, email=nomination.email)
    if entering.entrant is not Entrant.STRUCTURE:
        wanted = replace(wanted, is_outside=True, structure_id=None, institution_id=None)
    begun = begin_application(call=competition.call, wanted=wanted, network=network, actor=actor, now=now)
    if begun.person is not None and entry_of(begun.application) is None:
        _add_entry(competition, begun, entering, now)
    if nomination is not None and begun.person is not None:
        nominations.confirm(nomination, begun.application, now=now)
    return begun


def _check_entering(competition: Competition, entering: Entering) -> None:
    if entering.entrant.value not in competition.entrants:
        raise RuleError("entrant", _("Choisissez au nom de qui vous participez."), field="entrant")
    if competition.minimum_age and not entering.is_of_age:
        raise RuleError("under_age", under_age_words(competition), field="of_age")
    current = current_rules(competition)
    if current is None:
        message = _("Le règlement de ce concours n'est pas encore publié : revenez bientôt.")
        raise RuleError("no_rules", message, status=409)
    if entering.rules is None:
        raise RuleError("rules", _("Lisez le règlement, puis cochez que vous l'acceptez."), field="rules")
    if entering.rules != current.number:
        raise changed_meanwhile(current)


def under_age_words(competition: Competition) -> Any:
    """Refused, with what they may do."""
    age = competition.minimum_age
    others = set(competition.entrants) - {Entrant.PERSON.value}
    if others:
        return _(
            "Pour porter un dossier, il faut avoir %(age)s ans. Vous pouvez participer : demandez à une personne majeure du "
            "groupe, ou à une association ou une coopérative, de porter le dossier avec vous.",
            age=age,
        )  # fmt: skip
    return _(
        "Pour porter un dossier, il faut avoir %(age)s ans. Demandez à une personne majeure de votre entourage de le porter "
        "avec vous.",
        age=age,
    )  # fmt: skip


def _add_entry(competition: Competition, begun: Begun, entering: Entering, now: datetime) -> None:
    current = current_rules(competition)
    assert current is not None, "checked before"
    assert begun.person is not None, "made for whoever began it"
    entry = Entry(
        application_id=begun.application.id, competition_id=competition.id, entrant=entering.entrant,
        is_of_age=entering.is_of_age, shows_name=entering.shows_name, shows_photo=entering.shows_photo, rules_id=current.id, rules_accepted_at=now, version=1,
    )  # fmt: skip
    db.session.add(entry)
    changes = {"entrant": (None, entering.entrant), "rules": (None, current.number)}
    record(actor_of(begun.person), "entry.begun", begun.application, now=now, changes=changes)
