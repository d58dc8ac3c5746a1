"""The rules of an edition: what whoever enters accepts, by its number. What was accepted never changes."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition, Entry, RulesVersion
from noress.domain.competitions.queries import editions as queries
from noress.domain.competitions.rules.editions import hold, keep
from noress.domain.funding import calendar
from noress.domain.funding.calendar import Phase
from noress.domain.funding.models import CallState
from noress.extensions import db

MOST_TEXT = 20_000


def current_rules(competition: Competition) -> RulesVersion | None:
    """The last one that was published."""
    return db.session.scalars(queries.get_last_rules(competition.id)).one_or_none()


def has_accepted(entry: Entry) -> bool:
    """The rules as they are now; who began under earlier ones accepts again before sending."""
    current = current_rules(entry.competition)
    return current is None or entry.rules_id == current.id


def publish_rules(
    *, competition: Competition, text: Translated, version: int, actor: Actor, now: datetime
) -> RulesVersion:
    """While nobody reads them, they are written again in place. Once the edition is announced, or somebody accepted them, a
    change is another version. Once entries are closed, everybody has sent under the last one: it stays."""
    hold(competition, version)
    _check(text)
    if calendar.phase(competition.call, now) not in {Phase.PREPARING, Phase.ANNOUNCED, Phase.OPEN}:
        message = _("Les candidatures sont closes : le règlement que tout le monde a accepté ne change plus.")
        raise RuleError("closed", message, status=409)
    last = current_rules(competition)
    if last is not None and last.text == text:
        return last
    is_read = competition.call.state is not CallState.DRAFT or _is_accepted(competition)
    if last is None or is_read:
        made = RulesVersion(number=(last.number if last else 0) + 1, text=text, published_at=now, published_by_id=actor.person_id)  # fmt: skip
        competition.rules.append(made)
    else:
        made = last
        made.text, made.published_at, made.published_by_id = text, now, actor.person_id
    db.session.flush()  # who enters names it
    keep(competition, "competition.rules_published", {"rules_number": (None, made.number)}, actor, now)
    return made


def _is_accepted(competition: Competition) -> bool:
    return bool(db.session.scalar(queries.count_accepted(competition.id)))


def _check(text: Translated) -> None:
    for code in ("fr", "ar"):
        if not text.get(code):
            raise RuleError(
                "no_text", _("Écrivez le règlement en français et en arabe."), field=f"text_{code}"
            )
        if len(text[code]) > MOST_TEXT:
            message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
            raise RuleError("too_long", message, field=f"text_{code}")
