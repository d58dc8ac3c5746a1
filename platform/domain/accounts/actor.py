"""Who acts: a person, in the name of a seat, signed in some way. What rules and policies receive."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.core.names import called
from noress.domain.institutions.models import BodyKind, Function, MandateRole, SeatKind

LEADING = frozenset({MandateRole.CHAIR, MandateRole.COORDINATOR})


class BodyRole(NamedTuple):
    body_id: int
    kind: BodyKind
    role: MandateRole


@dataclass(frozen=True)
class Actor:
    """Built once per request from the device, or from a mailed link, or by a command."""

    name: str
    method: str
    language: str = "fr"
    person_id: int | None = None
    account_id: int | None = None
    device_id: int | None = None
    seat_id: int | None = None
    seat_kind: SeatKind | None = None
    institution_id: int | None = None
    institution_name: Translated = field(default_factory=Translated)
    body_roles: frozenset[BodyRole] = frozenset()
    functions: frozenset[Function] = frozenset()
    has_second_factor: bool = False
    #: history keeps `name`; pages show `shown_name`
    name_ar: str | None = None

    @classmethod
    def system(cls) -> "Actor":
        """The platform itself: reminders, purges, the demonstration."""
        return cls(name="NORESS", method="system")

    @property
    def is_secretariat(self) -> bool:
        """Member of the permanent secretariat, or of its animation team."""
        return Function.ANIMATION_TEAM in self.functions or any(
            role.kind is BodyKind.SECRETARIAT and role.role is not MandateRole.OBSERVER
            for role in self.body_roles
        )

    @property
    def is_coordinator(self) -> bool:
        """Coordinates or chairs the permanent secretariat."""
        return any(r.kind is BodyKind.SECRETARIAT and r.role in LEADING for r in self.body_roles)

    @property
    def is_administrator(self) -> bool:
        return Function.TECHNICAL_ADMINISTRATOR in self.functions

    @property
    def is_member(self) -> bool:
        return self.seat_id is not None

    @property
    def is_leading(self) -> bool:
        """Chairs or coordinates a body, whichever."""
        return any(role.role in LEADING for role in self.body_roles)

    def leads(self, body_ids: set[int]) -> bool:
        """Chairs or coordinates one of these bodies."""
        return any(r.body_id in body_ids and r.role in LEADING for r in self.body_roles)

    @property
    def needs_second_factor(self) -> bool:
        """Functions that must prove themselves twice outside the demonstration."""
        return self.is_secretariat or bool(
            self.functions & {Function.DESK_OFFICER, Function.TREASURER, Function.AUTHORISING_OFFICER,
                              Function.TECHNICAL_ADMINISTRATOR}
        )  # fmt: skip

    @property
    def shown_name(self) -> str:
        return called(self.name, self.name_ar)

    @property
    def seat_label(self) -> str:
        """In whose name: "Institution membre 12, titulaire", or the function."""
        if self.seat_kind is not None:
            return _("%(name)s, %(kind)s", name=self.institution_name, kind=self.seat_kind.label)
        if self.is_secretariat:
            return _("Secrétariat permanent")
        functions: list[Any] = sorted(self.functions)
        return str(functions[0].label) if functions else self.shown_name
