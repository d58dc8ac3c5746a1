"""The text of an agreement with its tags filled in, in one language."""

import re
from collections.abc import Sequence
from typing import Any

from noress.core import formats
from noress.core.amount_words import in_words
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, language, lazy, ngettext
from noress.domain.awards.models import Award
from noress.domain.payments.built_in import TAGS
from noress.domain.payments.models import Agreement, Instalment

_TAG = re.compile(r"\{([^{}\s]{1,40})\}")
#: to be written by hand
BLANK = "…" * 12
#: signs that the small Markdown of papers would read
_SIGNS = re.compile(r"([\\`*_\[\]<>#])")


def check_tags(text: str, *, field: str) -> None:
    """Each tag is one that is filled in."""
    unknown = sorted(set(_TAG.findall(text)) - set(TAGS))
    if unknown:
        message = lazy(
            "Cette étiquette n'existe pas : %(tag)s. Voyez la liste sous le texte.", tag=f"{{{unknown[0]}}}"
        )
        raise RuleError("unknown_tag", message, field=field)


def filled(text: str, agreement: Agreement, instalments: Sequence[Instalment], code: str) -> str:
    """What people wrote elsewhere is put in as text, never as markup nor as another tag."""
    with in_language(code):
        values = _values(agreement, instalments, code)
    return _TAG.sub(lambda found: values.get(found[1], found[0]), text)


def _values(agreement: Agreement, instalments: Sequence[Instalment], code: str) -> dict[str, str]:
    award: Award = agreement.award
    call, application = award.call, award.application
    lines = [
        f"{place}. {formats.money(one.amount)} ({in_words(one.amount, code)}){_said(one)}"
        for place, one in enumerate(instalments, 1)
    ]
    plain = {
        "numero": agreement.number or BLANK, "structure": award.structure.name, "projet": application.title,
        "porteur_juridique": call.carrier.name if call.carrier is not None else BLANK,
        "appel": call.title, "lot": award.lot.title, "candidature": application.number or BLANK,
        "montant": formats.money(award.amount), "montant_lettres": in_words(award.amount, code),
        "debut": formats.date_short(agreement.starts_on) if agreement.starts_on else BLANK,
        "fin": formats.date_short(agreement.ends_on) if agreement.ends_on else BLANK,
        "financeurs": formats.listed(_funder(share.funder) for share in award.shares) or BLANK, "blanc": BLANK,
    }  # fmt: skip
    count = ngettext("%(num)s versement", "%(num)s versements", len(instalments))
    return {
        **{name: _SIGNS.sub(r"\\\1", str(value)) for name, value in plain.items()},
        "nombre_tranches": count, "tranches": "\n".join(lines) or BLANK,
    }  # fmt: skip


def _said(instalment: Instalment) -> str:
    condition = _SIGNS.sub(r"\\\1", str(instalment.condition))
    due = _("au plus tôt le %(day)s", day=formats.date_short(instalment.due_on)) if instalment.due_on else ""
    said = formats.listed(text for text in (condition, due) if text)
    return f"{':' if language() == 'ar' else ' :'} {said}" if said else ""


def _funder(funder: Any) -> str:
    return str(funder.institution.name if funder.institution is not None else funder.name or "")
