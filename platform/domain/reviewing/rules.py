"""Standing aside: declared, lifted, stood in for. And the ties between organisations that conflicts follow from."""

from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application
from noress.domain.audit.rules import changed, record
from noress.domain.drafts import queries as drafts
from noress.domain.institutions.models import Institution
from noress.domain.outbox.rules import enqueue
from noress.domain.reviewing import mails, queries
from noress.domain.reviewing.conflicts import APPLICATION, detect, is_recused
from noress.domain.reviewing.models import LinkKind, OrganisationLink, Recusal, RecusalNature
from noress.domain.reviewing.policy import application_of, can_manage_links, can_manage_recusals
from noress.domain.reviewing.standing import Aside, Standing, standing_of
from noress.extensions import db

MOST_REASON = 1000


def declare_recusal(*, application: Application, reason: str, actor: Actor, now: datetime) -> Recusal:
    """Somebody says that they stand aside: from then on the file does not exist for them. Those who coordinate the
    secretariat are told, unless they stand aside too."""
    if actor.person_id is None:
        raise RuleError("no_person", _("Connectez-vous pour vous déporter."), status=403)
    lock(application)
    if not reason.strip():
        raise RuleError("reason", _("Dites pourquoi, en quelques mots."), field="reason")
    row = _row(application, actor.person_id)
    if row is not None and row.lifted_at is None:
        raise RuleError("recused", _("Vous vous êtes déjà déporté(e) de ce dossier."), status=409)
    if row is None:
        row = Recusal(subject_type=APPLICATION, subject_id=application.id, person_id=actor.person_id)
        db.session.add(row)
    row.nature, row.reason, row.made_at, row.made_by_id = (
        RecusalNature.DECLARED,
        reason.strip(),
        now,
        actor.person_id,
    )
    row.substitute_id, row.lifted_at = None, None
    for draft in db.session.scalars(
        drafts.list_drafts_of_form(actor.person_id, "application_id", application.id)
    ):
        db.session.delete(draft)  # what they began to write about it
    record(actor, "recusal.declared", application, now=now)
    db.session.flush()  # who decides now is read again
    standing = standing_of([application], now=now)
    for handler in standing.deciders(application.id):
        if mail := mails.declared(row, application, handler.person, who=actor.name):
            enqueue(mail, now=now)
    return row


def name_substitute(
    *, application: Application, person_id: int, substitute_id: int, actor: Actor, now: datetime
) -> Recusal:
    """Who does their part of the work on this file; its officer, when they were. What was only detected is written
    down with it."""
    lock(application)
    _check_decider(actor, application)
    standing = standing_of([application], now=now)
    aside = standing.of(application.id, person_id)
    if aside is None:
        raise RuleError("not_recused", _("Cette personne n'est pas écartée de ce dossier."), status=409)
    substitute = _candidate(standing, application, substitute_id)
    row = aside.row or _write_down(application, aside, actor, now)
    before = row.substitute_id
    if row.substitute_id == substitute.id:
        raise RuleError("same", _("Cette personne est déjà nommée."), field="substitute", status=409)
    row.substitute = substitute
    changes: dict[str, tuple[object, object]] = {
        "recused_person_id": (None, person_id), "substitute_person_id": (before, substitute.id)
    }  # fmt: skip
    if application.officer_id == person_id:
        changes |= changed(application, {"officer_id": substitute.id})
        application.version += 1
    record(actor, "recusal.substitute_named", application, now=now, changes=changes)
    db.session.flush()  # a mail is about a row
    if mail := mails.stands_in(row, application, substitute, who=aside.handler.person, now=now):
        enqueue(mail, now=now)
    return row


def lift_recusal(*, recusal: Recusal, actor: Actor, now: datetime) -> None:
    """The person sees the file again: what was declared no longer holds, or what was detected is over."""
    application = application_of(recusal)
    if application is None:
        raise RuleError("unknown", _("Ce dossier n'existe plus."), status=409)
    lock(application)
    _check_decider(actor, application)
    lock(recusal)
    if recusal.lifted_at is not None:
        raise RuleError("lifted", _("Ce déport est déjà levé."), status=409)
    if detect([application.id], [recusal.person_id], on=clock.today(now)):
        message = _("Ce déport ne peut pas être levé : le lien avec le dossier existe encore.")
        raise RuleError("detected", message, status=409)
    recusal.lifted_at = now
    record(
        actor,
        "recusal.lifted",
        application,
        now=now,
        changes={"recused_person_id": (recusal.person_id, None)},
    )
    if mail := mails.lifted(recusal, application, now=now):
        enqueue(mail, now=now)


def _row(application: Application, person_id: int) -> Recusal | None:
    return db.session.scalars(queries.get_recusal(APPLICATION, application.id, person_id)).one_or_none()


def _check_decider(actor: Actor, application: Application) -> None:
    """The second lock, after the route's."""
    if not can_manage_recusals(actor, application):
        message = _(
            "Seule une personne qui coordonne le secrétariat et n'est pas écartée du dossier décide ici."
        )
        raise RuleError("not_decider", message, status=403)


def _candidate(standing: Standing, application: Application, substitute_id: int) -> Person:
    for handler in standing.left(application.id):
        if handler.person.id == substitute_id:
            return handler.person
    message = _(
        "Choisissez une personne du secrétariat ou un chargé de dossier, qui n'est pas écarté du dossier."
    )
    raise RuleError("substitute", message, field="substitute")


def _write_down(application: Application, aside: Aside, actor: Actor, now: datetime) -> Recusal:
    row = _row(application, aside.handler.person.id)  # lifted, and detected since
    if row is None:
        row = Recusal(
            subject_type=APPLICATION, subject_id=application.id, person_id=aside.handler.person.id,
            nature=aside.nature, made_at=now, made_by_id=actor.person_id,
        )  # fmt: skip
        db.session.add(row)
    row.nature, row.lifted_at = aside.nature, None
    db.session.flush()  # its substitute is set on a row
    return row


# --- ties between organisations ----------------------------------------------------------------------


def add_link(
    *, first: Institution, second: Institution, kind: LinkKind, actor: Actor, now: datetime
) -> OrganisationLink:
    """`first` is `kind` of `second`. Those of one stand aside from the files of the other, at once."""
    lock(first)
    if first.id == second.id:
        raise RuleError("itself", _("Choisissez une autre institution."), field="other")
    if second.merged_into_id is not None or first.merged_into_id is not None:
        raise RuleError(
            "merged", _("Cette fiche a été fusionnée : choisissez celle qui reste."), field="other"
        )
    if db.session.scalars(queries.get_same_link(first.id, second.id, kind)).one_or_none() is not None:
        raise RuleError("known", _("Ce lien est déjà noté."), field="other", status=409)
    link = OrganisationLink(from_id=first.id, to_id=second.id, kind=kind, noted_at=now)
    db.session.add(link)
    for one, other in ((first, second), (second, first)):
        record(actor, "organisation_link.added", one, now=now, changes=_told(kind, other, is_added=True))
    db.session.flush()  # the page lists it by its key
    return link


def remove_link(*, link: OrganisationLink, actor: Actor, now: datetime) -> None:
    """Those who stood aside because of it see the files again: nobody takes away what holds themselves back."""
    if not can_manage_links(actor):
        raise RuleError("not_yours", _("Le secrétariat permanent note et retire ces liens."), status=403)
    own = {
        institution_id for _person, institution_id, is_own in db.session.execute(
            queries.list_near(clock.today(now), [actor.person_id or 0])
        ) if is_own
    }  # fmt: skip
    if own & {link.from_id, link.to_id}:
        message = _(
            "Ce lien touche votre institution : demandez à une autre personne du secrétariat de le retirer."
        )
        raise RuleError("own", message, status=409)
    for one, other in ((link.first, link.second), (link.second, link.first)):
        changes = _told(link.kind, other, is_added=False)
        record(actor, "organisation_link.removed", one, now=now, changes=changes)
    db.session.delete(link)


def _told(kind: LinkKind, other: Institution, *, is_added: bool) -> dict[str, tuple[object, object]]:
    pairs: dict[str, object] = {"link_kind": kind, "linked_institution_id": other.id}
    return {name: (None, value) if is_added else (value, None) for name, value in pairs.items()}


__all__ = ["add_link", "declare_recusal", "is_recused", "lift_recusal", "name_substitute", "remove_link"]
