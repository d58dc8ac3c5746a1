"""The words a letter starts from, in both languages; the secretariat edits them before it signs."""

from noress.core import formats
from noress.core.i18n import Translated, in_language, language
from noress.core.i18n import gettext as _
from noress.domain.institutions.models import MandateRole
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting

LANGUAGES = ("fr", "ar")
#: Unicode's isolates, for a text of the other direction inside a line
_FIRST_STRONG, _POP = "\u2068", "\u2069"


def default_subject(meeting: Meeting) -> Translated:
    return _both(
        lambda: _(
            "Convocation : %(title)s, %(day)s",
            title=_title(meeting),
            day=formats.date_short(meeting.starts_wall),
        )
    )


def default_body(meeting: Meeting) -> Translated:
    return _both(lambda: _body(meeting))


def default_head() -> Translated:
    """To whom, when the institution's own head has no title here."""
    return _both(lambda: _("Madame, Monsieur le responsable"))


def default_signatory() -> Translated:
    """When nobody leads the secretariat yet."""
    return _both(lambda: _("Pour le secrétariat permanent"))


def _body(meeting: Meeting) -> str:
    """Paragraphs of plain text; the agenda follows on the page, from the agenda itself."""
    parts = [
        _("Nous avons l'honneur de vous inviter à la rencontre suivante :"),
        _("Rencontre : %(title)s.", title=_title(meeting)),
        _("Date : %(when)s.", when=wording.when(meeting)),
        _("Lieu : %(place)s.", place=wording.where(meeting)),
        _("Nous vous prions de bien vouloir désigner la personne qui représentera votre institution, si ce n'est pas son titulaire."),
        _("Veuillez agréer l'expression de notre considération distinguée."),
    ]  # fmt: skip
    return "\n\n".join(parts)


def _title(meeting: Meeting) -> str:
    """A theme that has no Arabic stands by itself in an Arabic line: the numbers after it stay in their place."""
    title = wording.title(meeting)
    is_foreign = language() == "ar" and bool(meeting.theme) and not meeting.theme.get("ar")
    return f"{_FIRST_STRONG}{title}{_POP}" if is_foreign else title


def _both(make: object) -> Translated:
    said = {}
    for code in LANGUAGES:
        with in_language(code):
            said[code] = str(make())  # type: ignore[operator]
    return Translated(said)


def title_of_role(role: MandateRole) -> Translated:
    """At what title whoever leads the secretariat signs; edited as the rest."""
    if role is MandateRole.CHAIR:
        return _both(lambda: _("La présidence du secrétariat permanent"))
    if role is MandateRole.COORDINATOR:
        return _both(lambda: _("La coordination du secrétariat permanent"))
    return default_signatory()
