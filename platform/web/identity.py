"""Who is signed in on this request: Flask-Login's user is a device, and the actor follows from it."""

import hashlib
from functools import cached_property
from typing import Any

from flask import g, has_request_context, session
from flask_login import UserMixin, current_user

from noress.core import clock
from noress.domain.accounts import identity, queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import Presence
from noress.domain.accounts.models import Device
from noress.extensions import db, login_manager


class SignedIn(UserMixin):
    """A device that has signed in; `actor` is None until "who is acting?" is answered."""

    def __init__(self, presence: Presence, token: str):
        self.device_id = presence.device_id
        self.actor = presence.actor
        self.public_stamp = presence.public_stamp
        self.token = token

    @classmethod
    def on(cls, device: Device, token: str) -> "SignedIn":
        """On a device that signs in within this request."""
        return cls(Presence(device.id, identity.actor_of(device, now=clock.now())), token)

    @cached_property
    def device(self) -> Device:
        """The row itself, for the few pages that show or change it."""
        return db.session.scalars(queries.get_device(self.device_id)).one()

    def get_id(self) -> str:
        return self.token


def digest(token: str) -> str:
    """What the table keeps of a device's random token (256 bits: a plain hash is enough)."""
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.user_loader
def load_user(token: str) -> SignedIn | None:
    presence = identity.find_presence(digest(token), now=clock.now())
    return SignedIn(presence, token) if presence is not None else None


def signed_in() -> SignedIn | None:
    """The signed-in device of this request, if any; visitors cost no query."""
    if not has_request_context() or "_user_id" not in session:
        return None
    user: Any = current_user._get_current_object()  # noqa: SLF001
    return user if isinstance(user, SignedIn) else None


def current_actor() -> Actor | None:
    user = signed_in()
    return user.actor if user is not None else None


def forget_actor() -> None:
    """After a rule changed who acts within this request."""
    db.session.expire_all()
    g.pop("_login_user", None)
