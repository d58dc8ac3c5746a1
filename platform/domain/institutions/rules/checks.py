"""Refusals shared by the rules of this subject."""

import re
from datetime import date
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.institutions.models import Institution
from noress.extensions import db

_BREAKS = re.compile("[\r\n\x0b\x0c\x00\x85\u2028\u2029]")
OLDEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def check_line(text: str | None, *, field: str, limit: int = 200) -> None:
    """One line of at most `limit` characters."""
    if text and _BREAKS.search(text):
        raise RuleError("several_lines", _("Écrivez ce texte sur une seule ligne."), field=field)
    check_length(text, field=field, limit=limit)


def check_length(text: str | None, *, field: str, limit: int) -> None:
    if text and len(text) > limit:
        raise RuleError("too_long", _("%(max)s caractères au plus.", max=limit), field=field)
    if text and "\x00" in text:
        raise RuleError("bad_sign", _("Ce texte contient un signe illisible. Effacez-le."), field=field)


def check_lines(texts: Translated | None, *, field: str, limit: int = 200) -> None:
    for code, text in (texts or {}).items():
        check_line(text, field=f"{field}_{code}", limit=limit)


def check_name(name: Translated, *, field: str = "name") -> None:
    """A name in French or in Arabic at least, each on one line."""
    if not name.get("fr") and not name.get("ar"):
        raise RuleError("name_missing", _("Écrivez le nom, en français ou en arabe."), field=f"{field}_fr")
    check_lines(name, field=field)


def check_dates(starts_on: date | None, ends_on: date | None, *, start: str, end: str) -> None:
    """Both believable, and in order."""
    for value, field in ((starts_on, start), (ends_on, end)):
        if value is not None and not OLDEST <= value <= LATEST:
            raise RuleError(
                "bad_date", _("Vérifiez l'année de cette date. Exemple : 18/03/2015."), field=field
            )
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise RuleError(
            "dates", _("La date de fin est avant la date de début. Corrigez l'une des deux."), field=end
        )


def hold(row: Any) -> None:
    """Read the row anew and keep others from changing it until the commit. Only its own table is locked:
    PostgreSQL refuses to lock what an outer join, kept from the query that loaded it, brings along."""
    db.session.flush()  # what this transaction changed must not be read back as it was
    db.session.refresh(row, with_for_update={"of": type(row)})


def check_version(row: Any, version: int) -> None:
    """Hold the row until the commit, and refuse a save made from an older text than the stored one."""
    hold(row)
    if row.version != version:
        raise StaleVersion(
            _("Quelqu'un d'autre a enregistré cette page pendant que vous écriviez."), theirs=row
        )


def check_not_merged(institution: Institution) -> None:
    """A record that was merged into another is hidden: nothing is added to it."""
    if institution.merged_into_id is not None:
        message = _("Cette fiche a été fusionnée avec une autre : ouvrez celle qui reste.")
        raise RuleError("merged", message, status=409)


def keep_english(texts: Translated | None, before: Translated | None) -> Translated | None:
    """Forms show French and Arabic side by side: what exists in English stays."""
    english = before.get("en") if before else None
    return Translated({"en": english, **(texts or {})}) or None
