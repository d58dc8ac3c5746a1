"""What people are called in the reader's language: on pages, and in mails written in their own."""

from typing import Any, Final

from sqlalchemy.orm import Bundle

from noress.core.i18n import gettext as _
from noress.core.i18n import in_language, language

#: what rows keep of a person whose data was erased; nobody reads it as it stands
ERASED: Final = "Personne effacée"


def called(name: str | None, name_ar: str | None = None) -> str:
    """The Arabic name for those who read Arabic, when it is known; a name that was erased in every language."""
    if name == ERASED:
        return _("Personne effacée")
    return (name_ar if language() == "ar" and name_ar else name) or ""


def called_in(code: str, name: str | None, name_ar: str | None = None) -> str:
    """The same for somebody else than the reader: whom a mail is for."""
    with in_language(code):
        return called(name, name_ar)


class Called(Bundle[str]):
    """`Called(Person.name, Person.name_ar)` among the columns of a select gives what the person is called."""

    def __init__(self, name: Any, name_ar: Any):
        super().__init__("called", name, name_ar)

    def create_row_processor(self, query: Any, procs: Any, labels: Any) -> Any:
        name, name_ar = procs
        return lambda row: called(name(row), name_ar(row))
