"""Whose account opens the record that stays: a merge never gives anybody what neither record gave them."""

from datetime import date
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Account, Person
from noress.domain.merging import queries
from noress.extensions import db


class Access(NamedTuple):
    """What becomes of the accounts of the two."""

    #: opens the kept record from now on
    stays: Account | None
    #: was the merged one's, and nobody else reads it: it is suspended
    closes: Account | None
    #: was the merged one's, and others read it: they keep it
    left_to_others: Account | None
    #: the kept one has none, and takes this one
    is_taken_over: bool


def plan_access(kept: Person, merged: Person) -> Access:
    """The kept account stays; without one, the merged one's is taken over."""
    mine, its = kept.account, merged.account
    if its is None or mine is its:
        return Access(mine, None, None, False)
    if mine is None:
        return Access(its, None, None, True)
    if db.session.scalars(queries.list_other_readers(its.id, [merged.id])).first() is not None:
        return Access(mine, None, its, False)
    return Access(mine, its, None, False)


def list_refusals(kept: Person, merged: Person, access: Access, on: date) -> list[Any]:
    """Ways in which somebody would get in where they could not before."""
    if access.stays is None:
        return []
    refusals: list[Any] = []
    gained = merged if kept.account is not None else kept
    comes_new = gained.account_id != access.stays.id and _has_places(gained, on)
    others = db.session.scalars(queries.list_other_readers(access.stays.id, [kept.id, merged.id])).all()
    if comes_new and (others or access.stays.is_shared):
        refusals.append(
            _("Plusieurs personnes lisent la boîte %(address)s : elles pourraient agir pour les sièges de « %(name)s ». "
              "Invitez d'abord la personne gardée à une adresse à elle.",
              address=access.stays.email, name=gained.shown_name)
        )  # fmt: skip
    was_closed = merged.account is not None and merged.account.suspended_at is not None
    if was_closed and access.stays.suspended_at is None and _has_places(merged, on):
        refusals.append(
            _("Le compte de « %(name)s » est suspendu, et la fusion rouvrirait ses sièges. Décidez d'abord s'il se rouvre.",
              name=merged.shown_name)
        )  # fmt: skip
    return refusals


def list_warnings(kept: Person, merged: Person, access: Access) -> list[Any]:
    """What changes for those who sign in, in words."""
    told: list[Any] = []
    if access.closes is not None and access.stays is not None:
        told.append(
            _("Le compte %(closed)s est suspendu : la personne se connectera avec %(kept)s. Les deux adresses sont "
              "prévenues par courriel.", closed=access.closes.email, kept=access.stays.email)
        )  # fmt: skip
    elif access.left_to_others is not None:
        told.append(
            _("Les autres lecteurs de %(address)s gardent leur compte, mais n'agissent plus pour les sièges déplacés.",
              address=access.left_to_others.email)
        )  # fmt: skip
    elif access.is_taken_over and access.stays is not None:
        told.append(
            _("Le compte %(address)s ouvre désormais la fiche gardée. Cette adresse est prévenue par courriel.",
              address=access.stays.email)
        )  # fmt: skip
    elif access.stays is not None:
        told.append(
            _("Le compte %(address)s reste le seul. Cette adresse est prévenue par courriel.",
              address=access.stays.email)
        )  # fmt: skip
    else:
        told.append(_("Aucune des deux fiches n'a de compte : aucun courriel ne part."))
    if access.stays is not None and access.stays.suspended_at is not None:
        told.append(_("Ce compte est suspendu : personne ne se connectera avant qu'il soit rouvert."))
    told.append(_("« %(name)s » est déconnectée aussitôt, sur tous ses appareils.", name=merged.shown_name))
    if list(db.session.scalars(queries.list_living_invitations_to_join([kept.id, merged.id]))):
        told.append(
            _("Les invitations à rejoindre, en attente, ne servent plus : invitez de nouveau s'il le faut.")
        )
    return told


def _has_places(person: Person, on: date) -> bool:
    return any(db.session.scalars(query).first() for query in queries.list_places_to_come(person.id, on))
