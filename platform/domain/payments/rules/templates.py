"""Texts of agreements: everybody's, and a carrier's own."""

from datetime import datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.payments.models import AgreementTemplate
from noress.domain.payments.rules.agreements import checked_document
from noress.extensions import db

MOST_PAPERS = 30


def create_template(
    *, carrier_id: int | None, values: dict[str, Any], for_prizes: bool = False, actor: Actor, now: datetime
) -> AgreementTemplate:
    """For a carrier, or for everybody; of projects, or of prizes."""
    made = AgreementTemplate(carrier_id=carrier_id, for_prizes=for_prizes, **_checked(values))
    db.session.add(made)
    db.session.flush()
    record(actor, "agreement_template.created", made, now=now, changes={"title": (None, made.title)})
    return made


def edit_template(
    *, template: AgreementTemplate, values: dict[str, Any], version: int, actor: Actor, now: datetime
) -> None:
    """Agreements that are written already keep their text."""
    lock(template)
    if version != template.version:
        raise StaleVersion(
            _("Quelqu'un a changé ceci depuis que cette page est ouverte."), {"version": template.version}
        )
    if template.retired_at is not None:
        raise RuleError("retired", _("Ce modèle n'est plus utilisé."), status=409)
    changes = changed(template, _checked(values))
    if changes:
        template.version += 1
        record(actor, "agreement_template.edited", template, now=now, changes=changes)


def retire_template(*, template: AgreementTemplate, actor: Actor, now: datetime) -> None:
    """Not the last one of everybody: an agreement always has a text to begin with."""
    lock(template)
    if template.carrier_id is None and not template.for_prizes:
        raise RuleError("everybodys", _("Le modèle commun reste : changez son texte."), status=409)
    if template.retired_at is None:
        template.retired_at = now
        template.version += 1
        record(actor, "agreement_template.retired", template, now=now)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    title: Translated = values["title"]
    if not title.get("fr"):
        raise RuleError("no_title", _("Écrivez le titre du modèle."), field="title_fr")
    papers = [one for one in values["papers"] if (one.get("fr") or "").strip()]
    if len(papers) > MOST_PAPERS:
        raise RuleError("too_many", _("%(count)s papiers au plus.", count=MOST_PAPERS), field="papers")
    return {
        "title": title, "french": checked_document(values["french"], field="french"),
        "arabic": checked_document(values["arabic"], field="arabic"), "papers": papers,
    }  # fmt: skip
