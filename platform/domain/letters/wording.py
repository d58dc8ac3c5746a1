"""The words a letter starts from, in both languages; the secretariat edits them before it signs."""

from noress.core import formats
from noress.core.i18n import Translated, in_language
from noress.core.i18n import gettext as _
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting

LANGUAGES = ("fr", "ar")


def default_subject(meeting: Meeting) -> Translated:
    return _both(
        lambda: _(
            "Convocation : %(title)s, %(day)s",
            title=wording.title(meeting),
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
        _("%(title)s, %(when)s.", title=wording.title(meeting), when=wording.when(meeting)),
    ]
    where = wording.where(meeting)
    if where:
        parts.append(_("Lieu : %(place)s.", place=where))
    parts += [
        _("Nous vous prions de bien vouloir désigner la personne qui représentera votre institution, si ce n'est pas son titulaire."),
        _("Veuillez agréer l'expression de notre considération distinguée."),
    ]  # fmt: skip
    return "\n\n".join(parts)


def _both(make: object) -> Translated:
    said = {}
    for code in LANGUAGES:
        with in_language(code):
            said[code] = str(make())  # type: ignore[operator]
    return Translated(said)


def both_labels(value: object) -> Translated:
    """The words of a role, in both languages."""
    return _both(lambda: value.label)  # type: ignore[attr-defined]
