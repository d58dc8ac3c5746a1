"""What one looks for before writing an entry down."""

from noress.core.i18n import lazy
from noress.web.forms import BaseForm, line


class ExistsForm(BaseForm):
    """Names in the address are the words of the page."""

    nom = line(lazy("Nom de la structure"), limit=300)
