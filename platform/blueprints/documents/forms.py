"""Pasting a hash that stands on a paper."""

import re

from wtforms import ValidationError

from noress.core.i18n import lazy as _
from noress.web.forms import BaseForm, line

SHA256 = re.compile(r"[0-9a-f]{64}")
#: what people and programs put between the groups of a hash
BETWEEN = re.compile(r"[\s\u200e\u200f:.-]+")


def normal_hash(typed: str) -> str:
    """Small letters, nothing between them; also out of the whole address of the page."""
    return BETWEEN.sub("", typed.rstrip("/").rsplit("/", 1)[-1]).lower()


class HashForm(BaseForm):
    """Lives in the address: a hash is no secret."""

    empreinte = line(
        _("Empreinte SHA-256"), required=True, limit=400,
        description=_("64 signes : des chiffres et les lettres de a à f. Les espaces et les majuscules ne comptent pas."),
    )  # fmt: skip

    def validate_empreinte(self, field: object) -> None:
        found = normal_hash(self.empreinte.data or "")
        if not SHA256.fullmatch(found):
            raise ValidationError(
                _(
                    "Cette empreinte n'est pas complète : elle a %(count)s signes, il en faut 64, chiffres et lettres de a à f.",
                    count=len(found),
                )
            )
